"""A table of places in texts: the keyword in the middle, its context to both sides, a box to tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QTableView, QWidget

from gui.plain import plain_tip
from gui.searching import Place
from gui.theme import Theme, font

_BOX = 14  # pixels of the box to tick
_PLACE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class PlacesModel(QAbstractTableModel):
    """Places, with a box to tick where a choice is asked for."""

    def __init__(self, *, tickable: bool) -> None:
        super().__init__()
        self.tickable = tickable
        self.places: list[Place] = []
        self.ticked: set[int] = set()

    def replace_all(self, places: Sequence[Place]) -> None:
        """Show other places, ticked where they are sure."""
        self.beginResetModel()
        self.places, self.ticked = list(places), {at for at, place in enumerate(places) if place.sure}
        self.endResetModel()

    def add(self, places: Sequence[Place]) -> None:
        """Show more places after those that are there."""
        if places:
            first = len(self.places)
            self.beginInsertRows(QModelIndex(), first, first + len(places) - 1)
            self.places += places
            self.ticked |= {first + at for at, place in enumerate(places) if place.sure}
            self.endInsertRows()

    def chosen(self) -> list[Place]:
        """The places that are ticked."""
        return [place for at, place in enumerate(self.places) if at in self.ticked]

    def tick_all(self) -> None:
        """Tick all places, or, where all are ticked, none."""
        if not self.places:
            return
        everything = set(range(len(self.places)))
        self.ticked = set() if self.ticked == everything else everything
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.places) - 1, 0))

    def put_in_order(self, key: Callable[[Place], Any]) -> None:
        """Put the places in another order; what is ticked stays ticked."""
        order = sorted(range(len(self.places)), key=lambda at: key(self.places[at]))
        self.beginResetModel()
        self.ticked = {new for new, old in enumerate(order) if old in self.ticked}
        self.places = [self.places[old] for old in order]
        self.endResetModel()

    def change(self, now: Callable[[Place], Place]) -> None:
        """Show the same places with something else to say about them."""
        if self.places:
            self.places = [now(place) for place in self.places]
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.places) - 1, 2))

    def toggle(self, row: int) -> None:
        """Tick or untick a place."""
        self.ticked ^= {row}
        self.dataChanged.emit(self.index(row, 0), self.index(row, 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        tick = Qt.ItemFlag.ItemIsUserCheckable if self.tickable and index.column() == 0 else Qt.ItemFlag(0)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | tick

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.places):
            return None
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and self.tickable and index.column() == 0:
            return Qt.CheckState.Checked if index.row() in self.ticked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (place.name, place.before + place.text + place.after, place.note)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            told = place.note if index.column() == 2 else place.name if index.column() == 0 else ""
            return plain_tip(told) or None
        return place if role == _PLACE else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        if (Qt.CheckState(value) == Qt.CheckState.Checked) != (index.row() in self.ticked):
            self.toggle(index.row())
        return True


class _TickDelegate(QStyledItemDelegate):
    """Draws the box to tick in the theme's colours, and the name of the document beside it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, p: QPainter, option: object, index: object) -> None:
        ticked = index.data(Qt.ItemDataRole.CheckStateRole)  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        chosen = option.state & QStyle.StateFlag.State_Selected  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            p.fillRect(rect, QColor(self._theme.accent_soft))
        left = rect.left() + 8
        if ticked is not None:
            self._box(p, QRectF(left + 0.5, rect.center().y() - 7, _BOX, _BOX), on=_is_on(ticked))
            left += _BOX + 9
        p.setFont(font(13))
        p.setPen(QColor(self._theme.text))
        room = rect.right() - left - 6
        name = p.fontMetrics().elidedText(
            str(index.data()),  # pyright: ignore[reportAttributeAccessIssue]
            Qt.TextElideMode.ElideMiddle,
            int(room),
        )
        p.drawText(QRectF(left, rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, name)
        p.restore()

    def _box(self, p: QPainter, box: QRectF, *, on: bool) -> None:
        t = self._theme
        p.setPen(QPen(QColor(t.accent if on else t.arc), 1))
        p.setBrush(QColor(t.accent if on else t.page))
        p.drawRoundedRect(box, 3, 3)
        if on:
            p.setPen(QPen(QColor(t.on_accent), 1.8))
            x, y = box.left(), box.top()
            p.drawPolyline([QPointF(x + 3, y + 7), QPointF(x + 5.8, y + 10), QPointF(x + 11, y + 4)])


class KeywordDelegate(QStyledItemDelegate):
    """Draws the keyword in the middle, its context to both sides."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, p: QPainter, option: object, index: object) -> None:
        place: Place = index.data(_PLACE)  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        chosen = option.state & QStyle.StateFlag.State_Selected  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        if chosen:
            p.fillRect(rect, QColor(self._theme.accent_soft))
        p.setFont(font(13, QFont.Weight.DemiBold))
        metrics = p.fontMetrics()
        word = metrics.elidedText(place.text, Qt.TextElideMode.ElideMiddle, int(rect.width() / 2))
        width = metrics.horizontalAdvance(word)
        left = rect.left() + (rect.width() - width) / 2
        middle = Qt.AlignmentFlag.AlignVCenter
        p.setPen(QColor(self._theme.accent))
        p.drawText(QRectF(left, rect.top(), width + 2, rect.height()), middle, word)
        p.setFont(font(13))
        p.setPen(QColor(self._theme.text))
        metrics, room = p.fontMetrics(), int(left - rect.left())
        before = metrics.elidedText(place.before, Qt.TextElideMode.ElideLeft, room - 2)
        if before:  # a space at the end would be left out by the alignment to the right
            end = left - metrics.horizontalAdvance(before)
            p.drawText(QRectF(end, rect.top(), room, rect.height()), middle, before)
        after = metrics.elidedText(place.after, Qt.TextElideMode.ElideRight, room - 2)
        p.drawText(QRectF(left + width, rect.top(), room, rect.height()), middle, after)
        p.restore()


def _is_on(ticked: object) -> bool:
    return ticked in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)


class PlacesTable(QTableView):
    """A table of places. `place_requested` says which one was chosen."""

    place_requested = Signal(object)
    removal_requested = Signal()  # Backspace or Delete
    typed = Signal(str)  # a letter or digit

    def __init__(self, model: PlacesModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegateForColumn(0, _TickDelegate(theme, self))
        self.setItemDelegateForColumn(1, KeywordDelegate(theme, self))
        self.setShowGrid(False)
        self.setAccessibleName("Places")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 170)
        self.setColumnWidth(2, 220)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._activated)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.place_requested.emit(index.data(_PLACE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        if key == Qt.Key.Key_Space and self._model.tickable and row >= 0:
            self._model.toggle(row)
        elif key == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self._model.tickable:
            self._model.tick_all()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.removal_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.place_requested.emit(self.currentIndex().data(_PLACE))
        elif event.text().isalnum() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
