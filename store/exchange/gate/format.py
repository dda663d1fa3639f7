"""GATE XML: one file a document, with named sets of annotations; each set is what one source says.

What counts is where a node stands in the text, not its id. Values of Java classes that are no plain ones are kept as
text and never made into anything. Described in https://gate.ac.uk/userguide/sec:corpora:formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotate.errors import InputError
from annotate.model import Attributes, AttributeValue, Marks
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.gate.features import AT, Data, Feature, plain
from store.exchange.gate.writing import write
from store.exchange.losses import EVERYTHING
from store.exchange.pairs import Said, said
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.xml import name_of, text_in, tree_of


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file."""
    root = tree_of(given.read(reading.limits), given.where, reading)
    if name_of(root) != "GateDocument":
        raise InputError(f"{given.where}: is no GATE XML: its first element is <{name_of(root)}>, not <GateDocument>")
    yield _Document(root, given.where, reading).record(given.name)


class _Document:
    """One file."""

    def __init__(self, root: Any, where: str, reading: Reading) -> None:
        self._root, self._where, self._reading = root, where, reading
        self._by_source = dict[str, Building]()
        self._nodes = dict[str, int]()
        self._ids = set[str]()
        self._text = ""

    def record(self, name: str) -> Record:
        found = [one for one in self._root if name_of(one) == "TextWithNodes"]
        if len(found) != 1:
            raise InputError(f"{self._where}: has {len(found)} elements <TextWithNodes>; there must be one")
        self._read_text(found[0])
        features = [pair for one in self._root if name_of(one) == "GateDocumentFeatures" for pair in _features(one)]
        sets = [self._set(one) for one in self._root if name_of(one) == "AnnotationSet"]
        relations = [self._relations(one) for one in self._root if name_of(one) == "RelationSet"]
        self._marks(features)
        kept = {
            "attributes": dict(self._root.attrib), "features": features, "sets": sets, "relations": relations,
            "nodes": [list(pair) for pair in self._nodes.items()],
        }  # fmt: skip
        items = [each.items() for each in self._by_source.values()]
        sources = [one for one in items if one != SourceItems(one.source)]
        return record_of(name.removesuffix(".xml"), self._text, sources, self._where, kept={"gate": kept})

    def _read_text(self, element: Any) -> None:
        pieces = [element.text or ""]
        size = len(pieces[0])
        for child in element:
            if name_of(child) == "Node":
                key = child.get("id", "")
                if key in self._nodes:
                    self._reading.tell(f"{self._where}:{child.sourceline}", f"the node {key} is there twice")
                self._nodes.setdefault(key, size)
            elif name_of(child):
                told = f"<{name_of(child)}> inside the text of GATE XML; nothing was imported"
                raise InputError(f"{self._where}:{child.sourceline}: {told}")
            pieces.append(child.tail or "")
            size += len(pieces[-1])
        self._text = "".join(pieces)

    def _building(self, source: str) -> Building:
        if source not in self._by_source:
            self._by_source[source] = Building(self._reading, self._where, self._text, source)
        return self._by_source[source]

    def _set(self, element: Any) -> Data:
        source = element.get("Name", "")
        some = [self._annotation(one, source) for one in element if name_of(one) == "Annotation"]
        return {"name": element.get("Name"), "annotations": [one for one in some if one is not None]}

    def _annotation(self, one: Any, source: str) -> Data | None:
        key, line = one.get("Id", ""), one.sourceline
        ends = (one.get("StartNode", ""), one.get("EndNode", ""))
        where, features = f"{self._where}:{line}", _features(one)
        for end in ends:
            if end not in self._nodes:
                told = f"annotation {key} refers to the node {end}, which is not in the text"
                self._reading.leave_out(where, told)
                return None
        start, end = self._nodes[ends[0]], self._nodes[ends[1]]
        if start > end:
            raise InputError(f"{where}: annotation {key} starts at {start} after its end {end}; nothing was imported")
        data: Data = {"id": key, "type": one.get("Type", ""), "nodes": list(ends), "features": features}
        if start == end:
            self._reading.tell(where, f"annotation {key} is empty (at {start}); left out, and kept for GATE")
            if key and key in self._ids:
                self._reading.leave_out(where, f"there is an annotation {key} already", "both were kept")
        else:
            more = self._said(where, key, features)
            known, building = more.more(), self._building(source)
            if key and key in self._ids and building.span(key) is None:
                self._reading.leave_out(where, f"there is an annotation {key} in another set already", "both were kept")
            span = building.add_span(key, data["type"], [Range(start, end)], line=line, value=more.value, **known)
            if span is None:
                return None
            data["span"] = span.id
        self._ids.add(key)
        return data

    def _said(self, where: str, key: str, features: Sequence[Feature]) -> Said:
        more = said(plain(features))
        for name in more.odd:
            self._reading.leave_out(where, f"annotation {key}: the feature {name} has a value that cannot be")
        return more

    def _relations(self, element: Any) -> Data:
        name = element.get("Name")
        some = [self._relation(one, name or "") for one in element if name_of(one) == "Relation"]
        return {"name": name, "relations": some}

    def _relation(self, one: Any, source: str) -> Data:
        key, line, members = one.get("Id", ""), one.sourceline, one.get("Members", "")
        ends, where = [end for end in members.split(";") if end], f"{self._where}:{line}"
        user = next(([each.get("className"), text_in(each)] for each in one if name_of(each) == "UserData"), None)
        data: Data = {"id": key, "type": one.get("Type", ""), "members": ends, "user": user, "features": _features(one)}
        building = self._building(source)
        lost = [end for end in ends if end not in self._ids]
        self._ids.add(key)
        if lost:
            told = f"relation {key} names {lost[0]}, which is no annotation here"
            self._reading.leave_out(where, told, "left out, and kept for GATE")
        elif len(ends) == 2 and ends[0] != ends[1] and all(building.span(end) for end in ends):
            more = self._said(where, key, data["features"])
            relation = building.add_relation(key, data["type"], ends[0], ends[1], line=line, **more.more())
            if relation is not None:
                data["relation"] = relation.id
        else:
            told = f"relation {key} is not one between two annotations of a set; left out, and kept for GATE"
            self._reading.tell(where, told)
        return data

    def _marks(self, features: Sequence[Feature]) -> None:
        """Marks are features of the document: those of a named source have its name behind theirs."""
        by_source = dict[str, list[tuple[str, AttributeValue]]]()
        for name, value in plain(features):
            if name.startswith("gilder_"):
                key, _, source = name.partition(AT)
                by_source.setdefault(source, []).append((key, value))
        for source, pairs in by_source.items():
            more = said(pairs)
            labels: Attributes = tuple(sorted(more.attributes.items()))
            self._building(source).marks = Marks("", more.status, more.note, more.flagged, labels)


def _features(element: Any) -> list[Feature]:
    return [_feature(one) for one in element if name_of(one) == "Feature"]


def _feature(one: Any) -> Feature:
    parts = {name_of(each): each for each in one}
    name, value = parts.get("Name"), parts.get("Value")
    return [
        "" if name is None else text_in(name),
        None if name is None else name.get("className"),
        None if value is None else text_in(value),
        None if value is None else value.get("className"),
    ]


def _recognised(head: bytes) -> bool:
    return b"<GateDocument" in head


HOLDS = EVERYTHING - {"discontinuous spans", "zones", "metadata"}

FORMAT = Format(
    name="gate",
    title="GATE XML",
    suffixes=(".xml",),
    about="documents of GATE, a file each, with sets of annotations and their features",
    home="https://gate.ac.uk",
    whole=True,
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
