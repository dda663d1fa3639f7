"""The documents list: read at once, or, where counting what is open takes long, counted on a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from gui.jobs import Report
from gui.searching import Searching
from gui.session import Session
from gui.widgets.documents import DocumentsPanel
from store.documents import DocumentRow
from store.project import Project
from store.sources import Source

_AT_ONCE = 200  # documents that are counted without a thread, however long one takes


@dataclass(frozen=True)
class _Rows:
    """Reads the list as a source sees it."""

    source: Source

    def __call__(self, project: Project, report: Report) -> list[DocumentRow]:
        report(0, 0)
        return project.documents.rows(self.source)


class Listing(QObject):
    """Shows the rows. Until they are counted, documents have no open suggestions in the list."""

    def __init__(self, session: Session, panel: DocumentsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._search = Searching(session.project, self)
        self._newer: dict[str, DocumentRow] = {}  # rows that were shown while the others were being counted

    @property
    def busy(self) -> bool:
        """Whether rows are being counted."""
        return self._search.busy

    def show(self) -> None:
        """Show all documents anew."""
        session = self._session
        self._search.stop()
        self._newer.clear()
        documents, current = session.project.documents, session.doc.id if session.doc is not None else None
        if session.knows_rows or not documents.counts_slowly or len(documents) <= _AT_ONCE:
            self._panel.show_rows(session.documents_rows(), current)
            return
        self._panel.show_rows(documents.rows(session.source, counted=False), current)
        self._search.start(_Rows(session.source), self._counted, self._dropped)

    def show_row(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        self._newer[row.id] = row
        self._panel.show_row(row)

    def _counted(self, rows: list[DocumentRow]) -> None:
        doc = self._session.doc
        newer, self._newer = self._newer, {}
        self._panel.show_rows([newer.get(row.id, row) for row in rows], doc.id if doc is not None else None)

    def _dropped(self, problem: str) -> None:
        if problem:
            self._session.failed.emit(problem)

    def end(self) -> None:
        """The project is about to be closed."""
        self._search.end()
