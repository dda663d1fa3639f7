"""To another place in the history: the steps between are undone or redone one by one, as a person would do it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from annotate.errors import GilderError
from gui.plain import PlainLabel
from gui.session import Session

_SLICE = 0.02  # seconds of work at a time
_AT_ONCE = 30  # so many steps are done without a dialog


class Progress(QDialog):
    """How far it is; Cancel and Esc stop it where it is."""

    def __init__(self, text: str, total: int, parent: QWidget, *, name: str = "travel", title: str = "History") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.bar, label = QProgressBar(), PlainLabel(text)
        label.setWordWrap(True)
        self.bar.setRange(0, total)
        self.bar.setTextVisible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setAutoDefault(False)  # else it would look like what is to be done
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for widget in (label, self.bar, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(360)


class Travel(QObject):
    """Undoes and redoes many steps, each durable when it is done; it can be stopped between two of them."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._left, self._back = 0, True
        self._last: str | None = None
        self._dialog: Progress | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def go(self, steps: int) -> None:
        """So many steps back (below zero) or on."""
        self._left, self._back, self._last = abs(steps), steps < 0, None
        if self._left <= _AT_ONCE:
            self._go_on(whole=True)
            return
        what = "Undoing" if self._back else "Redoing"
        self._dialog = Progress(f"{what} {self._left:,} steps…", self._left, self._window)
        self._dialog.finished.connect(self._stop)
        self._dialog.open()
        self._timer.start()

    @Slot()
    def _go_on(self, *, whole: bool = False) -> None:
        end = time.monotonic() + (60.0 if whole else _SLICE)
        while self._left and time.monotonic() < end:
            history = self._session.history
            entry = history.next_undo if self._back else history.next_redo
            try:
                done = self._session.step_in_file(back=self._back)
            except GilderError as problem:
                self._session.failed.emit(str(problem))
                done = False
            self._left = self._left - 1 if done else 0
            if done and entry is not None:
                self._last = entry.document or self._last
        if self._dialog is not None:
            self._dialog.bar.setValue(self._dialog.bar.maximum() - self._left)
        if not self._left:
            self._end()

    @Slot()
    def _stop(self) -> None:
        """The dialog was closed: by Cancel, or because all is done."""
        if self._left:
            self._left = 0
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.accept()
            dialog.deleteLater()
        session = self._session
        if self._last is not None and (session.doc is None or session.doc.id != self._last):
            session.open_document(self._last)
        session.reload()
        session.saved.emit()
