"""Types and features that a file has and no type system declares: made from what is there.

A file and its type system may be of different versions, and XMI often comes alone. What is made decides only which
features are shown as attributes, and what stands in a `TypeSystem.xml` that is written; values are never changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, cast

from store.exchange.cas.model import Cas, Structure
from store.exchange.cas.types import ANNOTATION, BASE, SOFA, STRING, TOP, Feature, Type, Types

_INTEGER, _LONG, _DOUBLE, _BOOLEAN = "uima.cas.Integer", "uima.cas.Long", "uima.cas.Double", "uima.cas.Boolean"
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+([eE][+-]?[0-9]+)?")


def complete(types: Types, cas: Cas) -> list[str]:
    """Give a type system what a CAS has beyond it. Gives the names of the types that it did not know."""
    values, declared = defaultdict[tuple[str, str], dict[Any, None]](dict), set[tuple[str, str]]()
    unknown = dict[str, set[str]]()
    keys = frozenset(one.key for one in cas.structures() if one.key not in (None, "0") and one.type != SOFA)
    for one in cas.structures():
        if one.type not in types:
            unknown[one.type] = unknown.get(one.type, set(one.names())).intersection(one.names())
        for name in one.names():
            pair = one.type, name
            if pair in values or (pair not in declared and types.feature(*pair) is None):
                values[pair][_evidence(one, name)] = None
            else:
                declared.add(pair)
    for name, common in unknown.items():
        parent = ANNOTATION if {"begin", "end"} <= common else BASE if "sofa" in common else TOP
        types.add(name, Type(parent))
    for (type_name, name), some in values.items():
        if types.feature(type_name, name) is None and not _is_array(types, type_name):
            types.add_feature(type_name, name, _feature(list(some), keys))
            types.guessed.add((type_name, name))
    return list(unknown)


def _is_array(types: Types, name: str) -> bool:
    return types.kind(name) == "array"


def _evidence(one: Structure, name: str) -> Any:
    """What a feature holds, as something that can be told apart."""
    if one.json and f"@{name}" in one.data:
        return (TOP,)
    value = one.value(name)
    if isinstance(value, list):
        return ("uima.cas.StringArray",)
    if isinstance(value, bool | int | float):
        return (_BOOLEAN if isinstance(value, bool) else _INTEGER if isinstance(value, int) else _DOUBLE,)
    return value if isinstance(value, str) and not one.json else (STRING,)


def _feature(some: list[Any], keys: frozenset[str]) -> Feature:
    told = [cast("tuple[str]", one)[0] for one in some if isinstance(one, tuple)]
    if told:
        return Feature(told[0] if len(set(told)) == 1 else _DOUBLE if set(told) == {_INTEGER, _DOUBLE} else STRING)
    texts = [one for one in some if one]
    pieces = [one.split(" ") for one in texts]
    if not texts:
        return Feature(STRING)
    if all(piece in keys for each in pieces for piece in each):
        return Feature("uima.cas.FSArray" if any(len(each) > 1 for each in pieces) else TOP)
    if all(_is_int(one) for one in texts):
        return Feature(_INTEGER if all(len(one) < 10 for one in texts) else _LONG)
    if all(one in ("true", "false") for one in texts):
        return Feature(_BOOLEAN)
    return Feature(_DOUBLE if all(_is_float(one) for one in texts) else STRING)


def _is_int(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 19 and (digits == "0" or digits[0] != "0")


def _is_float(text: str) -> bool:
    return _FLOAT.fullmatch(text) is not None
