"""What a model doubts, as values: apart from what finds it, so that a window opens without the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from annotate.consistency.looked import Looked, Place

Kind = Literal["label", "unsupported", "missed"]
Step = Callable[[int, int], object]
Reader = Callable[[str], Looked]
"""Reads a document by id."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A place to look at: as it is labelled (empty: it is not), what the model would say (empty: no span), the chance
    that it gives to that, and how far the given label is ahead of it (-1 to 1, low is suspicious)."""

    document: str  # id
    place: Place
    given: str
    instead: str
    chance: float
    margin: float

    @property
    def kind(self) -> Kind:
        """What is wrong with it, if the model is right."""
        return "missed" if not self.given else "label" if self.instead else "unsupported"


@dataclass(frozen=True, slots=True)
class Suspicions:
    """What the models found: suspects, the most suspicious first; spans and documents that were looked at; and the
    confident joint over labels, of which the first (empty) is no span: given in rows, counted as in columns."""

    suspects: tuple[Suspect, ...] = ()
    spans: int = 0
    documents: int = 0
    labels: tuple[str, ...] = ()
    joint: tuple[tuple[int, ...], ...] = ()
