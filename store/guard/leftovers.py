"""Logs beside a project file that do not belong to it: those of another file that was in its place before.

SQLite replays whatever `-wal` or `-journal` it finds. After a backup was put back by hand, or a file was copied over,
that ruins the file. A log that belongs to the file is SQLite's business, and is never touched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from store.guard.header import HEADER, Header, parse

_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_RECORDS = 5000  # of a journal that are looked at, at most


def strays(path: Path) -> tuple[Path, ...]:
    """Logs beside a file that are not its own. Only for a file to which this process has no connection."""
    found = list[Path]()
    wal, journal = Path(f"{path}-wal"), Path(f"{path}-journal")
    if _size(wal) and not _header(path).logged and _size(wal):  # asked twice: another process may just be closing it
        found.append(wal)
    if _size(journal) and _is_stray(path, journal):
        found.append(journal)
    return tuple(found)


def set_aside(path: Path, logs: tuple[Path, ...]) -> tuple[str, ...]:
    """Give logs another name, so that nothing replays them; a line for the person about each."""
    told = list[str]()
    for log in logs:
        aside = log.with_name(f"{log.name}.{time.strftime('%Y%m%d-%H%M%S')}.aside")
        log.replace(aside)
        if log.name.endswith("-wal"):
            with suppress(OSError):
                Path(f"{path}-shm").unlink(missing_ok=True)
        told.append(f"{path}: {log.name} belonged to another file and was set aside as {aside.name}")
    return tuple(told)


def _is_stray(path: Path, journal: Path) -> bool:
    """Whether a rollback journal is of another file: it holds page 1 as it was one change ago, or the same."""
    before = journal.stat()
    now, initial, first = _header(path), *_journaled(journal)
    after = journal.stat() if journal.exists() else None
    if initial is None or after is None or (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns):
        return False  # not to be judged, or somebody is at work on it: SQLite's business
    if first is not None:
        return first.changes not in (now.changes, now.changes - 1) or first.page_size != now.page_size
    return now.pages is not None and now.pages != initial


def _journaled(journal: Path) -> tuple[int | None, Header | None]:
    """How many pages the file of a journal had, and the header that it had; None for what the journal does not say."""
    with journal.open("rb") as file:
        start = file.read(28)
        if len(start) < 28 or not start.startswith(_JOURNAL):
            return None, None
        initial, sector, size = (int.from_bytes(start[at : at + 4], "big") for at in (16, 20, 24))
        if not 512 <= size <= 65536 or not 32 <= sector <= 65536:
            return None, None
        file.seek(sector)
        for number, page in _records(lambda: file.read(size + 8)):
            if number == 1 and len(page) >= HEADER:
                return initial, parse(page)
    return initial, None


def _records(read: Callable[[], bytes]) -> Iterator[tuple[int, bytes]]:
    for _ in range(_RECORDS):
        record = read()
        if len(record) < 8:
            return
        yield int.from_bytes(record[:4], "big"), record[4:-4]


def _header(path: Path) -> Header:
    with path.open("rb") as file:
        return parse(file.read(HEADER))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
