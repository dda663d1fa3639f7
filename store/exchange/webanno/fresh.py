"""A new document of WebAnno TSV for a text, with rows such that spans are whole ones and no character is lost.

What is behind a sentence belongs to it, so that `#Text=` has it. Blanks have rows only where a span begins or ends in
them, and where a text begins with others than blanks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from annotate.offsets import Range
from store.exchange.tokens import Tokens
from store.exchange.units import Units
from store.exchange.webanno.escapes import escape_text
from store.exchange.webanno.model import Model, Unit


def fresh(text: str, spans: Sequence[Range], tokens: Tokens) -> Model:
    """Rows for a text, without layers."""
    model, units = Model(text), Units(text, "utf-16")
    model.lines += ["#FORMAT=WebAnno TSV 3.3", ""]
    places = _with_blanks(text, _whole(text, list(tokens.sentences(text, spans)), spans, tokens), spans)
    for number, (rows, end) in enumerate(_tiled(text, places), start=1):
        model.lines += ["", *(f"#Text={escape_text(one)}" for one in text[rows[0].start : end].split("\n"))]
        model.lines += [
            new_unit(f"{number}-{at}", place, text, units, [""]) for at, place in enumerate(rows, start=1)
        ]  # fmt: skip
    return model


def new_unit(key: str, place: Range, text: str, units: Units, tail: list[str]) -> Unit:
    """A row that was in no file."""
    offsets = f"{units.from_points(place.start)}-{units.from_points(place.end)}"
    form = escape_text(text[place.start : place.end])
    return Unit(key, place.start, place.end, None, "\t".join([key, offsets, form, *tail]))


def _tiled(text: str, places: Sequence[list[Range]]) -> Iterator[tuple[list[Range], int]]:
    """Sentences and where each ends: a line feed, and blanks behind it, need not be said."""
    starts = [rows[0].start for rows in places] + [len(text)]
    for rows, behind in zip(places, starts[1:], strict=True):
        left = text[rows[-1].end : behind]
        unsaid = behind < len(text) and left[:1] == "\n" and not left[1:].strip(" ")
        yield rows, rows[-1].end if unsaid else behind


def _whole(text: str, places: list[list[Range]], spans: Iterable[Range], tokens: Tokens) -> list[list[Range]]:
    """The same with the pieces of words that spans cut put together: they will be sub-tokens."""
    borders = {point for one in spans for point in one if text[point - 1 : point + 1].isalnum()}
    if not any(one.end == two.start and two.start in borders for rows in places for one, two in pairwise(rows)):
        return places
    starts = {one.start for one in tokens.all(text)}
    result = list[list[Range]]()
    for rows in places:
        ours = list[Range]()
        for place in rows:
            if ours and ours[-1].end == place.start and place.start not in starts:
                ours[-1] = Range(ours[-1].start, place.end)
            else:
                ours.append(place)
        result.append(ours)
    return result


def _with_blanks(text: str, places: list[list[Range]], spans: Sequence[Range]) -> list[list[Range]]:
    """The same with rows for blanks, where they are needed."""
    gaps = _Gaps(text, places, spans)
    if not gaps.points:
        return places
    result, before = list[list[Range]](), 0
    for at, rows in enumerate(places):
        ours, behind = list[Range](), places[at + 1][0].start if at + 1 < len(places) else len(text)
        for place in rows:
            ours += [*gaps.rows(Range(before, place.start)), place]
            before = place.end
        ours += gaps.rows(Range(before, behind))
        before = behind
        result.append(ours)
    return result


class _Gaps:
    """What is between tokens; `points`: where spans begin or end in it."""

    def __init__(self, text: str, places: Iterable[Iterable[Range]], spans: Iterable[Range]) -> None:
        self._inside = [place for rows in places for place in rows]
        first = Range(0, self._inside[0].start if self._inside else len(text))
        leading = [first] if text[: first.end].strip(" ") else []
        self._odd = [*(one for one in spans if self._is_blank(one.start, 0) or self._is_blank(one.end, 1)), *leading]
        self.points = sorted({point for one in self._odd for point in one})

    def _is_blank(self, point: int, back: int) -> bool:
        """Whether what begins at a point, or ends there (`back`), is no token."""
        at = bisect_right(self._inside, point - back, key=lambda one: one.start) - 1
        return at < 0 or self._inside[at].end <= point - back

    def rows(self, gap: Range) -> list[Range]:
        """The rows in a gap that are needed."""
        some = self.points[bisect_left(self.points, gap.start) : bisect_right(self.points, gap.end)]
        if not some:
            return []
        pieces = (Range(one, two) for one, two in pairwise(sorted({*gap, *some})))
        return [piece for piece in pieces if any(one.covers(piece) for one in self._odd)]
