"""The same text elsewhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import propagate, review
from annotate.change import compose
from annotate.document import Document
from annotate.index import SpanIndex
from annotate.model import Zone
from annotate.offsets import Range
from annotate.propagate import Hit, base_of, find_same, label_place, same_text, stands_elsewhere
from annotate.state import AnnotationState
from tests.builders import document, ids, span_on


def found(text: str, asked: str) -> list[str]:
    return [text[start:end] for start, end in same_text(text, asked)]


def test_only_whole_words_count():
    assert list(same_text("Iran, Iranian, Iran's, TIran Iran", "Iran")) == [Range(0, 4), Range(15, 19), Range(29, 33)]
    assert list(same_text("cafe\u0301Iran", "Iran")) == []  # an accent ends no word
    assert list(same_text("cafe\u0301Iran", "cafe\u0301")) == []
    assert list(same_text("aaa", "")) == []
    assert list(same_text("...", ".")) == [Range(0, 1), Range(1, 2), Range(2, 3)]


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Iran IRAN iran Iranian", "Iran", ["Iran", "IRAN", "iran"]),
        ("Iran's and Iran’s and IRAN'S and Iran.", "Iran", ["Iran", "Iran", "IRAN", "Iran"]),
        ("Iran's and Iran’s and IRAN'S and Iran.", "Iran's", ["Iran's", "Iran’s", "IRAN'S", "Iran"]),
        ("Reuters' man, Reuters said, Reuters’s", "Reuters’", ["Reuters'", "Reuters", "Reuters’s"]),
        ("Bashar al-Assad, Bashar\nal‑Assad, Bashar\u00a0 al-Assad", "Bashar al-Assad", 3),
        ("Bashar\r\nal-Assad", "Bashar al-Assad", 1),
        ("Bashar\n\nal-Assad", "Bashar al-Assad", 0),  # the end of a paragraph is no space
        ("1,000 21,000 1,000,000 1,000. 1,000.5 1,000, two", "1,000", ["1,000"] * 3),
        ("5 0.5 5.0 5,5 5, 5.", "5", ["5"] * 3),
        ("U.S. U.S.A. the U.S.-led U.S.", "U.S.", ["U.S."] * 3),
        ("A. in U.S.A. here: S.A.", "S.A.", ["S.A."]),
        ("It ended.Iran said", "Iran", ["Iran"]),
        ("Cafe\u0301 and Cafe", "Cafe", ["Cafe"]),
        ("我在北京市。北京", "北京", ["北京", "北京"]),
        ("C++ and C+++ (C++)", "C++", ["C++", "C++", "C++"]),
        ("Ça ÇA ça", "Ça", ["Ça", "ÇA", "ça"]),
    ],
)
def test_what_is_the_same_text(text: str, asked: str, expected: list[str] | int):
    places = found(text, asked)
    assert (len(places) if isinstance(expected, int) else places) == expected


@given(st.text("aA bB'’s\n.-1,", max_size=40), st.text("aA bB'’s.-1,", min_size=1, max_size=6))
def test_places_are_in_order_apart_and_the_same_but_for_case_signs_and_possessive(text: str, asked: str):
    last = 0
    for start, end in same_text(text, asked):
        assert last <= start < end
        last = end
        assert _plain(base_of(text[start:end])) == _plain(base_of(asked)) or _plain(text[start:end]) == _plain(
            base_of(asked)
        )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip()).replace("’", "'").casefold()


def test_every_place_of_the_text_itself_is_found():
    text = "The Iranian Foreign Ministry said the Iranian Foreign Ministry had no comment."
    assert len(found(text, "Iranian Foreign Ministry")) == 2


TEXT = "The Bank of Iran said Iran, IRAN and iran agree. Iran rejected it. About Iran: contact Iran."


def state_of() -> tuple[AnnotationState, SpanIndex]:
    doc = Document("d1", "d1.txt", TEXT)
    start = TEXT.index("About")
    state = AnnotationState.of(
        doc,
        [span_on(doc, "Bank of Iran", "ORG"), span_on(doc, "Iran", nth=1), Zone("z", "boilerplate", start, len(TEXT))],
    )
    return state, SpanIndex([span_on(doc, "IRAN", "PERSON", decision="open", span_id="run.0")])


def test_hits_say_what_stands_there_and_which_are_not_sure():
    state, still = state_of()
    rejected = span_on(state.document, "Iran", nth=2, decision="open", span_id="run.1")
    suggested = AnnotationState.of(state.document, [rejected])
    state = state.apply(review.reject(suggested, state, ["run.1"]))
    same = find_same(state, still, "Iran", "LOC")
    assert [(TEXT[hit.place.start : hit.place.end], hit.sure, hit.note) for hit in same.hits] == [
        ("Iran", False, "inside “Bank of Iran” ORG"),
        ("IRAN", True, "suggested as PERSON"),
        ("iran", False, "other case"),
        ("Iran", False, "boilerplate"),
        ("Iran", False, "boilerplate"),
    ]
    assert (same.labelled, same.rejected) == (1, 1)
    assert find_same(state, still, "Iran", "PERSON").rejected == 0  # the no was to LOC


@pytest.mark.parametrize(
    ("text", "asked", "sure"),
    [
        ("He told us. US troops", "US", [False, True]),
        ("Apple sold an apple. APPLE", "Apple", [True, False, True]),
        ("NATO and Nato", "NATO", [True, True]),
        ("Who? The WHO", "WHO", [False, True]),
        ("Protesters met protesters. The Protesters", "protesters", [True, True, False]),
    ],
)
def test_which_case_speaks_for_the_same_words(text: str, asked: str, sure: list[bool]):
    state = AnnotationState.of(Document("d", "d", text))
    assert [hit.sure for hit in find_same(state, SpanIndex(), asked, "X").hits] == sure


def test_one_step_labels_all_and_decides_the_suggestions_that_wait_there():
    doc = document()
    waiting = span_on(doc, "Iran", "PERSON", nth=1, span_id="run.0", decision="open", score=0.8, origin="model:m")
    suggested = AnnotationState.of(doc, [waiting])
    state, still, new = AnnotationState.of(doc), SpanIndex([waiting]), ids()
    steps = [
        label_place(suggested, state, still, hit.place, "LOC", new_id=next(new))
        for hit in find_same(state, still, "Iran", "LOC").hits
    ]
    tx = compose([step for step in steps if step is not None], "span.propagate")
    after = state.apply(tx)
    assert [(span.text, span.label, span.decision) for span in after.index] == [
        ("Iran", "LOC", "manual"),
        ("Iran", "LOC", "edited"),
    ]
    assert after.decisions["run.0"].outcome == "edited"
    assert find_same(after, SpanIndex(), "Iran", "LOC") == propagate.Same((), 2, 0)
    assert after.apply(tx.inverse()) == state


def test_the_span_that_is_asked_about_is_not_given():
    doc = document()
    state = AnnotationState.of(doc)
    assert find_same(state, SpanIndex(), "Iran", "LOC", but=(Range(0, 4),)).hits == (Hit(Range(80, 84)),)


def test_search_is_linear_on_hostile_text():
    for text, asked in (("ab" * 100_000, "abab"), ("a " * 100_000, "a a a b"), ("a" + " " * 200_000, "a b")):
        assert list(same_text(text, asked)) == []


def test_whether_the_text_stands_elsewhere_is_what_find_same_finds():
    doc = Document("d", "d.txt", "Iran met Iran. Iran left.")
    for taken in range(4):
        state = AnnotationState.of(doc, [span_on(doc, "Iran", nth=nth) for nth in range(taken)])
        (label,) = {one.label for one in state.index} or {"LOC"}
        found = find_same(state, SpanIndex(), "Iran", label, but=(Range(0, 4),)).hits
        assert stands_elsewhere(state, "Iran", label, but=(Range(0, 4),)) is bool(found)
