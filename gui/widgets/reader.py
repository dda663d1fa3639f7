"""An article to be read only: with its spans and relations, scrolled by keys and wheel, left by Tab."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gui.article.view import ArticleView
from gui.theme import Theme

_ENDS = {Qt.Key.Key_Home: "minimum", Qt.Key.Key_End: "maximum"}


class Reader(ArticleView):
    """Nothing in it can be selected or changed."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.removeEventFilter(self._keyboard)
        self.viewport().removeEventFilter(self._mouse)
        self.viewport().setMouseTracking(False)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.setProperty("role", "boxed")
        self.setAccessibleName(name)
        self.set_metrics(replace(self.metrics, zoom=0.8))
        self.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        end, bar = _ENDS.get(Qt.Key(event.key())), self.verticalScrollBar()
        if end is not None:
            bar.setValue(getattr(bar, end)())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return QWidget.focusNextPrevChild(self, forward)
