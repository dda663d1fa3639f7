"""Painting two sources: brackets above and below the text, tinted halves of it, and the ring around a case."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from annotate.offsets import Range
from gui.article.decorator import Box, LineDecor, Tag
from gui.article.ink import Ink
from gui.article.layout import Laid, Line
from gui.article.metrics import Metrics
from gui.article.sided import bracket_y, hook
from gui.decorate import Look, Where


def tint(p: QPainter, box: Box, decor: LineDecor, ink: Ink) -> None:
    """The half of the text that is nearer to a source, where the other one does not say so."""
    if box.span.look is not Look.DIFFERENT:
        return
    top, bottom = decor.baseline - ink.metrics.ascent + 1, decor.baseline + ink.metrics.descent
    middle = (top + bottom) / 2
    if box.span.where is Where.ABOVE:
        bottom = middle
    else:
        top = middle
    p.fillRect(QRectF(box.left, top, box.right - box.left, bottom - top), ink.tints[Look.GOLD][box.span.slot])


def bracket(p: QPainter, box: Box, decor: LineDecor, ink: Ink) -> None:
    """The line of a span; what only one source says has hooks at its true ends."""
    m, y = ink.metrics, bracket_y(decor, box, ink.metrics)
    path = QPainterPath()
    inset = 0.6 * m.zoom
    left, right = box.left + inset, box.right - inset
    if box.span.look is Look.SAME:
        path.moveTo(left, y)
        path.lineTo(right, y)
    else:
        near = y + hook(m) * (1 if box.span.where is Where.ABOVE else -1)
        path.moveTo(left, near if box.begins else y)
        path.lineTo(left, y)
        path.lineTo(right, y)
        path.lineTo(right, near if box.ends else y)
    p.setPen(ink.bracket(box.span.look, box.span.slot))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawPath(path)


def joint(p: QPainter, span_id: str, ends: tuple[float, float], decor: LineDecor, ink: Ink) -> None:
    """The thin line between the fragments of a span of one of the sources."""
    box = next(one for one in decor.boxes if one.span.id == span_id)
    y = bracket_y(decor, box, ink.metrics)
    p.setPen(ink.joints[box.span.slot])
    p.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))


def plate(p: QPainter, tag: Tag, ink: Ink) -> None:
    """The filled ground of a tag that gold has."""
    z, rect = ink.metrics.zoom, QRectF(tag.x, tag.y, tag.width, ink.metrics.chip_row)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(ink.plates[tag.span.slot])
    p.drawRoundedRect(rect.adjusted(-4 * z, 0.5 * z, 4 * z, -0.5 * z), 4 * z, 4 * z)


def ring_tag(p: QPainter, tag: Tag, ink: Ink) -> None:
    """The ring around a tag that a case is about."""
    z, rect = ink.metrics.zoom, QRectF(tag.x, tag.y, tag.width, ink.metrics.chip_row)
    p.setPen(QPen(ink.accent, 1.4 * z))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(rect.adjusted(-4 * z, -0.5 * z, 4 * z, 0.5 * z), 4 * z, 4 * z)


def ring(p: QPainter, place: Range, laid: Laid, line: Line, decor: LineDecor, ink: Ink) -> None:
    """The ring around the text of a case on a line."""
    m: Metrics = ink.metrics
    if place.end <= line.start or place.start >= line.end:
        return
    top, bottom = decor.baseline - m.ascent + 0.5 * m.zoom, decor.baseline + m.descent - 0.5 * m.zoom
    p.setPen(ink.ring)
    p.setBrush(Qt.BrushStyle.NoBrush)
    for left, right in laid.pieces(line, place.start, place.end):
        p.drawRoundedRect(
            QRectF(left - 2.5 * m.zoom, top, right - left + 5 * m.zoom, bottom - top), 3.5 * m.zoom, 3.5 * m.zoom
        )
