"""What is still open, kept up to date with each step: the fast twin of `review.open_spans` and `open_relations`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate import review
from annotate.change import Transaction
from annotate.index import SpanIndex, reading_order
from annotate.model import Decision, Item, Relation, Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from annotate.suggest.ranking import doubt_parts, mean_of_parts
from annotate.tables import Relations

Fragments = tuple[Range, ...]


@dataclass(frozen=True)
class OpenSuggestions:
    """The suggestions of a model's state that a person's state has no answer to."""

    suggested: AnnotationState
    spans: SpanIndex
    relations: Relations
    closed: tuple[Span, ...] = ()  # those that the last step has answered
    opened: tuple[Span, ...] = ()  # those that it has made open again
    doubt: int = 0  # `doubt_parts` of the open spans

    @classmethod
    def of(cls, suggested: AnnotationState, state: AnnotationState) -> OpenSuggestions:
        """Everything that is open; reads the whole document."""
        relations = review.open_relations(suggested, state) if suggested.relations else []
        spans = SpanIndex(review.open_spans(suggested, state))
        return cls(suggested, spans, Relations(relations), doubt=doubt_parts(spans.by_id.values()))

    @property
    def unsureness(self) -> float:
        """How unsure the model is of the document: `mean_unsureness` of what is open."""
        return mean_of_parts(self.doubt, len(self.spans))

    def after(self, tx: Transaction, old: AnnotationState, state: AnnotationState) -> OpenSuggestions:
        """What is open once `tx` has led from `old` to `state`; looks only at the places that it touches."""
        if not len(self.suggested.index):
            return self  # nothing was ever suggested
        items = [item for one in tx.within(state.document.id).changes for item in (one.before, one.after) if item]
        places = dict.fromkeys(place for item in items for place in _places(item, (old, state), self.suggested))
        spans = {span.id: span for place in places for span in spans_at(self.suggested, place)}
        now = {span.id for span in spans.values() if is_open(span, self.suggested, state)}
        closed = tuple(span for span in spans.values() if span.id in self.spans.by_id and span.id not in now)
        opened = tuple(span for span in spans.values() if span.id not in self.spans.by_id and span.id in now)
        index = self.spans.replace(closed, opened) if closed or opened else self.spans
        doubt = self.doubt + doubt_parts(opened) - doubt_parts(closed)
        return OpenSuggestions(self.suggested, index, self._relations(spans, state), closed, opened, doubt)

    def _relations(self, spans: Iterable[str], state: AnnotationState) -> Relations:
        if not self.suggested.relations:
            return self.relations
        touched = {relation.id: relation for span_id in spans for relation in self.suggested.relations.of(span_id)}
        if not touched:
            return self.relations
        now_open = [one for one in touched.values() if is_open_relation(one, self.suggested, state)]
        was_open = [one for one in touched.values() if one.id in self.relations]
        new = self.relations.replace(was_open, now_open)
        assert isinstance(new, Relations)
        return new


def spans_at(state: AnnotationState, place: Fragments) -> list[Span]:
    """Spans of a state with exactly these fragments, in reading order."""
    around = Range(place[0].start, place[-1].end)
    return [span for span in state.index.nested(around) if span.fragments == place]


def is_open(span: Span, suggested: AnnotationState, state: AnnotationState) -> bool:
    """Whether a suggested span has no answer; of equal suggestions only the first is asked."""
    if span.id in state.decisions or state.decisions.answered(span.fragments, span.label):
        return False
    if spans_at(state, span.fragments):
        return False
    equal = [one for one in spans_at(suggested, span.fragments) if one.label == span.label]
    return min(equal, key=reading_order).id == span.id


def is_open_relation(relation: Relation, suggested: AnnotationState, state: AnnotationState) -> bool:
    """Whether a suggested relation has no answer, and both its ends are open or the person's."""
    head, child = suggested.spans[relation.head], suggested.spans[relation.child]
    if relation.id in state.decisions or state.decisions.answered(head.fragments + child.fragments, relation.label):
        return False
    own_head, own_child = (review.own_span(suggested, state, end.id) for end in (head, child))
    if own_head is not None and own_head == own_child:
        return False
    for end, own in ((head, own_head), (child, own_child)):
        if own is None and not is_open(end, suggested, state):
            return False
    return not any(
        one.label == relation.label and state.spans[one.child].fragments == child.fragments
        for span in spans_at(state, head.fragments)
        for one in state.relations.of(span.id)
        if one.head == span.id
    )


def _places(item: Item, states: Iterable[AnnotationState], suggested: AnnotationState) -> Iterator[Fragments]:
    """The places whose suggestions an item may answer."""
    match item:
        case Span():
            yield item.fragments
        case Decision():
            yield item.fragments
            for found in (suggested.spans.get(item.id), *_ends(suggested.relations.get(item.id), suggested)):
                if found is not None:
                    yield found.fragments
            for state in states:
                made = state.relations.get(item.annotation or "")
                yield from (end.fragments for end in _ends(made, state) if end is not None)
            for cut in range(1, len(item.fragments)):  # a decision on a relation has the fragments of both ends
                yield item.fragments[:cut]
        case Relation():
            for state in states:
                yield from (end.fragments for end in _ends(item, state) if end is not None)
        case _:
            return


def _ends(relation: Relation | None, state: AnnotationState) -> tuple[Span | None, ...]:
    return () if relation is None else (state.spans.get(relation.head), state.spans.get(relation.child))
