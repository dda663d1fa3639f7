"""Features of GATE XML: names and values with their Java classes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from annotate.model import AttributeValue

Data = dict[str, Any]
Feature = list[Any]
"""Name, class of the name, value, class of the value; the value is None where there is none."""

_STRING = "java.lang.String"
_WHOLE = ("java.lang.Integer", "java.lang.Long", "java.lang.Short")
_BROKEN = ("java.lang.Double", "java.lang.Float", "java.math.BigDecimal")
_INT = re.compile(r"-?[0-9]{1,18}")
_FLOAT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?")
AT = "@"  # between a name of Gilder's own and the source that it is about, in features of the document


def plain(features: Iterable[Feature]) -> list[tuple[str, AttributeValue]]:
    """The features that Gilder has a word for, with their values."""
    some = ((name, _value(text, kind)) for name, _, text, kind in features)
    return [(name, value) for name, value in some if name and value is not None]


def _value(text: str | None, kind: str | None) -> AttributeValue | None:
    if text is None or kind in (None, _STRING):
        return text
    if kind == "java.lang.Boolean" and text in ("true", "false"):
        return text == "true"
    if kind in _WHOLE and _INT.fullmatch(text):
        return int(text)
    if kind in _BROKEN and _FLOAT.fullmatch(text):
        return float(text)
    return None


def typed(name: str, value: AttributeValue) -> Feature:
    """A feature with the Java class of its value."""
    if isinstance(value, bool):
        return [name, _STRING, str(value).lower(), "java.lang.Boolean"]
    if isinstance(value, int):
        return [name, _STRING, str(value), _WHOLE[0] if abs(value) < 2**31 else _WHOLE[1]]
    return [name, _STRING, str(value), "java.lang.Double" if isinstance(value, float) else _STRING]
