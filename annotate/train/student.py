"""Train the network for names: gold, silver, and what a teacher says of all of it and of raw text.

The network is trained in PyTorch, which is needed for training only; the program runs the same weights in numpy.
`difference` holds the two against each other.
"""
# pyright: basic, reportMissingImports=false
# (PyTorch is needed for training only and is no dependency of the program)

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from annotate.suggest.names_model import DEPTH, ROWS, WIDTH, NameNetwork, WordRows, layout
from annotate.suggest.tagging import TAGS
from annotate.suggest.wordpieces import PieceTable
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

    `trust` is the share of the annotation against the teacher's own opinion: 1 for gold, less for silver, 0 for raw
    text.
    """
    allowed = piece.allowed.astype(np.float32)
    guess = allowed if taught is None else np.asarray(taught, dtype=np.float32) + 1e-6
    inside = guess * allowed
    inside /= inside.sum(axis=1, keepdims=True)
    if taught is not None and trust < 1:
        inside = trust * inside + (1 - trust) * guess / guess.sum(axis=1, keepdims=True)
    return Lesson(piece.words, inside.astype(np.float16), weight)


class Words:
    """Every distinct word once: its rows of the hashed tables, and its subword vectors."""

    def __init__(self, vocab: Any, pieces: PieceTable) -> None:
        self._rows, self._pieces = WordRows(vocab), pieces
        self._numbers: dict[str, int] = {}

    def numbers(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers of some words; new ones get one."""
        known = self._numbers
        return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)

    def arrays(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows (words, tables, hashes) and subword vectors (words, columns) of all words so far."""
        words = list(self._numbers)
        return torch.from_numpy(self._rows(words)), torch.from_numpy(self._pieces.rows(words))


class Network(nn.Module):
    """The network of `names_model`, weight for weight."""

    def __init__(self, columns: int, *, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.tables = nn.ParameterList([nn.Parameter(torch.empty(rows, WIDTH).uniform_(-0.1, 0.1)) for rows in ROWS])
        self.units = nn.ModuleDict()
        sizes = {"hashed": (len(ROWS) * WIDTH, 3), "pieces": (columns, 2), "mix": (2 * WIDTH, 3)}
        for name, (width, parts) in (sizes | {f"layer{at}": (3 * WIDTH, 3) for at in range(DEPTH)}).items():
            self.units[name] = nn.ModuleList([nn.Linear(width, parts * WIDTH), nn.LayerNorm(WIDTH, eps=1e-8)])
            nn.init.xavier_uniform_(self.units[name][0].weight)
            nn.init.zeros_(self.units[name][0].bias)
        self.out = nn.Linear(WIDTH, len(TAGS))
        nn.init.zeros_(self.out.weight)

    def _maxout(self, name: str, inputs: torch.Tensor) -> torch.Tensor:
        linear, normal = self.units[name]
        best = linear(inputs).reshape(len(inputs), -1, WIDTH).amax(dim=1)
        return functional.dropout(normal(best), self.dropout, self.training)

    def forward(self, rows: torch.Tensor, pieces: torch.Tensor, places: torch.Tensor, size: int) -> torch.Tensor:
        """Logarithms of chances (words, tags); `places` are the words' among `size` rows with padding between."""
        tables = [functional.embedding(rows[:, at], table).sum(dim=1) for at, table in enumerate(self.tables)]
        both = [self._maxout("hashed", torch.cat(tables, dim=1)), self._maxout("pieces", pieces)]
        state = torch.zeros(size, WIDTH).index_copy(0, places, self._maxout("mix", torch.cat(both, dim=1)))
        nothing = torch.zeros(1, WIDTH)
        for at in range(DEPTH):
            wide = torch.cat([torch.cat([nothing, state[:-1]]), state, torch.cat([state[1:], nothing])], dim=1)
            state = state + self._maxout(f"layer{at}", wide)
        return torch.log_softmax(self.out(state[places]), dim=-1)

    def weights(self) -> dict[str, Floats]:
        """The weights under the names that `names_model` has for them."""
        found = {f"table{at}": table for at, table in enumerate(self.tables)}
        for name, (linear, normal) in self.units.items():
            found |= {f"{name}.weight": linear.weight, f"{name}.bias": linear.bias}
            found |= {f"{name}.gain": normal.weight, f"{name}.shift": normal.bias}
        found |= {"out.weight": self.out.weight, "out.bias": self.out.bias}
        return {name: one.detach().numpy().copy() for name, one in found.items()}


def train_student(
    vocab: Any,
    pieces: PieceTable,
    lessons: Sequence[Lesson],
    *,
    epochs: int,
    seed: int,
    rate: float = 0.002,
    dropout: float = 0.15,
    words: int = 3000,
) -> NameNetwork:
    """The trained network. About three minutes for each pass over two million words on two cores."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    known = Words(vocab, pieces)
    numbers = [known.numbers(one.words) for one in lessons]
    other = {at: known.numbers(cased) for at, cased in _recased(lessons, dice)}
    rows, columns = known.arrays()
    network = Network(pieces.width, dropout=dropout)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.001)
    steps = epochs * (sum(map(len, numbers)) // words + 1)
    step, began = 0, time.monotonic()
    for epoch in range(epochs):
        network.train()
        total, before = 0.0, step
        for batch in _batches(numbers, dice, words):
            share = min(1.0, (step + 1) / (0.03 * steps)) * max(0.01, 1 - step / steps)
            optimizer.param_groups[0]["lr"] = rate * share
            some = [other[at] if at in other and dice.random() < 0.5 else numbers[at] for at in batch]
            total += _step(network, optimizer, rows, columns, some, [lessons[at] for at in batch])
            step += 1
        minutes = (time.monotonic() - began) / 60
        sys.stderr.write(f"epoch {epoch + 1}: loss {total / (step - before):.4f}, {minutes:.1f} minutes\n")
        sys.stderr.flush()
    return NameNetwork(vocab, pieces, network.weights())


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
    network: Network,
    optimizer: Any,
    rows: torch.Tensor,
    pieces: torch.Tensor,
    some: Sequence[Any],
    lessons: Sequence[Lesson],
) -> float:
    ids, places, size = _laid_out(some)
    logs = network(rows[ids], pieces[ids], places, size)
    target = torch.from_numpy(np.concatenate([one.target for one in lessons])).float()
    weights = torch.cat([torch.full((len(one.words),), one.weight) for one in lessons])
    loss = -((target * logs).sum(dim=1) * weights).sum() / weights.sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
    optimizer.step()
    return float(loss.detach())


def _laid_out(some: Sequence[Any]) -> tuple[torch.Tensor, torch.Tensor, int]:
    places, size = layout([len(numbers) for numbers in some])
    return torch.from_numpy(np.concatenate(some)), torch.from_numpy(np.concatenate(places)), size


def difference(vocab: Any, network: NameNetwork, texts: Sequence[Sequence[str]]) -> float:
    """The largest distance between a chance as PyTorch and as numpy see it."""
    known = Words(vocab, network.pieces)
    numbers = [known.numbers(words) for words in texts]
    rows, columns = known.arrays()
    twin = Network(network.pieces.width, dropout=0.0).eval()
    names = {f"tables.{at}": f"table{at}" for at in range(len(ROWS))} | {
        "out.weight": "out.weight",
        "out.bias": "out.bias",
    }
    for name in twin.units:
        names |= {f"units.{name}.0.weight": f"{name}.weight", f"units.{name}.0.bias": f"{name}.bias"}
        names |= {f"units.{name}.1.weight": f"{name}.gain", f"units.{name}.1.bias": f"{name}.shift"}
    twin.load_state_dict({key: torch.from_numpy(network.weights[name]) for key, name in names.items()})
    ids, places, size = _laid_out(numbers)
    with torch.inference_mode():
        mine = twin(rows[ids], columns[ids], places, size).exp().numpy()
    return float(np.abs(mine - np.concatenate(network.predict(texts))).max())
