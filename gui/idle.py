"""Folding the log into the project file when nobody works: a log that lies about for hours can come to grief."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from store.project import Project

_REST = 30_000  # milliseconds without a step


class Idle(QObject):
    """Folds the log of a project a while after the last step."""

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self.timer = QTimer(self, singleShot=True, interval=_REST)
        self.timer.timeout.connect(self.fold)

    @Slot()
    def begin(self) -> None:
        """A step was made: wait anew."""
        self.timer.start()

    @Slot()
    def fold(self) -> None:
        """Nothing was done for a while."""
        self._project.connection.fold()

    @Slot()
    def end(self) -> None:
        """The project is about to be closed."""
        self.timer.stop()
