"""Stops about relations: their ends are spans of gold by then, so relations follow what was taken of spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotate.adjudicate.spans import Said
from annotate.adjudicate.stops import Given, Stop, alternatives, joined_notes, origin
from annotate.index import reading_order
from annotate.model import Attributes, Relation, Span
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.scores.parted import shared
from annotate.state import AnnotationState

_Arc = tuple[str, str, str]
"""Head and child in gold, and label."""

_Voices = dict[str, list[Relation]]
"""Who says it, with all of their relations that do."""


def relation_stops(said: Said, gold: AnnotationState, scheme: Scheme | None = None) -> list[Stop]:
    """All stops about relations in the order of the text, those of one voice included.

    A stop is about two spans of gold: labels and directions between them are its contents. Who has not both ends has no
    say. A relation that the scheme does not allow between its ends in gold counts only where it joins the same labels.
    """
    has, pairs = dict[str, set[str]](), defaultdict[frozenset[str], dict[tuple[_Arc, Attributes], _Voices]](dict)
    for name, state in said.items():
        ends = _ends(state, gold)
        has[name] = {end.id for end in ends.values()}
        for arc, relations in _arcs(state, ends, scheme).items():
            voices = pairs[frozenset(arc[:2])].setdefault((arc, relations[0].attributes), {})
            voices[name] = relations
    stops = [_stop(said, gold, [one for one in said if pair <= has[one]], here) for pair, here in pairs.items()]
    return sorted(stops, key=lambda stop: (stop.range, stop.id))


def _arcs(state: AnnotationState, ends: Mapping[str, Span], scheme: Scheme | None) -> dict[_Arc, list[Relation]]:
    """One annotator's relations as they would stand in gold; of those that say the same the first counts."""
    found = defaultdict[_Arc, list[Relation]](list)
    for relation in state.relations.values():
        head, child = ends.get(relation.head), ends.get(relation.child)
        if head is None or child is None or head.id == child.id:
            continue
        if _fits(scheme, state, relation, head, child):
            found[head.id, child.id, relation.label].append(relation)
    return found


def gold_end(state: AnnotationState, gold: AnnotationState, span: Span) -> Span | None:
    """The span of gold that stands for an annotator's: what was taken of it, or what is the same.

    For one that was not taken it is the only span of gold that has its place, or shares text with it under its label:
    annotators who differ on the ends of a name can agree on what it does.
    """
    decision = gold.decisions.get(span.id)
    taken = gold.spans.get(decision.annotation or "") if decision is not None else None
    if taken is not None:
        return taken
    near = [one for one in gold.index.between(span.start, span.end) if shared(one, span)]
    same = [one for one in near if one.fragments == span.fragments and one.label == span.label]
    if same:
        return same[0]
    if decision is None:
        return None  # not settled yet
    place = [one for one in near if one.fragments == span.fragments]
    if not place and not any(one.id != span.id and one.label == span.label for one in _beside(state, span)):
        place = [one for one in near if one.label == span.label]
    return place[0] if len(place) == 1 else None


def _beside(state: AnnotationState, span: Span) -> list[Span]:
    return [one for one in state.index.between(span.start, span.end) if shared(one, span)]


def _ends(state: AnnotationState, gold: AnnotationState) -> dict[str, Span]:
    found = ((span.id, gold_end(state, gold, span)) for span in state.index)
    return {span_id: end for span_id, end in found if end is not None}


def _fits(scheme: Scheme | None, state: AnnotationState, relation: Relation, head: Span, child: Span) -> bool:
    own = (state.spans[relation.head].label, state.spans[relation.child].label)
    if scheme is None or own == (head.label, child.label):
        return True
    label = scheme.relation_label(relation.label)
    return label is not None and label.allows(head.label, child.label)


def _stop(
    said: Said, gold: AnnotationState, names: Sequence[str], arcs: Mapping[tuple[_Arc, Attributes], _Voices]
) -> Stop:
    ordered = sorted(arcs.items(), key=lambda one: _in_text(gold, *one[0]))
    given = [
        _given(said[name], name, one, at)
        for at, (_, voices) in enumerate(ordered)
        for name, relations in voices.items()
        for one in relations
    ]
    picks = {name: [at for at, (_, voices) in enumerate(ordered) if name in voices] for name in names}
    head, child = (gold.spans[end] for end in ordered[0][0][0][:2])
    place = Range(min(head.start, child.start), max(head.end, child.end))
    contents = tuple(_content(arc, voices) for (arc, _), voices in ordered)
    return Stop("relation", place, contents, alternatives(names, picks), tuple(given), min(one.id for one in given))


def _in_text(gold: AnnotationState, arc: _Arc, attributes: Attributes) -> tuple[object, ...]:
    return (reading_order(gold.spans[arc[0]]), reading_order(gold.spans[arc[1]]), arc[2], repr(attributes))


def _content(arc: _Arc, voices: Mapping[str, Sequence[Relation]]) -> Relation:
    firsts = [relations[0] for relations in voices.values()]
    return replace(
        firsts[0],
        head=arc[0],
        child=arc[1],
        note=joined_notes(one.note for one in firsts),
        origin=origin(voices),
        flagged=False,
        score=None,
        decision="adjudicated",
    )


def _given(state: AnnotationState, name: str, relation: Relation, says: int) -> Given:
    place = state.spans[relation.head].fragments + state.spans[relation.child].fragments
    return Given(relation.id, name, relation.label, place, says)
