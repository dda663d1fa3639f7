"""The relations of the selected span: one row each, with both texts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from gui.theme import LIGHT, Theme, font

_ROW = Qt.ItemDataRole.UserRole
_HEIGHT = 46


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation with the texts of its ends; `here` says whether the selected span is the head."""

    id: str
    label: str
    head: str
    child: str
    suggested: bool


class _Delegate(QStyledItemDelegate):
    """Draws “head” over an arrow with the label to “child”."""

    theme: Theme = LIGHT

    def sizeHint(self, _option: object, _index: object) -> QSize:
        return QSize(100, _HEIGHT)

    def paint(self, p: QPainter, option: object, index: object) -> None:
        row: RelationRow = index.data(_ROW)  # pyright: ignore[reportAttributeAccessIssue]
        state, t = option.state, self.theme  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(option.rect).adjusted(1, 2, -1, -2)  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        p.setBrush(QColor(t.accent_soft if chosen else t.page))
        line = Qt.PenStyle.DashLine if row.suggested else Qt.PenStyle.SolidLine
        p.setPen(QPen(QColor(t.accent if chosen else t.border), 1, line))
        p.drawRoundedRect(rect, 7, 7)
        inner = rect.adjusted(10, 4, -10, -4)
        p.setFont(font(11, QFont.Weight.DemiBold))
        p.setPen(QColor(t.mute))
        name = row.label + (" ?" if row.suggested else "")
        p.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        p.setFont(font(13))
        p.setPen(QColor(t.text))
        half = (inner.width() - 24) / 2
        metrics = p.fontMetrics()
        head = metrics.elidedText(row.head, Qt.TextElideMode.ElideRight, int(half))
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        p.drawText(inner, low, head)
        x = inner.left() + min(half, metrics.horizontalAdvance(head)) + 6
        p.drawText(QRectF(x, inner.top(), 16, inner.height()), low, "→")
        child = metrics.elidedText(row.child, Qt.TextElideMode.ElideRight, int(inner.right() - x - 20))
        p.drawText(QRectF(x + 20, inner.top(), inner.right() - x - 20, inner.height()), low, child)
        p.restore()


class RelationsList(QListWidget):
    """`relation_requested` says which row was chosen."""

    relation_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Relations")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._clicked)
        self.itemActivated.connect(self._clicked)

    def show_rows(self, rows: list[RelationRow], selected: str | None) -> None:
        """Show other relations."""
        self.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.head} {row.label} {row.child}")
            item.setData(_ROW, row)
            item.setToolTip(f"{row.head} → {row.child}")
            self.addItem(item)
            if row.id == selected:
                self.setCurrentItem(item)
        self.setFixedHeight(min(max(1, len(rows)), 6) * _HEIGHT + 2)
        self.setVisible(bool(rows))

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._delegate.theme = theme
        self.viewport().update()

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self.relation_requested.emit(item.data(_ROW).id)
