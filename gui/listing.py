"""The documents list: a short one is read at once, a long one on a thread, after its first documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Report
from gui.learning_order import ByGain
from gui.models.documents import GAIN
from gui.searching import Searching
from gui.session import Session
from gui.widgets.documents import DocumentsPanel
from store.documents import DocumentRow
from store.listing import COUNTED, Listed
from store.project import Project
from store.sources import Source

_AT_ONCE, _AT_ONCE_SLOWLY = 500, 100  # documents that are listed without a thread: in less than a frame or two
_FIRST = 200  # documents of a longer list that are shown at once


@dataclass(frozen=True)
class _List:
    """Lists the documents as a source sees them."""

    source: Source
    order: str
    counted: bool

    def __call__(self, project: Project, report: Report) -> Listed:
        return project.documents.listed(self.source, self.order, report, counted=self.counted)


@dataclass(frozen=True)
class _Filter:
    """Finds the documents that a filter leaves."""

    asked: str

    def __call__(self, project: Project, report: Report) -> set[int]:
        return project.documents.holding(self.asked, report)


@dataclass(frozen=True)
class _Rows:
    """Reads rows as the annotator sees them, who has a number only after the first change."""

    session: Session

    def rows(self, numbers: Sequence[int]) -> list[DocumentRow]:
        return self.session.project.documents.window(numbers, self.session.source)

    def number(self, document_id: str) -> int:
        return self.session.project.documents.number(document_id)


class Listing(QObject):
    """Gives the panel its documents. `listed`: all of them are shown, and counted."""

    listed = Signal()

    def __init__(self, session: Session, panel: DocumentsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel, self._begun = session, panel, False
        self._search, self._filtering = Searching(session.project, self), Searching(session.project, self)
        self._newer: dict[str, DocumentRow] = {}  # rows that were shown while the list was being read
        panel.list_requested.connect(self._sort)
        panel.filter_requested.connect(self._filter)

    @property
    def busy(self) -> bool:
        """Whether the list is being read."""
        return self._search.busy

    def show(self) -> None:
        """Show all documents anew."""
        self._begun = True
        self._panel.model.read_from(_Rows(self._session))
        documents = self._session.project.documents
        if self._is_long and not self._panel.model.rows:
            self._panel.show_list(documents.beginning(self._session.source, _FIRST), "order", self._current)
        self._list()

    @property
    def _is_long(self) -> bool:
        documents = self._session.project.documents
        return documents.more_than(_AT_ONCE_SLOWLY if documents.counts_slowly else _AT_ONCE)

    @property
    def _current(self) -> str | None:
        return self._session.doc.id if self._session.doc is not None else None

    def first(self) -> str | None:
        """The first document that is not done, or the very first one; None where there is none."""
        model, documents = self._panel.model, self._session.project.documents
        at = model.listed.done.find(0)
        if at < 0 and not model.listed.whole and (found := documents.first_unfinished(self._session.source)):
            return found
        return model.row(max(0, at)).id if model.rows else None

    @Slot()
    def _sort(self) -> None:
        if self._begun:
            self._list()

    def _list(self) -> None:
        self._search.stop()
        self._newer.clear()
        session, order = self._session, self._panel.wanted
        if order == GAIN:
            if not self._panel.model.rows and not self._is_long:  # something to begin with
                self._show(session.project.documents.listed(session.source, "order"), "order")
            self._search.start(ByGain(session.source), self._show_weighed, self._dropped)
        elif self._is_long:
            self._read(order, counted=order in COUNTED)
        else:
            self._show(session.project.documents.listed(session.source, order), order)

    @Slot()
    def weigh(self) -> None:
        """Other suggestions are there: what is to be learnt from a document is another thing, too."""
        if self._begun and self._panel.wanted == GAIN:
            self._list()

    def _read(self, order: str, *, counted: bool) -> None:
        """Read a long list: first what is quickly told, then what is open in each document."""

        def done(found: Listed) -> None:
            self._show(found, order)
            if not counted:
                self._read(order, counted=True)

        self._search.start(_List(self._session.source, order, counted), done, self._dropped)

    def _show_weighed(self, found: Listed) -> None:
        """The open document stands first, so that the next one is that from which most is to be learnt."""
        number = self._session.project.documents.number(self._current) if self._current else 0
        at = found.numbers.index(number) if number in found.numbers else 0
        if at and not found.done[at]:
            found.move(at, 0)
        self._show(found, GAIN)

    def _show(self, found: Listed, order: str) -> None:
        newer, self._newer = self._newer, {}
        self._panel.show_list(found, order, self._current)
        for row in newer.values():
            self._panel.show_row(row)
        self.listed.emit()

    def show_row(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        if self.busy:
            self._newer[row.id] = row
        self._panel.show_row(row)

    @Slot(str)
    def _filter(self, asked: str) -> None:
        self._filtering.stop()
        if self._is_long:
            self._filtering.start(_Filter(asked), self._found, self._dropped)
        else:
            self._found(self._session.project.documents.holding(asked))

    def _found(self, numbers: set[int]) -> None:
        if self._panel.filter.text().strip():  # else the filter was emptied meanwhile
            self._panel.show_found(numbers)

    def _dropped(self, problem: str) -> None:
        if problem:
            self._session.failed.emit(problem)

    def end(self) -> None:
        """The project is about to be closed."""
        self._search.end()
        self._filtering.end()
