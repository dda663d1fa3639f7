"""The answers at a stop as cards: the key that takes it, who gives it, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.dressing import say_of
from gui.plain import PlainLabel, plain_tip
from gui.settle_words import Card, Said
from gui.theme import Theme

_PAD, _HEIGHT = 7, 20  # pixels beside a label's name in its chip; a chip


class Chip(QWidget):
    """The name of a label on its colour; with a slot below zero on the ground of relations."""

    def __init__(self, name: str, slot: int, theme: Theme) -> None:
        super().__init__()
        self._name, self._slot, self._theme = name, slot, theme
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self._width = QFontMetricsF(font).horizontalAdvance(name) + 2 * _PAD
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(int(self._width + 1), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, t = QPainter(self), self._theme
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(t.tint(self._slot) if self._slot >= 0 else t.hover))
            p.drawRoundedRect(QRectF(0, 0, self.width(), self.height()), 5, 5)
            p.setPen(QColor(t.ink(self._slot) if self._slot >= 0 else t.text))
            p.drawText(QRectF(0, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignCenter, self._name)
        finally:
            p.end()


class CardWidget(QFrame):
    """One answer. A click takes it."""

    clicked = Signal(int)

    def __init__(self, at: int, card: Card, theme: Theme) -> None:
        super().__init__()
        self._at = at
        self.setProperty("role", "card")
        say_of(self, "taken", card.taken)
        key, names, state = PlainLabel(card.key), PlainLabel(card.names), PlainLabel(_state(card))
        key.setProperty("role", "key")
        names.setProperty("role", "heading")
        names.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        names.setWordWrap(True)  # of many annotators all are told
        names.setToolTip(plain_tip(card.names))
        state.setProperty("role", "good")
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(8)
        if card.key:
            top.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(names, 1)
        top.addWidget(state)
        layout.setContentsMargins(12, 10, 12, 11)
        layout.setSpacing(7)
        layout.addLayout(top)
        for said in card.lines:
            layout.addLayout(_line(said, theme))
        if not card.lines:
            nothing = PlainLabel("nothing here")
            nothing.setProperty("role", "mute")
            layout.addWidget(nothing)
        told = "; ".join(f"{one.label} {one.text}" for one in card.lines) or "nothing here"
        self.setAccessibleName(f"{card.names}: {told}{', in gold' if card.taken else ''}")
        if card.key:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self._at)


def _state(card: Card) -> str:
    if not card.taken:
        return ""
    return "in gold" if card.lines else "taken"


def _line(said: Said, theme: Theme) -> QHBoxLayout:
    line, text = QHBoxLayout(), PlainLabel(said.text)
    text.setWordWrap(True)
    line.setSpacing(8)
    line.addWidget(Chip(said.label, said.slot, theme), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    return line


class Cards(QScrollArea):
    """All answers at a stop, one below the other. `taken` says which one was clicked, from 0."""

    taken = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.shown: list[Card] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_cards([])

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show the answers at a stop."""
        self.shown = list(cards)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        for at, card in enumerate(cards):
            widget = CardWidget(at, card, self.theme)
            if card.key:
                widget.clicked.connect(self.taken)
            layout.addWidget(widget)
        layout.addStretch()
        self.setWidget(inside)
