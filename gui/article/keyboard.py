"""What keys do in the article by themselves: move the word cursor, select, ask for a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from gui.article.keys import move_for_key

if TYPE_CHECKING:
    from gui.article.view import ArticleView

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class Keyboard(QObject):
    """Takes the view's keys before Qt does. Keys of actions come before these."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._view.page is not None:
            if event.type() == QEvent.Type.KeyPress:
                return self._press(event)
            if event.type() == QEvent.Type.KeyRelease:
                self._release(event)
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._view.mark_caret(focused=event.type() == QEvent.Type.FocusIn)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        view = self._view
        assert view.page is not None
        moved = move_for_key(view.page, view.caret, event, view.viewport().height())
        if moved is not None:
            view.set_caret(moved)
            if moved.anchor is None:
                view.cursor_moved.emit()
            return True
        if event.modifiers() in _PLAIN and len(event.text()) == 1 and event.text().isalnum():
            view.hotkey_pressed.emit(event.text())
            return True
        return False

    def _release(self, event: QKeyEvent) -> None:
        """Letting go of Shift ends a selection by keyboard, as letting go of the button ends one by mouse."""
        if event.key() == Qt.Key.Key_Shift and not event.isAutoRepeat() and self._view.caret.selection is not None:
            self._view.selection_made.emit()
