"""PubTator: titles and abstracts with mentions, a line each, and relations between concepts.

The text is the title, a line feed, and the abstract. Relations are between concepts, not between mentions: they are
kept and written again, but are none of Gilder's. Described in https://www.ncbi.nlm.nih.gov/research/pubtator3/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from annotate.model import Span
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.lines import decoded, lines_of
from store.exchange.losses import Hold, Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.units import Quoted, Units, proven

_KEPT = "left out, and kept for PubTator"
_ID = "id"  # the attribute that has the concept of a mention
_SECTION = re.compile(r"([^|\t]+)\|([a-z])\|(.*)", re.DOTALL)
_HEAD = re.compile(rb"\s*[^|\t\s]+\|t\|")
_NUMBER = re.compile("[0-9]{1,15}")
_INT = re.compile("-?[0-9]+")
_COLUMNS = 6  # of a mention: document, start, end, text, label, concept; there may be more
_BLANKS = {ord(one): " " for one in "\n\r\t"}
_BREAKS = {ord(one): " " for one in "\n\r"}


@dataclass
class _Block:
    """The lines of one document; `gap` is how many blank ones follow."""

    lines: list[tuple[int, str]] = field(default_factory=list["tuple[int, str]"])
    gap: int = 0


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file."""
    text = decoded(given.read(reading.limits), given.where, reading)
    yield from _File(given.where, reading).records(text)


class _File:
    """One file: which documents came, and whether any had mentions."""

    def __init__(self, where: str, reading: Reading) -> None:
        self._where, self._reading = where, reading
        self._ids, self._mentions, self._concepts = Counter[str](), 0, 0

    def records(self, text: str) -> Iterator[Record]:
        """The documents."""
        crlf = text.count("\r\n") == text.count("\n") > 0
        closed, last = not text or text.endswith("\n"), None
        for block in _blocks(text, self._where, self._reading, crlf=crlf):
            if last is not None:
                yield self._record(last, crlf=crlf)
            last = block
        if last is not None and not (not closed and self._cut_off(last, len(text.encode()))):
            yield self._record(last, crlf=crlf)
        if self._concepts:
            self._reading.tell(self._where, f"{self._concepts:,} relations are between concepts, not spans; {_KEPT}")

    def _cut_off(self, block: _Block, size: int) -> bool:
        """Whether the last document ends in the middle of a line: in a mention, or in the abstract where others have
        mentions behind it."""
        number, line = block.lines[-1]
        section = _SECTION.fullmatch(line)
        cut = self._mentions > 0 if section is not None else 1 < len(line.split("\t")) < 4
        if section is None and "\t" not in line:
            cut = True
        if cut:
            self._reading.broken(f"{self._where}:{number}", f"ends in the middle of a record (byte {size})")
        return cut

    def _record(self, block: _Block, *, crlf: bool) -> Record:
        document = _Document(block, self._where, self._reading)
        self._ids[document.id] += 1
        if self._ids[document.id] > 1:
            told = f"there is a document {document.id} already"
            self._reading.leave_out(f"{self._where}:{block.lines[0][0]}", told, "both were kept")
        record = document.record({"crlf": True} if crlf else {})
        self._mentions += document.mentions
        self._concepts += document.concepts
        return record


def _blocks(text: str, where: str, reading: Reading, *, crlf: bool) -> Iterator[_Block]:
    block = _Block()
    for number, raw in lines_of(text, where, reading):
        line = raw.removesuffix("\r") if crlf else raw
        if not line.strip():
            block.gap += bool(block.lines)
            continue
        section = _SECTION.fullmatch(line)
        if block.lines and (block.gap or (section is not None and section[2] == "t")):
            yield block
            block = _Block()
        block.lines.append((number, line))
    if block.lines:
        yield block


class _Document:
    """One document; a line that belongs to another is told."""

    def __init__(self, block: _Block, where: str, reading: Reading) -> None:
        self._block, self._where, self._reading = block, where, reading
        self._sections = dict[str, str]()
        self.mentions = self.concepts = 0
        ids = Counter(re.split(r"[|\t]", line, maxsplit=1)[0] for _, line in block.lines)
        self.id = ids.most_common(1)[0][0]
        for number, line in block.lines:
            self._section(number, line)
        self._text = self._sections.get("t", "")
        if self._sections.get("a"):
            self._text += "\n" + self._sections["a"]

    def _section(self, number: int, line: str) -> None:
        section = _SECTION.fullmatch(line)
        if section is None:
            return
        place, name = f"{self._where}:{number}", section[2]
        if name not in ("t", "a") or name in self._sections:
            self._reading.leave_out(place, f"the part |{name}| is not known or there twice", _KEPT)
            return
        self._sections[name] = section[3]
        if section[1] != self.id:
            told = f"has the id {section[1]}, but the lines around it have {self.id}"
            self._reading.leave_out(place, told, f"taken as one of {self.id}")

    def record(self, more: dict[str, Any]) -> Record:
        """All of it. Raises InputError."""
        building = Building(self._reading, self._where, self._text)
        units = proven(self._text, self._quotes(), "code points", self._reading, self._where)
        kept = list[list[str]]()
        for number, line in self._block.lines:
            parts = line.split("\t")
            if _SECTION.fullmatch(line):
                if line not in (f"{self.id}|{name}|{text}" for name, text in self._sections.items()):
                    kept.append([line])
                continue
            key, place, span = f"on line {number}", f"{self._where}:{number}", None
            if parts[0] != self.id:
                self._reading.leave_out(place, f"the line is of the document {parts[0][:60]}, not {self.id}", _KEPT)
            elif _is_mention(parts):
                self.mentions += 1
                if _NUMBER.fullmatch(parts[1]) and _NUMBER.fullmatch(parts[2]):
                    places = [units.range(int(parts[1]), int(parts[2]))]
                    known = {_ID: parts[5]} if len(parts) >= _COLUMNS and parts[5] else {}
                    span = building.add_span(key, parts[4], places, line=number, quoted=parts[3], attributes=known)
                else:
                    told = f"“{parts[1]} {parts[2]}” is no valid pair of offsets"
                    self._reading.leave_out(place, told, _KEPT)
            elif len(parts) in (4, 5) and all(parts):
                self.concepts += 1
            else:
                self._reading.leave_out(place, "is neither a mention nor a relation", _KEPT)
            kept.append([line] if span is None else [line, span.id])
        items = building.items()
        sources = [] if items == SourceItems() else [items]
        data = {"id": self.id, "lines": kept, "gap": self._block.gap, "unit": units.unit, **more}
        data |= {} if "a" in self._sections else {"alone": True}
        return record_of(self.id, self._text, sources, self._where, kept={"pubtator": data})

    def _quotes(self) -> Iterator[Quoted]:
        for _, line in self._block.lines:
            parts = line.split("\t")
            if _is_mention(parts) and _NUMBER.fullmatch(parts[1]) and _NUMBER.fullmatch(parts[2]):
                yield int(parts[1]), int(parts[2]), parts[3]


def _is_mention(parts: list[str]) -> bool:
    return len(parts) >= _COLUMNS - 1 and bool(_INT.fullmatch(parts[1]) or _INT.fullmatch(parts[2]))


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """All documents, one behind the other."""
    for record in records:
        yield "", _written(record, lose).encode("utf-8", "replace")


def _written(record: Record, lose: Lose) -> str:
    kept = cast("dict[str, Any]", record.kept.get("pubtator") or {})
    own = kept.get("id") or re.sub(r"[\s|]", "_", record.name) or "document"
    title, _, abstract = record.text.partition("\n")
    odd = sum(record.text.count(one) for one in "\r\n") - ("\n" in record.text)
    if odd or record.text.endswith("\n"):
        why = "PubTator has a title and an abstract of one line each; line breaks are written as blanks"
        lose(Loss(record.name, "exact text", why=f"{why} ({odd})"))
    for one in record.sources[1:]:
        lose(Loss(record.name, "several sources", text=one.source, why="all are written as one"))
    lines = [f"{own}|t|{title.translate(_BREAKS)}"]
    lines += [] if kept.get("alone") and not abstract else [f"{own}|a|{abstract.translate(_BREAKS)}"]
    lines += _mentions(record, kept, own, lose)
    end = "\r\n" if kept.get("crlf") else "\n"
    return "".join(line + end for line in lines) + end * max(kept.get("gap", 1), 1)


def _mentions(record: Record, kept: dict[str, Any], own: str, lose: Lose) -> Iterator[str]:
    """The lines that were there, changed where their spans have; then those of new spans."""
    spans = {span.id: span for one in record.sources for span in one.spans}
    units = Units(record.text, kept.get("unit", "code points"))
    for raw, *ids in kept.get("lines", []):
        if not ids:
            yield raw
        elif ids[0] in spans:
            yield _mention(record, spans.pop(ids[0]), own, units, raw.split("\t"), lose)
    for span in sorted(spans.values(), key=lambda span: (span.start, span.end)):
        yield _mention(record, span, own, units, [], lose)


def _mention(record: Record, span: Span, own: str, units: Units, before: list[str], lose: Lose) -> str:
    """The line of a span; columns of `before` that say the same stay as they are."""
    attributes = dict(span.attributes)
    concept = str(attributes.pop(_ID, "")).translate(_BLANKS)
    label = span.label.translate(_BLANKS)
    for name, value in attributes.items():
        why = f"{name}: {value}; PubTator has the attribute “{_ID}” only"
        lose(Loss(record.name, "attributes of spans", span.id, span.label, span.text[:80], why))
    if (label, concept) != (span.label, str(dict(span.attributes).get(_ID, ""))):
        why = "PubTator has no line breaks and tabs in labels and ids; they are blanks now"
        lose(Loss(record.name, "labels", span.id, span.label, span.text[:80], why))
    places = [str(units.from_points(span.start)), str(units.from_points(span.end))]
    text = span.text.translate(_BLANKS)
    if before and before[1:3] == places:
        text = before[3]
    more = before[_COLUMNS:] if before else []
    last = [concept] if concept or len(before) != _COLUMNS - 1 else []
    return "\t".join([own, *places, text, label, *last, *more])


HOLDS: frozenset[Hold] = frozenset({"overlapping spans", "attributes of spans"})

FORMAT = Format(
    name="pubtator",
    title="PubTator",
    suffixes=(".pubtator", ".txt"),
    about="titles and abstracts with mentions of concepts, all in one file",
    home="https://www.ncbi.nlm.nih.gov/research/pubtator3/",
    holds=HOLDS,
    read=read,
    write=write,
    recognise=lambda head: _HEAD.match(head) is not None,
)
