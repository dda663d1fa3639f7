"""The five counts of MUC-5 under the four criteria of SemEval-2013: strict, exact, partial and type.

Chinchor, N. and Sundheim, B.: MUC-5 evaluation metrics, 1993; Segura-Bedmar, I., Martínez, P. and Herrero-Zazo, M.:
SemEval-2013 Task 9: Extraction of drug-drug interactions from biomedical texts, 2013, section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    pairs = Counter((gold.label, _outcome(gold, predicted)) for gold, predicted in alignment.pairs)
    missed, spurious = (Counter(span.label for span in some) for some in (alignment.missed, alignment.spurious))
    found = {label: _nothing() for label in sorted({*missed, *spurious, *(label for label, _ in pairs)})}
    for (label, outcome), times in pairs.items():
        _add(found[label], _judged(*outcome, times))
    for label, row in found.items():
        _add(row, _all(Muc(missed=missed[label], spurious=spurious[label])))
    return found


def added_up(rows: Iterable[Mapping[Criterion, Muc]]) -> ByCriterion:
    """The counts of several documents as one."""
    total = _nothing()
    for row in rows:
        _add(total, row)
    return total


def _nothing() -> ByCriterion:
    return _all(Muc())


def _all(one: Muc) -> ByCriterion:
    return dict.fromkeys(CRITERIA, one)


def _add(total: ByCriterion, row: Mapping[Criterion, Muc]) -> None:
    for criterion in CRITERIA:
        total[criterion] += row[criterion]


def _outcome(gold: Span, predicted: Span) -> tuple[bool, bool]:
    """Whether a pair has the same place, and the same label."""
    return gold.fragments == predicted.fragments, gold.label == predicted.label


def _judged(place: bool, label: bool, times: int) -> ByCriterion:
    """What pairs count: strict asks for place and label, exact for the place, type for the label of an overlap."""
    right, wrong, half = Muc(correct=times), Muc(incorrect=times), Muc(partial=times)
    return {
        "strict": right if place and label else wrong,
        "exact": right if place else wrong,
        "partial": right if place else half,
        "type": right if label else wrong,
    }
