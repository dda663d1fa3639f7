"""Krippendorff's unitised α: agreement on where units are, of annotators who cut one continuum each for themselves.

Krippendorff, K.: On the reliability of unitizing continuous data. Sociological Methodology 25:47–76, 1995; the
expectation as corrected in Content Analysis, 2nd ed., 2004, pp. 251–256.
"""

from __future__ import annotations

from bisect import bisect_left
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
    ordered = sorted(ranges)
    if not any(one[1] > two[0] for one, two in pairwise(ordered)):  # as nearly always
        return ordered
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
    total, at, met = 0, 0, 0  # met: how many of the second lie before the first one that no unit has overlapped
    for start, end in first:
        while at < len(second) and second[at].end <= start:
            at += 1
        near = at
        while near < len(second) and second[near].start < end:
            total += (start - second[near].start) ** 2 + (end - second[near].end) ** 2
            near += 1
        if near == at:  # the unit lies in a gap of the other annotator
            total += (end - start) ** 2
        total += sum(one.size**2 for one in second[met:at])
        met = max(met, near)
    return total + sum(one.size**2 for one in second[met:])


def _expected(rows: Sequence[Sequence[Range]], place: Range) -> float:
    """De: the mean δ² over all ways to lay the sections of all annotators beside each other.

    (2 / L)·Σ over units of ((N − 1) / 3·(2l³ − 3l² + l) + l²·Σ over gaps g with l(g) >= l of (l(g) − l + 1)), over
    m·L·(m·L − 1) − Σ l·(l − 1), with N units of this category in all.
    """
    units = [one.size for row in rows for one in row]
    gaps = sorted(size for row in rows for size in _gaps(row, place))
    above = sum((len(units) - 1) * (2 * size**3 - 3 * size**2 + size) / 3 for size in units)
    above += sum(size**2 * room for size, room in zip(units, _rooms(units, gaps), strict=True))
    everything = len(rows) * place.size
    below = everything * (everything - 1) - sum(size * (size - 1) for size in units)
    return 2 / place.size * above / below if below else 0.0


def _rooms(units: Sequence[int], gaps: Sequence[int]) -> list[int]:
    """For each unit, in how many places it fits into the gaps (the smallest first)."""
    above, whole = [0], 0  # how long the largest gaps are together, by their number
    for gap in reversed(gaps):
        whole += gap
        above.append(whole)
    fitting = [len(gaps) - bisect_left(gaps, size) for size in units]
    return [above[count] - count * (size - 1) for size, count in zip(units, fitting, strict=True)]


def _gaps(row: Sequence[Range], place: Range) -> list[int]:
    """The lengths of what lies before, between and after the units."""
    starts, ends = [*(one.start for one in row), place.end], [place.start, *(one.end for one in row)]
    return [start - end for start, end in zip(starts, ends, strict=True) if start > end]


def _checked(ranges: Sequence[Range], place: Range) -> list[Range]:
    ordered = sorted(ranges)
    for start, end in ordered:
        if not place.start <= start < end <= place.end:
            raise ValueError(f"the unit {start}–{end} is no part of {place.start}–{place.end}")
    for one, two in pairwise(ordered):
        if one[1] > two[0]:
            raise ValueError(f"the units {one.start}–{one.end} and {two.start}–{two.end} of one category overlap")
    return ordered
