"""Which label stands where gold has which other, as a picture: the darker a cell, the larger its share of its row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui.compare_agreed import Matrix
from gui.theme import Theme, font
from gui.widgets.confusion_picture import PAD, ROW, TITLE, MatrixPicture


class ConfusionView(QAbstractScrollArea):
    """Arrows move the current cell, Enter opens its cases. `cell_told` says in words where one is."""

    cell_requested = Signal(object)
    cell_told = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.current, self._empty = theme, (0, 0), ""
        self.drawn = MatrixPicture(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Confusion of labels")
        self.setProperty("role", "boxed")
        self.setMouseTracking(True)

    def show_matrix(self, matrix: Matrix, gold: str, other: str, empty: str) -> None:
        """Show another matrix; where there is none, why."""
        self.drawn, self._empty = MatrixPicture(self._theme, matrix, gold, other), empty
        last = max(len(matrix.rows) - 1, 0)
        self.current = min(self.current[0], last), min(self.current[1], last)
        self._fit()
        self._tell()
        self.viewport().update()

    @property
    def matrix(self) -> Matrix:
        """What is shown."""
        return self.drawn.matrix

    @property
    def told(self) -> str:
        """The current cell in words."""
        if not self.matrix.rows:
            return self._empty
        row, column = self.current
        gold, other = self.matrix.names(row, column)
        count, share = self.matrix.counts[row][column], self.matrix.share(row, column)
        of = sum(self.matrix.counts[row])
        return f"Gold {gold}, other {other}: {count:,} of {of:,} in this row, {share:.0%}"

    def picture(self, scale: float = 2.0) -> QImage:
        """The whole matrix, with nothing chosen, as a picture."""
        size = self.size_of_all()
        image = QImage(size * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(self._theme.page))
        painter = QPainter(image)
        self.drawn.paint(painter, QPointF(0, 0), None, keys=False)
        painter.end()
        return image

    def size_of_all(self) -> QSize:
        """How large everything is, in pixels."""
        return self.drawn.size

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not self.matrix.rows:
            painter.setPen(QColor(self._theme.mute))
            painter.setFont(font(13))
            where = self.viewport().rect().adjusted(16, 28, -16, -16)
            centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(where, centre, self._empty)
        else:
            self.drawn.paint(painter, self._offset(), self.current, keys=self.hasFocus())
        painter.end()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self.current
        last = len(self.matrix.rows) - 1
        moves = {
            Qt.Key.Key_Up: (row - 1, column), Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Left: (row, column - 1), Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Home: (row, 0), Qt.Key.Key_End: (row, last),
            Qt.Key.Key_PageUp: (0, column), Qt.Key.Key_PageDown: (last, column),
        }  # fmt: skip
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif last >= 0 and (to := moves.get(Qt.Key(event.key()))) is not None:
            self.go_to(min(max(to[0], 0), last), min(max(to[1], 0), last))
        else:
            super().keyPressEvent(event)

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one, and bring it into sight."""
        self.current = row, column
        place = self.drawn.rect(row, column)
        for bar, low, high, room in (
            (self.horizontalScrollBar(), place.left() - self.drawn.side, place.right() + PAD, self.viewport().width()),
            (self.verticalScrollBar(), place.top() - TITLE - self.drawn.above, place.bottom() + PAD,
             self.viewport().height()),
        ):  # fmt: skip
            bar.setValue(round(min(max(bar.value(), high - room), low)))
        self._tell()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (cell := self._cell_at(event.position())) is not None:
            self.go_to(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._cell_at(event.position()) is not None:
            self._open()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._cell_at(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _open(self) -> None:
        row, column = self.current
        if self.matrix.rows and self.matrix.counts[row][column]:
            self.cell_requested.emit(self.matrix.cell(row, column))

    def _tell(self) -> None:
        self.setAccessibleDescription(self.told)
        self.cell_told.emit(self.told)

    def _fit(self) -> None:
        size, room = self.size_of_all(), self.viewport().size()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), size.width(), room.width()),
            (self.verticalScrollBar(), size.height(), room.height()),
        ):
            bar.setRange(0, max(0, whole - seen) if self.matrix.rows else 0)
            bar.setPageStep(seen)
            bar.setSingleStep(ROW)

    def _offset(self) -> QPointF:
        return QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        return self.drawn.cell_at(point - self._offset())
