"""Two sources' annotations of one document side by side, and when two spans are the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from annotate.model import Relation, Span, Value, Zone
from annotate.offsets import Range
from annotate.scores.parted import Key, Parted, Place, distinct, key
from annotate.state import AnnotationState

BODY = "body"
"""Where a document has no zone."""

Triple = tuple[str, Key, Key]
"""A relation as it is compared: label, head and child."""


@dataclass(frozen=True)
class Side:
    """What one source says of a document; the tables made of it are made once, for all that it is compared with."""

    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()

    @classmethod
    def of(cls, state: AnnotationState) -> Side:
        """All spans and relations of a state."""
        return cls(tuple(state.index), tuple(state.relations.values()))

    def only(self, keep: Callable[[Span], bool]) -> Side:
        """The spans that are kept, and the relations of which both ends are: a zone, some labels."""
        spans = tuple(span for span in self.spans if keep(span))
        if len(spans) == len(self.spans):
            return self
        ids = {span.id for span in spans}
        return Side(spans, tuple(one for one in self.relations if one.head in ids and one.child in ids))

    @cached_property
    def by_id(self) -> Mapping[str, Span]:
        """The spans by id, for the ends of relations."""
        return {span.id: span for span in self.spans}

    @cached_property
    def distinct(self) -> dict[Key, Span]:
        """The spans by place and label, as `distinct` has them."""
        return distinct(self.spans)

    @cached_property
    def places(self) -> Set[Place]:
        """The places of the spans."""
        return {place for place, _ in self.distinct}

    @cached_property
    def valued(self) -> Mapping[Key, Value]:
        """The values of those spans that have one."""
        return {one: span.value for one, span in self.distinct.items() if span.value is not None}

    @cached_property
    def attributed(self) -> Set[Key]:
        """Those spans that have attributes."""
        return {one for one, span in self.distinct.items() if span.attributes}

    @cached_property
    def triples(self) -> Mapping[Triple, Relation]:
        """The relations by label, head and child; of those that say the same, the first."""
        spans, found = self.by_id, dict[Triple, Relation]()
        for one in self.relations:
            found.setdefault((one.label, key(spans[one.head]), key(spans[one.child])), one)
        return found

    @cached_property
    def arcs(self) -> Set[Triple]:
        """The relations by label, head and child, without themselves."""
        return frozenset(self.triples)

    @cached_property
    def _met(self) -> dict[tuple[int, bool], tuple[Side, Parted]]:
        """What came of comparing this side with others, by identity, and by whether this one was gold."""
        return {}

    def against(self, other: Side) -> Parted:
        """The spans of this side, as gold, and of another one sorted out; once for each two."""
        first, second = (self, other) if id(self) < id(other) else (other, self)  # so that none holds what holds it
        known = first._met.get((id(second), first is self))
        if known is not None:
            return known[1]
        parted = Parted.of(self.distinct, other.distinct)
        if first is not second:
            first._met[id(second), first is self] = second, parted
        return parted


@dataclass(frozen=True)
class Compared:
    """Two sources on one document; where one of them is gold, it is the first."""

    document: str  # id
    gold: Side
    predicted: Side
    zones: tuple[Zone, ...] = ()  # as gold sees them

    @cached_property
    def parted(self) -> Parted:
        """The spans sorted out, once for all that is counted of them."""
        return self.gold.against(self.predicted)

    def only(self, keep: Callable[[Span], bool]) -> Compared:
        """Both sides with the spans that are kept."""
        return Compared(self.document, self.gold.only(keep), self.predicted.only(keep), self.zones)

    def zone_of(self, place: Range) -> str:
        """The kind of the zone in which a place begins, `body` where it is in none."""
        return next((zone.kind for zone in self.zones if zone.range.holds(place.start)), BODY)

    @property
    def flipped(self) -> Compared:
        """The second as if it were gold."""
        return Compared(self.document, self.predicted, self.gold, self.zones)


def by_zone(compared: Sequence[Compared]) -> dict[str, list[Compared]]:
    """The same for each kind of zone that has spans, sorted; a relation that leads out of its zone is in none."""

    def kinds(one: Compared) -> set[str]:
        return {one.zone_of(span.range) for span in (*one.gold.spans, *one.predicted.spans)}

    found = sorted({kind for one in compared for kind in kinds(one)})
    return {kind: [_in_zone(one, kind) for one in compared] for kind in found}


def _in_zone(one: Compared, kind: str) -> Compared:
    return one.only(lambda span: one.zone_of(span.range) == kind)
