"""`gilder suggest`."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from annotate.document import Document
from annotate.suggest.base import Suggestions
from cli.output import Progress, counted, say, say_json
from store.errors import ProjectError, ReadOnlyProject
from store.project import Project


def suggest(arguments: Namespace) -> int:
    """Run the suggester and keep the whole run, or, when it is stopped, nothing of it."""
    with Project.open(Path(arguments.project)) as project:
        if not _writable(project.path):  # told before the slow work
            raise ReadOnlyProject(f"{project.path}: cannot be written here; copy it to a folder of your own")
        docs = _documents(project, arguments.document)
        if not docs:
            raise ProjectError(f"{project.path}: there is no document; import some first: gilder import")
        import resources
        from annotate.suggest.combined import load_suggester

        suggester = load_suggester(arguments.model, embedded=resources.embedded_pipeline)
        found = list[tuple[str, Suggestions]]()
        with Progress("Suggesting") as progress:
            for at, one in enumerate(suggester.suggest(docs, project.scheme)):
                found.append((docs[at].id, one))
                progress(at + 1, len(docs))
        run = project.suggestions.record_run(suggester.name, found, parameters=suggester.settings)
    if arguments.json:
        say_json({"model": run.name, "documents": len(docs), "suggestions": run.suggestions})
    else:
        say(f"{counted(run.suggestions, 'suggestion')} in {counted(len(docs), 'document')} by {run.name}")
    return 0


def _writable(path: Path) -> bool:
    """Whether a project may be written: the file, and its folder, where SQLite keeps the log."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _documents(project: Project, names: list[str] | None) -> list[Document]:
    """The documents that were named, or all. Raises ProjectError."""
    if names is None:
        return [project.documents.get(document_id) for document_id in project.documents.ids()]
    found = list[Document]()
    for name in dict.fromkeys(names):
        doc = project.documents.named(name)
        if doc is None:
            raise ProjectError(f"{project.path}: there is no document “{name}” in this project")
        found.append(doc)
    return found
