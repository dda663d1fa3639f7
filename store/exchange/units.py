"""What offsets count: proven by the texts that a file quotes, converted to code points at the border."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

import regex

from annotate.offsets import Range, Utf16Map
from store.exchange.reading import Offsets, Reading

Quoted = tuple[int, int, str]
"""Offsets as a file has them, and the text that it says to be there."""

_CLUSTER = regex.compile(r"\X")
_ALL: tuple[Offsets, ...] = ("code points", "utf-16", "bytes")


class Units:
    """Offsets of one text to code points, and back."""

    def __init__(self, text: str, unit: Offsets) -> None:
        self._text = text
        self.unit: Offsets = unit
        self._utf16 = Utf16Map(text) if unit == "utf-16" else None
        plain = unit != "bytes" or text.isascii()
        self._bytes = None if plain else [0, *accumulate(len(one.encode()) for one in text)]
        self._clusters = cluster_starts(text) if unit == "graphemes" else None

    def to_points(self, offset: int) -> int | None:
        """The code point at an offset; None inside a character. What lies behind the text stays behind it."""
        if self._utf16 is not None:
            point = self._utf16.from_utf16(offset)
            return point if self._utf16.to_utf16(point) == offset else None
        if self._bytes is not None:
            point = bisect_left(self._bytes, offset)
            if point == len(self._bytes):
                return len(self._text) + offset - self._bytes[-1]
            return point if self._bytes[point] == offset else None
        if self._clusters is not None and offset >= 0:
            beyond = offset - len(self._clusters) + 1
            return self._clusters[offset] if beyond <= 0 else len(self._text) + beyond
        return offset

    def from_points(self, point: int) -> int:
        """The offset of a code point; of the character that holds it, where characters are clusters."""
        if self._clusters is not None:
            return bisect_right(self._clusters, point) - 1
        if self._utf16 is not None:
            return self._utf16.to_utf16(point)
        return self._bytes[point] if self._bytes is not None else point

    @property
    def size(self) -> int:
        """The length of the text in code points."""
        return len(self._text)

    def range(self, start: int, end: int) -> Range | None:
        """Code points from `start` to `end`; None where one of them lies inside a character."""
        if self.unit == "code points":
            return Range(start, end)
        first, last = self.to_points(start), self.to_points(end)
        return None if first is None or last is None else Range(first, last)


def cluster_starts(text: str) -> list[int]:
    """Where extended grapheme clusters begin, and the end of the text."""
    return [*(match.start() for match in _CLUSTER.finditer(text)), len(text)]


def proven(
    text: str,
    quotes: Iterable[Quoted],
    usual: Offsets,
    reading: Reading,
    where: str,
    *,
    same: Callable[[str, str], bool] = str.__eq__,
) -> Units:
    """The unit with which all quoted texts are where they should be; what the person has said comes first.

    Where several do, and the text makes a difference between them, the `usual` one counts if it is among them. Where
    none does, `usual` is taken, and single quotes that do not fit are for the caller to tell. What was found and is not
    usual is told.
    """
    if reading.offsets is not None:
        return Units(text, reading.offsets)
    if text.isascii():
        return Units(text, usual)
    some = list(quotes)
    if _fitting(text, usual, some, same) == len(some):
        return Units(text, usual)
    scores: dict[Offsets, int] = {unit: _fitting(text, unit, some, same) for unit in _ALL}
    best = max(scores.values(), default=0)
    if scores[usual] == best:
        return Units(text, usual)
    found: Offsets = next(unit for unit in _ALL if scores[unit] == best)
    reading.facts["offsets"] = found
    reading.tell(where, f"offsets count {found}, as the quoted texts show; they were converted")
    return Units(text, found)


def _fitting(text: str, unit: Offsets, quotes: Sequence[Quoted], same: Callable[[str, str], bool]) -> int:
    units = Units(text, unit)
    ranges = ((units.range(start, end), quote) for start, end, quote in quotes)
    return sum(found is not None and same(text[found.start : found.end], quote) for found, quote in ranges)
