"""High-water marks: outside the file, the newest journal entry that this computer saw acknowledged in each project.

An older copy that a cloud program put back, or a lost `-wal`, passes every check of SQLite; only the mark tells. A mark
is one small file that is written after each commit without a sync: a killed process loses nothing of it, and after
a power cut it is at worst an older mark, which never accuses a good file.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from store.guard.home import data_folder

_FORM = struct.Struct(">8sQQQQQ16s32s")  # sign, number, documents, runs, schemes, time, uid, chain
_SIGN = b"GILDMRK1"
_CHECK = struct.Struct(">I")
_PLACE, _MOST = struct.Struct(">QQ"), (1 << 64) - 1  # device and number of the file
_PLACE_AT = _FORM.size + _CHECK.size
_PATH_AT = _PLACE_AT + _PLACE.size
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest journal entry of a project, and how far its documents, model runs and schemes go (highest ids).

    `at_ms` is in milliseconds since 1970, UTC; `uid` and `chain` are empty where the journal is.
    """

    number: int = 0
    documents: int = 0
    runs: int = 0
    schemes: int = 0
    at_ms: int = 0
    uid: bytes = b""
    chain: bytes = b""

    def packed(self) -> bytes:
        """The mark as bytes of one length, with a checksum."""
        numbers = (self.number, self.documents, self.runs, self.schemes, self.at_ms)
        body = _FORM.pack(_SIGN, *(max(0, number) for number in numbers), self.uid, self.chain)
        return body + _CHECK.pack(zlib.crc32(body))

    @classmethod
    def unpacked(cls, data: bytes) -> Mark | None:
        """A mark from bytes; None where they are none, or only half of one."""
        body = data[: _FORM.size]
        if len(data) < _PLACE_AT or _CHECK.unpack(data[_FORM.size : _PLACE_AT])[0] != zlib.crc32(body):
            return None
        sign, number, documents, runs, schemes, at_ms, uid, chain = _FORM.unpack(body)
        if sign != _SIGN:
            return None
        return cls(number, documents, runs, schemes, at_ms, *((uid, chain) if number else (b"", b"")))


@dataclass(frozen=True, slots=True)
class Missing:
    """What this computer saw acknowledged and the file does not have.

    `since` is when the newest edit that is there was made, in seconds since 1970, UTC; None where there is none.
    """

    edits: int
    since: float | None
    documents: int = 0
    runs: int = 0

    def __str__(self) -> str:
        counts = ((self.edits, "edit"), (self.documents, "document"), (self.runs, "model run"))
        what = [f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
        return (
            f"this file is older than what was last saved on this computer: {', '.join(what)} missing; "
            "look for a newer copy, or go back to a backup and bring the two together with “gilder merge”"
        )


class MarkFile:
    """The mark of one project at one path. Opened for writing at the first write; failures cost only the mark."""

    def __init__(self, project: str, path: Path) -> None:
        self._folder, self._path = data_folder() / "seen" / project, path
        self._file = self._folder / hashlib.sha256(os.fsencode(path)).hexdigest()[:32]
        self._open: int | None = None

    def read(self) -> Mark | None:
        """The mark of this path, or of the path from which the file was moved here."""
        own, place = _read(self._file), self._place
        if own is not None:
            return own[0]
        moved = [mark for mark, at, path in self._others() if at == place and not path.exists()]
        return max(moved, key=lambda mark: mark.number, default=None)

    def write(self, mark: Mark) -> None:
        """Write the mark over the one before: one write of 100 bytes to a file that stays open."""
        with suppress(OSError):
            if self._open is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
                self._open = os.open(self._file, flags, 0o600)
                os.lseek(self._open, _PLACE_AT, os.SEEK_SET)
                os.write(self._open, self._place + os.fsencode(self._path))
            os.lseek(self._open, 0, os.SEEK_SET)
            os.write(self._open, mark.packed())

    def close(self) -> None:
        """Let go of the mark's file."""
        if self._open is not None:
            os.close(self._open)
            self._open = None

    @property
    def _place(self) -> bytes:
        """Device and number of the file there, which it keeps when it is moved; another copy has others."""
        try:
            status = self._path.stat()
        except OSError:
            return bytes(_PLACE.size)
        return _PLACE.pack(status.st_dev & _MOST, status.st_ino & _MOST)

    def _others(self) -> Iterator[tuple[Mark, bytes, Path]]:
        with suppress(OSError):
            for file in self._folder.iterdir():
                found = _read(file)
                if found is not None:
                    yield found


def _read(file: Path) -> tuple[Mark, bytes, Path] | None:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST)
    except OSError:
        return None
    mark = Mark.unpacked(data)
    place, path = data[_PLACE_AT:_PATH_AT], data[_PATH_AT:]
    return None if mark is None else (mark, place, Path(os.fsdecode(path)))
