"""Right, wrong and missed spans of one document: exact, by their boundaries only, by overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from annotate.model import Span
from annotate.scores.align import Alignment, aligned_by_label
from annotate.scores.compared import key
from annotate.scores.counts import Counts

ByLabel = dict[str, Counts]
Counting = Callable[[Iterable[Span], Iterable[Span]], ByLabel]


def exact_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if gold has one with the same label and the same fragments, all of them.

    As conlleval counts chunks (Tjong Kim Sang, E. F. and Buchholz, S.: Introduction to the CoNLL-2000 shared task,
    2000), extended to nested and discontinuous spans.
    """
    left, right = set(map(key, gold)), set(map(key, predicted))
    labels = sorted({label for _, label in left | right})
    counts = {label: [0, 0, 0] for label in labels}
    for at, keys in enumerate((left & right, right - left, left - right)):
        for _, label in keys:
            counts[label][at] += 1
    return {label: Counts(*row) for label, row in counts.items()}


def overlap_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if it shares a code point with a gold span of its label; each counts once.

    One to one as in bratEval (Verspoor, K. et al.: Annotating the biomedical literature for the human variome.
    Database, 2013), with the best overlaps first instead of the first ones.
    """
    return counted(aligned_by_label(gold, predicted))


def counted(alignments: Mapping[str, Alignment]) -> ByLabel:
    """The counts of the alignments of each label."""
    return {label: Counts(len(one.pairs), len(one.spurious), len(one.missed)) for label, one in alignments.items()}


def boundaries(gold: Iterable[Span], predicted: Iterable[Span]) -> Counts:
    """Places that both have marked, whatever the label; a place with two labels is one place."""
    left, right = {span.fragments for span in gold}, {span.fragments for span in predicted}
    return Counts(len(left & right), len(right - left), len(left - right))


def added_up(rows: Iterable[Mapping[str, Counts]]) -> ByLabel:
    """The counts by label of several documents as one, sorted by label."""
    total: ByLabel = {}
    for row in rows:
        for label, counts in row.items():
            total[label] = total.get(label, Counts()) + counts
    return dict(sorted(total.items()))
