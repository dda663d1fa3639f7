"""`kill -9` at a random time, and what is in the file afterwards.

A child process works on a project and says through a pipe what is acknowledged; the parent kills it, one time in ten
while it is still opening, and one time in five also the process that is recovering from that. Then it opens the file.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.crash.base import Tell, Token, Work
from benchmarks.crash.judge import Found, judge
from benchmarks.crash.window import window_life

_OPENING, _RECOVERING = 0.1, 0.2  # shares of the kills
_PATIENCE = 60.0  # seconds until something is acknowledged
_CARRIED = 6  # kills that one file has to bear
_ERROR = "error"


@dataclass
class Row:
    """What came of the kills of one workload."""

    workload: str
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    bad: int = 0
    checks: int = 0
    log_left: int = 0
    milliseconds: list[float] = field(default_factory=list[float])
    first: str = ""  # the first thing that was wrong
    skipped: str = ""

    def add(self, found: Found, *, whole: bool) -> None:
        """Count what was found after a kill."""
        self.lost += len(found.lost)
        self.half += len(found.half)
        self.bad += len(found.bad)
        self.checks += whole
        self.milliseconds.append(found.milliseconds)
        self.first = self.first or found.first

    @property
    def faults(self) -> int:
        """Whatever should not be."""
        return self.lost + self.half + self.bad

    def figures(self) -> dict[str, object]:
        """The row as it is printed."""
        times = self.milliseconds or [0.0]
        return {
            "workload": self.workload, "kills": self.kills, "acknowledged": self.acknowledged, "lost": self.lost,
            "half done": self.half, "bad": self.bad, "whole checks": self.checks, "log left": self.log_left,
            "reopen ms median": round(median(times), 1), "max": round(max(times), 1),
        }  # fmt: skip


def kill_rounds(work: Work, kills: int, rng: Random, *, every: int = 5, tell: Tell, enough: int = 0) -> Row:
    """Kill a workload so many times, with the whole check after each `every`th; stop at `enough` faults if that is
    more than none."""
    row = Row(work.name)
    with tempfile.TemporaryDirectory(prefix="gilder-crash-") as name:
        template = Path(name) / "template" / "p.gilder"
        template.parent.mkdir()
        work.prepare(template)
        seconds = work.seconds or _seconds_of(work, template, Path(name) / "timed")
        while row.kills < kills and not (enough and row.faults >= enough):
            folder = Path(name) / f"round {row.kills}"
            _round(work, template, folder, seconds, kills, rng, row, every)
            shutil.rmtree(folder)
            tell(f"{work.name}: {row.kills} of {kills} kills, {row.acknowledged} acknowledged, {row.faults} faults")
    return row


def _round(
    work: Work, template: Path, folder: Path, seconds: float, kills: int, rng: Random, row: Row, every: int
) -> None:
    """One file, with as many kills as it has to bear."""
    shutil.copytree(template.parent, folder)
    os.environ["GILDER_DATA"] = str(folder / "data")  # what a computer has seen of a project is another one's here
    path, tokens, lives = folder / template.name, list[Token](), 0
    for _ in range(1 if work.once else _CARRIED):
        tokens += _life(work, path, rng, row, opening=rng.random() < _OPENING, seconds=seconds)
        lives += 1
        if rng.random() < _RECOVERING:
            tokens += _life(work, path, rng, row, opening=True, seconds=seconds)
            lives += 1
        whole = len(row.milliseconds) % every == 0 or work.once
        work.after_kill(path)
        row.add(judge(path, tokens, whole=whole, lives=lives, event_before=work.event_before), whole=whole)
        if row.kills >= kills:
            return


def _life(work: Work, path: Path, rng: Random, row: Row, *, opening: bool, seconds: float) -> list[Token]:
    """A process is started on a file and killed; gives what it had acknowledged."""
    after = rng.uniform(0, work.opening if opening else seconds)
    if work.window:
        tokens = window_life(path, rng, after, opening=opening)
    else:
        tokens = _process_life(work, path, rng, after, from_first=not opening and not work.once)
    row.kills += 1
    row.log_left += _has_log(path)
    for token in [one for one in tokens if one[0] == _ERROR]:
        tokens.remove(token)
        row.bad += 1
        row.first = row.first or token[1]
    row.acknowledged += len(tokens)
    return tokens


def _process_life(work: Work, path: Path, rng: Random, after: float, *, from_first: bool) -> list[Token]:
    """A process is killed after some seconds, counted from its start or from what it acknowledges first."""
    here, there = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_work, args=(work, path, rng.randrange(2**32), there), daemon=True)
    child.start()
    there.close()
    tokens = list[Token]()
    if from_first and here.poll(_PATIENCE):
        _receive(here, tokens)
    end = time.monotonic() + after
    while (left := end - time.monotonic()) > 0:
        if here.poll(left) and not _receive(here, tokens):
            break
    child.kill()
    while _receive(here, tokens):
        pass
    child.join()
    here.close()
    return tokens


def _receive(pipe: Connection, tokens: list[Token]) -> bool:
    """Take the next token from the pipe; False where the other end is gone."""
    try:
        tokens.append(tuple(pipe.recv_bytes().decode().split("\t")))
    except (EOFError, OSError):  # killed in the middle of a token: it was not told
        return False
    return True


def _work(work: Work, path: Path, seed: int, pipe: Connection) -> None:
    try:
        for token in work.steps(path, Random(seed)):
            pipe.send_bytes("\t".join(token).encode())
    except Exception:  # noqa: BLE001 - whatever it is, the parent must hear of it
        pipe.send_bytes("\t".join((_ERROR, traceback.format_exc().replace("\t", " "))).encode())
        time.sleep(60)  # until the kill


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _seconds_of(work: Work, template: Path, folder: Path) -> float:
    """How long a workload takes to its first token, and a little more."""
    shutil.copytree(template.parent, folder)
    began = time.monotonic()
    steps = work.steps(folder / template.name, Random(0))
    next(steps)
    took = time.monotonic() - began
    steps.close()
    return took * 1.3


_CONTEXT = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
