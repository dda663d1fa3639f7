"""The Train view: what is trained on, a training that runs beside the window, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.dialogs.question import Question
from gui.dialogs.train import TrainDialog
from gui.widgets.figures import FiguresTable
from store.project import Project
from store.training.trained import TrainedModels
from tests.gui.conftest import Person
from tests.trainable import make, record, records

_TIMEOUT = 60_000  # milliseconds that a training of a few steps may take on a busy machine
_LONG = 100_000  # steps that no test waits for


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 30 documents that Ann has annotated, and one that she has begun with."""
    path = make(tmp_path_factory.mktemp("gold") / "p.gilder", records(30))
    return make(path, [record("begun.txt", "Ann Smith went to Nowhere.\n", [], status="in_progress")], source="ann")


@pytest.fixture
def at_work(person: Person, gold: Path, tmp_path: Path) -> Person:
    """Somebody with a copy of it open."""
    copy = tmp_path / "siege.gilder"
    copy.write_bytes(gold.read_bytes())
    person.open(str(copy))
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


def choose(person: Person, dialog: TrainDialog, *, steps: int = 20, base: str = "blank", curve: bool = False) -> None:
    form = dialog.new.form
    form.base.kind.setCurrentIndex(form.base.kind.findData(base))
    form.steps.setValue(steps)
    form.curve.setChecked(curve)
    settle(person)


def start(person: Person, dialog: TrainDialog, **chosen: object) -> None:
    """Begin a training, and say yes to what it takes."""
    choose(person, dialog, **chosen)  # pyright: ignore[reportArgumentType]
    assert dialog.new.go.isEnabled(), dialog.new.plan.table.hint.text()
    dialog.new.go.click()
    wait_for(person, "asked")
    dialog.new.go.click()
    wait_for(person, "training")


def models(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [f"{one.name} {one.version}" for one in TrainedModels(project).all()]


def left_over(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.is_dir() and (one.name.startswith(".") or "model" in one.name)]


def question() -> Question:
    found = QApplication.activeModalWidget()
    assert isinstance(found, Question)
    return found


def test_trained_it_is_listed_with_its_scores(at_work: Person, tmp_path: Path) -> None:
    dialog = opened(at_work)
    assert dialog.pages.currentWidget() is dialog.new
    assert texts(dialog.new.plan.table)[0] == ["Documents", "24", "3", "3"]
    start(at_work, dialog, steps=60)
    assert dialog.pages.currentWidget() is dialog.running
    at_work.bot.waitUntil(lambda: phase(at_work) == "", timeout=_TIMEOUT)
    settle(at_work)
    assert dialog.pages.currentWidget() is dialog.model
    assert "siege-model is trained: F1" in dialog.line.text
    assert models(tmp_path / "siege.gilder") == ["siege_model 1.0.0"]
    assert [row[0] for row in texts(dialog.model.scores)] == ["All labels", "LOC", "PER"]
    assert left_over(tmp_path) == ["siege-model"]
    dialog.reject()
