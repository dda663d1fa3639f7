"""The texts that a table of spans is about: files beside it. Only what lies there is read, whatever the table says."""

from __future__ import annotations

from pathlib import Path

from annotate.errors import InputError
from store.exchange.files import Given, given_files
from store.exchange.folders import path_for
from store.exchange.lines import decoded
from store.exchange.reading import Reading

_SUFFIX = ".txt"
_FOLDERS = frozenset((
    "txt", "text", "texts", "text-files", "text_files", "textfiles", "documents", "docs", "corpus", "raw",
))  # fmt: skip
_MOST = 100_000  # files


class Texts:
    """Text files by what a table may call them: their path, their name, either without its suffix."""

    def __init__(self, table: Given, reading: Reading) -> None:
        self._table, self._reading = table, reading
        self._files = _indexed(table.path.parent)
        beside = (one for one in _siblings(table.path.parent) if one != table.path.parent)
        for folder in beside:
            for name, path in _indexed(folder).items():
                self._files.setdefault(name, path)

    def named(self, name: str) -> tuple[str, str, bool] | None:
        """The path below the table's folder, the text of a document and whether a byte order mark is before it; None
        where there is no such file, or several. Raises InputError where it cannot be read."""
        path = next(filter(None, (self._files.get(one) for one in (name, name + _SUFFIX, path_for(name, set())))), None)
        if path is None:
            return None
        folder = self._table.path.parent
        inside = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else f"documents/{path.name}"
        raw = Given(inside, path).read(self._reading.limits)
        return inside, decoded(raw, str(path), self._reading), raw.startswith(b"\xef\xbb\xbf")

    def of_same_name(self) -> str | None:
        """What a text is called that has the name of the table."""
        beside = self._table.beside(_SUFFIX)
        return beside.path.name if beside is not None else None


def _siblings(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.parent.iterdir() if one.name.casefold() in _FOLDERS and one.is_dir())
    except OSError:
        return []


def _indexed(folder: Path) -> dict[str, Path | None]:
    """Names of files, with None for those that several have."""
    result, whole = dict[str, Path | None](), dict[str, Path | None]()
    try:
        for number, one in enumerate(given_files([folder])):
            if number >= _MOST:
                break
            if one.suffix == _SUFFIX:
                whole |= {one.name: one.path, one.name.removesuffix(one.path.suffix): one.path}
                for name in (one.path.name, one.path.stem):
                    result[name] = None if name in result else one.path
    except InputError:
        pass
    return {**result, **whole}
