"""Project files of older versions are brought up to date when they are opened, whole or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from annotate.suggest.ranking import PRIOR
from store.check import check_project
from store.documents import NewDocument
from store.errors import ProjectError, ReadOnlyProject
from store.ids import new_id
from store.migrations import VERSION
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT, span_on
from tests.store.test_schemes import rename

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
    forget_merging(db)
    for index in ("run_document_run", "span_noted", "relation_noted"):
        db.execute(f"DROP INDEX {index}")
    db.execute("ALTER TABLE marks DROP COLUMN attributes")
    for column in ("spans", "unsureness"):
        db.execute(f"ALTER TABLE run_document DROP COLUMN {column}")
    db.execute("DROP TABLE scheme_change")
    for column in ("now_id", "retired"):
        db.execute(f"ALTER TABLE label DROP COLUMN {column}")
    names = "'0002_figures', '0003_schemes', '0004_document_labels', '0005_merge'"
    db.execute(f"DELETE FROM _sqlite_migrations WHERE name IN ({names})")
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()


def forget_merging(db: sqlite3.Connection) -> None:
    """Take away what version 5 has brought, with the chain that versions before it had."""
    for trigger in ("tx_no_update", "document_identity_immutable"):
        db.execute(f"DROP TRIGGER {trigger}")
    for index in ("tx_hlc", "document_identity", "document_alias_document"):
        db.execute(f"DROP INDEX {index}")
    old = dict[int, bytes]()
    columns = "uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops"
    for tx_id, *row in db.execute(f"SELECT id,{columns} FROM tx ORDER BY id").fetchall():
        ops = "SELECT ord,doc_id,item,item_id,prev_tx,before,after FROM op WHERE tx_id=? ORDER BY ord"
        schemes = (
            "SELECT 'scheme', b.toml, a.toml FROM scheme_change JOIN scheme b ON b.id=before_id "
            "JOIN scheme a ON a.id=after_id WHERE tx_id=?"
        )
        told = repr((tuple(row), [tuple(op) for sql in (ops, schemes) for op in db.execute(sql, (tx_id,))]))
        old[row[1]] = hashlib.sha256(old.get(row[1], bytes(32)) + told.encode()).digest()
        db.execute("UPDATE tx SET chain=? WHERE id=?", (old[row[1]], tx_id))
    for table, columns in (("tx", "hlc parent merge_id"), ("site", "fingerprint name"), ("document", "twin")):
        for column in columns.split():
            db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("document_alias", "merging", "op_withheld", "scheme_step"):
        db.execute(f"DROP TABLE {table}")
    db.execute("CREATE INDEX document_digest ON document(digest)")
    says = "SELECT RAISE(ABORT, 'the identity of a document is immutable')"
    where = "BEFORE UPDATE OF uid, digest, n_chars ON document"
    db.execute(f"CREATE TRIGGER document_identity_immutable {where} BEGIN {says}; END")
    says = "SELECT RAISE(ABORT, 'the journal is append-only')"
    db.execute(f"CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx BEGIN {says}; END")


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


def make_fourth_version(path: Path, *statements: str) -> None:
    """What a Gilder of the fourth structure would have written, and then what happened to it."""
    db = sqlite3.connect(path)
    forget_merging(db)
    db.execute("DELETE FROM _sqlite_migrations WHERE name='0005_merge'")
    db.execute("PRAGMA user_version=4")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def with_steps(path: Path) -> None:
    """A project in which two people have done something, and one has changed the scheme; a text is there twice."""
    with Project.create(path, SCHEME_TOML) as project:
        docs = project.documents.add([NewDocument(name, TEXT) for name in ("a.txt", "b.txt")])
        for name, doc in zip(("ann", "bob"), docs, strict=True):
            span = span_on(doc, "Iran", span_id=new_id())
            project.annotations.append(
                Transaction((Change(doc.id, None, span),), "span.add"), project.sources.person(name)
            )
        rename(project, project.sources.person("ann"))


def test_the_journal_is_chained_anew_and_goes_on(path: Path):
    with_steps(path)
    make_fourth_version(path)
    with Project.open(path) as project:
        assert list(check_project(project)) == []
        assert project.connection.rows("SELECT twin FROM document ORDER BY id") == [(0,), (1,)]
        steps = project.connection.rows("SELECT before_id, after_id FROM scheme_step ORDER BY hlc")
        assert steps == [(None, 1), (1, 2)]
        ann = project.sources.person("ann")
        undo = project.journal.history(ann).next_undo
        assert undo is not None
        project.schemes.again(undo, ann, back=True)
        assert list(check_project(project)) == []
        parents = project.connection.rows("SELECT parent IS NULL, count(*) FROM tx GROUP BY 1 ORDER BY 1")
        assert parents[1] == (1, 1)


def test_an_older_journal_that_was_tampered_with_is_still_told_of(path: Path):
    with_steps(path)
    says = "SELECT RAISE(ABORT, 'the journal is append-only')"
    trigger = f"CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx BEGIN {says}; END"
    make_fourth_version(path, "DROP TRIGGER tx_no_update", "UPDATE tx SET author='eve' WHERE id=2", trigger)
    with Project.open(path) as project:
        problems = [one.what for one in check_project(project)]
        assert problems == ["journal entry 2 (span.add) is not what was written"]
