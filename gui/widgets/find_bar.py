"""The find bar: looks for a text in the open article."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from annotate.offsets import Range
from gui.plain import PlainLabel, plain_tip

LIMIT = 5000


def find_all(text: str, asked: str) -> tuple[Range, ...]:
    """Where `asked` stands in `text`, letter case aside, at most LIMIT places."""
    if not asked.strip():
        return ()
    found: list[Range] = []
    for match in re.finditer(re.escape(asked), text, re.IGNORECASE):
        found.append(Range(*match.span()))
        if len(found) == LIMIT:
            break
    return tuple(found)


class FindBar(QWidget):
    """`asked` says that another text is looked for, `step_requested` that the next or previous place is wanted."""

    asked = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field, self._count = QLineEdit(), PlainLabel("")
        self.field.setPlaceholderText("Find in this article")
        self.field.setAccessibleName("Find in this article")
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self._count.setProperty("role", "mute")
        self._count.setMinimumWidth(80)
        before, after, close = (QToolButton() for _ in range(3))
        for button, text, tip in (
            (before, "↑", "Previous place (Shift+Enter)"),
            (after, "↓", "Next place (Enter)"),
            (close, "✕", "Close (Esc)"),
        ):
            button.setText(text)
            button.setToolTip(plain_tip(tip))
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 16, 6)
        line.addWidget(self.field, 1)
        for widget in (self._count, before, after, close):
            line.addWidget(widget)
        self.field.textChanged.connect(self.asked)
        before.clicked.connect(self._back)
        after.clicked.connect(self._on)
        close.clicked.connect(self.close_bar)
        self.hide()

    def open_bar(self, text: str = "") -> None:
        """Show the bar, with a text to look for."""
        self.show()
        if text:
            self.field.setText(text)
        self.field.setFocus()
        self.field.selectAll()
        self.asked.emit(self.field.text())

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()

    def show_count(self, at: int | None, total: int) -> None:
        """Say how many places there are and which one is shown."""
        text = "" if not self.field.text().strip() else "Not found" if not total else f"{total:,} places"
        self._count.setText(f"{at + 1:,} of {total:,}" if at is not None and total else text)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step_requested.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
        return False

    @Slot()
    def _back(self) -> None:
        self.step_requested.emit(-1)

    @Slot()
    def _on(self) -> None:
        self.step_requested.emit(1)
