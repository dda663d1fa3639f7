"""A chart as it is painted: ground, lines, names at their ends, and the point that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from gui.theme import Theme, font
from gui.train_charts import ALL, Chart, Point, Series

TOP, BOTTOM, LEFT, RIGHT = 34.0, 40.0, 44.0, 18.0  # pixels around the ground
_NAMES = 110.0  # pixels that the names of lines have at most
_LINE = 15.0  # pixels between two names
_DOT, _NEAR = 3.0, 4.5
_SMALL = 11


class CurvePicture:
    """A chart in a theme, in some room."""

    def __init__(self, theme: Theme, chart: Chart, room: QRectF) -> None:
        self.theme, self.chart, self._room = theme, chart, room
        metrics = QFontMetricsF(font(_SMALL))
        names = [metrics.horizontalAdvance(_short(one.name)) for one in chart.series if one.name and one.points]
        side = min(max(names), _NAMES) + 12 if names else 0.0
        self.ground = room.adjusted(LEFT, TOP, -RIGHT - side, -BOTTOM)

    def place(self, point: Point) -> QPointF:
        """Where a point is."""
        chart, ground = self.chart, self.ground
        across = point[0] / chart.right if chart.right else 0.0
        up = (point[1] - chart.low) / (chart.high - chart.low or 1.0)
        return QPointF(ground.left() + across * ground.width(), ground.bottom() - min(up, 1.0) * ground.height())

    def paint(self, p: QPainter, current: tuple[int, int] | None) -> None:
        """Paint everything; `current` is a line and a point of it that is looked at."""
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._title(p)
        if not any(one.points for one in self.chart.series):
            self._empty(p)
            return
        self._grid(p)
        for one in sorted(self.chart.series, key=lambda one: (not one.faint, one.slot == ALL)):
            self._line(p, one)
        self._names(p)
        if self.chart.best is not None:
            self._best(p, self.chart.best)
        if current is not None:
            self._current(p, *current)

    def _title(self, p: QPainter) -> None:
        p.setFont(font(_SMALL, QFont.Weight.DemiBold))
        p.setPen(QColor(self.theme.mute))
        room = QRectF(self._room.left() + 14, self._room.top() + 8, self._room.width() - 28, 18)
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.chart.title)

    def _empty(self, p: QPainter) -> None:
        p.setFont(font(13))
        p.setPen(QColor(self.theme.mute))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        p.drawText(self._room.adjusted(24, TOP, -24, -BOTTOM), flags, self.chart.empty)

    def _grid(self, p: QPainter) -> None:
        t, ground, chart = self.theme, self.ground, self.chart
        p.setFont(font(_SMALL))
        middle = Qt.AlignmentFlag.AlignVCenter
        for value, text in chart.levels:
            y = self.place((0.0, value)).y()
            p.setPen(QPen(QColor(t.border if value > chart.low else t.faint), 1))
            p.drawLine(QPointF(ground.left(), y), QPointF(ground.right(), y))
            p.setPen(QColor(t.mute))
            p.drawText(QRectF(self._room.left(), y - 9, LEFT - 8, 18), middle | Qt.AlignmentFlag.AlignRight, text)
        for value, text in chart.ticks:
            x = self.place((value, chart.low)).x()
            place = QRectF(x - 40, ground.bottom() + 4, 80, 16)
            p.drawText(place, middle | Qt.AlignmentFlag.AlignHCenter, text)
        below = QRectF(ground.left(), ground.bottom() + 19, ground.width(), 16)
        p.drawText(below, middle | Qt.AlignmentFlag.AlignHCenter, chart.below)

    def colour(self, one: Series) -> QColor:
        """The colour of a line."""
        return QColor(self.theme.faint if one.faint else self.theme.accent if one.slot == ALL else self._ink(one))

    def _ink(self, one: Series) -> str:
        return self.theme.ink(one.slot)

    def _line(self, p: QPainter, one: Series) -> None:
        if not one.points:
            return
        path = QPainterPath(self.place(one.points[0]))
        for point in one.points[1:]:
            path.lineTo(self.place(point))
        pen = QPen(self.colour(one), 2.4 if one.slot == ALL and not one.faint else 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPath(path)
        if len(one.points) <= 12 and not one.faint:
            self._dots(p, one)

    def _dots(self, p: QPainter, one: Series) -> None:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.colour(one))
        for point in one.points:
            p.drawEllipse(self.place(point), _DOT, _DOT)

    def _names(self, p: QPainter) -> None:
        """At the ends of the lines, moved apart where they would cover each other."""
        for one, y in self._name_places():
            p.setFont(font(_SMALL, QFont.Weight.DemiBold if one.slot == ALL and not one.faint else QFont.Weight.Normal))
            p.setPen(QColor(self.theme.mute) if one.faint else self.colour(one))
            x = self.place(one.points[-1]).x() if one.faint else self.ground.right()
            room = QRectF(x + 8, y - 9, _NAMES + 4, 18)
            text = p.fontMetrics().elidedText(_short(one.name), Qt.TextElideMode.ElideRight, int(room.width()))
            p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _name_places(self) -> Iterator[tuple[Series, float]]:
        some = [one for one in self.chart.series if one.name and one.points]
        some.sort(key=lambda one: self.place(one.points[-1]).y())
        wanted = [self.place(one.points[-1]).y() for one in some]
        for at in range(1, len(wanted)):
            wanted[at] = max(wanted[at], wanted[at - 1] + _LINE)
        over = wanted[-1] - self.ground.bottom() if wanted else 0.0
        if over > 0:  # they go up again, as far as there is need
            for at in range(len(wanted) - 1, -1, -1):
                limit = self.ground.bottom() - (len(wanted) - 1 - at) * _LINE
                wanted[at] = min(wanted[at], limit)
        yield from zip(some, wanted, strict=True)

    def _best(self, p: QPainter, point: Point) -> None:
        place = self.place(point)
        p.setPen(QPen(QColor(self.theme.page), 2))
        p.setBrush(QColor(self.theme.good))
        p.drawEllipse(place, _NEAR, _NEAR)

    def _current(self, p: QPainter, line: int, at: int) -> None:
        one = self.chart.series[line]
        place = self.place(one.points[at])
        p.setPen(QPen(QColor(self.theme.arc), 1, Qt.PenStyle.DotLine))
        p.drawLine(QPointF(place.x(), self.ground.top()), QPointF(place.x(), self.ground.bottom()))
        p.setPen(QPen(QColor(self.theme.page), 2))
        p.setBrush(self.colour(one) if not one.faint else QColor(self.theme.mute))
        p.drawEllipse(place, _NEAR, _NEAR)

    def nearest(self, spot: QPointF) -> tuple[int, int] | None:
        """The line and point nearest to a spot; None where there is none."""
        found = [
            ((line, at), self.place(point) - spot)
            for line, one in enumerate(self.chart.series)
            for at, point in enumerate(one.points)
        ]
        near = min(found, key=lambda one: QPointF.dotProduct(one[1], one[1]), default=None)
        return None if near is None else near[0]


def _short(name: str) -> str:
    flat = " ".join(name.split())
    return flat if len(flat) <= 24 else flat[:23] + "…"
