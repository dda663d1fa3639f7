"""From document to document, in the order of the documents panel or by how unsure the model is."""

from __future__ import annotations

from annotate.errors import NothingToDo
from gui.models.documents import DocumentsModel
from gui.session import Session
from store.documents import DocumentRow


class Worklist:
    """Opens the next document. What the panel's filter hides is not left out."""

    def __init__(self, session: Session, model: DocumentsModel) -> None:
        self._session, self._model = session, model
        self._last: DocumentRow | None = None  # where the last step by unsureness led, as it was then

    def step(self, step: int, *, unfinished: bool = False) -> None:
        """Open the next or previous document (that is not done) in the panel's order, or say that there is none."""
        try:
            self._session.open_document(self.beside(step, unfinished=unfinished).id)
        except NothingToDo as reason:
            self._session.told.emit(str(reason))

    def beside(self, step: int, *, unfinished: bool = False) -> DocumentRow:
        """The document that `step` opens. Raises NothingToDo."""
        session, model = self._session, self._model
        here = model.position(session.doc.id) if session.doc is not None else -1
        wanted = range(here + 1, len(model.rows)) if step > 0 else range(here - 1, -1, -1)
        order = (*wanted, *range(here)) if unfinished else wanted
        found = next((at for at in order if not unfinished or not model.listed.done[at]), None)
        if found is None:
            raise NothingToDo("All documents are done." if unfinished else "There is no further document.")
        return model.row(found)

    def step_by_doubt(self) -> None:
        """Open the document that the model is most unsure of; again: the next one; around the end to the beginning.

        Documents that are done or have no open suggestion are left out.
        """
        session, last = self._session, self._last
        try:
            others = self.doubted()
        except NothingToDo as reason:
            session.told.emit(str(reason))
            return
        goes_on = last is not None and session.doc is not None and last.id == session.doc.id
        beyond = [one for one in others if one[:2] > by_doubt(last)] if last is not None and goes_on else []
        self._last = found = self._model.row(min(beyond or others)[2])
        session.open_document(found.id)
        count = f"{found.open_suggestions:,} {'suggestion' if found.open_suggestions == 1 else 'suggestions'}"
        session.told.emit(f"{count}, unsureness {found.unsureness:.2f}.")

    def doubted(self) -> list[tuple[float, int, int]]:
        """The other documents that have open suggestions and are not done: unsureness, falling, and number, by which
        they are sorted, and position. Raises NothingToDo."""
        model, here = self._model, self._session.doc.id if self._session.doc is not None else ""
        own, listed = model.position(here), model.listed
        others = [
            (-doubt, listed.numbers[at], at) for at, doubt in enumerate(listed.doubts) if doubt >= 0.0 and at != own
        ]
        if not others:
            raise NothingToDo("No other document has open suggestions.")
        return others


def by_doubt(row: DocumentRow) -> tuple[float, int]:
    """Where a document is among those that the model is unsure of."""
    return (-row.unsureness, row.number)
