"""What stands in the way of opening a project, and what can be done about it: asked, one question at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.dialogs.question import Question
from gui.jobs import Jobs
from gui.writing import Copying
from store.errors import NewerProject, NoWorkingCopy, ProjectError, ProjectHeld

How = Literal["reading", "directly", "taking over"]
COPY, DIRECT = "Save a copy…", "Open the file on the share"
READ, TAKE, TAKE_OVER = "Open for reading", "Take over…", "It is closed there: take over"
_PROJECTS = "Gilder projects (*.gilder);;All files (*)"


class Refusals(QObject):
    """`opened` has a path and how to open it after all."""

    opened = Signal(object, str)
    told = Signal(str)
    complained = Signal(str, str)

    def __init__(self, window: QWidget, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._jobs = window, jobs

    @Slot(object, object)
    def refuse_copy(self, path: Path, problem: ProjectError) -> None:
        """There is no working copy: the file itself may still be opened, or read."""
        if isinstance(problem, ProjectHeld):
            self.ask_held(path, problem)
        elif isinstance(problem, NoWorkingCopy) and problem.for_reading:
            self.opened.emit(path, "directly")  # which says why it is for reading only
        elif isinstance(problem, NoWorkingCopy):
            answers = {DIRECT: partial(self.opened.emit, path, "directly")}
            Question(f"{problem}.", answers, title="Open project", parent=self._window).open()
        else:
            self.complained.emit(str(problem), "")

    def ask_away(self, path: Path, local: Path) -> None:
        """The share is not there; of its project something is on this disk only."""
        text = (
            f"{path} cannot be reached. What you did last is not there yet, and is kept on this disk; it goes there "
            "when you open the project the next time that the share is there."
        )
        answers = {READ: partial(self.opened.emit, local, "reading")}
        Question(text, answers, title="Open project", parent=self._window).open()

    def ask_newer(self, path: Path | None, problem: NewerProject) -> None:
        """It stays as it is; a copy of it can be taken where the newer version is."""
        if path is None:
            self.complained.emit(str(problem), "")
            return
        text = (
            f"{problem}.\n\nNothing was changed in it. You can save a copy of it as it is, checked, to another place."
        )
        Question(text, {COPY: partial(self._ask_copy, path)}, close="Close", title="Newer", parent=self._window).open()

    def _ask_copy(self, path: Path) -> None:
        proposed = str(path.with_name(f"{path.stem}-copy{path.suffix}"))
        options = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(self._window, "Save a copy", proposed, _PROJECTS, options=options)
        if name:
            self._jobs.start(f"Copying to {Path(name).name}", Copying(path, Path(name)), self._copied, self._not_copied)

    def _copied(self, to: Path) -> None:
        self.told.emit(f"{to} is written, and checked.")

    def _not_copied(self, problem: str) -> None:
        if problem:
            self.complained.emit(problem, "")

    def ask_held(self, path: Path, problem: ProjectHeld) -> None:
        """Somebody else changes it: it may be read."""
        answers: dict[str, Callable[[], object]] = {READ: partial(self.opened.emit, path, "reading")}
        if problem.elsewhere:
            answers[TAKE] = partial(self._ask_take_over, path, problem)
        Question(told_of_holder(path, problem), answers, title="Open project", parent=self._window).open()

    def _ask_take_over(self, path: Path, problem: ProjectHeld) -> None:
        """Explicitly: two who write one file on a shared disk ruin each other's work."""
        text = (
            f"Take {path.name} over only when you know that it is closed there:\n{problem.who}.\n\n"
            "If somebody works on it there after all, work of both can be lost."
        )
        answers = {TAKE_OVER: partial(self.opened.emit, path, "taking over")}
        Question(text, answers, title="Take over", doubtful=True, parent=self._window).open()


def told_of_holder(path: Path, problem: ProjectHeld) -> str:
    """Who changes a project, in plain words, and what can be done meanwhile."""
    who = problem.who or "another program"
    where = "on another computer, or was when that one stopped" if problem.elsewhere else "in another window"
    return (
        f"{path.name} is open {where}:\n{who}.\n\nOnly one window at a time can change a project. "
        "Opened for reading, it shows what is done there as it happens."
    )
