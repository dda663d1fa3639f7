"""Right, wrong and missed spans of one document: exact, by their boundaries only, by overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set

from annotate.model import Span
from annotate.scores.align import Alignment, aligned_by_label
from annotate.scores.counts import Counts
from annotate.scores.parted import Key, Parted, Place, key

ByLabel = dict[str, Counts]
Counting = Callable[[Iterable[Span], Iterable[Span]], ByLabel]


def exact_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if gold has one with the same label and the same fragments, all of them.

    As conlleval counts chunks (Tjong Kim Sang, E. F. and Buchholz, S.: Introduction to the CoNLL-2000 shared task,
    2000), extended to nested and discontinuous spans.
    """
    left, right = set(map(key, gold)), set(map(key, predicted))
    return _counts(Counter(label for _, label in left & right), right - left, left - right)


def exact_of(parted: Parted) -> ByLabel:
    """The same of spans that are sorted out already."""
    return _counts(parted.labels, parted.right, parted.left)


def overlap_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if it shares a code point with a gold span of its label; each counts once.

    One to one as in bratEval (Verspoor, K. et al.: Annotating the biomedical literature for the human variome.
    Database, 2013), with the best overlaps first instead of the first ones.
    """
    return counted(aligned_by_label(gold, predicted))


def overlap_of(parted: Parted) -> ByLabel:
    """The same of spans that are sorted out already: those that differ may answer each other under one label."""
    return _counts(parted.labels, parted.right, parted.left, parted.answers)


def _counts(
    right: Mapping[str, int], wrong: Iterable[Key], missed: Iterable[Key], answered: Iterable[Key] = ()
) -> ByLabel:
    """How many are right, by label, and what is only found, or only in gold; of these two, pairs that are right yet."""
    counts = {label: [count, 0, 0] for label, count in right.items()}
    for at, keys in ((1, wrong), (2, missed)):
        for _, label in keys:
            if label not in counts:
                counts[label] = [0, 0, 0]
            counts[label][at] += 1
    for _, label in answered:
        row = counts[label]
        row[0], row[1], row[2] = row[0] + 1, row[1] - 1, row[2] - 1
    return {label: Counts(*counts[label]) for label in sorted(counts)}


def counted(alignments: Mapping[str, Alignment]) -> ByLabel:
    """The counts of the alignments of each label."""
    return {label: Counts(len(one.pairs), len(one.spurious), len(one.missed)) for label, one in alignments.items()}


def boundaries(gold: Iterable[Span], predicted: Iterable[Span]) -> Counts:
    """Places that both have marked, whatever the label; a place with two labels is one place."""
    return places_of({span.fragments for span in gold}, {span.fragments for span in predicted})


def places_of(gold: Set[Place], predicted: Set[Place]) -> Counts:
    """The same of places."""
    both = len(gold & predicted)
    return Counts(both, len(predicted) - both, len(gold) - both)


def added_up(rows: Iterable[Mapping[str, Counts]]) -> ByLabel:
    """The counts by label of several documents as one, sorted by label."""
    total: dict[str, list[int]] = {}
    for row in rows:
        for label, counts in row.items():
            sums = total.setdefault(label, [0, 0, 0])
            sums[0] += counts.right
            sums[1] += counts.wrong
            sums[2] += counts.missed
    return {label: Counts(*total[label]) for label in sorted(total)}
