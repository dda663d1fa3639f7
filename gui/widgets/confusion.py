"""Which label stands where gold has which other, as a picture: the darker a cell, the larger its share of its row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui.compare_agreed import Matrix
from gui.theme import Theme, font

_CELL, _ROW = 56, 28  # pixels
_MOST = 190  # pixels that a label has at the side
_PAD = 10
_TITLE = 24
_LEAN = -50.0  # degrees that the labels above lean


class ConfusionView(QAbstractScrollArea):
    """Arrows move the current cell, Enter opens its cases. `cell_told` says in words where one is."""

    cell_requested = Signal(object)
    cell_told = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.matrix, self.current, self._other = theme, Matrix(), (0, 0), ""
        self._gold, self._empty = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Confusion of labels")
        self.setProperty("role", "boxed")
        self.setMouseTracking(True)

    def show_matrix(self, matrix: Matrix, gold: str, other: str, empty: str) -> None:
        """Show another matrix; where there is none, why."""
        self.matrix, self._gold, self._other, self._empty = matrix, gold, other, empty
        last = max(len(matrix.rows) - 1, 0)
        self.current = min(self.current[0], last), min(self.current[1], last)
        self._fit()
        self._tell()
        self.viewport().update()

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
        self._paint(painter, QPointF(0, 0), current=False)
        painter.end()
        return image

    def size_of_all(self) -> QSize:
        """How large everything is, in pixels."""
        count = len(self.matrix.columns)
        width = self._side() + count * _CELL + self._above() + _PAD
        return QSize(round(width), round(_TITLE + self._above() + len(self.matrix.rows) * _ROW + 2 * _PAD))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not self.matrix.rows:
            painter.setPen(QColor(self._theme.mute))
            painter.setFont(font(13))
            where = self.viewport().rect().adjusted(16, 28, -16, -16)
            centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(where, centre, self._empty)
        else:
            self._paint(painter, self._offset(), current=True)
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
        place = self._rect(row, column)
        for bar, low, high, room in (
            (self.horizontalScrollBar(), place.left() - self._side(), place.right() + _PAD, self.viewport().width()),
            (self.verticalScrollBar(), place.top() - _TITLE - self._above(), place.bottom() + _PAD,
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
            bar.setSingleStep(_ROW)

    def _offset(self) -> QPointF:
        return QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _widest(self) -> float:
        metrics = QFontMetricsF(font(12))
        names = [self.matrix.names(at, at)[side] for at in range(len(self.matrix.rows)) for side in (0, 1)]
        return min(max((metrics.horizontalAdvance(name) for name in names), default=0.0), _MOST)

    def _side(self) -> float:
        return max(self._widest(), 90) + 2 * _PAD

    def _above(self) -> float:
        return self._widest() * 0.77 + 14

    def _rect(self, row: int, column: int) -> QRectF:
        return QRectF(self._side() + column * _CELL, _TITLE + self._above() + row * _ROW, _CELL - 2, _ROW - 2)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        inside, count = point - self._offset(), len(self.matrix.rows)
        column = int((inside.x() - self._side()) // _CELL)
        row = int((inside.y() - _TITLE - self._above()) // _ROW)
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    def _paint(self, p: QPainter, offset: QPointF, *, current: bool) -> None:
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.translate(offset)
        t = self._theme
        p.setFont(font(11, QFont.Weight.DemiBold))
        p.setPen(QColor(t.mute))
        middle = Qt.AlignmentFlag.AlignVCenter
        title = f"Rows: {self._gold}. Columns: {self._other}. A row adds up to 100 %."
        p.drawText(QRectF(_PAD, 4, 2000, _TITLE), middle, title)
        for at in range(len(self.matrix.rows)):
            self._heading(p, at, strong=current and self.hasFocus())
        for row, counts in enumerate(self.matrix.counts):
            for column, count in enumerate(counts):
                self._cell(p, row, column, count)
        if current:
            self._ring(p)
        p.resetTransform()

    def _heading(self, p: QPainter, at: int, *, strong: bool) -> None:
        """The label of a row, to the left, and of its column, leaning above."""
        t, (gold, other) = self._theme, self.matrix.names(at, at)
        p.setFont(font(12))
        p.setPen(QColor(t.text if not strong or at == self.current[0] else t.mute))
        row, side = self._rect(at, 0), self._side()
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        p.drawText(QRectF(_PAD, row.top(), side - 2 * _PAD, row.height()), right, self._short(p, gold))
        p.setPen(QColor(t.text if not strong or at == self.current[1] else t.mute))
        p.save()
        column = self._rect(0, at)
        p.translate(column.center().x() - 2, column.top() - 6)
        p.rotate(_LEAN)
        p.drawText(QPointF(0, 0), self._short(p, other))
        p.restore()

    def _short(self, p: QPainter, name: str) -> str:
        return p.fontMetrics().elidedText(" ".join(name.split()), Qt.TextElideMode.ElideMiddle, _MOST)

    def _cell(self, p: QPainter, row: int, column: int, count: int) -> None:
        t, place = self._theme, self._rect(row, column)
        p.setPen(Qt.PenStyle.NoPen)
        shade = t.shade(self.matrix.share(row, column), right=self.matrix.right(row, column))
        p.setBrush(QColor(shade if count else t.panel))
        p.drawRoundedRect(place, 3, 3)
        if count:
            right = self.matrix.right(row, column)
            p.setFont(font(13, QFont.Weight.DemiBold if right else QFont.Weight.Normal))
            p.setPen(QColor(t.text))
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count:,}")

    def _ring(self, p: QPainter) -> None:
        place = self._rect(*self.current)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor(self._theme.accent if self.hasFocus() else self._theme.arc), 2 if self.hasFocus() else 1))
        p.drawRoundedRect(place, 3, 3)
