"""Tables of a comparison as CSV and Markdown, and writing them: whole or not at all. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gui.compare_agreed import rows_of
from gui.compare_tables import NO_VALUE, UNDEFINED, Table
from gui.jobs import Report
from store.exchange.placing import Placing
from store.exchange.tables.cells import Dialect, row_text

_COMMAS = Dialect(",", end="\n")


def csv_text(tables: Sequence[Table]) -> str:
    """The tables one below the other, each under its name, an empty line between them; undefined is empty."""
    lines = list[str]()
    for at, table in enumerate(tables):
        if len(tables) > 1:
            lines += ["\n", *_lines([[table.name]])] if at else _lines([[table.name]])
        lines += _lines([["" if text in (UNDEFINED, NO_VALUE) else text for text in row] for row in rows_of(table)])
    return "".join(lines)


def _lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines; with quotes there is nothing that cannot be said."""
    return [row_text(row, _COMMAS) or "" for row in rows]


def markdown_text(tables: Sequence[Table], title: str, told: str) -> str:
    """A heading, what was compared, and the tables."""
    parts = [f"# {title}", told]
    for table in tables:
        head, *rows = ([_escaped(text) for text in row] for row in rows_of(table))
        marks = ["---:" if one.number else "---" for one in table.heads]
        parts += [f"## {table.name}", "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


@dataclass(frozen=True)
class Writing:
    """Puts a file in place when it is whole."""

    out: Path
    data: bytes

    def __call__(self, report: Report) -> Path:
        """Raises GilderError where nothing was written."""
        report.check()
        with Placing(self.out, "file") as placing:
            placing.write([("", self.data)])
            placing.finish()
        return self.out
