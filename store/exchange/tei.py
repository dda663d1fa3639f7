"""TEI P5 and other inline XML, read only: the text is all character data of `<text>`, each element in it is a span.

Nothing of the blanks is changed. Empty elements (milestones) have no place in a text; they are counted and told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotate.errors import InputError
from annotate.model import AttributeValue
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.xml import etree, name_of, tree_of

_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The texts of a file: those elements `<text>` that are in no other; where there is none, the whole file is one."""
    root = tree_of(given.read(reading.limits), given.where, reading, entities=True)
    _check_ids(root, given.where)
    found = list(_texts(root)) or [root]
    for at, element in enumerate(found, start=1):
        reading.step(at - 1, len(found))
        name = given.name if len(found) == 1 else f"{given.name}#{at}"
        yield _record(element, name, given.where, reading)


def _check_ids(root: Any, where: str) -> None:
    seen = dict[str, int]()
    for one in root.iter("*"):
        key = one.get(_XML_ID)
        if key in seen:
            told = f"the id {key!r} is on line {seen[key]} already; ids must differ in XML; nothing was imported"
            raise InputError(f"{where}:{one.sourceline}: {told}")
        if key is not None:
            seen[key] = one.sourceline


def _texts(element: Any) -> Iterator[Any]:
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if name_of(one) == "text":
            yield one
        else:
            waiting.extend(reversed(one))


def _record(element: Any, name: str, where: str, reading: Reading) -> Record:
    pieces, places = list[str](), list[tuple[Any, int, int]]()
    starts, size = dict[Any, int](), 0
    for event, one in etree().iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            starts[one], added = size, one.text
        else:
            if event == "end":
                places.append((one, starts.pop(one), size))
            added = one.tail if one is not element else None
        pieces.append(added or "")
        size += len(pieces[-1])
    return _built(element, "".join(pieces), places, name, where, reading)


def _built(
    element: Any, text: str, places: list[tuple[Any, int, int]], name: str, where: str, reading: Reading
) -> Record:
    building, empty = Building(reading, where, text), 0
    order = sorted((place for place in places if place[0] is not element), key=lambda place: (place[1], -place[2]))
    for at, (one, start, end) in enumerate(order, start=1):
        if start == end:
            empty += 1
            continue
        attributes: dict[str, AttributeValue] = {_short(key): value for key, value in one.attrib.items()}
        place = [Range(start, end)]
        building.add_span(f"{at} <{name_of(one)}>", name_of(one), place, line=one.sourceline, attributes=attributes)
    if empty:
        reading.tell(where, f"{empty} empty elements have no place in the text; they are not imported")
    return record_of(name, text, [building.items()], where)


def _short(key: str) -> str:
    space, _, name = key.rpartition("}")
    return f"xml:{name}" if space.endswith("XML/1998/namespace") else name


def _recognised(head: bytes) -> bool:
    return b"<TEI" in head or b"<teiCorpus" in head or b"<text" in head


FORMAT = Format(
    name="tei",
    title="TEI P5",
    suffixes=(".xml", ".tei"),
    about="inline XML: each element of the text becomes a span; read only",
    home="https://tei-c.org",
    whole=True,
    holds=frozenset(),
    read=read,
    recognise=_recognised,
)
