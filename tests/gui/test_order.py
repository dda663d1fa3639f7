"""The order of work: by unsureness in the article, in lists and over documents; relations by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

import resources
from annotate.model import Relation
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from gui.decorate import Picture, scored
from gui.models.documents import DocumentsModel
from gui.settings import Settings
from gui.widgets.documents import bars
from store.documents import DocumentRow, NewDocument
from store.project import Project
from tests.gui.conftest import Person, seated
from tests.gui.listed import Given, listed, show

TEXT = (
    "Bashar al-Assad met Iran on Tuesday.\n\n"
    "Assad thanked Iran, and Reuters said that Syria had agreed.\n\n"
    "Later Assad left Syria.\n"
)
SCORES = {
    ("Bashar al-Assad", 0): ("PERSON", 0.97),
    ("Iran", 0): ("LOC", 0.55),
    ("Assad", 1): ("PERSON", 0.30),
    ("Reuters", 0): ("ORG", 0.90),
    ("Syria", 0): ("LOC", 0.48),
    ("Assad", 2): ("PERSON", 0.80),
}


def found() -> Suggestions:
    spans: list[Suggestion] = []
    for (words, nth), (label, score) in SCORES.items():
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        spans.append(Suggestion(start, start + len(words), label, score))
    relations = (
        SuggestedRelation(5, 0, "same_as", 0.9),
        SuggestedRelation(2, 0, "same_as", 0.6),
        SuggestedRelation(0, 1, "located_in", 0.7),
    )
    return Suggestions(tuple(spans), relations)


@pytest.fixture
def anna(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """Somebody at a window with four documents, of which the model is unsure in different degrees."""
    path = tmp_path / "order.gilder"
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = project.documents.add([NewDocument(f"{name}.txt", TEXT) for name in ("mixed", "sure", "unsure", "none")])
        middle = found()
        sure = Suggestions(tuple(Suggestion(one.start, one.end, one.label, 0.99) for one in middle.spans))
        unsure = Suggestions(tuple(Suggestion(one.start, one.end, one.label, 0.5) for one in middle.spans))
        each = zip(docs, (middle, sure, unsure, Suggestions()), strict=True)
        project.suggestions.record_run("test", [(doc.id, one) for doc, one in each])
    with seated(qtbot, qapp, Project.open(path)) as somebody:
        yield somebody


def at(person: Person) -> tuple[str, int]:
    """Text and start of what is selected."""
    item = person.session.find(person.session.selected or "")
    return (item.text, item.start) if item is not None and not isinstance(item, Relation) else ("", -1)


def relation(person: Person) -> str:
    """The selected relation: “Assad same_as Bashar al-Assad”."""
    item = person.session.find(person.session.selected or "")
    assert isinstance(item, Relation)
    ends = [person.session.find(end) or person.session.suggested.spans[end] for end in (item.head, item.child)]
    return f"{getattr(ends[0], 'text', '')} {item.label} {getattr(ends[1], 'text', '')}"


def shown(person: Person) -> list[str]:
    model = person.bench.documents.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_f4_goes_by_falling_unsureness_and_around(anna: Person) -> None:
    walked = []
    for _ in range(7):
        anna.press("F4")
        walked.append(anna.selected)
    assert walked == ["Syria", "Iran", "Assad", "Assad", "Reuters", "Bashar al-Assad", "Syria"]
    assert anna.bench.status.message.text() == "1 of 6 by unsureness, score 0.48."
    anna.press("Shift+F4", "Shift+F4")
    assert anna.selected == "Reuters"


def test_after_a_decision_f4_goes_on_to_the_next_most_unsure(anna: Person) -> None:
    anna.press("F4", "Return")  # Enter itself goes on in reading order
    assert anna.gold == [("Syria", "LOC")]
    anna.press("F4")
    assert anna.selected == "Iran"
    anna.press("Backspace", "F4")
    assert at(anna)[0] == "Assad"
    assert at(anna)[1] == TEXT.index("Assad thanked")
    anna.press("Tab", "F4")  # went elsewhere without an answer: from the top again
    assert at(anna)[1] == TEXT.index("Assad thanked")


def test_f4_goes_on_to_relations_when_no_span_is_left(anna: Person) -> None:
    anna.press("Tab", *["Return"] * 6)
    assert len(anna.gold) == 6
    assert relation(anna) == "Bashar al-Assad located_in Iran"
    walked = []
    for _ in range(4):
        anna.press("F4")
        item = anna.session.find(anna.session.selected or "")
        walked.append(item.score if item is not None else None)
    assert walked == [0.9, 0.6, 0.7, 0.9]  # on from the selected one, 0.7


def test_enter_goes_on_from_spans_to_relations_in_the_order_of_their_heads(anna: Person) -> None:
    anna.press("Tab", *["Return"] * 6)
    assert "3 suggested relations left" in anna.bench.status.message.text()
    walked = []
    for _ in range(3):
        walked.append((relation(anna), at(anna)))
        anna.press("Return")
    assert [name for name, _ in walked] == [
        "Bashar al-Assad located_in Iran", "Assad same_as Bashar al-Assad", "Assad same_as Bashar al-Assad",
    ]  # fmt: skip
    assert len(anna.session.state.relations) == 3
    assert "All suggestions are decided" in anna.bench.status.message.text()


def test_relations_are_walked_and_answered_by_keyboard_and_bring_their_ends(anna: Person) -> None:
    anna.press("Alt+Down", "Alt+Down")
    assert relation(anna) == "Assad same_as Bashar al-Assad"
    anna.press("Alt+Up")
    assert relation(anna) == "Bashar al-Assad located_in Iran"
    anna.press("Backspace")
    assert relation(anna) == "Assad same_as Bashar al-Assad"
    assert anna.gold == []
    anna.press("Return")
    assert anna.gold == [("Bashar al-Assad", "PERSON"), ("Assad", "PERSON")]
    assert [one.label for one in anna.session.state.relations.values()] == ["same_as"]
    assert "“Assad” and “Bashar al-Assad”" in anna.bench.status.message.text()
    anna.press("Ctrl+Z")
    assert anna.gold == []
    assert not anna.session.state.relations
    assert len(anna.session.open_spans) == 6


def test_a_relation_that_no_longer_fits_its_ends_is_refused_with_a_reason(anna: Person) -> None:
    anna.press("Tab", "2")  # Bashar al-Assad becomes an ORG: he is the same as Assad, a PERSON, no longer
    anna.press("Alt+Down", "Alt+Down")
    while relation(anna) != "Assad same_as Bashar al-Assad":
        anna.press("Alt+Down")
    anna.press("Return")
    assert "same_as does not join PERSON to ORG" in anna.bench.status.message.text()
    assert anna.gold == [("Bashar al-Assad", "ORG")]


def test_a_relation_that_no_longer_fits_gets_a_label_that_does(anna: Person) -> None:
    anna.press("Tab", "2")  # Bashar al-Assad becomes an ORG
    anna.press("Alt+Down", "Alt+Down")
    while relation(anna) != "Assad same_as Bashar al-Assad":
        anna.press("Alt+Down")
    anna.press("R")  # role_in joins PERSON to ORG
    assert [(one.label, one.decision) for one in anna.session.state.relations.values()] == [("role_in", "edited")]


def test_enter_leads_on_from_a_corrected_relation_to_the_next_relation(anna: Person) -> None:
    anna.press("Alt+Down")
    assert relation(anna) == "Bashar al-Assad located_in Iran"
    anna.press("X", "Return")
    assert [(one.label, one.decision) for one in anna.session.state.relations.values()] == [("opposes", "edited")]
    assert relation(anna) == "Assad same_as Bashar al-Assad"


def test_after_the_last_rejected_span_come_the_relations(anna: Person) -> None:
    anna.press("Tab", "Return", "Return", "Return", "Return", "Return", "Backspace")
    assert isinstance(anna.session.find(anna.session.selected or ""), Relation)
    assert "All spans are decided" in anna.bench.status.message.text()


def test_after_the_last_rejected_relation_come_the_spans_that_are_open(anna: Person) -> None:
    anna.press("Alt+Down", "Backspace", "Backspace")
    assert isinstance(anna.session.find(anna.session.selected or ""), Relation)
    anna.press("Backspace")
    item = anna.session.find(anna.session.selected or "")
    assert item is not None
    assert item.decision == "open"
    assert not isinstance(item, Relation)


def test_where_nothing_is_suggested_the_keys_say_so(person: Person) -> None:
    person.press("Alt+Down")
    assert "No suggested relation" in person.bench.status.message.text()
    person.press("Ctrl+PageDown", "F4")
    assert "All suggestions are decided" in person.bench.status.message.text()


def test_suggested_aliases_have_no_arcs_until_they_are_asked_for(anna: Person) -> None:
    picture: Picture = anna.session.picture()
    full = next(span for span in picture.open.spans if span.text == "Bashar al-Assad")
    assert [one.label for one in picture.arcs_of(full.id)] == ["located_in"]
    assert len(picture.quiet_of(full.id)) == 2
    height = anna.view.page.heights.total if anna.view.page else 0
    anna.session.select(full.id)
    assert anna.view.page is not None
    assert anna.view.page.heights.total == height  # selecting moves no line
    anna.press("F12")
    picture = anna.session.picture()
    assert [one.label for one in picture.arcs_of(full.id)] == ["located_in", "same_as", "same_as"]
    assert picture.quiet_of(full.id) == []
    anna.press("F12", "Alt+Down", "Return")  # what was accepted is no suggestion: its arc stays
    own = next(iter(anna.session.state.relations.values()))
    assert own.id in [one.id for one in anna.session.picture().arcs_of(own.head)]


def test_far_relations_of_one_label_share_one_stub(anna: Person) -> None:
    anna.press("F12")
    page = anna.view.page
    assert page is not None
    arcs = [arc for decor in page.block(0).decor for arc in decor.arcs]
    (stub,) = [arc for arc in arcs if arc.relation.label == "same_as"]
    assert (stub.text, len(stub.all)) == ("2 × → same_as", 2)


def test_the_documents_are_sorted_as_chosen_and_the_choice_is_kept(anna: Person) -> None:
    panel = anna.bench.documents
    anna.press("Ctrl+J", "Tab")
    assert panel.order.hasFocus()
    assert shown(anna) == ["mixed.txt", "sure.txt", "unsure.txt", "none.txt"]
    panel.order.setCurrentIndex(panel.order.findData("unsure"))
    panel.order.activated.emit(panel.order.currentIndex())
    assert shown(anna) == ["unsure.txt", "mixed.txt", "sure.txt", "none.txt"]
    assert panel.list.currentIndex().data() == "mixed.txt"  # the open one stays marked
    assert Settings().order("documents") == "unsure"
    panel.show_order("name")
    assert shown(anna) == ["mixed.txt", "none.txt", "sure.txt", "unsure.txt"]
    panel.show_order("no such order")
    assert shown(anna) == ["mixed.txt", "sure.txt", "unsure.txt", "none.txt"]


def test_the_documents_keys_follow_the_panel(anna: Person) -> None:
    anna.bench.documents.show_order("unsure")
    anna.press("Ctrl+PageDown")
    assert anna.session.state.document.name == "sure.txt"
    anna.press("Ctrl+PageUp", "Ctrl+PageUp")
    assert anna.session.state.document.name == "unsure.txt"
    anna.press("Ctrl+Return")
    assert anna.session.state.document.name == "mixed.txt"
    assert shown(anna)[-1] == "unsure.txt"  # what is done comes last


def test_a_row_that_changes_stays_until_another_document_is_opened(anna: Person) -> None:
    anna.bench.documents.show_order("open")
    before = shown(anna)
    assert before[0] == "mixed.txt"
    anna.press("Tab", "Return", "Return")
    assert shown(anna) == before
    anna.press("Ctrl+PageDown")
    assert shown(anna)[0] == "sure.txt"


def test_the_next_document_by_unsureness(anna: Person) -> None:
    names = []
    for _ in range(3):
        anna.app._run("go.unsure_document")
        names.append(anna.session.state.document.name)
    assert names == ["unsure.txt", "mixed.txt", "sure.txt"]
    assert "unsureness 0.01" in anna.bench.status.message.text()
    anna.app._run("go.unsure_document")
    assert anna.session.state.document.name == "unsure.txt"  # around the end
    anna.press("Ctrl+Shift+Return")
    assert anna.session.state.document.name != "unsure.txt"
    anna.app._run("go.unsure_document")
    assert anna.session.state.document.name == "mixed.txt"


def test_the_open_documents_figure_is_that_of_the_file(anna: Person) -> None:
    anna.press("F4", "Return", "F4", "Backspace")
    here = anna.session.state.document.id
    model = anna.bench.documents.model
    own = model.rows[model.position(here)]
    kept = anna.session.project.documents.row(here, anna.session.source)
    assert own.unsureness == pytest.approx(kept.unsureness)
    assert own.open_suggestions == kept.open_suggestions == 4


def test_the_spans_are_listed_by_unsureness_with_their_scores(anna: Person) -> None:
    anna.press("Ctrl+Shift+J")
    panel = anna.bench.spans
    anna.bot.waitUntil(lambda: panel.model.rowCount() == 6)
    assert panel.model.index(0).data() == "Bashar al-Assad, PERSON, suggestion, score 0.97, 3 relations"
    anna.press("Tab")
    assert panel.order.hasFocus()
    panel.order.setCurrentIndex(1)
    panel.order.activated.emit(1)
    texts = [panel.model.index(row).data().split(",")[0] for row in range(6)]
    assert texts == ["Syria", "Iran", "Assad", "Assad", "Reuters", "Bashar al-Assad"]
    assert Settings().order("spans") == "unsure"
    panel.grab()


def test_the_palette_leads_to_the_order(anna: Person) -> None:
    anna.app._run("go.order")
    assert anna.bench.documents.order.view().isVisible()
    anna.bench.documents.order.hidePopup()


def test_the_filter_opens_the_first_document_that_it_leaves(anna: Person) -> None:
    anna.press("Ctrl+J")
    anna.bench.documents.filter.setText("unsure")
    anna.press("Return")
    assert anna.session.state.document.name == "unsure.txt"
    assert anna.view.hasFocus()


def rows() -> list[DocumentRow]:
    return [
        DocumentRow("a", "text 10", 9, "new", False, 0, 3, 0.2),
        DocumentRow("b", "Text 9", 9, "done", False, 0, 5, 0.9),
        DocumentRow("c", "another", 9, "in_progress", True, 0, 0, 0.0),
        DocumentRow("d", "zebra", 9, "in_progress", False, 0, 4, 0.6),
    ]


@pytest.mark.parametrize(
    ("order", "ids"), [("order", "abcd"), ("name", "cbad"), ("status", "cdab"), ("unsure", "dacb"), ("open", "dacb")]
)
def test_every_order_of_the_documents(qtmodeltester: ModelTester, order: str, ids: str) -> None:
    model = DocumentsModel()
    given = show(model, rows(), order)
    assert "".join(row.id for row in model.rows) == ids
    assert model.done == 1
    changed = DocumentRow("a", "text 10", 9, "done", False, 0, 0, 0.0, number=1)
    model.replace(changed)
    given.by_number[1] = changed
    assert "".join(row.id for row in model.rows) == ids
    model.settle()
    settled = [row.id for row in model.rows]
    assert [row.id for row in listed_rows(given, order)] == settled
    assert [model.position(row_id) for row_id in settled] == [0, 1, 2, 3]
    assert model.done == 2
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    qtmodeltester.check(model)


def listed_rows(given: Given, order: str) -> list[DocumentRow]:
    return [given.by_number[number] for number in listed(list(given.by_number.values()), order).numbers]


def test_of_a_hundred_thousand_documents_only_what_is_looked_at_is_read() -> None:
    model = DocumentsModel()
    many = [
        DocumentRow(f"{n:06}", f"text {n * 7919 % 100_003}", 9, "new", False, 0, 1, n % 97 / 97) for n in range(100_000)
    ]
    given = show(model, many, "unsure")
    assert given.asked == 0
    first = model.rows[0]
    model.replace(replace(first, status="done", unsureness=0.0))
    model.settle()
    assert model.rows[-1].status == "done"
    assert given.asked < 40 * 64
    for at in range(0, 100_000, 100):
        model.index(at).data()
    assert len(model._kept) <= 4_096  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("unsureness", "filled"), [(0, 0), (0.01, 1), (0.2, 1), (0.21, 2), (0.6, 3), (0.61, 4), (1, 4)]
)
def test_bars_say_how_unsure_without_colour(unsureness: float, filled: int) -> None:
    assert bars(unsureness) == filled


def test_scores_are_told_as_they_are() -> None:
    assert (scored(0.62), scored(None)) == ("score 0.62", "no score")
