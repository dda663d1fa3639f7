"""Which span of one source answers which of another: one to one, and the same whichever source comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.model import Span
from annotate.scores.compared import Key, distinct, key, overlapping


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of gold and predicted spans that belong together, gold without an answer, predictions that answer none."""

    pairs: tuple[tuple[Span, Span], ...] = ()
    missed: tuple[Span, ...] = ()
    spurious: tuple[Span, ...] = ()


def aligned(gold: Iterable[Span], predicted: Iterable[Span]) -> Alignment:
    """First what is the same, then the same place, then overlaps under one label, then other overlaps; larger first.

    The task definitions (MUC-5, Chinchor and Sundheim 1993; SemEval-2013 Task 9.1, Segura-Bedmar et al. 2013) leave
    open which overlap counts where several do. Taking them in this order makes the result independent of the order of
    the spans.
    """
    left, right = distinct(gold), distinct(predicted)
    partner = {one: one for one in left if one in right}  # most are the same, and nothing comes before that
    taken = set(partner)
    candidates = sorted(
        (_rank(one, two, count), one, two) for one, two, count in _overlaps(_others(left, taken), _others(right, taken))
    )
    for _, one, two in candidates:
        if one not in partner and two not in taken:
            partner[one] = two
            taken.add(two)
    return Alignment(
        tuple((span, right[partner[one]]) for one, span in left.items() if one in partner),
        tuple(span for one, span in left.items() if one not in partner),
        tuple(span for two, span in right.items() if two not in taken),
    )


def aligned_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> dict[str, Alignment]:
    """The alignment of the spans of each label by themselves."""
    left, right = defaultdict[str, list[Span]](list), defaultdict[str, list[Span]](list)
    for spans, sorted_out in ((gold, left), (predicted, right)):
        for span in spans:
            sorted_out[span.label].append(span)
    return {label: aligned(left[label], right[label]) for label in sorted({*left, *right})}


def _others(spans: dict[Key, Span], taken: set[Key]) -> dict[Key, Span]:
    return {one: span for one, span in spans.items() if one not in taken}


def _overlaps(left: dict[Key, Span], right: dict[Key, Span]) -> list[tuple[Key, Key, int]]:
    return [(key(one), key(two), count) for one, two, count in overlapping(left.values(), right.values())]


def _rank(one: Key, two: Key, count: int) -> tuple[int, int, list[Key]]:
    """How well two spans that differ fit, the best first; it does not depend on which of the two is gold."""
    stage = 1 if one[0] == two[0] else 2 if one[1] == two[1] else 3
    return stage, -count, sorted((one, two))
