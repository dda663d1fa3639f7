"""What a person does to spans, suggestions and relations: from keys and clicks to transactions."""

from __future__ import annotations

from annotate import commands
from annotate.change import Transaction
from annotate.model import AttributeValue, Relation, Span, Value, ZoneKind
from annotate.offsets import Range
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.navigation import Navigation
from gui.planning import Make, Plans
from gui.session import Session
from store.ids import new_id


class Edits:
    """Edits of the open document. `armed` is the label that each selection becomes, until Esc."""

    def __init__(self, session: Session, view: ArticleView, navigation: Navigation, plans: Plans) -> None:
        self._session, self._view, self._navigation, self._plans = session, view, navigation, plans
        self.armed: str | None = None

    def use_label(self, label: str) -> None:
        """A label was asked for: for the selected text, the selected span, or, with neither, to be armed."""
        session = self._session
        place = self._view.caret.selection
        if place is not None:
            self.add(place, label)
        elif isinstance(session.find(session.selected or ""), Span):
            self.relabel(label)
        else:
            self.armed = None if self.armed == label else label
            session.selection_changed.emit()

    def add(self, place: Range, label: str) -> None:
        """Make a span of some text and select it."""
        session, made = self._session, new_id()
        if session.attempt(lambda: commands.add_span(session.state, [place], label, new_id=made, parse=session.parse)):
            self._view.set_caret(Caret(place.start), reveal=False)
            session.select(made)

    def selection_made(self) -> None:
        """The mouse has selected text: with a label armed it becomes a span at once."""
        place = self._view.caret.selection
        if place is not None and self.armed is not None:
            self.add(place, self.armed)

    def relabel(self, label: str) -> None:
        """Give the selected span or relation another label; a suggestion is thereby decided as edited."""
        item = self._session.find(self._session.selected or "")
        if isinstance(item, Relation):
            self._relabel_relation(label)
        elif isinstance(item, Span) and item.decision != "open":
            self._relabel_span(item, label)
        elif isinstance(item, Span):
            self._session.attempt(lambda: self._plans.decide(item, label=label), select=True)

    def _relabel_span(self, item: Span, label: str) -> None:
        """Relations that the new label may not have go in the same step, and it is said how many."""
        session, before = self._session, len(self._session.state.relations)
        if session.attempt(
            lambda: commands.relabel(session.state, item.id, label, parse=session.parse, scheme=session.scheme)
        ):
            gone = before - len(session.state.relations)
            what = "1 relation that it may not have was" if gone == 1 else f"{gone} relations that it may not have were"
            if gone:
                session.told.emit(f"Now {label}; {what} removed with the step. Ctrl+Z takes it back.")

    def _relabel_relation(self, label: str) -> None:
        scheme = self._session.scheme
        self.on_own(lambda state, item_id: commands.relabel_relation(state, scheme, item_id, label))

    def reverse(self) -> None:
        """Swap head and child of the selected relation."""
        self._session.attempt(self._plans.reverse, select=True)

    def accept(self) -> None:
        """Take the selected suggestion, and go to the next open one."""
        session, item = self._session, self._session.item
        if item is None or item.decision != "open":
            self._navigation.next_open(after=item if isinstance(item, Relation) else None)
            return
        taken = self._open_ends(item)
        if session.attempt(lambda: self._plans.accept(item)):
            if taken:
                session.told.emit(f"Accepted with {_listed(taken)}.")
            self._navigation.next_open(after=item)

    def _open_ends(self, item: Span | Relation) -> list[str]:
        """Texts of the ends of a suggested relation that are suggestions still; they are accepted with it."""
        if not isinstance(item, Relation):
            return []
        ends = (self._session.open_spans.by_id.get(end) for end in (item.head, item.child))
        return [end.text for end in ends if end is not None]

    def taken(self) -> list[Transaction]:
        """The step that makes the selected suggestion the person's own; none where it is already."""
        item = self._session.item
        return [self._plans.accepted(item.id)] if item is not None and item.decision == "open" else []

    def restore(self) -> None:
        """Open the selected rejected suggestion again; it stays selected, so that it can be answered."""
        self._session.attempt(self._plans.restore)

    def mark_zone(self, kind: ZoneKind) -> None:
        """Mark the selected text as a zone."""
        self._session.attempt(lambda: self._plans.mark_zone(kind))

    def remove_zone(self) -> None:
        """Make the zone at the cursor body text again."""
        self._session.attempt(self._plans.remove_zone)

    def remove(self) -> None:
        """Reject the selected suggestion or delete the selected span or relation, and go to the next."""
        item = self._session.item
        following = self._navigation.neighbour(item, 1) if item is not None else None
        if not self._session.attempt(self._plans.remove) or item is None:
            return
        if item.decision == "open":
            self._navigation.go_on(item)
        else:
            self._navigation.go_to(following)

    def on_own(self, make: Make) -> bool:
        """Change the selected annotation as the person's own; an open suggestion is accepted in the same step."""
        session, item = self._session, self._session.item
        if item is None or not session.attempt(lambda: self._plans.own(item, make)):
            return False
        if item.decision == "open":
            session.select(session.state.decisions[item.id].annotation)
        return True

    def on_own_or_document(self, make: Make) -> bool:
        """Change the selected annotation, or the document where nothing is selected."""
        session = self._session
        if session.item is not None:
            return self.on_own(make)
        return session.attempt(lambda: make(session.state, session.state.document.id))

    def set_note(self, note: str) -> None:
        """Set the note of the selected annotation or of the document."""
        self.on_own_or_document(lambda state, item_id: commands.set_note(state, item_id, note))

    def toggle_flag(self) -> None:
        """Flag the selected annotation or the document, or take the flag away."""
        self._session.attempt(self._plans.flag, select=True)

    def set_value(self, value: Value | None) -> None:
        """Set the value of the selected span."""
        self.on_own(lambda state, item_id: commands.set_value(state, item_id, value))

    def parse_again(self) -> None:
        """Read the value of the selected span anew from its text."""
        self._session.attempt(self._plans.parse_again, select=True)

    def set_attribute(self, name: str, value: AttributeValue | None) -> None:
        """Set an attribute of the selected span or relation, or a label of the document where nothing is selected."""
        scheme = self._session.scheme
        self.on_own_or_document(
            lambda state, item_id: commands.set_attribute(state, item_id, name, value, scheme=scheme)
        )

    def finish(self, *, accept_rest: bool) -> bool:
        """Mark the document done, accepting first all suggestions that are left when asked to; one step."""
        session = self._session
        tx = self._plans.finish(accept_rest=accept_rest)
        done = tx is None or session.attempt(lambda: tx)
        if done and accept_rest and (left := len(session.open.relations)):
            count = f"{left:,} suggested {'relation' if left == 1 else 'relations'}"
            where = session.state.document.name
            session.told.emit(
                f"{where}: {count} left open, for the scheme does not allow {'it' if left == 1 else 'them'}."
            )
        return done


def _listed(texts: list[str]) -> str:
    """“its end “Iran””, “its ends “Iran” and “Syria””."""
    quoted = [f"“{' '.join(text.split())}”" for text in texts]
    return f"its {'end' if len(quoted) == 1 else 'ends'} {' and '.join(quoted)}"
