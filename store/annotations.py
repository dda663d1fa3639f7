"""The annotations of documents by source: read as states, changed by appending transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.errors import StaleChange
from annotate.model import Item, Span
from annotate.state import AnnotationState, check_span
from store.connection import Connection, Step, no_step, stepped
from store.errors import ProjectError, decoding
from store.importing import Given, Imported, Importing
from store.journal import Entry, Journal, Kind
from store.rows import Rows
from store.sources import Source, Sources


class Annotations:
    """Current annotations. `append` is the only way to change them."""

    def __init__(self, connection: Connection, rows: Rows, sources: Sources, journal: Journal) -> None:
        self._connection, self._rows, self._sources, self._journal = connection, rows, sources, journal

    def state(self, doc: Document, source: Source) -> AnnotationState:
        """What `source` says of `doc` now. Raises OffsetError where a row is not what the text says."""
        if source.id == 0:
            return AnnotationState.of(doc)
        with decoding(self._connection.path):
            return AnnotationState.of(doc, self._items(doc, source), left_out=self.zones_left_out(doc, source))

    def items(self, doc: Document, source: Source) -> list[Item]:
        """The same as bare items, without the document's own zones; spans are what the text says."""
        with decoding(self._connection.path):
            found = list(self._items(doc, source))
            for item in found:
                if isinstance(item, Span):
                    check_span(doc.text, item)
            return found

    def items_of_many(self, docs: Sequence[Document], sources: Sequence[Source]) -> dict[tuple[str, int], list[Item]]:
        """The same but decisions, of several documents and sources at once, by the document's id and the source's."""
        numbers = {number: doc for doc in docs for number in self.document_ids([doc.id]).values()}
        with decoding(self._connection.path):
            found = self._rows.of_many({at: doc.id for at, doc in numbers.items()}, [one.id for one in sources])
            for (at, _), items in found.items():
                text = numbers[at].text
                for item in items:
                    if isinstance(item, Span):
                        check_span(text, item)
        return {(numbers[at].id, source): items for (at, source), items in found.items()}

    def zones_left_out(self, doc: Document, source: Source) -> frozenset[str]:
        """Ids of the document's own zones that `source` has made body text."""
        if not doc.zones:
            return frozenset()
        return self._rows.zones_left_out(self.document_ids([doc.id])[doc.id], source.id)

    def _items(self, doc: Document, source: Source) -> Iterator[Item]:
        return self._rows.items(self.document_ids([doc.id])[doc.id], source.id, doc.id)

    def append(
        self,
        tx: Transaction,
        source: Source,
        *,
        kind: Kind = "edit",
        undoes: str | None = None,
        author: str | None = None,
        step: Step = no_step,
    ) -> tuple[Entry, Source]:
        """Write a transaction to the journal and the current rows; it is durable when this returns.

        Gives the journal entry, and the source with its number where this was its first change. Raises StaleChange
        where the file has changed since the transaction was made, ProjectError where it cannot be written, and what
        `step` raises, which is called now and then; then nothing was written.
        """
        with self._connection.writing():
            return self.write(tx, source, kind=kind, undoes=undoes, author=author, step=step)

    def import_many(
        self,
        given: Iterable[Given],
        source: Source,
        *,
        event: str = "import",
        author: str | None = None,
        total: int = 0,
        step: Step = no_step,
    ) -> Imported:
        """Add what `source` says of many documents, each given once with its id: all of it or nothing.

        `given` is read as it is written, so that memory does not grow with it. `step` hears of how many documents of
        `total` were written. Raises GilderError for what cannot be in the project, and what `given` and `step` raise.
        """
        with self._connection.writing():
            return self.importing(source).write(
                given, event=event, author=author or source.name, total=total, step=step
            )

    def importing(self, source: Source) -> Importing:
        """What writes many items of a source, inside the running SQLite transaction."""
        return Importing(self._connection, self._rows, self._sources, self._journal, source)

    def write(
        self,
        tx: Transaction,
        source: Source,
        *,
        kind: Kind = "edit",
        undoes: str | None = None,
        author: str | None = None,
        schemes: tuple[int, int] | None = None,
        step: Step = no_step,
    ) -> tuple[Entry, Source]:
        """As `append`, inside the running SQLite transaction, which has to be given up where this raises; `schemes` are
        numbers of the schemes before and after, where the transaction changes the scheme."""
        writer = self._sources.ensure(source.name, source.kind)
        tx = self.whole(tx, writer)
        doc_ids = self.document_ids(tx.documents)
        for change in stepped(tx.changes, step, 0.0, 0.3):
            with decoding(self._connection.path):
                now = self._rows.find(doc_ids[change.document], writer.id, change)
            if now != change.before:
                raise StaleChange("this was changed in the project file meanwhile; nothing was done")
        for change in stepped(tx.changes, step, 0.3, 0.4):
            if change.after is None and change.before is not None:
                self._rows.remove(doc_ids[change.document], writer.id, change.before)
        for change in stepped(tx.changes, step, 0.4, 0.7):
            if change.after is not None:
                self._rows.put(doc_ids[change.document], writer.id, change.after)
        name = author or source.name
        entry = self._journal.write(
            tx, writer, doc_ids, kind=kind, undoes=undoes, author=name, schemes=schemes, step=step
        )
        return entry, writer

    def whole(self, tx: Transaction, source: Source) -> Transaction:
        """A transaction with the relations that come back with its spans, after a merge has taken their ends away.

        Raises StaleChange where a span that goes is an end of a relation that stays: another copy has made it.
        """
        keys = {change.key[1:] for change in tx.changes}
        gone = [one.before.id for one in tx.changes if isinstance(one.before, Span) and one.after is None]
        if any(("Relation", one) not in keys for span in gone for one in self._rows.relations_of(span)):
            raise StaleChange("a relation made elsewhere joins this span now: delete it first; nothing was done")
        more = tuple(self._journal.coming_back(tx, source))
        return replace(tx, changes=(*tx.changes, *more)) if more else tx

    def current(self, change: Change, source: Source) -> Item | None:
        """The item that a change is about, as it stands in the file."""
        with decoding(self._connection.path):
            return self._rows.find(self.document_ids([change.document])[change.document], source.id, change)

    def document_ids(self, uids: list[str] | tuple[str, ...]) -> dict[str, int]:
        """The numbers of documents in this file. Raises ProjectError for one that is not there."""
        ids: dict[str, int] = {}
        for uid in uids:
            found = self._connection.value("SELECT id FROM document WHERE uid=?", (bytes.fromhex(uid),))
            if found is None:
                raise ProjectError(f"{self._connection.path}: there is no document {uid} in this project")
            ids[uid] = int(found)
        return ids
