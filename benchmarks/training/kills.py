"""A training that is cancelled, killed or interrupted at a moment, and what is there afterwards.

Nothing, or a whole pipeline: never half of one. No process goes on, the next training removes what was left, and the
project is whole and as it was but for the model that is listed in it.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.training.corpus import environment
from store.check import check_project
from store.digest import content_digest
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.trained import TrainedModels
from store.training.work import WorkFolder

IN_PROCESS = ("started", "reading", "fitted", "probing", "estimate", "training", "scored", "step", "paused", "scoring",
              "writing", "done")  # fmt: skip
MOMENTS = ("making", *IN_PROCESS, "before place", "before the rename", "after the rename", "in place", "listing")
"""After which a training is stopped, in order."""

WAYS = ("cancel", "worker", "kill", "term", "hup", "ctrl-c")
"""`cancel` by the program itself, `kill -9` of the process that trains (`worker`) or of the program, the signals that
end a program, and Ctrl+C, which both processes get."""

FULL = "files limited"
_LARGEST = 6.8  # a file of the pipeline has 4 MB: 10 to this power is more than all need
_SIGNALS = {"kill": "SIGKILL", "term": "SIGTERM", "hup": "SIGHUP", "ctrl-c": "SIGINT"}
_PATIENCE = 60.0  # seconds until a process has ended
_WARNED = "the scores may be far off"
_QUICK = ("--base", "blank:en", "--max-steps", "20")


@dataclass
class Came:
    """What came of a round. `placed`: the pipeline is there; `left`: something was left, for the next to remove."""

    moment: str
    way: str
    placed: bool = False
    left: bool = False
    listed: bool = False
    faults: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    said: str = ""  # the last line


def rounds() -> Iterator[tuple[str, str]]:
    """Every way at every moment where it can be."""
    for moment in MOMENTS:
        for way in WAYS:
            if not (way == "cancel" and moment in ("making", "listing")) and not (
                way == "worker" and moment not in IN_PROCESS
            ):
                yield moment, way


def one_round(project: Path, moment: str, way: str, *, after: float = 0.0, limit: int = 0) -> Came:
    """Train a copy of the project in a folder of its own, stop it, and look. With `after` the program goes on at the
    moment, and is stopped so many seconds later."""
    came, began = Came(moment, way), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gilder-") as place:
        path, output = Path(place) / "p.gilder", Path(place) / "model"
        shutil.copy(project, path)
        with Project.open(path, read_only=True) as opened:
            digest, prepared = content_digest(opened), prepare(opened, Wanted(output, base="blank:en"))
        came.faults += _stopped(path, output, came, after, limit)
        _judge(output, came)
        _judge_project(path, digest, came)
        _judge_left(output, prepared, came)
    came.seconds = time.monotonic() - began
    return came


def _stopped(path: Path, output: Path, came: Came, after: float, limit: int) -> Iterator[str]:
    """Run it, and stop it at the moment; gives what was wrong with how it ended."""
    (told, out), (go, going) = os.pipe(), os.pipe()
    command = [sys.executable, "-m", "benchmarks.training.child", came.moment, came.way, str(out), str(go), str(limit)]
    train = ["train", str(path), "--output", str(output), *_QUICK]
    child = subprocess.Popen(
        [*command, *train], env=environment(), pass_fds=(out, go), start_new_session=True, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(out)
    os.close(go)
    with os.fdopen(told) as lines, os.fdopen(going, "wb", buffering=0) as goes:
        line = lines.readline()
        watched = os.pidfd_open(int(line)) if line.strip() not in ("", "0") and _lives(int(line)) else None
        if line:
            if after:
                _go(goes)
                time.sleep(after)
            _strike(child, int(line), came.way)
            _go(goes)
        errors = child.communicate(timeout=_PATIENCE)[1]
        if not line and not limit:
            yield f"it ended before: {errors}"
        yield from _judge_end(child.returncode, errors, came)
        if watched is not None:
            if not select.select([watched], [], [], _PATIENCE)[0]:
                yield "the process that trains lives on"
            os.close(watched)


def _go(goes: object) -> None:
    try:
        goes.write(b".")  # pyright: ignore[reportAttributeAccessIssue] - a raw file
    except BrokenPipeError:
        return  # it is dead: that is what was wanted


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _strike(child: subprocess.Popen[str], worker: int, way: str) -> None:
    try:
        if way == "worker":
            os.kill(worker, signal.SIGKILL)
        elif way == "ctrl-c":
            os.killpg(child.pid, signal.SIGINT)
        elif way in _SIGNALS:
            os.kill(child.pid, getattr(signal, _SIGNALS[way]))
    except ProcessLookupError:
        return  # it was quicker


def _judge_end(status: int, errors: str, came: Came) -> Iterator[str]:
    lines = [one for one in errors.splitlines() if not one.endswith(_WARNED)]
    came.said = lines[-1] if lines else ""
    if "Traceback" in errors or len(lines) > 1:
        yield f"it said {len(lines)} lines: {errors[-500:]}"
    if status not in (0, 1, 130) and not (came.way == "kill" or came.moment in ("in place", "listing")):
        yield f"exit status {status}: {errors}"
    if status in (1, 130) and not lines:
        yield f"exit status {status} without a word"


def _judge(output: Path, came: Came) -> None:
    """A whole pipeline, or none."""
    import spacy

    came.placed = output.exists()
    if not came.placed:
        return
    try:
        nlp = spacy.load(output)
        found = [one.label_ for one in nlp("Ann Smith went to Paris by train.").ents]
        there = all((output / one).is_file() for one in ("model-card.md", "training/config.cfg"))
        if nlp.pipe_names != ["tok2vec", "ner"] or not there or not isinstance(found, list):
            came.faults.append("the pipeline is not whole")
    except (OSError, ValueError, KeyError) as problem:
        came.faults.append(f"the pipeline cannot be loaded: {problem}")


def _judge_project(path: Path, digest: str, came: Came) -> None:
    with Project.open(path) as project:
        came.faults += [f"{one.where}: {one.what}" for one in check_project(project)]
        models = TrainedModels(project).all()
        came.listed = bool(models)
        if came.listed and not came.placed:
            came.faults.append("a model is listed that is not there")
        if not came.listed and content_digest(project) != digest:
            came.faults.append("the content of the project is another one")


def _judge_left(output: Path, prepared: Prepared, came: Came) -> None:
    """Only a kill of the program itself leaves work behind, and the next training here removes it."""
    came.left = bool(_works(output.parent))
    if came.left and came.way != "kill":
        came.faults.append(f"left: {_works(output.parent)}")
    work = WorkFolder(output.with_name("next"))
    try:
        if work.make(prepared) != came.left:
            came.faults.append("the next training did not tell what was left")
        if _works(output.parent) != [work.path.name]:
            came.faults.append(f"the next training leaves it there: {_works(output.parent)}")
    finally:
        work.remove()


def _works(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob(".*.training"))


def full(project: Path, count: int, seed: int) -> list[Came]:
    """So many rounds in which no file may grow beyond a size drawn at random, as on a disk that is full."""
    random, found = Random(seed), list[Came]()
    for at in range(count):
        size = int(10 ** random.uniform(0, _LARGEST))
        found.append(one_round(project, f"{size:,} bytes", FULL, limit=size))
        _say(found[-1], at, count)
    return found


def kill(project: Path, count: int, seed: int) -> list[Came]:
    """So many rounds: each way at each moment in an order drawn at random, then some time after one."""
    random, every, found = Random(seed), list(rounds()), list[Came]()
    random.shuffle(every)
    for at in range(count):
        moment, way = every[at] if at < len(every) else random.choice(every)
        after = random.uniform(0.001, 1.5) if at >= len(every) else 0.0
        found.append(one_round(project, moment, way, after=after))
        _say(found[-1], at, count)
    return found


def _say(came: Came, at: int, count: int) -> None:
    how = "; ".join(came.faults) or "well"
    sys.stderr.write(f"{at + 1} of {count}: {came.way} after {came.moment}: {how}: {came.said}\n")
    sys.stderr.flush()


def tell(found: list[Came]) -> bool:
    """Print a table by way; whether there was no fault."""
    head = f"{'way':<14}{'rounds':>8}{'nothing':>9}{'whole':>7}{'listed':>8}{'left, removed':>15}{'faults':>8}"
    print(head)
    for way in dict.fromkeys(one.way for one in found):
        some = [one for one in found if one.way == way]
        counts = [len(some), sum(not one.placed for one in some), sum(one.placed for one in some)]
        counts += [sum(one.listed for one in some), sum(one.left for one in some)]
        counts += [sum(bool(one.faults) for one in some)]
        print(f"{way:<14}" + "".join(f"{one:>{size}}" for one, size in zip(counts, (8, 9, 7, 8, 15, 8), strict=True)))
    for one in found:
        for fault in one.faults:
            print(f"WRONG: {one.way} after {one.moment}: {fault}")
    return not any(one.faults for one in found)
