"""γ: agreement on where units are and what they are at once, by the best alignment of all annotators.

Mathet, Y., Widlöcher, A. and Métivier, J.-P.: The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement
Measure and Alignment. Computational Linguistics 41(3):437–479, 2015. What is expected by chance is drawn at random, so
that the seed and the precision belong to the result. The alignment is an integer programme, for which SciPy is needed:
the extra `gamma`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from math import ceil
from random import Random
from statistics import mean, pstdev
from typing import Any

from annotate.errors import InputError
from annotate.offsets import Range
from annotate.scores.agreement import Annotated

ALPHA, BETA, EMPTY = 3.0, 1.0, 1.0  # weights of place and of label, and what a unit without an answer costs
PRECISION, SAMPLES = 0.02, 30
_CONFIDENCE = 1.96  # of 95 %
_TIE = (
    1e-7  # what a unitary alignment costs in itself, so that of alignments equally good the one with the fewest counts
)

Unit = tuple[int, int, str]
"""Start, end and label."""
Units = Sequence[Unit]
_Chosen = tuple[int | None, ...]
"""A unitary alignment: the number of a unit of each annotator, None where it has none."""


@dataclass(frozen=True, slots=True)
class Gamma:
    """γ with all that it depends on. `observed` and `expected` are disorders, `alignments` are the unitary alignments
    of the best one, `samples` how many random continua were aligned."""

    observed: float
    expected: float
    alignments: int
    samples: int
    seed: int
    precision: float
    solver: str = ""

    @property
    def value(self) -> float | None:
        """1 for full agreement, about 0 for chance; None where nobody has a unit."""
        return 1 - self.observed / self.expected if self.expected else None


def gamma(
    documents: Sequence[Annotated],
    annotators: Sequence[str],
    *,
    seed: int = 0,
    precision: float = PRECISION,
    step: Callable[[int, int], None] = lambda _at, _count: None,
) -> Gamma:
    """γ of the annotators over the documents that all of them have looked at, joined end to end as one continuum.

    Documents are so far apart in it that no unit answers one of another document. A discontinuous span is one unit from
    its first code point to its last. Raises InputError where SciPy is missing. `step` hears of the samples.
    """
    rows, length = _continuum(documents, annotators)
    return gamma_of(rows, length, seed=seed, precision=precision, step=step)


def gamma_of(
    rows: Sequence[Units],
    length: int,
    *,
    seed: int = 0,
    precision: float = PRECISION,
    step: Callable[[int, int], None] = lambda _at, _count: None,
) -> Gamma:
    """γ of annotators who each give units of one continuum, from 0 to `length`."""
    solve, dice = _solver(), Random(seed)
    if len(rows) < 2 or not any(rows):
        return Gamma(0.0, 0.0, 0, 0, seed, precision, solve.name)
    observed, alignments = solve.disorder(rows)
    disorders, wanted = list[float](), SAMPLES
    while len(disorders) < wanted:
        step(len(disorders), wanted)
        disorders.append(solve.disorder(shuffled(rows, length, dice))[0])
        if len(disorders) == SAMPLES:  # section 5.3: as many as the variation asks for
            wanted = max(SAMPLES, ceil((pstdev(disorders) / mean(disorders) * _CONFIDENCE / precision) ** 2))
    return Gamma(observed, mean(disorders), alignments, len(disorders), seed, precision, solve.name)


def shuffled(rows: Sequence[Units], length: int, dice: Random) -> list[list[Unit]]:
    """A continuum as by chance (section 5.2): for each annotator the work of any, cut at a place and put together the
    other way round; the places are at least half a unit apart, where there is room."""
    sizes = [end - start for row in rows for start, end, _ in row]
    apart, found = sum(sizes) / len(sizes) / 2, list[list[Unit]]()
    while not any(found):
        found, cuts = list[list[Unit]](), list[int]()
        for _ in rows:
            cuts.append(_cut(length, cuts, apart, dice))
            found.append([_shifted(unit, cuts[-1], length) for unit in dice.choice(rows)])
    return found


def dissimilarity(one: Unit, two: Unit) -> float:
    """Between two units: α·(distance of their ends / both lengths)² + β where labels differ (sections 4.3 and 4.4)."""
    away = (abs(one[0] - two[0]) + abs(one[1] - two[1])) / (one[1] - one[0] + two[1] - two[0])
    return EMPTY * (ALPHA * away * away + BETA * (one[2] != two[2]))


def unitary_alignments(rows: Sequence[Units]) -> Iterator[tuple[_Chosen, float]]:
    """Those that can be part of a best alignment, with their disorders.

    One that costs more than its units cost alone cannot. They are built annotator by annotator, of units near enough.
    """
    pairs, whole = len(rows) * (len(rows) - 1) / 2, len(rows)
    near = _near(rows, pairs * EMPTY * whole)

    def grown(chosen: _Chosen, cost: float) -> Iterator[tuple[_Chosen, float]]:
        """`cost` is that of pairs of units; each pair with nothing in it costs EMPTY."""
        if len(chosen) == whole:
            units = sum(one is not None for one in chosen)
            disorder = (cost + EMPTY * (pairs - units * (units - 1) / 2)) / pairs
            if units and disorder <= units * EMPTY + 1e-9:
                yield chosen, disorder
            return
        yield from grown((*chosen, None), cost)
        there = [(at, one) for at, one in enumerate(chosen) if one is not None]
        row = len(chosen)
        for unit in _candidates(near, there, row, len(rows[row])):
            more = sum(near[at, one, row][unit] for at, one in there)
            if cost + more <= pairs * EMPTY * whole:
                yield from grown((*chosen, unit), cost + more)

    return grown((), 0.0)


_Near = Mapping[tuple[int, int, int], Mapping[int, float]]
"""By an annotator, its unit and another annotator: units of that one, with their dissimilarity."""


def _near(rows: Sequence[Units], most: float) -> _Near:
    found: dict[tuple[int, int, int], dict[int, float]] = {}
    longest = max((end - start for row in rows for start, end, _ in row), default=0)
    reach = 2 * longest * (1 + most)  # farther away, the place alone costs more
    for first, second in combinations(range(len(rows)), 2):
        others = sorted((unit, at) for at, unit in enumerate(rows[second]))
        begin = 0
        for one, unit in sorted(enumerate(rows[first]), key=lambda pair: pair[1]):
            here = found.setdefault((first, one, second), {})
            while begin < len(others) and others[begin][0][0] < unit[0] - reach:
                begin += 1
            at = begin
            while at < len(others) and others[at][0][0] <= unit[0] + reach:
                cost = dissimilarity(unit, others[at][0])
                if cost <= most:
                    here[others[at][1]] = cost
                at += 1
    return found


def _candidates(near: _Near, there: Sequence[tuple[int, int]], row: int, count: int) -> Iterable[int]:
    if not there:
        return range(count)
    first, *others = (near[at, one, row] for at, one in there)
    return [unit for unit in first if all(unit in other for other in others)]


def _continuum(documents: Sequence[Annotated], annotators: Sequence[str]) -> tuple[list[list[Unit]], int]:
    sides = [(one.length, [one.sides.get(name) for name in annotators]) for one in documents]
    all_of = [(length, [side.spans for side in some if side is not None]) for length, some in sides]
    whole = [(length, some) for length, some in all_of if len(some) == len(annotators)]
    gap = max((span.range.size for _, some in whole for spans in some for span in spans), default=0)
    rows, start = [list[Unit]() for _ in annotators], 0
    for length, some in whole:
        for row, spans in zip(rows, some, strict=True):
            row.extend(sorted({(start + span.start, start + span.end, span.label) for span in spans}))
        start += length + gap
    return rows, max(start - gap, 0)


def _shifted(unit: Unit, cut: int, length: int) -> Unit:
    start, end, label = unit
    by = cut if start + cut <= length else cut - length
    return start + by, end + by, label


def _cut(length: int, others: Sequence[int], apart: float, dice: Random) -> int:
    """A random place away from the others, anywhere where there is no such place."""
    free, at = list[Range](), 0.0
    for one in sorted(others):
        if one - apart > at:
            free.append(Range(int(at), int(one - apart)))
        at = max(at, one + apart)
    free += [Range(int(at), length)] if at < length else []
    sizes = [one.size for one in free]
    if not sum(sizes):
        return dice.randrange(max(length, 1))
    chosen = dice.choices(free, weights=sizes)[0]
    return dice.randrange(chosen.start, chosen.end)


@dataclass(frozen=True, slots=True)
class _Solver:
    """HiGHS, as it comes with SciPy."""

    optimize: Any
    sparse: Any
    name: str

    def disorder(self, rows: Sequence[Units]) -> tuple[float, int]:
        """The disorder of the best alignment of a continuum, for each unit that an annotator has on average; and of
        how many unitary alignments it is made."""
        starts = [sum(map(len, rows[:at])) for at in range(len(rows))]
        costs, of_unit, of_choice = list[float](), list[int](), list[int]()
        for chosen, cost in unitary_alignments(rows):
            for at, unit in enumerate(chosen):
                if unit is not None:
                    of_unit.append(starts[at] + unit)
                    of_choice.append(len(costs))
            costs.append(cost)
        units = sum(map(len, rows))
        table = self.sparse.csr_array(([1.0] * len(of_unit), (of_unit, of_choice)), shape=(units, len(costs)))
        once = self.optimize.LinearConstraint(table, 1, 1)  # every unit is in one unitary alignment
        fewest = [cost + _TIE for cost in costs]
        found = self.optimize.milp(fewest, constraints=once, integrality=[1] * len(costs), bounds=(0, 1))
        if found.x is None:
            raise InputError(f"no alignment of {units:,} units was found: {found.message}")
        taken = [cost for cost, share in zip(costs, found.x, strict=True) if share > 0.5]
        return sum(taken) / (units / len(rows)), len(taken)


def _solver() -> _Solver:
    try:
        optimize, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
    except ImportError as missing:
        raise InputError("γ needs SciPy, which is not installed: pip install 'gilder[gamma]'") from missing
    return _Solver(optimize, sparse, f"HiGHS of SciPy {import_module('scipy').__version__}")
