"""A linear scorer over features of pairs: weights from a JSON file, one answer for each label and direction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
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


@dataclass(frozen=True, slots=True)
class Scorer:
    """The answers and, for each feature, which answers it speaks for or against, and how much."""

    answers: tuple[Answer, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def scores(self, features: Iterable[str]) -> list[tuple[Answer, float]]:
        """The answers that are sure enough, with their scores between 0 and 1."""
        sums = [answer.bias for answer in self.answers]
        weights = self.weights
        for feature in features:
            for place, weight in weights.get(feature, ()):
                sums[place] += weight
        found = list[tuple[Answer, float]]()
        for answer, value in zip(self.answers, sums, strict=True):
            if value > -4 and (score := logistic(answer.slope * value + answer.shift)) >= answer.least:
                found.append((answer, score))
        return found


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, value))))


def parse_scorer(text: str) -> Scorer:
    """The scorer that a JSON text holds: `answers` (rows of Answer) and `weights` (feature to [place, weight, ...])."""
    data: dict[str, Any] = json.loads(text)
    answers = tuple(Answer(*row) for row in data["answers"])
    weights = {
        feature: tuple((int(place), float(weight)) for place, weight in zip(row[::2], row[1::2], strict=True))
        for feature, row in data["weights"].items()
    }
    return Scorer(answers, weights)


@cache
def embedded_scorer() -> Scorer:
    """The scorer that comes with the program. Read once."""
    return parse_scorer(resources.relation_weights())
