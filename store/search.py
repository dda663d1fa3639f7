"""Full-text search over the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from annotate.concordance import Asked
from annotate.offsets import Range
from store.connection import Connection, Step, no_step
from store.errors import decoding

_LIKE = 20_000  # bytes of a pattern for LIKE; SQLite takes 50,000, and a sign may need two
_PORTION = 100  # documents that are read at a time
_TELLS = re.compile(r"[^\W_]")
# Scripts without spaces: the index takes a run of their letters for one word.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
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

    def find(self, text: str | Asked, *, limit: int = 1000, context: int = 60, step: Step = no_step) -> Iterator[Hit]:
        """Places where a text stands, letter case aside, or what else is asked for, in document order, at most `limit`.

        Words are found through the index; a piece without any letter or digit, and a regular expression, is looked for
        in every text. The file is read in portions, between which `step` is called. Raises InputError.
        """
        asked = Asked(text) if isinstance(text, str) else text
        words = asked.text.strip()
        asked.finder()
        if not words:
            return
        with decoding(self._connection.path):
            yield from self._hits(asked, words, limit=limit, context=context, step=step)

    def _hits(self, asked: Asked, words: str, *, limit: int, context: int, step: Step) -> Iterator[Hit]:
        finder, found = asked.finder(), 0
        for uid, name, body in self._candidates("" if asked.expression else words, step):
            for start, end in finder(body):
                before, after = body[max(0, start - context) : start], body[end : end + context]
                yield Hit(uid.hex(), name, Range(start, end), before, body[start:end], after)
                found += 1
                if found == limit:
                    return

    def documents_with(self, words: str) -> list[str]:
        """Ids of the documents that can hold `words` as whole words, letter case aside, in order.

        Found through the index, so that few are left to be read; all of them where it cannot tell.
        """
        if not _TELLS.search(words) or _UNSPACED.search(words):
            return [row[0].hex() for row in self._connection.rows("SELECT uid FROM document ORDER BY id")]
        sql = "SELECT uid FROM document WHERE id IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)"
        phrase = '"' + words.replace('"', '""') + '"'
        return [row[0].hex() for row in self._connection.rows(f"{sql} ORDER BY id", (phrase,))]

    def _candidates(self, asked: str, step: Step) -> Iterator[tuple[bytes, str, str]]:
        """Uid, name and text of the documents that can hold what is asked for."""
        words = _WHOLE.findall(asked)
        where, extra = "", ()
        if words:
            sql = "SELECT rowid FROM document_search WHERE document_search MATCH ? ORDER BY rowid"
            ids = self._connection.rows(sql, (" ".join(f'"{word}"' for word in words),))
        else:
            ids = self._connection.rows("SELECT id FROM document ORDER BY id")
            if asked.isascii() and len(asked) < _LIKE:
                where = " AND t.text LIKE ? ESCAPE '\\'"
                extra = ("%" + asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",)
        columns = "SELECT d.uid, d.name, t.text FROM document d JOIN document_text t ON t.doc_id=d.id"
        for at in range(0, len(ids), _PORTION):
            step(at, len(ids))
            some = [row[0] for row in ids[at : at + _PORTION]]
            marks = ",".join("?" * len(some))
            yield from self._connection.rows(f"{columns} WHERE d.id IN ({marks}){where} ORDER BY d.id", (*some, *extra))
