"""Edits that ask first: a note, the same text elsewhere, a place in the project."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.change import Transaction
from annotate.errors import NothingToDo
from annotate.model import Relation, Span
from annotate.propagate import stands_elsewhere
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.bulk import Bulk, size_of
from gui.concordance import Concordance
from gui.consistency_found import Asked, Found
from gui.dialogs.blind import BlindDialog
from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.note import NoteDialog
from gui.dialogs.notes_list import NotesDialog
from gui.dialogs.places import PropagateDialog
from gui.edits import Edits
from gui.searching import Place, SameText, Searching
from gui.session import Session
from gui.steps import parser_of
from gui.theme import LIGHT, Theme
from store.adjudicating import annotators
from store.comparing import Comparing

_SHOWN = 60  # code points of a text that a title quotes


class Asking(QObject):
    """Opens the dialogs and does what they were answered. Modal, but never with an event loop of their own."""

    opened = Signal(QDialog)
    noted_requested = Signal(str, str)  # document id, and id of the span or relation, or the document's again

    def __init__(self, session: Session, edits: Edits, view: ArticleView, bulk: Bulk, window: QWidget) -> None:
        super().__init__(window)
        self._bulk = bulk
        self._session, self._edits, self._view, self._window = session, edits, view, window
        self.theme: Theme = LIGHT
        self._found = Found(session, self)
        self._searches: list[Searching] = []  # each has ended when its dialog is closed

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
        try:
            look = self._look() if in_project else self.same_text()
        except NothingToDo as reason:
            session.told.emit(str(reason))
            return
        search = Searching(session.project, self) if in_project else None
        if search is not None:
            self._searches.append(search)
        self._preview(PropagateDialog(look, list(look.found), self.theme, self._window, search=search))

    def _look(self) -> SameText:
        """What looks for the text of the selected span. Raises NothingToDo."""
        session, item = self._session, self._session.item
        if not isinstance(item, Span):
            raise NothingToDo("Select a span first: its label goes to every same text.")
        here = session.state.document.id
        return SameText(item.text, item.label, session.source, here, item.fragments, partial(parser_of, session.scheme))

    def check_same_text(self) -> None:
        """Raise NothingToDo where `same_text` does; in a long article much faster where there is such a place."""
        look = self._look()
        if not stands_elsewhere(self._session.state, look.asked, look.label, but=look.but):
            self.same_text()

    def same_text(self) -> SameText:
        """The other places in this article with the text of the selected span. Raises NothingToDo."""
        session, look = self._session, self._look()
        look.look_in(session.state, session.suggested, session.open_spans)
        if look.found:
            return look
        counts = ((look.labelled, "labelled already"), (look.rejected, "rejected before"))
        why = ", ".join(f"{count:,} {what}" for count, what in counts if count)
        told = f"“{_short(look.asked)}” stands at no other place in this article"
        raise NothingToDo(told + (f": {why}." if why else "."))

    def _preview(self, dialog: PropagateDialog) -> None:
        dialog.accepted.connect(self._label_all)
        self._open(dialog)

    @Slot()
    def _label_all(self) -> None:
        dialog = self.sender()
        if not isinstance(dialog, PropagateDialog):
            return
        chosen, session = dialog.chosen(), self._session
        count, asked = len(chosen), session.find(session.selected or "")

        def steps() -> list[Transaction]:
            return [*self._edits.taken(), *(place.about for place in chosen)]

        def then(tx: Transaction | None) -> None:
            if tx is None:
                return
            decision = session.state.decisions.get(asked.id) if asked is not None else None
            session.select(decision.annotation if decision is not None else asked.id if asked is not None else None)
            session.told.emit(f"{count:,} {'place' if count == 1 else 'places'} labelled. Ctrl+Z takes it back.")

        self._bulk.write(steps, "span.propagate", size_of([place.about for place in chosen]), then)

    def concordance(self) -> None:
        """Look for the selected text in the whole project."""
        session = self._session
        place, item = self._view.caret.selection, session.find(session.selected or "")
        text = item.text if isinstance(item, Span) else ""
        if place is not None and session.doc is not None:
            text = session.doc.text[place.start : place.end]
        search = Searching(session.project, self)
        self._searches.append(search)
        dialog = ConcordanceDialog(text, session.scheme, self.theme, self._window)
        dialog.place_requested.connect(self._go)
        concordance = Concordance(session, search, self._bulk, dialog)
        self._open(dialog)
        if text:
            concordance.search()

    @Slot(object)
    def _go(self, place: Place) -> None:
        session = self._session
        if session.doc is None or session.doc.id != place.document:
            session.open_document(place.document)
        session.select(None)
        self._view.set_caret(Caret(place.range.end, place.range.start))
        self._view.setFocus()

    def blind(self) -> None:
        """Ask which share of the work is to be done without suggestions."""
        project = self._session.project
        if project.read_only:
            self._session.told.emit("The project is open for reading only.")
            return
        dialog = BlindDialog(project.blinding.current, project.documents.digests(), self._window)
        dialog.accepted.connect(self._set_blind)
        self._open(dialog)

    @Slot()
    def _set_blind(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, BlindDialog) and dialog.blinding != self._session.project.blinding.current:
            self._bulk.set_blind(dialog.blinding)

    def by_group(self) -> None:
        """Answer many suggestions at once, by label, text, suggester or score."""
        from gui.dialogs.groups import GroupsDialog
        from gui.grouping import Grouping

        search = Searching(self._session.project, self)
        self._searches.append(search)
        dialog = GroupsDialog(self.theme, self._window)
        grouping = Grouping(self._session, search, self._bulk, dialog)
        self._open(dialog)
        grouping.begin()

    def consistency(self) -> None:
        """Look where the same text is labelled in more than one way, and for spans that a model doubts."""
        from gui.consistency import Consistency
        from gui.dialogs.consistency import ConsistencyDialog

        session, search = self._session, Searching(self._session.project, self)
        self._searches.append(search)
        comparing = Comparing(session.project)
        known = comparing.sources()
        sources = [one.name for one in known]
        if known and session.source.name not in sources and self._found.asked.source not in sources:
            people = [one for one in known if one.kind != "model"]
            busiest = max(people or known, key=comparing.spans_of)  # the annotator has nothing to look at yet
            self._found.asked = Asked(busiest.name)
        dialog = ConsistencyDialog(self._found, sources, session.scheme, self.theme, self._window)
        consistency = Consistency(session, search, self._bulk, self._found, dialog)
        consistency.span_requested.connect(self.noted_requested)
        consistency.text_requested.connect(self._go)
        self._open(dialog)
        consistency.begin()

    def adjudicate(self) -> None:
        """Settle what annotators differ on, into gold."""
        from gui.adjudicating import Adjudication
        from gui.dialogs.adjudicate import AdjudicateDialog

        search = Searching(self._session.project, self)
        self._searches.append(search)
        names = [one.name for one in annotators(self._session.project)]
        dialog = AdjudicateDialog(self.theme, names, self._window)
        adjudication = Adjudication(self._session, search, self._bulk, dialog)
        self._open(dialog)
        adjudication.begin()

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._come_back)
        dialog.open()
        self.opened.emit(dialog)

    @Slot()
    def _come_back(self) -> None:
        """The keys belong to the article again, whatever the window system thinks."""
        self._window.window().activateWindow()
        self._view.setFocus()

    def end(self) -> None:
        """The project is about to be closed: no search goes on."""
        for search in self._searches:
            search.end()


def _named(session: Session, item: object) -> str:
    if isinstance(item, Span):
        return f"“{_short(item.text)}”"
    if isinstance(item, Relation):
        return f"the relation {item.label}"
    return session.state.document.name


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"
