"""Gilder's own layout of tables: documents, spans and relations, a row each, and the texts in files beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast, get_args

from annotate.errors import InputError
from annotate.model import AttributeValue, Marks, Relation, Span, Status, Value, ZoneKind
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.lines import decoded, parsed
from store.exchange.pairs import Said, said
from store.exchange.reading import Reading
from store.exchange.record import Place, Record, SourceItems
from store.exchange.shown import shown
from store.exchange.tables.beside import Texts
from store.exchange.tables.cells import Dialect, Row, row_text, rows
from store.sources import SourceKind

Header = tuple[str, ...]

DOCUMENTS: Header = ("document", "file", "annotator", "status", "note", "details")
SPANS: Header = ("document", "start", "end", "label", "text", "annotator", "note", "id", "fragments", "details")
RELATIONS: Header = ("document", "label", "head", "child", "annotator", "note", "id", "details")
NAMES = ("documents", "spans", "relations")
_TEXTS = "documents/"
_OWN = frozenset(("value", "attributes", "flagged", "origin", "score", "decision"))

Guard = Callable[[str, str], str]
"""What is written for a cell; the first is the name of its document."""


class Writing:
    """The files of Gilder's layout, written piece by piece."""

    def __init__(self, suffix: str, dialect: Dialect, used: set[str], guard: Guard | None = None) -> None:
        self._suffix, self._dialect, self._used, self._guard = suffix, dialect, used, guard
        self._begun = set[str]()

    def begin(self) -> Iterator[Piece]:
        """The heads of all three tables, so that each is there."""
        for name, header in zip(NAMES, (DOCUMENTS, SPANS, RELATIONS), strict=True):
            yield name + self._suffix, self._dialect.encoded(self._row("", header), first=True)

    def pieces(self, record: Record) -> Iterator[Piece]:
        """A document: its rows, and its text."""
        path = _TEXTS + path_for(record.name.removesuffix(".txt"), self._used) + ".txt"
        tables = {name: list[str]() for name in NAMES}
        for at, one in enumerate(record.sources or (SourceItems(),)):
            row = self._document(record, one, path, first=at == 0)
            tables["documents"].append(self._row(record.name, row))
            tables["spans"] += [self._row(record.name, self._span(record, one, span)) for span in one.spans]
            tables["relations"] += [self._row(record.name, _relation(record, one, each)) for each in one.relations]
        yield path, text_bytes(record.text)
        for name, some in tables.items():
            if some:
                yield name + self._suffix, self._dialect.encoded("".join(some), first=False)

    def _row(self, document: str, cells: Sequence[str]) -> str:
        guard = self._guard
        text = row_text([guard(document, one) for one in cells] if guard else cells, self._dialect)
        assert text is not None, "with quotes every cell can be said"
        return text

    def _document(self, record: Record, one: SourceItems, path: str, *, first: bool) -> tuple[str, ...]:
        kind = one.kind if one.kind != "import" else ""
        more = {"attributes": dict(one.marks.attributes), "flagged": one.marks.flagged, "kind": kind}
        more |= {"none": not record.sources}  # nobody has said anything of it
        if first:
            more |= {"zones": [list(zone) for zone in record.zones], "meta": dict(record.meta)}
        status = one.marks.status if one.marks.status != "new" else ""
        return (record.name, path, one.source, status, one.marks.note, _json(more))

    def _span(self, record: Record, one: SourceItems, span: Span) -> tuple[str, ...]:
        parts = span.fragments
        fragments = " ".join(f"{start}-{end}" for start, end in parts) if len(parts) > 1 else ""
        ends = (str(span.start), str(span.end))
        return (record.name, *ends, span.label, span.text, one.source, span.note, span.id, fragments, _details(span))


def _relation(record: Record, one: SourceItems, each: Relation) -> tuple[str, ...]:
    return (record.name, each.label, each.head, each.child, one.source, each.note, each.id, _details(each))


def _details(item: Span | Relation) -> str:
    more: dict[str, Any] = {"attributes": dict(item.attributes), "flagged": item.flagged, "origin": item.origin}
    more |= {"decision": item.decision if item.decision != "manual" else ""}
    if isinstance(item, Span) and item.value is not None:
        some = ((one.name, getattr(item.value, one.name)) for one in fields(Value))
        more["value"] = {name: value for name, value in some if value is not None}
    return _json(more, **({} if item.score is None else {"score": item.score}))


def _json(more: Mapping[str, Any], **exact: Any) -> str:
    full = {**{key: value for key, value in more.items() if value}, **exact}
    return json.dumps(full, ensure_ascii=False, allow_nan=False) if full else ""


def text_bytes(text: str) -> bytes:
    """A text file in UTF-8; a text that begins with what would be taken for a byte order mark gets one before it."""
    return (("\ufeff" if text.startswith("\ufeff") else "") + text).encode()


def is_own(header: Sequence[str]) -> str | None:
    """Which of the three tables has this header."""
    known = dict(zip((DOCUMENTS, SPANS, RELATIONS), NAMES, strict=True))
    return known.get(tuple(header))


@dataclass
class _Lines:
    """The rows of one source in one document, by table."""

    documents: list[Row]
    spans: list[Row]
    relations: list[Row]


def own_delimiter(whole: str, table: str, usual: str) -> str | None:
    """What parts the cells of one of Gilder's tables, which a spreadsheet may have changed; None where it is none."""
    head = whole.partition("\n")[0].removesuffix("\r")
    for one in (usual, *",\t;|"):
        row = next(rows(head, Dialect(one), "", Reading()), None)
        if row is not None and is_own(row.cells) == table:
            return one
    return None


def read_own(given: Given, whole: str, dialect: Dialect, reading: Reading) -> Iterator[Record]:
    """The documents of a table of documents, with the spans and relations beside it. Raises InputError."""
    beside = {name: _beside(given, name, dialect, reading) for name in NAMES[1:]}
    texts, taken = Texts(given, reading), set[str]()
    for number, (name, some) in enumerate(_by_document(_whole(given, whole, dialect, reading)).items(), start=1):
        reading.step(number, 0)
        taken.add(name)
        file = some[0].cells[1]
        found = texts.named(file)
        if found is None:
            reading.leave_out(f"{given.where}:{some[0].line}", f"document “{shown(name)}” has no file “{shown(file)}”")
            continue
        lines = _Lines(some, beside["spans"].get(name, []), beside["relations"].get(name, []))
        yield _Reading(given, name, found[1], lines, reading).record()
    for table, by_document in beside.items():
        for name in by_document.keys() - taken:
            told = f"document “{shown(name)}” is not in {given.path.name}; its rows ({len(by_document[name]):,})"
            reading.leave_out(str(given.path.with_name(table + given.suffix)), told)


def _beside(given: Given, name: str, dialect: Dialect, reading: Reading) -> dict[str, list[Row]]:
    path = given.path.with_name(name + given.suffix)
    if not path.is_file():
        return {}
    other = Given(path.name, path)
    whole = decoded(other.read(reading.limits), other.where, reading)
    delimiter = own_delimiter(whole, name, dialect.delimiter)
    if delimiter is None:
        told = f"its first line is not that of {name}, as Gilder writes it beside {given.path.name}"
        raise InputError(f"{other.where}:1: {told}; nothing was imported")
    return _by_document(_whole(other, whole, Dialect(delimiter), reading))


def _whole(given: Given, whole: str, dialect: Dialect, reading: Reading) -> Iterator[Row]:
    """The rows behind the header that have the right number of cells."""
    size = 0
    for row in rows(whole, dialect, given.where, reading):
        place, short = f"{given.where}:{row.line}", size and len(row.cells) < size
        if row.is_cut_off or (short and not row.raw.endswith("\n")):
            reading.broken(place, "ends in the middle of a record; nothing was imported")
            return
        if not size:
            size = len(row.cells)
        elif row.problem or len(row.cells) != size:
            told = row.problem or f"has {len(row.cells)} cells where the header has {size}"
            reading.leave_out(place, f"row {told}")
        else:
            yield row


def _by_document(some: Iterable[Row]) -> dict[str, list[Row]]:
    result = defaultdict[str, list[Row]](list)
    for row in some:
        result[row.cells[0]].append(row)
    return dict(result)


class _Reading:
    """Reads one document of Gilder's own layout."""

    def __init__(self, given: Given, name: str, text: str, lines: _Lines, reading: Reading) -> None:
        self._given, self._name, self._text, self._lines, self._reading = given, name, text, lines, reading
        self._buildings = dict[str, Building]()
        self._places = {one: str(given.path.with_name(one + given.suffix)) for one in NAMES}
        self._zones, self._meta = list[Place](), dict[str, str]()

    def record(self) -> Record:
        """The document."""
        for row in self._lines.documents:
            self._document(row)
        for row in self._lines.spans:
            self._span(row)
        for row in self._lines.relations:
            self._relation(row)
        sources = [one.items() for one in self._buildings.values()]
        where = f"{self._given.where}:{self._lines.documents[0].line}"
        return record_of(self._name, self._text, sources, where, zones=self._zones, meta=self._meta)

    def _building(self, source: str, where: str, kind: str = "import") -> Building:
        if source not in self._buildings:
            known = kind if kind in get_args(SourceKind) else "import"
            self._buildings[source] = Building(self._reading, where, self._text, source, cast("SourceKind", known))
        return self._buildings[source]

    def _details(self, table: str, row: Row) -> dict[str, Any]:
        where, cell = f"{self._places[table]}:{row.line}", row.cells[-1]
        try:
            data: object = parsed(cell, "details", self._reading) if cell else dict[str, Any]()
        except InputError as problem:
            self._reading.leave_out(where, str(problem).removesuffix("; nothing was imported"), "they are left out")
            return {}
        if not isinstance(data, dict):
            self._reading.leave_out(where, "details are no JSON object", "they are left out")
            return {}
        return cast("dict[str, Any]", data)

    def _document(self, row: Row) -> None:
        where, more = f"{self._places[NAMES[0]]}:{row.line}", self._details(NAMES[0], row)
        _, _, source, status, note, _ = row.cells
        for zone in _listed(more.get("zones")):
            place = _zone(zone, len(self._text))
            if place is None:
                self._reading.leave_out(where, f"zone {zone!r:.80} is no kind with a place in the text")
            else:
                self._zones.append(place)
        self._meta |= {name: one for name, one in _mapping(more.get("meta")).items() if isinstance(one, str)}
        if more.get("none"):
            return
        building = self._building(source, self._places[NAMES[1]], str(more.get("kind", "import")))
        known = status if status in get_args(Status) else "new"
        if status and status != known:
            self._reading.leave_out(where, f"status “{shown(status)}” is none")
        attributes = _attributes(_mapping(more.get("attributes")))
        flagged = more.get("flagged") is True
        building.marks = Marks("", cast("Status", known), note, flagged, tuple(sorted(attributes.items())))

    def _span(self, row: Row) -> None:
        _, start, end, label, text, source, note, key, fragments, _ = row.cells
        key = shown(key)
        ranges = [_range(one) for one in fragments.split()] if fragments else [_range(f"{start}-{end}")]
        if None in ranges:
            told = f"annotation {key} has offsets that are no whole numbers: {shown(fragments or f'{start} {end}')}"
            self._reading.leave_out(f"{self._places[NAMES[1]]}:{row.line}", told)
            return
        found = self._said(NAMES[1], row, key)
        building = self._building(source, self._places[NAMES[1]])
        more: dict[str, Any] = {**found.more(), "note": note, "value": found.value}
        building.add_span(key or str(row.line), label, ranges, line=row.line, quoted=text or None, **more)

    def _relation(self, row: Row) -> None:
        _, label, head, child, source, note, key, _ = row.cells
        head, child, key = shown(head), shown(child), shown(key)
        building = self._building(source, self._places[NAMES[1]])
        for end in (head, child):
            if building.span(end) is None:
                told = f"relation {key} names {end}, which is no annotation of {shown(source) or 'the document'}"
                self._reading.leave_out(f"{self._places[NAMES[2]]}:{row.line}", told)
                return
        found = self._said(NAMES[2], row, key)
        more: dict[str, Any] = {**found.more(), "note": note}
        building.add_relation(key or str(row.line), label, head, child, **more)

    def _said(self, table: str, row: Row, key: str) -> Said:
        if not row.cells[-1]:
            return Said()
        more, where = self._details(table, row), f"{self._places[table]}:{row.line}"
        pairs = [(f"gilder_attribute_{name}", one) for name, one in _mapping(more.get("attributes")).items()]
        pairs += [(f"gilder_value_{name}", one) for name, one in _mapping(more.get("value")).items()]
        for name in ("origin", "score", "decision"):
            pairs += [(f"gilder_{name}", str(more[name]))] if name in more else []
        pairs += [("gilder_flagged", "true")] if more.get("flagged") is True else []
        found = said(pairs)
        kept = _attributes(found.attributes)
        odd = [*found.odd, *(found.attributes.keys() - kept.keys()), *(more.keys() - _OWN)]
        for name in odd:
            self._reading.leave_out(where, f"detail “{shown(name)}” of {key} has a value that cannot be")
        found.attributes = kept
        return found


def _range(text: str) -> Range | None:
    start, _, end = text.partition("-")
    plain = all(one.isascii() and one.isdigit() and len(one) < 16 for one in (start, end))
    return Range(int(start), int(end)) if plain else None


def _listed(data: object) -> list[Any]:
    return cast("list[Any]", data) if isinstance(data, list) else []


def _mapping(data: object) -> dict[str, Any]:
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _attributes(some: Mapping[str, Any]) -> dict[str, AttributeValue]:
    return {name: one for name, one in some.items() if isinstance(one, (bool, str, int, float))}


def _zone(data: object, size: int) -> Place | None:
    if not isinstance(data, list) or len(cast("list[Any]", data)) != 3:
        return None
    kind, start, end = cast("list[Any]", data)
    fits = type(start) is int and type(end) is int and 0 <= start < end <= size and kind in get_args(ZoneKind)
    return (kind, start, end) if fits else None
