"""UIMA CAS XMI, as INCEpTION, DKPro and cTAKES write it, with its type system beside it.

Described in https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.exchange.cas.beside import FILE, TypeSystems, types_beside
from store.exchange.cas.guessing import complete
from store.exchange.cas.keeping import Form, cas_again, kept_of, kept_with
from store.exchange.cas.reading import Taking
from store.exchange.cas.writing import Filling, cutting, new_cas, new_types, parts, source_folder, tell_numbers
from store.exchange.cas.xmi import XMI, XmiWriting, cas_of_xmi, xmi_kept
from store.exchange.files import Given
from store.exchange.folders import path_for
from store.exchange.formats import Format, Piece
from store.exchange.losses import EVERYTHING, Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.xml import unwritable

NAME: Form = "cas-xmi"


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

    data = xmi_kept(cas) | ({} if raw is None else {"types": raw})
    name = given.name.removesuffix(".xmi")
    yield Taking(cas, given.where, reading).record(name, lambda about: kept_with(NAME, data, about))


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A file for each document, and the type system of all of them; where types of a document are in the way of those
    of another one, it has a type system of its own beside it."""
    used, system, cut, types = set[str](), TypeSystems(), cutting(), new_types()
    for record in records:
        was, kept = kept_of(record, NAME)
        some = parts(record, kept)
        for part in some:
            folder = source_folder(part.sources, alone=len(some) < 2)
            path = path_for(folder + record.name.removesuffix(".xmi"), used)
            cas = cas_again(part.kept, was, NAME, record, system) if part.kept else new_cas(record, types, json=False)
            tell_numbers(record, part.sources, lose)
            Filling(cas, record, part, json=False).fill(cut)
            if cas.more.get("version") != "1.1":
                _tell_characters(record, part.sources, lose)
            yield f"{path}.xmi", XmiWriting(cas).written()
            own = system.take(cas.types, part.kept.get("types") if part.kept and was == NAME else None)
            if own is not None:
                yield f"{path}.{FILE}", own
    if used:
        yield FILE, system.whole()


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


HOLDS = EVERYTHING - {"metadata", "several sources"}

FORMAT = Format(
    name=NAME,
    title="UIMA CAS XMI",
    suffixes=(".xmi", ".xml"),
    about="documents of UIMA, a file each, with the type system beside them, as INCEpTION has them",
    home="https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi",
    whole=True,
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
