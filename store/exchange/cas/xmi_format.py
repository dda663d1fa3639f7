"""UIMA CAS XMI, as INCEpTION, DKPro and cTAKES write it, with its type system beside it.

Described in https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from store.exchange.cas.beside import FILE, TypeSystems, types_beside
from store.exchange.cas.guessing import complete
from store.exchange.cas.model import Cas, Structure
from store.exchange.cas.reading import About, Taking
from store.exchange.cas.writing import Filling, cutting, new_cas, parts, source_folder
from store.exchange.cas.xmi import XMI, XmiWriting, cas_of_xmi, xmi_again, xmi_kept
from store.exchange.files import Given
from store.exchange.folders import path_for
from store.exchange.formats import Format, Piece
from store.exchange.losses import Hold, Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.xml import unwritable

NAME = "cas-xmi"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file; none of the description of a type system."""
    cas = cas_of_xmi(given.read(reading.limits), given.where, reading)
    if cas is None:
        return
    cas.types, raw = types_beside(given, reading)
    unknown = complete(cas.types, cas)
    if raw is not None and unknown:
        told = f"has structures of {len(unknown)} types that its type system does not declare, such as {unknown[0]}"
        reading.tell(given.where, told)

    def kept(about: About) -> dict[str, Any]:
        whole: dict[str, Any] = {**xmi_kept(cas), **about.kept()} | ({} if raw is None else {"types": raw})
        for at in about.texts:
            whole["items"][at][2] = {**whole["items"][at][2], "sofaString": None}
        return {NAME: whole}

    yield Taking(cas, given.where, reading).record(given.name.removesuffix(".xmi"), kept)


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A file for each document, and the type system of all of them; where types of a document are in the way of those
    of another one, it has a type system of its own beside it."""
    used, system, cut = set[str](), TypeSystems(), cutting()
    for record in records:
        some = parts(record, record.kept.get(NAME))
        for part in some:
            folder = source_folder(part.sources, alone=len(some) < 2)
            path = path_for(folder + record.name.removesuffix(".xmi"), used)
            cas = new_cas(record, json=False) if part.kept is None else _again(part.kept, record, system)
            Filling(cas, record, part, json=False).fill(cut)
            if cas.more.get("version") != "1.1":
                _tell_characters(record, part.sources, lose)
            yield f"{path}.xmi", XmiWriting(cas).written()
            own = system.take(cas.types, (part.kept or {}).get("types"))
            if own is not None:
                yield f"{path}.{FILE}", own
    whole = system.whole()
    if whole is not None:
        yield FILE, whole


def _again(kept: Mapping[str, Any], record: Record, system: TypeSystems) -> Cas:
    cas = xmi_again(dict(kept), system.kept(kept.get("types")))
    for at in kept["texts"]:
        cast("Structure", cas.items[at]).data["sofaString"] = record.text
    complete(cas.types, cas)
    return cas


def _tell_characters(record: Record, sources: Iterable[SourceItems], lose: Lose) -> None:
    odd = unwritable(record.text)
    if odd:
        why = f"{len(odd)} characters that XML cannot hold are written as U+FFFD, the first at {odd[0]}"
        lose(Loss(record.name, "exact text", text=repr(record.text[odd[0]]), why=why))
    for one in sources:
        for item in (*one.spans, *one.relations):
            told = "".join(f"{name}{value}" for name, value in item.attributes)
            if unwritable(f"{item.label}{item.note}{told}"):
                lose(Loss(record.name, "characters of features", item.id, item.label, why="XML cannot hold them"))


def _recognised(head: bytes) -> bool:
    return XMI.encode() in head.replace(b"\0", b"")


HOLDS: frozenset[Hold] = frozenset({
    "discontinuous spans", "overlapping spans", "relations", "attributes of spans", "attributes of relations",
    "types of attributes", "labels of documents", "notes of spans", "notes of relations", "notes of documents", "flags",
    "values", "scores", "origins", "status", "zones", "exact text",
})  # fmt: skip

FORMAT = Format(
    name=NAME,
    title="UIMA CAS XMI",
    suffixes=(".xmi", ".xml"),
    about="documents of UIMA, a file each, with the type system beside them, as INCEpTION has them",
    home="https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi",
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
