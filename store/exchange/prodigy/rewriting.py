"""A task as it was read, with what its source says by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.building import Building
from store.exchange.objects import Object, listed, mapped
from store.exchange.prodigy.images import Cutting, Looks, relation_image, span_image
from store.exchange.prodigy.tasks import HERE, Ids, Task, Tokens, Whose, answer_of
from store.exchange.reading import Reading
from store.exchange.units import Units


@dataclass(slots=True)
class Old:
    """A task, or a version of one for one session, as it was read. `source` is that of its spans, `name` that of its
    labels; `before` is what it said of the spans and relations with these ids."""

    data: Object
    source: str
    name: str
    ids: Ids
    units: Units
    before: dict[str, Span | Relation] = field(default_factory=dict[str, "Span | Relation"])


def as_read(data: Object, kept: Object, text: str) -> Old:
    """The task from what was kept of it."""
    ids, units = Ids(kept["spans"], kept["relations"]), Units(text, kept["offsets"])
    building = Building(Reading(), "", text)
    Task(data, Whose(building), units, Reading(), None, ids=ids).ids()
    items = building.items()
    before: dict[str, Span | Relation] = {one.id: one for one in (*items.spans, *items.relations)}
    return Old(data, kept["source"], kept["name"], ids, units, before)


def new_task(data: Object, source: str, name: str, text: str) -> Old:
    """A task that nobody has read."""
    return Old(data, source, name, Ids(), Units(text, "code points"))


class Rewriting:
    """One task. `written` are the ids that tasks before this one have; those of this one are added."""

    def __init__(self, old: Old, text: str, cutting: Cutting, written: set[str]) -> None:
        self._old, self._text, self._cutting, self._written = old, text, cutting, written
        self._spans, self._relations = list[tuple[object, Span | None]](), list[tuple[object, Relation | None]]()
        self._altered = set[str]()  # ids of what is not as it was read
        self.changed = False

    def fill(self, spans: Iterable[Span], relations: Iterable[Relation]) -> None:
        """Take over what the source says by now of the parts of the task."""
        now, related = {span.id: span for span in spans}, {each.id: each for each in relations}
        for entry, own in zip(listed(self._old.data.get("spans")), self._old.ids.spans, strict=True):
            span = now.get(own) if own else None
            if own == HERE or span is not None:
                self._spans.append((entry, span))
            self.changed = self.changed or (own != HERE and span is None)
            if span is not None and not self._same(span):
                self._altered.add(span.id)
        for entry, own in zip(listed(self._old.data.get("relations")), self._old.ids.relations, strict=True):
            each = related.get(own) if own else None
            if own == HERE or each is not None:
                self._relations.append((entry, each))
            self.changed = self.changed or (own != HERE and each is None)
            if each is not None and (self._old.before.get(each.id) != each or {each.head, each.child} & self._altered):
                self._altered.add(each.id)
        self._written |= self._old.ids.real
        self.changed = self.changed or bool(self._altered)

    def _same(self, span: Span) -> bool:
        """Whether a span is as the task has it; of one that a task before this one has, only label and place count."""
        before = self._old.before.get(span.id)
        if before == span:
            return True
        known = span.id in self._written and isinstance(before, Span)
        return known and (cast("Span", before).label, cast("Span", before).range) == (span.label, span.range)

    def add(self, spans: Iterable[Span], relations: Iterable[Relation]) -> None:
        """Add new ones; a relation only where both its ends are here."""
        for span in spans:
            self._spans.append(({}, span))
            self._altered.add(span.id)
        here = {span.id for _, span in self._spans if span is not None}
        for each in relations:
            if {each.head, each.child} <= here:
                self._relations.append(({}, each))
                self._altered.add(each.id)
        self._written |= self._altered
        self.changed = self.changed or bool(self._altered)

    def task(self) -> Object:
        """The task."""
        data = dict(self._old.data)
        if "text" in data:
            data["text"] = self._text
        if not self.changed:
            return data
        data.pop("_task_hash", None)
        tokens = self._tokens(data)
        looks = Looks(self._old.units, tokens, answer_of(data) == "accept")
        spans = [
            span_image(span, looks, mapped(entry)) if span is not None and self._is_new(span) else entry
            for entry, span in self._spans
        ]
        if spans or "spans" in data:
            data["spans"] = spans
        here = [(at, span) for at, (_, span) in enumerate(self._spans) if span is not None]
        places = Counter((span.label, span.range) for _, span in here)
        ends = {span.id: (at, span, places[span.label, span.range] > 1) for at, span in here}
        related = [
            relation_image(each, ends, looks, mapped(entry)) if each is not None and self._is_new(each) else entry
            for entry, each in self._relations
        ]
        if related or "relations" in data:
            data["relations"] = related
        return data

    def _is_new(self, item: Span | Relation) -> bool:
        return item.id in self._altered

    def _tokens(self, data: Object) -> Tokens | None:
        """The tokens of the task; cut again where new spans are no whole tokens, and then all that names them anew."""
        some = bool(data.get("tokens"))
        if not some and not any(each is not None for _, each in self._relations):
            return None
        tokens = Tokens(data, self._old.units, Reading(), "")
        new = [span for _, span in self._spans if span is not None and (not some or self._is_new(span))]
        if all(span.start in tokens.starting and span.end in tokens.ending for span in new):
            return tokens
        places = [span.range for _, span in self._spans if span is not None]
        data["tokens"] = self._cutting.tokens(self._text, self._old.units, places)
        self._altered |= {item.id for _, item in (*self._spans, *self._relations) if item is not None}
        found = Tokens(data, self._old.units, Reading(), "")
        self._relations = [
            (entry if each is not None else _moved(mapped(entry), tokens, found), each)
            for entry, each in self._relations
        ]
        return found


def _moved(relation: Object, before: Tokens, now: Tokens) -> Object:
    """A relation between words, with the numbers that they have by now."""
    return {**relation, **{name: _number(relation.get(name), before, now) for name in ("head", "child")}}


def _number(token: object, before: Tokens, now: Tokens) -> object:
    place = before.at(token)
    if place is None:
        return token
    last = Range(place.end - 1, place.end)
    return next((key for key, one in now.places.items() if one.covers(last)), token)
