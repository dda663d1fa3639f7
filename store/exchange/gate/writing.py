"""GATE XML written: what was read and not changed comes out as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from hashlib import sha256
from typing import Any, cast

from annotate.model import Attributes, Relation, Span
from annotate.offsets import Utf16Map
from store.exchange.formats import Piece
from store.exchange.gate.features import AT, Data, Feature, plain, typed
from store.exchange.losses import Lose, Loss
from store.exchange.pairs import Said, attribute_pairs, marks_pairs, own_pairs, said
from store.exchange.record import UNMARKED, Record
from store.exchange.xml import etree, unwritable, writable

_INT = re.compile("[0-9]{1,18}")
_EMPTY: Data = {"name": None, "annotations": []}
_RESERVED = re.compile("con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A file for each document."""
    used = set[str]()
    for record in records:
        _tell_characters(record, lose)
        yield _name(record.name, used), _Writing(record).written()


def _name(name: str, used: set[str]) -> str:
    """A name that is safe on every system; one that had to be changed has a digest behind it."""
    stem = re.sub(r"[^\w.-]+", "_", name).strip("._")[:80]
    if stem != name or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"{stem or 'document'}-{sha256(name.encode(errors='replace')).hexdigest()[:8]}"
    found, at = stem, 1
    while found.lower() in used:
        at += 1
        found = f"{stem}-{at}"
    used.add(found.lower())
    return f"{found}.xml"


def _tell_characters(record: Record, lose: Lose) -> None:
    odd = unwritable(record.text)
    if odd:
        why = f"{len(odd)} characters that XML cannot hold are written as U+FFFD, the first at {odd[0]}"
        lose(Loss(record.name, "exact text", text=repr(record.text[odd[0]]), why=why))
    for one in record.sources:
        for item in (*one.spans, *one.relations):
            if unwritable(f"{item.label}{item.note}{item.attributes and _told(item.attributes)}"):
                lose(Loss(record.name, "characters of features", item.id, item.label, why="XML cannot hold them"))


def _told(attributes: Attributes) -> str:
    return "".join(f"{name}{value}" for name, value in attributes)


class _Writing:
    """The file of one record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        kept = record.kept.get("gate")
        self._kept = deepcopy(cast("Data", kept)) if isinstance(kept, dict) else _nothing()
        self._units = Utf16Map(record.text)
        self._nodes: dict[str, int] = {key: point for key, point in self._kept["nodes"] if point <= len(record.text)}
        self._at = {point: key for key, point in reversed(self._nodes.items())}
        self._spans = {span.id: (one.source, span) for one in record.sources for span in one.spans}
        self._relations = {each.id: (one.source, each) for one in record.sources for each in one.relations}
        self._keys = dict[str, str]()
        used = [one["id"] for each in self._kept["sets"] for one in each["annotations"]]
        used += [one["id"] for each in self._kept["relations"] for one in each["relations"]]
        self._next = max((int(one) for one in used if _INT.fullmatch(one)), default=-1)

    def written(self) -> bytes:
        """All bytes of it."""
        for one in self._kept["sets"]:
            one["annotations"] = [done for each in one["annotations"] if (done := self._old_span(each))]
        for source, span in list(self._spans.values()):
            self._set("sets", "annotations", source).append(self._image(self._free(span.id), span, []))
        for one in self._kept["relations"]:
            one["relations"] = [done for each in one["relations"] if (done := self._old_relation(each))]
        for source, each in list(self._relations.values()):
            self._set("relations", "relations", source).append(self._relation(self._free(each.id), each, [], None))
        return _file(self._record.text, self._kept, self._nodes, self._features())

    def _free(self, own: str) -> str:
        self._next += 1
        self._keys[own] = str(self._next)
        return self._keys[own]

    def _set(self, key: str, inner: str, source: str) -> list[Data]:
        for one in self._kept[key]:
            if (one["name"] or "") == source:
                return cast("list[Data]", one[inner])
        self._kept[key].append({"name": source or None, inner: []})
        return cast("list[Data]", self._kept[key][-1][inner])

    def _node(self, point: int) -> str:
        if point not in self._at:
            key = str(self._units.to_utf16(point))
            if key in self._nodes:
                key = str(1 + max((int(one) for one in self._nodes if _INT.fullmatch(one)), default=0))
            self._nodes[key], self._at[point] = point, key
        return self._at[point]

    def _old_span(self, one: Data) -> Data | None:
        own = one.pop("span", None)
        if own is None:
            return one
        _, span = self._spans.pop(own, ("", None))
        if span is None:
            return None
        self._keys[own] = one["id"]
        more, places = said(plain(one["features"])), tuple(self._nodes.get(node) for node in one["nodes"])
        same = (one["type"], places, more.value) == (span.label, (span.start, span.end), span.value)
        return one if same and _same(more, span) else self._image(one["id"], span, one["features"])

    def _image(self, key: str, span: Span, before: Sequence[Feature]) -> Data:
        nodes = [self._node(span.start), self._node(span.end)]
        return {"id": key, "type": span.label, "nodes": nodes, "features": _new_features(span, before)}

    def _old_relation(self, one: Data) -> Data | None:
        own = one.pop("relation", None)
        if own is None:
            return one
        _, each = self._relations.pop(own, ("", None))
        if each is None:
            return None
        ends = [self._keys[each.head], self._keys[each.child]]
        same = (one["type"], one["members"]) == (each.label, ends)
        if same and _same(said(plain(one["features"])), each):
            return one
        return self._relation(one["id"], each, one["features"], one["user"])

    def _relation(self, key: str, each: Relation, before: Sequence[Feature], user: Any) -> Data:
        ends = [self._keys[each.head], self._keys[each.child]]
        features = _new_features(each, before)
        return {"id": key, "type": each.label, "members": ends, "user": user, "features": features}

    def _features(self) -> list[Feature]:
        """Those of the document: what was kept, and the marks of each source."""
        old = [one for one in self._kept["features"] if not one[0].startswith("gilder_")]
        marks = ((one.source, one.marks) for one in self._record.sources if one.marks != UNMARKED)
        return old + [
            typed(f"{name}{AT}{source}" if source else name, value)
            for source, each in marks
            for name, value in marks_pairs(each)
        ]


def _nothing() -> Data:
    return {"attributes": {"version": "3"}, "features": [], "nodes": [], "sets": [], "relations": []}


def _same(more: Said, item: Span | Relation) -> bool:
    said_so = (more.attributes, more.note, more.flagged, more.origin, more.score, more.decision)
    return said_so == (dict(item.attributes), item.note, item.flagged, item.origin, item.score, item.decision)


def _new_features(item: Span | Relation, before: Sequence[Feature]) -> list[Feature]:
    opaque = [one for one in before if not plain([one])]
    return opaque + [typed(name, value) for name, value in [*attribute_pairs(item.attributes, ()), *own_pairs(item)]]


def _file(text: str, kept: Data, nodes: Mapping[str, int], features: Sequence[Feature]) -> bytes:
    root = etree().Element("GateDocument")
    for key, value in kept["attributes"].items():
        root.set(key, value)
    _put_features(_put(root, "GateDocumentFeatures"), features)
    _put_text(_put(root, "TextWithNodes"), text, nodes)
    for one in kept["sets"] or [_EMPTY]:
        inner = _put(root, "AnnotationSet", Name=one["name"])
        for each in one["annotations"]:
            start, end = each["nodes"]
            some = _put(inner, "Annotation", Id=each["id"], Type=each["type"], StartNode=start, EndNode=end)
            _put_features(some, each["features"])
    for one in kept["relations"]:
        inner = _put(root, "RelationSet", Name=one["name"])
        for each in one["relations"]:
            some = _put(inner, "Relation", Id=each["id"], Type=each["type"], Members=";".join(each["members"]))
            if each["user"] is not None:
                _put(some, "UserData", className=each["user"][0]).text = each["user"][1]
            _put_features(some, each["features"])
    whole = cast("str", etree().tostring(root, encoding="unicode"))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + whole.encode() + b"\n"


def _put(parent: Any, name: str, **attributes: str | None) -> Any:
    element = etree().SubElement(parent, name)
    element.tail = None if name == "Node" else "\n"
    for key, value in attributes.items():
        if value is not None:
            element.set(key, writable(value))
    return element


def _put_text(element: Any, text: str, nodes: Mapping[str, int]) -> None:
    ordered = sorted(nodes.items(), key=lambda pair: pair[1])
    ends = [point for _, point in ordered[1:]] + [len(text)]
    element.text = writable(text[: ordered[0][1]] if ordered else text)
    for (key, point), end in zip(ordered, ends, strict=False):
        _put(element, "Node", id=key).tail = writable(text[point:end])


def _put_features(element: Any, features: Iterable[Feature]) -> None:
    for name, name_class, value, kind in features:
        feature = _put(element, "Feature")
        _put(feature, "Name", className=name_class).text = writable(name)
        if value is not None:
            _put(feature, "Value", className=kind).text = writable(value)
