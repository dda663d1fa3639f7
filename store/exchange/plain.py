"""Plain text files, written: one for each document, byte for byte as it was read. Articles are read in `articles`."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from hashlib import sha256

from store.exchange.folders import path_for
from store.exchange.formats import Format, Piece
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record

_SUFFIX = ".txt"
_SAID = frozenset(("encoding", "bom", "sha256"))  # metadata that is in the bytes


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """The texts. All spans are told: nothing of them is in a text."""
    used = set[str]()
    for record in records:
        for one in record.sources:
            for span in one.spans:
                lose(Loss(record.name, "spans", span.id, span.label, span.text[:80]))
        raw, encoding = _raw(record)
        for key, value in record.meta.items():
            if key not in _SAID or (key == "encoding" and value != encoding):
                why = f"written as {encoding}" if key == "encoding" else ""
                lose(Loss(record.name, "metadata", label=key, text=value[:80], why=why))
        yield path_for(record.name.removesuffix(_SUFFIX), used) + _SUFFIX, raw


def _raw(record: Record) -> tuple[bytes, str]:
    """The bytes of a text in the encoding that it came in, where that gives the same file again; else in UTF-8."""
    encoding, digest = record.meta.get("encoding", "utf-8"), record.meta.get("sha256")
    if encoding != "utf-8":
        try:
            raw = record.text.encode(encoding)
        except (LookupError, UnicodeError, ValueError):
            return _utf8(record), "utf-8"
        if sha256(raw).hexdigest() == digest:
            return raw, encoding
    return _utf8(record), "utf-8"


def _utf8(record: Record) -> bytes:
    """A text that begins with what would be taken for a byte order mark gets one before it."""
    marked = record.meta.get("bom") == "utf-8" or record.text.startswith("\ufeff")
    return codecs.BOM_UTF8 * marked + record.text.encode()


FORMAT = Format(
    name="text",
    title="Plain text",
    suffixes=(_SUFFIX,),
    about="the texts alone, a file each, byte for byte as they were read; no annotations",
    home="https://www.unicode.org/standard/standard.html",
    holds=frozenset({"exact text", "metadata", "overlapping spans", "discontinuous spans"}),
    write=write,
    out="folder",
)
