"""Adjudication by keyboard, in a real window: what annotators differ on becomes gold."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotate.change import Change, Transaction
from annotate.model import Relation
from gui import settle_large, standings_look
from gui.adjudicating import Adjudication
from gui.dialogs.adjudicate import AdjudicateDialog
from gui.dialogs.keys import KeysDialog
from store.adjudicating import Adjudicating
from store.annotations import Annotations
from store.documents import NewDocument
from store.ids import new_id
from store.sources import Source
from tests.builders import span_on
from tests.gui.conftest import Person

ToolTip = Qt.ItemDataRole.ToolTipRole


def on(doc, words, label, *, nth=0):
    return span_on(doc, words, label, nth=nth, span_id=new_id())


def add(person: Person, name: str, document: str, *spans, arcs=()):
    """Write what an annotator says of a document, given as text and label; `arcs` join spans by their numbers."""
    project: Any = person.session.project
    doc = project.documents.named(document)
    source = project.sources.named(name) or Source(0, name, "person")
    made = [on(doc, words, label, nth=nth) for words, label, nth in ((*one, 0)[:3] for one in spans)]
    relations = [Relation(new_id(), label, made[head].id, made[child].id) for head, child, label in arcs]
    changes = tuple(Change(doc.id, None, item) for item in (*made, *relations))
    project.annotations.append(Transaction(changes, "span.add"), source)


@pytest.fixture
def two(person: Person) -> Person:
    """Ann and Bob have annotated both documents; they agree on most."""
    both = (("Iran", "LOC"), ("Syria", "LOC"))
    add(person, "ann", "first.txt", *both, ("Bashar al-Assad", "PERSON"), ("Reuters", "ORG"),
        arcs=[(0, 1, "supports"), (2, 0, "role_in")])  # fmt: skip
    add(person, "bob", "first.txt", *both, ("President Bashar al-Assad", "PERSON"),
        arcs=[(0, 1, "opposes"), (2, 0, "role_in")])  # fmt: skip
    add(person, "ann", "other.txt", ("Aleppo", "LOC"), ("Reuters", "ORG"))
    add(person, "bob", "other.txt", ("Aleppo", "LOC"), ("Reuters", "MISC"))
    return person


def opened(person: Person) -> AdjudicateDialog:
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Shift+G")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), AdjudicateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AdjudicateDialog)
    person.bot.waitUntil(lambda: not joined(dialog).busy)
    person.bot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return dialog


def joined(dialog: AdjudicateDialog) -> Adjudication:
    found = dialog.findChild(Adjudication)
    assert found is not None
    return found


def gold(person: Person, document="first.txt"):
    """Text and label of every span of gold in a document, as the project file has it."""
    project: Any = person.session.project
    return [(one.text, one.label) for one in Adjudicating(project).gold(project.documents.named(document)).index]


def names(dialog):
    """The answers that are shown: key, who, what."""
    return [(one.key, one.names, [line.label for line in one.lines]) for one in dialog.cards.shown]


def test_stops_are_settled_one_after_the_other_by_keys(two: Person):
    dialog = opened(two)
    assert dialog.progress.text() == "0 of 3 stops settled   ·   0 of 2 documents done"
    assert [dialog.model.data(dialog.model.index(row, 1)) for row in (0, 1)] == ["2", "1"]
    assert dialog.where.text() == "“President Bashar al-Assad” PERSON"
    assert names(dialog) == [("←", "ann", ["PERSON"]), ("→", "bob", ["PERSON"])]
    two.press("Right")
    assert gold(two) == [("Iran", "LOC"), ("Syria", "LOC"), ("President Bashar al-Assad", "PERSON")]
    assert dialog.line.text == "Right taken: bob."
    assert names(dialog) == [("←", "ann", ["ORG"]), ("→", "bob", [])]
    two.press("N")
    assert "Neither taken" in dialog.line.text
    assert names(dialog) == [("←", "ann", ["supports"]), ("→", "bob", ["opposes"])], "a relation of settled ends"
    two.press("Left")
    assert "Enter goes to the next document" in dialog.line.text
    state = joined(dialog).sitting.gold
    assert sorted(one.label for one in state.relations.values()) == ["role_in", "supports"]
    assert state.marks.status == "done"
    assert dialog.model.data(dialog.model.index(0, 1)) == "✓"
    two.press("Return")
    assert joined(dialog).sitting.gold.document.name == "other.txt"
    two.press("B")
    assert sorted(gold(two, "other.txt")) == [("Aleppo", "LOC"), ("Reuters", "MISC"), ("Reuters", "ORG")]
    assert "and so it is in all documents" in dialog.line.text
    two.press("Return")
    assert dialog.line.text == "Everything is settled."
    assert dialog.progress.text() == "4 of 4 stops settled   ·   2 of 2 documents done"
    assert not two.gold, "the person’s own annotations are left alone"


def test_undo_and_redo_go_through_documents_and_survive_the_window(two: Person):
    dialog = opened(two)
    two.press("Left", "Ctrl+PageDown", "Right")
    assert gold(two, "other.txt")[0] == ("Reuters", "MISC")
    dialog.close()
    dialog = opened(two)
    two.press("Ctrl+Z")
    assert gold(two, "other.txt") == [("Aleppo", "LOC")], "what is agreed on was a step of its own"
    assert joined(dialog).sitting.gold.document.name == "other.txt"
    two.press("Ctrl+Z", "Ctrl+Z")
    assert joined(dialog).sitting.gold.document.name == "first.txt"
    assert len(gold(two)) == 2
    two.press("Ctrl+Z", "Ctrl+Z")
    assert dialog.line.text == "Nothing to undo."
    assert gold(two) == gold(two, "other.txt") == []
    assert dialog.progress.text() == "0 of 3 stops settled   ·   0 of 2 documents done"
    two.press(*["Ctrl+Shift+Z"] * 5)
    assert dialog.line.text == "Nothing to redo."
    assert gold(two, "other.txt")[0] == ("Reuters", "MISC")


def test_what_is_agreed_is_taken_in_all_documents_at_once(two: Person):
    dialog = opened(two)
    assert dialog.agreed.text() == "Take 3 a&greed answers"
    two.press("Alt+G")
    two.bot.waitUntil(lambda: not joined(dialog).busy and not dialog.agreed.isEnabled())
    assert gold(two) == [("Iran", "LOC"), ("Syria", "LOC")]
    assert gold(two, "other.txt") == [("Aleppo", "LOC")]
    assert dialog.line.text == "Taken in 2 documents; Ctrl+Z takes back one after the other."
    assert dialog.progress.text().startswith("0 of 4 stops"), "a relation between what was taken is a stop now"
    two.press("Ctrl+Z")
    assert gold(two, "other.txt") == []
    assert dialog.agreed.isEnabled()


def test_what_is_agreed_is_written_on_another_thread_and_as_a_whole(two: Person, monkeypatch: pytest.MonkeyPatch):
    threads, inside = list[bool](), list[bool]()
    write = Annotations.write

    def noted(self: Annotations, *given: Any, **named: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        done = write(self, *given, **named)
        inside.append(self._connection.raw.in_transaction)
        return done

    monkeypatch.setattr(Annotations, "write", noted)
    dialog = opened(two)
    two.press("Alt+G")
    two.bot.waitUntil(lambda: not joined(dialog).busy and not dialog.agreed.isEnabled())
    assert (threads, inside) == ([False, False], [True, True])
    assert not two.session.held
    two.press("Left")
    assert ("Bashar al-Assad", "PERSON") in gold(two), "keys settle again"
    two.press(*["Ctrl+Z"] * 3)
    assert gold(two) == gold(two, "other.txt") == []


def test_steps_with_very_many_changes_are_written_on_another_thread(two: Person, monkeypatch: pytest.MonkeyPatch):
    threads, write = list[bool](), Annotations.write

    def noted(self: Annotations, *given: Any, **named: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return write(self, *given, **named)

    monkeypatch.setattr(Annotations, "write", noted)
    monkeypatch.setattr(settle_large, "LARGE", 4)
    dialog = opened(two)
    for keys, count, taken in (
        (("Left",), 2, ["Iran", "Syria", "Bashar al-Assad"]),
        (("Ctrl+Z",), 3, ["Iran", "Syria"]),
        (("Ctrl+Z",), 4, []),
        (("Ctrl+Shift+Z",), 5, ["Iran", "Syria"]),
        (("Ctrl+Z",), 6, []),
        (("E",), 8, ["Iran", "Syria", "Bashar al-Assad"]),
    ):
        two.press(*keys)
        two.bot.waitUntil(lambda count=count: len(threads) == count and not two.app.bench.bulk.busy)
        assert [text for text, _ in gold(two)] == taken, keys
    assert dialog.editing
    assert threads == [False, True, False, False, False, False, False, True], "few changes are written at once"
    assert dialog.model.rows[0].settled == 1


def test_taking_that_is_cancelled_takes_nothing(two: Person, monkeypatch: pytest.MonkeyPatch):
    taken = standings_look.take_agreed

    def cancelled(project: Any, reading: Any, author: str, step: Any) -> Any:
        def stopping(done: int, total: int) -> None:
            if done:
                two.app.bench.bulk.stop()
            step(done, total)

        return taken(project, reading, author, stopping)

    monkeypatch.setattr(standings_look, "take_agreed", cancelled)
    dialog = opened(two)
    two.press("Alt+G")
    two.bot.waitUntil(lambda: dialog.line.text == "Nothing was taken.")
    assert not joined(dialog).busy
    assert gold(two) == gold(two, "other.txt") == []
    assert dialog.agreed.isEnabled()
    monkeypatch.undo()
    two.press("Alt+G")
    two.bot.waitUntil(lambda: not joined(dialog).busy and not dialog.agreed.isEnabled())
    assert gold(two, "other.txt") == [("Aleppo", "LOC")]


def test_a_choice_made_while_documents_are_looked_through_begins_anew(two: Person):
    dialog = opened(two)
    for rule in (1, 2, 0):
        dialog.rule.setCurrentIndex(rule)
    two.bot.waitUntil(lambda: not joined(dialog).busy)
    assert "Stopped" not in dialog.line.text
    assert dialog.progress.text() == "0 of 3 stops settled   ·   0 of 2 documents done"


def test_boilerplate_is_left_out_until_it_is_to_count(two: Person):
    text = "Iran and Syria met.\n\nReporting by Reuters in Aleppo.\n"
    project: Any = two.session.project
    project.documents.add([NewDocument("foot.txt", text, (("boilerplate", text.index("Reporting"), len(text)),))])
    add(two, "ann", "foot.txt", ("Iran", "LOC"), ("Reuters", "ORG"), ("Aleppo", "LOC"))
    add(two, "bob", "foot.txt", ("Iran", "LOC"), ("Reuters", "MISC"), ("Aleppo", "LOC"))
    dialog = opened(two)
    assert dialog.progress.text() == "0 of 3 stops settled   ·   0 of 3 documents done   ·   1 in boilerplate left out"
    assert "1 in boilerplate left out" in str(dialog.model.data(dialog.model.index(2, 0), ToolTip))
    assert dialog.agreed.text() == "Take 4 a&greed answers"
    two.press("Alt+G")
    two.bot.waitUntil(lambda: not joined(dialog).busy and not dialog.agreed.isEnabled())
    assert gold(two, "foot.txt") == [("Iran", "LOC")]
    assert dialog.model.rows[2].status == "done"
    two.press("Alt+B")
    two.bot.waitUntil(lambda: dialog.boilerplate.isChecked() and not joined(dialog).busy)
    assert "boilerplate" not in dialog.progress.text()
    assert dialog.model.rows[2].open == 1
    joined(dialog)._open(dialog.model.rows[2].document)
    two.press("Left")
    assert gold(two, "foot.txt") == [("Iran", "LOC"), ("Reuters", "ORG"), ("Aleppo", "LOC")]


def test_a_changed_value_opens_its_stop_again(two: Person):
    project: Any = two.session.project
    doc, bob = project.documents.named("other.txt"), project.sources.named("bob")
    dialog = opened(two)
    two.press("Ctrl+PageDown", "Right")
    dialog.close()
    (span,) = [one for one in project.annotations.state(doc, bob).index if one.text == "Reuters"]
    changed = replace(span, attributes=(("generic", True),))
    project.annotations.append(Transaction((Change(doc.id, span, changed),), "attribute.set"), bob)
    dialog = opened(two)
    assert dialog.model.rows[1].open == 1


def test_the_rule_and_the_annotators_are_chosen(two: Person):
    add(two, "eve", "first.txt", ("Iran", "LOC"), ("Bashar al-Assad", "PERSON"))
    dialog = opened(two)
    assert dialog.who.text().startswith("ann, bob, eve")
    assert names(dialog)[0] == ("←", "ann, bob", ["LOC"]), "Syria: eve has nothing there"
    dialog.rule.setCurrentIndex(1)
    two.bot.waitUntil(lambda: not joined(dialog).busy)
    assert dialog.progress.text().startswith("0 of 1 stop"), "most agree on all but one document’s Reuters"
    dialog.rule.setCurrentIndex(2)
    two.bot.waitUntil(lambda: not joined(dialog).busy)
    assert (dialog.agreed.text(), dialog.agreed.isEnabled()) == ("Nothing to take", False)
    two.press("Return")
    assert gold(two) == [("Iran", "LOC")]
    dialog.who.menu().actions()[2].trigger()
    two.bot.waitUntil(lambda: not joined(dialog).busy)
    assert dialog.chosen_names == ["ann", "bob"]
    dialog.rule.setCurrentIndex(0)
    two.bot.waitUntil(lambda: not joined(dialog).busy)
    assert dialog.progress.text().startswith("0 of 3 stops")


def test_with_one_annotator_there_is_nothing_to_settle(two: Person):
    dialog = opened(two)
    for one in (0, 1):
        dialog.who.menu().actions()[one].trigger()
        two.bot.waitUntil(lambda: not joined(dialog).busy)
        assert not dialog.model.rows
        two.press("Left", "Return", "E")
    assert gold(two) == []
    for one in (0, 1):
        dialog.who.menu().actions()[one].trigger()
        two.bot.waitUntil(lambda: not joined(dialog).busy)
    two.press("Left")
    assert len(gold(two)) == 3


def test_numbers_take_further_answers(two: Person):
    add(two, "eve", "other.txt", ("Reuters said", "PERSON"))
    dialog = opened(two)
    two.press("Ctrl+PageDown")
    assert [one.key for one in dialog.cards.shown] == ["←", "→", "3"]
    two.press("3")
    assert ("Reuters said", "PERSON") in gold(two, "other.txt")
    assert dialog.line.text == "Answer 3 taken: eve."


def test_a_settled_stop_is_gone_back_to_and_settled_otherwise(two: Person):
    dialog = opened(two)
    two.press("Left", "Shift+Tab")
    assert "settled".upper() in dialog.kind.text()
    assert [one.taken for one in dialog.cards.shown] == [True, False]
    two.press("Left")
    assert dialog.line.text == "This stop is settled like that already."
    two.press("Right")
    assert ("President Bashar al-Assad", "PERSON") in gold(two)
    assert ("Bashar al-Assad", "PERSON") not in gold(two)


def test_a_taken_span_is_edited_by_the_keys_of_the_article(two: Person):
    dialog = opened(two)
    two.press("E")
    assert dialog.editing
    assert ("Bashar al-Assad", "PERSON") in gold(two)
    two.press("Alt+Shift+Left", "Alt+Left")
    assert ("President Bashar al", "PERSON") in gold(two)
    two.press("5")
    assert ("President Bashar al", "EVENT") in gold(two)
    two.press("Ctrl+Z", "Ctrl+Shift+Z")
    assert ("President Bashar al", "EVENT") in gold(two)
    two.press("Escape")
    assert not dialog.editing
    assert dialog.isVisible()
    assert names(dialog) == [("←", "ann", ["ORG"]), ("→", "bob", [])], "the next open stop"
    two.press("Shift+Tab")
    assert [(one.names, one.taken) for one in dialog.cards.shown][-1] == ("Gold", True)


def test_a_span_that_is_edited_can_be_deleted(two: Person):
    dialog = opened(two)
    two.press("E", "Backspace")
    assert not dialog.editing
    assert [text for text, _ in gold(two)] == ["Iran", "Syria"]
    assert joined(dialog).sitting.gold.decisions


def test_a_reason_is_typed_and_kept(two: Person):
    dialog = opened(two)
    two.press("Ctrl+M", "n", "o", "b", "e")
    assert dialog.reason.text() == "nobe"
    assert gold(two) == [], "letters are letters there"
    two.press("Return", "Left")
    assert dialog.reason.text() == ""
    state = joined(dialog).sitting.gold
    assert [one.note for one in state.index if one.text == "Bashar al-Assad"] == ["nobe"]
    two.press("Ctrl+M", "x", "Escape")
    assert dialog.reason.text() == ""
    assert dialog.isVisible()


def test_new_work_opens_a_stop_again_and_enter_keeps_gold(two: Person):
    dialog = opened(two)
    two.press("Left", "Left", "Left")
    dialog.close()
    add(two, "bob", "first.txt", ("Assad", "PERSON"))
    dialog = opened(two)
    assert dialog.model.rows[0].open == 1
    before = gold(two)
    two.press("Return")
    assert "Kept as it is" in dialog.line.text
    assert gold(two) == before
    assert dialog.model.rows[0].open == 0


def test_a_click_goes_to_its_stop_and_takes_an_answer(two: Person):
    dialog = opened(two)
    sitting = joined(dialog).sitting
    reuters = next(one for stop in sitting.stops for one in stop.given if one.label == "ORG")
    dialog.both.span_clicked.emit(reuters.id)
    assert dialog.where.text() == "“Reuters” ORG"
    dialog.cards.taken.emit(0)
    assert ("Reuters", "ORG") in gold(two)


def test_nobody_to_adjudicate_is_said(person: Person):
    dialog = opened(person)
    assert not dialog.model.rows
    assert "No document has the work of two people yet" in dialog.empty.text()
    person.press("Left", "Tab", "Ctrl+PageDown", "E", "Return")
    assert dialog.isVisible()


def test_f1_shows_the_keys_of_this_window(two: Person):
    opened(two)
    two.press("F1")
    two.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), KeysDialog))
    page = QApplication.activeModalWidget()
    assert isinstance(page, KeysDialog)
    page.close()


def test_nothing_is_written_while_the_project_is_held(two: Person):
    dialog = opened(two)
    two.session.held = "Something large is being written."
    two.press("Left")
    assert dialog.line.text == "Something large is being written."
    assert gold(two) == []
    two.session.held = ""
