"""The Compare view: joins the dialog, the thread that compares, and the session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.errors import NothingToDo
from annotate.offsets import Range
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.compare_cases import EVERYTHING, Case
from gui.compare_exporting import CompareExporting
from gui.compare_look import Asked, Choices, Choosing
from gui.compare_shown import CompareShown
from gui.dialogs.both import BothDialog
from gui.dialogs.compare import CompareDialog, Tab
from gui.dialogs.compare_choices import proposed
from gui.searching import Place, Searching
from gui.session import Session
from store.comparing import Comparing
from store.sources import Source


class Comparisons(QObject):
    """One for each open project. What was chosen is chosen again when the view is opened again."""

    opened = Signal(QDialog)

    def __init__(self, session: Session, view: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._view, self._window = session, view, window
        self._search, self._exporting = Searching(session.project, self), CompareExporting(session, self)
        self._dialog: CompareDialog | None = None
        self._asked: Asked | None = None
        self._tab: Tab = "scores"
        self._cell = EVERYTHING
        self._shown: CompareShown | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being computed that somebody waits for, or written."""
        return self._exporting.busy or (self._shown is not None and self._shown.busy)

    @property
    def resting(self) -> bool:
        """Whether nothing is being computed, also nothing that nobody has asked for yet."""
        return not self._search.busy

    def check(self) -> None:
        """Raise NothingToDo where there are no two sources."""
        count = len(Comparing(self._session.project).sources())
        if count < 2:
            there = "There is one source only" if count else "Nobody has annotated yet"
            raise NothingToDo(
                f"{there}: two are needed to compare. Add a colleague’s work, import, suggest or annotate."
            )

    def ask(self) -> None:
        """Open the view, or tell why there is nothing to compare."""
        try:
            self.check()
        except NothingToDo as reason:
            self._session.told.emit(str(reason))
            return
        dialog = self._dialog = CompareDialog(self._view.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self._shown = CompareShown(dialog, self._search, self._cell)
        dialog.case_requested.connect(self._show_case)
        dialog.export_requested.connect(self._exporting.ask)
        self._exporting.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()
        self.opened.emit(dialog)
        labels = tuple(one.name for one in self._session.scheme.spans)
        shown.start(Choosing(labels), self._offer)

    def end(self) -> None:
        """The project is about to be closed."""
        if self._dialog is not None:
            self._dialog.reject()
        self._search.end()
        self._exporting.end()

    def show_both(self, left: Source, right: Source, place: Place) -> None:
        """Show a document as two sources have it, one above and one below the line, at a place."""
        project, comparing = self._session.project, Comparing(self._session.project)
        doc = project.documents.get(place.document)
        both = BothDialog(self._view.theme, self._dialog or self._window)
        both.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        both.open_requested.connect(self._open_in_window)
        both.open()
        states = comparing.state(doc, left), comparing.state(doc, right)
        both.show_document(*states, self._session.scheme, left.name, right.name)
        both.begin_at(place.range)
        self.opened.emit(both)

    @Slot(str, object)
    def _open_in_window(self, document_id: str, place: Range) -> None:
        """Go to a place in the article; the view opens again as it was left."""
        if self._dialog is not None:
            self._dialog.accept()
        session = self._session
        if session.doc is None or session.doc.id != document_id:
            session.open_document(document_id)
        session.select(None)
        self._view.set_caret(Caret(place.end, place.start))
        self._view.reveal(place.start)
        self._view.setFocus()
        session.told.emit("Ctrl+Shift+E goes back to the cases.")

    def _offer(self, found: Choices) -> None:
        """Choose what was chosen before, as far as it is still there."""
        dialog, shown, session = self._dialog, self._shown, self._session
        if dialog is None or shown is None:
            return
        names = {one.name for one, _ in found.sources}
        asked = self._asked
        if asked is None or not names >= {asked.gold, asked.other}:
            asked = proposed(found, session.source.name)
        dialog.offer(found, asked, session.doc.id if session.doc is not None else "")
        dialog.go_to(self._tab)
        shown.refresh()

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        shown, self._shown = self._shown, None
        self._exporting.dialog = None
        if shown is not None:
            self._cell = shown.cell
        if dialog is not None and dialog.choices.gold.count():
            self._asked, self._tab = dialog.asked, dialog.tab
        self._search.stop()
        self._window.window().activateWindow()
        self._view.setFocus()

    @Slot(object)
    def _show_case(self, case: Case) -> None:
        """Show a case in its document; Esc leads back to the list."""
        self.show_both(*case.sources, case.place)
