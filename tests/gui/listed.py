"""A documents list that no project is behind: rows are in memory, and sorted by Python."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gui.models.documents import KEYS, DocumentsModel
from store.documents import DocumentRow
from store.listing import Listed


@dataclass
class Given:
    """Reads rows that were given."""

    by_number: dict[int, DocumentRow]
    asked: int = 0  # how many rows were read

    def rows(self, numbers: Sequence[int]) -> list[DocumentRow]:
        self.asked += len(numbers)
        return [self.by_number[one] for one in numbers]

    def number(self, document_id: str) -> int:
        return next((one for one, row in self.by_number.items() if row.id == document_id), 0)


def listed(rows: Sequence[DocumentRow], order: str) -> Listed:
    """Rows in an order, as `store.listing.listed` has them."""
    found = sorted(rows, key=lambda row: (KEYS[order](row), row.number))
    doubts = [row.unsureness if row.open_suggestions and row.status != "done" else -1.0 for row in found]
    done = bytearray(row.status == "done" for row in found)
    return Listed(array("q", (row.number for row in found)), done, array("d", doubts))


def show(model: DocumentsModel, rows: Sequence[DocumentRow], order: str = "order") -> Given:
    """Show rows, given in the order of their import, which numbers them from 1."""
    numbered = [replace(row, number=at) for at, row in enumerate(rows, 1)]
    given = Given({row.number: row for row in numbered})
    model.read_from(given)
    model.show(listed(numbered, order), order)
    return given
