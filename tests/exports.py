"""What a project says, as it leaves it: Gilder JSON Lines, which hold everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from store.exchange.exporting import Written, export
from store.exchange.formats import format_named
from store.exchange.outgoing import Which
from store.project import Project


def write_jsonl(
    project: Project,
    path: Path,
    *,
    source: str | None = None,
    include_suggestions: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write a whole project as Gilder JSON Lines, which loses nothing."""
    which = Which(None if source is None else (source,), include_suggestions)
    return export(project, path, format_named("jsonl"), which, progress=progress)
