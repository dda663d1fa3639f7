"""The light model of what was decided: which tag a token has, by its features, its vectors and what is remembered.

Multinomial logistic regression with a rate of its own for each weight (AdaGrad: Duchi, Hazan and Singer 2011), dropout
of features (Hinton et al. 2012), and weights averaged over the later half of the training (Polyak and Juditsky 1992).
What the base has learnt stays as it is, so that nothing of it is forgotten, and a few documents are enough. Numpy only,
one thread; the same answer for the same seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from annotate.learning.features import Floats, Seen, word_features
from annotate.learning.memory import Memory, remember
from annotate.learning.tags import Found, Ints, Tags

EPOCHS = 8
_BATCH, _RATE, _FORMS_RATE, _DECAY, _DROP = 64, 0.02, 0.2, 0.01, 0.3
_TINY = np.float32(1e-6)
EAGERNESS = 2.5
"""How much likelier, as a logarithm, a token counts as part of a name than the model says: a span that was missed costs
a person several keys, one too many costs one."""

Arrays = Mapping[str, npt.NDArray[Any]]


class Tagger:
    """Weights by feature and tag. `fit` makes it."""

    def __init__(self, tags: Tags, memory: Memory, arrays: Arrays) -> None:
        self.tags, self.memory = tags, memory
        self._keys, self._forms = cast("npt.NDArray[np.uint32]", arrays["keys"]), _with_nothing(arrays["forms"])
        self._dense, self._bias = arrays["dense"].astype(np.float32), arrays["bias"].astype(np.float32)
        self._mean, self._spread = arrays["mean"].astype(np.float32), arrays["spread"].astype(np.float32)

    @property
    def arrays(self) -> Arrays:
        """All weights, halved in size."""
        half = {"forms": self._forms[:-1], "dense": self._dense, "bias": self._bias}
        whole = {"keys": self._keys, "mean": self._mean, "spread": self._spread}
        return {**{name: array.astype(np.float16) for name, array in half.items()}, **whole}

    def logs(self, seen: Seen) -> Floats:
        """Logarithms of the chances of each token's tags, (tokens, tags)."""
        told = [own + more for own, more in zip(word_features(seen), self.memory.features(seen.words), strict=True)]
        scores = self._forms[_rows(told, self._keys)].sum(axis=1) + self._bias
        scores += ((seen.dense - self._mean) / self._spread) @ self._dense
        scores -= scores.max(axis=1, keepdims=True)
        return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)

    def find(self, seen: Seen, *, eagerness: float = EAGERNESS) -> list[tuple[Found, float]]:
        """Spans with their scores, from 0 to 1: the chance of the least likely of their tags."""
        if not len(seen):
            return []
        logs = self.logs(seen)
        eager = logs.copy()
        eager[:, 0] -= np.float32(eagerness)
        tags = self.tags.best(eager)
        chosen = np.exp(logs[np.arange(len(tags)), tags])
        return [(one, float(chosen[one[0] : one[1]].min())) for one in self.tags.spans(tags)]


def fit(
    documents: Sequence[tuple[Seen, Sequence[Found]]],
    labels: Sequence[str],
    *,
    seed: int = 0,
    step: Callable[[int, int], None] = lambda _at, _of: None,
) -> Tagger:
    """Learn from documents with their spans, which do not overlap; `step` is called between batches, with the number of
    the batch and that of all of them, and may raise to stop it."""
    tags = Tags(labels)
    memory, own = remember([(seen.words, spans) for seen, spans in documents])
    told = [
        forms + more
        for (seen, _), counts in zip(documents, own, strict=True)
        for forms, more in zip(word_features(seen), memory.features(seen.words, counts), strict=True)
    ]
    keys = np.unique(np.array([one for row in told for one in row], dtype=np.uint32))
    answers = np.concatenate([tags.of(len(seen), spans) for seen, spans in documents])
    dense = np.concatenate([seen.dense for seen, _ in documents]).astype(np.float32)
    mean, spread = dense.mean(axis=0), dense.std(axis=0) + np.float32(1e-3)
    made = _Training(_rows(told, keys), (dense - mean) / spread, answers, len(keys), len(tags), seed)
    return Tagger(tags, memory, {"keys": keys, "mean": mean, "spread": spread, **made.run(step)})


class _Training:
    """One training: gradients by batch, weights averaged at the end."""

    def __init__(
        self, rows: npt.NDArray[np.int32], dense: Floats, answers: Ints, forms: int, tags: int, seed: int
    ) -> None:
        self._rows, self._dense, self._answers, self._none = rows, dense, answers, forms
        self._rng = np.random.default_rng(seed)
        self._weights = [np.zeros(size, dtype=np.float32) for size in ((forms + 1, tags), (dense.shape[1], tags), tags)]
        self._squares = [np.full_like(one, _TINY) for one in self._weights]
        self._sums = [np.zeros_like(one) for one in self._weights]

    def run(self, step: Callable[[int, int], None]) -> Arrays:
        """All epochs; gives the averaged weights."""
        count, done, averaged = len(self._answers), 0, 0
        batches = -(-count // _BATCH)
        for epoch in range(EPOCHS):
            order = self._rng.permutation(count)
            for at in range(0, count, _BATCH):
                self._learn(order[at : at + _BATCH])
                done += 1
                step(done, EPOCHS * batches)
            if epoch >= EPOCHS // 2:
                averaged += 1
                for which, weights in enumerate(self._weights):
                    self._sums[which] += weights
        forms, dense, bias = (total / np.float32(averaged) for total in self._sums)
        return {"forms": forms[:-1], "dense": dense, "bias": bias}

    def _learn(self, some: Ints) -> None:
        rows = np.where(self._rng.random(self._rows[some].shape) < _DROP, self._none, self._rows[some])
        kept = self._rng.random((len(some), self._dense.shape[1])) >= _DROP
        dense = self._dense[some] * kept.astype(np.float32) / np.float32(1 - _DROP)
        forms, vectors, bias = self._weights
        scores = forms[rows].sum(axis=1) / np.float32(1 - _DROP) + dense @ vectors + bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = raised / raised.sum(axis=1, keepdims=True)
        error[np.arange(len(some)), self._answers[some]] -= np.float32(1)
        self._of_forms(rows, error)
        self._move(1, dense.T @ error + np.float32(10 * _DECAY) * vectors, _RATE)
        self._move(2, error.sum(axis=0), _FORMS_RATE)

    def _of_forms(self, rows: npt.NDArray[np.int32], error: Floats) -> None:
        """Only the weights of features that are there are touched; the row for no feature stays 0."""
        flat = rows.ravel()
        order = np.argsort(flat, kind="stable")
        placed = flat[order]
        begins = np.flatnonzero(np.diff(placed, prepend=-1))
        slope = np.add.reduceat(error[order // rows.shape[1]], begins, axis=0)
        touched = placed[begins]
        if touched[-1] == self._none:
            touched, slope = touched[:-1], slope[:-1]
        weights, squares = self._weights[0], self._squares[0]
        slope += np.float32(_DECAY) * weights[touched]
        squares[touched] += slope * slope
        weights[touched] -= np.float32(_FORMS_RATE) * slope / np.sqrt(squares[touched])

    def _move(self, which: int, slope: Floats, rate: float) -> None:
        squares = self._squares[which]
        squares += slope * slope
        self._weights[which] -= np.float32(rate) * slope / np.sqrt(squares)


def _rows(told: Sequence[Sequence[int]], keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    """Rows of the weights for the features of each token; those without weights, and the padding, have the row behind
    the last."""
    width = max(map(len, told), default=0)
    asked = np.zeros((len(told), width), dtype=np.uint32)
    there = np.zeros((len(told), width), dtype=np.bool_)
    for at, row in enumerate(told):
        asked[at, : len(row)], there[at, : len(row)] = row, True
    places = np.searchsorted(keys, asked)
    known = there & (places < len(keys))
    known &= keys[np.minimum(places, len(keys) - 1)] == asked
    return np.where(known, places, len(keys)).astype(np.int32)


def _with_nothing(forms: npt.NDArray[Any]) -> Floats:
    return np.concatenate([forms.astype(np.float32), np.zeros((1, forms.shape[1]), dtype=np.float32)])
