"""Failures of the project file, each told in one line with what to do.

ProjectError
├─ ProjectMissing     there is no such file
├─ NotAProject        the file is something else
│  └─ StrangeStructure  its tables, triggers or views are not those of Gilder
├─ NewerProject       made by a newer version of Gilder
├─ DamagedProject     SQLite or our own checks found it damaged
├─ ReadOnlyProject    it cannot be written here
├─ ProjectBusy        another program holds it
│  └─ ProjectHeld     another process has it open for writing
├─ ProjectMoved       it was moved, replaced or deleted while it was open
├─ DiskFull           no room; nothing was saved
├─ NoWorkingCopy      a project on a share cannot be worked on in a copy on this disk
├─ ShareError         a working copy could not be put on its share
│  └─ ShareChanged    somebody else has changed the file there
└─ MergeRefused       another file cannot be merged into this one
   └─ UnrelatedProject  it is no copy of this project
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from annotate.errors import GilderError


class ProjectError(GilderError):
    """A failure of the project file."""


class ProjectMissing(ProjectError):
    """There is no such file."""


class NotAProject(ProjectError):
    """The file is something else than a project."""


class StrangeStructure(NotAProject):
    """The tables, triggers or views of the file are not those that Gilder makes."""


class NewerProject(ProjectError):
    """The file was made by a newer version of Gilder."""


class DamagedProject(ProjectError):
    """The file is damaged."""


class ReadOnlyProject(ProjectError):
    """The file cannot be written."""


class ProjectBusy(ProjectError):
    """Another program holds the file."""


class ProjectHeld(ProjectBusy):
    """Another process has the file open for writing; it may be opened for reading.

    `who` is told in words, empty where that is not known; `elsewhere`: it is, or was, another computer.
    """

    def __init__(self, text: str, who: str = "", *, elsewhere: bool = False) -> None:
        super().__init__(text)
        self.who, self.elsewhere = who, elsewhere


class ProjectMoved(ProjectError):
    """The file was moved, replaced or deleted while it was open; what is in memory can be saved as a rescue copy."""


class DiskFull(ProjectError):
    """There is no room left; nothing was saved."""


class NoWorkingCopy(ProjectError):
    """A project on a share cannot be worked on in a copy on this disk; the share's file itself may be opened.

    `for_reading`: it can only be read.
    """

    def __init__(self, text: str, *, for_reading: bool = False) -> None:
        super().__init__(text)
        self.for_reading = for_reading


class ShareError(ProjectError):
    """A working copy could not be put on its share, and is kept; `short` says why in a few words."""

    def __init__(self, text: str, short: str) -> None:
        super().__init__(text)
        self.short = short


class ShareChanged(ShareError):
    """The file on the share is another one than was read or put there; it is not overwritten."""


class MergeRefused(ProjectError):
    """Another file cannot be merged into this one; nothing was changed."""


class MergeOutdated(MergeRefused):
    """What another file would bring is not what a person has seen any more; nothing was changed."""


class UnrelatedProject(MergeRefused):
    """The other file is no copy of this project; it can be merged when somebody says so."""


DECODING = (LookupError, ValueError, TypeError, AttributeError, RecursionError, OverflowError, MemoryError)
"""What reading a damaged value raises beside `sqlite3.Error`; UnicodeDecodeError is a ValueError."""


@contextmanager
def decoding(path: Path) -> Generator[None, None, None]:
    """What cannot be made of the values of a file inside the block is a DamagedProject."""
    try:
        yield
    except DECODING as problem:
        told = " ".join(str(problem).split())[:200] or type(problem).__name__
        raise DamagedProject(
            f"{path}: the file is damaged (a value is not what it should be: {told}); run “gilder check”"
        ) from problem


def from_sqlite(problem: Exception, path: Path) -> ProjectError:
    """What a failure of SQLite (or of decoding what it gave) means for the person."""
    name = str(getattr(problem, "sqlite_errorname", ""))
    if isinstance(problem, MemoryError) or name.startswith("SQLITE_NOMEM"):
        return ProjectError(f"{path}: not enough memory; nothing was saved. Close other programs and try again")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ProjectBusy(f"{path}: another program is writing to this project; try again in a moment")
    if name.startswith("SQLITE_FULL"):
        return DiskFull(f"{path}: the disk is full; nothing was saved. Make room and try again")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return ReadOnlyProject(f"{path}: this project cannot be written here; copy it to a folder of your own")
    if name.startswith("SQLITE_NOTADB"):
        return NotAProject(f"{path}: this is not a Gilder project (it is no SQLite file)")
    if name.startswith("SQLITE_CANTOPEN"):
        return ProjectError(f"{path}: cannot be opened; check that the file and its folder may be read and written")
    if name.startswith("SQLITE_IOERR"):
        return ProjectError(f"{path}: reading or writing failed ({name}); check the disk, nothing was saved")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_CONSTRAINT")) or not isinstance(problem, sqlite3.Error):
        told = " ".join(str(problem).split())[:200]
        return DamagedProject(f"{path}: the file is damaged ({told}); run “gilder check” and go back to a backup")
    return ProjectError(f"{path}: {problem}")


def in_short(problem: ProjectError) -> str:
    """A failure to write in a few words, for a line that stays: “disk full”."""
    match problem:
        case DiskFull():
            return "disk full"
        case ReadOnlyProject():
            return "the project cannot be written here"
        case ProjectMoved():
            return "the project file was moved or replaced"
        case ProjectBusy():
            return "another program holds the project"
        case DamagedProject():
            return "the project file is damaged"
        case ProjectMissing():
            return "the project file is gone"
        case _:
            return "the project file cannot be written"
