"""The order of documents by what they are expected to teach."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.learning.order import Expected, expected_gain, next_order

ROWS = st.lists(
    st.builds(Expected, st.uuids().map(str), st.integers(0, 5000), st.floats(0, 1000)), max_size=40,
    unique_by=lambda one: one.document,
)  # fmt: skip


@given(ROWS, st.integers(0, 9), st.floats(0, 1), st.randoms())
def test_every_document_comes_once_whatever_the_order_of_the_rows(rows, seed, share, lots):
    found = next_order(rows, seed=seed, random_share=share)
    assert sorted(found) == sorted(one.document for one in rows)
    shuffled = list(rows)
    lots.shuffle(shuffled)
    assert next_order(shuffled, seed=seed, random_share=share) == found


@given(ROWS)
def test_without_a_share_of_random_ones_it_is_by_gain_for_the_work(rows):
    rate = {one.document: one.rate for one in rows}
    rates = [rate[one] for one in next_order(rows, seed=0, random_share=0.0)]
    assert rates == sorted(rates, reverse=True)


@given(ROWS, st.integers(0, 9))
def test_at_random_alone_the_gain_does_not_matter(rows, seed):
    plain = [Expected(one.document, 0, 0.0) for one in rows]
    assert next_order(rows, seed=seed, random_share=1.0) == next_order(plain, seed=seed, random_share=1.0)


def test_one_place_in_five_is_drawn():
    rows = [Expected(f"{at:03}", 100, 1000.0 - at) for at in range(100)]
    found = next_order(rows, seed=3)
    by_gain = [at for at, one in enumerate(found) if one == min(set(found[at:]))]
    assert set(range(100)) - set(by_gain) <= set(range(4, 100, 5))
    assert len(by_gain) < 95
    assert next_order(rows, seed=4) != found


def test_of_two_that_teach_the_same_the_shorter_comes_first():
    rows = [Expected("long", 2000, 10.0), Expected("short", 200, 10.0)]
    assert next_order(rows, seed=0, random_share=0.0) == ["short", "long"]


def test_what_repeats_the_decided_teaches_less():
    doubtful = expected_gain(words=200, unsure=5.0, new=0.1, known=0.0)
    assert expected_gain(words=200, unsure=5.0, new=0.1, known=1.0) < doubtful
    assert expected_gain(words=200, unsure=1.0, new=0.1, known=0.0) < doubtful
    assert expected_gain(words=200, unsure=5.0, new=0.0, known=0.0) < doubtful
