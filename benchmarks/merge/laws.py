"""The laws of merging, asked of random histories of three copies."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

from annotate.errors import GilderError
from benchmarks.merge.histories import SCHEME, TEXTS, Worker, exchange
from store.check import check_project
from store.digest import content_digest, content_lines
from store.documents import NewDocument
from store.merge.merge import merge
from store.project import Project


@dataclass
class Tally:
    """What came of some trials."""

    trials: int = 0
    cases: int = 0
    steps: int = 0
    concurrent: int = 0
    doubles: int = 0
    joined: int = 0
    broken: list[str] = field(default_factory=list[str])
    until_broken: bool = False  # do no more once a law is broken


def trials(folder: Path, seeds: range, *, steps: int = 25, until_broken: bool = False) -> Tally:
    """Trials in a folder of their own; a failure of the program counts as a broken law."""
    tally = Tally(until_broken=until_broken)
    for seed in seeds:
        if until_broken and tally.broken:
            break
        own = Path(tempfile.mkdtemp(prefix=f"t{seed}-", dir=folder))
        try:
            trial(own / "copies", seed, tally, steps)
        except (GilderError, AssertionError, LookupError, ValueError) as problem:
            tally.broken.append(f"seed {seed}: {problem!r}")
        finally:
            shutil.rmtree(own, ignore_errors=True)
    return tally


def trial(folder: Path, seed: int, tally: Tally, steps: int = 25) -> None:
    """Three copies edited apart, by two people at three machines; half of the time with exchanges in between."""
    rng = random.Random(seed)
    copies = _worked_on(folder, rng, tally, steps)
    tally.trials += 1
    expected: tuple[str, list[str]] | None = None
    for name, order in _orders():
        if tally.until_broken and tally.broken:
            return
        tally.cases += 1
        for found in _merged(folder / f"m{tally.cases}", copies, order, tally, undo=name == "0(12)"):
            if expected is None:
                expected = found
            elif found[0] != expected[0]:
                few = sorted(set(found[1]) ^ set(expected[1]))[:4]
                tally.broken.append(f"seed {seed}, {name}: another result: {few}")


def _orders() -> Iterator[tuple[str, tuple[object, ...]]]:
    """All orders of three copies, each with both ways to put brackets."""
    for one, two, three in permutations(range(3)):
        yield f"({one}{two}){three}", ((one, two), three)
        yield f"{one}({two}{three})", (one, (two, three))


def _worked_on(folder: Path, rng: random.Random, tally: Tally, steps: int) -> list[Path]:
    folder.mkdir()
    first = folder / "0.gilder"
    with Project.create(first, SCHEME) as project:
        project.documents.add([NewDocument("war.txt", TEXTS[0], (("headline", 0, 4),))])
        first_one = Worker(project, "ann", rng)
        first_one.skew = 0
        first_one.begin(8)
        first_one.work(steps // 3)
    paths = [first, folder / "1.gilder", folder / "2.gilder"]
    for path in paths[1:]:
        shutil.copy(first, path)
    with ExitStack() as stack:
        projects = [stack.enter_context(Project.open(path)) for path in paths]
        workers = [Worker(project, name, rng) for project, name in zip(projects, ("ann", "bob", "ann"), strict=True)]
        parts, between = rng.randint(1, 3), rng.random() < 0.5
        for _ in range(parts):
            for one in workers:
                one.work(steps // parts)
            if between:
                exchange(workers, rng)
        tally.steps += sum(one.done for one in workers)
    return paths


def _merged(
    folder: Path, copies: list[Path], order: tuple[object, ...], tally: Tally, *, undo: bool
) -> Iterator[tuple[str, list[str]]]:
    """The digest of copies that were merged in an order, with what is wrong noted."""
    folder.mkdir()
    os.environ["GILDER_DATA"] = str(folder / "data")  # these files have no past: others had their names and numbers
    path = _joined(folder, copies, order, tally)
    with Project.open(path) as project:
        problems = [f"{one.where}: {one.what}" for one in check_project(project)]
        tally.broken += [f"{folder.name}: {problem}" for problem in problems]
        digest, lines = content_digest(project), list(content_lines(project))
        for again in copies if undo else copies[-1:]:
            if not merge(project, again).nothing:
                tally.broken.append(f"{folder.name}: a second merge of {again.name} brought something")
        if content_digest(project) != digest:
            tally.broken.append(f"{folder.name}: a second merge changed something")
        yield digest, lines
        if undo:
            _go_on(project, tally)  # the folder stays: a copy that is gone would be taken for one moved to the next


def _joined(folder: Path, copies: list[Path], order: object, tally: Tally) -> Path:
    """A new file into which an order of copies is merged."""
    if isinstance(order, int):
        path = folder / f"{len(list(folder.glob('*.gilder')))}.gilder"
        shutil.copy(copies[order], path)
        return path
    assert isinstance(order, tuple)
    into, other = (_joined(folder, copies, part, tally) for part in order)  # pyright: ignore[reportUnknownVariableType]
    with Project.open(into) as project:
        found = merge(project, other)
    tally.concurrent += len(found.concurrent)
    tally.doubles += len(found.doubles)
    tally.joined += len(found.joined)
    return into


def _go_on(project: Project, tally: Tally) -> None:
    """Undo everything that can be undone, and work on: the file must stay sound."""
    for name in ("ann", "bob"):
        worker = Worker(project, name, random.Random(name))
        for _ in range(10):
            try:
                worker.again(back=True)
            except GilderError:
                break
        worker.work(10)
    tally.broken += [f"after undo: {one.where}: {one.what}" for one in check_project(project)]
