"""The network behind the embedded pipeline's names, in plain numpy.

Each word gets a vector from hashed tables (its normal form, ends and shape, as spaCy's MultiHashEmbed does it;
Svenstrup et al. 2017) and from the fixed vectors of its subwords, which come from a pretrained encoder, so that a name
that no corpus has still resembles others of its kind. Convolutions with residuals and maxout units (Goodfellow et al.
2013) look at the words around; the last layer gives the chances of tags. A word's own vector is kept, since most words
come again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from annotate.suggest.wordpieces import PieceTable

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, Floats]

WIDTH, DEPTH = 128, 5
ROWS = (16_000, 1_500, 4_000, 2_500)  # of the tables for normal form, prefix, suffix and shape
SEEDS = (8, 9, 10, 11)
PAD = DEPTH  # rows between two documents, so that neither sees the other
_BLOCK = 2_000  # words computed together; more fall out of the processor's cache
_KEPT = 60_000  # vectors of distinct words
_TINY = np.float32(1e-8)


class WordRows:
    """Which rows of the hashed tables a word has."""

    def __init__(self, vocab: Any) -> None:
        import thinc.backends

        self._vocab = vocab
        self._hash = cast("Callable[[Any, int], Any]", cast("Any", thinc.backends).get_ops("cpu").hash)

    def __call__(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """Rows (words, tables, hashes)."""
        lexemes = [self._vocab[word] for word in words]
        ids = np.array([[one.norm, one.prefix, one.suffix, one.shape] for one in lexemes], dtype=np.uint64)
        hashed = [
            self._hash(np.ascontiguousarray(ids[:, at]), seed).astype(np.int64) % rows
            for at, (seed, rows) in enumerate(zip(SEEDS, ROWS, strict=True))
        ]
        return np.stack(hashed, axis=1)


class NameNetwork:
    """Words in, chances of tags out."""

    def __init__(self, vocab: Any, pieces: PieceTable, weights: Weights) -> None:
        self.pieces, self.weights = pieces, weights
        self._rows = WordRows(vocab)
        self._known: dict[str, Floats] = {}

    def predict(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """For each text the chances of its words' tags, (words, tags)."""
        found = list[Floats]()
        for some in _blocks(texts):
            found += self._predict(some)
        return found

    def look(self, words: Sequence[str]) -> Floats:
        """What the network makes of each word of one text, for what is learnt on top of it: its last layer, its own
        vector, and the logarithms of the chances of its tags, (words, width)."""
        if not words:
            return np.zeros((0, 2 * WIDTH + len(self.weights["out.bias"])), dtype=np.float32)
        (place,), state = self._states([words])
        chances = self._chances(state[place])
        return np.concatenate([state[place], self._vectors(list(words)), np.log(chances + np.float32(1e-4))], axis=1)

    def _predict(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        places, state = self._states(texts)
        return [self._chances(state[some]) for some in places]

    def _chances(self, state: Floats) -> Floats:
        return _softmax(state @ self.weights["out.weight"].T + self.weights["out.bias"])

    def _states(self, texts: Sequence[Sequence[str]]) -> tuple[list[npt.NDArray[np.int64]], Floats]:
        """Where each text's words stand, and the last layer at each place."""
        places, size = layout([len(words) for words in texts])
        state = np.zeros((size, WIDTH), dtype=np.float32)
        state[np.concatenate(places)] = self._vectors([word for words in texts for word in words])
        for at in range(DEPTH):
            wide = np.zeros((size, 3 * WIDTH), dtype=np.float32)
            wide[1:, :WIDTH], wide[:, WIDTH : 2 * WIDTH], wide[:-1, 2 * WIDTH :] = state[:-1], state, state[1:]
            state += self._maxout(f"layer{at}", wide)
        return places, state

    def _vectors(self, words: list[str]) -> Floats:
        """Each word's own vector."""
        known = self._known
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            if len(known) + len(new) > _KEPT:
                known.clear()
                new = list(dict.fromkeys(words))
            known.update(zip(new, self._make_vectors(new), strict=True))
        return np.array([known[word] for word in words], dtype=np.float32).reshape(len(words), WIDTH)

    def _make_vectors(self, words: list[str]) -> Floats:
        rows = self._rows(words)
        tables = [self.weights[f"table{at}"][rows[:, at]].sum(axis=1) for at in range(len(ROWS))]
        hashed = self._maxout("hashed", np.concatenate(tables, axis=1))
        pieces = self._maxout("pieces", self.pieces.rows(words))
        return self._maxout("mix", np.concatenate([hashed, pieces], axis=1))

    def _maxout(self, name: str, inputs: Floats) -> Floats:
        """The largest of some linear units, then brought to mean 0 and deviation 1 (Ba, Kiros and Hinton 2016)."""
        weights = self.weights
        raw = inputs @ weights[f"{name}.weight"].T
        raw += weights[f"{name}.bias"]
        best = raw[:, :WIDTH]
        for at in range(WIDTH, raw.shape[1], WIDTH):
            best = np.maximum(best, raw[:, at : at + WIDTH])
        centred = best - best.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.einsum("ij,ij->i", centred, centred) / np.float32(WIDTH) + _TINY)
        centred *= weights[f"{name}.gain"] / spread[:, None]
        centred += weights[f"{name}.shift"]
        return centred


def layout(sizes: Sequence[int]) -> tuple[list[npt.NDArray[np.int64]], int]:
    """Where the words of texts stand in one run of rows with `PAD` empty rows before, between and after; its length."""
    places, at = list[npt.NDArray[np.int64]](), PAD
    for size in sizes:
        places.append(np.arange(at, at + size))
        at += size + PAD
    return places, at


def _blocks(texts: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """The texts in groups of about as many words as are computed together."""
    block, size = list[Sequence[str]](), 0
    for words in texts:
        block.append(words)
        size += len(words)
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    return raised / raised.sum(axis=1, keepdims=True)
