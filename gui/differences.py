"""What two sources of one document say alike and what not, by the ids of their spans and relations. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.scores.compared import Compared, Side
from annotate.scores.disagreements import (
    Disagreement,
    RelationDisagreement,
    disagreements,
    relation_disagreements,
)
from annotate.scores.parted import Key, key
from annotate.scores.values import same_value
from annotate.state import AnnotationState
from gui.decorate import value

ONLY, OTHER, PLACE, TURNED = "+", "≠", "↔", "⇄"
"""Marks: only this source says it; the other has another label or value, another place, the other direction."""

_MARKS = {
    "missed": ONLY, "spurious": ONLY, "label": OTHER, "value": OTHER, "attributes": OTHER, "boundary": PLACE,
    "split": PLACE, "merged": PLACE, "label and boundary": f"{OTHER}{PLACE}", "direction": TURNED,
}  # fmt: skip

Case = Disagreement | RelationDisagreement
_Arc = tuple[Key, Key, str]


@dataclass(frozen=True)
class Differences:
    """Two sources on one document, boilerplate included. Ids are unique over both."""

    left: AnnotationState
    right: AnnotationState

    def is_of(self, left: AnnotationState, right: AnnotationState) -> bool:
        """Whether this is of these very states: what was found out of them holds."""
        return self.left is left and self.right is right

    @cached_property
    def compared(self) -> Compared:
        """Both sides whole; the left one as gold."""
        return Compared(self.left.document.id, Side.of(self.left), Side.of(self.right))

    @cached_property
    def cases(self) -> list[Disagreement]:
        """What they disagree on about spans, in the order of the text."""
        return disagreements(self.compared)

    @cached_property
    def relation_cases(self) -> list[RelationDisagreement]:
        """What they disagree on about relations, in the order of the text."""
        return relation_disagreements(self.compared)

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """The mark of each span and relation (by id) that the two differ on."""
        found: dict[str, str] = {}
        spans = {
            (at, key(span)): _MARKS[case.kind]
            for case in self.cases
            for at, some in enumerate((case.gold, case.predicted))
            for span in some
        }
        for at, side in enumerate((self.compared.gold, self.compared.predicted)):
            found.update({span.id: spans[at, key(span)] for span in side.spans if (at, key(span)) in spans})
        for case in self.relation_cases:
            found.update({one.id: _MARKS[case.kind] for one in (case.gold, case.predicted) if one is not None})
        return found

    def attributes(self, span: Span) -> Iterator[str]:
        """The attributes of a span that the other one at its place lacks or has otherwise, where it is these that
        differ."""
        others = self._attributes.get(span.id)
        for name, told in span.attributes if others is not None else ():
            if (name, told) not in (others or ()):
                yield name if told is True else f"{name}: {told}"

    @cached_property
    def _attributes(self) -> Mapping[str, tuple[tuple[str, object], ...]]:
        """What the other one has, by the ids of spans that differ in attributes alone."""
        pairs = [(case.gold[0], case.predicted[0]) for case in self.cases if case.kind == "attributes"]
        return {one.id: two.attributes for left, right in pairs for one, two in ((left, right), (right, left))}


def alike(about: Differences, gold: AnnotationState) -> Mapping[str, str]:
    """For each span and relation of a source that gold has just so, its id in gold; and the other way round."""
    there = Side.of(gold)
    spans, arcs = {key(one): one for one in there.spans}, _arcs(there)
    found: dict[str, str] = {}
    for side in (about.compared.gold, about.compared.predicted):
        pairs: list[tuple[Span | Relation, Span | Relation]] = [
            (one, spans[key(one)]) for one in side.spans if key(one) in spans and _same(one, spans[key(one)])
        ]
        pairs += [(one, arcs[arc]) for arc, one in _arcs(side).items() if arc in arcs]
        for one, other in pairs:
            found[one.id] = other.id
            found.setdefault(other.id, one.id)
    return found


@dataclass(frozen=True, slots=True)
class Stop:
    """A disagreement to go to: where it is, the ids of all that it is about, and what the two say."""

    place: Range
    ids: frozenset[str]
    words: str
    case: Case


def stops(about: Differences, left: str, right: str, cases: Iterable[Case] | None = None) -> list[Stop]:
    """What two sources of these names disagree on, in the order of the text: some cases, or all of them (None)."""
    some = (*about.cases, *about.relation_cases) if cases is None else cases
    found = [stop_of(about, case, left, right) for case in some]
    return sorted(found, key=lambda stop: (stop.place, isinstance(stop.case, RelationDisagreement)))


def stop_of(about: Differences, case: Case, left: str, right: str) -> Stop:
    """Where a disagreement of two sources of these names is, and what they say."""
    if isinstance(case, Disagreement):
        sides = (case.gold, case.predicted)
        one, two = (", ".join(_said(span, *about.attributes(span)) for span in spans) for spans in sides)
        ids, place = frozenset(span.id for span in (*case.gold, *case.predicted)), case.place
    else:
        arcs = ((about.left, case.gold), (about.right, case.predicted))
        one, two = (_arc_said(state, arc) if arc is not None else "" for state, arc in arcs)
        ids = frozenset(arc.id for _, arc in arcs if arc is not None)
        ends = [state.spans[end] for state, arc in arcs if arc is not None for end in (arc.head, arc.child)]
        place = Range(min(span.start for span in ends), max(span.end for span in ends))
    if case.kind == "missed":
        return Stop(place, ids, f"Only {left}: {one}", case)
    if case.kind == "spurious":
        return Stop(place, ids, f"Only {right}: {two}", case)
    return Stop(place, ids, f"{case.kind.capitalize()}: {left} {one}; {right} {two}", case)


def _said(span: Span, *more: str) -> str:
    """A span as one source has it: `LOC “Iran”`, with its value and some attributes."""
    text = " ".join(span.text.split())
    shown = text if len(text) <= 40 else text[:39] + "…"
    return " ".join(one for one in (span.label, value(span), *more, f"“{shown}”") if one)


def _arc_said(state: AnnotationState, relation: Relation) -> str:
    head, child = (_said(state.spans[end]) for end in (relation.head, relation.child))
    return f"{head} {relation.label.replace('_', ' ')} → {child}"


def _same(one: Span, other: Span) -> bool:
    """Whether two spans of one place and label say the same."""
    return same_value(one.value, other.value) and one.attributes == other.attributes


def _arcs(side: Side) -> dict[_Arc, Relation]:
    spans = side.by_id
    return {(key(spans[one.head]), key(spans[one.child]), one.label): one for one in side.relations}
