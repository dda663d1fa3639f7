"""Work on files in the background: writing an export. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gui.jobs import Report
from store.exchange.exporting import write_jsonl
from store.project import Project
from store.restore import copy_as_it_is


@dataclass(frozen=True, slots=True)
class Export:
    """Write the gold of a project, read through a connection of its own."""

    project: Path
    out: Path

    def __call__(self, report: Report) -> str:
        """Gives a line for the person."""
        with Project.open(self.project, read_only=True) as project:
            written = write_jsonl(project, self.out, progress=report)
        return f"{written.spans:,} spans of {written.documents:,} documents written to {self.out.name}."


@dataclass(frozen=True, slots=True)
class Copying:
    """Copy a project that this Gilder cannot read, as it is, to a new file."""

    project: Path
    to: Path

    def __call__(self, report: Report) -> Path:
        """Gives the new file."""
        return copy_as_it_is(self.project, self.to, step=report)
