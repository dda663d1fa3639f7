"""Bringing the journal of an older file to version 5: clocks, twins, and the chain without local numbers.

Copies of one file that are brought up to date apart get the same values, so that they merge. The repair of a damaged
older file does the same with what is left of it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Any

from store.chain import NO_CHAIN, Written, chain_after, op_digest, scheme_digest

_TX = "id,uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain"

_LATEST = 1 << 45  # milliseconds: some thousand years, all of which a clock can show


def upgrade_merge(db: sqlite3.Connection) -> None:
    """Chain the journal anew, give it clocks, and the schemes their steps.

    An entry whose old chain does not hold keeps that chain, so that `gilder check` goes on telling of it.
    """
    sites = dict(db.execute("SELECT id, uid FROM site"))
    sources = {number: (kind, name) for number, kind, name in db.execute("SELECT id, kind, name FROM source")}
    documents = {number: (digest, twin) for number, digest, twin in db.execute("SELECT id, digest, twin FROM document")}
    hlc, parent, chain, old = 0, None, NO_CHAIN, dict[int, bytes]()
    for tx_id, uid, site, source, *row, was in db.execute(f"SELECT {_TX} FROM tx ORDER BY id").fetchall():
        author, at_ms, kind, undoes, event, focus, app, n_ops = row
        hlc = max(_clock(at_ms), hlc + 1)
        ops = db.execute(
            "SELECT ord,doc_id,item,item_id,prev_tx,before,after FROM op WHERE tx_id=? ORDER BY ord", (tx_id,)
        ).fetchall()
        texts = _scheme_texts(db, tx_id)
        whole = _old_chain(old.get(site), (uid, site, source, *row), [*ops, *texts]) == was and n_ops == len(ops)
        old[site] = was
        if whole and site in sites and all(doc_id in documents for _, doc_id, *_ in ops):
            author_of = sources.get(source, ("person", author))
            written = Written(
                uid, sites[site], *author_of, author, at_ms, hlc, kind, undoes, event, focus, app, n_ops, parent
            )
            digests = [op_digest(*documents[doc_id], (ord_, *rest)) for ord_, doc_id, *rest in ops]
            digests += [scheme_digest(before, after) for _, before, after in texts]
            chain = chain_after(chain, written, digests)
        else:
            chain = was
        db.execute("UPDATE tx SET hlc=?, parent=?, chain=? WHERE id=?", (hlc, parent, chain, tx_id))
        parent = uid
    _scheme_steps(db)


def _clock(at_ms: int) -> int:
    """A clock for a time of an older file; 0 where that is no time."""
    return at_ms << 16 if 0 <= at_ms < _LATEST else 0


def _scheme_texts(db: sqlite3.Connection, tx_id: int) -> list[tuple[str, str, str]]:
    sql = (
        "SELECT 'scheme', b.toml, a.toml FROM scheme_change JOIN scheme b ON b.id=before_id "
        "JOIN scheme a ON a.id=after_id WHERE tx_id=?"
    )
    return db.execute(sql, (tx_id,)).fetchall()


def _old_chain(last: bytes | None, row: Sequence[Any], ops: Sequence[Sequence[Any]]) -> bytes:
    """The chain of versions 1 to 4, which had numbers of the file in it."""
    text = repr((tuple(row), [tuple(op) for op in ops]))
    return hashlib.sha256((last or NO_CHAIN) + text.encode("utf-8", "surrogatepass")).digest()


def _scheme_steps(db: sqlite3.Connection) -> None:
    site = db.execute("SELECT uid FROM site ORDER BY id LIMIT 1").fetchone()
    hlc, before = 0, None
    for number, at_ms, toml in db.execute("SELECT id, at_ms, toml FROM scheme ORDER BY id").fetchall():
        hlc = max(_clock(at_ms), hlc + 1)
        uid = hashlib.sha256(repr((site, hlc, toml)).encode("utf-8", "surrogatepass")).digest()[:16]
        db.execute("INSERT INTO scheme_step VALUES(?,?,?,?)", (uid, hlc, before, number))
        before = number
