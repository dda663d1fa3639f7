"""Model runs as they are written: whole documents, in blocks; and what of older runs is no longer needed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import TracebackType
from typing import Any, Literal

from annotate.errors import InputError
from annotate.suggest.base import Suggestions
from annotate.suggest.ranking import figures
from store.codec import dump, value_image
from store.connection import Connection
from store.errors import ProjectError
from store.ids import new_id
from store.sources import Labels, Sources

_BLOCK_DOCUMENTS, _BLOCK_SECONDS = 200, 5.0  # after so many documents, or so long, what has come is made durable
_INSERT = "INSERT INTO suggestion VALUES(?,?,?,?,?,?,?,?,?,?)"
_RUN = "INSERT INTO model_run(uid,source_id,name,parameters,at_ms,n_rows,rows_sha256) VALUES(?,?,?,?,?,?,?)"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a model. `at` is in seconds since 1970, UTC; `suggestions` are those that the file has of it."""

    id: str
    name: str
    at: float
    suggestions: int


class RunWriter:
    """Keeps a run as it comes. Used in a `with` block: at its end, also by a failure or a stop, what has come is kept.

    A document's suggestions are kept all or not at all; those of the documents that a stopped run has not come to are
    as they were. The file is written to in short steps, so that a window that is open on it can work on.
    """

    def __init__(
        self, connection: Connection, labels: Labels, sources: Sources, name: str, parameters: Mapping[str, str]
    ) -> None:
        self._connection, self._labels, self._sources = connection, labels, sources
        self._name, self._parameters = name, parameters
        self._uid, self._at_ms, self._run_id = new_id(), time.time_ns() // 1_000_000, 0
        self._count, self._digests = 0, list[bytes]()
        self._waiting, self._written_at = list[tuple[str, Suggestions]](), time.monotonic()

    @property
    def run(self) -> Run:
        """The run as far as it is written."""
        return Run(self._uid, self._name, self._at_ms / 1000, self._count)

    @property
    def documents(self) -> int:
        """How many documents have come."""
        return len(self._digests) + len(self._waiting)

    def add(self, document_id: str, found: Suggestions) -> None:
        """Keep what was proposed for a document; it is durable a few seconds later. Raises ProjectError."""
        self._waiting.append((document_id, found))
        if len(self._waiting) >= _BLOCK_DOCUMENTS or time.monotonic() - self._written_at >= _BLOCK_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Make what has come durable. Raises ProjectError."""
        if self._waiting:
            before, digests = (self._run_id, self._count), list(self._digests)
            try:
                with self._connection.writing():
                    self.write(self._waiting)
            except BaseException:
                (self._run_id, self._count), self._digests = before, digests  # nothing of this block is in the file
                raise
            self._waiting = []
        self._written_at = time.monotonic()

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush()
        if self._run_id:
            with self._connection.writing():
                self.tidy()

    def write(self, results: Iterable[tuple[str, Suggestions]]) -> None:
        """Write documents' suggestions inside the running transaction. Raises ProjectError."""
        run_id = self._run_id or self._insert_run()
        label_ids = dict[tuple[str, str], int]()
        count, digests = 0, list[bytes]()
        for document_id, found in results:
            doc_id = self._looked_at(document_id, run_id, found)
            rows = list(self._rows(doc_id, run_id, found, label_ids))
            self._connection.write_many(_INSERT, rows)
            digests.append(rows_digest(rows))
            count += len(rows)
        done = (self._count + count, run_digest([*self._digests, *digests]), run_id)
        self._connection.write("UPDATE model_run SET n_rows=?, rows_sha256=? WHERE id=?", done)
        self._run_id, self._count = run_id, self._count + count
        self._digests += digests

    def tidy(self) -> None:
        """Take away, inside the running transaction, what older runs over these documents are no longer needed for."""
        tidy_older(self._connection, self._run_id)

    def _insert_run(self) -> int:
        source = self._sources.ensure(f"model:{self._name}", "model")
        parameters = dump(dict(self._parameters))
        row = (bytes.fromhex(self._uid), source.id, self._name, parameters, self._at_ms, 0, bytes(32))
        return self._connection.write(_RUN, row)

    def _looked_at(self, document_id: str, run_id: int, found: Suggestions) -> int:
        asked = (bytes.fromhex(document_id),)
        row = self._connection.row("SELECT id, name, n_chars FROM document WHERE uid=?", asked)
        if row is None:
            raise ProjectError(f"{self._connection.path}: there is no document {document_id} in this project")
        doc_id, name, size = row
        if not all(0 <= one.start < one.end <= size and 0 <= one.score <= 1 for one in found.spans):
            what = "is no place in the text, or has no score from 0 to 1"
            raise InputError(f"{name}: a suggestion of {self._name} {what}; nothing of it was kept")
        told = figures(found.spans)
        row = (doc_id, run_id, told.spans, told.unsureness)
        self._connection.write("INSERT INTO run_document(doc_id,run_id,spans,unsureness) VALUES(?,?,?,?)", row)
        return int(doc_id)

    def _rows(
        self, doc_id: int, run_id: int, found: Suggestions, label_ids: dict[tuple[str, str], int]
    ) -> Iterator[Row]:
        def number(kind: Literal["span", "relation"], name: str) -> int:
            key = (kind, name)
            if key not in label_ids:
                label_ids[key] = self._labels.id(kind, name)
            return label_ids[key]

        for at, one in enumerate(found.spans):
            meaning = dump(value_image(one.value)) if one.value is not None and value_image(one.value) else None
            label = number("span", one.label)
            yield (doc_id, run_id, at, label, one.start, one.end, None, None, float(one.score), meaning)
        for at, one in enumerate(found.relations, len(found.spans)):
            label = number("relation", one.label)
            yield (doc_id, run_id, at, label, None, None, one.head, one.child, float(one.score), None)


def tidy_older(connection: Connection, run_id: int) -> None:
    """Take the undecided suggestions of a model's older runs away where every document of theirs has a newer one of it.

    Nobody is asked about them any more. Those that were decided on stay, with the ends of decided relations, and so
    does the run itself with its name, time and parameters. An older run that is still the model's newest one for some
    document stays whole. What another model proposed stays, so that models can be compared. Called inside `writing()`.
    """
    older = (
        "SELECT DISTINCT o.run_id FROM run_document n JOIN model_run m ON m.id=n.run_id "
        "JOIN run_document o ON o.doc_id=n.doc_id JOIN model_run e ON e.id=o.run_id AND e.source_id=m.source_id "
        "WHERE n.run_id=? AND o.run_id<n.run_id"
    )
    newest_somewhere = (
        "SELECT 1 FROM run_document r JOIN model_run m ON m.id=r.run_id WHERE r.run_id=? AND NOT EXISTS "
        "(SELECT 1 FROM run_document n JOIN model_run k ON k.id=n.run_id AND k.source_id=m.source_id "
        "WHERE n.doc_id=r.doc_id AND n.run_id>r.run_id) LIMIT 1"
    )
    for (old,) in connection.rows(older, (run_id,)):
        if connection.value(newest_somewhere, (old,)) is None:
            take_away(connection, old)


def take_away(connection: Connection, run_id: int) -> None:
    """Take the suggestions of a run that nobody has decided on away, inside the running transaction."""
    kept = _decided(connection, run_id)
    docs = "SELECT doc_id FROM run_document WHERE run_id=?"
    connection.write(f"DELETE FROM suggestion WHERE doc_id IN ({docs}) AND run_id=?", (run_id, run_id))
    connection.write_many(_INSERT, kept)
    by_document = {doc_id: list(rows) for doc_id, rows in groupby(kept, key=lambda row: row[0])}
    for (doc_id,) in connection.rows(docs, (run_id,)):
        if doc_id not in by_document:
            connection.write("DELETE FROM run_document WHERE doc_id=? AND run_id=?", (doc_id, run_id))
    count_again(connection, run_id)


def count_again(connection: Connection, run_id: int) -> None:
    """Note, inside the running transaction, how many rows a run has, and their digest."""
    docs = [row[0] for row in connection.rows("SELECT doc_id FROM run_document WHERE run_id=?", (run_id,))]
    count, digests = 0, list[bytes]()
    for doc_id in docs:
        rows = connection.rows("SELECT * FROM suggestion WHERE doc_id=? AND run_id=? ORDER BY ord", (doc_id, run_id))
        count += len(rows)
        digests.append(rows_digest(rows))
    done = (count, run_digest(digests), run_id)
    connection.write("UPDATE model_run SET n_rows=?, rows_sha256=? WHERE id=?", done)


def _decided(connection: Connection, run_id: int) -> list[Row]:
    """The rows of a run that somebody ever decided on, with the ends of relations among them, by document and place.

    Also where the decision was taken back: it may be done again, here or in another copy of the project.
    """
    uid = connection.value("SELECT uid FROM model_run WHERE id=?", (run_id,)).hex()
    sql = (
        "SELECT DISTINCT doc_id, item_id FROM op WHERE item_id>=? AND item_id<? AND item='Decision' "
        "AND doc_id IN (SELECT doc_id FROM run_document WHERE run_id=?)"
    )
    rows = connection.rows(sql, (f"{uid}.", f"{uid}/", run_id))
    named = {(doc_id, int(at)) for doc_id, one in rows if (at := one.partition(".")[2]).isdecimal()}
    return with_ends(named, lambda doc_id, at: _row(connection, doc_id, run_id, at))


def with_ends(named: set[tuple[int, int]], read: Callable[[int, int], Row | None]) -> list[Row]:
    """The rows with numbers of document and place, with the ends of relations among them; `read` gives one."""
    left, found = set(named), dict[tuple[int, int], Row]()
    while left:
        doc_id, at = left.pop()
        row = read(doc_id, at)
        if row is not None:
            found[doc_id, at] = row
            left |= {(doc_id, end) for end in row[6:8] if end is not None and (doc_id, end) not in found}
    return [found[key] for key in sorted(found)]


def _row(connection: Connection, doc_id: int, run_id: int, at: int) -> Row | None:
    row = connection.row("SELECT * FROM suggestion WHERE doc_id=? AND run_id=? AND ord=?", (doc_id, run_id, at))
    return tuple(row) if row is not None else None


def rows_digest(rows: Iterable[Row]) -> bytes:
    """SHA-256 of the rows of one document."""
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode("utf-8")).digest()


def run_digest(digests: Iterable[bytes]) -> bytes:
    """SHA-256 of a run, from the digests of its documents in any order."""
    return hashlib.sha256(b"".join(sorted(digests))).digest()
