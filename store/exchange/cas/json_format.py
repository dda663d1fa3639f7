"""UIMA CAS JSON 0.4, a file a document, with its types inside.

Described in https://github.com/apache/uima-uimaj-io-jsoncas/blob/main/SPECIFICATION.adoc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.exchange.cas.guessing import complete
from store.exchange.cas.json_form import cas_of_json, json_kept
from store.exchange.cas.reading import About, Taking
from store.exchange.cas.xmi_format import HOLDS
from store.exchange.files import Given
from store.exchange.formats import Format
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
    out="folder",
    recognise=_recognised,
)
