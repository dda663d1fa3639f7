"""One table that is not Gilder's own: what its rows say of a document, and how a row says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotate.errors import InputError
from annotate.model import AttributeValue, Marks, Span
from store.exchange.building import Building, record_of
from store.exchange.reading import Offsets, Reading
from store.exchange.record import UNMARKED, Record, SourceItems
from store.exchange.shown import shown
from store.exchange.tables.cells import Dialect, Row, dialect_from, row_text
from store.exchange.tables.columns import Columns, columns_from
from store.exchange.units import Units, proven

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
_SCORE = re.compile(r"0|1|[01]?\.[0-9]+(e-[0-9]+)?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_TAKEN = frozenset(("encoding", "bom", "sha256", "bytes"))  # metadata that Gilder has its own meaning for

Ids = list[str | None]
"""For each row the id of the span that it says; None where it says none."""


@dataclass(frozen=True)
class Table:
    """How one table is to be understood. `file`: its name; `head`: its first lines as they stand.

    `quoting`: the column of texts has those of spans. `inclusive`: offsets of ends are those of the last characters.
    """

    file: str
    head: str
    dialect: Dialect
    columns: Columns
    quoting: bool = False
    inclusive: bool = False

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        return {
            "file": self.file, "head": self.head, "dialect": self.dialect.data(), "columns": self.columns.data(),
            "quoting": self.quoting, "inclusive": self.inclusive,
        }  # fmt: skip

    def says(self, row: Row) -> bool:
        """Whether a row has the cells that the header has, and more of them only if they are empty."""
        size = len(self.columns.names)
        return not row.problem and len(row.cells) >= size and not any(row.cells[size:]) and not row.is_blank

    def quote(self, row: Row) -> str | None:
        """The text of its span that a row quotes."""
        role = "quote" if "quote" in self.columns.roles else "text" if self.quoting else None
        return None if role is None else self.columns.cell(row.cells, role) or None

    def offsets(self, row: Row) -> tuple[int, int] | None:
        """Start and end as the row has them, the end exclusive; None where they are no whole numbers."""
        start, end = (self.columns.cell(row.cells, role).strip() for role in ("start", "end"))
        if _NUMBER.fullmatch(start) and _NUMBER.fullmatch(end):
            return int(start), int(end) + self.inclusive
        return None

    def document(self, name: str, row: Row, where: str) -> Record:
        """A row that is a document. Raises InputError for a text that cannot be."""
        columns, place = self.columns, f"{where}:{row.line}"
        label = columns.cell(row.cells, "label")
        heading = columns.names[columns.roles["label"]].strip() if "label" in columns.roles else ""
        attributes = ((heading, label),) if label and heading else ()
        marks = Marks("", note=columns.cell(row.cells, "note"), attributes=attributes)
        source = columns.cell(row.cells, "annotator")
        meta = {name: row.cells[at] for at, name in columns.others() if row.cells[at] and _is_meta(name, row.cells[at])}
        if any("\x00" in one for one in row.cells):
            raise InputError(f"{place}: row has a NUL character, which no project can keep")
        sources = [SourceItems(source, marks=marks)] if marks != UNMARKED or source else []
        return record_of(name, columns.cell(row.cells, "text"), sources, place, meta=meta)

    def spans(
        self, name: str, text: str, rows: Sequence[Row], where: str, reading: Reading
    ) -> tuple[Record, Ids, Offsets]:
        """Rows that are the spans of one document, and what their offsets count."""
        some = [(self.offsets(row), self.quote(row)) for row in rows if self.says(row)]
        quotes = [(*place, quote) for place, quote in some if place is not None and quote is not None]
        astral = any(one > "\uffff" for one in text)
        if astral and not quotes and reading.offsets is None and any(place for place, _ in some):
            told = f"{shown(name)} has characters beyond U+FFFF, and nothing shows what the offsets count"
            reading.ask(where, told, "offsets", "code points", "utf-16")
        units = proven(text, quotes, "code points", reading, where)
        buildings, ids = dict[str, Building](), Ids()
        for row in rows:
            source = self.columns.cell(row.cells, "annotator") if self.says(row) else ""
            if source not in buildings and self.says(row):
                buildings[source] = Building(reading, where, text, source)
            span = self._span(buildings[source], units, row, where, reading) if self.says(row) else None
            ids.append(span.id if span else None)
        sources = [one.items() for one in buildings.values()]
        return record_of(name, text, [one for one in sources if one.spans], where), ids, units.unit

    def _span(self, building: Building, units: Units, row: Row, where: str, reading: Reading) -> Span | None:
        columns, place = self.columns, f"{where}:{row.line}"
        label = columns.cell(row.cells, "label")
        said = [columns.cell(row.cells, role).strip() for role in ("start", "end")]
        if not any(said) and not label:
            return None  # a document without spans
        key = shown(columns.cell(row.cells, "id")) or str(row.line)
        offsets = self.offsets(row)
        if any("\x00" in one for one in row.cells):
            reading.leave_out(place, f"annotation {key} has a NUL character, which no project can keep")
            return None
        if offsets is None:
            both = " and ".join(f"“{shown(one, 30)}”" for one in said)
            reading.leave_out(place, f"annotation {key} has {both} as offsets, which are no whole numbers")
            return None
        score = columns.cell(row.cells, "score")
        number = float(score) if _SCORE.fullmatch(score) else None
        attributes: dict[str, AttributeValue] = {name: row.cells[at] for at, name in columns.others() if row.cells[at]}
        if score and number is None:
            attributes[columns.names[columns.roles["score"]].strip()] = score
        return building.add_span(
            key, label, [units.range(*offsets)], line=row.line, quoted=self.quote(row), attributes=attributes,
            note=columns.cell(row.cells, "note"), score=number,
        )  # fmt: skip

    def row_of(self, span: Span, source: str, text: str, unit: Offsets, like: Row) -> Row | None:
        """A new row for a span, with what another row of its document says of that; None where no row can say it."""
        columns, units = self.columns, Units(text, unit)
        cells = [""] * len(columns.names)
        for role in ("document", "annotator", "text"):
            if role in columns.roles:
                cells[columns.roles[role]] = columns.cell(like.cells, role)
        said = {
            "annotator": source or columns.cell(like.cells, "annotator"), "label": span.label, "note": span.note,
            "start": str(units.from_points(span.start)), "end": str(units.from_points(span.end) - self.inclusive),
            "score": "" if span.score is None else repr(span.score), "quote": span.text,
            "id": columns.cell(like.cells, "id"),
        }  # fmt: skip
        said |= {"text": span.text} if self.quoting else {}
        for role, cell in said.items():
            if role in columns.roles:
                cells[columns.roles[role]] = cell
        attributes = dict(span.attributes)
        for at, name in columns.others():
            cells[at] = str(attributes.get(name, ""))
        raw = row_text(cells, self.dialect)
        row = Row(like.line, tuple(cells), raw or "")
        return row if raw is not None and self._means(row, span, source, text, unit) else None

    def _means(self, row: Row, span: Span, source: str, text: str, unit: Offsets) -> bool:
        again, _, _ = self.spans("", text, [row], "", Reading(offsets=unit))
        found = [(one.source or source, replace(each, id=span.id)) for one in again.sources for each in one.spans]
        return found == [(source, span)]


def table_from(data: Mapping[str, Any]) -> Table:
    """The table that was kept."""
    columns, dialect = columns_from(data["columns"]), dialect_from(data["dialect"])
    return Table(data["file"], data["head"], dialect, columns, data["quoting"], data["inclusive"])


def _is_meta(name: str, value: str) -> bool:
    """Whether a cell may be metadata under the heading of its column."""
    return name not in _TAKEN and not name.startswith("kept:") and (name != "date" or _DAY.fullmatch(value) is not None)
