"""The keys of the window of adjudication: its shortcuts, and the line that shows those that count now."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.dialogs.adjudicate_keys import ALWAYS, EDITING, SETTLING, DeedKey
from gui.plain import PlainLabel
from gui.widgets.flow import FlowLayout


class DeedKeys(QWidget):
    """`asked` says which deed a key of `window` asks for; the keys count also while the line is hidden."""

    asked = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._shortcuts: dict[str, list[QShortcut]] = {"settling": [], "editing": [], "always": []}
        self._hints: dict[str, QWidget] = {}
        flow = FlowLayout(self, gap=12)
        flow.setContentsMargins(0, 0, 0, 0)
        for mode, some in (("settling", SETTLING), ("editing", EDITING), ("always", ALWAYS)):
            for one in some:
                if one.text:
                    self._hints[one.deed] = _hint(one)
                    flow.addWidget(self._hints[one.deed])
                for keys in one.keys:
                    shortcut = QShortcut(QKeySequence(keys), window)
                    shortcut.setProperty("deed", one.deed)
                    shortcut.activated.connect(self._ask)
                    self._shortcuts[mode].append(shortcut)

    def set_editing(self, editing: bool) -> None:
        """The keys settle stops, or change the span that is edited."""
        for mode, on in (("settling", not editing), ("editing", editing)):
            for shortcut in self._shortcuts[mode]:
                shortcut.setEnabled(on)
        for some, on in ((SETTLING, not editing), (EDITING, editing)):
            for one in some:
                if one.deed in self._hints:
                    self._hints[one.deed].setVisible(on)
        self._hints["next_document"].setVisible(not editing)

    @Slot()
    def _ask(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.asked.emit(shortcut.property("deed"))


def _hint(one: DeedKey) -> QWidget:
    """A key and what it does."""
    pair, row = QWidget(), QHBoxLayout()
    key, text = PlainLabel(one.shown), PlainLabel(one.text)
    key.setProperty("role", "key")
    text.setProperty("role", "mute")
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(key)
    row.addWidget(text)
    pair.setLayout(row)
    return pair
