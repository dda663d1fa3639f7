"""A window that only reads follows what another one writes: a look each second, and when somebody comes back to it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from annotate.errors import GilderError
from gui.session import Session

_EACH = 1000  # milliseconds; a look takes some microseconds


class Following(QObject):
    """`followed`: something had changed, and everything was read anew."""

    followed = Signal()
    replaced = Signal()  # another file has its name now: what is shown stays as it was

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._seen = self._version()
        self.timer = QTimer(self, interval=_EACH)
        self.timer.timeout.connect(self.look)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._came_back)

    @Slot()
    def look(self) -> None:
        """Read everything anew where another program has written; a file that cannot be read now is asked again."""
        if self._session.project.replaced:
            self.timer.stop()
            self.replaced.emit()
            return
        seen = self._version()
        if seen in (self._seen, None):
            return
        try:
            self._session.read_again()
        except GilderError as problem:
            self._session.failed.emit(str(problem))
            return
        self._seen = seen
        self.followed.emit()

    @Slot(Qt.ApplicationState)
    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self.timer.isActive():
            self.look()

    def _version(self) -> int | None:
        """A number that is another one after each commit of others; None where the file cannot be asked now."""
        try:
            return self._session.project.changes_of_others
        except GilderError:
            return None

    def end(self) -> None:
        """The project is about to be closed."""
        self.timer.stop()
