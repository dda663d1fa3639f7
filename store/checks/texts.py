"""Documents one by one: the text, and what each source says of it, which must be what the journal gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from annotate.document import Document
from annotate.errors import GilderError
from annotate.state import AnnotationState
from store.checks.portions import portions
from store.checks.problem import Found, Problem
from store.connection import Step
from store.errors import DECODING
from store.project import Project
from store.sources import Source

_LISTED = "SELECT id, uid, name, n_chars FROM document WHERE id>:last ORDER BY id LIMIT :most"
_SOURCES = " UNION ".join(
    f"SELECT source_id FROM {table} WHERE doc_id=:doc" for table in ("span", "relation", "decision", "marks", "zone")
)
_TABLES = ("span", "relation", "decision", "zone", "marks")
_DAMAGE = (GilderError, sqlite3.Error, *DECODING)


def documents(project: Project, step: Step) -> Iterator[Found]:
    """Texts, and annotations of every source."""
    sources = {source.id: source for source in project.sources.all()}
    total = int(project.connection.value("SELECT count(*) FROM document"))
    extra = "SELECT count(*) FROM document_text WHERE doc_id NOT IN (SELECT id FROM document)"
    if left := project.connection.value(extra):
        yield Problem("document_text", f"{left:,} texts of documents that are not there")
    done = 0
    for rows in portions(project.connection, _LISTED):
        for row in rows:
            step(done, total)
            yield from _document(project, row, sources)
            done += 1


def _document(project: Project, row: Any, sources: dict[int, Source]) -> Iterator[Problem]:
    doc_id, uid, name, n_chars = row
    table = "document_text"
    try:
        doc = project.documents.get(uid.hex())
        if len(doc.text) != n_chars:
            yield Problem("document", f"its text has {len(doc.text):,} characters and should have {n_chars:,}", name)
        table = "suggestion"
        project.suggestions.suggested(doc, hidden_too=True)
        table = "op"
        replayed = project.journal.replayed(doc)
        present = {one for (one,) in project.connection.rows(_SOURCES, {"doc": doc_id}) if one is not None}
    except _DAMAGE as problem:
        yield Problem(table, _told(project, problem), str(name))
        return
    for source_id in sorted(present | set(replayed)):
        source = sources.get(source_id)
        if source is None:
            yield Problem("source", f"annotations of a source that is not there (number {source_id})", doc.name)
        else:
            yield from _source(project, doc, source, replayed.get(source_id) or AnnotationState.of(doc))


def _source(project: Project, doc: Document, source: Source, replayed: AnnotationState) -> Iterator[Problem]:
    try:
        state = project.annotations.state(doc, source)
    except _DAMAGE as problem:
        yield Problem("span", f"{source.name}: {_told(project, problem)}", doc.name)
        return
    if state != replayed:
        table = next((name for name, same in zip(_TABLES, _same(state, replayed), strict=True) if not same), "span")
        yield Problem(table, f"the annotations of {source.name} are not those of the journal", doc.name)


def _same(one: AnnotationState, other: AnnotationState) -> Iterator[bool]:
    yield dict(one.spans) == dict(other.spans)
    yield one.relations == other.relations
    yield one.decisions == other.decisions
    yield dict(one.zones) == dict(other.zones)
    yield one.marks == other.marks


def _told(project: Project, problem: BaseException) -> str:
    told = " ".join(str(problem).split())[:300] or type(problem).__name__
    return told.removeprefix(f"{project.path}: ")
