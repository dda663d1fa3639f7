"""The full-text index against the texts, by FTS5's own check, which is a write: so it is done on a copy.

The index' own tables are copied to a temporary index of the same form, in memory, whose texts are those of the file.
Its memory is that of the index: about 0.4 of the size of all texts.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

from store.checks.problem import Found, Problem
from store.connection import Step
from store.errors import from_sqlite
from store.project import Project

_MAKE = (
    "CREATE TEMP VIEW checked_text AS SELECT doc_id, text FROM main.document_text",
    "CREATE VIRTUAL TABLE temp.checked_search USING fts5(text, content='checked_text', content_rowid='doc_id', "
    'tokenize="unicode61 remove_diacritics 2")',
)
_PARTS = ("data", "idx", "docsize")
_DROP = ("DROP TABLE IF EXISTS temp.checked_search", "DROP VIEW IF EXISTS temp.checked_text")
_DO = "search finds too little or too much until it is built anew: “gilder repair” does so"


def index(project: Project, step: Step) -> Iterator[Found]:
    """Does the index hold every word of every text, and nothing else?"""
    raw = project.connection.raw
    try:
        with _copy(raw):
            step(1, 2)
            raw.execute("INSERT INTO temp.checked_search(checked_search, rank) VALUES('integrity-check', 1)")
    except sqlite3.DatabaseError as problem:
        if not str(getattr(problem, "sqlite_errorname", "")).startswith(("SQLITE_CORRUPT", "SQLITE_CONSTRAINT")):
            raise from_sqlite(problem, project.path) from problem
        yield Problem("document_search", f"the index is not that of the texts ({problem})", do=_DO)


@contextmanager
def _copy(raw: sqlite3.Connection) -> Generator[None, None, None]:
    """A temporary index with the contents of the file's."""
    with _shadow_tables_writable(raw):
        try:
            for sql in _MAKE:
                raw.execute(sql)
            for part in _PARTS:
                raw.execute(f"DELETE FROM temp.checked_search_{part}")
                raw.execute(f"INSERT INTO temp.checked_search_{part} SELECT * FROM main.document_search_{part}")
            yield
        finally:
            for sql in _DROP:
                with suppress(sqlite3.Error):
                    raw.execute(sql)


@contextmanager
def _shadow_tables_writable(raw: sqlite3.Connection) -> Generator[None, None, None]:
    """From Python 3.12 on SQLite is told to refuse writing to the tables of an index: not these for the moment."""
    if sys.version_info < (3, 12):
        yield
        return
    raw.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)
    try:
        yield
    finally:
        raw.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
