"""Small values for tests, made in one line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from annotate.document import Document
from annotate.model import Span, surface
from annotate.offsets import Range
from annotate.scheme import Scheme, parse_scheme

TEXT = "Iran armed more than 1,000 fighters in Syria. President Bashar al-Assad thanked Iran on Tuesday."

SCHEME_TOML = """
name = "small"

[[span]]
name = "PERSON"
hotkey = "1"
aliases = ["PER"]

[[span]]
name = "LOC"
hotkey = "2"

[[span]]
name = "CARDINAL"
hotkey = "c"
value = "number"

[[relation]]
name = "opposes"
hotkey = "x"
ends = [{ head = ["PERSON", "LOC"], child = ["PERSON", "LOC"] }]

[[relation]]
name = "same_as"
ends = [{ head = ["PERSON", "LOC"], child = ["PERSON", "LOC"], same = true }]

[[attribute]]
name = "generic"
kind = "flag"
on = ["PERSON"]
"""


def small_scheme() -> Scheme:
    """Three span labels, two relation labels, one attribute."""
    return parse_scheme(SCHEME_TOML)


def document(text: str = TEXT, *, document_id: str = "d1") -> Document:
    """A document without zones."""
    return Document(document_id, f"{document_id}.txt", text)


def span(doc: Document, start: int, end: int, label: str = "LOC", *, span_id: str | None = None) -> Span:
    """A span of one fragment with the right surface."""
    place = (Range(start, end),)
    return Span(span_id or f"s{start}-{end}-{label}", label, place, surface(doc.text, place))


def span_on(doc: Document, words: str, label: str = "LOC", *, nth: int = 0, **fields: object) -> Span:
    """A span on the nth place where `words` stands."""
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(words, start + 1)
    place = (Range(start, start + len(words)),)
    span_id = str(fields.pop("span_id", f"s{start}-{start + len(words)}-{label}"))
    return Span(span_id, label, place, words, **fields)  # pyright: ignore[reportArgumentType]


def ids(prefix: str = "n") -> Iterator[str]:
    """n0, n1, n2, …"""
    return (f"{prefix}{number}" for number in count())


def hex_ids(start: int = 1) -> Iterator[str]:
    """Ids of the kind that a project file takes, in order."""
    return (f"{number:032x}" for number in count(start))
