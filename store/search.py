"""Full-text search over the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.offsets import Range
from store.connection import Connection

# Words that are surely words to the index as well: of ASCII, between ASCII signs, so not at the ends of what is asked,
# where they may be pieces of longer ones. What else is a word, SQLite's tables of Unicode and Python's do not agree on.
_WHOLE = re.compile(r"(?<=[\x00-/:-@\[-`{-\x7f])[A-Za-z0-9]{2,}(?=[\x00-/:-@\[-`{-\x7f])")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place of the searched text, with some text before and after it."""

    document: str  # id
    name: str
    place: Range
    before: str
    text: str
    after: str


class Search:
    """Where a text stands in the project."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, text: str, *, limit: int = 1000, context: int = 60) -> Iterator[Hit]:
        """Places where `text` stands, letter case aside, in document order, at most `limit`.

        Whatever is typed is taken literally. Words are found through the index; a piece without any letter or digit is
        looked for in every text.
        """
        asked = text.strip()
        if not asked:
            return
        pattern = re.compile(re.escape(asked), re.IGNORECASE)
        found = 0
        for uid, name, body in self._candidates(asked):
            for match in pattern.finditer(body):
                start, end = match.span()
                before, after = body[max(0, start - context) : start], body[end : end + context]
                yield Hit(uid.hex(), name, Range(start, end), before, match.group(), after)
                found += 1
                if found == limit:
                    return

    def _candidates(self, asked: str) -> list[tuple[bytes, str, str]]:
        columns = "SELECT d.uid, d.name, t.text FROM document d JOIN document_text t ON t.doc_id=d.id"
        words = _WHOLE.findall(asked)
        if not words:
            like = "%" + asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            if asked.isascii():
                return self._connection.rows(f"{columns} WHERE t.text LIKE ? ESCAPE '\\' ORDER BY d.id", (like,))
            return self._connection.rows(f"{columns} ORDER BY d.id")
        query = " ".join('"' + word + '"' for word in words)
        where = "WHERE d.id IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)"
        return self._connection.rows(f"{columns} {where} ORDER BY d.id", (query,))
