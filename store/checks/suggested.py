"""Runs of suggesters: their rows against the digest that was written with them, in one pass over the table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from annotate.suggest.base import Suggestion
from annotate.suggest.ranking import Figures, figures
from store.checks.problem import Found, Problem
from store.connection import Connection, Step
from store.project import Project
from store.runs import rows_digest, run_digest

_ROWS = "SELECT * FROM suggestion ORDER BY doc_id, run_id, ord"
_NEWEST = """
SELECT x.doc_id, x.run_id, x.spans, x.unsureness, d.name FROM run_document x JOIN document d ON d.id=x.doc_id
WHERE x.run_id=(SELECT max(run_id) FROM run_document WHERE doc_id=x.doc_id) ORDER BY x.doc_id
"""


def runs(project: Project, step: Step) -> Iterator[Found]:
    """Every run against its digest, and the figures of the documents list against the rows."""
    connection = project.connection
    digests, counts = dict[int, list[bytes]](), dict[int, int]()
    names: dict[int, str] = dict(connection.rows("SELECT id, name FROM label"))
    newest = connection.stream(_NEWEST)
    waiting = next(newest, None)
    total = int(connection.value("SELECT coalesce(max(id), 0) FROM document"))
    groups = groupby(connection.stream(_ROWS), key=lambda row: (row[0], row[1]))
    for done, ((doc_id, run_id), group) in enumerate(groups):
        rows = list(group)
        digests.setdefault(run_id, []).append(rows_digest(rows))
        counts[run_id] = counts.get(run_id, 0) + len(rows)
        while waiting is not None and (waiting[0], waiting[1]) < (doc_id, run_id):
            yield from _figures(waiting, [], names)
            waiting = next(newest, None)
        if waiting is not None and (waiting[0], waiting[1]) == (doc_id, run_id):
            yield from _figures(waiting, rows, names)
            waiting = next(newest, None)
        if done % 100 == 0:
            step(min(doc_id, total), total)
    while waiting is not None:
        yield from _figures(waiting, [], names)
        waiting = next(newest, None)
    yield from _digests(connection, digests, counts)


def _figures(listed: Any, rows: list[Any], names: dict[int, str]) -> Iterator[Found]:
    """The figures that the documents list shows, against the suggestions that they are of."""
    _, _, spans, unsureness, name = listed
    found = [Suggestion(row[4], row[5], names.get(row[3], ""), row[8]) for row in rows if row[4] is not None]
    now: Figures = figures(found)
    if now.spans != spans or abs(now.unsureness - unsureness) > 1e-9:
        yield Problem(
            "run_document", "the number or unsureness of its suggestions is not that of the suggestions", name
        )


def _digests(connection: Connection, digests: dict[int, list[bytes]], counts: dict[int, int]) -> Iterator[Found]:
    looked = dict(connection.rows("SELECT run_id, count(*) FROM run_document GROUP BY run_id"))
    for run_id, name, n_rows, digest in connection.rows("SELECT id, name, n_rows, rows_sha256 FROM model_run"):
        some, count = digests.pop(run_id, []), counts.get(run_id, 0)
        some += [rows_digest([])] * (looked.get(run_id, 0) - len(some))
        if count != n_rows:
            yield f"run {run_id} of {name} has {count} suggestions instead of {n_rows}"
        elif run_digest(some) != digest:
            yield f"run {run_id} of {name} is not what was written"
    if digests:
        yield f"suggestions of {len(digests)} runs that are not there"
