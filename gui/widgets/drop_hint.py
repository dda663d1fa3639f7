"""What a drop would do, over the whole window while files are dragged across it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from gui.dressing import say_of
from gui.plain import PlainLabel


class DropHint(PlainLabel):
    """A veil with one line; it lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("drop")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, area: QRect, text: str, *, good: bool) -> None:
        """Cover a part of the window, and say what will happen; with `good` false, why nothing will."""
        self.setText(text)
        say_of(self, "refused", not good)
        self.setGeometry(area.adjusted(12, 12, -12, -12))
        self.raise_()
        self.show()
