"""What an annotation is: frozen values, compared by content.

All offsets are Unicode code points into the document's text, half-open: `text[start:end]`. Ids are strings that are
unique over all projects (32 hexadecimal digits of a UUID version 7), except those of suggestions, which name their
model run, and decisions, which carry the id of the suggestion that they answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.offsets import Range

AttributeValue = bool | str | int | float
Attributes = tuple[tuple[str, AttributeValue], ...]
"""Attribute names with their values, sorted by name."""

How = Literal["open", "accepted", "edited", "manual", "adjudicated"]
"""How an annotation came to be: `open` is a suggestion that nobody has decided on."""

Outcome = Literal["accepted", "rejected", "edited"]
"""A person's answer to one suggestion."""

Status = Literal["new", "in_progress", "done", "flagged"]
ZoneKind = Literal["headline", "byline", "dateline", "caption", "boilerplate"]
Modifier = Literal["=", "<", "<=", ">", ">=", "~"]


@dataclass(frozen=True, slots=True)
class Value:
    """The parsed meaning of a number or date span (fields of `docs/annotations.md`).

    Amounts are exact decimals written as strings; `date` is an ISO 8601 date, partial date, period or interval, with
    `~` before it where it is approximate, or `rel:…` where the document has no date to resolve it against.
    """

    amount: str | None = None
    upper: str | None = None
    modifier: Modifier | None = None
    unit: str | None = None
    vague: str | None = None
    date: str | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled piece of text of one or more fragments; spans may nest and overlap."""

    id: str
    label: str
    fragments: tuple[Range, ...]
    text: str  # the surface: the fragments' text, joined by single spaces
    value: Value | None = None
    attributes: Attributes = ()
    note: str = ""
    flagged: bool = False
    origin: str = ""  # where it first came from: "model:news-en 1.0", "import:brat"; empty for a person's own
    score: float | None = None  # the suggester's confidence, 0 to 1
    decision: How = "manual"

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.fragments[-1].end

    @property
    def range(self) -> Range:
        """From the first fragment's start to the last one's end."""
        return Range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled, directed arc from a head span to a child span, both given by id."""

    id: str
    label: str
    head: str
    child: str
    attributes: Attributes = ()
    note: str = ""
    flagged: bool = False
    origin: str = ""
    score: float | None = None
    decision: How = "manual"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to one suggestion.

    `id` is the suggestion's id. The place and label are kept as well, so that a later run over the same text does not
    ask again. For a relation suggestion the fragments are those of the head, then those of the child.
    """

    id: str
    outcome: Outcome
    label: str
    fragments: tuple[Range, ...]
    annotation: str | None = None  # id of the span or relation that came of it


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the text that is not body prose."""

    id: str
    kind: ZoneKind
    start: int
    end: int

    @property
    def range(self) -> Range:
        """The zone's place."""
        return Range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person says of a document as a whole; there is one per document, with the document's id."""

    id: str
    status: Status = "new"
    note: str = ""
    flagged: bool = False
    attributes: Attributes = ()  # the document's labels


Item = Span | Relation | Decision | Zone | Marks
"""Everything that a change can add, replace or remove."""


def surface(text: str, fragments: tuple[Range, ...]) -> str:
    """The text of a span: its fragments joined by single spaces."""
    return " ".join(text[start:end] for start, end in fragments)
