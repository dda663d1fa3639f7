"""Workloads by command, for what comes as a command: merging somebody's copy, backups, whole new files."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Generator
from contextlib import redirect_stdout
from itertools import count, islice
from pathlib import Path
from random import Random

from benchmarks.crash.base import MERGED, THEIRS, Hand, Steps, Token, edits, new_project, tuned
from cli.main import main
from store.project import Project


def with_theirs(path: Path) -> None:
    """A project, and somebody's copy of it beside it."""
    new_project(path, 3, 60)
    shutil.copy(path, _theirs(path))


def merging(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Both edit apart; then the copy is merged, after which all of the other's changes are there."""
    while True:
        theirs = list[Token]()
        with Project.open(_theirs(path)) as project:
            hand = Hand(project, rng, THEIRS)
            _complete(hand, theirs)
        with Project.open(path) as project:
            tuned(project, pragmas)
            steps = edits(project, rng)
            for _ in range(rng.randint(1, 3)):
                yield next(steps)
        _run("merge", str(path), str(_theirs(path)))
        yield from (("theirs", *token[1:]) for token in theirs)


def _complete(hand: Hand, theirs: list[Token]) -> None:
    """Steps until the other person has made a whole number of times `MERGED`: a kill may have come in between."""
    done = hand.project.connection.value("SELECT count(*) FROM tx WHERE author=?", (THEIRS,))
    for number in count(done + 1):
        while (token := hand.edit()) is None:
            pass
        theirs.append(token)
        if number % MERGED == 0:
            return


def backing_up(path: Path, rng: Random, *pragmas: str) -> Steps:
    """A backup after every few steps; each that is found afterwards must be whole."""
    while True:
        yield from _some(path, rng, pragmas, 3)
        yield _backup(path)


def restoring(path: Path, rng: Random, *pragmas: str) -> Steps:
    """A backup, some steps more, and back to the backup: what was there must still lie beside it."""
    while True:
        yield from _some(path, rng, pragmas, 2)
        yield _backup(path)
        yield from _some(path, rng, pragmas, 2)
        _run("restore", str(path), "1")
        yield ("restored",)


def repairing(path: Path, rng: Random, *pragmas: str) -> Steps:
    """After a few steps, what is sound of the project in a new file, which has to have them all."""
    for at in count(rng.randrange(10**9)):
        newest = yield from _some(path, rng, pragmas, 2)
        new = path.with_name(f"made {at}.gilder")
        _run("repair", str(path), "--output", str(new))
        yield ("made", new.name, newest)


def dealing_out(path: Path, rng: Random, *pragmas: str) -> Steps:
    """After a few steps, a copy for each of two people."""
    for at in count(rng.randrange(10**9)):
        newest = yield from _some(path, rng, pragmas, 2)
        _run("split", str(path), f"made {at}a", f"made {at}b", "--overlap", "1")
        for name in "ab":
            yield ("made", f"{path.stem}-made_{at}{name}.gilder", newest)


def _some(path: Path, rng: Random, pragmas: tuple[str, ...], steps: int) -> Generator[Token, None, str]:
    """Some steps; gives the id of the newest."""
    with Project.open(path) as project:
        if project.watch.missing is not None:  # killed in going back to a backup: the person knows
            project.watch.acknowledge()
        tuned(project, pragmas)
        newest = ""
        for token in islice(edits(project, rng), steps):
            yield token
            newest = token[1]
        return newest


def _backup(path: Path) -> Token:
    """Make a backup, and say where it lies in the data folder."""
    told = json.loads(_run("backup", str(path), "--json"))["path"]
    return ("backup", Path(told).relative_to(os.environ["GILDER_DATA"]).as_posix())


def _run(*arguments: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        status = main(arguments)
    if status:
        raise RuntimeError(f"gilder {' '.join(arguments)}: exit status {status}")
    return out.getvalue()


def _theirs(path: Path) -> Path:
    return path.with_name("theirs.gilder")
