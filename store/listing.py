"""The documents list: lines of some documents, and all documents in an order, without their lines.

A list of 100,000 documents is kept as columns of numbers; lines are read for what is on the screen. Sorting and
filtering is SQLite's work, outside of Python's lock, so that a window stays quick while a thread does it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.blind import Blinding
from annotate.model import Status
from annotate.suggest.ranking import PRIOR
from store.connection import Connection, Step

QUOTES = ('"', "“", "”", "„", "«", "»")
"""What a filter begins with that looks in the texts."""

_TELLS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the documents list, from one source's point of view."""

    id: str
    name: str
    size: int  # code points
    status: Status
    flagged: bool
    spans: int
    open_suggestions: int
    unsureness: float = 0.0  # of the open suggestions, from 0 to 1: `annotate.suggest.ranking.mean_unsureness`
    blind: bool = False  # its suggestions are hidden: `annotate.blind`
    number: int = 0  # in this file; documents are numbered in the order of their import


@dataclass(slots=True)
class Listed:
    """Documents in the order of a list: their numbers, which are done (1), and how unsure the model is of those that
    are not done and have open suggestions (-1: none, or not told)."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    done: bytearray = field(default_factory=bytearray)
    doubts: array[float] = field(default_factory=lambda: array("d"))
    whole: bool = True  # whether these are all documents

    def add(self, number: int, done: int, doubt: float) -> None:
        """One more document at the end."""
        self.numbers.append(number)
        self.done.append(done)
        self.doubts.append(doubt)

    def move(self, at: int, to: int) -> None:
        """One document to another place."""
        for column in (self.numbers, self.done, self.doubts):
            column.insert(to, column.pop(at))  # pyright: ignore[reportArgumentType] - each its own kind of number


def name_key(name: str) -> bytes:
    """What names are sorted by: letter case aside, numbers by their value: “text 9” before “text 10”."""
    parts = re.split(r"(\d+)", name.casefold())
    return b"".join(_digits(part) if at % 2 else part.encode() + b"\0" for at, part in enumerate(parts))


def _digits(part: str) -> bytes:
    """The digits of a number (of any script) after how many there are, so that bytes compare like numbers."""
    plain = part if part.isascii() else "".join(str(int(one)) for one in part)
    digits = plain.lstrip("0") or "0"
    return len(digits).to_bytes(4, "big") + digits.encode()


def rows(connection: Connection, blinding: Blinding, where: str, asked: dict[str, Any]) -> list[DocumentRow]:
    """Lines in the order of import; `where` says of which documents."""
    sql = _SELECT.format(**_figures(connection, blinding, where))
    found = [_row(row) for row in connection.rows(sql, asked)]
    if not blinding.share or blinding.unit == "spans":
        return found
    digests = connection.rows(f"SELECT d.uid, d.digest FROM document d {where}", asked)
    blind = {uid.hex() for uid, digest in digests if blinding.hides_document(f"sha256:{digest.hex()}")}
    return [replace(row, open_suggestions=0, unsureness=0.0, blind=True) if row.id in blind else row for row in found]


def beginning(connection: Connection, source_id: int, count: int) -> Listed:
    """The first so many documents in the order of import."""
    made = Listed()
    for number, done in connection.rows(_BEGINNING, {"source": source_id, "count": count}):
        made.add(number, done, -1.0)
    made.whole = len(made.numbers) < count
    return made


def listed(
    connection: Connection, blinding: Blinding, source_id: int, order: str, step: Step, *, counted: bool = True
) -> Listed:
    """All documents in an order; an unknown one is that of import.

    Not `counted`, nothing is told of doubts, which takes much longer than the rest; for some orders it has to be.
    """
    connection.define("name_key", name_key)
    connection.define("hidden", _hidden_under(blinding))
    figures = _figures(connection, blinding)
    by = ORDERS.get(order, ORDERS["order"]).format(**figures)
    doubt = figures["doubt"] if counted or order in COUNTED else "NULL"
    sql = _LISTED.format(document=figures["document"], doubt=doubt, order=by)
    made = Listed()
    with connection.heard(step):
        for number, done, doubt in connection.each(sql, {"source": source_id}):
            made.add(number, done, -1.0 if doubt is None else doubt)
    return made


def holding(connection: Connection, asked: str, step: Step) -> set[int]:
    """Numbers of the documents that have a text in their names, or one in quotes in their texts."""
    words = asked.strip()
    if words.startswith(QUOTES) and _TELLS.search(phrase := words.strip("".join(QUOTES) + " ").replace('"', " ")):
        sql, what = "SELECT rowid FROM document_search WHERE document_search MATCH ?", f'"{phrase}"'
    else:
        connection.define("holds", _holds)
        sql, what = "SELECT id FROM document WHERE holds(name, ?)", asked.casefold()
    with connection.heard(step):
        return {number for (number,) in connection.each(sql, (what,))}


def _holds(name: str, asked: str) -> int:
    return int(asked in name.casefold())


def _hidden_under(blinding: Blinding) -> Callable[[bytes], int]:
    """Whether a document with a digest is shown without suggestions, as a function for SQL."""
    if not blinding.share or blinding.unit == "spans":
        return lambda _digest: 0
    return lambda digest: int(blinding.hides_document(f"sha256:{digest.hex()}"))


def _key_of(blinding: Blinding) -> Callable[[bytes], int]:
    return lambda digest: blinding.key(f"sha256:{digest.hex()}")


def _row(row: Sequence[Any]) -> DocumentRow:
    number, uid, name, size, status, flagged, spans, told = row
    still, _, unsureness = told.partition("/")
    return DocumentRow(
        uid.hex(), name, size, status or "new", bool(flagged), spans, int(still), float(unsureness), number=number
    )


# What is open is what the newest run over the document proposed, less what was decided on and what stands at a place
# where the source has a span: `annotate.review.open_spans` in SQL. A test holds the two against each other. Only where
# the source has done something are suggestions read; elsewhere all of them are open, and the figures of the run tell.
_TOUCHED = """(EXISTS(SELECT 1 FROM span WHERE doc_id=d.id AND source_id=:source)
    OR EXISTS(SELECT 1 FROM decision WHERE doc_id=d.id AND source_id=:source)
    OR EXISTS(SELECT 1 FROM label WHERE retired))"""


_KEYED = "(SELECT d.*, blind_key(d.digest) AS key FROM document d {where} LIMIT -1)"  # with a limit, keys are made once


def _figures(connection: Connection, blinding: Blinding, where: str = "") -> dict[str, str]:
    """The parts of a query of the list: of which documents, and how their suggestions are counted."""
    if blinding.share and blinding.unit == "spans":  # what is open must be counted one by one
        connection.define("blind_key", _key_of(blinding))
        counted = _counting("0", f"AND NOT {blinding.hides_span_sql('d.key', 's.start_ch')}")
        return {**counted, "document": _KEYED.format(where=where), "outer": ""}
    return {**_counting(f"NOT {_TOUCHED}"), "document": "document", "outer": where}


def _told(spans: str, unsureness: str) -> str:
    """Both in one text, so that what is open is counted once for both; 17 digits are all of a float."""
    return f"{spans} || '/' || printf('%!.17g', {unsureness})"


def _counting(figures_count: str, and_shown: str = "") -> dict[str, str]:
    """Expressions for what is open; `figures_count` says where the figures of a run may stand for counting."""
    still = f"""
    FROM suggestion s JOIN label l ON l.id=s.label_id
    WHERE s.doc_id=d.id AND s.run_id=x.run_id AND s.start_ch IS NOT NULL AND NOT l.retired {and_shown}
    AND NOT EXISTS (SELECT 1 FROM span p WHERE p.doc_id=d.id AND p.source_id=:source
      AND p.start_ch=s.start_ch AND p.end_ch=s.end_ch AND p.fragments IS NULL)
    AND NOT EXISTS (SELECT 1 FROM decision c WHERE c.doc_id=d.id AND c.source_id=:source
      AND c.label_id=coalesce(l.now_id, l.id) AND c.fragments='[[' || s.start_ch || ',' || s.end_ch || ']]')"""
    place = "coalesce(l.now_id, l.id)"
    each = f"SELECT 1 - abs(2 * s.score - 1) AS doubt, min(s.ord) {still} GROUP BY {place}, s.start_ch, s.end_ch"
    return {
        "doubt": f"""CASE WHEN {_SILENT} OR x.run_id IS NULL THEN NULL
    WHEN {figures_count} THEN CASE WHEN x.spans>0 THEN x.unsureness END
    ELSE (SELECT sum(doubt) / (count(*) + {PRIOR}) FROM ({each})) END""",
        "open": f"""CASE WHEN x.run_id IS NULL THEN 0 WHEN {figures_count} THEN x.spans ELSE
    (SELECT count(DISTINCT {place} || '/' || s.start_ch || '/' || s.end_ch) {still}) END""",
        "told": f"""CASE WHEN x.run_id IS NULL THEN '0/0'
    WHEN {figures_count} THEN {_told("x.spans", "x.unsureness")} ELSE
    (SELECT {_told("count(*)", f"coalesce(sum(doubt), 0.0) / (count(*) + {PRIOR})")} FROM ({each})) END""",
    }


_SILENT = "m.status IS 'done' OR hidden(d.digest)"  # what is open there is not asked about
_RUN = "run_document x ON x.doc_id=d.id AND x.run_id=(SELECT max(run_id) FROM run_document WHERE doc_id=d.id)"
_MARKED = "marks m ON m.doc_id=d.id AND m.source_id=:source"
_SELECT = f"""
SELECT d.id, d.uid, d.name, d.n_chars, m.status, m.flagged,
  (SELECT count(*) FROM span WHERE doc_id=d.id AND source_id=:source), {{told}}
FROM {{document}} d LEFT JOIN {_MARKED} LEFT JOIN {_RUN} {{outer}}
ORDER BY d.id
"""
_LISTED = f"""
SELECT d.id, m.status IS 'done' AS done, {{doubt}} AS doubt
FROM {{document}} d LEFT JOIN {_MARKED} LEFT JOIN {_RUN}
ORDER BY {{order}}
"""
_BEGINNING = f"SELECT d.id, m.status IS 'done' FROM document d LEFT JOIN {_MARKED} ORDER BY d.id LIMIT :count"
_STATUS = "CASE m.status WHEN 'flagged' THEN 0 WHEN 'in_progress' THEN 1 WHEN 'done' THEN 3 ELSE 2 END"
ORDERS = {
    "order": "d.id",
    "name": "name_key(d.name), d.id",
    "status": f"CASE WHEN m.flagged THEN 0 ELSE {_STATUS} END, d.id",
    "unsure": "done, coalesce(doubt, 0.0) DESC, d.id",
    "open": f"done, CASE WHEN {_SILENT} THEN 0 ELSE {{open}} END DESC, d.id",
}
"""By its name, what each order sorts by."""
COUNTED = ("unsure", "open")
"""The orders for which what is open has to be counted."""
