"""doccano JSON Lines, read: spans as lists of three or as entities with relations; nothing in it proves its offsets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded, has_lone_surrogate, json_lines
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.units import Units

_SPANS = ("label", "labels", "entities")


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError, and AskFirst where the unit of the offsets makes a difference."""
    whole = decoded(given.read(reading.limits), given.where, reading)
    for line, data in json_lines(whole, given.where, reading):
        yield _record(data, given.name, f"{given.where}:{line}", reading)


def _record(data: Mapping[str, Any], name: str, where: str, reading: Reading) -> Record:
    text = data.get("text")
    if not isinstance(text, str) or has_lone_surrogate(text):
        raise InputError(f"{where}: has no “text”, or one with half a surrogate pair")
    building = Building(reading, where, text)
    listed = [one for key in _SPANS for one in _listed(data, key, where)]
    entities = [one for one in listed if not isinstance(one, str)]
    said = [one for one in listed if isinstance(one, str)]  # of the document, or another text for it
    units = _units(text, bool(entities), where, reading)
    for at, one in enumerate(entities):
        _span(building, units, at, one, where, reading)
    for at, one in enumerate(_listed(data, "relations", where)):
        _relation(building, at, one, where, reading)
    rest = {key: value for key, value in data.items() if key not in ("text", "relations", *_SPANS)}
    rest |= {"label": said} if said else {}
    return record_of(name, text, [building.items()], where, kept={"doccano": rest} if rest else {})


def _units(text: str, any_spans: bool, where: str, reading: Reading) -> Units:
    if reading.offsets is None and any_spans and any(one > "\uffff" for one in text):
        told = "has characters beyond U+FFFF, and doccano files do not show what their offsets count"
        reading.ask(where, told, "offsets", "utf-16", "code points")
    return Units(text, reading.offsets or "utf-16")


def _listed(data: Mapping[str, Any], key: str, where: str) -> list[object]:
    some: object = data.get(key) or []
    if not isinstance(some, list):
        raise InputError(f"{where}: “{key}” is no list")
    return cast("list[object]", some)


def _span(building: Building, units: Units, at: int, one: object, where: str, reading: Reading) -> None:
    key, ends, label = str(at), cast("list[object]", []), cast("object", None)
    if isinstance(one, list) and len(cast("list[object]", one)) == 3:
        *ends, label = cast("list[object]", one)
    elif isinstance(one, dict):
        fields = cast("dict[str, Any]", one)
        key = str(fields.get("id", at))
        ends, label = [fields.get("start_offset"), fields.get("end_offset")], fields.get("label")
    if isinstance(label, str) and len(ends) == 2 and all(type(end) is int for end in ends):
        building.add_span(key, label, [units.range(cast("int", ends[0]), cast("int", ends[1]))])
    else:
        reading.leave_out(where, f"annotation {key} is no start, end and label")


def _relation(building: Building, at: int, one: object, where: str, reading: Reading) -> None:
    if not isinstance(one, dict):
        reading.leave_out(where, f"relation {at} is no object")
        return
    fields = cast("dict[str, Any]", one)
    head, child = str(fields.get("from_id")), str(fields.get("to_id"))
    building.add_relation(str(fields.get("id", at)), str(fields.get("type", "")), head, child)


FORMAT = Format(
    name="doccano",
    title="doccano JSON Lines",
    suffixes=(".jsonl", ".json"),
    about="spans and relations of doccano projects; read only",
    home="https://doccano.github.io/doccano/",
    holds=frozenset(("overlapping spans", "relations", "exact text")),
    read=read,
    recognise=lambda head: (
        b'"gilder"' not in head[:200] and b'"text"' in head
        and any(key in head for key in (b'"label"', b'"labels"', b'"entities"'))
        and not any(key in head for key in (b'"spans"', b'"tokens"', b'"_input_hash"', b'"from_name"'))
    ),
)  # fmt: skip
