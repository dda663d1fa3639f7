"""A chart that is looked at: the mouse or arrows go from point to point, and each is told in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme, font
from gui.train_charts import Chart, in_words
from gui.widgets.curve_picture import CurvePicture


class CurveView(QWidget):
    """Left and Right move to another point of a line, Up and Down to another line."""

    def __init__(self, name: str, theme: Theme, chart: Chart) -> None:
        super().__init__()
        self._name, self._theme, self.chart = name, theme, chart
        self.current: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Show another chart; the point that is looked at stays, if it is still there."""
        self.chart = chart
        if self.current is not None and not self._there(*self.current):
            self.current = None
        self._tell()

    @property
    def told(self) -> str:
        """The point that is looked at, in words; empty where none is."""
        if self.current is None:
            return ""
        line, at = self.current
        said = self.chart.series[line].told
        return said[at] if at < len(said) else ""

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 130)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, frame = self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        p.setPen(QPen(QColor(t.accent if self.hasFocus() else t.border), 1))
        p.setBrush(QColor(t.page))
        p.drawRoundedRect(frame, 6, 6)
        self._picture().paint(p, self.current)
        if self.told:
            p.setFont(font(11))
            p.setPen(QColor(t.text))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            p.drawText(QRectF(14, 8, self.width() - 28, 18), right, f"{self.told[:1].upper()}{self.told[1:]}")
        p.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        lines = [at for at, one in enumerate(self.chart.series) if one.points]
        move = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if move is None or not lines:
            super().keyPressEvent(event)
            return
        line, at = self.current or (lines[-1], -1 if move[1] > 0 else len(self.chart.series[lines[-1]].points))
        line = lines[(lines.index(line) + move[0]) % len(lines)]
        self._look_at(line, min(max(at + move[1], 0), len(self.chart.series[line].points) - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        found = self._picture().nearest(spot)
        self._look_at(*found) if found is not None else self._look_away()

    def leaveEvent(self, _event: QEvent) -> None:
        if not self.hasFocus():
            self._look_away()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_away()

    def _picture(self) -> CurvePicture:
        return CurvePicture(self._theme, self.chart, QRectF(self.rect()))

    def _there(self, line: int, at: int) -> bool:
        return line < len(self.chart.series) and at < len(self.chart.series[line].points)

    def _look_at(self, line: int, at: int) -> None:
        if self.current != (line, at):
            self.current = line, at
            self._tell()

    def _look_away(self) -> None:
        if self.current is not None:
            self.current = None
            self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.told or in_words(self.chart))
        self.update()
