"""Edits that ask first: a note, the same text elsewhere, a place in the project."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate import propagate
from annotate.change import Transaction, compose
from annotate.document import Document
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.dialogs.note import NoteDialog
from gui.dialogs.notes_list import NotesDialog
from gui.dialogs.places import ConcordanceDialog, Place, PropagateDialog, place_in
from gui.edits import Edits
from gui.session import Session
from gui.theme import LIGHT, Theme
from store.ids import new_ids

_SHOWN = 60  # code points of a text that a title quotes


class Asking(QObject):
    """Opens the dialogs and does what they were answered. Modal, but never with an event loop of their own."""

    opened = Signal(QDialog)
    noted_requested = Signal(str, str)  # document id, and id of the span or relation, or the document's again

    def __init__(self, session: Session, edits: Edits, view: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._edits, self._view, self._window = session, edits, view, window
        self.theme: Theme = LIGHT
        self._label = ""

    def note(self) -> None:
        """Write a note on the selected span or relation, or on the document."""
        session = self._session
        item = session.find(session.selected or "") or session.state.marks
        dialog = NoteDialog(_named(session, item), item.note, self._window)
        dialog.accepted.connect(self._keep_note)
        self._open(dialog)

    @Slot()
    def _keep_note(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, NoteDialog):
            self._edits.set_note(dialog.note)

    def noted(self) -> None:
        """List the notes and flags of the project, and go to one of them."""
        session = self._session
        dialog = NotesDialog(session.project.noted.of(session.source), self._window)
        dialog.item_requested.connect(self.noted_requested)
        self._open(dialog)

    def propagate(self, *, in_project: bool) -> None:
        """Give every same text the label of the selected span, after a preview."""
        session = self._session
        item = session.find(session.selected or "")
        if not isinstance(item, Span):
            session.told.emit("Select a span first: its label goes to every same text.")
            return
        docs = self._documents_with(item.text) if in_project else [session.state.document]
        places = [
            place_in(doc.text, place, doc.id, doc.name)
            for doc in docs
            for place in propagate.candidates(self._state_of(doc), item.text)
            if not (doc is session.doc and place == item.range)
        ]
        if not places:
            where = "this project" if in_project else "this article"
            session.told.emit(f"“{_short(item.text)}” stands at no other unlabelled place in {where}.")
            return
        self._label = item.label
        dialog = PropagateDialog(item.label, item.text, places, self.theme, self._window)
        dialog.accepted.connect(self._label_all)
        self._open(dialog)

    @Slot()
    def _label_all(self) -> None:
        dialog = self.sender()
        if not isinstance(dialog, PropagateDialog):
            return
        chosen, session = dialog.chosen(), self._session
        if self._edits.on_own(lambda state, _span_id: self._labelled(state, chosen)):
            count = len(chosen)
            session.told.emit(f"{count:,} {'place' if count == 1 else 'places'} labelled. Ctrl+Z takes it back.")

    def _labelled(self, here: AnnotationState, chosen: Iterable[Place]) -> Transaction | None:
        """One step for all documents; `here` is the state of the open one."""
        session, steps = self._session, list[Transaction]()
        for document_id, some in groupby(chosen, key=lambda place: place.document):
            other = document_id != here.document.id
            state = self._state_of(session.project.documents.get(document_id)) if other else here
            ranges: list[Range] = [place.range for place in some]
            tx = propagate.label_all(
                state, ranges, self._label, new_ids=new_ids(), parse=session.parser(state.document)
            )
            if tx is not None:
                steps.append(tx)
        return compose(steps, "span.propagate") if steps else None

    def concordance(self) -> None:
        """Look for the selected text in the whole project."""
        session = self._session
        place, item = self._view.caret.selection, session.find(session.selected or "")
        text = item.text if isinstance(item, Span) else ""
        if place is not None and session.doc is not None:
            text = session.doc.text[place.start : place.end]
        dialog = ConcordanceDialog(session.project, text, self.theme, self._window)
        dialog.place_requested.connect(self._go)
        self._open(dialog)

    @Slot(object)
    def _go(self, place: Place) -> None:
        session = self._session
        if session.doc is None or session.doc.id != place.document:
            session.open_document(place.document)
        session.select(None)
        self._view.set_caret(Caret(place.range.end, place.range.start))
        self._view.setFocus()

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        self.opened.emit(dialog)

    def _documents_with(self, text: str) -> list[Document]:
        session = self._session
        found = dict.fromkeys(hit.document for hit in session.project.search.find(text))
        here = session.state.document
        return [here if one == here.id else session.project.documents.get(one) for one in found]

    def _state_of(self, doc: Document) -> AnnotationState:
        session = self._session
        return session.state if doc is session.doc else session.project.annotations.state(doc, session.source)


def _named(session: Session, item: object) -> str:
    if isinstance(item, Span):
        return f"“{_short(item.text)}”"
    if isinstance(item, Relation):
        return f"the relation {item.label}"
    return session.state.document.name


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"
