"""A disk that fills up: what was acknowledged stays, what failed is not there, and work goes on when there is room."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.crash.base import Hand, Tell, Token, new_project, tuned
from benchmarks.crash.judge import judge
from store.errors import DiskFull, ProjectError
from store.project import Project

_MEGABYTES = 16


@dataclass
class FullRow:
    """What came of the rounds of one way to run out of room."""

    way: str
    rounds: int = 0
    acknowledged: int = 0
    refused: int = 0  # changes that could not be saved, each told as DiskFull (or, for a limit, as a ProjectError)
    went_on: int = 0  # rounds in which work went on once there was room
    opened_full: int = 0  # rounds in which the project opened while the disk was full
    faults: int = 0
    first: str = ""
    skipped: str = ""

    def fault(self, what: str) -> None:
        """Something is not as it should be."""
        self.faults += 1
        self.first = self.first or what

    def figures(self) -> dict[str, object]:
        """The row as it is printed."""
        return {"way": self.way, "rounds": self.rounds, "acknowledged": self.acknowledged, "refused": self.refused,
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
            tell(f"{row.way}: {row.rounds} of {rounds} rounds, {row.refused} refused, {row.faults} faults")
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


def _until_full(hand: Hand, tokens: list[Token], row: FullRow) -> None:
    with contextlib.suppress(DiskFull):
        _edit(hand, tokens, 100_000, row)
        row.fault("the disk never filled up")
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


def page_limit_rounds(rounds: int, rng: Random, *, tell: Tell) -> FullRow:
    """SQLite is told that the file may not grow any more, and later that it may."""
    row = FullRow("max_page_count")
    for _ in range(rounds):
        folder = Path(tempfile.mkdtemp(prefix="gilder-full-"))
        path, tokens = folder / "p.gilder", list[Token]()
        new_project(path, 3, 60)
        with Project.open(path) as project:
            hand = Hand(project, rng)
            _edit(hand, tokens, 2, row)
            pages = project.connection.value("PRAGMA page_count") + rng.randint(0, 20)
            tuned(project, (f"max_page_count={pages}",))
            _until_full(hand, tokens, row)
            _edit_in_vain(hand, tokens, row)
            tuned(project, ("max_page_count=1000000",))
            _edit(hand, tokens, 3, row)
            row.went_on += 1
        _judge(path, tokens, row)
        shutil.rmtree(folder)
        row.rounds += 1
        tell(f"{row.way}: {row.rounds} of {rounds} rounds, {row.refused} refused, {row.faults} faults")
    return row


def file_limit_rounds(rounds: int, rng: Random, *, tell: Tell) -> FullRow:
    """The system lets no file of this process grow past a size (RLIMIT_FSIZE), and later it does."""
    row = FullRow("RLIMIT_FSIZE")
    try:
        import resource
    except ImportError:
        row.skipped = "this system has no such limit"
        return row
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for _ in range(rounds):
        folder = Path(tempfile.mkdtemp(prefix="gilder-full-"))
        path, tokens = folder / "p.gilder", list[Token]()
        new_project(path, 3, 60)
        with Project.open(path) as project:
            hand = Hand(project, rng)
            _edit(hand, tokens, 2, row)
            log = path.with_name(path.name + "-wal").stat().st_size
            try:
                resource.setrlimit(resource.RLIMIT_FSIZE, (log + rng.randrange(200_000), before[1]))
                _until_refused(hand, tokens, row)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
            _edit(hand, tokens, 3, row)
            row.went_on += 1
        _judge(path, tokens, row)
        shutil.rmtree(folder)
        row.rounds += 1
        tell(f"{row.way}: {row.rounds} of {rounds} rounds, {row.refused} refused, {row.faults} faults")
    return row


def _until_refused(hand: Hand, tokens: list[Token], row: FullRow) -> None:
    with contextlib.suppress(ProjectError):
        _edit(hand, tokens, 100_000, row)
        row.fault("the limit was never reached")
        return
    row.refused += 1
