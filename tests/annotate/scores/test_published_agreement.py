"""Coefficients against published figures; page and table are named at each example."""

from __future__ import annotations

import pytest

from annotate.offsets import Range
from annotate.scores.coefficients import (
    binarised,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percentage,
    scott_pi,
)
from annotate.scores.unitised import unitised_alpha, unitised_by_category


def table(cells):
    """Items from a contingency table {(first, second): count}."""
    return [pair for pair, count in cells.items() for _ in range(count)]


def columns(*rows):
    """Items from a line for each annotator, `*` for what is missing."""
    return [[None if one == "*" else int(one) for one in item] for item in zip(*map(str.split, rows), strict=True)]


ARTSTEIN_1 = table({("S", "S"): 20, ("R", "S"): 20, ("S", "R"): 10, ("R", "R"): 50})
ARTSTEIN_2 = table({("S", "S"): 46, ("R", "S"): 6, ("R", "R"): 32, ("R", "C"): 6, ("C", "C"): 10})
FLEISS = [
    [int(one) for one in row]
    for row in """444444 222555 233335 555555 222444 113333 333355 113334 114444 555555
    144444 124444 222333 144444 224445 333335 111455 111112 224444 133555
    555555 244444 224555 114444 144445 222224 111155 224444 133333 555555""".split()
]
KRIPPENDORFF = columns(
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * *",
    "* 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
WIKIPEDIA = columns(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
HAYES = [
    [None if one == "*" else int(one) for one in row]
    for row in """112*2 1101* 2333* *00*0 000*0 000*0 102*1 1*20* 222*2 2111*
    *100* 0000* 1222* 33223 111*1 111*1 212*2 1233* 1101* 000*0
    0011* 00*00 2333* 0000* 12*22 0111* 00010 1212* 1122* 112*2
    110*0 2121* 22*22 3222* 222*2 223*2 222*2 22*12 2222* 111*1""".split()
]
BERTHA = (Range(2, 10), Range(14, 20))
BILL = (Range(4, 8), Range(15, 17))


def test_cohen_1960_page_45():
    cells = {(1, 1): 88, (1, 2): 14, (1, 3): 18, (2, 1): 10, (2, 2): 40, (2, 3): 10, (3, 1): 2, (3, 2): 6, (3, 3): 12}
    kappa = cohen_kappa(table(cells))
    assert kappa.value == pytest.approx(0.492, abs=0.0005)
    assert (kappa.observed, kappa.expected) == (pytest.approx(0.70), pytest.approx(0.41))
    assert kappa.items == 200


def test_artstein_and_poesio_2008_page_558():
    kappa, pi = cohen_kappa(ARTSTEIN_1), scott_pi(ARTSTEIN_1)
    assert (kappa.observed, kappa.expected) == (pytest.approx(0.7), pytest.approx(0.54))
    assert kappa.value == pytest.approx(0.348, abs=0.0005)
    assert pi.expected == pytest.approx(0.545)
    assert pi.value == pytest.approx(0.341, abs=0.0005)


def test_artstein_and_poesio_2008_page_568():
    assert percentage(ARTSTEIN_2) == pytest.approx(0.88)
    assert cohen_kappa(ARTSTEIN_2).value == pytest.approx(0.8013, abs=0.00005)
    assert scott_pi(ARTSTEIN_2).value == pytest.approx(0.7995, abs=0.00005)
    alpha = krippendorff_alpha(ARTSTEIN_2)
    assert (alpha.observed, alpha.expected) == (pytest.approx(0.12), pytest.approx(0.601, abs=0.001))
    assert alpha.value == pytest.approx(0.800, abs=0.0007)


def test_fleiss_1971_page_379():
    kappa = fleiss_kappa(FLEISS)
    assert (kappa.observed, kappa.expected) == (pytest.approx(0.5556, abs=1e-4), pytest.approx(0.2201, abs=1e-3))
    assert kappa.value == pytest.approx(0.430, abs=0.0005)
    by_category = [fleiss_kappa(binarised(FLEISS, category)).value for category in range(1, 6)]
    assert by_category == pytest.approx([0.248, 0.248, 0.517, 0.470, 0.565], abs=0.005)


@pytest.mark.parametrize(("rows", "kappa"), [("YYY YYN NNY NNN", 1 / 3), ("YYY YYN YYN YYY", -0.2)])
def test_randolph_2005_page_17(rows, kappa):
    assert fleiss_kappa(rows.split()).value == pytest.approx(kappa)


def test_krippendorff_2004_page_224():
    alpha = krippendorff_alpha(columns("1 1 0 0 0 0 0 0 0 0", "0 1 1 0 0 1 0 1 0 0"))
    assert (alpha.observed, alpha.expected) == (pytest.approx(0.4), pytest.approx(0.442, abs=0.0005))
    assert alpha.value == pytest.approx(0.095, abs=0.0005)


def test_krippendorff_2004_page_227():
    alpha = krippendorff_alpha("aa ab bb bb bb bb bc cc cc cc cc cc".split())
    assert (alpha.observed, alpha.expected) == (pytest.approx(1 / 6), pytest.approx(0.6268, abs=0.0001))
    assert alpha.value == pytest.approx(0.734, abs=0.0005)


@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2004_page_230_with_missing_values(metric, value):
    """Ordinal and ratio are of the same data in Computing Krippendorff's alpha-reliability, 2011."""
    alpha = krippendorff_alpha(KRIPPENDORFF, metric)
    assert alpha.value == pytest.approx(value, abs=0.0005)
    assert alpha.items == 11  # the twelfth has one rating only


@pytest.mark.parametrize(("metric", "value"), [("nominal", 0.691), ("interval", 0.811)])
def test_the_example_of_wikipedia(metric, value):
    assert krippendorff_alpha(WIKIPEDIA, metric).value == pytest.approx(value, abs=0.0005)


def test_hayes_and_krippendorff_2007_page_84():
    assert krippendorff_alpha(HAYES, "ordinal").value == pytest.approx(0.7598, abs=0.00005)


def test_krippendorff_2004_page_246():
    """Two tables with the same π; κ rewards that the annotators differ in what they prefer."""
    even = {(one, two): 9 for one in "abc" for two in "abc"} | {("a", "a"): 12, ("b", "b"): 14, ("c", "c"): 20}
    skewed = {("a", "a"): 12, ("a", "b"): 18, ("a", "c"): 18, ("b", "b"): 14, ("b", "c"): 18, ("c", "c"): 20}
    assert scott_pi(table(even)).value == pytest.approx(0.186, abs=0.001)
    assert cohen_kappa(table(even)).value == pytest.approx(0.186, abs=0.001)
    assert scott_pi(table(skewed)).value == pytest.approx(0.186, abs=0.001)
    assert cohen_kappa(table(skewed)).value == pytest.approx(0.258, abs=0.001)


def test_krippendorff_1995_digitised():
    ratings = [[any(one.holds(at) for one in units) for units in (BERTHA, BILL)] for at in range(24)]
    assert cohen_kappa(ratings).value == pytest.approx(0.385, abs=0.0005)
    assert scott_pi(ratings).value == pytest.approx(0.314, abs=0.0005)
    assert krippendorff_alpha(ratings).value == pytest.approx(0.329, abs=0.0007)


CONTINUA = {  # Krippendorff 1995, p. 57
    "A": (BERTHA, BILL),
    "B": (
        (Range(0, 18),),
        (Range(0, 2), Range(2, 3), Range(3, 4), Range(4, 5), Range(5, 6), Range(6, 9), Range(9, 10)),
    ),
    "C": (
        (Range(2, 8), Range(10, 12), Range(14, 18), Range(20, 22)),
        (Range(0, 2), Range(4, 8), Range(10, 14), Range(16, 18), Range(20, 22)),
    ),
    "D": (
        (Range(0, 2), Range(2, 10), Range(10, 14), Range(14, 20), Range(20, 24)),
        (Range(0, 4), Range(4, 8), Range(8, 15), Range(15, 17), Range(17, 24)),
    ),
}


def stretched(times):
    """The continua of Krippendorff 1995, p. 57, each unit so many times longer."""
    return [
        {name: [Range(times * start, times * end) for start, end in rows[who]] for name, rows in CONTINUA.items()}
        for who in (0, 1)
    ]


def test_krippendorff_1995_page_57():
    coarse = unitised_by_category(stretched(1), 24)
    observed = [one.observed for one in coarse.values()]
    assert observed == pytest.approx([0.03125, 2.26736, 0.02777, 0.38715], abs=0.00001)
    fine = unitised_by_category(stretched(50_000), 1_200_000)
    assert [one.expected for one in fine.values()] == pytest.approx([0.06990, 1.17731, 0.08642, 0.41445], abs=0.005)
    assert [one.value for one in fine.values()] == pytest.approx([0.553, -0.926, 0.679, 0.066], abs=0.02)


def test_krippendorff_2004_page_254():
    first = {"c": [Range(225, 295), Range(370, 400)], "k": [Range(180, 240), Range(300, 350)]}
    second = {
        "c": [Range(220, 300), Range(355, 375), Range(400, 420)],
        "k": [Range(180, 240), Range(300, 350)],
    }
    by_category = unitised_by_category([first, second], 300, 150)
    assert by_category["c"].observed == pytest.approx(0.0144, abs=0.00005)
    assert by_category["c"].expected == pytest.approx(0.0532, abs=0.00005)
    assert by_category["c"].value == pytest.approx(0.7286, abs=0.00005)
    assert by_category["k"].expected == pytest.approx(0.0490, abs=0.00005)
    assert by_category["k"].value == 1.0
    assert unitised_alpha([first, second], 300, 150).value == pytest.approx(0.8591, abs=0.0005)  # from rounded De


def test_one_unit_that_another_splits():
    """Figures of the tests of DKPro Statistics."""
    alpha = unitised_alpha([{"A": [Range(1, 9)]}, {"A": [Range(2, 3), Range(4, 5), Range(6, 7)]}], 10)
    assert alpha.observed == pytest.approx(0.91)
    assert alpha.expected == pytest.approx(0.5351, abs=0.0001)
    assert alpha.value == pytest.approx(-0.7003, abs=0.0001)


def test_one_unit_of_three_annotators_is_no_better_than_chance():
    assert unitised_alpha([{"X": [Range(0, 1)]}, {}, {}], 20).value == pytest.approx(0.0)
