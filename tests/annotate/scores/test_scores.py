"""Cases by hand: relations, values, kinds of disagreement, ratings, averages, intervals."""

from __future__ import annotations

import pytest

from annotate.model import Value
from annotate.offsets import Range
from annotate.scores.align import aligned
from annotate.scores.coefficients import Coefficient, cohen_kappa, fleiss_kappa, krippendorff_alpha, percentage
from annotate.scores.compared import Side
from annotate.scores.confusion import confusion, labels_of
from annotate.scores.counts import Counts, Macro, macro, micro
from annotate.scores.disagreements import disagreements, relation_disagreements
from annotate.scores.muc import Muc
from annotate.scores.pairwise import Pair, pairwise
from annotate.scores.ratings import OUTSIDE, attribute_ratings, document_ratings, label_ratings, token_ratings
from annotate.scores.relations import relations_by_label
from annotate.scores.resampling import Interval, bootstrap, chance_of_difference, f1_interval
from annotate.scores.spans import exact_by_label
from annotate.scores.unitised import Unitised, unitised_alpha
from annotate.scores.values import WHOLE, at_same_spans, same_value, values_by_field
from tests.annotate.scores.makers import compared, relation, span


def test_what_is_undefined_is_none():
    nothing = Counts()
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    assert (Muc().precision, Muc().recall, Muc().f1) == (None, None, None)
    assert Counts(wrong=2).recall is None
    assert Counts(wrong=2).f1 == 0
    assert macro({"A": nothing}) == Macro(None, None, None)
    for coefficient in (cohen_kappa, fleiss_kappa, krippendorff_alpha):
        assert coefficient([]) == Coefficient()
        assert coefficient([["a", "a"], ["a", "a"]]).value is None
    assert percentage([["a", None]]) is None
    assert unitised_alpha([{}, {}], 10).value is None
    assert unitised_alpha([{"A": [Range(0, 3)]}], 10) == Unitised()
    assert f1_interval([Counts(1)], seed=1) is None
    assert f1_interval([nothing, nothing], seed=1) is None
    assert chance_of_difference([nothing], [nothing], seed=1) is None
    assert pairwise([{"ann": ()}], lambda one, two: nothing).micro is None


def test_micro_weighs_annotations_and_macro_labels():
    by_label = {"PER": Counts(8, 2, 0), "LOC": Counts(0, 0, 2), "ORG": Counts(0, 1, 0)}
    assert micro(by_label.values()) == Counts(8, 3, 2)
    assert macro(by_label) == Macro(0.4, 0.5, 2 * 8 / 18 / 3)


def test_a_relation_needs_both_its_ends():
    gold = [span("PER", 0, 4), span("LOC", 6, 9), span("ORG", 11, 14)]
    found = [span("PER", 0, 3), span("LOC", 6, 9), span("ORG", 11, 14)]
    rows = compared(
        gold,
        found,
        [relation("in", gold[0], gold[1]), relation("in", gold[1], gold[2])],
        [relation("in", found[0], found[1]), relation("in", found[2], found[1])],
    )
    assert relations_by_label(rows) == {"in": Counts(0, 2, 2)}
    assert relations_by_label(rows, "overlap") == {"in": Counts(1, 1, 1)}
    assert [case.kind for case in relation_disagreements(rows)] == ["spurious", "missed", "direction"]


def test_relations_with_another_label():
    ends = [span("PER", 0, 4), span("LOC", 6, 9)]
    rows = compared(ends, ends, [relation("in", *ends)], [relation("near", *ends), relation("in", *ends[::-1])])
    cases = relation_disagreements(rows)
    assert [(case.kind, case.gold and case.gold.label, case.predicted and case.predicted.label) for case in cases] == [
        ("label", "in", "near"),
        ("spurious", None, "in"),
    ]


def test_only_some_spans_with_the_relations_between_them():
    ends = [span("PER", 0, 4), span("LOC", 6, 9), span("ORG", 11, 14)]
    side = Side(tuple(ends), (relation("in", ends[0], ends[1]), relation("of", ends[1], ends[2])))
    assert side.only(lambda one: one.end <= 9) == Side(tuple(ends[:2]), side.relations[:1])


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Value(amount="1.50"), Value(amount="1.5"), True),
        (Value(amount="1000"), Value(amount="1000", modifier="="), True),
        (Value(amount="1000", modifier=">"), Value(amount="1000"), False),
        (Value(amount="5", unit="USD"), Value(amount="5"), False),
        (Value(date="2016-09"), Value(date="2016-09-01"), False),
        (Value(amount="x"), Value(amount="x"), True),
        (Value(), None, True),
        (None, Value(ordinal=3), False),
    ],
)
def test_values_are_the_same_or_not(one, two, same):
    assert same_value(one, two) == same_value(two, one) == same


def test_values_field_by_field():
    gold = [span("MONEY", 0, 4, value=Value(amount="5", unit="USD")), span("DATE", 6, 9, value=Value(date="2016"))]
    found = [span("MONEY", 0, 4, value=Value(amount="5.0", unit="EUR")), span("DATE", 6, 8, value=Value(date="2016"))]
    rows = values_by_field(gold, found)
    assert (rows["amount"], rows["modifier"]) == (Counts(1), Counts(1))
    assert rows["unit"] == Counts(0, 1, 1)
    assert rows["date"] == Counts(0, 1, 1)  # the place differs
    assert rows[WHOLE] == Counts(0, 2, 2)
    assert rows["upper"].f1 is None
    assert values_by_field(*at_same_spans(gold, found))[WHOLE] == Counts(0, 1, 1)


def test_kinds_of_disagreement():
    gold = [
        span("PER", 0, 4), span("PER", 10, 14), span("LOC", 20, 24), span("ORG", 30, 39), span("LOC", 50, 54),
        span("LOC", 55, 59), span("ORG", 60, 64), span("DATE", 70, 74, value=Value(date="2016")),
        span("PER", 80, 84, attributes=(("role", "speaker"),)), span("PER", 90, 94),
    ]  # fmt: skip
    found = [
        span("LOC", 0, 4), span("PER", 10, 15), span("ORG", 21, 24), span("ORG", 30, 34), span("ORG", 35, 39),
        span("LOC", 50, 59), span("PER", 65, 69), span("DATE", 70, 74, value=Value(date="2017")),
        span("PER", 80, 84), span("PER", 90, 94),
    ]  # fmt: skip
    cases = disagreements(compared(gold, found))
    assert [(case.place.start, case.kind, len(case.gold), len(case.predicted)) for case in cases] == [
        (0, "label", 1, 1),
        (10, "boundary", 1, 1),
        (20, "label and boundary", 1, 1),
        (30, "split", 1, 2),
        (50, "merged", 2, 1),
        (60, "missed", 1, 0),
        (65, "spurious", 0, 1),
        (70, "value", 1, 1),
        (80, "attributes", 1, 1),
    ]
    assert cases[1].place == Range(10, 15)
    assert {case.document for case in cases} == {"d1"}


def test_confusion_by_label():
    gold = [span("PER", 0, 4), span("PER", 10, 14), span("LOC", 20, 24)]
    found = [span("LOC", 0, 4), span("PER", 10, 15), span("ORG", 30, 34)]
    rows = confusion([aligned(gold, found)])
    assert rows == {("PER", "LOC"): 1, ("PER", "PER"): 1, ("LOC", None): 1, (None, "ORG"): 1}
    assert labels_of(rows) == ["LOC", "ORG", "PER"]
    strict = confusion([aligned(gold, found)], same_place=True)
    assert (strict["PER", "PER"], strict["PER", None], strict[None, "PER"]) == (0, 1, 1)


def test_tokens_have_all_labels_over_them():
    tokens = [Range(0, 4), Range(5, 9), Range(9, 10), Range(11, 14)]
    nested = Side((span("ORG", 0, 9), span("LOC", 5, 9), span("PER", 0, 2, 12, 13)))
    assert token_ratings(tokens, [nested, None, Side()]) == [
        ["ORG+PER", None, OUTSIDE],
        ["LOC+ORG", None, OUTSIDE],
        [OUTSIDE, None, OUTSIDE],
        ["PER", None, OUTSIDE],
    ]


def test_labels_given_boundaries_and_attributes():
    one = Side((span("PER", 0, 4, attributes=(("role", "speaker"),)), span("LOC", 5, 9)))
    two = Side((span("ORG", 0, 4), span("LOC", 5, 9), span("LOC", 10, 12)))
    three = Side((span("PER", 0, 4, attributes=(("role", "victim"),)),))
    assert label_ratings([one, two, three, None]) == [["PER", "ORG", "PER", None], ["LOC", "LOC", None, None]]
    assert attribute_ratings([one, two, three], "role") == [["speaker", None, "victim"]]
    assert document_ratings([[{"topic": "war"}, None], [{}, {"topic": "art"}]], "topic") == [
        ["war", None],
        [None, "art"],
    ]


def test_pairs_of_annotators_over_the_documents_that_both_have():
    here, there = (span("PER", 0, 4),), (span("PER", 0, 5),)
    rows = [{"ann": here, "bob": here, "cy": there}, {"ann": here, "bob": here}]
    found = pairwise(rows, lambda one, two: micro(exact_by_label(one, two).values()))
    assert found.pairs == (
        Pair("ann", "bob", Counts(2), 2),
        Pair("ann", "cy", Counts(0, 1, 1), 1),
        Pair("bob", "cy", Counts(0, 1, 1), 1),
    )
    assert (found.mean, found.by_documents, found.micro) == (pytest.approx(1 / 3), 0.5, 0.5)


def test_an_interval_by_hand():
    """Of two documents drawn with replacement the mean is 0, 1 or 2, each end once in four."""
    found = bootstrap([0, 2], lambda drawn: sum(drawn) / 2, seed=7, rounds=400)
    assert found == Interval(0.0, 2.0, 400)
    narrow = bootstrap([0, 2], lambda drawn: sum(drawn) / 2, seed=7, rounds=4000, confidence=0.4)
    assert narrow == Interval(1.0, 1.0, 4000)
    skips = bootstrap([0, 2], lambda drawn: sum(drawn) or None, seed=7, rounds=400)
    assert skips is not None
    assert skips.rounds < 400


def test_a_chance_by_hand():
    """Of five documents in which one model is always right and one never, 2 of 32 exchanges keep them apart."""
    chance = chance_of_difference([Counts(1)] * 5, [Counts(0, 1, 1)] * 5, seed=3, rounds=4000)
    assert chance == pytest.approx(2 / 32, abs=0.012)
