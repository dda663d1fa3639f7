"""Model runs of two files: united by uid, numbered in the order of their times, and tidied.

A run that is its model's newest one for some document is whole; of any other only what somebody ever decided on is
kept. That depends on what is there, not on the order in which it came.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection
from store.merge.pairing import Numbers, Pairing
from store.runs import Row, count_again, take_away, with_ends

_RUNS = "SELECT id, uid, at_ms, name FROM model_run"
_OF = "SELECT doc_id FROM run_document WHERE run_id=?"


@dataclass(frozen=True, slots=True)
class _Known:
    """A run, with its number in each file."""

    at_ms: int
    uid: bytes
    name: str
    ours: int | None
    theirs: int | None


def _both(pairing: Pairing) -> list[_Known]:
    """The runs of both files in the order of their times."""
    ours = {uid: run_id for run_id, uid, _, _ in pairing.ours.rows(_RUNS)}
    theirs = {uid: run_id for run_id, uid, _, _ in pairing.theirs.rows(_RUNS)}
    rows = {row[1]: row[2:] for row in (*pairing.ours.rows(_RUNS), *pairing.theirs.rows(_RUNS))}
    found = [_Known(at_ms, uid, name, ours.get(uid), theirs.get(uid)) for uid, (at_ms, name) in rows.items()]
    return sorted(found, key=lambda one: (one.at_ms, one.uid))


def _newest(pairing: Pairing, runs: list[_Known]) -> set[bytes]:
    """The runs that are their model's newest for some document, the files taken together."""
    newest = dict[tuple[str, int, str], bytes]()
    here = {text.id: text.here for text in pairing.documents.values()}
    for run in runs:
        for (doc_id,) in pairing.ours.rows(_OF, (run.ours,)) if run.ours is not None else ():
            newest["ours", doc_id, run.name] = run.uid
        for (doc_id,) in pairing.theirs.rows(_OF, (run.theirs,)) if run.theirs is not None else ():
            number = here[doc_id]
            place = ("theirs", doc_id) if number is None else ("ours", number)
            newest[*place, run.name] = run.uid
    return set(newest.values())


def missing_runs(pairing: Pairing) -> list[str]:
    """The names of the runs of which the other file has more than this one, as far as that is still wanted."""
    runs = _both(pairing)
    whole = _newest(pairing, runs)
    return [run.name for run in runs if run.theirs is not None and _brings(pairing, run, run.uid in whole)]


def _brings(pairing: Pairing, run: _Known, whole: bool) -> bool:
    if run.ours is None:
        return True
    return whole and any(_count(pairing, run, doc_id) for (doc_id,) in pairing.theirs.rows(_OF, (run.theirs,)))


def _count(pairing: Pairing, run: _Known, doc_id: int) -> bool:
    """Whether the other file has a document of a run, or more suggestions for it."""
    here = pairing.documents[doc_id].here
    place = "FROM run_document WHERE doc_id=? AND run_id=?"
    if here is None or pairing.ours.value(f"SELECT 1 {place}", (here, run.ours)) is None:
        return True
    sql = "SELECT count(*) FROM suggestion WHERE doc_id=? AND run_id=?"
    return pairing.theirs.value(sql, (doc_id, run.theirs)) > pairing.ours.value(sql, (here, run.ours))


def join_runs(pairing: Pairing, numbers: Numbers) -> None:
    """Take the other file's runs over, inside the running transaction, after its journal."""
    runs = _both(pairing)
    whole = _newest(pairing, runs)
    pairing.ours.write("PRAGMA defer_foreign_keys=ON")
    ids = _numbered(pairing, numbers, runs)
    labels = _Labels(pairing)
    changed = set[int]()
    for run in runs:
        if run.theirs is not None and _brings_anything(pairing, run, ids[run.uid], run.uid in whole, numbers, labels):
            changed.add(ids[run.uid])
        if run.uid not in whole:
            take_away(pairing.ours, ids[run.uid])
    for run_id in sorted({*changed, *(ids[run.uid] for run in runs if run.ours != ids[run.uid])}):
        count_again(pairing.ours, run_id)


def _numbered(pairing: Pairing, numbers: Numbers, runs: list[_Known]) -> dict[bytes, int]:
    """Give every run a number here, so that later runs have higher ones; gives the numbers by uid."""
    ids, last, fresh, keeps = dict[bytes, int](), 0, pairing.ours.value("SELECT max(id) FROM model_run") or 0, True
    for run in runs:
        keeps = keeps and run.ours is not None and run.ours > last
        if keeps and run.ours is not None:
            ids[run.uid] = last = run.ours
            continue
        fresh += 1
        ids[run.uid] = fresh
        if run.ours is None:
            _insert(pairing, numbers, run, fresh)
        else:
            _move(pairing.ours, run.ours, fresh)
    return ids


def _insert(pairing: Pairing, numbers: Numbers, run: _Known, number: int) -> None:
    sql = "SELECT uid, source_id, name, parameters, at_ms FROM model_run WHERE id=?"
    uid, source, *rest = pairing.theirs.row(sql, (run.theirs,))
    row = (number, uid, numbers.sources[source], *rest, 0, bytes(32))
    pairing.ours.write("INSERT INTO model_run VALUES(?,?,?,?,?,?,?,?)", row)


def _move(connection: Connection, old: int, new: int) -> None:
    connection.write("UPDATE model_run SET id=? WHERE id=?", (new, old))
    docs = "doc_id IN (SELECT doc_id FROM run_document WHERE run_id=?)"
    columns = "ord, label_id, start_ch, end_ch, head_ord, child_ord, score, value"
    copied = f"INSERT INTO suggestion SELECT doc_id, ?, {columns} FROM suggestion WHERE {docs} AND run_id=?"
    connection.write(copied, (new, old, old))
    connection.write(f"DELETE FROM suggestion WHERE {docs} AND run_id=?", (old, old))
    connection.write("UPDATE run_document SET run_id=? WHERE run_id=?", (new, old))


class _Labels:
    """Numbers of the other file's labels here."""

    def __init__(self, pairing: Pairing) -> None:
        self._names = {row[0]: row[1:] for row in pairing.theirs.rows("SELECT id, kind, name FROM label")}
        self._ours, self._known = pairing.ours, dict[int, int]()

    def here(self, label_id: int) -> int:
        """The number here; made where the label is missing."""
        if label_id not in self._known:
            self._ours.write("INSERT OR IGNORE INTO label(kind, name) VALUES(?,?)", self._names[label_id])
            sql = "SELECT id FROM label WHERE kind=? AND name=?"
            self._known[label_id] = self._ours.value(sql, self._names[label_id])
        return self._known[label_id]


def _brings_anything(
    pairing: Pairing, run: _Known, number: int, whole: bool, numbers: Numbers, labels: _Labels
) -> bool:
    """Take over what of a run is missing; whether anything was."""
    brought = False
    places = pairing.theirs.rows("SELECT doc_id, spans, unsureness FROM run_document WHERE run_id=?", (run.theirs,))
    for doc_id, *figures in places:
        here = numbers.documents[doc_id]
        known = {
            at for (at,) in pairing.ours.rows("SELECT ord FROM suggestion WHERE doc_id=? AND run_id=?", (here, number))
        }
        rows = [row for row in _wanted(pairing, run, doc_id, here, whole) if row[2] not in known]
        there = pairing.ours.value("SELECT 1 FROM run_document WHERE doc_id=? AND run_id=?", (here, number))
        if there is None and (whole or rows):
            sql = "INSERT INTO run_document(doc_id, run_id, spans, unsureness) VALUES(?,?,?,?)"
            pairing.ours.write(sql, (here, number, *figures))
            brought = True
        if rows:
            moved = [(here, number, row[2], labels.here(row[3]), *row[4:]) for row in rows]
            pairing.ours.write_many("INSERT INTO suggestion VALUES(?,?,?,?,?,?,?,?,?,?)", moved)
            brought = True
    return brought


def _wanted(pairing: Pairing, run: _Known, doc_id: int, here: int, whole: bool) -> list[Row]:
    """The other file's suggestions for a document: all of a run that is whole, else those ever decided on."""
    columns = "SELECT * FROM suggestion WHERE doc_id=? AND run_id=?"
    if whole:
        return pairing.theirs.rows(f"{columns} ORDER BY ord", (doc_id, run.theirs))
    sql = "SELECT DISTINCT item_id FROM op WHERE doc_id=? AND item='Decision' AND item_id>=? AND item_id<?"
    ids = pairing.ours.rows(sql, (here, f"{run.uid.hex()}.", f"{run.uid.hex()}/"))
    named = {(doc_id, int(at)) for (one,) in ids if (at := one.partition(".")[2]).isdecimal()}
    return with_ends(named, lambda doc, at: pairing.theirs.row(f"{columns} AND ord=?", (doc, run.theirs, at)))
