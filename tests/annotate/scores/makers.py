"""Spans and relations in one line, and Hypothesis strategies of them."""

from __future__ import annotations

from itertools import count

from hypothesis import strategies as st

from annotate.model import Relation, Span, Value
from annotate.offsets import Range
from annotate.scores.compared import Compared, Side
from annotate.scores.parted import distinct

LABELS = ("PER", "LOC", "ORG")
VALUES = (None, Value(amount="1"), Value(amount="1.0", modifier="="), Value(amount="2", unit="USD"), Value(date="2016"))


def span(label, *offsets, value=None, attributes=(), span_id=""):
    """A span over start, end, start, end, …"""
    place = tuple(Range(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=True))
    return Span(span_id or f"{label}{offsets}", label, place, "x", value, attributes)


def compared(gold, predicted, gold_relations=(), predicted_relations=()):
    return Compared("d1", Side(tuple(gold), tuple(gold_relations)), Side(tuple(predicted), tuple(predicted_relations)))


def relation(label, head, child):
    return Relation(f"{head.id}>{child.id}", label, head.id, child.id)


@st.composite
def spans(draw, most=8):
    """A source's spans: nested, crossing and discontinuous ones, none of them there twice, in any order."""
    ids = count()
    found = []
    for _ in range(draw(st.integers(0, most))):
        cuts = sorted(draw(st.lists(st.integers(0, 14), min_size=2, max_size=4, unique=True)))
        offsets = cuts if len(cuts) % 2 == 0 else cuts[:2]
        label, value = draw(st.sampled_from(LABELS)), draw(st.sampled_from(VALUES))
        found.append(span(label, *offsets, value=value, span_id=f"s{next(ids)}"))
    return draw(st.permutations(list(distinct(found).values())))


@st.composite
def sides(draw):
    """A source's spans with relations between some of them."""
    made = draw(spans())
    if len(made) < 2:
        return Side(tuple(made))
    pairs = draw(st.lists(st.tuples(st.sampled_from(made), st.sampled_from(made), st.sampled_from("ab")), max_size=6))
    arcs = dict.fromkeys((label, head.id, child.id) for head, child, label in pairs if head.id != child.id)
    return Side(tuple(made), tuple(Relation(f"r{at}", *arc) for at, arc in enumerate(arcs)))


documents = st.builds(Compared, st.just("d1"), sides(), sides())
