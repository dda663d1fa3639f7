"""Backups: whole, checked copies in the person's data folder, made by SQLite while others go on working.

`backups/PROJECT UID/NAME.DATE-TIME.MARK[.WHY].gilder`. A copy is built under another name, checked, synced and then
named, so that what has a backup's name is one; what a kill has left is cleared away by the next.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.backup_names import Backup, mark_of, named, parsed, superfluous
from store.connection import Connection, Step, no_step
from store.durable import make_folder
from store.errors import ProjectError, from_sqlite
from store.guard.copying import copy_out
from store.guard.home import data_folder

if TYPE_CHECKING:
    from store.guard.watch import Watch

_ABANDONED = 3600.0  # seconds after which a half-made copy is nobody's, where processes cannot be asked
_STATE = """
SELECT (SELECT group_concat(id || ' ' || hex(uid) || hex(chain)) FROM (SELECT * FROM tx ORDER BY id DESC LIMIT 1)),
  (SELECT max(id) FROM document), (SELECT max(id) FROM model_run), (SELECT max(id) FROM scheme),
  (SELECT count(*) FROM run_document), (SELECT max(id) FROM merging),
  (SELECT group_concat(key || value) FROM (SELECT * FROM meta WHERE key NOT LIKE 'seal%' ORDER BY key))
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a backup. `size` is in bytes."""

    documents: int
    annotations: int
    size: int


class Backups:
    """Those of one open project. `suspect` says why none is made, empty where it is sound as far as is known."""

    def __init__(self, connection: Connection, watch: Watch) -> None:
        self._connection, self._watch = connection, watch

    @property
    def suspect(self) -> str:
        """A copy of a file that lacks something must not take the place of a good one."""
        if self._watch.missing is not None:
            return "it lacks edits that this computer has seen saved"
        if self._watch.unsound:
            return f"it is not as it was when it was closed ({', '.join(self._watch.unsound)})"
        return ""

    def all(self) -> list[Backup]:
        """The backups of this file, then those of other copies of the project on this computer, or of where it lay
        before; each the newest first."""
        own = backups_of(self._connection.path)
        return [*own, *(one for one in _in(_folder(self._connection)) if one not in own)]

    def is_own(self, backup: Backup) -> bool:
        """Whether a backup is of this very file, not of another copy or place."""
        return backup.mark == mark_of(self._connection.entry.real)

    def newest(self) -> Backup | None:
        """The newest of this very file."""
        mark = mark_of(self._connection.entry.real)
        return next((one for one in _in(_folder(self._connection)) if one.mark == mark), None)

    @property
    def wanted(self) -> bool:
        """Whether anything was written since the newest backup was made."""
        newest = self.newest()
        return newest is None or _state_of(newest.path) != self.state

    @property
    def state(self) -> tuple[object, ...]:
        """What tells whether anything was written since: another one after each step, the same in a whole copy."""
        return self._connection.row(_STATE)

    def make(self, why: str = "", *, step: Step = no_step, anew: bool = False) -> Backup | None:
        """Make a backup; None where nothing was written since the newest, unless it is wanted `anew`.

        The connection may write nothing meanwhile; others may. Raises ProjectError where the project is suspect or the
        copy cannot be made; then there is none, and the project is as it was.
        """
        if self.suspect:
            raise ProjectError(f"{self._connection.path}: {self.suspect}; no backup was made of it")
        with self._connection.snapshot():
            if not anew and not self.wanted:
                return None
            made = _make(self._connection, why, step)
        self._thin()
        return made

    def _thin(self) -> None:
        for one in superfluous(_in(_folder(self._connection)), datetime.now()):
            with suppress(OSError):
                one.path.unlink()


def keep_older(connection: Connection, version: int) -> Path:
    """A copy of a project as it is before its structure is brought up to date. Raises ProjectError; then it stays."""
    return _make(connection, f"version-{version}", None).path


def backups_of(project: Path) -> list[Backup]:
    """The backups of a file by its path, also where there is none any more, or a damaged one; the newest first."""
    mark, folder = mark_of(project.resolve()), data_folder() / "backups"
    found = [one for each in _folders(folder) for one in _in(each) if one.mark == mark]
    return sorted(found, key=lambda one: one.order, reverse=True)


def contents(backup: Backup) -> Contents:
    """How much is in a backup. Raises ProjectError where it cannot be read."""
    with _reading(backup.path) as db:
        documents, spans, relations = (
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("document", "span", "relation")
        )
    return Contents(documents, spans + relations, backup.path.stat().st_size)


@contextmanager
def _reading(backup: Path) -> Generator[sqlite3.Connection, None, None]:
    """A backup, read as it is: nobody writes it, and nothing is written beside it. Raises ProjectError."""
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            yield db
    except sqlite3.Error as problem:
        raise from_sqlite(problem, backup) from problem


def _make(connection: Connection, why: str, step: Step | None) -> Backup:
    folder = _folder(connection)
    try:
        make_folder(folder)
    except OSError as problem:
        raise ProjectError(f"{folder}: cannot be made: {problem.strerror or problem}; no backup was made") from problem
    _clear(folder)
    to = named(folder, connection.entry.real, datetime.now(), why)
    made = parsed(copy_out(connection.raw, to, step))
    assert made is not None, "a backup's name can be read again"
    return made


def _folder(connection: Connection) -> Path:
    uid = connection.value("SELECT uid FROM site ORDER BY id LIMIT 1")
    return data_folder() / "backups" / (uid.hex() if isinstance(uid, bytes) else "none")


def _folders(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.is_dir()]
    except OSError:
        return []


def _in(folder: Path) -> list[Backup]:
    try:
        found = [one for path in folder.iterdir() if (one := parsed(path)) is not None]
    except OSError:
        return []
    return sorted(found, key=lambda one: one.order, reverse=True)


def _state_of(backup: Path) -> Any:
    """What can be compared to tell whether anything was written since; None where the file does not say."""
    try:
        with _reading(backup) as db:
            return db.execute(_STATE).fetchone()
    except (ProjectError, OSError):
        return None


def _clear(folder: Path) -> None:
    """Take away half-made copies that nobody is at work on any more: their makers were killed."""
    for left in _half_made(folder):
        with suppress(OSError):
            left.unlink()


def _half_made(folder: Path) -> Iterable[Path]:
    for one in folder.glob(".*.part*"):
        process = one.name.partition(".part")[0].rpartition(".")[2]
        with suppress(OSError):
            old = time.time() - one.stat().st_mtime > _ABANDONED
            if old or (process.isdecimal() and not _lives(int(process))):
                yield one


def _lives(process: int) -> bool:
    """Whether a process is there; on Windows asking so would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
