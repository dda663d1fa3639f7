"""The blind share, set in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotate.blind import Blinding
from annotate.suggest.base import Suggestion, Suggestions
from gui.dialogs.blind import BlindDialog
from store.documents import NewDocument
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


def test_a_long_list_is_counted_in_the_background_and_newer_rows_stay(person: Person) -> None:
    project = person.session.project
    docs = project.documents.add(NewDocument(f"{at}.txt", f"Oslo {at} and Bergen and Oslo.") for at in range(250))
    found = Suggestions((Suggestion(0, 4, "LOC", 0.9),))
    project.suggestions.record_run("test", [(doc.id, found) for doc in docs])
    project.blinding.set(Blinding(50, "spans", 3))
    person.bench.show_imported(docs[0].id)
    assert person.bench.listing.busy
    model = person.bench.documents.model
    person.bot.waitUntil(lambda: not person.bench.listing.busy)
    assert [row.name for row in model.rows] == [row.name for row in project.documents.rows(person.session.source)]
    person.bench.listing.show()
    assert person.bench.listing.busy
    person.select_words("Bergen")
    person.press("1")
    person.bot.waitUntil(lambda: not person.bench.listing.busy)
    counted = {row.id: row for row in project.documents.rows(person.session.source)}
    shown = {row.id: row for row in model.rows}
    assert shown == counted
    assert shown[docs[0].id].spans == 1
    assert 0 < sum(row.open_suggestions for row in shown.values()) < 254
    doubts = [row.unsureness if row.open_suggestions and row.status != "done" else -1.0 for row in model.rows]
    assert list(model.listed.doubts) == doubts
