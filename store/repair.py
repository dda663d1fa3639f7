"""Repair: what is sound of a damaged project, in a new file. The original is never written.

The file is copied and read row by row, where SQLite gives up by a reader of our own. Only what verifies is taken: texts
by their digests, spans by what they cover, entries of the journal by the hash chain. Where the journal is whole,
annotations are what it says; where it is not, they are what rows and the rest of the journal say, and what was saved
goes on in the journal as a repair. What is left of an older structure is brought up to date first.
"""

from __future__ import annotations

import mmap
import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from store.connection import Connection, Step, no_step
from store.durable import sync_folder
from store.errors import DECODING, DamagedProject, ProjectBusy, ProjectError, ProjectMissing, from_sqlite
from store.guard.lock import Lock
from store.guard.opening import enter
from store.guard.registry import OPEN_FILES
from store.migrations import migrate
from store.project import Project
from store.salvage.entries import Entries
from store.salvage.facts import (
    put_documents,
    put_labels,
    put_schemes,
    put_settings,
    put_sites,
    put_sources,
    source_names,
    texts,
)
from store.salvage.older import bring_up
from store.salvage.pages import Pages
from store.salvage.reading import Left, read_all
from store.salvage.report import Repaired
from store.salvage.shapes import shapes
from store.salvage.standing import put_annotations
from store.salvage.suggested import put_runs

_COUNTED = ("document", "span", "relation", "decision", "suggestion", "tx", "op", "zone", "marks")


def repair(path: Path, output: Path, *, step: Step = no_step) -> Repaired:
    """Write what is sound of the project at `path` to a new file. Raises ProjectError; then nothing is there.

    `step` is told how far it is, and may raise to end it.
    """
    if output.exists():
        raise ProjectError(f"{output}: there is a file of this name already; nothing was written")
    with _alone(path):
        try:
            with TemporaryDirectory(prefix=".gilder-repair-", dir=output.parent) as folder:
                return _repair(path, output, Path(folder), step)
        except OSError as problem:
            told = f"{problem.filename or output}: {problem.strerror or problem}"
            raise ProjectError(f"{told}; nothing was repaired") from problem


@contextmanager
def _alone(path: Path) -> Generator[None, None, None]:
    """While nobody writes the file: reading it here while it is open here would drop SQLite's locks."""
    if not path.is_file():
        raise ProjectMissing(f"{path}: no such project")
    real = path.resolve()
    status = real.stat()
    if OPEN_FILES.is_open((status.st_dev, status.st_ino)):
        raise ProjectBusy(f"{path}: is open here; close it first")
    lock = None
    with suppress(OSError):  # a folder that cannot be written: then nobody writes there
        lock = Lock(real)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _repair(path: Path, output: Path, folder: Path, step: Step) -> Repaired:
    copy, building = _copied(path, folder), folder / "new.gilder"
    report = Repaired(str(output))
    building.touch()
    try:
        with closing(sqlite3.connect(folder / "left.sqlite", isolation_level=None)) as db:
            db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000")
            _build(copy, building, db, report, step)
    except sqlite3.Error as problem:
        raise from_sqlite(problem, path) from problem
    except DECODING as problem:
        raise DamagedProject(f"{path}: too little of it is left to be put together ({problem})") from problem
    _put_in_place(building, output)
    return report


def _build(copy: Path, building: Path, db: sqlite3.Connection, report: Repaired, step: Step) -> None:
    connection = Connection(building, entry=enter(building, read_only=False, locked=False))
    try:
        connection.raw.execute("PRAGMA synchronous=OFF")  # the file is synced when it is whole
        migrate(connection)
        with _pages(copy) as pages:
            left = read_all(pages, shapes(connection), db, lambda done, all_: step(done, 3 * all_))
        bring_up(left)
        found = list(texts(left))
        if not found and not left.read.get("tx"):
            raise DamagedProject(f"{copy.name}: nothing of a Gilder project could be found in it; go back to a backup")
        report.read, report.troubled = dict(left.read), sorted(left.troubled)
        entries = Entries(left, {one.id: one for one in found})
        entries.settle(source_names(left))
        with connection.writing():
            connection.write("PRAGMA defer_foreign_keys=ON")
            _put_facts(left, connection, entries, report)
            put_documents(left, connection, found, report)
            entries.put(connection, put_schemes(left, connection, report), report)
            put_runs(left, connection, report)
        step(1, 3)
    finally:
        connection.close()
    with Project.open(building) as project:
        project.connection.raw.execute("PRAGMA synchronous=OFF")
        put_annotations(left, project, report, lambda done, all_: step(all_ + 2 * done, 3 * max(1, all_)))
        project.schemes.settle_labels()
        for table in _COUNTED:
            report.written[table] = int(project.connection.value(f"SELECT count(*) FROM {table}"))


def _put_facts(left: Left, out: Connection, entries: Entries, report: Repaired) -> None:
    put_sites(left, out, report)
    put_sources(left, out, entries.names, report)
    put_labels(left, out, report)
    put_settings(left, out)


def _copied(path: Path, folder: Path) -> Path:
    """A copy with what is in its log; without the log where SQLite cannot bring the two together."""
    copy = folder / path.name
    shutil.copyfile(path, copy)
    logs = [Path(f"{path}{end}") for end in ("-wal", "-journal")]
    if any(log.exists() for log in logs):
        for log in logs:
            if log.exists():
                shutil.copyfile(log, f"{copy}{log.name.removeprefix(path.name)}")
        if not _folds(copy):
            shutil.copyfile(path, copy)
    return copy


def _folds(copy: Path) -> bool:
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA journal_mode=DELETE").fetchall()
            return db.execute("SELECT count(*) FROM sqlite_master").fetchone() is not None
    except sqlite3.Error:
        return False


@contextmanager
def _pages(copy: Path) -> Generator[Pages, None, None]:
    if copy.stat().st_size < 512:
        raise DamagedProject(f"{copy.name}: nothing of a Gilder project could be found in it; go back to a backup")
    with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield Pages(data)


def _put_in_place(building: Path, output: Path) -> None:
    with building.open("rb+") as file:
        os.fsync(file.fileno())
    if output.exists():
        raise ProjectError(f"{output}: there is a file of this name already; nothing was written")
    building.rename(output)
    sync_folder(output.parent)
