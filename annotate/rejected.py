"""What a person said no to: found again in the newest run, and taken back."""

from __future__ import annotations

from collections.abc import Iterable

from annotate import review
from annotate.change import Change, Transaction
from annotate.errors import Refused
from annotate.model import Decision, Relation, Span
from annotate.offsets import Range
from annotate.open import is_open, spans_at
from annotate.state import AnnotationState


def rejected_spans(suggested: AnnotationState, state: AnnotationState) -> list[Span]:
    """Suggested spans that are answered with no, in reading order: in this run, or in an earlier one at their place.

    Where the person has a span of their own at the place there is nothing to ask about; of equal ones only the first
    is given.
    """
    found: dict[tuple[tuple[Range, ...], str], Span] = {}
    for span in suggested.index:
        if _only_no(state, span.id, span.fragments, span.label) and not spans_at(state, span.fragments):
            found.setdefault((span.fragments, span.label), span)
    return list(found.values())


def rejected_relations(suggested: AnnotationState, state: AnnotationState) -> list[Relation]:
    """Suggested relations that are answered with no, and whose two ends are open or the person's."""

    def stands(end: str) -> bool:
        own = review.own_span(suggested, state, end)
        return own is not None or is_open(suggested.spans[end], suggested, state)

    found: dict[tuple[tuple[Range, ...], str], Relation] = {}
    for one in suggested.relations.values():
        place = suggested.spans[one.head].fragments + suggested.spans[one.child].fragments
        if _only_no(state, one.id, place, one.label) and stands(one.head) and stands(one.child):
            found.setdefault((place, one.label), one)
    return list(found.values())


def restore(suggested: AnnotationState, state: AnnotationState, suggestion_ids: Iterable[str]) -> Transaction:
    """Take the answer no to suggestions back, so that they are open again.

    Also the answer that was given to an earlier run at the same place. Raises Refused where none was rejected.
    """
    gone: dict[str, Decision] = {}
    for suggestion_id in suggestion_ids:
        item = suggested.spans.get(suggestion_id) or suggested.relations.get(suggestion_id)
        decisions = [state.decisions[suggestion_id]] if suggestion_id in state.decisions else []
        if isinstance(item, Span):
            decisions += _answers(state, item.fragments, item.label)
        elif isinstance(item, Relation):
            place = suggested.spans[item.head].fragments + suggested.spans[item.child].fragments
            decisions += _answers(state, place, item.label)
        gone |= {one.id: one for one in decisions if one.outcome == "rejected"}
    if not gone:
        raise Refused("This was not rejected.")
    return Transaction(tuple(Change(state.document.id, one, None) for one in gone.values()), "suggestion.restore")


def _answers(state: AnnotationState, place: tuple[Range, ...], label: str) -> list[Decision]:
    return [state.decisions[one] for one in state.decisions.filed((place, label))]


def _only_no(state: AnnotationState, suggestion_id: str, place: tuple[Range, ...], label: str) -> bool:
    """Whether there are answers to a suggestion, and all of them are no."""
    decisions = _answers(state, place, label)
    if (own := state.decisions.get(suggestion_id)) is not None:
        decisions.append(own)
    return bool(decisions) and all(one.outcome == "rejected" for one in decisions)
