"""The structure allow-list: what a project file may be made of, asked before anything else of it runs.

A trigger, view, table or index that Gilder did not make could run when it is read or written. Reading `sqlite_master`
runs nothing. What the migrations of a version make is kept as a digest, because making it anew takes longer than
opening; a test holds the two together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from store.connection import Connection
from store.errors import NewerProject, StrangeStructure

Item = tuple[str, str, str, str]  # kind, name, table, SQL

DIGESTS = {
    1: "da74d0aab1ab6c2b5831db93e8318eee",
    2: "ba433ac329be1df858b6110983684c60",
    3: "f5e21839fdb1f05abac1ebc24946ff04",
    4: "93cfb7c77b33abbbbb21100f5307ff7e",
}

# Tables that SQLite itself makes when it keeps statistics or numbers; it insists on their names, we on their columns.
_OF_SQLITE = {
    "sqlite_stat1": "create table sqlite_stat1(tbl,idx,stat)",
    "sqlite_stat4": "create table sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
_READ = "SELECT type, name, tbl_name, coalesce(sql, ''), rootpage FROM sqlite_master"


def check_structure(connection: Connection, version: int) -> None:
    """Raise StrangeStructure where a file of that version has anything that Gilder did not make, or lacks something."""
    rows = connection.rows(_READ)
    items = [normal(*row[:4]) for row in rows if not _of_sqlite(*row[:4])]
    if digest(items) != DIGESTS.get(version):
        _tell_difference(connection, items, version)
    roots = [row[4] for row in rows if row[0] in ("table", "index") and row[4]]
    if len(set(roots)) < len(roots):
        raise _strange(connection, "two of its tables lie in the same place")
    _check_names(connection, version)


def digest(items: Iterable[Item]) -> str:
    """A digest of a structure in its normal form, whatever the order."""
    return hashlib.sha256(repr(sorted(items)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def normal(kind: str, name: str, table: str, sql: str) -> Item:
    """An item in its normal form: spaces and quotes of names differ between versions of SQLite and sqlite-utils."""
    return kind, name, table, re.sub(r"\s+", " ", re.sub(r"""["\[\]`]""", "", str(sql))).strip()


def _of_sqlite(kind: str, name: str, _table: str, sql: str) -> bool:
    return kind == "table" and _OF_SQLITE.get(name) == re.sub(r"\s+", " ", str(sql)).lower()


def _tell_difference(connection: Connection, items: list[Item], version: int) -> None:
    """Name the first thing that differs: rarely needed, so that the migrations may run for it."""
    from store.migrations import structure

    expected = {normal(*item) for item in structure(version)}
    extra, lacking = set(items) - expected, expected - set(items)
    known = {item[1] for item in expected}
    for kind, name, *_ in sorted(extra, key=str):
        shown = "".join(letter for letter in str(name) if letter.isprintable())[:60]
        if name in known:
            raise _strange(connection, f"the {kind} “{shown}” was changed")
        raise _strange(connection, f"the {kind} “{shown}” does not belong there")
    for kind, name, *_ in sorted(lacking):
        raise _strange(connection, f"the {kind} “{name}” is missing")


def _check_names(connection: Connection, version: int) -> None:
    """Raise NewerProject for a migration that this version does not know."""
    from store.migrations import names

    done = {name for (name,) in connection.rows("SELECT name FROM _sqlite_migrations WHERE migration_set='gilder'")}
    if done != set(names(version)):
        raise NewerProject(
            f"{connection.path}: was brought up to date in a way that this Gilder does not know; install the newest"
        )


def _strange(connection: Connection, what: str) -> StrangeStructure:
    return StrangeStructure(
        f"{connection.path}: its structure is not Gilder’s: {what}; it was not opened, go back to a backup"
    )
