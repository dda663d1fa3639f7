"""UIMA CAS XMI, as INCEpTION, DKPro and cTAKES write it, with its type system beside it.

Described in https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.exchange.cas.beside import types_beside
from store.exchange.cas.guessing import complete
from store.exchange.cas.reading import About, Taking
from store.exchange.cas.xmi import XMI, cas_of_xmi, xmi_kept
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.losses import Hold
from store.exchange.reading import Reading
from store.exchange.record import Record

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
    out="folder",
    recognise=_recognised,
)
