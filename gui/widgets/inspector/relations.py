"""Relations as a table with both texts: sorted, gone to, deleted, all by mouse or keyboard."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QStaticText, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
)

from gui.models.titled import Index, TitledModel
from gui.plain import plain_shape, plain_tip
from gui.theme import font

HEAD, LABEL, CHILD = range(3)
_TITLES = ("Head", "Relation", "Child")
_ROW, _HEADER, _MOST = 27, 26, 8  # pixels, pixels, rows that show without scrolling
_SIDE = 9  # pixels on either side of a text
_KEPT = 1_000  # texts with their shape
_PLAIN = QStyle.StateFlag.State_Enabled.value
_STATES = (
    _PLAIN
    | (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver).value
)
_SORT_KEYS = {Qt.Key.Key_1: HEAD, Qt.Key.Key_2: LABEL, Qt.Key.Key_3: CHILD}


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation with the ids and texts of its ends."""

    id: str
    label: str
    head: str
    child: str
    suggested: bool
    head_id: str = ""
    child_id: str = ""


class RelationsModel(TitledModel[RelationRow]):
    """Relation rows; in the order that they were given until a column is chosen."""

    def __init__(self) -> None:
        super().__init__(_TITLES)
        self.given: tuple[RelationRow, ...] = ()
        self._fonts = {(bold, slanted): _font(bold, slanted) for bold in (False, True) for slanted in (False, True)}
        self._by: tuple[int, bool] | None = None

    def replace_all(self, rows: Sequence[RelationRow]) -> None:
        """Show other rows, sorted as before."""
        self.beginResetModel()
        self.given = tuple(rows)
        self._order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        self.rows = list(self.given)
        if self._by is not None:
            column, back = self._by
            self.rows.sort(key=lambda row: _text(row, column).casefold(), reverse=back)

    def shown(self, row: RelationRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column) + (" ?" if row.suggested and column == LABEL else "")
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts[column == LABEL, row.suggested]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            waits = ", suggestion" if row.suggested else ""
            told = f"{_TITLES[column]}: {row.head} – {row.label} → {row.child}{waits}"
            return plain_tip(told) if role == Qt.ItemDataRole.ToolTipRole else told
        return None


class _Cells(QStyledItemDelegate):
    """Underlines the current cell, since Enter goes to what it shows.

    What is neither that, nor selected, nor under the mouse is but a text: it is painted here, from a store of texts
    with their shape. The style shapes each anew, and the table is painted at many a key.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._texts: OrderedDict[tuple[str, str, int], QStaticText] = OrderedDict()
        self._option = QTextOption()
        self._option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # as in the style's own cells
        self._option.setWrapMode(QTextOption.WrapMode.NoWrap)

    def initStyleOption(self, option: Any, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            option.font.setUnderline(True)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        if (option.state.value & _STATES) != _PLAIN:
            super().paint(painter, option, index)
            return
        made: QFont = index.data(Qt.ItemDataRole.FontRole)
        text = self._text(index.data(), made, option.rect.width() - 2 * _SIDE)
        painter.setFont(made)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        down = (option.rect.height() - round(text.size().height())) // 2
        painter.drawStaticText(option.rect.left() + _SIDE, option.rect.top() + down, text)

    def _text(self, text: str, made: QFont, width: int) -> QStaticText:
        """A text as far as there is room, with its shape."""
        key = text, made.key(), width
        known = self._texts.get(key)
        if known is None:
            known = plain_shape(QFontMetrics(made).elidedText(text, Qt.TextElideMode.ElideRight, width))
            known.setTextOption(self._option)
            known.prepare(font=made)
            self._texts[key] = known
            if len(self._texts) > _KEPT:
                self._texts.popitem(last=False)
        return known


class RelationsTable(QTableView):
    """A click selects a relation. Enter or a double click on an end goes there; Delete removes the relation; 1, 2 and 3
    sort by a column, and back when pressed again, as a click on its title does."""

    relation_requested = Signal(str)
    end_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = RelationsModel()
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName("Relations")
        self.setAccessibleDescription("Enter goes to the head, relation or child; Delete removes; 1, 2, 3 sort.")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setFixedHeight(_HEADER)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._go)

    def show_rows(self, rows: Sequence[RelationRow], selected: str | None) -> None:
        """Show other relations; the current cell stays on its relation, or at its place when that is gone."""
        at, column = self.currentIndex().row(), max(0, self.currentIndex().column())
        current = self.rows.rows[at].id if 0 <= at < len(self.rows.rows) else None
        if self.rows.given != tuple(rows):
            self.rows.replace_all(rows)
            self.setFixedHeight(_HEADER + min(max(1, len(rows)), _MOST) * _ROW + 2)
        ids = [row.id for row in self.rows.rows]
        wanted = selected if selected in ids else current if current in ids and selected is None else None
        if wanted is not None:
            self._stand(ids.index(wanted), column)
        elif ids and self.hasFocus():
            self._stand(min(max(0, at), len(ids) - 1), column)
        else:
            self.clearSelection()

    def sort_by(self, column: int) -> None:
        """Sort by a column, the other way round when it is sorted by it."""
        header = self.horizontalHeader()
        again = header.sortIndicatorSection() == column and header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        self.sortByColumn(column, Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder)
        if self.rows.rows:
            self._stand(0, max(0, column))

    def focus(self) -> bool:
        """Give the table the focus. Whether it has a row."""
        if not self.rows.rows:
            return False
        if not self.currentIndex().isValid():
            self._stand(0, LABEL)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), Qt.Key(event.key())
        if key in _SORT_KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.sort_by(_SORT_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._go(index)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self.remove_requested.emit(self.rows.rows[index.row()].id)
        else:
            super().keyPressEvent(event)

    def _stand(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.rows.index(row, column))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.relation_requested.emit(self.rows.rows[index.row()].id)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        row = self.rows.rows[index.row()]
        if index.column() == LABEL:
            self.relation_requested.emit(row.id)
        else:
            self.end_requested.emit(row.head_id if index.column() == HEAD else row.child_id)


def _font(bold: bool, slanted: bool) -> QFont:
    made = font(13, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setItalic(slanted)
    return made


def _text(row: RelationRow, column: int) -> str:
    return " ".join((row.head, row.label, row.child)[column].split())
