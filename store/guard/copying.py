"""A whole copy of an open project by SQLite's backup: in one step, checked, and put in place when it is complete."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from store.durable import sync_folder
from store.errors import ProjectError, from_sqlite

_PAGES = 1000  # copied between two words to whoever watches: some milliseconds of work
COUNTED = ("document", "span", "relation", "decision", "suggestion", "tx", "op", "zone")
_NEWEST = "SELECT uid, chain FROM tx ORDER BY id DESC LIMIT 1"


def copy_out(
    source: sqlite3.Connection,
    to: Path,
    step: Callable[[int, int], object] | None = None,
    *,
    tables: Sequence[str] = COUNTED,
    newest: str = _NEWEST,
) -> Path:
    """Copy what a connection sees to a new file, also where its own file is gone; gives the path of the copy.

    Raises ProjectError where there is a file of that name, where it cannot be written, and where it is not whole; what
    `step` raises ends it, too, and leaves nothing. With a `step` the connection has to be in a transaction: a copy in
    portions would begin anew at every commit of another connection.
    """
    if to.exists():
        raise ProjectError(f"{to}: there is a file of this name already; nothing was written")
    building = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        building.unlink(missing_ok=True)
        _fill(source, building, step)
        _compare(source, building, to, tables, newest)
        _put_in_place(building, to)
    except OSError as problem:
        raise ProjectError(f"{to}: the copy cannot be written: {problem.strerror or problem}") from problem
    except sqlite3.Error as problem:
        raise from_sqlite(problem, to) from problem
    finally:
        for left in (building, Path(f"{building}-journal"), Path(f"{building}-wal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return to


def _fill(source: sqlite3.Connection, building: Path, step: Callable[[int, int], object] | None) -> None:
    with closing(sqlite3.connect(building, isolation_level=None)) as target:
        if step is None:
            source.backup(target)
        else:
            source.backup(target, pages=_PAGES, progress=lambda _, left, total: step(total - left, total))
        target.execute("PRAGMA journal_mode=DELETE")


def _compare(source: sqlite3.Connection, building: Path, to: Path, tables: Sequence[str], newest: str) -> None:
    """Raise ProjectError where a copy is damaged or lacks anything."""
    with closing(sqlite3.connect(building, isolation_level=None)) as target:
        sound = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if sound != "ok":
            raise ProjectError(f"{to}: the copy would be damaged ({sound}); nothing was written")
        for table in tables:
            sql = f'SELECT count(*) FROM "{table}"'
            if target.execute(sql).fetchone() != source.execute(sql).fetchone():
                raise ProjectError(f"{to}: the copy would lack rows of {table}; nothing was written")
        if target.execute(newest).fetchone() != source.execute(newest).fetchone():
            raise ProjectError(f"{to}: the copy would lack the last edits; nothing was written")


def _put_in_place(building: Path, to: Path) -> None:
    """Sync the copy, then give it its name; a crash leaves a whole copy or none."""
    with building.open("rb+") as file:
        os.fsync(file.fileno())
    building.rename(to)
    sync_folder(to.parent)
