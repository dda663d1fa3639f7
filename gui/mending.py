"""A damaged project: what can be done about it, from the message that refuses it. It is never written to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from gui.dialogs.backups import BackupsDialog, Row
from gui.dialogs.message import MessageDialog
from gui.dialogs.question import Question
from gui.jobs import Jobs, Report, Work
from gui.repair_words import in_words
from gui.travel import Progress
from store.backup_names import Backup
from store.backups import Contents, backups_of, contents
from store.check import Problem, check_project
from store.errors import ProjectError
from store.project import Project
from store.repair import repair
from store.restore import copy_project
from store.salvage.report import Repaired

REPAIR, BACKUPS, OPEN = "Repair to a new file…", "Backups…", "Open the repaired project"
_PROJECTS = "Gilder projects (*.gilder);;All files (*)"
_SHOWN = 1000  # problems
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


@dataclass(frozen=True)
class _Check:
    """Looks for everything that is wrong with a project."""

    project: Path

    def __call__(self, report: Report) -> list[Problem]:
        found = list[Problem]()
        with Project.open(self.project, read_only=True) as project:
            for one in check_project(project, step=report):
                found.append(one)
                if len(found) >= _SHOWN:
                    break
        return found


@dataclass(frozen=True)
class _List:
    """The backups of a file by its path, with what is in them."""

    project: Path

    def __call__(self, report: Report) -> list[Row]:
        rows, found = list[Row](), backups_of(self.project)
        for at, one in enumerate(found):
            report(at, len(found))
            rows.append(Row(one, _inside(one), own=True))
        return rows


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
        self._backups: BackupsDialog | None = None

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
        self._others.hold()
        self._start(f"{path.name} is being checked.", _Check(path), partial(self._checked, path))

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
        more = f"\n… only the first {_SHOWN:,} are shown" if len(problems) >= _SHOWN else ""
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
        dialog = self._backups = BackupsDialog(may_make=False, parent=self._window)
        dialog.restore_requested.connect(partial(self._restore, path))
        dialog.finished.connect(self._forget_backups)
        dialog.open()
        self._own.start("Looking at the backups", _List(path), self._listed, dialog.tell)

    @Slot(int)
    def _forget_backups(self) -> None:
        if self._backups is not None:
            self._backups.deleteLater()
        self._backups = None

    def _listed(self, rows: list[Row]) -> None:
        if self._backups is not None:
            self._backups.show_rows(rows, str(rows[0].backup.path.parent) if rows else "")

    def _restore(self, path: Path, backup: Backup) -> None:
        to = self._ask_new("Restore to a new file", path.with_name(f"{path.stem}-{backup.at:%Y-%m-%d-%H%M}.gilder"))
        if to is None:
            return
        if self._backups is not None:
            self._backups.accept()

        def work(report: Report) -> Path:
            return copy_project(backup.path, to, step=report)

        self._start(f"{backup.path.name} is being copied.", work, self.wanted.emit)

    def _start(self, text: str, work: Work, done: Callable[..., object]) -> None:
        if self._own.busy:
            self._others.release()
            return
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
        name, _ = QFileDialog.getSaveFileName(
            self._window, title, str(proposed), _PROJECTS, options=QFileDialog.Option.DontConfirmOverwrite
        )
        if not name:
            return None
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".gilder")
        if path.exists():
            self.complained.emit(f"{path}: there is a file of this name already. Take another one.", "")
            return None
        return path

    def end(self) -> None:
        """The program is about to end."""
        self._own.stop()


def newest_readable(path: Path) -> Backup | None:
    """The newest backup of a file that can be read."""
    return next((one for one in backups_of(path) if _inside(one) is not None), None)


def _inside(backup: Backup) -> Contents | None:
    with suppress(ProjectError, OSError):
        return contents(backup)
    return None
