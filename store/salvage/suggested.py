"""Runs of suggesters of a damaged file: the rows that make sense, and whether a run is whole."""

from __future__ import annotations

import json
from typing import Any

from annotate.suggest.base import Suggestion
from annotate.suggest.ranking import figures
from store.codec import value_of
from store.connection import Connection
from store.errors import DECODING
from store.runs import count_again
from store.salvage.reading import Left
from store.salvage.report import Repaired

_COLUMNS = "doc_id,run_id,ord,label_id,start_ch,end_ch,head_ord,child_ord,score,value"


def put_runs(left: Left, out: Connection, report: Repaired) -> None:
    """Have the runs whose rows are left, inside the running transaction; one that lacks rows is told."""
    sources = {number for (number,) in out.rows("SELECT id FROM source")}
    columns = "id,uid,source_id,name,parameters,at_ms,n_rows,rows_sha256"
    for row in left.db.execute(f"SELECT {columns} FROM model_run ORDER BY id").fetchall():
        if row[2] in sources:
            out.write(f"INSERT OR IGNORE INTO model_run({columns}) VALUES({','.join('?' * 8)})", row)
    runs = {number for (number,) in out.rows("SELECT id FROM model_run")}
    labels = dict[int, str](out.rows("SELECT id, name FROM label"))
    for doc_id, size in out.rows("SELECT id, n_chars FROM document"):
        _put_document(left, out, doc_id, size, runs, labels)
    for number in runs:
        before = out.row("SELECT n_rows, rows_sha256, name FROM model_run WHERE id=?", (number,))
        count_again(out, number)
        if out.row("SELECT n_rows, rows_sha256 FROM model_run WHERE id=?", (number,)) != before[:2]:
            report.note(f"of a run of {before[2][:60]} not all suggestions are left: run the suggester again")


def _put_document(left: Left, out: Connection, doc_id: int, size: int, runs: set[int], labels: dict[int, str]) -> None:
    sql = f"SELECT {_COLUMNS} FROM suggestion WHERE doc_id=? ORDER BY run_id, ord"
    rows = {
        (row[1], row[2]): row
        for row in left.db.execute(sql, (doc_id,))
        if row[1] in runs and row[3] in labels and _makes_sense(row, size)
    }
    rows = {
        key: row
        for key, row in rows.items()
        if row[4] is not None or {(key[0], row[6]), (key[0], row[7])} <= rows.keys()
    }
    looked = dict[int, tuple[int, float]]()
    for run_id, spans, unsureness in left.db.execute(
        "SELECT run_id, spans, unsureness FROM run_document WHERE doc_id=?", (doc_id,)
    ):
        if run_id in runs and spans >= 0 and 0 <= unsureness <= 1:
            looked[run_id] = (spans, unsureness)
    looked = {run: (0, 0.0) for run, _ in rows} | looked
    for run_id, kept in looked.items():
        told = figures(Suggestion(row[4], row[5], labels[row[3]], row[8]) for (run, _), row in rows.items()
                       if run == run_id and row[4] is not None)  # fmt: skip
        anew = run_id == max(looked) or not kept[0]  # the first structure had none
        one = (told.spans, told.unsureness) if anew else kept
        sql = "INSERT OR IGNORE INTO run_document(doc_id, run_id, spans, unsureness) VALUES(?,?,?,?)"
        out.write(sql, (doc_id, run_id, *one))
    out.write_many(f"INSERT OR IGNORE INTO suggestion({_COLUMNS}) VALUES({','.join('?' * 10)})", rows.values())


def _makes_sense(row: tuple[Any, ...], size: int) -> bool:
    _, _, at, _, start, end, head, child, score, value = row
    try:
        if value is not None:
            value_of(json.loads(value))
    except DECODING:
        return False
    if at < 0 or not 0 <= score <= 1:
        return False
    if start is None:
        return end is None and head is not None and child is not None
    return end is not None and 0 <= start < end <= size and head is None and child is None
