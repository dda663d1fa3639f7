"""The same text elsewhere, by keyboard, in a real window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotate.suggest.base import Suggestion, Suggestions
from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.places import PropagateDialog
from store.documents import NewDocument
from tests.gui.conftest import Person

MENTIONS = "Kovalenko came. KOVALENKO'S men and Kovalenko’s car.\n" + "Then Kovalenko spoke again.\n" * 37


def article(person: Person, text: str, *, name: str = "long.txt", proposed: str = "") -> str:
    """A further document, opened; suggested as a person is each place of `proposed`."""
    project = person.session.project
    doc = project.documents.add([NewDocument(name, text)])[0]
    found = (Suggestion(0, len(proposed), "PERSON", 0.9),) if proposed else ()
    project.suggestions.record_run("test", [(doc.id, Suggestions(found))])
    person.session.open_document(doc.id)
    person.view.setFocus()
    return doc.id


def preview(person: Person) -> PropagateDialog:
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PropagateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PropagateDialog)
    person.bot.waitUntil(lambda: not dialog.busy)
    person.bot.waitUntil(dialog.table.hasFocus)
    return dialog


def test_forty_mentions_take_four_keys(person: Person) -> None:
    article(person, MENTIONS, proposed="Kovalenko")
    person.press("Tab", "Ctrl+D")  # Tab, Ctrl+D, Enter: four keys with Ctrl
    preview(person)
    person.press("Return")
    assert len(person.gold) == 40
    assert {text.casefold() for text, _ in person.gold} == {"kovalenko"}
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Z")
    assert person.gold == []


def test_single_places_are_taken_out_and_what_is_left_out_is_said(person: Person) -> None:
    article(person, "Oslo, Oslo, Oslo, oslo, Oslo.", proposed="Oslo")
    person.press("Tab", "Return")
    person.select_words("Oslo", 2)
    person.press("1")
    person.press("Ctrl+D")
    dialog = preview(person)
    assert [(place.sure, place.note) for place in dialog.model.places] == [
        (True, ""),
        (False, "other case"),
        (True, ""),
    ]
    assert dialog.line.text.startswith("Left out: 1 labelled already.")
    person.press("Space")
    assert len(dialog.chosen()) == 1
    person.press("Ctrl+A")
    assert len(dialog.chosen()) == 3
    person.press("Ctrl+A")
    assert dialog.chosen() == []
    person.press("Return")  # nothing is ticked: nothing happens
    assert dialog.isVisible()
    person.press("Down", "Down", "Space", "Return")
    assert len(person.gold) == 3


def test_nothing_else_to_label_is_said_with_the_reason(person: Person) -> None:
    article(person, "Oslo and Bergen, Oslo.", proposed="Oslo")
    person.press("Tab", "Return")
    person.select_words("Oslo", 1)
    person.press("1", "Ctrl+D")
    assert person.bench.status.message.text() == "“Oslo” stands at no other place in this article: 1 labelled already."


def test_in_the_project_all_documents_are_one_step_and_suggestions_are_decided(person: Person) -> None:
    second = article(person, "Lviv is far. In Lviv it rains.", name="b.txt", proposed="Lviv")
    first = article(person, "Lviv, they said.", name="a.txt", proposed="Lviv")
    person.press("Tab", "Ctrl+Shift+D")
    dialog = preview(person)
    assert [(place.name, place.note) for place in dialog.model.places] == [("b.txt", "suggested"), ("b.txt", "")]
    person.press("Return")
    session = person.session
    docs = [session.project.documents.get(one) for one in (first, second)]
    states = [session.project.annotations.state(doc, session.source) for doc in docs]
    assert [len(state.spans) for state in states] == [1, 2]
    assert [one.outcome for state in states for one in state.decisions.values()] == ["accepted", "accepted"]
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Z")
    assert all(not session.project.annotations.state(doc, session.source).spans for doc in docs)


def test_a_search_can_be_stopped_and_shows_what_it_has_found(person: Person) -> None:
    project = person.session.project
    project.documents.add(NewDocument(f"{at}.txt", f"Turku {at} is a town. " * 5) for at in range(400))
    article(person, "Turku, they said.", proposed="Turku")
    person.press("Tab", "Ctrl+Shift+D")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PropagateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PropagateDialog)
    person.bot.waitUntil(lambda: len(dialog.model.places) > 0)
    dialog.line.stop_requested.emit()
    assert not dialog.busy
    assert dialog.line.text == "Stopped: these places were found so far."
    assert 0 < len(dialog.chosen()) < 2000
    dialog.reject()


def test_the_concordance_tells_what_it_does_not_find(person: Person) -> None:
    person.press("Ctrl+Shift+F")
    found = QApplication.activeModalWidget()
    assert isinstance(found, ConcordanceDialog)
    person.bot.waitUntil(found.field.hasFocus)
    found.field.setText("no such words")
    person.press("Return")
    person.bot.waitUntil(lambda: found.line.text == "Not found in this project.")
    found.reject()


def test_a_decision_does_not_move_the_view_while_the_next_one_is_in_sight(person: Person) -> None:
    text = "\n".join(f"Line {at} about Riga and its people." for at in range(400))
    project = person.session.project
    doc = project.documents.add([NewDocument("lines.txt", text)])[0]
    places = [at for at in range(len(text)) if text.startswith("Riga", at)]
    project.suggestions.record_run(
        "t", [(doc.id, Suggestions(tuple(Suggestion(at, at + 4, "LOC", 0.9) for at in places)))]
    )
    person.session.open_document(doc.id)
    person.view.setFocus()
    person.press("Tab")
    bar = person.view.verticalScrollBar()
    moves: list[int] = []
    bar.valueChanged.connect(moves.append)
    person.press("Return", "Backspace", "Return", "Return")
    assert moves == []
