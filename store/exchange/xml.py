"""XML files: one safe way to parse them, within limits; nothing outside a file is ever opened."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from annotate.errors import InputError
from store.exchange.lines import decoded
from store.exchange.reading import Reading

_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_CUT = ("Premature end", "not found", "Start tag expected", "Couldn't find end", "unclosed", "not terminated")
_LEVELS = 256  # what the parser itself allows
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def etree() -> Any:
    """The module of lxml; slow at its first call."""
    return import_module("lxml.etree")


def tree_of(raw: bytes, where: str, reading: Reading, *, entities: bool = False) -> Any:
    """The root element of a file (lxml). Raises InputError for what is no XML, is cut off, too deep, or refers to
    entities; with `entities`, declaring some that the text does not use is allowed."""
    data, encoding = _in_one_encoding(raw, where, reading)
    parser = etree().XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False, encoding=encoding
    )
    try:
        root = etree().fromstring(data, parser)
    except etree().XMLSyntaxError as problem:
        raise InputError(f"{where}{_told(problem, data, reading)}") from problem
    except (LookupError, ValueError) as problem:
        raise InputError(f"{where}: is no XML that can be read: {problem}") from problem
    _check_entities(root, where, entities)
    _check_depth(root, where, reading)
    return root


def _in_one_encoding(raw: bytes, where: str, reading: Reading) -> tuple[bytes, str | None]:
    """Bytes and what they are encoded in; None leaves it to the declaration in the file."""
    found = _DECLARED.match(raw)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    wide = raw.startswith(_WIDE)
    if b"\x00" in raw and not wide:
        raise InputError(f"{where}: NUL character at byte {raw.index(0)}; nothing was imported")
    if reading.encoding is None and not wide and name not in ("utf-8", "utf8", "us-ascii"):
        return raw, None
    text = decoded(raw, where, reading)
    if "\x00" in text:
        raise InputError(f"{where}: NUL character at character {text.index(chr(0))}; nothing was imported")
    return text.encode(), "utf-8"


def _told(problem: Any, data: bytes, reading: Reading) -> str:
    """What is wrong, with line and byte."""
    message, (line, column) = str(problem.msg).split(", line ")[0], problem.position
    if "xcessive depth" in message:
        return f": XML is nested more than {min(_LEVELS, reading.limits.xml_depth)} levels deep; nothing was imported"
    if "huge" in message:
        return f":{line}: holds a piece of text of more than 10 MB (XML); nothing was imported"
    at = _byte(data, line, column)
    end = len(data.rstrip())
    if not end:
        return ": the file is empty"
    if ("Extra content" not in message and not data.rstrip().endswith(b">")) or (
        at >= end - 1 and any(one in message for one in _CUT)
    ):
        return f": ends in the middle of a record (byte {len(data)}); nothing was imported"
    return f":{line}: is no XML: {message} (byte {at}); nothing was imported"


def _byte(data: bytes, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        found = data.find(b"\n", start)
        if found < 0:
            break
        start = found + 1
    return min(start + max(column - 1, 0), len(data))


def _check_entities(root: Any, where: str, allowed: bool) -> None:
    for one in root.iter(etree().Entity):
        raise InputError(
            f"{where}:{one.sourceline}: refers to the entity {one.text}; refused, as entities are not read"
        )
    inside = root.getroottree().docinfo.internalDTD
    names = [] if allowed or inside is None else [one.name for one in inside.iterentities()]
    if names:
        raise InputError(f"{where}: declares the entity “{names[0]}”; refused, as entities are not read")


def _check_depth(root: Any, where: str, reading: Reading) -> None:
    limit = reading.limits.xml_depth
    if limit >= _LEVELS:
        return
    level = [root]
    for _ in range(limit):
        level = [child for one in level for child in one]
    if level:
        raise InputError(f"{where}: XML is nested more than {limit} levels deep; nothing was imported")


def name_of(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_in(element: Any) -> str:
    """The character data right inside an element, comments left out."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def unwritable(text: str) -> list[int]:
    """Where a text has characters that XML 1.0 cannot hold."""
    return [match.start() for match in _ILLEGAL.finditer(text)]


def writable(text: str) -> str:
    """A text with U+FFFD in place of each character that XML 1.0 cannot hold: no offset moves."""
    return _ILLEGAL.sub("\ufffd", text)
