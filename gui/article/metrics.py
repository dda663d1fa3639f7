"""Sizes of the article view at a zoom, and the fonts that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF

from gui import theme

_WIDTHS = 5_000  # texts whose width is kept


@dataclass(frozen=True)
class Sizes:
    """Every size in pixels that no font has a say in; all grow with `zoom`."""

    zoom: float = 1.0
    family: str = theme.FAMILY
    widest: int = 820

    @property
    def column(self) -> float:
        """The widest that a line of text gets."""
        return self.widest * self.zoom

    @property
    def margin(self) -> float:
        """The least space at either side of the text."""
        return 76 * self.zoom

    @property
    def top(self) -> float:
        """Room above the first line."""
        return 28 * self.zoom

    @property
    def chip_row(self) -> float:
        """Height of a row of label tags."""
        return 14 * self.zoom

    @property
    def value_row(self) -> float:
        """Height of a row of values."""
        return 16 * self.zoom

    @property
    def lane(self) -> float:
        """Height of a lane of arcs."""
        return 17 * self.zoom

    @property
    def line_gap(self) -> float:
        """The least space between two lines."""
        return 11 * self.zoom

    @property
    def reach(self) -> int:
        """Pixels that a line's ink may reach into its neighbours: the cursor and the line below its word."""
        return ceil(4 * self.zoom) + 1

    @property
    def paragraph_gap(self) -> float:
        """Space after a block."""
        return 6 * self.zoom


@dataclass(frozen=True)
class Metrics(Sizes):
    """The sizes, the fonts that go with them, and how wide and high a text gets in these."""

    @cached_property
    def text_font(self) -> QFont:
        """The article's text."""
        return theme.font(18 * self.zoom, family=self.family)

    @cached_property
    def chip_font(self) -> QFont:
        """Label tags."""
        made = theme.font(10 * self.zoom, QFont.Weight.Bold)
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5 * self.zoom)
        return made

    @cached_property
    def value_font(self) -> QFont:
        """Values and relation labels."""
        return theme.font(11 * self.zoom, QFont.Weight.Medium)

    @cached_property
    def ascent(self) -> float:
        """Ascent of the article's font."""
        return QFontMetricsF(self.text_font).ascent()

    @cached_property
    def descent(self) -> float:
        """Descent of the article's font."""
        return QFontMetricsF(self.text_font).descent()

    @cached_property
    def _chip_metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.chip_font)

    @cached_property
    def _value_metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.value_font)

    @cached_property
    def chip_ascent(self) -> float:
        """Ascent of the label tags' font."""
        return self._chip_metrics.ascent()

    @cached_property
    def value_ascent(self) -> float:
        """Ascent of the values' font."""
        return self._value_metrics.ascent()

    @cached_property
    def _widths(self) -> dict[tuple[str, bool], float]:
        """Widths that were asked for: to measure a text takes longer than to paint its picture."""
        return {}

    def chip_width(self, text: str) -> float:
        """Width of a label tag."""
        return self._width(text, small=True)

    def value_width(self, text: str) -> float:
        """Width of a value or relation label."""
        return self._width(text, small=False)

    def _width(self, text: str, *, small: bool) -> float:
        known = self._widths.get((text, small))
        if known is None:
            if len(self._widths) >= _WIDTHS:
                self._widths.clear()
            known = (self._chip_metrics if small else self._value_metrics).horizontalAdvance(text)
            self._widths[text, small] = known
        return known

    def shortened(self, text: str, width: float) -> str:
        """A relation label cut to a width."""
        from PySide6.QtCore import Qt

        return self._value_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def estimated_height(self, characters: int, width: float) -> float:
        """A guess at a block's height before it is laid out."""
        per_line = max(1.0, width / (8.6 * self.zoom))
        lines = max(1.0, -(-characters // per_line))
        return lines * (self.ascent + self.descent + self.line_gap + self.chip_row * 0.8) + self.paragraph_gap
