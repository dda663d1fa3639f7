"""Everything that can be read of a damaged file, in a scratch database with the same tables and no rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from store.connection import Step
from store.salvage.pages import LEAF_INDEX, LEAF_TABLE, Pages, Row, Value
from store.salvage.shapes import Shape

_MASTER = 1
_PORTION = 10_000
# Indexes that hold copies of what a small table says, by table: their columns, of which the last is the row's number.
_COPIES: dict[str, dict[str, tuple[str, ...]]] = {
    "site": {"sqlite_autoindex_site_1": ("uid",)},
    "source": {"sqlite_autoindex_source_1": ("uid",), "sqlite_autoindex_source_2": ("name",)},
    "label": {"sqlite_autoindex_label_1": ("kind", "name")},
    "document": {
        "sqlite_autoindex_document_1": ("uid",),
        "document_name": ("name",),
        "document_identity": ("digest", "twin"),
        "document_digest": ("digest",),  # before version 5
    },
    "tx": {"sqlite_autoindex_tx_1": ("uid",), "tx_hlc": ("hlc",)},
}


@dataclass
class Left:
    """What is left of a file: rows in `db`, and what is known of losses.

    `read` are rows by table; `troubled` are tables with pages or cells that made no sense; `copies` is what indexes
    say: of a table and row number, the values by column.
    """

    db: sqlite3.Connection
    read: dict[str, int] = field(default_factory=dict[str, int])
    troubled: set[str] = field(default_factory=set[str])
    copies: dict[tuple[str, int], dict[str, Value]] = field(default_factory=dict[tuple[str, int], dict[str, Value]])
    tables: frozenset[str] = frozenset()  # names in the list of tables; none where that cannot be read
    newest: int | None = None  # the number of the newest entry of the journal, as SQLite counts them


def read_all(pages: Pages, shapes: dict[str, Shape], db: sqlite3.Connection, step: Step) -> Left:
    """Read every table into `db`, from its tree, and from pages that no tree leads to where anything was damaged."""
    roots = _roots(pages)
    left = Left(db, tables=frozenset(roots))
    for shape in shapes.values():
        columns = ",".join(column.name for column in shape.columns)
        db.execute(f"CREATE TABLE {shape.table}({columns})")
    for at, shape in enumerate(shapes.values()):
        step(at, len(shapes))
        before = pages.troubles
        root = roots.get(shape.table) or shape.root
        _insert(left, shape, _of_tree(pages, shape, root))
        if pages.troubles > before or shape.table not in roots:
            left.troubled.add(shape.table)
    _read_indexes(pages, shapes, roots, left)
    for name, root in roots.items():
        if root not in pages.seen:  # search, and other indexes: so that what is left belongs to no tree
            for _, values in _of_none(pages, shapes, root):
                if name == "sqlite_sequence" and values[:1] == ["tx"] and isinstance(values[-1], int):
                    left.newest = values[-1]
    if pages.troubles:
        _read_lost(pages, shapes, left)
    _tidy(db, shapes)
    return left


def _roots(pages: Pages) -> dict[str, int]:
    """Root pages by the names of tables and indexes, as far as the list of tables can be read."""
    found = dict[str, int]()
    for _, values in (row for _, rows in pages.tree(_MASTER) for row in rows):
        if len(values) == 5 and isinstance(values[1], str) and isinstance(values[3], int):
            found.setdefault(values[1], values[3])
    return {name: root for name, root in found.items() if 1 < root <= pages.count}


def _of_none(pages: Pages, shapes: dict[str, Shape], root: int) -> Iterator[Row]:
    """The rows of the tree of an index or of the search, without pages that are a table's by their looks."""
    for number, rows in pages.tree(root):
        kinds = {LEAF_TABLE if rowid is not None else LEAF_INDEX for rowid, _ in rows}
        if any(2 * _fitting(shape, kind, rows) > len(rows) for kind in kinds for shape in shapes.values()):
            pages.give_back(number)
        else:
            yield from rows


def _of_tree(pages: Pages, shape: Shape, root: int) -> Iterator[tuple[Value, ...] | None]:
    """The rows of a table's tree, without pages that are another table's."""
    for number, rows in pages.tree(root):
        some = [shape.row(row) for row in rows]
        if rows and not any(some):
            pages.give_back(number)
        else:
            yield from some


def _insert(left: Left, shape: Shape, rows: Iterable[tuple[Value, ...] | None]) -> None:
    sql = f"INSERT INTO {shape.table} VALUES({','.join('?' * len(shape.columns))})"

    def good() -> Iterator[tuple[Value, ...]]:
        for row in rows:
            if row is None:
                left.troubled.add(shape.table)
            else:
                yield row

    some = good()
    while portion := list(islice(some, _PORTION)):
        left.db.executemany(sql, portion)
        left.read[shape.table] = left.read.get(shape.table, 0) + len(portion)


def _read_indexes(pages: Pages, shapes: dict[str, Shape], roots: dict[str, int], left: Left) -> None:
    for table, indexes in _COPIES.items():
        for name, columns in indexes.items():
            if name not in roots or roots[name] in pages.seen:
                continue
            for _, values in _of_none(pages, shapes, roots[name]):
                number = values[-1] if len(values) == len(columns) + 1 else None
                if isinstance(number, int):
                    known = left.copies.setdefault((table, number), {})
                    known.update(zip(columns, values, strict=False))


def _read_lost(pages: Pages, shapes: dict[str, Shape], left: Left) -> None:
    """Rows of pages to which no tree leads, where most of them are of one table, and of no other, by their looks."""
    for kind, rows in pages.lost():
        counts = {name: _fitting(shape, kind, rows) for name, shape in shapes.items()}
        most = max(counts.values())
        best = [name for name, count in counts.items() if count == most]
        if len(best) == 1 and 2 * most > len(rows):
            left.troubled.add(best[0])
            shape = shapes[best[0]]
            _insert(left, shape, (shape.row(row) for row in rows))


def _fitting(shape: Shape, kind: int, rows: list[Row]) -> int:
    if not shape.by_looks or shape.rowless == (kind == LEAF_TABLE):
        return 0
    return sum(len(row[1]) >= shape.least and shape.row(row) is not None for row in rows)


def _tidy(db: sqlite3.Connection, shapes: dict[str, Shape]) -> None:
    """Take away rows that were found twice, and make it quick to ask for a document or an entry."""
    for shape in shapes.values():
        names = [column.name for column in shape.columns]
        db.execute(f"DELETE FROM {shape.table} WHERE rowid NOT IN (SELECT min(rowid) FROM {shape.table} "
                   f"GROUP BY {','.join(names)})")  # fmt: skip
        for name in ("doc_id", "tx_id", "run_id", "uid"):
            if name in names:
                db.execute(f"CREATE INDEX {shape.table}_by_{name} ON {shape.table}({name})")
