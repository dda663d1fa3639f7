"""Documents by what is to be learnt from them: the order of the list, and the way to the next one; on a thread."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from annotate.errors import NothingToDo
from gui.jobs import Report
from gui.models.documents import DocumentsModel
from gui.searching import Searching
from gui.session import Session
from store.listing import Listed
from store.project import Project
from store.sources import Source

MOST = 2_000  # documents that are weighed, the most unsure ones: their texts are read
_SEED = 0  # the random ones are the same each time, so that the list does not jump


@dataclass(frozen=True)
class ByGain:
    """Lists the documents: those from which most is to be learnt for the work that they are, with some random ones
    among them; then those that were not weighed, then those that are done."""

    source: Source

    def __call__(self, project: Project, report: Report) -> Listed:
        told, found = gaining(project, self.source, report)
        first = dict.fromkeys(found)
        rest = (place for place in range(len(told.numbers)) if place not in first)
        made = Listed()
        for place in (*found, *sorted(rest, key=lambda place: told.done[place])):
            made.add(told.numbers[place], told.done[place], told.doubts[place])
        return made


@dataclass(frozen=True)
class Gaining:
    """Finds the documents from which most is to be learnt: their ids, the first ones first."""

    source: Source

    def __call__(self, project: Project, report: Report) -> list[str]:
        _, found = gaining(project, self.source, report)
        ids = project.documents.ids()
        return [ids[place] for place in found]


def gaining(project: Project, source: Source, report: Report) -> tuple[Listed, list[int]]:
    """All documents in the order of import, and the places in it of those from which most is to be learnt."""
    from annotate.learning.order import next_order
    from store.learning.order import expected

    told, ids = project.documents.listed(source, "order", report), project.documents.ids()
    wanted = [place for place in range(len(ids)) if not told.done[place]]
    if len(wanted) > MOST:
        wanted = sorted(wanted, key=lambda place: -told.doubts[place])[:MOST]
    at = {ids[place]: place for place in wanted}
    rows = expected(project, source, ids=at.keys(), step=report)
    return told, [at[one] for one in next_order(rows, seed=_SEED)]


class NextToLearn(QObject):
    """Opens the document from which most is to be learnt, then the next one."""

    def __init__(self, session: Session, model: DocumentsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        self._search = Searching(session.project, self)
        self._order: list[str] = []

    def check(self) -> None:
        """Raise NothingToDo where there is no other document that is not done."""
        listed = self._model.listed
        own = self._model.position(self._session.doc.id) if self._session.doc is not None else -1
        if not listed.done.count(0) - (own >= 0 and not listed.done[own]):
            raise NothingToDo("No other document is left to learn from: all are done.")

    def go(self) -> None:
        """Open the next one; the order is found first where it is not known, or has come to its end."""
        try:
            self.check()
        except NothingToDo as reason:
            self._session.told.emit(str(reason))
            return
        here = self._session.doc.id if self._session.doc is not None else ""
        beyond = self._order[self._order.index(here) + 1 :] if here in self._order else self._order
        if found := self._first_of(beyond):
            self._open(found)
        else:
            self._session.told.emit("Looking from which document most is to be learnt…")
            self.look()

    def look(self) -> None:
        """Find the order, and open its first."""
        self._search.start(Gaining(self._session.source), self._found, self._dropped)

    def _found(self, order: list[str]) -> None:
        self._order = order
        if found := self._first_of(order):
            self._open(found)
        else:
            self._session.told.emit("No other document is left to learn from.")

    def _first_of(self, order: list[str]) -> str:
        """The first one that is not open and not done; empty where there is none."""
        here, listed = self._session.doc.id if self._session.doc is not None else "", self._model.listed
        others = ((one, self._model.position(one)) for one in order if one != here)
        return next((one for one, at in others if at >= 0 and not listed.done[at]), "")

    def _open(self, document_id: str) -> None:
        self._session.open_document(document_id)
        self._session.told.emit("From this document most is to be learnt, of those that are not done.")

    def _dropped(self, problem: str) -> None:
        if problem:
            self._session.failed.emit(problem)

    @Slot()
    def forget(self) -> None:
        """Other suggestions are there: the order is found anew."""
        self._order = []

    def end(self) -> None:
        """The project is about to be closed."""
        self._search.end()
