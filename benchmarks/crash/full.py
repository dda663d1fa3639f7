"""A disk that fills up: what was acknowledged stays, what failed is not there, and work goes on when there is room."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.crash.base import Hand, Tally, Tell, Token, new_project, tuned
from benchmarks.crash.judge import judge
from store.errors import DiskFull, ProjectError
from store.project import Project

_MEGABYTES = 16


@dataclass
class FullRow(Tally):
    """What came of the rounds of one way to run out of room."""

    acknowledged: int = 0
    refused: int = 0  # changes that could not be saved, each told as DiskFull (or, for a limit, as a ProjectError)
    went_on: int = 0  # rounds in which work went on once there was room
    opened_full: int = 0  # rounds in which the project opened while the disk was full

    def figures(self) -> dict[str, object]:
        """The row as it is printed."""
        return {"way": self.what, "rounds": self.rounds, "acknowledged": self.acknowledged, "refused": self.refused,
                "went on": self.went_on, "opened while full": self.opened_full, "faults": self.faults}  # fmt: skip


@contextlib.contextmanager
def small_disk() -> Generator[Path | None, None, None]:
    """A disk of a few megabytes; None where this machine does not let us have one."""
    with tempfile.TemporaryDirectory(prefix="gilder-full-") as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", name]
        try:
            mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            mounted = False
        try:
            yield Path(name) if mounted else None
        finally:
            if mounted:
                subprocess.run(["umount", name], check=True)


def small_disk_rounds(rounds: int, rng: Random, *, tell: Tell) -> FullRow:
    """A small disk is filled up at random while somebody edits."""
    row = FullRow(f"disk of {_MEGABYTES} MB")
    with small_disk() as disk:
        if disk is None:
            row.skipped = "no small disk can be mounted here"
            return row
        for _ in range(rounds):
            _disk_round(disk, rng, row)
            row.rounds += 1
            tell(f"{row.what}: {row.rounds} of {rounds} rounds, {row.refused} refused, {row.faults} faults")
    return row


def _disk_round(disk: Path, rng: Random, row: FullRow) -> None:
    path, filler = disk / "p.gilder", disk / "filler"
    for left in disk.iterdir():
        left.unlink()
    new_project(path, 3, 60)
    tokens = list[Token]()
    try:
        with Project.open(path) as project:
            tuned(project, (f"wal_autocheckpoint={rng.choice((5, 50, 1000))}",))
            hand = Hand(project, rng)
            _edit(hand, tokens, rng.randint(1, 20), row)
            _fill(filler, rng.randrange(0, 65536))
            _until_full(hand, tokens, row)
            if rng.random() < 0.5:
                _edit_in_vain(hand, tokens, row)
            filler.unlink()
            _edit(hand, tokens, 3, row)
            row.went_on += 1
            _fill(filler, 0)
        with Project.open(path) as project:
            row.opened_full += len(project.documents) == 3
        filler.unlink()
    except ProjectError as problem:
        row.fault(f"{type(problem).__name__}: {problem}")
        filler.unlink(missing_ok=True)
    _judge(path, tokens, row)


def _edit(hand: Hand, tokens: list[Token], count: int, row: FullRow) -> None:
    end = len(tokens) + count
    while len(tokens) < end:
        if (token := hand.edit()) is not None:
            tokens.append(token)
            row.acknowledged += 1


def _until_full(hand: Hand, tokens: list[Token], row: FullRow, told: type[ProjectError] = DiskFull) -> None:
    with contextlib.suppress(told):
        _edit(hand, tokens, 100_000, row)
        row.fault("there was always room")
        return
    row.refused += 1


def _edit_in_vain(hand: Hand, tokens: list[Token], row: FullRow) -> None:
    for _ in range(3):
        _until_full(hand, tokens, row)


def _fill(filler: Path, spare: int) -> None:
    """Leave so many bytes on the disk, or a little less."""
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as out:
        while out.write(bytes(4096)):
            pass
    os.truncate(filler, max(0, filler.stat().st_size - spare))


def _judge(path: Path, tokens: list[Token], row: FullRow) -> None:
    found = judge(path, tokens, whole=True, lives=0)
    for what in (*found.lost, *found.half, *found.bad):
        row.fault(what)


Limited = Callable[[Project, Hand, list[Token], FullRow], None]


def page_limit_rounds(rounds: int, rng: Random, *, tell: Tell) -> FullRow:
    """SQLite is told that the file may not grow any more, and later that it may."""

    def limited(project: Project, hand: Hand, tokens: list[Token], row: FullRow) -> None:
        pages = project.connection.value("PRAGMA page_count") + rng.randint(0, 20)
        tuned(project, (f"max_page_count={pages}",))
        _until_full(hand, tokens, row)
        _edit_in_vain(hand, tokens, row)
        tuned(project, ("max_page_count=1000000",))

    return _rounds(FullRow("max_page_count"), limited, rounds, rng, tell)


def file_limit_rounds(rounds: int, rng: Random, *, tell: Tell) -> FullRow:
    """The system lets no file of this process grow past a size (RLIMIT_FSIZE), and later it does."""
    row = FullRow("RLIMIT_FSIZE")
    try:
        import resource
    except ImportError:
        row.skipped = "this system has no such limit"
        return row
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limited(project: Project, hand: Hand, tokens: list[Token], row: FullRow) -> None:
        log = Path(f"{project.path}-wal").stat().st_size
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (log + rng.randrange(200_000), before[1]))
            _until_full(hand, tokens, row, ProjectError)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return _rounds(row, limited, rounds, rng, tell)


def _rounds(row: FullRow, limited: Limited, rounds: int, rng: Random, tell: Tell) -> FullRow:
    """So many times: a few edits, edits until the limit is reached, and some more when there is none."""
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="gilder-full-") as name:
            path, tokens = Path(name) / "p.gilder", list[Token]()
            new_project(path, 3, 60)
            with Project.open(path) as project:
                hand = Hand(project, rng)
                _edit(hand, tokens, 2, row)
                limited(project, hand, tokens, row)
                _edit(hand, tokens, 3, row)
                row.went_on += 1
            _judge(path, tokens, row)
        row.rounds += 1
        tell(f"{row.what}: {row.rounds} of {rounds} rounds, {row.refused} refused, {row.faults} faults")
    return row
