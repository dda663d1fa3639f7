"""Confident learning: which given labels a model's out-of-fold chances speak against.

Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, 1373-1411.
With p(j; x) the chance of label j for an item x, from a model that has not seen it:
  t_j = mean of p(j; x) over the items that are given j                               (its equation 2)
  x, given i, counts as j* = argmax over { j : p(j; x) >= t_j } of p(j; x)             (its equation 1)
Items with j* other than i are off the diagonal of the confident joint: likely mistakes. They are put in order by the
normalised margin p(i; x) - max over j != i of p(j; x), lowest first (its section 3.2, "prune by noise rate").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def thresholds(chances: Floats, given: Ints) -> Floats:
    """The mean chance of each label over the items that are given it; 1 for a label that none is given."""
    count = np.bincount(given, minlength=chances.shape[1])
    own = np.bincount(given, weights=chances[np.arange(len(given)), given], minlength=chances.shape[1])
    return np.where(count > 0, own / np.maximum(count, 1), 1.0).astype(np.float32)


def counted_as(chances: Floats, least: Floats) -> Ints:
    """The label that each item counts as, by the thresholds `least`; -1 where none reaches its threshold."""
    over = np.where(chances >= least, chances, -1.0)
    best = over.argmax(axis=1)
    return np.where(over[np.arange(len(best)), best] >= 0, best, -1)


def confident_joint(chances: Floats, given: Ints, least: Floats) -> Ints:
    """How many items that are given a label (rows) count as which (columns)."""
    labels, found = chances.shape[1], counted_as(chances, least)
    kept = found >= 0
    return np.bincount(given[kept] * labels + found[kept], minlength=labels * labels).reshape(labels, labels)


def margins(chances: Floats, given: Ints) -> Floats:
    """How far the given label is ahead of the best other one, -1 to 1: low is suspicious."""
    at = np.arange(len(given))
    others = chances.copy()
    others[at, given] = -1.0
    return chances[at, given] - others.max(axis=1)
