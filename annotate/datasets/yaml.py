"""The little YAML that the head of a dataset card needs: mappings, lists, texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[0-9]+)?|[a-z]+<[0-9]+[KM]?|[0-9]+[KM]<n<[0-9]+[KM]")
_WORDS = frozenset("true false yes no on off null y n".split())


def yaml(data: Mapping[str, Any]) -> str:
    """Lines of YAML 1.2, which older readers take in the same way."""
    return "".join(f"{line}\n" for line in _mapping(data))


def _mapping(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield f"{scalar(key)}:"
            yield from (f"  {line}" for line in _mapping(cast("Mapping[str, Any]", value)))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield f"{scalar(key)}:"
            yield from _list(cast("Sequence[Any]", value))
        else:
            yield f"{scalar(key)}: {scalar(value)}"


def _list(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = _mapping(cast("Mapping[str, Any]", value))
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        else:
            yield f"- {scalar(value)}"


def scalar(value: object) -> str:
    """A number, a truth or a text; a text that could be taken for anything else is quoted."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
