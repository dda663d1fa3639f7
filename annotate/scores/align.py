"""Which span of one source answers which of another: one to one, and the same whichever source comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.model import Span
from annotate.scores.parted import Parted, distinct


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
    partner = parted.partner
    return Alignment(
        tuple(
            (span, parted.predicted[partner.get(one, one)])
            for one, span in parted.gold.items()
            if one not in parted.left or one in partner
        ),
        tuple(parted.left[one] for one in parted.missed),
        tuple(parted.right[two] for two in parted.spurious),
    )
