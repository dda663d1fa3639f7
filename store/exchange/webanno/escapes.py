"""What a backslash means in WebAnno TSV: in values, in texts, and in texts of 3.0 and 3.1, which have escapes of Java.

All is read from left to right, an escape at a time: a value may end in a backslash that is escaped itself.
"""

from __future__ import annotations

import re

_UNIT = r"(?:\\(?:->|.)|[^\\])"  # one character, or one escape
_ESCAPE = re.compile(r"\\(->|.)", re.DOTALL)
_SUFFIX = re.compile(rf"({_UNIT}*)\[([0-9]{{1,9}})\]", re.DOTALL)
_LINK = re.compile(rf"({_UNIT}*)->([0-9]{{1,9}})-([0-9]{{1,9}})", re.DOTALL)
_RESERVED = re.compile(r"->|[\\\[\]|_;\t\n*]")
_NAMED = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b"}
_OTHERS = [chr(code) for code in range(32) if code not in range(8, 14)]  # control characters without a name
_OF_TEXT = str.maketrans(
    {one: f"\\{name}" for one, name in (*_NAMED.items(), *((one, one) for one in _OTHERS), ("\\", "\\"))}
)
_MEANT = {name: one for one, name in (*_NAMED.items(), *((one, one) for one in _OTHERS), ("\\", "\\"))}
_OF_VALUES = {one: one for one in ("\\", "[", "]", "|", "_", "->", ";", "*")} | {"t": "\t", "n": "\n"}
_JAVA = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-3]?[0-7]{1,2}|.|$)", re.DOTALL)


def escape_value(text: str) -> str:
    """A value as it stands in a column."""
    return _RESERVED.sub(lambda match: "\\" + {"\t": "t", "\n": "n"}.get(match[0], match[0]), text)


def unescape_value(raw: str) -> str:
    """What a value in a column means; a backslash before anything else is one."""
    return _ESCAPE.sub(lambda match: _OF_VALUES.get(match[1], match[0]), raw) if "\\" in raw else raw


def escape_text(text: str) -> str:
    """A text as it stands behind `#Text=`."""
    return text.translate(_OF_TEXT)


def unescape_text(raw: str, *, java: bool = False) -> str:
    """What stands behind `#Text=`; `java`: in a file of version 3.0 or 3.1."""
    if "\\" not in raw:
        return raw
    if not java:
        return _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[0]), raw)
    text = _JAVA.sub(lambda match: _java(match[1]), raw)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \u escapes of one character may be two


def _java(escape: str) -> str:
    if escape[:1] == "u" and len(escape) > 1:
        return chr(int(escape.lstrip("u"), 16))
    if escape[:1] in {*"01234567"}:
        return chr(int(escape, 8))
    return _MEANT.get(escape, escape)


def cut(raw: str, mark: str) -> list[str]:
    """The parts of a column between marks of one character that are not escaped."""
    if "\\" not in raw:
        return raw.split(mark)
    parts, start, at = list[str](), 0, 0
    while at < len(raw):
        if raw[at] == "\\":
            at += 2
            continue
        if raw[at] == mark:
            parts.append(raw[start:at])
            start = at + 1
        at += 1
    return [*parts, raw[start:]]


def numbered(raw: str) -> tuple[str, int | None]:
    """A value and the number in brackets behind it."""
    match = _SUFFIX.fullmatch(raw) if raw.endswith("]") else None
    return (raw, None) if match is None else (match[1], int(match[2]))


def linked(raw: str) -> tuple[str, int, int] | None:
    """The value, chain and place of a link of a chain; None where it is none."""
    match = _LINK.fullmatch(raw)
    return None if match is None else (match[1], int(match[2]), int(match[3]))
