"""Every number of a table of scores is the number of its cases."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotate.scores.evaluation import scored
from annotate.scores.judged import CRITERIA, Tally, judged_relations, judged_spans, judged_values, whole_value
from annotate.scores.muc import Muc
from tests.annotate.scores.makers import compared, documents, span

COLUMNS = ("right", "half", "wrong", "missed", "gold", "found")


def check(cases, by_row):
    for row, counts in by_row.items():
        for column in COLUMNS:
            assert sum(one.counted(row, column) for one in cases) == getattr(Tally.of(counts), column), (row, column)


@pytest.mark.parametrize("criterion", CRITERIA)
@given(documents)
def test_cells_of_spans_open_as_many_cases_as_they_say(criterion, one):
    row, cases = scored(one), judged_spans(one, criterion)
    if criterion in ("exact", "overlap"):
        check(cases, getattr(row, criterion))
    else:
        name = "exact" if criterion == "boundaries" else criterion
        check(cases, {label: counts[name] for label, counts in row.muc.items()})


@given(documents)
def test_cells_of_relations_and_values_open_as_many_cases_as_they_say(one):
    row = scored(one)
    check(judged_relations(one), row.relations)
    check(judged_relations(one, overlap=True), row.relations_overlap)
    check(judged_values(one), row.values)
    assert whole_value(row.values) == row.values["value"]


def test_a_wrong_label_is_wrong_under_its_own_and_missed_under_that_of_gold():
    (case,) = judged_spans(compared([span("PER", 0, 4)], [span("ORG", 0, 4)]))
    assert (case.wrong, case.missed) == ("ORG", "PER")
    assert [case.counted("PER", one) for one in ("missed", "wrong", "gold", "found", "any")] == [
        True, False, True, False, True,
    ]  # fmt: skip
    assert case.counted(None, "wrong")


def test_a_row_of_muc_counts_pairs_as_wrong_and_missed():
    row = Tally.of(Muc(correct=2, incorrect=1, partial=1, missed=1, spurious=3))
    assert (row.right, row.half, row.wrong, row.missed, row.gold, row.found) == (2, 1, 4, 2, 5, 7)
    assert row.f1 == pytest.approx(2 * 2.5 / 12)
