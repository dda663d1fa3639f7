"""What a repair has saved."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Repaired:
    """What a repair did: rows by table that could be read, and that were written; entries of the journal.

    `whole`: the journal is whole, and everything that people annotated is what it says. `differed` are documents whose
    rows said something else than the journal. `notes` say in words what is not as it was.
    """

    output: str
    whole: bool = True
    read: dict[str, int] = field(default_factory=dict[str, int])
    written: dict[str, int] = field(default_factory=dict[str, int])
    troubled: list[str] = field(default_factory=list[str])
    entries: int = 0
    entries_read: int = 0
    differed: list[str] = field(default_factory=list[str])
    restored: int = 0
    lost_documents: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def note(self, line: str) -> None:
        """Say something that is not as it was, once."""
        if line not in self.notes:
            self.notes.append(line)

    def as_data(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return asdict(self)
