"""The documents panel: name, status and number of open suggestions, with a filter."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.models.documents import ROW, DocumentsModel
from gui.theme import LIGHT, Theme, font
from store.documents import DocumentRow


class DocumentDelegate(QStyledItemDelegate):
    """Draws a row: a status mark, the name, and the count of open suggestions."""

    theme: Theme = LIGHT

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, 34)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        row: DocumentRow | None = index.data(ROW)
        if row is None:
            return
        t, rect = self.theme, QRectF(option.rect).adjusted(6, 1, -6, -1)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setBrush(QColor(t.accent_soft if chosen else t.hover))
            p.drawRoundedRect(rect, 6, 6)
        self._status(p, row, rect)
        count = str(row.open_suggestions) if row.open_suggestions else ""
        p.setFont(font(11, font(11).weight()))
        width = p.fontMetrics().horizontalAdvance(count)
        if count:
            p.setPen(QColor(t.mute))
            p.drawText(rect.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        p.setFont(font(13))
        p.setPen(QColor(t.mute if row.status == "done" and not chosen else t.text))
        room = rect.adjusted(28, 0, -(width + 20), 0)
        name = p.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        p.restore()

    def _status(self, p: QPainter, row: DocumentRow, rect: QRectF) -> None:
        """A ring for new, half a disc for in progress, a tick for done, a flag for flagged."""
        t, mark = self.theme, QRectF(rect.left() + 9, rect.center().y() - 5, 10, 10)
        if row.flagged or row.status == "flagged":
            p.setPen(QPen(QColor(t.warn), 1.6))
            p.drawText(mark.adjusted(-2, -3, 4, 3), Qt.AlignmentFlag.AlignCenter, "⚑")
            return
        colour = QColor(t.good if row.status == "done" else t.accent if row.status == "in_progress" else t.mute)
        p.setPen(QPen(colour, 1.5))
        p.setBrush(Qt.BrushStyle.NoBrush)
        if row.status == "done":
            p.drawPolyline(
                [mark.topLeft() + QPointF(1, 5.5), mark.topLeft() + QPointF(4, 8.5), mark.topLeft() + QPointF(9.5, 2)]
            )
            return
        p.drawEllipse(mark)
        if row.status == "in_progress":
            p.setBrush(colour)
            p.drawPie(mark, 90 * 16, 180 * 16)


class DocumentsPanel(QWidget):
    """Filter and list. `document_requested` says which document was chosen."""

    document_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = DocumentsModel()
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self.model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._count = QLabel("")
        self._count.setProperty("role", "mute")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by name")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter documents by name")
        self.list = QListView()
        self.list.setAccessibleName("Documents")
        self.list.setModel(self._filtered)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._delegate = DocumentDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        self.filter.textChanged.connect(self._filtered.setFilterFixedString)
        line = QHBoxLayout()
        line.setContentsMargins(10, 10, 10, 6)
        line.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.list)
        self._count.setContentsMargins(14, 6, 14, 4)
        layout.addWidget(self._count)

    def show_rows(self, rows: list[DocumentRow], current: str | None) -> None:
        """Show all documents."""
        self.model.replace_all(rows)
        self._tell()
        self.mark(current)

    def show_row(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        self.model.replace(row)
        self._tell()

    def mark(self, document_id: str | None) -> None:
        """Mark the open document."""
        at = self.model.position(document_id or "")
        index = self._filtered.mapFromSource(self.model.index(at)) if at >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._delegate.theme = theme
        self.list.viewport().update()

    def _tell(self) -> None:
        done = sum(row.status == "done" for row in self.model.rows)
        self._count.setText(f"{done} of {len(self.model.rows)} done")

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        row: DocumentRow | None = index.data(ROW)
        if row is not None:
            self.document_requested.emit(row.id)
