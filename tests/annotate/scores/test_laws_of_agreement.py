"""Laws of the coefficients: bounds, identity, and that neither the order of annotators nor of items matters."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotate.offsets import Range
from annotate.scores.coefficients import binarised, cohen_kappa, fleiss_kappa, krippendorff_alpha, scott_pi
from annotate.scores.ratings import token_counts, token_ratings
from annotate.scores.unitised import unitised_alpha, unitised_by_category, without_overlaps
from tests.annotate.scores.makers import sides

METRICS = ("nominal", "ordinal", "interval", "ratio")
LENGTH = 30


@st.composite
def ratings(draw, least=2, most=4, *, missing=True):
    """A table of ratings from 0 to 3."""
    one = st.integers(0, 3)
    count = draw(st.integers(least, most))
    row = st.lists(st.one_of(st.none(), one) if missing else one, min_size=count, max_size=count)
    return draw(st.lists(row, max_size=12))


@st.composite
def units(draw):
    """What an annotator found in a continuum: units of two categories, none overlapping another of its own."""
    cut = st.lists(st.integers(0, LENGTH), max_size=8, unique=True).map(sorted)

    def ranges(cuts):
        return [Range(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]

    return {"A": ranges(draw(cut)), "B": ranges(draw(cut))}


def near(value):
    return None if value is None else pytest.approx(value)


two = ratings(2, 2)


@given(two)
def test_kappa_and_pi_are_symmetric(rows):
    turned = [row[::-1] for row in rows]
    assert cohen_kappa(rows) == cohen_kappa(turned)
    assert scott_pi(rows) == scott_pi(turned)


@given(ratings(), st.randoms(use_true_random=False))
def test_neither_annotators_nor_items_have_an_order(rows, random):
    order = list(range(len(rows[0]) if rows else 0))
    random.shuffle(order)
    shuffled = [[row[at] for at in order] for row in rows]
    random.shuffle(shuffled)
    assert fleiss_kappa(rows) == fleiss_kappa(shuffled)
    for metric in METRICS:
        assert krippendorff_alpha(rows, metric).value == near(krippendorff_alpha(shuffled, metric).value)


@given(ratings())
def test_no_coefficient_is_above_1_and_it_is_undefined_only_for_one_category(rows):
    pairable = [[one for one in row if one is not None] for row in rows]
    used = {one for row in pairable if len(row) > 1 for one in row}
    for coefficient in (fleiss_kappa(rows), *(krippendorff_alpha(rows, metric) for metric in METRICS)):
        assert (coefficient.value is None) == (len(used) < 2)
        assert coefficient.value is None or coefficient.value <= 1


@given(two)
def test_kappa_and_pi_stay_within_bounds(rows):
    kappa, pi = cohen_kappa(rows).value, scott_pi(rows).value
    assert all(one is None or -1 <= one <= 1 for one in (kappa, pi))
    if kappa is not None and pi is not None:
        assert kappa >= pi  # Artstein and Poesio 2008, section 2.4: Ae of κ is never larger


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.integers(2, 4))
def test_who_agrees_on_everything_has_1(items, annotators):
    assume(len(set(items)) > 1)
    rows = [[one] * annotators for one in items]
    values = [fleiss_kappa(rows), *(krippendorff_alpha(rows, metric) for metric in METRICS)]
    values += [cohen_kappa([row[:2] for row in rows]), scott_pi([row[:2] for row in rows])]
    assert {one.value for one in values} == {1.0}


@given(two)
def test_alpha_is_pi_with_a_correction_for_small_samples(rows):
    """Krippendorff 2004, p. 250: 1 − α = (1 − π)·(n − 1) / n, n the number of ratings."""
    pi, alpha = scott_pi(rows), krippendorff_alpha(rows)
    assume(pi.value is not None)
    assert pi.value is not None
    assert alpha.value is not None
    n = 2 * pi.items
    assert 1 - alpha.value == near((1 - pi.value) * (n - 1) / n)


@given(ratings(2, 2, missing=False))
def test_for_two_annotators_fleiss_is_scott(rows):
    assert fleiss_kappa(rows) == scott_pi(rows)


@given(ratings())
def test_of_two_categories_all_metrics_agree(rows):
    rows = binarised(rows, 0)
    nominal = krippendorff_alpha(rows).value
    assert krippendorff_alpha(rows, "ordinal").value == near(nominal)
    assert krippendorff_alpha(rows, "interval").value == near(nominal)
    assert krippendorff_alpha(rows, "ratio").value == near(nominal)


@given(ratings())
def test_alpha_is_what_its_definition_says(rows):
    """By hand, over pairs: the mean distance within items over the mean distance of any two ratings."""
    rows = [kept for row in rows if len(kept := [one for one in row if one is not None]) > 1]
    pool = [one for row in rows for one in row]
    assume(len(set(pool)) > 1)
    observed = sum((a - b) ** 2 / (len(row) - 1) for row in rows for a in row for b in row) / len(pool)
    expected = sum((a - b) ** 2 for a in pool for b in pool) / (len(pool) * (len(pool) - 1))
    assert krippendorff_alpha(rows, "interval").value == near(1 - observed / expected)


@given(ratings(), st.integers(-5, 5), st.integers(1, 4))
def test_interval_alpha_has_no_zero_and_no_unit(rows, shift, factor):
    moved = [[None if one is None else one * factor + shift for one in row] for row in rows]
    assert krippendorff_alpha(moved, "interval").value == near(krippendorff_alpha(rows, "interval").value)
    cubed = [[None if one is None else one**3 for one in row] for row in rows]
    assert krippendorff_alpha(cubed, "ordinal").value == near(krippendorff_alpha(rows, "ordinal").value)


@given(st.lists(units(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_annotators_of_a_continuum_have_no_order(annotators, random):
    shuffled = list(annotators)
    random.shuffle(shuffled)
    assert unitised_alpha(shuffled, LENGTH).value == near(unitised_alpha(annotators, LENGTH).value)


@given(units(), st.integers(2, 4), st.integers(0, 100))
def test_who_cuts_alike_has_1_wherever_the_continuum_begins(found, annotators, start):
    moved = {name: [Range(one.start + start, one.end + start) for one in rows] for name, rows in found.items()}
    alpha = unitised_alpha([moved] * annotators, LENGTH, start)
    if any(found.values()) and alpha.expected:
        assert alpha.value == 1.0
    else:
        assert alpha.value is None


@given(st.lists(units(), min_size=2, max_size=3))
def test_observed_disagreement_is_what_its_definition_says(annotators):
    """Section by section, gaps as sections of their own."""

    def sections(rows):
        cuts = sorted({0, LENGTH, *(edge for one in rows for edge in one)})
        return [(Range(*pair), Range(*pair) in rows) for pair in pairwise(cuts)]

    def distance(one, two):
        (a, is_unit), (b, is_other) = one, two
        if is_unit and is_other and a.overlaps(b):
            return (a.start - b.start) ** 2 + (a.end - b.end) ** 2
        if is_unit and not is_other and b.covers(a):
            return a.size**2
        return b.size**2 if is_other and not is_unit and a.covers(b) else 0

    for name, found in unitised_by_category(annotators, LENGTH).items():
        rows = [sections(units[name]) for units in annotators]
        total = sum(
            distance(g, h)
            for i, one in enumerate(rows)
            for j, two in enumerate(rows)
            if i != j
            for g in one
            for h in two
        )
        assert found.observed == pytest.approx(total / (len(rows) * (len(rows) - 1) * LENGTH**2))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda one: Range(one[0], sum(one))), max_size=9))
def test_what_is_left_does_not_overlap_and_nothing_more_would_fit(ranges):
    kept = without_overlaps(ranges)
    assert Counter(kept) <= Counter(ranges)
    assert all(one.end <= two.start for one, two in pairwise(kept))
    assert all(any(one.overlaps(other) for other in kept) for one in ranges)


def test_units_that_overlap_or_lie_outside_are_refused():
    with pytest.raises(ValueError, match="3–6 and 5–8"):
        unitised_alpha([{"A": [Range(3, 6), Range(5, 8)]}, {}], 10)
    with pytest.raises(ValueError, match="no part of 0–7"):
        unitised_alpha([{"A": [Range(5, 8)]}, {}], 7)


def test_a_coefficient_of_two_refuses_three():
    with pytest.raises(ValueError, match="two annotators"):
        cohen_kappa([[1, 2, 3]])
    with pytest.raises(ValueError, match="no numbers"):
        krippendorff_alpha([["a", "b"]], "interval")
    with pytest.raises(ValueError, match="no numbers from 0"):
        krippendorff_alpha([[-1, 2]], "ratio")


@given(st.lists(st.one_of(st.none(), sides()), min_size=2, max_size=3), st.lists(st.integers(0, 14), unique=True))
def test_tokens_are_counted_as_they_are_rated(annotators, cuts):
    ordered = sorted(cuts)
    tokens = [Range(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=False)]
    assert token_counts(tokens, annotators) == Counter(map(tuple, token_ratings(tokens, annotators)))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=14))
def test_of_overlapping_units_the_longest_is_kept_as_if_all_were_looked_at(given):
    ranges, naive = [Range(start, start + size) for start, size in given], list[Range]()
    for one in sorted(ranges, key=lambda one: (-one.size, one.start)):
        if not any(one.overlaps(other) for other in naive):
            naive.append(one)
    assert without_overlaps(ranges) == sorted(naive)


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 1)), min_size=3, max_size=3), max_size=12))
def test_of_two_categories_the_nominal_sums_are_those_of_any_metric(rows):
    assert krippendorff_alpha(rows) == krippendorff_alpha(rows, "interval")  # between 0 and 1 all distances are 1
