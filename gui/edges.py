"""What a person does to the edges of spans and the ends of relations: from keys to transactions."""

from __future__ import annotations

from annotate import commands, edges, review
from annotate.change import Transaction
from annotate.index import reading_order
from annotate.model import Relation, Span
from annotate.state import AnnotationState
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.edits import Edits
from gui.navigation import Navigation
from gui.session import Session
from gui.steps import joined
from store.ids import new_id, new_ids

_SELECT = "Select a span first: Tab goes to the next one."


class Edges:
    """Edits of the selected span, or of the one at the cursor. Open suggestions are decided as edited."""

    def __init__(self, session: Session, view: ArticleView, navigation: Navigation, edits: Edits) -> None:
        self._session, self._view, self._navigation, self._edits = session, view, navigation, edits
        self._last: str | None = None  # the span that was selected last: what was selected when text was selected

    def remember(self) -> None:
        """The selection has changed."""
        item = self._session.find(self._session.selected or "")
        if isinstance(item, Span):
            self._last = item.id

    def trim(self) -> None:
        """Take spaces, quotes and punctuation off the ends of the selected span."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if not isinstance(item, Span):
            session.told.emit(_SELECT)
        elif edges.trimmed(session.state.document.text, item) == item.fragments:
            session.told.emit("There is nothing to trim: the span begins and ends with a word.")
        else:
            self._edits.on_own(lambda state, span_id: edges.trim_span(state, span_id, parse=session.parse))

    def split(self) -> None:
        """Split the span at the cursor into two."""
        session, at, made = self._session, self._view.caret.offset, new_id()
        item = self._at_cursor(lambda span: span.start < at < span.end)
        if item is None:
            session.told.emit("Put the cursor into a span, between two words, where it is to be split.")
            return
        session.select(item.id)
        self._edits.on_own(
            lambda state, span_id: edges.split_span(state, span_id, at, new_id=made, parse=session.parse)
        )

    def merge(self) -> None:
        """Join the selected span with the next one of its label, or, where none follows, with the one before."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if not isinstance(item, Span):
            session.told.emit(_SELECT)
            return
        other = self._of_label(item, 1) or self._of_label(item, -1)
        if other is None:
            session.told.emit(f"There is no other {item.label} in this article to join it with.")
            return

        def make(state: AnnotationState, span_id: str) -> Transaction:
            taken = None
            if other.decision == "open":
                taken = review.accept(session.suggested, state, other.id, new_ids=new_ids())
                state = state.apply(taken)
            own = other.id if taken is None else state.decisions[other.id].annotation or ""
            return joined("span.merge", taken, edges.merge_spans(state, span_id, own, parse=session.parse))

        self._edits.on_own(make)

    def add_selection(self) -> None:
        """Add the selected text to the span that is, or was last, selected: it becomes discontinuous."""
        session, place = self._session, self._view.caret.selection
        item = session.find(session.selected or self._last or "")
        if place is None or not isinstance(item, Span):
            session.told.emit("Select a span, then select the text that is to be its further fragment.")
            return
        session.select(item.id)
        self._edits.add_fragment(*place)
        self._view.set_caret(Caret(place.start), reveal=False)

    def remove_fragment(self) -> None:
        """Take the fragment at the cursor out of its span."""
        session, at = self._session, self._view.caret.offset
        item = self._at_cursor(lambda span: len(span.fragments) > 1 and span.start <= at <= span.end)
        if item is None:
            session.told.emit("Put the cursor into a fragment of a span that has several.")
            return
        session.select(item.id)
        self._edits.on_own(lambda state, span_id: edges.remove_fragment(state, span_id, at, parse=session.parse))

    def go_to_end(self, *, head: bool) -> None:
        """Select the head or the child of the selected relation."""
        item = self._session.find(self._session.selected or "")
        if isinstance(item, Relation):
            self._navigation.go_to_end(item, head=head)
        else:
            self._session.told.emit("Select a relation first: a click on its arc, or its row in the inspector.")

    def remove_relation(self, relation_id: str) -> None:
        """Delete a relation, or reject a suggested one, without going elsewhere."""
        session, item = self._session, self._session.find(relation_id)
        if not isinstance(item, Relation):
            return
        was_selected = session.selected == relation_id

        def make() -> Transaction:
            if item.decision == "open":
                return review.reject(session.suggested, session.state, [relation_id])
            return commands.delete_relation(session.state, relation_id)

        if session.attempt(make) and was_selected:
            self._navigation.go_to_end(item, head=True)

    def _at_cursor(self, fits: edges.Fits) -> Span | None:
        """The selected span if it fits, or the innermost one at the cursor that does."""
        session, at = self._session, self._view.caret.offset
        around = session.picture().spans_between(max(0, at - 1), at + 1)
        found = [session.find(one) for one in (session.selected or "", *(one.id for one in around))]
        fitting = [one for one in found if isinstance(one, Span) and fits(one)]
        if fitting and fitting[0].id == session.selected:
            return fitting[0]
        return min(fitting, key=lambda span: span.end - span.start, default=None)

    def _of_label(self, item: Span, step: int) -> Span | None:
        """The next span of a label, or with a `step` of -1 the one before; they do not begin again at the other end."""
        found, at = self._navigation.beside(item, step), reading_order(item)
        while found is not None and found.id != item.id and (reading_order(found) > at) == (step > 0):
            if found.label == item.label:
                return found
            found, at = self._navigation.beside(found, step), reading_order(found)
        return None
