"""Texts as they are: a label or a tool tip shows what comes from a file letter by letter, and never as HTML.

Qt takes a text with a tag in it for HTML: a label or an article of that name could then show pictures of a folder,
links, or nothing at all. Every label of the window is one of these; `tests/gui/test_plain.py` holds that.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStaticText
from PySide6.QtWidgets import QLabel, QWidget

_LEAST = 90  # pixels of a name that has no room


class PlainLabel(QLabel):
    """A label whose text is plain."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class NameLabel(PlainLabel):
    """A label in one line whose middle is left out where it has no room; the tool tip has all of it."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(plain_tip(text))

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), _LEAST), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, room = QPainter(self), self.contentsRect()
        try:
            shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            self.style().drawItemText(
                p, room, int(flags), self.palette(), self.isEnabled(), shown, self.foregroundRole()
            )
        finally:
            p.end()


def plain_shape(text: str) -> QStaticText:
    """A text to be painted often, which keeps its shape."""
    shape = QStaticText(text)
    shape.setTextFormat(Qt.TextFormat.PlainText)
    return shape


def plain_tip(text: str) -> str:
    """What a tool tip has to be given to show a text as it is; most texts as they are."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if "<" in text else text
