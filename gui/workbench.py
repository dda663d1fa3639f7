"""The workbench: one open project with its panels. Everything of one project is made and joined here."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSplitter, QTabWidget, QVBoxLayout, QWidget

from annotate.model import Span
from annotate.state import AnnotationState
from gui.article.access import named
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.asking import Asking
from gui.bulk import Bulk
from gui.comparing import Comparisons
from gui.desk import Desk
from gui.edges import Edges
from gui.edits import Edits
from gui.finding import Finding
from gui.idle import Idle
from gui.jobs import Jobs
from gui.learning import Learner
from gui.learning_shown import Inspecting
from gui.listing import Listing
from gui.meter import EXPLAINED, Meter, told
from gui.navigation import Navigation
from gui.panels import Panels
from gui.plain import PlainLabel
from gui.planning import Plans
from gui.planning_edges import EdgePlans
from gui.relation_draft import RelationDraft
from gui.scheming import Scheming
from gui.session import Session
from gui.suggesting import Engines, Suggesting
from gui.theme import Theme
from gui.training import Training
from gui.travel import Travel
from gui.update import Update, in_words
from gui.widgets.documents import DocumentsPanel
from gui.widgets.find_bar import FindBar
from gui.widgets.history import HistoryPanel
from gui.widgets.inspector.panel import Inspector
from gui.widgets.inspector.subject import relation_named
from gui.widgets.label_bar import LabelBar
from gui.widgets.spans import SpansPanel
from gui.widgets.status import StatusLine
from gui.worklist import Worklist
from store.errors import ProjectError, in_short
from store.project import Project

_EMPTY = "Import an article to begin: Ctrl+I, or drop text files here."


class Workbench(QWidget):
    """Documents, article and inspector side by side, over one session."""

    spoke = Signal(str)  # what a screen reader is to say

    def __init__(self, project: Project, annotator: str, *, jobs: Jobs, engines: Engines, status: StatusLine) -> None:
        super().__init__()
        self.status = status
        self.session = Session(project, annotator, self)
        self.view, self.label_bar, self.find_bar = ArticleView(), LabelBar(), FindBar()
        self.documents, self.inspector = DocumentsPanel(), Inspector()
        self.spans, self.left = SpansPanel(self.session.scheme), QTabWidget()
        self.listing = Listing(self.session, self.documents, self)
        self.navigation = Navigation(self.session, self.view)
        self.plans = Plans(self.session, self.view)
        self.edge_plans = EdgePlans(self.session, self.view, self.navigation, self.plans)
        self.edits = Edits(self.session, self.view, self.navigation, self.plans)
        self.edges = Edges(self.session, self.view, self.navigation, self.edge_plans)
        self.draft = RelationDraft(self.session, self.navigation, self)
        self.worklist = Worklist(self.session, self.documents.model)
        self.desk = Desk(self.session, self.view, self.edits, self.navigation, self.draft, self.worklist)
        self.suggesting = Suggesting(self.session, jobs, engines, self)
        self.learner = Learner(self.session, self.suggesting, self.documents.model, status, jobs, self)
        self.learnt = Inspecting(self.session, self.learner, self.view, self)
        self.bulk = Bulk(self.session, jobs, self)
        self.asking = Asking(self.session, self.edits, self.view, self.bulk, self)
        self.comparing = Comparisons(self.session, self.view, self)
        self.training = Training(self.session, self.suggesting, self.view, status, self)
        self.finding = Finding(self.session, self.view, self.find_bar, self)
        self.history, self.travel = HistoryPanel(self.session), Travel(self.session, self)
        self.scheming = Scheming(self.session, self.bulk, self)
        self.idle = Idle(project, self)
        self._meter, self.shows_meter = Meter(self.session), True
        self.view.set_empty_text(_EMPTY)
        self.label_bar.show_scheme(self.session.scheme)
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        centre = QWidget()
        centre.setProperty("role", "page")
        centre.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.blind = PlainLabel("")
        self.blind.setObjectName("blind")
        self.blind.setWordWrap(True)
        self.blind.hide()
        for widget in (self.label_bar, self.blind, self.find_bar, line):
            column.addWidget(widget)
        column.addWidget(self.view, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.left.setDocumentMode(True)
        self.left.addTab(self.documents, "Documents")
        self.left.addTab(self.spans, "Spans")
        self.left.addTab(self.history, "History")
        for widget, stretch in ((self.left, 0), (centre, 1), (self.inspector, 0)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.left.setMinimumWidth(170)
        self.inspector.setMinimumWidth(220)
        centre.setMinimumWidth(320)
        self.splitter.setSizes([230, 800, 300])
        self.panels = Panels(self.splitter, self.left, self.inspector, self.label_bar, (self.documents, self.spans))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        for panel in (self.left, self.inspector):
            back = QShortcut(QKeySequence("Esc"), panel, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            back.activated.connect(self.inspector.drop_typed)
            back.activated.connect(self.view.setFocus)

    def _join(self) -> None:
        session, view, desk = self.session, self.view, self.desk
        session.document_opened.connect(self._show_document)
        session.document_opened.connect(self.suggesting.look)
        session.updated.connect(self._show_update)
        session.suggestions_changed.connect(self._show_suggestions)
        session.selection_changed.connect(self._show_selection)
        session.scheme_changed.connect(self._show_scheme)
        session.selection_changed.connect(self.edge_plans.remember)
        session.saved.connect(self._show_saved)
        session.saved.connect(self.idle.begin)
        session.told.connect(self.status.tell)
        session.failed.connect(self.status.warn)
        session.unsaved.connect(self._show_not_saved)
        self.suggesting.recorded.connect(self._show_row)
        self.suggesting.refreshing.ended.connect(self.listing.weigh)
        self.learner.trains = self.training.trains
        self.training.run.changed.connect(self.learner.make_way)
        self.listing.listed.connect(self._show_progress)
        self.listing.listed.connect(self.scheming.count)
        self.draft.changed.connect(self._show_draft)
        self.history.step_requested.connect(self._go_to_step)
        view.span_clicked.connect(desk.span_clicked)
        view.relation_clicked.connect(desk.relation_clicked)
        view.relation_requested.connect(desk.relation_drawn)
        view.relation_begun.connect(self._show_legal)
        view.fragment_requested.connect(self.edges.add_fragment)
        view.hotkey_pressed.connect(desk.hotkey)
        view.selection_made.connect(desk.selection_made)
        view.cursor_moved.connect(desk.cursor_moved)
        self.label_bar.label_requested.connect(self.edits.use_label)
        self.label_bar.left.connect(self._leave_label_bar)
        self.documents.document_requested.connect(self._open)
        self.spans.span_requested.connect(self.navigation.go_to_id)
        self.inspector.label_requested.connect(self.edits.relabel)
        self.inspector.value_changed.connect(self.edits.set_value)
        self.inspector.attribute_changed.connect(self.edits.set_attribute)
        self.inspector.item_requested.connect(desk.relation_clicked)
        self.inspector.end_requested.connect(self.navigation.go_to_id)
        self.inspector.relation_removed.connect(self.edges.remove_relation)
        self.inspector.parse_requested.connect(self.edits.parse_again)
        self.inspector.finished.connect(view.setFocus)
        self.asking.noted_requested.connect(self._go_to_noted)
        self.inspector.accept_requested.connect(self.edits.accept)
        self.inspector.remove_requested.connect(self.edits.remove)
        self.inspector.note_requested.connect(self.asking.note)
        self.inspector.flag_requested.connect(self.edits.toggle_flag)

    def open_first(self) -> None:
        """Show the documents, and open the first one that is not done."""
        self._show_rows()
        if (first := self.listing.first()) is not None:
            self.session.open_document(first)
        else:
            self.view.show_picture(None)
            self.inspector.show_session(self.session)
        self.view.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Other colours for what is painted by hand."""
        for part in (self.view, self.label_bar, self.documents, self.spans, self.history, self.inspector):
            part.set_theme(theme)
        self.asking.theme = self.scheming.theme = theme

    @Slot(str)
    def _open(self, document_id: str) -> None:
        self.draft.cancel()
        self.session.open_document(document_id)
        self.view.setFocus()

    @Slot()
    def _show_document(self) -> None:
        session = self.session
        assert session.doc is not None
        self.draft.cancel()
        self.view.show_picture(session.picture())
        self.view.set_caret(Caret(0), reveal=False)
        self.documents.mark(session.doc.id)
        self._show_blind()
        self._count()
        self.finding.again()

    @Slot(object)
    def _show_update(self, update: Update) -> None:
        self.view.update_picture(self.session.picture(), update.touched)
        self._count()
        for document_id in update.tx.documents:
            if document_id == update.new.document.id:
                self._show_own_row(update.new)
            else:
                self._show_row(document_id)
        self.inspector.show_session(self.session)
        self.spoke.emit(in_words(update.tx))

    @Slot()
    def _show_suggestions(self) -> None:
        session = self.session
        self.view.update_picture(session.picture(), (session.state.document.whole,))
        self._show_blind()
        self._count()
        self.inspector.show_session(session)

    @Slot()
    def _show_scheme(self) -> None:
        """The scheme is another one, or many steps were undone at once: everything is shown anew."""
        session = self.session
        self.draft.cancel()
        if self.edits.armed is not None and self.edits.armed not in {one.name for one in session.scheme.offered}:
            self.edits.armed = None
        self.label_bar.show_scheme(session.scheme)
        self.spans.show_scheme(session.scheme)
        self._show_rows()
        self._show_blind()
        if session.doc is not None:
            self.documents.mark(session.doc.id)
            self.view.update_picture(session.picture(), (session.state.document.whole,))
            self._count()

    @Slot()
    def _show_selection(self) -> None:
        session = self.session
        item = session.find(session.selected or "")
        self.view.set_marks(selected=session.selected)
        current = item.label if isinstance(item, Span) else None
        if isinstance(item, Span):
            self.spoke.emit(named(item))
        elif item is not None:
            self.spoke.emit(relation_named(session, item))
        self.label_bar.mark(armed=self.edits.armed, current=current)
        self.inspector.show_session(session)

    @Slot()
    def _show_draft(self) -> None:
        draft = self.draft.draft
        if draft is None:
            self.view.set_marks(draft=frozenset[str](), legal=None)
            self.status.tell("")
            return
        ends = frozenset(end for end in (draft.head, draft.child) if end is not None)
        self.view.set_marks(draft=ends, legal=self.draft.legal_labels(draft.head))
        child = self.session.find(draft.child or "")
        if isinstance(child, Span):
            self.view.reveal(child.start)
        self.status.keep(self.desk.told_of_draft())

    @Slot(str)
    def _show_legal(self, head: str) -> None:
        """While a relation is drawn with the mouse, what cannot be its other end is dimmed."""
        draft, legal = (frozenset((head,)), self.draft.legal_labels(head)) if head else (frozenset[str](), None)
        self.view.set_marks(draft=draft, legal=legal)

    @Slot()
    def _show_saved(self) -> None:
        self.history.show_history(self.session.history)
        self.status.show_saved()
        self._show_progress()

    @Slot(object)
    def _show_not_saved(self, problem: ProjectError) -> None:
        """Nothing was done; fields that show what was typed go back to what is so."""
        self.status.show_not_saved(in_short(problem), str(problem))
        self.inspector.show_session(self.session)

    def _show_blind(self) -> None:
        """Say plainly that suggestions are hidden in the open document."""
        self.blind.setText(self.session.blind)
        self.blind.setVisible(bool(self.session.blind))

    @Slot(str)
    def _show_row(self, document_id: str) -> None:
        self.listing.show_row(self.session.project.documents.row(document_id, self.session.source))
        self._show_progress()

    def _show_own_row(self, state: AnnotationState) -> None:
        """The open document's row, from what is known here: counting it in the file would take longer."""
        at = self.documents.model.position(state.document.id)
        if at >= 0:
            row, marks, still = self.documents.model.rows[at], state.marks, len(self.session.open_spans)
            shown = replace(
                row, status=marks.status, flagged=marks.flagged, spans=len(state.spans), open_suggestions=still,
                unsureness=self.session.open.unsureness,
            )  # fmt: skip
            self.listing.show_row(shown)

    def _show_rows(self) -> None:
        self.listing.show()
        self._show_progress()

    def show_meter(self, on: bool) -> None:
        """Tell time, pace and what is left in the status line, or only what is done."""
        self.shows_meter = on
        self._show_progress()

    def escape(self) -> None:
        """Esc: drop what is selected, armed or in the making; where nothing is, the article is alone no more."""
        if self.panels.focused and not self.busy:
            self.toggle_focus()
        else:
            self.desk.escape()

    @property
    def busy(self) -> bool:
        """Whether something is selected, armed or in the making."""
        begun = self.draft.draft or self.session.selected or self.view.caret.selection or self.edits.armed
        return begun is not None

    def toggle_fold(self) -> None:
        """Boilerplate folded to its first line, or whole."""
        self.view.fold(not self.view.folded)
        none = not any(zone.kind == "boilerplate" for zone in self.session.state.zones.values())
        how = "Boilerplate is folded to its first line" if self.view.folded else "Boilerplate is shown whole"
        self.status.tell(f"{how}; this article has none." if none else f"{how}.")

    def choose_label(self) -> None:
        """Find a label by letters, also while the article is alone."""
        self.label_bar.show()
        self.label_bar.begin()

    @Slot()
    def _leave_label_bar(self) -> None:
        self.label_bar.setVisible(not self.panels.focused)
        self.view.setFocus()

    def toggle_focus(self) -> None:
        """The article alone, or with its panels again."""
        alone = self.panels.toggle_focus()
        self.view.setFocus()
        self.status.tell("The article alone. Esc or Shift+F11 brings the panels back." if alone else "")

    @Slot()
    def _show_progress(self) -> None:
        model, work = self.documents.model, self._meter.look() if self.shows_meter else None
        text = told(model.done, len(model.rows), work) if model.listed.whole else ""
        self.status.show_progress(text, EXPLAINED if self.shows_meter else "")

    @Slot(int)
    def _go_to_step(self, number: int) -> None:
        """Undo or redo so that the step with a number is the last one that is done."""
        self.draft.cancel()
        self.travel.go(number - self.history.model.present)

    def show_history(self) -> None:
        """Bring the history to the front, with the present in focus."""
        self.left.show()
        self.left.setCurrentWidget(self.history)
        self.history.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, str)
    def _go_to_noted(self, document_id: str, item_id: str) -> None:
        if self.session.doc is None or self.session.doc.id != document_id:
            self._open(document_id)
        self.draft.cancel()
        self.navigation.go_to(self.session.find(item_id))
        self.view.setFocus()

    def _count(self) -> None:
        self.label_bar.show_counts(self.session.counts)
        self.spans.show_picture(self.session.picture(), self.session.selected)

    def show_imported(self, document_id: str | None) -> None:
        """New documents are there: list them, and open one of them."""
        self._show_rows()
        if document_id is not None:
            self._open(document_id)
