"""A table of numbers, with bars beside those that are shares; Enter opens the cases behind a cell."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView, QWidget

from gui.compare_tables import NO_VALUE, UNDEFINED, Figure, Line, Table, plain
from gui.plain import plain_tip
from gui.theme import Theme, font
from gui.widgets.hint import EmptyHint

_FIGURE = Qt.ItemDataRole.UserRole
_STRONG = Qt.ItemDataRole.UserRole + 1
_ROW = 28  # pixels
_NUMBER = 48  # pixels that a number has before its bar
_NOTE = 96  # pixels that a note has behind it
_BAR = 8  # pixels that a bar is high
_PAD = 9
_SELECT, _LEAVE = QItemSelectionModel.SelectionFlag.ClearAndSelect, QItemSelectionModel.SelectionFlag.NoUpdate
Index = QModelIndex | QPersistentModelIndex


class FiguresModel(QAbstractTableModel):
    """A table's rows."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self._barred = Table("", ()), list[bool]()

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        every = range(len(table.heads))
        self._barred = [any(line.figures[at].share is not None for line in table.lines) for at in every]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.table.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.table.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.table.heads):
            return None
        head = self.table.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(head.title.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(head.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(section) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.table.lines):
            return None
        line, column = self.table.lines[index.row()], index.column()
        figure = line.figures[column]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(figure.text.split())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(figure.tip or (figure.text if not column else ""))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._aligned(column) | Qt.AlignmentFlag.AlignVCenter
            case _ if role == _FIGURE:
                return figure
            case _ if role == _STRONG:
                return line.strong
            case _:
                return None

    def _aligned(self, column: int) -> Qt.AlignmentFlag:
        number = self.table.heads[column].number and not self._barred[column]
        return Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft

    def _spoken(self, line: Line, column: int) -> str:
        figure = line.figures[column]
        text = plain((figure,))[0]
        return f"{plain(line.figures)[0]}, {self.table.heads[column].title}: {text or 'nothing'}" if column else text


class _FigureDelegate(QStyledItemDelegate):
    """Draws a number and, where it is a share, a bar beside it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, p: QPainter, option: object, index: object) -> None:
        figure: Figure = index.data(_FIGURE)  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        strong = bool(index.data(_STRONG))  # pyright: ignore[reportAttributeAccessIssue]
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))  # pyright: ignore
        p.save()
        if state & QStyle.StateFlag.State_Selected:
            p.fillRect(rect, QColor(self._theme.accent_soft))
        draw_figure(p, rect, figure, self._theme, strong=strong, side=side)
        if state & QStyle.StateFlag.State_HasFocus:
            p.setPen(QColor(self._theme.accent))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        p.restore()


def draw_figure(
    p: QPainter, rect: QRectF, figure: Figure, theme: Theme, *, strong: bool, side: Qt.AlignmentFlag
) -> None:
    """A cell of a table as it is painted on the screen and in a picture."""
    p.setFont(font(13, QFont.Weight.DemiBold if strong else QFont.Weight.Normal))
    p.setPen(QColor(theme.mute if figure.text in (UNDEFINED, NO_VALUE) else theme.text))
    inner = rect.adjusted(_PAD, 0, -_PAD, 0)
    text = " ".join(figure.text.split())
    if figure.share is None:
        room = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
        p.drawText(inner, side, room)
        return
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    p.drawText(inner, middle, text)
    note = _NOTE if inner.width() > 180 else 0
    track = QRectF(inner.left() + _NUMBER, rect.center().y() - _BAR / 2, inner.width() - _NUMBER - note, _BAR)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(theme.border))
    p.drawRoundedRect(track, 2, 2)
    p.setBrush(QColor(theme.bar))
    p.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * figure.share, _BAR), 2, 2)
    if note and figure.note:
        p.setFont(font(11))
        p.setPen(QColor(theme.mute))
        p.drawText(inner.adjusted(inner.width() - note + 8, 0, 0, 0), middle, figure.note)


class FiguresTable(QTableView):
    """A table that is looked at. `cell_requested` says which cell's cases are to be opened."""

    cell_requested = Signal(object)

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.figures = FiguresModel()
        self.setModel(self.figures)
        self.setItemDelegate(_FigureDelegate(theme, self))
        self.setAccessibleName(name)
        self.setProperty("role", "boxed")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.hint = EmptyHint(self)
        self.doubleClicked.connect(self._open)

    def show_table(self, table: Table, waiting: str = "") -> None:
        """Show a table; the current cell stays where it was, if it is still there. `waiting` is told in place of why it
        is empty."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        self.figures.show_table(table)
        for number, head in enumerate(table.heads):
            stretched = QHeaderView.ResizeMode.Interactive if head.width else QHeaderView.ResizeMode.Stretch
            self.horizontalHeader().setSectionResizeMode(number, stretched)
            if head.width:
                self.setColumnWidth(number, head.width)
        self.horizontalHeader().setVisible(bool(table.lines))
        self.hint.tell("" if table.lines else waiting or table.empty)
        if table.lines:
            here = self.figures.index(min(max(row, 0), len(table.lines) - 1), min(max(column, 0), len(table.heads) - 1))
            self.selectionModel().setCurrentIndex(here, _SELECT if self.hasFocus() else _LEAVE)

    @property
    def whole_height(self) -> int:
        """Pixels that it takes to show every row."""
        return self.figures.rowCount() * _ROW + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectionModel().select(self.currentIndex(), _SELECT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Of several tables only the one that has the keys shows where one is."""
        super().focusOutEvent(event)
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            lines = self.figures.table.lines
            if 0 <= self.currentIndex().row() < len(lines):
                QGuiApplication.clipboard().setText("\t".join(plain(lines[self.currentIndex().row()].figures)))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        figure = index.data(_FIGURE)
        if isinstance(figure, Figure) and figure.opens is not None:
            self.cell_requested.emit(figure.opens)
