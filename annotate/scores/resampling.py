"""How far a number can be trusted: bootstrap intervals, and whether one model is better than another by chance.

Documents are what is drawn, as what is in one document hangs together. With the same seed the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor
from random import Random
from typing import TypeVar

from annotate.scores.counts import Counts, micro, ratio

T = TypeVar("T")
ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number lies with a given confidence; `rounds` is the number of samples where it was defined."""

    low: float
    high: float
    rounds: int


def bootstrap(
    documents: Sequence[T],
    statistic: Callable[[Sequence[T]], float | None],
    *,
    seed: int,
    rounds: int = ROUNDS,
    confidence: float = 0.95,
) -> Interval | None:
    """The percentile interval of a number over documents drawn with replacement; None where it is never defined.

    Efron, B. and Tibshirani, R. J.: An Introduction to the Bootstrap, 1993, ch. 13. Fewer than two documents say
    nothing about others, so that there is no interval.
    """
    if len(documents) < 2:
        return None
    random = Random(seed)
    drawn = (statistic(random.choices(documents, k=len(documents))) for _ in range(rounds))
    values = sorted(value for value in drawn if value is not None)
    if not values:
        return None
    outside = (1 - confidence) / 2
    return Interval(_quantile(values, outside), _quantile(values, 1 - outside), len(values))


def f1_interval(
    counts: Sequence[Counts], *, seed: int, rounds: int = ROUNDS, confidence: float = 0.95
) -> Interval | None:
    """The interval of micro F1 from the counts of each document."""
    rows = [(2 * one.right, one.gold + one.predicted) for one in counts]  # F1 is one over the other, added up
    above = 1 + len(rows) * max((whole for _, whole in rows), default=0)
    both = [part * above + whole for part, whole in rows]  # as one number, so that a sample is one sum

    def f1(drawn: Sequence[int]) -> float | None:
        return ratio(*divmod(sum(drawn), above))

    return bootstrap(both, f1, seed=seed, rounds=rounds, confidence=confidence)


def chance_of_difference(
    first: Sequence[Counts], second: Sequence[Counts], *, seed: int, rounds: int = ROUNDS
) -> float | None:
    """How often two models would differ in micro F1 by as much as they do if it did not matter which is which.

    Approximate randomisation with documents exchanged at random: (as much or more + 1) / (rounds + 1), two-sided.
    Noreen, E. W.: Computer-Intensive Methods for Testing Hypotheses, 1989, ch. 2; for F1 Yeh, A.: More accurate tests
    for the statistical significance of result differences, 2000. `first` and `second` are of the same documents in the
    same order. None where F1 is not defined.
    """
    apart = _apart(first, second)
    if apart is None:
        return None
    random = Random(seed)
    as_much = 0
    for _ in range(rounds):
        turned = [(b, a) if random.random() < 0.5 else (a, b) for a, b in zip(first, second, strict=True)]
        other = _apart([a for a, _ in turned], [b for _, b in turned])
        as_much += other is not None and other >= apart - 1e-12
    return (as_much + 1) / (rounds + 1)


def _apart(first: Sequence[Counts], second: Sequence[Counts]) -> float | None:
    one, two = micro(first).f1, micro(second).f1
    return None if one is None or two is None else abs(one - two)


def _quantile(values: Sequence[float], at: float) -> float:
    """A quantile of sorted values, between two of them in proportion (Hyndman and Fan 1996, definition 7)."""
    place = at * (len(values) - 1)
    below = floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
