"""The structure of the project file: append-only migrations, run by sqlite-utils inside one transaction of ours.

A migration that has been released is never changed; a change of structure is a new one, and raises `VERSION`.
No JSON functions in CHECKs, no FTS writes in triggers, no generated columns: SQLite 3.40 refuses the first two under
`trusted_schema=OFF`, and cannot copy the third.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.connection import APPLICATION_ID, Connection
from store.errors import from_sqlite
from store.guard import seal
from store.upgrade import upgrade_merge

if TYPE_CHECKING:
    from sqlite_utils.db import Database

VERSION = 5

_FIRST = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE scheme(id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, toml TEXT NOT NULL) STRICT;
CREATE TABLE site(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE source(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  name TEXT NOT NULL UNIQUE CHECK(length(name) BETWEEN 1 AND 200),
  kind TEXT NOT NULL CHECK(kind IN ('person','model','import','gold'))
) STRICT;
CREATE TABLE label(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK(kind IN ('span','relation')),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 200),
  UNIQUE(kind, name)
) STRICT;

CREATE TABLE document(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 2000),
  meta TEXT NOT NULL,
  digest BLOB NOT NULL CHECK(length(digest)=32),
  n_chars INTEGER NOT NULL CHECK(n_chars>0)
) STRICT;
CREATE INDEX document_name ON document(name);
CREATE INDEX document_digest ON document(digest);
CREATE TABLE document_text(doc_id INTEGER PRIMARY KEY REFERENCES document(id), text TEXT NOT NULL) STRICT;
CREATE TRIGGER document_text_immutable BEFORE UPDATE ON document_text
BEGIN SELECT RAISE(ABORT, 'the text of a document is immutable'); END;
CREATE TRIGGER document_identity_immutable BEFORE UPDATE OF uid, digest, n_chars ON document
BEGIN SELECT RAISE(ABORT, 'the identity of a document is immutable'); END;
CREATE VIRTUAL TABLE document_search USING fts5(
  text, content='document_text', content_rowid='doc_id', tokenize="unicode61 remove_diacritics 2"
);

CREATE TABLE zone(
  uid BLOB PRIMARY KEY CHECK(length(uid)=16),
  doc_id INTEGER NOT NULL REFERENCES document(id),
  source_id INTEGER REFERENCES source(id),
  kind TEXT NOT NULL,
  start_ch INTEGER NOT NULL CHECK(start_ch>=0),
  end_ch INTEGER NOT NULL CHECK(end_ch>start_ch)
) STRICT, WITHOUT ROWID;
CREATE INDEX zone_document ON zone(doc_id, source_id);
CREATE TABLE marks(
  doc_id INTEGER NOT NULL REFERENCES document(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  status TEXT NOT NULL CHECK(status IN ('new','in_progress','done','flagged')),
  note TEXT NOT NULL,
  flagged INTEGER NOT NULL CHECK(flagged IN (0,1)),
  PRIMARY KEY(doc_id, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_run(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  source_id INTEGER NOT NULL REFERENCES source(id),
  name TEXT NOT NULL,
  parameters TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  n_rows INTEGER NOT NULL,
  rows_sha256 BLOB NOT NULL CHECK(length(rows_sha256)=32)
) STRICT;
CREATE TABLE run_document(
  doc_id INTEGER NOT NULL REFERENCES document(id),
  run_id INTEGER NOT NULL REFERENCES model_run(id),
  PRIMARY KEY(doc_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE suggestion(
  doc_id INTEGER NOT NULL REFERENCES document(id),
  run_id INTEGER NOT NULL REFERENCES model_run(id),
  ord INTEGER NOT NULL,
  label_id INTEGER NOT NULL REFERENCES label(id),
  start_ch INTEGER, end_ch INTEGER,
  head_ord INTEGER, child_ord INTEGER,
  score REAL NOT NULL CHECK(score BETWEEN 0 AND 1),
  value TEXT,
  PRIMARY KEY(doc_id, run_id, ord),
  CHECK((start_ch>=0 AND end_ch>start_ch AND head_ord IS NULL AND child_ord IS NULL)
     OR (start_ch IS NULL AND end_ch IS NULL AND head_ord IS NOT NULL AND child_ord IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER suggestion_immutable BEFORE UPDATE ON suggestion
BEGIN SELECT RAISE(ABORT, 'suggestions are immutable; record a decision'); END;

CREATE TABLE span(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  doc_id INTEGER NOT NULL REFERENCES document(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  label_id INTEGER NOT NULL REFERENCES label(id),
  start_ch INTEGER NOT NULL CHECK(start_ch>=0),
  end_ch INTEGER NOT NULL CHECK(end_ch>start_ch),
  fragments TEXT,
  text TEXT NOT NULL,
  value TEXT,
  attributes TEXT,
  note TEXT NOT NULL,
  flagged INTEGER NOT NULL CHECK(flagged IN (0,1)),
  origin TEXT NOT NULL,
  score REAL CHECK(score IS NULL OR score BETWEEN 0 AND 1),
  decision TEXT NOT NULL
) STRICT;
CREATE INDEX span_document ON span(doc_id, source_id, start_ch);
CREATE INDEX span_label ON span(source_id, label_id);
CREATE TABLE relation(
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  doc_id INTEGER NOT NULL REFERENCES document(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  label_id INTEGER NOT NULL REFERENCES label(id),
  head_uid BLOB NOT NULL REFERENCES span(uid) DEFERRABLE INITIALLY DEFERRED,
  child_uid BLOB NOT NULL REFERENCES span(uid) DEFERRABLE INITIALLY DEFERRED,
  attributes TEXT,
  note TEXT NOT NULL,
  flagged INTEGER NOT NULL CHECK(flagged IN (0,1)),
  origin TEXT NOT NULL,
  score REAL CHECK(score IS NULL OR score BETWEEN 0 AND 1),
  decision TEXT NOT NULL,
  CHECK(head_uid<>child_uid)
) STRICT;
CREATE INDEX relation_document ON relation(doc_id, source_id);
CREATE INDEX relation_head ON relation(head_uid);
CREATE INDEX relation_child ON relation(child_uid);
CREATE INDEX relation_label ON relation(source_id, label_id);
CREATE TABLE decision(
  doc_id INTEGER NOT NULL REFERENCES document(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  suggestion TEXT NOT NULL CHECK(length(suggestion) BETWEEN 1 AND 100),
  outcome TEXT NOT NULL CHECK(outcome IN ('accepted','rejected','edited')),
  label_id INTEGER NOT NULL REFERENCES label(id),
  fragments TEXT NOT NULL,
  annotation BLOB CHECK(annotation IS NULL OR length(annotation)=16),
  PRIMARY KEY(doc_id, source_id, suggestion)
) STRICT, WITHOUT ROWID;

CREATE TABLE tx(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE CHECK(length(uid)=16),
  site_id INTEGER NOT NULL REFERENCES site(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  author TEXT NOT NULL CHECK(length(author) BETWEEN 1 AND 200),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('edit','undo','redo','import','adjudicate','scheme','repair')),
  undoes BLOB CHECK(undoes IS NULL OR length(undoes)=16),
  event TEXT NOT NULL,
  focus TEXT,
  app TEXT NOT NULL,
  n_ops INTEGER NOT NULL,
  chain BLOB NOT NULL CHECK(length(chain)=32)
) STRICT;
CREATE INDEX tx_source ON tx(source_id, id);
CREATE TABLE op(
  tx_id INTEGER NOT NULL REFERENCES tx(id),
  ord INTEGER NOT NULL,
  doc_id INTEGER NOT NULL REFERENCES document(id),
  item TEXT NOT NULL,
  item_id TEXT NOT NULL,
  prev_tx BLOB,
  before TEXT,
  after TEXT,
  PRIMARY KEY(tx_id, ord),
  CHECK(before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_item ON op(item_id, tx_id);
CREATE INDEX op_document ON op(doc_id, tx_id);
CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER tx_no_delete BEFORE DELETE ON tx BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER op_no_update BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER op_no_delete BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

# What a documents list shows is kept with the run, so that it need not read suggestions. The figures of runs that are
# there already are those of `annotate.suggest.ranking` in SQL, with a prior of 4; a test holds the two together.
_FIGURES = """
ALTER TABLE run_document ADD COLUMN spans INTEGER NOT NULL DEFAULT 0 CHECK(spans>=0);
ALTER TABLE run_document ADD COLUMN unsureness REAL NOT NULL DEFAULT 0 CHECK(unsureness BETWEEN 0 AND 1);
CREATE INDEX run_document_run ON run_document(run_id);
CREATE TEMP TABLE figure AS
  SELECT doc_id, run_id, count(*) AS spans, sum(1 - abs(2 * score - 1)) / (count(*) + 4.0) AS unsureness
  FROM (SELECT doc_id, run_id, min(ord), score FROM suggestion WHERE start_ch IS NOT NULL
        GROUP BY doc_id, run_id, start_ch, end_ch, label_id)
  GROUP BY doc_id, run_id;
CREATE UNIQUE INDEX temp.figure_place ON figure(doc_id, run_id);
UPDATE run_document SET
  spans=coalesce((SELECT f.spans FROM figure f WHERE f.doc_id=run_document.doc_id AND f.run_id=run_document.run_id), 0),
  unsureness=coalesce(
    (SELECT f.unsureness FROM figure f WHERE f.doc_id=run_document.doc_id AND f.run_id=run_document.run_id), 0);
DROP TABLE temp.figure;
"""

# What a scheme change did to the scheme, beside what it did to annotations (`op`); what the labels of older suggestions
# are called now, and which are no longer offered, so that the documents list can count without the scheme.
_SCHEMES = """
CREATE TABLE scheme_change(
  tx_id INTEGER PRIMARY KEY REFERENCES tx(id),
  before_id INTEGER NOT NULL REFERENCES scheme(id),
  after_id INTEGER NOT NULL REFERENCES scheme(id)
) STRICT;
CREATE TRIGGER scheme_change_no_update BEFORE UPDATE ON scheme_change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER scheme_change_no_delete BEFORE DELETE ON scheme_change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
ALTER TABLE label ADD COLUMN now_id INTEGER REFERENCES label(id);
ALTER TABLE label ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK(retired IN (0,1));
"""

# Labels of documents, and the few annotations with a note or flag found without reading all the others.
_DOCUMENT_LABELS = """
ALTER TABLE marks ADD COLUMN attributes TEXT;
CREATE INDEX span_noted ON span(source_id) WHERE note<>'' OR flagged=1;
CREATE INDEX relation_noted ON relation(source_id) WHERE note<>'' OR flagged=1;
"""

# Copies of a project that are edited apart and come together again: docs/adr/0011. What a transaction was at its origin
# is chained without the numbers of this file; `merge_id` says by which merge it came here, null for one that was made
# in this file's own line. Between these two scripts the journal is chained anew: `upgrade_merge`.
_MERGE = """
ALTER TABLE site ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN twin INTEGER NOT NULL DEFAULT 0 CHECK(twin>=0);
DROP TRIGGER document_identity_immutable;
CREATE TABLE document_alias(
  uid BLOB PRIMARY KEY CHECK(length(uid)=16),
  doc_id INTEGER NOT NULL REFERENCES document(id)
) STRICT, WITHOUT ROWID;
CREATE TABLE merging(
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  n_tx INTEGER NOT NULL,
  chains_sha256 BLOB NOT NULL CHECK(length(chains_sha256)=32)
) STRICT;
ALTER TABLE tx ADD COLUMN hlc INTEGER NOT NULL DEFAULT 0 CHECK(hlc BETWEEN 0 AND 4611686018427387904);
ALTER TABLE tx ADD COLUMN parent BLOB CHECK(parent IS NULL OR length(parent)=16);
ALTER TABLE tx ADD COLUMN merge_id INTEGER REFERENCES merging(id);
CREATE TABLE op_withheld(
  tx_id INTEGER NOT NULL REFERENCES tx(id),
  ord INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK(length(digest)=32),
  PRIMARY KEY(tx_id, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE scheme_step(
  uid BLOB PRIMARY KEY CHECK(length(uid)=16),
  hlc INTEGER NOT NULL CHECK(hlc BETWEEN 0 AND 4611686018427387904),
  before_id INTEGER REFERENCES scheme(id),
  after_id INTEGER NOT NULL REFERENCES scheme(id)
) STRICT, WITHOUT ROWID;
DROP TRIGGER tx_no_update;
UPDATE document SET twin=(SELECT count(*) FROM document e WHERE e.digest=document.digest AND e.id<document.id)
WHERE digest IN (SELECT digest FROM document GROUP BY digest HAVING count(*)>1);
"""
_MERGE_SEALED = """
CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER document_identity_immutable BEFORE UPDATE OF uid, digest, n_chars, twin ON document
BEGIN SELECT RAISE(ABORT, 'the identity of a document is immutable'); END;
DROP INDEX document_digest;
CREATE UNIQUE INDEX document_identity ON document(digest, twin);
CREATE INDEX document_alias_document ON document_alias(doc_id);
CREATE INDEX tx_hlc ON tx(hlc);
"""

Step = str | Callable[[sqlite3.Connection], None]
_STEPS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("0001_first", (_FIRST,)),
    ("0002_figures", (_FIGURES,)),
    ("0003_schemes", (_SCHEMES,)),
    ("0004_document_labels", (_DOCUMENT_LABELS,)),
    ("0005_merge", (_MERGE, upgrade_merge, _MERGE_SEALED)),
)


def migrate(connection: Connection) -> None:
    """Bring the structure to `VERSION`, all in one transaction: afterwards it is the old or the new one, never between.

    The migrations are registered here and not in the module, so that a plain opening does not import sqlite-utils.
    Raises ProjectError where the file cannot be brought there; then it is as it was.
    """
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("gilder")

    for name, steps in _STEPS:
        migrations(name=name)(_runner(steps))

    with connection.writing():
        try:
            migrations.apply(Database(connection.raw, execute_plugins=False, recursive_triggers=False))
        except sqlite3.Error as problem:
            raise from_sqlite(problem, connection.path) from problem
        seal.remove_all(connection)
        connection.write(f"PRAGMA application_id={APPLICATION_ID}")
        connection.write(f"PRAGMA user_version={VERSION}")


def _runner(steps: tuple[Step, ...]) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        for step in steps:
            if not isinstance(step, str):
                step(db.conn)
                continue
            for statement in _statements(step):
                db.execute(statement)  # pyright: ignore[reportUnknownMemberType] - sqlite-utils types it in part

    return run


def _statements(script: str) -> list[str]:
    """The script cut into whole statements, those of triggers included."""
    statements, rest = list[str](), ""
    for line in script.splitlines():
        rest += line + "\n"
        if sqlite3.complete_statement(rest):
            statements.append(rest.strip())
            rest = ""
    assert not rest.strip()
    return statements


def structure(version: int) -> list[tuple[str, str, str, str]]:
    """Kind, name, table and SQL of everything that the first `version` migrations make, FTS' own tables included."""
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("gilder")
    for name, steps in _STEPS[:version]:
        migrations(name=name)(_runner(steps))
    database = Database(memory=True, execute_plugins=False, recursive_triggers=False)
    try:
        migrations.apply(database)
        return database.conn.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
    finally:
        database.close()


def names(version: int) -> list[str]:
    """The names of the first `version` migrations."""
    return [name for name, _ in _STEPS[:version]]
