"""Work on files in the background: copying one that cannot be opened. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gui.jobs import Report
from store.restore import copy_as_it_is


@dataclass(frozen=True, slots=True)
class Copying:
    """Copy a project that this Gilder cannot read, as it is, to a new file."""

    project: Path
    to: Path

    def __call__(self, report: Report) -> Path:
        """Gives the new file."""
        return copy_as_it_is(self.project, self.to, step=report)
