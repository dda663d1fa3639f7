"""Train the network for names: gold, silver, and what a teacher says of all of it and of raw text.

The network is trained in PyTorch, which is several times as fast at it, and its weights are put back into Thinc, which
the program runs; `same_answers` holds the two against each other.
"""
# pyright: basic, reportMissingImports=false
# (PyTorch is needed for training only and is no dependency of the program)

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from annotate.train.tags import Piece, recased

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Some words with the chances that their tags should get, and how much the lesson counts."""

    words: tuple[str, ...]
    target: npt.NDArray[np.float16]  # (words, tags)
    weight: float


def lesson(piece: Piece, taught: Any | None, *, trust: float, weight: float) -> Lesson:
    """What a piece teaches: its tags where they are sure, the teacher's chances among those that are allowed.

    `trust` is the share of the annotation against the teacher's own opinion: 1 for gold, less for silver, 0 for raw text.
    """
    allowed = piece.allowed.astype(np.float32)
    guess = allowed if taught is None else np.asarray(taught, dtype=np.float32) + 1e-6
    inside = guess * allowed
    inside /= inside.sum(axis=1, keepdims=True)
    if taught is not None and trust < 1:
        inside = trust * inside + (1 - trust) * guess / guess.sum(axis=1, keepdims=True)
    return Lesson(piece.words, inside.astype(np.float16), weight)


class Words:
    """Every distinct word once: the rows of the hashed tables that it has, and its subword vectors."""

    def __init__(self, nlp: Any, model: Any) -> None:
        self._nlp, self._model = nlp, model
        self._numbers: dict[str, int] = {}
        self._rows: list[npt.NDArray[np.int64]] = []
        self._pieces: list[Floats] = []
        self._hashes = [node for node in model.walk() if node.name == "hashembed"]
        self._extract = next(node for node in model.walk() if node.name == "extract_features")
        self._table = next(node for node in model.walk() if node.name == "piece_vectors").attrs["table"]

    def numbers(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers of some words; new ones get one."""
        for word in words:
            if word not in self._numbers:
                self._numbers[word] = len(self._rows)
                self._rows.append(self._hashed(word))
                self._pieces.append(self._table.rows([word])[0])
        return np.array([self._numbers[word] for word in words], dtype=np.int64)

    def _hashed(self, word: str) -> npt.NDArray[np.int64]:
        from spacy.tokens import Doc

        ids = self._extract.predict([Doc(self._nlp.vocab, words=[word])])[0]
        rows = list[Any]()
        for node in self._hashes:
            column = np.ascontiguousarray(ids[:, node.attrs["column"]], dtype="uint64")
            rows.append(node.ops.hash(column, node.attrs["seed"])[0].astype(np.int64) % node.get_dim("nV"))
        return np.stack(rows)  # (tables, hashes)

    def arrays(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows (words, tables, hashes) and subword vectors (words, columns) of all words so far."""
        return torch.from_numpy(np.stack(self._rows)), torch.from_numpy(np.stack(self._pieces))


class Network(nn.Module):
    """The network of `names_model`, weight for weight."""

    def __init__(self, model: Any, *, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.pad = next(node.attrs["pad"] for node in model.walk() if node.name.startswith("with_array") and node.attrs.get("pad"))
        self.nodes = [node for node in model.walk(order="dfs_pre") if node.param_names and node.has_param(node.param_names[0])]
        for at, node in enumerate(self.nodes):
            for name in node.param_names:
                self.register_parameter(f"{name}{at}", nn.Parameter(torch.from_numpy(node.get_param(name).copy())))
        self.kinds = [node.name for node in self.nodes]

    def _get(self, at: int, name: str) -> torch.Tensor:
        return self.get_parameter(f"{name}{at}")

    def _maxout(self, at: int, inputs: torch.Tensor) -> torch.Tensor:
        weight, bias = self._get(at, "W"), self._get(at, "b")
        outs, parts, _ = weight.shape
        raw = functional.linear(inputs, weight.reshape(outs * parts, -1), bias.reshape(-1))
        best = raw.reshape(-1, outs, parts).amax(dim=-1)
        gain, shift = self._get(at + 1, "G"), self._get(at + 1, "b")
        normal = functional.layer_norm(best, (outs,), gain, shift, eps=1e-8)
        return functional.dropout(normal, self.dropout, self.training)

    def forward(self, rows: torch.Tensor, pieces: torch.Tensor, places: torch.Tensor, size: int) -> torch.Tensor:
        """Logarithms of chances (words, tags); `places` are the words' places among `size` rows with padding between."""
        tables = sum(kind == "hashembed" for kind in self.kinds)
        embedded = [functional.embedding(rows[:, at], self._get(at, "E")).sum(dim=1) for at in range(tables)]
        at = tables
        hashed = self._maxout(at, torch.cat(embedded, dim=1))
        known = self._maxout(at + 2, pieces)
        at += 4
        state = torch.zeros(size, hashed.shape[1], dtype=hashed.dtype).index_copy(0, places, self._maxout(at, torch.cat([hashed, known], dim=1)))
        at += 2
        while self.kinds[at] == "maxout":
            nothing = torch.zeros(1, state.shape[1])
            wide = torch.cat([torch.cat([nothing, state[:-1]]), state, torch.cat([state[1:], nothing])], dim=1)
            state = state + self._maxout(at, wide)
            at += 2
        return torch.log_softmax(functional.linear(state[places], self._get(at, "W"), self._get(at, "b")), dim=-1)

    def give_back(self) -> None:
        """Put the weights into the Thinc model."""
        for at, node in enumerate(self.nodes):
            for name in node.param_names:
                node.set_param(name, self._get(at, name).detach().numpy().copy())


def train_student(
    nlp: Any,
    model: Any,
    lessons: Sequence[Lesson],
    *,
    epochs: int,
    seed: int,
    check: Callable[[int], None] = lambda _epoch: None,
    rate: float = 0.002,
    dropout: float = 0.15,
    words: int = 3000,
) -> None:
    """Train an initialised Thinc model in place. `check(epoch)` is called after each pass with the weights put back."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    known = Words(nlp, model)
    numbers = [known.numbers(one.words) for one in lessons]
    other = {at: known.numbers(cased) for at, cased in _recased(lessons, dice)}
    rows, pieces = known.arrays()
    network = Network(model, dropout=dropout)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.001)
    steps = epochs * (sum(map(len, numbers)) // words + 1)
    step, began = 0, time.monotonic()
    for epoch in range(epochs):
        network.train()
        total = 0.0
        for batch in _batches(numbers, dice, words):
            share = min(1.0, (step + 1) / (0.03 * steps)) * max(0.01, 1 - step / steps)
            optimizer.param_groups[0]["lr"] = rate * share
            some = [other[at] if at in other and dice.random() < 0.5 else numbers[at] for at in batch]
            total += _step(network, optimizer, rows, pieces, some, [lessons[at] for at in batch])
            step += 1
        minutes = (time.monotonic() - began) / 60
        sys.stderr.write(f"epoch {epoch + 1}: loss {total / (step / (epoch + 1)):.4f}, step {step}/{steps}, {minutes:.1f} minutes\n")
        sys.stderr.flush()
        network.give_back()
        check(epoch)


def _recased(lessons: Sequence[Lesson], dice: random.Random) -> Iterator[tuple[int, tuple[str, ...]]]:
    for at, one in enumerate(lessons):
        cased = recased(one.words, dice)
        if cased is not one.words:
            yield at, cased


def _batches(numbers: Sequence[Any], dice: random.Random, words: int) -> Iterator[list[int]]:
    order = list(range(len(numbers)))
    dice.shuffle(order)
    batch: list[int] = []
    size = 0
    for at in order:
        batch.append(at)
        size += len(numbers[at])
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _step(
    network: Network, optimizer: Any, rows: torch.Tensor, pieces: torch.Tensor, some: Sequence[Any], lessons: Sequence[Lesson]
) -> float:
    ids, places, size = _layout(some, network.pad)
    logs = network(rows[ids], pieces[ids], places, size)
    target = torch.from_numpy(np.concatenate([one.target for one in lessons])).float()
    weights = torch.cat([torch.full((len(one.words),), one.weight) for one in lessons])
    loss = -((target * logs).sum(dim=1) * weights).sum() / weights.sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
    optimizer.step()
    return float(loss.detach())


def _layout(some: Sequence[Any], pad: int) -> tuple[torch.Tensor, torch.Tensor, int]:
    """All words in one row, with the padding that Thinc puts between documents; their places; the row's length."""
    places, at = list[Any](), pad
    for numbers in some:
        places.append(np.arange(at, at + len(numbers)))
        at += len(numbers) + pad
    return torch.from_numpy(np.concatenate(some)), torch.from_numpy(np.concatenate(places)), at


def difference(nlp: Any, model: Any, texts: Sequence[Sequence[str]]) -> float:
    """The largest distance between a chance as PyTorch and as Thinc see it."""
    from spacy.tokens import Doc

    known = Words(nlp, model)
    numbers = [known.numbers(words) for words in texts]
    rows, pieces = known.arrays()
    network = Network(model, dropout=0.0).eval()
    ids, places, size = _layout(numbers, network.pad)
    with torch.inference_mode():
        mine = network(rows[ids], pieces[ids], places, size).exp().numpy()
    theirs = np.concatenate(model.predict([Doc(nlp.vocab, words=list(words)) for words in texts]))
    return float(np.abs(mine - theirs).max())
