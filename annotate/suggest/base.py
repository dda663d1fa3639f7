"""What every suggester takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from annotate.document import Document
from annotate.model import Value
from annotate.offsets import Range
from annotate.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposed span: code point offsets, a label of the scheme, a score between 0 and 1."""

    start: int
    end: int
    label: str
    score: float
    value: Value | None = None

    @property
    def range(self) -> Range:
        """The span's place."""
        return Range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class SuggestedRelation:
    """One proposed relation between two proposed spans, given by their place in the list of suggestions."""

    head: int
    child: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All that one suggester proposes for one document."""

    spans: tuple[Suggestion, ...] = ()
    relations: tuple[SuggestedRelation, ...] = ()


class Suggester(Protocol):
    """Something that proposes spans and relations for a document; it never changes the document."""

    @property
    def name(self) -> str:
        """Name and version, as kept in each annotation's origin: `news-en 1.0`."""
        ...

    def suggest(self, doc: Document, scheme: Scheme) -> Suggestions:
        """What is proposed for `doc`, with labels of `scheme` only, in text order."""
        ...
