"""Update: what a step has changed, so that each view can tell whether it is touched. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.change import Transaction
from annotate.model import Decision, Item, Relation, Span, Zone
from annotate.offsets import Range
from annotate.state import AnnotationState


@dataclass(frozen=True, slots=True)
class Update:
    """The state before and after a step, the step, and the places in the text whose drawing may have changed."""

    old: AnnotationState
    new: AnnotationState
    tx: Transaction
    touched: tuple[Range, ...]


def touched_by(
    tx: Transaction, old: AnnotationState, new: AnnotationState, suggested: AnnotationState
) -> tuple[Range, ...]:
    """Places of the spans, decisions, zones and relation ends that a transaction changes in one document."""
    spans = [old.spans, new.spans, suggested.spans]

    def ends(relation: Relation) -> list[Range]:
        return [known[end].range for end in (relation.head, relation.child) for known in spans if end in known]

    def places(item: Item | None) -> list[Range]:
        match item:
            case Span():
                related = [*old.relations_of(item.id), *new.relations_of(item.id)]
                return [item.range, *(place for relation in related for place in ends(relation))]
            case Zone():
                return [item.range]
            case Decision():
                asked = suggested.relations.get(item.id)
                about = [*suggested.relations.of(item.id), *([asked] if asked is not None else [])]
                return [*item.fragments, *(place for relation in about for place in ends(relation))]
            case Relation():
                return ends(item)
            case _:
                return []

    changes = tx.within(new.document.id).changes
    return tuple(dict.fromkeys(place for one in changes for item in (one.before, one.after) for place in places(item)))


_DONE = {
    "span.add": "added", "span.delete": "deleted", "span.relabel": "relabelled", "span.resize": "moved",
    "span.split": "split", "span.merge": "joined", "span.value": "value changed",
    "suggestion.accept": "accepted", "suggestion.edit": "changed", "suggestion.reject": "rejected",
    "relation.add": "relation added", "relation.delete": "relation deleted",
}  # fmt: skip


def in_words(tx: Transaction) -> str:
    """What a step has done, as a screen reader says it."""
    for one in tx.changes:
        item = one.after if one.after is not None else one.before
        if isinstance(item, Span) and tx.event in _DONE:
            return f"{_DONE[tx.event]}: {' '.join(item.text.split())[:120]}, {item.label}"
    return _DONE.get(tx.event, tx.event.replace(".", " "))
