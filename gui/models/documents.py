"""The documents of a project as a list model, in the order that a person has chosen, read where it is looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, overload

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gui.plain import plain_tip
from store.documents import DocumentRow
from store.errors import ProjectError
from store.listing import Listed, name_key

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)
_STATUS = {"new": "new", "in_progress": "in progress", "done": "done", "flagged": "flagged"}
_RANK = {"flagged": 0, "in_progress": 1, "new": 2, "done": 3}
_ABOVE, _BELOW, _KEPT = 8, 24, 4_096  # rows that are read with one: those before it, it and after it; that are kept


class Reader(Protocol):
    """Where rows come from."""

    def rows(self, numbers: Sequence[int]) -> list[DocumentRow]:
        """The rows of some documents, in any order."""
        ...

    def number(self, document_id: str) -> int:
        """The number of a document, 0 where there is none."""
        ...


GAIN = "gain"
"""The order that no row tells by itself: what a model would learn from a document depends on all the others."""

ORDERS: tuple[tuple[str, str], ...] = (
    ("order", "In the order of import"),
    ("name", "By name"),
    ("status", "By status"),
    ("unsure", "Most unsure first"),
    ("open", "Most open suggestions first"),
    (GAIN, "Most to learn from first"),
)
"""Name, as it is kept in the settings, and what the person reads."""

KEYS: dict[str, Callable[[DocumentRow], Any]] = {
    "order": lambda _row: 0,
    "name": lambda row: name_key(row.name),
    "status": lambda row: 0 if row.flagged else _RANK[row.status],
    "unsure": lambda row: (1, 0.0) if row.status == "done" else (0, -row.unsureness),
    "open": lambda row: (1, 0) if row.status == "done" else (0, -row.open_suggestions),
}
"""The orders of `store.listing.ORDERS` once more, for one row that has changed. `GAIN` is none of them."""


class Rows(Sequence[DocumentRow]):
    """All rows in the order that is shown, each read when it is asked for."""

    def __init__(self, model: DocumentsModel) -> None:
        self._model = model

    def __len__(self) -> int:
        return len(self._model.listed.numbers)

    @overload
    def __getitem__(self, at: int) -> DocumentRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[DocumentRow]: ...
    def __getitem__(self, at: int | slice) -> DocumentRow | list[DocumentRow]:
        every = range(len(self))
        return [self._model.row(one) for one in every[at]] if isinstance(at, slice) else self._model.row(every[at])


class DocumentsModel(QAbstractListModel):
    """Documents as numbers in an order; of their rows, those that were looked at last are kept.

    A row that changes stays where it is until `settle`, so that the list does not move under the person's eyes.
    Positions count all documents; rows of the model only those that the filter leaves.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reader: Reader | None = None
        self.listed, self.rows = Listed(), Rows(self)
        self.order, self.done = "order", 0  # how many documents are done
        self._kept = OrderedDict[int, DocumentRow]()
        self._places: dict[int, int] | None = None  # positions by number
        self._ranks: dict[int, int] = {}  # places in an order that no row tells, as it was given
        self._wanted: set[int] | None = None  # numbers that the filter leaves
        self._shown: list[int] | None = None  # their positions
        self._changed: dict[int, None] = {}

    def read_from(self, reader: Reader) -> None:
        """Read rows here from now on, also those that were read before."""
        self._reader = reader
        self._kept.clear()
        if count := self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def show(self, listed: Listed, order: str = "order") -> None:
        """Show documents in an order; where only some more have come at the end, what is there stays."""
        old, new = self.listed.numbers, listed.numbers
        if old == new and order == self.order and self._shown is None:  # something more is known of them
            self.listed, self.done = listed, sum(listed.done)
            return
        more = self._shown is None and 0 < len(old) < len(new) and new[: len(old)] == old
        if more:
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
        else:
            self.beginResetModel()
        self.listed, self.order, self._places = listed, order, None
        self.done = sum(listed.done)
        self._ranks = {number: at for at, number in enumerate(new)} if order == GAIN else {}
        self._changed.clear()
        self._sift()
        if more:
            self.endInsertRows()
        else:
            self.endResetModel()

    def filter(self, wanted: set[int] | None) -> None:
        """Show only the documents with these numbers; None shows all."""
        self.beginResetModel()
        self._wanted = wanted
        self._sift()
        self.endResetModel()

    def _sift(self) -> None:
        wanted = self._wanted
        self._shown = None
        if wanted is not None:
            self._shown = [at for at, number in enumerate(self.listed.numbers) if number in wanted]

    def replace(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        at = self.position(row.id)
        if at < 0 or self._kept.get(row.number) == row:
            return
        self._keep(row)
        listed, done = self.listed, int(row.status == "done")
        self.done += done - listed.done[at]
        listed.done[at] = done
        listed.doubts[at] = row.unsureness if row.open_suggestions and not done else -1.0
        self._changed[row.number] = None
        shown = self.shown(at)
        if shown.isValid():
            self.dataChanged.emit(shown, shown)

    def settle(self) -> None:
        """Move the rows that have changed to their places."""
        for number in self._changed:
            at = self._place(number)
            key, rest = self._key(self.row(at)), range(len(self.listed.numbers) - 1)
            to = bisect_left(rest, key, key=lambda one, at=at: self._key(self.row(one + (one >= at))))
            if to != at:
                self._move(at, to)
        self._changed.clear()

    def _move(self, at: int, to: int) -> None:
        if self._shown is None:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), to if to < at else to + 1)
        else:
            self.beginResetModel()
        self.listed.move(at, to)
        self._places = None
        if self._shown is None:
            self.endMoveRows()
        else:
            self._sift()
            self.endResetModel()

    def position(self, document_id: str) -> int:
        """Where a document is in the order, -1 where it is not."""
        number = self._reader.number(document_id) if self._reader is not None and document_id else 0
        return self._place(number) if number else -1

    def _place(self, number: int) -> int:
        numbers = self.listed.numbers
        if self.order == "order":
            at = bisect_left(numbers, number)
            return at if at < len(numbers) and numbers[at] == number else -1
        if self._places is None:
            self._places = {one: at for at, one in enumerate(numbers)}
        return self._places.get(number, -1)

    def shown(self, position: int) -> QModelIndex:
        """The row of the model at a position; none where the filter hides it."""
        if self._shown is None:
            return self.index(position)
        at = bisect_left(self._shown, position)
        return self.index(at) if at < len(self._shown) and self._shown[at] == position else QModelIndex()

    def row(self, position: int) -> DocumentRow:
        """The row at a position."""
        number = self.listed.numbers[position]
        if number not in self._kept:
            self._read([number, *(self.listed.numbers[one] for one in self._around(position))])
        self._kept.move_to_end(number)
        return self._kept[number]

    def _around(self, position: int) -> Sequence[int]:
        """The positions that are shown near one: a list is painted from its top, a whole screen of it."""
        if self._shown is None:
            return range(max(0, position - _ABOVE), min(len(self.listed.numbers), position + _BELOW))
        at = bisect_left(self._shown, position)
        return self._shown[max(0, at - _ABOVE) : at + _BELOW]

    def _read(self, numbers: Iterable[int]) -> None:
        assert self._reader is not None, "there are no numbers without a reader"
        for row in self._reader.rows([one for one in dict.fromkeys(numbers) if one not in self._kept]):
            self._keep(row)

    def _keep(self, row: DocumentRow) -> None:
        self._kept[row.number] = row
        self._kept.move_to_end(row.number)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _key(self, row: DocumentRow) -> tuple[Any, int]:
        if self.order == GAIN:
            done = row.status == "done"
            return ((done, 0 if done else self._ranks.get(row.number, len(self._ranks))), row.number)
        return (KEYS[self.order](row), row.number)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if parent.isValid():
            return 0
        return len(self.listed.numbers) if self._shown is None else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < self.rowCount():
            return None
        if role not in _ROLES:
            return None
        try:
            row = self.row(index.row() if self._shown is None else self._shown[index.row()])
        except ProjectError:  # whatever is done next tells what is wrong with the file
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{row.name}\n{_told(row)} · {row.spans:,} spans · {row.size:,} characters")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {_told(row)}"
        return row


_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, ROW)


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
