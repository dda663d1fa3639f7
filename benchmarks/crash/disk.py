"""A disk that has forgotten: what a cut of power may leave of recorded writes.

What was synced stays. Of the rest all, nothing, the first ones, any, or any sectors of 512 bytes of any stay; the same
with new, moved and removed names until their folder is synced. Names are paths from the recorded folder; that of a
folder ends with a slash, and what lies in a folder whose own name was lost is lost with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Mode = Literal["all", "none", "prefix", "subset", "torn"]
MODES: tuple[Mode, ...] = ("all", "none", "prefix", "subset", "torn")
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes of a file were written."""

    name: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file was cut, or made longer."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything written to a file before is on the disk."""

    name: str


@dataclass(frozen=True, slots=True)
class DirectorySync:
    """Every name given, moved or removed in a folder before is on the disk."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class Create:
    """A new file has a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A file has one more name."""

    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A file has another name, which may have been another file's."""

    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A file has lost a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something was acknowledged."""

    token: tuple[str, ...]


Name = Create | Link | Rename | Remove
Event = Write | Truncate | Sync | DirectorySync | Name | Mark


@dataclass
class _File:
    durable: bytearray
    pending: list[tuple[int, Write | Truncate]] = field(default_factory=list[tuple[int, "Write | Truncate"]])

    def sync(self) -> None:
        for _, one in self.pending:
            _apply(self.durable, one)
        self.pending = []


class Disk:
    """The disk while the events happen; ask for an `image` at any time."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._now = {name: _File(bytearray(data)) for name, data in files.items()}  # as the program sees it
        self._now |= {folder: _File(bytearray()) for name in files for folder in folders_of(name)}
        self._durable = dict(self._now)  # names that are on the disk
        self._pending = list[tuple[int, str, _File | None]]()  # name, and the file that has it from then on
        self._count = 0
        self.tokens = list[tuple[str, ...]]()

    def happen(self, event: Event) -> None:
        """One thing more has happened."""
        self._count += 1
        match event:
            case Write() | Truncate():
                self._now[event.name].pending.append((self._count, event))
            case Sync(name):
                self._now[name].sync()
            case DirectorySync(folder):
                for _, name, file in self._pending:
                    if folder_of(name) == folder:
                        _put(self._durable, name, file)
                self._pending = [one for one in self._pending if folder_of(one[1]) != folder]
            case Mark(token):
                self.tokens.append(token)
            case _:
                self._name(event)

    def _name(self, event: Name) -> None:
        match event:
            case Create(name):
                self._give(name, _File(bytearray()))
            case Link(name, new):
                self._give(new, self._now[name])
            case Rename(name, new):
                self._give(new, self._now[name])
                self._give(name, None)
            case Remove(name):
                self._give(name, None)

    def _give(self, name: str, file: _File | None) -> None:
        _put(self._now, name, file)
        self._pending.append((self._count, name, file))

    def image(self, mode: Mode, rng: Random) -> dict[str, bytes]:
        """The files as they may be found when the power is back."""
        until = rng.randint(0, self._count) if mode == "prefix" else self._oldest_to_newest(mode)
        share = rng.random()

        def kept(at: int) -> bool:
            return at <= until if mode in ("all", "none", "prefix") else rng.random() < share

        names = dict(self._durable)
        for at, name, file in self._pending:
            if kept(at):
                _put(names, name, file)
        built = dict[int, bytes]()
        for file in names.values():
            if id(file) not in built:
                content = bytearray(file.durable)
                for at, one in file.pending:
                    if mode == "torn" and isinstance(one, Write):
                        _tear(content, one, rng, share)
                    elif kept(at):
                        _apply(content, one)
                built[id(file)] = bytes(content)
        found = [name for name in names if not name.endswith("/") and folders_of(name) <= names.keys()]
        return {name: built[id(names[name])] for name in found}

    def _oldest_to_newest(self, mode: Mode) -> int:
        return 0 if mode == "none" else self._count

    @property
    def unsure(self) -> int:
        """How many things are not on the disk yet."""
        return len(self._pending) + sum(len(file.pending) for file in self._now.values())


def folder_of(name: str) -> str:
    """The folder that has a name, as it is given to `DirectorySync`."""
    return name.rstrip("/").rpartition("/")[0]


def folders_of(name: str) -> set[str]:
    """The folders in which something lies, as names."""
    found = set[str]()
    while name := folder_of(name):
        found.add(f"{name}/")
    return found


def _put(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _apply(content: bytearray, one: Write | Truncate) -> None:
    if isinstance(one, Truncate):
        del content[one.size :]
        content.extend(bytes(one.size - len(content)))
        return
    if one.at > len(content):
        content.extend(bytes(one.at - len(content)))
    content[one.at : one.at + len(one.data)] = one.data


def _tear(content: bytearray, one: Write, rng: Random, share: float) -> None:
    """Write some sectors of it."""
    at, end = one.at, one.at + len(one.data)
    while at < end:
        following = min((at // SECTOR + 1) * SECTOR, end)
        if rng.random() < share:
            _apply(content, Write(one.name, at, one.data[at - one.at : following - one.at]))
        at = following


def points(events: Sequence[Event], count: int, rng: Random) -> list[int]:
    """Where the power goes: so many places in the events, in order."""
    return sorted(rng.randint(1, len(events)) for _ in range(count))
