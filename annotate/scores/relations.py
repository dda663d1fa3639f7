"""Right, wrong and missed relations of one document: a relation is right only where both its ends are."""

from __future__ import annotations

from collections.abc import Container, Mapping, Set
from typing import Literal

from annotate.scores.compared import Compared, Side, Triple
from annotate.scores.counts import Counts
from annotate.scores.parted import Key
from annotate.scores.spans import ByLabel

Ends = Literal["exact", "overlap"]


def relations_by_label(compared: Compared, ends: Ends = "exact") -> ByLabel:
    """A relation is right if gold has one of the same label and direction between the same spans.

    With `exact` ends are the same by place and label (Relation Extraction “strict”: Taillé, B. et al.: Let's stop
    incorrect comparisons in end-to-end relation extraction! 2020); with `overlap` if they answer each other one to one
    as in `overlap_by_label` (bratEval: Verspoor, K. et al., 2013).
    """
    gold, found = compared.gold.arcs, compared.predicted.arcs
    same = gold & found
    if ends == "overlap" and len(same) < len(gold):
        known, there = compared.parted.answers, compared.predicted.distinct
        same |= {one for one in gold - same if _moved(one, known, there) in found}
    return _counted(same, found, gold)


def triples(side: Side) -> Set[Triple]:
    """The relations of a source as label, head and child; a relation that is there twice is one."""
    return side.triples.keys()


def answer(end: Key, answers: Mapping[Key, Key], there: Container[Key]) -> Key | None:
    """What answers an end: itself where it is there, too, or else one that overlaps it."""
    return end if end in there else answers.get(end)


def _moved(triple: Triple, answers: Mapping[Key, Key], there: Container[Key]) -> tuple[str, Key | None, Key | None]:
    label, head, child = triple
    return label, answer(head, answers, there), answer(child, answers, there)


def _counted(right: Set[Triple], found: Set[Triple], gold: Set[Triple]) -> ByLabel:
    counts = dict[str, list[int]]()
    for at, some in enumerate((right, found, gold)):
        for label, _, _ in some:
            if label not in counts:
                counts[label] = [0, 0, 0]
            counts[label][at] += 1
    sums = ((label, counts[label]) for label in sorted(counts))
    return {label: Counts(hits, predicted - hits, there - hits) for label, (hits, predicted, there) in sums}
