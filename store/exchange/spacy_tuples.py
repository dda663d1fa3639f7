"""Training tuples of spaCy 2, as JSON: a list of `[text, {"entities": [[start, end, label], …]}]`.

Offsets are code points. Spans of the span categorizer are in `"spans": {"sc": [[start, end, label], …]}`; what overlaps
is written there. All other keys (heads, deps, cats, links) are kept. Described in https://v2.spacy.io/usage/training.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.lines import decoded, has_lone_surrogate, parsed
from store.exchange.losses import Lose
from store.exchange.reading import Reading
from store.exchange.record import Record

_NAME = "spacy-json"
_ENTITIES, _SPANS, _GROUP = "entities", "spans", "sc"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """A document for each tuple. Raises InputError."""
    data = parsed(decoded(given.read(reading.limits), given.where, reading), given.where, reading)
    if not isinstance(data, list):
        raise InputError(f"{given.where}: is no list of training tuples")
    pairs = cast("list[Any]", data)
    for at, pair in enumerate(pairs):
        where = f"{given.where}: tuple {at}"
        if not isinstance(pair, list) or len(cast("list[Any]", pair)) != 2:
            raise InputError(f"{where}: is no pair of a text and its annotations")
        text, said = cast("list[Any]", pair)
        if not isinstance(text, str) or not isinstance(said, dict) or has_lone_surrogate(text):
            raise InputError(f"{where}: is no pair of a text and its annotations")
        name = given.name if len(pairs) == 1 else f"{given.name}#{at + 1}"
        yield _record(name, text, cast("dict[str, Any]", said), where, reading)


def _record(name: str, text: str, said: dict[str, Any], where: str, reading: Reading) -> Record:
    building, groups = Building(reading, where, text), _groups(said, where, reading)
    lists: dict[str, list[list[Any]]] = {group: [] for group in groups}
    for group, some in groups.items():
        for at, one in enumerate(some):
            start, end, label, *rest = cast("list[Any]", one)
            key = f"{group}[{at}]"
            if not all(isinstance(edge, int) and not isinstance(edge, bool) for edge in (start, end)):
                reading.leave_out(where, f"annotation {key} has no offsets")
                continue
            span = building.add_span(key, str(label or ""), [Range(start, end)])
            if span is not None:
                lists[group].append([span.id, *rest])
    more = {key: value for key, value in said.items() if key not in (_ENTITIES, _SPANS)}
    kept: dict[str, Any] = {"more": more, "groups": lists, "keys": [key for key in (_ENTITIES, _SPANS) if key in said]}
    return record_of(name, text, [building.items()], where, kept={_NAME: kept})


def _groups(said: Mapping[str, Any], where: str, reading: Reading) -> dict[str, list[Any]]:
    """The lists of a tuple: its entities, under an empty name, and its groups of spans."""
    spans = said.get(_SPANS, {})
    found: dict[str, Any] = {"": said.get(_ENTITIES) or []}
    found |= cast("dict[str, Any]", spans) if isinstance(spans, dict) else {}
    result = dict[str, list[Any]]()
    for name, some in found.items():
        listed = cast("list[Any]", some) if isinstance(some, list) else []
        result[name] = [one for one in listed if isinstance(one, list) and len(cast("list[Any]", one)) >= 3]
        if len(result[name]) < len(listed) or not isinstance(some, list):
            reading.leave_out(where, f"“{name or _ENTITIES}” has something that is no [start, end, label]")
    return result


def write(records: Iterable[Record], _lose: Lose) -> Iterator[Piece]:
    """One list of all documents."""
    begin = "["
    for record in records:
        yield "", f"{begin}\n{json.dumps([record.text, _said(record)], ensure_ascii=False)}".encode()
        begin = ","
    yield "", b"[]\n" if begin == "[" else b"\n]\n"


def _said(record: Record) -> dict[str, Any]:
    kept: dict[str, Any] = record.kept.get(_NAME, {"keys": [_ENTITIES], "groups": {}, "more": {}})
    spans = {span.id: span for one in record.sources for span in one.spans}
    groups = {name: [[*_image(spans.pop(one[0])), *one[1:]] for one in some if one[0] in spans]
              for name, some in kept["groups"].items()}  # fmt: skip
    entities, over = groups.pop("", []), list[list[Any]]()
    for span in sorted(spans.values(), key=lambda span: (span.start, -span.end)):
        crosses = any(start < span.end and span.start < end for start, end, *_ in entities)
        (over if crosses else entities).append(_image(span))
    if over:
        groups.setdefault(_GROUP, []).extend(over)
    said = dict[str, Any]()
    if entities or _ENTITIES in kept["keys"]:
        said[_ENTITIES] = entities
    if groups or _SPANS in kept["keys"]:
        said[_SPANS] = groups
    return said | kept["more"]


def _image(span: Span) -> list[Any]:
    return [span.start, span.end, span.label]


def _recognised(head: bytes) -> bool:
    text = head.decode(errors="replace").lstrip("\ufeff \r\n\t")
    return text.startswith("[") and text[1:].lstrip().startswith("[") and '"' in text[:100]


FORMAT = Format(
    name=_NAME,
    title="spaCy training tuples",
    suffixes=(".json",),
    about="lists of texts with entities, as spaCy 2 was trained with; heads, categories and the like are kept",
    home="https://v2.spacy.io/usage/training",
    holds=frozenset({"overlapping spans", "exact text"}),
    read=read,
    write=write,
    recognise=_recognised,
)
