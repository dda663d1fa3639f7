"""The type system that lies beside a file of XMI."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from store.exchange.cas.types import Types, types_of_xml, xml_of
from store.exchange.files import Given
from store.exchange.reading import Reading

FILE = "TypeSystem.xml"
_ENDS = (f".{FILE}", "-typesystem.xml", "_typesystem.xml", ".xml")
_HEAD = b"<typeSystemDescription"


def types_beside(given: Given, reading: Reading) -> tuple[Types, dict[str, Any] | None]:
    """What the type system beside a file declares, and its bytes as they are kept; no types where there is none.

    Its name is that of the file with another end, or `TypeSystem.xml` in the same folder or, for a file in a sub-folder
    of what was given, above it; else the only file there that has “typesystem” in its name.
    """
    for each in _candidates(given):
        if each.path.is_file() and _HEAD in each.head().replace(b"\0", b""):
            try:
                raw = each.read(reading.limits)
                return types_of_xml(raw, each.where, reading), kept_bytes(raw)
            except InputError as problem:
                reading.tell(
                    each.where, f"the type system cannot be read, so that types are made from the XMI: {problem}"
                )
    return Types(), None


def _candidates(given: Given) -> Iterator[Given]:
    folder, stem = given.path.parent, given.path.stem
    for end in _ENDS:
        yield Given(stem + end, folder / (stem + end))
    above = [path / FILE for path, _ in zip(folder.parents, Path(given.name).parts[1:], strict=False)]
    for path in (folder / FILE, *above):
        yield Given(path.name, path)
    names = (path.name for path in folder.iterdir())
    named = sorted(name for name in names if "typesystem" in name.lower() and name.lower().endswith(".xml"))
    exact = [name for name in named if name.lower() == FILE.lower()]
    for name in exact or (named if len(named) == 1 else []):
        yield Given(name, folder / name)


def kept_bytes(raw: bytes) -> dict[str, Any]:
    """The bytes of a type system as data that JSON can hold: packed, for it is the same for many documents."""
    return {"zlib": base64.b64encode(zlib.compress(raw, 9)).decode("ascii")}


class TypeSystems:
    """The type systems of the documents that are written: one for all of them, where they agree."""

    def __init__(self) -> None:
        self._all = Types()
        self._raw = dict[str, bytes]()  # those that were kept
        self._known = dict[str, Types]()

    def kept(self, said: Mapping[str, Any] | None) -> Types:
        """The types that were kept with a document; none where it had no type system beside it."""
        if said is None:
            return Types()
        packed: str = said["zlib"]
        if packed not in self._known:
            self._raw[packed] = zlib.decompress(base64.b64decode(packed))
            self._known[packed] = types_of_xml(self._raw[packed], FILE, Reading())
        return Types(self._known[packed].own)

    def take(self, types: Types, said: Mapping[str, Any] | None) -> bytes | None:
        """Take the types of a document; the bytes of its own type system where they cannot be those of all."""
        if self._all.clashes(types):
            return self._bytes(types, [said["zlib"]] if said is not None else [])
        for name, one in types.own.items():
            self._all.add(name, one)
        return None

    def whole(self) -> bytes:
        """The type system of all documents."""
        return self._bytes(self._all, list(self._raw))

    def _bytes(self, types: Types, packed: Sequence[str]) -> bytes:
        """As it was read, where nothing was added."""
        same = (self._raw[one] for one in packed if self._known[one].own == types.own)
        return next(same, None) or xml_of(types)
