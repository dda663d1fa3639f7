"""Backups by themselves: a while after opening, and every half hour of work. Nobody waits for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.jobs import Jobs, Report
from gui.session import Session
from store.backup_names import Backup
from store.project import Project

_OPENED = 4_000  # milliseconds after opening: the first look at the article comes first
_WORKED = 1_800_000  # milliseconds between two backups while somebody works


@dataclass(eq=False)
class BackUp:
    """Makes a backup through a connection of its own; gives None where nothing was written since the newest."""

    path: Path
    why: str = ""
    anew: bool = False

    def __call__(self, report: Report) -> Backup | None:
        with Project.open(self.path, read_only=True) as project:
            return project.backups.make(self.why, step=report, anew=self.anew)


class Backing(QObject):
    """Makes the backups of one open project. `failed` says why there is none; `made` has the new one, or None."""

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, Jobs(self)
        self._work: BackUp | None = None
        self._told = ""
        self.opened = QTimer(self, singleShot=True, interval=_OPENED)
        self.opened.timeout.connect(self.begin)
        self.worked = QTimer(self, singleShot=True, interval=_WORKED)
        self.worked.timeout.connect(self.begin)
        if not session.project.read_only:
            session.project.connection.before_log.append(self._give_way)
            session.saved.connect(self._count)
            self.opened.start()

    @property
    def busy(self) -> bool:
        """Whether a backup is being made."""
        return self._work is not None

    @Slot()
    def begin(self) -> None:
        """Make one where something was written since the last."""
        if self._work is None:
            self._work = BackUp(self._session.project.path)
            self._jobs.start("Backing up", self._work, self._done, self._dropped)

    def now(self, then: Callable[[], object], failed: Callable[[str], object]) -> None:
        """Make one because somebody asked for it; one of the two is told the end of it."""
        if self._work is not None:
            self._jobs.forget(self._work)
        self._work = BackUp(self._session.project.path, "asked", anew=True)

        def done(made: Backup | None) -> None:
            self._done(made)
            then()

        def dropped(problem: str) -> None:
            self._work = None
            failed(problem)

        self._jobs.start("Backing up", self._work, done, dropped)

    @Slot()
    def _count(self) -> None:
        if not self.worked.isActive():
            self.worked.start()

    def _give_way(self) -> None:
        """The first step after opening waits until nobody reads the file: a copy in the making begins again later."""
        if self._work is not None:
            self._jobs.forget(self._work)
            self._work = None
            self.opened.start()

    def _done(self, made: Backup | None) -> None:
        self._work, self._told = None, ""
        self.made.emit(made)

    def _dropped(self, problem: str) -> None:
        self._work = None
        if problem and problem != self._told:  # a disk that stays full is told once
            self._told = problem
            self.failed.emit(f"There is no backup: {problem}. The project itself is as it was.")

    def end(self) -> None:
        """The project is about to be closed."""
        self.opened.stop()
        self.worked.stop()
        self._jobs.stop()
