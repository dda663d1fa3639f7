"""A small model: which label, if any, a run of words has. Multinomial logistic regression over hashed features.

Trained by stochastic gradient descent with a rate of its own for each weight (AdaGrad: Duchi, Hazan and Singer 2011,
JMLR 12). Numpy only, one thread, the same result for the same seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from annotate.consistency.features import ROWS

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

EPOCHS = 5
_BATCH, _RATE, _DECAY = 256, 0.25, 2e-5
_TINY = np.float32(1e-6)
_PORTION = 20_000  # runs whose chances are computed together


def batches_of(examples: int) -> float:
    """About how many batches the training on so many examples has."""
    return EPOCHS * examples / _BATCH


class Classifier:
    """Weights by feature and label. `train` first."""

    def __init__(self, labels: int) -> None:
        self.weights = np.zeros((ROWS, labels), dtype=np.float32)
        self.bias = np.zeros(labels, dtype=np.float32)

    def train(
        self, rows: Rows, answers: npt.NDArray[np.int64], seed: int, step: Callable[[], None] = lambda: None
    ) -> None:
        """Learn from runs and their labels; `step` is called between batches, and may raise to stop it."""
        rng = np.random.default_rng(seed)
        seen = np.full_like(self.weights, _TINY)
        for _ in range(EPOCHS):
            order = rng.permutation(len(rows))
            for at in range(0, len(order), _BATCH):
                some = order[at : at + _BATCH]
                self._learn(rows[some], answers[some], seen)
                step()

    def _learn(self, rows: Rows, answers: npt.NDArray[np.int64], seen: Floats) -> None:
        error = self.chances(rows)
        error[np.arange(len(answers)), answers] -= 1.0
        flat = rows.ravel()
        order = np.argsort(flat, kind="stable")
        placed = flat[order]
        begins = np.flatnonzero(np.diff(placed, prepend=-1))  # the first of each feature
        touched = placed[begins]
        slope = np.add.reduceat(error[order // rows.shape[1]], begins, axis=0) / np.float32(len(rows))
        weights = self.weights[touched]
        slope += np.float32(_DECAY) * weights
        squares = seen[touched] + slope * slope
        seen[touched] = squares
        self.weights[touched] = weights - np.float32(_RATE) * slope / np.sqrt(squares)
        self.bias -= np.float32(_RATE) * error.mean(axis=0)

    def chances(self, rows: Rows) -> Floats:
        """How likely each label is for each run, (runs, labels)."""
        found = np.empty((len(rows), self.weights.shape[1]), dtype=np.float32)
        for at in range(0, len(rows), _PORTION):
            scores = self.weights[rows[at : at + _PORTION]].sum(axis=1) + self.bias
            raised = np.exp(scores - scores.max(axis=1, keepdims=True))
            found[at : at + _PORTION] = raised / raised.sum(axis=1, keepdims=True)
        return found
