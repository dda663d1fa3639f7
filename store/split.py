"""Copies of a project with some of its documents, which keep its identity and so merge back.

A copy has the whole journal; of what was said of documents that are left out it has the hashes, so that its chain
holds. It is built anew, row by row: nothing of the other documents is in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from store.chain import op_digest
from store.clock import now_ms
from store.connection import Connection
from store.durable import make_folder, sync_folder
from store.errors import ProjectError
from store.guard import seal
from store.guard.opening import enter
from store.journal import chains_digest
from store.migrations import migrate
from store.project import Project
from store.runs import count_again
from store.sites import name_of

_WHOLE = ("meta", "scheme", "site", "source", "label", "model_run", "scheme_step")
_OF_A_DOCUMENT = (
    *("document_text", "document_alias", "zone", "marks", "run_document", "suggestion"),
    *("span", "relation", "decision", "op"),
)
_PORTION = 10_000  # transactions that are copied at a time
_TX = "id,uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain,hlc,parent"


def split(project: Project, copies: Mapping[Path, Iterable[str]], progress: Callable[[int, int], object]) -> None:
    """Write a copy for each path, with the documents given by id: all copies or none. Raises ProjectError."""
    for path in copies:
        if path.exists():
            raise ProjectError(f"{path}: there is a file of this name already; nothing was written")
    built = dict[Path, Path]()
    try:
        for at, (path, documents) in enumerate(copies.items()):
            progress(at, len(copies))
            make_folder(path.parent)
            built[path] = path.with_name(f".{path.name}.{os.getpid()}.new")
            built[path].touch(exist_ok=False)
            _build(project, built[path], set(documents))
        for path, building in built.items():
            building.rename(path)
        for folder in {path.parent for path in copies}:
            sync_folder(folder)
    except OSError as problem:
        raise ProjectError(f"{problem.filename}: cannot be written: {problem.strerror}") from problem
    finally:
        for building in built.values():
            with suppress(OSError):
                building.unlink(missing_ok=True)


def _build(project: Project, path: Path, documents: set[str]) -> None:
    copy = Connection(path, entry=enter(path, read_only=False, locked=False))
    try:
        migrate(copy)
        with copy.writing():
            copy.write("PRAGMA defer_foreign_keys=ON")
            _fill(project.connection, copy, name_of(project.path), documents)
            seal.remove_all(copy)
            seal.put(copy)
    finally:
        copy.close()


def _fill(whole: Connection, copy: Connection, name: str, documents: set[str]) -> None:
    for table in _WHOLE:
        _insert(copy, table, whole.rows(f"SELECT * FROM {table}"))
    _journal(whole, copy, name)
    for doc_id, uid, digest, twin in whole.rows("SELECT id, uid, digest, twin FROM document ORDER BY id"):
        if uid.hex() in documents:
            _document(whole, copy, doc_id)
        else:
            _withhold(whole, copy, doc_id, digest, twin)
    for (run_id,) in copy.rows("SELECT id FROM model_run"):
        count_again(copy, run_id)


def _insert(copy: Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        copy.write_many(f"INSERT INTO {table} VALUES({','.join('?' * len(rows[0]))})", rows)


def _journal(whole: Connection, copy: Connection, name: str) -> None:
    """All transactions without their changes; in the copy nobody can undo them."""
    chains = [chain for (chain,) in whole.rows("SELECT chain FROM tx")]
    if chains:
        row = (1, now_ms(), name, len(chains), chains_digest(chains))
        copy.write("INSERT INTO merging VALUES(?,?,?,?,?)", row)
    last = whole.value("SELECT max(id) FROM tx") or 0
    for first in range(0, last + 1, _PORTION):
        rows = whole.rows(f"SELECT {_TX} FROM tx WHERE id>=? AND id<? ORDER BY id", (first, first + _PORTION))
        copy.write_many(f"INSERT INTO tx({_TX},merge_id) VALUES({','.join('?' * 15)},1)", rows)
    _insert(copy, "scheme_change", whole.rows("SELECT * FROM scheme_change"))
    _insert(copy, "op_withheld", whole.rows("SELECT * FROM op_withheld"))


def _document(whole: Connection, copy: Connection, doc_id: int) -> None:
    _insert(copy, "document", whole.rows("SELECT * FROM document WHERE id=?", (doc_id,)))
    for table in _OF_A_DOCUMENT:
        _insert(copy, table, whole.rows(f"SELECT * FROM {table} WHERE doc_id=?", (doc_id,)))
    text = copy.value("SELECT text FROM document_text WHERE doc_id=?", (doc_id,))
    copy.write("INSERT INTO document_search(rowid, text) VALUES(?,?)", (doc_id, text))


def _withhold(whole: Connection, copy: Connection, doc_id: int, digest: bytes, twin: int) -> None:
    sql = "SELECT tx_id, ord, item, item_id, prev_tx, before, after FROM op WHERE doc_id=?"
    rows = [(tx_id, at, op_digest(digest, twin, (at, *rest))) for tx_id, at, *rest in whole.rows(sql, (doc_id,))]
    copy.write_many("INSERT INTO op_withheld VALUES(?,?,?)", rows)
