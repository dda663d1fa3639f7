"""What an edit of the edges of a span would do now: the step, or the reason why there is none."""

from __future__ import annotations

from annotate import commands, edges, review
from annotate.change import Transaction
from annotate.errors import NothingToDo, Refused
from annotate.index import reading_order
from annotate.model import Span
from annotate.offsets import (
    Range,
    next_grapheme,
    next_word_end,
    next_word_start,
    previous_grapheme,
    previous_word_end,
    previous_word_start,
)
from annotate.state import AnnotationState
from gui.article.view import ArticleView
from gui.navigation import Navigation
from gui.planning import Plans
from gui.session import Session
from gui.steps import joined
from store.ids import new_id, new_ids


class EdgePlans:
    """Steps on the selected span, or on the one at the cursor. As in `Plans`, Refused has the reason for none."""

    def __init__(self, session: Session, view: ArticleView, navigation: Navigation, plans: Plans) -> None:
        self._session, self._view, self._navigation, self._plans = session, view, navigation, plans
        self._last: str | None = None  # the span that was selected last: what was selected when text was selected

    def remember(self) -> None:
        """The selection has changed."""
        item = self._session.item
        if isinstance(item, Span):
            self._last = item.id

    def move_end(self, *, start: bool, by_word: bool, step: int) -> Transaction | None:
        """Move one end of the selected span by a word or a character."""
        item, text = self._plans.span(), self._session.state.document.text
        fragments = list(item.fragments)
        at = 0 if start else len(fragments) - 1
        edge = fragments[at].start if start else fragments[at].end
        moved = moved_edge(text, edge, start=start, by_word=by_word, step=step)
        if moved is None or moved == edge:
            raise NothingToDo("There is no further word." if by_word else "The text ends here.")
        fragments[at] = Range(moved, fragments[at].end) if start else Range(fragments[at].start, moved)
        return self.place(item, fragments)

    def place(self, item: Span, fragments: list[Range]) -> Transaction | None:
        """Give a span or suggestion other fragments."""
        session = self._session
        if any(one.start >= one.end for one in fragments):
            raise Refused("A span needs at least one character.")
        place = commands.join_fragments(session.state, fragments)
        if place == item.fragments:
            raise NothingToDo("This text is in the span already.")
        if item.decision != "open":
            return commands.resize(session.state, item.id, place, parse=session.parse)
        commands.check_twin(session.state, place, item.label)
        return self._plans.decide(item, fragments=list(place))

    def add_selection(self) -> Transaction | None:
        """Add the selected text to the span that is, or was last, selected."""
        session, wanted = self._session, self._view.caret.selection
        item = session.find(session.selected or self._last or "")
        if wanted is None or not isinstance(item, Span):
            raise NothingToDo("Select a span, then select the text that is to be its further fragment.")
        return self.place(item, [*item.fragments, wanted])

    def add_fragment(self, wanted: Range) -> Transaction | None:
        """Add a piece of text to the selected span."""
        item = self._session.item
        if not isinstance(item, Span):
            raise NothingToDo("Select a span first, then drag with Ctrl to add a fragment to it.")
        return self.place(item, [*item.fragments, wanted])

    def remove_fragment(self) -> Transaction | None:
        """Take the fragment at the cursor out of its span."""
        session, at = self._session, self._view.caret.offset
        item = self._at_cursor(lambda span: len(span.fragments) > 1 and span.start <= at <= span.end)
        if item is None:
            raise NothingToDo("Put the cursor into a fragment of a span that has several.")
        return self._plans.own(item, lambda state, own: edges.remove_fragment(state, own, at, parse=session.parse))

    def trim(self) -> Transaction | None:
        """Take spaces, quotes and punctuation off the ends of the selected span."""
        session, item = self._session, self._plans.span()
        if edges.trimmed(session.state.document.text, item) == item.fragments:
            raise NothingToDo("There is nothing to trim: the span begins and ends with a word.")
        return self._plans.own(item, lambda state, own: edges.trim_span(state, own, parse=session.parse))

    def split(self) -> Transaction | None:
        """Split the span at the cursor into two."""
        session, at, made = self._session, self._view.caret.offset, new_id()
        item = self._at_cursor(lambda span: span.start < at < span.end)
        if item is None:
            raise NothingToDo("Put the cursor into a span, between two words, where it is to be split.")
        return self._plans.own(
            item, lambda state, own: edges.split_span(state, own, at, new_id=made, parse=session.parse)
        )

    def merge(self) -> Transaction | None:
        """Join the selected span with the next one of its label, or, where none follows, with the one before."""
        session, item = self._session, self._plans.span()
        other = self._of_label(item, 1) or self._of_label(item, -1)
        if other is None:
            raise NothingToDo(f"There is no other {item.label} in this article to join it with.")

        def make(state: AnnotationState, span_id: str) -> Transaction:
            taken = None
            if other.decision == "open":
                taken = review.accept(session.suggested, state, other.id, new_ids=new_ids())
                state = state.apply(taken)
            own = other.id if taken is None else state.decisions[other.id].annotation or ""
            return joined("span.merge", taken, edges.merge_spans(state, span_id, own, parse=session.parse))

        return self._plans.own(item, make)

    def end(self, *, head: bool) -> Span:
        """The head or the child of the selected relation."""
        found = self._navigation.end_of(self._plans.relation(), head=head)
        if found is None:
            raise NothingToDo("This end of the relation is not shown.")
        return found

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


def moved_edge(text: str, edge: int, *, start: bool, by_word: bool, step: int) -> int | None:
    """Where an edge of a fragment goes by a word or a character; None where the text ends."""
    if not by_word:
        return next_grapheme(text, edge) if step > 0 else previous_grapheme(text, edge)
    if step > 0:
        return (next_word_start if start else next_word_end)(text, edge)
    return (previous_word_start if start else previous_word_end)(text, edge)
