"""A line above the workbench that stays for as long as it is true, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from gui.plain import PlainLabel


class Banner(QFrame):
    """Hidden until it has something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.text = PlainLabel("")
        self.text.setWordWrap(True)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 6, 10, 6)
        self._line.setSpacing(8)
        self._line.addWidget(self.text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def tell(self, text: str) -> None:
        """Say something, or nothing any more."""
        self.text.setText(text)
        self.setVisible(bool(text))

    def offer(self, text: str, do: Callable[[], object]) -> QPushButton:
        """A button; what it does is up to whoever asks for it."""
        made = QPushButton(text)
        made.clicked.connect(do)
        self._line.addWidget(made)
        return made
