"""Edges, relations, values, attributes and notes: corrected by keyboard in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

import resources
from annotate.model import Relation, Span, Value
from gui.article.caret import Caret
from gui.dialogs.notes_list import NotesDialog
from gui.widgets.inspector.relations import RelationsModel
from store.documents import NewDocument
from store.project import Project
from tests.gui.conftest import OTHER, TEXT, Person, seated

ATTRIBUTES = """
[[attribute]]
name = "certainty"
kind = "choice"
choices = ["sure", "likely"]
on = ["PERSON"]
guideline = "How sure the article is."
[[attribute]]
name = "size"
kind = "number"
on = ["PERSON"]
[[attribute]]
name = "alias"
on = ["PERSON"]
[[attribute]]
name = "generic"
kind = "flag"
on = ["PERSON"]
[[document]]
name = "topic"
kind = "choice"
choices = ["war", "trade"]
[[document]]
name = "opinion"
kind = "flag"
"""


@pytest.fixture
def anna(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """Somebody at a window without suggestions, whose scheme has attributes and labels of documents."""
    path = tmp_path / "own.gilder"
    with Project.create(path, resources.scheme_text("news") + ATTRIBUTES) as project:
        project.documents.add([NewDocument("first.txt", TEXT), NewDocument("other.txt", OTHER)])
    with seated(qtbot, qapp, Project.open(path)) as somebody:
        yield somebody


def message(person: Person) -> str:
    return person.bench.status.message.text()


def label(person: Person, words: str, key: str, nth: int = 0) -> Span:
    person.select_words(words, nth)
    person.press(key)
    item = person.session.find(person.session.selected or "")
    assert isinstance(item, Span)
    return item


def own(person: Person) -> list[str]:
    return [span.text for span in person.session.state.index]


def relation(person: Person, head: str, child: str, key: str) -> Relation:
    person.session.select(head)
    person.bench.draft.begin()
    person.bench.draft.choose(child)
    person.press(key)
    item = person.session.find(person.session.selected or "")
    assert isinstance(item, Relation)
    return item


def typed(person: Person, field: QWidget, text: str) -> None:
    field.setFocus()
    if isinstance(field, QLineEdit):
        field.selectAll()
    QTest.keyClicks(field, text)


# -- edges ------------------------------------------------------------------------------------------------------------


def test_ctrl_t_trims_the_ends(person: Person) -> None:
    label(person, "Bashar", "1")
    person.press("Alt+,")
    assert person.gold == [(" Bashar", "PERSON")]
    person.press("Ctrl+T")
    assert person.gold == [("Bashar", "PERSON")]
    person.press("Ctrl+T")
    assert "nothing to trim" in message(person)
    person.press("Ctrl+Z")
    assert person.gold == [(" Bashar", "PERSON")]


def test_ctrl_b_splits_at_the_cursor_and_ctrl_shift_b_joins_again(person: Person) -> None:
    name = label(person, "Bashar al-Assad", "1")
    person.press("Ctrl+B")
    assert "between two words" in message(person)
    person.view.set_caret(Caret(name.start + len("Bashar ")))
    person.press("Ctrl+B")
    assert person.gold == [("Bashar", "PERSON"), ("al-Assad", "PERSON")]
    assert person.selected == "Bashar"
    person.press("Ctrl+Shift+B")
    assert person.gold == [("Bashar al-Assad", "PERSON")]
    person.press("Ctrl+Shift+B")
    assert "no other PERSON" in message(person)
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.gold == [("Bashar al-Assad", "PERSON")]


def test_the_innermost_span_at_the_cursor_is_split(person: Person) -> None:
    label(person, "President Bashar al-Assad", "1")
    label(person, "Bashar al-Assad", "1")
    person.press("Escape")
    person.view.set_caret(Caret(TEXT.index("al-Assad")))
    person.press("Ctrl+B")
    assert own(person) == ["President Bashar al-Assad", "Bashar", "al-Assad"]


def test_a_suggestion_is_joined_with_the_next_suggestion_in_one_step(person: Person) -> None:
    person.press("Tab", "Ctrl+Shift+B")
    assert person.gold == [("Iran armed more than 1,000 fighters in Syria", "LOC")]
    assert {one.outcome for one in person.session.state.decisions.values()} == {"edited"}
    person.press("Ctrl+Z")
    assert person.gold == []
    assert not person.session.state.decisions


def test_spans_in_two_paragraphs_are_not_joined(person: Person) -> None:
    label(person, "Syria", "4")
    label(person, "Iran", "4", nth=1)
    person.press("Shift+Tab", "Shift+Tab")
    person.session.select(next(iter(person.session.state.index)).id)
    person.press("Ctrl+Shift+B")
    assert "too far apart" in message(person)
    assert own(person) == ["Syria", "Iran"]


def test_ctrl_u_adds_the_selected_text_and_ctrl_shift_u_takes_a_fragment_out(person: Person) -> None:
    label(person, "President", "1")
    person.select_words("Assad")
    person.press("Ctrl+U")
    span = person.session.state.index.first()
    assert span is not None
    assert (span.text, len(span.fragments)) == ("President Assad", 2)
    assert person.selected == "President Assad"
    person.view.set_caret(Caret(TEXT.index("al-Assad") + 4))
    person.press("Ctrl+Shift+U")
    assert person.gold == [("President", "PERSON")]
    person.press("Ctrl+Shift+U")
    assert "several" in message(person)
    person.press("Ctrl+Z")
    assert own(person) == ["President Assad"]


def test_ctrl_u_without_a_span_or_text_says_what_is_needed(person: Person) -> None:
    person.press("Ctrl+U")
    assert "Select a span, then select the text" in message(person)


def test_the_keys_without_a_selected_span_say_what_is_needed(person: Person) -> None:
    for key in ("Ctrl+T", "Ctrl+Shift+B"):
        person.press(key)
        assert "Select a span first" in message(person)
    person.press("Alt+Home")
    assert "Select a relation first" in message(person)


def test_a_span_cannot_become_another_ones_twin(person: Person) -> None:
    label(person, "Bashar", "1")
    label(person, "Bashar al-Assad", "1")
    person.press("Alt+Left", "Alt+Left")
    assert "at exactly this place already" in message(person)
    assert own(person) == ["Bashar al", "Bashar"]


def test_the_ends_of_the_text_are_said(person: Person) -> None:
    label(person, "Iran", "4")
    person.press("Alt+,")
    assert message(person) == "The text ends here."


# -- relations --------------------------------------------------------------------------------------------------------


def test_an_end_that_the_scheme_forbids_is_refused_with_the_reason(person: Person) -> None:
    number, tuesday = label(person, "1,000", "c"), label(person, "Tuesday", "7")
    person.session.select(number.id)
    person.press("Ctrl+L")
    person.bench.desk.span_clicked(tuesday.id)
    assert "The scheme joins CARDINAL with " in message(person)
    assert "“Tuesday” is a DATE" in message(person)
    person.bench.desk.span_clicked(number.id)
    assert "two different spans" in message(person)


def test_relations_that_a_new_label_may_not_have_go_and_come_back(person: Person) -> None:
    iran, syria = label(person, "Iran", "4"), label(person, "Syria", "4")
    relation(person, iran.id, syria.id, "x")
    person.session.select(iran.id)
    person.press("7")
    assert "1 relation that it may not have was removed" in message(person)
    assert not person.session.state.relations
    person.press("Ctrl+Z")
    assert len(person.session.state.relations) == 1


def test_relations_of_a_deleted_span_come_back_with_one_undo(person: Person) -> None:
    iran, syria = label(person, "Iran", "4"), label(person, "Syria", "4")
    relation(person, iran.id, syria.id, "x")
    before = person.session.state
    person.session.select(iran.id)
    person.press("Delete")
    assert (own(person), len(person.session.state.relations)) == (["Syria"], 0)
    person.press("Ctrl+Z")
    assert person.session.state == before


def test_the_table_of_relations_by_keyboard(person: Person) -> None:
    iran, syria = label(person, "Iran", "4"), label(person, "Syria", "4")
    first = relation(person, iran.id, syria.id, "x")
    reuters = label(person, "Reuters", "2")
    second = relation(person, iran.id, reuters.id, "x")
    person.session.select(iran.id)
    person.view.setFocus()
    person.press("Ctrl+Shift+R")
    table = person.bench.inspector.relations
    assert table.hasFocus()
    assert [row.child for row in table.rows.rows] == ["Syria", "Reuters"]
    person.press("3")
    assert [row.child for row in table.rows.rows] == ["Reuters", "Syria"]
    person.press("3")
    assert [row.child for row in table.rows.rows] == ["Syria", "Reuters"]
    person.press("Down", "Return")  # the child of the second row
    assert person.session.selected == reuters.id
    person.session.select(iran.id)
    person.bot.waitUntil(lambda: len(table.rows.rows) == 2)
    table.setCurrentIndex(table.rows.index(0, 1))
    person.press("Return")
    assert person.session.selected == first.id
    person.bot.waitUntil(lambda: person.bench.inspector.title.text() == "RELATION")
    assert table.hasFocus()
    person.press("Delete")
    assert list(person.session.state.relations) == [second.id]
    assert person.session.selected == iran.id
    person.press("Escape")
    assert person.view.hasFocus()
    person.press("Ctrl+Z")
    assert len(person.session.state.relations) == 2


def test_alt_home_and_alt_end_go_to_the_ends(person: Person) -> None:
    iran, syria = label(person, "Iran", "4"), label(person, "Syria", "4")
    made = relation(person, iran.id, syria.id, "x")
    person.press("Alt+End")
    assert person.session.selected == syria.id
    person.session.select(made.id)
    person.press("Alt+Home")
    assert person.session.selected == iran.id


def test_with_nothing_selected_the_table_has_the_relations_of_the_document(person: Person) -> None:
    person.press("Ctrl+Shift+R")
    assert "There is no relation here" in message(person)
    iran, syria = label(person, "Iran", "4"), label(person, "Syria", "4")
    relation(person, syria.id, iran.id, "x")
    person.press("Escape", "Ctrl+Shift+R")
    table = person.bench.inspector.relations
    assert [(row.head, row.child) for row in table.rows.rows] == [("Syria", "Iran")]


def test_the_model_of_the_table_is_a_good_one(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(RelationsModel())


# -- values -----------------------------------------------------------------------------------------------------------


def test_a_value_is_typed_checked_and_kept_from_the_keyboard(person: Person) -> None:
    label(person, "more than 1,000", "c")
    person.press("F2")
    editor = person.bench.inspector.value
    assert editor.modifier.hasFocus()
    assert (editor.written.text(), editor.meaning.text()) == ("more than 1,000", "> 1\u202f000")
    person.press("Tab")
    assert editor.amount.hasFocus()
    typed(person, editor.amount, "12x")
    person.press("Return")
    assert "must be a number" in editor.problems["amount"].text()
    assert editor.problems["amount"].isVisibleTo(editor)
    assert editor.amount.hasFocus()
    span = person.session.state.index.first()
    assert span is not None
    assert span.value == Value(amount="1000", modifier=">")
    typed(person, editor.amount, "2 500")
    assert editor.meaning.text() == "> 2\u202f500"
    assert not editor.problems["amount"].isVisibleTo(editor)
    person.press("Return")
    assert person.view.hasFocus()
    span = person.session.state.index.first()
    assert span is not None
    assert span.value == Value(amount="2500", modifier=">")
    drawn = person.session.picture().span(span.id)
    assert drawn is not None
    assert drawn.value == "> 2\u202f500"


def test_esc_drops_what_was_typed(person: Person) -> None:
    label(person, "more than 1,000", "c")
    person.press("F2", "Tab")
    editor = person.bench.inspector.value
    typed(person, editor.amount, "7")
    person.press("Escape")
    assert person.view.hasFocus()
    assert editor.amount.text() == "1000"
    span = person.session.state.index.first()
    assert span is not None
    assert span.value == Value(amount="1000", modifier=">")


def test_dates_are_checked_against_the_calendar(person: Person) -> None:
    label(person, "Tuesday", "7")
    person.press("F2")
    editor = person.bench.inspector.value
    assert editor.modifier.isVisibleTo(editor)
    for text, reason in (("2016-02-30", "Feb has no day 30"), ("2016-13", "no month 13"), ("soon", "is written like")):
        typed(person, editor.date, text)
        person.press("Return")
        assert reason in editor.problems["date"].text()
    typed(person, editor.date, "2016-10-04")
    person.press("Return")
    span = person.session.state.index.first()
    assert span is not None
    assert span.value == Value(date="2016-10-04")


def test_shift_f2_reads_the_value_anew(person: Person) -> None:
    label(person, "more than 1,000", "c")
    person.bench.edits.set_value(Value(amount="3"))
    person.press("Shift+F2")
    span = person.session.state.index.first()
    assert span is not None
    assert span.value == Value(amount="1000", modifier=">")
    person.press("Shift+F2")
    assert "is what the text says" in message(person)
    label(person, "Reuters", "2")
    person.press("Shift+F2")
    assert "Select a number or a date first" in message(person)


# -- attributes, notes, flags -----------------------------------------------------------------------------------------


def test_attributes_of_every_kind_by_keyboard(anna: Person) -> None:
    label(anna, "Bashar al-Assad", "1")
    anna.press("Ctrl+F2")
    fields = anna.bench.inspector.attributes.fields
    assert fields["certainty"].hasFocus()
    anna.press("Down", "Tab")
    assert QApplication.focusWidget() is fields["size"]
    typed(anna, fields["size"], "nan")
    anna.press("Tab")
    assert "A number" in anna.bench.inspector.attributes.problems["size"].text()
    typed(anna, fields["size"], "1.5")
    anna.press("Tab")
    assert fields["alias"].hasFocus()
    typed(anna, fields["alias"], "the president")
    anna.press("Tab")
    QTest.keyClick(fields["generic"], Qt.Key.Key_Space)
    anna.press("Return")
    assert anna.view.hasFocus()
    span = anna.session.state.index.first()
    assert span is not None
    assert dict(span.attributes) == {"alias": "the president", "certainty": "sure", "generic": True, "size": 1.5}


def test_labels_of_the_document(anna: Person) -> None:
    anna.press("F2")
    fields = anna.bench.inspector.attributes.fields
    topic = fields["topic"]
    assert isinstance(topic, QComboBox)
    assert topic.hasFocus()
    anna.press("Down")
    assert anna.session.state.marks.attributes == (("topic", "war"),)
    assert anna.session.state.marks.status == "in_progress"
    anna.press("Return")
    assert anna.view.hasFocus()
    anna.press("Ctrl+Z")
    assert anna.session.state.marks.attributes == ()
    assert anna.session.state.marks.status == "new"
    anna.press("Ctrl+Shift+Z")
    assert anna.session.state.marks.attributes == (("topic", "war"),)


def test_a_label_without_attributes_says_so(anna: Person) -> None:
    label(anna, "Reuters", "2")
    anna.press("Ctrl+F2")
    assert "no attributes" in message(anna)


def test_the_list_of_notes_and_flags_filters_and_leads_there(person: Person) -> None:
    person.press("Ctrl+Shift+N")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NotesDialog)
    assert dialog._hint.isVisible()
    person.bot.waitUntil(dialog.filter.hasFocus)
    QTest.keyClick(dialog.filter, Qt.Key.Key_Escape)
    person.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    person.app.window.activateWindow()
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    syria = label(person, "Syria", "4")
    person.bench.edits.set_note("which part of it?")
    person.press("Escape", "Ctrl+Shift+M")
    person.session.open_document(person.session.project.documents.ids()[1])
    aleppo = label(person, "Aleppo", "4")
    person.bench.edits.toggle_flag()
    person.view.setFocus()
    person.press("Ctrl+Shift+N")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NotesDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NotesDialog)
    assert [(one.name, one.kind) for one in dialog.model.items] == [
        ("first.txt", "document"),
        ("first.txt", "span"),
        ("other.txt", "span"),
    ]
    dialog.kind.setCurrentIndex(2)
    assert [one.id for one in dialog.model.items][1:] == [aleppo.id]
    dialog.kind.setCurrentIndex(0)
    person.bot.waitUntil(dialog.filter.hasFocus)
    QTest.keyClicks(dialog.filter, "which")
    assert [one.id for one in dialog.model.items] == [syria.id]
    QTest.keyClick(dialog.filter, Qt.Key.Key_Return)
    person.bot.waitUntil(lambda: person.session.selected == syria.id)
    assert person.session.state.document.name == "first.txt"
    assert person.view.caret.offset == syria.start
    assert person.app.window.focusWidget() is person.view


def test_a_suggestion_cannot_be_moved_onto_a_span_of_its_label(person: Person) -> None:
    label(person, "Iran armed", "4")
    first = person.session.open_spans.first()
    assert first is not None
    person.session.select(first.id)
    assert person.selected == "Iran"
    person.press("Alt+Right")
    assert "at exactly this place already" in message(person)
    assert own(person) == ["Iran armed"]


def test_joining_goes_back_where_nothing_of_the_label_follows(anna: Person) -> None:
    for words in ("Bashar", "Assad"):
        anna.select_words(words)
        anna.press("1")
    anna.select_words("Tuesday")
    anna.press("4")  # of another label
    anna.session.select(next(span.id for span in anna.session.state.index if span.text == "Assad"))
    anna.press("Ctrl+Shift+B")
    assert [text for text, _ in anna.gold] == ["Bashar al-Assad", "Tuesday"]
    anna.press("Ctrl+Shift+B")
    assert anna.bench.status.message.text().startswith("There is no other ")
    anna.press("Ctrl+Z")
    assert [text for text, _ in anna.gold] == ["Bashar", "Assad", "Tuesday"]
