"""Random records in all scripts, and what counts when two of them are compared."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from annotate.model import Marks, Relation, Span, Value, surface
from annotate.offsets import Range
from store.exchange.record import Record, SourceItems
from store.ids import new_id

_WORDS = st.sampled_from([
    "Aleppo", "the", "U.S.", "1,000", "naïve", "e\u0301te\u0301", "😀", "𝒳y", "北京", "שלום", "a\u00a0b", "x\ty",
    "“so”", "|", "\\", "_", "*", "#1", "->", "[x]", "<b>", "&amp;", "\u200b", "O", "B-LOC", "--", ";",
    "\ufeff", "\u2028",
])  # fmt: skip
_GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", "\r\n", "\n\n", ""])
_PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
)  # fmt: skip
_LABELS = st.sampled_from(["PERSON", "LOC", "Org", "a_b", "X-1"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text that a project takes."""
    words = draw(st.lists(st.tuples(_WORDS, _GAPS), min_size=2, max_size=14))
    return "Text " + "".join(word + gap for word, gap in words) + draw(st.sampled_from(["", "\n", " "]))


@st.composite
def records(draw: st.DrawFn, *, sources: int = 1) -> Record:
    """A document with everything that Gilder knows."""
    text = draw(texts())
    name = draw(st.sampled_from(["a.txt", "folder/b.txt", "ü 1.txt"]))
    return Record(name, text, tuple(_items(draw, text, f"ann{at}" if sources > 1 else "") for at in range(sources)))


def _items(draw: st.DrawFn, text: str, source: str) -> SourceItems:
    spans = [_span(draw, text) for _ in range(draw(st.integers(0, 6)))]
    relations = list[Relation]()
    for _ in range(draw(st.integers(0, 3)) if len(spans) > 1 else 0):
        head, child = draw(st.permutations(spans))[:2]
        more = {"attributes": _attributes(draw), "note": draw(st.one_of(st.just(""), _PLAIN))}
        relations.append(Relation(new_id(), draw(st.sampled_from(["role_in", "same_as"])), head.id, child.id, **more))
    marks = Marks("", draw(st.sampled_from(["new", "done"])), draw(st.one_of(st.just(""), _PLAIN)))
    return SourceItems(source, "import", tuple(spans), tuple(relations), marks)


def _span(draw: st.DrawFn, text: str) -> Span:
    ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    ends = ends[: len(ends) // 2 * 2]
    fragments = tuple(Range(*pair) for pair in zip(ends[::2], ends[1::2], strict=True))
    value = draw(st.sampled_from([None, None, Value("1000", modifier=">"), Value(date="2016-10-04")]))
    return Span(
        new_id(), draw(_LABELS), fragments, surface(text, fragments), value, _attributes(draw),
        draw(st.one_of(st.just(""), _PLAIN)), draw(st.booleans()),
    )  # fmt: skip


def _attributes(draw: st.DrawFn) -> Any:
    values = st.one_of(st.booleans(), st.integers(-9, 9), _PLAIN)
    return tuple(sorted(draw(st.dictionaries(st.sampled_from(["certain", "kind"]), values, max_size=2)).items()))


def essence(record: Record) -> Any:
    """All that a record says, without ids and order."""
    said = [_said(one) for one in record.sources if one != SourceItems(one.source, one.kind)]
    return (record.text, sorted(record.zones), sorted(said, key=repr))


def _said(one: SourceItems) -> Any:
    places = {span.id: _place(span) for span in one.spans}
    relations = [
        (each.label, places[each.head], places[each.child], each.attributes, each.note, each.flagged)
        for each in one.relations
    ]
    marks = (one.marks.status, one.marks.note, one.marks.flagged, one.marks.attributes)
    return (one.source, sorted(places.values(), key=repr), sorted(relations, key=repr), marks)


def _place(span: Span) -> Any:
    return (span.label, span.fragments, span.value, span.attributes, span.note, span.flagged)
