"""Spans by position, as an immutable value.

Spans are kept in a grid of cells of `CELL` code points, so that an edit copies little and touches the few cells that
its span lies in, and every question reads only the cells of its range. `tests/annotate/test_index.py` holds
each question against its three-line naive twin.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping

from annotate.maps import ShardedMap
from annotate.model import Span
from annotate.offsets import Range

CELL = 512

_Key = tuple[int, int, str]


def reading_order(span: Span) -> _Key:
    """Sort key: by start, the longer one first, then by id."""
    return (span.start, -span.end, span.id)


class SpanIndex:
    """Spans by position; `replace` gives a new index and leaves this one as it is."""

    __slots__ = ("_cells", "_order", "_spans")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        by_id = {span.id: span for span in spans}
        self._spans: ShardedMap[str, Span] = ShardedMap(by_id.items())
        self._order: list[_Key] = sorted(map(reading_order, by_id.values()))
        building: dict[int, list[str]] = {}
        for span in by_id.values():
            for cell in _cells_of(span.range):
                building.setdefault(cell, []).append(span.id)
        self._cells: ShardedMap[int, tuple[str, ...]] = ShardedMap((cell, tuple(ids)) for cell, ids in building.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SpanIndex) and self._spans == other._spans

    __hash__ = None  # pyright: ignore[reportAssignmentType] - compared by content, never a key

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Span]:
        """All spans in reading order."""
        return (self._spans[span_id] for _, _, span_id in self._order)

    @property
    def by_id(self) -> Mapping[str, Span]:
        """All spans by id, in no order."""
        return self._spans

    def replace(self, removed: Iterable[Span], added: Iterable[Span]) -> SpanIndex:
        """An index without `removed` and with `added`."""
        gone, come = list(removed), list(added)
        new, order = SpanIndex(), list(self._order)
        cells: dict[int, tuple[str, ...] | None] = {}
        for span in gone:
            del order[bisect_left(order, reading_order(span))]
            for cell in _cells_of(span.range):
                ids = cells.get(cell) or self._cells[cell]
                cells[cell] = tuple(span_id for span_id in ids if span_id != span.id)
        for span in come:
            insort(order, reading_order(span))
            for cell in _cells_of(span.range):
                ids = cells[cell] if cell in cells else self._cells.get(cell)
                cells[cell] = (*(ids or ()), span.id)
        spans: dict[str, Span | None] = dict.fromkeys((span.id for span in gone), None)
        spans.update((span.id, span) for span in come)
        new._spans, new._order, new._cells = self._spans.changed(spans), order, self._cells.changed(cells)
        return new

    def between(self, start: int, end: int) -> list[Span]:
        """Spans that share a code point with `[start, end)`, from first start to last end, in reading order."""
        if start >= end:
            return []
        asked = Range(start, end)
        ids = {span_id for cell in _cells_of(asked) for span_id in self._cells.get(cell) or ()}
        found = [self._spans[span_id] for span_id in ids]
        return sorted((span for span in found if span.range.overlaps(asked)), key=reading_order)

    def at(self, offset: int) -> list[Span]:
        """Spans of which a fragment holds the code point at `offset`, the innermost first."""
        found = [
            span for span in self.between(offset, offset + 1) if any(part.holds(offset) for part in span.fragments)
        ]
        return sorted(found, key=lambda span: (span.end - span.start, reading_order(span)))

    def covering(self, asked: Range) -> list[Span]:
        """Spans that cover the whole of `asked`, equal ends included, in reading order."""
        return [span for span in self.between(*asked) if span.range.covers(asked)]

    def nested(self, asked: Range) -> list[Span]:
        """Spans that lie inside `asked`, equal ends included, in reading order."""
        return [span for span in self.between(*asked) if asked.covers(span.range)]

    def crossing(self, asked: Range) -> list[Span]:
        """Spans that overlap `asked` so that neither covers the other, in reading order."""
        return [span for span in self.between(*asked) if span.range.crosses(asked)]

    def first(self) -> Span | None:
        """The first span in reading order."""
        return self._spans[self._order[0][2]] if self._order else None

    def last(self) -> Span | None:
        """The last span in reading order."""
        return self._spans[self._order[-1][2]] if self._order else None

    def after(self, span: Span) -> Span | None:
        """The span that follows `span` in reading order, whether or not `span` itself is here."""
        at = bisect_right(self._order, reading_order(span))
        return self._spans[self._order[at][2]] if at < len(self._order) else None

    def before(self, span: Span) -> Span | None:
        """The span before `span` in reading order, whether or not `span` itself is here."""
        at = bisect_left(self._order, reading_order(span))
        return self._spans[self._order[at - 1][2]] if at else None


def _cells_of(asked: Range) -> range:
    return range(asked.start // CELL, (asked.end - 1) // CELL + 1)
