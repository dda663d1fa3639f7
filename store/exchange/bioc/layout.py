"""The text of a document of BioC, and what its offsets mean there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotate.offsets import Range
from store.exchange.reading import Offsets
from store.exchange.units import Units

Data = dict[str, Any]

FAR = 1_000_000  # a gap between passages that is larger is not filled with blanks


class Layout:
    """The text of a document, put together from its passages and sentences, and offsets of the document in it."""

    def __init__(self, blocks: Sequence[Data], unit: Offsets) -> None:
        self.unit: Offsets = unit
        self.text = ""
        self.overlaps = list[int]()
        self._blocks = list[tuple[int, int, Units, int]]()
        end: int | None = None
        for block in blocks:
            units, first = Units(block["text"], unit), block["offset"]
            gap = 0 if end is None else first - end
            if gap < 0:
                self.overlaps.append(first)
            if end is not None and gap:
                self.text += ("\n" + " " * (gap - 1)) if 0 < gap <= FAR else "\n"
            size = units.from_points(len(block["text"]))
            self._blocks.append((first, first + size, units, len(self.text)))
            block["place"] = [len(self.text), len(self.text) + len(block["text"])]
            self.text += block["text"]
            end = first + size

    def point(self, offset: int, *, ends: bool) -> int | None:
        """The code point at an offset; where two blocks meet, that which `ends` there or begins there."""
        best = None
        for first, last, units, start in self._blocks:
            if first <= offset <= last:
                point = units.to_points(offset - first)
                best = None if point is None else start + point
                if (ends and offset > first) or (not ends and offset < last):
                    return best
        return best if best is not None else self._outside(offset)

    def _outside(self, offset: int) -> int | None:
        """In a gap, behind the text or before it; None inside a character."""
        above = [one for one in self._blocks if one[0] <= offset]
        if not above:
            return offset - self._blocks[0][0] if self._blocks else offset
        first, last, units, start = above[-1]
        if offset <= last:
            return None
        return start + len(self.text[start:]) + offset - last if above[-1] is self._blocks[-1] else (
            start + (units.to_points(last - first) or 0) + offset - last
        )  # fmt: skip

    def range(self, location: Sequence[int]) -> Range | None:
        """The code points of a location."""
        start, length = location
        first = self.point(start, ends=False)
        last = self.point(start + length, ends=length > 0)
        return None if first is None or last is None else Range(first, last)

    def location(self, place: Range) -> list[int]:
        """Offset and length of code points."""
        start, end = self._offset(place.start, ends=False), self._offset(place.end, ends=True)
        return [start, end - start]

    def _offset(self, point: int, *, ends: bool) -> int:
        found = self._blocks[0]
        for block in self._blocks:
            if block[3] < point or (not ends and block[3] == point):
                found = block
        return found[0] + found[2].from_points(point - found[3])


def blocks_of(document: Data) -> Iterator[Data]:
    """The passages, or their sentences, that have text, in order."""
    if "rebuilt" in document:
        yield document["rebuilt"]
        return
    for passage in document["passages"]:
        if passage["text"] or not passage["sentences"]:
            if passage["text"]:
                yield passage
        else:
            yield from (one for one in passage["sentences"] if one["text"])


def parts_of(document: Data) -> Iterator[Data]:
    """All that may have annotations: passages, their sentences, and the document itself."""
    for passage in document["passages"]:
        yield passage
        yield from passage["sentences"]
    yield document
