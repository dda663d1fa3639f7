"""W3C Web Annotation: annotations in JSON-LD, and beside them the text, where no annotation brings it.

Nothing is fetched: not what `@context` names, not the text, no further pages. Described in
https://www.w3.org/TR/annotation-model/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded
from store.exchange.losses import EVERYTHING
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.webannotation.reading import NAME, records_of
from store.exchange.webannotation.shape import file_of
from store.exchange.webannotation.writing import write

_SIGNS = (b"ns/anno.jsonld", b"TextQuoteSelector", b"TextPositionSelector")


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The texts of a file with what is said of them. Raises InputError where there is none."""
    text = decoded(given.read(reading.limits), given.where, reading)
    if "\x00" in text:
        at = len(text[: text.index("\x00")].encode())
        raise InputError(f"{given.where}: NUL character at byte {at}; nothing was imported")
    file = file_of(text, given.where, reading)
    try:
        json.dumps([file.items, file.head], allow_nan=False, ensure_ascii=False).encode()
    except ValueError as problem:
        raise InputError(f"{given.where}: holds what no project can keep: {problem}") from problem
    yield from records_of(file, given, reading)


def _recognised(head: bytes) -> bool:
    head = head.replace(b"\0", b"")
    if any(one in head for one in _SIGNS):
        return True
    if b'"selector"' in head and b'"bodies"' in head and b'"quote"' in head:
        return True
    return any(one in head for one in (b'"Annotation"', b'"oa:Annotation"')) and b'"target"' in head


HOLDS = EVERYTHING - {"zones", "metadata"}

FORMAT = Format(
    name=NAME,
    title="W3C Web Annotation",
    suffixes=(".jsonld", ".json"),
    about="annotations in JSON-LD, as Recogito, Hypothesis and INCEpTION have them, and the text beside them",
    home="https://www.w3.org/TR/annotation-model/",
    whole=True,
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    companions=(".txt",),
    recognise=_recognised,
)
