"""The whole way of a relation from end to end, drawn over the text for what is selected or under the mouse.

It needs no room of its own, so that selecting a span moves no line.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from gui.article.ink import Ink
from gui.article.page import Page
from gui.article.paint import Marks, draw_head
from gui.decorate import DrawnRelation, DrawnSpan, Shown


def near(picture: Shown, marks: Marks) -> list[DrawnRelation]:
    """The relations whose way is drawn: what is selected or hovered, or is quiet and has an end there."""
    found: dict[str, DrawnRelation] = {}
    for one in (marks.hovered, marks.selected):
        relation = picture.relation(one) if one else None
        some = [relation] if relation is not None else picture.quiet_of(one) if one else []
        found.update((each.id, each) for each in some)
    return list(found.values())


class Ways:
    """Draws ways; `p` must be active while it is used, `left` is where the text column begins."""

    def __init__(self, p: QPainter, page: Page, ink: Ink, marks: Marks, left: float) -> None:
        self._p, self._page, self._ink, self._marks, self._left = p, page, ink, marks, left
        self._z = page.metrics.zoom

    def paint(self, height: float) -> None:
        """Draw them all in a window of `height` pixels."""
        picture = self._page.picture
        for relation in near(picture, self._marks):
            head, child = picture.span(relation.head), picture.span(relation.child)
            if head is None or child is None:
                continue
            start, end = self._foot_of(head), self._foot_of(child)
            apart = abs(start.y() - end.y()) > self._page.metrics.ascent
            if apart or picture.is_quiet(relation):
                self._way(relation, start, end, height)

    def _foot_of(self, span: DrawnSpan) -> QPointF:
        page = self._page
        view, at = page.line_place(span.start)
        left = view.laid.x(view.laid.lines[at], span.start)
        return QPointF(self._left + left + 6 * self._z, page.baseline(span.start) - page.metrics.ascent)

    def _way(self, relation: DrawnRelation, head: QPointF, child: QPointF, height: float) -> None:
        """A curve beside the text, or above it on one line; what lies outside the window is cut off there."""
        room, z = 4 * height, self._z
        head.setY(min(max(head.y(), -room), height + room))
        child.setY(min(max(child.y(), -room), height + room))
        down = abs(head.y() - child.y())
        apart = down > self._page.metrics.ascent
        bow, rise = (min(120.0, 30.0 + down / 6) * z, 20.0) if apart else (0.0, 34.0 * z)
        path = QPainterPath(head)
        path.cubicTo(QPointF(head.x() - bow, head.y() - rise), QPointF(child.x() - bow, child.y() - rise), child)
        chosen = relation.id in (self._marks.selected, self._marks.hovered)
        pen = QPen(self._ink.accent if chosen else self._ink.faint_arc, (1.6 if chosen else 1.1) * z)
        if not chosen:
            pen.setDashPattern([4, 3])
        self._p.setPen(pen)
        self._p.setBrush(Qt.BrushStyle.NoBrush)
        self._p.drawPath(path)
        draw_head(self._p, child, pen.color(), z)
        if chosen and self._page.picture.is_quiet(relation):
            self._name(relation.label.replace("_", " "), path.pointAtPercent(0.5))

    def _name(self, text: str, at: QPointF) -> None:
        """The label on its way: such a relation has no arc that bears it."""
        z, width = self._z, self._page.metrics.value_width(text)
        x = max(at.x() - width / 2, 8 * z)
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(self._ink.accent_soft)
        self._p.drawRoundedRect(QRectF(x - 6 * z, at.y() - 8 * z, width + 12 * z, 16 * z), 8 * z, 8 * z)
        self._ink.value(self._p, text, self._ink.theme.accent, x, at.y() + 4 * z)
