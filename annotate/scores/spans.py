"""Right, wrong and missed spans of one document: exact, by their boundaries only, by overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from annotate.model import Span
from annotate.scores.align import Alignment, aligned_by_label
from annotate.scores.compared import Key, Parted, key
from annotate.scores.counts import Counts

ByLabel = dict[str, Counts]
Counting = Callable[[Iterable[Span], Iterable[Span]], ByLabel]


def exact_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if gold has one with the same label and the same fragments, all of them.

    As conlleval counts chunks (Tjong Kim Sang, E. F. and Buchholz, S.: Introduction to the CoNLL-2000 shared task,
    2000), extended to nested and discontinuous spans.
    """
    left, right = set(map(key, gold)), set(map(key, predicted))
    return _counts(left & right, right - left, left - right)


def exact_of(parted: Parted) -> ByLabel:
    """The same of spans that are sorted out already."""
    return _counts(parted.same, parted.right, parted.left)


def overlap_by_label(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """A span is right if it shares a code point with a gold span of its label; each counts once.

    One to one as in bratEval (Verspoor, K. et al.: Annotating the biomedical literature for the human variome.
    Database, 2013), with the best overlaps first instead of the first ones.
    """
    return counted(aligned_by_label(gold, predicted))


def overlap_of(parted: Parted, answers: Mapping[Key, Key]) -> ByLabel:
    """The same of spans that are sorted out already, of which some that differ answer each other under one label."""
    taken = set(answers.values())
    right = (*parted.same, *answers)
    return _counts(
        right, (one for one in parted.right if one not in taken), (one for one in parted.left if one not in answers)
    )


def _counts(right: Iterable[Key], wrong: Iterable[Key], missed: Iterable[Key]) -> ByLabel:
    counts = defaultdict[str, list[int]](lambda: [0, 0, 0])
    for at, keys in enumerate((right, wrong, missed)):
        for _, label in keys:
            counts[label][at] += 1
    return {label: Counts(*counts[label]) for label in sorted(counts)}


def counted(alignments: Mapping[str, Alignment]) -> ByLabel:
    """The counts of the alignments of each label."""
    return {label: Counts(len(one.pairs), len(one.spurious), len(one.missed)) for label, one in alignments.items()}


def boundaries(gold: Iterable[Span], predicted: Iterable[Span]) -> Counts:
    """Places that both have marked, whatever the label; a place with two labels is one place."""
    return places_of(map(key, gold), map(key, predicted))


def places_of(gold: Iterable[Key], predicted: Iterable[Key]) -> Counts:
    """The same of spans by place and label."""
    left, right = {place for place, _ in gold}, {place for place, _ in predicted}
    both = len(left & right)
    return Counts(both, len(right) - both, len(left) - both)


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
