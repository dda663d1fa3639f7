"""What two files say, united: sites, sources, documents, and the journal with every change as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from store.clock import now_ms
from store.guard import seal
from store.journal import chains_digest, written_rows
from store.merge.pairing import Numbers, Pairing, Text
from store.merge.schemes import scheme_number
from store.sites import name_of

_OP = "SELECT ord, doc_id, item, item_id, prev_tx, before, after FROM op WHERE tx_id=? ORDER BY ord"


def join_sites_and_sources(pairing: Pairing, numbers: Numbers) -> None:
    """Have the sites and sources of both, inside the running transaction."""
    write, value = pairing.ours.write, pairing.ours.value
    for row in pairing.theirs.rows("SELECT uid, created_ms, fingerprint, name FROM site ORDER BY id"):
        write("INSERT OR IGNORE INTO site(uid, created_ms, fingerprint, name) VALUES(?,?,?,?)", row)
        numbers.sites[row[0]] = value("SELECT id FROM site WHERE uid=?", (row[0],))
    for source in pairing.other.sources.all():
        numbers.sources[source.id] = pairing.project.sources.ensure(source.name, source.kind).id


def join_documents(pairing: Pairing, numbers: Numbers) -> None:
    """Have the documents of both, inside the running transaction; one that was imported apart has all its ids, and is
    called as it was where it was imported first."""
    for text in pairing.documents.values():
        if text.here is None:
            numbers.documents[text.id] = _insert(pairing, text)
            numbers.touched.add(numbers.documents[text.id])
        else:
            numbers.documents[text.id] = text.here
            _join(pairing, numbers, text, text.here)


def _uids(pairing: Pairing, text: Text) -> list[bytes]:
    sql = "SELECT uid FROM document_alias WHERE doc_id=? ORDER BY uid"
    return [text.uid, *(row[0] for row in pairing.theirs.rows(sql, (text.id,)))]


def _insert(pairing: Pairing, text: Text) -> int:
    write, theirs = pairing.ours.write, pairing.theirs
    columns = "uid, name, meta, digest, n_chars, twin"
    row = theirs.row(f"SELECT {columns} FROM document WHERE id=?", (text.id,))
    number = write(f"INSERT INTO document({columns}) VALUES(?,?,?,?,?,?)", row)
    body = theirs.value("SELECT text FROM document_text WHERE doc_id=?", (text.id,))
    write("INSERT INTO document_text VALUES(?,?)", (number, body))
    write("INSERT INTO document_search(rowid, text) VALUES(?,?)", (number, body))
    for uid in _uids(pairing, text)[1:]:
        write("INSERT INTO document_alias VALUES(?,?)", (uid, number))
    _take_zones(pairing, text, number)
    return number


def _take_zones(pairing: Pairing, text: Text, number: int) -> None:
    sql = "SELECT uid, kind, start_ch, end_ch FROM zone WHERE doc_id=? AND source_id IS NULL"
    for uid, *rest in pairing.theirs.rows(sql, (text.id,)):
        pairing.ours.write("INSERT OR IGNORE INTO zone VALUES(?,?,NULL,?,?,?)", (uid, number, *rest))


def _join(pairing: Pairing, numbers: Numbers, text: Text, number: int) -> None:
    write = pairing.ours.write
    sql = "SELECT uid FROM document WHERE id=:id UNION SELECT uid FROM document_alias WHERE doc_id=:id"
    known = {uid for (uid,) in pairing.ours.rows(sql, {"id": number})}
    theirs = _uids(pairing, text)
    if min(theirs) < min(known):
        row = pairing.theirs.row("SELECT name, meta FROM document WHERE id=?", (text.id,))
        seal.remove_all(pairing.ours)
        write("UPDATE document SET name=?, meta=? WHERE id=?", (*row, number))
        write("DELETE FROM zone WHERE doc_id=? AND source_id IS NULL", (number,))
        _take_zones(pairing, text, number)
        numbers.touched.add(number)
    for uid in theirs:
        if uid not in known:
            write("INSERT INTO document_alias VALUES(?,?)", (uid, number))


def join_journal(pairing: Pairing, numbers: Numbers) -> None:
    """Have every transaction and every change of both, inside the running transaction."""
    withheld = {row[0] for row in pairing.ours.rows("SELECT DISTINCT tx.uid FROM op_withheld JOIN tx ON tx.id=tx_id")}
    merge, chains = None, list[bytes]()
    for tx_id, chain, _, row in written_rows(pairing.theirs):
        known = pairing.ours.value("SELECT id FROM tx WHERE uid=?", (row.uid,))
        if known is not None:
            if row.uid in withheld:
                _fill(pairing, numbers, tx_id, known)
            continue
        if merge is None:
            sql = "INSERT INTO merging(at_ms, name, n_tx, chains_sha256) VALUES(?,?,0,?)"
            merge = pairing.ours.write(sql, (now_ms(), name_of(pairing.other.path), bytes(32)))
        chains.append(chain)
        source = pairing.project.sources.named(row.source_name)
        assert source is not None
        here = pairing.project.journal.insert(row, numbers.sites[row.site], source.id, chain, merge)
        _take_ops(pairing, numbers, tx_id, here)
        _take_rest(pairing, tx_id, here)
    if merge is not None:
        done = (len(chains), chains_digest(chains), merge)
        pairing.ours.write("UPDATE merging SET n_tx=?, chains_sha256=? WHERE id=?", done)


def _ops(pairing: Pairing, numbers: Numbers, tx_id: int, here: int) -> Iterator[tuple[object, ...]]:
    for at, doc_id, *rest in pairing.theirs.rows(_OP, (tx_id,)):
        numbers.touched.add(numbers.documents[doc_id])
        yield (here, at, numbers.documents[doc_id], *rest)


def _take_ops(pairing: Pairing, numbers: Numbers, tx_id: int, here: int) -> None:
    pairing.ours.write_many("INSERT INTO op VALUES(?,?,?,?,?,?,?,?)", _ops(pairing, numbers, tx_id, here))


def _take_rest(pairing: Pairing, tx_id: int, here: int) -> None:
    rows = pairing.theirs.rows("SELECT ord, digest FROM op_withheld WHERE tx_id=?", (tx_id,))
    pairing.ours.write_many("INSERT INTO op_withheld VALUES(?,?,?)", [(here, *row) for row in rows])
    sql = (
        "SELECT b.toml, a.toml FROM scheme_change JOIN scheme b ON b.id=before_id JOIN scheme a ON a.id=after_id "
        "WHERE tx_id=?"
    )
    for before, after in pairing.theirs.rows(sql, (tx_id,)):
        schemes = (scheme_number(pairing.ours, before), scheme_number(pairing.ours, after))
        pairing.ours.write("INSERT INTO scheme_change VALUES(?,?,?)", (here, *schemes))


def _fill(pairing: Pairing, numbers: Numbers, tx_id: int, here: int) -> None:
    """Take the changes over that this file was without, because it was without their documents."""
    missing = {at for (at,) in pairing.ours.rows("SELECT ord FROM op_withheld WHERE tx_id=?", (here,))}
    for op in list(_ops(pairing, numbers, tx_id, here)):
        if op[1] in missing:
            pairing.ours.write("INSERT INTO op VALUES(?,?,?,?,?,?,?,?)", op)
            pairing.ours.write("DELETE FROM op_withheld WHERE tx_id=? AND ord=?", (here, op[1]))
