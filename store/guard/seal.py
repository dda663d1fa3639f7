"""The seal: digests over what neither texts' digests nor the journal nor the runs' digests cover, written at close.

The first write after opening takes it away, so that a file without one was not closed: it is checked in the background.
Small tables have a digest each, which is verified at every opening. Documents only ever grow: one chained digest goes
over them, which is extended by the new ones and verified by `gilder check`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from store.connection import Connection
from store.errors import DamagedProject

KEY = "seal"
_GROWN, _LIVE = "seal.documents", "seal.live"
_OWN = (KEY, _GROWN, _LIVE)
_SMALL = {
    "meta": "SELECT * FROM meta WHERE key NOT IN ('seal', 'seal.documents', 'seal.live') ORDER BY key",
    "scheme": "SELECT * FROM scheme ORDER BY id",
    "scheme_step": "SELECT * FROM scheme_step ORDER BY uid",
    "scheme_change": "SELECT * FROM scheme_change ORDER BY tx_id",
    "site": "SELECT * FROM site ORDER BY id",
    "source": "SELECT * FROM source ORDER BY id",
    "label": "SELECT * FROM label ORDER BY id",
    "document_alias": "SELECT * FROM document_alias ORDER BY uid",
    "merging": "SELECT * FROM merging ORDER BY id",
    "model_run": "SELECT * FROM model_run ORDER BY id",
}
_DOCUMENTS = "SELECT id, uid, name, meta, digest, n_chars FROM document WHERE id>? AND id<=? ORDER BY id LIMIT 1000"
_ZONES = (
    "SELECT doc_id, uid, kind, start_ch, end_ch FROM zone WHERE doc_id BETWEEN ? AND ? AND source_id IS NULL "
    "ORDER BY doc_id, uid"
)


def remove(connection: Connection) -> None:
    """Take the seal away, inside a transaction that writes."""
    connection.write("DELETE FROM meta WHERE key=?", (KEY,))


def remove_all(connection: Connection) -> None:
    """Take away also what is known of the documents, inside a transaction that changes some of them: a merge."""
    connection.write("DELETE FROM meta WHERE key IN (?,?,?)", _OWN)


def forget_live(connection: Connection) -> None:
    """Count annotations anew at the next closing, inside a transaction that changes more of them than it notes."""
    connection.write("DELETE FROM meta WHERE key=?", (_LIVE,))


def put(connection: Connection) -> None:
    """Seal what is there, in the closing transaction."""
    digests = {table: _digest(connection, table) for table in _SMALL}
    last = int(connection.value("SELECT coalesce(max(id), 0) FROM document"))
    grown = _grown(connection)
    if grown is None or grown[0] > last:
        grown = (0, bytes(32))
    number, chain = grown
    for number, chain in _extended(connection, *grown, last):  # noqa: B007 - the last one is meant
        pass
    write = "INSERT OR REPLACE INTO meta VALUES(?,?)"
    entry = connection.value("SELECT coalesce(max(id), 0) FROM tx")
    connection.write(write, (_LIVE, f"{live(connection)}:{entry}"))
    connection.write(write, (_GROWN, f"{number}:{chain.hex()}"))
    connection.write(write, (KEY, json.dumps(digests, separators=(",", ":"))))


def is_there(connection: Connection) -> bool:
    """Whether the file was closed in order after the last write."""
    return connection.value("SELECT 1 FROM meta WHERE key=?", (KEY,)) is not None


def broken(connection: Connection) -> tuple[str, ...]:
    """The small tables that are not as they were sealed; nothing where there is no seal."""
    text = connection.value("SELECT value FROM meta WHERE key=?", (KEY,))
    if text is None:
        return ()
    try:
        sealed: Any = json.loads(text)
        digests = {str(table): str(digest) for table, digest in sealed.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ("meta",)
    return tuple(table for table in _SMALL if digests.get(table) != _digest(connection, table))


def broken_documents(connection: Connection) -> bool:
    """Whether names, digests or zones of documents are not as they were sealed. Reads all of them, without texts."""
    grown = _grown(connection)
    if grown is None:
        return connection.value("SELECT 1 FROM meta WHERE key=?", (_GROWN,)) is not None
    last = (0, bytes(32))
    for step in _extended(connection, *last, grown[0]):
        last = step
    return last != grown


def live(connection: Connection) -> int:
    """How many spans and relations there are; reads the whole of an index of each."""
    return int(connection.value("SELECT (SELECT count(*) FROM span) + (SELECT count(*) FROM relation)"))


def expected_live(connection: Connection) -> int | None:
    """How many spans and relations there must be: as many as at the last closing, and what entries since then have
    added or removed. None where that is not known."""
    text = str(connection.value("SELECT value FROM meta WHERE key=?", (_LIVE,)) or "")
    count, _, entry = text.partition(":")
    if not (count.isascii() and count.isdecimal() and entry.isascii() and entry.isdecimal() and len(text) < 40):
        return None
    changed = (
        "SELECT coalesce(sum((after IS NOT NULL) - (before IS NOT NULL)), 0) FROM op "
        "WHERE tx_id>? AND item IN ('Span','Relation')"
    )
    return int(count) + int(connection.value(changed, (min(int(entry), 2**62),)))


def _digest(connection: Connection, table: str) -> str:
    rows = [tuple(row) for row in connection.rows(_SMALL[table])]
    return hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _grown(connection: Connection) -> tuple[int, bytes] | None:
    text = connection.value("SELECT value FROM meta WHERE key=?", (_GROWN,))
    try:
        number, _, chain = str(text).partition(":")
        found = int(number), bytes.fromhex(chain)
    except ValueError:
        return None
    return found if len(found[1]) == 32 and found[0] >= 0 else None


def _extended(connection: Connection, number: int, chain: bytes, last: int) -> Iterator[tuple[int, bytes]]:
    """The chain after each further portion of documents; a document's own digest does not hang on the portions."""
    while rows := connection.rows(_DOCUMENTS, (number, last)):
        zones: dict[int, list[Any]] = {}
        for doc_id, *zone in connection.rows(_ZONES, (rows[0][0], rows[-1][0])):
            zones.setdefault(doc_id, []).append(zone)
        for row in rows:
            if not isinstance(row[0], int) or row[0] <= number:
                raise DamagedProject(f"{connection.path}: the file is damaged (documents are not in their order)")
            text = repr((tuple(row), zones.get(row[0], [])))
            number, chain = row[0], hashlib.sha256(chain + text.encode("utf-8", "surrogatepass")).digest()
        yield number, chain
