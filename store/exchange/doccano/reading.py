"""One object of a doccano file: what Gilder makes of it, and what is kept of it so that it can be written again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from annotate.errors import InputError
from annotate.model import Attributes, AttributeValue, Marks, Status
from store.exchange.building import Building, record_of
from store.exchange.doccano.shape import (
    OFFSETS,
    OWN,
    Columns,
    ends_of,
    find,
    is_label,
    is_short,
    is_span,
    keys_of,
    label_in,
)
from store.exchange.lines import has_lone_surrogate
from store.exchange.objects import Object, is_object, is_scalar, is_text, kept_text, listed, mapped, scalars
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record
from store.exchange.units import Units, cluster_starts

_KEPT = "left out, and kept for doccano"
STATUS, LABELS, NAME = OWN + "status", OWN + "labels", OWN + "name"
HERE = ""  # in a list of ids: what only doccano knows and stays as it is


@dataclass(slots=True)
class Taken:
    """What the parts of an object became: ids of spans by column, and of relations. None: left out for good."""

    spans: dict[str, list[str | None]] = field(default_factory=dict[str, "list[str | None]"])
    relations: list[str | None] = field(default_factory=list["str | None"])


class Reader:
    """The objects of one file, in their order: columns are known from those before."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._columns = reading, Columns()

    def record(self, data: Object, name: str, where: str) -> Record:
        """The document that an object is. Raises InputError."""
        if is_label(data):
            raise InputError(f"{where}: is a file of labels, not of documents; nothing was imported")
        columns = self._columns = find(data, self._columns)
        text = data.get(columns.text)
        if not isinstance(text, str):
            raise InputError(f"{where}: has no text: no column of it is one")
        if has_lone_surrogate(text):
            raise InputError(f"{where}: its text has half of a surrogate pair and cannot be stored")
        if columns.text != "text":
            self._reading.facts["column of the text"] = columns.text
        units = _units(data, columns, text, where, self._reading)
        taking = Taking(data, columns, text, units, self._reading, where)
        taken, building = taking.taken(), taking.building
        building.marks = marks_of(data, columns)
        kept: dict[str, Any] = {
            "data": kept_text({**data, columns.text: None}), "text": columns.text, "spans": taken.spans,
            "columns": columns.spans, "relations": [columns.relations, taken.relations], "labels": columns.labels,
            "comments": columns.comments, "offsets": units.unit,
        }  # fmt: skip
        own = data.get(NAME)
        name = own if isinstance(own, str) and own and is_text(own) else name
        meta = meta_of(data, columns)
        return record_of(name, text, [building.items()], where, meta=meta, kept={"doccano": kept})


class Taking:
    """Adds the spans and relations of an object to a building; `ids` are those that they had before, or none."""

    def __init__(
        self, data: Object, columns: Columns, text: str, units: Units, reading: Reading, where: str,
        ids: Taken | None = None,
    ) -> None:  # fmt: skip
        self._data, self._columns, self._units, self._size = data, columns, units, len(text)
        self._reading, self._where, self._ids = reading, where, ids
        self._keys, self.building = dict[str, str](), Building(reading, where, text)

    def taken(self) -> Taken:
        """What became of all parts. Raises InputError."""
        taken = Taken()
        for column in self._columns.spans:
            taken.spans[column] = [self._span(column, at, one) for at, one in enumerate(listed(self._data.get(column)))]
        some: object = self._data.get(self._columns.relations) or []
        if not isinstance(some, list):
            raise InputError(f"{self._where}: “{self._columns.relations}” is no list")
        taken.relations = [self._relation(at, one) for at, one in enumerate(cast("list[object]", some))]
        return taken

    def _span(self, column: str, at: int, one: object) -> str | None:
        own = mapped(one).get("id")
        key = f"{column}[{at}]" if own is None else str(own)
        ends, label = parts_of(one)
        if not is_span(one) or not all(type(end) is int for end in ends):
            self._reading.leave_out(self._where, f"annotation {key} is no start and end in whole numbers, and a label")
            return None
        if label is None:
            self._reading.leave_out(self._where, f"annotation {key} has no label, or one that cannot be stored")
            return None
        place = self._units.range(*cast("tuple[int, int]", ends))
        if place is not None and 0 <= place.start == place.end <= self._size:
            self._reading.tell(self._where, f"annotation {key} is empty (at {place.start}); {_KEPT}")
            return HERE
        before = self._ids.spans[column][at] if self._ids else None
        span = self.building.add_span(key, label, [place], span_id=before)
        if span is None:
            return None
        self._keys.setdefault(key, span.id)
        return span.id

    def _relation(self, at: int, one: object) -> str | None:
        data, found = mapped(one), ends_of(one)
        if found is None:
            self._reading.leave_out(self._where, f"relation {at} has no ids of its ends")
            return None
        key, label = str(data.get("id", f"{self._columns.relations}[{at}]")), data.get("type", data.get("label"))
        if not isinstance(label, str) or not is_text(label):
            self._reading.leave_out(self._where, f"relation {key} has no type, or one that cannot be stored")
            return None
        head, child = (str(data.get(end)) for end in found)
        before = self._ids.relations[at] if self._ids else None
        relation = self.building.add_relation(key, label, head, child, relation_id=before)
        return None if relation is None else relation.id


def parts_of(one: object) -> tuple[Sequence[object], str | None]:
    """Start and end of a span as the file has them, and its label; None for one that is none."""
    data = mapped(one)
    if data:
        found = keys_of(data)
        ends, label = ([data.get(found[0]), data.get(found[1])], data.get(found[2])) if found else ([], None)
    else:
        parts = listed(one)
        ends, label = parts[:2], parts[2] if len(parts) == 3 else None
    number = isinstance(label, int) and not isinstance(label, bool)
    return tuple(ends), str(label) if number or is_text(label) else None


def _units(data: Object, columns: Columns, text: str, where: str, reading: Reading) -> Units:
    """What the offsets count. Nothing proves it: where it makes a difference to the spans, the person says."""
    own = data.get(OFFSETS)
    if reading.offsets is not None:
        return Units(text, reading.offsets)
    if own in get_args(Offsets):
        reading.facts["offsets"] = f"{own}, as the file says"
        return Units(text, cast("Offsets", own))
    ends = list(_ends(data, columns))
    last = max(ends, default=0)
    if text.isascii() and "\r\n" not in text:
        return Units(text, "utf-16")
    clusters = cluster_starts(text)
    astral = next((at for at, one in enumerate(text) if one > "\uffff"), len(text))
    if last > astral:
        told = "has characters beyond U+FFFF before the end of a span, and doccano files do not show what their"
        reading.ask(where, f"{told} offsets count", "offsets", "utf-16", "graphemes", "code points")
    cluster = next((at for at, point in enumerate(clusters) if at != point), len(text))
    counted = [clusters[min(end, len(clusters) - 1)] for end in ends]
    if last > cluster and _cut(text, clusters, ends) > _cut(text, clusters, counted):
        told = "has characters of several code points, and read in UTF-16 its spans cut words or characters: doccano"
        reading.ask(where, f"{told} may have counted graphemes", "offsets", "utf-16", "graphemes")
    if last > cluster:
        reading.facts.setdefault("offsets", "utf-16, as doccano counts unless a project is set to graphemes")
    return Units(text, "utf-16")


def _ends(data: Object, columns: Columns) -> Iterator[int]:
    for column in columns.spans:
        for one in listed(data.get(column)):
            yield from (end for end in parts_of(one)[0] if type(end) is int and end >= 0)


def _cut(text: str, clusters: list[int], ends: list[int]) -> int:
    """How many of the ends, in code points, are inside a word or a character."""
    starts = frozenset(clusters)
    inside = (end for end in ends if 0 < end < len(text))
    return sum(end not in starts or (text[end - 1].isalnum() and text[end].isalnum()) for end in inside)


def labels_of(data: Object, columns: Columns) -> list[str | None]:
    """The labels of the document, one for each part of their column; None for what is none."""
    value = data.get(columns.labels)
    parts = cast("list[object]", value) if isinstance(value, list) else [] if value is None else [value]
    if columns.labels in columns.spans or columns.labels == columns.text:
        return []
    found = map(label_in, parts)
    return [label if label is not None and is_short(label) else None for label in found]


def marks_of(data: Object, columns: Columns) -> Marks:
    """What is said of the document as a whole."""
    labels: dict[str, AttributeValue] = {label: True for label in labels_of(data, columns) if label is not None}
    labels |= {
        key: value for key, value in mapped(data.get(LABELS)).items()
        if is_text(key) and is_scalar(value)
    }  # fmt: skip
    status = data.get(STATUS)
    attributes: Attributes = tuple(sorted(labels.items()))
    known = cast("Status", status) if status in get_args(Status) else "new"
    return Marks("", known, note_of(data, columns), attributes=attributes)


def note_of(data: Object, columns: Columns) -> str:
    """The comments of the document, a line each."""
    value = data.get(columns.comments)
    parts = [value] if isinstance(value, str) else listed(value)
    texts = [mapped(one).get("text", mapped(one).get("comment")) if is_object(one) else one for one in parts]
    return "\n".join(one for one in texts if isinstance(one, str) and is_text(one))


def meta_of(data: Object, columns: Columns) -> dict[str, str]:
    """What is known of the document, beside its annotations."""
    return scalars(mapped(data.get("meta"))) | outer_meta(data, columns)


def outer_meta(data: Object, columns: Columns) -> dict[str, str]:
    """What is known of the document in columns of its own."""
    taken = {columns.text, *columns.spans, columns.relations, columns.labels, columns.comments}
    return scalars({key: value for key, value in data.items() if key not in taken and not key.startswith(OWN)})
