"""The structure allow-list: what a project file may be made of, asked before anything else of it runs.

A trigger, view, table or index that Gilder did not make could run when it is read or written. Reading `sqlite_master`
runs nothing. What the migrations of a version make is kept as a digest, because making it anew takes longer than
opening; a test holds the two together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from store.connection import Connection
from store.errors import NewerProject, StrangeStructure

_WORST = "trigger view table index"  # what is named first
_QUOTES = dict.fromkeys(map(ord, '"[]`'))
Item = tuple[str, str, str, str]  # kind, name, table, SQL

DIGESTS = {
    1: "29ec2174740e103703e9bdc3bf665c4f",
    2: "bebf860922aeed355ad3c2229b9c1c5a",
    3: "aa92e5fba6a6e59c1b2bc091f3e2e9e5",
    4: "38143dc2a51b304e979a6413f2a32723",
    5: "4f1fa67acb5f74ac2144b88764816a50",
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
    items = [row[:4] for row in rows if not _of_sqlite(*row[:4])]
    if digest(items) != DIGESTS.get(version):
        _tell_difference(connection, [normal(*item) for item in items], version)
    roots = [row[4] for row in rows if row[0] in ("table", "index") and row[4]]
    if len(set(roots)) < len(roots):
        raise _strange(connection, "two of its tables lie in the same place")
    _check_names(connection, version)


def digest(items: Iterable[Item]) -> str:
    """A digest of a structure in its normal form, whatever the order."""
    lines = sorted("\0".join(map(str, item)) for item in items)
    text = "\0\0".join(lines)
    if text.count("\0") != max(0, 5 * len(lines) - 2):
        return ""  # a name or an SQL with a NUL in it: none of ours
    return hashlib.sha256(_plain(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def normal(kind: str, name: str, table: str, sql: str) -> Item:
    """An item in its normal form: spaces and quotes of names differ between versions of SQLite and sqlite-utils."""
    return kind, _plain(name), _plain(table), _plain(sql)


def _plain(text: object) -> str:
    return " ".join(str(text).translate(_QUOTES).split())


def _of_sqlite(kind: str, name: str, _table: str, sql: str) -> bool:
    return name in _OF_SQLITE and kind == "table" and _OF_SQLITE[name] == " ".join(str(sql).split()).lower()


def _tell_difference(connection: Connection, items: list[Item], version: int) -> None:
    """Name the first thing that differs: rarely needed, so that the migrations may run for it."""
    from store.migrations import structure

    expected = {normal(*item) for item in structure(version)}
    extra, lacking = set(items) - expected, expected - set(items)
    known = {item[1] for item in expected}
    for kind, name, *_ in sorted(extra, key=lambda item: (_WORST.find(item[0]), str(item))):
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
