"""The documents panel: name, status and number of open suggestions, with a filter and a choice of order."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.models.documents import ORDERS, ROW, DocumentsModel
from gui.plain import PlainLabel
from gui.theme import LIGHT, Theme, font
from gui.widgets.hint import EmptyHint
from gui.widgets.list_head import ListHead
from gui.widgets.row_list import RowList
from store.documents import DocumentRow
from store.listing import QUOTES, Listed

_BARS = 4


def bars(unsureness: float) -> int:
    """How many of four bars say so: none where the model is sure, four from 0.6 on."""
    return min(_BARS, ceil(unsureness * 5 - 1e-9))


class _Ink:
    """Fonts and colours of rows, made once and not for each row that is painted."""

    def __init__(self, theme: Theme, *, compact: bool) -> None:
        self.name, self.count = font(12 if compact else 13), font(11)
        self.wide = QFontMetrics(self.count)
        self.narrow = QFontMetrics(self.name)
        self.text, self.mute = QPen(QColor(theme.text)), QPen(QColor(theme.mute))
        self.chosen, self.hover = QBrush(QColor(theme.accent_soft)), QBrush(QColor(theme.hover))
        self.warn, self.fine = QPen(QColor(theme.warn), 1.6), QPen(QColor(theme.mute), 0.8)
        colours = {"done": theme.good, "in_progress": theme.accent, "new": theme.mute}
        self.marks = {status: QPen(QColor(colour), 1.5) for status, colour in colours.items()}
        self.begun = QBrush(QColor(theme.accent))


class DocumentDelegate(QStyledItemDelegate):
    """Draws a row: status mark, name, count of open suggestions, and, where asked for, how unsure they are."""

    shows_doubt = False
    compact = False
    _ink: _Ink | None = None

    def show_as(self, theme: Theme, *, compact: bool) -> None:
        """Draw rows in a theme, low or comfortable ones."""
        self.compact, self._ink = compact, _Ink(theme, compact=compact)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, 22 if self.compact else 34)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        row: DocumentRow | None = index.data(ROW)
        if row is None:
            return
        ink = self._ink or _Ink(LIGHT, compact=self.compact)
        rect = QRectF(option.rect).adjusted(6, 1, -6, -1)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(ink.chosen if chosen else ink.hover)
            p.drawRoundedRect(rect, 4 if self.compact else 6, 4 if self.compact else 6)
        self._status(p, ink, row, rect)
        width = self._count(p, ink, row, rect)
        if self.shows_doubt and row.open_suggestions:
            self._doubt(p, ink, row, QPointF(rect.right() - width - 34, rect.center().y() + 5))
            width += 28
        p.setFont(ink.name)
        p.setPen(ink.mute if row.status == "done" and not chosen else ink.text)
        room = rect.adjusted(28, 0, -(width + 20), 0)
        name = ink.narrow.elidedText(row.name, Qt.TextElideMode.ElideMiddle, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        p.restore()

    def _count(self, p: QPainter, ink: _Ink, row: DocumentRow, rect: QRectF) -> int:
        """Draw how many suggestions are open; gives the width that it takes."""
        count = "blind" if row.blind else str(row.open_suggestions) if row.open_suggestions else ""
        if not count:
            return 0
        p.setFont(ink.count)
        p.setPen(ink.mute)
        p.drawText(rect.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        return ink.wide.horizontalAdvance(count)

    def _doubt(self, p: QPainter, ink: _Ink, row: DocumentRow, corner: QPointF) -> None:
        """Four bars of rising height, of which the more are filled the less the model is sure."""
        filled = bars(row.unsureness)
        for at in range(_BARS):
            height = 4 + 2 * at
            bar = QRectF(corner.x() + 5 * at, corner.y() - height, 3, height)
            p.setPen(ink.fine)
            p.setBrush(ink.text.color() if at < filled else Qt.BrushStyle.NoBrush)
            p.drawRect(bar)

    def _status(self, p: QPainter, ink: _Ink, row: DocumentRow, rect: QRectF) -> None:
        """A ring for new, half a disc for in progress, a tick for done, a flag for flagged."""
        mark = QRectF(rect.left() + 9, rect.center().y() - 5, 10, 10)
        if row.flagged or row.status == "flagged":
            p.setPen(ink.warn)
            p.drawText(mark.adjusted(-2, -3, 4, 3), Qt.AlignmentFlag.AlignCenter, "⚑")
            return
        p.setPen(ink.marks[row.status])
        p.setBrush(Qt.BrushStyle.NoBrush)
        if row.status == "done":
            p.drawPolyline(
                [mark.topLeft() + QPointF(1, 5.5), mark.topLeft() + QPointF(4, 8.5), mark.topLeft() + QPointF(9.5, 2)]
            )
            return
        p.drawEllipse(mark)
        if row.status == "in_progress":
            p.setBrush(ink.begun)
            p.drawPie(mark, 90 * 16, 180 * 16)


class DocumentsPanel(QWidget):
    """Filter, order and list. `document_requested` says which document was chosen.

    What `list_requested` and `filter_requested` ask for comes by `show_list` and `show_found`, at once or later.
    """

    document_requested = Signal(str)
    order_changed = Signal(str)  # one of the names in `ORDERS`
    list_requested = Signal()  # in the order `wanted`
    filter_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = DocumentsModel()
        self.wanted = "order"  # the order that was chosen; the model has it as soon as it is read
        self._marked: str | None = None
        self._theme = LIGHT
        self._count = PlainLabel("")
        self._count.setProperty("role", "mute")
        filters = "Filter documents by name, or by text in quotes"
        self._head = ListHead("Filter names, or “texts”", filters, ORDERS, "Order of the documents")
        self.filter, self.order = self._head.filter, self._head.order
        self.filter.setToolTip("Words in quotes are looked for in the texts")
        self.order.activated.connect(self._order_chosen)
        self.list = RowList()
        self.list.setAccessibleName("Documents")
        self.list.setModel(self.model)
        self.list.setMouseTracking(True)
        self._delegate = DocumentDelegate(self.list)
        self._delegate.show_as(LIGHT, compact=False)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        self._hint = EmptyHint(self.list)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._first_chosen)
        self._count.setContentsMargins(14, 6, 14, 4)
        self._head.placed(self, self.list).addWidget(self._count)

    def show_list(self, listed: Listed, order: str, current: str | None) -> None:
        """Show documents in an order; the marked one stays in sight."""
        self.model.show(listed, order)
        self._delegate.shows_doubt = order == "unsure"
        self._tell()
        self._tell_why_empty()
        self.mark(current)
        if self.filter.text().strip():
            self.filter_requested.emit(self.filter.text())

    def show_order(self, order: str) -> None:
        """Ask for the documents in an order, one of `ORDERS`."""
        self._head.choose(order)
        self.wanted = self.order.currentData()
        self.list_requested.emit()

    def show_compact(self, compact: bool) -> None:
        """Low rows, so that half as many again fit, or comfortable ones; the marked one stays in sight."""
        self._delegate.show_as(self._theme, compact=compact)
        self.list.scheduleDelayedItemsLayout()
        self.list.scrollTo(self.list.currentIndex())

    def show_row(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        self.model.replace(row)
        self._tell()

    def mark(self, document_id: str | None) -> None:
        """Mark the open document; rows that have changed since go to their places."""
        self._marked = document_id
        self.model.settle()
        at = self.model.position(document_id or "")
        index = self.model.shown(at) if at >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if index.isValid():
            self.list.scrollTo(index)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self._delegate.show_as(theme, compact=self._delegate.compact)
        self.list.viewport().update()

    def _tell(self) -> None:
        total, done = len(self.model.rows), self.model.done
        told = f"{done:,} of {total:,} done" if self.model.listed.whole else "Documents are being counted…"
        self._count.setText(told if total else "")

    @Slot(str)
    def _filter(self, asked: str) -> None:
        if asked.strip():
            self.filter_requested.emit(asked)
        else:
            self.show_found(None)

    def show_found(self, numbers: set[int] | None) -> None:
        """Show the documents that the filter leaves; None where there is none."""
        self.model.filter(numbers)
        self._tell_why_empty()
        self.mark(self._marked)

    def _tell_why_empty(self) -> None:
        filtered = self.filter.text().strip()
        where = "this in its text." if filtered.startswith(QUOTES) else "this in its name."
        empty = f"No document has {where}" if self.model.rows else "No documents yet. Ctrl+I imports articles."
        self._hint.tell("" if self.model.rowCount() else empty)

    @Slot(int)
    def _order_chosen(self, _at: int) -> None:
        self.show_order(self.order.currentData())
        self.order_changed.emit(self.wanted)

    @Slot()
    def _first_chosen(self) -> None:
        """Enter in the filter opens the first document that it leaves."""
        self._chosen(self.model.index(0))

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        row: DocumentRow | None = index.data(ROW)
        if row is not None:
            self.document_requested.emit(row.id)
