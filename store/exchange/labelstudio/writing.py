"""Label Studio JSON written: results that were read and did not change stay as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from annotate.model import Marks
from store.exchange.formats import Piece
from store.exchange.labelstudio.minimal import FORM, items_of
from store.exchange.labelstudio.places import Data, Places
from store.exchange.labelstudio.reading import MARKS, NAME, SOURCE, TITLE
from store.exchange.labelstudio.results import Results
from store.exchange.labelstudio.tasks import LISTS, Shape, entries_of
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record, SourceItems

_BEFORE = "labels"  # what an import keeps: the labels that spans had before they got those of the scheme
_NEW = Shape("text", "text", object="text")


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A list of tasks; lines, where the first record came from a file of lines."""
    lines, first = False, True
    for record in records:
        task = _Writing(record, lose)
        for one in task.objects():
            if first:
                lines, first = task.form == "lines", False
                yield "", b"" if lines else b"[\n"
            else:
                yield "", b"\n" if lines else b",\n"
            yield "", json.dumps(one, ensure_ascii=False).encode()
    yield "", b"\n" if lines else b"[]\n" if first else b"\n]\n"


class _Writing:
    """The task of one record."""

    def __init__(self, record: Record, lose: Lose) -> None:
        self._record, self._lose = record, lose
        kept = record.kept.get(NAME)
        self._kept = cast("Data", kept) if isinstance(kept, dict) else _nothing()
        self._places = self._found()
        if self._places is None:
            self._kept = _nothing()
            self._places = _NEW.places({"text": record.text}, "code points")
        self._shape = Shape(*self._kept["shape"])
        self.form = str(self._kept.get("form", "list"))
        self._left = [one for one in record.sources if one != SourceItems(one.source, one.kind)]
        self._named = dict[int, str]()  # by place in the sources of the record: what reading will call it

    def _found(self) -> Places | None:
        """The text as it was read; None where it is another one."""
        shape = Shape(*self._kept["shape"])
        data = cast("Data", self._kept["task"]["data"])
        if shape.kind == "text":
            data = {**data, shape.key: self._record.text}
        places = shape.places(data, self._kept["unit"])
        return places if places.text == self._record.text else None

    def objects(self) -> list[Data]:
        """The task; or the objects of JSON_MIN, where it came from some."""
        assert self._places is not None
        before: Data = self._kept["task"]
        task, marks = dict(before), dict[str, Any]()
        task["data"] = self._data()
        for key in LISTS:
            if isinstance(before.get(key), list):
                task[key] = list[Any](before[key])
        gone = list[tuple[str, int]]()
        for key, at, entry in entries_of(before):
            name, of = self._kept["sources"][key][at], self._kept["of"][key][at]
            items = self._items(name, of)
            said = [key, at] not in self._kept["silent"]
            if items is None and said and self._record.sources:
                gone.append((key, at))  # of a source that is not exported
            elif items is not None or said:
                task[key][at] = self._entry(entry, of, items or SourceItems(name), suggested=key == "predictions")
                _mark(marks, name, items)
        for key, at in reversed(gone):
            del task[key][at]
            if FORM in task:
                task[FORM] = [one for number, one in enumerate(task[FORM]) if number != at]
        for one in self._left:
            key = "predictions" if one.kind == "model" else "annotations"
            task.setdefault(key, []).append(self._new(one))
            _mark(marks, one.source, one)
        self._say(task, marks)
        return list(items_of(task, self._record.name, self._lose)) if FORM in before else [task]

    def _data(self) -> Data:
        key, data = self._shape.key, dict(self._kept["task"]["data"])
        for name, value in self._record.meta.items():
            if name == key:
                why = "the text has that name"
                self._lose(Loss(self._record.name, "metadata", label=name, text=value[:80], why=why))
            elif not isinstance(data.get(name, ""), str):
                why = "the task has something else under that name"
                self._lose(Loss(self._record.name, "metadata", label=name, text=value[:80], why=why))
            else:
                data[name] = value
        return {**data, key: self._record.text} if self._shape.kind == "text" else data

    def _items(self, name: str, of: Sequence[Sequence[str]]) -> SourceItems | None:
        """The source that an annotation became; it is left no more."""
        ids = {one for some in of for one in some}
        found = next((one for one in self._left if _ids(one) & ids), None)
        found = found or next((one for one in self._left if one.source == name), None)
        if found is not None:
            self._left.remove(found)
        return found

    def _entry(self, entry: Data, of: list[list[str]], items: SourceItems, *, suggested: bool) -> Data:
        assert self._places is not None
        some = [cast("Data", one) if isinstance(one, dict) else {} for one in cast("list[Any]", entry["result"])]
        before = cast("dict[str, str]", self._record.kept.get(_BEFORE, {}))
        results = Results(items, self._places, self._shape, suggested=suggested, before=before)
        return {**entry, "result": results.all(some, of)}

    def _new(self, one: SourceItems) -> Data:
        assert self._places is not None
        suggested = one.kind == "model"
        results = Results(one, self._places, self._shape, suggested=suggested).all([], [])
        if suggested:
            return {"model_version": one.source.removeprefix("model:"), "result": results}
        return {"result": results} | ({SOURCE: one.source} if one.source else {})

    def _say(self, task: Data, marks: Data) -> None:
        """Name and marks go into what Label Studio keeps beside the data of a task."""
        before: object = task.get("meta")
        meta = dict(cast("Data", before)) if isinstance(before, dict) else {}
        meta = {key: value for key, value in meta.items() if key not in (MARKS, TITLE)}
        if self._record.name != self._kept["name"] or TITLE in (before if isinstance(before, dict) else ()):
            meta[TITLE] = self._record.name
        meta |= {MARKS: marks} if marks else {}
        if meta or isinstance(before, dict):
            task["meta"] = meta


def _ids(one: SourceItems) -> set[str]:
    return {item.id for item in (*one.spans, *one.relations)}


def _mark(marks: Data, name: str, items: SourceItems | None) -> None:
    found = Marks("") if items is None else items.marks
    facts = {
        "status": "" if found.status == "new" else found.status,
        "note": found.note,
        "flagged": found.flagged,
    }
    if any(facts.values()):
        marks[name] = {key: value for key, value in facts.items() if value}


def _nothing() -> Data:
    shape = [_NEW.key, _NEW.kind, _NEW.inner, _NEW.object]
    task: Data = {"data": {"text": None}, "annotations": []}
    return {"task": task, "shape": shape, "unit": "code points", "of": {}, "sources": {}, "silent": [], "name": None}
