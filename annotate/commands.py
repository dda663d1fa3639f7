"""Commands: what a person can do to spans and relations, as pure functions from a state to a transaction.

Each returns the transaction, or None where there is nothing to change, and raises Refused with a reason that a person
can read where the result would make no sense. `review.py` has the commands that answer suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import isfinite

from annotate.change import Change, Transaction
from annotate.errors import Refused
from annotate.model import (
    Attributes,
    AttributeValue,
    How,
    Item,
    Marks,
    Outcome,
    Relation,
    Span,
    Status,
    Value,
    Zone,
    ZoneKind,
    surface,
)
from annotate.offsets import Range
from annotate.scheme import RelationLabel, Scheme
from annotate.state import AnnotationState

ValueParser = Callable[[str, str], Value | None]
"""The meaning of a surface under a label; None where it has none."""


_NEEDED = {"flag": "yes or no", "choice": "one of its choices", "text": "a text", "number": "a number"}


def no_value(_surface: str, _label: str) -> Value | None:
    """The parser of schemes without numbers: nothing has a value."""
    return None


def add_span(
    state: AnnotationState,
    fragments: Iterable[Range],
    label: str,
    *,
    new_id: str,
    parse: ValueParser = no_value,
) -> Transaction | None:
    """A new span over `fragments`; None where the same one is there already."""
    place = join_fragments(state, fragments)
    if any(
        span.fragments == place and span.label == label
        for span in state.index.nested(Range(place[0].start, place[-1].end))
    ):
        return None
    text = surface(state.document.text, place)
    span = Span(new_id, label, place, text, value=parse(text, label))
    return one_change(state, "span.add", None, span)


def relabel(
    state: AnnotationState,
    span_id: str,
    label: str,
    *,
    parse: ValueParser = no_value,
    scheme: Scheme | None = None,
) -> Transaction | None:
    """Give a span another label, and the value that its text has under it.

    With a scheme given, relations that it allowed before and does not allow any more go in the same step.
    """
    span = span_of(state, span_id)
    if span.label == label:
        return None
    check_twin(state, span.fragments, label, but=span_id)
    changed = replace(span, label=label, value=parse(span.text, label), decision=_touched(span))
    tx = _replace_span(state, "span.relabel", span, changed)
    gone = [] if scheme is None else _no_longer_allowed(state, scheme, span, changed)
    lost = [change for one in gone for change in delete_relation(state, one.id).changes]
    return replace(tx, changes=(*tx.changes, *lost))


def _no_longer_allowed(state: AnnotationState, scheme: Scheme, before: Span, after: Span) -> list[Relation]:
    """Relations that the scheme allows while the span is as before, and not once it is as after."""

    def allowed(relation: Relation, span: Span) -> bool:
        head, child = (span if end == span.id else state.spans[end] for end in (relation.head, relation.child))
        label = scheme.relation_label(relation.label)
        return label is not None and label.allows(head.label, child.label)

    return [one for one in state.relations_of(before.id) if allowed(one, before) and not allowed(one, after)]


def resize(
    state: AnnotationState, span_id: str, fragments: Iterable[Range], *, parse: ValueParser = no_value
) -> Transaction | None:
    """Move the ends of a span."""
    span = span_of(state, span_id)
    place = join_fragments(state, fragments)
    if place == span.fragments:
        return None
    check_twin(state, place, span.label, but=span_id)
    text = surface(state.document.text, place)
    changed = replace(span, fragments=place, text=text, value=parse(text, span.label), decision=_touched(span))
    return _replace_span(state, "span.resize", span, changed)


def delete_span(state: AnnotationState, span_id: str) -> Transaction:
    """Remove a span together with its relations; where it came of a suggestion, that is now rejected."""
    span = span_of(state, span_id)
    relations = state.relations_of(span_id)
    gone: list[Item] = [*relations, span]
    changes = [Change(state.document.id, item, None) for item in gone]
    for item in gone:
        changes += _answer(state, item.id, "rejected")
    return Transaction(tuple(changes), "span.delete")


def connect(
    state: AnnotationState, scheme: Scheme, head_id: str, child_id: str, label: str, *, new_id: str
) -> Transaction | None:
    """A new relation from head to child; None where the same one is there already."""
    check_connection(scheme, span_of(state, head_id), span_of(state, child_id), label)
    if any(
        (relation.head, relation.child, relation.label) == (head_id, child_id, label)
        for relation in state.relations_of(head_id)
    ):
        return None
    return one_change(state, "relation.add", None, Relation(new_id, label, head_id, child_id))


def check_connection(scheme: Scheme, head: Span, child: Span, label: str) -> None:
    """Raise Refused, with the reason, where the scheme does not allow the relation."""
    if head.id == child.id:
        raise Refused("A relation needs two different spans.")
    known = scheme.relation_label(label)
    if known is None:
        raise Refused(f"The scheme has no relation label {label}.")
    if not known.allows(head.label, child.label):
        raise Refused(f"{label} does not join {head.label} to {child.label}: {_what_joins(scheme, known, head.label)}.")


def _what_joins(scheme: Scheme, relation: RelationLabel, head: str) -> str:
    """“from LOC it goes to LOC or ORG”, or, where it does not begin there, “it goes from PERSON”."""
    names = [one.name for one in scheme.spans]
    children = [name for name in names if relation.allows(head, name)]
    if children:
        return f"from {head} it goes to {' or '.join(children)}"
    heads = [name for name in names if any(relation.allows(name, child) for child in names)]
    return f"it goes from {' or '.join(heads)}"


def relabel_relation(state: AnnotationState, scheme: Scheme, relation_id: str, label: str) -> Transaction | None:
    """Give a relation another label."""
    relation = relation_of(state, relation_id)
    if relation.label == label:
        return None
    check_connection(scheme, span_of(state, relation.head), span_of(state, relation.child), label)
    return one_change(state, "relation.relabel", relation, replace(relation, label=label, decision=_touched(relation)))


def reverse_relation(state: AnnotationState, scheme: Scheme, relation_id: str) -> Transaction:
    """Swap the head and the child of a relation."""
    relation = relation_of(state, relation_id)
    check_connection(scheme, span_of(state, relation.child), span_of(state, relation.head), relation.label)
    changed = replace(relation, head=relation.child, child=relation.head, decision=_touched(relation))
    tx = one_change(state, "relation.reverse", relation, changed)
    assert tx is not None
    return tx


def delete_relation(state: AnnotationState, relation_id: str) -> Transaction:
    """Remove a relation."""
    gone = Change(state.document.id, relation_of(state, relation_id), None)
    return Transaction((gone, *_answer(state, relation_id, "rejected")), "relation.delete")


def check_twin(
    state: AnnotationState, place: tuple[Range, ...], label: str, *, but: str = "", and_but: str = ""
) -> None:
    """Raise Refused where another span than `but` and `and_but` has exactly this place and label."""
    around = Range(place[0].start, place[-1].end)
    for span in state.index.nested(around):
        if (span.fragments, span.label) == (place, label) and span.id not in (but, and_but):
            raise Refused(f"There is a {label} at exactly this place already: “{' '.join(span.text.split())[:60]}”.")


def set_value(state: AnnotationState, span_id: str, value: Value | None) -> Transaction | None:
    """Set the parsed meaning of a number or date span by hand."""
    span = span_of(state, span_id)
    return one_change(state, "span.value", span, replace(span, value=value))


def set_note(state: AnnotationState, item_id: str, note: str) -> Transaction | None:
    """Set the note of a span, a relation, or (by the document's id) of the document."""
    item = annotation_of(state, item_id)
    return one_change(state, "note.set", item, replace(item, note=note.strip()))


def set_flag(state: AnnotationState, item_id: str, flagged: bool) -> Transaction | None:
    """Flag or unflag a span, a relation, or (by the document's id) the document."""
    item = annotation_of(state, item_id)
    return one_change(state, "flag.set" if flagged else "flag.clear", item, replace(item, flagged=flagged))


def parse_again(state: AnnotationState, span_id: str, *, parse: ValueParser) -> Transaction | None:
    """Read the value of a span anew from its text. Raises Refused where the text has none."""
    span = span_of(state, span_id)
    value = parse(span.text, span.label)
    if value is None:
        raise Refused(f"No value can be read from “{' '.join(span.text.split())[:60]}”; it stays as it was.")
    return one_change(state, "span.value", span, replace(span, value=value))


def set_attribute(
    state: AnnotationState, item_id: str, name: str, value: AttributeValue | None, *, scheme: Scheme | None = None
) -> Transaction | None:
    """Set an attribute of a span, a relation, or (by the document's id) the document; None removes it.

    With a scheme given, raises Refused for an attribute that it does not give to the item, or a value not of its kind.
    """
    item = annotation_of(state, item_id)
    if scheme is not None and value is not None:
        check_attribute(scheme, item, name, value)
    kept = {key: old for key, old in item.attributes if key != name}
    if value is not None:
        kept[name] = value
    attributes: Attributes = tuple(sorted(kept.items()))
    return one_change(state, "attribute.set", item, replace(item, attributes=attributes))


def check_attribute(scheme: Scheme, item: Span | Relation | Marks, name: str, value: AttributeValue) -> None:
    """Raise Refused, with the reason, where the scheme does not allow an attribute or its value on an item."""
    known = scheme.document if isinstance(item, Marks) else scheme.attributes_on(item.label)
    found = next((one for one in known if one.name == name), None)
    if found is None:
        what = "a document" if isinstance(item, Marks) else item.label
        raise Refused(f"The scheme has no attribute {name} for {what}.")
    if found.kind == "choice" and value not in found.choices:
        raise Refused(f"{name} is one of {', '.join(found.choices)}.")
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    fits = {"flag": isinstance(value, bool), "number": number}.get(found.kind, isinstance(value, str))
    if not fits:
        raise Refused(f"{name} needs {_NEEDED[found.kind]}.")


def set_status(state: AnnotationState, status: Status) -> Transaction | None:
    """Mark the document as new, in progress, done or flagged."""
    return one_change(state, f"document.{status}", state.marks, replace(state.marks, status=status), focus=None)


def mark_zone(state: AnnotationState, kind: ZoneKind, place: Range, *, new_id: str) -> Transaction | None:
    """Mark a piece of the text as a zone; None where it is one of that kind already."""
    place.within(len(state.document.text))
    if any(zone.kind == kind and zone.range.covers(place) for zone in state.zones.values()):
        return None
    return one_change(state, "zone.add", None, Zone(new_id, kind, *place), focus=None)


def remove_zone(state: AnnotationState, zone_id: str) -> Transaction:
    """Make a zone body text again."""
    if zone_id not in state.zones:
        raise Refused("There is no such zone here.")
    return Transaction((Change(state.document.id, state.zones[zone_id], None),), "zone.delete")


def join_fragments(state: AnnotationState, fragments: Iterable[Range]) -> tuple[Range, ...]:
    """Fragments in text order, inside the text, with touching and overlapping ones joined. Raises Refused."""
    size = len(state.document.text)
    joined: list[Range] = []
    for fragment in sorted(fragments):
        place = Range(max(0, fragment.start), min(size, fragment.end))
        if place.start >= place.end:
            raise Refused("A span needs at least one character.")
        if joined and place.start <= joined[-1].end:
            joined[-1] = Range(joined[-1].start, max(joined[-1].end, place.end))
        else:
            joined.append(place)
    if not joined or not any(state.document.text[start:end].strip() for start, end in joined):
        raise Refused("A span needs some text, not only spaces.")
    return tuple(joined)


def span_of(state: AnnotationState, span_id: str) -> Span:
    """The span with an id. Raises Refused."""
    if (span := state.spans.get(span_id)) is None:
        raise Refused("There is no such span in this document.")
    return span


def relation_of(state: AnnotationState, relation_id: str) -> Relation:
    """The relation with an id. Raises Refused."""
    if (relation := state.relations.get(relation_id)) is None:
        raise Refused("There is no such relation in this document.")
    return relation


def annotation_of(state: AnnotationState, item_id: str) -> Span | Relation | Marks:
    """The span, relation or document marks with an id. Raises Refused."""
    if item_id == state.document.id:
        return state.marks
    return state.spans.get(item_id) or relation_of(state, item_id)


def one_change(
    state: AnnotationState, event: str, before: Item | None, after: Item, *, focus: str | None = ""
) -> Transaction | None:
    """A transaction of a single change, with the item in focus; None where nothing changes."""
    if before == after:
        return None
    blank = Marks(state.document.id)  # is not written down: nothing was said of the document
    change = Change(state.document.id, None if before == blank else before, None if after == blank else after)
    return Transaction((change,), event, after.id if focus == "" else focus)


def _replace_span(state: AnnotationState, event: str, before: Span, after: Span) -> Transaction:
    change = Change(state.document.id, before, after)
    return Transaction((change, *_answer(state, before.id, "edited")), event, after.id)


def _answer(state: AnnotationState, annotation_id: str, outcome: Outcome) -> list[Change]:
    """The change that makes the decision behind an annotation say what the person did with it since."""
    changes: list[Change] = []
    for decision in state.decisions.behind(annotation_id):
        if decision.outcome != outcome:
            kept = None if outcome == "rejected" else annotation_id
            after = replace(decision, outcome=outcome, annotation=kept)
            changes.append(Change(state.document.id, decision, after))
    return changes


def _touched(item: Span | Relation) -> How:
    return "edited" if item.decision == "accepted" else item.decision
