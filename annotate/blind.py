"""Bias control: a share of the work is done blind, without suggestions, so that their influence can be measured.

Which part is blind depends on nothing but the text's digest, the seed and, for spans, where the span begins. So it is
the same on every computer, adding documents changes nothing for those that are there, and a larger share with the same
seed keeps blind what was blind. A share is an expectation: of few documents rather more or fewer can be blind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from annotate.errors import InputError
from annotate.model import Span
from annotate.state import AnnotationState

Unit = Literal["documents", "spans"]
UNITS: tuple[Unit, ...] = ("documents", "spans")
_STEPS = 1_000_000
_PRIME, _KEY_FACTOR, _START_FACTOR = 2**31 - 1, 48_271, 69_621


@dataclass(frozen=True, slots=True)
class Blinding:
    """How a project wants blind work: `share` in percent, of documents or of the places where spans can begin."""

    share: int = 0
    unit: Unit = "documents"
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 100:
            raise InputError(f"a blind share of {self.share} %: it must be from 0 to 100")
        if self.unit not in UNITS:
            raise InputError(f"a blind share of “{self.unit}”: it must be of documents or spans")

    def hides_document(self, digest: str) -> bool:
        """Whether the document with this text (`Document.digest`) is shown without any suggestion."""
        return self.unit == "documents" and self._falls(digest)

    def hides_span(self, digest: str, start: int) -> bool:
        """Whether suggestions that begin at `start` (code points) are hidden in the document with this text."""
        if self.unit == "documents":
            return self._falls(digest)
        key = self.key(digest)
        mixed = (key * _KEY_FACTOR + start * _START_FACTOR) % _PRIME
        return (mixed * mixed + key) % _PRIME % _STEPS < self.share * (_STEPS // 100)

    def key(self, digest: str) -> int:
        """A number for a text under this seed; it mixes with the beginnings of spans in `hides_span_sql`."""
        return self._number(digest) % _PRIME

    def hides_span_sql(self, key: str, start: str) -> str:
        """`hides_span` as an expression of SQL, for a list of many documents; all steps stay within 64 bits."""
        mixed = f"(({key} * {_KEY_FACTOR} + {start} * {_START_FACTOR}) % {_PRIME})"
        return f"(({mixed} * {mixed} + {key}) % {_PRIME} % {_STEPS} < {self.share * (_STEPS // 100)})"

    def made_blind(self, digest: str, item: Span) -> bool:
        """Whether a person's span was made without a suggestion in sight, had the setting been this one then.

        What came of a suggestion was not. A span by itself is known by where it begins, whether or not a model would
        have proposed it.
        """
        return item.decision == "manual" and self.hides_span(digest, item.start)

    def of_places(self, digest: str) -> float:
        """The part of a text that is blind, from 0 to 1."""
        return float(self._falls(digest)) if self.unit == "documents" else self.share / 100

    def without_hidden(self, suggested: AnnotationState) -> AnnotationState:
        """A model's state without what is hidden; relations go with their ends."""
        digest = suggested.document.digest
        if not self.share or not (suggested.spans or suggested.relations):
            return suggested
        if self.hides_document(digest):
            return AnnotationState.of(suggested.document)
        if self.unit == "documents":
            return suggested
        kept = {one.id: one for one in suggested.index if not self.hides_span(digest, one.start)}
        relations = [one for one in suggested.relations.values() if one.head in kept and one.child in kept]
        return AnnotationState.of(suggested.document, [*kept.values(), *relations])

    def _falls(self, key: str) -> bool:
        if not self.share:
            return False
        return self._number(key) % _STEPS < self.share * (_STEPS // 100)

    def _number(self, key: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{self.seed}/{key}".encode(), digest_size=8).digest())


@dataclass(slots=True)
class Tally:
    """Work of one kind, blind or assisted, added up. `documents` and `words` may be parts of them."""

    documents: float = 0.0
    words: float = 0.0
    spans: int = 0
    comparable: int = 0  # spans in documents that a model has looked at
    agreeing: int = 0  # of these, those that the newest run proposed at the same place with the same label
    seconds: float = 0.0  # active time
    timed: int = 0  # documents that the time is of; where a document is blind in part its time cannot be split

    @property
    def spans_per_1000_words(self) -> float | None:
        """None where there are no words."""
        return self.spans / self.words * 1000 if self.words else None

    @property
    def agreement(self) -> float | None:
        """The share of spans that the newest run proposed, too; None where there is none to compare."""
        return self.agreeing / self.comparable if self.comparable else None

    @property
    def seconds_per_document(self) -> float | None:
        """Active time for a document; None where none was timed."""
        return self.seconds / self.timed if self.timed else None


@dataclass(frozen=True, slots=True)
class Counted:
    """So many gold spans of a document: made blind or not (`Blinding.made_blind`); agreeing where the newest run
    proposed the same place and label, None where no model has looked at the document."""

    count: int
    blind: bool
    agreeing: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Blind beside assisted work, over documents that are done. `mixed` were begun and ended under other settings."""

    blind: Tally = field(default_factory=Tally)
    assisted: Tally = field(default_factory=Tally)
    mixed: int = 0

    def add(self, blinding: Blinding, digest: str, *, words: int, seconds: float, spans: Iterable[Counted]) -> None:
        """Add a done document with its gold spans, counted by their kinds."""
        part = blinding.of_places(digest)
        for tally, share in ((self.blind, part), (self.assisted, 1 - part)):
            tally.documents += share
            tally.words += words * share
            if share == 1:
                tally.seconds += seconds
                tally.timed += 1
        for some in spans:
            tally = self.blind if some.blind else self.assisted
            tally.spans += some.count
            if some.agreeing is not None:
                tally.comparable += some.count
                tally.agreeing += some.count * some.agreeing
