"""The list of backups while it is open: of an open project, or of a file that cannot be opened."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.dialogs.backups import BackupsDialog, Row
from gui.jobs import Jobs, Report, Work
from store.backup_names import Backup
from store.backups import Contents, backups_of, contents
from store.errors import ProjectError
from store.project import Project


@dataclass(frozen=True)
class OfProject:
    """Reads the backups of a project and its copies, and how much is in each."""

    project: Path

    def __call__(self, report: Report) -> list[Row]:
        with Project.open(self.project, read_only=True) as project:
            own = project.backups.is_own
            return [Row(one, inside, own(one)) for one, inside in _with_contents(project.backups.all(), report)]


@dataclass(frozen=True)
class OfFile:
    """The same for the backups of a file by its path, whatever has become of it."""

    project: Path

    def __call__(self, report: Report) -> list[Row]:
        return [Row(one, inside, own=True) for one, inside in _with_contents(backups_of(self.project), report)]


class BackupsList(QObject):
    """`restore_requested` has the backup that is wanted as a new file; `now_requested`: one more is to be made."""

    restore_requested = Signal(object)
    now_requested = Signal()

    def __init__(self, jobs: Jobs, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._window = jobs, window
        self._dialog: BackupsDialog | None = None

    def open(self, work: Work, *, may_make: bool) -> None:
        """Show them, once `work` has read them."""
        dialog = self._dialog = BackupsDialog(may_make=may_make, parent=self._window)
        dialog.restore_requested.connect(self.restore_requested)
        dialog.now_requested.connect(self.now_requested)
        dialog.finished.connect(self._forget)
        dialog.open()
        self.read(work)

    def read(self, work: Work) -> None:
        """Read them anew."""
        self._jobs.start("Looking at the backups", work, self._listed, self.tell)

    def tell(self, problem: str) -> None:
        """Say below the list what went wrong."""
        if self._dialog is not None and problem:
            self._dialog.tell(problem)

    def close(self) -> None:
        """It is no longer needed."""
        if self._dialog is not None:
            self._dialog.accept()

    def _listed(self, rows: list[Row]) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(rows, str(rows[0].backup.path.parent) if rows else "")

    @Slot(int)
    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None


def newest_readable(path: Path) -> Backup | None:
    """The newest backup of a file that can be read."""
    return next((one for one in backups_of(path) if _inside(one) is not None), None)


def _with_contents(found: Sequence[Backup], report: Report) -> list[tuple[Backup, Contents | None]]:
    some = list[tuple[Backup, Contents | None]]()
    for at, one in enumerate(found):
        report(at, len(found))
        some.append((one, _inside(one)))
    return some


def _inside(backup: Backup) -> Contents | None:
    with suppress(ProjectError, OSError):
        return contents(backup)
    return None
