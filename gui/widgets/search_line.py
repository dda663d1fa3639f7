"""How far a search is, with a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from gui.plain import PlainLabel


class SearchLine(QWidget):
    """One line below a list: what was found or what can be done; while something is looked for, how far it is."""

    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told, self._bar, self._stop = PlainLabel(""), QProgressBar(), QPushButton("Stop")
        self._told.setProperty("role", "mute")
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the search is")
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(self.stop_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._told, 1)
        line.addWidget(self._bar)
        line.addWidget(self._stop)
        self.tell("")

    @property
    def text(self) -> str:
        """What is told."""
        return self._told.text()

    @property
    def searching(self) -> bool:
        """Whether something is being looked for."""
        return not self._stop.isHidden()

    def tell(self, text: str) -> None:
        """Nothing is looked for; say something."""
        self._told.setText(text)
        self._bar.hide()
        self._stop.hide()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """So many documents of so many were looked at; a total of 0 is not yet known."""
        self._told.setText(f"Looking through {total:,} documents…" if total else "Looking through the project…")
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        self._stop.show()
