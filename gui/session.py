"""Session: the open project, the open document and its state. The only place that replaces the current state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotate import rejected
from annotate.change import Transaction
from annotate.document import Document
from annotate.errors import GilderError, NothingToDo, Refused
from annotate.history import History
from annotate.index import SpanIndex
from annotate.model import Relation, Span, Value
from annotate.open import OpenSuggestions
from annotate.scheme import Scheme
from annotate.scheme_edit import SchemeDraft
from annotate.state import AnnotationState
from annotate.tables import Relations
from gui.decorate import Picture
from gui.steps import LARGE, Read, Written, following, parser_of, with_status
from gui.update import Update, touched_by
from store.errors import ProjectError
from store.journal import Entry, Kind
from store.project import Project
from store.sources import Source


class Session(QObject):
    """What is open, and the one road on which it changes."""

    document_opened = Signal()
    updated = Signal(object)  # Update
    suggestions_changed = Signal()
    selection_changed = Signal()
    scheme_changed = Signal()  # or much else at once: everything has to be shown anew
    saved = Signal()
    told = Signal(str)
    failed = Signal(str)
    large_step_requested = Signal(object, bool)  # Entry, and whether it is to be taken back or done again
    unsaved = Signal(object)  # ProjectError: what was to be done could not be written, and was not done

    def __init__(self, project: Project, annotator: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.source: Source = project.sources.person(annotator)
        self.history: History[Entry] = project.journal.history(self.source)
        self.doc: Document | None = None
        self._state: AnnotationState | None = None
        self._open: OpenSuggestions | None = None
        self.counts: Counter[str] = Counter()  # labels of the spans that are shown
        self.selected: str | None = None
        self.shows_rejected, self._rejected = False, SpanIndex()
        self._rejected_relations = Relations()
        self.shows_aliases = False
        self.held = ""  # why nothing can be changed just now
        self.retry: Callable[[], object] | None = None  # what could not be written last

    @property
    def scheme(self) -> Scheme:
        """The project's scheme."""
        return self.project.scheme

    @property
    def state(self) -> AnnotationState:
        """The annotations of the open document by this annotator."""
        assert self._state is not None, "no document is open"
        return self._state

    @property
    def open(self) -> OpenSuggestions:
        """The suggestions for the open document that wait for an answer."""
        assert self._open is not None, "no document is open"
        return self._open

    @property
    def suggested(self) -> AnnotationState:
        """What a model proposed for the open document."""
        return self.open.suggested

    @property
    def open_spans(self) -> SpanIndex:
        """The suggested spans that wait for an answer."""
        return self._open.spans if self._open is not None else SpanIndex()

    def read(self, document_id: str) -> Read:
        """A document with the annotator's state and the newest run's suggestions."""
        doc = self.project.documents.get(document_id)
        state = self.project.annotations.state(doc, self.source)
        return self._read(doc, state)

    def _read(self, doc: Document, state: AnnotationState) -> Read:
        still = OpenSuggestions.of(self.project.suggestions.suggested(doc), state)
        counts = Counter(span.label for spans in (state.index, still.spans) for span in spans.by_id.values())
        return Read(doc, state, still, counts)

    def open_document(self, document_id: str) -> None:
        """Open another document of the project."""
        self.show_document(self.read(document_id))

    def show_document(self, read: Read) -> None:
        """Make a document that was read the open one."""
        self.doc, self._state, self._open, self.counts = read.doc, read.state, read.open, read.counts
        self.selected = None
        self._find_rejected()
        self.document_opened.emit()
        self.selection_changed.emit()

    def reload_suggestions(self) -> None:
        """Read what a model has just proposed for the open document."""
        if self.doc is not None:
            read = self._read(self.doc, self.state)
            self._open, self.counts = read.open, read.counts
            if self.selected is not None and self.find(self.selected) is None:
                self.select(None)
            self.suggestions_changed.emit()

    def reload(self) -> None:
        """Read the open document and its suggestions anew, after the scheme or the file changed beneath it."""
        if self.doc is not None:
            read, selected = self.read(self.doc.id), self.selected
            self.doc, self._state, self._open, self.counts = read.doc, read.state, read.open, read.counts
            self._find_rejected()
            self.selected = selected if selected is not None and self.find(selected) is not None else None
        self.scheme_changed.emit()
        self.selection_changed.emit()

    def change_scheme(self, draft: SchemeDraft, toml: str) -> bool:
        """Put a scheme in the place of the present one; annotations follow in the same step. A refusal is told."""

        try:
            self._check_free()
            entry, self.source = self.project.schemes.change(draft, toml, following(draft), self.source)
        except GilderError as problem:
            self.refuse(problem, partial(self.change_scheme, draft, toml))
            return False
        self.history = self.history.record(entry)
        self.reload()
        self.saved.emit()
        return True

    def show_written(self, done: Written) -> None:
        """A step was written through another connection: what came of it is read, and everything shown anew."""
        self.source = done.source
        if done.entry is not None:
            again = {"undo": self.history.undo, "redo": self.history.redo}.get(done.entry.kind)
            self.history = again() if again is not None else self.history.record(done.entry)
        self.project.schemes.forget()
        taken_back = done.entry is not None and done.entry.kind != "edit"
        docs = done.tx.documents if done.tx is not None and taken_back else ()
        if docs and (self.doc is None or self.doc.id not in docs):
            self.open_document(docs[0])
        self.reload()
        self.saved.emit()

    def read_again(self) -> None:
        """Read everything anew: what is in the file is not known here."""
        self.project.schemes.forget()
        self.source = self.project.sources.person(self.source.name)
        self.history = self.project.journal.history(self.source)
        self.reload()

    def _check_free(self) -> None:
        if self.held:
            raise Refused(self.held)

    def check_writable(self) -> None:
        """Raise NothingToDo where nothing can be changed, now or at all."""
        if self.held or self.project.read_only:
            raise NothingToDo(self.held or "The project is open for reading only.")

    def step_in_file(self, *, back: bool) -> bool:
        """Undo or redo a step in the file only, for one of many; `reload` then shows what came of all of them.

        Whether there was one. Raises GilderError; then it was not done.
        """
        entry = self.history.next_undo if back else self.history.next_redo
        if entry is None:
            return False
        self._check_free()
        if entry.kind == "scheme":
            self.project.schemes.again(entry, self.source, back=back)
        else:
            tx = self.project.journal.transaction(entry.id)
            kind: Kind = "undo" if back else "redo"
            self.project.annotations.append(tx.inverse() if back else tx, self.source, kind=kind, undoes=entry.id)
        self.history = self.history.undo() if back else self.history.redo()
        return True

    def picture(self) -> Picture:
        """What the article view shows."""
        no = (self._rejected, self._rejected_relations)
        return Picture(self.state, self.open, self.scheme, no[0], self.shows_aliases, no[1])

    @property
    def rejected_spans(self) -> SpanIndex:
        """The suggested spans that the person said no to, where they are shown."""
        return self._rejected

    @property
    def rejected_relations(self) -> Relations:
        """The suggested relations that the person said no to, where they are shown."""
        return self._rejected_relations

    def is_rejected(self, item_id: str) -> bool:
        """Whether a suggestion is one of the rejected ones that are shown."""
        return item_id in self._rejected.by_id or item_id in self._rejected_relations

    def _find_rejected(self) -> None:
        """The newest run's suggestions that the person said no to, where they are shown."""
        self._rejected, self._rejected_relations = SpanIndex(), Relations()
        if self.shows_rejected and self._state is not None:
            self._rejected = SpanIndex(rejected.rejected_spans(self.suggested, self._state))
            self._rejected_relations = Relations(rejected.rejected_relations(self.suggested, self._state))

    def toggle_rejected(self) -> None:
        """Show what was rejected, or hide it again; it can be selected, and accepted after all."""
        self.shows_rejected = not self.shows_rejected
        self._find_rejected()
        if self._state is not None:
            self.suggestions_changed.emit()
            count = len(self._rejected) + len(self._rejected_relations)
            if not self.shows_rejected:
                self.told.emit("Rejected suggestions are hidden.")
            elif count:
                self.told.emit(f"{count:,} rejected: Tab goes to them, Enter accepts, Ctrl+Backspace opens one again.")
            else:
                self.told.emit("Nothing was rejected in this article.")

    def toggle_aliases(self) -> None:
        """Give suggested aliases arcs of their own, or draw them only where an end is selected."""
        self.shows_aliases = not self.shows_aliases
        if self._state is not None:
            self.suggestions_changed.emit()
        how = "Every suggested alias has its arc." if self.shows_aliases else "Aliases show where an end is selected."
        self.told.emit(how)

    def select(self, item_id: str | None) -> None:
        """Select a span, a suggestion or a relation; None selects nothing."""
        if item_id is not None and self.find(item_id) is None:
            item_id = None
        if item_id != self.selected:
            self.selected = item_id
            self.selection_changed.emit()

    @property
    def item(self) -> Span | Relation | None:
        """The selected span, suggestion or relation."""
        return self.find(self.selected) if self.selected is not None else None

    def find(self, item_id: str) -> Span | Relation | None:
        """The person's item or the open suggestion with an id."""
        if self._state is None:
            return None
        own = self._state.spans.get(item_id) or self._state.relations.get(item_id)
        still = self.open.spans.by_id.get(item_id) or self.open.relations.get(item_id)
        return own or still or self._rejected.by_id.get(item_id) or self._rejected_relations.get(item_id)

    def parse(self, surface: str, label: str) -> Value | None:
        """The meaning of a text of the open document under a label of the scheme."""
        return parser_of(self.scheme, self.state.document)(surface, label)

    def attempt(self, make: Callable[[], Transaction | None], *, select: bool = False) -> bool:
        """Make a transaction and send it on its way; a refusal is told. Whether something was done.

        With `select` what the transaction has in focus is selected.
        """
        try:
            tx = make()
            done = self.dispatch(tx)
        except GilderError as problem:
            self.refuse(problem, partial(self.attempt, make, select=select))
            return False
        if done and select and tx is not None:
            self.select(tx.focus)
        return done

    def refuse(self, problem: GilderError, retry: Callable[[], object] | None = None) -> None:
        """Tell why something was not done, and keep how it could be tried again."""
        self.retry = retry
        (self.told if isinstance(problem, NothingToDo) else self.failed).emit(str(problem))
        if isinstance(problem, ProjectError):
            self.unsaved.emit(problem)

    def try_again(self) -> None:
        """Do what could not be written last."""
        retry, self.retry = self.retry, None
        if retry is not None:
            retry()

    @property
    def blind(self) -> str:
        """What is said of the open document where suggestions are hidden in it; empty where none are."""
        blinding = self.project.blinding.current
        if self.doc is None or not blinding.share:
            return ""
        if blinding.unit == "spans":
            return f"Blind in part: {blinding.share} % of the places are shown without suggestions"
        return "Blind: suggestions are hidden here" if blinding.hides_document(self.doc.digest) else ""

    def dispatch(self, tx: Transaction | None) -> bool:
        """Apply, write durably, and only then show. Raises GilderError; then nothing has changed."""
        if tx is None or not tx.changes:
            return False
        self._check_free()
        tx = with_status(tx, self.state)
        entry = self._take(tx)
        self.history = self.history.record(entry)
        self.saved.emit()
        return True

    def _take(self, tx: Transaction, *, kind: Kind = "edit", undoes: str | None = None) -> Entry:
        old, new = self.state, self.state.apply(tx)
        entry, self.source = self.project.annotations.append(tx, self.source, kind=kind, undoes=undoes)
        self._state, self._open = new, self.open.after(tx, old, new)
        self._recount(tx)
        self._find_rejected()
        gone = self.selected is not None and self.find(self.selected) is None
        if gone:
            self.selected = None
        self.updated.emit(Update(old, new, tx, touched_by(tx, old, new, self.suggested)))
        if gone:
            self.selection_changed.emit()
        return entry

    def _recount(self, tx: Transaction) -> None:
        """Bring the counts up to date; only labels that the step touches can have changed."""
        for one in tx.within(self.state.document.id).changes:
            for span, sign in ((one.before, -1), (one.after, 1)):
                if isinstance(span, Span):
                    self.counts[span.label] += sign
        self.counts.subtract(span.label for span in self.open.closed)
        self.counts.update(span.label for span in self.open.opened)

    def undo(self) -> None:
        """Take the newest step back, in whichever document it was."""
        if self._again(back=True):
            self.history = self.history.undo()
            self.saved.emit()

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if self._again(back=False):
            self.history = self.history.redo()
            self.saved.emit()

    def past(self, *, back: bool) -> Entry:
        """The step that undo takes back, or that redo does again. Raises NothingToDo."""
        entry = self.history.next_undo if back else self.history.next_redo
        if entry is None:
            raise NothingToDo("Nothing to undo." if back else "Nothing to redo.")
        return entry

    def _again(self, *, back: bool) -> bool:
        try:
            entry = self.past(back=back)
            if not self.held and self.project.journal.size(entry.id) >= LARGE:
                self.large_step_requested.emit(entry, back)
                return False
            self._check_free()
            if entry.kind == "scheme":
                self.project.schemes.again(entry, self.source, back=back)
                self.reload()
                return True
            tx = self.project.journal.transaction(entry.id)
            tx = self.project.annotations.whole(tx.inverse() if back else tx, self.source)
            if self.doc is None or self.doc.id not in tx.documents:
                self.open_document(tx.documents[0])
            self._take(tx, kind="undo" if back else "redo", undoes=entry.id)
        except GilderError as problem:
            self.refuse(problem, self.undo if back else self.redo)
            return False
        focus = next((one.key[2] for one in tx.changes if self.find(one.key[2]) is not None), None)
        self.select(focus)
        return True
