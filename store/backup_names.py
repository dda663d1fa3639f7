"""Names of backups, and which of them stay: pure functions over names and times."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from glob import escape
from itertools import count
from pathlib import Path

DAYS, WEEKS, MONTHS = 12, 10, 9  # that each keep their newest backup
_STAMP = "%Y%m%d-%H%M%S"
_STEM = 40  # code points of a project's name that go into that of a backup
_NAME = re.compile(
    r"(?P<stem>.+)\.(?P<stamp>\d{8}-\d{6})(-(?P<twin>\d+))?\.(?P<mark>[0-9a-f]{8})(\.(?P<why>[a-z0-9-]+))?\.gilder",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a project as it was at a time, local. `mark` tells which file it is of, `why` what was about to come.

    `why` is empty for one that was made because time had gone by.
    """

    path: Path
    at: datetime
    mark: str
    why: str = ""
    twin: int = 0  # one of the same second

    @property
    def lasts(self) -> bool:
        """Whether it is never thinned out: a copy in an older structure is the only one of its kind."""
        return self.why.startswith("version-")

    @property
    def order(self) -> tuple[datetime, int]:
        """The newest is the greatest."""
        return self.at, self.twin


def mark_of(project: Path) -> str:
    """What tells the backups of a file from those of its copies, which share the project: a digest of its path."""
    return hashlib.sha256(os.fsencode(project)).hexdigest()[:8]


def named(folder: Path, project: Path, at: datetime, why: str = "") -> Path:
    """The path for a new backup: no other of this file has its second and number, whatever it was made for."""
    begin, mark = f"{project.stem[:_STEM]}.{at.strftime(_STAMP)}", mark_of(project)
    numbered = (f"{begin}{f'-{number}' if number > 1 else ''}.{mark}" for number in count(1))
    free = next(name for name in numbered if not any(folder.glob(f"{escape(name)}*.gilder")))
    return folder / f"{free}{f'.{why}' if why else ''}.gilder"


def parsed(path: Path) -> Backup | None:
    """The backup of a file by its name; None where it is none."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["stamp"], _STAMP)
    except ValueError:
        return None
    return Backup(path, at, found["mark"], found["why"] or "", int(found["twin"] or 0))


def superfluous(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Those that can go: of every file all of today stay, then the newest of each of twelve days, ten weeks and nine
    months in which there are any, and always the newest of all. A clock that was put back makes no backup old."""
    by_file = dict[str, list[Backup]]()
    for one in backups:
        if not one.lasts:
            by_file.setdefault(one.mark, []).append(one)
    return [one for own in by_file.values() for one in _superfluous(own, now)]


def _superfluous(own: list[Backup], now: datetime) -> list[Backup]:
    newest_first = sorted(own, key=lambda one: one.order, reverse=True)
    kept = {one.path for one in newest_first if one.at.date() >= now.date()} | {newest_first[0].path}
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        kept |= _newest_of_each(newest_first, period, most)
    return [one for one in newest_first if one.path not in kept]


def _newest_of_each(newest_first: Iterable[Backup], period: Callable[[datetime], Hashable], most: int) -> set[Path]:
    found = dict[Hashable, Path]()
    for one in newest_first:
        found.setdefault(period(one.at), one.path)
    return set(list(found.values())[:most])


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.date() - timedelta(days=at.weekday())


def _month(at: datetime) -> Hashable:
    return at.year, at.month
