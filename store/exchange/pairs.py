"""What Gilder says of spans, relations and documents as pairs of names and texts, for formats that have such pairs.

Attributes go under their own names; all else, and attributes whose names are taken, under names that begin with
`gilder_`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast, get_args

from annotate.errors import InputError
from annotate.model import Attributes, AttributeValue, How, Marks, Modifier, Relation, Span, Status, Value
from annotate.values import check_value

_OWN = "gilder_"
_ATTRIBUTE = "gilder_attribute_"
_VALUE = "gilder_value_"

Pairs = list[tuple[str, str]]


def item_pairs(item: Span | Relation, taken: Iterable[str]) -> Pairs:
    """All that a span or relation says beside its label and place."""
    return [(name, told(value)) for name, value in attribute_pairs(item.attributes, taken)] + own_pairs(item)


def own_pairs(item: Span | Relation) -> Pairs:
    """What is said beside label, place and attributes."""
    pairs: Pairs = []
    if isinstance(item, Span) and item.value is not None:
        some = ((one.name, getattr(item.value, one.name)) for one in fields(Value))
        pairs += [(_VALUE + name, str(value)) for name, value in some if value is not None]
    facts = (("note", item.note), ("origin", item.origin), ("decision", "" if _manual(item) else item.decision))
    pairs += [(_OWN + name, text) for name, text in facts if text]
    if item.flagged:
        pairs.append((_OWN + "flagged", "true"))
    if item.score is not None:
        pairs.append((_OWN + "score", repr(item.score)))
    return pairs


def _manual(item: Span | Relation) -> bool:
    return item.decision == "manual"


def marks_pairs(marks: Marks) -> list[tuple[str, AttributeValue]]:
    """What a person says of a document as a whole; nothing where nothing was said. Labels keep the types that they
    have; `told` makes texts of them."""
    pairs = [(_ATTRIBUTE + name, value) for name, value in marks.attributes]
    if marks.status != "new":
        pairs.append((_OWN + "status", marks.status))
    if marks.note:
        pairs.append((_OWN + "note", marks.note))
    if marks.flagged:
        pairs.append((_OWN + "flagged", "true"))
    return pairs


def attribute_pairs(some: Attributes, taken: Iterable[str]) -> list[tuple[str, AttributeValue]]:
    """Attributes under names that are not `taken`, with their values."""
    names = frozenset(taken)
    return [(_ATTRIBUTE + name if name in names or name.startswith(_OWN) else name, value) for name, value in some]


def told(value: AttributeValue) -> str:
    """The value of an attribute as a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Said:
    """What pairs say; `odd` are names of Gilder's own whose texts cannot be."""

    attributes: dict[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])
    value: Value | None = None
    note: str = ""
    flagged: bool = False
    origin: str = ""
    score: float | None = None
    decision: How = "manual"
    status: Status = "new"
    odd: list[str] = field(default_factory=list[str])

    def more(self) -> dict[str, Any]:
        """What a relation is added to a building with."""
        names = ("attributes", "note", "flagged", "origin", "score", "decision")
        return {name: getattr(self, name) for name in names}


def said(pairs: Iterable[tuple[str, Any]]) -> Said:
    """What pairs say; of a name that comes twice the first counts."""
    result, values, seen = Said(), dict[str, Any](), set[str]()
    for name, given in pairs:
        if name in seen:
            continue
        seen.add(name)
        if name.startswith(_ATTRIBUTE):
            result.attributes[name.removeprefix(_ATTRIBUTE)] = given
        elif name.startswith(_VALUE):
            values[name.removeprefix(_VALUE)] = given
        elif not name.startswith(_OWN):
            result.attributes[name] = given
        elif not _take(result, name.removeprefix(_OWN), str(given)):
            result.odd.append(name)
    if values:
        result.value = _value(values)
        result.odd += [] if result.value else sorted(_VALUE + name for name in values)
    return result


def _take(result: Said, name: str, text: str) -> bool:
    if name in ("note", "origin"):
        setattr(result, name, text)
    elif name == "flagged":
        result.flagged = text == "true"
    elif name == "decision" and text in get_args(How):
        result.decision = cast("How", text)
    elif name == "status" and text in get_args(Status):
        result.status = cast("Status", text)
    elif name == "score":
        try:
            result.score = float(text)
        except ValueError:
            return False
        return 0 <= result.score <= 1
    else:
        return False
    return True


def _value(values: Mapping[str, Any]) -> Value | None:
    try:
        ordinal = int(values["ordinal"]) if "ordinal" in values else None
        some = {name: str(text) for name, text in values.items() if name != "ordinal"}
        if "modifier" in some and some["modifier"] not in get_args(Modifier):
            return None
        value = replace(Value(**cast("dict[str, Any]", some)), ordinal=ordinal)
        check_value(value)
    except (ValueError, TypeError, InputError):
        return None
    return value
