"""Which faults befall which workloads, how often, and which of them must do harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, Protocol

from benchmarks.crash.base import Tell, Work
from benchmarks.crash.controls import CONTROLS, HASTY, TORN
from benchmarks.crash.full import file_limit_rounds, page_limit_rounds, small_disk_rounds
from benchmarks.crash.kill import Row, kill_rounds
from benchmarks.crash.power import Cut, PowerRow, cut_power
from benchmarks.crash.vanish import FAULTS, vanish_rounds
from benchmarks.crash.vfs import NotPossible, library
from benchmarks.crash.works import all_works, editing, works_of_older

Harness = Literal["kill", "power", "full", "vanish"]
HARNESSES: tuple[Harness, ...] = ("kill", "power", "full", "vanish")

_CONTROL = 50  # kills and images of a control at least
_SHORT = 200  # kills or images below which a control may end with the first fault that it finds
_KILLS = {"edit": 20, "bulk": 12, "import": 12, "suggest": 12, "checkpoint": 12, "closing": 12, "creation": 8,
          "merge": 8, "backup": 8, "restore": 6, "repair": 4, "split": 4, "window": 0}  # fmt: skip
_MIGRATION = 3  # parts for each old version; the parts of what is skipped go to the others
_IMAGES = {"bulk": (12, 20), "import": (10, 10), "suggest": (12, 30), "closing": (14, 40), "checkpoint": (10, 40),
           "creation": (6, 6), "merge": (25, 20), "backup": (25, 16), "restore": (25, 18), "repair": (25, 9),
           "split": (25, 12)}  # parts, and how many changes are recorded  # fmt: skip


class Line(Protocol):
    """A line of a table."""

    first: str
    skipped: str

    @property
    def faults(self) -> int: ...

    def figures(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class Task:
    """One line to find out. A control must find a fault, everything else none."""

    harness: Harness
    name: str
    run: Callable[[Random, Tell], Line]
    control: bool = False


def tasks(kills: int, images: int) -> Iterator[Task]:
    """Everything that there is to do, for so many kills and images in all, controls and the window not counted."""
    works = all_works()
    yield from _kills(works, kills)
    yield from _images(works, images)
    rounds = max(2, kills // 16)
    yield Task("full", "disk", lambda rng, tell: small_disk_rounds(rounds, rng, tell=tell))
    yield Task("full", "max_page_count", lambda rng, tell: page_limit_rounds(rounds // 2, rng, tell=tell))
    yield Task("full", "RLIMIT_FSIZE", lambda rng, tell: file_limit_rounds(rounds // 2, rng, tell=tell))
    for fault in FAULTS:
        yield Task("vanish", fault, lambda rng, tell, fault=fault: vanish_rounds(fault, rounds // 2, rng, tell=tell))


def _kills(works: Iterable[Work], kills: int) -> Iterator[Task]:
    parts = {work.name: _KILLS.get(work.name, _MIGRATION) for work in works if not work.waits_for}
    for work in works:
        count = -(-kills * parts.get(work.name, 0) // sum(parts.values()))
        yield _kill_task(work, max(2, kills // 10) if work.window else count)
    for work in CONTROLS:
        yield _kill_task(work, max(_CONTROL, kills // 20), control=True, enough=int(kills < _SHORT))


def _kill_task(work: Work, count: int, *, control: bool = False, enough: int = 0) -> Task:
    def run(rng: Random, tell: Tell) -> Line:
        if work.waits_for:
            return Row(work.name, skipped=work.waits_for)
        return kill_rounds(work, count, rng, tell=tell, every=1 if control else 5, enough=enough)

    return Task("kill", work.name, run, control)


def _images(works: Iterable[Work], images: int) -> Iterator[Task]:
    named = {work.name: work for work in works}
    small = named["edit"].prepare
    cuts = [
        (24, Cut(named["edit"], 80, ("wal_autocheckpoint=20",))),
        (24, Cut(named["edit"], 80, ("wal_autocheckpoint=400",))),
        *((parts, Cut(named[name], changes)) for name, (parts, changes) in _IMAGES.items()),
        *((3, Cut(older, 3)) for older in works_of_older(documents=3)),
    ]
    whole = sum(parts for parts, cut in cuts if not cut.work.waits_for)
    for parts, cut in cuts:
        yield _power_task(cut, -(-images * parts // whole))
    slow = Work("edit", small, editing)
    for cut in (
        Cut(slow, 80, ("synchronous=NORMAL", "wal_autocheckpoint=400")),
        Cut(slow, 80, ("synchronous=OFF", "wal_autocheckpoint=20")),
        Cut(HASTY, 60),
        Cut(TORN, 60),
        Cut(slow, 60, without_log=True),
    ):
        yield _power_task(cut, max(_CONTROL, images // 20), control=True, enough=int(images < _SHORT))


def _power_task(cut: Cut, count: int, *, control: bool = False, enough: int = 0) -> Task:
    def run(rng: Random, tell: Tell) -> Line:
        row = PowerRow(cut.name, skipped=cut.work.waits_for)
        try:
            library()
        except NotPossible as problem:
            row.skipped = row.skipped or str(problem)
        return row if row.skipped else cut_power(cut, count, rng, tell=tell, enough=enough)

    return Task("power", cut.name, run, control)
