"""Project files as older versions of Gilder wrote them."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from pathlib import Path
from random import Random

from annotate.model import Span, surface
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from benchmarks.crash.base import PERSON, new_project
from store import migrations
from store.codec import encode
from store.connection import APPLICATION_ID
from store.ids import new_id
from store.project import Project

OLD = "span.old"  # the event of what was done before
_SPANS, _WORDS = 30, 400


def make_older(path: Path, *, version: int, documents: int = 12) -> None:
    """A closed project of an older structure with documents, suggestions, annotations and their journal."""
    newer = path.with_name("newer.gilder")
    new_project(newer, documents, _WORDS)
    with Project.open(newer) as project:
        docs = [project.documents.get(one) for one in project.documents.ids()]
        rng = Random(3)
        project.suggestions.record_run("first", [(doc.id, every_word(doc.text, rng)) for doc in docs])
    db = sqlite3.connect(path, isolation_level=None)
    _build(db, version)
    db.execute("ATTACH ? AS newer", (str(newer),))
    db.execute("BEGIN")
    _copy(db)
    _annotate(db)
    db.execute("COMMIT")
    db.close()
    newer.unlink()


def every_word(text: str, rng: Random) -> Suggestions:
    """Every word of a text, proposed: so much that bringing it up to date takes time."""
    words = [match.span() for match in re.finditer(r"\w+", text)]
    return Suggestions(tuple(Suggestion(*place, rng.choice(("ORG", "GPE")), rng.random()) for place in words))


def _build(db: sqlite3.Connection, version: int) -> None:
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

    made = Migrations("gilder")
    steps = getattr(migrations, "_STEPS", None) or getattr(migrations, "_SCRIPTS", ())  # what was released, in order
    for name, script in steps[:version]:
        made(name=name)(migrations._runner(script))
    made.apply(Database(db, execute_plugins=False, recursive_triggers=False))
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={version}")


def _copy(db: sqlite3.Connection) -> None:
    """Everything of the newer file that the older structure has a place for."""
    for table in ("meta", "scheme", "site", "source", "label", "document", "document_text", "zone", "model_run",
                  "run_document", "suggestion"):  # fmt: skip
        new = {row[1] for row in db.execute(f"PRAGMA newer.table_info({table})")}
        columns = ",".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})") if row[1] in new)
        db.execute(f"INSERT INTO main.{table}({columns}) SELECT {columns} FROM newer.{table}")
    db.execute("INSERT INTO document_search(document_search) VALUES('rebuild')")


def _annotate(db: sqlite3.Connection) -> None:
    """Spans of a person, each with its journal entry, chained as the first structure chains them."""
    source = db.execute(
        "INSERT INTO source(uid,name,kind) VALUES(?,?,'person')", (bytes.fromhex(new_id()), PERSON)
    ).lastrowid
    label = db.execute("SELECT id FROM label WHERE kind='span' AND name='ORG'").fetchone()[0]
    texts = db.execute("SELECT doc_id, text FROM document_text ORDER BY doc_id").fetchall()
    chain = bytes(32)
    for at in range(_SPANS):
        doc_id, text = texts[at % len(texts)]
        start = at // len(texts) * 2
        place = (Range(start, start + 3),)
        span = Span(new_id(), "ORG", place, surface(text, place))
        row = (bytes.fromhex(span.id), doc_id, source, label, start, start + 3, span.text, "", 0, "", span.decision)
        columns = "uid,doc_id,source_id,label_id,start_ch,end_ch,text,note,flagged,origin,decision"
        db.execute(f"INSERT INTO span({columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?)", row)
        tx = (bytes.fromhex(new_id()), 1, source, PERSON, 1_700_000_000_000 + at, "edit", None, OLD, None, "gilder", 1)
        op = (0, doc_id, "Span", span.id, None, None, encode(span))
        chain = hashlib.sha256(chain + repr((tx, [op])).encode()).digest()
        columns = "uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain"
        tx_id = db.execute(f"INSERT INTO tx({columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", (*tx, chain)).lastrowid
        db.execute("INSERT INTO op VALUES(?,?,?,?,?,?,?,?)", (tx_id, *op))
