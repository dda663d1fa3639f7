"""Agreement of annotators who each give one category to the same items, corrected for chance.

Ratings are a table: a row for each item, in it a category for each annotator; None is missing. All coefficients are
(Ao − Ae) / (1 − Ae), which is 1 − Do / De; they differ in what is expected by chance. Where everybody uses one category
only, chance alone would give full agreement, and there is no coefficient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations
from math import fsum
from typing import Literal, cast

Ratings = Sequence[Sequence[Hashable | None]] | Mapping[tuple[Hashable | None, ...], int]
"""Rows of ratings; or how often each row occurs, which is the same and quicker where most rows are alike."""

Metric = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with what it is made of. `observed` and `expected` are agreements, from 0 to 1; of Krippendorff's
    α they are disagreements in the units of its metric. `items` is the number of items that it is of."""

    value: float | None = None
    observed: float | None = None
    expected: float | None = None
    items: int = 0


def percentage(ratings: Ratings) -> float | None:
    """The share of pairs of ratings of one item that agree, averaged over items (Fleiss 1971, P̄)."""
    rows = _paired(ratings)
    return float(_observed(rows)) if rows else None


def cohen_kappa(ratings: Ratings) -> Coefficient:
    """κ of two annotators, each with an own distribution of categories: Ae = Σ p₁(c)·p₂(c).

    Cohen, J.: A coefficient of agreement for nominal scales. Educational and Psychological Measurement
    20(1):37–46, 1960. Items that one of the two has not rated are left out.
    """
    rows = _of_two(ratings)
    first, second = Counter[Hashable](), Counter[Hashable]()
    for (one, two), times in rows.items():
        first[one] += times
        second[two] += times
    pairs = sum(count * second[category] for category, count in first.items())
    return _corrected(rows, Fraction(pairs, rows.total() ** 2) if rows else None)


def scott_pi(ratings: Ratings) -> Coefficient:
    """π of two annotators with one distribution of categories for both: Ae = Σ p(c)².

    Scott, W. A.: Reliability of content analysis: the case of nominal scale coding. Public Opinion Quarterly
    19(3):321–325, 1955. Items that one of the two has not rated are left out.
    """
    rows = _of_two(ratings)
    squares = sum(count * count for count in _margins(rows).values())
    return _corrected(rows, Fraction(squares, (2 * rows.total()) ** 2) if rows else None)


def fleiss_kappa(ratings: Ratings) -> Coefficient:
    """κ of two or more annotators, who need not be the same ones for each item: Ae = Σ p(c)².

    Fleiss, J. L.: Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5):378–382, 1971.
    Where items have different numbers of ratings, p(c) is the mean over items of the share of c, so that each item
    weighs the same (Gwet, K. L.: Handbook of Inter-Rater Reliability, 4th ed., 2014, ch. 2); items with fewer than two
    ratings are left out. With as many ratings for each item it is Fleiss's own.
    """
    rows = _paired(ratings)
    given = Counter[tuple[Hashable, int]]()  # how often each category is in a row of so many ratings
    for row, times in rows.items():
        size = len(row)
        for category in row:
            given[category, size] += times
    shares: dict[Hashable, Fraction] = {}
    for (category, size), times in given.items():
        shares[category] = shares.get(category, Fraction()) + Fraction(times, size)
    expected = sum(((share / rows.total()) ** 2 for share in shares.values()), Fraction())
    return _corrected(rows, expected if rows else None)


def krippendorff_alpha(ratings: Ratings, metric: Metric = "nominal") -> Coefficient:
    """α = 1 − Do / De over the pairs of ratings of each item, for any number of annotators and missing ratings.

    Krippendorff, K.: Content Analysis, 2nd ed., 2004, ch. 11; Computing Krippendorff's alpha-reliability, 2011.
    With the coincidences o(c, k), their margins n(c) and n = Σ n(c): Do = Σ o(c, k)·δ²(c, k) / n and
    De = Σ n(c)·n(k)·δ²(c, k) / (n·(n − 1)). δ² is 1 for different categories (nominal), (c − k)² (interval),
    ((c − k) / (c + k))² (ratio), or (Σ from c to k of n(g) − (n(c) + n(k)) / 2)² (ordinal). Interval needs numbers,
    ratio numbers from 0, ordinal things that have an order.
    """
    rows = _paired(ratings)
    margins = _margins(rows)
    total = margins.total()
    if not total:
        return Coefficient()
    if metric == "nominal":  # the same sums without a look at every two categories
        within = ((times * (len(row) ** 2 - _squares(row)), len(row) - 1) for row, times in rows.items())
        observed = fsum(above / below for above, below in within) / total
        expected = (total**2 - sum(count * count for count in margins.values())) / (total * (total - 1))
    else:
        distance = _metric(metric, margins)
        observed = fsum(times * _within(row, distance) / (len(row) - 1) for row, times in rows.items()) / total
        between = (2 * margins[one] * margins[two] * distance(one, two) for one, two in combinations(margins, 2))
        expected = fsum(between) / (total * (total - 1))
    value = 1 - observed / expected if len(margins) > 1 else None
    return Coefficient(value, observed, expected, rows.total())


def binarised(ratings: Ratings, category: Hashable) -> list[list[bool | None]]:
    """Whether each rating is `category`: a coefficient over this is the agreement on that category against the rest."""
    return [[None if one is None else one == category for one in row] for row in ratings]


_Row = tuple[Hashable, ...]


def _paired(ratings: Ratings) -> Counter[_Row]:
    """The ratings that are there, of items that have two or more; how often each row of them occurs.

    Of tokens most rows are alike, so that this is what makes a whole project quick.
    """
    rows = ratings if isinstance(ratings, Mapping) else Counter(map(tuple, ratings))
    found = Counter[_Row]()
    for row, times in rows.items():
        kept = tuple(one for one in row if one is not None)
        if len(kept) > 1:
            found[kept] += times
    return found


def _of_two(ratings: Ratings) -> Counter[_Row]:
    if any(len(row) != 2 for row in ratings):  # rows, or the keys of their counts
        raise ValueError("this coefficient is of two annotators: each item needs two ratings, None for a missing one")
    return _paired(ratings)


def _margins(rows: Counter[_Row]) -> Counter[Hashable]:
    """How often each category was given."""
    margins = Counter[Hashable]()
    for row, times in rows.items():
        for category in row:
            margins[category] += times
    return margins


def _squares(row: _Row) -> int:
    """The squares of how often each category is in a row, added up."""
    if row.count(row[0]) == len(row):  # as mostly
        return len(row) ** 2
    return sum(count * count for count in Counter(row).values())


def _observed(rows: Counter[_Row]) -> Fraction:
    """The mean over items of the share of ordered pairs of ratings that agree."""
    same = Counter[int]()  # by how many ratings there are
    for row, times in rows.items():
        same[len(row)] += times * (_squares(row) - len(row))
    return sum((Fraction(pairs, size * (size - 1)) for size, pairs in same.items()), Fraction()) / rows.total()


def _corrected(rows: Counter[_Row], expected: Fraction | None) -> Coefficient:
    """Exact fractions until the end, so that Ae = 1 is seen as such."""
    if expected is None:
        return Coefficient()
    observed = _observed(rows)
    value = None if expected == 1 else float((observed - expected) / (1 - expected))
    return Coefficient(value, float(observed), float(expected), rows.total())


def _within(row: _Row, distance: Callable[[Hashable, Hashable], float]) -> float:
    """The sum of distances over ordered pairs of ratings of one item."""
    counts = Counter(row)
    return fsum(2 * counts[one] * counts[two] * distance(one, two) for one, two in combinations(counts, 2))


def _metric(
    metric: Literal["ordinal", "interval", "ratio"], margins: Counter[Hashable]
) -> Callable[[Hashable, Hashable], float]:
    match metric:
        case "interval":
            return _interval
        case "ratio":
            return _ratio
        case "ordinal":
            return _ordinal(margins)


def _interval(one: Hashable, two: Hashable) -> float:
    if not isinstance(one, int | float) or not isinstance(two, int | float):
        raise ValueError(f"{one!r} and {two!r} are no numbers, so there is no interval between them")
    return float(one - two) ** 2


def _ratio(one: Hashable, two: Hashable) -> float:
    if not isinstance(one, int | float) or not isinstance(two, int | float) or one < 0 or two < 0:
        raise ValueError(f"{one!r} and {two!r} are no numbers from 0, so there is no ratio between them")
    return 0.0 if one == two else ((one - two) / (one + two)) ** 2


def _ordinal(margins: Counter[Hashable]) -> Callable[[Hashable, Hashable], float]:
    """Distance by ranks: how many ratings lie between the middles of two categories, squared."""
    ordered = sorted(cast("Counter[str]", margins))  # any kind of thing that has an order will do
    upto = accumulate(margins[category] for category in ordered)
    middle: dict[Hashable, float] = {
        category: end - margins[category] / 2 for category, end in zip(ordered, upto, strict=True)
    }
    return lambda one, two: (middle[one] - middle[two]) ** 2
