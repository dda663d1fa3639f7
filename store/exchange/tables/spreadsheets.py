"""Tables for people who open them in a spreadsheet: no cell of them is taken for a formula.

This changes cells, so that it is only written: the plain tables are those to come back with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.exchange.formats import Format, Piece
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record
from store.exchange.tables.cells import Dialect
from store.exchange.tables.own import NAMES, Writing
from store.exchange.tables.shared import HOLDS

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SUFFIX = ".csv"


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """Gilder's own tables, with an apostrophe before what a spreadsheet would work out; each is told."""

    def guarded(document: str, cell: str) -> str:
        if not cell.startswith(_FORMULAS):
            return cell
        why = "a spreadsheet would take it for a formula; an apostrophe is before it"
        lose(Loss(document, "exact cells", text=cell[:80], why=why))
        return "'" + cell

    used = {name + _SUFFIX for name in NAMES}
    writing = Writing(_SUFFIX, Dialect(mark=True), used, guarded)
    yield from writing.begin()
    for record in records:
        yield from writing.pieces(record)


FORMAT = Format(
    name="csv-spreadsheets",
    title="CSV for spreadsheets",
    suffixes=(_SUFFIX,),
    about="Gilder's tables of documents, spans and relations, safe to open in a spreadsheet; not to be read back",
    home="https://owasp.org/www-community/attacks/CSV_Injection",
    holds=HOLDS,
    write=write,
    out="folder",
)
