"""Precision, recall and F1 from counts, summed (micro) or averaged over labels (macro)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found and is right, what was found and is wrong, and what was not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def gold(self) -> int:
        """How many there are in the gold."""
        return self.right + self.missed

    @property
    def predicted(self) -> int:
        """How many were found, right or wrong."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; None where nothing was found.

        Van Rijsbergen, C. J.: Information Retrieval, 2nd ed., 1979, ch. 7; as conlleval (CoNLL-2000) counts it.
        """
        return ratio(self.right, self.predicted)

    @property
    def recall(self) -> float | None:
        """The share of the gold that was found; None where there is no gold. Source as of `precision`."""
        return ratio(self.right, self.gold)

    @property
    def f1(self) -> float | None:
        """2·right / (2·right + wrong + missed), the harmonic mean of precision and recall; None where both are empty.

        In this form it is positive specific agreement (Hripcsak, G. and Rothschild, A. S.: Agreement, the F-measure,
        and reliability in information retrieval. JAMIA 12(3):296–298, 2005): 0 where one side is empty and one is not.
        """
        return ratio(2 * self.right, self.gold + self.predicted)

    @property
    def flipped(self) -> Counts:
        """The same with gold and prediction in each other's place."""
        return Counts(self.right, self.missed, self.wrong)


def ratio(part: float, whole: float) -> float | None:
    """A quotient; None where `whole` is 0."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are defined; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def micro(counts: Iterable[Counts]) -> Counts:
    """All counts added up, so that each annotation weighs the same."""
    right = wrong = missed = 0
    for one in counts:
        right, wrong, missed = right + one.right, wrong + one.wrong, missed + one.missed
    return Counts(right, wrong, missed)


@dataclass(frozen=True, slots=True)
class Macro:
    """Means over labels, so that each label weighs the same; over those labels where the number is defined."""

    precision: float | None
    recall: float | None
    f1: float | None


def macro(by_label: Mapping[str, Counts]) -> Macro:
    """The means of precision, recall and F1 of all labels (F1 as the mean of the labels' F1, not of the means).

    Opitz, J. and Burst, S.: Macro F1 and Macro F1, 2019 (arXiv:1911.03347) call it “averaged F1” and show why the
    other order of the two steps is not to be used.
    """
    rows = by_label.values()
    return Macro(mean(row.precision for row in rows), mean(row.recall for row in rows), mean(row.f1 for row in rows))
