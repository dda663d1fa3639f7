"""What models proposed: immutable rows by run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Item, Relation, Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from annotate.suggest.base import Suggestions
from store.blinding import BlindSetting
from store.codec import value_of
from store.connection import Connection
from store.errors import decoding
from store.runs import Run, RunWriter
from store.sources import Labels, Source, Sources

_NAME_LIMIT = 190  # characters of the name of a model; its source is called model:NAME


class SuggestionStore:
    """Model runs and what they proposed."""

    def __init__(self, connection: Connection, labels: Labels, sources: Sources, blinding: BlindSetting) -> None:
        self._connection, self._labels, self._sources = connection, labels, sources
        self._blinding = blinding

    def record_run(
        self,
        name: str,
        results: Iterable[tuple[str, Suggestions]],
        *,
        parameters: Mapping[str, str] | None = None,
    ) -> Run:
        """Keep what the model `name` proposed for documents (by id): the whole run or nothing of it."""
        with self._connection.writing():
            writer = self.writing_run(name, parameters)
            writer.write(results)
            writer.tidy()
        return writer.run

    def begin_run(self, name: str, *, parameters: Mapping[str, str] | None = None) -> RunWriter:
        """A run that is kept as it comes, for one that takes long: see `RunWriter`. Raises InputError for a name."""
        return self.writing_run(name, parameters)

    def writing_run(self, name: str, parameters: Mapping[str, str] | None = None) -> RunWriter:
        """What writes a run, inside the running transaction where that is wanted. Raises InputError for a name."""
        if not 1 <= len(name) <= _NAME_LIMIT:
            raise InputError(f"{name[:60]}…: a model’s name has at most {_NAME_LIMIT} characters; shorten it")
        return RunWriter(self._connection, self._labels, self._sources, name, parameters or {})

    def suggested(self, doc: Document, *, hidden_too: bool = False) -> AnnotationState:
        """What the newest run over `doc` proposed, as the state of a model source; empty where there was none.

        Labels have the names that the scheme of today gives them; what has a retired label is no longer proposed. What
        is hidden from people who work blind (`annotate.blind`) is there only when it is asked for.
        """
        everything = self._suggested(doc)
        return everything if hidden_too else self._blinding.current.without_hidden(everything)

    def proposed(self, doc: Document, model: Source) -> AnnotationState:
        """What the newest run of one model over `doc` proposed, blind places included; labels as for `suggested`."""
        return self._suggested(doc, model)

    def _suggested(self, doc: Document, model: Source | None = None) -> AnnotationState:
        sql = (
            "SELECT r.id, r.uid, r.name, d.id FROM document d JOIN run_document x ON x.doc_id=d.id "
            "JOIN model_run r ON r.id=x.run_id WHERE d.uid=:doc AND (:model IS NULL OR r.source_id=:model) "
            "ORDER BY r.id DESC LIMIT 1"
        )
        run = self._connection.row(sql, {"doc": bytes.fromhex(doc.id), "model": model.id if model else None})
        if run is None:
            return AnnotationState.of(doc)
        run_id, uid, name, doc_id = run
        columns = "ord,label_id,start_ch,end_ch,head_ord,child_ord,score,value"
        rows = self._connection.rows(
            f"SELECT {columns} FROM suggestion WHERE doc_id=? AND run_id=? ORDER BY ord", (doc_id, run_id)
        )
        retired = {row[0] for row in rows if self._labels.now(row[1])[1]}
        with decoding(self._connection.path):
            items = [
                self._item(row, uid.hex(), f"model:{name}", doc.text)
                for row in rows
                if row[0] not in retired and row[4] not in retired and row[5] not in retired
            ]
            return AnnotationState.of(doc, items)

    def documents(self) -> list[str]:
        """Ids of the documents for which the newest run has suggestions, decided or not, in order."""
        newest = "x.run_id=(SELECT max(run_id) FROM run_document WHERE doc_id=d.id) AND x.spans>0"
        sql = f"SELECT d.uid FROM document d JOIN run_document x ON x.doc_id=d.id WHERE {newest} ORDER BY d.id"
        return [row[0].hex() for row in self._connection.rows(sql)]

    def has_run(self, document_id: str) -> bool:
        """Whether any model has looked at a document."""
        sql = "SELECT 1 FROM run_document JOIN document ON id=doc_id WHERE uid=? LIMIT 1"
        return self._connection.value(sql, (bytes.fromhex(document_id),)) is not None

    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        rows = self._connection.rows("SELECT uid,name,at_ms,n_rows FROM model_run ORDER BY id")
        return [Run(uid.hex(), name, at_ms / 1000, count) for uid, name, at_ms, count in rows]

    def _item(self, row: tuple[Any, ...], run: str, origin: str, text: str) -> Item:
        at, label_id, start, end, head, child, score, value = row
        name, _ = self._labels.now(label_id)
        if start is None:
            ends = (f"{run}.{head}", f"{run}.{child}")
            return Relation(f"{run}.{at}", name, *ends, origin=origin, score=score, decision="open")
        meaning = value_of(json.loads(value)) if value else None
        place, surface = (Range(start, end),), text[start:end]
        return Span(f"{run}.{at}", name, place, surface, value=meaning, origin=origin, score=score, decision="open")
