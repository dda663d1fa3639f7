"""The objects of a JSON list, one after the other: a long list is never in memory as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.lines import json_lines, parsed
from store.exchange.reading import Reading

_LONG = 1_000_000  # characters; shorter files are read at once
_NEXT = re.compile(r"[ \t\n\r]*([,\]]?)[ \t\n\r]*")

Data = dict[str, Any]


def objects_in(text: str, where: str, reading: Reading) -> Iterator[Data]:
    """The objects of a list, of JSON Lines, or the only one. Raises InputError."""
    start = len(text) - len(text.lstrip())
    if len(text) < _LONG or text[start] != "[":
        yield from (one for _, one in json_lines(text, where, reading))
        return
    decoder, at, separator = json.JSONDecoder(parse_constant=_no_constant), _behind(text, start + 1), ","
    while separator == ",":
        try:
            data, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            reading.broken(where, _told(problem, text))
            return
        if not isinstance(data, dict):
            raise InputError(f"{where}: holds something else than JSON objects; each document must be one")
        if text.count("[", at, end) + text.count("{", at, end) > reading.limits.json_depth:
            parsed(text[at:end], where, reading)  # refuses what is too deep
        yield cast("Data", data)
        found = _NEXT.match(text, end)
        assert found is not None
        at, separator = found.end(), found[1]
    if separator != "]" or at < len(text):
        reading.broken(where, _told(json.JSONDecodeError("Expecting ',' delimiter", text, at), text))


def _told(problem: Exception, text: str) -> str:
    """What is wrong with a list, with the byte where it is."""
    if not isinstance(problem, json.JSONDecodeError):
        return f"is no JSON that can be read: {problem}"
    at = len(text[: problem.pos].encode(errors="replace"))
    if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated"):
        return f"ends in the middle of a record (byte {at}); nothing was imported"
    return f"is no JSON: {problem.msg} (line {problem.lineno}, byte {at})"


def _behind(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
