"""Tables are written as they were read, with what has changed; all else goes into Gilder's own layout beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from annotate.model import Span
from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Offsets, Reading
from store.exchange.record import UNMARKED, Record, SourceItems
from store.exchange.tables.cells import Dialect, Row, rows
from store.exchange.tables.own import NAMES, Writing, text_bytes
from store.exchange.tables.table import Ids, Table, table_from


@dataclass
class _File:
    """A table that is being written."""

    name: str
    table: Table
    end: str = ""  # the last characters that it has


def write_tables(records: Iterable[Record], lose: Lose, key: str, suffix: str, delimiter: str) -> Iterator[Piece]:
    """The tables that documents came from, and Gilder's own for the others."""
    used = {name + suffix for name in NAMES}
    files, own = dict[str, _File](), None
    for record in records:
        kept = record.kept.get(key)
        body = _Kept(record, kept).body() if kept is not None else None
        pieces = list(_foreign(record, kept, body, files, used)) if kept is not None and body is not None else []
        yield from pieces
        if not pieces:
            if kept is not None:
                why = "its table has no place for all that is said of it now; it is written in Gilder's own tables"
                lose(Loss(record.name, "table as it was", why=why))
            if own is None:
                own = Writing(suffix, Dialect(delimiter), used)
                yield from own.begin()
            yield from own.pieces(record)
    if own is None and not files:
        yield from Writing(suffix, Dialect(delimiter), used).begin()


def _foreign(
    record: Record, kept: Mapping[str, Any], body: str, files: dict[str, _File], used: set[str]
) -> Iterator[Piece]:
    """A document's rows in its table, and its text file; nothing where the encoding has not its characters."""
    table = table_from(kept["table"])
    name = f"{table.file}\n{table.head}"
    file = files.get(name) or _File(_path(table.file, used), table)
    gap = table.dialect.end if file.end and not file.end.endswith(("\n", "\r")) else ""
    text = ("" if name in files else table.head) + gap + kept.get("before", "") + body
    try:
        raw = table.dialect.encoded(text, first=name not in files)
    except UnicodeEncodeError:
        return
    file.end = text[-2:]
    files[name] = file
    yield file.name, raw
    if kept.get("text"):
        path, mark = kept["text"]
        yield path, b"\xef\xbb\xbf" * mark + text_bytes(record.text)


def _path(name: str, used: set[str]) -> str:
    path = PurePosixPath(name)
    number, stem = 1, path_for(str(path.with_suffix("")), set())
    found = stem + path.suffix
    while found.casefold() in used:
        number += 1
        found = f"{stem}-{number}{path.suffix}"
    used.add(found.casefold())
    return found


class _Kept:
    """A document that came from a table."""

    def __init__(self, record: Record, kept: Mapping[str, Any]) -> None:
        self._record, self._kept = record, kept
        self._table = table_from(kept["table"])
        self._rows = list(_again(kept["rows"], self._table.dialect))

    def body(self) -> str | None:
        """Its rows; None where they cannot say what there is to say now."""
        if len(self._rows) != len(self._kept["rows"]):
            return None
        return self._of_spans() if self._table.columns.of_spans else self._of_document()

    def _of_document(self) -> str | None:
        record, table = self._record, self._table
        row = next((one for one in self._rows if table.says(one)), None)
        if row is None or table.columns.cell(row.cells, "text") != record.text or record.zones:
            return None
        again = table.document(record.name, row, "")
        before = _speaking(again.sources)
        same = _named(_speaking(record.sources), before) == before and dict(record.meta) == dict(again.meta)
        return "".join(self._kept["rows"]) if same else None

    def _of_spans(self) -> str | None:
        record, unit = self._record, self._kept["unit"]
        if record.zones or record.meta or any(one.relations or one.marks != UNMARKED for one in record.sources):
            return None
        again, ids, _ = self._table.spans(record.name, record.text, self._rows, "", Reading(offsets=unit))
        sources = _named(_speaking(record.sources), again.sources)
        if "annotator" not in self._table.columns.roles and len(sources) > 1:
            return None
        before = {one.id: (one, items.source) for items in again.sources for one in items.spans}
        now = {one.id: (one, items.source) for items in sources for one in items.spans}
        return self._lines(before, now, ids, unit)

    def _lines(
        self, before: Mapping[str, tuple[Span, str]], now: Mapping[str, tuple[Span, str]], ids: Ids, unit: Offsets
    ) -> str | None:
        """The rows that there were, less those of spans that are gone, with those of new ones behind them."""
        lines, like, done = list[str](), self._like(), set[str]()
        if like is None:
            return None
        for row, was, own in zip(self._rows, ids, self._kept["ids"], strict=True):
            raw = row.raw
            if own is not None:
                if own not in now or was is None:
                    continue
                done.add(own)
                (span, source), (old, old_source) = now[own], before[was]
                if (replace(old, id=own), old_source) != (span, source):
                    new = self._table.row_of(span, source, self._record.text, unit, row)
                    if new is None:
                        return None
                    raw = new.raw
            lines.append(raw)
        for key, (span, source) in now.items():
            if key not in done:
                new = self._table.row_of(span, source, self._record.text, unit, like)
                if new is None:
                    return None
                lines += [self._table.dialect.end] if lines and not lines[-1].endswith(("\n", "\r")) else []
                lines.append(new.raw)
        return "".join(lines) if lines else None

    def _like(self) -> Row | None:
        """A row that says what document it is of, and no more."""
        columns = self._table.columns
        row = next((one for one in self._rows if self._table.says(one)), None)
        if row is None:
            return None
        at = {columns.roles[role] for role in ("document", "text") if role in columns.roles}
        return row._replace(cells=tuple(cell if here in at else "" for here, cell in enumerate(row.cells)))


def _again(raws: Iterable[str], dialect: Dialect) -> Iterator[Row]:
    for raw in raws:
        yield from rows(raw, dialect, "", Reading())


def _named(now: tuple[SourceItems, ...], before: tuple[SourceItems, ...]) -> tuple[SourceItems, ...]:
    """Sources with the names that the table has: the one that it does not name got its name when it was imported."""
    nameless = [one for one in before if not one.source]
    known = {one.source for one in before}
    new = [one for one in now if one.source not in known]
    alone = len(new) == 1 and (len(nameless) == 1 or (not before and len(now) == 1))
    return tuple(
        replace(one, source="" if alone and one in new else one.source, kind="import", marks=replace(one.marks, id=""))
        for one in now
    )


def _speaking(some: tuple[SourceItems, ...]) -> tuple[SourceItems, ...]:
    """The sources that say anything."""
    return tuple(one for one in some if one.spans or one.relations or replace(one.marks, id="") != UNMARKED)
