"""What is on the share of the open project's working copy, and what is not yet: said, and put there now and then."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTime, QTimer, Signal, Slot

from gui.jobs import Jobs
from gui.session import Session
from gui.widgets.status import StatusLine
from gui.working import Put
from store.errors import ProjectError, ShareChanged, ShareError
from store.working.copy import wanted

_FOUND = 4_000  # milliseconds after opening, for what the last session could not put there
_WORKED = 300_000  # milliseconds between two copies while somebody works


class Putting(QObject):
    """One for each open project. `conflicted`: the share's file was changed by somebody else; `settled`: no more."""

    conflicted = Signal()
    settled = Signal()
    compared = Signal(object)  # the share's file, whose work is to be looked at, and added

    def __init__(self, session: Session, status: StatusLine, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._status, self._jobs = session, status, Jobs(self)
        self.copy = session.project.working
        self._steps, self._under_way, self._work = 0, 0, None
        self._often = False
        self._base = ""  # digest of the share's file that is being added
        self.timer = QTimer(self, singleShot=True, interval=_WORKED)
        self.timer.timeout.connect(self.begin)
        if self.copy is not None:
            self._jobs.changed.connect(status.show_work)
            status.cancel_requested.connect(self._jobs.cancel)
            session.saved.connect(self._count)
            session.project.connection.before_log.append(self._give_way)
            self._often = wanted(self.copy.share)  # a cloud program would send each copy round: there at closing only
            self._begin_showing(self.copy.newer)

    def _begin_showing(self, newer: int) -> None:
        if newer:
            self._steps = max(newer, 1)
            self.timer.start(_FOUND)
        self._show()

    @Slot()
    def begin(self) -> None:
        """Put what is new on the share, in the background."""
        if self.copy is not None and self._work is None:
            self._work, self._under_way = Put(self.copy), self._steps
            self._jobs.start("Saving to the share", self._work, self._done, self._dropped)

    @Slot()
    def _count(self) -> None:
        self._steps += 1
        if self._often and not self.timer.isActive():
            self.timer.start(_WORKED)
        self._show()

    def _give_way(self) -> None:
        """The first step after opening waits until nobody reads the file: a copy in the making begins again later."""
        if self._work is not None:
            self._jobs.forget(self._work)
            self._work = None
            self.timer.start(_FOUND)

    def _done(self, found: bool | ProjectError) -> None:
        self._work = None
        if isinstance(found, ProjectError):
            self._failed(found)
            return
        self._steps -= self._under_way
        self._show(QTime.currentTime().toString("HH:mm:ss"))
        if not self._steps:
            self.timer.stop()

    def _dropped(self, problem: str) -> None:
        self._work = None
        if problem:
            self._session.failed.emit(problem)
        self.timer.start(_WORKED)
        self._show()

    def _failed(self, problem: ProjectError) -> None:
        short = problem.short if isinstance(problem, ShareError) else "this disk cannot be read"
        self._status.show_share(f"Not on the share: {short}", str(problem), bad=True)
        self._session.failed.emit(str(problem))
        if isinstance(problem, ShareChanged):
            self.timer.stop()
            self.conflicted.emit()
        else:
            self.timer.start(_WORKED)

    def _show(self, at: str = "") -> None:
        if self.copy is None:
            return
        if self._steps:
            what = f"{self._steps:,} {'step' if self._steps == 1 else 'steps'} not on the share yet"
        else:
            what = f"On the share {at}".rstrip()
        self._status.show_share(what, f"{self.copy.share}: Ctrl+K, “Save to the share now”, puts there what is new.")

    def compare(self) -> None:
        """Look at what is on the share now, so that its work can be added to the working copy."""
        if self.copy is not None:
            self._jobs.start("Reading the share", self.copy.look, partial(self._looked, self.copy.share), self._dropped)

    def _looked(self, share: Path, digest: str) -> None:
        self._base = digest
        self.compared.emit(share)

    @Slot(object)
    def take_merged(self, other: Path) -> None:
        """Another file's work was added: where it was the share's, that one may be written over now."""
        if self.copy is None or other != self.copy.share or not self._base:
            return
        try:
            self.copy.accept(self._base)
        except ProjectError as problem:
            self._session.failed.emit(str(problem))
            return
        self._base = ""
        self.settled.emit()
        self.begin()

    def end(self) -> None:
        """The project is about to be closed."""
        self._jobs.stop()
        self.timer.stop()
        self._status.show_share("", "")
