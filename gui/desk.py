"""What a key or click means now: the same key does another thing while a relation is in the making."""

from __future__ import annotations

from annotate.model import Relation, Span
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.edits import Edits
from gui.navigation import Navigation
from gui.relation_draft import RelationDraft
from gui.session import Session
from gui.worklist import Worklist


class Desk:
    """Sends what was asked for to the edits, the navigation or the relation draft."""

    def __init__(
        self,
        session: Session,
        view: ArticleView,
        edits: Edits,
        navigation: Navigation,
        draft: RelationDraft,
        worklist: Worklist,
    ) -> None:
        self._session, self._view = session, view
        self.edits, self.navigation, self.draft, self._worklist = edits, navigation, draft, worklist

    def step(self, step: int) -> None:
        """Tab: the next or previous span, or other end of the relation."""
        if self.draft.draft is not None:
            self.draft.step(step)
        else:
            self.navigation.step(step)

    def enter(self) -> None:
        """Enter: accept the suggestion and go on, or make the relation."""
        if self.draft.draft is not None:
            self.draft.confirm()
        else:
            self.edits.accept()

    def escape(self) -> None:
        """Esc: forget the relation in the making, or else selection and armed label."""
        if self.draft.draft is not None:
            self.draft.cancel()
            return
        self._view.set_caret(Caret(self._view.caret.offset), reveal=False)
        self.edits.armed = None
        self._session.select(None)
        self._session.selection_changed.emit()

    def hotkey(self, key: str) -> None:
        """A label's key: of the relation in the making, of the selected relation, or of a span label."""
        session = self._session
        if self.draft.draft is not None:
            self.draft.key(key)
            return
        item = session.find(session.selected or "")
        if isinstance(item, Relation) and self._view.caret.selection is None:
            label = next(
                (one for one in session.scheme.relations if one.hotkey == key.casefold() and not one.retired), None
            )
            if label is not None:
                self.edits.relabel(label.name)
                return
        found = session.scheme.span_label_by_hotkey(key)
        if found is not None:
            self.edits.use_label(found.name)
        else:
            session.told.emit(f"No label has the key “{key}”. The label bar shows the keys.")

    def span_clicked(self, span_id: str) -> None:
        """A click on a span, or, with an empty id, beside all of them."""
        if self.draft.draft is not None and span_id:
            self.draft.choose(span_id)
        elif self.draft.draft is None:
            self._session.select(span_id or None)

    def relation_clicked(self, relation_id: str) -> None:
        """A click on an arc."""
        self.draft.cancel()
        self._session.select(relation_id)

    def relation_drawn(self, head: str, child: str) -> None:
        """A relation was drawn with the mouse: with one label allowed it is made at once."""
        self._session.select(head)
        self.draft.begin()
        self.draft.choose(child)
        draft = self.draft.draft
        if draft is not None and draft.child is not None and len(self.draft.labels()) == 1:
            self.draft.confirm()

    def cursor_moved(self) -> None:
        """The word cursor was moved by key: what was selected is left."""
        if self.draft.draft is None:
            self._session.select(None)

    def selection_made(self) -> None:
        """Text was selected: a span that was selected before is left, and an armed label is used."""
        self.draft.cancel()
        self._session.select(None)
        self.edits.selection_made()

    def begin_relation(self) -> None:
        """Ctrl+L: begin a relation at the selected span."""
        if self.draft.begin():
            self._view.setFocus()

    def finish(self, *, accept_rest: bool) -> None:
        """Mark the document done, and go to the next one that is not."""
        self.draft.cancel()
        if self.edits.finish(accept_rest=accept_rest):
            self._worklist.step(1, unfinished=True)

    def go_to_document(self, step: int) -> None:
        """The next or previous document in the panel's order."""
        self.draft.cancel()
        self._worklist.step(step)

    def go_to_unsure_document(self) -> None:
        """The document that the model is most unsure of, of those that wait."""
        self.draft.cancel()
        self._worklist.step_by_doubt()

    def step_by_doubt(self, step: int) -> None:
        """The next or previous suggestion by how unsure the model is."""
        self.draft.cancel()
        self.navigation.step_by_doubt(step)

    def step_relation(self, step: int) -> None:
        """The next or previous suggested relation."""
        self.draft.cancel()
        self.navigation.step_relation(step)

    def told_of_draft(self) -> str:
        """What the status line says of the relation in the making."""
        draft = self.draft.draft
        if draft is None:
            return ""
        head = self._session.find(draft.head)
        text = f"Relation from “{head.text}”: " if isinstance(head, Span) else "Relation: "
        child = self._session.find(draft.child or "")
        if not isinstance(child, Span):
            return text + "Tab or a click chooses the other end, Esc drops it."
        labels = self.draft.labels()
        how = "Enter makes it" if len(labels) == 1 else "press its key"
        return f"{text}to “{child.text}”: {self.draft.choices()} — {how}."
