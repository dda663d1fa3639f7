"""Which label stands where gold has which other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotate.scores.align import Alignment
from annotate.scores.parted import Parted

Confusion = Counter[tuple[str | None, str | None]]
"""How often a gold label (or None: nothing there) met a predicted one (or None: nothing found)."""


def confusion(alignments: Iterable[Alignment], *, same_place: bool = False) -> Confusion:
    """The labels of aligned spans over documents; with `same_place` what overlaps only counts as not found.

    Row sums are the gold spans of each label, column sums the predicted ones.
    """
    found: Confusion = Counter()
    for alignment in alignments:
        for gold, predicted in alignment.pairs:
            if same_place and gold.fragments != predicted.fragments:
                found.update([(gold.label, None), (None, predicted.label)])
            else:
                found[gold.label, predicted.label] += 1
        for span in alignment.missed:
            found[span.label, None] += 1
        for span in alignment.spurious:
            found[None, span.label] += 1
    return found


def confusion_of(parted: Parted) -> Confusion:
    """The same of one document's spans that are sorted out already."""
    found: Confusion = Counter({(label, label): count for label, count in parted.labels.items()})
    for (_, gold), (_, predicted) in parted.partner.items():
        found[gold, predicted] += 1
    for _, label in parted.missed:
        found[label, None] += 1
    for _, label in parted.spurious:
        found[None, label] += 1
    return found


def labels_of(found: Confusion) -> list[str]:
    """The labels on either side, sorted: rows and columns of the table."""
    return sorted({label for pair in found for label in pair if label is not None})
