"""Files of text whose bytes can be written again as they were."""

from __future__ import annotations

import codecs
from typing import Any

from store.exchange.lines import decoded
from store.exchange.reading import Reading

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def exactly(raw: bytes, where: str, reading: Reading) -> tuple[str, dict[str, Any]]:
    """The text of a file, and what else its bytes say: encoding and byte order mark, where not the usual."""
    text = decoded(raw, where, reading)
    how: dict[str, Any] = {}
    for mark, name in _MARKS:
        if raw.startswith(mark):
            how = {"bom": True} if name == "utf-8" else {"bom": True, "encoding": name}
            break
    else:
        if reading.encoding is not None and text.encode("utf-8", "replace") != raw:
            how = {"encoding": reading.encoding}
    if as_bytes(text, how) != raw:
        reading.tell(where, "cannot be written again in its encoding; it will be UTF-8")
        return text, {}
    return text, how


def as_bytes(text: str, how: dict[str, Any]) -> bytes:
    """The bytes of a text; as UTF-8 where its own encoding cannot have it. A text that begins with U+FEFF gets a mark,
    for otherwise that would be taken for one."""
    mark = "\ufeff" if how.get("bom") or (text.startswith("\ufeff") and not how.get("encoding")) else ""
    try:
        return (mark + text).encode(how.get("encoding", "utf-8"))
    except (UnicodeError, LookupError):
        return (mark + text).encode("utf-8", "replace")
