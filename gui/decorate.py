"""What is to be drawn, as plain values: state and suggestions turned into decorations. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from annotate.document import Document
from annotate.index import SpanIndex, reading_order
from annotate.model import Relation, Span, Zone
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from annotate.values import describe, says_more_than


class Look(Enum):
    """How a span or relation is drawn."""

    GOLD = "gold"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A span with all that its drawing needs. `tag` stands above it, `value` below."""

    id: str
    fragments: tuple[Range, ...]
    label: str
    tag: str
    value: str
    slot: int
    look: Look

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.fragments[-1].end


@dataclass(frozen=True, slots=True)
class DrawnRelation:
    """A relation between two drawn spans."""

    id: str
    head: str
    child: str
    label: str
    look: Look


@dataclass(frozen=True)
class Picture:
    """Everything about one document that the article view shows; spans are decorated when they are asked for."""

    document: Document
    scheme: Scheme
    gold: SpanIndex = field(default_factory=SpanIndex)
    open: SpanIndex = field(default_factory=SpanIndex)
    relations: Mapping[str, DrawnRelation] = field(default_factory=dict[str, DrawnRelation])
    zones: tuple[Zone, ...] = ()

    def spans_between(self, start: int, end: int) -> list[DrawnSpan]:
        """Spans that touch `[start, end)`, in reading order, outer ones first."""
        found = [(span, Look.GOLD) for span in self.gold.between(start, end)]
        found += [(span, Look.SUGGESTION) for span in self.open.between(start, end)]
        found.sort(key=lambda pair: reading_order(pair[0]))
        return [self._drawn(span, look) for span, look in found]

    def spans_at(self, offset: int) -> list[str]:
        """Ids of the spans over a code point, the innermost first."""
        found = self.gold.at(offset) + self.open.at(offset)
        return [span.id for span in sorted(found, key=lambda span: (span.end - span.start, reading_order(span)))]

    def span(self, span_id: str) -> DrawnSpan | None:
        """The span with an id."""
        if span_id in self.gold.by_id:
            return self._drawn(self.gold.by_id[span_id], Look.GOLD)
        if span_id in self.open.by_id:
            return self._drawn(self.open.by_id[span_id], Look.SUGGESTION)
        return None

    def relations_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations that have an end at a span."""
        return [self.relations[relation_id] for relation_id in self._by_end.get(span_id, ())]

    def zones_between(self, start: int, end: int) -> list[Zone]:
        """Zones that touch `[start, end)`."""
        asked = Range(start, end)
        return [zone for zone in self.zones if zone.range.overlaps(asked)]

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        ends: dict[str, list[str]] = {}
        for relation in self.relations.values():
            for end in (relation.head, relation.child):
                ends.setdefault(end, []).append(relation.id)
        return ends

    def _drawn(self, span: Span, look: Look) -> DrawnSpan:
        label = self.scheme.span_label(span.label)
        tag = span.label + (" ?" if look is Look.SUGGESTION else "")
        marks = ("⚑" if span.flagged else "") + ("✎" if span.note else "")
        value = describe(span.value) if span.value is not None and says_more_than(span.value, span.text) else ""
        slot = label.slot if label is not None else 0
        return DrawnSpan(span.id, span.fragments, span.label, f"{tag} {marks}".rstrip(), value, slot, look)


def picture(
    state: AnnotationState, open_spans: Iterable[Span], open_relations: Iterable[Relation], scheme: Scheme,
    own: Mapping[str, str],
) -> Picture:  # fmt: skip
    """The picture of a state and of what is still open; `own` gives the person's span for a decided suggestion."""
    relations = {
        one.id: DrawnRelation(one.id, one.head, one.child, one.label, Look.GOLD) for one in state.relations.values()
    }
    for one in open_relations:
        head, child = own.get(one.head, one.head), own.get(one.child, one.child)
        relations[one.id] = DrawnRelation(one.id, head, child, one.label, Look.SUGGESTION)
    zones = tuple(sorted(state.zones.values(), key=lambda zone: zone.range))
    return Picture(state.document, scheme, state.index, SpanIndex(open_spans), relations, zones)
