"""The five counts of MUC-5 under the four criteria of SemEval-2013: strict, exact, partial and type.

Chinchor, N. and Sundheim, B.: MUC-5 evaluation metrics, 1993; Segura-Bedmar, I., Martínez, P. and Herrero-Zazo, M.:
SemEval-2013 Task 9: Extraction of drug-drug interactions from biomedical texts, 2013, section 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add, attrgetter
from typing import Literal

from annotate.scores.align import Alignment
from annotate.scores.counts import ratio
from annotate.scores.parted import Key, Parted, key

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
Outcomes = Sequence[int]
"""How many pairs have nothing in common but an overlap, the label, the place, and both; missed; spurious."""


def muc(alignment: Alignment) -> ByCriterion:
    """The counts of one document under each criterion."""
    return added_up(muc_by_label(alignment).values())


def muc_by_label(alignment: Alignment) -> dict[str, ByCriterion]:
    """The same by label, sorted: pairs and missed spans under the gold label, spurious ones under their own."""
    found = defaultdict[str, list[int]](lambda: [0] * 6)
    for gold, predicted in alignment.pairs:
        found[gold.label][_outcome(key(gold), key(predicted))] += 1
    for at, some in ((4, alignment.missed), (5, alignment.spurious)):
        for span in some:
            found[span.label][at] += 1
    return {label: judged(found[label]) for label in sorted(found)}


def outcomes_of(parted: Parted) -> dict[str, Outcomes]:
    """The numbers that the same is made of, of spans that are sorted out already."""
    found = {label: [0, 0, 0, count, 0, 0] for label, count in parted.labels.items()}
    counted = [(one[1], _outcome(one, two)) for one, two in parted.partner.items()]
    counted += [(label, 4) for _, label in parted.missed]
    counted += [(label, 5) for _, label in parted.spurious]
    for label, at in counted:
        if label not in found:
            found[label] = [0] * 6
        found[label][at] += 1
    return {label: found[label] for label in sorted(found)}


def outcomes_added_up(rows: Iterable[Mapping[str, Outcomes]]) -> dict[str, ByCriterion]:
    """Those of several documents as one, by label, sorted."""
    total = dict[str, list[int]]()
    for row in rows:
        for label, numbers in row.items():
            known = total.get(label)
            total[label] = list(numbers) if known is None else list(map(add, known, numbers))
    return {label: judged(total[label]) for label in sorted(total)}


def added_up(rows: Iterable[Mapping[Criterion, Muc]]) -> ByCriterion:
    """The counts of several documents as one."""
    many = list(rows)
    return {criterion: _sum(row[criterion] for row in many) for criterion in CRITERIA}


def _sum(counts: Iterable[Muc]) -> Muc:
    columns = zip(*map(_NUMBERS, counts), strict=True)
    return Muc(*map(sum, columns))


_NUMBERS = attrgetter("correct", "incorrect", "partial", "missed", "spurious")


def _outcome(gold: Key, predicted: Key) -> int:
    """Which of the `Outcomes` a pair counts in: 2 for the same place, 1 for the same label."""
    return 2 * (gold[0] == predicted[0]) + (gold[1] == predicted[1])


def judged(outcomes: Outcomes) -> ByCriterion:
    """How often a pair has what in common counts: strict asks for place and label, exact for the place, type for the
    label of an overlap."""
    neither, label, place, both, missed, spurious = outcomes
    here, there = both + place, label + neither
    return {
        "strict": Muc(both, place + there, 0, missed, spurious),
        "exact": Muc(here, there, 0, missed, spurious),
        "partial": Muc(here, 0, there, missed, spurious),
        "type": Muc(both + label, place + neither, 0, missed, spurious),
    }
