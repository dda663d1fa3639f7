"""A look at the first bytes of a file, before SQLite gets it: is it a project, and is all of it there?

Only for a file to which this process has no connection: closing another descriptor of it drops SQLite's locks. What
the header says of the contents is stale while a log lies beside; so only what cannot be stale is judged then.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from store.errors import DamagedProject, NotAProject, ProjectError

MAGIC = b"SQLite format 3\x00"
HEADER = 100  # bytes
_LOOK = 512
_SIGNS = (
    (b"PK\x03\x04", "a ZIP archive; unpack it first"),
    (b"version https://git-lfs.github.com/spec/", "a pointer of Git LFS; fetch the file itself with “git lfs pull”"),
    (b"** This file contains an SQLite 2", "a database of SQLite 2"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"%PDF", "a PDF"),
)
_RECALLED = 0x00400000 | 0x00040000 | 0x00001000  # Windows: recall on data access, recall on open, offline
_DATALESS = 0x40000000  # macOS


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. `pages` is None where it does not know; `logged`: the file is in write-ahead mode."""

    page_size: int
    pages: int | None
    logged: bool
    changes: int


def look(path: Path) -> Header:
    """Read the header. Raises a ProjectError that names what the file is instead of a project."""
    status = path.stat()
    if is_placeholder(status):
        raise ProjectError(
            f"{path}: is only in the cloud so far; have your cloud program download it, and open it then"
        )
    with path.open("rb") as file:
        first = file.read(_LOOK)
    if not first.startswith(MAGIC) or len(first) < HEADER:
        raise NotAProject(f"{path}: this is not a Gilder project ({what_else(first, status.st_size)})")
    header = parse(first)
    if header.pages is not None and not _logs(path) and status.st_size < header.pages * header.page_size:
        whole = header.pages * header.page_size
        raise DamagedProject(
            f"{path}: the file is cut off: {status.st_size:,} of {whole:,} bytes are there; go back to a backup"
        )
    return header


def parse(first: bytes) -> Header:
    """The header of an SQLite 3 file from its first 100 bytes."""

    def number(at: int, size: int = 4) -> int:
        return int.from_bytes(first[at : at + size], "big")

    page_size = 65536 if number(16, 2) == 1 else number(16, 2)
    known = number(24) == number(92) and number(28) > 0
    return Header(page_size, number(28) if known else None, 2 in first[18:20], number(24))


def what_else(first: bytes, size: int) -> str:
    """What a file is that is no SQLite file, from its first bytes and its size."""
    if not size:
        return "an empty file; where a cloud program keeps the folder, it may still be downloading"
    if first.startswith(MAGIC[: len(first)]):
        return f"cut off: only {size} bytes are there"
    for sign, name in _SIGNS:
        if first.startswith(sign):
            return name
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page; a download may have gone wrong"
    if not any(first):
        return "nothing but zeros; go back to a backup"
    return "a text file" if _is_text(first) else "it is no SQLite file"


def is_placeholder(status: os.stat_result) -> bool:
    """Whether a cloud program has left only the name of a file here; opening it would wait for the network."""
    attributes: int = getattr(status, "st_file_attributes", 0)
    flags: int = getattr(status, "st_flags", 0)
    return bool(attributes & _RECALLED or flags & _DATALESS) and stat.S_ISREG(status.st_mode)


def placeholder_beside(path: Path) -> bool:
    """Whether iCloud has put its sign in the place of a file that is not there."""
    return path.with_name(f".{path.name}.icloud").exists()


def _logs(path: Path) -> bool:
    return any(Path(f"{path}{end}").exists() for end in ("-wal", "-journal"))


def _is_text(first: bytes) -> bool:
    try:
        return b"\x00" not in first and bool(first.decode("utf-8"))
    except UnicodeDecodeError as problem:
        return problem.start > len(first) - 4 and b"\x00" not in first
