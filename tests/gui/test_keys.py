"""The keys of the contract, pressed in a real window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

import resources
from annotate.model import Relation
from annotate.suggest.base import Suggestion, Suggestions
from gui.actions import ACTIONS
from gui.article.caret import Caret
from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.keys import KeysDialog
from gui.dialogs.note import NoteDialog
from gui.dialogs.palette import Palette
from gui.dialogs.places import PropagateDialog
from gui.session import Session
from store.documents import NewDocument
from store.project import Project
from tests.gui.conftest import Person


def dialog(person: Person, kind: type[QDialog]) -> QDialog:
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def test_tab_walks_the_suggestions_in_reading_order_and_around(person: Person) -> None:
    walked = []
    for _ in range(5):
        person.press("Tab")
        walked.append(person.selected)
    assert walked == ["Iran", "more than 1,000", "Syria", "Assad", "Iran"]
    person.press("Shift+Tab")
    assert person.selected == "Assad"


def test_enter_accepts_and_goes_to_the_next_open_suggestion(person: Person) -> None:
    person.press("Tab", "Return")
    assert person.gold == [("Iran", "LOC")]
    assert person.session.state.index.by_id[next(iter(person.session.state.index)).id].decision == "accepted"
    assert person.selected == "more than 1,000"


def test_enter_on_the_last_one_says_that_all_are_decided(person: Person) -> None:
    person.press("Tab", "Return", "Return", "Return", "Return", "Return")
    assert len(person.gold) == 4
    assert "All suggestions are decided" in person.bench.status.message.text()


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
def test_backspace_and_delete_reject_and_go_on(person: Person, key: str) -> None:
    person.press("Tab", key)
    assert person.gold == []
    assert person.selected == "more than 1,000"
    assert [one.outcome for one in person.session.state.decisions.values()] == ["rejected"]


def test_after_a_rejection_comes_the_next_open_suggestion_and_at_last_the_next_span(person: Person) -> None:
    person.press("Tab", "Tab", "Return")  # “more than 1,000” is decided, “Syria” is selected
    assert person.selected == "Syria"
    person.press("Shift+Tab", "Shift+Tab", "Backspace")
    assert person.selected == "Syria"  # not the decided number between
    person.press("Tab", "Backspace")
    assert person.selected == "Syria"  # around the end, and past the decided number again
    person.press("Backspace")
    assert person.selected == "more than 1,000"
    assert "All suggestions are decided" in person.bench.status.message.text()


def test_after_a_deletion_comes_the_next_span_even_if_it_is_decided(person: Person) -> None:
    person.press("Tab", "Return", "Return", "Shift+Tab", "Shift+Tab")
    assert person.selected == "Iran"
    person.press("Delete")
    assert person.selected == "more than 1,000"


@pytest.mark.parametrize("correction", ["1", "Alt+Right"])
def test_enter_leads_on_from_a_corrected_suggestion_with_one_key(person: Person, correction: str) -> None:
    person.press("Tab", correction)
    assert person.selected.startswith("Iran")
    before = len(person.session.state.decisions)
    person.press("Return")
    assert person.selected == "more than 1,000"
    assert len(person.session.state.decisions) == before
    person.press("Shift+Tab", "Shift+Tab", correction, "Tab")
    assert person.selected == "Iran armed" if correction != "1" else "Iran"


@pytest.mark.parametrize("key", ["Backspace", "Return", "1"])
def test_an_answer_does_not_move_the_text(person: Person, tmp_path: Path, key: str) -> None:
    text = "\n\n".join(f"Paragraph {n} says that Iran and Syria met in Aleppo." for n in range(120))
    places = [match.start() for match in re.finditer("Iran", text)]
    with Project.create(tmp_path / "long.gilder", resources.scheme_text("news")) as project:
        (doc,) = project.documents.add([NewDocument("long.txt", text)])
        found = Suggestions(tuple(Suggestion(start, start + 4, "LOC", 0.9) for start in places))
        project.suggestions.record_run("test", [(doc.id, found)])
    person.app.projects.show(Project.open(tmp_path / "long.gilder"))
    person.view.setFocus()
    person.view.set_caret(Caret(places[60] - 1))
    person.press("Tab")
    page = person.view.page
    assert page is not None
    before = page.baseline(places[60])
    assert 70 < before < person.view.viewport().height() - 200  # with the next one in sight, too
    person.press(key)
    assert page.baseline(places[60]) == pytest.approx(before, abs=0.01)


def test_delete_removes_gold_and_its_relations(person: Person) -> None:
    person.press("Tab", "Return", "Tab", "Return", "Shift+Tab")
    before = len(person.gold)
    person.press("Delete")
    assert len(person.gold) == before - 1


def test_a_labels_key_relabels_the_selected_suggestion_as_edited(person: Person) -> None:
    person.press("Shift+Tab", "1")
    assert person.gold == [("Assad", "PERSON")]
    assert next(iter(person.session.state.index)).decision == "edited"
    assert [one.outcome for one in person.session.state.decisions.values()] == ["edited"]


def test_selected_words_become_a_span(person: Person) -> None:
    person.select_words("Reuters")
    person.press("2")
    assert person.gold == [("Reuters", "ORG")]
    assert person.selected == "Reuters"
    assert person.view.caret.selection is None


def test_a_number_that_was_labelled_by_hand_gets_its_value(person: Person) -> None:
    person.press("Tab", "Tab", "Backspace")
    person.select_words("more than 1,000")
    person.press("c")
    value = next(iter(person.session.state.index)).value
    assert value is not None
    assert (value.amount, value.modifier) == ("1000", ">")


def test_an_armed_label_makes_a_span_of_each_selection_until_escape(person: Person) -> None:
    person.press("4")
    assert person.bench.edits.armed == "LOC"
    person.select_words("Iran", nth=1)
    assert person.gold == [("Iran", "LOC")]
    person.press("Escape")
    assert person.bench.edits.armed is None
    person.select_words("Reuters")
    assert person.gold == [("Iran", "LOC")]


def test_ends_move_by_words_and_characters(person: Person) -> None:
    person.select_words("Bashar")
    person.press("1", "Alt+Right", "Alt+Right")
    assert person.gold == [("Bashar al-Assad", "PERSON")]
    person.press("Alt+Shift+Left")
    assert person.gold == [("President Bashar al-Assad", "PERSON")]
    person.press("Alt+Shift+Right", "Alt+Left", "Alt+Left")
    assert person.gold == [("Bashar", "PERSON")]
    person.press(",")
    assert person.gold == [("Basha", "PERSON")]
    person.press(".", "Alt+,")
    assert person.gold == [(" Bashar", "PERSON")]
    person.press("Alt+.")
    assert person.gold == [("Bashar", "PERSON")]


def test_an_end_inside_a_word_moves_to_the_nearest_end_of_a_word(person: Person) -> None:
    person.select_words("Bashar")
    person.press("1", ",", ",", "Alt+.", "Alt+.")
    assert person.gold == [("sh", "PERSON")]
    person.press("Alt+Right")
    assert person.gold == [("shar", "PERSON")]
    person.press("Alt+Shift+Left")
    assert person.gold == [("Bashar", "PERSON")]
    person.press(".", ".", "Alt+Left", "Alt+,", "Alt+,", "Alt+Shift+Right")
    assert person.gold == [("Bashar", "PERSON")]


def test_moving_the_end_of_a_suggestion_decides_it_as_edited(person: Person) -> None:
    person.press("Tab", "Alt+Right")
    assert person.gold == [("Iran armed", "LOC")]
    assert [one.outcome for one in person.session.state.decisions.values()] == ["edited"]


def test_a_relation_by_keyboard(person: Person) -> None:
    person.press("Tab", "Ctrl+L", "Tab", "Tab")
    draft = person.bench.draft.draft
    assert draft is not None
    assert draft.child is not None
    person.press("X")
    relation = next(iter(person.session.state.relations.values()))
    ends = [person.session.state.spans[end].text for end in (relation.head, relation.child)]
    assert (relation.label, ends) == ("opposes", ["Iran", "Syria"])
    assert isinstance(person.session.find(person.session.selected or ""), Relation)


def test_enter_makes_the_relation_when_one_label_is_allowed(person: Person) -> None:
    person.press("Tab", "Tab", "Ctrl+L", "Tab", "Return")
    relation = next(iter(person.session.state.relations.values()))
    assert relation.label == "counts"


def test_escape_drops_the_relation_but_not_its_head(person: Person) -> None:
    person.press("Tab", "Ctrl+L", "Tab", "Escape")
    assert person.bench.draft.draft is None
    assert person.selected == "Iran"
    person.press("Escape")
    assert person.selected == ""


def test_undo_and_redo_take_whole_steps_and_cross_documents(person: Person) -> None:
    person.press("Tab", "Return", "Ctrl+PageDown")
    person.select_words("Aleppo")
    person.press("4")
    assert person.gold == [("Aleppo", "LOC")]
    person.press("Ctrl+Z")
    assert person.gold == []
    person.press("Ctrl+Z")
    assert person.session.state.document.name == "first.txt"
    assert person.gold == []
    person.press("Ctrl+Shift+Z")
    assert person.gold == [("Iran", "LOC")]


def test_undo_works_after_the_project_was_closed_and_opened(person: Person) -> None:
    person.press("Tab", "Return")
    project = person.session.project
    path = project.path
    person.app.projects.close()
    person.app.projects.show(Project.open(path))
    assert person.gold == [("Iran", "LOC")]
    person.view.setFocus()
    person.press("Ctrl+Z")
    assert person.gold == []


def test_done_goes_to_the_next_document_and_accepting_the_rest_is_one_step(person: Person) -> None:
    person.press("Ctrl+Shift+Return")
    assert person.session.state.document.name == "other.txt"
    person.press("Ctrl+Return")
    assert [row.status for row in person.bench.documents.model.rows] == ["done", "done"]
    person.press("Ctrl+PageUp")
    assert len(person.gold) == 4
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.gold == []
    assert person.session.state.marks.status == "new"


def test_a_note_and_a_flag_on_span_and_document(person: Person) -> None:
    person.press("Tab", "Ctrl+M")
    note = dialog(person, NoteDialog)
    assert isinstance(note, NoteDialog)
    note.field.setPlainText("Which Iran?")
    note.accept()
    assert person.gold == [("Iran", "LOC")]
    span = next(iter(person.session.state.index))
    assert span.note == "Which Iran?"
    person.press("Ctrl+Shift+M")
    assert next(iter(person.session.state.index)).flagged
    person.press("Escape", "Ctrl+Shift+M")
    assert person.session.state.marks.flagged
    person.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert person.gold == []  # the note and the acceptance that it needed were one step


def test_the_same_text_in_the_article_after_a_preview(person: Person) -> None:
    person.press("Tab", "Ctrl+D")
    preview = dialog(person, PropagateDialog)
    assert isinstance(preview, PropagateDialog)
    assert [place.text for place in preview.chosen()] == ["Iran"]
    preview.accept()
    assert person.gold == [("Iran", "LOC"), ("Iran", "LOC")]
    person.press("Ctrl+Z")
    assert person.gold == []


def test_the_same_text_in_the_whole_project(person: Person) -> None:
    person.press("Tab", "Ctrl+Shift+D")
    preview = dialog(person, PropagateDialog)
    assert isinstance(preview, PropagateDialog)
    person.bot.waitUntil(lambda: not preview.busy)
    assert [place.name for place in preview.chosen()] == ["first.txt", "other.txt"]
    person.press("Return")
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+PageDown")
    assert person.gold == [("Iran", "LOC")]
    person.press("Ctrl+Z")
    assert person.gold == []
    person.press("Ctrl+PageUp")
    assert person.gold == []


def test_find_selects_the_place_so_that_a_key_labels_it(person: Person) -> None:
    person.press("Ctrl+F")
    assert person.bench.find_bar.field.hasFocus()
    person.press("r", "e", "u", "t", "e", "r", "s", "Escape")
    assert person.view.hasFocus()
    person.press("2")
    assert person.gold == [("Reuters", "ORG")]


def test_the_concordance_leads_to_another_document(person: Person) -> None:
    person.press("Ctrl+Shift+F")
    found = dialog(person, ConcordanceDialog)
    assert isinstance(found, ConcordanceDialog)
    found.field.setText("aleppo")
    found.search()
    person.bot.waitUntil(found.table.hasFocus)
    person.press("Return")
    assert person.session.state.document.name == "other.txt"
    selection = person.view.caret.selection
    assert selection is not None
    assert person.session.state.document.text[slice(*selection)] == "Aleppo"


def test_the_palette_runs_an_action_by_name(person: Person) -> None:
    person.press("Ctrl+K")
    palette = person.app.window.findChild(Palette)
    assert palette is not None
    palette.field.setText("next span")
    person.bot.keyClick(palette.field, "\r")
    person.bot.waitUntil(lambda: person.selected == "Iran")


def test_zoom(person: Person) -> None:
    person.press("Ctrl++")
    assert person.view.metrics.zoom == pytest.approx(1.1)
    person.press("Ctrl+-", "Ctrl+-")
    assert person.view.metrics.zoom == pytest.approx(0.9)
    person.press("Ctrl+0")
    assert person.view.metrics.zoom == 1.0


def test_f1_shows_every_key_and_finds_it(person: Person) -> None:
    person.press("F1")
    keys = dialog(person, KeysDialog)
    assert isinstance(keys, KeysDialog)
    shown = {}
    for at in range(keys.tree.topLevelItemCount()):
        section = keys.tree.topLevelItem(at)
        assert section is not None
        for child in (section.child(row) for row in range(section.childCount())):
            assert child is not None
            shown[child.text(0)] = child
    assert all(action.text in shown for action in ACTIONS if action.keys)
    keys.field.setText("undo")
    assert [text for text, row in shown.items() if not row.isHidden()] == ["Undo"]


CONTRACT = {
    "Tab", "Shift+Tab", "Return", "Enter", "Backspace", "Delete", "Alt+Left", "Alt+Right", "Alt+Shift+Left",
    "Alt+Shift+Right", ",", ".", "Alt+,", "Alt+.", "Ctrl+L", "Ctrl+D", "Ctrl+Shift+D", "Ctrl+Z", "Ctrl+Shift+Z",
    "Ctrl+Return", "Ctrl+Shift+Return", "Ctrl+PgDown", "Ctrl+PgUp", "Ctrl+M", "Ctrl+Shift+M", "Ctrl+F",
    "Ctrl+Shift+F", "Ctrl+K", "F1", "F5", "Ctrl++", "Ctrl+-", "Ctrl+0", "Esc",
}  # fmt: skip


def test_the_table_of_actions_has_every_key_of_the_contract_once() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert set(keys) >= CONTRACT
    assert len(keys) == len(set(keys))
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_actions_are_enabled_when_they_can_work(person: Person) -> None:
    actions = person.app.window.qactions
    assert [action.id for action in ACTIONS if not actions[action.id].isEnabled()] == []
    person.app.projects.close()
    assert [action.id for action in ACTIONS if actions[action.id].isEnabled() == bool(action.needs)] == []


def test_a_failed_write_leaves_the_last_good_state(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.errors import DiskFull

    def full(*_: object, **__: object) -> None:
        raise DiskFull("small.gilder: the disk is full; nothing was saved. Make room and try again")

    monkeypatch.setattr(person.session.project.annotations, "append", full)
    person.press("Tab", "Return")
    assert person.gold == []
    assert person.selected == "Iran"
    assert "the disk is full" in person.bench.status.message.text()
    monkeypatch.undo()
    person.press("Return")
    assert person.gold == [("Iran", "LOC")]


def test_every_change_is_in_the_file_before_it_is_shown(person: Person, tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        with Project.open(tmp_path / "small.gilder", read_only=True) as other:
            doc = other.documents.get(person.session.state.document.id)
            source = other.sources.named("anna")
            assert source is not None
            seen.append([span.text for span in other.annotations.state(doc, source).index])

    session: Session = person.session
    session.updated.connect(look)
    person.press("Tab", "Return", "Return")
    assert seen == [["Iran"], ["Iran", "more than 1,000"]]
