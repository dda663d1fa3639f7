"""Is the project file whole? SQLite's own checks, and ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.errors import GilderError
from annotate.state import AnnotationState
from store.documents import Documents
from store.errors import ProjectError
from store.project import Project
from store.sources import Source


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, and where."""

    where: str
    what: str


def check_project(project: Project) -> Iterator[Problem]:
    """Everything that is wrong with a project: structure, texts, offsets, journal, model runs."""
    try:
        yield from _structure(project)
        for document_id in project.documents.ids():
            yield from _document(project, document_id)
        yield from (Problem("journal", what) for what in project.journal.check())
        yield from (Problem("suggestions", what) for what in project.suggestions.check())
        yield from (Problem(where, what) for where, what in project.watch.problems())
    except (ProjectError, sqlite3.Error, UnicodeDecodeError, LookupError, ValueError, TypeError) as problem:
        yield Problem("file", f"reading stopped: {problem}")


def _structure(project: Project) -> Iterator[Problem]:
    for (line,) in project.connection.rows("PRAGMA integrity_check"):
        if line != "ok":
            yield Problem("file", line)
    for table, row, parent, _ in project.connection.rows("PRAGMA foreign_key_check"):
        yield Problem(table, f"row {row} refers to a row of {parent} that is not there")


def _document(project: Project, document_id: str) -> Iterator[Problem]:
    documents: Documents = project.documents
    try:
        doc = documents.get(document_id)
        project.suggestions.suggested(doc, hidden_too=True)
    except GilderError as problem:
        yield Problem(f"document {document_id}", str(problem))
        return
    replayed = project.journal.replayed(doc)
    for source in project.sources.all():
        if source.kind == "model":
            continue
        try:
            state = project.annotations.state(doc, source)
            if _journaled(source) and replayed.get(source.id, AnnotationState.of(doc)) != state:
                yield Problem(doc.name, f"the annotations of {source.name} are not those of the journal")
        except GilderError as problem:
            yield Problem(doc.name, f"{source.name}: {problem}")


def _journaled(source: Source) -> bool:
    return source.kind in ("person", "gold", "import")
