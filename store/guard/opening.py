"""Everything that is settled before SQLite gets the file: what it is, who may write it, how it is to be opened."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from annotate.errors import or_else
from store.errors import NotAProject, ProjectError, ProjectMissing
from store.guard.header import Header, look, placeholder_beside
from store.guard.leftovers import set_aside, strays
from store.guard.lock import lock_path
from store.guard.place import on_network
from store.guard.registry import OPEN_FILES, Key

_LONGEST = 500  # bytes of a path that SQLite takes on Linux and macOS, with the names of its logs


@dataclass
class Entry:
    """One connection's entry to a project file, from before it is opened until after it is closed.

    `why` says why it is open for reading only, empty where that was asked for or where it may be written.
    """

    path: Path  # as the person gave it
    real: Path  # without links
    key: Key
    read_only: bool
    why: str = ""
    immutable: bool = False
    network: bool = False
    notes: tuple[str, ...] = ()
    writes: bool = False  # counted as a writer

    @property
    def uri(self) -> str:
        """The address for SQLite: never one that makes a file."""
        mode = "ro" if self.read_only else "rw"
        name = quote(os.fsencode(self.real))
        return f"file:{name}?mode={mode}{'&immutable=1' if self.immutable else ''}"

    def leave(self) -> None:
        """Count the connection out, after it was closed."""
        OPEN_FILES.leave(self.key, wrote=self.writes)


def enter(path: Path, *, read_only: bool, take_over: bool = False, locked: bool = True) -> Entry:
    """Look at a file and its surroundings, and take the lock for writing. Raises ProjectError.

    `locked` is False for a file that nobody else knows of yet.
    """
    real, status = _found(path)
    entry = Entry(path, real, (status.st_dev, status.st_ino), read_only)
    seen = list[Header]()

    def alone() -> None:
        seen.append(look(path))
        if not read_only:
            entry.why = unwritable(real)

    OPEN_FILES.enter(entry.key, alone if locked else lambda: None)
    with or_else(entry.leave):
        if not read_only and locked:
            _prepare_writing(entry, take_over)
        if seen:
            _judge_logs(entry, seen[0])
    return entry


def _found(path: Path) -> tuple[Path, os.stat_result]:
    """The real path of a project and its status. Raises ProjectError where it cannot be one."""
    try:
        real = path.resolve(strict=True)
    except FileNotFoundError as problem:
        if placeholder_beside(path):
            raise ProjectMissing(
                f"{path}: is only in iCloud so far; download it in the Finder, and open it then"
            ) from problem
        raise ProjectMissing(f"{path}: no such project; make one with “gilder new {path.name}”") from problem
    except RuntimeError as problem:  # Python 3.11 and 3.12 say so of links that lead to each other
        raise ProjectError(f"{path}: cannot be opened: links lead in a circle") from problem
    status = real.stat()
    if stat.S_ISDIR(status.st_mode):
        raise NotAProject(f"{path}: this is not a Gilder project (it is a folder)")
    if not stat.S_ISREG(status.st_mode):
        raise NotAProject(f"{path}: this is not a Gilder project (it is no ordinary file)")
    if os.name == "posix" and len(os.fsencode(real)) > _LONGEST:
        size = len(os.fsencode(real))
        raise ProjectError(f"{path}: the whole path has {size} bytes, more than {_LONGEST}; move it to a shorter one")
    return real, status


def _prepare_writing(entry: Entry, take_over: bool) -> None:
    """Take the lock, or make the entry one for reading and say why."""
    entry.network = on_network(entry.real)
    entry.why = entry.why or other_names(entry.real)
    if not entry.why:
        try:
            OPEN_FILES.lock(entry.key, entry.real, take_over=take_over)
            entry.writes = True
        except OSError as problem:
            entry.why = _no_lock(problem)
    entry.read_only = bool(entry.why)


def unwritable(real: Path) -> str:
    """Why a file may not be written. Windows tells only when it is opened for writing; a lock shows all of a folder."""
    if not os.access(real, os.W_OK):
        return "the file is write-protected"
    if os.name == "nt":
        try:
            os.close(os.open(real, os.O_RDWR))
        except PermissionError:
            return "the file is write-protected"
    return "" if os.access(real.parent, os.W_OK) else "its folder is write-protected"


def other_names(real: Path) -> str:
    """Why a file with hard links is not written: through the other name, its logs would not be found."""
    if real.stat().st_nlink < 2:
        return ""
    half_made = f".{literal(real.name)}.*.new"  # of a creation that was killed at its last step
    half_restored = f"{literal(real.stem)}.*.aside{literal(real.suffix)}"  # of going back to a backup
    for other in (*real.parent.glob(half_made), *real.parent.glob(half_restored)):
        with suppress(OSError):
            if other.samefile(real):
                other.unlink()
    return "the file has another name as well (a hard link)" if real.stat().st_nlink > 1 else ""


def literal(name: str) -> str:
    """A name as a pattern that finds only it."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _no_lock(problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "the disk is full"
    return f"no lock can be made beside it ({problem.strerror or problem})"


def _judge_logs(entry: Entry, header: Header) -> None:
    """Set aside logs of other files, or leave them out where nothing is to be written.

    Without its logs a file in write-ahead mode would be given new ones at the first reading; where none lie there, it
    is read as it is, which writes nothing and works on a medium that cannot be written.
    """
    found = strays(entry.real)
    if found and entry.writes:
        entry.notes = set_aside(entry.real, found)
    elif entry.read_only:
        names = ", ".join(log.name for log in found)
        alone = header.logged and not Path(f"{entry.real}-wal").exists() and not lock_path(entry.real).exists()
        entry.immutable = bool(found) or alone
        entry.notes = (f"{entry.path}: {names} belongs to another file and was not read",) if found else ()
