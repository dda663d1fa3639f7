"""Scores that mean what they say: of suggestions with score 0.8 about eight in ten are right.

A logistic model over a few facts about a name, fitted on the development documents (Platt 1999). The thresholds below
which a name is not proposed are chosen there too, one for each label.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.suggest.consistency import Mention
from annotate.suggest.tagging import LABELS

_EDGE = 1e-4


def features(one: Mention) -> list[float]:
    """The facts that a score rests on."""
    own = one.masses[LABELS.index(one.label)]
    return [
        1.0,
        _logit(one.chance),
        _logit(own),
        one.agreed,
        math.log(one.mentions),
        1.0 if one.found_again else 0.0,
        1.0 if one.end - one.start == 1 else 0.0,
        1.0 if one.end - one.start > 3 else 0.0,
        *(1.0 if one.label == label else 0.0 for label in LABELS),
        1.0 if one.known else 0.0,
    ]


def _logit(chance: float) -> float:
    bounded = min(max(chance, _EDGE), 1 - _EDGE)
    return math.log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the facts, the thresholds by label, and how often names known beforehand have been right, by label."""

    weights: tuple[float, ...]
    thresholds: Mapping[str, float]
    known: Mapping[str, float] = field(default_factory=dict[str, float])

    @classmethod
    def plain(cls) -> Calibration:
        """Scores that are the chance of the least likely tag; no thresholds."""
        return cls((0.0, 1.0), {})

    def score(self, one: Mention) -> float:
        """How likely the name is right, 0 to 1."""
        total = sum(weight * fact for weight, fact in zip(self.weights, features(one), strict=False))
        score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
        return max(score, self.known.get(one.label, 0.0)) if one.known else score

    def threshold(self, label: str) -> float:
        """The score below which a name of this label is not proposed."""
        return self.thresholds.get(label, 0.0)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return {"weights": list(self.weights), "thresholds": dict(self.thresholds), "known": dict(self.known)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Calibration:
        """What `as_json` gave."""
        thresholds, known = ({k: float(v) for k, v in plain[name].items()} for name in ("thresholds", "known"))
        return cls(tuple(map(float, plain["weights"])), thresholds, known)


def expected_error(scores: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015): mean distance of score and share right."""
    total = 0.0
    for at in range(bins):
        inside = [
            i
            for i, score in enumerate(scores)
            if at / bins <= score < (at + 1) / bins or (at == bins - 1 and score == 1)
        ]
        if inside:
            total += abs(sum(scores[i] for i in inside) - sum(right[i] for i in inside))
    return total / max(1, len(scores))
