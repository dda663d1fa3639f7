"""Going back to a backup. What is there now is moved aside with its logs, under a name that is told, never covered."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from store.connection import APPLICATION_ID, Connection, Step, no_step
from store.durable import sync_folder
from store.errors import NotAProject, ProjectBusy, ProjectError, ReadOnlyProject
from store.guard.copying import copy_out
from store.guard.lock import Lock
from store.guard.registry import OPEN_FILES
from store.project import Project

_LOGS = ("-wal", "-journal", "-shm")
_PLAIN = (
    "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%'"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """The project as it was, and the names under which the file that was there, and its logs, lie beside it now."""

    path: Path
    aside: tuple[Path, ...] = ()


def restore(project: Path, backup: Path, *, step: Step = no_step) -> Restored:
    """Put a copy of a backup in the place of a project; it is what this computer saw last from then on.

    Raises ProjectError where the backup is no sound project or somebody has the project open; nothing was changed then.
    """
    target = project.resolve()
    if target.exists() and OPEN_FILES.has(target):
        raise ProjectBusy(f"{project}: is open here; close it first, or restore to another file")
    if not target.parent.is_dir():
        raise ProjectError(f"{target.parent}: there is no such folder; nothing was restored")
    _check_kin(target, backup)
    lock = _lock(target)
    try:
        new = _free(target.with_name(f".{target.name}"), "new")
        copy_project(backup, new, step=step)
        try:
            aside = _put_aside(target)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as problem:
        raise ProjectError(f"{project}: cannot be restored: {problem.strerror or problem}") from problem
    finally:
        lock.release()
    _acknowledge(target)
    return Restored(project, aside)


def copy_project(project: Path, to: Path, *, step: Step = no_step) -> Path:
    """Copy a project, or a backup of one, as it is now to a new file, and find it sound.

    Raises ProjectError; a file that is there is never covered.
    """
    with suppress(ReadOnlyProject):  # one in an older structure, which was looked at all the same
        Project.open(project, read_only=True).close()
    source = Connection(project, read_only=True)
    try:
        with source.snapshot():
            source.value("SELECT count(*) FROM sqlite_master")
            return copy_out(source.raw, to, step)
    finally:
        source.close()


def copy_as_it_is(project: Path, to: Path, *, step: Step = no_step) -> Path:
    """Copy a project whose structure is not known here, of a newer Gilder, to a new file, and find it the same.

    Raises ProjectError; a file that is there is never covered, and nothing is written to the project.
    """
    source = Connection(project, read_only=True)
    try:
        if source.value("PRAGMA application_id") != APPLICATION_ID:
            raise NotAProject(f"{project}: this is not a Gilder project")
        with source.snapshot():
            names = [row[0] for row in source.rows(_PLAIN)]
            safe = [name for name in names if '"' not in name]
            return copy_out(source.raw, to, step, tables=safe, newest="PRAGMA user_version")
    finally:
        source.close()


def _check_kin(target: Path, backup: Path) -> None:
    """Raise ProjectError for a backup of another project, as far as what is there can be asked."""
    with suppress(FileNotFoundError):
        if target.samefile(backup):
            raise ProjectError(f"{backup}: is the project itself, no backup of it")
    mine, theirs = _project_of(target), _project_of(backup)
    if mine and theirs and mine != theirs:
        raise ProjectError(f"{backup}: is of another project than {target.name}; nothing was restored")


def _project_of(path: Path) -> str:
    """The identity of a project; empty where the file does not say."""
    try:
        with Project.open(path, read_only=True) as project:
            return project.sites.project
    except (ProjectError, OSError):
        return ""


def _lock(target: Path) -> Lock:
    try:
        return Lock(target)
    except OSError as problem:
        raise ProjectError(f"{target}: cannot be written here: {problem.strerror or problem}") from problem


def _put_aside(target: Path) -> tuple[Path, ...]:
    """Give the file and its logs another name: a log that stayed would be replayed into the backup.

    A file without logs keeps its own name as well until the backup takes it, so that a crash leaves one or the other.
    """
    aside = _free(target, "aside")
    here = [end for end in ("", *_LOGS) if Path(f"{target}{end}").exists()]
    if here != [""] or not _linked(target, aside):
        for end in here:
            Path(f"{target}{end}").rename(f"{aside}{end}")
    sync_folder(target.parent)  # before a name is taken: else a cut of power could leave neither
    return tuple(Path(f"{aside}{end}") for end in here)


def _linked(target: Path, aside: Path) -> bool:
    """Give a file a second name, where the file system can."""
    try:
        os.link(target, aside)
    except OSError:
        return False
    return True


def _free(path: Path, what: str) -> Path:
    """A name beside a file that is not taken, logs included."""
    stamp, number = time.strftime("%Y%m%d-%H%M%S"), 1
    while any(Path(f"{(found := _name(path, stamp, number, what))}{end}").exists() for end in ("", *_LOGS)):
        number += 1
    return found


def _name(path: Path, stamp: str, number: int, what: str) -> Path:
    return path.with_name(f"{path.stem}.{stamp}{f'-{number}' if number > 1 else ''}.{what}{path.suffix}")


def _acknowledge(target: Path) -> None:
    """From now on the older state is what was last saved here, and nothing of it counts as missing."""
    with Project.open(target) as project:
        project.watch.acknowledge()
