"""AnnotationState: one document's annotations of one source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from annotate.change import Change, Transaction, key_of
from annotate.document import Document
from annotate.errors import GilderError, OffsetError, StaleChange
from annotate.index import SpanIndex
from annotate.model import Decision, Item, Marks, Relation, Span, Zone, surface
from annotate.tables import Decisions, Relations

_UNMARKED = Marks("")
_Table = dict[str, Item]
T = TypeVar("T", Span, Relation, Decision, Zone)


@dataclass(frozen=True)
class AnnotationState:
    """What one source says of one document. Made only by `of` and `apply`; never changed."""

    document: Document
    index: SpanIndex = field(default_factory=SpanIndex)
    relations: Relations = field(default_factory=Relations)
    decisions: Decisions = field(default_factory=Decisions)
    zones: Mapping[str, Zone] = field(default_factory=dict[str, Zone])
    marks: Marks = _UNMARKED

    @classmethod
    def of(cls, doc: Document, items: Iterable[Item] = (), *, left_out: Collection[str] = ()) -> AnnotationState:
        """The state that holds `items` and the document's own zones but those with the ids `left_out`. Raises as
        `apply` does."""
        tables: dict[str, _Table] = {kind: {} for kind in ("Span", "Relation", "Decision", "Zone", "Marks")}
        for item in (*(zone for zone in doc.zones if zone.id not in left_out), *items):
            _check_item(doc, item)
            kind, item_id = key_of(item)
            tables[kind][item_id] = item
        spans = cast("dict[str, Span]", tables["Span"])
        relations = cast("dict[str, Relation]", tables["Relation"])
        for relation in relations.values():
            _check_ends(relation, spans)
        return cls(
            doc,
            SpanIndex(spans.values()),
            Relations(relations.values()),
            Decisions(cast("dict[str, Decision]", tables["Decision"]).values()),
            cast("dict[str, Zone]", tables["Zone"]),
            cast("Marks", tables["Marks"].get(doc.id, Marks(doc.id))),
        )

    @property
    def spans(self) -> Mapping[str, Span]:
        """All spans by id."""
        return self.index.by_id

    def relations_of(self, span_id: str) -> list[Relation]:
        """Relations of which the span is head or child, oldest first."""
        return self.relations.of(span_id)

    def find(self, kind: str, item_id: str) -> Item | None:
        """The item of a class (`Span`, `Relation`, …) with an id."""
        match kind:
            case "Span":
                return self.spans.get(item_id)
            case "Relation":
                return self.relations.get(item_id)
            case "Decision":
                return self.decisions.get(item_id)
            case "Zone":
                return self.zones.get(item_id)
            case _:
                return self.marks if self.marks.id == item_id else None

    def items(self) -> Iterator[Item]:
        """Everything in this state: spans in reading order, relations, decisions, zones, and marks once set."""
        yield from self.index
        yield from self.relations.values()
        yield from self.decisions.values()
        yield from self.zones.values()
        if self.marks != Marks(self.document.id):
            yield self.marks

    def apply(self, tx: Transaction) -> AnnotationState:
        """The state after `tx`; changes of other documents are passed over.

        Raises StaleChange where an item is not as the transaction found it, OffsetError where a span is not what the
        text says, GilderError where a relation would lose an end. Then nothing has happened.
        """
        changes = [change for change in tx.changes if change.document == self.document.id]
        if not changes:
            return self
        for change in changes:
            self._check(change)
        relations, decisions = _sides(changes, Relation), _sides(changes, Decision)
        new = AnnotationState(
            self.document,
            self._index_after(changes),
            cast("Relations", self.relations.replace(*relations)) if any(relations) else self.relations,
            cast("Decisions", self.decisions.replace(*decisions)) if any(decisions) else self.decisions,
            self._zones_after(changes),
            self._marks_after(changes),
        )
        new._check_touched_relations(changes, self)
        return new

    def _check(self, change: Change) -> None:
        _, kind, item_id = change.key
        found = self.find(kind, item_id)
        expected = None if found == Marks(self.document.id) and change.before is None else found
        if expected != change.before:
            raise StaleChange(f"this {kind.lower()} was changed elsewhere; nothing was done")
        if change.after is not None:
            _check_item(self.document, change.after)

    def _index_after(self, changes: list[Change]) -> SpanIndex:
        removed, added = _sides(changes, Span)
        return self.index.replace(removed, added) if removed or added else self.index

    def _zones_after(self, changes: list[Change]) -> Mapping[str, Zone]:
        removed, added = _sides(changes, Zone)
        if not removed and not added:
            return self.zones
        kept = {zone.id: zone for zone in self.zones.values() if zone not in removed}
        return kept | {zone.id: zone for zone in added}

    def _marks_after(self, changes: list[Change]) -> Marks:
        for change in changes:
            if change.key[1] == "Marks":
                return cast("Marks | None", change.after) or Marks(self.document.id)
        return self.marks

    def _check_touched_relations(self, changes: list[Change], old: AnnotationState) -> None:
        touched: dict[str, None] = {}
        for change in changes:
            if isinstance(change.after, Relation):
                touched[change.after.id] = None
            if isinstance(change.before, Span) and change.after is None:
                touched.update(dict.fromkeys(relation.id for relation in old.relations_of(change.before.id)))
        for relation_id in touched:
            if relation_id in self.relations:
                _check_ends(self.relations[relation_id], self.spans)


def _sides(changes: list[Change], kind: type[T]) -> tuple[list[T], list[T]]:
    """The items of a class before and after the changes."""
    return (
        [change.before for change in changes if isinstance(change.before, kind)],
        [change.after for change in changes if isinstance(change.after, kind)],
    )


def _check_item(doc: Document, item: Item) -> None:
    if isinstance(item, Span):
        check_span(doc.text, item)
    elif isinstance(item, Zone):
        item.range.within(len(doc.text))


def check_span(text: str, span: Span) -> None:
    """Raise OffsetError for a span that is not what the text says."""
    if len(span.fragments) == 1:  # as nearly always
        start, end = span.fragments[0]
        if 0 <= start < end and text[start:end] == span.text and len(span.text) == end - start:
            return
    if not span.fragments:
        raise OffsetError(f"span {span.id} has no fragment")
    for fragment in span.fragments:
        fragment.within(len(text))
    for one, following in zip(span.fragments, span.fragments[1:], strict=False):
        if following.start < one.end:
            raise OffsetError(f"span {span.id}: fragments must follow each other without overlap")
    if surface(text, span.fragments) != span.text:
        raise OffsetError(f"span {span.id}: the text at {span.start}–{span.end} is not “{span.text[:60]}”")


def _check_ends(relation: Relation, spans: Mapping[str, Span]) -> None:
    if relation.head == relation.child:
        raise GilderError("a relation needs two different spans")
    if relation.head not in spans or relation.child not in spans:
        raise GilderError(f"relation {relation.id} has lost an end")
