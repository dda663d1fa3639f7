"""The one connection to an open project file.

Opening, reading and closing write nothing: WAL mode is switched on by the first write and switched off again at the
end, so that a closed project is one self-contained file. Nothing else in the process may open the file while it is open
(closing any other descriptor of it would drop SQLite's locks).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from store.errors import NotAProject, ProjectMissing, ReadOnlyProject, from_sqlite

APPLICATION_ID = 1196174414
Parameters = Sequence[Any] | Mapping[str, Any]
_FAILURES = (sqlite3.Error, UnicodeDecodeError)
_BUSY_SECONDS = 5.0
_LENGTH_LIMIT = 1_000_000_000


class Connection:
    """Reads, and writes inside `writing()`; every failure comes out as a ProjectError."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        if not path.exists():
            raise ProjectMissing(f"{path}: no such project; make one with “gilder new {path.name}”")
        if path.is_dir():
            raise NotAProject(f"{path}: this is not a Gilder project (it is a folder)")
        self.path, self.read_only = path, read_only
        self._wrote = False
        mode = "ro" if read_only else "rw"
        with self._told():
            self._db = sqlite3.connect(
                f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=_BUSY_SECONDS,
            )
        try:
            self._configure()
        except BaseException:
            self._db.close()
            raise

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for sqlite-utils' migrations and reports."""
        return self._db

    def _configure(self) -> None:
        self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH_LIMIT)
        self._db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 2)
        for pragma in (
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            "foreign_keys=ON",
            "synchronous=FULL",
            "fullfsync=ON",
            "checkpoint_fullfsync=ON",
            "temp_store=MEMORY",
            "cache_size=-64000",
        ):
            self.rows(f"PRAGMA {pragma}")

    @contextmanager
    def _told(self) -> Generator[None, None, None]:
        try:
            yield
        except _FAILURES as problem:
            raise from_sqlite(problem, self.path) from problem

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """All rows of a query."""
        with self._told():
            return self._db.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first row of a query, or None."""
        with self._told():
            return self._db.execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def write(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one writing statement inside `writing()`; gives the row id of an insert."""
        assert self._db.in_transaction, "writes belong into writing()"
        with self._told():
            return self._db.execute(sql, parameters).lastrowid or 0

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one writing statement for many rows inside `writing()`."""
        assert self._db.in_transaction, "writes belong into writing()"
        with self._told():
            self._db.executemany(sql, rows)

    @contextmanager
    def writing(self) -> Generator[None, None, None]:
        """One durable transaction: committed and synced when the block ends, rolled back when it raises."""
        if self.read_only:
            raise ReadOnlyProject(f"{self.path}: this project is open for reading only")
        with self._told():
            if not self._wrote:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._wrote = True
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def define(self, name: str, function: Callable[..., int]) -> None:
        """Give queries a function of this program; the same arguments must give the same answer."""
        with self._told():
            self._db.create_function(name, -1, function, deterministic=True)

    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it stands now, to another file. SQLite copies: nothing else opens this file."""
        with self._told():
            copy = sqlite3.connect(path)
            try:
                self._db.backup(copy)
            finally:
                copy.close()

    def close(self) -> None:
        """Fold the log into the file, so that it stands alone, and let go of it."""
        try:
            if self._wrote and not self.read_only:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error:
            pass  # another reader is still there: the log stays beside the file and belongs to it
        finally:
            self._db.close()
