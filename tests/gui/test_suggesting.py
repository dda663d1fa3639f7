"""Suggestions in the background: the dialog, one document and many, cancel, and what dies on the way."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

import resources
from annotate.document import Document
from annotate.errors import InputError
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import Suggestion, Suggestions, never
from gui.dialogs.suggest import SuggestDialog
from gui.jobs import Jobs, Report
from gui.settings import Settings
from gui.suggesters.choice import Choice
from gui.suggesters.engine import engine_for
from gui.suggesters.kept import KeptProcess
from store.check import check_project
from store.documents import NewDocument
from tests.gui.conftest import TEXT, Person

PARTS = frozenset(("names", "numbers"))
GRAMMAR = frozenset(("numbers", "dates"))  # needs no model: quick


def doc(text: str = TEXT, name: str = "d") -> Document:
    return Document(name, f"{name}.txt", text)


def scheme() -> Scheme:
    return parse_scheme(resources.scheme_text("news"))


def asked(person: Person) -> SuggestDialog:
    """The dialog, opened as the menu does."""
    person.app._run("document.suggest_with")
    found = QApplication.activeModalWidget()
    assert isinstance(found, SuggestDialog)
    return found


def pick(dialog: SuggestDialog, start: str) -> None:
    """Pick a model by the beginning of its line."""
    texts = [dialog.model.itemText(at) for at in range(dialog.model.count())]
    dialog.model.setCurrentIndex(next(at for at, text in enumerate(texts) if text.startswith(start)))


def can_go(dialog: SuggestDialog) -> bool:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def speaker(folder: Path, body: str) -> str:
    """The command line of a process that speaks JSON lines; `body` gives the spans for `text`."""
    program = folder / "speaker.py"
    program.write_text(
        "import json, sys, os, time\n"
        "for line in sys.stdin:\n"
        "    request = json.loads(line)\n"
        "    if request['type'] == 'hello':\n"
        "        answer = {'name': 'own', 'version': '2', 'labels': ['country', 'chief']}\n"
        "    else:\n"
        "        text = request['text']\n"
        f"        {body}\n"
        "        answer = {'id': request['id'], 'spans': spans}\n"
        "    print(json.dumps(answer), flush=True)\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {program}" if os.name == "posix" else f'"{sys.executable}" "{program}"'


ONE = "at = text.index('Iran'); spans = [dict(start=at, end=at + 4, text='Iran', label='country', score=0.62)]"


class Told:
    """An engine that answers as it is told to, without a process."""

    name = "told 1"
    settings: Mapping[str, str] = {"tone": "calm"}

    def __init__(self, *, fails_at: int | None = None, waits_at: int | None = None) -> None:
        self.fails_at, self.waits_at, self.seen = fails_at, waits_at, list[str]()
        self.reached = threading.Event()

    def suggest(self, docs: Iterable[Document], total: int, check: object) -> Iterator[tuple[str, Suggestions]]:
        assert callable(check)
        for at, one in enumerate(docs):
            if at == self.fails_at:
                raise InputError("the suggester's process was killed by signal 9, perhaps for want of memory")
            while at == self.waits_at:
                self.reached.set()
                check()
            self.seen.append(one.name)
            yield one.id, Suggestions((Suggestion(0, 4, "LOC", 0.6),))

    def end(self) -> None:
        """Nothing to let go of."""


def add_documents(person: Person, count: int) -> list[str]:
    """More documents, that no model has looked at."""
    project = person.session.project
    made = project.documents.add([NewDocument(f"more {n}.txt", f"Iran said {n}.") for n in range(count)])
    person.bench.show_imported(None)
    return [one.id for one in made]


def use(person: Person, engine: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person.bench.suggesting._engines, "get", lambda *_args: engine)


def message(person: Person) -> str:
    return person.bench.status.message.text()


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice("model", "/a folder/with “signs”"),
        Choice("endpoint", "http://127.0.0.1:1/v1", "m"),
        Choice("process", "run it", said=(("GPE", "LOC"), ("LAW", ""))),
    ],
)
def test_a_choice_is_kept_as_text(choice: Choice) -> None:
    assert Choice.from_text(choice.as_text()) == choice


@pytest.mark.parametrize("text", ["", "{", "[]", '["spell", "", "", []]', '["model", 1, 2, 3]', '["model"]', "null"])
def test_a_kept_choice_that_makes_no_sense_is_the_embedded_one(text: str) -> None:
    assert Choice.from_text(text) == Choice()


def test_the_kept_process_stays_and_answers_again() -> None:
    engine = engine_for(Choice(), GRAMMAR, scheme(), resources.embedded_pipeline)
    first = list(engine.suggest([doc()], 1, never))
    assert first[0][0] == "d"
    assert [TEXT[one.start : one.end] for one in first[0][1].spans] == ["more than 1,000", "Tuesday"]
    assert list(engine.suggest([doc()], 1, never)) == first
    engine.end()
    assert list(engine.suggest([doc()], 1, never)) == first  # it starts again when it is asked again
    engine.end()


def test_a_kept_process_that_dies_is_told_in_one_line_and_started_again() -> None:
    engine = engine_for(Choice(), GRAMMAR, scheme(), resources.embedded_pipeline)
    list(engine.suggest([doc()], 1, never))
    kept: KeptProcess = engine._process  # pyright: ignore[reportAttributeAccessIssue]
    assert kept._running is not None
    pid = kept._running[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGTERM)
    kept._running[0].join()
    with pytest.raises(InputError, match="process was killed by signal 15") as caught:
        list(engine.suggest([doc()], 1, never))
    assert "\n" not in str(caught.value)
    assert len(list(engine.suggest([doc()], 1, never))) == 1
    engine.end()


def test_cancelling_ends_the_kept_process() -> None:
    engine = engine_for(Choice(), GRAMMAR, scheme(), resources.embedded_pipeline)

    def cancelled() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        list(engine.suggest([doc("word " * 200_000)], 1, cancelled))
    kept: KeptProcess = engine._process  # pyright: ignore[reportAttributeAccessIssue]
    assert kept._running is None


def test_many_documents_come_in_order_from_several_processes() -> None:
    engine = engine_for(Choice(), GRAMMAR, scheme(), resources.embedded_pipeline)
    docs = [doc(f"There were {n + 2} men.", str(n)) for n in range(60)]
    found = list(engine.suggest(iter(docs), len(docs), never))
    assert [document_id for document_id, _ in found] == [one.id for one in docs]
    values = [some.spans[0].value for _, some in found]
    assert [value.amount if value is not None else "" for value in values] == [str(n + 2) for n in range(60)]
    engine.end()


def test_a_model_that_does_not_exist_is_told_at_once() -> None:
    with pytest.raises(InputError, match="no installed spaCy pipeline and no folder"):
        engine_for(Choice("model", "no_such_model"), PARTS, scheme(), resources.embedded_pipeline)


def test_the_dialog_proposes_the_embedded_model_with_its_mapping(person: Person) -> None:
    person.press("Shift+F5")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SuggestDialog)
    assert dialog.choice == Choice()
    assert dialog.documents == "this"
    assert dialog.model.currentText().startswith("Embedded: news-en")
    cells = [dialog.mapping.item(row, 0) for row in range(dialog.mapping.rowCount())]
    assert {"PERSON", "LOC"} <= {cell.text() for cell in cells if cell is not None}
    assert can_go(dialog)
    dialog.mapping.choose("LOC", "EVENT")
    dialog.mapping.choose("MISC", "")
    assert dialog.choice.mapping == {"LOC": "EVENT", "MISC": ""}
    dialog.parts["dates"].setChecked(False)  # what was mapped by hand stays
    assert dialog.choice.mapping == {"LOC": "EVENT", "MISC": ""}
    dialog.reject()
    assert person.bench.suggesting.choice == Choice()


def test_what_the_dialog_is_told_counts_from_then_on(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Told()
    use(person, engine, monkeypatch)
    dialog = asked(person)
    dialog.mapping.choose("LOC", "EVENT")
    dialog.parts["relations"].setChecked(False)
    dialog.accept()
    person.bot.waitUntil(lambda: engine.seen == ["first.txt"])
    person.bot.waitUntil(lambda: not person.app.jobs.busy)
    path = str(person.session.project.path.resolve())
    assert Settings().choice(path) == Choice(said=(("LOC", "EVENT"),))
    assert "relations" not in person.session.project.suggesting.parts
    again = asked(person)
    assert again.choice.mapping == {"LOC": "EVENT"}
    assert not again.parts["relations"].isChecked()
    again.reject()
    assert Settings().choice("/another/project") == Choice()


@pytest.mark.parametrize(
    ("model", "name", "problem"),
    [
        ("spaCy pipeline in a folder", "", "Name a folder"),
        ("spaCy pipeline in a folder", "no_such_model", "no installed spaCy pipeline and no folder"),
        ("Process", "", "Write the command line"),
        ("Local language model", "no address", "this is no address"),
        ("Local language model", "http://127.0.0.1:9/v1", "say which of its models"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(person: Person, model: str, name: str, problem: str) -> None:
    dialog = asked(person)
    pick(dialog, model)
    dialog.name.setText(name)
    assert problem in dialog.problem.text()
    assert "\n" not in dialog.problem.text()
    assert not can_go(dialog)
    dialog.parts["names"].setChecked(False)  # without names no model is asked
    assert dialog.problem.text() == ""
    assert can_go(dialog)
    for box in dialog.parts.values():
        box.setChecked(False)
    assert "All parts are off" in dialog.problem.text()
    dialog.reject()


def test_a_pipeline_of_another_language_is_refused(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "german"
    folder.mkdir()
    meta = {"lang": "de", "name": "core", "version": "1", "labels": {"ner": ["PER"]}}
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "config.cfg").write_text("")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    dialog = asked(person)
    pick(dialog, "spaCy pipeline in a folder")
    dialog._browse.click()
    assert dialog.name.text() == str(folder)
    assert "language “de”" in dialog.problem.text()
    assert not can_go(dialog)
    dialog.reject()


def test_a_model_trained_on_gold_tells_its_relations(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "relations").mkdir(parents=True)
    meta = {"lang": "en", "name": "own", "version": "1", "labels": {"ner": ["PER"]},
            "gilder": {"relations": {"labels": ["went_to", "seen_by"]}}}  # fmt: skip
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "config.cfg").write_text("")
    (folder / "relations" / "pairs.json").write_text("{}")
    dialog = asked(person)
    pick(dialog, "spaCy pipeline in a folder")
    dialog.name.setText(str(folder))
    assert "relations trained on gold: went_to, seen_by" in dialog.told.text()
    dialog.parts["relations"].setChecked(False)
    assert "relations" not in dialog.told.text()
    dialog.reject()


def test_an_endpoint_elsewhere_comes_with_a_warning(person: Person) -> None:
    dialog = asked(person)
    pick(dialog, "Local language model")
    dialog.of_endpoint.setText("small")
    assert "no text leaves it" in dialog.told.text()
    assert dialog.choice.name.startswith("http://127.0.0.1")
    dialog.name.setText("http://example.org/v1")
    assert "sent to example.org, unencrypted" in dialog.told.text()
    assert can_go(dialog)
    dialog.reject()


def test_a_process_is_asked_for_its_labels_and_then_suggests(person: Person, tmp_path: Path) -> None:
    dialog = asked(person)
    pick(dialog, "Process")
    dialog.name.setText(speaker(tmp_path, ONE))
    assert dialog.mapping.rowCount() == 0
    dialog._ask.click()
    person.bot.waitUntil(lambda: dialog.mapping.rowCount() == 2, timeout=20_000)
    assert dialog.choice.mapping == {}
    dialog.mapping.choose("country", "LOC")
    dialog.parts["numbers"].setChecked(False)
    assert dialog.choice.mapping == {"country": "LOC"}
    dialog.accept()
    runs = person.session.project.suggestions.runs
    person.bot.waitUntil(lambda: runs()[-1].name == "own 2", timeout=20_000)
    assert [(one.text, one.label, one.score) for one in person.session.open_spans] == [
        ("Iran", "LOC", 0.62), ("Tuesday", "DATE", pytest.approx(0.9, abs=0.1)),
    ]  # fmt: skip
    person.bench.suggesting.again()  # the same again, from the process that was kept
    person.bot.waitUntil(lambda: not person.app.jobs.busy, timeout=20_000)
    assert len(runs()) == 3


def test_a_process_that_cannot_be_asked_is_told_in_the_dialog(person: Person) -> None:
    dialog = asked(person)
    pick(dialog, "Process")
    dialog.name.setText("/no/such/program")
    dialog._ask.click()
    person.bot.waitUntil(lambda: "cannot be started" in dialog.problem.text(), timeout=20_000)
    dialog.reject()


def test_a_process_that_dies_in_the_middle_is_one_clear_line_and_nothing_is_lost(
    person: Person, tmp_path: Path
) -> None:
    person.bench.suggesting.choice = Choice("process", speaker(tmp_path, "os._exit(3)"))
    before = person.session.suggested
    person.press("F5")
    person.bot.waitUntil(lambda: "process" in message(person) and not person.app.jobs.busy, timeout=20_000)
    assert "\n" not in message(person)
    assert person.session.suggested == before
    person.press("Tab", "Return")
    assert person.gold == [("Iran", "LOC")]  # the window goes on


def test_suggesting_again_keeps_decisions_and_replaces_the_rest(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(person, Told(), monkeypatch)
    person.press("Tab", "Backspace", "Return")
    assert person.gold == [("more than 1,000", "CARDINAL")]
    person.press("F5")
    person.bot.waitUntil(lambda: not person.app.jobs.busy)
    assert person.gold == [("more than 1,000", "CARDINAL")]
    assert list(person.session.open_spans) == []  # “Iran” was rejected before, and stays so
    assert len(person.session.suggested.spans) == 1


def test_many_documents_get_suggestions_in_the_background(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Told()
    use(person, engine, monkeypatch)
    ids = add_documents(person, 120)
    dialog = asked(person)
    dialog.choose_documents("without")
    dialog.accept()
    person.bot.waitUntil(lambda: "120 documents have new suggestions, 120 in all" in message(person), timeout=20_000)
    project = person.session.project
    assert project.documents.ids_without_run() == []
    assert {run.name for run in project.suggestions.runs()} == {"test", "told 1"}
    rows = {row.id: row for row in person.bench.documents.model.rows}
    assert all(rows[one].open_suggestions == 1 for one in ids)
    assert engine.seen == [rows[one].name for one in ids]
    person.bench.suggesting.for_documents([])
    assert "no such document" in message(person)


def test_the_open_document_shows_what_a_long_run_finds_for_it(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    use(person, Told(), monkeypatch)
    dialog = asked(person)
    dialog.choose_documents("open")
    dialog.accept()
    person.bot.waitUntil(lambda: "2 documents have new suggestions" in message(person), timeout=20_000)
    assert [one.text for one in person.session.open_spans] == ["Iran"]


def test_a_cancelled_run_keeps_what_is_whole_and_says_so(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Told(waits_at=80)
    use(person, engine, monkeypatch)
    ids = add_documents(person, 120)
    person.bench.suggesting.for_documents(ids)
    person.bot.waitUntil(engine.reached.is_set, timeout=20_000)
    project = person.session.project
    person.bot.waitUntil(lambda: len(project.documents.ids_without_run()) == 40, timeout=20_000)
    person.bench.status.cancel_requested.emit()
    assert message(person) == "Cancelled: 80 of 120 documents have new suggestions, the others are as they were."
    assert not person.app.jobs.busy
    assert list(check_project(project)) == []
    other = Told()
    use(person, other, monkeypatch)
    person.bench.suggesting.for_documents(project.documents.ids_without_run())
    person.bot.waitUntil(lambda: "40 documents have new suggestions" in message(person), timeout=20_000)
    assert len(other.seen) == 40


def test_a_run_that_fails_in_the_middle_says_why_and_how_far_it_came(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(person, Told(fails_at=10), monkeypatch)
    person.bench.suggesting.for_documents(add_documents(person, 30))
    person.bot.waitUntil(lambda: "killed by signal 9" in message(person), timeout=20_000)
    assert " of 30 documents have new suggestions" in message(person)
    assert "\n" not in message(person)


def test_cancelling_one_document_says_that_nothing_has_changed(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Told(waits_at=0)
    use(person, engine, monkeypatch)
    person.press("F5")
    person.bot.waitUntil(engine.reached.is_set)
    person.bench.status.cancel_requested.emit()
    assert message(person) == "Cancelled: the suggestions are as they were."
    assert len(person.session.open_spans) == 4


def test_only_one_long_run_at_a_time(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Told(waits_at=0)
    use(person, engine, monkeypatch)
    ids = add_documents(person, 2)
    person.bench.suggesting.for_documents(ids)
    person.bench.suggesting.for_documents(ids)
    assert "already" in message(person)
    person.bench.status.cancel_requested.emit()


def test_dropped_work_is_told_why(qtbot: QtBot) -> None:
    jobs, why = Jobs(), list[str]()

    def failing(_report: Report) -> None:
        raise InputError("no")

    jobs.start("Failing", failing, print, why.append)
    qtbot.waitUntil(lambda: why == ["no"])

    def endless(report: Report) -> None:
        while True:
            report.check()

    jobs.start("Endless", endless, print, why.append)
    jobs.start("Waiting", failing, print, why.append)
    jobs.cancel()
    assert why == ["no", "", ""]
    jobs.start("Endless", endless, print, why.append)
    jobs.forget(endless)
    assert why == ["no", "", ""]
    assert not jobs.busy
    jobs.stop()
