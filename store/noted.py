"""The notes and flags of a source over the whole project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.connection import Connection
from store.errors import decoding
from store.sources import Source

NotedKind = Literal["span", "relation", "document"]

# The conditions are those of the partial indexes, so that only rows with a note or flag are read.
_ASKED = """
SELECT d.id, d.uid, d.name, 'document', d.uid, '', '', m.note, m.flagged, -1
FROM marks m JOIN document d ON d.id=m.doc_id WHERE m.source_id=:source AND (m.note<>'' OR m.flagged=1)
UNION ALL
SELECT d.id, d.uid, d.name, 'span', s.uid, l.name, s.text, s.note, s.flagged, s.start_ch
FROM span s JOIN document d ON d.id=s.doc_id JOIN label l ON l.id=s.label_id
WHERE s.source_id=:source AND (s.note<>'' OR s.flagged=1)
UNION ALL
SELECT d.id, d.uid, d.name, 'relation', r.uid, l.name, h.text || ' → ' || c.text, r.note, r.flagged, h.start_ch
FROM relation r JOIN document d ON d.id=r.doc_id JOIN label l ON l.id=r.label_id
JOIN span h ON h.uid=r.head_uid JOIN span c ON c.uid=r.child_uid
WHERE r.source_id=:source AND (r.note<>'' OR r.flagged=1)
ORDER BY 1, 10 LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """A span, relation or document that has a note, or a flag, or both."""

    document: str  # id
    name: str  # of the document
    kind: NotedKind
    id: str  # of the span or relation; of the document for its own note
    label: str  # empty for a document
    text: str  # of the span; both ends of the relation
    note: str
    flagged: bool


class NotedItems:
    """What was noted or flagged, by source."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, source: Source, *, limit: int = 20_000) -> list[Noted]:
        """Everything with a note or flag of `source`, in the order of documents and text, at most `limit`."""
        asked = {"source": source.id, "limit": limit}
        with decoding(self._connection.path):
            return [
                Noted(uid.hex(), name, kind, item.hex(), label, text, note, bool(flagged))
                for _, uid, name, kind, item, label, text, note, flagged, _ in self._connection.rows(_ASKED, asked)
            ]
