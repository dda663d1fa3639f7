"""Project files of older versions are brought up to date when they are opened, whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotate.document import Document
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from annotate.suggest.ranking import PRIOR
from store.check import check_project
from store.documents import NewDocument
from store.errors import ProjectError, ReadOnlyProject
from store.migrations import VERSION
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT

FOUND = (
    Suggestion(0, 4, "LOC", 0.5),
    Suggestion(0, 4, "LOC", 0.9),  # equal to the one before: counted once
    Suggestion(0, 4, "PERSON", 0.75),
    Suggestion(39, 44, "LOC", 0.25),
)


def with_runs(path: Path) -> list[Document]:
    """A project with two runs over its first document, one over its second and none over its third."""
    with Project.create(path, SCHEME_TOML) as project:
        docs = project.documents.add([NewDocument(name, TEXT) for name in ("a.txt", "b.txt", "c.txt")])
        project.suggestions.record_run("m 1", [(docs[0].id, Suggestions()), (docs[1].id, Suggestions(FOUND[:1]))])
        relation = SuggestedRelation(2, 3, "opposes", 0.5)
        project.suggestions.record_run("m 2", [(docs[0].id, Suggestions(FOUND, (relation,)))])
        return docs


def make_first_version(path: Path) -> None:
    """What a Gilder of the first structure would have written."""
    db = sqlite3.connect(path)
    for index in ("run_document_run", "span_noted", "relation_noted"):
        db.execute(f"DROP INDEX {index}")
    db.execute("ALTER TABLE marks DROP COLUMN attributes")
    for column in ("spans", "unsureness"):
        db.execute(f"ALTER TABLE run_document DROP COLUMN {column}")
    db.execute("DROP TABLE scheme_change")
    for column in ("now_id", "retired"):
        db.execute(f"ALTER TABLE label DROP COLUMN {column}")
    names = "'0002_figures', '0003_schemes', '0004_document_labels'"
    db.execute(f"DELETE FROM _sqlite_migrations WHERE name IN ({names})")
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()


def figures(path: Path) -> list[tuple[int, float]]:
    with Project.open(path) as project:
        rows = project.connection.rows("SELECT spans, unsureness FROM run_document ORDER BY doc_id, run_id")
        return [tuple(row) for row in rows]


def test_a_file_of_the_first_structure_gets_the_figures_that_its_runs_would_have_today(path: Path):
    with_runs(path)
    before = figures(path)
    assert before == [(0, 0), (3, pytest.approx((1 + 0.5 + 0.5) / (3 + PRIOR))), (1, 1 / (1 + PRIOR))]
    make_first_version(path)
    assert figures(path) == before
    with Project.open(path) as project:
        assert project.connection.value("PRAGMA user_version") == VERSION
        assert list(check_project(project)) == []
        rows = project.documents.rows(project.sources.person("ann"))
        assert [(row.open_suggestions, row.unsureness) for row in rows] == [before[1], before[2], (0, 0)]


def test_an_older_file_is_not_brought_up_to_date_when_it_is_only_read(path: Path):
    with_runs(path)
    make_first_version(path)
    before = path.read_bytes()
    with pytest.raises(ReadOnlyProject, match="open it for writing once"):
        Project.open(path, read_only=True)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path):
    with_runs(path)
    make_first_version(path)
    db = sqlite3.connect(path)
    db.execute("ALTER TABLE run_document ADD COLUMN unsureness REAL")  # somebody has meddled with it
    db.commit()
    db.close()
    with pytest.raises(ProjectError) as caught:
        Project.open(path)
    assert str(path) in str(caught.value)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    columns = [row[1] for row in db.execute("PRAGMA table_info(run_document)")]
    assert columns == ["doc_id", "run_id", "unsureness"]
    db.close()
