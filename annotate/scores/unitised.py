"""Krippendorff's unitised α: agreement on where units are, of annotators who cut one continuum each for themselves.

Krippendorff, K.: On the reliability of unitizing continuous data. Sociological Methodology 25:47–76, 1995; the
expectation as corrected in Content Analysis, 2nd ed., 2004, pp. 251–256.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.offsets import Range

Units = Mapping[str, Sequence[Range]]
"""What one annotator found: the units of each category. Those of one category must not overlap."""


@dataclass(frozen=True, slots=True)
class Unitised:
    """Observed and expected disagreement, and α = 1 − observed / expected; None where nothing is expected."""

    observed: float = 0.0
    expected: float = 0.0

    @property
    def value(self) -> float | None:
        """α: 1 for full agreement, about 0 for chance; None where nobody has a unit or nothing could differ."""
        return 1 - self.observed / self.expected if self.expected else None


def unitised_alpha(annotators: Sequence[Units], length: int, start: int = 0) -> Unitised:
    """α over all categories of a continuum of `length` from `start`: 1 − Σ Do(c) / Σ De(c)."""
    rows = unitised_by_category(annotators, length, start).values()
    return Unitised(sum(row.observed for row in rows), sum(row.expected for row in rows))


def unitised_by_category(annotators: Sequence[Units], length: int, start: int = 0) -> dict[str, Unitised]:
    """α of each category that an annotator uses, sorted by name. Raises ValueError for units that do not fit."""
    names = sorted({name for units in annotators for name, ranges in units.items() if ranges})
    place = Range(start, start + length)
    return {name: _of_category([_checked(units.get(name, ()), place) for units in annotators], place) for name in names}


def without_overlaps(ranges: Iterable[Range]) -> list[Range]:
    """The longest of the ranges that overlap, in order: units of one category must not overlap."""
    kept, near, reach = list[Range](), list[Range](), 0  # those that hang together, and how far they reach
    for one in sorted(ranges):
        if near and one[0] >= reach:
            kept += near if len(near) == 1 else _longest(near)
            near = []
        near.append(one)
        reach = one[1] if len(near) == 1 else max(reach, one[1])
    return kept + _longest(near)


def _longest(ordered: Sequence[Range]) -> list[Range]:
    kept: list[Range] = []
    for one in sorted(ordered, key=lambda one: (-one.size, one.start)):
        at = bisect_left(kept, one)
        if not any(one.overlaps(other) for other in kept[max(at - 1, 0) : at + 1]):
            kept.insert(at, one)
    return kept


def _of_category(rows: Sequence[Sequence[Range]], place: Range) -> Unitised:
    if len(rows) < 2:
        return Unitised()
    return Unitised(_observed(rows, place.size), _expected(rows, place))


def _observed(rows: Sequence[Sequence[Range]], length: int) -> float:
    """Do = Σ over ordered pairs of annotators and of their sections of δ² / (m·(m − 1)·L²)."""
    total = sum(_between(one, two) for at, one in enumerate(rows) for two in rows[:at])
    return 2 * total / (len(rows) * (len(rows) - 1) * length**2)


def _between(first: Sequence[Range], second: Sequence[Range]) -> int:
    """Σ δ² over the sections of two annotators; linear, as the units of each are in order and apart."""
    total, at, met, count = 0, 0, 0, len(second)
    for start, end in first:
        while at < count and second[at][1] <= start:
            at += 1
        near = at
        while near < count and second[near][0] < end:
            begin, stop = second[near]
            if begin != start or stop != end:
                total += (start - begin) * (start - begin) + (end - stop) * (end - stop)
            near += 1
        if near == at:  # the unit lies in a gap of the other annotator
            total += (end - start) * (end - start)
        if met < at:  # those of the second before this unit that no unit has overlapped
            total += _squares(second[met:at])
        met = max(met, near)
    return total + _squares(second[met:])


def _squares(units: Iterable[Range]) -> int:
    return sum([(end - start) * (end - start) for start, end in units])


def _expected(rows: Sequence[Sequence[Range]], place: Range) -> float:
    """De: the mean δ² over all ways to lay the sections of all annotators beside each other.

    (2 / L)·Σ over units of ((N − 1) / 3·(2l³ − 3l² + l) + l²·Σ over gaps g with l(g) >= l of (l(g) − l + 1)), over
    m·L·(m·L − 1) − Σ l·(l − 1), with N units of this category in all.
    """
    units = Counter([end - start for row in rows for start, end in row])  # few sizes, many units of each
    gaps = sorted([size for row in rows for size in _gaps(row, place)])
    above, others = 0, units.total() - 1
    for (size, count), room in zip(units.items(), _rooms(units, gaps), strict=True):
        inside = others * (2 * size**3 - 3 * size**2 + size) // 3  # which three divides
        above += count * (inside + size**2 * room)
    everything = len(rows) * place.size
    below = everything * (everything - 1) - sum(count * size * (size - 1) for size, count in units.items())
    return 2 / place.size * above / below if below else 0.0


def _rooms(units: Iterable[int], gaps: Sequence[int]) -> list[int]:
    """For units of each size, in how many places they fit into the gaps (the smallest first)."""
    above, whole = [0], 0  # how long the largest gaps are together, by their number
    for gap in reversed(gaps):
        whole += gap
        above.append(whole)
    fitting = ((size, len(gaps) - bisect_left(gaps, size)) for size in units)
    return [above[count] - count * (size - 1) for size, count in fitting]


def _gaps(row: Sequence[Range], place: Range) -> list[int]:
    """The lengths of what lies before, between and after the units."""
    starts, ends = [*(start for start, _ in row), place.end], [place.start, *(end for _, end in row)]
    return [start - end for start, end in zip(starts, ends, strict=True) if start > end]


def _checked(ranges: Sequence[Range], place: Range) -> list[Range]:
    ordered = sorted(ranges)
    low, high = place
    for start, end in ordered:
        if not low <= start < end <= high:
            raise ValueError(f"the unit {start}–{end} is no part of {place.start}–{place.end}")
    for one, two in pairwise(ordered):
        if one[1] > two[0]:
            raise ValueError(f"the units {one.start}–{one.end} and {two.start}–{two.end} of one category overlap")
    return ordered
