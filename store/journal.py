"""The journal: every transaction that was ever made, with whole images before and after, chained by hashes.

Undo after a restart, audit and repair read it; nothing in it is ever changed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from annotate import VERSION
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.history import History
from annotate.state import AnnotationState
from annotate.work import Done
from store.codec import decode, encode
from store.connection import Connection, Step, no_step, stepped
from store.ids import new_id
from store.sources import Source

Kind = Literal["edit", "undo", "redo", "import", "adjudicate", "scheme", "repair"]
_APP = f"gilder {VERSION}"
_NO_CHAIN = bytes(32)


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


@dataclass(frozen=True, slots=True)
class Outline:
    """What an entry is about, without all of its changes: for naming it in a list.

    `counts` are changes by class name and how (`add`, `remove`, `replace`); `first` is the first change of a span, or
    else of a relation, or else of anything; `schemes` are the schemes' TOML before and after, where it changed them.
    """

    event: str
    documents: int
    counts: Mapping[tuple[str, str], int]
    first: Change | None
    schemes: tuple[str, str] | None


class Journal:
    """The journal of a project."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(
        self,
        tx: Transaction,
        source: Source,
        doc_ids: dict[str, int],
        *,
        kind: Kind,
        undoes: str | None,
        author: str,
        schemes: tuple[int, int] | None = None,
        step: Step = no_step,
    ) -> Entry:
        """Append a transaction, inside the running SQLite transaction; `schemes` are numbers of the schemes before and
        after, where it changes the scheme. `step` hears of the last third of the work."""
        uid, at_ms, site = bytes.fromhex(new_id()), time.time_ns() // 1_000_000, self._site()
        ops = [
            (at, doc_ids[change.document], change.key[1], change.key[2], self._previous(change), *_images(change))
            for at, change in enumerate(stepped(tx.changes, step, 0.7, 1.0))
        ]
        ref = bytes.fromhex(undoes) if undoes else None
        row = (uid, site, source.id, author, at_ms, kind, ref, tx.event, tx.focus, _APP, len(ops))
        last = self._connection.value("SELECT chain FROM tx WHERE site_id=? ORDER BY id DESC LIMIT 1", (site,))
        chain = chain_after(last, row, [*ops, *self._scheme_op(schemes)])
        columns = "uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain"
        tx_id = self._connection.write(f"INSERT INTO tx({columns}) VALUES({','.join('?' * 12)})", (*row, chain))
        self._connection.write_many("INSERT INTO op VALUES(?,?,?,?,?,?,?,?)", [(tx_id, *op) for op in ops])
        if schemes is not None:
            self._connection.write("INSERT INTO scheme_change VALUES(?,?,?)", (tx_id, *schemes))
        first = tx.documents[0] if tx.changes else None
        return Entry(uid.hex(), tx.event, first, source.name, author, at_ms / 1000, kind, undoes)

    def _scheme_op(self, schemes: tuple[int, int] | None) -> list[tuple[str, str, str]]:
        """What stands for a change of the scheme in the chain: both TOML texts."""
        if schemes is None:
            return []
        before, after = (self._connection.value("SELECT toml FROM scheme WHERE id=?", (one,)) for one in schemes)
        return [("scheme", before, after)]

    def schemes_of(self, entry_id: str) -> tuple[int, int] | None:
        """Numbers of the schemes before and after an entry that changed the scheme."""
        sql = "SELECT before_id, after_id FROM scheme_change JOIN tx ON tx.id=tx_id WHERE tx.uid=?"
        row = self._connection.row(sql, (bytes.fromhex(entry_id),))
        return (row[0], row[1]) if row else None

    def followers(self, entry_id: str) -> list[tuple[str, int]]:
        """Entries (with their source's number) by which other sources' annotations followed a change of the scheme."""
        sql = "SELECT uid, source_id FROM tx WHERE undoes=? AND kind='repair' ORDER BY id"
        return [(uid.hex(), source) for uid, source in self._connection.rows(sql, (bytes.fromhex(entry_id),))]

    def outline(self, entry_id: str) -> Outline:
        """What an entry is about; reads one of its changes, however many it has. Raises KeyError."""
        row = self._connection.row("SELECT id, event FROM tx WHERE uid=?", (bytes.fromhex(entry_id),))
        if row is None:
            raise KeyError(entry_id)
        tx_id, event = row
        sql = (
            "SELECT item, CASE WHEN before IS NULL THEN 'add' WHEN after IS NULL THEN 'remove' ELSE 'replace' END, "
            "count(*), min(ord) FROM op WHERE tx_id=? GROUP BY 1, 2"
        )
        found = self._connection.rows(sql, (tx_id,))
        rank = {"Span": 0, "Relation": 1, "Marks": 2, "Zone": 3}
        ordered = sorted(found, key=lambda one: (rank.get(one[0], 4), one[3]))
        first = self._change(tx_id, ordered[0][3]) if ordered else None
        docs = self._connection.value("SELECT count(DISTINCT doc_id) FROM op WHERE tx_id=?", (tx_id,))
        sql = (
            "SELECT b.toml, a.toml FROM scheme_change JOIN scheme b ON b.id=before_id JOIN scheme a ON a.id=after_id "
            "WHERE tx_id=?"
        )
        schemes = self._connection.row(sql, (tx_id,))
        counts = {(item, how): count for item, how, count, _ in found}
        return Outline(event, docs, counts, first, (schemes[0], schemes[1]) if schemes else None)

    def _change(self, tx_id: int, at: int) -> Change:
        sql = "SELECT document.uid, item, before, after FROM op JOIN document ON document.id=doc_id"
        return _change_of(*self._connection.row(f"{sql} WHERE tx_id=? AND ord=?", (tx_id, at)))

    def _previous(self, change: Change) -> bytes | None:
        """The transaction that made the version which this change replaces."""
        sql = "SELECT tx.uid FROM op JOIN tx ON tx.id=op.tx_id WHERE op.item_id=? AND op.item=?"
        return self._connection.value(sql + " ORDER BY tx_id DESC LIMIT 1", (change.key[2], change.key[1]))

    def _site(self) -> int:
        return int(self._connection.value("SELECT id FROM site ORDER BY id LIMIT 1"))

    def entries(self, source: Source, *, since: str | None = None) -> Iterator[Entry]:
        """The entries of one source, oldest first; with `since`, only those after that one."""
        after = self._connection.value("SELECT id FROM tx WHERE uid=?", (bytes.fromhex(since),)) if since else 0
        sql = (
            "SELECT tx.uid, tx.event, document.uid, tx.author, tx.at_ms, tx.kind, tx.undoes FROM tx "
            "LEFT JOIN op ON op.tx_id=tx.id AND op.ord=0 LEFT JOIN document ON document.id=op.doc_id "
            "WHERE tx.source_id=? AND tx.id>? ORDER BY tx.id"
        )
        for uid, event, document, author, at_ms, kind, undoes in self._connection.rows(sql, (source.id, after)):
            ref = undoes.hex() if undoes else None
            first = document.hex() if document else None
            yield Entry(uid.hex(), event, first, source.name, author, at_ms / 1000, kind, ref)

    def history(self, source: Source) -> History[Entry]:
        """What this source can undo and redo, folded from its entries."""
        history: History[Entry] = History()
        for entry in self.entries(source):
            if entry.kind == "undo":
                history = history.undo()
            elif entry.kind == "redo":
                history = history.redo()
            elif entry.kind in ("edit", "adjudicate", "scheme"):
                history = history.record(entry)
            elif entry.kind == "repair" and entry.undoes is not None:
                history = History()  # another one's change of the scheme: what lies before it has other labels now
        return history

    def done(self, source: Source, *, after: int = 0) -> tuple[list[Done], int]:
        """What a source has done, oldest first, after the `after`th transaction of the file; and the last one's number.

        The meter of work reads on from that number.
        """
        sql = (
            "SELECT tx.id, at_ms, event, document.uid, kind FROM tx LEFT JOIN op ON op.tx_id=tx.id AND op.ord=0 "
            "LEFT JOIN document ON document.id=op.doc_id WHERE tx.source_id=? AND tx.id>? ORDER BY tx.id"
        )
        rows = self._connection.rows(sql, (source.id, after))
        done = [Done(at_ms / 1000, event, uid.hex() if uid else None, kind) for _, at_ms, event, uid, kind in rows]
        return done, rows[-1][0] if rows else after

    def last_before(self, source: Source, at: float) -> int:
        """The number of a source's last transaction before a time in seconds since 1970; 0 where there is none."""
        sql = "SELECT coalesce(max(id), 0) FROM tx WHERE source_id=? AND at_ms<?"
        return int(self._connection.value(sql, (source.id, round(at * 1000))))

    def size(self, entry_id: str) -> int:
        """How many changes an entry has, with those by which other sources followed it."""
        sql = "SELECT coalesce(sum(n_ops), 0) FROM tx WHERE uid=:uid OR (undoes=:uid AND kind='repair')"
        return int(self._connection.value(sql, {"uid": bytes.fromhex(entry_id)}))

    def transaction(self, entry_id: str) -> Transaction:
        """The whole transaction of an entry. Raises KeyError for an entry that is not there."""
        row = self._connection.row("SELECT id, event, focus FROM tx WHERE uid=?", (bytes.fromhex(entry_id),))
        if row is None:
            raise KeyError(entry_id)
        sql = "SELECT document.uid, item, before, after FROM op JOIN document ON document.id=doc_id WHERE tx_id=?"
        changes = tuple(_change_of(*found) for found in self._connection.rows(sql + " ORDER BY ord", (row[0],)))
        return Transaction(changes, row[1], row[2])

    def replay(self, doc: Document, source: Source) -> AnnotationState:
        """The state of a document that the journal alone gives."""
        state = AnnotationState.of(doc)
        for entry in self.entries(source):
            state = state.apply(self.transaction(entry.id).within(doc.id))
        return state

    def check(self) -> Iterator[str]:
        """What is wrong with the hash chain, one line for each transaction."""
        last: dict[int, bytes] = {}
        columns = "id,uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain"
        for tx_id, *row, chain in self._connection.rows(f"SELECT {columns} FROM tx ORDER BY id"):
            sql = "SELECT ord,doc_id,item,item_id,prev_tx,before,after FROM op WHERE tx_id=? ORDER BY ord"
            ops = self._connection.rows(sql, (tx_id,))
            schemes = self._connection.row("SELECT before_id,after_id FROM scheme_change WHERE tx_id=?", (tx_id,))
            whole = [*ops, *self._scheme_op(schemes)]
            if chain_after(last.get(row[1]), row, whole) != chain or row[-1] != len(ops):
                yield f"journal entry {tx_id} ({row[7]}) is not what was written"
            last[row[1]] = chain


def chain_after(last: bytes | None, row: Sequence[Any], ops: Iterable[Sequence[Any]]) -> bytes:
    """SHA-256 over the chain before and every column of a transaction and its operations."""
    text = repr((tuple(row), [tuple(op) for op in ops]))
    return hashlib.sha256((last or _NO_CHAIN) + text.encode("utf-8", "surrogatepass")).digest()


def _change_of(uid: bytes, item: str, before: str | None, after: str | None) -> Change:
    return Change(uid.hex(), decode(item, before) if before else None, decode(item, after) if after else None)


def _images(change: Change) -> tuple[str | None, str | None]:
    before = encode(change.before) if change.before is not None else None
    return before, encode(change.after) if change.after is not None else None
