"""The one connection to an open project file.

Opening, reading and closing write nothing: WAL mode is switched on by the first write and switched off again at the
end, so that a closed project is one self-contained file. Nothing else in the process may open the file while it is open
(closing any other descriptor of it would drop SQLite's locks).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from store.errors import NotAProject, ProjectMissing, ReadOnlyProject, from_sqlite

APPLICATION_ID = 1196174414
Parameters = Sequence[Any] | Mapping[str, Any]
Step = Callable[[int, int], object]
"""Is told how much of how much was done; what it raises ends the work, which is then given up as a whole."""
T = TypeVar("T")
_FAILURES = (sqlite3.Error, UnicodeDecodeError)
_BUSY_SECONDS = 5.0
_EVERY = 200  # so many items lie between two calls of a step
_LENGTH_LIMIT = 1_000_000_000


def no_step(_done: int, _total: int) -> None:
    """The step of work that nobody watches."""


def stepped(
    items: Sequence[T], step: Step, first: float = 0.0, last: float = 1.0, *, every: int = _EVERY
) -> Iterator[T]:
    """The items, with a word to `step` now and then; they are the work between two parts of the whole, 0 to 1."""
    for at, item in enumerate(items):
        if at % every == 0:
            step(round(1000 * (first + (last - first) * at / len(items))), 1000)
        yield item


class Connection:
    """Reads, and writes inside `writing()`; every failure comes out as a ProjectError.

    One that is `beside` another of this process writes, too, and leaves the log to that one when it is closed.
    """

    def __init__(self, path: Path, *, read_only: bool = False, beside: bool = False) -> None:
        if not path.exists():
            raise ProjectMissing(f"{path}: no such project; make one with “gilder new {path.name}”")
        if path.is_dir():
            raise NotAProject(f"{path}: this is not a Gilder project (it is a folder)")
        self.path, self.read_only = path, read_only
        self._wrote, self._beside = False, beside
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
            self._begin_log()
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def share_writing(self) -> None:
        """Another connection of this process, opened `beside`, is about to write."""
        with self._told():
            self._begin_log()

    def _begin_log(self) -> None:
        if not self._wrote:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._wrote = True

    def define(self, name: str, function: Callable[..., int]) -> None:
        """Give queries a function of this program; the same arguments must give the same answer."""
        with self._told():
            self._db.create_function(name, -1, function, deterministic=True)

    def close(self) -> None:
        """Fold the log into the file, so that it stands alone, and let go of it."""
        try:
            if self._wrote and not self.read_only and not self._beside:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error:
            pass  # another reader is still there: the log stays beside the file and belongs to it
        finally:
            self._db.close()
