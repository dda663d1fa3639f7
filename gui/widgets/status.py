"""The status line: saved state, a message, progress of the project, work in the background."""

from __future__ import annotations

from PySide6.QtCore import QTime, QTimer, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from gui.dressing import say_of
from gui.plain import PlainLabel, plain_tip

_MESSAGE = 7000  # milliseconds
_AT_LEFT = 3  # after saved state, share and message: Qt counts those, too


class StatusLine(QStatusBar):
    """`cancel_requested` says that the work in the background is to stop."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.message, self.saved, self.progress = PlainLabel(""), PlainLabel(""), PlainLabel("")
        self.share = PlainLabel("")
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._work, self._bar, self._cancel = PlainLabel(""), QProgressBar(), QToolButton()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._cancel.setText("Cancel")
        self._cancel.clicked.connect(self.cancel_requested)
        self.saved.setContentsMargins(10, 0, 10, 0)
        self.progress.setContentsMargins(10, 0, 12, 0)
        self.progress.setMinimumWidth(1)  # a narrow window cuts it, instead of being held open by it
        self.addWidget(self.saved)
        self.addWidget(self.share)
        self.share.hide()
        self.addWidget(self.message, 1)
        for widget in (self._work, self._bar, self._cancel, self.progress):
            self.addPermanentWidget(widget)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(self._forget)
        self.show_work("", 0, 0)

    @Slot()
    def show_saved(self) -> None:
        """The newest change is durable."""
        self._say_saved("", "")
        self.saved.setText(f"Saved {QTime.currentTime().toString('HH:mm:ss')}")

    def show_not_saved(self, reason: str, detail: str) -> None:
        """The last change could not be kept, and is not shown either; said until a change is durable again."""
        self._say_saved("warn", detail)
        self.saved.setText(f"Not saved: {reason}")

    def show_opened(self) -> None:
        """A project has been opened: all of it is in its file."""
        self._say_saved("", "Every change is saved as soon as it is made.")
        self.saved.setText("Saved")

    def show_reading(self) -> None:
        """A project has been opened for reading only."""
        self._say_saved("", "Nothing can be changed here.")
        self.saved.setText("Reading only")

    def show_share(self, text: str, detail: str, *, bad: bool = False) -> None:
        """What of a working copy is on its share, and what is not yet; nothing for a project on this disk."""
        self.share.setText(text)
        self.share.setToolTip(plain_tip(detail))
        self.share.setVisible(bool(text))
        say_of(self.share, "role", "warn" if bad else "")

    def _say_saved(self, role: str, detail: str) -> None:
        self.saved.setToolTip(plain_tip(detail))
        say_of(self.saved, "role", role)

    def show_progress(self, text: str, explained: str) -> None:
        """Progress of the project and of the day; with no text there is none."""
        self.progress.setText(text)
        self.progress.setToolTip(plain_tip(explained if text else ""))

    @Slot(str)
    def tell(self, text: str) -> None:
        """A message that goes away by itself."""
        self._set(text, "")

    @Slot(str)
    def warn(self, text: str) -> None:
        """Something was refused or has failed."""
        self._set(text, "warn")

    def keep(self, text: str) -> None:
        """A message that stays until the next one."""
        self._set(text, "")
        self._fade.stop()

    def _set(self, text: str, role: str) -> None:
        self.message.setText(text)
        self.message.setToolTip(plain_tip(text))
        say_of(self.message, "role", role)
        self._fade.start(_MESSAGE)

    @Slot()
    def _forget(self) -> None:
        self.message.setText("")

    def add_work(self, line: QWidget) -> None:
        """Show some work of long breath before everything else to the right; `removeWidget` takes it away."""
        self.insertPermanentWidget(_AT_LEFT, line)
        line.show()

    @Slot(str, int, int)
    def show_work(self, what: str, done: int, total: int) -> None:
        """Work in the background; with no total the bar only moves, with no name there is none."""
        self._work.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        for widget in (self._work, self._bar, self._cancel):
            widget.setVisible(bool(what))
