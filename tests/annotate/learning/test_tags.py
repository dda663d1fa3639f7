"""Tags over any labels: spans there and back, and the best allowed sequence beside the naive one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotate.learning.tags import Tags

LABELS = ("town", "traveller")


@st.composite
def documents(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, str]]]:
    count, spans, at = draw(st.integers(0, 12)), list[tuple[int, int, str]](), 0
    while at < count:
        first = draw(st.integers(at, count - 1))
        end = draw(st.integers(first + 1, count))
        spans.append((first, end, draw(st.sampled_from(LABELS))))
        at = end + draw(st.integers(0, 2))
    return count, spans


@given(documents())
def test_spans_come_back(document):
    count, spans = document
    tags = Tags(LABELS)
    assert tags.spans(tags.of(count, spans).tolist()) == spans


def test_a_label_that_is_not_learnt_is_outside():
    assert Tags(["town"]).of(3, [(0, 2, "river")]).tolist() == [0, 0, 0]


def allowed(names: tuple[str, ...]) -> bool:
    ends = names[0][0] in "OBU" and names[-1][0] in "OLU"
    inside = all(b[0] in "IL" and a[2:] == b[2:] if a[0] in "BI" else b[0] in "OBU" for a, b in pairwise(names))
    return ends and inside


@given(st.integers(1, 4), st.integers(0, 1000))
def test_the_best_sequence_is_the_best_of_all_allowed_ones(count, seed):
    tags = Tags(["town"])
    logs = np.random.default_rng(seed).normal(size=(count, len(tags))).astype(np.float32)
    every = [one for one in product(range(len(tags)), repeat=count) if allowed(tuple(tags.names[tag] for tag in one))]
    naive = max(every, key=lambda one: sum(logs[at, tag] for at, tag in enumerate(one)))
    assert tags.best(logs) == list(naive)
