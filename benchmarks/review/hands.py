"""Hands at the keyboard: every key goes to the real window as an event, counted by what it was for and what it did."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

Purpose = Literal[
    "right", "label", "end", "both",  # for a suggestion that was right, or of which these were wrong
    "spurious", "new", "relation", "spurious relation", "moving", "document",
]  # fmt: skip
Work = Literal[
    "accept", "relabel", "move ends", "go on", "same text", "reject", "select", "label", "relate", "reject relation",
    "move", "begin and done",
]  # fmt: skip
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_TOO_MANY = 5000
_NAMES = {",": "Comma", ".": "Period", "Enter": "Return"}


def parsed(keys: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """A key with its modifiers, written as Qt writes it: `Ctrl+Shift+Right`."""
    *modifiers, name = keys.split("+")
    held = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        held |= _MODIFIERS[one]
    if keys == "Shift+Tab":
        return Qt.Key.Key_Backtab, held
    named = _NAMES.get(name, name)
    return getattr(Qt.Key, f"Key_{named.upper() if len(named) == 1 else named}"), held


class Hands:
    """Presses keys and counts them. A key with modifiers held counts as one."""

    def __init__(self, home: QWidget) -> None:
        self._home = home
        self.counts: Counter[Purpose] = Counter()
        self.work: Counter[Work] = Counter()
        self.trace: list[str] = []

    def press(self, keys: str, purpose: Purpose, work: Work) -> None:
        """Press one key (with its modifiers) where the focus is: what it is for, and what it does."""
        self.counts[purpose] += 1
        self.work[work] += 1
        self.trace.append(f"{keys} ({purpose})")
        if len(self.trace) > _TOO_MANY:
            raise RuntimeError(f"{_TOO_MANY} keys in one document and no end: {self.trace[-8:]}")
        target = self._target()
        code, held = parsed(keys)
        if len(keys) == 1 and keys.isalnum():
            QTest.keyClicks(target, keys)
        else:
            QTest.keyClick(target, code, held)
        if "Shift" in keys.split("+")[:-1]:
            QTest.keyRelease(target, Qt.Key.Key_Shift)

    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QDialog) else None

    def settle(self) -> None:
        """Wait until the focus is where a person would type: in the dialog that is open, or back in the article."""

        def there() -> bool:
            dialog, focus = self.dialog(), QApplication.focusWidget()
            return focus is not None and (focus is self._home if dialog is None else dialog.isAncestorOf(focus))

        for _ in range(500):
            QApplication.processEvents()
            if there():
                return
            if self.dialog() is None and QApplication.activeWindow() is None:
                self._home.window().activateWindow()  # what a window manager does when a dialog closes
            QTest.qWait(10)
        raise RuntimeError(f"the focus is at {QApplication.focusWidget()} after {self.trace[-4:]}")

    def _target(self) -> QWidget:
        dialog = self.dialog()
        if dialog is not None:
            return dialog.focusWidget() or dialog
        return QApplication.focusWidget() or self._home
