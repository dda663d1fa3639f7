"""Workloads by command, for what comes as a command: merging somebody's copy, backups."""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stdout
from itertools import count
from pathlib import Path
from random import Random

from benchmarks.crash.base import MERGED, THEIRS, Hand, Steps, Token, edits, new_project, tuned
from cli.main import main
from store.project import Project


def waits_for(command: str) -> str:
    """Why a workload by a command is skipped; empty where the command is there."""
    from cli.main import _RUN  # the table of commands

    return "" if command in _RUN else f"there is no “gilder {command}” yet"


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
        with Project.open(path) as project:
            tuned(project, pragmas)
            steps = edits(project, rng)
            for _ in range(3):
                yield next(steps)
        _run("backup", str(path))


def _run(*arguments: str) -> None:
    with redirect_stdout(io.StringIO()):
        status = main(arguments)
    if status:
        raise RuntimeError(f"gilder {' '.join(arguments)}: exit status {status}")


def _theirs(path: Path) -> Path:
    return path.with_name("theirs.gilder")
