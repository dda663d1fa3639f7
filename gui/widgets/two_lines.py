"""Rows of a list with a name, a line below it, and what a row may have besides: a short text to the right, a bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.theme import Theme, font

SHOWN = Qt.ItemDataRole.UserRole
"""Under this role an item has what its row shows."""
_SIDE, _RIGHT, _BAR = 12, 64, 4  # pixels: beside the text, the room of the text to the right, the bar


@dataclass(frozen=True, slots=True)
class TwoLines:
    """What a row shows. `amiss`: something is wrong with it; `done`: how much of it, from 0 to 1, None without bar."""

    name: str
    below: str
    right: str = ""
    amiss: bool = False
    done: float | None = None


class TwoLinesDelegate(QStyledItemDelegate):
    """Draws rows of `height` pixels, `above` and `under` of which stay free; `lines_of` reads what an item has."""

    def __init__(
        self, theme: Theme, parent: QWidget, lines_of: Callable[[Any], TwoLines], height: int, above: int, under: int
    ) -> None:
        super().__init__(parent)
        self._theme, self._lines_of = theme, lines_of
        self._height, self._above, self._under = height, above, under

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self._height)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        lines, theme = self._lines_of(index.data(SHOWN)), self._theme
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        if state & QStyle.StateFlag.State_Selected:
            p.fillRect(rect, QColor(theme.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            p.fillRect(rect, QColor(theme.hover))
        inner = rect.adjusted(_SIDE, self._above, -_SIDE, -self._under)
        upper, lower = inner.adjusted(0, 0, 0, -inner.height() / 2), inner.adjusted(0, inner.height() / 2, 0, 0)
        right = _RIGHT if lines.right else 0
        self._text(p, upper.adjusted(0, 0, -right, 0), lines.name, theme.text, bold=True)
        self._text(p, lower, lines.below, theme.warn if lines.amiss else theme.mute)
        if lines.right:
            self._right(p, upper, lines)
        if lines.done is not None:
            self._bar(p, rect, lines.done)
        p.restore()

    def _text(self, p: QPainter, room: QRectF, text: str, colour: str, *, bold: bool = False) -> None:
        p.setFont(font(13, QFont.Weight.DemiBold) if bold else font(12))
        p.setPen(QColor(colour))
        shown = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _right(self, p: QPainter, upper: QRectF, lines: TwoLines) -> None:
        room = QRectF(upper.right() - _RIGHT, upper.top(), _RIGHT, upper.height())
        p.setFont(font(13, QFont.Weight.DemiBold))
        p.setPen(QColor(self._theme.mute if lines.amiss else self._theme.text))
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, lines.right)

    def _bar(self, p: QPainter, rect: QRectF, done: float) -> None:
        track = QRectF(rect.left() + _SIDE, rect.bottom() - _BAR - 2, rect.width() - 2 * _SIDE, _BAR)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((track.width(), self._theme.faint), (track.width() * done, self._theme.accent)):
            p.setBrush(QColor(colour))
            p.drawRoundedRect(QRectF(track.left(), track.top(), width, _BAR), 2, 2)
