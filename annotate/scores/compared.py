"""Two sources' annotations of one document side by side, and when two spans are the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from annotate.model import Relation, Span, Zone
from annotate.offsets import Range
from annotate.state import AnnotationState

BODY = "body"
"""Where a document has no zone."""

Place = tuple[Range, ...]
Key = tuple[Place, str]
"""What makes a span the same one as another: all its fragments and its label."""


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
    def triples(self) -> Mapping[Triple, Relation]:
        """The relations by label, head and child; of those that say the same, the first."""
        spans, found = self.by_id, dict[Triple, Relation]()
        for one in self.relations:
            found.setdefault((one.label, key(spans[one.head]), key(spans[one.child])), one)
        return found


@dataclass(frozen=True, slots=True)
class Parted:
    """Two sources' spans sorted out, in the order of their keys: all of either, those that are the same in both, those
    that only one has, and which of these overlap, by how many code points."""

    gold: Mapping[Key, Span]
    predicted: Mapping[Key, Span]
    same: Sequence[Key]
    left: Mapping[Key, Span]
    right: Mapping[Key, Span]
    overlaps: Sequence[tuple[Key, Key, int]]

    @classmethod
    def of(cls, gold: Mapping[Key, Span], predicted: Mapping[Key, Span]) -> Parted:
        """The spans of both by key, in that order."""
        left = {one: span for one, span in gold.items() if one not in predicted}
        right = {one: span for one, span in predicted.items() if one not in gold}
        same = [one for one in gold if one not in left]
        overlaps = [(key(one), key(two), count) for one, two, count in overlapping(left.values(), right.values())]
        return cls(gold, predicted, same, left, right, overlaps)


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
        return Parted.of(self.gold.distinct, self.predicted.distinct)

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


def key(span: Span) -> Key:
    """Place and label of a span."""
    return span.fragments, span.label


def distinct(spans: Iterable[Span]) -> dict[Key, Span]:
    """The spans by key, in reading order; of those that say the same, the first given."""
    found: dict[Key, Span] = {}
    for span in spans:
        found.setdefault((span.fragments, span.label), span)
    return {one: found[one] for one in sorted(found)}


def shared(one: Span, two: Span) -> int:
    """How many code points belong to fragments of both."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.fragments for b in two.fragments)


def overlapping(first: Iterable[Span], second: Iterable[Span]) -> Iterator[tuple[Span, Span, int]]:
    """All pairs that share a code point, with how many they share: a sweep over both in the order of the text."""
    waiting = sorted([(span.fragments[0].start, span.fragments[-1].end, span) for span in second], key=_START)
    near, at = list[tuple[int, int, Span]](), 0
    for one in sorted(first, key=lambda span: span.fragments[0].start):
        start, end = one.fragments[0].start, one.fragments[-1].end
        while at < len(waiting) and waiting[at][0] < end:
            near.append(waiting[at])
            at += 1
        near = [other for other in near if other[1] > start]
        for _, _, other in near:
            if count := shared(one, other):
                yield one, other, count


_START = itemgetter(0)
