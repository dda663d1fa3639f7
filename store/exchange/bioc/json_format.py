"""BioC JSON; `store.exchange.bioc.shared` has what both ways of writing share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.bioc.layout import Data
from store.exchange.bioc.shared import HOLDS, document_of, record_from
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.lines import decoded, json_lines
from store.exchange.losses import Lose, Loss
from store.exchange.reading import Reading
from store.exchange.record import Record

_KNOWN = frozenset(
    "id infons passages annotations relations offset text sentences locations nodes documents PubTator3".split()
)
_SHAPE = "has another shape than BioC JSON"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a collection, of several ones, or of a list of documents."""
    where = given.where
    found = [pair for _, data in json_lines(decoded(given.read(reading.limits), where, reading), where, reading)
             for pair in _documents(data, where)]  # fmt: skip
    for at, (raw, collection) in enumerate(found, start=1):
        reading.step(at - 1, len(found))
        name = given.name if len(found) == 1 else f"{given.name}#{at}"
        document = _Document(where).data(raw)
        record = record_from(document, collection, "bioc-json", name, where, reading)
        if record is not None:
            yield record


def _documents(data: Data, where: str) -> Iterator[tuple[Data, Data]]:
    listed = data.get("documents", data.get("PubTator3"))
    if listed is None and "passages" in data:
        yield data, {}
        return
    if not isinstance(listed, list):
        raise InputError(f"{where}: is no BioC JSON: there are no “documents”")
    infons: Any = data.get("infons") or {}
    if not isinstance(infons, dict):
        raise InputError(f"{where}: the infons of the collection are no object")
    head = {key: value for key, value in data.items() if key not in _KNOWN}
    collection = {"head": head, "infons": [list(pair) for pair in cast("Data", infons).items()]}
    for one in cast("list[object]", listed):
        if not isinstance(one, dict):
            raise InputError(f"{where}: one of the documents is no object")
        yield cast("Data", one), collection


class _Document:
    """One document of the file."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._what = "a document"

    def data(self, raw: Data) -> Data:
        """The document as plain data; what is unknown goes into `more`."""
        self._what = f"document {raw.get('id')!r}"
        passages = [self._part(one, sentences=True) for one in self._list(raw, "passages")]
        return {"id": self._id(raw), "infons": self._infons(raw), "passages": passages, **self._items(raw)}

    def _wrong(self, told: str) -> InputError:
        return InputError(f"{self._where}: {self._what} {_SHAPE}: {told}")

    def _list(self, raw: Data, key: str) -> list[Data]:
        some: Any = raw.get(key) or []
        if not isinstance(some, list) or not all(isinstance(one, dict) for one in cast("list[object]", some)):
            raise self._wrong(f"{key} is no list of objects")
        return cast("list[Data]", some)

    def _id(self, raw: Data) -> str:
        found = raw.get("id", "")
        if isinstance(found, dict | list):
            raise self._wrong("an id is no text")
        return "" if found is None else str(found)

    def _infons(self, raw: Data) -> list[list[Any]]:
        infons: Any = raw.get("infons") or {}
        if not isinstance(infons, dict):
            raise self._wrong("infons are no object")
        return [list(pair) for pair in cast("Data", infons).items()]

    def _number(self, raw: Data, key: str) -> int:
        found = raw.get(key)
        if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= 10**15:
            raise self._wrong(f"{key} is {str(found)[:40]!r}, no whole number")
        return found

    def _text(self, raw: Data) -> str | None:
        text = raw.get("text")
        if text is not None and not isinstance(text, str):
            raise self._wrong("a text is no text")
        return text

    def _part(self, raw: Data, *, sentences: bool) -> Data:
        part: Data = {"offset": self._number(raw, "offset"), "infons": self._infons(raw), "text": self._text(raw)}
        if sentences:
            part["sentences"] = [self._part(one, sentences=False) for one in self._list(raw, "sentences")]
        return {**part, **self._items(raw)}

    def _items(self, raw: Data) -> Data:
        annotations = [self._annotation(one) for one in self._list(raw, "annotations")]
        relations = [self._relation(one) for one in self._list(raw, "relations")]
        return {"annotations": annotations, "relations": relations, **_more(raw)}

    def _annotation(self, raw: Data) -> Data:
        places = [[self._number(one, "offset"), self._number(one, "length")] for one in self._list(raw, "locations")]
        known = {"infons": self._infons(raw), "locations": places, "text": self._text(raw)}
        return {"id": self._id(raw), **known, **_more(raw)}

    def _relation(self, raw: Data) -> Data:
        nodes = [[str(one.get("refid", "")), str(one.get("role", ""))] for one in self._list(raw, "nodes")]
        return {"id": self._id(raw), "infons": self._infons(raw), "nodes": nodes, **_more(raw)}


def _more(raw: Data) -> Data:
    more = {key: value for key, value in raw.items() if key not in _KNOWN}
    return {"more": more} if more else {}


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One collection; its head is that of the first record that came from one."""
    first: Data | None = None
    for record in records:
        document, collection = document_of(record)
        if first is None:
            first = collection
            yield "", _head(first)
        else:
            yield "", b",\n"
            if collection and collection != first:
                lose(Loss(record.name, "head of the collection", why="another collection is written in the same file"))
        yield "", _dump(_image(document, record.name, lose))
    yield "", (_head({}) if first is None else b"") + b"\n]}\n"


def _dump(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def _head(collection: Data) -> bytes:
    head = {
        "source": "",
        "date": "",
        "key": "",
        **collection.get("head", {}),
        "infons": dict(collection.get("infons", [])),
    }
    return _dump(head).removesuffix(b"}") + b', "documents": [\n'


def _image(data: Any, name: str, lose: Lose) -> Any:
    """The data as BioC JSON has them."""
    result: Data = {}
    for key, value in data.items():
        if key == "infons":
            result[key] = _infon_image(value, name, data.get("id", ""), lose)
        elif key == "locations":
            result[key] = [{"offset": offset, "length": length} for offset, length in value]
        elif key == "nodes":
            result[key] = [{"refid": refid, "role": role} for refid, role in value]
        elif key == "more":
            result.update(value)
        elif isinstance(value, list):
            result[key] = [_image(one, name, lose) for one in cast("list[Data]", value)]
        elif value is not None:
            result[key] = value
    return result


def _infon_image(infons: list[Any], name: str, item: str, lose: Lose) -> Data:
    result: Data = {}
    for key, value in infons:
        if key in result:
            lose(Loss(name, "infons", item, key, str(value)[:80], "JSON has each name once"))
        else:
            result[key] = value
    return result


def _recognised(head: bytes) -> bool:
    return b'"passages"' in head or b'"documents"' in head


FORMAT = Format(
    name="bioc-json",
    title="BioC JSON",
    suffixes=(".json", ".jsonl"),
    about="passages and sentences with annotations and relations, as PubTator and others give them",
    home="https://bioc.sourceforge.net",
    whole=True,
    holds=HOLDS,
    read=read,
    write=write,
    recognise=_recognised,
)
