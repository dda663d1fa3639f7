"""What a training will take, from a short probe: time from words per second, memory from what the probe took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from random import Random

from annotate.pipelines.config import BATCH_GROWTH, BATCH_START, BATCH_STOP, BATCH_TOLERANCE

_FORESEEN = 4000  # steps: by then batches have stopped growing

_FIT = 3e-4  # seconds for a pair and answer: six fits of sixty rounds, about 60 features a pair


@dataclass(frozen=True, slots=True)
class Probe:
    """What a few steps have shown: words per second when training and when scoring, memory in bytes (None where the
    system does not say), and seconds until the first step."""

    train_rate: float
    score_rate: float
    memory: int | None
    start: float


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is to do in one run: steps at most, steps between two scores, words of train and dev; `reads`:
    words that are read until the end of each of the first steps (`reads_of`), without it documents count as short."""

    steps: int
    every: int
    train_words: int
    dev_words: int
    reads: tuple[int, ...] = ()


def reads_of(lengths: Sequence[int], steps: int) -> tuple[int, ...]:
    """How many words are read until the end of each of so many steps, or of the first thousands, by the lengths of the
    documents of train: what is longer than a batch is a batch of its own."""
    return tuple(accumulate(islice(_batches(lengths), min(steps, _FORESEEN))))


def words_of_steps(load: Load) -> float:
    """Words that so many steps read: batches grow, and one may be as long as the whole of train, not longer."""
    if load.reads:
        foreseen, half = len(load.reads), len(load.reads) // 2
        if load.steps <= foreseen:
            return float(load.reads[load.steps - 1]) if load.steps else 0.0
        pace = (load.reads[-1] - load.reads[half - 1]) / (foreseen - half) if half else load.reads[-1] / foreseen
        return load.reads[-1] + (load.steps - foreseen) * pace
    total, size = 0.0, float(BATCH_START)
    for _ in range(load.steps):
        total += min(size, max(1, load.train_words))
        size = min(size * BATCH_GROWTH, BATCH_STOP)
    return total


def _sizes() -> Iterator[float]:
    size = float(BATCH_START)
    while True:
        yield size
        size = min(size * BATCH_GROWTH, BATCH_STOP)


def _batches(lengths: Sequence[int]) -> Iterator[int]:
    """Words of one batch after another, without end, as spaCy makes them of documents in an order drawn anew for each
    round: a batch is filled up to its size, with one more document where that is within the tolerance."""
    left, sizes, random = list(lengths), _sizes(), Random(0)
    while any(left):
        random.shuffle(left)
        size, words, over = next(sizes), 0, 0
        for length in left:
            if length > size * BATCH_TOLERANCE:
                yield length
            elif not over and words + length <= size:
                words += length
            elif words + over + length <= size * BATCH_TOLERANCE:
                over += length
            else:
                if words:
                    yield words
                size, words, over = next(sizes), over, 0
                if words + length <= size:
                    words += length
                elif words + length <= size * BATCH_TOLERANCE:
                    over = length
                else:
                    if words:
                        yield words
                    size, words = next(sizes), length
        if words + over:
            yield words + over


def seconds(probe: Probe, load: Load) -> float:
    """How long a run takes when it is not ended early."""
    scores = load.steps // load.every + 1
    return probe.start + words_of_steps(load) / probe.train_rate + scores * load.dev_words / probe.score_rate


def left(done_steps: int, elapsed: float, load: Load) -> float:
    """Seconds that are left at the pace until now, when it is not ended early."""
    done = words_of_steps(replace(load, steps=done_steps))
    return elapsed * max(0.0, words_of_steps(load) / done - 1) if done else 0.0


def relations_seconds(pairs: int, answers: int, words: int, rate: float | None) -> float:
    """How long a scorer of relations takes at most: a parse of so many words, at a rate that was measured (None: there
    is no parse), and a fit, in folds, of so many answers to so many pairs."""
    return (words / rate if rate else 0.0) + _FIT * pairs * answers
