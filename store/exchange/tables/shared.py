"""What the formats of tables have in common."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator

from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.lines import decoded
from store.exchange.losses import EVERYTHING, Lose
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.tables.cells import Dialect, bytes_of, rows
from store.exchange.tables.columns import columns_of
from store.exchange.tables.foreign import read_table
from store.exchange.tables.own import NAMES, is_own, own_delimiter, read_own
from store.exchange.tables.writing import write_tables

HOLDS = EVERYTHING
_DELIMITERS = (",", "\t", ";", "|")


def table_format(name: str, title: str, suffix: str, delimiter: str, about: str) -> Format:
    """A format of tables whose cells are parted so."""

    def read(given: Given, reading: Reading) -> Iterator[Record]:
        return _read(given, reading, name, delimiter)

    def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
        return write_tables(records, lose, name, suffix, delimiter)

    home = "https://www.rfc-editor.org/rfc/rfc4180"
    return Format(
        name, title, (suffix,), about, home, HOLDS, read, write, out="folder", recognise=_recognising(delimiter)
    )  # fmt: skip


def _read(given: Given, reading: Reading, name: str, delimiter: str) -> Iterator[Record]:
    """The documents of a table. Raises InputError, and AskFirst where something has to be said first."""
    raw = given.read(reading.limits)
    whole = decoded(raw, given.where, reading)
    own = {name: parting for name in NAMES if (parting := own_delimiter(whole, name, delimiter)) is not None}
    beside = given.path.with_name(NAMES[0] + given.suffix)
    if NAMES[0] in own:
        yield from read_own(given, whole, Dialect(own[NAMES[0]]), reading)
    elif own and beside.is_file():
        reading.facts[given.path.name] = f"read with {beside.name}"
    else:
        yield from read_table(given, whole, bytes_of(raw, reading), delimiter, name, reading)


def _heads(text: str, delimiters: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The first row, cut in several ways."""
    text = text.lstrip("\r\n")[:8192]
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    for one in delimiters:
        row = next(rows(text, Dialect(one), "", Reading()), None)
        if row is not None and not row.problem:
            yield row.cells


def _recognising(delimiter: str) -> Callable[[bytes], bool]:
    def recognised(head: bytes) -> bool:
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace")
        if text.startswith("#"):
            return False
        heads = _heads(text, (delimiter, *_DELIMITERS))
        return any(is_own(one) is not None or columns_of(one) is not None for one in heads)

    return recognised
