"""What a person has to know of a file when it is opened: said once, one thing after another, with what can be done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.dialogs.question import Question
from gui.jobs import Jobs
from gui.session import Session
from gui.settings import Settings
from gui.sharing import Sharing
from gui.whole_files import Check
from store.check import Problem
from store.working.copy import wanted

CHECK = "Check it"
BACKUPS, GO_ON, ADD, COPY = "Backups…", "Go on with this file", "Add its work…", "Save a copy…"
ON_COPY, DIRECT, PUT = "Work on a copy on this disk", "Work on the file itself", "Save to the share now"


@dataclass(frozen=True)
class _Ask:
    """Something that is told, and what can be done about it."""

    text: str
    answers: dict[str, Callable[[], object]]
    close: str = "Close"
    doubtful: bool = False  # Enter goes on as it is


class Greeting(QObject):
    """`troubled` has what a check of the file has found: path, a sentence, problems; `complained` why there was none.

    `check_requested`: the whole file is to be checked while somebody waits.
    """

    complained = Signal(str, str)
    place_requested = Signal(bool)  # whether to work on a copy on this disk, or on the file itself
    put_requested = Signal()
    troubled = Signal(object, str, list)
    check_requested = Signal()

    def __init__(self, session: Session, settings: Settings, sharing: Sharing, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._sharing, self._jobs = session, settings, sharing, jobs
        self._window = window
        self._waiting: deque[_Ask] = deque()
        self.dialog: Question | None = None

    def begin(self) -> None:
        """Say what there is to say, and check in the background what was not closed in order."""
        project = self._session.project
        self._waiting.extend(self._missing())
        self._waiting.extend(self._notes())
        self._waiting.extend(self._working())
        self._waiting.extend(self._place())
        self._next()
        if project.unclean and not project.read_only and len(project.documents):
            self._jobs.start("Checking the file", Check(project.path), self._checked, self._unchecked)

    def _missing(self) -> list[_Ask]:
        project = self._session.project
        if project.missing is None:
            return []
        what = str(project.missing).partition(";")[0]
        text = (
            f"{project.path.name}: {what}.\n\nA cloud program may have put an older copy back, or a part of the file "
            "was lost. Look for a newer copy, or restore a backup to a new file, and add the work of one to the other. "
            "No backup is made of this file as long as this is open."
        )
        answers: dict[str, Callable[[], object]] = {BACKUPS: self._sharing.backups}
        if not project.read_only:
            answers[GO_ON] = project.watch.acknowledge
        return [_Ask(text, answers, "Decide later")]

    def _notes(self) -> list[_Ask]:
        watch = self._session.project.watch
        lines = list(watch.notes)
        if watch.unsound:
            tables = ", ".join(watch.unsound)
            lines.append(
                f"{self._session.project.path.name} is not as it was when it was closed ({tables}): another program "
                "has changed it, or it is damaged. Check it, or go back to a backup."
            )
        answers: dict[str, Callable[[], object]] = {BACKUPS: self._sharing.backups}
        if watch.unsound:
            answers[CHECK] = self.check_requested.emit
        return [_Ask(line, answers) for line in lines]

    def _place(self) -> list[_Ask]:
        """What kind of place it is, once for each file; copies that lie beside it, once for each of them."""
        project = self._session.project
        path, place = project.path.resolve(), project.watch.place
        found = list[_Ask]()
        for name in place.conflicts:
            if self._settings.tell_once(str(path), name):
                text = (
                    f"{name} lies beside {path.name}: two have changed the project, and a cloud program kept both.\n\n"
                    "Add its work to this file; you see before what comes, and nothing is lost."
                )
                found.append(_Ask(text, {ADD: partial(self._sharing.preview, path.with_name(name))}, "Not now"))
        told = [one for one in place.warnings if not any(one.startswith(name) for name in place.conflicts)]
        told = [one for one in told if "hard link" not in one]  # the banner says so for as long as it is
        if told and self._settings.tell_once(str(path), "\n".join(told)):
            text = f"{path.name}\n\n" + "\n\n".join(f"{one[:1].upper()}{one[1:]}." for one in told)
            answers: dict[str, Callable[[], object]] = {COPY: self._sharing.save_copy}
            if place.kind in ("network", "synchronised") and not project.read_only:
                answers = {ON_COPY: partial(self.place_requested.emit, True), **answers}
            found.append(_Ask(text, answers, "Go on here"))
        return found

    def _working(self) -> list[_Ask]:
        """What a person has to know of a working copy: that it is one, and what of it is not on the share."""
        copy, found = self._session.project.working, list[_Ask]()
        if copy is None:
            return found
        if copy.aside is not None:
            why = f"{copy.share.name} was changed on the share by somebody else while your last work was not there yet."
            if not copy.known:
                why = f"What of your work on {copy.share.name} reached the share is not known any more."
            text = (
                f"{why} Nothing was overwritten: your work is kept as {copy.aside}.\n\nAdd it to what is open now; you "
                "see before what comes."
            )
            found.append(_Ask(text, {ADD: partial(self._sharing.preview, copy.aside)}, "Not now"))
        if copy.newer:
            what = "Edits" if copy.newer < 0 else f"{copy.newer:,} {'edit' if copy.newer == 1 else 'edits'}"
            text = (
                f"{what} of your last session did not reach the share. They are here, in the copy of "
                f"{copy.share.name} on this disk, and go to the share with the next ones."
            )
            found.append(_Ask(text, {PUT: self.put_requested.emit}, "Later"))
        if self._settings.tell_once(str(copy.real), "working copy"):
            text = (
                f"You work on a copy of {copy.share.name} on this disk, where every step is saved at once. It goes to "
                f"{copy.share.parent} {'every five minutes, ' if wanted(copy.share) else ''}when you close the "
                "project, and with “Save to the share now”. The file there is locked for others meanwhile."
            )
            answers: dict[str, Callable[[], object]] = {DIRECT: partial(self.place_requested.emit, False)}
            found.append(_Ask(text, answers, "Work on the copy", doubtful=True))
        return found

    @Slot()
    def _next(self) -> None:
        self.dialog = None
        if not self._waiting:
            return
        ask = self._waiting.popleft()
        dialog = self.dialog = Question(
            ask.text, ask.answers, close=ask.close, doubtful=ask.doubtful, parent=self._window
        )
        dialog.finished.connect(self._next)
        dialog.open()

    def _checked(self, problems: list[Problem]) -> None:
        if not problems:
            self._session.told.emit("The file was not closed in order last time. It was checked: nothing is wrong.")
            return
        path = self._session.project.path
        text = f"{path.name} was not closed in order last time, and a check found problems."
        self.troubled.emit(path, text, problems)

    def _unchecked(self, problem: str) -> None:
        if problem:
            self.complained.emit(f"The file could not be checked: {problem}", "")
