"""Laws of the scores: identity, symmetry, bounds, sums, and that the order of spans does not matter."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

from annotate.scores.align import aligned, aligned_by_label
from annotate.scores.compared import Side
from annotate.scores.confusion import confusion
from annotate.scores.counts import Counts, micro
from annotate.scores.disagreements import disagreements, relation_disagreements
from annotate.scores.evaluation import scored
from annotate.scores.muc import CRITERIA, added_up, muc, muc_by_label
from annotate.scores.pairwise import pairwise
from annotate.scores.parted import Parted, distinct, key, overlapping, shared
from annotate.scores.relations import relations_by_label, triples
from annotate.scores.resampling import chance_of_difference, f1_interval
from annotate.scores.spans import boundaries, exact_by_label, overlap_by_label
from annotate.scores.values import at_same_spans, values_by_field
from tests.annotate.scores.makers import LABELS, documents, sides, span, spans

counts = st.builds(Counts, *[st.integers(0, 5)] * 3)
COUNTINGS = (exact_by_label, overlap_by_label, values_by_field)
ENDS = ("exact", "overlap")


def flipped(by_label):
    return {label: one.flipped for label, one in by_label.items()}


def all_exact(first, second):
    return micro(exact_by_label(first, second).values())


@given(spans())
def test_a_source_agrees_with_itself(made):
    for counting in COUNTINGS:
        assert all(one.wrong == one.missed == 0 for one in counting(made, made).values())
    alignment = aligned(made, made)
    assert len(alignment.pairs) == len(made)
    assert all(one == two for one, two in alignment.pairs)
    assert {muc(alignment)[one].f1 for one in CRITERIA} == ({1.0} if made else {None})


@given(spans(), spans())
def test_gold_and_prediction_change_places(one, two):
    for counting in COUNTINGS:
        assert counting(two, one) == flipped(counting(one, two))
    assert boundaries(two, one) == boundaries(one, two).flipped
    there, back = aligned(one, two), aligned(two, one)
    assert {(key(a), key(b)) for a, b in there.pairs} == {(key(a), key(b)) for b, a in back.pairs}
    assert (there.missed, there.spurious) == (back.spurious, back.missed)


@given(spans(), spans(), st.randoms(use_true_random=False))
def test_the_order_of_spans_does_not_matter(one, two, random):
    alignment, turned = aligned(one, two), list(two)
    random.shuffle(turned)
    assert aligned(one[::-1], turned) == alignment


@given(spans(), spans())
def test_each_span_is_used_once_and_nothing_that_overlaps_is_left_on_both_sides(one, two):
    alignment = aligned(one, two)
    assert Counter(map(key, (*(a for a, _ in alignment.pairs), *alignment.missed))) == Counter(map(key, one))
    assert Counter(map(key, (*(b for _, b in alignment.pairs), *alignment.spurious))) == Counter(map(key, two))
    assert all(shared(a, b) for a, b in alignment.pairs)
    assert not any(shared(a, b) for a in alignment.missed for b in alignment.spurious)


@given(spans(), spans())
def test_the_sweep_finds_what_a_look_at_all_pairs_finds(one, two):
    def points(made):
        return {at for fragment in made.fragments for at in range(*fragment)}

    naive = {(key(a), key(b)): len(points(a) & points(b)) for a in one for b in two if points(a) & points(b)}
    assert {(key(a), key(b)): count for a, b, count in overlapping(one, two)} == naive


@given(spans(), spans())
def test_criteria_are_ordered_and_strict_is_exact_f1(one, two):
    alignment = aligned(one, two)
    found = muc(alignment)
    assert found["strict"].correct == all_exact(one, two).right
    assert found["strict"].correct <= min(found["exact"].correct, found["type"].correct)
    assert found["exact"].correct == found["partial"].correct
    for row in found.values():
        assert (row.possible, row.actual) == (len(one), len(two))
        assert row.f1 is None or 0 <= row.f1 <= 1
    assert added_up(muc_by_label(alignment).values()) == found
    assert all_exact(one, two).right <= micro(overlap_by_label(one, two).values()).right


@given(counts)
def test_f1_is_the_harmonic_mean_and_undefined_only_for_nothing(one):
    if one.precision and one.recall:
        assert one.f1 == pytest.approx(2 * one.precision * one.recall / (one.precision + one.recall))
    assert (one.f1 is None) == (one == Counts())
    assert (one.precision is None, one.recall is None) == (one.right + one.wrong == 0, one.right + one.missed == 0)


@given(documents)
def test_relations_change_places_and_agree_with_themselves(document):
    for ends in ENDS:
        found = relations_by_label(document, ends)
        assert relations_by_label(document.flipped, ends) == flipped(found)
        total = micro(found.values())
        assert (total.gold, total.predicted) == (len(triples(document.gold)), len(triples(document.predicted)))
        same = type(document)("d1", document.gold, document.gold)
        assert all(one.wrong == one.missed == 0 for one in relations_by_label(same, ends).values())
    exact, overlap = (micro(relations_by_label(document, ends).values()).right for ends in ENDS)
    assert exact <= overlap


@given(documents)
def test_all_counts_of_a_document_are_those_of_each_by_itself(document):
    gold, found = document.gold.spans, document.predicted.spans
    rows, whole = scored(document), aligned(gold, found)
    assert rows.exact == exact_by_label(gold, found)
    assert rows.overlap == overlap_by_label(gold, found)
    assert rows.boundaries == boundaries(gold, found)
    assert rows.values == values_by_field(*at_same_spans(gold, found))
    assert (rows.muc, rows.confusion) == (muc_by_label(whole), confusion([whole]))
    assert (rows.relations, rows.relations_overlap) == tuple(relations_by_label(document, ends) for ends in ENDS)


@given(documents)
def test_a_relation_is_right_where_its_ends_answer_each_other_under_their_labels(document):
    pairs = aligned_by_label(document.gold.spans, document.predicted.spans).values()
    answers = {key(one): key(two) for alignment in pairs for one, two in alignment.pairs}
    moved = [(label, answers.get(head), answers.get(child)) for label, head, child in triples(document.gold)]
    right = sum(one in triples(document.predicted) for one in moved)
    assert micro(relations_by_label(document, "overlap").values()).right == right


@given(spans(), spans())
def test_rows_and_columns_of_the_confusion_are_the_spans(one, two):
    for same_place in (False, True):
        found = confusion([aligned(one, two)], same_place=same_place)
        for label in LABELS:
            assert sum(count for (gold, _), count in found.items() if gold == label) == sum(
                made.label == label for made in one
            )
            assert sum(count for (_, other), count in found.items() if other == label) == sum(
                made.label == label for made in two
            )


@given(documents)
def test_every_span_and_relation_that_the_other_lacks_is_in_one_case(document):
    gold, predicted = distinct(document.gold.spans), distinct(document.predicted.spans)
    cases = [case for case in disagreements(document) if case.kind not in ("value", "attributes")]
    assert Counter(key(one) for case in cases for one in case.gold) == Counter(gold.keys() - predicted.keys())
    assert Counter(key(one) for case in cases for one in case.predicted) == Counter(predicted.keys() - gold.keys())
    arcs = relation_disagreements(document)
    left, right = triples(document.gold), triples(document.predicted)
    assert sum(case.gold is not None for case in arcs) == len(left - right)
    assert sum(case.predicted is not None for case in arcs) == len(right - left)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), spans(most=4)), max_size=4))
def test_annotators_have_no_names_that_matter(rows):
    found = pairwise(rows, all_exact)
    turned = pairwise([{chr(ord("z") - ord(name)): made for name, made in row.items()} for row in rows], all_exact)
    for one, two in ((found.micro, turned.micro), (found.mean, turned.mean), (found.by_documents, turned.by_documents)):
        assert one == (None if two is None else pytest.approx(two))
        assert one is None or 0 <= one <= 1


@given(st.lists(counts, max_size=6), st.integers(0, 9))
def test_intervals_are_repeatable_ordered_and_within_the_documents(rows, seed):
    found = f1_interval(rows, seed=seed, rounds=50)
    assert found == f1_interval(rows, seed=seed, rounds=50)
    known = [one.f1 for one in rows if one.f1 is not None]
    if found is not None:
        assert min(known) - 1e-9 <= found.low <= found.high <= max(known) + 1e-9
    else:
        assert len(rows) < 2 or not known


@given(st.lists(st.tuples(counts, counts), max_size=6), st.integers(0, 9))
def test_which_of_two_models_is_first_does_not_matter(rows, seed):
    first, second = [one for one, _ in rows], [two for _, two in rows]
    chance = chance_of_difference(first, second, seed=seed, rounds=50)
    assert chance == chance_of_difference(second, first, seed=seed, rounds=50)
    assert chance is None or 0 < chance <= 1
    assert chance_of_difference(first, first, seed=seed, rounds=20) in (1.0, None)


BLANK = spacy.blank("en")


@given(spans(), spans())
def test_spacy_scores_the_same(one, two):
    """Its `score_spans` with overlaps, over spans of one fragment in tokens."""
    one, two = ([made for made in side if len(made.fragments) == 1] for side in (one, two))

    def doc(made):
        text = Doc(BLANK.vocab, words=["x"] * 15)
        text.spans["sc"] = [Span(text, each.start, each.end, each.label) for each in made]
        return text

    found = Scorer.score_spans(
        [Example(doc(two), doc(one))],
        "spans_sc",
        allow_overlap=True,
        labeled=True,
        getter=lambda text, _: text.spans["sc"],
        has_annotation=lambda text: "sc" in text.spans,
    )
    by_label = exact_by_label(one, two)
    total = micro(by_label.values())
    if total.f1 is None:
        assert found["spans_sc_f"] is None
        return
    assert found["spans_sc_f"] == pytest.approx(total.f1)
    assert found["spans_sc_p"] == pytest.approx(total.precision or 0.0)  # where nothing was found it says 0
    assert found["spans_sc_r"] == pytest.approx(total.recall or 0.0)
    for label, row in (found["spans_sc_per_type"] or {}).items():
        assert row["f"] == pytest.approx(by_label[label].f1 or 0.0)


def test_a_span_without_a_fragment_is_another_span():
    gold, found = [span("PER", 0, 4, 8, 12)], [span("PER", 0, 4)]
    assert all_exact(gold, found) == Counts(wrong=1, missed=1)
    assert micro(overlap_by_label(gold, found).values()) == Counts(right=1)
    assert shared(gold[0], span("PER", 4, 8)) == 0  # what lies in the gap belongs to neither fragment


@given(sides(), sides())
def test_two_sides_are_sorted_out_once_whichever_is_gold(one, two):
    there, back = one.against(two), two.against(one)
    assert one.against(two) is there
    assert two.against(one) is back
    assert there == Parted.of(distinct(one.spans), distinct(two.spans))
    assert back == Parted.of(distinct(two.spans), distinct(one.spans))
    assert one.against(one).same == one.distinct.keys()


def met():
    """Three sides, each compared with all."""
    made = [Side((span("PER", 0, at + 1),)) for at in range(3)]
    for one in made:
        for two in made:
            one.against(two)
    return [weakref.ref(side) for side in made]


def test_sides_that_were_compared_are_let_go_of():
    """Without a search for what only holds each other: none is done while many are compared."""
    gc.disable()
    try:
        assert [ref() for ref in met()] == [None] * 3
    finally:
        gc.enable()
