"""Documents: immutable texts, with what was known of them at import."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from types import MappingProxyType
from typing import Any

from annotate.blind import Blinding
from annotate.document import Document, text_digest
from annotate.errors import InputError
from annotate.model import Status, Zone, ZoneKind
from annotate.offsets import Range
from annotate.suggest.ranking import PRIOR
from store.blinding import BlindSetting
from store.codec import dump
from store.connection import Connection
from store.errors import ProjectError, decoding
from store.ids import new_id
from store.sources import Source

TEXT_LIMIT = 150_000_000  # bytes of a text in UTF-8; a row has at most 200 MB, and its index needs room as well
NAME_LIMIT = 1900  # characters; a number may come behind


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A text that is about to be imported; zones are `(kind, start, end)` in code points."""

    name: str
    text: str
    zones: tuple[tuple[ZoneKind, int, int], ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the documents list, from one source's point of view."""

    id: str
    name: str
    size: int  # code points
    status: Status
    flagged: bool
    spans: int
    open_suggestions: int
    unsureness: float = 0.0  # of the open suggestions, from 0 to 1: `annotate.suggest.ranking.mean_unsureness`
    blind: bool = False  # its suggestions are hidden: `annotate.blind`


class Documents:
    """The documents of a project, in the order of their import."""

    def __init__(self, connection: Connection, blinding: BlindSetting | None = None) -> None:
        self._connection, self._blinding = connection, blinding or BlindSetting(connection)

    def add(self, docs: Iterable[NewDocument]) -> list[Document]:
        """Import texts, all or none. Raises InputError for a text that cannot be kept as it is."""
        with self._connection.writing():
            return [self._add(doc) for doc in docs]

    def _add(self, new: NewDocument) -> Document:
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

    def __len__(self) -> int:
        return int(self._connection.value("SELECT count(*) FROM document"))

    @property
    def counts_slowly(self) -> bool:
        """Whether what is open has to be counted one by one for the documents list."""
        blinding = self._blinding.current
        return bool(blinding.share) and blinding.unit == "spans"

    def rows(self, source: Source, *, counted: bool = True) -> list[DocumentRow]:
        """The documents list as `source` sees it; not `counted`, it is as if no suggestion were open."""
        with decoding(self._connection.path):
            if counted:
                return self._listed("", {"source": source.id})
            return [_row(row) for row in self._connection.rows(_UNCOUNTED, {"source": source.id})]

    def row(self, document_id: str, source: Source) -> DocumentRow:
        """One line of the documents list."""
        with decoding(self._connection.path):
            return self._listed("WHERE d.uid=:uid", {"source": source.id, "uid": bytes.fromhex(document_id)})[0]

    def _listed(self, where: str, asked: dict[str, Any]) -> list[DocumentRow]:
        blinding = self._blinding.current
        if blinding.share and blinding.unit == "spans":  # what is open must be counted one by one
            self._connection.define("blind_key", _key_of(blinding))
            and_shown = f"AND NOT {blinding.hides_span_sql('d.key', 's.start_ch')}"
            rows = self._connection.rows(_rows_sql("0", and_shown, _KEYED).format(where=where), asked)
            return [_row(row) for row in rows]
        found = [_row(row) for row in self._connection.rows(_ROWS.format(where=where), asked)]
        if not blinding.share:
            return found
        digests = self._connection.rows(f"SELECT d.uid, d.digest FROM document d {where}", asked)
        blind = {uid.hex() for uid, digest in digests if blinding.hides_document(f"sha256:{digest.hex()}")}
        return [replace(row, open_suggestions=0, unsureness=0.0, blind=True) if row.id in blind else row
                for row in found]  # fmt: skip

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


def _check_name(name: str) -> None:
    if not 1 <= len(name) <= NAME_LIMIT:
        raise InputError(
            f"{name[:60] or 'a document'}: its name has {len(name):,} characters; "
            f"give it one of at most {NAME_LIMIT:,}, with its folders"
        )


def _key_of(blinding: Blinding) -> Callable[[bytes], int]:
    return lambda digest: blinding.key(f"sha256:{digest.hex()}")


def _row(row: Sequence[Any]) -> DocumentRow:
    return DocumentRow(row[0].hex(), row[1], row[2], row[3] or "new", bool(row[4]), row[5], row[6], row[7])


# What is open is what the newest run over the document proposed, less what was decided on and what stands at a place
# where the source has a span: `annotate.review.open_spans` in SQL. A test holds the two against each other. Only where
# the source has done something are suggestions read; elsewhere all of them are open, and the figures of the run tell.
_TOUCHED = """(EXISTS(SELECT 1 FROM span WHERE doc_id=d.id AND source_id=:source)
    OR EXISTS(SELECT 1 FROM decision WHERE doc_id=d.id AND source_id=:source)
    OR EXISTS(SELECT 1 FROM label WHERE retired))"""


_KEYED = "(SELECT d.*, blind_key(d.digest) AS key FROM document d {where} LIMIT -1)"  # with a limit, keys are made once


def _rows_sql(figures_count: str, and_shown: str = "", document: str = "document") -> str:
    """The query of the documents list; `figures_count` says where the figures of a run may stand for counting."""
    still = f"""
    FROM suggestion s JOIN label l ON l.id=s.label_id
    WHERE s.doc_id=d.id AND s.run_id=x.run_id AND s.start_ch IS NOT NULL AND NOT l.retired {and_shown}
    AND NOT EXISTS (SELECT 1 FROM span p WHERE p.doc_id=d.id AND p.source_id=:source
      AND p.start_ch=s.start_ch AND p.end_ch=s.end_ch AND p.fragments IS NULL)
    AND NOT EXISTS (SELECT 1 FROM decision c WHERE c.doc_id=d.id AND c.source_id=:source
      AND c.label_id=coalesce(l.now_id, l.id) AND c.fragments='[[' || s.start_ch || ',' || s.end_ch || ']]')"""
    place = "coalesce(l.now_id, l.id)"
    return f"""
SELECT d.uid, d.name, d.n_chars, m.status, m.flagged,
  (SELECT count(*) FROM span WHERE doc_id=d.id AND source_id=:source),
  CASE WHEN x.run_id IS NULL THEN 0 WHEN {figures_count} THEN x.spans ELSE
    (SELECT count(DISTINCT {place} || '/' || s.start_ch || '/' || s.end_ch) {still}) END,
  CASE WHEN x.run_id IS NULL THEN 0.0 WHEN {figures_count} THEN x.unsureness ELSE
    (SELECT coalesce(sum(doubt), 0.0) / (count(*) + {PRIOR}) FROM
      (SELECT 1 - abs(2 * s.score - 1) AS doubt, min(s.ord) {still} GROUP BY {place}, s.start_ch, s.end_ch)) END
FROM {document} d LEFT JOIN marks m ON m.doc_id=d.id AND m.source_id=:source
LEFT JOIN run_document x ON x.doc_id=d.id AND x.run_id=(SELECT max(run_id) FROM run_document WHERE doc_id=d.id)
{{where}}
ORDER BY d.id
"""


_UNCOUNTED = """
SELECT d.uid, d.name, d.n_chars, m.status, m.flagged,
  (SELECT count(*) FROM span WHERE doc_id=d.id AND source_id=:source), 0, 0.0
FROM document d LEFT JOIN marks m ON m.doc_id=d.id AND m.source_id=:source ORDER BY d.id
"""
_ROWS = _rows_sql(f"NOT {_TOUCHED}")
