"""Two sources' spans of one document sorted out: what both have, what only one has, and what answers what of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from annotate.model import Span
from annotate.offsets import Range

Place = tuple[Range, ...]
Key = tuple[Place, str]
"""What makes a span the same one as another: all its fragments and its label."""

Overlap = tuple[Key, Key, int]
"""Two spans that share so many code points."""


@dataclass(frozen=True)
class Parted:
    """Two sources' spans sorted out: all of either by key, those that are the same in both, those that only one has,
    in the order of their keys, and which of these overlap, in the order of both. What is counted of all that is found
    once."""

    gold: Mapping[Key, Span]
    predicted: Mapping[Key, Span]
    same: Set[Key]
    left: Mapping[Key, Span]
    right: Mapping[Key, Span]
    overlaps: Sequence[Overlap]

    @classmethod
    def of(cls, gold: Mapping[Key, Span], predicted: Mapping[Key, Span]) -> Parted:
        """The spans of both by key, in that order."""
        ours, theirs = set(gold), set(predicted)
        left = {one: gold[one] for one in sorted(ours - theirs)}
        right = {one: predicted[one] for one in sorted(theirs - ours)}
        return cls(gold, predicted, ours & theirs, left, right, overlaps_of(left, right))

    @cached_property
    def labels(self) -> Mapping[str, int]:
        """How many spans of each label are the same in both."""
        return Counter(map(_LABEL, self.same))

    @cached_property
    def partner(self) -> Mapping[Key, Key]:
        """Of the spans that differ, the predicted one that answers a gold one; see `align.aligned`."""
        return matched(self.overlaps)

    @cached_property
    def answers(self) -> Mapping[Key, Key]:
        """The same among spans of one label, as `align.aligned_by_label` pairs them."""
        return matched([overlap for overlap in self.overlaps if overlap[0][1] == overlap[1][1]])

    @cached_property
    def missed(self) -> Sequence[Key]:
        """The gold spans that nothing answers."""
        return [one for one in self.left if one not in self.partner]

    @cached_property
    def spurious(self) -> Sequence[Key]:
        """The predicted spans that answer nothing."""
        taken = set(self.partner.values())
        return [two for two in self.right if two not in taken]


_LABEL = itemgetter(1)


def key(span: Span) -> Key:
    """Place and label of a span."""
    return span.fragments, span.label


def distinct(spans: Iterable[Span]) -> dict[Key, Span]:
    """The spans by key, in reading order; of those that say the same, the first given."""
    found: dict[Key, Span] = {}
    for span in spans:
        found.setdefault((span.fragments, span.label), span)
    return {one: found[one] for one in sorted(found)}


def matched(overlaps: Sequence[Overlap]) -> dict[Key, Key]:
    """Of spans that differ and overlap, by so many code points, the predicted one that answers a gold one."""
    partner = {one: two for one, two, _ in overlaps}
    if len(partner) == len(overlaps) == len(set(partner.values())):  # none has two to choose from, as mostly
        return partner
    partner, taken = dict[Key, Key](), set[Key]()
    for _, one, two in sorted((_rank(one, two, count), one, two) for one, two, count in overlaps):
        if one not in partner and two not in taken:
            partner[one] = two
            taken.add(two)
    return partner


def _rank(one: Key, two: Key, count: int) -> tuple[int, int, list[Key]]:
    """How well two spans that differ fit, the best first; it does not depend on which of the two is gold."""
    stage = 1 if one[0] == two[0] else 2 if one[1] == two[1] else 3
    return stage, -count, sorted((one, two))


def shared(one: Span, two: Span) -> int:
    """How many code points belong to fragments of both."""
    return _shared(one.fragments, two.fragments)


def overlapping(first: Iterable[Span], second: Iterable[Span]) -> Iterator[tuple[Span, Span, int]]:
    """All pairs that share a code point, with how many they share, in the order of the text."""
    one, two = sorted(first, key=_begin), sorted(second, key=_begin)
    for at, other, count in _sweep([span.fragments for span in one], [span.fragments for span in two]):
        yield one[at], two[other], count


def overlaps_of(first: Iterable[Key], second: Iterable[Key]) -> list[Overlap]:
    """The same of keys in their order."""
    one, two = list(first), list(second)
    found = _sweep([place for place, _ in one], [place for place, _ in two])
    return [(one[at], two[other], count) for at, other, count in found]


def _begin(span: Span) -> int:
    return span.fragments[0][0]


def _sweep(first: Sequence[Place], second: Sequence[Place]) -> Iterator[tuple[int, int, int]]:
    """Places that share a code point, by their numbers: a sweep over both, which are in the order of their starts."""
    near, at = list[tuple[int, int]](), 0  # ends and numbers of the second that reach as far as this
    for number, place in enumerate(first):
        start, end = place[0][0], place[-1][1]
        while at < len(second) and second[at][0][0] < end:
            near.append((second[at][-1][1], at))
            at += 1
        if near:
            near = [one for one in near if one[0] > start]
        for _, other in near:
            if count := _shared(place, second[other]):
                yield number, other, count


def _shared(one: Place, two: Place) -> int:
    if len(one) == len(two) == 1:  # as nearly always
        return max(0, min(one[0][1], two[0][1]) - max(one[0][0], two[0][0]))
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in two)
