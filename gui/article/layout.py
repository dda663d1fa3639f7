"""Shaping and line breaking of one block, and where its characters lie.

Layout depends on text, width and font only. Qt counts in UTF-16 code units here; all that leaves this module counts in
code points of the document.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

from annotate.offsets import Utf16Map

_RIGHT_TO_LEFT = frozenset(("R", "AL"))
_MIXING = _RIGHT_TO_LEFT | {"AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"}
_TAB = 4  # widths of "0"
_HAIR = 0.5  # pixels that two edges may differ by and still be one


@dataclass(slots=True)
class Line:
    """One line of a block; `start` and `end` are offsets in the document. Lives only as long as its block."""

    text: QTextLine
    start: int
    end: int
    ascent: float
    descent: float


@dataclass(slots=True)
class Laid:
    """One block laid out: the layout must be kept as long as its lines."""

    start: int
    end: int
    layout: QTextLayout
    units: Utf16Map
    bidi: bool
    lines: list[Line] = field(default_factory=list[Line])

    def line_of(self, offset: int) -> int:
        """The line that holds an offset; at a line's end the line before it where it is the last."""
        for at, line in enumerate(self.lines):
            if offset < line.end:
                return at
        return len(self.lines) - 1

    def x(self, line: Line, offset: int) -> float:
        """Where the code point at an offset begins in a line."""
        at = self.units.to_utf16(min(max(offset, line.start), line.end) - self.start)
        return line.text.cursorToX(at)[0]  # pyright: ignore[reportIndexIssue] - the stub says object

    def offset(self, line: Line, x: float, *, between: bool = True) -> int:
        """The offset nearest to `x`; with `between` false the character that `x` is over."""
        kind = (
            QTextLine.CursorPosition.CursorBetweenCharacters if between else QTextLine.CursorPosition.CursorOnCharacter
        )
        at = self.units.from_utf16(line.text.xToCursor(x, kind)) + self.start
        return min(max(at, line.start), line.end)

    def pieces(self, line: Line, start: int, end: int) -> list[tuple[float, float]]:
        """The stretches of a line that `[start, end)` covers: one, or more where directions mix."""
        a, b = max(start, line.start), min(end, line.end)
        if a >= b:
            return []
        if self.bidi:
            first, last = self.units.to_utf16(a - self.start), self.units.to_utf16(b - self.start)
            runs = [run.boundingRect() for run in line.text.glyphRuns(first, last - first)]
            boxes = [(rect.left(), rect.right()) for rect in runs]
            shown = self.layout.text()[a - self.start : b - self.start]
            boxes += [self._between(line, at) for at, one in enumerate(shown, a) if one == "\t"]  # tabs have no glyph
            if boxes:
                return _joined(sorted(boxes))
        left, right = self.x(line, a), self.x(line, b)
        return [(min(left, right), max(left, right))]

    def _between(self, line: Line, offset: int) -> tuple[float, float]:
        """From a tab to the next code point or, where that is beyond text of the other direction, to the next glyph."""
        one, other = self.x(line, offset), self.x(line, offset + 1)
        left, right = min(one, other), max(one, other)
        inside = [rect for rect in (run.boundingRect() for run in line.text.glyphRuns()) if rect.width() > _HAIR]
        if one <= other:
            right = min([right, *(rect.left() for rect in inside if rect.left() >= left - _HAIR)])
        else:
            left = max([left, *(rect.right() for rect in inside if rect.right() <= right + _HAIR)])
        return left, right


def lay_out(shown: str, start: int, width: float, font: QFont) -> Laid:
    """Lay out a block's shown text, which begins at `start` in the document, in lines of `width` pixels."""
    layout = QTextLayout(shown, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(_TAB * QFontMetricsF(font).horizontalAdvance("0"))
    bidi = not shown.isascii() and any(unicodedata.bidirectional(one) in _MIXING for one in shown)
    if bidi and _begins_right_to_left(shown):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    laid = Laid(start, start + len(shown), layout, Utf16Map(shown), bidi)
    layout.beginLayout()
    while (text := layout.createLine()).isValid():
        text.setLineWidth(width)
        first = laid.units.from_utf16(text.textStart()) + start
        last = laid.units.from_utf16(text.textStart() + text.textLength()) + start
        laid.lines.append(Line(text, first, last, text.ascent(), text.descent()))
    layout.endLayout()
    return laid


def _begins_right_to_left(text: str) -> bool:
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", *_RIGHT_TO_LEFT):
            return direction in _RIGHT_TO_LEFT
    return False


def _joined(boxes: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined = [boxes[0]]
    for left, right in boxes[1:]:
        if left <= joined[-1][1] + _HAIR:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined
