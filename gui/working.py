"""Working copies of projects on a share, as the program keeps them: fetched at opening, put on the share at closing.

A project that was closed is still put on the share while something else is open; the window closes only after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotate.errors import or_else
from gui.dialogs.question import Question
from gui.jobs import Jobs, Report
from gui.settings import Settings
from store.errors import ProjectError
from store.working.copy import WorkingCopy, fetch, wanted

AGAIN, LEAVE = "Try again", "Leave it on this disk"


@dataclass(frozen=True)
class _Fetch:
    """Fetches a working copy; gives the reason where there can be none."""

    path: Path
    take_over: bool

    def __call__(self, report: Report) -> WorkingCopy | ProjectError:
        try:
            copy = fetch(self.path, take_over=self.take_over, step=report)
        except ProjectError as problem:
            return problem
        with or_else(copy.leave):
            report.check()
        return copy


@dataclass(frozen=True)
class Put:
    """Puts what is new on the share; gives whether there was anything, or why it is not there."""

    copy: WorkingCopy

    def __call__(self, report: Report) -> bool | ProjectError:
        try:
            return self.copy.put(report)
        except ProjectError as problem:
            return problem


class Working(QObject):
    """`fetched` has a working copy to be opened; `refused` a path and why there is none; `ended`: all are put away."""

    fetched = Signal(object)
    refused = Signal(object, object)
    told = Signal(str)
    ended = Signal()

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.jobs = Jobs(self)
        self._leaving = list[WorkingCopy]()

    @property
    def busy(self) -> bool:
        """Whether a project that was closed is still being put on its share."""
        return bool(self._leaving)

    def wants(self, path: Path) -> bool:
        """Whether a project is to be changed in a working copy: on a share, unless somebody wants it otherwise."""
        return self._settings.on_copy(str(path.resolve()), usual=wanted(path))

    def fetch(self, path: Path, *, take_over: bool = False) -> None:
        """Lock the file on the share, and bring its working copy up to date in the background."""
        done, dropped = partial(self._fetched, path), self._dropped
        self.jobs.start(f"Fetching {path.name} from the share", _Fetch(path, take_over), done, dropped)

    def _fetched(self, path: Path, found: WorkingCopy | ProjectError) -> None:
        if isinstance(found, ProjectError):
            self.refused.emit(path, found)
        else:
            self.fetched.emit(found)

    def _dropped(self, problem: str) -> None:
        self.told.emit(problem or "Cancelled: the project was not opened.")

    def put_away(self, copy: WorkingCopy) -> None:
        """Put what is new on the share, and let go of the file there; the working copy is closed by now."""
        if copy not in self._leaving:
            self._leaving.append(copy)
        done, dropped = partial(self._put, copy), partial(self._not_put, copy)
        self.jobs.start(f"Saving {copy.share.name} to the share", Put(copy), done, dropped)

    def _put(self, copy: WorkingCopy, found: bool | ProjectError) -> None:
        if isinstance(found, ProjectError):
            self._not_put(copy, str(found))
        else:
            if found:
                self.told.emit(f"{copy.share.name} is on the share.")
            self._leave(copy)

    def _not_put(self, copy: WorkingCopy, problem: str) -> None:
        text = (
            f"{problem or f'{copy.share}: was not put on the share'}.\n\nYour work is saved on this disk, and goes to "
            "the share when you open the project next, if the file there is unchanged."
        )
        dialog = Question(text, {AGAIN: partial(self.put_away, copy)}, close=LEAVE, title="Share", parent=self._window)
        dialog.rejected.connect(partial(self._leave, copy))
        dialog.open()

    def _leave(self, copy: WorkingCopy) -> None:
        copy.leave()
        self._leaving.remove(copy)
        if not self._leaving:
            self.ended.emit()
