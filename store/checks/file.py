"""The file as a whole: what SQLite finds, whether it is as it was closed, and whether its scheme can be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from annotate.errors import SchemeError
from store.checks.problem import Found, Problem
from store.connection import Step
from store.errors import from_sqlite
from store.project import Project

_EVERY = 200_000  # steps of SQLite's machine between two calls: some milliseconds
_GUESSED = 250  # of those calls, that SQLite's check may take; nobody knows before
_MOST = 100  # problems of one kind that are told


def integrity(project: Project, step: Step) -> Iterator[Found]:
    """What SQLite's whole check finds: pages, order, indexes, constraints."""
    yield from _pragma(project, f"PRAGMA integrity_check({_MOST})", step)


def quick(project: Project, step: Step) -> Iterator[Found]:
    """What SQLite's check finds without the contents of indexes."""
    yield from _pragma(project, f"PRAGMA quick_check({_MOST})", step)


def foreign_keys(project: Project, _step: Step) -> Iterator[Found]:
    """Rows that refer to rows that are not there."""
    for at, (table, row, parent, _) in enumerate(project.connection.stream("PRAGMA foreign_key_check")):
        if at == _MOST:
            yield Problem(table, "and more rows that refer to rows that are not there")
            return
        which = "a row" if row is None else f"row {row}"
        yield Problem(table, f"{which} refers to a row of {parent} that is not there")


def as_it_was_closed(project: Project, _step: Step) -> Iterator[Found]:
    """The seal of the last closing, the high-water mark of this computer, and how much there was."""
    for table, what in project.watch.problems():
        yield Problem(table, what)


def scheme(project: Project, _step: Step) -> Iterator[Found]:
    """The scheme that counts."""
    try:
        _ = project.scheme
    except SchemeError as problem:
        told = str(problem).removeprefix(f"{project.path}: ")
        yield Problem("scheme", f"cannot be used: {told}", do="give the project a scheme with “gilder scheme --set”")


def _pragma(project: Project, sql: str, step: Step) -> Iterator[Found]:
    for line in watched(project, sql, step):
        if line != "ok":
            yield from (one for one in str(line).splitlines() if not one.startswith("***"))


def watched(project: Project, sql: str, step: Step) -> list[str]:
    """The first column of a statement that takes long, while which `step` is called; SQLite stops when that raises."""
    calls = 0
    raw = project.connection.raw

    def look() -> int:
        nonlocal calls
        calls += 1
        step(min(calls, _GUESSED), _GUESSED)
        return 0

    raw.set_progress_handler(look, _EVERY)
    try:
        return [str(row[0]) for row in raw.execute(sql)]
    except sqlite3.Error as problem:
        raise from_sqlite(problem, project.path) from problem
    finally:
        raw.set_progress_handler(None, 0)
