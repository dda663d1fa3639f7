"""UIMA CAS JSON 0.4, a file a document, with its types inside.

Described in https://github.com/apache/uima-uimaj-io-jsoncas/blob/main/SPECIFICATION.adoc.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.exchange.cas.beside import TypeSystems
from store.exchange.cas.guessing import complete
from store.exchange.cas.json_form import cas_of_json, declare, json_kept, json_written
from store.exchange.cas.keeping import Form, cas_again, kept_of, kept_with
from store.exchange.cas.reading import Taking
from store.exchange.cas.writing import Filling, cutting, new_cas, new_types, parts, source_folder, tell_numbers
from store.exchange.cas.xmi_format import HOLDS
from store.exchange.files import Given
from store.exchange.folders import path_for
from store.exchange.formats import Format, Piece
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record

NAME: Form = "cas-json"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file."""
    cas = cas_of_json(given.read(reading.limits), given.where, reading)
    complete(cas.types, cas)

    data, name = json_kept(cas), given.name.removesuffix(".json")
    yield Taking(cas, given.where, reading).record(name, lambda about: kept_with(NAME, data, about))


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A file for each document."""
    used, system, cut = set[str](), TypeSystems(), cutting()
    for record in records:
        was, kept = kept_of(record, NAME)
        some = parts(record, kept)
        for part in some:
            folder = source_folder(part.sources, alone=len(some) < 2)
            path = path_for(folder + record.name.removesuffix(".json"), used)
            cas = (
                cas_again(part.kept, was, NAME, record, system)
                if part.kept
                else new_cas(record, new_types(), json=True)
            )
            for one in cas.items:
                if isinstance(one, str):
                    lose(Loss(record.name, "elements of XMI that are no structures", text=one[:80]))
            before = dict(cas.types.own)
            tell_numbers(record, part.sources, lose)
            Filling(cas, record, part, json=True).fill(cut)
            declare(cas, [name for name, one in cas.types.own.items() if before.get(name) != one])
            yield f"{path}.json", json_written(cas)


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
