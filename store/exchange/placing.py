"""Exports are put in place when they are whole: an older one stays until then, and nothing half-written is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Literal

from annotate.errors import InputError
from store.durable import sync_folder
from store.errors import ProjectError
from store.exchange.formats import Piece

REPORT = ".losses.tsv"
"""What the name of a loss report has behind that of the export."""


class Placing:
    """Writes pieces beside `out`; `finish` puts them there. Use with `with`: what is not finished goes away.

    Raises InputError for a place that an export must not replace, ProjectError where it cannot be written.
    """

    def __init__(self, out: Path, kind: Literal["file", "folder"]) -> None:
        check_place(out, kind)
        self.out = Path(os.path.realpath(out))  # a link stays a link
        self._shown, self._kind = out, kind
        self._building = self.out.with_name(f".{self.out.name[:100]}.{os.getpid()}.part")
        self._open: tuple[str, BinaryIO] | None = None
        self._names = dict[str, None]()

    def __enter__(self) -> Placing:
        with telling(self._shown):
            if self._kind == "folder":
                self._building.mkdir()
            else:
                self._building.touch()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # on a full disk it fails once more, and must not hide why, nor leave the file
            self._close()
        with suppress(OSError):
            if self._kind == "folder":
                shutil.rmtree(self._building, ignore_errors=True)
            else:
                self._building.unlink(missing_ok=True)

    def write(self, pieces: Iterable[Piece]) -> None:
        """Add pieces to their files."""
        for name, data in pieces:
            with telling(self._shown):
                self._file(name).write(data)

    def finish(self) -> list[str]:
        """Put everything in place; gives the names of the files below `out`, of a single file an empty one."""
        with telling(self._shown):
            self._close()
            if self._kind == "folder":
                _replace_folder(self._building, self.out, self._shown)
            else:
                self._building.replace(self.out)
            sync_folder(self.out.parent)
        return list(self._names)

    def _file(self, name: str) -> BinaryIO:
        if self._open is None or self._open[0] != name:
            self._close()
            path = self._building / name if name else self._building
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open = name, path.open("ab")
            self._names[name] = None
        return self._open[1]

    def _close(self) -> None:
        if self._open is not None:
            with self._open[1] as file:
                self._open = None
                file.flush()
                os.fsync(file.fileno())


@contextmanager
def whole_folder(out: Path) -> Generator[Path, None, None]:
    """A new folder to write files to, which is in the place of `out` when the block ends well, and else goes away.

    Raises InputError for a place that an export must not replace, ProjectError where it cannot be written.
    """
    check_place(out, "folder")
    target = Path(os.path.realpath(out))
    building = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    with telling(out):
        building.mkdir()
    try:
        yield building
        with telling(out):
            _replace_folder(building, target, out)
            sync_folder(target.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _replace_folder(building: Path, out: Path, shown: Path) -> None:
    """Only files that the new folder has as well, and reports of losses, may be in the old one."""
    new = set(_files(building))
    other = next((one for one in _files(out) if one not in new and not one.endswith(REPORT)), None)
    if other is not None:
        raise InputError(f"{shown}: holds {other}, which this export does not write; give a new or an empty folder")
    old = building.with_suffix(".old")
    if out.exists():
        out.rename(old)
    building.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    found = (path for path in sorted(folder.rglob("*")) if not path.is_dir() or path.is_symlink())
    return [path.relative_to(folder).as_posix() for path in found]


def check_place(out: Path, kind: Literal["file", "folder"]) -> None:
    """Raises InputError for what an export would not replace: a folder by a file, a file by a folder, a device."""
    if kind == "file" and out.is_dir():
        raise InputError(f"{out}: is a folder; name a file")
    if kind == "file" and out.exists() and not out.is_file():  # putting the file in place would replace it
        raise InputError(f"{out}: is no plain file; name another one")
    if kind == "folder" and out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; this format writes a folder: name a new one")


@contextmanager
def telling(out: Path) -> Generator[None, None, None]:
    """What the system refuses inside the block is told as a place that cannot be written."""
    try:
        yield
    except OSError as problem:
        raise ProjectError(f"{out}: cannot be written: {problem.strerror or problem}") from problem
