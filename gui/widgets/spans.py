"""The spans panel: every span of the open document as a list, with a filter and a choice of order."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotate.model import Span
from annotate.scheme import Scheme
from gui.decorate import Picture
from gui.models.spans import ORDERS, SPAN, SpansModel
from gui.theme import LIGHT, Theme, font
from gui.widgets.hint import EmptyHint
from gui.widgets.list_head import ListHead

_WAIT = 120  # milliseconds after a change; the list is never in the way of an edit


class _Delegate(QStyledItemDelegate):
    """Draws the text, and the label in its colour; suggestions with a question mark."""

    theme: Theme = LIGHT
    scheme: Scheme | None = None
    shows_score = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, 28)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        span: Span | None = index.data(SPAN)
        if span is None:
            return
        t, rect = self.theme, QRectF(option.rect).adjusted(6, 1, -6, -1)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        label = self.scheme.span_label(span.label) if self.scheme is not None else None
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(t.accent_soft if chosen else t.hover))
            p.drawRoundedRect(rect, 6, 6)
        inner = rect.adjusted(9, 0, -9, 0)
        p.setFont(font(10, QFont.Weight.Bold))
        tag = span.label + (" ?" if span.decision == "open" else "")
        width = p.fontMetrics().horizontalAdvance(tag)
        p.setPen(QColor(t.ink(label.slot if label is not None else 0)))
        p.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tag)
        if self.shows_score and span.decision == "open" and span.score is not None:
            score = f"{span.score:.2f}"
            p.setFont(font(11))
            p.setPen(QColor(t.mute))
            p.drawText(
                inner.adjusted(0, 0, -(width + 8), 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                score,
            )
            width += p.fontMetrics().horizontalAdvance(score) + 8
        p.setFont(font(13))
        p.setPen(QColor(t.text if span.decision != "open" else t.mute))
        room = inner.adjusted(0, 0, -(width + 10), 0)
        text = p.fontMetrics().elidedText(" ".join(span.text.split()), Qt.TextElideMode.ElideRight, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        p.restore()


class SpansPanel(QWidget):
    """`span_requested` says which span was chosen."""

    span_requested = Signal(str)
    order_changed = Signal(str)  # one of the names in `ORDERS`

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self.model, self.list = SpansModel(), QListView()
        self._picture: Picture | None = None
        self._selected: str | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT)
        self._later.timeout.connect(self._show)
        self._delegate = _Delegate(self.list)
        self._delegate.scheme, self._hint = scheme, EmptyHint(self.list)
        filters = "Filter spans by text or label"
        self._head = ListHead("Filter by text or label", filters, ORDERS, "Order of the spans")
        self.filter, self.order = self._head.filter, self._head.order
        self.filter.textChanged.connect(self._later.start)
        self.order.activated.connect(self._order_chosen)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("Spans")
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        self._head.placed(self, self.list)

    def show_picture(self, picture: Picture | None, selected: str | None) -> None:
        """Show other spans, a little later."""
        self._picture, self._selected = picture, selected
        self._later.start()

    def show_scheme(self, scheme: Scheme) -> None:
        """Labels look otherwise now."""
        self._delegate.scheme = scheme
        self.list.viewport().update()

    def show_order(self, order: str) -> None:
        """Show the spans in an order, one of `ORDERS`."""
        self._head.choose(order)
        self._delegate.shows_score = self.order.currentData() == "unsure"
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._delegate.theme = theme
        self.list.viewport().update()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        self.model.show(self._picture, self.filter.text(), order=self.order.currentData())
        empty = "No span has this text or label." if self.filter.text().strip() else "No spans and no suggestions here."
        self._hint.tell("" if self.model.rowCount() else empty)
        at = self.model.position(self._selected or "")
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at))

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self._later.start()

    @Slot(int)
    def _order_chosen(self, _at: int) -> None:
        self.show_order(self.order.currentData())
        self.order_changed.emit(self.order.currentData())

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        span: Span | None = index.data(SPAN)
        if span is not None:
            self.span_requested.emit(span.id)
