"""Rows of tokens and tags to a text with spans, and back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from annotate.model import Span
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.hf.shape import Shape
from store.exchange.hf.values import Row
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.tags import OUTSIDE, Chunk, Tag, chunks, tag_of, tags_of
from store.exchange.tokens import Tokens, loses_blanks

IGNORED = -100
"""The number of a token that a model is not to learn from; it is none of a tag."""

Sentences = list[list[Range]]


def readable(row: Mapping[str, Any], shape: Shape) -> bool:
    """Whether a row has tokens, all of which are texts, with something in them."""
    tokens: object = row.get(shape.tokens)
    if not isinstance(tokens, list):
        return False
    some = cast("list[object]", tokens)
    return all(isinstance(one, str) for one in some) and any(str(one).strip() for one in some)


@dataclass(frozen=True)
class Part:
    """The rows of one document, with their numbers; `sentences` are those that are readable."""

    rows: Sequence[tuple[int, Row]]
    shape: Shape
    scheme: str

    def text(self) -> str:
        """Tokens joined by blanks, rows by line feeds."""
        return "\n".join(" ".join(cast("list[str]", row[self.shape.tokens])) for _, row in self._said())

    def _said(self) -> Iterator[tuple[int, Row]]:
        return ((number, row) for number, row in self.rows if readable(row, self.shape))

    def sentences(self) -> Sentences:
        """The places of the tokens, for each readable row."""
        result, at = Sentences(), 0
        for _, row in self._said():
            places = list[Range]()
            for token in cast("list[str]", row[self.shape.tokens]):
                places.append(Range(at, at + len(token)))
                at += len(token) + 1
            result.append(places)
        return result

    def record(self, name: str, where: str, reading: Reading) -> Record:
        """The document. Raises InputError for a text that cannot be."""
        text = self.text()
        building = Building(reading, where, text)
        for (number, row), places in zip(self._said(), self.sentences(), strict=True):
            place = building.place(number)
            for one in chunks(self._tags(row, len(places), place, reading), self.scheme):
                if one.odd:
                    reading.leave_out(place, one.odd, "read as a span of its own")
                key, span = f"{number}/{one.first + 1}", Range(places[one.first].start, places[one.behind - 1].end)
                building.add_span(key, one.label, [span], line=number)
        return record_of(name, text, [building.items()], f"{where}:{self.rows[0][0]}")

    def _tags(self, row: Row, size: int, place: str, reading: Reading) -> list[Tag]:
        some: object = row.get(self.shape.tags)
        values = cast("list[object]", some) if isinstance(some, list) else []
        if len(values) != size:
            reading.leave_out(place, f"has {size} tokens and {len(values)} tags", "its tags were left out")
            return []
        result, known = list[Tag](), {one: self._tag(one) for one in values if type(one) in (int, str)}
        for at, value in enumerate(values):
            tag = known[value] if type(value) in (int, str) else None
            if tag is None:
                told = f"tag {value!r:.60} of token {at + 1} is none of {self.scheme}"
                if self.shape.names is not None:
                    told = f"tag {value!r:.60} of token {at + 1} is none of the {len(self.shape.names)} names"
                reading.leave_out(place, told, "read as O")
            result.append(tag or OUTSIDE)
        return result

    def _tag(self, value: object) -> Tag | None:
        if value == IGNORED and type(value) is int:
            return OUTSIDE
        name = tag_name(value, self.shape)
        return None if name is None else tag_of(name, self.scheme)

    def tagged(self, spans: Sequence[Span], names: Names | None) -> list[Row] | None:
        """The rows with tags for other spans; None where a span does not fit the tokens, or numbers have no such
        name."""
        sentences = self.sentences()
        if not _fit(sentences, spans):
            return None
        tags = iter(tags_for(sentences, spans, self.scheme))
        result = list[Row]()
        for _, row in self.rows:
            if not readable(row, self.shape):
                result.append(row)
                continue
            new: list[Any] = next(tags)
            if self.shape.names is not None:
                new = [None if names is None else names.number(one) for one in new]
            if None in new:
                return None
            result.append({**row, self.shape.tags: new})
        return result

    def said(self) -> list[tuple[str, int, int]]:
        """Label, start and end of all spans."""
        (one,) = self.record("", "", Reading()).sources
        return sorted((span.label, span.start, span.end) for span in one.spans)


class Names:
    """The names of tags by their numbers; new ones come behind those that there are, unless they are `fixed`."""

    def __init__(self, some: Iterable[str], *, fixed: bool = False) -> None:
        self.all = list(some)
        self._at = {name: at for at, name in reversed(list(enumerate(self.all)))}
        self._fixed = fixed

    def number(self, name: str) -> int | None:
        """The number of a name; None where it has none and may get none."""
        if name not in self._at and not self._fixed:
            self._at[name] = len(self.all)
            self.all.append(name)
        return self._at.get(name)


def tag_name(value: object, shape: Shape) -> str | None:
    """The text of a tag; None where it is none."""
    if shape.names is None:
        return value if isinstance(value, str) else None
    return shape.names[value] if type(value) is int and 0 <= value < len(shape.names) else None


def _fit(sentences: Sentences, spans: Sequence[Span]) -> bool:
    begins = {place.start: at for at, row in enumerate(sentences) for place in row if place.size}
    ends = {place.end: at for at, row in enumerate(sentences) for place in row if place.size}
    ordered = sorted(spans, key=lambda span: span.start)
    flat = all(one.end <= two.start for one, two in pairwise(ordered))
    return flat and all(span.start in begins and begins[span.start] == ends.get(span.end) for span in spans)


def tags_for(sentences: Sentences, spans: Sequence[Span], scheme: str) -> list[list[str]]:
    """The tags of all tokens; spans are within sentences and do not overlap."""
    found = [list[Chunk]() for _ in sentences]
    at = [(place.start, number, here) for number, row in enumerate(sentences) for here, place in enumerate(row)]
    starts = [one[0] for one in at]
    for span in sorted(spans, key=lambda one: one.start):
        first = bisect_left(starts, span.start)
        behind = bisect_left(starts, span.end)
        if first < behind:
            _, number, here = at[first]
            found[number].append(Chunk(here, here + behind - first, span.label))
    return [tags_of(len(row), some, scheme) for row, some in zip(sentences, found, strict=True)]


def new_rows(record: Record, tokens: Tokens, lose: Lose) -> Iterator[tuple[list[str], list[str]]]:
    """Tokens and tags in IOB2 of the sentences of a text that comes from elsewhere."""
    text = record.text
    spans = [span for one in record.sources for span in one.spans]
    flat, last = list[Span](), -1
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        blank = not span.text.strip()
        if span.start < last or blank:
            why = "it has blanks alone" if blank else "a longer or earlier span is there"
            kind = "spans" if blank else "overlapping spans"
            lose(Loss(record.name, kind, span.id, span.label, span.text[:80], why))
        else:
            flat.append(span)
            last = span.end
    sentences = list(tokens.sentences(text, [span.range for span in flat]))
    if loses_blanks(text, sentences):
        lose(Loss(record.name, "exact text", why="which blanks are between tokens is not written"))
    for places, tags in zip(sentences, tags_for(sentences, flat, "iob2"), strict=True):
        yield [text[place.start : place.end] for place in places], tags
