"""Scores against published figures, and against what other scorers give."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.scores.align import aligned
from annotate.scores.counts import Counts, micro
from annotate.scores.muc import CRITERIA, Muc, added_up, muc
from annotate.scores.spans import added_up as labels_added_up
from annotate.scores.spans import exact_by_label
from tests.annotate.scores.makers import span

SAMPLE = Path(__file__).parents[2] / "cases" / "scores" / "conll2000.txt"


def chunks(tags):
    """The chunks of a line of IOB2 tags as conlleval reads them: an I- after another kind begins one, too."""
    found, start, kind = [], 0, ""
    for at, tag in enumerate([*tags, "O"]):
        if kind and (tag[0] in "BO" or tag[2:] != kind):
            found.append(span(kind, start, at))
            kind = ""
        if tag != "O" and not kind:
            start, kind = at, tag[2:]
    return found


def percent(*numbers):
    """As conlleval prints them."""
    return [round(100 * number, 2) for number in numbers]


def test_conll_2000_output_txt():
    """The sample run of the shared task (https://www.clips.uantwerpen.be/conll2000/chunking/output.html), tags only."""
    lines = [[pair.split("/") for pair in line.split()] for line in SAMPLE.read_text("utf-8").splitlines()]
    by_label = labels_added_up(
        exact_by_label(chunks([gold for gold, _ in line]), chunks([found for _, found in line])) for line in lines
    )
    total = micro(by_label.values())
    assert (total.gold, total.predicted, total.right) == (459, 539, 371)
    assert percent(total.precision, total.recall, total.f1) == [68.83, 80.83, 74.35]
    rows = {label: percent(one.precision, one.recall, one.f1) for label, one in by_label.items()}
    assert rows["ADVP"] == [45.45, 62.50, 52.63]
    assert rows["NP"] == [64.98, 78.63, 71.16]
    assert rows["PP"] == [83.18, 98.89, 90.36]
    assert rows["SBAR"] == [66.67, 33.33, 44.44]
    assert rows["VP"] == [69.00, 79.31, 73.80]
    assert rows["ADJP"] == [0.0, 0.0, 0.0]
    tokens = [pair for line in lines for pair in line]
    assert len(tokens) == 961
    assert round(100 * sum(gold == found for gold, found in tokens) / 961, 2) == 84.08


def test_the_example_of_semeval_2013():
    """The table of drug names in Batista, D.: Named-entity evaluation metrics based on entity-level, 2018."""
    rows = [
        ([span("DRUG", 0, 7)], []),  # tikosyn is missed
        ([], [span("BRAND", 0, 7)]),  # healthy is spurious
        ([span("DRUG", 3, 11)], [span("DRUG", 0, 11)]),  # of warfarin
        ([span("DRUG", 0, 11)], [span("BRAND", 0, 11)]),  # propranolol
        ([span("DRUG", 0, 9)], [span("DRUG", 0, 9)]),  # phenytoin
        ([span("DRUG", 0, 12)], [span("DRUG", 0, 12)]),  # theophylline
        ([span("GROUP", 5, 19)], [span("DRUG", 0, 19)]),  # oral contraceptives
    ]
    found = added_up(muc(aligned(gold, predicted)) for gold, predicted in rows)
    assert found == {
        "type": Muc(correct=3, incorrect=2, missed=1, spurious=1),
        "partial": Muc(correct=3, incorrect=0, partial=2, missed=1, spurious=1),
        "exact": Muc(correct=3, incorrect=2, missed=1, spurious=1),
        "strict": Muc(correct=2, incorrect=3, missed=1, spurious=1),
    }
    assert percent(*(found[one].f1 for one in CRITERIA)) == [33.33, 50, 66.67, 50]


def test_the_readme_of_seqeval():
    gold = [["O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    found = [["O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    rows = [exact_by_label(chunks(one), chunks(two)) for one, two in zip(gold, found, strict=True)]
    assert micro(labels_added_up(rows).values()).f1 == 0.5
    lenient = exact_by_label(chunks(["B-NP", "I-NP", "O"]), chunks(["I-NP", "I-NP", "O"]))
    assert micro(lenient.values()).f1 == 1.0  # tags are read as conlleval reads them; its strict mode says 0


def test_the_prf_score_of_spacy():
    """tests/test_scorer.py of spaCy: one right of four predicted, of two in the gold."""
    total = Counts(right=1, wrong=3, missed=1)
    assert (total.precision, total.recall) == (0.25, 0.5)
    assert total.f1 == pytest.approx(1 / 3)
    gold = [span("PERSON", 0, 10), span("GPE", 20, 30)]
    ents = exact_by_label(gold, [span("PERSON", 0, 10), span("GPE", 20, 30), span("GPE", 40, 50), span("ORG", 40, 50)])
    assert micro(ents.values()).f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_predictions_does_not_matter(order):
    """A greedy scorer takes (5, 10) for the gold (0, 10) if it comes first."""
    predicted = [span("PER", 5, 10), span("PER", 0, 10)][::order]
    assert muc(aligned([span("PER", 0, 10)], predicted))["strict"] == Muc(correct=1, spurious=1)


def test_neighbours_do_not_overlap():
    """Where ends are read as inclusive, (0, 5) and (5, 9) would share something."""
    assert muc(aligned([span("PER", 0, 5)], [span("PER", 5, 9)]))["type"] == Muc(missed=1, spurious=1)
