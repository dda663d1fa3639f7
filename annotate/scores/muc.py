"""The five counts of MUC-5 under the four criteria of SemEval-2013: strict, exact, partial and type.

Chinchor, N. and Sundheim, B.: MUC-5 evaluation metrics, 1993; Segura-Bedmar, I., Martínez, P. and Herrero-Zazo, M.:
SemEval-2013 Task 9: Extraction of drug-drug interactions from biomedical texts, 2013, section 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from annotate.model import Span
from annotate.scores.align import Alignment
from annotate.scores.counts import ratio

Criterion = Literal["strict", "exact", "partial", "type"]
CRITERIA: tuple[Criterion, ...] = ("strict", "exact", "partial", "type")


@dataclass(frozen=True, slots=True)
class Muc:
    """Correct, incorrect and partial pairs, missed gold, spurious predictions."""

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    def __add__(self, other: Muc) -> Muc:
        return Muc(
            self.correct + other.correct,
            self.incorrect + other.incorrect,
            self.partial + other.partial,
            self.missed + other.missed,
            self.spurious + other.spurious,
        )

    @property
    def possible(self) -> int:
        """POS: how many there are in the gold."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def actual(self) -> int:
        """ACT: how many were found, right or wrong."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> float | None:
        """(COR + 0.5·PAR) / ACT; None where nothing was found."""
        return ratio(self._credit, self.actual)

    @property
    def recall(self) -> float | None:
        """(COR + 0.5·PAR) / POS; None where there is no gold."""
        return ratio(self._credit, self.possible)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both: 2·(COR + 0.5·PAR) / (POS + ACT); None where both sides are empty."""
        return ratio(2 * self._credit, self.possible + self.actual)

    @property
    def _credit(self) -> float:
        return self.correct + self.partial / 2


ByCriterion = dict[Criterion, Muc]


def muc(alignment: Alignment) -> ByCriterion:
    """The counts of one document under each criterion."""
    return added_up(muc_by_label(alignment).values())


def muc_by_label(alignment: Alignment) -> dict[str, ByCriterion]:
    """The same by label, sorted: pairs and missed spans under the gold label, spurious ones under their own."""
    found = defaultdict[str, list[int]](lambda: [0] * 6)
    for gold, predicted in alignment.pairs:
        found[gold.label][_outcome(gold, predicted)] += 1
    for at, some in ((4, alignment.missed), (5, alignment.spurious)):
        for span in some:
            found[span.label][at] += 1
    return {label: _judged(*found[label]) for label in sorted(found)}


def added_up(rows: Iterable[Mapping[Criterion, Muc]]) -> ByCriterion:
    """The counts of several documents as one."""
    many = list(rows)
    return {criterion: _sum(row[criterion] for row in many) for criterion in CRITERIA}


def _sum(counts: Iterable[Muc]) -> Muc:
    columns = zip(*map(_NUMBERS, counts), strict=True)
    return Muc(*map(sum, columns))


_NUMBERS = attrgetter("correct", "incorrect", "partial", "missed", "spurious")


def _outcome(gold: Span, predicted: Span) -> int:
    """Which numbers of `_judged` a pair counts in: 2 for the same place, 1 for the same label."""
    return 2 * (gold.fragments == predicted.fragments) + (gold.label == predicted.label)


def _judged(neither: int, label: int, place: int, both: int, missed: int, spurious: int) -> ByCriterion:
    """How often a pair has what in common counts: strict asks for place and label, exact for the place, type for the
    label of an overlap."""
    here, there = both + place, label + neither
    return {
        "strict": Muc(both, place + there, 0, missed, spurious),
        "exact": Muc(here, there, 0, missed, spurious),
        "partial": Muc(here, 0, there, missed, spurious),
        "type": Muc(both + label, place + neither, 0, missed, spurious),
    }
