"""Painting the visible lines of an article: tints, text, underlines, tags, values, arcs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRegion

from annotate.offsets import Range
from gui.article import brackets
from gui.article.decorator import Arc, Box, LineDecor, Tag
from gui.article.ink import Ink
from gui.article.layout import Line
from gui.article.metrics import Metrics
from gui.article.page import BlockView, Page
from gui.decorate import DrawnSpan, Look, Shown, Where

_RADIUS = 3.5
_FADE = 46.0
_QUIET = frozenset((Look.REJECTED, Look.SAME))
_STRONG = frozenset((Look.DIFFERENT, Look.TAKEN))


@dataclass(frozen=True)
class Marks:
    """What is looked up while painting, so that selecting or hovering needs no new decoration."""

    selected: str | None = None
    hovered: str | None = None
    selection: Range | None = None
    word: Range | None = None  # the word under the cursor, while the view has the focus
    caret: int | None = None
    draft: frozenset[str] = field(default_factory=frozenset[str])  # ends of a relation in the making
    legal: frozenset[str] | None = None  # labels that its other end may have; the rest is dimmed
    hits: tuple[Range, ...] = ()
    case: Range | None = None  # the disagreement under review: its place and its spans and relations
    about: frozenset[str] = field(default_factory=frozenset[str])

    def whole(self) -> object:
        """What concerns the whole window; where it changes, everything is painted anew."""
        return (self.draft, self.legal, self.hits, self.case, self.about)

    def places(self, picture: Shown) -> list[Range]:
        """The places whose painting depends on the rest."""
        found = [place for place in (self.selection, self.word) if place is not None]
        if self.caret is not None:
            found.append(Range(self.caret, self.caret))
        for one in (self.selected, self.hovered):
            relation = picture.relation(one) if one else None
            about = [relation] if relation is not None else picture.relations_of(one) if one else []
            ends = [one or "", *(end for each in about for end in (each.head, each.child))]
            found += [Range(span.start, span.end) for end in ends if (span := picture.span(end)) is not None]
        return found


def bright_relations(picture: Shown, marks: Marks) -> frozenset[str]:
    """Relations of the selected or hovered span, and the selected one itself; where there is one, others are faint."""
    near = {one for one in (marks.selected, marks.hovered) if one}
    found = {relation.id for one in near for relation in picture.relations_of(one)}
    chosen = any(picture.relation(one) is not None for one in near)
    return frozenset(found | near) if found or chosen else frozenset()


class Painter:
    """Paints blocks with a theme; `p` must be active while it is used."""

    def __init__(self, p: QPainter, page: Page, ink: Ink, marks: Marks) -> None:
        self.p, self.page, self.ink, self.theme, self.marks = p, page, ink, ink.theme, marks
        self.m: Metrics = page.metrics
        self._bright = bright_relations(page.picture, marks)
        chosen = page.picture.relation(marks.selected) if marks.selected else None
        self._ends = frozenset[str]() if chosen is None else frozenset((chosen.head, chosen.child))

    def _is_dimmed(self, span: DrawnSpan) -> bool:
        legal = self.marks.legal
        return legal is not None and span.label not in legal and span.id not in self.marks.draft

    def block(self, view: BlockView, x: float, y: float, asked: QRegion) -> None:
        """Paint what lies in a region of a block whose column begins at `x` and whose top is at `y`."""
        wide, reach = asked.boundingRect(), self.m.reach
        for line, decor in zip(view.laid.lines, view.decor, strict=True):
            top = floor(y + decor.top) - reach
            room = QRect(wide.left(), top, wide.width(), ceil(y + decor.top + decor.height) + reach - top)
            if not decor.height or not asked.intersects(room):
                continue
            self.p.save()
            self.p.translate(x, y)
            for box in sorted(decor.boxes, key=lambda box: -box.level):
                self._tint(box, decor)
            self._grounds(view, line.start, line.end, decor)
            self._text(line, decor)
            for box in decor.boxes:
                self._underline(box, decor)
            for span, left, right in decor.joints:
                self._joint(span, left, right, decor)
            for tag in decor.tags:
                self._tag(tag)
            for value in decor.values:
                self._value(value)
            for arc in decor.arcs:
                self._arc(arc)
            if self.marks.case is not None:
                brackets.ring(self.p, self.marks.case, view.laid, line, decor, self.ink)
            self._caret(view, line.start, line.end, decor)
            self._zone_names(line, decor, x)
            self.p.restore()

    def _zone_names(self, line: Line, decor: LineDecor, margin: float) -> None:
        """In the margin, quietly: the zone that begins on a line."""
        for zone in self.page.picture.zones_between(line.start, max(line.end, line.start + 1)):
            if line.start <= zone.start < max(line.end, line.start + 1):
                text = self.m.shortened(zone.kind, margin - 14)
                x = -self.m.value_width(text) - 8
                self.ink.value(self.p, text, self.theme.mute, x, decor.baseline)

    def _rect(self, box: Box, decor: LineDecor) -> QRectF:
        z = self.m.zoom
        up, down = 1.5 * z + 2.5 * z * box.level, 4.5 * z + 3.0 * z * box.level
        side = 1.5 * z + 1.0 * z * min(box.level, 3)
        top, bottom = decor.baseline - self.m.ascent + 2 * z - up, decor.baseline + self.m.descent - 3 * z + down
        return QRectF(box.left - side, top, box.right - box.left + 2 * side, bottom - top)

    def _tint(self, box: Box, decor: LineDecor) -> None:
        if box.span.where is not Where.TEXT:
            brackets.tint(self.p, box, decor, self.ink)
            return
        slot, rect, ink = box.span.slot, self._rect(box, decor), self.ink
        selected, hovered = box.span.id == self.marks.selected, box.span.id == self.marks.hovered
        fill = ink.tints[box.span.look][slot]
        if selected:
            fill = ink.selected[slot]
        elif hovered or box.span.id in self.marks.draft or box.span.id in self._ends:
            fill = ink.hovered[slot]
        self.p.setBrush(fill)
        if selected or box.span.id in self.marks.draft or box.span.id in self._ends:
            self.p.setPen(ink.ring)
        elif box.level:
            self.p.setPen(ink.frames[slot])
        else:
            self.p.setPen(Qt.PenStyle.NoPen)
        self._shape(rect, box)

    def _shape(self, rect: QRectF, box: Box) -> None:
        """A box rounded at the span's true ends only."""
        radius = _RADIUS * self.m.zoom
        if box.begins and box.ends:
            self.p.drawRoundedRect(rect, radius, radius)
            return
        path = QPainterPath()
        far = rect.adjusted(0 if box.begins else -radius * 2, 0, 0 if box.ends else radius * 2, 0)
        path.addRoundedRect(far, radius, radius)
        self.p.save()
        outside = 4 * self.m.zoom
        self.p.setClipRect(
            rect.adjusted(-outside if box.begins else 0, -outside, outside if box.ends else 0, outside),
            Qt.ClipOperation.IntersectClip,
        )
        self.p.drawPath(path)
        self.p.restore()

    def _grounds(self, view: BlockView, start: int, end: int, decor: LineDecor) -> None:
        """Find marks, the word under the cursor, and the selection, behind the text."""
        line = view.laid.lines[view.laid.line_of(start)]
        top, height = decor.baseline - self.m.ascent + 1, self.m.ascent + self.m.descent
        self.p.setPen(Qt.PenStyle.NoPen)
        for ranges, colour in ((self.marks.hits, self.ink.hit), ((self.marks.selection,), self.ink.selection)):
            for place in ranges:
                if place is None or place.end <= start or place.start >= end:
                    continue
                for left, right in view.laid.pieces(line, place.start, place.end):
                    self.p.fillRect(QRectF(left, top, right - left, height), colour)

    def _text(self, line: Line, decor: LineDecor) -> None:
        self.p.setPen(self.ink.text)
        zones = self.page.picture.zones_between(line.start, max(line.end, line.start + 1))
        if any(zone.kind == "boilerplate" and zone.range.covers(Range(line.start, line.end)) for zone in zones):
            self.p.setPen(self.ink.mute)
        line.text.draw(self.p, QPointF(0, decor.baseline - line.ascent - line.text.y()))

    def _underline(self, box: Box, decor: LineDecor) -> None:
        if box.span.where is not Where.TEXT:
            brackets.bracket(self.p, box, decor, self.ink)
            return
        rect, z = self._rect(box, decor), self.m.zoom
        self.p.setPen(self.ink.underlines[box.span.look][box.span.slot])
        y = rect.bottom() - 0.5 * z
        inset = 1.0 * z
        self.p.drawLine(QPointF(rect.left() + inset, y), QPointF(rect.right() - inset, y))

    def _joint(self, span: DrawnSpan, left: float, right: float, decor: LineDecor) -> None:
        """The thin line between the fragments of a span."""
        if span.where is not Where.TEXT:
            brackets.joint(self.p, span.id, (left, right), decor, self.ink)
            return
        self.p.setPen(self.ink.joints[span.slot])
        y = decor.baseline + self.m.descent
        self.p.drawLine(QPointF(left, y), QPointF(right, y))

    def _tag(self, tag: Tag) -> None:
        slot, z, t = tag.span.slot, self.m.zoom, self.theme
        selected, hovered = tag.span.id == self.marks.selected, tag.span.id == self.marks.hovered
        rect = QRectF(tag.x, tag.y, tag.width, self.m.chip_row)
        ink = t.ink(slot)
        if selected or hovered or tag.span.id in self.marks.draft:
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(QColor(t.accent if not hovered or selected else ink))
            self.p.drawRoundedRect(rect.adjusted(-4 * z, 0.5 * z, 4 * z, -0.5 * z), 4 * z, 4 * z)
            ink = t.page
        elif self._is_dimmed(tag.span):
            ink = t.faint
        elif tag.span.look in _QUIET:
            ink = t.mute
        elif tag.span.look is Look.TAKEN:
            brackets.plate(self.p, tag, self.ink)
            ink = t.page
        if tag.span.id in self.marks.about:
            brackets.ring_tag(self.p, tag, self.ink)
        self.ink.tag(self.p, tag.text, ink, rect.left(), rect.bottom() - 3.5 * z)

    def _value(self, tag: Tag) -> None:
        baseline = tag.y + self.m.value_row - 4 * self.m.zoom
        self.ink.value(self.p, tag.text, self.theme.ink(tag.span.slot), tag.x, baseline)

    def _arc(self, arc: Arc) -> None:
        z, ink = self.m.zoom, self.ink
        ids = arc.all or (arc.relation.id,)
        selected = self.marks.selected in ids or not self.marks.about.isdisjoint(ids)
        faint = self._bright and self._bright.isdisjoint(ids)
        strong = arc.relation.look in _STRONG
        colour = ink.accent if selected else ink.faint_arc if faint else ink.strong_arc if strong else ink.arc
        pen = QPen(colour, (1.8 if selected or strong else 1.25) * z)
        if arc.relation.look is Look.SUGGESTION:
            pen.setDashPattern([4, 3])
        elif arc.relation.look is Look.REJECTED:
            pen.setDashPattern([1, 3])
        left = -_FADE / 2 if arc.left is None else arc.left
        right = self.page.width + _FADE / 2 if arc.right is None else arc.right
        if arc.left is None or arc.right is None:
            pen.setBrush(self._fading(colour, left, right, arc))
        self.p.setPen(pen)
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        self.p.drawPath(self._arc_path(arc, left, right))
        for is_head, x, foot in (
            (arc.arrow_left, arc.left, arc.left_foot),
            (arc.arrow_right, arc.right, arc.right_foot),
        ):
            if is_head and x is not None:
                draw_head(self.p, QPointF(x, foot), colour, self.m.zoom * _down(arc))
        if arc.text:
            self._arc_label(arc, left, right, selected=selected, faint=bool(faint))

    def _fading(self, colour: QColor, left: float, right: float, arc: Arc) -> QLinearGradient:
        """A line that fades where it runs out into the margin."""
        gradient = QLinearGradient(left, 0, right, 0)
        clear = QColor(colour)
        clear.setAlpha(0)
        share = min(0.5, _FADE / max(1.0, right - left))
        gradient.setColorAt(0, clear if arc.left is None else colour)
        gradient.setColorAt(share, colour)
        gradient.setColorAt(1 - share, colour)
        gradient.setColorAt(1, clear if arc.right is None else colour)
        return gradient

    def _arc_path(self, arc: Arc, left: float, right: float) -> QPainterPath:
        corner = min(7 * self.m.zoom, max(0.0, (right - left) / 2))
        y, down = _crisp(arc.y), _down(arc)
        path = QPainterPath()
        if arc.leg_left:
            path.moveTo(_crisp(left), arc.left_foot - down * (5 * self.m.zoom if arc.arrow_left else 0))
            path.lineTo(_crisp(left), y + down * corner)
            path.quadTo(_crisp(left), y, left + corner, y)
        else:
            path.moveTo(left, y)
        if arc.leg_right:
            path.lineTo(right - corner, y)
            path.quadTo(_crisp(right), y, _crisp(right), y + down * corner)
            path.lineTo(_crisp(right), arc.right_foot - down * (5 * self.m.zoom if arc.arrow_right else 0))
        else:
            path.lineTo(right, y)
        return path

    def _arc_label(self, arc: Arc, left: float, right: float, *, selected: bool, faint: bool) -> None:
        z, ink = self.m.zoom, self.ink
        text = arc.text.replace("_", " ")
        width = self.m.value_width(text)
        visible_left, visible_right = max(left, 0.0), min(right, self.page.width)
        x = (visible_left + visible_right - width) / 2
        pill = QRectF(x - 6 * z, arc.y - 8 * z, width + 12 * z, 16 * z)
        self.p.setPen(Qt.PenStyle.NoPen)
        taken = arc.relation.look is Look.TAKEN
        self.p.setBrush(ink.accent_soft if selected else ink.strong_arc if taken else ink.page)
        self.p.drawRoundedRect(pill, 8 * z, 8 * z)
        if taken and not selected:
            ink.value(self.p, text, self.theme.page, x, arc.y + 4 * z)
        elif faint and not selected:
            self.p.setPen(ink.faint_text)
            self.p.setFont(self.m.value_font)
            self.p.drawText(QPointF(x, arc.y + 4 * z), text)
        else:
            ink.value(self.p, text, self.theme.accent if selected else self.theme.mute, x, arc.y + 4 * z)

    def _caret(self, view: BlockView, start: int, end: int, decor: LineDecor) -> None:
        """The word under the cursor with a soft line below, and the cursor itself."""
        caret, word = self.marks.caret, self.marks.word
        if caret is None or not (start <= caret < end or (caret == end == view.laid.end)):
            return
        line = view.laid.lines[view.laid.line_of(start)]
        z, colour = self.m.zoom, self.ink.accent
        if word is not None and self.marks.selection is None:
            for left, right in view.laid.pieces(line, word.start, word.end):
                y = decor.baseline + self.m.descent + 1.5 * z
                self.p.fillRect(QRectF(left, y, right - left, 2 * z), colour)
        x = view.laid.x(line, caret)
        self.p.fillRect(
            QRectF(x - 1 * z, decor.baseline - self.m.ascent + 2, 2 * z, self.m.ascent + self.m.descent), colour
        )


def _down(arc: Arc) -> int:
    """Where an arc's feet are: 1 below it, -1 above it."""
    return -1 if arc.relation.where is Where.BELOW else 1


def draw_head(p: QPainter, tip: QPointF, colour: QColor, zoom: float) -> None:
    """The head of an arrow that points down, or with a negative zoom up, with its tip at a place."""
    x = _crisp(tip.x())
    path = QPainterPath(QPointF(x, tip.y()))
    path.lineTo(x - 3.4 * zoom, tip.y() - 6 * zoom)
    path.lineTo(x + 3.4 * zoom, tip.y() - 6 * zoom)
    path.closeSubpath()
    p.fillPath(path, colour)


def _crisp(position: float) -> float:
    """The middle of a pixel, so that thin lines are sharp."""
    return int(position) + 0.5
