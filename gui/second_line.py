"""The status line for work on a second thread: told where the window's own work leaves it free, with its own Cancel."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.jobs import Jobs
from gui.widgets.status import StatusLine

_NOTHING = ("", 0, 0)


class SecondLine(QObject):
    """Only work that tells how much there is of it is shown. `changed`: whether there is such work is another thing;
    `cancel_requested`: the person wants no more of what is shown."""

    changed = Signal()
    cancel_requested = Signal()

    def __init__(self, status: StatusLine, first: Jobs, second: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._status, self._first = status, first
        self._work, self._shown = _NOTHING, False
        second.changed.connect(self._show)
        first.changed.connect(self._make_room)
        first.changed.connect(self._show_again, Qt.ConnectionType.QueuedConnection)  # after Cancel has been heard
        status.cancel_requested.connect(self._cancel)

    @property
    def busy(self) -> bool:
        """Whether there is work that is told, or would be."""
        return bool(self._work[0])

    @Slot(str, int, int)
    def _show(self, what: str, done: int, total: int) -> None:
        was, self._work = self._work, (what, done, total) if what and total else _NOTHING
        if self._work != was and not self._first.busy:
            self._status.show_work(*self._work)
            self._shown = self.busy
        if bool(was[0]) != self.busy:
            self.changed.emit()

    @Slot(str, int, int)
    def _make_room(self, what: str, _done: int, _total: int) -> None:
        if what:
            self._shown = False

    @Slot()
    def _show_again(self) -> None:
        if self.busy and not self._first.busy:
            self._status.show_work(*self._work)
            self._shown = True

    @Slot()
    def _cancel(self) -> None:
        if self._shown:
            self.cancel_requested.emit()
