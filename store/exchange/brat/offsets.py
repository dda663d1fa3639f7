"""What offsets of brat's files count. brat's server counts code points, those of a byte order mark and of CR with them;
other tools count otherwise, which the quoted texts prove."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from annotate.model import surface
from annotate.offsets import Range
from store.exchange.brat.lines import Line, Pairs
from store.exchange.reading import Offsets, Reading
from store.exchange.units import Units

_UNITS: tuple[Offsets, ...] = ("code points", "utf-16", "bytes")
_BLANKS = {ord(one): " " for one in "\n\r\t"}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to count: in which unit, with a byte order mark or without, and a CRLF as one character or as two."""

    unit: Offsets = "code points"
    mark: bool = False
    folded: bool = False

    def __str__(self) -> str:
        mark = ", the byte order mark with them" if self.mark else ""
        return f"{self.unit}{mark}{', CRLF as one' if self.folded else ''}"


class Counting:
    """Offsets of a file to ranges of its text, and back."""

    def __init__(self, text: str, way: Way) -> None:
        self.way, self._text = way, text
        self._folds = list(_finds(text, "\r\n")) if way.folded else []
        counted = text.replace("\r\n", "\n") if way.folded else text
        self._units = Units("\ufeff" + counted if way.mark else counted, way.unit)
        self._folded = [at - index for index, at in enumerate(self._folds)]

    def ranges(self, offsets: Pairs) -> list[Range | None]:
        """The places in the text; None for one that begins or ends inside a character."""
        return [self._range(start, end) for start, end in offsets]

    def _range(self, start: int, end: int) -> Range | None:
        found = self._units.range(start, end)
        return None if found is None else Range(self._point(found.start), self._point(found.end))

    def _point(self, counted: int) -> int:
        point = counted - self.way.mark
        return point + bisect_left(self._folded, point)

    def offsets(self, fragments: Sequence[Range]) -> Pairs:
        """How a file has some places."""
        return tuple((self._offset(start), self._offset(end)) for start, end in fragments)

    def _offset(self, point: int) -> int:
        folded = point - (bisect_right(self._folds, point - 1) if self._folds else 0)
        return self._units.from_points(folded + self.way.mark)

    def quoted(self, line: Line) -> bool:
        """Whether the text is where a line of a span quotes it."""
        places = [one for one in self.ranges(line.offsets) if one is not None]
        return line.tail is not None and len(places) == len(line.offsets) and says(line.tail, self._text, places)


def says(quoted: str, text: str, places: Sequence[Range]) -> bool:
    """Whether a text column has the text of some places: a blank for each line break and tab, or as it is; fragments
    joined by a blank or, as before brat 1.3, by nothing."""
    if any(start < 0 or not start < end <= len(text) for start, end in places):
        return False
    whole = surface(text, tuple(places))
    return quoted == whole or _flat(quoted) in (
        _flat(whole), _flat(whole.replace("\r\n", "\n")), _flat("".join(text[start:end] for start, end in places)),
    )  # fmt: skip


def _flat(text: str) -> str:
    return text.translate(_BLANKS).rstrip(" ")


def counting(text: str, lines: Iterable[Line], reading: Reading, where: str, *, mark: bool) -> Counting:
    """How a file counts. `mark`: the text's file has a byte order mark. What brat's server counts is taken where no
    other way fits more of the quoted texts; another way is told."""
    some = [one for one in lines if one.kind == "T" and one.tail is not None]
    usual = Counting(text, Way(reading.offsets or "code points", mark))
    best, most = usual, _fitting(usual, some)
    if most == len(some):
        return _told(usual, reading, where) if mark and some else usual
    for way in _ways(text, reading.offsets, mark=mark):
        other = Counting(text, way)
        fitting = _fitting(other, some)
        if fitting > most:
            best, most = other, fitting
    return _told(best, reading, where) if best.way != Way() else best


def _told(found: Counting, reading: Reading, where: str) -> Counting:
    reading.facts["offsets"] = str(found.way)
    reading.tell(where, f"offsets count {found.way}, as the quoted texts show; they were converted")
    return found


def _ways(text: str, unit: Offsets | None, *, mark: bool) -> Iterator[Way]:
    for folded in (False, True) if "\r\n" in text else (False,):
        for marked in (True, False) if mark else (False,):
            for one in _UNITS if unit is None else (unit,):
                if one == "code points" or not text.isascii() or marked:
                    yield Way(one, marked, folded)


def _fitting(way: Counting, lines: Sequence[Line]) -> int:
    return sum(way.quoted(line) for line in lines)


def _finds(text: str, what: str) -> Iterator[int]:
    at = text.find(what)
    while at >= 0:
        yield at
        at = text.find(what, at + 1)


def way_kept(data: Any) -> Way:
    """A way as it was kept; the usual one where there is none."""
    return Way(*cast("list[Any]", data)) if data else Way()


def way_data(way: Way) -> list[Any]:
    """A way as JSON can hold it."""
    return [way.unit, way.mark, way.folded]
