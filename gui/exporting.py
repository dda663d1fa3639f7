"""Exporting the open project: what would be lost is found on a thread, and shown before anything is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.dialogs.exporting import ExportDialog
from gui.export_look import Choice, Export, Foresee, Foreseen, FormatLine, Offer, Whom
from gui.jobs import Jobs, Work
from gui.workbench import Workbench


class Exporting(QObject):
    """One for each open project, with a thread of its own."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._session = bench, bench.session
        self._jobs = Jobs(self)
        self._work: Work | None = None
        self._dialog: ExportDialog | None = None
        self._last = ""  # name of the format that was used last

    def ask(self) -> None:
        """Show what can be exported, and what would be lost."""
        home, theme = self._session.project.home, self._bench.view.theme
        dialog = self._dialog = ExportDialog(home, theme, self._bench.window(), self._last)
        dialog.preview_requested.connect(self._foresee)
        dialog.export_requested.connect(self._export)
        dialog.stop_requested.connect(self._jobs.cancel)
        dialog.finished.connect(self._closed)
        self._jobs.changed.connect(dialog.line.show_progress)
        dialog.open()
        self._jobs.start("Formats", Offer(self._session.project.path), self._offer, self._failed)

    def _offer(self, found: tuple[tuple[FormatLine, ...], tuple[Whom, ...]]) -> None:
        if self._dialog is not None:
            self._dialog.show_offer(*found)

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._jobs.cancel()
        if dialog is not None:
            dialog.deleteLater()

    @Slot(object)
    def _foresee(self, choice: Choice) -> None:
        """Look at what would be lost; an older look is given up."""
        self._forget()
        self._work = Foresee(self._session.project.path, choice)
        self._jobs.start("Looking at what would be lost", self._work, partial(self._foreseen, choice), self._failed)

    def _foreseen(self, choice: Choice, found: Foreseen) -> None:
        self._work = None
        if self._dialog is not None:
            self._dialog.show_foreseen(found, choice)

    def _failed(self, told: str) -> None:
        """It could not be found out what would be lost."""
        self._work = None
        if self._dialog is None:
            return
        self._dialog.show_failure(told, again=False) if told else self._dialog.show_stopped()

    def _unwritten(self, told: str) -> None:
        """Nothing was written."""
        self._work = None
        told = told or "Cancelled: nothing was written."
        if self._dialog is not None:
            self._dialog.show_failure(told, again=True)
        else:
            self._session.told.emit(told)

    def _forget(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            self._jobs.forget(work)

    @Slot(object, object)
    def _export(self, choice: Choice, out: Path) -> None:
        """Write it, and tell what was written."""
        self._forget()
        self._last = choice.form
        project = self._session.project
        self._work = Export(project.path, out, choice, (project.home,))
        self._jobs.start(f"Writing {out.name}", self._work, self._written, self._unwritten)

    def _written(self, lines: list[str]) -> None:
        self._work = None
        self._session.told.emit(lines[0])
        if self._dialog is not None:
            self._dialog.show_done(lines)

    def end(self) -> None:
        """The project is about to be closed."""
        if self._dialog is not None:
            self._dialog.reject()
        self._jobs.stop()
