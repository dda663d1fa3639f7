"""What is to be drawn, as plain values: state and suggestions turned into decorations. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Protocol

from annotate import review
from annotate.document import Document
from annotate.index import SpanIndex, reading_order
from annotate.model import Item, Relation, Span, Zone
from annotate.offsets import Range
from annotate.open import OpenSuggestions
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from annotate.tables import Relations
from annotate.values import describe, says_more_than


class Look(Enum):
    """How a span or relation is drawn."""

    GOLD = "gold"
    SUGGESTION = "suggestion"
    REJECTED = "rejected"
    SAME = "same"  # of two sources: the other one says so too
    DIFFERENT = "different"  # of two sources: the other one does not say so
    TAKEN = "taken"  # of two sources: they differ, and the adjudicated gold has this; also gold's own


class Where(Enum):
    """Where a span is drawn: on the text itself with its tag above it or, of two sources, above or below the line."""

    TEXT = "text"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A span with all that its drawing needs. `tag` stands above it, `value` below; of two sources at its own side."""

    id: str
    fragments: tuple[Range, ...]
    label: str
    tag: str
    value: str
    slot: int
    look: Look
    where: Where = Where.TEXT

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
    where: Where = Where.TEXT


class Shown(Protocol):
    """What the article view asks of what it shows: a `Picture` of one source, or a `BothPicture` of two."""

    sided: ClassVar[bool]  # whether sources are drawn above and below the line
    overview: ClassVar[str]  # what the marks beside the scroll bar stand for

    @property
    def document(self) -> Document:
        """The document."""
        ...

    def spans_between(self, start: int, end: int) -> list[DrawnSpan]:
        """Spans that touch `[start, end)`, in reading order, outer ones first."""
        ...

    def span(self, span_id: str) -> DrawnSpan | None:
        """The span with an id."""
        ...

    def relation(self, relation_id: str) -> DrawnRelation | None:
        """The relation with an id."""
        ...

    def relations_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations that have an end at a span."""
        ...

    def is_quiet(self, relation: DrawnRelation) -> bool:
        """Whether a relation is drawn only while it, or one of its ends, is selected or under the mouse."""
        ...

    def arcs_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations of a span that get room beside the line."""
        ...

    def quiet_of(self, span_id: str, /) -> list[DrawnRelation]:
        """Relations of a span that are drawn over the text while it is selected or under the mouse."""
        ...

    def zones_between(self, start: int, end: int) -> list[Zone]:
        """Zones that touch `[start, end)`."""
        ...

    def told_between(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Spans that touch `[start, end)` for a screen reader, each with what it is told beside text and label."""
        ...

    def stripes(self) -> Mapping[str, Sequence[int]]:
        """Offsets that are marked beside the scroll bar, by kind: `suggestion`, `flag`, `difference`."""
        ...


@dataclass(frozen=True)
class Picture:
    """Everything about one document that the article view shows; decorated where and when it is asked for."""

    state: AnnotationState
    open: OpenSuggestions
    scheme: Scheme
    rejected: SpanIndex = field(default_factory=SpanIndex)  # suggestions that the person said no to, where shown
    shows_aliases: bool = False  # whether suggested aliases have arcs of their own, and not only at a selected end
    rejected_relations: Relations = field(default_factory=Relations)
    sided: ClassVar[bool] = False
    overview: ClassVar[str] = "Suggestions, flags, notes and found places"

    @classmethod
    def of(cls, state: AnnotationState, scheme: Scheme, suggested: Iterable[Item] = ()) -> Picture:
        """The picture of a state, with everything that was suggested for its document."""
        proposed = AnnotationState.of(state.document, suggested)
        return cls(state, OpenSuggestions.of(proposed, state), scheme)

    @property
    def document(self) -> Document:
        """The document."""
        return self.state.document

    def spans_between(self, start: int, end: int) -> list[DrawnSpan]:
        """Spans that touch `[start, end)`, in reading order, outer ones first."""
        found = [(span, Look.GOLD) for span in self.state.index.between(start, end)]
        found += [(span, Look.SUGGESTION) for span in self.open.spans.between(start, end)]
        found += [(span, Look.REJECTED) for span in self.rejected.between(start, end)]
        found.sort(key=lambda pair: reading_order(pair[0]))
        return [self._drawn(span, look) for span, look in found]

    def spans_at(self, offset: int) -> list[str]:
        """Ids of the spans over a code point, the innermost first."""
        found = self.state.index.at(offset) + self.open.spans.at(offset) + self.rejected.at(offset)
        return [span.id for span in sorted(found, key=lambda span: (span.end - span.start, reading_order(span)))]

    def span(self, span_id: str) -> DrawnSpan | None:
        """The span with an id."""
        if span_id in self.state.spans:
            return self._drawn(self.state.spans[span_id], Look.GOLD)
        if span_id in self.open.spans.by_id:
            return self._drawn(self.open.spans.by_id[span_id], Look.SUGGESTION)
        if span_id in self.rejected.by_id:
            return self._drawn(self.rejected.by_id[span_id], Look.REJECTED)
        return None

    def relation(self, relation_id: str) -> DrawnRelation | None:
        """The relation with an id."""
        own = self.state.relations.get(relation_id)
        if own is not None:
            return DrawnRelation(own.id, own.head, own.child, own.label, Look.GOLD)
        suggested = self.open.relations.get(relation_id)
        if suggested is not None:
            return self._suggested(suggested)
        rejected = self.rejected_relations.get(relation_id)
        return self._suggested(rejected, Look.REJECTED) if rejected is not None else None

    def relations_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations that have an end at a span; for a person's span those that are suggested for it as well."""
        found = [DrawnRelation(one.id, one.head, one.child, one.label, Look.GOLD) for one in self._own_of(span_id)]
        if not self.open.relations and not self.rejected_relations:
            return found
        own = self.state.spans.get(span_id)
        names = [span_id] if own is None else review.stands_for(self.open.suggested, self.state, own)
        asked = {one.id: one for name in names for one in self.open.relations.of(name)}
        no = {one.id: one for name in names for one in self.rejected_relations.of(name)}
        found += map(self._suggested, asked.values())
        return [*found, *(self._suggested(one, Look.REJECTED) for one in no.values())]

    def is_quiet(self, relation: DrawnRelation) -> bool:
        """Whether a relation is drawn only while it, or one of its ends, is selected or under the mouse.

        Those are suggested aliases: every mention of a name has one, and most lead far away.
        """
        if relation.look is Look.GOLD or self.shows_aliases:
            return False
        label = self.scheme.relation_label(relation.label)
        return label is not None and bool(label.ends) and all(ends.same for ends in label.ends)

    def arcs_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations of a span that get room above the line."""
        return [one for one in self.relations_of(span_id) if not self.is_quiet(one)]

    def quiet_of(self, span_id: str) -> list[DrawnRelation]:
        """Relations of a span that are drawn over the text while it is selected or under the mouse."""
        if self.shows_aliases or not self.open.relations:
            return []
        return [one for one in self.relations_of(span_id) if self.is_quiet(one)]

    def zones_between(self, start: int, end: int) -> list[Zone]:
        """Zones that touch `[start, end)`."""
        asked = Range(start, end)
        return [zone for zone in self.state.zones.values() if zone.range.overlaps(asked)]

    def told_between(self, start: int, end: int) -> list[tuple[Span, str]]:
        """Spans and open suggestions that touch `[start, end)`, for a screen reader."""
        found = [*self.state.index.between(start, end), *self.open.spans.between(start, end)]
        return [(span, "") for span in sorted(found, key=lambda span: span.range)]

    def stripes(self) -> Mapping[str, Sequence[int]]:
        """Where suggestions are open, and what has a flag or a note."""
        noted = [span.start for span in self.state.spans.values() if span.flagged or span.note]
        return {"suggestion": [span.start for span in self.open.spans.by_id.values()], "flag": noted}

    def _own_of(self, span_id: str) -> list[Relation]:
        return self.state.relations.of(span_id)

    def _suggested(self, relation: Relation, look: Look = Look.SUGGESTION) -> DrawnRelation:
        """A suggested relation, drawn between the person's spans where those stand for its ends."""
        ends = (review.own_span(self.open.suggested, self.state, end) for end in (relation.head, relation.child))
        head, child = (
            own.id if own is not None else end for own, end in zip(ends, (relation.head, relation.child), strict=True)
        )
        return DrawnRelation(relation.id, head, child, relation.label, look)

    def _drawn(self, span: Span, look: Look) -> DrawnSpan:
        label = self.scheme.span_label(span.label)
        tag = span.label + {Look.GOLD: "", Look.SUGGESTION: " ?", Look.REJECTED: " ✕"}[look]
        slot = label.slot if label is not None else 0
        return DrawnSpan(span.id, span.fragments, span.label, f"{tag} {flags(span)}".rstrip(), value(span), slot, look)


def flags(span: Span) -> str:
    """A sign for a flag, and one for a note."""
    return ("⚑" if span.flagged else "") + ("✎" if span.note else "")


def value(span: Span) -> str:
    """A span's value, where it tells more than the text does."""
    return describe(span.value) if span.value is not None and says_more_than(span.value, span.text) else ""


def scored(score: float | None) -> str:
    """“score 0.62”: what the model itself says, not rounded to certainty."""
    return "no score" if score is None else f"score {score:.2f}"
