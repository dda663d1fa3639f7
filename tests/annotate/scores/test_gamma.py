"""γ against the figures of pygamma-agreement 0.5.9 and by its laws; skipped where the extra `gamma` is missing."""

from __future__ import annotations

import sys
from random import Random

import pytest

from annotate.errors import InputError
from annotate.offsets import Range
from annotate.scores.agreement import Annotated
from annotate.scores.compared import Side
from annotate.scores.gamma import dissimilarity, gamma, gamma_of, unitary_alignments
from tests.annotate.scores.makers import span

ALEX = [(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7")]
PAUL = [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")]
# The disorders that pygamma-agreement 0.5.9 finds in the continua of `continuum`, in 32 bits.
RECORDED = (2, 2.318274, 3.075474, 1.5, 2.282408, 2.423105, 1.75, 2.466667, 2.305821, 1.324, 2.201608, 2.225167)
SUZAN = [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6")]


def continuum(seed):
    """Two to four annotators, each with up to six units of two labels."""
    dice = Random(seed)
    return [
        sorted({(at, at + dice.randint(1, 6), dice.choice("AB")) for at in dice.sample(range(40), dice.randint(1, 6))})
        for _ in range(2 + seed % 3)
    ]


@pytest.fixture
def scipy():
    return pytest.importorskip("scipy", exc_type=ImportError)


def test_alex_paul_and_suzan(scipy):
    """AlexPaulSuzan.csv of pygamma-agreement: disorder 0.9606 in 6 unitary alignments; its own test asks for a γ from
    0.44 to 0.47, as what is expected is drawn at random."""
    found = gamma_of([ALEX, PAUL, SUZAN], 60, seed=1, precision=0.05)
    assert found.observed == pytest.approx(0.960625)
    assert found.alignments == 6
    assert found.value is not None
    assert 0.42 < found.value < 0.49  # a precision of 5 % is wider than theirs, and quicker
    assert (found.seed, found.precision, found.solver.split()[0]) == (1, 0.05, "HiGHS")
    assert found.samples >= 30


def test_disorders_are_those_of_pygamma_agreement(scipy, monkeypatch):
    monkeypatch.setattr("annotate.scores.gamma.SAMPLES", 1)
    found = [gamma_of(continuum(seed), 46, precision=1).observed for seed in range(len(RECORDED))]
    assert found == pytest.approx(RECORDED, abs=1e-6)


def test_the_same_seed_gives_the_same(scipy):
    one, two, other = (gamma_of([ALEX, PAUL], 60, seed=seed, precision=0.5) for seed in (7, 7, 8))
    assert one == two
    assert one.expected != other.expected


def test_full_agreement_is_1_and_no_units_are_undefined(scipy):
    assert gamma_of([ALEX, ALEX, ALEX], 60, precision=0.5).value == 1.0
    assert gamma_of([[], []], 60).value is None
    assert gamma_of([ALEX], 60).value is None


def test_documents_are_apart(scipy):
    """What ends one document never answers what begins the next."""
    names = ("ann", "ben")
    last, first = Side((span("PER", 5, 10),)), Side((span("PER", 0, 5),))
    documents = [
        Annotated("d1", 10, [Range(0, 10)], {"ann": last, "ben": Side()}),
        Annotated("d2", 10, [Range(0, 10)], {"ann": Side(), "ben": first}),
        Annotated("d3", 10, [Range(0, 10)], {"ann": first, "ben": None}),  # not looked at: left out
    ]
    found = gamma(documents, names, precision=0.5)
    assert (found.alignments, found.observed) == (2, 2.0)


def test_dissimilarity_is_by_place_and_label():
    assert dissimilarity((0, 4, "A"), (0, 4, "A")) == 0
    assert dissimilarity((0, 4, "A"), (0, 4, "B")) == 1
    assert dissimilarity((0, 4, "A"), (4, 8, "A")) == 3  # side by side: (8 / 8)² · α


def test_what_costs_more_than_its_units_alone_is_no_candidate():
    found = dict(unitary_alignments([[(0, 4, "A")], [(1, 4, "A"), (50, 54, "A")]]))
    assert set(found) == {(0, None), (None, 0), (None, 1), (0, 0)}
    assert found[0, 0] == pytest.approx(3 / 49)


def test_what_is_missing_is_said_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(InputError, match=r"pip install 'gilder\[gamma\]'"):
        gamma_of([ALEX, PAUL], 60)
