"""Rows and cells of a table: cut with all that stands between them, and put together again."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, NamedTuple

from annotate.errors import InputError
from store.exchange.reading import Reading

_QUOTED = r'"([^"]*(?:""[^"]*)*)"'
_UNCLOSED = "ends in the middle of a record"
_ODD = "has characters between a closing quote and the next cell"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: what parts cells and ends rows, whether quotes hold cells together, and its bytes."""

    delimiter: str = ","
    quoted: bool = True
    end: str = "\r\n"
    encoding: str = "utf-8"
    mark: bool = False  # whether it begins with a byte order mark

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        return asdict(self)

    def encoded(self, text: str, *, first: bool) -> bytes:
        """The bytes of a piece of the table. Raises UnicodeEncodeError."""
        return (("\ufeff" if first and self.mark else "") + text).encode(self.encoding)


class Row(NamedTuple):
    """A row: the number of its first line, its cells, all its characters with the line end, and what is wrong in it."""

    line: int
    cells: tuple[str, ...]
    raw: str
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it."""
        return not self.raw.strip()

    @property
    def is_cut_off(self) -> bool:
        """Whether a quote is not closed when the table ends."""
        return self.problem == _UNCLOSED


def dialect_from(data: Any) -> Dialect:
    """The dialect that was kept."""
    return Dialect(data["delimiter"], data["quoted"], data["end"], data["encoding"], data["mark"])


def bytes_of(raw: bytes, reading: Reading) -> tuple[str, bool]:
    """The encoding of a table's bytes, which were decoded already, and whether they begin with a byte order mark."""
    marks = (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    )  # fmt: skip
    said = reading.encoding and codecs.lookup(reading.encoding).name.removesuffix("-sig")
    for mark, name in marks:
        if raw.startswith(mark) and (said is None or name.startswith(said)):
            return name, True
    return said or "utf-8", False


@cache
def _pattern(delimiter: str, end: str, quoted: bool) -> re.Pattern[str]:
    part, closing = re.escape(delimiter), "\r" if end == "\r" else "\n"
    behind = rf"({part}|{closing}|\r\n|\Z)"
    plain = rf"([^{part}{closing}]*)({part}|{closing}|\Z)"
    impossible, plain = ("", rf'(?!"){plain}') if quoted else ("(?!)", plain)
    return re.compile(rf"{impossible}{_QUOTED}{behind}|{plain}")


def rows(text: str, dialect: Dialect, where: str, reading: Reading, line: int = 1) -> Iterator[Row]:
    """The rows of a table from a line on. Raises InputError for one that is too long."""
    pattern, at, limit = _pattern(dialect.delimiter, dialect.end, dialect.quoted), 0, reading.limits.line
    closing = "\r" if dialect.end == "\r" else "\n"
    while at < len(text):
        start, cells, problem = at, list[str](), ""
        while True:
            match = pattern.match(text, at)
            if match is None:
                problem = _ODD if re.compile(_QUOTED).match(text, at) else _UNCLOSED
                end = text.find(closing, at) if problem is _ODD else -1
                at = len(text) if end < 0 else end + 1
                break
            at = match.end()
            cell, parting = _cell(match)
            cells.append(cell.removesuffix("\r") if match[2] is None and parting == "\n" else cell)
            if parting != dialect.delimiter:
                break
        raw = text[start:at]
        if len(raw) > limit:
            size = f"{len(raw) / 1e6:,.0f} MB long (limit {limit / 1e6:,.0f} MB)"
            raise InputError(f"{where}:{line}: line is {size}")
        yield Row(line, tuple(cells), raw, problem)
        line += raw.count(closing)


def _cell(match: re.Match[str]) -> tuple[str, str]:
    """A cell and what follows it."""
    return (match[1].replace('""', '"'), match[2]) if match[2] is not None else (match[3], match[4])


def row_text(cells: Sequence[str], dialect: Dialect) -> str | None:
    """A new row with its line end; None where a cell holds what cannot be said without quotes."""
    odd = {dialect.delimiter, "\r", "\n", *('"' if dialect.quoted else "")}
    if dialect.quoted:
        blank = len(cells) == 1 and not cells[0]  # which would be no row
        cells = [_quoted(one) if blank or not odd.isdisjoint(one) or one != one.strip() else one for one in cells]
    elif any(not odd.isdisjoint(one) for one in cells):
        return None
    return dialect.delimiter.join(cells) + dialect.end


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def best_quoting(text: str, dialect: Dialect, where: str, reading: Reading, columns: int) -> bool:
    """Whether quotes hold cells together, or are characters like others: with the latter, every row has its columns,
    and with the former not, or rows run into each other."""
    if columns < 2 or '"' not in text:
        return True
    quoted = list(_shapes(rows(text, dialect, where, reading)))
    plain_dialect = Dialect(dialect.delimiter, quoted=False, end=dialect.end)
    plain = list(_shapes(rows(text, plain_dialect, where, reading)))
    if any(size != columns or odd for size, odd, _ in plain):
        return True
    broken = [at for at, (size, odd, _) in enumerate(quoted) if odd or size != columns]
    if broken == [len(quoted) - 1] and len(plain) == len(quoted) and not text.endswith(dialect.end[-1]):
        return True  # the last row is cut off inside a quoted cell
    return not broken and len(plain) == len(quoted)


def _shapes(some: Iterable[Row]) -> Iterator[tuple[int, str, int]]:
    return ((len(one.cells), one.problem, one.line) for one in some if not one.is_blank)
