"""The negative controls: the product made worse on purpose. A harness that finds nothing in them is worth nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.crash.base import Hand, Steps, Work, new_project, tuned
from benchmarks.crash.works import editing
from store.project import Project


def hasty(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Says that a change is safe before its COMMIT."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        hand = Hand(project, rng)
        project.annotations.append = project.annotations.write
        while True:
            with project.connection.writing():
                if (token := hand.edit()) is not None:
                    yield token


def torn(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Writes rows and journal in two transactions."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        hand, real, raw = Hand(project, rng), project.journal.write, project.connection.raw

        def later(*given: Any, **more: Any) -> Any:
            raw.execute("COMMIT")
            raw.execute("BEGIN IMMEDIATE")
            return real(*given, **more)

        project.journal.write = later
        while True:
            if (token := hand.edit()) is not None:
                yield token


def without_log(path: Path) -> None:
    """Delete the log before anybody opens the project again."""
    path.with_name(path.name + "-wal").unlink(missing_ok=True)


_small = partial(new_project, documents=3, words=60)
HASTY = Work("acknowledged before COMMIT", _small, hasty)
TORN = Work("rows and journal in two transactions", _small, torn)
LOGLESS = Work("log deleted before reopening", _small, editing, after_kill=without_log)
CONTROLS = (HASTY, TORN, LOGLESS)
