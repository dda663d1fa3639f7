"""Pens, brushes and small pictures of label tags, made once for a theme and a size.

Mixing them while painting costs more than the painting itself.
"""

from __future__ import annotations

from collections import OrderedDict
from math import floor

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap

from annotate.scheme import SLOTS as LABEL_SLOTS
from gui.article.metrics import Metrics
from gui.decorate import Look
from gui.theme import SLOTS, Theme, mix

_KEPT = 2_000  # pictures of tags and values


class Ink:
    """Everything that paints an article in one theme, size and screen density."""

    def __init__(self, theme: Theme, metrics: Metrics, ratio: float) -> None:
        self.theme, self.metrics, self._ratio = theme, metrics, ratio
        slots = range(LABEL_SLOTS)
        self.tints = {
            Look.GOLD: [QBrush(QColor(theme.tint(slot))) for slot in slots],
            Look.SUGGESTION: [QBrush(QColor(theme.suggestion_tint(slot))) for slot in slots],
            Look.REJECTED: [QBrush(QColor(theme.page)) for _ in slots],
        }
        self.hovered = [QBrush(QColor(theme.hover_tint(slot))) for slot in slots]
        self.selected = [QBrush(QColor(theme.selected_tint(slot))) for slot in slots]
        self.frames = [QPen(QColor(theme.frame(slot)), 1.0) for slot in slots]
        self.ring = QPen(QColor(theme.accent), 1.8 * metrics.zoom)
        self.underlines = {
            Look.GOLD: [self._underline(slot, suggested=False) for slot in slots],
            Look.SUGGESTION: [self._underline(slot, suggested=True) for slot in slots],
            Look.REJECTED: [QPen(QColor(theme.mute), 1.2 * metrics.zoom, Qt.PenStyle.DotLine) for _ in slots],
        }
        self.joints = [QPen(QColor(theme.ink(slot)), 1.0, Qt.PenStyle.DotLine) for slot in slots]
        self.tints[Look.TAKEN], self.underlines[Look.TAKEN] = self.tints[Look.GOLD], self.underlines[Look.GOLD]
        self.brackets = [QPen(QColor(theme.ink(slot)), 2.0 * metrics.zoom) for slot in slots]
        self.plates = [QBrush(QColor(theme.ink(slot))) for slot in slots]
        self.calm = QPen(QColor(theme.arc), 1.0 * metrics.zoom)
        self.left_out = QPen(QColor(theme.mute), 1.2 * metrics.zoom, Qt.PenStyle.DotLine)
        self.strong_arc = QColor(theme.text)
        self.text, self.mute = QPen(QColor(theme.text)), QPen(QColor(theme.mute))
        self.page, self.accent = QColor(theme.page), QColor(theme.accent)
        self.accent_soft = QBrush(QColor(theme.accent_soft))
        self.arc, self.faint_arc = QColor(theme.arc), QColor(mix(theme.page, theme.arc, 0.45))
        self.faint_text = QPen(QColor(mix(theme.page, theme.mute, 0.55)))
        self.hit, self.selection = QColor(theme.hit), QColor(theme.selection)
        self._pictures: OrderedDict[tuple[str, str, bool], QPixmap] = OrderedDict()

    def fits(self, theme: Theme, metrics: Metrics, ratio: float) -> bool:
        """Whether this was made for these."""
        return (self.theme, self.metrics, self._ratio) == (theme, metrics, ratio)

    def bracket(self, look: Look, slot: int) -> QPen:
        """The line of a span of one of two sources."""
        if look is Look.SAME:
            return self.calm
        return self.left_out if look is Look.REJECTED else self.brackets[slot]

    def _underline(self, slot: int, *, suggested: bool) -> QPen:
        pen = QPen(QColor(self.theme.ink(slot)), (1.4 if suggested else 1.8) * self.metrics.zoom)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if suggested:
            pen.setDashPattern([3.2, 2.4])
        elif slot >= SLOTS:
            pen.setDashPattern([1.0, 1.0])
        return pen

    def tag(self, p: QPainter, text: str, colour: str, x: float, baseline: float) -> None:
        """Paint a label tag's text."""
        self._paint(p, text, colour, x, baseline, self.metrics.chip_font, small=True)

    def value(self, p: QPainter, text: str, colour: str, x: float, baseline: float) -> None:
        """Paint a value."""
        self._paint(p, text, colour, x, baseline, self.metrics.value_font, small=False)

    def _paint(
        self, p: QPainter, text: str, colour: str, x: float, baseline: float, font: QFont, *, small: bool
    ) -> None:
        key = (text, colour, small)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = self._picture(text, colour, font, small=small)
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        ascent = self.metrics.chip_ascent if small else self.metrics.value_ascent
        ratio = self._ratio
        left, top = (floor(at * ratio + 0.5) / ratio for at in (x, baseline - ascent))
        p.drawPixmap(QPointF(left - 1, top - 1), picture)

    def _picture(self, text: str, colour: str, font: QFont, *, small: bool) -> QPixmap:
        m = self.metrics
        width = (m.chip_width(text) if small else m.value_width(text)) + 4
        ascent, height = (m.chip_ascent, m.chip_row) if small else (m.value_ascent, m.value_row)
        picture = QPixmap(max(1, round(width * self._ratio)), max(1, round((height + 4) * self._ratio)))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        p = QPainter(picture)
        try:
            p.setPen(QColor(colour))
            p.setFont(font)
            p.drawText(QPointF(1, ascent + 1), text)
        finally:
            p.end()
        return picture
