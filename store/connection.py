"""The one connection to an open project file.

Opening, reading and closing write nothing: WAL mode is switched on by the first write and switched off again at the
end, so that a closed project is one self-contained file. Nothing else in the process may open the file while it is open
(closing any other descriptor of it would drop SQLite's locks). On another computer's disk there is no WAL: the rollback
journal, synchronous=EXTRA, and the file locked for as long as it is open.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from annotate.errors import or_else
from store.errors import ProjectBusy, ProjectError, ReadOnlyProject, from_sqlite
from store.guard.copying import copy_out
from store.guard.identity import Identity
from store.guard.opening import Entry, enter
from store.guard.registry import OPEN_FILES

APPLICATION_ID = 1196174414
Parameters = Sequence[Any] | Mapping[str, Any]
Step = Callable[[int, int], object]
"""Is told how much of how much was done; what it raises ends the work, which is then given up as a whole."""
T = TypeVar("T")
_FAILURES = (sqlite3.Error, UnicodeDecodeError, MemoryError)
_BUSY_SECONDS = 5.0
_HEARD = 20_000  # steps of SQLite's machine between two calls of a query's step
_EVERY = 200  # so many items lie between two calls of a step
_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, 200_000_000),  # bytes of a text or a row
    (sqlite3.SQLITE_LIMIT_ATTACHED, 2),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10),
)


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

    `wrote`: whether anything was written. What is in `before_commit` and `after_commit` is called around each commit,
    what is in `before_log` before the first one, which waits until nobody reads: a copy in the making has to give way.
    One that is `beside` another of this process writes, too, and leaves log and seal to that one when it is closed.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        take_over: bool = False,
        beside: bool = False,
        entry: Entry | None = None,
    ) -> None:
        self.entry = entry or enter(path, read_only=read_only, take_over=take_over)
        self.path, self.read_only, self.beside = path, self.entry.read_only, beside
        self.before_log = list[Callable[[], None]]()
        self.before_commit = list[Callable[[], None]]()
        self.after_commit = list[Callable[[], None]]()
        self._identity = Identity(path, self.entry.real)
        self.wrote, self._turn = False, threading.RLock()
        with or_else(self.entry.leave):
            with self._told():
                self._db = self._connect()
            with or_else(self._db.close):
                self._configure()

    def _connect(self) -> sqlite3.Connection:
        """A connection to the file, or to a copy of what the connection sees that has the file to itself."""
        sole = OPEN_FILES.sole(self.entry.key)
        if isinstance(sole, Connection):
            if not self.read_only:
                raise ProjectBusy(
                    f"{self.path}: is on another computer’s disk, and open already: only once for writing"
                )
            return sole.copied()
        alone = self.entry.network and self.entry.writes
        if alone:
            OPEN_FILES.keep(self.entry.key, self)
        return sqlite3.connect(  # other threads only ever copy from it: `copied` and `copy_out`
            self.entry.uri, uri=True, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False
        )

    def copied(self) -> sqlite3.Connection:
        """A copy in a temporary file of SQLite's own; asked on other threads, and never in the middle of a step."""
        with self._turn:
            target = sqlite3.connect("", isolation_level=None)
            self._db.backup(target)
        target.execute("PRAGMA query_only=ON")
        return target

    @property
    def holds(self) -> bool:
        """Whether the file is still the one that was opened."""
        return self._identity.holds

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for sqlite-utils' migrations and reports."""
        return self._db

    def _configure(self) -> None:
        for limit, most in _LIMITS:
            self._db.setlimit(limit, most)
        if sys.version_info >= (3, 12):
            self._db.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        network = self.entry.network and not self.read_only
        for pragma in (
            *(("locking_mode=EXCLUSIVE",) if network else ()),
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            "foreign_keys=ON",
            "synchronous=EXTRA" if network else "synchronous=FULL",
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

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Any]:
        """The rows of a query, a few at a time; nothing may be written to what it reads meanwhile."""
        with self._told():
            yield from self._db.execute(sql, parameters)

    @contextmanager
    def heard(self, step: Step) -> Generator[None, None, None]:
        """While a long query runs, `step` is called now and then; what it raises ends the query."""
        raised = list[BaseException]()

        def handler() -> int:
            try:
                step(0, 0)
            except BaseException as problem:  # noqa: BLE001 - SQLite swallows it, Ctrl+C too; it is raised below
                raised.append(problem)
            return len(raised)

        self._db.set_progress_handler(handler, _HEARD)
        try:
            yield
        except ProjectError:
            if raised:
                raise raised[0] from None
            raise
        finally:
            self._db.set_progress_handler(None, 0)

    def row(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first row of a query, or None."""
        with self._told():
            return self._db.execute(sql, parameters).fetchone()

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[Any]:
        """The rows of a query one by one, for one that gives too many to be held."""
        with self._told():
            yield from self._db.execute(sql, parameters)

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
        """One durable transaction: committed and synced when the block ends, rolled back when it raises.

        Raises ProjectMoved, and nothing counts as saved, where the file or its log is no longer what was opened.
        """
        if self.read_only:
            why = f": {self.entry.why}" if self.entry.why else ""
            raise ReadOnlyProject(f"{self.path}: this project is open for reading only{why}")
        with self._turn:
            self._identity.check()
            with self._told():
                self._begin_log()
                self._db.execute("BEGIN IMMEDIATE")
            try:
                self._note_log()
                yield
                for step in self.before_commit:
                    step()
                self._identity.check()
                with self._told():
                    self._db.execute("COMMIT")
            except BaseException as problem:  # whatever it is goes on, and nothing half done stays
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(problem, MemoryError):
                    raise from_sqlite(problem, self.path) from problem
                raise
            self._note_log()
            self._identity.check()
            for step in self.after_commit:
                step()

    def _note_log(self) -> None:
        if not self.entry.network:
            self._identity.note_log()

    def optimise(self) -> None:
        """Let SQLite look again at how it reads tables that have changed much."""
        self._identity.check()
        with self._told():
            self._db.execute("PRAGMA analysis_limit=400").fetchall()
            self._db.execute("PRAGMA optimize").fetchall()

    def fold(self) -> None:
        """Fold the log into the file, for an idle moment: a log that is empty cannot ruin a file put in its place."""
        if self.wrote and not self.entry.network and self._identity.holds:
            with suppress(sqlite3.Error):  # somebody reads: next time
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_out(self, to: Path) -> Path:
        """Write a whole copy of what this connection sees, also where its file is gone; on any thread.

        Raises ProjectError.
        """
        with self._turn:
            return copy_out(self._db, to)

    @contextmanager
    def snapshot(self) -> Generator[None, None, None]:
        """All that is read inside is of one moment, whatever others write meanwhile."""
        with self._told():
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def share_writing(self) -> None:
        """Another connection of this process, opened `beside`, is about to write."""
        with self._told():
            self._begin_log()

    def _begin_log(self) -> None:
        if not self.wrote:
            for step in self.before_log:
                step()
            self._db.execute(f"PRAGMA journal_mode={'DELETE' if self.entry.network else 'WAL'}")
            self.wrote = True

    def define(self, name: str, function: Callable[..., int | bytes]) -> None:
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
            if self._identity.holds:
                self._close_up()
            else:
                self._abandon()
        finally:
            self.entry.leave()

    def _close_up(self) -> None:
        try:
            if self.wrote and not self.beside and not self.entry.network:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._db.execute("PRAGMA journal_mode=DELETE").fetchall()
        except sqlite3.Error:
            pass  # another reader is still there: the log stays beside the file and belongs to it
        finally:
            self._db.close()

    def _abandon(self) -> None:
        """Keep SQLite from folding the log into what lies there now, or deleting a log that is another's.

        Where the file itself was moved, SQLite leaves all as it is. Where only the log was, Python 3.11 has no switch
        for it: the connection then stays open until the process ends, and even after Python has let go of it.
        """
        if sys.version_info >= (3, 12):
            self._db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
            self._db.close()
        else:
            import ctypes

            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._db))
