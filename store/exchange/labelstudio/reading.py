"""Tasks of Label Studio read: each annotation, prediction and draft of a task is a source of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from annotate.errors import InputError
from annotate.model import Marks, Span
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.labelstudio.config import Config
from store.exchange.labelstudio.meaning import (
    SAYING,
    in_gilder,
    labels_of,
    labels_of_relation,
    region_said,
    relation_said,
    said_by,
    value_of,
)
from store.exchange.labelstudio.places import Data, OddPlaceError, Places
from store.exchange.labelstudio.tasks import (
    NoTextError,
    Shape,
    entries_of,
    is_ours,
    is_region,
    quotes_in,
    results_of,
    shape_of,
)
from store.exchange.lines import has_lone_surrogate
from store.exchange.pairs import Said
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record, SourceItems
from store.exchange.units import proven

NAME = "label-studio"
_WIDE = re.compile("[\U00010000-\U0010ffff]")
MARKS = "gilder_marks"
TITLE = "gilder_name"
SOURCE = "gilder_source"
"""Names of Gilder's in `meta` of a task, and in an annotation."""

Of = list[list[str]]
"""For each result of an annotation, the ids of the spans, or of the relations, that it became."""


def record_from(task: Data, config: Config, name: str, where: str, reading: Reading) -> Record | None:
    """The record of a task; None, which is told, for one that is about no text."""
    try:
        json.dumps(task, allow_nan=False, ensure_ascii=False).encode()
    except ValueError as problem:
        raise InputError(f"{where}: holds what no project can keep: {problem}") from problem
    try:
        shape = shape_of(task, config)
        data = cast("Data", task["data"])
        unit = _unit(task, shape, where, reading)
        places = shape.places(data, unit)
        if not places.text.strip() or has_lone_surrogate(places.text):
            raise NoTextError(f"“{shape.key}” is an empty text, or has half a surrogate pair in it")
    except NoTextError as problem:
        reading.leave_out(where, f"task {task.get('id', name)} is no text task: {problem}")
        return None
    reader = _Task(task, shape, places, where, reading)
    sources = reader.sources()
    meta = _meta(task)
    title = meta.get(TITLE)
    title = title if isinstance(title, str) and title else name
    rest = {key: value for key, value in data.items() if key != shape.key and isinstance(value, str)}
    kept = {
        "task": {**task, "data": {**data, shape.key: None if shape.kind == "text" else data[shape.key]}},
        "shape": [shape.key, shape.kind, shape.inner, shape.object], "unit": unit, "of": reader.of, "name": title,
        "sources": reader.names, "silent": reader.silent,
    }  # fmt: skip
    record = record_of(title, places.text, sources, where, meta=rest, kept={NAME: kept})
    return replace(record, looked=tuple(reader.looked))


def _meta(task: Data) -> Data:
    meta: object = task.get("meta")
    return cast("Data", meta) if isinstance(meta, dict) else {}


def _unit(task: Data, shape: Shape, where: str, reading: Reading) -> Offsets:
    """What offsets count: as quoted texts show; asked for where they show nothing and it makes a difference."""
    if reading.offsets is not None:
        return reading.offsets
    usual = shape.places(task["data"], "code points")
    regions = [one for _, _, entry in entries_of(task) for one in results_of(entry) if is_ours(one, shape)]
    if not regions or usual.text.isascii() or shape.kind == "page":
        return "code points"
    if _differs(usual.text, shape, regions):
        told = "has characters beyond U+FFFF, and nothing in it shows what offsets count"
        reading.ask(where, told, "offsets", "code points", "utf-16")
    if shape.kind == "text":
        return proven(usual.text, quotes_in(task, shape), "code points", reading, where, same=alike).unit
    wide = shape.places(task["data"], "utf-16")
    found: Offsets = "utf-16" if _fitting(wide, regions) > _fitting(usual, regions) else "code points"
    if found != "code points":
        reading.facts["offsets"] = found
        reading.tell(where, f"offsets count {found}, as the quoted texts show; they were converted")
    return found


def _differs(text: str, shape: Shape, regions: Sequence[Data]) -> bool:
    """Whether it makes a difference what offsets count, and nothing shows it: places are behind a character beyond
    U+FFFF, and no text is quoted for any of them."""
    wide = _WIDE.search(text)
    if wide is None:
        return False
    first = wide.start()
    values = [value_of(one) for one in regions]
    if shape.kind == "text":
        values = [
            one for one in values if any(type(one.get(key)) is int and one[key] > first for key in ("start", "end"))
        ]
    return bool(values) and not any(isinstance(one.get("text"), str) for one in values)


def _fitting(places: Places, regions: Sequence[Data]) -> int:
    return sum(_there(places, value_of(one)) == value_of(one).get("text") for one in regions)


def _there(places: Places, value: Data) -> str | None:
    try:
        place = places.range(value)
    except OddPlaceError:
        return None
    return None if place is None else places.text[place.start : place.end]


def alike(quoted: str, text: str) -> bool:
    """Whether a quoted text is the text; browsers quote line breaks in one way, and Label Studio, in some versions, as
    a backslash with an n."""
    return quoted == text or _plain(quoted) == _plain(text)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\\n", "\n").replace("\r", "\n").replace("\xa0", " ")


class _Task:
    """The sources of one task."""

    def __init__(self, task: Data, shape: Shape, places: Places, where: str, reading: Reading) -> None:
        self._task, self._shape, self._places, self._where, self._reading = task, shape, places, where, reading
        self.of = dict[str, list[Of]]()
        self.names = dict[str, list[str]]()
        self.silent = list[list[Any]]()  # those that say nothing that Gilder has a word for
        self.looked = list[str]()  # annotators who have found nothing
        self._used = set[str]()

    def sources(self) -> list[SourceItems]:
        """What each of them says; those that say nothing are none."""
        found = list[SourceItems]()
        entries = list(entries_of(self._task))
        for key, at, entry in entries:
            name = self._name(key, at, entry, alone=sum(one[0] != "predictions" for one in entries) == 1)
            self._fill(key, at, name)
            kind = "model" if key == "predictions" else "person" if name else "import"
            building = Building(self._reading, self._where, self._places.text, name, kind)
            reader = _Entry(building, self._shape, self._places, self._where, self._reading)
            self.of[key][at] = reader.read(results_of(entry))
            building.marks = self._marks(name, building.marks)
            items = building.items()
            if items != SourceItems(name, kind):
                found.append(items)
            else:
                self.silent.append([key, at])
                if key in ("annotations", "completions") and not entry.get("was_cancelled") and not results_of(entry):
                    self.looked.append(name)
        return found

    def _fill(self, key: str, at: int, name: str) -> None:
        while len(self.of.setdefault(key, [])) <= at:
            self.of[key].append([])
            self.names.setdefault(key, []).append("")
        self.names[key][at] = name

    def _name(self, key: str, at: int, entry: Data, *, alone: bool) -> str:
        """The name of a source: no two of a task have the same."""
        if key == "predictions":
            found = f"model:{entry.get('model_version') or 'unnamed'}"
        else:
            found = _annotator(entry)
            if not found and not alone:
                found = f"annotation {entry.get('id', at + 1)}"
            if key == "drafts":
                found = f"{found} (draft)".strip()
        found = name = found[:190]
        number = 1
        while name in self._used:
            number += 1
            name = f"{found} {number}"
        self._used.add(name)
        return name

    def _marks(self, source: str, marks: Marks) -> Marks:
        all_marks: object = _meta(self._task).get(MARKS)
        mine: object = cast("Data", all_marks).get(source) if isinstance(all_marks, dict) else None
        if not isinstance(mine, dict):
            return marks
        facts = cast("Data", mine)
        status, note = facts.get("status"), facts.get("note")
        return Marks(
            "", status if status in ("new", "in_progress", "done", "flagged") else "new",
            note if isinstance(note, str) else "", facts.get("flagged") is True, marks.attributes,
        )  # fmt: skip


def _annotator(entry: Data) -> str:
    """Who made an annotation: their address or name where the file has one."""
    found: Any = entry.get(SOURCE) or entry.get("completed_by", entry.get("user"))
    if isinstance(found, dict):
        some = cast("Data", found)
        whole = " ".join(str(some[key]) for key in ("first_name", "last_name") if some.get(key))
        found = some.get("email") or some.get("username") or whole or some.get("id")
    if isinstance(found, int) and not isinstance(found, bool):
        return f"annotator {found}"
    return found if isinstance(found, str) and not has_lone_surrogate(found) else ""


class _Entry:
    """One annotation, prediction or draft."""

    def __init__(
        self, building: Building, shape: Shape, places: Places, where: str, reading: Reading
    ) -> None:  # fmt: skip
        self._building, self._shape, self._places, self._where, self._reading = building, shape, places, where, reading
        self._others = set[str]()  # ids of regions that are no spans
        self._first = dict[str, tuple[str, str]]()  # by id of region: key of its first span, and its control

    def read(self, results: list[Data]) -> Of:
        """All results; the ids of what each became."""
        regions = {_id(one) for one in results if is_ours(one, self._shape)}
        self._said_of = {key: list[Data]() for key in regions}
        for one in results:
            if one.get("type") in SAYING and _id(one) in regions:
                self._said_of[_id(one)].append(one)
        of: Of = [self._region(at, one) if is_region(one) else [] for at, one in enumerate(results)]
        for at, one in enumerate(results):
            if one.get("type") == "relation":
                of[at] = self._relation(at, one)
            elif not is_region(one):
                self._other(one, regions)
        return of

    def _region(self, at: int, one: Data) -> list[str]:
        key = _id(one) or f"result {at + 1}"
        labels = labels_of(one)
        if not is_ours(one, self._shape):
            self._others.add(key)
            self._tell(f"region {key} is about “{one.get('to_name')}”; left out, and kept for Label Studio")
            return []
        try:
            place = self._places.range(value_of(one))
        except OddPlaceError as problem:
            self._reading.leave_out(self._where, f"annotation {key} {problem}")
            return []
        if not labels or (place is not None and place.start == place.end and 0 <= place.start <= self._size):
            self._others.add(key)
            why = f"is empty (at {place.start})" if place and labels else "has no label"
            self._tell(f"annotation {key} {why}; left out, and kept for Label Studio")
            return []
        return [span.id for number, label in enumerate(labels) if (span := self._span(key, number, label, one, place))]

    @property
    def _size(self) -> int:
        return len(self._places.text)

    def _tell(self, what: str) -> None:
        self._reading.tell(self._where, what)

    def _span(self, key: str, number: int, label: str, one: Data, place: Range | None) -> Span | None:
        control = str(one.get("from_name"))
        before = self._first.get(key)
        own = key if number == 0 and (before is None or before[1] == control) else f"{key}/{control}/{number}"
        more = region_said(one, self._said_of.get(_id(one), ()))
        self._tell_odd(key, more)
        quoted: Any = value_of(one).get("text")
        there = None if place is None else self._places.text[max(place.start, 0) : place.end]
        fits = there is None or not isinstance(quoted, str) or self._shape.kind == "page" or alike(quoted, there)
        span = self._building.add_span(
            own, label, [place], quoted=None if fits else quoted, value=more.value,
            **in_gilder(more, suggested=self._building.is_model),
        )  # fmt: skip
        if span is not None:
            self._first.setdefault(key, (own, control))
        return span

    def _tell_odd(self, key: str, more: Said) -> None:
        for name in more.odd:
            self._reading.leave_out(self._where, f"annotation {key}: {name} has a value that cannot be")

    def _relation(self, at: int, one: Data) -> list[str]:
        ends = [str(one.get("from_id")), str(one.get("to_id"))]
        key = f"{at + 1} ({ends[0]} to {ends[1]})"
        if any(end in self._others for end in ends) and all(end in self._others or end in self._first for end in ends):
            self._tell(f"relation {key} is not one between two spans; left out, and kept for Label Studio")
            return []
        direction = one.get("direction", "right")
        if direction not in ("right", "left", "bi"):
            self._tell(f"relation {key} has the direction {str(direction)[:40]!r}; taken as right")
        head, child = (self._first[end][0] if end in self._first else end for end in ends)
        if direction == "left":
            head, child = child, head
        more = relation_said(one)
        self._tell_odd(key, more)
        labels = labels_of_relation(one)
        made = (
            self._building.add_relation(
                f"{key}/{label}", label, head, child, **in_gilder(more, suggested=self._building.is_model)
            )
            for label in labels
        )
        return [each.id for each in made if each is not None]

    def _other(self, one: Data, regions: set[str]) -> None:
        """What is said of the task as a whole is a label of the document; all else is only kept."""
        kind, key, name = one.get("type"), _id(one), one.get("from_name")
        if kind in SAYING and key in regions:
            return
        value, found = value_of(one), said_by(one)
        placed = any(part in value for part in ("start", "x", "points", "globalOffsets"))
        if kind in SAYING and not placed and isinstance(name, str) and name and found is not None:
            marks = self._building.marks
            attributes = {name.removeprefix("gilder_attribute_"): found} | dict(marks.attributes)
            self._building.marks = Marks("", attributes=tuple(sorted(attributes.items())))
            return
        self._others.add(key)
        self._tell(f"result {key or '?'} of type {str(kind)[:40]} is no span; left out, and kept for Label Studio")


def _id(one: Data) -> str:
    found = one.get("id")
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
