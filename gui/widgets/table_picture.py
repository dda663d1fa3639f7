"""Tables as one picture, as they are on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from gui.compare_tables import Line, Table
from gui.theme import Theme, font
from gui.widgets.figures import draw_figure

_ROW, _TITLE, _PAD = 28, 34, 20  # pixels
_FIRST = 320  # pixels that the first column has at most
MOST = 400  # rows of one table; more are no picture


def tables_picture(tables: Sequence[Table], theme: Theme, scale: float = 2.0) -> QImage:
    """The tables below each other, each under its name where there are several."""
    shown = [table for table in tables if table.lines] or list(tables[:1])
    titled = len(shown) > 1
    width = max(sum(_widths(table)) for table in shown) + 2 * _PAD
    height = sum(_height(table, titled=titled) for table in shown) + 2 * _PAD
    image = QImage(QSize(round(width), round(height)) * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(theme.page))
    painter, top = QPainter(image), float(_PAD)
    for table in shown:
        _paint(painter, table, theme, top, titled=titled)
        top += _height(table, titled=titled)
    painter.end()
    return image


def _height(table: Table, *, titled: bool) -> float:
    return (len(table.lines[:MOST]) + 1) * _ROW + (_TITLE + _PAD if titled else 0)


def _widths(table: Table) -> list[float]:
    metrics = QFontMetricsF(font(13, QFont.Weight.DemiBold))
    firsts = [metrics.horizontalAdvance(line.figures[0].text) for line in table.lines[:MOST]]
    first = min(max(firsts, default=0.0) + 30, _FIRST)
    return [head.width or first for head in table.heads]


def _paint(p: QPainter, table: Table, theme: Theme, top: float, *, titled: bool) -> None:
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    widths, middle = _widths(table), Qt.AlignmentFlag.AlignVCenter
    if titled:
        p.setFont(font(15, QFont.Weight.DemiBold))
        p.setPen(QColor(theme.text))
        p.drawText(QRectF(_PAD + 9, top, 600, _TITLE), middle, table.name)
        top += _TITLE
    left = float(_PAD)
    p.setFont(font(11, QFont.Weight.DemiBold))
    p.setPen(QColor(theme.mute))
    for at, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        p.drawText(QRectF(left + 9, top, width - 18, _ROW), _side(table, at) | middle, head.title)
        left += width
    p.setPen(QColor(theme.border))
    p.drawLine(_PAD, round(top + _ROW - 1), round(left), round(top + _ROW - 1))
    for at, line in enumerate(table.lines[:MOST]):
        _line(p, table, line, widths, theme, top + (at + 1) * _ROW)


def _line(p: QPainter, table: Table, line: Line, widths: Sequence[float], theme: Theme, top: float) -> None:
    left = float(_PAD)
    for at, (figure, width) in enumerate(zip(line.figures, widths, strict=True)):
        side = _side(table, at) | Qt.AlignmentFlag.AlignVCenter
        draw_figure(p, QRectF(left, top, width, _ROW), figure, theme, strong=line.strong, side=side)
        left += width


def _side(table: Table, column: int) -> Qt.AlignmentFlag:
    barred = any(line.figures[column].share is not None for line in table.lines)
    number = table.heads[column].number and not barred
    return Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
