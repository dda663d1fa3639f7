"""The journal: every transaction that was ever made, with whole images before and after, chained by hashes.

Undo after a restart, audit and repair read it; nothing in it is ever changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate import VERSION
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.history import History
from annotate.model import Span
from annotate.state import AnnotationState
from annotate.work import DECIDING, PAUSE, SIGNS, Done, Work
from store.chain import NO_CHAIN, Written, chain_after, op_digest, scheme_digest
from store.clock import next_hlc, now_ms
from store.codec import encode
from store.connection import Connection, Step, no_step, stepped
from store.errors import DamagedProject, decoding
from store.ids import new_id
from store.past import ENTRIES, Entry, Kind, Past, entry_of
from store.replay import Replay, decoded
from store.sites import Sites
from store.sources import Source

_APP = f"gilder {VERSION}"
_COLUMNS = "uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain,hlc,parent,merge_id"
GAPS = "journal.gaps"
_OWN = "AND tx.merge_id IS NULL"
_TEXT = "SELECT digest, twin FROM document WHERE id=?"
_VERSIONS = "SELECT tx.uid, tx.hlc FROM op JOIN tx ON tx.id=op.tx_id"
_UIDS = (
    "SELECT lower(hex(uid)) FROM document WHERE id=? UNION SELECT lower(hex(uid)) FROM document_alias WHERE doc_id=?"
)
# `annotate.work.Work` in SQL; in a file's own line the clock of `hlc` never goes back, so numbers are in its order.
_DECIDES = " OR ".join(f"event GLOB '{prefix}*'" for prefix in DECIDING)
_SIGNED = " ".join(f"WHEN '{kind}' THEN {sign}" for kind, sign in SIGNS.items())
_SIGN = f"CASE kind {_SIGNED} ELSE 0 END"
_GAPS = (
    "SELECT id, at_ms, event, kind, at_ms - lag(at_ms) OVER (ORDER BY id) AS gap FROM tx "
    f"WHERE source_id=? AND id>? {_OWN}"
)
_WORKED = (
    f"SELECT count(*), coalesce(sum(CASE WHEN {_DECIDES} THEN {_SIGN} END), 0), "
    f"coalesce(sum(CASE WHEN gap>0 AND gap<={round(PAUSE * 1000)} THEN gap END), 0), "
    f"at_ms, max(id) FROM ({_GAPS})"  # beside max(), at_ms is of that row
)
_NEWEST_FIRST = "ORDER BY tx.hlc DESC, tx.uid DESC LIMIT 1"


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


@dataclass(frozen=True, slots=True)
class Writing:
    """What a transaction is, beside its changes; `replaced` is the newest time of the versions that it replaces."""

    kind: Kind
    undoes: str | None
    event: str
    focus: str | None
    author: str
    replaced: int = 0


class Journal:
    """The journal of a project."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sites = Sites(connection)

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
        before = [self.previous(change, source, doc_ids) for change in stepped(tx.changes, step, 0.7, 0.9)]
        ops = [
            (at, change.key[1], change.key[2], before[at][0], *_images(change))
            for at, change in enumerate(stepped(tx.changes, step, 0.9, 1.0))
        ]
        numbers = [doc_ids[change.document] for change in tx.changes]
        texts: dict[int, tuple[bytes, int]] = {one: self._connection.row(_TEXT, (one,)) for one in set(numbers)}
        writing = Writing(kind, undoes, tx.event, tx.focus, author, max((hlc for _, hlc in before), default=0))
        digests = [op_digest(*texts[number], op) for number, op in zip(numbers, ops, strict=True)]
        uid, at_ms = self.append(writing, source, numbers, ops, digests, schemes)
        first = tx.documents[0] if tx.changes else None
        return Entry(uid.hex(), tx.event, first, source.name, author, at_ms / 1000, kind, undoes)

    def append(
        self,
        writing: Writing,
        source: Source,
        numbers: Sequence[int],
        ops: Sequence[tuple[Any, ...]],
        digests: Sequence[bytes],
        schemes: tuple[int, int] | None = None,
    ) -> tuple[bytes, int]:
        """Append a transaction of which everything is known, inside the running SQLite transaction.

        `ops` are rows of `op` without the numbers of transaction and document, which `numbers` has, and `digests` what
        `op_digest` gives for them. Gives uid and time of the transaction.
        """
        uid, at_ms = bytes.fromhex(new_id()), now_ms()
        site, site_uid = self._sites.current()
        parent, last = self._newest()
        written = Written(
            uid,
            site_uid,
            source.kind,
            source.name,
            writing.author,
            at_ms,
            next_hlc(self._connection, at_ms, writing.replaced),
            writing.kind,
            bytes.fromhex(writing.undoes) if writing.undoes else None,
            writing.event,
            writing.focus,
            _APP,
            len(ops),
            parent,
        )
        chain = chain_after(last, written, [*digests, *self._scheme_digests(schemes)])
        tx_id = self.insert(written, site, source.id, chain)
        rows = [(tx_id, op[0], number, *op[1:]) for number, op in zip(numbers, ops, strict=True)]
        self._connection.write_many("INSERT INTO op VALUES(?,?,?,?,?,?,?,?)", rows)
        if schemes is not None:
            self._connection.write("INSERT INTO scheme_change VALUES(?,?,?)", (tx_id, *schemes))
        return uid, at_ms

    def insert(self, tx: Written, site: int, source: int, chain: bytes, merge: int | None = None) -> int:
        """Append the row of a transaction alone, with the numbers that its site and source have in this file."""
        row = (tx.uid, site, source, tx.author, tx.at_ms, tx.kind, tx.undoes, tx.event, tx.focus, tx.app, tx.n_ops)
        more = (chain, tx.hlc, tx.parent, merge)
        return self._connection.write(f"INSERT INTO tx({_COLUMNS}) VALUES({','.join('?' * 15)})", (*row, *more))

    def _newest(self) -> tuple[bytes | None, bytes]:
        """The newest transaction of this file's own line, and its chain."""
        found = self._connection.row("SELECT uid, chain FROM tx WHERE merge_id IS NULL ORDER BY id DESC LIMIT 1")
        return (found[0], found[1]) if found else (None, NO_CHAIN)

    def _scheme_digests(self, schemes: tuple[int, int] | None) -> list[bytes]:
        """What stands for a change of the scheme in the chain."""
        if schemes is None:
            return []
        before, after = (self._connection.value("SELECT toml FROM scheme WHERE id=?", (one,)) for one in schemes)
        return [scheme_digest(before, after)]

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
        """What an entry is about; reads one of its changes, however many it has. Raises DamagedProject."""
        row = self._connection.row("SELECT id, event FROM tx WHERE uid=?", (bytes.fromhex(entry_id),))
        if row is None:
            raise self._missing(entry_id)
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
        with decoding(self._connection.path):
            return _change_of(*self._connection.row(f"{sql} WHERE tx_id=? AND ord=?", (tx_id, at)))

    def previous(self, change: Change, source: Source, doc_ids: dict[str, int]) -> tuple[bytes | None, int]:
        """The transaction that made the version which this change replaces, and its time."""
        document, kind, item_id = change.key
        where, asked = "op.item_id=? AND op.item=?", [item_id, kind]
        if kind == "Marks":  # their id is the document's, which may have had another one where the version was made
            where, asked = f"op.item_id IN ({_UIDS}) AND op.item=?", [doc_ids[document], doc_ids[document], kind]
        if kind in ("Marks", "Decision"):  # the same id for everybody
            where, asked = f"{where} AND tx.source_id=? AND op.doc_id=?", [*asked, source.id, doc_ids[document]]
        found = self._connection.row(f"{_VERSIONS} WHERE {where} {_NEWEST_FIRST}", asked)
        return (found[0], found[1]) if found else (None, 0)

    def entries(self, source: Source, *, since: str | None = None, here: bool = False) -> Iterator[Entry]:
        """The entries of one source, oldest first; with `since`, only those after that one; with `here`, only those of
        this file's own line, none that came by a merge."""
        after = self._connection.value("SELECT id FROM tx WHERE uid=?", (bytes.fromhex(since),)) if since else 0
        sql = f"{ENTRIES} WHERE tx.source_id=? AND tx.id>? {_OWN if here else ''} ORDER BY tx.id"
        with decoding(self._connection.path):
            for _, *row in self._connection.rows(sql, (source.id, after)):
                yield entry_of(source, *row)

    def history(self, source: Source) -> History[Entry]:
        """What this source can undo and redo: see `store.past`."""
        return Past(self._connection, source).history

    def done(self, source: Source, *, after: int = 0, here: bool = False) -> tuple[list[Done], int]:
        """What a source has done, oldest first, after the `after`th transaction of the file; and the last one's number.

        The meter of work reads on from that number; with `here`, only what was done in this file's own line.
        """
        sql = (
            "SELECT tx.id, at_ms, event, document.uid, kind FROM tx LEFT JOIN op ON op.tx_id=tx.id AND op.ord=0 "
            f"LEFT JOIN document ON document.id=op.doc_id WHERE tx.source_id=? AND tx.id>? {_OWN if here else ''} "
            "ORDER BY tx.hlc, tx.uid"
        )
        rows = self._connection.rows(sql, (source.id, after))
        done = [Done(at_ms / 1000, event, uid.hex() if uid else None, kind) for _, at_ms, event, uid, kind in rows]
        return done, max((row[0] for row in rows), default=after)

    def worked(self, source: Source, since: float) -> tuple[Work, int]:
        """What a source has done in this file's own line since a time in seconds since 1970, without times by document;
        and the number of the last transaction, after which `done` reads on. SQLite folds it: a day may be long."""
        first = f"SELECT coalesce(max(id), 0) FROM tx WHERE source_id=? AND at_ms<? {_OWN}"
        before = int(self._connection.value(first, (source.id, round(since * 1000))))
        changes, decisions, active, at_ms, last = self._connection.row(_WORKED, (source.id, before))
        return Work(changes, decisions, active / 1000, None if at_ms is None else at_ms / 1000), last or before

    def size(self, entry_id: str) -> int:
        """How many changes an entry has, with those by which other sources followed it."""
        sql = "SELECT coalesce(sum(n_ops), 0) FROM tx WHERE uid=:uid OR (undoes=:uid AND kind='repair')"
        return int(self._connection.value(sql, {"uid": bytes.fromhex(entry_id)}))

    def transaction(self, entry_id: str) -> Transaction:
        """The whole transaction of an entry. Raises DamagedProject for one that is not there."""
        row = self._connection.row("SELECT id, event, focus FROM tx WHERE uid=?", (bytes.fromhex(entry_id),))
        if row is None:
            raise self._missing(entry_id)
        sql = "SELECT document.uid, item, before, after FROM op JOIN document ON document.id=doc_id WHERE tx_id=?"
        with decoding(self._connection.path):
            changes = tuple(_change_of(*found) for found in self._connection.rows(sql + " ORDER BY ord", (row[0],)))
            return Transaction(changes, row[1], row[2])

    def _missing(self, entry_id: str) -> DamagedProject:
        told = f"the journal has no entry {entry_id}"
        return DamagedProject(f"{self._connection.path}: the file is damaged ({told}); run “gilder check”")

    def replay(self, doc: Document, source: Source) -> AnnotationState:
        """The state of a document that the journal alone gives: see `store.replay`."""
        return self.replayed(doc).get(source.id, AnnotationState.of(doc))

    def replayed(self, doc: Document) -> dict[int, AnnotationState]:
        """The states of a document by source that the journal alone gives; every change of it is read once."""
        with decoding(self._connection.path):
            return Replay(self._connection).states(doc)

    def coming_back(self, tx: Transaction, source: Source) -> Iterator[Change]:
        """The relations of other copies that had lost an end by a merge, and have both again after `tx`."""
        if self._connection.value("SELECT 1 FROM merging LIMIT 1") is None:
            return
        with decoding(self._connection.path):
            yield from self._coming_back(tx, source)

    def _coming_back(self, tx: Transaction, source: Source) -> Iterator[Change]:
        known = {change.key for change in tx.changes}
        for document in tx.documents:
            some = [one for one in tx.changes if one.document == document]
            come = {one.key[2] for one in some if isinstance(one.after, Span)}
            if any(isinstance(one.after, Span) and one.before is None for one in some):
                gone = {one.key[2] for one in some if isinstance(one.before, Span)}
                for relation in Replay(self._connection).coming_back(document, source.id, gone, come):
                    change = Change(document, None, relation)
                    if change.key not in known:
                        yield change

    def check(self, step: Step = no_step) -> Iterator[str]:
        """What is wrong with the hash chain, one line for each transaction and merge."""
        total, excused = int(self._connection.value("SELECT coalesce(max(id), 0) FROM tx")), gaps(self._connection)
        for tx_id, chain, parent, row in written_rows(self._connection):
            step(min(tx_id, total), total)
            if (row.parent is None) != (parent is None):
                if row.parent in excused:
                    continue
                yield f"journal entry {tx_id} ({row.event}) goes on from one that is not there"
            digests, count = self.digests(tx_id)
            if chain_after(parent or NO_CHAIN, row, digests) != chain or row.n_ops != count:
                yield f"journal entry {tx_id} ({row.event}) is not what was written"
        for number, count, digest in self._connection.rows("SELECT id, n_tx, chains_sha256 FROM merging"):
            chains = [row[0] for row in self._connection.rows("SELECT chain FROM tx WHERE merge_id=?", (number,))]
            if (len(chains), chains_digest(chains)) != (count, digest):
                yield f"of merge {number} not everything is there that came by it"

    def digests(self, tx_id: int) -> tuple[list[bytes], int]:
        """What a transaction's chain is made of beside its row: digests of its changes and of its scheme; and how many
        changes there are."""
        sql = (
            "SELECT op.ord, digest, twin, item, item_id, prev_tx, before, after FROM op "
            "JOIN document ON document.id=doc_id WHERE tx_id=?"
        )
        found = {
            at: op_digest(text, twin, (at, *rest)) for at, text, twin, *rest in self._connection.rows(sql, (tx_id,))
        }
        found |= dict(self._connection.rows("SELECT ord, digest FROM op_withheld WHERE tx_id=?", (tx_id,)))
        schemes = self._connection.row("SELECT before_id, after_id FROM scheme_change WHERE tx_id=?", (tx_id,))
        return [*(found[at] for at in sorted(found)), *self._scheme_digests(schemes)], len(found)


def written_rows(connection: Connection) -> Iterator[tuple[int, bytes, bytes | None, Written]]:
    """Every transaction in this file's order: number, chain, its parent's chain, and what was written."""
    sql = (
        "SELECT tx.id, tx.chain, p.chain, tx.uid, site.uid, source.kind, source.name, tx.author, tx.at_ms, tx.hlc, "
        "tx.kind, tx.undoes, tx.event, tx.focus, tx.app, tx.n_ops, tx.parent FROM tx JOIN site ON site.id=tx.site_id "
        "JOIN source ON source.id=tx.source_id LEFT JOIN tx p ON p.uid=tx.parent ORDER BY tx.id"
    )
    for tx_id, chain, parent, *row in connection.stream(sql):
        yield tx_id, chain, parent, Written(*row)


def gaps(connection: Connection) -> frozenset[bytes]:
    """Uids of entries that a repair could not save: the chain of what came after them cannot be followed back.

    A copy that still has them brings them back by a merge, and then the chain has to hold again.
    """
    text = connection.value("SELECT value FROM meta WHERE key=?", (GAPS,)) or "[]"
    with decoding(connection.path):
        return frozenset(bytes.fromhex(one) for one in json.loads(text))


def chains_digest(chains: Iterable[bytes]) -> bytes:
    """SHA-256 of the chains of transactions in any order: what came by a merge."""
    return hashlib.sha256(b"".join(sorted(chains))).digest()


def _change_of(uid: bytes, item: str, before: str | None, after: str | None) -> Change:
    document = uid.hex()
    images = (decoded(document, item, image) if image else None for image in (before, after))
    return Change(document, *images)


def _images(change: Change) -> tuple[str | None, str | None]:
    before = encode(change.before) if change.before is not None else None
    return before, encode(change.after) if change.after is not None else None
