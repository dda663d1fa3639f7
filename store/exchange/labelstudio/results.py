"""The results of one annotation of Label Studio, as the spans and relations of its source are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from annotate.model import AttributeValue, Relation, Span
from store.exchange.labelstudio.meaning import (
    LABELS,
    SAYING,
    labels_of,
    labels_of_relation,
    packed,
    region_said,
    relation_said,
    relation_words,
    said_by,
    same,
    saying,
    value_of,
    with_words,
)
from store.exchange.labelstudio.places import Data, OddPlaceError, Places
from store.exchange.labelstudio.tasks import Shape, is_ours, is_region
from store.exchange.record import SourceItems


class Results:
    """Writes the results of one source. `before`: the labels that spans had before they got those of a scheme, by the
    ids that they had when they were read."""

    def __init__(
        self,
        items: SourceItems,
        places: Places,
        shape: Shape,
        *,
        suggested: bool,
        before: Mapping[str, str] | None = None,
    ) -> None:
        self._before = before or {}
        self._items, self._places, self._shape, self._suggested = items, places, shape, suggested
        self._spans = {span.id: span for span in items.spans}  # that are not written
        self._relations = {each.id: each for each in items.relations}
        self._keys = dict[str, str]()  # ids of regions, by span
        self._marks = dict(items.marks.attributes)

    def all(self, before: list[Data], of: list[list[str]]) -> list[Data]:
        """What was read first, in its order; then what is new."""
        of = of or [[] for _ in before]
        self._object = self._shape.object or next((str(one["to_name"]) for one in before if "to_name" in one), "text")
        ours = next((one for one in before if is_ours(one, self._shape)), None)
        self._control = "label" if ours is None else str(ours.get("from_name"))
        self._kind = str(ours["type"]) if ours and ours.get("type") in LABELS else self._places.labels
        alive = [self._survivors(one, ids) for one, ids in zip(before, of, strict=True)]
        rows = list[tuple[int, Data]]()
        rows += self._regions(before, of, alive)
        dead = {_id(one) for one, ids in zip(before, of, strict=True) if ids and is_region(one)}
        dead -= {_id(row) for _, row in rows}
        done = {at for at, _ in rows}
        for at, one in enumerate(before):
            kind = one.get("type")
            if at in done or of[at] or (kind in SAYING and _id(one) in self._groups):
                continue
            if kind == "relation":
                rows += [(at, one)] if not {str(one.get("from_id")), str(one.get("to_id"))} & dead else []
            elif not (kind in SAYING and _id(one) in dead):
                rows += [(at, found) for found in self._of_task(one)]
        rows += [(at, found) for at, one in enumerate(before) for found in self._relation(one, of[at])]
        made = [_unparented(row, dead) for _, row in sorted(rows, key=lambda row: row[0])]
        return made + self._new(made)

    def _survivors(self, one: Data, ids: list[str]) -> list[Span]:
        """The spans that a region is now; suggestions, whose ids are others in a project, are found by their places."""
        if not is_region(one):
            return []
        found = [self._spans[own] for own in ids if own in self._spans]
        if ids and not found and self._suggested:
            found = self._suggestions(one, ids)
        for span in found:
            del self._spans[span.id]
        return found

    def _suggestions(self, one: Data, ids: list[str]) -> list[Span]:
        """Those that are at the place of a region and have its labels, or had them before."""
        there = [span for span in self._spans.values() if self._is_at(span, one)]
        result = list[Span]()
        for label, own in zip(labels_of(one), ids, strict=False):
            same = next((span for span in there if span.label == label), None)
            found = same or (next(iter(there), None) if own in self._before else None)
            if found is not None:
                there.remove(found)
                result.append(replace(found, label=label))
        return result

    def _is_at(self, span: Span, one: Data) -> bool:
        try:
            place = self._places.range(value_of(one))
        except OddPlaceError:
            return False
        return place is not None and span.fragments == (place,)

    def _regions(self, before: list[Data], of: list[list[str]], alive: list[list[Span]]) -> Iterator[tuple[int, Data]]:
        self._groups = defaultdict[str, list[int]](list)
        saying_of = defaultdict[str, list[int]](list)
        for at, one in enumerate(before):
            if is_region(one) and of[at]:
                self._groups[_id(one) or f"result {at + 1}"].append(at)
            elif one.get("type") in SAYING and _id(one):
                saying_of[_id(one)].append(at)
        for key, rows in self._groups.items():
            others = saying_of[key]
            said = [before[at] for at in others]
            whole = all(self._same(before[at], of[at], alive[at], said) for at in rows)
            for at in rows:
                for span in alive[at]:
                    self._keys[span.id] = key
            if whole:
                yield from ((at, before[at]) for at in (*rows, *others))
            else:
                parts = [(at, before[at], alive[at]) for at in rows]
                yield from self._changed(key, parts, [(at, before[at]) for at in others])

    def _same(self, one: Data, ids: list[str], alive: list[Span], said: list[Data]) -> bool:
        if len(alive) != len(ids):
            return False
        more, labels = region_said(one, said), labels_of(one)
        return [span.label for span in alive] == labels[: len(alive)] and all(
            self._is_at(span, one) and same(more, span, suggested=self._suggested) for span in alive
        )

    def _changed(
        self, key: str, rows: list[tuple[int, Data, list[Span]]], others: list[tuple[int, Data]]
    ) -> Iterator[tuple[int, Data]]:
        """A region of which something is another now: what is no longer alike becomes regions of its own."""
        first = next((span for _, _, alive in rows for span in alive), None)
        if first is None:
            return
        said = [one for _, one in others]
        last = max(at for at, *_ in (*rows, *others))
        for at, one, alive in rows:
            stay = [span for span in alive if _details(span) == _details(first)]
            for span in alive:
                if span not in stay:
                    self._spans[span.id] = span
                    del self._keys[span.id]
            if stay:
                yield at, {"id": key, **self._region(one, stay, said)}
        moved = not self._is_at(first, rows[0][1])
        left = dict(packed(first.attributes))
        for at, one in others:
            name, found = str(one.get("from_name")), said_by(one)
            if found is None or (name in left and _alike(left[name], found)):
                left.pop(name, None)
                yield at, self._moved(one, first) if moved else one
            elif name in left:
                yield at, self._saying(key, name, left.pop(name), first)
        for name, value in left.items():
            yield last, self._saying(key, name, value, first)

    def _region(self, one: Data, stay: list[Span], said: list[Data]) -> Data:
        value, first = value_of(one), stay[0]
        if not self._is_at(first, one):
            value = {**value, **self._places.said(first.fragments[0])}
        labels = [span.label for span in stay]
        if labels != labels_of(one):
            kinds = (str(one.get("type")), *(key for key in value if key.endswith("labels")))
            kind = next((key for key in kinds if key in value), self._places.labels)
            value = {**value, kind: labels}
        made = {**one, "value": value}
        if same(region_said(one, said), first, suggested=self._suggested):
            return made
        return with_words(made, first, suggested=self._suggested)

    def _moved(self, one: Data, span: Span) -> Data:
        value = value_of(one)
        place = self._places.said(span.fragments[0])
        new = {name: part for name, part in place.items() if name in value and name != "text"}
        if "text" in value and one.get("type") != "textarea":
            new["text"] = place["text"]
        return {**one, "value": {**value, **new}} if new else one

    def _saying(self, key: str, name: str, value: AttributeValue, span: Span) -> Data:
        made = saying(name, value)
        place = {part: found for part, found in self._places.said(span.fragments[0]).items() if part != "text"}
        return {"id": key, **made, "to_name": self._object, "value": {**place, **made["value"]}}

    def _of_task(self, one: Data) -> Iterator[Data]:
        """What is said of the task as a whole is a label of the document."""
        name, found = one.get("from_name"), said_by(one)
        value = value_of(one)
        placed = any(part in value for part in ("start", "x", "points", "globalOffsets"))
        if one.get("type") not in SAYING or found is None or placed or not isinstance(name, str) or self._suggested:
            yield one
            return
        plain = name.removeprefix("gilder_attribute_")
        if plain not in self._marks:
            return
        now = self._marks.pop(plain)
        yield one if _alike(now, found) else {**one, **saying(name, now)}

    def _relation(self, one: Data, ids: list[str]) -> Iterator[Data]:
        """A relation that was read; one of several labels may become several."""
        if one.get("type") != "relation" or not ids:
            return
        some = [self._relations.pop(own) for own in ids if own in self._relations]
        if not some and self._suggested:
            some = [each for each in self._relations.values() if self._joins(one, each)]
            for each in some:
                del self._relations[each.id]
        labels, more = labels_of_relation(one), relation_said(one)
        fits = all(self._joins(one, each) and same(more, each, suggested=self._suggested) for each in some)
        if fits and [each.label for each in some] == labels:
            yield one
        elif fits and some:
            yield {**one, "labels": [each.label for each in some]}
        else:
            yield from (self._relation_row(each, one) for each in some)

    def _joins(self, one: Data, each: Relation) -> bool:
        ends = [str(one.get("from_id")), str(one.get("to_id"))]
        if one.get("direction") == "left":
            ends.reverse()
        joined = [self._keys.get(each.head), self._keys.get(each.child)] == ends
        return joined and (not self._suggested or each.label in labels_of_relation(one))

    def _relation_row(self, each: Relation, before: Data) -> Data:
        ends = {"from_id": self._key(each.head), "to_id": self._key(each.child)}
        return {**relation_words(each, before, suggested=self._suggested), **ends}

    def _key(self, span_id: str) -> str:
        return self._keys.get(span_id, span_id)

    def _new(self, made: Iterable[Data]) -> list[Data]:
        """Spans, relations and labels of the document that no result was about."""
        result = list[Data]()
        for span in self._spans.values():
            value = {**self._places.said(span.fragments[0]), self._kind: [span.label]}
            base = {"id": span.id, "from_name": self._control, "to_name": self._object, "type": self._kind}
            result.append(with_words({**base, "value": value}, span, suggested=self._suggested))
            result += [self._saying(span.id, name, value, span) for name, value in packed(span.attributes)]
        result += [self._relation_row(each, {}) for each in self._relations.values()]
        taken = {one.get("id") for one in (*made, *result)}
        for at, (name, value) in enumerate(packed(tuple(self._marks.items()))):
            own = next(found for found in (f"document-{at + n}" for n in range(10_000)) if found not in taken)
            taken.add(own)
            result.append({"id": own, "to_name": self._object, **saying(name, value)})
        return result


def _alike(one: AttributeValue, two: AttributeValue) -> bool:
    return one == two and isinstance(one, bool) == isinstance(two, bool)


def _details(span: Span) -> object:
    more = (span.value, span.attributes, span.note, span.flagged, span.origin, span.score, span.decision)
    return (span.fragments, *more)


def _unparented(row: Data, dead: set[str]) -> Data:
    if row.get("parentID") in dead:
        return {key: value for key, value in row.items() if key != "parentID"}
    return row


def _id(one: Data) -> str:
    found = one.get("id")
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
