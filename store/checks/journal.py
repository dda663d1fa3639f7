"""The journal: is every entry what was written, and is everything there?"""

from __future__ import annotations

from collections.abc import Iterator

from store.checks.problem import Found, Problem
from store.connection import Step
from store.project import Project


def counts(project: Project, _step: Step) -> Iterator[Found]:
    """Is everything there by number: changes of entries, texts of documents, suggestions of runs?"""
    rows = project.connection.stream
    changes = "(SELECT count(*) FROM op WHERE tx_id=tx.id) + (SELECT count(*) FROM op_withheld WHERE tx_id=tx.id)"
    for tx_id, event in rows(f"SELECT id, event FROM tx WHERE n_ops<>{changes} LIMIT 100"):
        yield Problem("op", f"journal entry {tx_id} ({event}) does not have all of its changes")
    for (name,) in rows("SELECT name FROM document WHERE id NOT IN (SELECT doc_id FROM document_text) LIMIT 100"):
        yield Problem("document_text", "the text is not there", name)
    count = "SELECT run_id, count(*) AS n FROM suggestion GROUP BY run_id"
    for name, wanted, found in rows(
        f"SELECT name, n_rows, coalesce(n, 0) FROM model_run LEFT JOIN ({count}) ON run_id=id "
        "WHERE n_rows<>coalesce(n, 0)"
    ):
        yield Problem("suggestion", f"a run of {name} has {found:,} suggestions instead of {wanted:,}")


def chain(project: Project, step: Step) -> Iterator[Found]:
    """The hash chain over every entry and change, and what came by merges."""
    for what in project.journal.check(step):
        yield Problem("tx", what)
