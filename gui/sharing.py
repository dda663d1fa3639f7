"""The project file as a whole: copies, backups, other people's work, dealing out. Everything slow is on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from annotate.errors import Refused
from gui.backing import Backing
from gui.backups_list import BackupsList, OfProject
from gui.dialogs.dealing import Deal, DealDialog
from gui.dialogs.merging import MergeDialog
from gui.dialogs.question import Question
from gui.jobs import Jobs, Report
from gui.whole_files import PROJECTS, Copy, ask_new
from gui.workbench import Workbench
from store.backup_names import Backup
from store.errors import MergeOutdated, UnrelatedProject
from store.merge.plan import plan
from store.merge.values import MergePlan
from store.project import Project
from store.split import split

_ALL_THE_SAME = "Add it all the same"
_OPEN = "Open it"


@dataclass(frozen=True)
class _Preview:
    """Finds out what a merge would do; gives the refusal where it is one that a person can overrule."""

    project: Path
    other: Path
    unrelated: bool

    def __call__(self, report: Report) -> MergePlan | UnrelatedProject:
        report(0, 0)
        with Project.open(self.project, read_only=True) as project:
            try:
                return plan(project, self.other, unrelated=self.unrelated, progress=report)
            except UnrelatedProject as problem:
                return problem


@dataclass(frozen=True)
class _Split:
    """Writes the copies of a deal."""

    project: Path
    deal: Deal

    def __call__(self, report: Report) -> str:
        with Project.open(self.project, read_only=True) as project:
            split(project, self.deal.copies, report)
        return f"{len(self.deal.copies)} copies are in {next(iter(self.deal.copies)).parent}: {self.deal.told}."


class Sharing(QObject):
    """`wanted` has the path of a new file that somebody wants to open; `complained` what went wrong."""

    wanted = Signal(object)
    complained = Signal(str, str)
    merged = Signal(object)  # the path of the copy whose work was added

    def __init__(self, bench: Workbench, jobs: Jobs, backing: Backing) -> None:
        super().__init__(bench)
        self._session, self._jobs, self._bulk, self._backing = bench.session, jobs, bench.bulk, backing
        self._suggesting = bench.suggesting
        self._window: QWidget = bench
        self._list = BackupsList(jobs, bench, self)
        self._list.restore_requested.connect(self._restore)
        self._list.now_requested.connect(self._back_up)

    @property
    def _path(self) -> Path:
        return self._session.project.path

    @property
    def _home(self) -> Path:
        """Beside which new files are proposed."""
        return self._session.project.home

    def save_copy(self) -> None:
        """Ask for a name, and write a whole copy of the project there."""
        name = self._ask_new("Save a copy", f"{self._path.stem}-copy.gilder")
        if name is not None:
            self._copy(self._path, name)

    def _copy(self, source: Path, to: Path) -> None:
        self._jobs.start(f"Copying to {to.name}", Copy(source, to), self._copied, self._refused)

    def _copied(self, to: Path) -> None:
        text, answers = f"{to} is written, and checked.", {_OPEN: partial(self.wanted.emit, to)}
        Question(text, answers, close="Stay here", title="Copy", calm=True, parent=self._window).open()

    def _refused(self, problem: str) -> None:
        if problem:
            self.complained.emit(problem, "")
        else:
            self._session.told.emit("Cancelled: nothing was written.")

    def backups(self) -> None:
        """List the backups."""
        self._list.open(OfProject(self._path), may_make=not self._session.project.read_only)

    @Slot()
    def _back_up(self) -> None:
        self._backing.now(partial(self._list.read, OfProject(self._path)), self._list.tell)

    @Slot(object)
    def _restore(self, backup: Backup) -> None:
        name = self._ask_new("Restore to a new file", f"{self._path.stem}-{backup.at:%Y-%m-%d-%H%M}.gilder")
        if name is not None:
            self._list.close()
            self._copy(backup.path, name)

    def merge(self) -> None:
        """Ask for another copy of the project, and show what it would bring."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Add the work of", str(self._home.parent), PROJECTS)
        if name:
            self.preview(Path(name))

    def preview(self, other: Path, *, unrelated: bool = False, anew: bool = False) -> None:
        """Show what another copy would bring; nothing is written yet. `anew`: it was changed since it was shown."""
        if self._run_writes():
            return

        def seen(found: MergePlan | UnrelatedProject) -> None:
            if isinstance(found, UnrelatedProject):
                self._ask_unrelated(other)
            else:
                self._show_plan(found, other, unrelated=unrelated, anew=anew)

        self._jobs.start(f"Comparing with {other.name}", _Preview(self._path, other, unrelated), seen, self._refused)

    def _run_writes(self) -> bool:
        """Whether a run of suggestions is in the way; it is told."""
        try:
            self._suggesting.check_no_run()
        except Refused as problem:
            self._session.refuse(problem)
            return True
        return False

    def _ask_unrelated(self, other: Path) -> None:
        text = (
            f"{other.name} is no copy of this project: it was made apart.\n\nIt can be added all the same; the same "
            "articles are found by their texts. Nothing was changed so far."
        )
        answers = {_ALL_THE_SAME: partial(self.preview, other, unrelated=True)}
        Question(text, answers, title="Add the work of…", parent=self._window).open()

    def _show_plan(self, found: MergePlan, other: Path, *, unrelated: bool, anew: bool) -> None:
        dialog = MergeDialog(found, anew=anew, parent=self._window)
        dialog.accepted.connect(partial(self._write, other, found, unrelated=unrelated))
        _show(dialog)

    def _write(self, other: Path, seen: MergePlan, *, unrelated: bool) -> None:
        """One transaction, on the thread of large steps, after a backup; what was not seen is shown first."""

        def done(found: MergePlan | MergeOutdated | None) -> None:
            if isinstance(found, MergeOutdated):
                self.preview(other, unrelated=unrelated, anew=True)
            elif found is not None:
                self._session.read_again()
                self.merged.emit(other)
                _show(MergeDialog(found, done=True, parent=self._window))

        if not self._run_writes():
            self._bulk.merge(other, done, unrelated=unrelated, previewed=seen)

    def deal(self) -> None:
        """Ask who gets a share, and write the copies."""
        dialog = DealDialog(self._home, self._session.project.documents.ids(), self._window)
        dialog.dealt.connect(self._deal)
        _show(dialog)

    @Slot(object)
    def _deal(self, deal: Deal) -> None:
        def done(told: str) -> None:
            self._session.told.emit(told)

        self._jobs.start("Dealing out", _Split(self._path, deal), done, self._refused)

    def _ask_new(self, title: str, proposed: str) -> Path | None:
        return ask_new(self._window, title, self._home.parent / proposed, self.complained.emit)


def _show(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
