"""A damaged project: what can be done about it, from the message that refuses it. It is never written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.backups_list import BackupsList, OfFile, newest_readable
from gui.dialogs.message import MessageDialog
from gui.dialogs.question import Question
from gui.jobs import Jobs, Report, Work
from gui.repair_words import in_words
from gui.travel import Progress
from gui.whole_files import MOST, Check, Copy, ask_new
from store.backup_names import Backup
from store.check import Problem, check_project
from store.project import Project
from store.repair import repair
from store.salvage.report import Repaired

REPAIR, BACKUPS, OPEN = "Repair to a new file…", "Backups…", "Open the repaired project"
_WHOLE = 1000  # of the progress of a repair, half of which is the check of what was written


@dataclass(frozen=True)
class Mended:
    """A new file, what a repair says of it, what is wrong with it still, and the newest backup that can be read."""

    report: Repaired
    problems: tuple[Problem, ...]
    backup: Backup | None


@dataclass(frozen=True)
class _Repair:
    """Writes what is sound of a project to a new file, and checks that."""

    project: Path
    to: Path

    def __call__(self, report: Report) -> Mended:
        made = repair(
            self.project, self.to, step=lambda done, all_: report(_WHOLE * done // (2 * max(1, all_)), _WHOLE)
        )
        with Project.open(self.to, read_only=True) as project:
            half = _WHOLE // 2
            found = check_project(project, step=lambda done, all_: report(half + half * done // max(1, all_), _WHOLE))
            left = tuple(found)
        return Mended(made, left, newest_readable(self.project))


class Mending(QObject):
    """`wanted` has the path of a file that somebody wants to open; `closing_requested` lets go of the open project."""

    wanted = Signal(object)
    told = Signal(str)
    complained = Signal(str, str)
    closing_requested = Signal()

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._others, self._own = window, jobs, Jobs(self)
        self._own.changed.connect(self._progressed)
        self.dialog: Progress | None = None
        self._list = BackupsList(self._own, window, self)
        self._list.restore_requested.connect(self._restore)
        self._listed = Path()  # the file whose backups are listed

    @property
    def busy(self) -> bool:
        """Whether something is being checked, repaired or copied."""
        return self._own.busy

    @Slot(object, str)
    def offer(self, path: Path, problem: str) -> None:
        """A project was refused: say why, and what can be done."""
        said = problem.partition("; run “gilder check”")[0]
        text = f"{said}.\n\nA repair writes what is sound of it to a new file; this one stays as it is."
        Question(text, self._answers(path), close="Close", title="Damaged project", parent=self._window).open()

    def _answers(self, path: Path) -> dict[str, Callable[[], object]]:
        return {REPAIR: partial(self.ask_repair, path), BACKUPS: partial(self.backups, path)}

    def check(self, path: Path) -> None:
        """Look for everything that is wrong with the open project, which nothing changes meanwhile."""
        if self._own.busy:
            self.told.emit("Something is being checked, repaired or copied: wait for it, or cancel it.")
            return
        self._others.hold()
        self._start(f"{path.name} is being checked.", Check(path), partial(self._checked, path))

    def _checked(self, path: Path, problems: list[Problem]) -> None:
        if problems:
            self.show_problems(path, f"{path.name} was checked, and this was found.", problems)
        else:
            text = f"{path.name} was checked: nothing is wrong. Texts, annotations and history are as they were saved."
            told = MessageDialog(text, title="Check", parent=self._window)
            told.finished.connect(told.deleteLater)
            mark = told.findChild(QLabel, "mark")
            if mark is not None:
                mark.hide()  # nothing to worry about
            told.open()

    def show_problems(self, path: Path, text: str, problems: list[Problem]) -> None:
        """Show what a check has found, as lines that can be copied, and what can be done."""
        more = f"\n… only the first {MOST:,} are shown" if len(problems) >= MOST else ""
        detail = "\n".join(f"{one.where}: {one.what}" for one in problems) + more
        said = f"{text} A repair writes what is sound to a new file; the project is closed for it, and stays as it is."
        dialog = Question(
            said, self._answers(path), close="Close", detail=detail, title="Check", doubtful=True, parent=self._window
        )
        dialog.add_button("Copy the list").clicked.connect(partial(QApplication.clipboard().setText, detail))
        dialog.open()

    def ask_repair(self, path: Path) -> None:
        """Ask for a new file, and repair to it."""
        to = self._ask_new("Repair to a new file", path.with_name(f"{path.stem}-repaired.gilder"))
        if to is not None:
            self.closing_requested.emit()
            self._start(f"{path.name} is being repaired.", _Repair(path, to), partial(self._repaired, path))

    def _repaired(self, path: Path, mended: Mended) -> None:
        text, detail = in_words(path.name, mended.report, [f"{one.where}: {one.what}" for one in mended.problems])
        answers: dict[str, Callable[[], object]] = {OPEN: partial(self.wanted.emit, Path(mended.report.output))}
        if mended.backup is not None:
            text += f"\n\nThe newest whole backup is of {mended.backup.at:%Y-%m-%d %H:%M}."
            answers[BACKUPS] = partial(self.backups, path)
        Question(text, answers, close="Close", detail=detail, title="Repaired", parent=self._window).open()

    def backups(self, path: Path) -> None:
        """List the backups of a file that cannot be opened."""
        self._listed = path
        self._list.open(OfFile(path), may_make=False)

    @Slot(object)
    def _restore(self, backup: Backup) -> None:
        path = self._listed
        to = self._ask_new("Restore to a new file", path.with_name(f"{path.stem}-{backup.at:%Y-%m-%d-%H%M}.gilder"))
        if to is not None:
            self._list.close()
            self._start(f"{backup.path.name} is being copied.", Copy(backup.path, to), self.wanted.emit)

    def _start(self, text: str, work: Work, done: Callable[..., object]) -> None:
        dialog = self.dialog = Progress(text, 0, self._window, name="mending", title="Gilder")
        dialog.rejected.connect(self._own.cancel)
        dialog.open()

        def end(result: object) -> None:
            self._end()
            done(result)

        self._own.start(text, work, end, self._dropped)

    def _end(self) -> None:
        self._others.release()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.accept()
            dialog.deleteLater()

    def _dropped(self, problem: str) -> None:
        self._end()
        if problem:
            self.complained.emit(problem, "")
        else:
            self.told.emit("Cancelled: nothing was written.")

    @Slot(str, int, int)
    def _progressed(self, what: str, done: int, total: int) -> None:
        if what and self.dialog is not None:
            self.dialog.bar.setRange(0, total)
            self.dialog.bar.setValue(done)

    def _ask_new(self, title: str, proposed: Path) -> Path | None:
        return ask_new(self._window, title, proposed, self.complained.emit)

    def end(self) -> None:
        """The program is about to end."""
        self._own.stop()
