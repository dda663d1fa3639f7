"""The Train view: what is trained on, a training that runs beside the window, and what comes of it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from annotate.pipelines.card import rising_text
from cli.commands.training import _wanted
from cli.main import build_parser
from gui.dialogs.question import Question
from gui.dialogs.train import TrainDialog
from gui.reasons import why_not
from gui.suggesters.choice import Choice
from gui.train_ask import Asked, command
from gui.widgets.figures import FiguresTable
from gui.widgets.training_line import TrainingLine
from store.project import Project
from store.training.gather import Wanted, prepare
from store.training.trained import TrainedModels
from store.training.training import Training
from tests.gui.conftest import Person
from tests.gui.sessions.plays import TABLE
from tests.gui.test_plain import HOSTILE, rich
from tests.trainable import make, mark, record, records

_TIMEOUT = 300_000  # milliseconds that a training of a few steps may take on a busy machine
_LONG = 100_000  # steps that no test waits for


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 30 documents that Ann has annotated, one that she has begun with, and one that nobody has seen."""
    path = make(tmp_path_factory.mktemp("gold") / "p.gilder", records(30))
    text = "Ann Smith went to Nowhere.\n"
    return make(path, [record("begun.txt", text, [mark(text, "Ann Smith", "PER")]) | {"status": "in_progress"}])


@pytest.fixture(scope="module")
def trained(gold: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a model that was trained on it, with its learning curve."""
    path = tmp_path_factory.mktemp("trained") / "siege.gilder"
    shutil.copy(gold, path)
    wanted = Wanted(path.with_name("siege-model"), base="blank:xx", max_steps=20, curve=True, licence="CC0-1.0")
    with Project.open(path) as project:
        with Training.start(prepare(project, wanted), wanted.output) as training:
            assert list(training.events())
            training.place()
        TrainedModels(project).record(wanted.output, "ann")
    return path


@pytest.fixture(autouse=True)
def _ended(person: Person) -> Iterator[None]:
    """Whatever a test has begun: the window can be closed."""
    yield
    if person.app.window.bench is not None:
        person.bench.training.run.end()


def open_copy(person: Person, path: Path, folder: Path, *, model: bool = False, read_only: bool = False) -> Path:
    """Have somebody work on a copy of a project."""
    copy = folder / "siege.gilder"
    shutil.copy(path, copy)
    if model:
        shutil.copytree(path.with_name("siege-model"), folder / "siege-model")
    person.app.projects.show(Project.open(copy, read_only=read_only))
    return copy


@pytest.fixture
def at_work(person: Person, gold: Path, tmp_path: Path) -> Person:
    """Somebody with a copy of the gold open."""
    open_copy(person, gold, tmp_path)
    return person


@pytest.fixture
def with_model(person: Person, trained: Path, tmp_path: Path) -> Person:
    """Somebody with a copy of the project open on which a model was trained."""
    open_copy(person, trained, tmp_path, model=True)
    return person


def settle(person: Person) -> None:
    """Wait until nothing is read any more."""
    shown = person.bench.training.shown
    assert shown is not None
    person.bot.waitUntil(lambda: not shown.busy, timeout=_TIMEOUT)


def opened(person: Person) -> TrainDialog:
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Shift+T")
    shown = person.bench.training.shown
    assert shown is not None
    settle(person)
    return shown.dialog


def texts(table: FiguresTable) -> list[list[str]]:
    figures = table.figures
    return [[figures.index(row, at).data() for at in range(figures.columnCount())] for row in range(figures.rowCount())]


def phase(person: Person) -> str:
    going = person.bench.training.run.going
    return going.phase if going is not None else ""


def wait_for(person: Person, *phases: str) -> None:
    person.bot.waitUntil(lambda: phase(person) in phases, timeout=_TIMEOUT)


def choose(person: Person, dialog: TrainDialog, steps: int, *, curve: bool = False) -> None:
    """Choose something that is quick."""
    form = dialog.new.form
    form.base.kind.setCurrentIndex(form.base.kind.findData("blank"))
    form.base.language.setCurrentIndex(form.base.language.findData("xx"))
    form.steps.setValue(steps)
    form.patience.setValue(_LONG)
    form.curve.setChecked(curve)
    settle(person)


def start(person: Person, dialog: TrainDialog, steps: int = 20, *, curve: bool = False) -> None:
    """Begin a training, and say yes to what it takes."""
    choose(person, dialog, steps, curve=curve)
    assert dialog.new.go.isEnabled(), dialog.new.plan.table.hint.text()
    dialog.new.go.click()
    wait_for(person, "asked")
    dialog.new.go.click()
    wait_for(person, "training")


def scored(person: Person, count: int = 1) -> None:
    """Wait for scores on dev."""

    def there() -> bool:
        going = person.bench.training.run.going
        return going is not None and len(going.scored) >= count

    person.bot.waitUntil(there, timeout=_TIMEOUT)


def models(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [f"{one.name} {one.version}" for one in TrainedModels(project).all()]


def folders(folder: Path) -> list[str]:
    """Folders of models, and what trainings have left."""
    return sorted(one.name for one in folder.iterdir() if one.is_dir() and "model" in one.name)


def question(person: Person) -> Question:
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Question), timeout=_TIMEOUT)
    found = QApplication.activeModalWidget()
    assert isinstance(found, Question)
    return found


def status(person: Person) -> TrainingLine | None:
    found = [one for one in person.bench.status.findChildren(TrainingLine) if one.isVisibleTo(person.bench.status)]
    return found[0] if found else None


def gone(process: int | None) -> bool:
    """Whether a process has ended, and is not left as a zombie either."""
    assert process is not None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_what_is_trained_on_is_shown_then_what_it_takes_then_its_scores(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    assert dialog.pages.currentWidget() is dialog.new
    plan = dialog.new.plan
    assert texts(plan.table)[0] == ["Documents", "24", "3", "3"]
    assert [row[0] for row in texts(plan.table)] == ["Documents", "Words", "Spans", "PER", "LOC"]
    assert plan.left_out.text() == "Left out: 1 document that is not done."
    assert "Only 3 documents in test: the scores may be far off." in plan.warnings.text()
    assert plan.card.isHidden()
    choose(at_work, dialog, 20)
    assert "begins with nothing learnt yet (xx)" in plan.told.text()
    dialog.new.go.setFocus()
    at_work.press("Return")
    wait_for(at_work, "asked")
    assert plan.estimate.text().startswith("At most ")
    assert "of memory" in plan.estimate.text()
    assert not dialog.new.form.isEnabled()
    assert dialog.line.text.startswith("Nothing is trained yet: Enter trains it")
    at_work.press("Return")
    wait_for(at_work, "training")
    assert dialog.pages.currentWidget() is dialog.running
    assert dialog.make.toolTip() == "One training at a time."
    wait_for(at_work, "")
    settle(at_work)
    assert dialog.pages.currentWidget() is dialog.model
    assert dialog.line.text.startswith("siege-model is trained: F1 ")
    assert models(tmp_path / "siege.gilder") == ["siege_model 1.0.0"]
    assert [row[0] for row in texts(dialog.model.scores)] == ["All labels", "LOC", "PER"]
    assert folders(tmp_path) == ["siege-model"]
    assert dialog.new.form.folder.text() == "siege-model-2"
    assert dialog.make.isEnabled()
    dialog.reject()


def test_back_gives_up_what_was_only_measured(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    choose(at_work, dialog, _LONG)
    dialog.new.go.click()
    wait_for(at_work, "asked")
    process = at_work.bench.training.run.process
    dialog.new.back.click()
    wait_for(at_work, "")
    assert dialog.line.text == "siege-model: it was not begun."
    assert gone(process)
    assert folders(tmp_path) == []
    assert dialog.new.form.isEnabled()
    assert dialog.new.go.isEnabled()
    dialog.new.go.click()
    dialog.reject()  # the view is closed before it is known what it takes: it is given up, too
    wait_for(at_work, "")
    assert folders(tmp_path) == []
    assert status(at_work) is None
    again = opened(at_work)
    assert (again.new.form.steps.value(), again.new.form.base.base) == (_LONG, "blank:xx")  # as they were
    again.reject()


def test_it_goes_on_when_the_view_is_closed_and_stands_still_and_finishes_when_told(
    at_work: Person, tmp_path: Path
) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    scored(at_work)
    dialog.running.pause.click()
    assert dialog.running.pause.text() == "&Resume"
    dialog.reject()
    line = status(at_work)
    assert line is not None
    assert line.told.text().startswith("siege-model: standing still at ")
    at_work.press("Tab")  # work goes on
    line.told.click()
    settle(at_work)
    shown = at_work.bench.training.shown
    assert shown is not None
    assert status(at_work) is None
    assert shown.dialog.pages.currentWidget() is shown.dialog.running
    shown.dialog.running.pause.click()
    assert shown.dialog.running.pause.text() == "&Pause"
    going = at_work.bench.training.run.going
    assert going is not None
    scored(at_work, len(going.scored) + 1)
    shown.dialog.running.finish.click()
    shown.dialog.reject()
    wait_for(at_work, "")
    at_work.bot.waitUntil(lambda: models(tmp_path / "siege.gilder") != [], timeout=_TIMEOUT)
    assert "is trained: F1" in at_work.bench.status.message.text()
    assert "Ctrl+Shift+T shows it." in at_work.bench.status.message.text()
    assert status(at_work) is None


def test_cancelled_it_leaves_nothing(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    scored(at_work)
    process = at_work.bench.training.run.process
    dialog.running.cancel.click()
    asked = question(at_work)
    assert list(asked.answers) == ["Finish now, keep the best", "Cancel the training"]
    asked.reject()
    assert phase(at_work) == "training"
    dialog.running.cancel.click()
    question(at_work).answers["Cancel the training"].click()
    wait_for(at_work, "")
    assert dialog.line.text == "siege-model: nothing was kept."
    assert dialog.pages.currentWidget() is dialog.new
    settle(at_work)
    assert dialog.line.text == "siege-model: nothing was kept."
    dialog.new.form.seed.setValue(3)
    settle(at_work)
    assert dialog.line.text.startswith("Enter starts")
    assert gone(process)
    assert folders(tmp_path) == []
    assert models(tmp_path / "siege.gilder") == []
    dialog.reject()


def test_a_killed_process_is_told_in_one_line(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    process = at_work.bench.training.run.process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    wait_for(at_work, "")
    assert "the process ended by itself" in dialog.line.text
    assert "\n" not in dialog.line.text
    assert folders(tmp_path) == []
    dialog.reject()


def test_a_place_that_is_taken_meanwhile_stays_as_it_is(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    scored(at_work)
    (tmp_path / "siege-model").mkdir()
    (tmp_path / "siege-model" / "thesis.txt").write_text("mine", encoding="utf-8")
    dialog.reject()
    at_work.bench.training.run.finish()
    wait_for(at_work, "")
    assert "a trained model is never replaced" in at_work.bench.status.message.text()
    assert (tmp_path / "siege-model" / "thesis.txt").read_text(encoding="utf-8") == "mine"
    assert folders(tmp_path) == ["siege-model"]
    assert models(tmp_path / "siege.gilder") == []


def test_closing_the_project_asks_and_ends_the_process(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    dialog.reject()
    process, bench = at_work.bench.training.run.process, at_work.bench
    at_work.app.projects.close()
    question(at_work).reject()
    assert at_work.app.window.bench is bench
    assert phase(at_work) == "training"
    at_work.app.window.close()
    assert at_work.app.window.isVisible()
    question(at_work).reject()
    assert not at_work.app.window.stays
    other = tmp_path / "other.gilder"
    shutil.copy(tmp_path / "siege.gilder", other)
    at_work.open(str(other))
    question(at_work).reject()
    assert at_work.app.window.bench is bench
    with Project.open(other):
        pass  # it was let go
    at_work.open(str(other))
    question(at_work).answers["End the training"].click()
    assert at_work.session.project.path == other
    assert gone(process)
    assert folders(tmp_path) == []


def test_the_window_closes_once_the_training_was_ended(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog, _LONG)
    dialog.reject()
    process = at_work.bench.training.run.process
    at_work.app.window.close()
    question(at_work).answers["End the training"].click()
    at_work.bot.waitUntil(lambda: not at_work.app.window.isVisible())
    assert gone(process)
    assert folders(tmp_path) == []


def test_in_a_project_that_is_only_read_it_is_trained_and_not_listed(
    person: Person, gold: Path, tmp_path: Path
) -> None:
    path = open_copy(person, gold, tmp_path, read_only=True)
    dialog = opened(person)
    start(person, dialog)
    wait_for(person, "")
    settle(person)
    assert "not listed in the project: the project is open for reading only" in dialog.line.text
    assert folders(tmp_path) == ["siege-model"]
    assert models(path) == []
    dialog.reject()


def test_a_model_waits_for_a_large_step_before_it_is_listed(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    start(at_work, dialog)
    dialog.reject()
    at_work.session.held = "Something large is being written."
    wait_for(at_work, "")
    assert models(tmp_path / "siege.gilder") == []
    at_work.session.held = ""
    at_work.bot.waitUntil(lambda: models(tmp_path / "siege.gilder") != [], timeout=_TIMEOUT)


def test_without_gold_it_says_how_there_comes_to_be_some(person: Person) -> None:
    assert why_not(TABLE["view.train"], person.bench) == ""
    dialog = opened(person)
    assert dialog.new.empty
    said = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
    assert "There is no gold yet" in said
    assert not dialog.make.isEnabled()
    dialog.reject()


def test_whose_gold_is_asked_where_there_are_several_and_too_little_is_told(at_work: Person, tmp_path: Path) -> None:
    path = tmp_path / "siege.gilder"
    at_work.app.projects.close()
    make(path, [record("bob.txt", "Bob Jones saw Oslo.\n", [])], source="bob")
    at_work.open(str(path))
    dialog = opened(at_work)
    form = dialog.new.form
    assert [form.source.itemText(at) for at in range(form.source.count())] == ["ann  (31)", "bob  (1)"]
    assert form.source.isVisible()
    assert form.source.hasFocus()
    form.source.setCurrentIndex(1)
    settle(at_work)
    told = dialog.new.plan.table.hint.text()
    assert told.startswith("Too few documents to train: ")
    assert told.endswith("choose others under Gold of, Labels and Documents.")
    assert not dialog.new.go.isEnabled()
    form.source.setCurrentIndex(0)
    form.folder.setText("siege.gilder")
    settle(at_work)
    assert "is there already" in dialog.new.plan.table.hint.text()
    form.folder.setText("")
    settle(at_work)
    assert dialog.new.plan.table.hint.text() == "Name a folder for the pipeline."
    form.folder.setText("other")
    settle(at_work)
    assert dialog.new.go.isEnabled()
    dialog.reject()


def test_the_command_is_read_as_what_was_chosen(tmp_path: Path) -> None:
    asked = Asked(
        tmp_path / "a model", "Ann B.", ("PER", "LOC"), True, "blank:de", "spancat", "status:done", 3, 70, 30, "CC0-1.0"
    )
    line = command(tmp_path / "my project.gilder", asked)
    arguments = build_parser().parse_args(shlex.split(line)[1:])
    assert _wanted(arguments, Path(arguments.output)) == asked.wanted
    plain = Asked(tmp_path / "m")
    assert command(Path("p.gilder"), plain) == f"gilder train p.gilder --output {tmp_path / 'm'}"


def test_a_model_is_listed_with_everything_that_is_told_of_it(with_model: Person, tmp_path: Path) -> None:
    dialog = opened(with_model)
    assert dialog.pages.currentWidget() is dialog.model
    assert dialog.list.hasFocus()
    (entry,) = dialog.list.entries
    assert entry.name == "siege_model 1.0.0"
    assert "24 documents" in entry.below
    model = dialog.model
    assert "begun with nothing learnt yet (xx)" in model.about.text()
    assert model.place.text() == str(tmp_path / "siege-model")
    assert "Only 3 documents in test" in model.warnings.text()
    assert [row[0] for row in texts(model.answers)] == ["All labels", "LOC", "PER"]
    assert [one.name for one in model.curve.chart.series] == ["LOC", "PER", "All labels"]
    assert len(model.curve.chart.series[-1].points) == 4
    rising = rising_text(model.told.told["curve"])
    assert model.gain.text().startswith("Gain: ")
    assert model.gain.text().endswith(f"{rising[1:]}." if rising else "point.")
    assert [x for x, _ in model.course.chart.series[0].points] == [0.0, 20.0]
    assert ["Licence", "CC0-1.0"] in [model.facts.cells(row) for row in range(model.facts.rowCount())]
    model.command.click()
    copied = QApplication.clipboard().text()
    assert dialog.line.text == f"Copied: {copied}"
    given = build_parser().parse_args(shlex.split(copied)[1:])
    assert (given.base, given.max_steps, given.curve, given.licence) == ("blank:xx", 20, True, "CC0-1.0")
    model.folder.click()
    assert QApplication.clipboard().text() == str(tmp_path / "siege-model")
    with_model.press("Alt+M")
    assert model.tabs.currentIndex() == 1
    model.curve.setFocus()
    with_model.press("Right", "Right")
    assert model.curve.told.startswith("All labels, ")
    assert model.curve.accessibleDescription() == model.curve.told
    with_model.press("Up")
    assert model.curve.told.startswith("PER, ")
    dialog.reject()


def test_a_model_whose_folder_is_gone_is_still_listed(with_model: Person, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "siege-model")
    dialog = opened(with_model)
    (entry,) = dialog.list.entries
    assert entry.missing
    assert "folder gone" in entry.below
    assert dialog.model.warnings.text().startswith("The folder is not where it was put")
    assert not dialog.model.use.isEnabled()
    dialog.reject()


def test_a_model_makes_the_suggestions_from_now_on(
    with_model: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[list[str]]()
    monkeypatch.setattr(with_model.bench.suggesting, "for_documents", asked.append)
    with_model.session.project.suggesting.switch(off=("names",))
    dialog = opened(with_model)
    dialog.model.use.click()
    wanted = Choice("model", str(tmp_path / "siege-model"))
    assert with_model.bench.suggesting.choice == wanted
    assert with_model.app._settings.choice(str((tmp_path / "siege.gilder").resolve())) == wanted
    assert "names" in with_model.session.project.suggesting.parts
    question(with_model).answers["Suggest now"].click()
    assert len(asked[0]) == 31  # Anna, who works here, has done none
    assert with_model.bench.training.shown is None


def test_names_from_files_are_shown_as_text(person: Person, tmp_path: Path) -> None:
    path = make(tmp_path / "h.gilder", records(12), source=HOSTILE)
    person.open(str(path))
    dialog = opened(person)
    assert rich(dialog) == []
    assert HOSTILE in dialog.new.plan.told.text()
    dialog.reject()


def test_every_button_is_reached_by_keys(at_work: Person) -> None:
    dialog = opened(at_work)
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    assert {one.text() for one in buttons} >= {"S&tart…", "Cop&y the command", "Close", "&New training…"}
    reached = set[object]()
    for _ in range(40):
        reached.add(QApplication.focusWidget())
        at_work.press("Tab")
    assert set(buttons) <= reached
    dialog.reject()
