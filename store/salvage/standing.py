"""What people annotated, of a damaged file: what its journal says where that is whole, and else what can be found.

Where the journal is not whole, the rows count that are what the text says; a row that is lost or damaged is made anew
of the newest change of it that is left. What differs from the journal is written to it as a repair.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from annotate.change import Change, Transaction, key_of
from annotate.document import Document
from annotate.errors import GilderError
from annotate.model import Item, Relation, Span, Zone
from annotate.state import AnnotationState
from store.connection import Step
from store.errors import DECODING
from store.merge.current import make_current
from store.project import Project
from store.replay import Replay, decoded
from store.rows import DECISION, MARKS, RELATION, SPAN, Rows, marks_of
from store.salvage.reading import Left
from store.salvage.report import Repaired
from store.sources import Labels, Source

AUTHOR = "gilder repair"
_Key = tuple[str, str]  # class name and id
_TABLES = {"Span": "span", "Relation": "relation", "Decision": "decision", "Zone": "zone", "Marks": "marks"}
_FAILURES = (GilderError, sqlite3.Error, *DECODING)


def put_annotations(left: Left, project: Project, report: Repaired, step: Step) -> None:
    """Bring every document to what is left of it."""
    ids = project.documents.ids()
    for at, uid in enumerate(ids):
        step(at, len(ids))
        doc = project.documents.get(uid)
        number = project.annotations.document_ids([uid])[uid]
        with project.connection.writing():
            make_current(project, number)
        here = _Document(left, project, doc, number)
        if report.whole:
            report.differed += [doc.name] if here.differs() else []
        else:
            report.restored += here.restore()


@dataclass
class _Document:
    """One document: what the journal that was saved says, what rows say, and what changes say that were not saved."""

    left: Left
    project: Project
    doc: Document
    number: int
    broken: set[tuple[int, _Key]] = field(default_factory=set[tuple[int, _Key]])

    def __post_init__(self) -> None:
        self._rows = Rows(self.project.connection, Labels(self.project.connection))
        self._journal = {
            source: {_short(item): item for item in one.items}
            for source, one in Replay(self.project.connection).said(self.doc.id).items()
        }
        self._found = dict[int, dict[_Key, Item]]()
        for source, key, item in self._in_rows():
            if item is None:
                self.broken.add((source, key))
            else:
                self._found.setdefault(source, {})[key] = item

    def differs(self) -> bool:
        """Whether the rows that were found are not what the journal says."""
        sources = {*self._journal, *self._found}
        return any(self._journal.get(one, {}) != self._found.get(one, {}) for one in sources)

    def restore(self) -> int:
        """Write what stands and the journal does not say; gives the number of changes."""
        changes = self._newest_changes()
        count = 0
        for source in self.project.sources.all():
            stands = self._standing(source.id, changes.get(source.id, {}))
            count += self._write(source, stands)
        return count

    def _standing(self, source: int, changes: dict[_Key, Item | None]) -> dict[_Key, Item]:
        found = dict(self._found.get(source, {}))
        for key, item in changes.items():
            lost = _TABLES[key[0]] in self.left.troubled or (source, key) in self.broken
            if key not in found and item is not None and lost:
                found[key] = item
        return {key: item for key, item in found.items() if _stands(item, found)}

    def _write(self, source: Source, stands: dict[_Key, Item]) -> int:
        before = self._journal.get(source.id, {})
        keys = sorted({*before, *stands})
        some = [(before.get(key), stands.get(key)) for key in keys if before.get(key) != stands.get(key)]
        if not some:
            return 0
        tx = Transaction(tuple(Change(self.doc.id, *one) for one in some), "journal.repair")
        try:
            self.project.annotations.append(tx, source, kind="repair", author=AUTHOR)
        except _FAILURES:
            return self._write_singly(source, some)
        return len(some)

    def _write_singly(self, source: Source, some: list[tuple[Item | None, Item | None]]) -> int:
        """One by one, so that one that contradicts the others does not take them with it."""
        count = 0
        for one in sorted(some, key=lambda pair: isinstance(pair[1], Relation)):
            tx = Transaction((Change(self.doc.id, *one),), "journal.repair")
            try:
                self.project.annotations.append(tx, source, kind="repair", author=AUTHOR)
            except _FAILURES:
                continue
            count += 1
        return count

    def _in_rows(self) -> Iterator[tuple[int, _Key, Item | None]]:
        """Source, key and item of every row of this document; None for a row that is not what the text says."""
        readers: tuple[tuple[str, str, Callable[[list[Any]], Item]], ...] = (
            ("Span", SPAN, self._rows.span),
            ("Relation", RELATION, self._rows.relation),
            ("Decision", DECISION, self._rows.decision),
            ("Zone", "uid,kind,start_ch,end_ch", _zone),
            ("Marks", MARKS, partial(marks_of, self.doc.id)),
        )
        for kind, columns, read in readers:
            sql = f"SELECT source_id,{columns} FROM {_TABLES[kind]} WHERE doc_id=? AND source_id IS NOT NULL"
            for source, *row in self.left.db.execute(sql, (self.number,)).fetchall():
                item = self._sound(partial(read, row))
                first = self.doc.id if kind == "Marks" else row[0].hex() if isinstance(row[0], bytes) else str(row[0])
                yield source, (kind, first), item

    def _newest_changes(self) -> dict[int, dict[_Key, Item | None]]:
        """By source, the newest change of each item that is left, also of entries that do not verify."""
        sql = (
            "SELECT tx.source_id, op.item, op.item_id, op.after FROM op JOIN tx ON tx.id=op.tx_id WHERE op.doc_id=? "
            "ORDER BY op.tx_id, op.ord"
        )
        found = dict[int, dict[_Key, Item | None]]()
        for source, kind, item_id, after in self.left.db.execute(sql, (self.number,)).fetchall():
            if kind in _TABLES:
                key = (kind, self.doc.id if kind == "Marks" else item_id)
                item = self._sound(partial(decoded, self.doc.id, kind, after)) if after else None
                found.setdefault(source, {})[key] = item
        return found

    def _sound(self, read: Callable[[], Item]) -> Item | None:
        """An item that the text bears out; None for any other."""
        try:
            item = read()
            if not isinstance(item, Relation):
                AnnotationState.of(self.doc, [item])
        except _FAILURES:
            return None
        return item


def _zone(row: list[Any]) -> Zone:
    return Zone(row[0].hex(), *row[1:])


def _short(item: Item) -> _Key:
    return key_of(item)[0], key_of(item)[1]


def _stands(item: Item, among: dict[_Key, Item]) -> bool:
    """Whether a relation has both its ends; everything else stands by itself."""
    if not isinstance(item, Relation):
        return True
    ends = (("Span", item.head), ("Span", item.child))
    return item.head != item.child and all(isinstance(among.get(end), Span) for end in ends)
