"""How many words so many steps read: what spaCy's own batches of the same documents come to."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from spacy.training.batchers import minibatch_by_words

from annotate.pipelines import estimate
from annotate.pipelines.config import BATCH_GROWTH, BATCH_START, BATCH_STOP


def spacy_reads(lengths: list[int], steps: int) -> list[int]:
    """Words until the end of each step, with texts drawn in the same order."""

    def sizes():
        size = float(BATCH_START)
        while True:
            yield size
            size = min(size * BATCH_GROWTH, BATCH_STOP)

    def batches():
        random, left, going = Random(0), list(lengths), sizes()
        while True:
            random.shuffle(left)
            yield from minibatch_by_words(left, going, get_length=lambda one: one)  # pyright: ignore[reportArgumentType]

    total, found = 0, list[int]()
    for batch in islice(batches(), steps):
        total += sum(batch)
        found.append(total)
    return found


@pytest.mark.parametrize("longest", [15, 80, 130, 400, 12_000])
def test_what_is_foreseen_is_what_spacy_reads(longest: int):
    random = Random(longest)
    lengths = [random.randint(1, longest) for _ in range(60)]
    assert list(estimate.reads_of(lengths, 700)) == spacy_reads(lengths, 700)


def test_steps_beyond_those_foreseen_go_on_at_the_last_pace():
    reads = estimate.reads_of([2_000] * 10, 9_000)
    assert len(reads) < 9_000
    load = estimate.Load(9_000, 100, 20_000, 100, reads)
    assert estimate.words_of_steps(load) == 9_000 * 2_000
    assert estimate.words_of_steps(replace(load, steps=3)) == 6_000
    assert estimate.words_of_steps(replace(load, steps=0)) == 0
    assert estimate.left(3_000, 30.0, load) == pytest.approx(60.0)


def test_long_documents_take_longer_than_short_ones_of_as_many_words():
    probe = estimate.Probe(train_rate=1000, score_rate=10_000, memory=None, start=0)
    short, long = (
        estimate.Load(500, 100, 100_000, 0, estimate.reads_of(lengths, 500)) for lengths in ([20] * 5_000, [5_000] * 20)
    )
    assert estimate.seconds(probe, long) > 20 * estimate.seconds(probe, short)
