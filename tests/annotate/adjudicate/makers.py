"""Annotators of one small document, in one line and as Hypothesis strategies."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st

from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.case import Case
from annotate.adjudicate.settling import take
from annotate.adjudicate.stops import Rule
from annotate.document import Document
from annotate.model import Marks, Relation, Span, Value, surface
from annotate.offsets import Range
from annotate.scores.parted import distinct, key
from annotate.state import AnnotationState
from tests.builders import hex_ids

TEXT = "Iran armed more than 1,000 men near the University of Aleppo in Syria, said Hassan Rouhani."
DOC = Document("d" * 32, "war.txt", TEXT)
LABELS = ("PERSON", "LOC", "CARDINAL")
VALUES = (None, Value(amount="1"), Value(amount="1.0", modifier="="), Value(amount="2"))
GOLD: Any = AnnotationState.of(DOC)  # what comes of it is looked into without asking whether it is there
_IDS = count(1)


def on(words, label="LOC", *, nth=0, doc=DOC, **fields):
    """A span of a new id on a text."""
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(words, start + 1)
    return Span(f"{next(_IDS):032x}", label, (Range(start, start + len(words)),), words, **fields)


def arc(label, head, child, **fields):
    return Relation(f"{next(_IDS):032x}", label, head.id, child.id, **fields)


def state(*items, doc=DOC, labels=()) -> Any:
    marks = [Marks(doc.id, attributes=labels)] if labels else []
    return AnnotationState.of(doc, [*items, *marks])


def case(rule: Rule = "all", scheme=None, **said) -> Any:
    return Case(said, rule, scheme)


def new_ids():
    return hex_ids(1 << 100)


def said(gold):
    """What a state says, whatever its ids are: spans, relations, document labels."""
    spans = {(*key(one), one.value, one.attributes) for one in gold.index}
    ends = {one.id: key(one) for one in gold.index}
    arcs = {(ends[one.head], ends[one.child], one.label, one.attributes) for one in gold.relations.values()}
    return spans, arcs, gold.marks.attributes


def first_of(mine):
    """What a state says where it says things once: of what is there twice the first counts."""
    spans = {(*key(one), one.value, one.attributes) for one in distinct(mine.index).values()}
    arcs, ends = {}, {one.id: key(one) for one in mine.index}
    for one in mine.relations.values():
        if ends[one.head] != ends[one.child]:
            arcs.setdefault((ends[one.head], ends[one.child], one.label), one.attributes)
    return spans, {(*arc, attributes) for arc, attributes in arcs.items()}, mine.marks.attributes


def settle_all(what, gold, at=0):
    """Take what is agreed, then the alternative `at` of every stop, until nothing is open; with the steps."""
    ids, steps = new_ids(), []
    for _ in range(200):
        tx, still = agreed(what, gold, new_ids=ids), what.open(gold)
        if tx is None and not still:
            return gold, steps
        tx = tx or take(what, gold, still[0], min(at, len(still[0].alternatives) - 1), new_ids=ids)
        steps.append(tx)
        gold = gold.apply(tx)
    raise AssertionError("settling does not come to an end")


@st.composite
def states(draw, most=6, prefix=0):
    """What one annotator says: nested, crossing and discontinuous spans, some there twice, relations, labels."""
    spans = []
    for number in range(draw(st.integers(0, most))):
        cuts = sorted(draw(st.lists(st.integers(0, 12), min_size=2, max_size=4, unique=True)))
        offsets = cuts if len(cuts) % 2 == 0 else cuts[:2]
        place = tuple(Range(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=True))
        value, label = draw(st.sampled_from(VALUES)), draw(st.sampled_from(LABELS))
        attributes = draw(st.sampled_from([(), (("generic", True),)]))
        span_id = f"{prefix * 1000 + number:032x}"
        spans.append(Span(span_id, label, place, surface(TEXT, place), value, attributes))
    relations = []
    for number in range(draw(st.integers(0, 4)) if len(spans) > 1 else 0):
        head, child = draw(st.permutations(spans))[:2]
        label = draw(st.sampled_from(["opposes", "same_as"]))
        relations.append(Relation(f"{prefix * 1000 + 500 + number:032x}", label, head.id, child.id))
    labels = draw(
        st.sampled_from([(), (("topic", "war"),), (("topic", "peace"),), (("local", True), ("topic", "war"))])
    )
    return state(*spans, *relations, labels=labels)


@st.composite
def sayings(draw, least=2, most=3):
    """Two or more annotators who have looked at the document."""
    return {f"a{number}": draw(states(prefix=number + 1)) for number in range(draw(st.integers(least, most)))}
