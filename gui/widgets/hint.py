"""What stands in a list that is empty: why it is, or how something gets into it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView

from gui.plain import PlainLabel


class EmptyHint(PlainLabel):
    """Lies over a list, a table or a tree, and lets the mouse through; without a text it is not there."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(parent=view.viewport())
        self.setObjectName("hint")
        self.setProperty("role", "mute")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.viewport().installEventFilter(self)
        self._ground = view.viewport()
        self.hide()

    def tell(self, text: str) -> None:
        """Say why the list is empty; nothing where it is not."""
        self.setText(text)
        self.setGeometry(self._ground.rect())
        self.setVisible(bool(text))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay as large as the list."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._ground.rect())
        return False
