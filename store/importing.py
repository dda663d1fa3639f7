"""Annotations of one source over many documents at once: what importers of other formats write with.

Everything is one SQLite transaction; in the journal it is one entry for a portion of documents, so that no entry needs
more memory than another, however much is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.change import Change, key_of
from annotate.errors import GilderError, InputError
from annotate.model import Decision, Item, Marks, Relation, Span, Zone
from annotate.state import check_span
from store.chain import op_digest
from store.codec import dump, encode, encode_span, fragments_image, value_image
from store.connection import Connection, Step
from store.errors import ProjectError
from store.journal import Journal, Writing
from store.rows import RELATION, SPAN, Rows
from store.sources import Labels, Source, Sources

Given = tuple[str, Sequence[Item]]
"""A document's id, and what is new in it."""

_PORTION = 5_000  # changes of a journal entry; a document is never in two
_TEXT = "SELECT d.id, d.digest, d.twin, t.text FROM document d JOIN document_text t ON t.doc_id=d.id WHERE d.uid=?"
_PUT_SPAN = f"INSERT INTO span(doc_id,source_id,{SPAN}) VALUES({','.join('?' * 15)})"
_PUT_RELATION = f"INSERT INTO relation(doc_id,source_id,{RELATION}) VALUES({','.join('?' * 12)})"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has added."""

    documents: int
    spans: int
    relations: int


@dataclass
class _Portion:
    """What goes into one journal entry: rows of its changes, and rows of the tables."""

    documents: int = 0
    numbers: list[int] = field(default_factory=list[int])
    ops: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    digests: list[bytes] = field(default_factory=list[bytes])
    spans: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    relations: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    ids: set[str] = field(default_factory=set[str])
    replaced: int = 0  # the newest time of the versions that are replaced


class Importing:
    """Writes what one source says, inside the running SQLite transaction."""

    def __init__(self, connection: Connection, rows: Rows, sources: Sources, journal: Journal, source: Source) -> None:
        self._connection, self._rows, self._labels, self._journal = connection, rows, Labels(connection), journal
        self._source = sources.ensure(source.name, source.kind)
        self._label_ids = dict[tuple[str, str], int]()
        self._known = connection.value("SELECT max(item_id) FROM op") or ""  # later ids are in no entry so far
        self._counts, self._portion = [0, 0, 0], _Portion()

    def write(self, given: Iterable[Given], *, event: str, author: str, total: int, step: Step) -> Imported:
        """Write everything. Raises GilderError for what cannot be in the project, and what `step` raises."""
        step(0, total)
        for document, items in given:
            if self.add(document, items, event=event, author=author):
                step(self._counts[0], total)
        rest = bool(self._portion.ops)
        done = self.finish(event=event, author=author)
        if rest:
            step(done.documents, total)
        return done

    def add(self, document: str, items: Sequence[Item], *, event: str, author: str) -> bool:
        """Write what is new in one document, or keep it until there is enough of it; gives whether it was written."""
        self._take(self._portion, document, items)
        if len(self._portion.ops) < _PORTION:
            return False
        self.finish(event=event, author=author)
        return True

    def finish(self, *, event: str, author: str) -> Imported:
        """Write what was kept until now; gives all that was written."""
        if self._portion.ops:
            self._write(self._portion, event, author)
            self._portion = _Portion()
        return Imported(*self._counts)

    def _write(self, portion: _Portion, event: str, author: str) -> None:
        try:
            self._connection.write_many(_PUT_SPAN, portion.spans)
            self._connection.write_many(_PUT_RELATION, portion.relations)
        except ProjectError as problem:
            if "UNIQUE constraint failed" in str(problem.__cause__):
                raise InputError("an annotation with the id of one of these is in the project already") from problem
            raise
        writing = Writing("import", None, event, None, author, portion.replaced)
        self._journal.append(writing, self._source, portion.numbers, portion.ops, portion.digests)
        for at, count in enumerate((portion.documents, len(portion.spans), len(portion.relations))):
            self._counts[at] += count

    def _take(self, portion: _Portion, document: str, items: Sequence[Item]) -> None:
        """Check what is new in a document, and make its rows. Raises GilderError."""
        found = self._connection.row(_TEXT, (bytes.fromhex(document),))
        if found is None:
            raise ProjectError(f"{self._connection.path}: there is no document {document} in this project")
        number, digest, twin, text = found
        here, before = {item.id for item in items if isinstance(item, Span)}, len(portion.ops)
        for item in items:
            if isinstance(item, Span):
                check_span(text, item)
                portion.spans.append(self._span_row(number, item))
                kind, old, image = "Span", None, encode_span(item)
            elif isinstance(item, Relation):
                self._check_ends(number, item, here)
                portion.relations.append(self._relation_row(number, item))
                kind, old, image = "Relation", None, encode(item)
            else:
                old, image = self._put(document, number, len(text), item)
                if old == image:
                    continue
                kind = type(item).__name__
            made_by = self._version(portion, document, number, item)
            op = (len(portion.ops), kind, item.id, made_by, old, image)
            portion.ops.append(op)
            portion.numbers.append(number)
            portion.digests.append(op_digest(digest, twin, op))
        portion.documents += len(portion.ops) > before

    def _version(self, portion: _Portion, document: str, number: int, item: Item) -> bytes | None:
        """The transaction that made the version which an item replaces; None for one that was never there."""
        if isinstance(item, Span | Relation):
            if item.id in portion.ids:
                raise InputError(f"two annotations have the id {item.id}")
            portion.ids.add(item.id)
            if item.id > self._known:
                return None
        version, hlc = self._journal.previous(Change(document, None, item), self._source, {document: number})
        portion.replaced = max(portion.replaced, hlc)
        return version

    def _put(self, document: str, number: int, size: int, item: Decision | Zone | Marks) -> tuple[str | None, str]:
        """Write a row of the rarer kinds, which may replace one that is there: the images before and after."""
        if isinstance(item, Zone):
            item.range.within(size)
        change = Change(document, None, item)
        if change.key != (document, *key_of(item)) or (isinstance(item, Marks) and item.id != document):
            raise InputError(f"marks of the document {item.id} were given for {document}")
        before = self._rows.find(number, self._source.id, change)
        self._rows.put(number, self._source.id, item)
        return encode(before) if before is not None else None, encode(item)

    def _check_ends(self, number: int, relation: Relation, here: set[str]) -> None:
        if relation.head == relation.child:
            raise GilderError("a relation needs two different spans")
        for end in {relation.head, relation.child} - here:
            sql = "SELECT 1 FROM span WHERE uid=? AND doc_id=? AND source_id=?"
            if self._connection.value(sql, (bytes.fromhex(end), number, self._source.id)) is None:
                raise GilderError(f"relation {relation.id} has lost an end")

    def _label(self, kind: Any, name: str) -> int:
        key = (kind, name)
        if key not in self._label_ids:
            self._label_ids[key] = self._labels.id(kind, name)
        return self._label_ids[key]

    def _span_row(self, number: int, span: Span) -> tuple[Any, ...]:
        fragments, value, attributes = span.fragments, value_image(span.value), span.attributes
        return (
            number,
            self._source.id,
            bytes.fromhex(span.id),
            self._label("span", span.label),
            fragments[0].start,
            fragments[-1].end,
            dump(fragments_image(fragments)) if len(fragments) > 1 else None,
            span.text,
            dump(value) if value else None,
            dump(dict(attributes)) if attributes else None,
            span.note,
            int(span.flagged),
            span.origin,
            span.score,
            span.decision,
        )

    def _relation_row(self, number: int, relation: Relation) -> tuple[Any, ...]:
        attributes = dump(dict(relation.attributes)) if relation.attributes else None
        ids = (bytes.fromhex(relation.id), self._label("relation", relation.label))
        ends = (bytes.fromhex(relation.head), bytes.fromhex(relation.child))
        more = (relation.note, int(relation.flagged), relation.origin, relation.score, relation.decision)
        return (number, self._source.id, *ids, *ends, attributes, *more)
