"""A document: one article's text, never changed after import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from annotate.model import Zone
from annotate.offsets import Range


@dataclass(frozen=True)
class Document:
    """One article. `meta` holds what was known at import: `date` (ISO 8601), `encoding`, `url`, …"""

    id: str
    name: str
    text: str
    zones: tuple[Zone, ...] = ()
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def digest(self) -> str:
        """`sha256:` and the hexadecimal SHA-256 of the text in UTF-8."""
        return text_digest(self.text)

    @cached_property
    def words(self) -> int:
        """How many pieces of text between white space there are."""
        return len(self.text.split())

    @property
    def whole(self) -> Range:
        """The range of the whole text."""
        return Range(0, len(self.text))


def text_digest(text: str) -> str:
    """`sha256:` and the hexadecimal SHA-256 of `text` in UTF-8."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()
