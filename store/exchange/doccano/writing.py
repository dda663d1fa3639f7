"""doccano JSON Lines written: an object a line, as it was where nothing was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast, get_args

from annotate.model import Relation, Span
from store.exchange.doccano.reading import HERE, LABELS, NAME, STATUS, Taken, Taking, labels_of, note_of, outer_meta
from store.exchange.doccano.shape import OFFSETS, OWN, RELATIONS, TEXT, Columns, ends_of, keys_of
from store.exchange.formats import Piece
from store.exchange.losses import Lose, Loss
from store.exchange.objects import Object, is_object, kept_object, line_of, listed, mapped, scalars, with_scalars
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record
from store.exchange.units import Units

_ENTITIES, _COMMENTS, _CATEGORIES = "entities", "Comments", "cats"


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A line for each document."""
    for record in records:
        yield "", line_of(_Writing(record, lose).image())


class _Writing:
    """The object of one record."""

    def __init__(self, record: Record, lose: Lose) -> None:
        self._record, self._lose = record, lose
        self._data, self._columns, self._ids, unit = _kept(record)
        self._new = not self._data
        self._units = Units(record.text, unit)
        self._spans, self._relations = _one_source(record, lose)
        taking = Taking(self._data, self._columns, record.text, self._units, Reading(), record.name, self._ids)
        taking.taken()
        items = taking.building.items()
        self._before: dict[str, Span | Relation] = {one.id: one for one in (*items.spans, *items.relations)}
        self._keys = dict[str, Any]()  # ids in the file, by those of the spans
        self._entries = dict[str, Object]()
        self._used = set[str]()
        self._last = self._last_id()

    def _last_id(self) -> int:
        """The largest number that is an id of a span, or -1."""
        some = (mapped(one).get("id") for column in self._columns.spans for one in listed(self._data.get(column)))
        return max((int(str(one)) for one in some if re.fullmatch("[0-9]{1,18}", str(one))), default=-1)

    def image(self) -> Object:
        """All of it."""
        self._data[self._columns.text] = self._record.text
        if self._new:
            self._data |= {_ENTITIES: [], RELATIONS: [], NAME: self._record.name}
        self._old_spans()
        self._new_spans()
        self._all_relations()
        self._labels()
        self._note_and_status()
        self._meta()
        if self._new and any(one > "\uffff" for one in self._record.text):
            self._data[OFFSETS] = self._units.unit
        return self._data

    def _old_spans(self) -> None:
        for column, ids in self._ids.spans.items():
            some = zip(listed(self._data.get(column)), ids, strict=True)
            entries = [self._old_span(entry, own) for entry, own in some if own is not None]
            if isinstance(self._data.get(column), list):
                self._data[column] = [entry for entry in entries if entry is not None]

    def _old_span(self, entry: object, own: str) -> object | None:
        if own == HERE:
            return entry
        span = self._spans.pop(own, None)
        if span is None:
            return None
        before = self._before.get(own)
        if not isinstance(before, Span) or (before.label, before.fragments) != (span.label, span.fragments):
            entry = self._filled(entry, span)
        self._note_key(own, entry)
        return entry

    def _filled(self, entry: object, span: Span) -> object:
        start, end = (self._units.from_points(point) for point in (span.start, span.end))
        if (self._units.to_points(start), self._units.to_points(end)) != (span.start, span.end):
            self._told(span, "it begins or ends inside what the file counts as one character; written wider")
        if not is_object(entry):
            return [start, end, span.label]
        data = mapped(entry)
        keys = keys_of(data) or ("start_offset", "end_offset", "label")
        return {**data, **dict(zip(keys, (start, end, span.label), strict=True))}

    def _told(self, span: Span, why: str) -> None:
        self._lose(Loss(self._record.name, "offsets", span.id, span.label, span.text[:80], why))

    def _note_key(self, own: str, entry: object) -> None:
        if is_object(entry):
            data = mapped(entry)
            self._entries[own] = data
            if "id" in data and str(data["id"]) not in self._used:
                self._keys[own] = data["id"]
                self._used.add(str(data["id"]))

    def _new_spans(self) -> None:
        if not self._spans:
            return
        column = self._column()
        entries = listed(self._data.get(column))
        usual: object = {} if column == _ENTITIES else []
        pattern = next(iter(entries), usual)
        for own, span in self._spans.items():
            if is_object(pattern):
                keys = keys_of(mapped(pattern)) or ("start_offset", "end_offset", "label")
                entry: object = self._filled({"id": self._free(), **dict.fromkeys(keys)}, span)
            else:
                entry = self._filled([], span)
            entries.append(entry)
            self._note_key(own, entry)
        self._data[column] = entries

    def _column(self) -> str:
        """The column for spans."""
        known = self._columns.spans[:1] or [
            name for name in (_ENTITIES, "label", "labels") if listed(self._data.get(name, [])) == self._data.get(name)
        ]
        return next(iter(known), _ENTITIES if _ENTITIES not in self._data else OWN + _ENTITIES)

    def _free(self) -> int:
        self._last += 1
        return self._last

    def _all_relations(self) -> None:
        column, result = self._columns.relations or OWN + RELATIONS, list[object]()
        for one, own in zip(listed(self._data.get(column)), self._ids.relations, strict=True):
            relation = self._relations.pop(own, None) if own is not None else None
            if relation is not None:
                before = self._before.get(relation.id)
                same = isinstance(before, Relation) and (before.label, before.head, before.child) == (
                    relation.label, relation.head, relation.child,
                )  # fmt: skip
                result.append(one if same else self._related(mapped(one), relation))
        used = [mapped(one).get("id") for one in result]
        number = max((one for one in used if isinstance(one, int)), default=-1)
        for at, relation in enumerate(self._relations.values(), start=number + 1):
            result.append(self._related({"id": at, "from_id": None, "to_id": None, "type": ""}, relation))
        if result or isinstance(self._data.get(column), list):
            self._data[column] = result

    def _related(self, data: Object, relation: Relation) -> Object:
        head, child = ends_of(data) or ("from_id", "to_id")
        label = "type" if "type" in data or "label" not in data else "label"
        ends = {head: self._key(relation.head), child: self._key(relation.child)}
        return {**data, **ends, label: relation.label}

    def _key(self, own: str) -> Any:
        """The id of a span in the file; spans that are lists become objects, for they need one now."""
        if own not in self._keys and own not in self._entries:
            self._make_objects()
        if own not in self._keys:
            self._entries[own]["id"] = self._free()
            self._note_key(own, self._entries[own])
        return self._keys[own]

    def _make_objects(self) -> None:
        column = self._column()
        order = [own for own in (*self._ids.spans.get(column, ()), *self._spans) if own is not None]
        order = [own for own in order if own == HERE or own in self._present()]
        entries = listed(self._data.get(column))
        for at, (own, entry) in enumerate(zip(order, entries, strict=True)):
            if not is_object(entry):
                start, end, label = listed(entry)
                entries[at] = {"id": self._free(), "label": label, "start_offset": start, "end_offset": end}
            self._note_key(own, entries[at])
        self._data[column] = entries

    def _present(self) -> set[str]:
        return {span.id for one in self._record.sources for span in one.spans}

    def _labels(self) -> None:
        now = {key: value for one in self._record.sources for key, value in one.marks.attributes}
        column, value = self._columns.labels, self._data.get(self._columns.labels)
        names = labels_of(self._data, self._columns)
        parts = cast("list[object]", value) if isinstance(value, list) else [value]
        left = [part for part, name in zip(parts, names, strict=False) if name is None or now.get(name) is True]
        named = {name for name in names if name is not None}
        own = {key: each for key, each in now.items() if key not in named or each is not True}
        if names and len(left) < len(names):
            self._data[column] = left
        before = mapped(self._data.get(LABELS))
        kept = {key: each for key, each in before.items() if key not in scalars(before)}
        if self._new:
            plain = [key for key, each in own.items() if each is True and _is_category(key)]
            self._data |= {_CATEGORIES: plain} if plain else {}
            own = {key: each for key, each in own.items() if key not in plain}
        elif named or column in self._data:
            added = [key for key, each in own.items() if each is True and key not in before and _is_category(key)]
            if added and (isinstance(value, list) or value is None):
                self._data[column] = [*listed(self._data.get(column)), *added]
                own = {key: each for key, each in own.items() if key not in added}
        self._put(LABELS, {**own, **kept})

    def _note_and_status(self) -> None:
        marks = [one.marks for one in self._record.sources]
        note = "\n".join(one.note for one in marks if one.note)
        if note != note_of(self._data, self._columns):
            self._put(self._columns.comments or _COMMENTS, note.split("\n") if note else [])
        status = next((one.status for one in marks if one.status != "new"), "")
        self._put(STATUS, status)

    def _put(self, key: str, value: Any) -> None:
        if value:
            self._data[key] = value
        else:
            self._data.pop(key, None)

    def _meta(self) -> None:
        now, outer = self._record.meta, outer_meta(self._data, self._columns)
        for key, value in outer.items():
            if key not in now:
                del self._data[key]
            elif now[key] != value:
                self._data[key] = now[key]
        inner = mapped(self._data.get("meta"))
        changed = with_scalars(inner, {key: value for key, value in now.items() if key not in outer})
        if changed != inner:
            self._put("meta", changed)


def _is_category(name: str) -> bool:
    """Whether a label of a document comes back as one when it is written in a list."""
    return labels_of({"x": [name]}, Columns(labels="x")) == [name]


def _one_source(record: Record, lose: Lose) -> tuple[dict[str, Span], dict[str, Relation]]:
    """All spans and relations; where several sources say the same, once."""
    spans, relations, same = dict[str, Span](), dict[str, Relation](), dict[Any, str]()
    some = [one for one in record.sources if one.spans or one.relations]
    for one in some[1:]:
        lose(Loss(record.name, "several sources", text=one.source, why="all are written as one"))
    for number, one in enumerate(some):
        place = {span.id: (span.label, span.fragments) for span in one.spans}
        here = {key: same[each] for key, each in place.items() if number and each in same}
        spans |= {span.id: span for span in one.spans if span.id not in here}
        for relation in one.relations:
            ends = (here.get(relation.head, relation.head), here.get(relation.child, relation.child))
            if not number or (relation.label, *ends) not in same:
                relations[relation.id] = replace(relation, head=ends[0], child=ends[1])
            same.setdefault((relation.label, *ends), relation.id)
        for key, each in place.items():
            same.setdefault(each, key)
    return spans, relations


def _kept(record: Record) -> tuple[Object, Columns, Taken, Offsets]:
    """The object as it was read, and what its parts became; an empty one for a new document."""
    kept = mapped(record.kept.get("doccano"))
    data = kept_object(kept.get("data"))
    if data is None or kept.get("offsets") not in get_args(Offsets):
        columns = Columns(TEXT, [_ENTITIES], RELATIONS, _CATEGORIES, _COMMENTS)
        return {}, columns, Taken(), "utf-16"
    relations, ids = cast("tuple[str, list[str | None]]", kept["relations"])
    columns = Columns(kept["text"], kept["columns"], relations, kept["labels"], kept["comments"])
    return data, columns, Taken(kept["spans"], ids), kept["offsets"]
