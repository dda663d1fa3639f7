"""doccano JSON Lines: an object for each document, with spans as lists of three or as entities with relations.

Nothing in a file proves what its offsets count: UTF-16, or graphemes where a project is set so. Files of text
classification and of sequence to sequence have texts in place of spans: short ones become labels of the document.
Described in https://doccano.github.io/doccano/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.exchange.doccano.reading import Reader
from store.exchange.doccano.shape import Columns, find, is_surely
from store.exchange.doccano.writing import write
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.losses import Hold
from store.exchange.objects import first_object, objects_of
from store.exchange.reading import Reading
from store.exchange.record import Record

_SPANS = re.compile(r'\[\s*(\[\s*-?\d+\s*,\s*-?\d+\s*,|\{[^{}\[\]]*"(start|begin))')
_OTHERS = frozenset({
    "gilder", "tokens", "_input_hash", "_task_hash", "answer", "options", "pattern", "data", "documents", "passages",
    "@context", "annotation_sets", "ner_tags", "denotations",
})  # fmt: skip


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError, and AskFirst where the unit of the offsets makes a difference."""
    reader = Reader(reading)
    for line, name, data in objects_of(given, reading):
        yield reader.record(data, name, f"{given.where}:{line}")


def _recognised(head: bytes) -> bool:
    """Whether a file begins with an object that has a text and is of no other format."""
    first = first_object(head)
    data = dict(first.whole)
    if first.cut[0]:
        data[first.cut[0]] = _guessed(first.cut[1])
    if not isinstance(data.get("data", ""), str):
        return False
    return not first.keys & (_OTHERS - {"data"}) and is_surely(find(data, Columns()))


def _guessed(raw: str) -> object:
    """A value of the kind that the beginning of one is."""
    if raw.startswith('"'):
        return ""
    return [[0, 1, ""]] if _SPANS.match(raw) else None


HOLDS: frozenset[Hold] = frozenset({
    "overlapping spans", "relations", "types of attributes", "labels of documents", "notes of documents", "status",
    "metadata", "exact text",
})  # fmt: skip

FORMAT = Format(
    name="doccano",
    title="doccano JSON Lines",
    suffixes=(".jsonl", ".json"),
    about="spans and relations of doccano projects, an object for each document",
    home="https://doccano.github.io/doccano/",
    holds=HOLDS,
    read=read,
    write=write,
    recognise=_recognised,
)
