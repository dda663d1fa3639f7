"""F1 between every two annotators as agreement, where there is no list of things that nobody marked.

Hripcsak, G. and Rothschild, A. S.: Agreement, the F-measure, and reliability in information retrieval. JAMIA
12(3):296–298, 2005: with one annotator as gold for the other, F1 is positive specific agreement, the same both ways,
and κ tends to it as the number of true negatives grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from annotate.scores.counts import Counts, mean, micro, ratio

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators, what both have in common, and over how many documents that both have."""

    first: str
    second: str
    counts: Counts
    documents: int


@dataclass(frozen=True, slots=True)
class Pairwise:
    """All pairs of annotators that share a document, sorted by name."""

    pairs: tuple[Pair, ...]

    @property
    def mean(self) -> float | None:
        """The mean of the pairs' F1, each pair with the same weight; None where no pair marked anything."""
        return mean(pair.counts.f1 for pair in self.pairs)

    @property
    def by_documents(self) -> float | None:
        """The mean of the pairs' F1, each weighted by the number of documents that the pair shares."""
        known = [(pair.counts.f1, pair.documents) for pair in self.pairs]
        weighted = [(value * weight, weight) for value, weight in known if value is not None]
        return ratio(sum(value for value, _ in weighted), sum(weight for _, weight in weighted))

    @property
    def micro(self) -> float | None:
        """F1 of the counts of all pairs added up, so that each annotation weighs the same."""
        return micro(pair.counts for pair in self.pairs).f1


def pairwise(documents: Sequence[Mapping[str, T]], count: Callable[[T, T], Counts]) -> Pairwise:
    """Every two annotators over the documents that both have; `documents` are each annotators with their work.

    `count` compares the work of two annotators in one document, as `exact_by_label` does after `micro`.
    """
    names = sorted({name for document in documents for name in document})
    pairs: list[Pair] = []
    for first, second in combinations(names, 2):
        both = [document for document in documents if first in document and second in document]
        if both:
            counts = micro(count(document[first], document[second]) for document in both)
            pairs.append(Pair(first, second, counts, len(both)))
    return Pairwise(tuple(pairs))
