"""Structures that go: out of the index, out of what refers to them and, where nothing does any more, as a whole.

What a type system declares to be a reference is taken away with what it refers to. Where nothing is declared, a number
may be a reference or not: it stays, and so does the structure, outside of the index. So nothing ever refers to what is
not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from store.exchange.cas.layers import Layers
from store.exchange.cas.model import Cas, Structure
from store.exchange.cas.types import NULL, SOFA, Types

_ARRAY = "uima.cas.FSArray"
_OF_STRUCTURES = (_ARRAY, "uima.cas.FSList")


class Burying:
    """What goes of one CAS."""

    def __init__(self, cas: Cas, layers: Layers) -> None:
        self._cas, self._layers = cas, layers
        self._dead = dict[int, Structure]()

    def add(self, one: Structure) -> None:
        """Take a structure out of the index."""
        self._dead[id(one)] = one

    def finish(self) -> None:
        """Let all of them go, with the relations that have one of them at an end."""
        if not self._dead:
            return
        keys = self._with_relations()
        for view in self._cas.views():
            view.members = [key for key in view.members if key not in keys]
        living = [one for one in self._cas.structures() if id(one) not in self._dead]
        for one in living:
            _cut(one, keys, self._cas.types)
        gone = dict(self._dead)
        named = self._named(living)
        while kept := [one for one in gone.values() if one.key in named]:
            for one in kept:
                del gone[id(one)]
            named |= self._named(kept)
        self._cas.items = [one for one in self._cas.items if id(one) not in gone]

    def _with_relations(self) -> set[str]:
        keys = {one.key for one in self._dead.values() if one.key is not None}
        some = [(one, ends) for one in self._cas.structures() if (ends := self._layers.ends(one)) is not None]
        more = True
        while more:
            more = False
            for one, ends in some:
                if id(one) not in self._dead and any(one.reference(end) in keys for end in ends):
                    self.add(one)
                    keys |= {one.key} if one.key is not None else set()
                    more = True
        return keys

    def _named(self, some: Iterable[Structure]) -> set[str | None]:
        """All ids that structures may refer to."""
        return {key for one in some for key in _references(one, self._cas.types)}


def _references(one: Structure, types: Types) -> Iterator[str]:
    if one.type in (SOFA, NULL):
        return
    for name, value in one.data.items():
        if one.json and (name.startswith("@") or name == "%ELEMENTS"):
            listed = cast("list[Any]", value) if isinstance(value, list) else [value]
            yield from (str(each) for each in listed if isinstance(each, int | str))
        elif not one.json and isinstance(value, str):
            feature = types.feature(one.type, name)
            if feature is None or types.kind(feature.range) in ("reference", "array", "list"):
                yield from value.split(" ")


def _cut(one: Structure, keys: set[str], types: Types) -> None:
    """Take away what refers to structures with some ids, as far as it is sure to do so."""
    for name, value in list(one.data.items()):
        if one.json:
            if name.startswith("@") and str(value) in keys:
                del one.data[name]
            elif name == "%ELEMENTS" and isinstance(value, list) and _has_structures(one.type, types):
                one.data[name] = [each for each in cast("list[Any]", value) if str(each) not in keys]
        elif isinstance(value, str) and (one.type, name) not in types.guessed:
            _cut_text(one, name, value, keys, types)


def _cut_text(one: Structure, name: str, value: str, keys: set[str], types: Types) -> None:
    feature = types.feature(one.type, name)
    if one.type == _ARRAY or (feature is not None and _has_structures(feature.range, types) and not feature.shared):
        one.data[name] = " ".join(each for each in value.split(" ") if each not in keys)
    elif feature is not None and types.kind(feature.range) == "reference" and value in keys:
        del one.data[name]


def _has_structures(of_range: str, types: Types) -> bool:
    return of_range in _OF_STRUCTURES or (
        of_range.endswith("[]") and types.kind(of_range.removesuffix("[]")) == "reference"
    )
