"""Importing into the open project: files are read one after another into one transaction, on the thread of large steps.

Whatever reads documents gives an iterator of them to `opening.add_new`; nothing holds all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.bulk import Bulk
from gui.opening import Added, add_new, articles
from gui.session import Session
from store.connection import Step
from store.project import Project


class Importing(QObject):
    """`imported` has the id of the first new document, or None; `complained` what could not be imported."""

    imported = Signal(object)
    complained = Signal(str, str)

    def __init__(self, session: Session, bulk: Bulk, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bulk = session, bulk

    def take(self, paths: Sequence[Path]) -> None:
        """Import files and folders, all or, where it is cancelled or fails, none of them."""
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
