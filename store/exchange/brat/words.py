"""What Gilder says of spans, relations and documents in the words of brat: attributes, and a note for the document.

Attributes keep their names; `pairs` has the names of all else. A value that is no text has its type in an attribute of
its own, `gilder_type_NAME`, but the true one, which is a binary attribute of brat.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from annotate.model import Attributes, AttributeValue, Marks, Relation, Span, Status
from store.exchange.pairs import Said, attribute_pairs, own_pairs, said
from store.exchange.record import UNMARKED

Words = dict[str, str | None]
"""Names of attributes of brat with their values; None for binary ones."""

DOCUMENT = "gilder_document"
"""The type of the note, in JSON, that is about the document; its target is the word `D0`, which is no annotation."""

_TYPE = "gilder_type_"
_INT = re.compile(r"-?[0-9]{1,18}")


def words(item: Span | Relation) -> Words:
    """All that a span or relation says beside label, place and note."""
    found: Words = {}
    for name, value in attribute_pairs(item.attributes, ()):
        found[name] = None if value is True or value == "" else _told(value)
        kind = _kind(value)
        if kind:
            found[_TYPE + name] = kind
    for name, text in own_pairs(item):
        if name != "gilder_note":
            found[name] = None if (name, text) == ("gilder_flagged", "true") else text
    return found


def _kind(value: AttributeValue) -> str:
    if value is True:
        return ""
    if isinstance(value, str):
        return "" if value else "text"
    return type(value).__name__


def _told(value: AttributeValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def meant(some: Mapping[str, str | None]) -> Said:
    """What attributes of brat say; those that cannot be are `odd`."""
    kinds = {name.removeprefix(_TYPE): text for name, text in some.items() if name.startswith(_TYPE)}
    odd, pairs = list[str](), list[tuple[str, AttributeValue]]()
    for name, text in some.items():
        if name.startswith(_TYPE):
            continue
        value = _value(text, kinds.pop(name, None))
        if value is None:
            odd.append(_TYPE + name)
            value = text or ""
        pairs.append((name, "true" if name == "gilder_flagged" and value is True else value))
    result = said(pairs)
    result.odd += odd + [_TYPE + name for name in kinds]
    return result


def _value(text: str | None, kind: str | None) -> AttributeValue | None:
    if kind is None:
        return True if text is None else text
    if kind == "text":
        return text or ""
    if kind == "bool" and text == "false":
        return False
    if kind == "int" and text is not None and _INT.fullmatch(text):
        return int(text)
    if kind == "float" and text is not None:
        try:
            return float(text)
        except ValueError:
            return None
    return None


def marks_text(marks: Marks) -> str:
    """What is said of the document, as one line; empty where nothing is."""
    if marks == UNMARKED:
        return ""
    facts = {
        "status": "" if marks.status == "new" else marks.status, "note": marks.note, "flagged": marks.flagged,
        "labels": dict(marks.attributes),
    }  # fmt: skip
    return json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)


def marks_of(text: str) -> Marks | None:
    """What such a line says; None where it cannot be."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    facts = cast("dict[str, Any]", data)
    status, note = facts.get("status", "new"), facts.get("note", "")
    flagged, labels = facts.get("flagged", False), facts.get("labels", {})
    if status not in get_args(Status) or not isinstance(note, str) or not isinstance(flagged, bool):
        return None
    if not isinstance(labels, dict):
        return None
    pairs = cast("dict[str, Any]", labels).items()
    if not all(isinstance(value, bool | str | int | float) for _, value in pairs):
        return None
    attributes: Attributes = tuple(sorted(pairs))
    return Marks("", cast("Status", status), note, flagged, attributes)


def joined(notes: Iterable[str | None]) -> str:
    """Notes of one line each as the one note that Gilder has."""
    return "\n".join(note or "" for note in notes)
