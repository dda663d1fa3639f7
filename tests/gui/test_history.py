"""Undo of everything, after a restart too, and the history panel that goes to a step."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from annotate import scheme_edit
from annotate.change import Change, Transaction
from annotate.history import History
from annotate.model import Marks
from annotate.scheme_edit import SchemeDraft
from gui.models.steps import BEGINNING, StepsModel, Told
from gui.session import Session
from gui.widgets.history import HistoryPanel
from store.journal import Entry
from store.project import Project
from tests.gui.conftest import Person


def renamed(session: Session, old: str = "LOC", new: str = "PLACE") -> None:
    draft = scheme_edit.change(SchemeDraft.of(session.scheme), "span", old, name=new)
    assert session.change_scheme(*scheme_edit.finished(draft))


def words(panel: HistoryPanel) -> list[str]:
    return [str(panel.model.index(row).data()) for row in range(panel.model.rowCount())]


def snapshot(project: Project, name: str = "anna") -> object:
    source = project.sources.person(name)
    docs = [project.documents.get(one) for one in project.documents.ids()]
    return project.scheme_text, [list(project.annotations.state(doc, source).items()) for doc in docs]


def test_a_rename_is_shown_at_once_and_one_undo_takes_it_back(person: Person):
    person.press("Tab", "Enter")
    renamed(person.session)
    assert ("Iran", "PLACE") in person.gold
    assert "PLACE" in person.bench.label_bar.names()
    assert person.session.counts["LOC"] == 0
    assert {span.label for span in person.session.open_spans.by_id.values()} == {"PLACE", "CARDINAL"}
    person.press("Ctrl+Z")
    assert ("Iran", "LOC") in person.gold
    assert "PLACE" not in person.bench.label_bar.names()
    person.press("Ctrl+Shift+Z")
    assert ("Iran", "PLACE") in person.gold


def test_undo_goes_over_documents_bulk_actions_and_schemes_after_a_restart(person: Person):
    project, path = person.session.project, person.session.project.path
    first = snapshot(project)
    person.press("Tab", "Enter", "Ctrl+Shift+Enter")  # one document finished at a stroke, then the next one
    person.select_words("Aleppo")
    person.press("4")
    renamed(person.session)
    person.select_words("Reuters")
    person.press("2")
    last = snapshot(project)
    person.app.projects.close()
    person.app.projects.show(Project.open(path))
    session = person.session
    steps = len(list(session.history.done()))
    assert steps >= 4
    while session.history.next_undo is not None:
        session.undo()
    assert snapshot(session.project) == first
    while session.history.next_redo is not None:
        session.redo()
    assert snapshot(session.project) == last


def test_the_panel_names_each_step_and_goes_there(person: Person):
    person.press("Tab", "Enter")
    person.select_words("Aleppo") if "Aleppo" in person.session.state.document.text else None
    renamed(person.session)
    person.press("Ctrl+H")
    panel = person.bench.history
    assert panel.list.hasFocus()
    shown = words(panel)
    assert shown[0] == "Scheme: LOC is now PLACE"
    assert shown[1] == "Accept “Iran”: LOC"
    assert shown[-1] == BEGINNING
    assert panel.list.currentIndex().row() == 0
    person.press("Down", "Down", "Return")
    assert person.gold == []
    assert person.session.scheme.span_label("LOC") is not None
    assert panel.model.present == 0
    assert words(panel) == shown
    person.press("Home", "Return")
    assert person.gold == [("Iran", "PLACE")]
    assert person.session.history.next_redo is None


def test_going_back_is_made_of_ordinary_steps(person: Person):
    for _ in range(40):
        person.press("Ctrl+Shift+M")
    assert person.session.state.marks == Marks(person.session.state.document.id)
    person.press("Ctrl+Shift+M", "Ctrl+H")
    panel = person.bench.history
    panel.step_requested.emit(0)  # more steps than are done at once: a dialog shows how far it is
    person.bot.waitUntil(lambda: panel.model.present == 0 and QApplication.activeModalWidget() is None)
    assert len(list(person.session.history.undone())) == 41
    kinds = [entry.kind for entry in person.session.project.journal.entries(person.session.source)]
    assert kinds == ["edit"] * 41 + ["undo"] * 41
    panel.step_requested.emit(1)
    dialog = QApplication.activeModalWidget()
    assert dialog is None
    assert person.session.state.marks.flagged


def test_a_journey_can_be_stopped_between_two_steps(person: Person):
    for _ in range(60):
        person.press("Ctrl+Shift+M")
    person.press("Ctrl+H")
    person.bench.travel.go(-60)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    person.bot.keyClick(dialog, Qt.Key.Key_Escape)
    person.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    left = len(list(person.session.history.done()))
    assert left + len(list(person.session.history.undone())) == 60
    assert person.bench.history.model.present == left
    person.bench.view.setFocus()
    person.press("Ctrl+Z")
    assert len(list(person.session.history.done())) == max(0, left - 1)


def test_the_filter_finds_text_label_document_and_person(person: Person):
    person.press("Tab", "Enter", "Ctrl+Shift+M", "Ctrl+H")
    panel = person.bench.history
    panel.filter.setText("accept iran")
    person.bot.waitUntil(lambda: words(panel) == ["Accept “Iran”: LOC"])
    panel.filter.setText("first.txt anna")
    person.bot.waitUntil(lambda: len(words(panel)) == 2)
    panel.filter.setText("nothing of the kind")
    person.bot.waitUntil(lambda: not words(panel) and not panel._looking.isActive())
    panel.filter.setText("")
    assert len(words(panel)) == 3


def test_ten_thousand_steps_are_read_only_where_they_are_shown(person: Person):
    project, source = person.session.project, person.session.source
    doc = project.documents.get(project.documents.ids()[0])
    history, before = History(), Marks(doc.id)
    for number in range(200):
        after = Marks(doc.id, "new", str(number))
        tx = Transaction((Change(doc.id, None if number == 0 else before, after),), "note.set")
        entry, source = project.annotations.append(tx, source)
        before = after
        for _ in range(50):
            history = history.record(entry)
    asked: list[str] = []
    model = StepsModel(lambda entry: asked.append(entry.id) or Told("x", "y"))
    start = time.process_time()
    model.show(history)
    assert model.rowCount() == 200
    assert asked == []
    for _ in range(300):
        history = history.undo()
        model.show(history)
    assert time.process_time() - start < 0.5
    assert model.newest - model.present == 300
    assert model.index(0).data() == "x"
    assert len(asked) == 1


def entries(count: int) -> list[Entry]:
    return [Entry(str(at), "span.add", None, "anna", "anna", 1e9 + at, "edit") for at in range(1, count + 1)]


def made(some: list[Entry], undone: int, read: list[str] | None = None) -> History[Entry]:
    """A history of which the last so many entries are undone; `read` gets the ids of those that were read."""
    done = some[: len(some) - undone]

    def backwards() -> Iterator[Entry]:
        for entry in reversed(done):
            if read is not None:
                read.append(entry.id)
            yield entry

    return History[Entry].of(backwards(), some[len(some) - undone :])


def everything(model: StepsModel) -> list[str]:
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 1_000, 5_000])
@pytest.mark.parametrize("undone", [0, 1, 150])
def test_steps_read_in_portions_are_all_steps(count: int, undone: int, qtmodeltester: ModelTester) -> None:
    some, undone = entries(count), min(undone, count)
    model = StepsModel(lambda entry: Told(entry.id, ""))
    assert model.show(made(some, undone)) or not count
    qtmodeltester.check(model)
    assert everything(model) == [*(entry.id for entry in reversed(some)), BEGINNING]
    assert model.newest - model.present == undone
    assert model.step(model.present).present
    assert model.row_of(model.present) == undone
    assert not model.reaches(model.present - (count - undone) - 1)


def test_of_a_long_history_only_its_end_is_read() -> None:
    read: list[str] = []
    model = StepsModel(lambda entry: Told(entry.id, ""))
    model.show(made(entries(50_000), 0, read))
    assert model.rowCount() == 200
    assert len(read) <= 202
    model.fetchMore(QModelIndex())
    assert model.rowCount() == 400
    assert len(read) <= 403


@pytest.mark.parametrize("count", [3, 200, 201, 450])
def test_steps_are_undone_past_what_was_read(count: int) -> None:
    some = entries(count)
    history, model = made(some, 0), StepsModel(lambda entry: Told(entry.id, ""))
    model.show(history)
    for undone in range(1, count + 1):
        history = history.undo()
        assert model.show(history)
        assert model.newest - model.present == undone
        here = some[count - undone - 1].id if undone < count else BEGINNING
        assert model.told(model.present).words == here
        assert model.index(model.row_of(model.present)).data() == here
    assert everything(model) == [*(entry.id for entry in reversed(some)), BEGINNING]


def test_the_filter_looks_at_all_of_a_long_history(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.models.steps._FIRST", 1)
    person.press("Tab", "Enter", "Ctrl+Shift+M", "Ctrl+H")
    panel = person.bench.history
    panel.filter.setText("accept iran")
    person.bot.waitUntil(lambda: words(panel) == ["Accept “Iran”: LOC"])
    panel.filter.setText("the beginning")
    person.bot.waitUntil(lambda: words(panel) == [BEGINNING])
    panel.filter.setText("")
    assert len(words(panel)) == 3
