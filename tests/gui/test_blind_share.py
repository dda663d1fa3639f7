"""The blind share, set in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotate.blind import Blinding
from gui.dialogs.blind import BlindDialog
from tests.gui.conftest import Person


def opened(person: Person) -> BlindDialog:
    person.app.window.qactions["project.blind"].trigger()
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), BlindDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BlindDialog)
    return dialog


def test_the_dialog_says_how_many_documents_are_blind_and_the_window_follows(person: Person) -> None:
    assert len(person.session.open_spans) == 4
    dialog = opened(person)
    assert dialog.told.text() == "Off: suggestions are shown everywhere."
    dialog.share.setValue(100)
    assert dialog.told.text() == "2 of 2 documents are blind."
    dialog.seed.setValue(7)
    dialog.accept()
    person.bot.waitUntil(lambda: not person.bench.bulk.busy)
    assert person.session.project.blinding.current == Blinding(100, "documents", 7)
    assert len(person.session.open_spans) == 0
    assert person.bench.blind.isVisible()
    assert all(row.blind for row in person.bench.documents.model.rows)
    assert person.session.history.next_undo is None  # a setting is no step
    again = opened(person)
    assert (again.share.value(), again.seed.value()) == (100, 7)
    again.share.setValue(0)
    again.accept()
    person.bot.waitUntil(lambda: not person.bench.bulk.busy)
    assert len(person.session.open_spans) == 4
    assert not person.bench.blind.isVisible()


def test_the_count_is_that_of_the_setting(person: Person) -> None:
    digests = person.session.project.documents.digests()
    dialog = opened(person)
    for share, seed in ((10, 1), (50, 2), (90, 3)):
        dialog.share.setValue(share)
        dialog.seed.setValue(seed)
        blind = sum(Blinding(share, "documents", seed).hides_document(one) for one in digests)
        assert dialog.told.text() == f"{blind} of 2 documents are blind."
    dialog.unit.setCurrentIndex(1)
    assert dialog.told.text() == "In every document, 90 % of the places where a span can begin are blind."
    dialog.reject()
    assert person.session.project.blinding.current == Blinding()
