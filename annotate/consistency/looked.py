"""What the checks read and what they give: a document as one source sees it, and places in context."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.document import Document
from annotate.model import Span
from annotate.offsets import Range

CONTEXT = 70  # code points before and after a place

Labels = tuple[str, ...]
"""The labels of all spans that stand at one place, sorted; none where it was left unlabelled."""
Place = tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A document that a source has looked at, its spans there, and the places that do not count (boilerplate)."""

    document: Document
    spans: tuple[Span, ...]
    out: tuple[Range, ...] = ()

    @property
    def readings(self) -> dict[Place, Labels]:
        """What each place that has a span is labelled as, in reading order."""
        found: dict[Place, set[str]] = {}
        for span in self.spans:
            found.setdefault(span.fragments, set()).add(span.label)
        return {place: tuple(sorted(labels)) for place, labels in found.items()}

    def counts(self, start: int, end: int) -> bool:
        """Whether a range is not in a part that does not count."""
        return not any(zone.start < end and start < zone.end for zone in self.out)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in its context, as it is labelled now, with what could stand there instead (empty: no span)."""

    document: str  # id
    name: str
    place: Place
    labels: Labels
    before: str
    text: str
    after: str
    instead: str = ""

    @property
    def range(self) -> Range:
        """From the first fragment's start to the last one's end."""
        return Range(self.place[0].start, self.place[-1].end)


def spot(doc: Document, place: Place, labels: Labels, instead: str = "") -> Spot:
    """A place with the text around it."""
    start, end = place[0].start, place[-1].end
    before, after = doc.text[max(0, start - CONTEXT) : start], doc.text[end : end + CONTEXT]
    return Spot(doc.id, doc.name, place, labels, before, doc.text[start:end], after, instead)


def read_as(labels: Iterable[str]) -> str:
    """Labels in words: `LOC`, `LOC and ORG`, `no label`."""
    return " and ".join(labels) or "no label"
