"""The confusion of labels as it is painted: where each cell is, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.compare_agreed import Matrix
from gui.theme import Theme, font

_CELL, ROW = 56, 28  # pixels
_MOST = 190  # pixels that a label has at the side
PAD = 10
TITLE = 24
_LEAN = -50.0  # degrees that the labels above lean


@dataclass(frozen=True)
class MatrixPicture:
    """A matrix in a theme; `gold` and `other` name the two sources."""

    theme: Theme
    matrix: Matrix = field(default_factory=Matrix)
    gold: str = ""
    other: str = ""

    @property
    def size(self) -> QSize:
        """How large everything is, in pixels."""
        count = len(self.matrix.columns)
        width = self.side + count * _CELL + self.above + PAD
        return QSize(round(width), round(TITLE + self.above + len(self.matrix.rows) * ROW + 2 * PAD))

    def _widest(self) -> float:
        metrics = QFontMetricsF(font(12))
        names = [self.matrix.names(at, at)[side] for at in range(len(self.matrix.rows)) for side in (0, 1)]
        return min(max((metrics.horizontalAdvance(name) for name in names), default=0.0), _MOST)

    @property
    def side(self) -> float:
        """Pixels to the left of the cells."""
        return max(self._widest(), 90) + 2 * PAD

    @property
    def above(self) -> float:
        """Pixels that the labels above take."""
        return self._widest() * 0.77 + 14

    def rect(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        return QRectF(self.side + column * _CELL, TITLE + self.above + row * ROW, _CELL - 2, ROW - 2)

    def cell_at(self, inside: QPointF) -> tuple[int, int] | None:
        """Row and column of a point; None beside the cells."""
        count = len(self.matrix.rows)
        column = int((inside.x() - self.side) // _CELL)
        row = int((inside.y() - TITLE - self.above) // ROW)
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    def paint(self, p: QPainter, offset: QPointF, current: tuple[int, int] | None, *, keys: bool) -> None:
        """Paint everything; a ring is around the current cell, stronger where the keys are."""
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.translate(offset)
        t = self.theme
        p.setFont(font(11, QFont.Weight.DemiBold))
        p.setPen(QColor(t.mute))
        middle = Qt.AlignmentFlag.AlignVCenter
        title = f"Rows: {self.gold}. Columns: {self.other}. A row adds up to 100 %."
        p.drawText(QRectF(PAD, 4, 2000, TITLE), middle, title)
        for at in range(len(self.matrix.rows)):
            self._heading(p, at, current if keys else None)
        for row, counts in enumerate(self.matrix.counts):
            for column, count in enumerate(counts):
                self._cell(p, row, column, count)
        if current is not None:
            self._ring(p, current, keys=keys)
        p.resetTransform()

    def _heading(self, p: QPainter, at: int, current: tuple[int, int] | None) -> None:
        """The label of a row, to the left, and of its column, leaning above."""
        t, (gold, other) = self.theme, self.matrix.names(at, at)
        p.setFont(font(12))
        p.setPen(QColor(t.text if current is None or at == current[0] else t.mute))
        row, side = self.rect(at, 0), self.side
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        p.drawText(QRectF(PAD, row.top(), side - 2 * PAD, row.height()), right, self._short(p, gold))
        p.setPen(QColor(t.text if current is None or at == current[1] else t.mute))
        p.save()
        column = self.rect(0, at)
        p.translate(column.center().x() - 2, column.top() - 6)
        p.rotate(_LEAN)
        p.drawText(QPointF(0, 0), self._short(p, other))
        p.restore()

    def _short(self, p: QPainter, name: str) -> str:
        return p.fontMetrics().elidedText(" ".join(name.split()), Qt.TextElideMode.ElideMiddle, _MOST)

    def _cell(self, p: QPainter, row: int, column: int, count: int) -> None:
        t, place = self.theme, self.rect(row, column)
        p.setPen(Qt.PenStyle.NoPen)
        shade = t.shade(self.matrix.share(row, column), right=self.matrix.right(row, column))
        p.setBrush(QColor(shade if count else t.panel))
        p.drawRoundedRect(place, 3, 3)
        if count:
            right = self.matrix.right(row, column)
            p.setFont(font(13, QFont.Weight.DemiBold if right else QFont.Weight.Normal))
            p.setPen(QColor(t.text))
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count:,}")

    def _ring(self, p: QPainter, current: tuple[int, int], *, keys: bool) -> None:
        place = self.rect(*current)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor(self.theme.accent if keys else self.theme.arc), 2 if keys else 1))
        p.drawRoundedRect(place, 3, 3)
