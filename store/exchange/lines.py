"""Text files of annotations: decoded once, cut at line feeds only. JSON within limits."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.reading import Reading
from store.exchange.text import decode_bytes

_STRING, _NO_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"'), re.compile(r"[^\[\]{}]+")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SURROGATE = re.compile("[\ud800-\udfff]")


def decoded(raw: bytes, where: str, reading: Reading) -> str:
    """The text of an annotation file: by its byte order mark, as UTF-8, or in the encoding that the person has named.

    A byte order mark is no part of the text. Raises InputError, and AskFirst where the encoding has to be named.
    """
    if not raw:
        return ""
    if reading.encoding is None:
        for mark, name in _MARKS:
            if raw.startswith(mark) and not raw.startswith(codecs.BOM_UTF32_LE):
                reading.facts["encoding"] = name
                try:
                    return raw.decode(name)
                except UnicodeError as problem:
                    raise InputError(f"{where}: is not UTF-16 as its byte order mark says: {problem}") from problem
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            if problem.end >= len(raw) - 3 and problem.reason == "unexpected end of data":
                told = "is not valid UTF-8 at its last byte: the file is probably incomplete"
                raise InputError(f"{where}: {told}") from problem
    text, meta = decode_bytes(raw, where, encoding=reading.encoding)
    reading.facts["encoding"] = meta["encoding"]
    return text


def lines_of(text: str, where: str, reading: Reading) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of each line, without its line feed. Raises InputError for one that is too long."""
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if end - start > reading.limits.line:
            size = f"{(end - start) / 1e6:,.0f} MB long (limit {reading.limits.line / 1e6:,.0f} MB)"
            raise InputError(f"{where}:{number}: line is {size}")
        yield number, text[start:end]
        start = end + 1


def parsed(text: str, where: str, reading: Reading) -> Any:
    """The data of a JSON text. Raises InputError for text that is no JSON, is cut off, or nested too deeply."""
    _check_depth(text, where, reading)
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        at = len(text[: problem.pos].encode(errors="replace"))
        if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated"):
            raise InputError(f"{where}: ends in the middle of a record (byte {at}); nothing was imported") from problem
        raise InputError(f"{where}: is no JSON: {problem.msg} (line {problem.lineno}, byte {at})") from problem
    except (RecursionError, ValueError) as problem:
        raise InputError(f"{where}: is no JSON that can be read: {problem}") from problem
    return data


def json_lines(text: str, where: str, reading: Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and data of each line that is a JSON object; a text that is one object or a list of them counts as well.

    Raises InputError; a broken last line is told when reading leniently.
    """
    listed = _as_one(text, where, reading)
    if listed is not None:
        yield from listed
        return
    for number, line in lines_of(text, where, reading):
        if not line.strip():
            continue
        try:
            data = parsed(line, f"{where}:{number}", reading)
        except InputError as problem:
            reading.broken(f"{where}:{number}", str(problem).removeprefix(f"{where}:{number}: "))
            return
        if not isinstance(data, dict):
            raise InputError(f"{where}:{number}: is no JSON object; each line must be one document")
        yield number, data


def _as_one(text: str, where: str, reading: Reading) -> Iterator[tuple[int, dict[str, Any]]] | None:
    """The objects of a file that is a JSON list, or one object over several lines; None for JSON Lines."""
    stripped = text.lstrip()
    first = stripped.partition("\n")[0].strip()
    if not stripped.startswith("[") and (not stripped.startswith("{") or first.endswith("}")):
        return None
    data = parsed(text, where, reading)
    some = cast("list[Any]", data if isinstance(data, list) else [data])
    if not all(isinstance(one, dict) for one in some):
        raise InputError(f"{where}: holds something else than JSON objects; each document must be one")
    return ((at, one) for at, one in enumerate(some, start=1))


def _check_depth(text: str, where: str, reading: Reading) -> None:
    limit = reading.limits.json_depth
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for bracket in _NO_BRACKET.sub("", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > limit:
            raise InputError(f"{where}: is nested more than {limit} levels deep (JSON); nothing was imported")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def has_lone_surrogate(text: str) -> bool:
    """Whether a text holds half a surrogate pair, which JSON can write and no UTF-8 can."""
    return _SURROGATE.search(text) is not None
