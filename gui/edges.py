"""What a person does to the edges of spans and the ends of relations: from keys to transactions."""

from __future__ import annotations

from annotate import commands, review
from annotate.change import Transaction
from annotate.model import Relation
from annotate.offsets import Range
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.navigation import Navigation
from gui.planning_edges import EdgePlans
from gui.session import Session


class Edges:
    """Edits of the selected span, or of the one at the cursor. Open suggestions are decided as edited."""

    def __init__(self, session: Session, view: ArticleView, navigation: Navigation, plans: EdgePlans) -> None:
        self._session, self._view, self._navigation, self._plans = session, view, navigation, plans

    def move_end(self, *, start: bool, by_word: bool, step: int) -> None:
        """Move one end of the selected span by a word or a character."""
        self._session.attempt(lambda: self._plans.move_end(start=start, by_word=by_word, step=step), select=True)

    def trim(self) -> None:
        """Take spaces, quotes and punctuation off the ends of the selected span."""
        self._session.attempt(self._plans.trim, select=True)

    def split(self) -> None:
        """Split the span at the cursor into two."""
        self._session.attempt(self._plans.split, select=True)

    def merge(self) -> None:
        """Join the selected span with the next one of its label, or, where none follows, with the one before."""
        self._session.attempt(self._plans.merge, select=True)

    def add_selection(self) -> None:
        """Add the selected text to the span that is, or was last, selected: it becomes discontinuous."""
        place = self._view.caret.selection
        if self._session.attempt(self._plans.add_selection, select=True) and place is not None:
            self._view.set_caret(Caret(place.start), reveal=False)

    def add_fragment(self, start: int, end: int) -> None:
        """Add a piece of text, drawn with the mouse, to the selected span."""
        self._session.attempt(lambda: self._plans.add_fragment(Range(start, end)), select=True)

    def remove_fragment(self) -> None:
        """Take the fragment at the cursor out of its span."""
        self._session.attempt(self._plans.remove_fragment, select=True)

    def go_to_end(self, *, head: bool) -> None:
        """Select the head or the child of the selected relation."""
        self._navigation.lead(lambda: self._plans.end(head=head))

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
