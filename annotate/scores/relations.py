"""Right, wrong and missed relations of one document: a relation is right only where both its ends are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from annotate.scores.align import Alignment, aligned_by_label
from annotate.scores.compared import Compared, Key, Side, key
from annotate.scores.counts import Counts
from annotate.scores.spans import ByLabel

Ends = Literal["exact", "overlap"]
Triple = tuple[str, Key, Key]
"""Label, head and child."""


def relations_by_label(
    compared: Compared, ends: Ends = "exact", alignments: Mapping[str, Alignment] | None = None
) -> ByLabel:
    """A relation is right if gold has one of the same label and direction between the same spans.

    With `exact` ends are the same by place and label (Relation Extraction “strict”: Taillé, B. et al.: Let's stop
    incorrect comparisons in end-to-end relation extraction! 2020); with `overlap` if they answer each other one to one
    as in `overlap_by_label` (bratEval: Verspoor, K. et al., 2013): `alignments` are those of each label, where they are
    known already.
    """
    gold, found = triples(compared.gold), triples(compared.predicted)
    if ends == "exact":
        return _counted(gold & found, found, gold)
    answers = _answers(
        aligned_by_label(compared.gold.spans, compared.predicted.spans) if alignments is None else alignments
    )
    return _counted({one for one in gold if _moved(one, answers) in found}, found, gold)


def triples(side: Side) -> set[Triple]:
    """The relations of a source as label, head and child; a relation that is there twice is one."""
    spans = side.by_id
    return {(one.label, key(spans[one.head]), key(spans[one.child])) for one in side.relations}


def _answers(alignments: Mapping[str, Alignment]) -> dict[Key, Key]:
    """The predicted span that answers each gold span under the same label."""
    return {key(one): key(two) for alignment in alignments.values() for one, two in alignment.pairs}


def _moved(triple: Triple, answers: dict[Key, Key]) -> tuple[str, Key | None, Key | None]:
    label, head, child = triple
    return label, answers.get(head), answers.get(child)


def _counted(right: set[Triple], found: set[Triple], gold: set[Triple]) -> ByLabel:
    hits, predicted, there = (Counter(label for label, _, _ in one) for one in (right, found, gold))
    labels = sorted({*predicted, *there})
    return {one: Counts(hits[one], predicted[one] - hits[one], there[one] - hits[one]) for one in labels}
