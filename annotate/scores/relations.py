"""Right, wrong and missed relations of one document: a relation is right only where both its ends are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Set
from typing import Literal

from annotate.scores.align import answers_under_label
from annotate.scores.compared import Compared, Key, Side, Triple
from annotate.scores.counts import Counts
from annotate.scores.spans import ByLabel

Ends = Literal["exact", "overlap"]


def relations_by_label(compared: Compared, ends: Ends = "exact", answers: Mapping[Key, Key] | None = None) -> ByLabel:
    """A relation is right if gold has one of the same label and direction between the same spans.

    With `exact` ends are the same by place and label (Relation Extraction “strict”: Taillé, B. et al.: Let's stop
    incorrect comparisons in end-to-end relation extraction! 2020); with `overlap` if they answer each other one to one
    as in `overlap_by_label` (bratEval: Verspoor, K. et al., 2013): `answers` are those of spans that differ, where they
    are known already.
    """
    gold, found = triples(compared.gold), triples(compared.predicted)
    same = gold & found
    if ends == "exact" or len(same) == len(gold):
        return _counted(same, found, gold)
    known = answers_under_label(compared.parted) if answers is None else answers
    there = compared.predicted.distinct
    moved = {one for one in gold - same if _moved(one, known, there) in found}
    return _counted(same | moved, found, gold)


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
    hits, predicted, there = (Counter(label for label, _, _ in one) for one in (right, found, gold))
    labels = sorted({*predicted, *there})
    return {one: Counts(hits[one], predicted[one] - hits[one], there[one] - hits[one]) for one in labels}
