"""Fit the weights of a linear scorer of pairs: one logistic answer for each label and direction, numpy only.

Whoever fits (the embedded scorer: `annotate.train.relations`; that of a project's gold: `annotate.pipelines.relations`)
says which features a pair has, what is right, and what is believed beforehand. The same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from annotate.suggest.relations.scorer import Answer, Scorer

Prior = Callable[[str], Iterable[tuple[int, float]]]
"""The weights of a feature that are believed before anything is learnt of it: answer and weight."""

FOLDS = 5
_SEEN = 2  # a feature of fewer examples is not learnt
_BIAS = -3.0
_KEPT = 0.1  # weights below it are left out of what is written


@dataclass(slots=True)
class Examples:
    """Pairs of spans: their features, which answers are right (1), wrong (0) or unknown (-1), weight, and document."""

    features: list[list[str]] = field(default_factory=list[list[str]])
    answers: list[list[int]] = field(default_factory=list[list[int]])
    weights: list[float] = field(default_factory=list[float])
    names: list[str] = field(default_factory=list[str])


class Table:
    """Examples as numbers: each feature once a row, in the order in which it came."""

    def __init__(self, examples: Examples) -> None:
        index, flat, begins = dict[str, int](), list[int](), [0]
        for features in examples.features:
            flat += [index.setdefault(one, len(index)) for one in dict.fromkeys(features)]
            begins.append(len(flat))
        self.features, self.names = list(index), examples.names
        self.answers = answers_of(examples)
        self.weights = np.array(examples.weights)
        self._columns, self._begins = np.array(flat, dtype=np.int64), np.array(begins, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.names)

    def asked(self, answers: Sequence[int]) -> Table:
        """The same examples with some of the answers, by their places."""
        found = copy(self)
        found.answers = self.answers[list(answers)]
        return found

    def entries(self, use: Sequence[int]) -> tuple[Any, Any]:
        """Rows (places in `use`) and features of all that is there."""
        some = np.array(use, dtype=np.int64)
        sizes = self._begins[some + 1] - self._begins[some]
        before = np.cumsum(sizes) - sizes
        at = np.arange(int(sizes.sum())) + np.repeat(self._begins[some] - before, sizes)
        return np.repeat(np.arange(len(some)), sizes), self._columns[at]


def answers_of(examples: Examples) -> Any:
    """What is right: a row for each answer, a column for each example."""
    return np.ascontiguousarray(np.array(examples.answers, dtype=np.int64).reshape(len(examples.answers), -1).T)


def no_prior(feature: str) -> Iterable[tuple[int, float]]:
    """Nothing is believed beforehand."""
    del feature
    return ()


def go_on() -> None:
    """Given where a fit asks between two rounds whether to go on."""


class Fit:
    """One weight for each feature that is seen often enough, and each answer, learnt from the examples `use`.

    `step` is called between rounds, and may raise to stop it.
    """

    def __init__(
        self,
        table: Table,
        use: Sequence[int],
        *,
        prior: Prior = no_prior,
        rounds: int = 60,
        step: Callable[[], None] = go_on,
    ) -> None:
        self._table, size = table, len(table.features)
        rows, columns = table.entries(use)
        known = np.bincount(columns, minlength=size) >= _SEEN
        self._place = np.where(known, np.cumsum(known) - 1, -1)
        self.features = [table.features[at] for at in np.flatnonzero(known)]
        answers = len(table.answers)
        self._prior = np.zeros((answers, len(self.features)))
        for at, feature in enumerate(self.features):
            for answer, weight in prior(feature):
                self._prior[answer, at] = weight
        self.weights, self.bias = self._prior.copy(), np.full(answers, _BIAS)
        self._train(*self._known(rows, columns), use, rounds, step)

    def sums(self, use: Sequence[int]) -> Any:
        """The sum of each answer and example."""
        return self._sums(*self._known(*self._table.entries(use)), len(use))

    def sums_of(self, features: Iterable[Iterable[str]]) -> Any:
        """The same of other examples, by their features."""
        index = {feature: at for at, feature in enumerate(self.features)}
        rows = [self.bias + self.weights[:, _places(some, index)].sum(axis=1) for some in features]
        return np.array(rows).reshape(-1, len(self.bias)).T

    def _known(self, rows: Any, columns: Any) -> tuple[Any, Any]:
        places = self._place[columns]
        return rows[places >= 0], places[places >= 0]

    def _sums(self, rows: Any, columns: Any, size: int) -> Any:
        some = (np.bincount(rows, weights=weights[columns], minlength=size) for weights in self.weights)
        return np.stack(list(some)) + self.bias[:, None]

    def _train(
        self,
        rows: Any,
        columns: Any,
        use: Sequence[int],
        rounds: int,
        step: Callable[[], None],
        *,
        rate: float = 0.15,
        decay: float = 1.2,
    ) -> None:
        """Adam on the whole set: the loss of each known answer, and a pull of all weights to what was believed."""
        answers = self._table.answers[:, use]
        mass = self._table.weights[use] * (answers >= 0)
        first, second = np.zeros_like(self.weights), np.zeros_like(self.weights)
        for turn in range(1, rounds + 1):
            step()
            chance = 1 / (1 + np.exp(-np.clip(self._sums(rows, columns, len(use)), -30, 30)))
            error = mass * (chance - answers)
            slope = np.stack([np.bincount(columns, weights=one[rows], minlength=len(self.features)) for one in error])
            slope += decay * (self.weights - self._prior)
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            change = first / (1 - 0.9**turn) / (np.sqrt(second / (1 - 0.99**turn)) + 1e-6)
            pace = rate * (1 - turn / (rounds + 1))
            self.weights -= pace * change
            self.bias -= pace * error.sum(axis=1) / (mass.sum(axis=1) * 0.05 + 1)


def left_out_sums(
    table: Table,
    use: Sequence[int],
    *,
    prior: Prior = no_prior,
    rounds: int = 60,
    step: Callable[[], None] = go_on,
) -> Any:
    """The sums of each example by a fit that has not seen its document: the documents are dealt in folds by name."""
    fold = {name: fold_of(f"inner {name}") for name in sorted(set(table.names))}
    found = np.zeros((len(table.answers), len(use)))
    for number in range(FOLDS):
        inside = [at for at in use if fold[table.names[at]] != number]
        rows = [row for row, at in enumerate(use) if fold[table.names[at]] == number]
        if rows and inside:
            found[:, rows] = Fit(table, inside, prior=prior, rounds=rounds, step=step).sums([use[row] for row in rows])
    return found


def fold_of(name: str) -> int:
    """The fold of a document, from its name alone."""
    return int(sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % FOLDS


def calibrated(sums: Any, answers: Any, mass: Any) -> tuple[float, float]:
    """Slope and shift of the logistic curve that fits the left-out answers best (Platt's scaling)."""
    keep = (answers >= 0) & (sums > -6)
    x, y, w = sums[keep], answers[keep].astype(float), mass[keep]
    if y.sum() < 5:
        return 1.0, 0.0
    both = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(both[0] * x + both[1], -30, 30)))
        grade = np.array([np.sum(w * (chance - y) * x), np.sum(w * (chance - y))]) + 1e-2 * (
            both - np.array([1.0, 0.0])
        )
        bend = w * chance * (1 - chance)
        second = np.array([[np.sum(bend * x * x), np.sum(bend * x)], [np.sum(bend * x), np.sum(bend)]]) + 1e-2 * np.eye(
            2
        )
        both = both - np.linalg.solve(second, grade)
    return float(max(both[0], 0.05)), float(both[1])


def _places(features: Iterable[str], index: Mapping[str, int]) -> list[int]:
    return [index[one] for one in dict.fromkeys(features) if one in index]


def scorer_of(fit: Fit, answers: Iterable[Answer], use: Sequence[int] | None = None) -> Scorer:
    """The scorer of a fit, its weights rounded, without those that say next to nothing; `use`: of these answers only,
    by their places."""
    some = (fit.weights if use is None else fit.weights[list(use)]).T
    weights: dict[str, tuple[tuple[int, float], ...]] = {}
    for feature, values in zip(fit.features, some, strict=True):
        row = tuple((k, round(float(w), 2)) for k, w in enumerate(values) if abs(w) >= _KEPT)
        if row:
            weights[feature] = row
    return Scorer(tuple(answers), weights)
