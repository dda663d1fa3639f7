"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

REPAIR = "go back to a backup, or write what is sound to a new file with “gilder repair”"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong: in which table (`file`, where SQLite does not say), of which document, what to do."""

    table: str
    what: str
    document: str = ""
    do: str = REPAIR

    @property
    def where(self) -> str:
        """The document where there is one, or the table."""
        return self.document or self.table


Found = Problem | str
"""A problem, or what is wrong with the table that a part of the check is about."""
