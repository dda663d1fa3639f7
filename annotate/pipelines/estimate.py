"""What a training will take, from a short probe: time from words per second, memory from what the probe took."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.pipelines.config import BATCH_GROWTH, BATCH_START, BATCH_STOP

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
    """How much there is to do in one run: steps at most, steps between two scores, words of train and dev."""

    steps: int
    every: int
    train_words: int
    dev_words: int


def words_of_steps(load: Load) -> float:
    """Words that so many steps read: batches grow, and one may be as long as the whole of train, not longer."""
    total, size = 0.0, float(BATCH_START)
    for _ in range(load.steps):
        total += min(size, max(1, load.train_words))
        size = min(size * BATCH_GROWTH, BATCH_STOP)
    return total


def seconds(probe: Probe, load: Load) -> float:
    """How long a run takes when it is not ended early."""
    scores = load.steps // load.every + 1
    return probe.start + words_of_steps(load) / probe.train_rate + scores * load.dev_words / probe.score_rate


def left(done_steps: int, elapsed: float, load: Load) -> float:
    """Seconds that are left at the pace until now, when it is not ended early."""
    done = words_of_steps(Load(done_steps, load.every, load.train_words, load.dev_words))
    return elapsed * max(0.0, words_of_steps(load) / done - 1) if done else 0.0


def relations_seconds(pairs: int, answers: int, words: int, rate: float | None) -> float:
    """How long a scorer of relations takes at most: a parse of so many words, at a rate that was measured (None: there
    is no parse), and a fit, in folds, of so many answers to so many pairs."""
    return (words / rate if rate else 0.0) + _FIT * pairs * answers
