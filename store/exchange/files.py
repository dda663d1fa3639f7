"""The files of one import: single ones and folders, read when they are wanted, never written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import InputError
from store.exchange.reading import Limits
from store.exchange.text import read_bytes

_HEAD = 8192  # bytes that a format is recognised by


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was given. `name` is its name for a document: its path below the folder that was given."""

    name: str
    path: Path

    @property
    def where(self) -> str:
        """The file as it is named in what is told."""
        return str(self.path)

    @property
    def suffix(self) -> str:
        """The end of its name, in small letters: `.ann`."""
        return self.path.suffix.lower()

    def read(self, limits: Limits) -> bytes:
        """All bytes. Raises InputError where it cannot be read or is larger than is allowed."""
        return read_bytes(self.path, limit=limits.file)

    def head(self) -> bytes:
        """The first bytes; none where it cannot be read, or is no plain file: a pipe might never begin."""
        if not self.path.is_file():
            return b""
        try:
            with self.path.open("rb") as file:
                return file.read(_HEAD)
        except OSError:
            return b""

    def beside(self, suffix: str) -> Given | None:
        """The file of the same name with another suffix."""
        path = self.path.with_suffix(suffix)
        return Given(str(Path(self.name).with_suffix(suffix)), path) if path.is_file() else None


def given_files(paths: Iterable[Path]) -> Iterator[Given]:
    """Files, and all files of folders and their sub-folders in the order of their names, hidden ones left out.

    Raises InputError for what is not there or may not be read.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file")
        if path.is_dir():
            yield from _inside(path, path, frozenset())
        else:
            yield Given(path.name, path)


def _inside(folder: Path, top: Path, above: frozenset[Path]) -> Iterator[Given]:
    try:
        here, entries = folder.resolve(), sorted(folder.iterdir())
    except OSError as problem:
        raise InputError(f"{folder}: cannot be read: {problem.strerror or problem}") from problem
    if here in above:
        return  # a link back to a folder that is being read
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _inside(entry, top, above | {here})
        else:
            yield Given(entry.relative_to(top).as_posix(), entry)
