"""Gilder JSON Lines read again, and written from records; `docs/annotations.md` describes every field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast, get_args

from annotate.document import text_digest
from annotate.errors import InputError
from annotate.model import AttributeValue, How, Marks, Modifier, Status, Value, ZoneKind
from annotate.offsets import Range
from annotate.values import check_value
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.jsonl import NAME, VERSION, write
from store.exchange.lines import decoded, has_lone_surrogate, json_lines, parsed
from store.exchange.losses import EVERYTHING
from store.exchange.reading import Reading
from store.exchange.record import KEPT, UNMARKED, Record, SourceItems
from store.sources import SourceKind

_DOCUMENT = frozenset(
    "gilder id name text digest meta status note flagged attributes marks zones spans relations".split()
)  # fmt: skip
_ITEM = frozenset(
    "id label value attributes note flagged source origin score decision text start end fragments".split()
)
_RELATION = frozenset("id head child label attributes note flagged source origin score decision".split())
_ID = re.compile(r"[0-9a-f]{32}")


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError for a text that is not the one of its digest."""
    text = decoded(given.read(reading.limits), given.where, reading)
    for line, data in json_lines(text, given.where, reading):
        yield _Document(data, f"{given.where}:{line}", reading).record(given.name)


class _Document:
    """One line."""

    def __init__(self, data: Mapping[str, Any], where: str, reading: Reading) -> None:
        self._data, self._where, self._reading = data, where, reading
        self._by_source = dict[str, Building]()
        self._source_of = dict[str, str]()  # by key of the span
        self._kept = dict[str, Any]()

    def record(self, file: str) -> Record:
        data, text = self._data, self._data.get("text")
        version = data.get("gilder")
        if version != VERSION:
            raise InputError(f"{self._where}: is no Gilder JSON Lines of version {VERSION} (gilder: {version!r})")
        if not isinstance(text, str) or has_lone_surrogate(text):
            raise InputError(f"{self._where}: has no “text”, or one with half a surrogate pair")
        if "digest" in data and data["digest"] != text_digest(text):
            raise InputError(f"{self._where}: the text is not the one that was exported (another digest)")
        for at, one in self._objects("spans"):
            self._span(text, at, one)
        for at, one in self._objects("relations"):
            self._relation(text, at, one)
        self._keep("document", {key: value for key, value in data.items() if key not in _DOCUMENT})
        self._mark(text)
        sources = [one for one in (each.items() for each in self._by_source.values()) if one != SourceItems()]
        name = data["name"] if isinstance(data.get("name"), str) and data["name"] else file
        meta, kept = self._meta()
        kept |= {NAME: self._kept} if self._kept else {}
        return record_of(name, text, sources, self._where, zones=self._zones(), meta=meta, kept=kept)

    def _objects(self, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with a name for those that have no id: `spans[3]`."""
        some = self._data.get(key, [])
        if not isinstance(some, list):
            raise InputError(f"{self._where}: “{key}” is no list")
        for at, one in enumerate(cast("list[object]", some)):
            if isinstance(one, dict):
                yield f"{key}[{at}]", cast("dict[str, Any]", one)
            else:
                self._reading.leave_out(self._where, f"{key}[{at}] is no object")

    def _building(self, text: str, source: str) -> Building:
        if source not in self._by_source:
            self._by_source[source] = Building(self._reading, self._where, text, source, kind_of(source))
        return self._by_source[source]

    def _span(self, text: str, at: str, one: dict[str, Any]) -> None:
        key, source = _key(one, at), str(one.get("source", ""))
        value = self._value(key, one.get("value"))
        span = self._building(text, source).add_span(
            key, str(one.get("label", "")), _ranges(one), quoted=_text(one.get("text")), value=value,
            span_id=key if _ID.fullmatch(key) else None, **_common(one),
        )  # fmt: skip
        if span is not None:
            self._source_of[key] = source
            self._keep(span.id, {field: data for field, data in one.items() if field not in _ITEM})

    def _relation(self, text: str, at: str, one: dict[str, Any]) -> None:
        key, head, child = _key(one, at), *(str(one.get(field, "")) for field in ("head", "child"))
        source = str(one.get("source", self._source_of.get(head, "")))
        relation = self._building(text, source).add_relation(
            key, str(one.get("label", "")), head, child,
            relation_id=key if _ID.fullmatch(key) else None, **_common(one),
        )  # fmt: skip
        if relation is not None:
            self._keep(relation.id, {field: data for field, data in one.items() if field not in _RELATION})

    def _keep(self, key: str, unknown: dict[str, Any]) -> None:
        if unknown:
            self._kept[key] = unknown

    def _value(self, key: str, data: object) -> Value | None:
        if not isinstance(data, dict) or not data:
            return None
        fields = cast("dict[str, Any]", data)
        try:
            value = Value(**fields)
            if value.modifier not in (None, *get_args(Modifier)):
                raise InputError(f"there is no modifier “{value.modifier}”")
            check_value(value)
        except (TypeError, InputError) as problem:
            self._reading.leave_out(self._where, f"the value of annotation {key}: {problem}")
            return None
        return value

    def _mark(self, text: str) -> None:
        """Marks go to those whose they are; where the line does not say, to all that have annotations in it."""
        if "marks" in self._data:
            for _, one in self._objects("marks"):
                self._building(text, str(one.get("source", ""))).marks = self._marks(one)
            return
        marks = self._marks(self._data)
        if marks != UNMARKED and not self._by_source:
            self._building(text, "")
        for building in self._by_source.values():
            if not building.is_model:
                building.marks = marks

    def _marks(self, data: Mapping[str, Any]) -> Marks:
        status = data.get("status", "new")
        if status not in get_args(Status):
            self._reading.leave_out(self._where, f"there is no status “{status}”", "taken as new")
            status = "new"
        attributes = tuple(sorted(_attributes(data.get("attributes")).items()))
        return Marks("", status, _text(data.get("note")) or "", data.get("flagged") is True, attributes)

    def _zones(self) -> list[tuple[ZoneKind, int, int]]:
        zones = list[tuple[ZoneKind, int, int]]()
        for _, one in self._objects("zones"):
            kind, start, end = one.get("zone"), one.get("start"), one.get("end")
            fits = isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(self._data["text"])
            if kind in get_args(ZoneKind) and fits:
                zones.append((cast("ZoneKind", kind), cast("int", start), cast("int", end)))
            else:
                self._reading.leave_out(self._where, f"zone “{kind}” at {start}–{end} does not fit the text")
        return zones

    def _meta(self) -> tuple[dict[str, str], dict[str, Any]]:
        """What is known of the document, and what other formats have said that only they can say."""
        data = self._data.get("meta", {})
        meta, kept = dict[str, str](), dict[str, Any]()
        for key, value in (cast("dict[str, Any]", data) if isinstance(data, dict) else {}).items():
            if key.startswith(KEPT) and isinstance(value, str):
                kept[key.removeprefix(KEPT)] = parsed(value, f"{self._where}: meta {key}", self._reading)
            else:
                meta[key] = str(value)
        return meta, kept


def kind_of(source: str) -> SourceKind:
    """What a source is, by its name."""
    if source == "gold":
        return "gold"
    return (
        "model" if source.startswith("model:") else "import" if source.startswith("import:") or not source else "person"
    )


def _key(one: dict[str, Any], at: str) -> str:
    """The id of a span or relation; of one that has none its place in the list, which nothing else has."""
    own = one.get("id")
    return at if own is None or own == "" else str(own)


def _ranges(one: dict[str, Any]) -> list[Range | None]:
    fragments: object = one.get("fragments") or [[one.get("start"), one.get("end")]]
    ranges = list[Range | None]()
    for pair in cast("list[object]", fragments) if isinstance(fragments, list) else [fragments]:
        ends = cast("list[object]", pair) if isinstance(pair, list) else []
        if len(ends) == 2 and all(isinstance(end, int) and not isinstance(end, bool) for end in ends):
            ranges.append(Range(cast("int", ends[0]), cast("int", ends[1])))
        else:
            ranges.append(None)
    return ranges


def _common(one: dict[str, Any]) -> dict[str, Any]:
    score, decision = one.get("score"), one.get("decision", "manual")
    return {
        "attributes": _attributes(one.get("attributes")),
        "note": _text(one.get("note")) or "",
        "flagged": one.get("flagged") is True,
        "origin": _text(one.get("origin")) or "",
        "score": float(score) if isinstance(score, float | int) and 0 <= score <= 1 else None,
        "decision": decision if decision in get_args(How) else "manual",
    }


def _attributes(data: object) -> dict[str, AttributeValue]:
    some = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    return {key: value for key, value in some.items() if isinstance(value, bool | str | int | float)}


def _text(data: object) -> str | None:
    return data if isinstance(data, str) else None


_HOLDS = EVERYTHING

FORMAT = Format(
    name="jsonl",
    title="Gilder JSON Lines",
    suffixes=(".jsonl", ".json", ".ndjson"),
    about="holds everything that Gilder knows of documents and annotations",
    home="docs/annotations.md",
    holds=_HOLDS,
    read=read,
    write=write,
    recognise=lambda head: b'"gilder"' in head[:200],
)
