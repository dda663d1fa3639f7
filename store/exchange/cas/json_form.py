"""The JSON form of a CAS, 0.4: parsed and written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.cas.model import Cas, Structure, View
from store.exchange.cas.types import NULL, SOFA, json_of, types_of_json
from store.exchange.lines import decoded, has_lone_surrogate, parsed
from store.exchange.reading import Reading

_ID, _TYPE, _STRUCTURES, _VIEWS, _TYPES = "%ID", "%TYPE", "%FEATURE_STRUCTURES", "%VIEWS", "%TYPES"
_KNOWN = (_TYPES, _STRUCTURES, _VIEWS)


def cas_of_json(raw: bytes, where: str, reading: Reading) -> Cas:
    """What a file of CAS JSON says. Raises InputError."""
    text = decoded(raw, where, reading)
    if "\x00" in text:
        raise InputError(f"{where}: NUL character at character {text.index(chr(0))}; nothing was imported")
    data = parsed(text, where, reading)
    if not isinstance(data, dict) or not any(key in data for key in _KNOWN):
        raise InputError(f"{where}: is no CAS JSON: it is no object with {_STRUCTURES} or {_VIEWS}")
    said = cast("dict[str, Any]", data)
    if "\\ud" in text.lower() and has_lone_surrogate(json.dumps(said, ensure_ascii=False)):
        raise InputError(f"{where}: holds half a surrogate pair; the file was damaged before")
    items: list[Structure | View | str] = [*_structures(said.get(_STRUCTURES), where), *_views(said.get(_VIEWS), where)]
    rest = {key: value for key, value in said.items() if key not in _KNOWN}
    more = {"keys": list(said), "rest": rest, "object": isinstance(said.get(_STRUCTURES), dict)}
    if _TYPES in said:
        more["types"] = said[_TYPES]
    return Cas(items, types_of_json(said.get(_TYPES)), more)


def _structures(some: Any, where: str) -> Iterator[Structure]:
    if isinstance(some, dict):
        pairs = list(cast("dict[str, Any]", some).items())
    elif isinstance(some, list) or some is None:
        pairs = [(None, one) for one in cast("list[Any]", some or [])]
    else:
        raise InputError(f"{where}: {_STRUCTURES} is neither a list nor an object")
    for at, (name, one) in enumerate(pairs):
        if not isinstance(one, dict):
            raise InputError(f"{where}: {_STRUCTURES}[{at if name is None else name}] is no object")
        data = dict(cast("dict[str, Any]", one))
        key: Any = data.pop(_ID, None) if name is None else name
        if not _is_id(key):
            raise InputError(f"{where}: {_STRUCTURES}[{at}] has no {_ID} that is a number")
        if not isinstance(data.get(_TYPE), str):
            raise InputError(f"{where}: the structure {key} has no {_TYPE}")
        yield Structure(str(key), data.pop(_TYPE), data, json=True)


def _views(some: Any, where: str) -> Iterator[View]:
    if some is not None and not isinstance(some, dict):
        raise InputError(f"{where}: {_VIEWS} is no object")
    for name, one in cast("dict[str, Any]", some or {}).items():
        if not isinstance(one, dict):
            raise InputError(f"{where}: the view {name} is no object")
        data = dict(cast("dict[str, Any]", one))
        members: Any = data.pop("%MEMBERS", [])
        if not isinstance(members, list) or not all(map(_is_id, cast("list[Any]", members))):
            raise InputError(f"{where}: the view {name} has no list of ids as its %MEMBERS")
        sofa: Any = data.pop("%SOFA", None)
        if sofa is not None and not _is_id(sofa):
            raise InputError(f"{where}: the view {name} has no id as its %SOFA")
        yield View(None if sofa is None else str(sofa), [str(one) for one in cast("list[Any]", members)], name, data)


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def json_written(cas: Cas) -> bytes:
    """The whole file."""
    structures = [one for one in cas.structures() if one.type != NULL]
    if "keys" not in cas.more:  # a sofa comes before what refers to it, and its bytes before it
        bytes_of = {one.reference("sofaArray") for one in cas.sofas().values()}
        structures.sort(key=lambda one: 0 if one.key in bytes_of else 1 if one.type == SOFA else 2)
    if cas.more.get("object"):
        some: Any = {one.key: {_TYPE: one.type, **one.data} for one in structures}
    else:
        some = [{_ID: _number(one.key), _TYPE: one.type, **one.data} for one in structures]
    views = {one.name: _view(one) for one in cas.views()}
    types = cas.more.get("types") if "keys" in cas.more else json_of(cas.types)
    known: dict[str, Any] = {_TYPES: types, _STRUCTURES: some, _VIEWS: views}
    keys: list[str] = list(cas.more.get("keys", _KNOWN))
    keys += [key for key in _KNOWN if key not in keys and known[key]]
    rest: dict[str, Any] = cas.more.get("rest") or {}
    whole = {key: known[key] if key in known else rest[key] for key in keys}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def declare(cas: Cas, names: Sequence[str]) -> None:
    """Put types of a CAS that are new, or have new features, among those that its file declares."""
    if "keys" not in cas.more or not names:
        return
    declared = json_of(cas.types)
    raw: dict[str, Any] = dict(cas.more.get("types") or {})
    for name in names:
        raw[name] = {**declared[name], **cast("dict[str, Any]", raw.get(name) or {})}
    cas.more["types"] = raw


def _view(one: View) -> dict[str, Any]:
    sofa = {} if one.sofa is None else {"%SOFA": _number(one.sofa)}
    return {**sofa, **one.data, "%MEMBERS": [_number(key) for key in one.members]}


def _number(key: str | None) -> Any:
    return int(key) if key is not None and key.lstrip("-").isascii() and key.lstrip("-").isdigit() else key


def json_kept(cas: Cas) -> dict[str, Any]:
    """A CAS as data that JSON can hold."""
    structures = [[one.key, one.type, one.data] for one in cas.structures()]
    views = [[one.name, one.sofa, one.members, one.data] for one in cas.views()]
    return {"items": structures, "views": views, **cas.more}


def json_again(kept: dict[str, Any]) -> Cas:
    """The CAS that was kept."""
    items: list[Structure | View | str] = [
        Structure(key, name, dict(data), json=True) for key, name, data in kept["items"]
    ]
    items += [View(sofa, list(members), name, dict(data)) for name, sofa, members, data in kept["views"]]
    more = {key: kept[key] for key in ("keys", "rest", "object", "types") if key in kept}
    return Cas(items, types_of_json(kept.get("types")), more)
