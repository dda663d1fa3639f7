"""A CAS in memory, as its file has it: feature structures, views, and what else was there.

Nothing is made into anything on the way: the values of features stay what the file says, so that what was not changed
is written as it was. XMI and JSON say references and numbers differently; `Structure` hides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from store.exchange.cas.types import SOFA, Types

INITIAL = "_InitialView"
_INT = re.compile(r"-?[0-9]{1,18}")
_FLOAT = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")

Plain = str | int | float | bool


_SIGNS = ("", "^", "#", "@")
"""Before the names of features in JSON: none; of offsets; of special numbers; of references."""


@dataclass
class Structure:
    """A feature structure. `key` is its id; None where it has none. `data` are its features as the form has them: in
    XMI all values are text, or lists of texts where they are elements."""

    key: str | None
    type: str
    data: dict[str, Any]
    line: int | None = None
    json: bool = False

    def names(self) -> Iterator[str]:
        """The names of all features."""
        if not self.json:
            return (name for name in self.data if not name.startswith("{"))
        return (name[1:] if name[:1] in _SIGNS else name for name in self.data if not name.startswith("%"))

    def _key(self, name: str) -> str | None:
        """What the feature is called in JSON."""
        return name if name in self.data else next((sign + name for sign in _SIGNS if sign + name in self.data), None)

    def value(self, name: str) -> Any:
        """What a feature holds, as the file has it; None where it is not there."""
        if not self.json:
            return self.data.get(name)
        key = self._key(name)
        return None if key is None or key.startswith("@") else self.data[key]

    def reference(self, name: str) -> str | None:
        """The id that a feature refers to."""
        if self.json:
            value = self.data.get(f"@{name}")
            return None if value is None or isinstance(value, bool) or value == 0 else str(value)
        value = self.data.get(name)
        return value if isinstance(value, str) and value not in ("", "0") else None

    def plain(self, name: str, kind: str) -> Plain | None:
        """What a feature holds, where that is a plain value of its kind."""
        return _plain(self.value(name), kind)

    def offset(self, name: str) -> int | None:
        """What a feature holds, where that is a whole number."""
        value = _plain(self.value(name), "integer")
        return value if isinstance(value, int) else None

    def put(self, name: str, value: Plain) -> None:
        """Give a feature a plain value."""
        if not self.json:
            self.data[name] = str(value).lower() if isinstance(value, bool) else str(value)
            return
        key = self._key(name) or name
        if key[0] in "#@" and key != name:
            del self.data[key]
            key = name
        self.data[key] = value

    def put_reference(self, name: str, key: str) -> None:
        """Let a feature refer to a structure."""
        self.data[f"@{name}" if self.json else name] = int(key) if self.json and _INT.fullmatch(key) else key

    def drop(self, name: str) -> None:
        """Take a feature away."""
        for sign in _SIGNS if self.json else ("",):
            self.data.pop(sign + name, None)


def _plain(value: Any, kind: str) -> Plain | None:
    if kind == "boolean":
        told = {"true": True, "1": True, "false": False, "0": False}
        return value if isinstance(value, bool) else told.get(value) if isinstance(value, str) else None
    if isinstance(value, bool):
        return None
    if kind == "string":
        return value if isinstance(value, str) else None
    if kind == "integer":
        return int(value) if isinstance(value, int) or (isinstance(value, str) and _INT.fullmatch(value)) else None
    if kind == "float" and (isinstance(value, int | float) or (isinstance(value, str) and _FLOAT.fullmatch(value))):
        return _finite(value)
    return None


def _finite(value: str | float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


@dataclass
class View:
    """Which structures are in the index of a sofa. `name` is there in JSON only; `data`: what else is said of it."""

    sofa: str | None
    members: list[str]
    name: str = ""
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    line: int | None = None


@dataclass
class Cas:
    """All of a file. `items` are in its order; a text among them is an element that is neither (XMI)."""

    items: list[Structure | View | str]
    types: Types
    more: dict[str, Any] = field(default_factory=dict[str, Any])  # what belongs to the file as a whole

    def structures(self) -> Iterator[Structure]:
        """All feature structures, sofas among them."""
        return (one for one in self.items if isinstance(one, Structure))

    def views(self) -> Iterator[View]:
        """All views."""
        return (one for one in self.items if isinstance(one, View))

    def sofas(self) -> dict[str, Structure]:
        """The sofas by their ids."""
        return {one.key or "": one for one in self.structures() if one.type == SOFA}
