"""Fit the scores of names and choose their thresholds on development documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.suggest.calibration import Calibration, expected_error, features
from annotate.suggest.consistency import Mention
from annotate.suggest.tagging import LABELS

_STEPS, _RATE, _RIDGE = 4000, 0.3, 1e-3
_GRID = tuple(round(0.05 * at, 2) for at in range(13))


@dataclass(frozen=True, slots=True)
class Judged:
    """A name that was proposed, and whether the gold has it with both ends and the label."""

    mention: Mention
    right: bool
    counts: bool = True  # False where the corpus cannot tell


def fit(judged: Sequence[Judged], missed: dict[str, int]) -> Calibration:
    """Weights by logistic regression, then for each label the threshold with the best F1.

    `missed` is the number of gold names by label, found or not.
    """
    rows = np.array([features(one.mention) for one in judged])
    right = np.array([one.right for one in judged], dtype=float)
    scale = np.maximum(np.abs(rows).max(axis=0), 1e-6)
    scaled, weights = rows / scale, np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        gap = 1 / (1 + np.exp(-scaled @ weights)) - right
        weights -= _RATE * (scaled.T @ gap / len(rows) + _RIDGE * weights)
    plain = Calibration(tuple((weights / scale).round(5).tolist()), {})
    return Calibration(plain.weights, {label: _threshold(plain, judged, label, missed[label]) for label in LABELS})


def _threshold(plain: Calibration, judged: Iterable[Judged], label: str, wanted: int) -> float:
    some = [(plain.score(one.mention), one.right) for one in judged if one.mention.label == label]

    def f1(threshold: float) -> float:
        kept = [right for score, right in some if score >= threshold]
        return 2 * sum(kept) / max(1, len(kept) + wanted)

    return max(_GRID, key=lambda threshold: (round(f1(threshold), 3), -threshold))


def error(calibration: Calibration, judged: Sequence[Judged]) -> float:
    """Expected calibration error of the names that are proposed."""
    kept: list[tuple[float, Any]] = [
        (score, one.right)
        for one in judged
        if (score := calibration.score(one.mention)) >= calibration.threshold(one.mention.label)
    ]
    return expected_error([score for score, _ in kept], [bool(right) for _, right in kept])
