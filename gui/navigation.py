"""Where Tab, Enter and the document keys go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from annotate.errors import NothingToDo
from annotate.index import SpanIndex, reading_order
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.suggest.ranking import doubt_of, most_unsure_first, rank
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.decorate import scored
from gui.session import Session

_DECIDED = "All suggestions are decided"


class Navigation:
    """Moves the selection over spans and suggestions."""

    def __init__(self, session: Session, view: ArticleView) -> None:
        self._session, self._view = session, view
        self._by_doubt: Span | None = None  # where the last step by unsureness led

    def lead(self, where: Callable[[], Span | Relation]) -> None:
        """Select what is found, or tell the reason for which there is nothing."""
        try:
            self.go_to(where())
        except NothingToDo as reason:
            self._session.told.emit(str(reason))

    def step(self, step: int) -> None:
        """Select the next or previous span or suggestion, from the selected one or from the word cursor."""
        self.lead(lambda: self.beside_selected(step))

    def beside_selected(self, step: int) -> Span:
        """Where `step` leads. Raises NothingToDo."""
        item = self._session.item
        found = self.neighbour(item, step) if item is not None else self._from_caret(step)
        if found is None:
            raise NothingToDo("There is no other span or suggestion." if item else "There is no span or suggestion.")
        return found

    def _is_at(self, item: Span | Relation) -> bool:
        """Whether an item is selected already, with the word cursor on it and in sight."""
        place = self._anchor(item)
        if place is None or self._session.selected != item.id:
            return False
        return self._view.caret == Caret(place.start) and self._view.shows(place.start)

    def go_to(self, item: Span | Relation | None) -> None:
        """Select a span or relation, with the word cursor on it (at the head) and in sight."""
        place = self._anchor(item) if item is not None else None
        if item is None or place is None:
            self._session.select(None)
            return
        if isinstance(item, Relation) and (other := self._place(item.child)) is not None:
            self._view.reveal(other.start)
        self._view.set_caret(Caret(place.start))
        self._session.select(item.id)

    def go_to_id(self, span_id: str) -> None:
        """Select a span by its id."""
        found = self._session.find(span_id)
        if isinstance(found, Span):
            self.go_to(found)

    def go_to_end(self, relation: Relation, *, head: bool) -> None:
        """Select the head or the child of a relation."""
        self.go_to(self.end_of(relation, head=head))

    def end_of(self, relation: Relation, *, head: bool) -> Span | None:
        """The head or the child of a relation; of a suggested one the person's own span where there is one."""
        end = relation.head if head else relation.child
        drawn = self._session.picture().relation(relation.id)
        if drawn is not None:
            end = drawn.head if head else drawn.child
        found = self._session.find(end)
        return found if isinstance(found, Span) else None

    def neighbour(self, item: Span | Relation, step: int) -> Span | None:
        """The span or suggestion after (or before) an item in reading order; around the end to the beginning."""
        anchor = self._anchor(item)
        if anchor is None:
            return None
        found = self.beside(anchor, step)
        return None if found is None or found.id == anchor.id else found

    def beside(self, anchor: Span, step: int) -> Span | None:
        """The next or previous span or suggestion; around the end to the beginning, `anchor` itself at last."""
        if step > 0:
            after = [one for one in (index.after(anchor) for index in self._indexes) if one is not None]
            return min(after or self._firsts(), key=reading_order, default=None)
        before = [one for one in (index.before(anchor) for index in self._indexes) if one is not None]
        return max(before or self._lasts(), key=reading_order, default=None)

    @property
    def _indexes(self) -> tuple[SpanIndex, ...]:
        """All spans that are shown: the person's, the open ones and, where they are shown, the rejected ones."""
        return (self._session.state.index, self._session.open_spans, self._session.rejected_spans)

    def _firsts(self) -> list[Span]:
        return [one for one in (index.first() for index in self._indexes) if one is not None]

    def _lasts(self) -> list[Span]:
        return [one for one in (index.last() for index in self._indexes) if one is not None]

    def go_on(self, rejected: Span | Relation) -> None:
        """Select the next open suggestion after a rejected one; with none open the next span, and that is said."""
        session = self._session
        if not len(session.open_spans) and not session.open.relations:
            self.go_to(self.neighbour(rejected, 1))
        self.next_open(after=rejected)

    def next_open(self, *, after: Span | Relation | None = None) -> None:
        """Select the next open suggestion after an item or the word cursor; say so when there is none.

        Spans come before relations, whose ends are then decided; after a relation comes the next one.
        """
        session = self._session
        anchor = (self._anchor(after) if after is not None else None) or _place_of(self._view.caret.offset)
        relation = self._relation_beside(after, 1) if isinstance(after, Relation) else None
        if relation is not None:
            self.go_to(relation)
        elif len(session.open_spans):
            self.go_to(session.open_spans.after(anchor) or session.open_spans.first())
        elif (relation := min(session.open.relations.values(), key=self._order, default=None)) is not None:
            count = len(session.open.relations)
            what = f"{count:,} suggested {'relation' if count == 1 else 'relations'}"
            session.told.emit(f"All spans are decided, {what} left: Enter accepts, Backspace rejects.")
            self.go_to(relation)
        else:
            session.told.emit(self._nothing_open())

    def _nothing_open(self) -> str:
        return f"{self._session.blind or _DECIDED}. Ctrl+Enter marks the document done."

    def check_open(self) -> None:
        """Raise NothingToDo where no suggestion waits for an answer."""
        if not len(self._session.open_spans) and not self._session.open.relations:
            raise NothingToDo(self._nothing_open())

    def step_relation(self, step: int) -> None:
        """Select the next or previous suggested relation, in the order of their heads; around the end."""
        self.lead(lambda: self.relation_beside_selected(step))

    def relation_beside_selected(self, step: int) -> Relation:
        """Where `step_relation` leads. Raises NothingToDo."""
        item = self._session.item or _place_of(self._view.caret.offset)
        found = self._relation_beside(item, step, rejected=True)
        if found is None:
            raise NothingToDo("No suggested relation waits for an answer.")
        if self._is_at(found):
            raise NothingToDo("This is the only suggested relation.")
        return found

    def check_relation(self, step: int) -> None:
        """Raise NothingToDo where `step_relation` leads nowhere; of several there is always another one."""
        session = self._session
        if len(session.open.relations) + len(session.rejected_relations) <= 1:
            self.relation_beside_selected(step)

    def step_by_doubt(self, step: int) -> None:
        """Select the open span that the model is most unsure of; again: the next one; around the end to the beginning.

        Where no span is open, the same with relations.
        """
        session = self._session
        ranked = self._by_rank()
        try:
            found = self._doubted(ranked, step)
        except NothingToDo as reason:
            session.told.emit(str(reason))
            return
        self._by_doubt = found if isinstance(found, Span) else None
        self.go_to(found)
        session.told.emit(f"{ranked.index(found) + 1:,} of {len(ranked):,} by unsureness, {scored(found.score)}.")

    def check_doubt(self) -> None:
        """Raise NothingToDo where `step_by_doubt` leads nowhere."""
        self.check_open()
        session = self._session
        if (len(session.open_spans) or len(session.open.relations)) == 1:  # else there is another one to go to
            self._doubted(self._by_rank(), 1)

    def _by_rank(self) -> Sequence[Span | Relation]:
        """The open spans, or where there are none the open relations, the one most doubted first."""
        spans = most_unsure_first(self._session.open_spans)
        if spans:
            return spans
        return sorted(self._session.open.relations.values(), key=self._by_doubt_and_place)

    def _by_doubt_and_place(self, relation: Relation) -> tuple[float, tuple[int, int, str]]:
        return -doubt_of(relation), self._order(relation)

    def _doubted(self, ranked: Sequence[Span | Relation], step: int) -> Span | Relation:
        if not ranked:
            raise NothingToDo(self._nothing_open())
        found = self._next_by_doubt(ranked, step)
        if self._is_at(found) and (isinstance(found, Relation) or found == self._by_doubt):
            raise NothingToDo("This is the only suggestion that is open.")
        return found

    def _next_by_doubt(self, ranked: Sequence[Span | Relation], step: int) -> Span | Relation:
        session, last, end = self._session, self._by_doubt, ranked[0 if step > 0 else -1]
        if isinstance(end, Relation):
            at = next((at for at, one in enumerate(ranked) if one.id == session.selected), None)
            return end if at is None else ranked[(at + step) % len(ranked)]
        goes_on = last is not None and (last.id == session.selected or last.id not in session.open_spans.by_id)
        if last is None or not goes_on or last.text != session.state.document.text[last.start : last.end]:
            return end
        spans = [one for one in ranked if isinstance(one, Span)]
        if step > 0:
            return next((one for one in spans if rank(one) > rank(last)), end)
        return next((one for one in reversed(spans) if rank(one) < rank(last)), end)

    def _relation_beside(self, item: Span | Relation, step: int, *, rejected: bool = False) -> Relation | None:
        """The open relation after or before an item, around the end to the beginning; None where none is open.

        With `rejected` also the rejected ones, where they are shown.
        """
        relations = list(self._session.open.relations.values())
        relations += self._session.rejected_relations.values() if rejected else ()
        here = self._order(item) if isinstance(item, Relation) else (item.start, -1 if step > 0 else 0, "")
        if step > 0:
            beyond = [one for one in relations if self._order(one) > here]
            return min(beyond or relations, key=self._order, default=None)
        beyond = [one for one in relations if self._order(one) < here]
        return max(beyond or relations, key=self._order, default=None)

    def _order(self, relation: Relation) -> tuple[int, int, str]:
        head, child = self._place(relation.head), self._place(relation.child)
        return (head.start if head is not None else 0, child.start if child is not None else 0, relation.id)

    def _from_caret(self, step: int) -> Span | None:
        return self.beside(_place_of(self._view.caret.offset), step)

    def _anchor(self, item: Span | Relation) -> Span | None:
        """The span that stands for an item in the text: itself, or the head of a relation."""
        return item if isinstance(item, Span) else self._place(item.head)

    def _place(self, end: str) -> Span | None:
        """The span at an end of a relation; a decided suggestion keeps its place."""
        found = self._session.find(end)
        return found if isinstance(found, Span) else self._session.suggested.spans.get(end)


def _place_of(offset: int) -> Span:
    """A span that stands before all those that begin at an offset."""
    return Span("", "", (Range(offset, sys.maxsize),), "")
