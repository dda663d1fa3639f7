"""The same text with different labels, and suspicious spans, looked at and put right by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.model import Span
from annotate.offsets import Range
from gui.consistency import Consistency
from gui.dialogs.consistency import ConsistencyDialog
from store.documents import NewDocument
from store.ids import new_id
from tests.gui.conftest import Person

LABELS = ("LOC",) * 8 + ("ORG", "")


@pytest.fixture
def at_work(person: Person) -> Person:
    """Ten more documents, in which the person calls Tartus a place, once an organisation, and once nothing."""
    project = person.session.project
    for at, label in enumerate(LABELS):
        (doc,) = project.documents.add([NewDocument(f"t{at}.txt", f"People of the town of Tartus slept, said {at}.")])
        place = Range(22, 28)
        assert doc.text[slice(*place)] == "Tartus"
        changes = [Change(doc.id, None, Span(new_id(), label, (place,), "Tartus"))] if label else []
        other = Range(0, 6)
        changes.append(Change(doc.id, None, Span(new_id(), "NORP", (other,), "People")))
        _, person.session.source = project.annotations.append(
            Transaction(tuple(changes), "test"), person.session.source
        )
    person.session.read_again()
    return person


def opened(person: Person) -> ConsistencyDialog:
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Shift+K")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConsistencyDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConsistencyDialog)
    settle(person, dialog)
    return dialog


def settle(person: Person, dialog: ConsistencyDialog) -> None:
    consistency = dialog.findChild(Consistency)
    assert consistency is not None
    person.bot.waitUntil(lambda: not consistency.busy)


def labels(person: Person) -> list[str]:
    """What the person calls Tartus in the ten documents."""
    project, source = person.session.project, person.session.source
    docs = [project.documents.get(one) for one in project.documents.ids()]
    return [_label(person, doc) for doc in docs if "Tartus" in doc.text and source]


def _label(person: Person, doc: Document) -> str:
    state = person.session.project.annotations.state(doc, person.session.source)
    return next((span.label for span in state.index if span.text == "Tartus"), "")


def test_the_odd_ones_are_ticked_and_relabelled_in_one_step_that_undo_takes_back(at_work: Person) -> None:
    dialog = opened(at_work)
    assert [(one.name, one.count) for one in dialog.groups.groups] == [("Tartus", 2)]
    assert [place.name for place in dialog.model.chosen()] == ["t9.txt", "t8.txt"]
    at_work.press("Ctrl+Return")
    at_work.bot.waitUntil(lambda: labels(at_work) == ["LOC"] * 10)
    settle(at_work, dialog)
    at_work.bot.waitUntil(lambda: dialog.groups.rowCount() == 0)
    dialog.reject()
    at_work.session.undo()
    assert labels(at_work) == list(LABELS)


def test_enter_goes_to_the_place_in_the_article(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.table.setFocus()
    at_work.bot.waitUntil(dialog.table.hasFocus)
    at_work.press("Down", "Return")
    assert at_work.session.doc is not None
    assert at_work.session.doc.name == "t8.txt"
    item = at_work.session.item
    assert isinstance(item, Span)
    assert (item.text, item.label) == ("Tartus", "ORG")


def test_what_looks_right_is_off_the_list_and_stays_off(at_work: Person) -> None:
    dialog = opened(at_work)
    at_work.press("Backspace")
    assert dialog.groups.rowCount() == 0
    dialog.reject()
    assert opened(at_work).groups.rowCount() == 0


def test_models_look_when_they_are_asked_and_can_be_stopped(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.tabs.setCurrentIndex(1)
    assert dialog.groups.rowCount() == 0
    dialog.look.click()
    settle(at_work, dialog)
    names = [place.name for place in dialog.model.places]
    assert "t8.txt" in names[:3]
    dialog.look.click()
    dialog.line.stop_requested.emit()
    settle(at_work, dialog)
    assert dialog.look.isEnabled()


def test_of_somebody_else_nothing_can_be_changed(at_work: Person) -> None:
    project = at_work.session.project
    for _, of, label in ((0, "t0.txt", "LOC"), (1, "t1.txt", "ORG")):
        doc = project.documents.named(of)
        assert doc is not None
        span = Span(new_id(), label, (Range(22, 28),), "Tartus")
        project.annotations.append(Transaction((Change(doc.id, None, span),), "test"), project.sources.person("bob"))
    dialog = opened(at_work)
    dialog.source.setCurrentIndex(dialog.source.findText("bob"))
    settle(at_work, dialog)
    assert dialog.groups.rowCount() == 1
    assert not dialog.relabel.isEnabled()
    assert "only your own can be changed" in dialog.line.text
