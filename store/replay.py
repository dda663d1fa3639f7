"""What the journal alone says: of each item the after-image of its newest change, newest by (clock, transaction).

A relation counts only while both its ends do, so that a span deleted in one copy never leaves a relation of another
copy hanging; when the span comes back, so does the relation. In a file without merges this is what doing everything in
order gives. Nothing depends on the order in which transactions came into the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from annotate.document import Document
from annotate.model import Item, Marks, Relation, Span
from annotate.state import AnnotationState
from store.codec import decode
from store.connection import Connection

Order = tuple[int, bytes, int]
Key = tuple[int, str, str]
"""Source, class name and id of an item."""

OPS = """
SELECT tx.hlc, tx.uid, op.ord, tx.source_id, op.item, op.item_id, op.after
FROM op JOIN tx ON tx.id=op.tx_id WHERE op.doc_id=?
"""


@dataclass(frozen=True, slots=True)
class Version:
    """The newest change of an item: its time, whose it is, and the image (None: deleted)."""

    order: Order
    source: int
    image: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a document: current items, and relations that wait for an end to come back.

    `left_out`: ids of zones that it has taken away, also of those that came with the document and stay for the others.
    """

    items: list[Item] = field(default_factory=list[Item])
    dormant: list[Relation] = field(default_factory=list[Relation])
    left_out: set[str] = field(default_factory=set[str])


def key_in(source: int, kind: str, item_id: str) -> Key:
    """What identifies an item in a document; there is one of the marks for each source."""
    return (source, kind, "" if kind == "Marks" else item_id)


def decoded(document: str, kind: str, image: str) -> Item:
    """The item of an image; marks have the id that the document has in this file."""
    item = decode(kind, image)
    return replace(item, id=document) if isinstance(item, Marks) and item.id != document else item


def newest(rows: Iterable[tuple[int, bytes, int, int, str, str, str | None]]) -> dict[Key, Version]:
    """The newest version of each item of a document, from rows of `OPS` in any order."""
    found = dict[Key, Version]()
    for hlc, uid, at, source, kind, item_id, image in rows:
        key, order = key_in(source, kind, item_id), (hlc, uid, at)
        known = found.get(key)
        if known is None or known.order < order:
            found[key] = Version(order, source, image)
    return found


def said(document: str, versions: dict[Key, Version]) -> dict[int, Said]:
    """What each source says, by its number."""
    by_source = dict[int, Said]()
    relations = list[tuple[int, Relation]]()
    spans = dict[int, set[str]]()
    for (source, kind, item_id), version in versions.items():
        here = by_source.setdefault(source, Said())
        if version.image is None:
            if kind == "Zone":
                here.left_out.add(item_id)
            continue
        item = decoded(document, kind, version.image)
        if isinstance(item, Relation):
            relations.append((source, item))
            continue
        here.items.append(item)
        if isinstance(item, Span):
            spans.setdefault(source, set()).add(item.id)
    for source, relation in relations:
        whole = {relation.head, relation.child} <= spans.get(source, set())
        (by_source[source].items if whole else by_source[source].dormant).append(relation)
    return by_source


class Replay:
    """Reads the journal of one document at a time: every change once, whatever the number of sources."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self, doc_id: int) -> dict[Key, Version]:
        """The newest version of each item of a document, by the document's number."""
        return newest(self._connection.rows(OPS, (doc_id,)))

    def said(self, document: str) -> dict[int, Said]:
        """What each source says of a document, by the document's id."""
        doc_id = self._connection.value("SELECT id FROM document WHERE uid=?", (bytes.fromhex(document),))
        return said(document, self.versions(doc_id))

    def states(self, doc: Document) -> dict[int, AnnotationState]:
        """The state of each source that ever said something of a document."""
        said_by = self.said(doc.id).items()
        return {source: AnnotationState.of(doc, one.items, left_out=one.left_out) for source, one in said_by}

    def coming_back(self, document: str, source: int, gone: set[str], come: set[str]) -> Iterator[Relation]:
        """The relations that have both ends again when spans go and come."""
        here = self.said(document).get(source, Said())
        spans = {item.id for item in here.items if isinstance(item, Span)} - gone | come
        yield from (one for one in here.dormant if {one.head, one.child} <= spans)
