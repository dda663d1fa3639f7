"""What an edit would do now, before it does it: the step, or the reason why there is none.

The keys send these steps to the session; menus and the palette ask for them only to see whether there is one.
"""

from __future__ import annotations

from collections.abc import Callable

from annotate import commands, rejected, review
from annotate.change import Transaction, compose
from annotate.errors import NothingToDo
from annotate.model import Relation, Span, ZoneKind
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.article.view import ArticleView
from gui.session import Session
from gui.steps import joined
from store.ids import new_id, new_ids

Make = Callable[[AnnotationState, str], Transaction | None]
"""A step on the person's own annotation with an id."""

_NEW_ENDS = ("relation.relabel", "relation.reverse")  # steps that look themselves at what the scheme allows
_SELECT = "Select a span first: Tab goes to the next one."
_SELECT_RELATION = "Select a relation first: a click on its arc, or its row in the inspector."


class Plans:
    """Steps on what is selected now. They change nothing themselves; each raises Refused with the reason."""

    def __init__(self, session: Session, view: ArticleView) -> None:
        self._session, self._view = session, view

    def span(self) -> Span:
        """The selected span."""
        item = self._session.item
        if not isinstance(item, Span):
            raise NothingToDo(_SELECT)
        return item

    def relation(self) -> Relation:
        """The selected relation."""
        item = self._session.item
        if not isinstance(item, Relation):
            raise NothingToDo(_SELECT_RELATION)
        return item

    def own(self, item: Span | Relation, make: Make) -> Transaction | None:
        """Change an annotation as the person's own; an open suggestion is accepted in the same step."""
        session = self._session
        if item.decision != "open":
            return make(session.state, item.id)
        accepted = self.accepted(item.id)
        after = session.state.apply(accepted)
        made = after.decisions[item.id].annotation
        changed = make(after, made) if made is not None else None
        if changed is None or changed.event not in _NEW_ENDS:  # those look at the ends themselves
            self.check_ends(item.id)
        return joined(changed.event if changed is not None else accepted.event, accepted, changed)

    def accepted(self, suggestion_id: str) -> Transaction:
        """Take a suggestion; one that was rejected before is opened again first."""
        session = self._session
        before, state = self.reopened(suggestion_id)
        taken = review.accept(session.suggested, state, suggestion_id, new_ids=new_ids())
        return compose((*before, taken), "suggestion.accept")

    def reopened(self, suggestion_id: str) -> tuple[list[Transaction], AnnotationState]:
        """The state in which a suggestion is open, with the step that leads there if it is a rejected one."""
        session = self._session
        if not session.is_rejected(suggestion_id):
            return [], session.state
        again = rejected.restore(session.suggested, session.state, [suggestion_id])
        return [again], session.state.apply(again)

    def check_ends(self, suggestion_id: str) -> None:
        """Refuse a suggested relation that no longer fits the labels that the person gave its ends."""
        session = self._session
        relation = session.suggested.relations.get(suggestion_id)
        if relation is not None:
            review.check_ends(session.suggested, session.state, session.scheme, relation)

    def accept(self, item: Span | Relation) -> Transaction:
        """Take a suggestion as it is."""
        self.check_ends(item.id)
        return self.accepted(item.id)

    def decide(self, item: Span, *, label: str | None = None, fragments: list[Range] | None = None) -> Transaction:
        """Take an open suggestion with another label or other ends."""
        session = self._session
        before, state = self.reopened(item.id)
        tx = review.decide_span(
            session.suggested, state, item.id, new_id=new_id(), label=label, fragments=fragments, parse=session.parse
        )
        return compose((*before, tx), tx.event)

    def remove(self) -> Transaction:
        """Reject the selected suggestion, or delete the selected span or relation."""
        session, item = self._session, self._session.item
        if item is None:
            raise NothingToDo(_SELECT)
        if session.is_rejected(item.id):
            raise NothingToDo("This is rejected already: Ctrl+Backspace opens it again, Enter accepts it.")
        if item.decision == "open":
            return review.reject(session.suggested, session.state, [item.id])
        delete = commands.delete_relation if isinstance(item, Relation) else commands.delete_span
        return delete(session.state, item.id)

    def restore(self) -> Transaction:
        """Open the selected rejected suggestion again."""
        session, item = self._session, self._session.item
        if item is not None and session.is_rejected(item.id):
            return rejected.restore(session.suggested, session.state, [item.id])
        if session.shows_rejected:
            raise NothingToDo("Select a rejected suggestion first: Tab and Alt+Down go to them.")
        raise NothingToDo("F10 shows the rejected suggestions; select the one that is to be open again.")

    def parse_again(self) -> Transaction | None:
        """Read the value of the selected span anew from its text."""
        session, item = self._session, self._session.item
        if not isinstance(item, Span) or session.scheme.meaning(item.label) == "none":
            raise NothingToDo("Select a number or a date first: only those have a value.")
        if item.value == session.parse(item.text, item.label) is not None:
            raise NothingToDo("The value is what the text says.")
        return self.own(item, lambda state, own: commands.parse_again(state, own, parse=session.parse))

    def reverse(self) -> Transaction | None:
        """Swap head and child of the selected relation."""
        scheme = self._session.scheme
        return self.own(self.relation(), lambda state, own: commands.reverse_relation(state, scheme, own))

    def flag(self) -> Transaction | None:
        """Flag the selected annotation or the document, or take the flag away."""

        def toggle(state: AnnotationState, item_id: str) -> Transaction | None:
            return commands.set_flag(state, item_id, not commands.annotation_of(state, item_id).flagged)

        session, item = self._session, self._session.item
        return self.own(item, toggle) if item is not None else toggle(session.state, session.state.document.id)

    def mark_zone(self, kind: ZoneKind) -> Transaction:
        """Mark the selected text as a zone."""
        place = self._view.caret.selection
        if place is None:
            raise NothingToDo("Select some text first, then mark it as a zone.")
        tx = commands.mark_zone(self._session.state, kind, place, new_id=new_id())
        if tx is None:
            raise NothingToDo(f"This text is {kind} already.")
        return tx

    def remove_zone(self) -> Transaction:
        """Make the zone at the cursor body text again."""
        session, caret = self._session, self._view.caret
        at = caret.selection.start if caret.selection is not None else caret.offset
        zone = next((one for one in session.state.zones.values() if one.range.holds(at)), None)
        if zone is None:
            raise NothingToDo("The cursor is in no zone.")
        return commands.remove_zone(session.state, zone.id)

    def finish(self, *, accept_rest: bool) -> Transaction | None:
        """Mark the document done, accepting first what is left when asked to; None where it is done already."""
        session, rest = self._session, None
        if accept_rest:
            rest = review.accept_all(session.suggested, session.state, session.scheme, new_ids=new_ids())
        after = session.state if rest is None else session.state.apply(rest)
        done = commands.set_status(after, "done")
        return joined("document.done", rest, done) if rest is not None or done is not None else None
