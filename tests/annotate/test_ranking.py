"""How unsure a model is: of a suggestion, of a document, and what comes first."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.model import Span
from annotate.offsets import Range
from annotate.suggest.base import Suggestion
from annotate.suggest.ranking import (
    PRIOR,
    doubt_of,
    doubt_parts,
    figures,
    mean_of_parts,
    mean_unsureness,
    most_unsure_first,
    unsureness,
)
from tests.builders import document, span_on

SCORES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("score", "doubt"), [(0.5, 1.0), (0.0, 0.0), (1.0, 0.0), (0.75, 0.5), (0.25, 0.5), (None, 1.0), (7.0, 0.0)]
)
def test_half_is_most_unsure(score: float | None, doubt: float):
    assert unsureness(score) == doubt


@given(SCORES)
def test_unsureness_looks_both_ways(score: float):
    assert 0 <= unsureness(score) <= 1
    assert unsureness(score) == pytest.approx(unsureness(1 - score))


@given(st.lists(SCORES))
def test_a_document_is_never_more_unsure_than_its_most_doubtful_suggestion(doubts: list[float]):
    assert 0 <= mean_unsureness(doubts) <= max(doubts, default=0)


@given(st.lists(SCORES, min_size=1), st.integers(2, 5))
def test_more_of_the_same_doubt_is_more(doubts: list[float], times: int):
    assert mean_unsureness(doubts * times) >= mean_unsureness(doubts)


@given(st.lists(SCORES), st.randoms())
def test_what_is_added_and_taken_in_any_order_is_exact(scores: list[float], order: Random):
    """The parts are whole numbers, so that a running sum is the sum made anew, to the last bit."""
    spans = [Span(str(at), "LOC", (Range(0, 1),), "x", score=score, decision="open") for at, score in enumerate(scores)]
    parts = 0
    for one in order.sample(spans, len(spans)):
        parts += doubt_parts([one])
    assert mean_of_parts(parts, len(spans)) == pytest.approx(mean_unsureness(map(doubt_of, spans)), abs=1e-12)
    for one in spans:
        parts -= doubt_parts([one])
    assert parts == 0


def test_one_doubt_alone_stands_behind_many_and_a_sure_document_behind_both():
    assert mean_unsureness([1.0]) < mean_unsureness([0.8] * 10)
    assert mean_unsureness([0.1] * 50) < mean_unsureness([0.8] * 10)
    assert mean_unsureness([1.0]) == 1 / (1 + PRIOR)
    assert mean_unsureness([]) == 0


def test_equal_suggestions_count_once_and_other_labels_do_not():
    found = [Suggestion(0, 4, "LOC", 0.5), Suggestion(0, 4, "LOC", 1.0), Suggestion(0, 4, "ORG", 0.75)]
    told = figures(found)
    assert (told.spans, told.unsureness) == (2, 1.5 / (2 + PRIOR))
    assert figures(()).spans == 0


def test_most_unsure_first_then_reading_order_and_what_is_decided_last():
    doc = document()
    sure = span_on(doc, "Iran", score=0.95, decision="open")
    decided = span_on(doc, "more than 1,000", "CARDINAL", score=0.5, decision="accepted")
    one = span_on(doc, "Syria", score=0.6, decision="open")
    other = span_on(doc, "Tuesday", score=0.4, decision="open")
    assert most_unsure_first([other, decided, one, sure]) == [one, other, sure, decided]
    assert doubt_of(decided) == 0


@given(st.lists(SCORES, max_size=20))
def test_nothing_is_lost_by_sorting(scores: list[float]):
    doc = document("x" * 40)
    spans = [span_on(doc, "x", nth=at, score=score, decision="open") for at, score in enumerate(scores)]
    ranked = most_unsure_first(spans)
    assert sorted(ranked, key=lambda span: span.start) == spans
    doubts = [doubt_of(span) for span in ranked]
    assert doubts == sorted(doubts, reverse=True)
