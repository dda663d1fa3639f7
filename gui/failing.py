"""A step that could not be written: it is not shown as done, it is said plainly, and nothing is tried again unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.dialogs.question import Question
from gui.jobs import Jobs, Report
from gui.session import Session
from store.errors import ProjectBusy, ProjectError, ProjectMoved

RETRY, RESCUE = "Try again", "Save a rescue copy…"
_KEPT = "What you did last is not saved, and not shown. Everything before it is saved."
_MOVED = "What you did last is not saved, and not shown. A rescue copy holds everything before it."


class Failing(QObject):
    """Asks what to do. `rescued` has the path of a copy that holds everything."""

    rescued = Signal(object)

    def __init__(self, session: Session, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._jobs, self._window = session, jobs, window
        self.dialog: Question | None = None
        session.unsaved.connect(self.show_problem)

    @Slot(object)
    def show_problem(self, problem: ProjectError) -> None:
        """Say what is wrong, and ask."""
        moved = isinstance(problem, ProjectMoved)
        if self.dialog is not None or (self._session.project.read_only and not moved):
            return
        retry = {RETRY: self._session.try_again} if self._session.retry is not None else {}
        rescue = {RESCUE: self.ask_rescue}
        answers: dict[str, Callable[[], object]] = {**rescue, **retry} if moved else {**retry, **rescue}
        if isinstance(problem, ProjectBusy) and retry:
            answers = {**retry}  # nothing is lost by waiting
        self._ask(f"{problem}.\n\n{_MOVED if moved else _KEPT}", answers)

    def _ask(self, text: str, answers: dict[str, Callable[[], object]]) -> None:
        self.dialog = Question(text, answers, close="Close", title="Not saved", parent=self._window)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    @Slot(int)
    def _forget(self) -> None:
        self.dialog = None

    def ask_rescue(self) -> None:
        """Ask for a place, and write a whole copy there from what is open."""
        path = self._session.project.path
        proposed = str(Path.home() / f"{path.stem}-rescue.gilder")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a rescue copy", proposed, "Gilder projects (*.gilder)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.rescue(Path(name))

    def rescue(self, to: Path) -> None:
        """Write the copy; the open connection is busy with it, so that nothing else is changed meanwhile."""
        session, project = self._session, self._session.project
        if session.held:
            session.told.emit(session.held)
            return
        session.held = "A rescue copy is being written: wait for it."

        def work(report: Report) -> Path:
            report(0, 0)
            return project.rescue(to)

        self._jobs.start("Writing a rescue copy", work, self._done, self._dropped)

    def _done(self, to: Path) -> None:
        self._session.held = ""
        self._session.told.emit(f"{to.name}: a whole copy, checked.")
        self.rescued.emit(to)

    def _dropped(self, problem: str) -> None:
        self._session.held = ""
        if problem:
            self._ask(problem, {RESCUE: self.ask_rescue})  # another place may do
