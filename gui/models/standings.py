"""Documents to be adjudicated as a table model: name, and how many stops are open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from gui.plain import plain_tip
from store.adjudicating import Standing

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StandingsModel(QAbstractTableModel):
    """One row a document; sums over all of them are kept, so that a step costs the same with any number of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Standing] = []
        self._row: dict[str, int] = {}
        self.stops = self.settled = self.agreed = self.done = self.left_out = 0

    def clear(self) -> None:
        """Forget all: they are being looked through anew."""
        self.beginResetModel()
        self.rows, self._row = [], {}
        self.stops = self.settled = self.agreed = self.done = self.left_out = 0
        self.endResetModel()

    def add(self, standings: Sequence[Standing]) -> None:
        """Put in some documents, each in its row, or below."""
        new = [one for one in standings if one.document not in self._row]
        for one in standings:
            if one.document in self._row:
                self._replace(one)
        if new:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            for one in new:
                self._row[one.document] = len(self.rows)
                self.rows.append(one)
                self._count(one, 1)
            self.endInsertRows()

    def _replace(self, one: Standing) -> None:
        at = self._row[one.document]
        self._count(self.rows[at], -1)
        self._count(one, 1)
        self.rows[at] = one
        self.dataChanged.emit(self.index(at, 0), self.index(at, 1))

    def _count(self, one: Standing, sign: int) -> None:
        self.stops += sign * one.stops
        self.settled += sign * one.settled
        self.agreed += sign * one.agreed
        self.done += sign * (one.status == "done")
        self.left_out += sign * one.left_out

    def row_of(self, document_id: str) -> int:
        """The row of a document, -1 where it is not there."""
        return self._row.get(document_id, -1)

    def next_open(self, row: int) -> int:
        """The row of the next document with an open stop after a row, around the end; -1 where there is none."""
        order = [*range(row + 1, len(self.rows)), *range(max(0, row + 1))]
        return next((at for at in order if self.rows[at].open), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        one = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one.name if index.column() == 0 else _open(one)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{one.name}, {_told(one)}" if index.column() == 0 else _told(one)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{one.name}: {_told(one)}.{_left_out(one)} Annotated by {', '.join(one.names)}.")
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 1:
                return _RIGHT
            case _:
                return None


def _open(one: Standing) -> str:
    if one.open:
        return f"{one.open:,}"
    return "✓" if one.status == "done" else ""


def _told(one: Standing) -> str:
    if one.open:
        return f"{one.open:,} of {one.stops:,} stops open"
    return "done" if one.status == "done" else "nothing to settle"


def _left_out(one: Standing) -> str:
    return f" {one.left_out:,} in boilerplate left out." if one.left_out else ""
