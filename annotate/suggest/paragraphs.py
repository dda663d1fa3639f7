"""The paragraphs of a document outside boilerplate, of a size that a language model reads at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.document import Document
from annotate.offsets import Range

_LIMIT = 4000  # code points of one piece
_BLANK = re.compile(r"\r?\n[^\S\n]*\r?\n\s*")


def paragraphs(doc: Document) -> Iterator[Range]:
    """Pieces between blank lines; a long one is cut at the end of a line or sentence, at worst at a space."""
    at = 0
    for zone in sorted(zone.range for zone in doc.zones if zone.kind == "boilerplate"):
        yield from _between(doc.text, at, zone.start)
        at = max(at, zone.end)
    yield from _between(doc.text, at, len(doc.text))


def _between(text: str, start: int, end: int) -> Iterator[Range]:
    at = start
    while at < end:
        gap = _BLANK.search(text, at, end)
        yield from _cut(text, at, gap.start() if gap else end)
        at = gap.end() if gap else end


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > _LIMIT:
        ends = (text.rfind(sign, start, start + _LIMIT) for sign in ("\n", ". ", " "))
        at = next((found + 1 for found in ends if found > start + _LIMIT // 2), start + _LIMIT)
        yield Range(start, at)
        start = at
    if text[start:end].strip():
        yield Range(start, end)
