"""JSON objects of formats that have one for each document: told by their first bytes, kept and written again as they
were, with what is known of the document beside."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, cast

from store.exchange.files import Given
from store.exchange.lines import decoded, has_lone_surrogate, json_lines
from store.exchange.reading import Reading

Object = dict[str, Any]

_SPACE = re.compile(r"[\s,:]*")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class First:
    """The first object of a file as far as the first bytes go; `cut` is the key at which they end, with the raw text
    of its value."""

    whole: Object = field(default_factory=dict[str, Any])
    cut: tuple[str, str] = ("", "")

    @property
    def keys(self) -> frozenset[str]:
        """All keys that were seen."""
        return frozenset((*self.whole, self.cut[0])) - {""}


def first_object(head: bytes) -> First:
    """The first object in the first bytes of a file, inside a list or not; without keys where they begin with none."""
    text = _text(head).lstrip()
    text = text[1:].lstrip() if text.startswith("[") else text
    if not text.startswith("{"):
        return First()
    found, at = First(), _skip(text, 1)
    while at < len(text) and text[at] == '"':
        try:
            key, at = _DECODER.raw_decode(text, at)
        except ValueError:
            break
        at = _skip(text, at)
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return First(found.whole, (key, text[at:]))
        if end == len(text):  # a number may go on behind the bytes
            return First(found.whole, (key, text[at:]))
        found.whole[key] = value
        at = _skip(text, end)
    return found


def member(text: str, key: str) -> object:
    """What the object at the beginning of a text has under a key; nothing behind that is read. None where it has none,
    or is no object."""
    at = _skip(text, 1) if text.startswith("{") else len(text)
    try:
        while at < len(text) and text[at] == '"':
            name, at = _DECODER.raw_decode(text, at)
            value, at = _DECODER.raw_decode(text, _skip(text, at))
            if name == key:
                return value
            at = _skip(text, at)
    except (ValueError, RecursionError):
        pass
    return None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


def _text(head: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace")
    return head.decode("utf-8", "replace")


def objects_of(given: Given, reading: Reading) -> Iterator[tuple[int, str, Object]]:
    """Line, name for the document, and object of each one in a file. Raises InputError.

    The name is that of the file where there is one only, else with the number of the line.
    """
    some = json_lines(decoded(given.read(reading.limits), given.where, reading), given.where, reading)
    stem, dot, suffix = given.name.rpartition(".")
    first = next(some, None)
    if first is None:
        return
    second = next(some, None)
    if second is None:
        yield first[0], given.name, first[1]
        return
    for line, data in (first, second):
        yield line, f"{stem}-{line}{dot}{suffix}", data
    for line, data in some:
        yield line, f"{stem}-{line}{dot}{suffix}", data


def kept_text(data: Object) -> str:
    """An object as text that any file can hold, its keys in their order."""
    return json.dumps(data)


def kept_object(text: object) -> Object | None:
    """The object of such a text; None where it is none."""
    try:
        data: object = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return cast("Object", data) if isinstance(data, dict) else None


def line_of(data: Object) -> bytes:
    """An object as a line."""
    text = json.dumps(data, ensure_ascii=False)
    return (json.dumps(data) if has_lone_surrogate(text) else text).encode() + b"\n"


def listed(value: object) -> list[object]:
    """The parts of a list; none of anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def is_object(value: object) -> bool:
    """Whether a value is an object."""
    return isinstance(value, dict)


def mapped(value: object) -> Object:
    """An object; an empty one for anything else."""
    return cast("Object", value) if isinstance(value, dict) else {}


def is_text(value: object) -> bool:
    """Whether a value is text that can be stored."""
    return isinstance(value, str) and not has_lone_surrogate(value)


def scalars(data: Mapping[str, Any]) -> dict[str, str]:
    """What is said in single values, as texts."""
    return {key: _told(value) for key, value in data.items() if is_text(key) and is_scalar(value)}


def is_scalar(value: object) -> bool:
    """Whether a value is a text, a number or a truth value that can be stored."""
    return is_text(value) or (isinstance(value, int | float) and isfinite(value))


def _told(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_scalars(data: Object, now: Mapping[str, str]) -> Object:
    """The object with `now` in place of the single values that it has: those that say the same stay as they are."""
    before = scalars(data)
    result = {key: now.get(key, value) if now.get(key) != before.get(key) else value for key, value in data.items()}
    for key in before:
        if key not in now:
            del result[key]
    return result | {key: value for key, value in now.items() if key not in data}
