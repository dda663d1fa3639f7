"""Is the project file whole? SQLite's own checks, and ours, which find what SQLite cannot see.

Nothing is written. Every part is read once, in portions, so that time grows with the project and memory does not: what
is held at a time is a portion of documents, one document's annotations, and one digest for each document of a run.
A part that cannot be read ends with a problem, and the next one is looked at all the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from annotate.errors import GilderError
from store.checks import file, journal, search, suggested, texts
from store.checks.problem import Found, Problem
from store.connection import Step, no_step
from store.errors import DECODING
from store.project import Project

__all__ = ["Problem", "check_project"]

_DAMAGE = (GilderError, sqlite3.Error, *DECODING)
_WHOLE = 1000  # of the progress that is told


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a check, what it is called, and how much of the whole it is, about."""

    name: str
    weight: int
    run: Callable[[Project, Step], Iterator[Found]]


_QUICK = (
    _Part("file", 600, file.quick),
    _Part("file", 100, file.foreign_keys),
    _Part("meta", 100, file.as_it_was_closed),
    _Part("scheme", 10, file.scheme),
    _Part("journal", 190, journal.counts),
)
_FULL = (
    _Part("file", 150, file.integrity),
    _Part("file", 30, file.foreign_keys),
    _Part("meta", 20, file.as_it_was_closed),
    _Part("scheme", 5, file.scheme),
    _Part("document", 500, texts.documents),
    _Part("journal", 150, journal.chain),
    _Part("suggestion", 70, suggested.runs),
    _Part("document_search", 75, search.index),
)


def check_project(project: Project, *, quick: bool = False, step: Step = no_step) -> Iterator[Problem]:
    """Everything that is wrong with a project: structure, texts, offsets, journal, model runs, search.

    `quick` leaves out what reads texts, annotations and changes: what SQLite finds, whether the file is as it was
    closed, and whether everything is there by number. `step` is told how far it is, and may raise to end it.
    """
    parts, done = _QUICK if quick else _FULL, 0
    for part in parts:
        step(done, _WHOLE)
        yield from _guarded(part, project, _Within(step, done, part.weight))
        done += part.weight


@dataclass(slots=True)
class _Within:
    """The progress of a part as one of the whole; what the receiver raises is not taken for damage."""

    step: Step
    done: int
    weight: int
    raised: list[BaseException] = field(default_factory=list[BaseException])

    def __call__(self, done: int, total: int) -> None:
        try:
            self.step(self.done + self.weight * done // max(1, total), _WHOLE)
        except BaseException as problem:  # SQLite, which calls this too, swallows it: `_guarded` raises it again
            self.raised.append(problem)
            raise


def _guarded(part: _Part, project: Project, within: _Within) -> Iterator[Problem]:
    try:
        for found in part.run(project, within):
            yield found if isinstance(found, Problem) else Problem(part.name, found)
    except _DAMAGE as problem:
        if within.raised:
            raise within.raised[0] from None
        told = " ".join(str(problem).split())[:300] or type(problem).__name__
        yield Problem(part.name, f"cannot be read: {told.removeprefix(f'{project.path}: ')}")


def as_data(problem: Problem) -> dict[str, str]:
    """A problem for JSON."""
    return {**asdict(problem), "where": problem.where}
