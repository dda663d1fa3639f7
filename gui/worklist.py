"""From document to document, in the order of the documents panel or by how unsure the model is."""

from __future__ import annotations

from annotate.errors import NothingToDo
from gui.models.documents import DocumentsModel, by_doubt
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
        session, rows = self._session, self._model.rows
        here = self._model.position(session.doc.id) if session.doc is not None else -1
        wanted = range(here + 1, len(rows)) if step > 0 else range(here - 1, -1, -1)
        order = (rows[at] for at in ((*wanted, *range(here)) if unfinished else wanted))
        found = next((row for row in order if not unfinished or row.status != "done"), None)
        if found is None:
            raise NothingToDo("All documents are done." if unfinished else "There is no further document.")
        return found

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
        beyond = [row for row in others if by_doubt(row) > by_doubt(last)] if last is not None and goes_on else []
        self._last = found = min(beyond or others, key=by_doubt)
        session.open_document(found.id)
        count = f"{found.open_suggestions:,} {'suggestion' if found.open_suggestions == 1 else 'suggestions'}"
        session.told.emit(f"{count}, unsureness {found.unsureness:.2f}.")

    def doubted(self) -> list[DocumentRow]:
        """The other documents that have open suggestions and are not done. Raises NothingToDo."""
        here = self._session.doc.id if self._session.doc is not None else ""
        others = [row for row in self._model.rows if row.id != here and row.status != "done" and row.open_suggestions]
        if not others:
            raise NothingToDo("No other document has open suggestions.")
        return others
