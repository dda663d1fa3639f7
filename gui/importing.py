"""Importing into the open project: files are read one after another into one transaction, on the thread of large steps.

Articles go in at once. Files with annotations are looked at first, in a dialog, on a thread of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gui.dialogs.importing import ImportDialog
from gui.import_look import Asked, Found, Kinds, Look
from gui.jobs import Jobs, Work
from gui.opening import Added, add_new, articles
from gui.taking_in import SaveProblems, TakeIn
from gui.workbench import Workbench
from store.connection import Step
from store.project import Project


class Importing(QObject):
    """`imported` has the id of the first new document, or None; `complained` what could not be imported."""

    imported = Signal(object)
    complained = Signal(str, str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._session, self._bulk = bench, bench.session, bench.bulk
        self._jobs = Jobs(self)
        self._jobs.changed.connect(bench.status.show_work)
        bench.status.cancel_requested.connect(self._jobs.cancel)
        self._look: Work | None = None
        self._dialog: ImportDialog | None = None

    def take(self, paths: Sequence[Path]) -> None:
        """Import articles, all or, where it is cancelled or fails, none of them; ask first about everything else."""
        given = tuple(paths)

        def sorted_out(annotated: bool) -> None:
            self.ask(given) if annotated else self.take_articles(given)

        self._jobs.start("Looking at the files", Kinds(given), sorted_out, self._not_looked)

    def _not_looked(self, told: str) -> None:
        self._session.told.emit(told or "Cancelled: nothing was imported.")

    def take_articles(self, paths: Sequence[Path]) -> None:
        """Import files and folders as articles."""
        found = list[Added]()

        def read(project: Project, step: Step) -> None:
            problems = list[str]()
            found[:] = [add_new(project, articles(paths, problems, step), problems)]

        def done(whole: bool) -> None:
            if whole:
                self._done(found[0])

        self._bulk.bring_in("Articles are being imported.", read, done)

    def _done(self, added: Added) -> None:
        self.imported.emit(added.first)
        there = f", {added.known:,} already there" if added.known else ""
        self._session.told.emit(f"{added.new:,} {'document' if added.new == 1 else 'documents'} imported{there}.")
        if added.problems:
            count = len(added.problems)
            text = "One of the files could" if count == 1 else f"{count:,} of the files could"
            self.complained.emit(f"{text} not be imported.", "\n".join(added.problems))

    def ask(self, paths: Sequence[Path]) -> None:
        """Show what is in the files, and ask how they are to be imported."""
        session, own = self._session, self._session.source.name
        others = (one.name for one in session.project.sources.all() if one.kind != "model" and one.name != own)
        asked, theme = Asked(tuple(paths)), self._bench.view.theme
        dialog = self._dialog = ImportDialog(asked, [own, *others], theme, self._bench.window())
        dialog.look_requested.connect(self._look_at)
        dialog.import_requested.connect(self._import)
        dialog.stop_requested.connect(self._jobs.cancel)
        dialog.finished.connect(self._closed)
        self._jobs.changed.connect(dialog.line.show_progress)
        dialog.open()
        dialog.look()

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._forget_look()
        if dialog is not None:
            dialog.deleteLater()

    def _forget_look(self) -> None:
        look, self._look = self._look, None
        if look is not None:
            self._jobs.forget(look)

    @Slot(object)
    def _look_at(self, asked: Asked) -> None:
        """Look at the files on the thread; an older look is given up."""
        self._forget_look()
        self._look = look = Look(asked, self._session.scheme)
        self._jobs.start("Reading files", look, partial(self._looked, asked), self._stopped)

    def _looked(self, asked: Asked, found: Found) -> None:
        self._look = None
        if self._dialog is not None:
            self._dialog.show_found(found, asked)

    def _stopped(self, told: str) -> None:
        self._look = None
        if self._dialog is not None and told:
            self._dialog.show_failure(told)
        elif self._dialog is not None:
            self._dialog.show_stopped()

    @Slot(object)
    def _import(self, asked: Asked) -> None:
        """Import as the dialog says; it shows what came of it."""
        dialog, work = self._dialog, TakeIn(asked)
        if dialog is None:
            return
        self._forget_look()
        dialog.show_importing()

        def done(whole: bool) -> None:
            if not whole or work.outcome.refused:
                dialog.show_failure(work.outcome.refused)
                return
            self._session.read_again()  # some of it may be in this person's name, and history
            self.imported.emit(work.outcome.first)
            self._session.told.emit(work.outcome.summary)
            dialog.show_done(work.outcome)

        dialog.save_requested.connect(partial(self._save, work))
        self._bulk.bring_in("Documents and annotations are being imported.", work, done)

    def _save(self, work: TakeIn, path: Path) -> None:
        line = self._dialog.line if self._dialog is not None else None
        if line is not None:
            saving = SaveProblems(path, tuple(work.outcome.problems))
            self._jobs.start(
                "Writing", saving, lambda told: line.tell(told, "good"), lambda why: line.tell(why, "warn")
            )

    def end(self) -> None:
        """The project is about to be closed."""
        if self._dialog is not None:
            self._dialog.reject()
        self._jobs.stop()
