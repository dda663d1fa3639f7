"""JSON_MIN, the short form of exports: an object for each annotation, which has the data of the task, what each control
says, and who said it. It is read as a task with results that are made of it, and written back in the same form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from store.exchange.labelstudio.meaning import LABELS, listed, said_by, value_of
from store.exchange.labelstudio.places import Data
from store.exchange.losses import Lose, Loss

FORM = "gilder_items"
"""In a task that was made of them: the objects, and the names of what the controls say."""

_AFTER = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time", "history", "agreement")


def is_minimal(item: Data) -> bool:
    """Whether an object is an annotation in the short form."""
    if isinstance(item.get("data"), dict) or "result" in item:
        return False
    return any(key in item for key in ("annotator", "annotation_id")) or any(_regions(one) for one in item.values())


def _regions(found: object) -> bool:
    some = listed(found)
    return bool(some) and all(isinstance(one, dict) and any(key in one for key in LABELS) for one in some)


def tasks_of_items(items: Iterable[Data]) -> Iterator[Data]:
    """Tasks; the objects of one that follow each other make one."""
    task: Data | None = None
    for item in items:
        names = _names(item)
        data = {key: value for key, value in item.items() if key not in (*names, *_AFTER, "id")}
        if task is None or item.get("id") is None or (task["id"], task["data"]) != (item["id"], data):
            if task is not None:
                yield task
            task = {"id": item.get("id"), "data": data, "annotations": [], FORM: []}
        results = [one for name in names for one in _results(name, item[name])]
        annotation = {"id": item.get("annotation_id"), "completed_by": item.get("annotator"), "result": results}
        task["annotations"].append(annotation)
        task[FORM].append([[list(pair) for pair in item.items()], names])  # in pairs, for their order matters
    if task is not None:
        yield task


def _names(item: Data) -> list[str]:
    """The names of controls: in the files they stand between the id and the annotator."""
    keys = list(item)
    first = keys.index("id") if "id" in keys else len(keys)
    behind = next((at for at, key in enumerate(keys) if key in _AFTER), len(keys))
    between = keys[first + 1 : behind] if first > 0 else []
    return [key for key in keys if key in between or _regions(item[key])]


def _results(name: str, found: Any) -> Iterator[Data]:
    if _regions(found):
        for at, value in enumerate(cast("list[Data]", found)):
            kind = next(key for key in LABELS if key in value)
            yield {"id": f"{name}-{at}", "from_name": name, "type": kind, "value": value}
        return
    said = cast("Data", found).get("choices") if isinstance(found, dict) else found
    some = listed(said) or [said]
    if all(isinstance(one, str) for one in some):
        yield {"id": f"{name}-", "from_name": name, "type": "choices", "value": {"choices": some}}
    elif isinstance(said, int | float):
        yield {"id": f"{name}-", "from_name": name, "type": "number", "value": {"number": said}}


def items_of(task: Data, name: str, lose: Lose) -> Iterator[Data]:
    """The objects of a task that came from some, as it is now; what they cannot hold is told."""
    kept = [cast("list[Any]", one) for one in listed(task[FORM])]
    for at, annotation in enumerate(cast("list[Data]", task["annotations"])):
        before, names = _blank(task, annotation), list[str]()
        if at < len(kept):
            before, names = dict(kept[at][0]), kept[at][1]
        _tell(annotation, name, lose)
        yield _item(before, names, annotation["result"], task["data"])


def _blank(task: Data, annotation: Data) -> Data:
    annotator = annotation.get("completed_by") or annotation.get("gilder_source")
    return {**task["data"], "id": task["id"], "annotator": annotator}


def _item(before: Data, names: list[str], results: list[Data], data: Data) -> Data:
    said = dict[str, Any]()
    ids = {one["id"] for one in results if one.get("type") in LABELS}
    for one in results:
        if one.get("type") in LABELS:
            said.setdefault(one["from_name"], []).append(one["value"])
        elif one.get("type") != "relation" and one.get("id") not in ids:
            found, key = said_by(one), one["from_name"]
            said[key] = before[key] if key in names and _same(key, before[key], one) else found
    silent = [key for key in names if not any(_results(key, before[key]))]
    keys = [key for key in before if key not in names or key in said or key in silent]
    made = {key: data.get(key, before[key]) for key in keys}
    made |= {key: [] for key in names if key not in said and _regions(before[key])}
    return made | said


def _same(name: str, found: Any, result: Data) -> bool:
    return [value_of(one) for one in _results(name, found)] == [value_of(result)]


def _tell(annotation: Data, name: str, lose: Lose) -> None:
    ids = {one["id"] for one in annotation["result"] if one.get("type") in LABELS}
    for one in annotation["result"]:
        kind = "relations" if one.get("type") == "relation" else ""
        if one.get("type") in LABELS and any(key in one for key in ("meta", "score")):
            kind = "notes of spans"
        elif one.get("type") not in LABELS and one.get("id") in ids:
            kind = "attributes of spans"
        if kind:
            lose(Loss(name, kind, str(one.get("id", "")), why="JSON_MIN has no place for it"))
