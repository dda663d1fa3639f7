"""What rows of each table look like: by that a page without a tree is told to be a table's, and a bad row refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.connection import Connection
from store.salvage.pages import Row, Value

_SIXTEEN = ("uid", "head_uid", "child_uid", "parent", "undoes", "prev_tx", "annotation")
_THIRTY_TWO = ("digest", "chain", "rows_sha256", "chains_sha256")
_KINDS: Mapping[str, tuple[type, ...]] = {"INTEGER": (int,), "TEXT": (str,), "BLOB": (bytes,), "REAL": (int, float)}
_NOT_SAVED = ("_sqlite_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")
# Tables whose rows look like entries of an index, or that say nothing without the page that they were on.
AS_MADE: Mapping[str, int] = {"site": 3, "label": 3, "document": 6, "marks": 5, "tx": 13}
"""How many columns a table had at first, where it has more now: rows of older files, and their copies, are as short."""
_ONLY_BY_TREE = ("document_alias", "meta", "run_document")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, whether it must be there, and what it is in rows that are older than the column."""

    name: str
    kind: str
    required: bool
    default: Value

    def fits(self, value: Value) -> bool:
        """Whether a value can be one of this column."""
        if value is None:
            return not self.required
        if not isinstance(value, _KINDS[self.kind]):
            return False
        size = 16 if self.name in _SIXTEEN else 32 if self.name in _THIRTY_TWO else None
        return size is None or not isinstance(value, bytes) or len(value) == size


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its columns, which of them is the row's number (None: the table has none), and its root page."""

    table: str
    columns: tuple[Column, ...]
    number: int | None
    rowless: bool
    root: int

    def row(self, row: Row) -> tuple[Value, ...] | None:
        """The values of a row as SQLite would give them; None where it cannot be one of this table."""
        rowid, values = row
        if (rowid is None) != self.rowless or len(values) > len(self.columns) or not values:
            return None
        whole = [*values, *(column.default for column in self.columns[len(values) :])]
        if self.number is not None:
            if whole[self.number] is not None:
                return None
            whole[self.number] = rowid
        if not all(column.fits(value) for column, value in zip(self.columns, whole, strict=True)):
            return None
        return tuple(
            float(value) if column.kind == "REAL" and isinstance(value, int) else value
            for column, value in zip(self.columns, whole, strict=True)
        )

    @property
    def least(self) -> int:
        """How many columns the oldest rows have."""
        return AS_MADE.get(self.table, len(self.columns))

    @property
    def by_looks(self) -> bool:
        """Whether a page of this table can be told from its rows alone."""
        return self.table not in _ONLY_BY_TREE


def shapes(connection: Connection) -> dict[str, Shape]:
    """The tables of a new project, but for what SQLite and the search make anew."""
    found = dict[str, Shape]()
    sql = "SELECT name, rootpage, coalesce(sql, '') FROM sqlite_master WHERE type='table' AND rootpage>0"
    for name, root, made in connection.rows(sql):
        if name in _NOT_SAVED or name.startswith("document_search"):
            continue
        info = connection.rows(f"PRAGMA table_info({name})")
        rowless = "WITHOUT ROWID" in made
        keys = [at for at, row in enumerate(info) if row[5]]
        number = keys[0] if len(keys) == 1 and not rowless and info[keys[0]][2] == "INTEGER" else None
        columns = tuple(_column(row, primary=at == number) for at, row in enumerate(info))
        found[name] = Shape(name, columns, number, rowless, root)
    return found


def _column(info: Sequence[Value], *, primary: bool) -> Column:
    _, name, kind, required, default, key = info
    told = str(default or "")
    value: Value = None
    if default is not None:
        value = told.strip("'") if kind == "TEXT" else float(told) if kind == "REAL" else int(told)
    return Column(str(name), str(kind) or "TEXT", bool(required or key) and not primary, value)
