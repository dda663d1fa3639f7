"""Suggestions and a person's answers to them.

What a model proposes is the state of a model source; what a person decided is in the person's own state. What is still
open is computed from the two and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotate.change import Change, Transaction, compose
from annotate.commands import ValueParser, check_connection, join_fragments, no_value
from annotate.errors import Refused
from annotate.model import Decision, Outcome, Relation, Span, surface
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState


def open_spans(suggested: AnnotationState, state: AnnotationState) -> list[Span]:
    """Suggested spans without an answer, in reading order.

    One is answered when a decision names it, when the same place and label was decided on in an earlier run, or when
    the person has a span at exactly that place. Of two equal suggestions only the first stays.
    """
    answered = {(decision.fragments, decision.label) for decision in state.decisions.values()}
    taken = {span.fragments for span in state.index}
    result: list[Span] = []
    for span in suggested.index:
        key = (span.fragments, span.label)
        if span.id in state.decisions or key in answered or span.fragments in taken:
            continue
        answered.add(key)
        result.append(span)
    return result


def open_relations(suggested: AnnotationState, state: AnnotationState) -> list[Relation]:
    """Suggested relations without an answer whose two ends are not rejected, in text order of their heads.

    An end is the suggested span, or the person's span at the same place.
    """
    alive = {span.id: span.id for span in open_spans(suggested, state)}
    alive |= {one.id: own.id for one in suggested.index if (own := own_span(suggested, state, one.id)) is not None}
    answered = {(decision.fragments, decision.label) for decision in state.decisions.values()}
    own = {
        (state.spans[relation.head].fragments + state.spans[relation.child].fragments, relation.label)
        for relation in state.relations.values()
    }
    return sorted(
        (
            relation
            for relation in suggested.relations.values()
            if relation.id not in state.decisions
            and relation.head in alive
            and relation.child in alive
            and alive[relation.head] != alive[relation.child]
            and not {(_place(suggested, relation), relation.label)} & (answered | own)
        ),
        key=lambda relation: (suggested.spans[relation.head].range, suggested.spans[relation.child].range),
    )


def accept(
    suggested: AnnotationState,
    state: AnnotationState,
    suggestion_id: str,
    *,
    new_ids: Iterator[str],
) -> Transaction:
    """Take a suggested span or relation as it is; a relation takes its open ends with it."""
    if suggestion_id in suggested.spans:
        return decide_span(suggested, state, suggestion_id, new_id=next(new_ids))
    return _accept_relation(suggested, state, _open_relation(suggested, state, suggestion_id), new_ids)


def decide_span(
    suggested: AnnotationState,
    state: AnnotationState,
    suggestion_id: str,
    *,
    new_id: str,
    label: str | None = None,
    fragments: Iterable[Range] | None = None,
    parse: ValueParser = no_value,
) -> Transaction:
    """Answer a suggested span with a span of one's own: as it is, or with another label or other ends."""
    suggestion = _open_span(suggested, state, suggestion_id)
    place = suggestion.fragments if fragments is None else join_fragments(state, fragments)
    name = suggestion.label if label is None else label
    outcome: Outcome = "accepted"
    value, text = suggestion.value, suggestion.text
    if (place, name) != (suggestion.fragments, suggestion.label):
        text = surface(state.document.text, place)
        outcome, value = "edited", parse(text, name)
    span = replace(suggestion, id=new_id, label=name, fragments=place, text=text, value=value, decision=outcome)
    decision = Decision(suggestion.id, outcome, suggestion.label, suggestion.fragments, new_id)
    changes = (Change(state.document.id, None, span), Change(state.document.id, None, decision))
    return Transaction(changes, "suggestion.accept" if outcome == "accepted" else "suggestion.edit", new_id)


def reject(suggested: AnnotationState, state: AnnotationState, suggestion_ids: Iterable[str]) -> Transaction:
    """Answer suggestions with no; suggested relations of a rejected span go with it without a word."""
    changes: list[Change] = []
    for suggestion_id in suggestion_ids:
        if suggestion_id in suggested.spans:
            item = _open_span(suggested, state, suggestion_id)
            place = item.fragments
        else:
            item = _open_relation(suggested, state, suggestion_id)
            place = _place(suggested, item)
        changes.append(Change(state.document.id, None, Decision(item.id, "rejected", item.label, place)))
    return Transaction(tuple(changes), "suggestion.reject")


def accept_all(
    suggested: AnnotationState, state: AnnotationState, scheme: Scheme, *, new_ids: Iterator[str]
) -> Transaction | None:
    """Take every open suggestion that makes sense, in one step; None where there is none. See `accept_some`."""
    return accept_some(suggested, state, scheme, [*suggested.spans, *suggested.relations], new_ids=new_ids)


def accept_some(
    suggested: AnnotationState,
    state: AnnotationState,
    scheme: Scheme,
    suggestion_ids: Iterable[str],
    *,
    new_ids: Iterator[str],
) -> Transaction | None:
    """Take those of some suggestions that are open, in one step; None where there is none.

    A relation takes its open ends with it; one that the scheme does not allow between its ends, with the labels that
    the person gave them, stays open. Of several spans at one place the best scored is taken, which answers the others.
    """
    asked = frozenset(suggestion_ids)
    relations = [
        one for one in open_relations(suggested, state) if one.id in asked and _fits(suggested, state, scheme, one)
    ]
    wanted = asked.union(*((one.head, one.child) for one in relations))
    spans = _one_at_a_place(span for span in open_spans(suggested, state) if span.id in wanted)
    steps = [decide_span(suggested, state, span.id, new_id=next(new_ids)) for span in spans]
    now = state.apply(compose(steps, "suggestion.accept_all")) if steps else state
    made: set[tuple[str, str, str]] = set()
    for relation in relations:
        if not _fits(suggested, now, scheme, relation):
            continue
        tx = _accept_relation(suggested, now, relation, new_ids)
        new = tx.changes[0].after
        assert isinstance(new, Relation)
        key = (new.head, new.child, new.label)
        there = any((one.head, one.child, one.label) == key for one in now.relations.of(new.head))
        if key not in made and not there:
            made.add(key)
            steps.append(tx)
    return compose(steps, "suggestion.accept_all") if steps else None


def _one_at_a_place(spans: Iterable[Span]) -> list[Span]:
    best: dict[tuple[Range, ...], Span] = {}
    for span in spans:
        first = best.setdefault(span.fragments, span)
        if (span.score or 0.0) > (first.score or 0.0):
            best[span.fragments] = span
    return list(best.values())


def check_ends(suggested: AnnotationState, state: AnnotationState, scheme: Scheme, relation: Relation) -> None:
    """Raise Refused where the scheme does not allow a suggested relation between its ends as they are now."""
    head, child = (own_span(suggested, state, end) or suggested.spans[end] for end in (relation.head, relation.child))
    check_connection(scheme, head, child, relation.label)


def _fits(suggested: AnnotationState, state: AnnotationState, scheme: Scheme, relation: Relation) -> bool:
    try:
        check_ends(suggested, state, scheme, relation)
    except Refused:
        return False
    return True


def own_span(suggested: AnnotationState, state: AnnotationState, span_id: str) -> Span | None:
    """The person's span for a suggested span: the one that came of it, or the one at the same place."""
    span = suggested.spans.get(span_id)
    if span is None:
        return None
    decision = state.decisions.get(span_id)
    made = state.spans.get(decision.annotation or "") if decision is not None else None
    return made or next((one for one in state.index.nested(span.range) if one.fragments == span.fragments), None)


def stands_for(suggested: AnnotationState, state: AnnotationState, own: Span) -> list[str]:
    """Ids of the suggested spans of which a person's span is `own_span`."""
    came_of = [one.id for one in state.decisions.behind(own.id)]
    there = [one.id for one in suggested.index.nested(own.range) if one.fragments == own.fragments]
    return [one for one in dict.fromkeys((*came_of, *there)) if own_span(suggested, state, one) == own]


def ensure_span(
    suggested: AnnotationState, state: AnnotationState, span_id: str, *, new_id: str
) -> tuple[Span, Transaction | None]:
    """The person's span with an id, or for an open suggestion the span that accepting it makes, with that step."""
    if span_id in state.spans:
        return state.spans[span_id], None
    if (own := own_span(suggested, state, span_id)) is not None:
        return own, None
    tx = decide_span(suggested, state, span_id, new_id=new_id)
    span = tx.changes[0].after
    assert isinstance(span, Span)
    return span, tx


def connect_any(
    suggested: AnnotationState,
    state: AnnotationState,
    scheme: Scheme,
    head_id: str,
    child_id: str,
    label: str,
    *,
    new_ids: Iterator[str],
) -> Transaction | None:
    """A new relation whose ends may be open suggestions, which are thereby accepted."""
    if head_id == child_id:
        raise Refused("A relation needs two different spans.")
    head, first = ensure_span(suggested, state, head_id, new_id=next(new_ids))
    child, second = ensure_span(suggested, state, child_id, new_id=next(new_ids))
    check_connection(scheme, head, child, label)
    if any((one.head, one.child, one.label) == (head.id, child.id, label) for one in state.relations.of(head.id)):
        return None
    relation = Relation(next(new_ids), label, head.id, child.id)
    steps = [tx for tx in (first, second) if tx is not None]
    steps.append(Transaction((Change(state.document.id, None, relation),), "relation.add", relation.id))
    return compose(steps, "relation.add")


def _accept_relation(
    suggested: AnnotationState, state: AnnotationState, suggestion: Relation, new_ids: Iterator[str]
) -> Transaction:
    head, first = ensure_span(suggested, state, suggestion.head, new_id=next(new_ids))
    child, second = ensure_span(suggested, state, suggestion.child, new_id=next(new_ids))
    if head.id == child.id:
        raise Refused("A relation needs two different spans.")
    relation = replace(suggestion, id=next(new_ids), head=head.id, child=child.id, decision="accepted")
    place = _place(suggested, suggestion)
    decision = Decision(suggestion.id, "accepted", suggestion.label, place, relation.id)
    added = tuple(Change(state.document.id, None, item) for item in (relation, decision))
    steps = [tx for tx in (first, second) if tx is not None]
    return compose([*steps, Transaction(added, "suggestion.accept", relation.id)], "suggestion.accept")


def _place(suggested: AnnotationState, relation: Relation) -> tuple[Range, ...]:
    return suggested.spans[relation.head].fragments + suggested.spans[relation.child].fragments


def _open_span(suggested: AnnotationState, state: AnnotationState, suggestion_id: str) -> Span:
    span = suggested.spans.get(suggestion_id)
    if span is None or suggestion_id in state.decisions:
        raise Refused("This suggestion is no longer open.")
    return span


def _open_relation(suggested: AnnotationState, state: AnnotationState, suggestion_id: str) -> Relation:
    relation = suggested.relations.get(suggestion_id)
    if relation is None or suggestion_id in state.decisions:
        raise Refused("This suggestion is no longer open.")
    return relation
