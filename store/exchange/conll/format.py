"""CoNLL-2002 and -2003 columns: a token a line with its tag, sentences parted by empty lines.

Such files hold no text: what they are read as is their tokens, joined by blanks, and a line for each sentence. The file
itself is kept with the document, so that it comes out as it was, with other columns, as long as spans fit its tokens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from annotate.model import Span
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.conll.shape import START, Looking, Shape, is_blank, name_in, shape_from, starts_document
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.lines import decoded, lines_of
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.tags import OUTSIDE, Chunk, chunks, tag_of, tags_of
from store.exchange.tokens import Tokens, loses_blanks

_NAME = "conll"


@dataclass(slots=True)
class _Row:
    number: int  # of the line in its part, from 0
    place: Range
    tags: list[str]


@dataclass(slots=True)
class _Part:
    """The lines of one document, the number of the first, and its sentences."""

    name: str
    first: int
    raw: str
    sentences: list[list[_Row]]
    text: str


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError, and AskFirst where the tags may be read in several ways."""
    text = decoded(given.read(reading.limits), given.where, reading)
    if "\n" not in text and "\r" in text:
        reading.tell(given.where, "lines end with a carriage return alone, as on old Macs")
        text = text.replace("\r", "\n")
    looking = Looking(text, given.where, reading)
    shape = looking.shape()
    reading.facts["text"] = "made of the tokens, joined by blanks"
    text = text[: looking.size]
    several = False
    for at, (name, first, raw) in enumerate(_cut(text, given.where, shape, reading)):
        reading.step(at, 0)
        several = several or len(raw) < len(text)
        part = _part(name or (f"{given.name}#{at + 1}" if several else given.name), first, raw, shape)
        yield _record(part, shape, given.where, reading)


def _cut(text: str, where: str, shape: Shape, reading: Reading) -> Iterator[tuple[str, int, str]]:
    """Name, number of the first line and text of each document; what has no tokens goes to the one behind it."""
    start = at = rows = 0
    first, name = 1, ""
    for number, line in lines_of(text, where, reading):
        if starts_document(line):
            if rows:
                yield name, first, text[start:at]
                start, first, rows, name = at, number, 0, ""
            name = name_in(line) or name
        rows += shape.is_row(line)
        at += len(line) + 1
    if rows:
        yield name, first, text[start:]


def _part(name: str, first: int, raw: str, shape: Shape) -> _Part:
    sentences, pieces, size = [list[_Row]()], list[str](), 0
    for number, line in enumerate(raw.split("\n")):
        if shape.is_row(line):
            fields = shape.cut(line)
            if pieces:
                pieces.append(" " if sentences[-1] else "\n")
                size += 1
            token = fields[shape.token]
            row = _Row(number, Range(size, size + len(token)), [fields[column] for column in shape.tags])
            sentences[-1].append(row)
            pieces.append(token)
            size += len(token)
        elif (is_blank(line) or starts_document(line)) and sentences[-1]:
            sentences.append([])
    return _Part(name, first, raw, [one for one in sentences if one], "".join(pieces))


def _record(part: _Part, shape: Shape, where: str, reading: Reading) -> Record:
    building = Building(reading, where, part.text)
    for level in range(len(shape.tags)):
        for rows in part.sentences:
            tags = [tag_of(row.tags[level], shape.scheme) for row in rows]
            for row, tag in zip(rows, tags, strict=True):
                if tag is None:
                    told = f"tag “{row.tags[level][:60]}” is none of {shape.scheme}"
                    reading.leave_out(building.place(part.first + row.number), told, "read as O")
            for one in chunks([tag or OUTSIDE for tag in tags], shape.scheme):
                line = part.first + rows[one.first].number
                if one.odd:
                    reading.leave_out(building.place(line), one.odd, "read as a span of its own")
                place = Range(rows[one.first].place.start, rows[one.behind - 1].place.end)
                key = f"{line}" if len(shape.tags) == 1 else f"{line}/{level + 1}"
                building.add_span(key, one.label, [place], line=line)
    kept = {_NAME: {"raw": part.raw, "shape": shape.data()}}
    return record_of(part.name, part.text, [building.items()], f"{where}:{part.first}", kept=kept)


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One file. The first document says its columns: those of the file it came from, or token and tag in IOB2."""
    writing = None
    for record in records:
        kept: Mapping[str, Any] = record.kept.get(_NAME, {})
        shape = shape_from(kept.get("shape"))
        writing = writing or _Writing(shape or Shape(), lose)
        yield "", writing.document(record, kept.get("raw") if shape == writing.shape else None).encode()


class _Writing:
    def __init__(self, shape: Shape, lose: Lose) -> None:
        self.shape, self._lose = shape, lose
        self._tokens: Tokens | None = None
        self._end = "\n\n"
        self._begun = False

    def document(self, record: Record, raw: str | None) -> str:
        spans = [span for one in record.sources for span in one.spans if self._can_be_written(record, span)]
        part = _part(record.name, 0, raw, self.shape) if raw is not None else None
        body = self._as_it_was(record, part, spans) if part is not None and part.text == record.text else None
        if body is None:
            body = self._new(record, spans, changed=part is not None)
        elif not starts_document(body) and self._begun:
            body = self._marker(record) + body
        gap = "" if self._end.endswith("\n\n" if not starts_document(body) else "\n") else "\n"
        gap += "" if self._end.endswith("\n") else "\n"
        self._begun, self._end = True, (self._end + body)[-2:]
        return gap + body

    def _can_be_written(self, record: Record, span: Span) -> bool:
        blank = set("\t\r\n") if self.shape.tabs else set("\t\r\n ")
        if not blank & set(span.label) and not (self.shape.scheme == "bare" and span.label == "O"):
            return True
        why = "a label with blanks cannot be a tag here"
        self._lose(Loss(record.name, "labels", span.id, span.label, span.text[:80], why))
        return False

    def _marker(self, record: Record) -> str:
        if self.shape.index:
            return f"# newdoc id = {' '.join(record.name.split())}\n"
        rest = ["O" if column in self.shape.tags else "-X-" for column in range(1, self.shape.columns)]
        return ("\t" if self.shape.tabs else " ").join([START, *rest]) + "\n\n"

    def _as_it_was(self, record: Record, part: _Part, spans: Sequence[Span]) -> str | None:
        """The lines of the file with the spans that there are now; None where a span does not fit its tokens."""
        places = [[row.place for row in rows] for rows in part.sentences]
        if not _fit(places, spans):
            return None
        if sorted((one.label, *one.range) for one in spans) == sorted(self._said(part)):
            return part.raw
        lines = part.raw.split("\n")
        for rows, tags in zip(part.sentences, self._tagged(record, places, spans), strict=True):
            for row, some in zip(rows, tags, strict=True):
                lines[row.number] = self.shape.put(lines[row.number], some)
        return "\n".join(lines)

    def _said(self, part: _Part) -> Iterator[tuple[str, int, int]]:
        for level in range(len(self.shape.tags)):
            for rows in part.sentences:
                tags = [tag_of(row.tags[level], self.shape.scheme) or OUTSIDE for row in rows]
                for one in chunks(tags, self.shape.scheme):
                    if one.label:
                        yield one.label, rows[one.first].place.start, rows[one.behind - 1].place.end

    def _new(self, record: Record, spans: Sequence[Span], *, changed: bool) -> str:
        if changed and self.shape.columns > self.shape.token + 1 + len(self.shape.tags):
            self._lose(Loss(record.name, "other columns", why="text or spans are not those of the tokens any more"))
        self._tokens = self._tokens or Tokens()
        text = record.text
        places = [_no_marker(text, one) for one in self._tokens.sentences(text, [span.range for span in spans])]
        if loses_blanks(text, places):
            self._lose(Loss(record.name, "exact text", why="which blanks are between tokens is not written"))
        pieces = [self._marker(record)]
        for rows, tags in zip(places, self._tagged(record, places, spans), strict=True):
            for number, (place, some) in enumerate(zip(rows, tags, strict=True), start=1):
                pieces.append(self.shape.row(number, text[place.start : place.end], some) + "\n")
            pieces.append("\n")
        return "".join(pieces)

    def _tagged(
        self, record: Record, places: Sequence[Sequence[Range]], spans: Sequence[Span]
    ) -> list[list[dict[int, str]]]:
        """For each sentence and token the tags by their columns."""
        result = [[dict[int, str]() for _ in rows] for rows in places]
        starts = {place.start: (at, here) for at, rows in enumerate(places) for here, place in enumerate(rows)}
        rest = sorted(spans, key=lambda span: (span.start, -span.end))
        for column in self.shape.tags:
            levels, rest = self._level(record, places, starts, rest)
            for at, some in levels.items():
                for fields, tag in zip(result[at], tags_of(len(result[at]), some, self.shape.scheme), strict=True):
                    fields[column] = tag
        for span in rest:
            why = "a longer or earlier span is there"
            self._lose(Loss(record.name, "overlapping spans", span.id, span.label, span.text[:80], why))
        return result

    def _level(
        self,
        record: Record,
        places: Sequence[Sequence[Range]],
        starts: dict[int, tuple[int, int]],
        spans: Sequence[Span],
    ) -> tuple[dict[int, list[Chunk]], list[Span]]:
        """The spans of one column, by sentence, and those that overlap them."""
        levels = {at: list[Chunk]() for at in range(len(places))}
        rest, end = list[Span](), -1
        ordered = sorted(starts)
        for span in spans:
            if span.start < end:
                rest.append(span)
                continue
            found = _tokens_of(span, ordered, starts, places)
            if found is None:
                self._lose(Loss(record.name, "spans", span.id, span.label, span.text[:80], "it has blanks alone"))
                continue
            at, first, behind = found
            before = levels[at][-1] if levels[at] else None
            if self.shape.scheme == "bare" and before and (before.behind, before.label) == (first, span.label):
                why = "without prefixes it becomes one with the span before it"
                self._lose(Loss(record.name, "borders of spans", span.id, span.label, span.text[:80], why))
            levels[at].append(Chunk(first, behind, span.label))
            end = span.end
        return levels, rest


def _tokens_of(
    span: Span, ordered: Sequence[int], starts: dict[int, tuple[int, int]], places: Sequence[Sequence[Range]]
) -> tuple[int, int, int] | None:
    """Sentence, first token and the one behind the last of a span; None where it has none."""
    at = bisect_left(ordered, span.start)
    if at == len(ordered) or ordered[at] >= span.end:
        return None
    sentence, first = starts[ordered[at]]
    behind = first
    rows = places[sentence]
    while behind < len(rows) and rows[behind].start < span.end:
        behind += 1
    return sentence, first, behind


def _fit(places: Sequence[Sequence[Range]], spans: Sequence[Span]) -> bool:
    begins = {place.start: at for at, rows in enumerate(places) for place in rows}
    ends = {place.end: at for at, rows in enumerate(places) for place in rows}
    return all(span.start in begins and begins[span.start] == ends.get(span.end) for span in spans)


def _no_marker(text: str, rows: list[Range]) -> list[Range]:
    """Tokens, none of which could be taken for the begin of a document."""
    cut = [
        [Range(one.start, one.end - 1), Range(one.end - 1, one.end)] if text[one.start : one.end] == START else [one]
        for one in rows
    ]
    return list(chain.from_iterable(cut))


def _recognised(head: bytes) -> bool:
    return not head.lstrip().startswith((b"#begin document", b"{", b"[", b"<"))


FORMAT = Format(
    name=_NAME,
    title="CoNLL columns",
    suffixes=(".conll", ".iob", ".iob2", ".iobes", ".bio", ".bilou"),
    about="a token a line with its IOB1, IOB2, IOBES or BILOU tag; written as IOB2, one span on a token",
    home="https://www.clips.uantwerpen.be/conll2003/ner/",
    holds=frozenset({"overlapping spans"}),
    read=read,
    write=write,
    recognise=_recognised,
)
