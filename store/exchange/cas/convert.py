"""A CAS of one form as one of the other: XMI says arrays and lists inside of features, JSON as structures of their own.

Items stay at their places, so that what is known of them by number stays true; new structures come behind them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from store.exchange.cas.model import INITIAL, Cas, Plain, Structure, View
from store.exchange.cas.types import ARRAYS, NULL, SOFA, Feature, Types

_SPECIAL = ("NaN", "Infinity", "-Infinity")
_ITEM_KINDS = {"Integer": "integer", "Short": "integer", "Long": "integer", "Float": "float", "Double": "float",
               "Boolean": "boolean", "String": "string"}  # fmt: skip


class AsJson:
    """Makes a CAS of JSON of one of XMI."""

    def __init__(self, cas: Cas) -> None:
        self._cas, self._types = cas, cas.types
        keys = [one.key for one in cas.structures()]
        self._last = max((int(key) for key in keys if key is not None and key.isascii() and key.isdigit()), default=0)
        self._new = list[Structure | View | str]()
        plain = {one.key for one in cas.structures() if one.type != SOFA}
        self._sofas = {key: self._fresh() if key in plain else key for key in cas.sofas()}

    def cas(self) -> Cas:
        """The CAS of JSON."""
        items = [one if isinstance(one, str) else self._view(one) if isinstance(one, View) else self._structure(one)
                 for one in self._cas.items]  # fmt: skip
        return Cas([*items, *self._new], self._types)

    def _fresh(self) -> str:
        self._last += 1
        return str(self._last)

    def _view(self, one: View) -> View:
        sofa = self._cas.sofas().get(one.sofa or "")
        name = INITIAL if sofa is None else str(sofa.value("sofaID") or INITIAL)
        return View(self._sofas.get(one.sofa or "", one.sofa), one.members, name)

    def _structure(self, one: Structure) -> Structure:
        key = self._sofas[one.key or ""] if one.type == SOFA else one.key or self._fresh()
        result = Structure(key, one.type, {}, one.line, json=True)
        if self._types.kind(one.type) == "array":
            result.data["%ELEMENTS"] = self._elements(one.type, one.data.get("elements"))
            return result
        for name in one.names():
            feature = self._types.feature(one.type, name)
            self._put(result, name, one.data[name], feature or Feature("uima.cas.String"))
        return result

    def _put(self, result: Structure, name: str, value: Any, feature: Feature) -> None:
        kind = self._types.kind(feature.range)
        if name == "sofa":
            value = self._sofas.get(value, value)
        if isinstance(value, list) or (kind in ("array", "list") and not feature.shared):
            self._put_inside(result, name, value, feature, kind)
        elif kind in ("reference", "array", "list"):
            if value not in ("", "0"):
                result.put_reference(name, value)
        elif value in _SPECIAL and kind == "float":
            result.data[f"#{name}"] = value
        else:
            result.data[name] = _typed(value, kind)

    def _put_inside(self, result: Structure, name: str, value: Any, feature: Feature, kind: str) -> None:
        """An array or list that belongs to one feature."""
        if kind == "list":
            item = feature.range.removeprefix("uima.cas.").removesuffix("List")
            values = cast("list[str]", value if isinstance(value, list) else value.split())
            result.put_reference(name, self._chain(item, values))
        else:
            type_name = feature.range if kind == "array" else "uima.cas.StringArray"
            own = Structure(self._fresh(), type_name, {"%ELEMENTS": self._elements(type_name, value)}, json=True)
            self._new.append(own)
            result.put_reference(name, cast("str", own.key))

    def _chain(self, item: str, values: list[str]) -> str:
        """A list: one structure for each value, and one for its end. Gives the id of the first."""
        own = Structure(self._fresh(), f"uima.cas.Empty{item}List", {}, json=True)
        self._new.append(own)
        head = Feature("uima.cas.TOP" if item == "FS" else f"uima.cas.{item}")
        for value in reversed(values):
            before, own = own, Structure(self._fresh(), f"uima.cas.NonEmpty{item}List", {}, json=True)
            self._put(own, "head", value, head)
            own.put_reference("tail", cast("str", before.key))
            self._new.append(own)
        return cast("str", own.key)

    def _elements(self, type_name: str, value: Any) -> Any:
        item = type_name.removeprefix("uima.cas.").removesuffix("Array")
        if item == "Byte":
            return base64.b64encode(_from_hex(value or "")).decode("ascii")
        some = cast("list[str]", value if isinstance(value, list) else (value or "").split())
        if item in _ITEM_KINDS:
            return [_typed(one, _ITEM_KINDS[item]) for one in some]
        return [None if one == "0" else int(one) if one.isascii() and one.isdigit() else one for one in some]


def _typed(text: str, kind: str) -> Plain:
    value = Structure(None, "", {"x": text}).plain("x", kind)
    return text if value is None else value


def _from_hex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except ValueError:
        return b""


def as_xmi(cas: Cas) -> Cas:
    """A CAS of XMI of one of JSON."""
    items: list[Structure | View | str] = []
    for one in cas.items:
        if isinstance(one, View):
            items.append(View(one.sofa if one.sofa in cas.sofas() else None, one.members))
        elif isinstance(one, Structure):
            items.append(_xmi_structure(one))
    items.append(Structure("0", NULL, {}))
    return Cas(items, _shared(cas.types))


def _xmi_structure(one: Structure) -> Structure:
    result = Structure(one.key, _array_name(one.type), {}, one.line)
    if "%ELEMENTS" in one.data:
        result.data["elements"] = _elements_text(result.type, one.data["%ELEMENTS"])
    for name in one.names():
        reference, value = one.reference(name), one.value(name)
        if reference is not None:
            result.data[name] = reference
        elif isinstance(value, str | int | float):
            result.put(name, value)
    return result


def _elements_text(type_name: str, value: Any) -> Any:
    if isinstance(value, str):  # bytes
        try:
            return base64.b64decode(value).hex().upper()
        except ValueError:
            return ""
    some: Iterable[Any] = cast("list[Any]", value) if isinstance(value, list) else ()
    if type_name.endswith("StringArray"):
        return ["" if one is None else str(one) for one in some] or ""
    return " ".join("0" if one is None else str(one).lower() if isinstance(one, bool) else str(one) for one in some)


def _array_name(name: str) -> str:
    """UIMA 3 calls arrays after what is in them; XMI has one name for those of structures."""
    if not name.endswith("[]"):
        return name
    plain = f"{name.removesuffix('[]')}Array"
    return plain if plain in ARRAYS else "uima.cas.FSArray"


def _shared(types: Types) -> Types:
    """The same types, where arrays and lists are structures of their own, as JSON has them."""
    own = {
        name: replace(one, features={key: _shared_feature(each, types) for key, each in one.features.items()})
        for name, one in types.own.items()
    }
    return Types(own)


def _shared_feature(one: Feature, types: Types) -> Feature:
    if types.kind(one.range) not in ("array", "list"):
        return one
    of_range = _array_name(one.range)
    element = one.range.removesuffix("[]") if of_range == "uima.cas.FSArray" and of_range != one.range else one.element
    return replace(one, range=of_range, element=element, shared=True)
