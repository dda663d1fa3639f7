"""Documents: immutable texts, with what was known of them at import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, count
from types import MappingProxyType
from typing import Any

from annotate.document import Document, text_digest
from annotate.errors import InputError
from annotate.model import Zone, ZoneKind
from annotate.offsets import Range
from store import listing
from store.blinding import BlindSetting
from store.codec import dump
from store.connection import Connection, Step, no_step
from store.errors import ProjectError, decoding
from store.ids import new_id
from store.listing import DocumentRow, Listed
from store.sources import Source

TEXT_LIMIT = 150_000_000  # bytes of a text in UTF-8; a row has at most 200 MB, and its index needs room as well
_AHEAD = 4_000_000  # code points
NAME_LIMIT = 1900  # characters; a number may come behind


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A text that is about to be imported; zones are `(kind, start, end)` in code points."""

    name: str
    text: str
    zones: tuple[tuple[ZoneKind, int, int], ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict[str, str])


class Documents:
    """The documents of a project, in the order of their import."""

    def __init__(self, connection: Connection, blinding: BlindSetting | None = None) -> None:
        self._connection, self._blinding = connection, blinding or BlindSetting(connection)

    def add(self, docs: Iterable[NewDocument]) -> list[Document]:
        """Import texts, all or none. Raises InputError for a text that cannot be kept as it is."""
        with self._connection.writing():
            return [self.put(doc) for doc in docs]

    def add_each(self, docs: Iterable[NewDocument], *, skip_known: bool = False) -> Iterator[Document | NewDocument]:
        """Import texts as they come, all or none: durable when the iteration has come to its end, given up as a whole
        where it does not, or where `docs` raises; where it raises early, nothing was begun. With `skip_known`, a text
        that is there already comes back as it was given; where all are, nothing is written.
        """
        with ExitStack() as stack:
            begun = False
            for doc in _ahead(docs):
                if skip_known and self.with_text(doc.text) is not None:
                    yield doc
                    continue
                if not begun:
                    stack.enter_context(self._connection.writing())
                    begun = True
                yield self.put(doc)

    def put(self, new: NewDocument) -> Document:
        """Write a document inside the running transaction. Raises InputError."""
        check_text(new.text, new.name)
        _check_name(new.name)
        zones = tuple(Zone(new_id(), kind, *Range(start, end).within(len(new.text))) for kind, start, end in new.zones)
        doc = Document(new_id(), self._free_name(new.name), new.text, zones, MappingProxyType(dict(new.meta)))
        digest = bytes.fromhex(doc.digest.removeprefix("sha256:"))
        twin = self._free_twin(digest)
        sql = "INSERT INTO document(uid, name, meta, digest, n_chars, twin) VALUES(?,?,?,?,?,?)"
        row = (bytes.fromhex(doc.id), doc.name, dump(dict(doc.meta)), digest, len(doc.text), twin)
        doc_id = self._connection.write(sql, row)
        self._connection.write("INSERT INTO document_text VALUES(?,?)", (doc_id, doc.text))
        self._connection.write("INSERT INTO document_search(rowid, text) VALUES(?,?)", (doc_id, doc.text))
        places = [(bytes.fromhex(zone.id), doc_id, None, zone.kind, zone.start, zone.end) for zone in zones]
        self._connection.write_many("INSERT INTO zone VALUES(?,?,?,?,?,?)", places)
        return doc

    def _free_twin(self, digest: bytes) -> int:
        """The lowest number that no document with this text has; a copy of a part of the project may lack the first."""
        taken = {row[0] for row in self._connection.rows("SELECT twin FROM document WHERE digest=?", (digest,))}
        return next(number for number in count() if number not in taken)

    def _free_name(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        free, number = name, 2
        while self._connection.value("SELECT 1 FROM document WHERE name=?", (free,)):
            free = f"{stem} ({number}){dot}{suffix}" if stem else f"{name} ({number})"
            number += 1
        return free

    def get(self, document_id: str) -> Document:
        """The document with an id. Raises ProjectError."""
        return self._read("uid=?", bytes.fromhex(document_id), document_id)

    def named(self, name: str) -> Document | None:
        """The document with a name."""
        found = self._connection.value("SELECT uid FROM document WHERE name=? ORDER BY id", (name,))
        return self.get(found.hex()) if found else None

    def name_of(self, document_id: str) -> str:
        """The name of a document without reading its text; empty where there is none."""
        found = self._connection.value("SELECT name FROM document WHERE uid=?", (bytes.fromhex(document_id),))
        return found or ""

    def with_text(self, text: str) -> str | None:
        """The name of a document that has exactly this text already."""
        digest = bytes.fromhex(text_digest(text).removeprefix("sha256:"))
        return self._connection.value("SELECT name FROM document WHERE digest=?", (digest,))

    def ids_of_text(self, text: str) -> list[str]:
        """The ids of the documents that have exactly this text already, in the order in which they came."""
        digest = bytes.fromhex(text_digest(text).removeprefix("sha256:"))
        sql = "SELECT uid FROM document WHERE digest=? ORDER BY twin"
        return [row[0].hex() for row in self._connection.rows(sql, (digest,))]

    def ids(self) -> list[str]:
        """Ids of all documents in order."""
        with decoding(self._connection.path):
            return [row[0].hex() for row in self._connection.rows("SELECT uid FROM document ORDER BY id")]

    def digests(self) -> list[str]:
        """Digests of all texts in order, as `Document.digest` has them."""
        return [f"sha256:{row[0].hex()}" for row in self._connection.rows("SELECT digest FROM document ORDER BY id")]

    def ids_without_run(self) -> list[str]:
        """Ids of the documents that no model has looked at, in order."""
        never = "NOT EXISTS(SELECT 1 FROM run_document WHERE doc_id=d.id)"
        return [row[0].hex() for row in self._connection.rows(f"SELECT uid FROM document d WHERE {never} ORDER BY id")]

    def ids_unfinished(self, source: Source) -> list[str]:
        """Ids of the documents that `source` has not marked done, in order."""
        return [row[0].hex() for row in self._connection.rows(f"{_UNFINISHED} ORDER BY d.id", (source.id,))]

    def first_unfinished(self, source: Source) -> str | None:
        """The first document that `source` has not marked done."""
        found = self._connection.value(f"{_UNFINISHED} ORDER BY d.id LIMIT 1", (source.id,))
        return found.hex() if found is not None else None

    def __len__(self) -> int:
        return int(self._connection.value("SELECT count(*) FROM document"))

    def more_than(self, count: int) -> bool:
        """Whether there are more documents than so many; unlike `len` it does not look at all of them."""
        return self._connection.value("SELECT 1 FROM document LIMIT 1 OFFSET ?", (count,)) is not None

    @property
    def counts_slowly(self) -> bool:
        """Whether what is open has to be counted one by one for the documents list."""
        blinding = self._blinding.current
        return bool(blinding.share) and blinding.unit == "spans"

    def rows(self, source: Source) -> list[DocumentRow]:
        """The whole documents list as `source` sees it; `window` reads a part of it."""
        with decoding(self._connection.path):
            return listing.rows(self._connection, self._blinding.current, "", {"source": source.id})

    def row(self, document_id: str, source: Source) -> DocumentRow:
        """One line of the documents list."""
        asked = {"source": source.id, "uid": bytes.fromhex(document_id)}
        with decoding(self._connection.path):
            return listing.rows(self._connection, self._blinding.current, "WHERE d.uid=:uid", asked)[0]

    def window(self, numbers: Sequence[int], source: Source) -> list[DocumentRow]:
        """The lines of some documents, by their numbers, in the order of their import."""
        where = f"WHERE d.id IN ({','.join(map(str, map(int, numbers)))})"
        with decoding(self._connection.path):
            return listing.rows(self._connection, self._blinding.current, where, {"source": source.id})

    def beginning(self, source: Source, count: int) -> Listed:
        """The first so many documents in the order of import, as far as it costs little to tell."""
        return listing.beginning(self._connection, source.id, count)

    def listed(self, source: Source, order: str, step: Step = no_step, *, counted: bool = True) -> Listed:
        """All documents in an order, one of `listing.ORDERS`, without their lines. `step` is called now and then.

        Not `counted`, doubts are left out, which take longest, where the order does without.
        """
        return listing.listed(self._connection, self._blinding.current, source.id, order, step, counted=counted)

    def holding(self, asked: str, step: Step = no_step) -> set[int]:
        """Numbers of the documents with a text in their names, letter case aside; with a text in quotes, of those that
        have it in their texts as whole words."""
        return listing.holding(self._connection, asked, step)

    def number(self, document_id: str) -> int:
        """The number of a document; 0 where there is none."""
        return self._connection.value("SELECT id FROM document WHERE uid=?", (bytes.fromhex(document_id),)) or 0

    def _read(self, where: str, key: Any, asked: str) -> Document:
        sql = f"SELECT uid,name,meta,id,digest,text FROM document JOIN document_text ON doc_id=id WHERE {where}"
        row = self._connection.row(sql, (key,))
        if row is None:
            raise ProjectError(f"{self._connection.path}: there is no document {asked} in this project")
        zones = self._connection.rows(
            "SELECT uid,kind,start_ch,end_ch FROM zone WHERE doc_id=? AND source_id IS NULL ORDER BY start_ch",
            (row[3],),
        )
        with decoding(self._connection.path):
            found = tuple(Zone(uid.hex(), *rest) for uid, *rest in zones)
            doc = Document(row[0].hex(), row[1], row[5], found, MappingProxyType(json.loads(row[2])))
            same = doc.digest == "sha256:" + row[4].hex()
        if not same:
            raise ProjectError(f"{self._connection.path}: the text of {doc.name} is not the one that was imported")
        return doc


def check_text(text: str, name: str) -> None:
    """Raise InputError for a text that the project file could not give back exactly."""
    if not text.strip():
        raise InputError(f"{name}: the text is empty; there is nothing to annotate")
    if "\x00" in text:
        at = text.index("\x00")
        raise InputError(f"{name}: a NUL character at offset {at}; this is no plain text")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as problem:
        lone = f"half a surrogate pair at offset {problem.start}"
        raise InputError(f"{name}: {lone}; the file was damaged before") from problem
    if size > TEXT_LIMIT:
        raise InputError(f"{name}: {size:,} bytes of text; the limit is {TEXT_LIMIT:,}. Cut it into smaller files")


def _ahead(docs: Iterable[NewDocument]) -> Iterator[NewDocument]:
    """The same, with the first ones, up to `_AHEAD` code points, made before any is given."""
    rest, first, size = iter(docs), list[NewDocument](), 0
    while size < _AHEAD and (doc := next(rest, None)) is not None:
        first.append(doc)
        size += len(doc.text)
    yield from chain(first, rest)


def _check_name(name: str) -> None:
    if not 1 <= len(name) <= NAME_LIMIT:
        raise InputError(
            f"{name[:60] or 'a document'}: its name has {len(name):,} characters; "
            f"give it one of at most {NAME_LIMIT:,}, with its folders"
        )


_UNFINISHED = (
    "SELECT d.uid FROM document d WHERE NOT EXISTS "
    "(SELECT 1 FROM marks m WHERE m.doc_id=d.id AND m.source_id=? AND m.status='done')"
)
