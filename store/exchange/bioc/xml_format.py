"""BioC XML, of version 1 (elements) and 2 (attributes); `bioc.shared` has what both ways of writing share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotate.errors import InputError
from store.exchange.bioc.layout import Data, parts_of
from store.exchange.bioc.shared import HOLDS, document_of, record_from
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.xml import etree, name_of, text_in, tree_of, unwritable, writable

_HEAD = ("source", "date", "key", "version")
_KNOWN = frozenset("id offset text infon passage sentence annotation relation location node".split())


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a collection."""
    root = tree_of(given.read(reading.limits), given.where, reading)
    if name_of(root) != "collection":
        raise InputError(f"{given.where}: is no BioC XML: its first element is <{name_of(root)}>, not <collection>")
    head: Data = {name_of(one): text_in(one) for one in root if name_of(one) in _HEAD}
    found = [one for one in root if name_of(one) == "document"]
    collection = {"head": head, "infons": _infons(root), "v2": any("id" in one.attrib for one in found)}
    for at, element in enumerate(found, start=1):
        reading.step(at - 1, len(found))
        document = _Document(element, given.where, reading).data()
        name = given.name if len(found) == 1 else f"{given.name}#{at}"
        record = record_from(document, collection, "bioc-xml", name, given.where, reading)
        if record is not None:
            yield record


class _Document:
    """One element `document`."""

    def __init__(self, element: Any, where: str, reading: Reading) -> None:
        self._element, self._where, self._reading = element, where, reading

    def data(self) -> Data:
        one = self._element
        passages = [self._part(each, sentences=True) for each in one if name_of(each) == "passage"]
        return {"id": _field(one, "id") or "", "infons": _infons(one), "passages": passages, **self._items(one)}

    def _part(self, one: Any, *, sentences: bool) -> Data:
        texts = [text_in(each) for each in one if name_of(each) == "text"]
        part: Data = {
            "offset": self._number(one, "offset"),
            "infons": _infons(one),
            "text": texts[0] if texts else None,
        }
        inner = [self._part(each, sentences=False) for each in one if name_of(each) == "sentence"] if sentences else []
        return {**part, "sentences": inner, **self._items(one)} if sentences else {**part, **self._items(one)}

    def _items(self, one: Any) -> Data:
        for each in one:
            if name_of(each) and name_of(each) not in _KNOWN:
                self._reading.leave_out(f"{self._where}:{each.sourceline}", f"<{name_of(each)}> is no part of BioC")
        return {
            "annotations": [self._annotation(each) for each in one if name_of(each) == "annotation"],
            "relations": [self._relation(each) for each in one if name_of(each) == "relation"],
        }

    def _annotation(self, one: Any) -> Data:
        texts = [text_in(each) for each in one if name_of(each) == "text"]
        places = [
            [self._number(each, "offset"), self._number(each, "length")] for each in one if name_of(each) == "location"
        ]
        known = {"infons": _infons(one), "locations": places, "text": texts[0] if texts else None}
        return {"id": one.get("id", ""), "line": one.sourceline, **known}

    def _relation(self, one: Any) -> Data:
        nodes = [[each.get("refid", ""), each.get("role", "")] for each in one if name_of(each) == "node"]
        return {"id": one.get("id", ""), "line": one.sourceline, "infons": _infons(one), "nodes": nodes}

    def _number(self, one: Any, key: str) -> int:
        text = (_field(one, key) or "").strip()
        if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 16):
            raise InputError(f"{self._where}:{one.sourceline}: <{name_of(one)}> has the {key} {text!r}, no number")
        return int(text)


def _field(one: Any, key: str) -> str | None:
    """An attribute, or the text of a child element."""
    if key in one.attrib:
        return str(one.get(key))
    return next((text_in(each) for each in one if name_of(each) == key), None)


def _infons(one: Any) -> list[list[str]]:
    return [[each.get("key", ""), text_in(each)] for each in one if name_of(each) == "infon"]


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One collection; its head is that of the first record that came from one."""
    first: Data | None = None
    for record in records:
        document, collection = document_of(record)
        _tell_characters(record, document, lose)
        if first is None:
            first = collection
            yield "", _head(first)
        elif collection and collection != first:
            lose(Loss(record.name, "head of the collection", why="another collection is written in the same file"))
        yield "", _written(document, v2=bool(first.get("v2"))) + b"\n"
    if first is None:
        yield "", _head({})
    yield "", b"</collection>\n"


def _tell_characters(record: Record, document: Data, lose: Lose) -> None:
    odd = unwritable(record.text)
    if odd:
        why = f"{len(odd)} characters that XML cannot hold are written as U+FFFD, the first at {odd[0]}"
        lose(Loss(record.name, "exact text", text=repr(record.text[odd[0]]), why=why))
    for part in parts_of(document):
        for one in part["annotations"] + part["relations"]:
            if any(unwritable(f"{key}{value}") for key, value in one["infons"]):
                lose(Loss(record.name, "characters of infons", one["id"], why="XML cannot hold them"))


def _head(collection: Data) -> bytes:
    root = etree().Element("collection")
    head: Data = {"source": "", "date": "", "key": "", **collection.get("head", {})}
    for name in _HEAD:
        if name in head:
            etree().SubElement(root, name).text = writable(head[name])
    _put_infons(root, collection.get("infons", []))
    dtd = b"" if collection.get("v2") else b'<!DOCTYPE collection SYSTEM "BioC.dtd">\n'
    whole = etree().tostring(root, encoding="unicode").removesuffix("</collection>").encode()
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + dtd + whole + b"\n"


def _written(document: Data, *, v2: bool) -> bytes:
    root = etree().Element("document")
    _put_field(root, "id", document["id"], v2)
    _put_infons(root, document["infons"])
    for passage in document["passages"]:
        element = _put_part(root, "passage", passage, v2)
        for sentence in passage["sentences"]:
            inner = _put_part(element, "sentence", sentence, v2)
            _put_items(inner, sentence)
        _put_items(element, passage)
    _put_items(root, document)
    return etree().tostring(root, encoding="unicode").encode()


def _put(parent: Any, name: str) -> Any:
    return etree().SubElement(parent, name)


def _put_field(element: Any, name: str, text: str, v2: bool) -> None:
    if v2:
        element.set(name, writable(text))
    else:
        _put(element, name).text = writable(text)


def _put_infons(element: Any, infons: Iterable[Any]) -> None:
    for key, value in infons:
        infon = _put(element, "infon")
        infon.set("key", writable(key))
        infon.text = writable("" if value is None else str(value))


def _put_part(parent: Any, name: str, part: Data, v2: bool) -> Any:
    element = _put(parent, name)
    if v2:
        element.set("offset", str(part["offset"]))
        _put_infons(element, part["infons"])
    else:
        _put_infons(element, part["infons"])
        _put(element, "offset").text = str(part["offset"])
    if part["text"] is not None:
        _put(element, "text").text = writable(part["text"])
    return element


def _put_items(element: Any, part: Data) -> None:
    for one in part["annotations"]:
        annotation = _put(element, "annotation")
        annotation.set("id", writable(one["id"]))
        _put_infons(annotation, one["infons"])
        for offset, length in one["locations"]:
            location = _put(annotation, "location")
            location.set("offset", str(offset))
            location.set("length", str(length))
        if one["text"] is not None:
            _put(annotation, "text").text = writable(one["text"])
    for one in part["relations"]:
        relation = _put(element, "relation")
        relation.set("id", writable(one["id"]))
        _put_infons(relation, one["infons"])
        for refid, role in one["nodes"]:
            node = _put(relation, "node")
            node.set("refid", writable(refid))
            node.set("role", writable(role))


def _recognised(head: bytes) -> bool:
    return b"<collection" in head


FORMAT = Format(
    name="bioc-xml",
    title="BioC XML",
    suffixes=(".xml",),
    about="passages and sentences with annotations and relations, as in biomedical collections",
    home="https://bioc.sourceforge.net",
    whole=True,
    holds=HOLDS,
    read=read,
    write=write,
    recognise=_recognised,
)
