"""A linear scorer over features of pairs: weights from a JSON file, one answer for each label and direction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import exp, log
from typing import Any

import resources


@dataclass(frozen=True, slots=True)
class Answer:
    """A label and direction that the scorer knows: `forward` where the first span of the text is the head.

    A calibrated score is `1 / (1 + exp(-(slope * sum + shift)))`; below `least` nothing is proposed.
    """

    label: str
    forward: bool
    bias: float
    slope: float
    shift: float
    least: float

    @property
    def enough(self) -> float:
        """The lowest sum whose score is at least `least`."""
        bar = min(max(self.least, 1e-6), 1 - 1e-6)
        return (log(bar / (1 - bar)) - self.shift) / self.slope - 1e-9


@dataclass(frozen=True, slots=True)
class Scorer:
    """The answers and, for each feature, which answers it speaks for or against, and how much."""

    answers: tuple[Answer, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    _biases: list[float] = field(init=False, repr=False)
    _enough: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_biases", [answer.bias for answer in self.answers])
        object.__setattr__(self, "_enough", [answer.enough for answer in self.answers])

    def scores(self, features: Iterable[str]) -> list[tuple[Answer, float]]:
        """The answers that are sure enough, with their scores between 0 and 1."""
        sums, weights = self._biases.copy(), self.weights
        for feature in features:
            row = weights.get(feature)
            if row is not None:
                for place, weight in row:
                    sums[place] += weight
        return [
            (answer, logistic(answer.slope * value + answer.shift))
            for answer, value, enough in zip(self.answers, sums, self._enough, strict=True)
            if value >= enough
        ]


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, value))))


def parse_scorer(text: str) -> Scorer:
    """The scorer that a JSON text holds: `answers` (rows of Answer) and `weights` (feature to [place, weight, ...])."""
    return scorer_of_data(json.loads(text))


def scorer_of_data(data: Mapping[str, Any]) -> Scorer:
    """The same of what the JSON says. Raises KeyError, TypeError, ValueError for anything else."""
    answers = tuple(Answer(*row) for row in data["answers"])
    weights = {
        feature: tuple((int(place), float(weight)) for place, weight in zip(row[::2], row[1::2], strict=True))
        for feature, row in data["weights"].items()
    }
    return Scorer(answers, weights)


def scorer_data(scorer: Scorer) -> dict[str, Any]:
    """What `scorer_of_data` reads."""
    return {
        "answers": [[a.label, a.forward, a.bias, a.slope, a.shift, a.least] for a in scorer.answers],
        "weights": {
            feature: [number for pair in row for number in pair] for feature, row in sorted(scorer.weights.items())
        },
    }


@cache
def embedded_scorer() -> Scorer:
    """The scorer that comes with the program. Read once."""
    return parse_scorer(resources.relation_weights())
