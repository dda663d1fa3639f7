"""What every suggester takes and gives, and what a source of names gives to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Value
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.mapping import LabelMap
from annotate.suggest.syntax import Word

PARTS = ("names", "numbers", "dates", "aliases", "relations")
"""The parts of the suggester that a project can switch on and off. Zones are found at import, not by a run."""


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source of names makes of one document: named spans in text order, and the parse where it has one.
    `nested`: spans that overlap are meant to, and all of them stay. `decides`: labels of the scheme for which it alone
    speaks: it has learnt from decisions what counts as a number or date of them."""

    names: tuple[Suggestion, ...] = ()
    words: tuple[Word, ...] = ()
    nested: bool = False
    decides: frozenset[str] = frozenset()


class Reader(Protocol):
    """A source of names: a spaCy pipeline, a process of its own, a language model behind an endpoint.

    What cannot be asked at all (a process that dies, an endpoint that does not answer) raises InputError in one line;
    every reading that was given before stays good.
    """

    @property
    def name(self) -> str:
        """Name and version, as kept in each annotation's origin: `news-en 1.0`."""
        ...

    @property
    def settings(self) -> Mapping[str, str]:
        """What else decides about its answers: label mapping as it was given, thresholds, prompts, addresses."""
        ...

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many of its answers were left out until now, by reason."""
        ...

    def mapping(self, scheme: Scheme) -> LabelMap:
        """Which of its labels become which of the scheme's; shown before it runs. Raises InputError."""
        ...

    def read(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Reading]:
        """One reading for each document, in order; lazy."""
        ...

    def close(self) -> None:
        """Let go of what it holds, such as a process. It may be called twice."""
        ...


class Suggester(Protocol):
    """Something that proposes spans and relations for documents; it never changes them.

    What cannot be asked at all (no such model, a process that dies, an endpoint that does not answer) raises
    InputError in one line; everything that was given before stays good.
    """

    @property
    def name(self) -> str:
        """Name and version, as kept in each annotation's origin: `news-en 1.0`."""
        ...

    @property
    def settings(self) -> Mapping[str, str]:
        """What else decides about its answers, as it is kept with the run: parts, thresholds, prompts, addresses."""
        ...

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        """For each document, in order, what is proposed for it: labels of `scheme` only, spans in text order.

        Lazy: a document is read when its answer is asked for, or a few before that, so a run can be stopped between.
        """
        ...


def never() -> None:
    """Given where something asks several times a second whether to go on: nobody cancels."""


def suggest_one(suggester: Suggester, doc: Document, scheme: Scheme) -> Suggestions:
    """What is proposed for one document."""
    return next(iter(suggester.suggest([doc], scheme)))


def check_parts(names: Iterable[str]) -> frozenset[str]:
    """Names of parts as a set. Raises InputError for one that there is not."""
    found = frozenset(names)
    if unknown := sorted(found - set(PARTS)):
        raise InputError(f"there is no part “{unknown[0]}” of the suggester; the parts are {', '.join(PARTS)}")
    return found
