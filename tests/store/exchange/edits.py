"""Edits of records that were read, at random: what was kept of the file follows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from annotate.model import Relation, Span, surface
from annotate.offsets import Range
from store.exchange.record import Record, SourceItems
from store.ids import new_id


def edited(draw: Any, record: Record, *, pieces: int = 1) -> Record:
    """The record after a person's work on each of its sources; new spans have at most so many fragments."""
    return replace(record, sources=tuple(_items(draw, record.text, one, pieces) for one in record.sources))


def _items(draw: Any, text: str, items: SourceItems, pieces: int) -> SourceItems:
    spans = [_span(draw, text, one, pieces) for one in items.spans if draw(st.integers(0, 3)) > 0]
    spans += [_span(draw, text, None, pieces) for _ in range(draw(st.integers(0, 2)))]
    there = {span.id for span in spans}
    relations = [one for one in items.relations if {one.head, one.child} <= there and draw(st.booleans())]
    relations = [replace(one, label=draw(st.sampled_from([one.label, "other"]))) for one in relations]
    if len(spans) > 1:
        head, child = draw(st.permutations(spans))[:2]
        relations.append(Relation(new_id(), "new", head.id, child.id, note=draw(st.sampled_from(["", "why"]))))
    marks = replace(items.marks, note=draw(st.sampled_from([items.marks.note, "other", ""])))
    return replace(items, spans=tuple(spans), relations=tuple(relations), marks=marks)


def _span(draw: Any, text: str, before: Span | None, pieces: int) -> Span:
    what = "place" if before is None else draw(st.sampled_from(["", "", "label", "place", "said", "note"]))
    now: Any = before or Span(new_id(), "NEW", (), "")
    if what == "place":
        ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=2 * pieces)))
        ends = ends[: len(ends) // 2 * 2]
        fragments = tuple(Range(*pair) for pair in zip(ends[::2], ends[1::2], strict=True))
        return replace(now, fragments=fragments, text=surface(text, fragments))
    if what == "said":
        return replace(now, attributes=(("kind", draw(st.sampled_from(["x", True, 3]))),), flagged=not now.flagged)
    return replace(now, **{"label": {"label": "Y"}, "note": {"note": "new"}}.get(what, {}))
