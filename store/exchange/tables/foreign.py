"""Tables of other programs: a row a document or a row a span, by their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record
from store.exchange.shown import shown
from store.exchange.tables.beside import Texts
from store.exchange.tables.cells import Dialect, Row, best_quoting, rows
from store.exchange.tables.columns import LONGEST, Role, columns_of
from store.exchange.tables.table import Ids, Table

_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_DELIMITERS = (",", "\t", ";", "|")
_COLUMNS = 1_000
_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


@dataclass
class _Group:
    """The rows of one document, those among them that are broken as well."""

    name: str
    text: str = ""
    file: tuple[str, bool] | None = None  # that the text stands in, and whether a byte order mark is in it
    rows: list[Row] = field(default_factory=list[Row])


def read_table(
    given: Given, whole: str, encoding: tuple[str, bool], usual: str, key: str, reading: Reading
) -> Iterator[Record]:
    """The documents of a table. Raises InputError, and AskFirst where columns have to be named."""
    table, line = _table(given, whole, encoding, usual, reading)
    some = rows(whole[len(table.head) :], table.dialect, given.where, reading, line)
    roles = sorted(table.columns.roles.items(), key=lambda one: one[1])
    reading.facts["columns"] = ", ".join(f"{shown(table.columns.names[at].strip())} ({role})" for role, at in roles)
    checked = _checked(some, table, whole, given.where, reading)
    if table.columns.of_spans:
        yield from _Spans(table, given, key, reading).records(list(checked))
    else:
        yield from _documents(table, given, key, checked, reading)


def _table(given: Given, whole: str, encoding: tuple[str, bool], usual: str, reading: Reading) -> tuple[Table, int]:
    """How the table is to be read, and the line of its first row."""
    where = given.where
    if not whole.strip():
        raise InputError(f"{where}: the table is empty")
    end = "\r" if "\n" not in whole and "\r" in whole else "\r\n" if _first_line(whole).endswith("\r\n") else "\n"
    said = _SEP.match(whole)
    start = said.end() if said else 0
    delimiters = [said[1]] if said else [usual, *(one for one in _DELIMITERS if one != usual)]
    found = [(one, *_header(whole[start:], Dialect(one, end=end), where, reading)) for one in delimiters]
    delimiter, header, size = max(found, key=lambda one: (_known(one[1].cells, reading), len(one[1].cells)))
    if any(len(one) > LONGEST for one in header.cells) or len(header.cells) > _COLUMNS:
        told = f"the header is too long (limit {LONGEST:,} characters a heading, {_COLUMNS:,} headings)"
        raise InputError(f"{where}:{header.line}: {told}; line breaks are probably missing")
    unknown = [name for name in reading.columns.values() if name not in [one.strip() for one in header.cells]]
    if unknown:
        raise InputError(f"{where}:{header.line}: there is no column “{shown(unknown[0])}”")
    columns = columns_of(header.cells, reading.columns)
    if columns is None:
        _ask(header, where, reading)
    if delimiter != usual:
        reading.facts["delimiter"] = _NAMES.get(delimiter, delimiter)
    dialect = Dialect(delimiter, True, end, *encoding)
    if not best_quoting(whole[start + size :], dialect, where, reading, len(header.cells)):
        dialect = replace(dialect, quoted=False)
        reading.facts["quotes"] = "characters of the text like others"
    head = whole[: start + size]
    table = Table(given.name, head, dialect, columns)
    return table, 1 + head.count("\n" if end != "\r" else "\r")


def _first_line(whole: str) -> str:
    return whole[: whole.find("\n") + 1]


def _header(whole: str, dialect: Dialect, where: str, reading: Reading) -> tuple[Row, int]:
    """The first row that is not blank, and where the row behind it begins."""
    size = 0
    for row in rows(whole, dialect, where, reading):
        size += len(row.raw)
        if not row.is_blank:
            return row, size
    raise InputError(f"{where}: the table is empty")


def _known(cells: Sequence[str], reading: Reading) -> int:
    columns = columns_of(cells, reading.columns)
    return len(columns.roles) if columns else 0


def _ask(header: Row, where: str, reading: Reading) -> NoReturn:
    names = [shown(one.strip()) for one in header.cells if one.strip()][:20]
    told = f"no heading is known to be that of texts, or of start, end and label: {', '.join(names)[:200]}"
    reading.ask(where, told, "columns", *(f"text={name}" for name in names[:5]))


def _checked(some: Iterator[Row], table: Table, whole: str, where: str, reading: Reading) -> Iterator[Row]:
    """The rows; those that are broken are told, and come all the same, to be kept."""
    size, at = len(table.columns.names), len(table.head)
    for row in some:
        reading.step(row.line, 0)
        at += len(row.raw)
        place, last = f"{where}:{row.line}", at >= len(whole) and not row.raw.endswith(("\n", "\r"))
        short = len(row.cells) < size
        if row.is_cut_off or (last and short and not row.is_blank):
            byte = len(whole.encode(errors="replace"))
            reading.broken(place, f"ends in the middle of a record (byte {byte}); nothing was imported")
            return
        if row.problem:
            reading.leave_out(place, f"row {row.problem}")
        elif not row.is_blank and not table.says(row):
            reading.leave_out(place, f"row has {len(row.cells)} cells where the header has {size}")
        yield row


def _documents(table: Table, given: Given, key: str, some: Iterator[Row], reading: Reading) -> Iterator[Record]:
    """A document for each row. Rows that say nothing are kept with the one before them."""
    held: Record | None = None
    before, raws, number = list[str](), list[str](), 0
    for row in some:
        record = None
        if table.says(row):
            number += 1
            record = _document(table, given, row, number, reading)
        if record is None:
            raws.append(row.raw)
            continue
        if held is None:
            before = raws
        else:
            yield _kept(held, key, table, before, raws, [None] * len(raws))
            before = []
        held, raws = record, [row.raw]
    if held is None:
        raise InputError(f"{given.where}: the table has no row with a text")
    yield _kept(held, key, table, before, raws, [None] * len(raws))


def _document(table: Table, given: Given, row: Row, number: int, reading: Reading) -> Record | None:
    if not table.columns.cell(row.cells, "text").strip():
        reading.leave_out(f"{given.where}:{row.line}", "row has no text")
        return None
    return table.document(table.columns.cell(row.cells, "document") or f"{given.name}#{number}", row, given.where)


def _kept(
    record: Record, key: str, table: Table, before: Sequence[str], raws: Sequence[str], ids: Ids,
    unit: Offsets = "code points", file: tuple[str, bool] | None = None,
) -> Record:  # fmt: skip
    data = {
        "table": table.data(), "before": "".join(before), "rows": list(raws), "ids": list(ids), "unit": unit,
        "text": list(file) if file else None,
    }  # fmt: skip
    return replace(record, kept={key: data})


class _Spans:
    """A table with a row for each span."""

    def __init__(self, table: Table, given: Given, key: str, reading: Reading) -> None:
        self._table, self._given, self._key, self._reading = table, given, key, reading
        self._whole = False  # whether the table has the texts of documents

    def records(self, some: Sequence[Row]) -> Iterator[Record]:
        """The documents in the order in which they are named first."""
        said = [row for row in some if self._table.says(row)]
        self._look(said)
        before, groups = self._grouped(some)
        texts, missing = Texts(self._given, self._reading), 0
        for number, group in enumerate(groups, start=1):
            self._reading.step(number, len(groups))
            if not self._find_text(group, texts):
                missing += 1
                continue
            record, ids, unit = self._table.spans(group.name, group.text, group.rows, self._given.where, self._reading)
            raws = [row.raw for row in group.rows]
            yield _kept(record, self._key, self._table, before, raws, ids, unit, group.file)
            before = []
        if missing == len(groups):
            names = ", ".join(shown(group.name) for group in groups[:3])
            told = f"the texts of its documents ({names[:100]}) are not beside it; put a file such as NAME.txt there"
            raise InputError(f"{self._given.where}: {told if groups else 'the table has no rows'}")

    def _look(self, said: Sequence[Row]) -> None:
        """Find whether texts are those of spans, and whether the last character of a span counts."""
        columns, sizes = self._table.columns, list[int]()
        role: Role = "quote" if "quote" in columns.roles else "text"
        for row in said:
            offsets, cell = self._table.offsets(row), columns.cell(row.cells, role)
            if offsets is not None and cell:
                sizes.append(len(cell) - (offsets[1] - offsets[0]))
        quoting = role == "text" and 2 * max(sizes.count(0), sizes.count(1)) >= len(sizes) > 0
        inclusive = (role == "quote" or quoting) and 0 not in sizes and 2 * sizes.count(1) >= len(sizes) > 0
        if inclusive:
            self._reading.facts["ends"] = "of the last characters, as the quoted texts show"
        self._table = replace(self._table, quoting=quoting, inclusive=inclusive)
        self._whole = "text" in columns.roles and not quoting

    def _grouped(self, some: Sequence[Row]) -> tuple[list[str], list[_Group]]:
        """The rows before all documents, and the documents: a row with another text of the same name is another one."""
        groups, before, last = dict[tuple[str, str], _Group](), list[str](), list[Row]()
        texts, sizes = dict[str, str](), Counter[str]()
        for row in some:
            if not self._table.says(row):
                before += [row.raw] if not groups else []
                last.append(row)
                continue
            name = self._table.columns.cell(row.cells, "document")
            text = self._table.columns.cell(row.cells, "text") if self._whole else ""
            text = texts[name] = text or texts.get(name, "")
            if (name, text) not in groups:
                sizes[name] += 1
                number = "" if name and sizes[name] == 1 else f"#{sizes[name]}"
                whole = (name or self._given.name) + number if self._whole else name
                groups[name, text] = _Group(whole, text)
            last = groups[name, text].rows
            last.append(row)
        return before, list(groups.values())

    def _find_text(self, group: _Group, texts: Texts) -> bool:
        """Whether the text of a document is there; where it is not, that is told."""
        if self._whole and group.text.strip():
            return True
        name = group.name or texts.of_same_name() or ""
        found = texts.named(name) if name and not self._whole else None
        if found is None:
            size = sum(self._table.says(row) for row in group.rows)
            told = f"document “{shown(name)}” has no text" + ("" if self._whole else " beside the table")
            self._reading.leave_out(self._given.where, f"{told}; its rows ({size:,})")
            return False
        group.name, group.text, group.file = name, found[1], (found[0], found[2])
        return True
