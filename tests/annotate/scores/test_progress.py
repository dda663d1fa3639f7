"""Two versions against gold: what has turned to the better or the worse."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from annotate.scores.compared import Compared, Side
from annotate.scores.counts import Counts, micro
from annotate.scores.disagreements import disagreements
from annotate.scores.progress import Versions, progress, turned
from annotate.scores.resampling import chance_of_difference
from annotate.scores.spans import exact_by_label
from tests.annotate.scores.makers import sides, span, spans


def versions(gold, before, after, document="d1"):
    return Versions(document, Side(tuple(gold)), Side(tuple(before)), Side(tuple(after)))


def told(one):
    return [
        (turn.better, *(each and (each.label, each.start, each.end) for each in (turn.gold, turn.before, turn.after)))
        for turn in turned(one)
    ]


def test_a_gold_span_that_only_the_later_version_has_is_better():
    gold = span("PER", 0, 4)
    assert told(versions([gold], [], [gold])) == [(True, ("PER", 0, 4), None, ("PER", 0, 4))]
    assert told(versions([gold], [gold], [])) == [(False, ("PER", 0, 4), ("PER", 0, 4), None)]


def test_a_wrong_answer_is_part_of_the_case_of_its_gold_span():
    gold, wrong = span("PER", 0, 4), span("ORG", 0, 4)
    assert told(versions([gold], [wrong], [gold])) == [(True, ("PER", 0, 4), ("ORG", 0, 4), ("PER", 0, 4))]


def test_a_span_that_gold_has_not_is_worse_when_it_comes_and_better_when_it_goes():
    spurious = span("LOC", 5, 9)
    assert told(versions([], [spurious], [])) == [(True, None, ("LOC", 5, 9), None)]
    assert told(versions([], [], [spurious])) == [(False, None, None, ("LOC", 5, 9))]


def test_what_both_have_wrong_at_one_place_has_not_turned():
    gold = span("PER", 0, 4)
    assert told(versions([gold], [span("ORG", 0, 4)], [span("PER", 0, 6)])) == []
    assert told(versions([], [span("LOC", 5, 9)], [span("LOC", 5, 11)])) == []
    assert told(versions([], [span("LOC", 5, 9)], [span("ORG", 5, 9)])) == []


def test_counts_kinds_and_chance_are_those_of_each_version_by_itself():
    gold, wrong, other = span("PER", 0, 4), span("ORG", 0, 4), span("LOC", 6, 9)
    rows = [versions([gold], [wrong], [gold], f"d{at}") for at in range(6)] + [versions([other], [other], [], "d6")]
    found = progress(rows, rounds=200)
    assert (found.documents, found.before, found.after) == (7, Counts(1, 6, 6), Counts(6, 0, 1))
    assert (found.kinds_before, found.kinds_after) == (Counter({"label": 6}), Counter({"missed": 1}))
    assert (len(found.better), len(found.worse)) == (6, 1)
    before, after = [Counts(0, 1, 1)] * 6 + [Counts(1, 0, 0)], [Counts(1, 0, 0)] * 6 + [Counts(0, 0, 1)]
    assert found.chance == chance_of_difference(before, after, seed=0, rounds=200)
    assert found.better[0].document == "d0"


def test_two_versions_that_are_alike_may_well_be_so_by_chance():
    gold = span("PER", 0, 4)
    assert progress([versions([gold], [gold], [gold])]).chance == pytest.approx(1.0)
    assert progress([]).chance is None


@given(sides(), sides(), sides())
def test_laws(gold, before, after):
    one = Versions("d1", gold, before, after)
    turns = turned(one)
    assert {turn.flipped for turn in turns} == set(turned(one.flipped))
    was, now = (micro(exact_by_label(gold.spans, side.spans).values()) for side in (before, after))
    gained = sum(turn.better for turn in turns if turn.gold) - sum(not turn.better for turn in turns if turn.gold)
    assert now.right - was.right == gained
    assert turned(Versions("d1", gold, before, before)) == []
    assert len({turn.gold.id for turn in turns if turn.gold}) == sum(turn.gold is not None for turn in turns)


@given(spans(), spans())
def test_from_nothing_to_gold_everything_that_turns_is_better(gold, found):
    turns = turned(versions(gold, found, gold))
    assert all(turn.better for turn in turns)
    case_kinds = {case.kind for case in disagreements(Compared("d1", Side(tuple(gold)), Side(tuple(found))))}
    assert bool(turns) == bool(case_kinds - {"value", "attributes"})
