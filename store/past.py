"""Entries of the journal, and what of them can be undone and done again: read backwards, as far as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from annotate.history import History
from store.connection import Connection
from store.errors import DamagedProject, decoding
from store.sources import Source

Kind = Literal["edit", "undo", "redo", "import", "adjudicate", "scheme", "repair"]
ENTRIES = (
    "SELECT tx.id, tx.uid, tx.event, document.uid, tx.author, tx.at_ms, tx.kind, tx.undoes FROM tx "
    "LEFT JOIN op ON op.tx_id=tx.id AND op.ord=0 LEFT JOIN document ON document.id=op.doc_id"
)
_PORTION, _NO_END = 100, 1 << 62


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction in the journal, without its changes. `at` is in seconds since 1970, UTC."""

    id: str
    event: str
    document: str | None  # the first document that it touches
    source: str
    author: str
    at: float
    kind: Kind
    undoes: str | None = None  # for an undo or redo: the id of the entry that it takes back or does again


class Past:
    """What one source did in this file's own line."""

    def __init__(self, connection: Connection, source: Source) -> None:
        self._connection, self._source = connection, source

    @property
    def history(self) -> History[Entry]:
        """What this source can undo and redo: what it did in this file's own line, not what came by a merge.

        However long the journal is, only its end is read, and what lies before it when it is asked for.
        """
        undone = list[Entry]()
        done: Iterator[Entry] = self._doings()
        for entry in self._end():
            if entry.kind == "undo":
                undone.append(self._original(entry))
            elif undone:
                undone.pop()
        return History[Entry].of(done, reversed(undone))

    def _end(self) -> list[Entry]:
        """What was undone and redone since the last step, oldest first."""
        found = list[Entry]()
        for entry in self._backwards():
            if _begins_anew(entry):
                break
            if entry.kind in ("undo", "redo"):
                found.append(entry)
        return found[::-1]

    def _doings(self) -> Iterator[Entry]:
        """The steps that are done and can be undone, the newest first: each undo on the way takes one before it."""
        taken_back = 0
        for entry in self._backwards():
            if entry.kind == "repair" and entry.undoes is not None:
                return  # another one's change of the scheme: what lies before it has other labels now
            if entry.kind == "undo":
                taken_back += 1
            elif entry.kind in ("edit", "adjudicate", "scheme", "redo"):
                if not taken_back:
                    yield self._original(entry) if entry.kind == "redo" else entry
                taken_back = max(0, taken_back - 1)

    def _original(self, entry: Entry) -> Entry:
        """The step that an undo takes back, or that a redo does again."""
        with decoding(self._connection.path):
            row = self._connection.row(f"{ENTRIES} WHERE tx.uid=?", (bytes.fromhex(entry.undoes or ""),))
        if row is None:
            path = self._connection.path
            raise DamagedProject(f"{path}: the file is damaged (entry {entry.id} undoes none); go back to a backup")
        return entry_of(self._source, *row[1:])

    def _backwards(self) -> Iterator[Entry]:
        """The entries of one source in this file's own line, the newest first, read in portions."""
        sql = f"{ENTRIES} WHERE tx.source_id=? AND tx.id<? AND tx.merge_id IS NULL ORDER BY tx.id DESC LIMIT {_PORTION}"
        before = _NO_END
        while rows := self._connection.rows(sql, (self._source.id, before)):
            before = rows[-1][0]
            with decoding(self._connection.path):
                entries = [entry_of(self._source, *row) for _, *row in rows]
            yield from entries


def _begins_anew(entry: Entry) -> bool:
    """Whether nothing can be redone after an entry that was undone before it."""
    return entry.kind in ("edit", "adjudicate", "scheme") or (entry.kind == "repair" and entry.undoes is not None)


def entry_of(
    source: Source,
    uid: bytes,
    event: str,
    document: bytes | None,
    author: str,
    at_ms: int,
    kind: Kind,
    ref: bytes | None,
) -> Entry:
    """The entry of a row of `ENTRIES` without its number."""
    first, undoes = document.hex() if document else None, ref.hex() if ref else None
    return Entry(uid.hex(), event, first, source.name, author, at_ms / 1000, kind, undoes)
