"""The documents of a project as a list model, in the order that a person has chosen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gui.plain import plain_tip
from store.documents import DocumentRow

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)
_STATUS = {"new": "new", "in_progress": "in progress", "done": "done", "flagged": "flagged"}
_RANK = {"flagged": 0, "in_progress": 1, "new": 2, "done": 3}


def by_doubt(row: DocumentRow) -> tuple[bool, float, str]:
    """Sort key: what is done comes last, the rest by falling unsureness."""
    return (row.status == "done", -row.unsureness, row.id)


def _by_name(row: DocumentRow) -> list[tuple[int, str]]:
    """Letter case aside, numbers by their value: “text 9” before “text 10”."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", row.name.casefold())]


ORDERS: tuple[tuple[str, str], ...] = (
    ("order", "In the order of import"),
    ("name", "By name"),
    ("status", "By status"),
    ("unsure", "Most unsure first"),
    ("open", "Most open suggestions first"),
)
"""Name, as it is kept in the settings, and what the person reads."""

_KEYS: dict[str, Callable[[DocumentRow], Any]] = {
    "order": lambda _row: 0,
    "name": _by_name,
    "status": lambda row: 0 if row.flagged else _RANK[row.status],
    "unsure": lambda row: by_doubt(row)[:2],
    "open": lambda row: (row.status == "done", -row.open_suggestions),
}


class DocumentsModel(QAbstractListModel):
    """Rows of `Documents.rows`, replaced whole or one at a time.

    A row that changes stays where it is until `settle`, so that the list does not move under the person's eyes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[DocumentRow] = []
        self._imported: dict[str, int] = {}
        self._places: dict[str, int] | None = {}
        self._changed: set[str] = set()
        self.order, self.done = "order", 0  # how many documents are done

    @property
    def rows(self) -> list[DocumentRow]:
        """All rows as they are shown."""
        return self._rows

    def replace_all(self, rows: list[DocumentRow]) -> None:
        """Show other rows, given in the order of import."""
        self.beginResetModel()
        self._imported = {row.id: at for at, row in enumerate(rows)}
        self.done = sum(row.status == "done" for row in rows)
        self._rows = sorted(rows, key=self._key)
        self._places = None
        self._changed.clear()
        self.endResetModel()

    def sort_by(self, order: str) -> None:
        """Show the rows in another order, one of `ORDERS`; an unknown one is that of import."""
        self.order = order if order in _KEYS else "order"
        self.replace_all(sorted(self._rows, key=lambda row: self._imported[row.id]))

    def replace(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        at = self.position(row.id)
        if at >= 0 and self._rows[at] != row:
            self.done += (row.status == "done") - (self._rows[at].status == "done")
            self._rows[at] = row
            self._changed.add(row.id)
            self.dataChanged.emit(self.index(at), self.index(at))

    def settle(self) -> None:
        """Move the rows that have changed to their places."""
        for document_id in self._changed:
            at = self.position(document_id)
            rest = self._rows[:at] + self._rows[at + 1 :]
            to = bisect_left(rest, self._key(self._rows[at]), key=self._key)
            if to != at:
                self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), to if to < at else to + 1)
                self._rows.insert(to, self._rows.pop(at))
                self._places = None
                self.endMoveRows()
        self._changed.clear()

    def position(self, document_id: str) -> int:
        """The row of a document, -1 where it is not shown."""
        if self._places is None:
            self._places = {row.id: at for at, row in enumerate(self._rows)}
        return self._places.get(document_id, -1)

    def _key(self, row: DocumentRow) -> tuple[Any, int]:
        return (_KEYS[self.order](row), self._imported[row.id])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{row.name}\n{_told(row)} · {row.spans:,} spans · {row.size:,} characters")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {_told(row)}"
        return row if role == ROW else None


def _told(row: DocumentRow) -> str:
    """“new · 12 open suggestions · unsureness 0.41”."""
    parts = [_STATUS[row.status], f"{row.open_suggestions:,} open suggestions"]
    if row.blind:
        parts[1] = "blind: suggestions are hidden"
    elif row.open_suggestions:
        parts.append(f"unsureness {row.unsureness:.2f}")
    else:
        parts[1] = "no open suggestion"
    return " · ".join(parts)
