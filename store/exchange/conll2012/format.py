"""CoNLL-2012: tokens in columns, with chains of coreference and named entities.

The file itself is kept with the document, so that it comes out as it was, but for the cells of what has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from annotate.errors import InputError
from store.exchange.brackets import brackets
from store.exchange.building import Building, record_of
from store.exchange.conll2012.scanning import MENTION, Column, meaning, scan
from store.exchange.conll2012.shape import NAMES, NOTHING, Shape, begins, ends, is_blank, is_comment, is_row, shape_of
from store.exchange.conll2012.writing import NAME, write
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded, lines_of
from store.exchange.reading import Reading
from store.exchange.record import Record

_COLUMNS = 1000


@dataclass(slots=True)
class _Document:
    """The lines of one document, and the number of the first. `rows`: whether it has tokens."""

    name: str
    part: int
    first: int
    raw: str


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file, each part one of its own. Raises InputError."""
    text = decoded(given.read(reading.limits), given.where, reading)
    if "\n" not in text and "\r" in text:
        reading.tell(given.where, "lines end with a carriage return alone, as on old Macs")
        text = text.replace("\r", "\n")
    shape = shape_of(line for _, line in lines_of(text, given.where, reading))
    if shape is None:
        raise InputError(f"{given.where}: has no tokens")
    text = text[: _Checking(text, given.where, reading, shape).size()]
    if "\x00" in text:
        at = len(text[: text.index("\x00")].encode(errors="replace"))
        reading.tell(given.where, f"has a NUL character (byte {at})")
    reading.facts["text"] = "made of the tokens, joined by blanks"
    for at, document in enumerate(_documents(text, given.where, reading)):
        reading.step(at, 0)
        name = document.name or (given.name if len(document.raw) == len(text) else f"{given.name}#{at + 1}")
        yield _record(document, f"{name}#{document.part}" if document.part else name, shape, given.where, reading)


def _documents(text: str, where: str, reading: Reading) -> Iterator[_Document]:
    start = at = rows = 0
    first, name, part = 1, "", 0
    ended, ready = False, None
    for number, line in lines_of(text, where, reading):
        found = begins(line)
        if found is not None or (ended and is_row(line)):
            if rows:
                if ready is not None:
                    yield ready
                ready = _Document(name, part, first, text[start:at])
                start, first, rows = at, number, 0
            name, part = found or ("", 0)
            ended = False
        ended = ended or ends(line)
        rows += is_row(line)
        at += len(line) + 1
    if ready is not None:
        if not rows:
            ready.raw += text[start:]
        yield ready
    if rows:
        yield _Document(name, part, first, text[start:])


class _Checking:
    """Finds where a file is broken."""

    def __init__(self, text: str, where: str, reading: Reading, shape: Shape) -> None:
        self._text, self._where, self._reading, self._shape = text, where, reading, shape

    def size(self) -> int:
        """The characters that are whole. Raises InputError, but when reading leniently."""
        if self._shape.columns < 2 or self._shape.columns > _COLUMNS:
            told = f"has {self._shape.columns:,} columns; 2 to {_COLUMNS:,} are allowed"
            raise InputError(f"{self._where}: {told}")
        at = whole = odd = cells = 0
        width, opened, ragged = 0, False, 0
        for number, line in lines_of(self._text, self._where, self._reading):
            stop = at + len(line)
            if is_row(line):
                fields = self._shape.cut(line)
                width = width or len(fields)
                if len(fields) < self._shape.token + 2 or (stop == len(self._text) and len(fields) != width):
                    return self._broken(number, stop, len(fields), width, whole)
                if self._shape.names and len(fields) < NAMES + 2:
                    return self._broken(number, stop, len(fields), width, whole)
                ragged = ragged or (number if len(fields) != width else 0)
                cells += fields[-1] not in NOTHING
                odd += fields[-1] not in NOTHING and bool(brackets(fields[-1])[1])
            else:
                opened = begins(line) is not None or (opened and not ends(line))
                if is_blank(line) or not opened:
                    width, whole = 0, min(stop + 1, len(self._text))
                if opened and stop == len(self._text) and is_comment(line) and begins(line) is None:
                    return self._broken(number, stop, 0, 0, whole)
            at = stop + 1
        if odd * 2 > cells:
            raise InputError(f"{self._where}: its last column has no chains of coreference")
        if ragged:
            told = "has not as many columns as the line before it; the last one counts"
            self._reading.tell(f"{self._where}:{ragged}", told)
        if opened:
            self._reading.tell(self._where, "its last document has no #end document")
        return len(self._text)

    def _broken(self, number: int, stop: int, count: int, width: int, whole: int) -> int:
        if stop == len(self._text):
            at = len(self._text.encode(errors="replace"))
            self._reading.broken(self._where, f"ends in the middle of a record (byte {at})")
        else:
            told = f"has {count} columns where the other lines have {max(width, self._shape.columns)}"
            self._reading.broken(f"{self._where}:{number}", told)
        if not any(is_row(line) for line in self._text[:whole].split("\n")):
            raise InputError(f"{self._where}: has no whole sentence")
        return whole


def _record(document: _Document, name: str, shape: Shape, where: str, reading: Reading) -> Record:
    def told(line: int, odd: str) -> None:
        reading.leave_out(f"{where}:{document.first + line}", odd)

    found = scan(document.raw, shape, told)
    building = Building(reading, where, found.text)

    def added(column: Column, *, bare: bool) -> list[str | None]:
        ids = list[str | None]()
        for at, mention in enumerate(column.mentions):
            label, attributes = (unquote(mention.body), {}) if bare else meaning(mention.body)
            line = document.first + mention.line
            key = f"{'name' if bare else mention.key} ({at + 1})"
            fragments = found.places.ranges(mention.places)
            span = building.add_span(key, label or MENTION, fragments, line=line, attributes=attributes)
            ids.append(None if span is None else span.id)
        return ids

    kept = {"raw": document.raw, "shape": shape.data(), "spans": added(found.chains, bare=False)}
    kept["names"] = added(found.names, bare=True) if found.names is not None else []
    return record_of(name, found.text, [building.items()], f"{where}:{document.first}", kept={NAME: kept})


def _recognised(head: bytes) -> bool:
    return b"begin document" in head.replace(b"\x00", b"")[:400]


FORMAT = Format(
    name=NAME,
    title="CoNLL-2012",
    suffixes=(".conll", ".v4_gold_conll", ".v4_auto_conll", ".gold_conll", ".auto_conll", ".v9_gold_conll"),
    about="tokens with chains of coreference and named entities; the attribute entity joins the mentions of a chain",
    home="https://conll.cemantix.org/2012/data.html",
    holds=frozenset({"overlapping spans", "attributes of spans"}),
    read=read,
    write=write,
    recognise=_recognised,
)
