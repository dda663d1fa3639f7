"""UIMA CAS JSON 0.4, a file a document, with its types inside.

Described in https://github.com/apache/uima-uimaj-io-jsoncas/blob/main/SPECIFICATION.adoc.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from store.exchange.cas.guessing import complete
from store.exchange.cas.json_form import cas_of_json, declare, json_again, json_kept, json_written
from store.exchange.cas.model import Cas, Structure
from store.exchange.cas.reading import About, Taking
from store.exchange.cas.writing import Filling, cutting, new_cas, parts, source_folder
from store.exchange.cas.xmi_format import HOLDS
from store.exchange.files import Given
from store.exchange.folders import path_for
from store.exchange.formats import Format, Piece
from store.exchange.losses import Lose
from store.exchange.reading import Reading
from store.exchange.record import Record

NAME = "cas-json"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file."""
    cas = cas_of_json(given.read(reading.limits), given.where, reading)
    complete(cas.types, cas)

    def kept(about: About) -> dict[str, Any]:
        whole: dict[str, Any] = {**json_kept(cas), **about.kept()}
        for at in about.texts:
            whole["items"][at][2] = {**whole["items"][at][2], "sofaString": None}
        return {NAME: whole}

    yield Taking(cas, given.where, reading).record(given.name.removesuffix(".json"), kept)


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:  # noqa: ARG001
    """A file for each document."""
    used, cut = set[str](), cutting()
    for record in records:
        some = parts(record, record.kept.get(NAME))
        for part in some:
            folder = source_folder(part.sources, alone=len(some) < 2)
            path = path_for(folder + record.name.removesuffix(".json"), used)
            cas = new_cas(record, json=True) if part.kept is None else _again(part.kept, record)
            before = dict(cas.types.own)
            Filling(cas, record, part, json=True).fill(cut)
            grown = [name for name, one in cas.types.own.items() if before.get(name) != one]
            if part.kept is not None and grown:
                declare(cas, grown)
            yield f"{path}.json", json_written(cas)


def _again(kept: Mapping[str, Any], record: Record) -> Cas:
    cas = json_again(dict(kept))
    for at in kept["texts"]:
        cast("Structure", cas.items[at]).data["sofaString"] = record.text
    complete(cas.types, cas)
    return cas


def _recognised(head: bytes) -> bool:
    head = head.replace(b"\0", b"")
    return any(one in head for one in (b'"%TYPES"', b'"%FEATURE_STRUCTURES"', b'"%VIEWS"'))


FORMAT = Format(
    name=NAME,
    title="UIMA CAS JSON",
    suffixes=(".json",),
    about="documents of UIMA in JSON (0.4), a file each, with their types inside, as INCEpTION has them",
    home="https://github.com/apache/uima-uimaj-io-jsoncas",
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
