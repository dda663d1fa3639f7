"""Each question to the index against its naive twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import annotate.index
from annotate.document import Document
from annotate.index import SpanIndex, reading_order
from annotate.model import Span
from annotate.offsets import Range
from tests.builders import span
from tests.strategies import documents_with_spans, ranges_in

DRAWN = tuple[Document, list[Span]]


def ordered(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=reading_order)


@given(documents_with_spans(), st.data(), st.sampled_from([1, 7, 512]))
def test_every_question_equals_its_naive_twin(drawn: DRAWN, data: st.DataObject, cell: int):
    doc, spans = drawn
    asked = data.draw(ranges_in(len(doc.text)))
    old, annotate.index.CELL = annotate.index.CELL, cell
    try:
        index = SpanIndex(spans)
        assert list(index) == ordered(spans)
        assert index.between(*asked) == ordered([one for one in spans if one.range.overlaps(asked)])
        assert index.covering(asked) == ordered([one for one in spans if one.range.covers(asked)])
        assert index.nested(asked) == ordered([one for one in spans if asked.covers(one.range)])
        assert index.crossing(asked) == ordered([one for one in spans if one.range.crosses(asked)])
        here = [one for one in spans if any(part.holds(asked.start) for part in one.fragments)]
        assert set(index.at(asked.start)) == set(here)
        for one, following in zip(ordered(spans), ordered(spans)[1:], strict=False):
            assert index.after(one) == following
            assert index.before(following) == one
    finally:
        annotate.index.CELL = old


@given(documents_with_spans(), st.randoms(use_true_random=False))
def test_replace_equals_building_anew_and_leaves_the_old_one(drawn: DRAWN, random):
    _, spans = drawn
    removed = [one for one in spans if random.random() < 0.5]
    kept = [one for one in spans if one not in removed]
    index = SpanIndex(spans)
    fewer = index.replace(removed, [])
    assert list(fewer) == ordered(kept)
    assert list(fewer.replace([], removed)) == list(index) == ordered(spans)


def test_innermost_span_comes_first():
    doc = Document("d", "d", "Al Nujaba militia leaders in Aleppo")
    outer, inner = span(doc, 0, 17, "ORG"), span(doc, 0, 9, "ORG")
    assert SpanIndex([outer, inner]).at(3) == [inner, outer]


def test_empty_index_and_empty_range():
    assert SpanIndex().between(0, 5) == []
    doc = Document("d", "d", "Iran")
    assert SpanIndex([span(doc, 0, 4)]).between(2, 2) == []
    assert Range(1, 3).size == 2
