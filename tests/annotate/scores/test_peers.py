"""Our numbers against those of other packages: spaCy, seqeval, nervaluate, scikit-learn, statsmodels, krippendorff.

spaCy comes with the program. The others are asked where the extra `peers` is installed; in any case what they said of
fixed random projects is in tests/cases/scores/peers.json, written by `python -m tests.annotate.scores.record_peers`.

Where definitions differ, the comparison leaves it out, and this is all: 0/0 is None with us and 0 with them;
nervaluate takes the first overlap that it meets, so that it is compared where no span overlaps two of the other side,
and looks at each label as if there were no others.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.training import Example
from spacy.util import filter_spans
from spacy.vocab import Vocab

from annotate.offsets import Range
from annotate.scores.agreement import Annotated, agreement
from annotate.scores.coefficients import cohen_kappa, fleiss_kappa, krippendorff_alpha
from annotate.scores.compared import Compared, Side
from annotate.scores.counts import Counts, Macro, macro, mean
from annotate.scores.evaluation import Evaluation, evaluate
from annotate.scores.muc import CRITERIA, ByCriterion
from tests.annotate.scores import peers
from tests.annotate.scores.makers import LABELS, span
from tests.annotate.scores.projects import LENGTH, copied, documents, flat, nested, ratings, unambiguous
from tests.annotate.scores.record_peers import METRICS, SCHEMES, TABLE

RECORDED = json.loads(TABLE.read_text("utf-8"))
Sources = Sequence[Sequence[peers.Place]]
dice = st.integers(0, 2**32).map(random.Random)
few = settings(max_examples=25)


def near(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


def evaluated(gold: Sources, found: Sources) -> Evaluation:
    return evaluate(documents(gold, found), rounds=0)


def numbers(counts: Counts | Macro) -> list[float]:
    """Precision, recall and F1, with the others' 0 for what is undefined."""
    return [value or 0.0 for value in (counts.precision, counts.recall, counts.f1)]


# spaCy


def asked_of_spacy(gold: Sources, found: Sources, *, overlap: bool):
    vocab = Vocab()

    def doc(spans):
        made = Doc(vocab, words=["word"] * LENGTH)
        ours = [SpacySpan(made, start, end, label) for label, start, end in spans]
        if overlap:
            made.spans["sc"] = ours
        else:
            made.set_ents(ours, default="outside")
        return made

    examples = [Example(doc(two), doc(one)) for one, two in zip(gold, found, strict=True)]
    if not overlap:
        return Scorer.score_spans(examples, "ents"), "ents"
    getter = lambda doc, attr: doc.spans["sc"]  # noqa: E731 - what spaCy asks for
    return Scorer.score_spans(examples, "spans_sc", getter=getter, allow_overlap=True), "spans_sc"


def assert_spacy_agrees(gold: Sources, found: Sources, *, overlap: bool) -> None:
    ours, (its, name) = evaluated(gold, found), asked_of_spacy(gold, found, overlap=overlap)
    if its[f"{name}_p"] is None:
        assert ours.total == Counts()
        return
    assert numbers(ours.total) == near([its[f"{name}_{one}"] for one in "prf"])
    by_label = {label: [row["p"], row["r"], row["f"]] for label, row in its[f"{name}_per_type"].items()}
    assert {label: numbers(one) for label, one in ours.exact.items()} == {k: near(v) for k, v in by_label.items()}


@few
@given(dice, st.integers(1, 4))
def test_ents_as_spacy_scores_them(dice, count):
    gold = [flat(dice) for _ in range(count)]
    assert_spacy_agrees(gold, [copied(dice, one) if dice.random() < 0.8 else [] for one in gold], overlap=False)


@few
@given(dice, st.integers(1, 4))
def test_span_groups_as_spacy_scores_them(dice, count):
    assert_spacy_agrees(*([nested(dice) for _ in range(count)] for _ in range(2)), overlap=True)


def test_spacy_has_no_number_where_nothing_is_there():
    assert_spacy_agrees([[], []], [[], []], overlap=False)
    assert evaluated([[]], [[]]).total.f1 is None


def test_spacy_counts_what_it_keeps_unless_overlaps_are_allowed():
    """Why `allow_overlap` is set above: without it spaCy drops predictions that overlap, and the numbers differ."""
    doc = Doc(spacy.blank("en").vocab, words=["word"] * 6)
    both = [SpacySpan(doc, 0, 4, "PER"), SpacySpan(doc, 2, 3, "PER")]
    assert filter_spans(both) == both[:1]


# seqeval


def assert_seqeval_agrees(gold: Sources, found: Sources, its: dict[str, list[float]]) -> None:
    ours = evaluated(gold, found)
    if not its:
        assert ours.total == Counts()
        return
    assert numbers(ours.total) == near(its["micro avg"])
    assert {label: numbers(one) for label, one in ours.exact.items()} == {
        label: near(row) for label, row in its.items() if "avg" not in label
    }
    rows = [numbers(one) for one in ours.exact.values()]
    assert [mean(column) for column in zip(*rows, strict=True)] == near(its["macro avg"])
    if all(one.gold and one.predicted for one in ours.exact.values()):  # then nothing is undefined
        assert numbers(macro(ours.exact)) == near(its["macro avg"])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("case", RECORDED["tags"])
def test_tags_as_seqeval_has_scored_them(case, scheme):
    assert_seqeval_agrees(case["gold"], case["found"], case[scheme])


@few
@given(dice, st.integers(1, 3), st.sampled_from(SCHEMES))
def test_tags_as_seqeval_scores_them(dice, count, scheme):
    pytest.importorskip("seqeval", exc_type=ImportError)
    gold = [flat(dice) if dice.random() < 0.9 else [] for _ in range(count)]
    found = [copied(dice, one) if dice.random() < 0.5 else flat(dice) for one in gold]
    its = peers.seqeval(LENGTH, gold, found, scheme)
    assert_seqeval_agrees(gold, found, its)


# nervaluate


def as_rows(found: ByCriterion) -> dict[str, list[int]]:
    rows = {name: found[name] for name in CRITERIA}
    return {name: [one.correct, one.incorrect, one.partial, one.missed, one.spurious] for name, one in rows.items()}


def assert_nervaluate_agrees(gold: Sources, found: Sources, its: dict[str, dict[str, list[int]]]) -> None:
    compared = documents(gold, found)
    assert as_rows(evaluate(compared, rounds=0).criteria) == its[""]
    for label in LABELS:
        alone = [one.only(lambda span, label=label: span.label == label) for one in compared]
        if label in its:
            assert as_rows(evaluate(alone, rounds=0).criteria) == its[label]
        else:
            assert not any(one.gold.spans or one.predicted.spans for one in alone)


@pytest.mark.parametrize("case", RECORDED["criteria"])
def test_criteria_as_nervaluate_has_scored_them(case):
    assert_nervaluate_agrees(case["gold"], case["found"], case["nervaluate"])


@few
@given(dice, st.integers(1, 4))
def test_criteria_as_nervaluate_scores_them(dice, count):
    pytest.importorskip("nervaluate", exc_type=ImportError)
    gold, found = zip(*(unambiguous(dice) for _ in range(count)), strict=True)
    assert_nervaluate_agrees(gold, found, peers.nervaluate(gold, found, LABELS))


def test_where_nervaluate_differs():
    """It takes the first overlap: with (5, 10) before (0, 10) it finds no strict match, the other way round one."""
    pytest.importorskip("nervaluate", exc_type=ImportError)
    gold, found = [[("PER", 0, 10)]], [[("PER", 5, 10), ("PER", 0, 10)]]
    assert peers.nervaluate(gold, found, LABELS)[""]["strict"] == [0, 1, 0, 0, 1]
    assert peers.nervaluate(gold, [found[0][::-1]], LABELS)[""]["strict"] == [1, 0, 0, 0, 1]
    assert as_rows(evaluated(gold, found).criteria)["strict"] == [1, 0, 0, 0, 1]


# scikit-learn, statsmodels, krippendorff


@pytest.mark.parametrize("case", RECORDED["two"])
def test_kappa_as_scikit_learn_has_computed_it(case):
    assert cohen_kappa(case["rows"]).value == near(case["cohen"])


@pytest.mark.parametrize("case", RECORDED["all"])
def test_fleiss_kappa_as_statsmodels_has_computed_it(case):
    assert fleiss_kappa(case["rows"]).value == near(case["fleiss"])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", ["two", "all", "missing"])
def test_alpha_as_krippendorff_has_computed_it(name, metric):
    ours = [krippendorff_alpha(case["rows"], metric).value for case in RECORDED[name]]
    assert ours == [near(case["alpha"][metric]) for case in RECORDED[name]]


@few
@given(dice, st.booleans())
def test_kappa_as_scikit_learn_computes_it(dice, missing):
    pytest.importorskip("sklearn", exc_type=ImportError)
    rows = ratings(dice, 2, missing=missing)
    assert cohen_kappa(rows).value == near(peers.cohen(rows))


@few
@given(dice, st.integers(2, 5))
def test_fleiss_kappa_as_statsmodels_computes_it(dice, annotators):
    pytest.importorskip("statsmodels", exc_type=ImportError)
    rows = ratings(dice, annotators, missing=False)
    assert fleiss_kappa(rows).value == near(peers.fleiss(rows))


@few
@given(dice, st.integers(2, 5), st.booleans(), st.sampled_from(METRICS))
def test_alpha_as_krippendorff_computes_it(dice, annotators, missing, metric):
    pytest.importorskip("krippendorff", exc_type=ImportError)
    rows = ratings(dice, annotators, missing=missing)
    assert krippendorff_alpha(rows, metric).value == near(peers.alpha(rows, metric))


# a whole project


@few
@given(dice, st.integers(1, 4))
def test_agreement_of_tokens_is_that_of_their_ratings(dice, count):
    """Three annotators, of whom some have not looked at some documents: by the packages, token by token."""
    pytest.importorskip("krippendorff", exc_type=ImportError)
    pytest.importorskip("sklearn", exc_type=ImportError)
    pytest.importorskip("statsmodels", exc_type=ImportError)
    names = ("ann", "ben", "cleo")
    rated, whole = list[list[int | None]](), list[Annotated]()
    for at in range(count):
        first = flat(dice)
        said = {name: None if dice.random() < 0.2 else copied(dice, first) for name in names}
        sides = {
            name: None if one is None else Side(tuple(span(*place) for place in one)) for name, one in said.items()
        }
        whole.append(Annotated(f"d{at}", LENGTH, [Range(token, token + 1) for token in range(LENGTH)], sides))
        rated += [list(row) for row in zip(*(_numbers(said[name]) for name in names), strict=True)]
    assert agreement(whole, names).tokens.alpha.value == near(peers.alpha(rated, "nominal"))
    two = [row[:2] for row in rated]
    cohen = agreement(whole, names[:2]).tokens.cohen
    assert cohen is not None
    assert cohen.value == near(peers.cohen(two))
    if whole and not any(None in row for row in rated):
        assert agreement(whole, names).tokens.fleiss.value == near(peers.fleiss(rated))


def _numbers(spans: Sequence[peers.Place] | None) -> list[int | None]:
    """The label of each token as a number, 0 outside."""
    if spans is None:
        return [None] * LENGTH
    found: list[int | None] = [0] * LENGTH
    for label, start, end in spans:
        found[start:end] = [LABELS.index(label) + 1] * (end - start)
    return found


def test_the_table_was_recorded_with_these_versions():
    """What is known of them; others may define things otherwise (nervaluate 0.2 did)."""
    assert RECORDED["packages"] == {
        "seqeval": "1.2.2",
        "nervaluate": "1.2.1",
        "scikit-learn": "1.9.1",
        "statsmodels": "0.15.0",
        "krippendorff": "0.9.0",
    }


def test_the_projects_of_the_table_have_every_kind_of_difference():
    """So that the table compares something: hits and misses under each criterion, and undefined coefficients aside."""
    totals = [case["nervaluate"][""] for case in RECORDED["criteria"]]
    assert all(sum(one["strict"][kind] for one in totals) for kind in (0, 1, 3, 4))
    assert sum(one["partial"][2] for one in totals)
    assert any(0 < case["IOB2"]["micro avg"][2] < 1 for case in RECORDED["tags"])
    assert isinstance(documents([[("PER", 0, 1)]], [[]])[0], Compared)
