"""What a person does to spans, suggestions and relations: from keys and clicks to transactions."""

from __future__ import annotations

from collections.abc import Callable

from annotate import commands, rejected, review
from annotate.change import Transaction, compose
from annotate.errors import Refused
from annotate.model import AttributeValue, Relation, Span, Value, ZoneKind
from annotate.offsets import Range, next_grapheme, next_word, previous_grapheme, previous_word
from annotate.state import AnnotationState
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.navigation import Navigation
from gui.session import Session
from gui.steps import joined
from store.ids import new_id, new_ids

_NEW_ENDS = ("relation.relabel", "relation.reverse")  # steps that look themselves at what the scheme allows


class Edits:
    """Edits of the open document. `armed` is the label that each selection becomes, until Esc."""

    def __init__(self, session: Session, view: ArticleView, navigation: Navigation) -> None:
        self._session, self._view, self._navigation = session, view, navigation
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
            self._decide(item, label=label)

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
        session = self._session
        if isinstance(session.find(session.selected or ""), Relation):
            self.on_own(lambda state, item_id: commands.reverse_relation(state, session.scheme, item_id))
        else:
            session.told.emit("Select a relation first: a click on its arc, or its row in the inspector.")

    def _decide(self, item: Span, *, label: str | None = None, fragments: list[Range] | None = None) -> None:
        """Take an open suggestion with another label or other ends."""
        session, made = self._session, new_id()

        def make() -> Transaction:
            before, state = self._reopened(item.id)
            tx = review.decide_span(
                session.suggested, state, item.id, new_id=made, label=label, fragments=fragments, parse=session.parse
            )
            return compose((*before, tx), tx.event)

        if session.attempt(make):
            session.select(made)

    def accept(self) -> None:
        """Take the selected suggestion, and go to the next open one."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if item is None or item.decision != "open":
            self._navigation.next_open()
            return
        taken = self._open_ends(item)

        def make() -> Transaction:
            self._check_ends(item.id)
            return self._accepted(item.id)

        if session.attempt(make):
            if taken:
                session.told.emit(f"Accepted with {_listed(taken)}.")
            self._navigation.next_open(after=item)

    def _open_ends(self, item: Span | Relation) -> list[str]:
        """Texts of the ends of a suggested relation that are suggestions still; they are accepted with it."""
        if not isinstance(item, Relation):
            return []
        ends = (self._session.open_spans.by_id.get(end) for end in (item.head, item.child))
        return [end.text for end in ends if end is not None]

    def _accepted(self, suggestion_id: str) -> Transaction:
        """The step that takes a suggestion; one that was rejected before is opened again first."""
        session = self._session
        before, state = self._reopened(suggestion_id)
        taken = review.accept(session.suggested, state, suggestion_id, new_ids=new_ids())
        return compose((*before, taken), "suggestion.accept")

    def taken(self) -> list[Transaction]:
        """The step that makes the selected suggestion the person's own; none where it is already."""
        item = self._session.find(self._session.selected or "")
        return [self._accepted(item.id)] if item is not None and item.decision == "open" else []

    def _reopened(self, suggestion_id: str) -> tuple[list[Transaction], AnnotationState]:
        """The state in which a suggestion is open, with the step that leads there if it is a rejected one."""
        session = self._session
        if not session.is_rejected(suggestion_id):
            return [], session.state
        again = rejected.restore(session.suggested, session.state, [suggestion_id])
        return [again], session.state.apply(again)

    def restore(self) -> None:
        """Open the selected rejected suggestion again; it stays selected, so that it can be answered."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if item is not None and session.is_rejected(item.id):
            session.attempt(lambda: rejected.restore(session.suggested, session.state, [item.id]))
        elif session.shows_rejected:
            session.told.emit("Select a rejected suggestion first: Tab and Alt+Down go to them.")
        else:
            session.told.emit("F10 shows the rejected suggestions; select the one that is to be open again.")

    def _check_ends(self, suggestion_id: str) -> None:
        """Refuse a suggested relation that no longer fits the labels that the person gave its ends."""
        session = self._session
        relation = session.suggested.relations.get(suggestion_id)
        if relation is None:
            return
        review.check_ends(session.suggested, session.state, session.scheme, relation)

    def mark_zone(self, kind: ZoneKind) -> None:
        """Mark the selected text as a zone."""
        session, place = self._session, self._view.caret.selection
        if place is None:
            session.told.emit("Select some text first, then mark it as a zone.")
            return
        session.attempt(lambda: commands.mark_zone(session.state, kind, place, new_id=new_id()))

    def remove_zone(self) -> None:
        """Make the zone at the cursor body text again."""
        session, caret = self._session, self._view.caret
        at = caret.selection.start if caret.selection is not None else caret.offset
        zone = next((one for one in session.state.zones.values() if one.range.holds(at)), None)
        if zone is None:
            session.told.emit("The cursor is in no zone.")
            return
        session.attempt(lambda: commands.remove_zone(session.state, zone.id))

    def remove(self) -> None:
        """Reject the selected suggestion or delete the selected span or relation, and go to the next."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if item is None:
            session.told.emit("Select a span first: Tab goes to the next one.")
            return
        if session.is_rejected(item.id):
            session.told.emit("This is rejected already: Ctrl+Backspace opens it again, Enter accepts it.")
            return
        following = self._navigation.following(item)

        def make() -> Transaction:
            if item.decision == "open":
                return review.reject(session.suggested, session.state, [item.id])
            if isinstance(item, Relation):
                return commands.delete_relation(session.state, item.id)
            return commands.delete_span(session.state, item.id)

        if session.attempt(make):
            self._navigation.go_to(following)

    def move_end(self, *, start: bool, by_word: bool, step: int) -> None:
        """Move one end of the selected span by a word or a character."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if not isinstance(item, Span):
            session.told.emit("Select a span first: Tab goes to the next one.")
            return
        text, fragments = session.state.document.text, list(item.fragments)
        at = 0 if start else len(fragments) - 1
        edge = fragments[at].start if start else fragments[at].end
        moved = _moved(text, edge, start=start, by_word=by_word, step=step)
        if moved is None or moved == edge:
            session.told.emit("There is no further word." if by_word else "The text ends here.")
            return
        fragments[at] = Range(moved, fragments[at].end) if start else Range(fragments[at].start, moved)
        self._set_fragments(item, fragments)

    def add_fragment(self, start: int, end: int) -> None:
        """Add a piece of text to the selected span, which becomes discontinuous."""
        item = self._session.find(self._session.selected or "")
        if isinstance(item, Span):
            self._set_fragments(item, [*item.fragments, Range(start, end)])
        else:
            self._session.told.emit("Select a span first, then drag with Ctrl to add a fragment to it.")

    def _set_fragments(self, item: Span, fragments: list[Range]) -> None:
        session = self._session
        if any(fragment.start >= fragment.end for fragment in fragments):
            session.failed.emit("A span needs at least one character.")
        elif item.decision != "open":
            session.attempt(lambda: commands.resize(session.state, item.id, fragments, parse=session.parse))
        elif self._is_free(fragments, item.label):
            self._decide(item, fragments=fragments)

    def _is_free(self, fragments: list[Range], label: str) -> bool:
        """Whether the person has no span of a label at a place; else it is told."""
        session = self._session
        try:
            commands.check_twin(session.state, commands.join_fragments(session.state, fragments), label)
        except Refused as reason:
            session.failed.emit(str(reason))
            return False
        return True

    def on_own(self, make: Callable[[AnnotationState, str], Transaction | None]) -> bool:
        """Change the selected annotation as the person's own; an open suggestion is accepted in the same step."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if item is None:
            return False
        if item.decision != "open":
            return session.attempt(lambda: make(session.state, item.id))

        def both() -> Transaction | None:
            accepted = self._accepted(item.id)
            after = session.state.apply(accepted)
            made = after.decisions[item.id].annotation
            changed = make(after, made) if made is not None else None
            if changed is None or changed.event not in _NEW_ENDS:  # those look at the ends themselves
                self._check_ends(item.id)
            return joined(changed.event if changed is not None else accepted.event, accepted, changed)

        done = session.attempt(both)
        if done:
            session.select(session.state.decisions[item.id].annotation)
        return done

    def on_own_or_document(self, make: Callable[[AnnotationState, str], Transaction | None]) -> bool:
        """Change the selected annotation, or the document where nothing is selected."""
        session = self._session
        if session.find(session.selected or "") is not None:
            return self.on_own(make)
        return session.attempt(lambda: make(session.state, session.state.document.id))

    def set_note(self, note: str) -> None:
        """Set the note of the selected annotation or of the document."""
        self.on_own_or_document(lambda state, item_id: commands.set_note(state, item_id, note))

    def toggle_flag(self) -> None:
        """Flag the selected annotation or the document, or take the flag away."""

        def toggle(state: AnnotationState, item_id: str) -> Transaction | None:
            return commands.set_flag(state, item_id, not commands.annotation_of(state, item_id).flagged)

        self.on_own_or_document(toggle)

    def set_value(self, value: Value | None) -> None:
        """Set the value of the selected span."""
        self.on_own(lambda state, item_id: commands.set_value(state, item_id, value))

    def parse_again(self) -> None:
        """Read the value of the selected span anew from its text."""
        session, item = self._session, self._session.find(self._session.selected or "")
        if not isinstance(item, Span) or session.scheme.meaning(item.label) == "none":
            session.told.emit("Select a number or a date first: only those have a value.")
        elif item.value == session.parse(item.text, item.label) is not None:
            session.told.emit("The value is what the text says.")
        else:
            self.on_own(lambda state, item_id: commands.parse_again(state, item_id, parse=session.parse))

    def set_attribute(self, name: str, value: AttributeValue | None) -> None:
        """Set an attribute of the selected span or relation, or a label of the document where nothing is selected."""
        scheme = self._session.scheme
        self.on_own_or_document(
            lambda state, item_id: commands.set_attribute(state, item_id, name, value, scheme=scheme)
        )

    def finish(self, *, accept_rest: bool) -> bool:
        """Mark the document done, accepting first all suggestions that are left when asked to; one step."""
        session = self._session
        rest = None
        if accept_rest:
            rest = review.accept_all(session.suggested, session.state, session.scheme, new_ids=new_ids())

        def make() -> Transaction | None:
            after = session.state if rest is None else session.state.apply(rest)
            done = commands.set_status(after, "done")
            return joined("document.done", rest, done) if rest is not None or done is not None else None

        already = session.state.marks.status == "done" and rest is None
        done = already or session.attempt(make)
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


def _moved(text: str, edge: int, *, start: bool, by_word: bool, step: int) -> int | None:
    if not by_word:
        return next_grapheme(text, edge) if step > 0 else previous_grapheme(text, edge)
    if step > 0:
        word = next_word(text, edge + 1 if start else edge)
    else:
        word = previous_word(text, edge if start else edge - 1)
    if word is None:
        return None
    return word.start if start else word.end
