"""The schemes of a project: the newest counts, older ones are kept; changing it with all annotations, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from annotate.change import Change, Transaction, compose
from annotate.document import Document
from annotate.errors import or_else
from annotate.model import Item, Marks, Zone
from annotate.scheme import Scheme, parse_scheme
from annotate.scheme_edit import SchemeDraft
from annotate.state import AnnotationState
from store.annotations import Annotations
from store.clock import next_hlc, now_ms
from store.codec import dump
from store.connection import Connection, Step, no_step, stepped
from store.documents import Documents
from store.ids import new_id
from store.journal import Entry, Journal
from store.sources import Labels, Source, Sources

T = TypeVar("T")
Follow = Callable[[AnnotationState], Transaction | None]
"""What one document's annotations by one source have to do under the new scheme."""


class Schemes:
    """The scheme as it is now, and how it changes."""

    def __init__(
        self,
        connection: Connection,
        labels: Labels,
        sources: Sources,
        documents: Documents,
        annotations: Annotations,
        journal: Journal,
    ) -> None:
        self._connection, self._labels, self._sources = connection, labels, sources
        self._documents, self._annotations, self._journal = documents, annotations, journal
        self._scheme: Scheme | None = None

    @property
    def text(self) -> str:
        """The scheme as TOML, as it was given."""
        return str(self._connection.value("SELECT toml FROM scheme ORDER BY id DESC LIMIT 1"))

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        if self._scheme is None:
            self._scheme = parse_scheme(self.text, where=str(self._connection.path))
        return self._scheme

    def set(self, toml: str) -> None:
        """Replace the scheme, and leave all annotations as they are. Raises SchemeError where it does not parse."""
        parse_scheme(toml)
        self._writing(lambda: self._put(toml))

    def put(self, toml: str) -> None:
        """As `set`, inside the running transaction; where that is given up, `forget` has to be called."""
        parse_scheme(toml)
        self._put(toml)

    def forget(self) -> None:
        """The scheme was changed by a merge, or through another connection: read it anew."""
        self._scheme = None
        self._labels.forget()

    def reach(self, draft: SchemeDraft) -> int:
        """How many annotations and decisions have to follow a draft."""
        return sum(
            int(self._connection.value(f"SELECT count(*) FROM {table} WHERE {where}", asked))
            for table, where, asked in self._following(draft)
        )

    def change(
        self, draft: SchemeDraft, toml: str, follow: Follow, source: Source, *, step: Step = no_step
    ) -> tuple[Entry, Source]:
        """Put a scheme in the place of the present one; all annotations, whoever made them, follow.

        One durable SQLite transaction, and one step of `source` that `again` takes back. Gives the journal entry, and
        the source with its number. Raises SchemeError, StaleChange, ProjectError, and what `step` raises; then nothing
        was written.
        """
        parse_scheme(toml)

        def write() -> tuple[Entry, Source]:
            number = self._number()
            writer = self._sources.ensure(source.name, source.kind)
            steps: dict[int, list[Transaction]] = {}
            for state, source_id in self._touched(draft, step):
                tx = follow(state)
                if tx is not None:
                    steps.setdefault(source_id, []).append(tx)
            schemes = (number, self._put(toml))
            own = compose(steps.pop(writer.id, []), "scheme.change")
            entry, _ = self._annotations.write(own, writer, kind="scheme", schemes=schemes, step=step)
            for source_id, some in steps.items():
                self._follow(compose(some, "scheme.change"), self._sources.by_id(source_id), entry, source.name, step)
            return entry, writer

        return self._writing(write)

    def again(self, entry: Entry, source: Source, *, back: bool, step: Step = no_step) -> Entry:
        """Take a change of the scheme back, or do it again, with all annotations that followed it.

        Where the scheme has been replaced since (`set`, or another person's change) it stays as it is. Raises
        StaleChange and ProjectError, and what `step` raises; then nothing was written.
        """

        def write() -> Entry:
            tx = self._journal.transaction(entry.id)
            found = self._journal.schemes_of(entry.id)
            schemes = self._exchanged(found[::-1] if back else found) if found is not None else None
            kind = "undo" if back else "redo"
            own, _ = self._annotations.write(
                tx.inverse() if back else tx, source, kind=kind, undoes=entry.id, schemes=schemes, step=step
            )
            for follower, source_id in self._journal.followers(entry.id):
                their_tx, theirs = self._journal.transaction(follower), self._sources.by_id(source_id)
                now = self._as_it_is_now(their_tx.inverse() if back else their_tx, theirs)
                self._follow(now, theirs, own, source.name, step)
            return own

        return self._writing(write)

    def settled(self, toml: str) -> None:
        """Let the labels of suggestions follow a scheme that a merge has made the newest, inside its transaction."""
        self._labels.follow(parse_scheme(toml))

    def settle_labels(self) -> None:
        """Let the labels of suggestions follow the scheme that counts, after a repair."""
        self._writing(lambda: self._labels.follow(self.scheme))

    def _follow(self, tx: Transaction, source: Source, entry: Entry, author: str, step: Step) -> None:
        if tx.changes:
            self._annotations.write(tx, source, kind="repair", undoes=entry.id, author=author, step=step)

    def _exchanged(self, schemes: tuple[int, ...]) -> tuple[int, int] | None:
        """Put the second scheme in the place of the first; None where the first is not the present one."""
        texts = "SELECT toml FROM scheme WHERE id=?"
        before, after = (str(self._connection.value(texts, (number,))) for number in schemes)
        if self.text != before:
            return None
        return self._number(), self._put(after)

    def _as_it_is_now(self, tx: Transaction, source: Source) -> Transaction:
        """Another source's part of a change, without what that source has changed or deleted since: of that only the
        label goes back."""
        changes: list[Change] = []
        for one in tx.changes:
            now = self._annotations.current(one, source)
            if now == one.before:
                changes.append(one)
            elif now is not None and one.before is not None and one.after is not None:
                after = _relabelled(now, one.before, one.after)
                if after != now:
                    changes.append(Change(one.document, now, after))
        return replace(tx, changes=tuple(changes))

    def _number(self) -> int:
        return int(self._connection.value("SELECT max(id) FROM scheme"))

    def _put(self, toml: str) -> int:
        number = put_scheme(self._connection, toml)
        self._scheme = parse_scheme(toml)
        self._labels.follow(self._scheme)
        return number

    def _writing(self, write: Callable[[], T]) -> T:
        with or_else(self.forget), self._connection.writing():
            return write()

    def _touched(self, draft: SchemeDraft, step: Step) -> Iterator[tuple[AnnotationState, int]]:
        """The documents, by source, in which something has to follow."""
        pairs = sorted(set(self._places(draft)))
        doc: tuple[int, Document] | None = None
        for doc_id, source_id in stepped(pairs, step, every=10):
            if doc is None or doc[0] != doc_id:
                uid = self._connection.value("SELECT uid FROM document WHERE id=?", (doc_id,))
                doc = (doc_id, self._documents.get(uid.hex()))
            yield self._annotations.state(doc[1], self._sources.by_id(source_id)), source_id

    def _places(self, draft: SchemeDraft) -> Iterator[tuple[int, int]]:
        for table, where, asked in self._following(draft):
            sql = f"SELECT DISTINCT doc_id, source_id FROM {table} WHERE {where}"
            yield from (tuple(row) for row in self._connection.rows(sql, asked))

    @staticmethod
    def _following(draft: SchemeDraft) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Tables, and which of their rows have to follow a draft."""
        spans = {*draft.renamed("span"), *draft.revalued}
        for table, kind, names in (
            ("span", "span", spans),
            ("decision", "span", spans),
            ("relation", "relation", draft.renamed("relation")),
            ("decision", "relation", draft.renamed("relation")),
        ):
            for name in names:
                yield table, "label_id=(SELECT id FROM label WHERE kind=? AND name=?)", (kind, name)
        for name in {*draft.renamed("attribute"), *draft.recoded}:
            for table in ("span", "relation"):
                yield table, "instr(attributes, ?)", (dump(name),)


def put_scheme(connection: Connection, toml: str) -> int:
    """Make a scheme the newest, inside the running transaction, with the step that merging goes by."""
    at_ms, before = now_ms(), connection.value("SELECT max(id) FROM scheme")
    number = connection.write("INSERT INTO scheme(at_ms, toml) VALUES(?,?)", (at_ms, toml))
    last = connection.value("SELECT max(hlc) FROM scheme_step") or 0
    step = (bytes.fromhex(new_id()), next_hlc(connection, at_ms, last), before, number)
    connection.write("INSERT INTO scheme_step VALUES(?,?,?,?)", step)
    return number


def _relabelled(now: Item, before: Item, after: Item) -> Item:
    """An item with the label of `after`, where it still has that of `before`."""
    if isinstance(now, Zone | Marks) or isinstance(before, Zone | Marks) or isinstance(after, Zone | Marks):
        return now
    return replace(now, label=after.label) if now.label == before.label else now
