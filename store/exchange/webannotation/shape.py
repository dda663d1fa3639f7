"""Files of web annotations: where in them the annotations are, and what they are about.

A file is one annotation, a list of them, a page or a collection with its first page inside, or lines; pages that are
elsewhere are not fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.lines import json_lines, parsed
from store.exchange.reading import Reading

Data = dict[str, Any]

_LISTS = ("items", "@graph", "annotations", "rows", "resources")


def many(found: object) -> list[Any]:
    """One or many, as a list; nothing for what is not there."""
    if isinstance(found, list):
        return cast("list[Any]", found)
    return [] if found is None else [found]


def objects(found: object) -> list[Data]:
    """The objects of one or many."""
    if isinstance(found, dict):
        return [cast("Data", found)]
    if not isinstance(found, list):
        return []
    return [cast("Data", one) for one in cast("list[Any]", found) if isinstance(one, dict)]


def kinds(one: Data) -> set[str]:
    """The types of a resource, without the prefix that older files have."""
    return {str(name).rpartition(":")[2] for name in many(one.get("type", one.get("@type")))}


def identity(found: object) -> str:
    """The IRI of a resource; empty where it has none."""
    if isinstance(found, dict):
        found = cast("Data", found).get("id", cast("Data", found).get("@id"))
    return found if isinstance(found, str) else ""


@dataclass
class File:
    """The annotations of a file, and all else that is in it: `form` is one, list, lines, or the keys that lead to the
    list of annotations in `head`."""

    form: list[str]
    items: list[Data]
    head: Data = field(default_factory=dict[str, Any])


def file_of(text: str, where: str, reading: Reading) -> File:
    """The annotations of a file. Raises InputError."""
    if not text.lstrip().startswith("{") or "\n" not in text.strip():
        data = parsed(text, where, reading)
    else:
        data = [one for _, one in json_lines(text, where, reading)]
        if len(data) > 1:
            return File(["lines"], _checked(data, where))
        data = data[0] if data else {}
    if isinstance(data, list):
        return File(["list"], _checked(cast("list[Any]", data), where))
    if not isinstance(data, dict):
        raise InputError(f"{where}: is no JSON object or list; there are no annotations in it")
    return _inside(cast("Data", data), where)


def _inside(data: Data, where: str) -> File:
    for path in _paths(data):
        holder = data
        for key in path[:-1]:
            holder = holder[key]
        head = _without(data, path)
        return File(path, _checked(holder[path[-1]], where), head)
    if not ({"target", "hasTarget"} & set(data)):
        if isinstance(data.get("first"), str):
            raise InputError(f"{where}: its annotations are elsewhere, at {data['first'][:80]}, and nothing is fetched")
        raise InputError(f"{where}: is no web annotation: it has no “target” and no “items”")
    return File(["one"], [data])


def _paths(data: Data) -> Iterator[list[str]]:
    for key in _LISTS:
        if isinstance(data.get(key), list):
            yield [key]
    first: object = data.get("first")
    if isinstance(first, dict) and isinstance(cast("Data", first).get("items"), list):
        yield ["first", "items"]


def _without(data: Data, path: list[str]) -> Data:
    """The same with an empty list at the end of a path."""
    key, *rest = path
    return {**data, key: _without(data[key], rest) if rest else []}


def whole(file: File, items: list[Any]) -> Any:
    """The data of a file with other annotations in it."""
    if file.form == ["one"]:
        return items[0] if len(items) == 1 else items
    return _with(file.head, file.form, items)


def _with(data: Data, path: list[str], items: list[Any]) -> Data:
    key, *rest = path
    return {**data, key: _with(data[key], rest, items) if rest else items}


def _checked(some: list[Any], where: str) -> list[Data]:
    if not all(isinstance(one, dict) for one in some):
        raise InputError(f"{where}: holds something else than annotations, which are JSON objects")
    return cast("list[Data]", some)


def targets_of(one: Data) -> list[Any]:
    """What an annotation is about."""
    return many(one.get("target", one.get("hasTarget")))


def selectors_of(target: Data) -> list[Data]:
    """The selectors of a target."""
    return objects(target.get("selector", target.get("hasSelector")))


def source_of(target: object) -> str:
    """The resource that a target is, or is a part of."""
    if isinstance(target, dict):
        some = cast("Data", target)
        found = some.get("source", some.get("hasSource"))
        return (identity(found) if found is not None else identity(some)).partition("#")[0]
    return target.partition("#")[0] if isinstance(target, str) else ""


def text_in(target: object) -> str | None:
    """The text that a target brings with it."""
    for holder in _holders(target):
        if isinstance(holder.get("value"), str):
            return holder["value"]
    return None


def _holders(target: object) -> Iterator[Data]:
    if isinstance(target, dict):
        some = cast("Data", target)
        yield from (one for one in objects(some.get("source")))
        if selectors_of(some):
            yield some


def without_text(one: Data, text: str) -> Data:
    """An annotation with None in place of a text that its targets bring with them."""
    return _swapped(one, text, None)


def with_text(one: Data, text: str) -> Data:
    """The same with the text in its place."""
    return _swapped(one, None, text)


def _swapped(one: Data, before: str | None, now: str | None) -> Data:
    targets = targets_of(one)
    if not any(holder.get("value", 0) == before for target in targets for holder in _holders(target)):
        return one
    key = "target" if "target" in one else "hasTarget"
    found = [_swap(target, before, now) for target in targets]
    return {**one, key: found if isinstance(one[key], list) else found[0]}


def _swap(target: Any, before: str | None, now: str | None) -> Any:
    if not isinstance(target, dict):
        return target
    made = dict(cast("Data", target))
    if isinstance(made.get("source"), dict) and made["source"].get("value", 0) == before:
        made["source"] = {**made["source"], "value": now}
    elif selectors_of(made) and made.get("value", 0) == before:
        made["value"] = now
    return made


def first_creator(one: Data) -> object:
    """Who made an annotation, as the file has it."""
    for key in ("creator", "annotatedBy", "user"):
        if many(one.get(key)):
            return many(one[key])[0]
    for target in objects(one.get("target")):
        if many(target.get("creator")):
            return many(target["creator"])[0]
    return None
