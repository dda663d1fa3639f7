"""A new document of WebAnno TSV for a text, with rows such that spans are whole ones and no character is lost.

What is behind a sentence belongs to it, so that `#Text=` has it. Blanks have rows only where a span begins or ends in
them, and where a text begins with others than blanks.
"""

from __future__ import annotations

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
    places = _with_blanks(text, list(tokens.sentences(text, spans)), spans)
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
    return Unit(key, place.start, place.end, head=[key, offsets, form], tail=[*tail])


def _tiled(text: str, places: Sequence[list[Range]]) -> Iterator[tuple[list[Range], int]]:
    """Sentences and where each ends: a line feed, and blanks behind it, need not be said."""
    starts = [rows[0].start for rows in places] + [len(text)]
    for rows, behind in zip(places, starts[1:], strict=True):
        left = text[rows[-1].end : behind]
        unsaid = behind < len(text) and left[:1] == "\n" and not left[1:].strip(" ")
        yield rows, rows[-1].end if unsaid else behind


def _with_blanks(text: str, places: list[list[Range]], spans: Iterable[Range]) -> list[list[Range]]:
    """The same with rows for blanks, where they are needed."""
    flat = [place for rows in places for place in rows]
    starts, ends = {one.start for one in flat}, {one.end for one in flat}
    odd = [one for one in spans if one.start not in starts or one.end not in ends]
    first = Range(0, flat[0].start if flat else len(text))
    if text[: first.end].strip(" "):
        odd.append(first)
    if not odd:
        return places
    cuts = sorted({point for one in odd for point in one})
    result, before = list[list[Range]](), 0
    for at, rows in enumerate(places):
        ours, behind = list[Range](), places[at + 1][0].start if at + 1 < len(places) else len(text)
        for place in rows:
            ours += [*_blanks(Range(before, place.start), cuts, odd), place]
            before = place.end
        ours += _blanks(Range(before, behind), cuts, odd)
        before = behind
        result.append(ours)
    return result


def _blanks(gap: Range, cuts: Sequence[int], odd: Sequence[Range]) -> Iterator[Range]:
    points = [gap.start, *(one for one in cuts if gap.start < one < gap.end), gap.end]
    some = (Range(one, two) for one, two in pairwise(points) if one < two)
    return (piece for piece in some if any(one.covers(piece) for one in odd))
