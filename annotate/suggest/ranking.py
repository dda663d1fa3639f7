"""The order of work: how unsure a model is of what it proposed, of one suggestion and of a whole document.

A person's answer is worth most where the model could as well have said the opposite. So a suggestion is unsure by how
near its score is to one half, and a document by how unsure its open suggestions are on the average.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.index import reading_order
from annotate.model import Relation, Span
from annotate.suggest.base import Suggestion

PRIOR = 4  # sure suggestions that every document is thought to have besides, so that one doubt alone does not win
_PARTS = 2**53  # of which every unsureness is a whole number, so that sums of them are exact in any order
UNKNOWN = 0.5  # the score of what carries none: nothing is known, so a person had better look


def unsureness(score: float | None) -> float:
    """How unsure a model with this score is, from 0 (sure that it is right, or wrong) to 1 (as good as a coin).

    A missing score counts as the greatest doubt. Scores outside 0 to 1 count as the nearest that is inside.
    """
    known = UNKNOWN if score is None else min(max(score, 0.0), 1.0)
    return 1.0 - abs(2.0 * known - 1.0)


def mean_unsureness(doubts: Iterable[float]) -> float:
    """How unsure a model is of a document, from the unsureness of its suggestions: their mean, drawn towards 0.

    `PRIOR` sure suggestions are counted in, so that a document with one doubtful suggestion stands behind one with ten
    of them, and that the length of the text by itself changes nothing. Without suggestions it is 0.
    """
    many = list(doubts)
    return sum(many) / (len(many) + PRIOR)


def doubt_parts(spans: Iterable[Span | Relation]) -> int:
    """The unsureness of some items added up, exactly, as a whole number that can be added to and taken from."""
    return sum(int(doubt_of(one) * _PARTS) for one in spans)


def mean_of_parts(parts: int, count: int) -> float:
    """`mean_unsureness` of so many items, from their `doubt_parts`, to the last few bits."""
    return parts / _PARTS / (count + PRIOR)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is kept of a run for one document, so that a list of documents need not read their suggestions."""

    spans: int  # suggested spans, equal ones counted once
    unsureness: float  # `mean_unsureness` of them, from 0 to 1


def figures(spans: Iterable[Suggestion]) -> Figures:
    """The figures of what was suggested for a document; of equal suggestions the first one counts."""
    first: dict[tuple[int, int, str], Suggestion] = {}
    for one in spans:
        first.setdefault((one.start, one.end, one.label), one)
    return Figures(len(first), mean_unsureness(unsureness(one.score) for one in first.values()))


def doubt_of(item: Span | Relation) -> float:
    """How unsure the model is of an item: 0 for what a person has decided."""
    return unsureness(item.score) if item.decision == "open" else 0.0


def most_unsure_first(spans: Iterable[Span]) -> list[Span]:
    """Spans by falling unsureness, equally unsure ones in reading order."""
    return sorted(spans, key=rank)


def rank(span: Span) -> tuple[float, tuple[int, int, str]]:
    """Sort key of `most_unsure_first`."""
    return (-doubt_of(span), reading_order(span))
