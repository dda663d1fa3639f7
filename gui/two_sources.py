"""Two sources on one document as decorations: what one says above the line, what the other says below it. No Qt here.

What both say (place, label, value, attributes) is told once and quietly. What only one of them says bears a mark, so
that it is told apart without colour. What the adjudicated gold has so far is drawn on the text itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from annotate.document import Document
from annotate.model import Relation, Span, Zone
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from gui.decorate import DrawnRelation, DrawnSpan, Look, Where, flags, value
from gui.differences import Differences, Stop, alike, stops

ALIKE, LEFT_OUT = "=", "✕"
"""Marks: the other source says so too, and it is told there; the person decided against it."""


@dataclass(frozen=True)
class BothPicture:
    """Two sources on one document, and with `middle` what gold has so far. Ids are unique over all of them.

    Of the `settled` spans and relations (ids) the person has decided: those that gold has not are drawn as left out.
    """

    about: Differences
    scheme: Scheme
    left_name: str
    right_name: str
    middle: AnnotationState | None = None
    settled: frozenset[str] = frozenset()
    sided: ClassVar[bool] = True
    overview: ClassVar[str] = "Where the two differ"

    @property
    def document(self) -> Document:
        """The document."""
        return self.about.left.document

    @cached_property
    def alike(self) -> Mapping[str, str]:
        """For each span and relation of a source that gold has just so, its id in gold; and the other way round."""
        return alike(self.about, self.middle) if self.middle is not None else {}

    @cached_property
    def stops(self) -> list[Stop]:
        """All that the two disagree on, in the order of the text."""
        return stops(self.about, self.left_name, self.right_name)

    def spans_between(self, start: int, end: int) -> list[DrawnSpan]:
        """Spans of all sources that touch `[start, end)`, in reading order, outer ones first."""
        return [self._drawn(span, where) for span, where in self._between(start, end)]

    def span(self, span_id: str) -> DrawnSpan | None:
        """The span with an id."""
        for state, where in self._states:
            if span_id in state.spans:
                return self._drawn(state.spans[span_id], where)
        return None

    def relation(self, relation_id: str) -> DrawnRelation | None:
        """The relation with an id."""
        for state, where in self._states:
            found = state.relations.get(relation_id)
            if found is not None:
                return self._arc(found, where)
        return None

    def relations_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations that have an end at a span."""
        return [self._arc(one, where) for state, where in self._states for one in state.relations.of(span_id)]

    def arcs_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations of a span that get room beside the line: what both say has it once, above."""
        return [one for one in self.relations_of(span_id) if not self.is_quiet(one)]

    def is_quiet(self, relation: DrawnRelation) -> bool:
        """Whether another arc says what a relation says."""
        if relation.where is Where.TEXT:
            return relation.id in self.alike
        return relation.where is Where.BELOW and relation.look is Look.SAME

    def quiet_of(self, _span_id: str, /) -> list[DrawnRelation]:
        """None is drawn over the text: each is told by an arc."""
        return []

    def zones_between(self, start: int, end: int) -> list[Zone]:
        """Zones that touch `[start, end)`, as gold has them, or else the left source."""
        asked, state = Range(start, end), self.about.left if self.middle is None else self.middle
        return [zone for zone in state.zones.values() if zone.range.overlaps(asked)]

    def told_between(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Spans that touch `[start, end)` for a screen reader, with who says so and whether the other does."""
        names = {Where.ABOVE: f"{self.left_name}, ", Where.BELOW: f"{self.right_name}, ", Where.TEXT: ""}
        words = {Look.SAME: "the same in both", Look.TAKEN: "in gold", Look.REJECTED: "left out"}
        return [
            (span, names[where] + words.get(self._look(span.id, where), "differs"))
            for span, where in self._between(start, end)
        ]

    def stripes(self) -> Mapping[str, Sequence[int]]:
        """Where the two differ."""
        return {"difference": [stop.place.start for stop in self.stops]}

    @cached_property
    def _states(self) -> tuple[tuple[AnnotationState, Where], ...]:
        sides = ((self.about.left, Where.ABOVE), (self.about.right, Where.BELOW))
        return sides if self.middle is None else (*sides, (self.middle, Where.TEXT))

    def _between(self, start: int, end: int) -> list[tuple[Span, Where]]:
        found = [(span, where) for state, where in self._states for span in state.index.between(start, end)]
        return sorted(found, key=lambda pair: (pair[0].start, -pair[0].end))

    def _drawn(self, span: Span, where: Where) -> DrawnSpan:
        label, look = self.scheme.span_label(span.label), self._look(span.id, where)
        slot, tag = label.slot if label is not None else 0, self._tag(span, where, look)
        return DrawnSpan(span.id, span.fragments, span.label, tag, "", slot, look, where)

    def _look(self, item_id: str, where: Where) -> Look:
        if where is Where.TEXT:
            return Look.TAKEN
        if item_id not in self.about.marks:
            return Look.SAME
        if item_id in self.alike:
            return Look.TAKEN
        return Look.REJECTED if item_id in self.settled else Look.DIFFERENT

    def _tag(self, span: Span, where: Where, look: Look) -> str:
        """Label, value and mark; below the line only the mark where both say the same, on the text only what none of
        the two says."""
        if where is Where.TEXT and span.id in self.alike:
            return ""
        if look is Look.SAME and where is Where.BELOW:
            return f"{ALIKE} {flags(span)}".rstrip()
        said = (span.label, value(span), *self.about.attributes(span), _mark(self, span.id, look), flags(span))
        return " ".join(one for one in said if one)

    def _arc(self, relation: Relation, where: Where) -> DrawnRelation:
        look = self._look(relation.id, where)
        label = f"{relation.label} {_mark(self, relation.id, look)}".rstrip()
        return DrawnRelation(relation.id, relation.head, relation.child, label, look, where)


def changed(before: BothPicture, now: BothPicture) -> list[Range]:
    """The places at which two pictures of one document may be drawn differently."""
    one, two = (picture.middle or AnnotationState(now.document) for picture in (before, now))
    if before.about is not now.about or one.zones != two.zones:
        return [now.document.whole]
    ids = {*_unequal(before.alike, now.alike), *(before.settled ^ now.settled)}
    ids |= _unequal(one.spans, two.spans) | _unequal(one.relations, two.relations)
    states = (now.about.left, now.about.right, one, two)
    arcs = [state.relations[each] for each in ids for state in states if each in state.relations]
    ids.update(end for arc in arcs for end in (arc.head, arc.child))
    return sorted({state.spans[each].range for each in ids for state in states if each in state.spans})


def _unequal(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {one for one in before.keys() | now.keys() if before.get(one) != now.get(one)}


def _mark(picture: BothPicture, item_id: str, look: Look) -> str:
    return LEFT_OUT if look is Look.REJECTED else picture.about.marks.get(item_id, "")
