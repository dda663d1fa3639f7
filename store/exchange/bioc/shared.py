"""BioC, whatever it is written in: documents of BioC as plain data, to records and back.

The data are those of BioC JSON, but that infons are lists of pairs, for a name may come twice. They go with a record
as what is kept, with places in the text in place of texts, and the ids of spans and relations; what was not changed is
written as it was read. BioC: Comeau and others 2013, https://bioc.sourceforge.net.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.bioc.layout import FAR, Data, Layout, blocks_of, parts_of
from store.exchange.building import Building, record_of
from store.exchange.losses import EVERYTHING
from store.exchange.pairs import item_pairs, marks_pairs, said, told
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record, SourceItems

HOLDS = EVERYTHING - {"types of attributes", "zones", "metadata", "several sources"}
NAMES = ("bioc-xml", "bioc-json")
_LABEL, _SPAN, _RELATION = "type", "annotation", "relation"
_ALL: tuple[Offsets, ...] = ("code points", "utf-16", "bytes")


def _rebuilt(document: Data) -> Data | None:
    """A text put together from what annotations quote, blanks between them; None where they quote nothing."""
    some = [
        (*one["locations"][0], one["text"])
        for part in parts_of(document)
        for one in part["annotations"]
        if one["text"] and len(one["locations"]) == 1 and one["locations"][0][1] == len(one["text"])
    ]
    if not some or not 0 <= min(some)[0] <= max(some)[0] < FAR:
        return None
    first = min(some)[0]
    letters = [" "] * (max(start + length for start, length, _ in some) - first)
    for start, length, text in some:
        letters[start - first : start - first + length] = text
    return {"offset": first, "text": "".join(letters)}


def record_from(document: Data, collection: Data, form: str, name: str, where: str, reading: Reading) -> Record | None:
    """The record of a document; None, which is told, for one without text."""
    blocks = list(blocks_of(document))
    told = f"document {document['id']!r} has no text"
    if not blocks and (rebuilt := _rebuilt(document)) is not None:
        reading.leave_out(where, told, "it was put together from what the annotations quote, with blanks between them")
        document["rebuilt"], blocks = rebuilt, [rebuilt]
    if not blocks:
        reading.leave_out(where, told)
        return None
    layout = _layout(document, blocks, where, reading)
    for first in layout.overlaps:
        reading.tell(where, f"the passage or sentence at {first} begins before the one before it ends")
    building = Building(reading, where, layout.text)
    known = _Known(building, layout, where, reading)
    for part in parts_of(document):
        part["annotations"] = [one for one in part["annotations"] if known.span(one)]
    for part in parts_of(document):
        for one in part["relations"]:
            known.relation(one)
    marks = said(document["infons"])
    labels = tuple(sorted((key, value) for key, value in said(_marked(document["infons"])).attributes.items()))
    building.marks = Marks("", marks.status, marks.note, marks.flagged, labels)
    items = building.items()
    for part in (*parts_of(document), document.get("rebuilt", {})):
        _without_texts(part)
    kept = {form: {"document": document, "collection": collection, "unit": layout.unit}}
    sources = [] if items == SourceItems() else [items]
    return record_of(document["id"].strip() or name, layout.text, sources, where, kept=kept)


def _marked(infons: Sequence[Any]) -> list[Any]:
    return [pair for pair in infons if pair[0].startswith("gilder_attribute_")]


def _without_texts(part: Data) -> None:
    if "text" not in part:
        return
    if part["text"]:
        part["text"] = part.get("place", part["text"])
    part.pop("place", None)


def _layout(document: Data, blocks: Sequence[Data], where: str, reading: Reading) -> Layout:
    """What offsets count, as the quoted texts show; code points where they do not show it."""
    if reading.offsets is not None:
        return Layout(blocks, reading.offsets)
    usual = Layout(blocks, "code points")
    if usual.text.isascii():
        return usual
    quoted = [one for part in parts_of(document) for one in part["annotations"] if one["text"] and one["locations"]]
    best, score = usual, _fitting(usual, quoted)
    for unit in _ALL[1:]:
        other = Layout(blocks, unit)
        fits = _fitting(other, quoted)
        if fits > score:
            best, score = other, fits
    if best is not usual:
        reading.facts["offsets"] = best.unit
        reading.tell(where, f"offsets count {best.unit}, as the quoted texts show; they were converted")
    return Layout(blocks, best.unit)


def _fitting(layout: Layout, quoted: Sequence[Data]) -> int:
    found = ((_there(layout, one["locations"]), one["text"]) for one in quoted)
    return sum(there == text for there, text in found)


def _there(layout: Layout, locations: Sequence[Sequence[int]]) -> str | None:
    ranges = [layout.range(one) for one in locations]
    if any(one is None for one in ranges):
        return None
    return " ".join(layout.text[one.start : one.end] for one in ranges if one is not None)


class _Known:
    """What the annotations and relations of a document become."""

    def __init__(self, building: Building, layout: Layout, where: str, reading: Reading) -> None:
        self._building, self._layout, self._where, self._reading = building, layout, where, reading
        self._ids = set[str]()

    def _place(self, one: Data) -> str:
        line = one.pop("line", None)
        return self._building.place(line)

    def span(self, one: Data) -> bool:
        """Whether an annotation is kept; its data get the id of its span where there is one."""
        line, key = one.get("line"), one["id"]
        where, locations = self._place(one), [each for each in one["locations"] if each[1] != 0]
        if not locations:
            self._ids.add(key)
            self._reading.tell(where, f"annotation {key} has no text; left out, and kept for BioC")
            return True
        label, more = label_of(one["infons"], _SPAN)
        ranges = [self._layout.range(each) for each in locations]
        span = self._building.add_span(key, label, _sorted(ranges), line=line, value=more.value, **more.more())
        if span is None:
            return False
        self._odd(where, key, more.odd)
        if one["text"] is not None and not _alike(one["text"], span.text):
            told = f"annotation {key} says “{one['text'][:60]}” but the text there is “{span.text[:60]}”"
            self._reading.tell(where, told)
        self._ids.add(key)
        one["span"] = span.id
        return True

    def relation(self, one: Data) -> None:
        """Two nodes that are annotations make a relation; all others are only kept."""
        line, key, ends = one.get("line"), one["id"], [node[0] for node in one["nodes"]]
        where = self._place(one)
        if key and key in self._ids:
            self._reading.leave_out(where, f"there is {key} already", "both were kept")
        self._ids.add(key)
        spans = [self._building.span(end) for end in ends]
        if len(ends) == 2 and ends[0] != ends[1] and all(spans):
            label, more = label_of(one["infons"], _RELATION)
            relation = self._building.add_relation(key, label, ends[0], ends[1], line=line, **more.more())
            if relation is not None:
                self._odd(where, key, more.odd)
                one["relation"] = relation.id
            return
        lost = [end for end in ends if end not in self._ids]
        if lost:
            done = "left out, and kept for BioC"
            self._reading.leave_out(where, f"relation {key} names {lost[0]}, which is nothing here", done)
        else:
            told = f"relation {key} is not one between two annotations; left out, and kept for BioC"
            self._reading.tell(where, told)

    def _odd(self, where: str, key: str, odd: Sequence[str]) -> None:
        for name in odd:
            self._reading.leave_out(where, f"{key}: infon {name} has a value that cannot be")


def _sorted(ranges: Sequence[Range | None]) -> list[Range | None]:
    """In the order of the text; one that is None stays for the building to tell."""
    some = sorted(one for one in ranges if one is not None)
    return [*some, *([None] if len(some) < len(ranges) else [])]


def _alike(quoted: str, text: str) -> bool:
    return "".join(quoted.split()) == "".join(text.split())


def label_of(infons: Sequence[Any], usual: str) -> tuple[str, Any]:
    """The label, and what the other infons say."""
    label = next((str(value) for key, value in infons if key == _LABEL and value not in (None, "")), usual)
    rest = [(key, "" if value is None else value) for key, value in infons if key != _LABEL]
    return label, said(
        (key, value if isinstance(value, bool | int | float | str) else str(value)) for key, value in rest
    )


def document_of(record: Record) -> tuple[Data, Data]:
    """A record as a document of BioC, and the collection that it came from."""
    kept = _kept(record)
    spans = {span.id: span for one in record.sources for span in one.spans}
    relations = {each.id: each for one in record.sources for each in one.relations}
    marks = next((one.marks for one in record.sources), Marks(""))
    if kept is None:
        document, collection, unit = _new_document(record), cast("Data", {}), "code points"
    else:
        document, collection = deepcopy(kept["document"]), kept["collection"]
        unit = kept["unit"]
    for part in (*parts_of(document), document.get("rebuilt", {})):
        if isinstance(part.get("text"), list):
            part["text"] = record.text[slice(*part["text"])]
    layout = Layout(list(blocks_of(document)), cast("Offsets", unit))
    document["infons"] = [
        pair for pair in document["infons"] if not pair[0].startswith("gilder_")
    ] + [[name, told(value)] for name, value in marks_pairs(marks)]  # fmt: skip
    _Writing(document, layout, spans, relations).all()
    document.pop("rebuilt", None)
    for part in parts_of(document):
        part.pop("place", None)
    return document, collection


def _kept(record: Record) -> Data | None:
    """What was kept of a document that came from BioC, where it is of this text."""
    found = next((record.kept[name] for name in NAMES if name in record.kept), None)
    kept = cast("Data", found) if isinstance(found, dict) else None
    return kept if kept is not None and _fits(kept, record.text) else None


def _fits(kept: Data, text: str) -> bool:
    """Whether places in what was kept lie in the text: it is that of the file."""
    places = [
        one["text"]
        for one in (*parts_of(kept["document"]), kept["document"].get("rebuilt", {}))
        if isinstance(one.get("text"), list)
    ]
    return bool(places) and max(place[1] for place in places) <= len(text)


def _new_document(record: Record) -> Data:
    passage = {
        "offset": 0, "infons": [], "text": [0, len(record.text)], "sentences": [], "annotations": [], "relations": [],
    }  # fmt: skip
    return {"id": record.name, "infons": [], "passages": [passage], "annotations": [], "relations": []}


class _Writing:
    """Puts the spans and relations of a record into a document."""

    def __init__(
        self, document: Data, layout: Layout, spans: Mapping[str, Span], relations: Mapping[str, Relation]
    ) -> None:
        self._document, self._layout = document, layout
        self._spans, self._relations = dict(spans), dict(relations)
        self._used = {one["id"] for part in parts_of(document) for one in part["annotations"] + part["relations"]}
        self._keys = dict[str, str]()
        self._next = 0

    def all(self) -> None:
        """Those that were read first, in their places; then the new ones."""
        for part in parts_of(self._document):
            part["annotations"] = [done for one in part["annotations"] if (done := self._old_span(one))]
        for span in list(self._spans.values()):
            self._home(span)["annotations"].append(self._new_span(span))
        for part in parts_of(self._document):
            part["relations"] = [done for one in part["relations"] if (done := self._old_relation(one))]
        for each in list(self._relations.values()):
            target = self._document["passages"][0] if len(self._document["passages"]) == 1 else self._document
            target["relations"].append(self._relation(self._free("R"), each, ("head", "child"), []))

    def _free(self, letter: str) -> str:
        while True:
            self._next += 1
            if (key := f"{letter}{self._next}") not in self._used:
                self._used.add(key)
                return key

    def _home(self, span: Span) -> Data:
        for block in blocks_of(self._document):
            if block["place"][0] <= span.start and span.end <= block["place"][1]:
                return block
        return self._document

    def _old_span(self, one: Data) -> Data | None:
        own = one.pop("span", None)
        if own is None:
            return one
        span = self._spans.pop(own, None)
        if span is None:
            return None
        self._keys[own] = one["id"]
        if self._same(one, span):
            return one
        return {**one, **self._image(span, one["infons"])}

    def _same(self, one: Data, span: Span) -> bool:
        label, more = label_of(one["infons"], _SPAN)
        places = tuple(_sorted([self._layout.range(each) for each in one["locations"] if each[1] != 0]))
        return (label, places, _plain(more), more.value) == (span.label, span.fragments, _plain(span), span.value)

    def _image(self, span: Span, infons: Sequence[Any]) -> Data:
        return {
            "infons": _infons(span, infons, _SPAN),
            "locations": [self._layout.location(one) for one in span.fragments],
            "text": span.text,
        }

    def _new_span(self, span: Span) -> Data:
        self._keys[span.id] = self._free("T")
        return {"id": self._keys[span.id], **self._image(span, [[_LABEL, ""]])}

    def _old_relation(self, one: Data) -> Data | None:
        own = one.pop("relation", None)
        if own is None:
            return one
        each = self._relations.pop(own, None)
        if each is None:
            return None
        label, more = label_of(one["infons"], _RELATION)
        ends = [self._keys[each.head], self._keys[each.child]]
        if (label, _plain(more), [node[0] for node in one["nodes"]]) == (each.label, _plain(each), ends):
            return one
        return {**one, **self._relation(one["id"], each, [node[1] for node in one["nodes"]], one["infons"])}

    def _relation(self, key: str, each: Relation, roles: Sequence[str], infons: Sequence[Any]) -> Data:
        ends = (self._keys[each.head], self._keys[each.child])
        nodes = [list(node) for node in zip(ends, roles, strict=True)]
        return {"id": key, "infons": _infons(each, infons or [[_LABEL, ""]], _RELATION), "nodes": nodes}


def _infons(item: Span | Relation, before: Sequence[Any], usual: str) -> list[Any]:
    """The label, where it was or where it has to be said, and all else."""
    had = any(key == _LABEL for key, _ in before)
    label = [[_LABEL, item.label]] if had or item.label != usual else []
    return label + [list(pair) for pair in item_pairs(item, (_LABEL,))]


def _plain(item: Any) -> Any:
    some = dict(item.attributes)
    told = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in some.items()}
    return (told, item.note, item.flagged, item.origin, item.score, item.decision)
