"""Which span of one source answers which of another: one to one, and the same whichever source comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.model import Span
from annotate.scores.compared import Key, Parted, distinct


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
    return alignment_of(Parted.of(distinct(gold), distinct(predicted)))


def aligned_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> dict[str, Alignment]:
    """The alignment of the spans of each label by themselves."""
    left, right = defaultdict[str, list[Span]](list), defaultdict[str, list[Span]](list)
    for spans, sorted_out in ((gold, left), (predicted, right)):
        for span in spans:
            sorted_out[span.label].append(span)
    return {label: aligned(left[label], right[label]) for label in sorted({*left, *right})}


def alignment_of(parted: Parted) -> Alignment:
    """As `aligned`, of spans that are sorted out already."""
    partner = matched(parted.overlaps)
    taken = set(partner.values())
    return Alignment(
        tuple(
            (span, parted.predicted[partner.get(one, one)])
            for one, span in parted.gold.items()
            if one not in parted.left or one in partner
        ),
        tuple(span for one, span in parted.left.items() if one not in partner),
        tuple(span for two, span in parted.right.items() if two not in taken),
    )


def matched(overlaps: Iterable[tuple[Key, Key, int]]) -> dict[Key, Key]:
    """Of spans that differ and overlap, by so many code points, the predicted one that answers a gold one."""
    partner, taken = dict[Key, Key](), set[Key]()
    for _, one, two in sorted((_rank(one, two, count), one, two) for one, two, count in overlaps):
        if one not in partner and two not in taken:
            partner[one] = two
            taken.add(two)
    return partner


def answers_under_label(parted: Parted) -> dict[Key, Key]:
    """The spans that differ which answer each other under the same label, as `aligned_by_label` pairs them; what is the
    same in both answers itself."""
    return matched(overlap for overlap in parted.overlaps if overlap[0][1] == overlap[1][1])


def _rank(one: Key, two: Key, count: int) -> tuple[int, int, list[Key]]:
    """How well two spans that differ fit, the best first; it does not depend on which of the two is gold."""
    stage = 1 if one[0] == two[0] else 2 if one[1] == two[1] else 3
    return stage, -count, sorted((one, two))
