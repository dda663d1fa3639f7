"""`NAME.gilder.lock`: which process writes a project, held by the system for as long as that process lives.

The lock is the system's (flock, or a locked byte on Windows), so that it ends with its process, however that ends; the
text in the file only says who it is. Where a file system has no locks, the text decides. The file goes at the end.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotate import VERSION
from annotate.errors import or_else
from store.errors import ProjectHeld

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TRIES = 100
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_NOFOLLOW", 0)
_TEXT = 800  # bytes
_BYTE = 1 << 30  # far behind the text, so that others can read that


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes a project. `since` is in seconds since 1970, UTC."""

    program: str
    process: int
    host: str
    annotator: str
    since: float

    @classmethod
    def me(cls, annotator: str = "") -> Holder:
        """This process."""
        return cls(f"gilder {VERSION}", os.getpid(), socket.gethostname(), annotator or _login(), round(time.time()))

    @classmethod
    def read(cls, text: bytes) -> Holder | None:
        """The holder that a lock file names; None where it names nobody."""
        try:
            found: Any = json.loads(text[:4096])
            program, host, annotator = (_short(found[name]) for name in ("program", "host", "annotator"))
            return cls(program, int(found["process"]), host, annotator, float(found["since"]))
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
            return None

    def __str__(self) -> str:
        name = f"{self.annotator}’s " if self.annotator else ""
        try:
            since = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.since))
        except (ValueError, OverflowError, OSError):
            since = "some time"
        return f"{name}{self.program} (process {self.process}) on {self.host} since {since}"


class Lock:
    """The lock of one project, taken when it is made. Raises ProjectHeld, and OSError where no lock can be made."""

    def __init__(self, project: Path, *, take_over: bool = False) -> None:
        self._path, self._project = lock_path(project), project
        for _ in range(_TRIES):
            self._file = os.open(self._path, _FLAGS, 0o666)
            with or_else(lambda: os.close(self._file)):
                if self._take(take_over):
                    return
            os.close(self._file)  # whoever had it has just removed it: the next one is another file
        raise ProjectHeld(f"{project}: others keep taking the lock {self._path.name}; try again in a moment")

    def announce(self, annotator: str = "") -> None:
        """Write who holds the lock. A full disk does not matter here: the lock holds without its text."""
        with suppress(OSError):
            text = json.dumps(asdict(Holder.me(annotator))).encode()
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(
                self._file, text.ljust(_TEXT)
            )  # one length: cutting it off first makes ext4 sync it at close, 4 ms

    @property
    def holds(self) -> bool:
        """Whether the file that is locked is still the one of that name; False where the disk cannot be asked."""
        try:
            return _same(self._file, self._path)
        except OSError:
            return False

    def release(self) -> None:
        """Remove the file and let go of the lock, in this order: nobody may lock a file that is about to go."""
        with suppress(OSError):
            if os.name == "nt" or _same(self._file, self._path):
                self._path.unlink(missing_ok=True)
        os.close(self._file)
        if os.name == "nt":
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _take(self, take_over: bool) -> bool:
        if os.fstat(self._file).st_nlink > 1:
            raise OSError(errno.EMLINK, f"{self._path.name} has another name as well, and is no lock")
        text = os.read(self._file, 4096)
        holder = Holder.read(text)
        taken = _system_lock(self._file)
        if taken is False or (taken is None and holder is not None and _lives(holder)):
            raise _held(self._project, holder)
        if not _same(self._file, self._path):
            return False
        if holder is not None and holder.host != socket.gethostname() and not take_over:
            raise _elsewhere(self._project, self._path, holder)
        self.announce()
        return True


def lock_path(project: Path) -> Path:
    """The lock file of a project."""
    return project.with_name(project.name + ".lock")


def holder_of(project: Path) -> Holder | None:
    """Who the lock file of a project names; for a process that does not hold it itself."""
    try:
        with lock_path(project).open("rb") as file:
            return Holder.read(file.read(4096))
    except OSError:
        return None


def _held(project: Path, holder: Holder | None) -> ProjectHeld:
    who = str(holder) if holder else "another program"
    text = f"{project}: is open for writing in {who}; close it there, or open it for reading only"
    return ProjectHeld(text, str(holder or ""))


def _elsewhere(project: Path, lock: Path, holder: Holder) -> ProjectHeld:
    return ProjectHeld(
        f"{project}: is open for writing on another computer, in {holder}, or was when that one stopped; "
        f"open it for reading only, or delete {lock.name} when you know that it is closed there",
        str(holder),
        elsewhere=True,
    )


def _system_lock(file: int) -> bool | None:
    """Whether the system gave the lock; None where this file system has no locks."""
    try:
        if sys.platform == "win32":
            os.lseek(file, _BYTE, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _same(file: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(file)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _lives(holder: Holder) -> bool:
    if holder.host != socket.gethostname() or os.name == "nt":
        return True
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return holder.process != os.getpid()


def _short(text: object) -> str:
    """A text of a file from anywhere, fit for one line."""
    return "".join(letter for letter in str(text) if letter.isprintable())[:80]


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
