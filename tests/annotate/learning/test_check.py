"""The check set stays what it is, and better is only what is really better."""

from __future__ import annotations

from annotate.document import text_digest
from annotate.learning.check import LEAST_SPANS, compared, in_check_set
from annotate.scores.counts import Counts


def test_about_one_document_in_five_is_in_the_check_set():
    there = sum(in_check_set(text_digest(f"document {number}")) for number in range(5000))
    assert 900 < there < 1100


def test_which_documents_are_in_it_never_changes():
    """Written down once: a version that chose otherwise would have learnt what it is checked by."""
    assert [number for number in range(20) if in_check_set(text_digest(f"document {number}"))] == [9, 14, 17]


def test_a_tie_is_not_better():
    same = {"LOC": Counts(30, 10, 10)}
    found = compared(same, same, documents=8, check=2)
    assert not found.better
    assert found.before == found.after == 0.75
    assert found.labels == (("LOC", 0.75, 0.75),)


def test_one_span_more_that_is_right_is_not_better_and_three_are():
    before = {"LOC": Counts(30, 10, 10)}
    assert not compared(before, {"LOC": Counts(31, 9, 9)}, documents=8, check=2).better
    assert compared(before, {"LOC": Counts(33, 7, 7)}, documents=8, check=2).better


def test_beside_what_was_learnt_from_fewer_documents_any_rise_counts():
    before, after = {"LOC": Counts(30, 10, 10)}, {"LOC": Counts(31, 9, 9)}
    assert compared(before, after, documents=8, check=2, again=True).better
    assert not compared(before, before, documents=8, check=2, again=True).better


def test_of_many_spans_half_a_point_is_what_counts():
    before = {"LOC": Counts(3000, 1000, 1000)}
    assert not compared(before, {"LOC": Counts(3015, 985, 985)}, documents=80, check=20).better
    assert compared(before, {"LOC": Counts(3030, 970, 970)}, documents=80, check=20).better


def test_nothing_is_better_by_a_check_set_that_tells_nothing():
    few = LEAST_SPANS - 1
    assert not compared({}, {"LOC": Counts(few, 0, 0)}, documents=8, check=2).better
    assert not compared({}, {}, documents=8, check=0).better
    assert compared({"LOC": Counts(0, 0, LEAST_SPANS)}, {"LOC": Counts(LEAST_SPANS, 0, 0)}, documents=8, check=1).better


def test_each_label_is_told_also_where_one_side_has_nothing():
    found = compared({"LOC": Counts(1, 0, 0)}, {"ORG": Counts(0, 2, 0)}, documents=8, check=2)
    assert found.labels == (("LOC", 1.0, None), ("ORG", None, 0.0))
