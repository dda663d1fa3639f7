"""Which suggestion stands for which gold span, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from annotate.model import Span
from annotate.state import AnnotationState
from benchmarks.review.tasks import Placed, Task

Kind = Literal["right", "label", "end", "both", "spurious", "missed"]


def kind_of(gold: Placed | None, proposed: Placed) -> Kind:
    """What a suggestion is beside the gold span that it stands for."""
    if gold is None:
        return "spurious"
    if gold == proposed:
        return "right"
    return "label" if gold[:2] == proposed[:2] else "end" if gold[2] == proposed[2] else "both"


def pairs(proposed: list[tuple[str, Placed]], gold: frozenset[Placed]) -> dict[str, Placed]:
    """The gold span for each suggestion (by id) that overlaps one: each gold span at most once, the nearest first."""

    def far(one: Placed, other: Placed) -> tuple[int, int]:
        return (one[2] != other[2]) + 2 * (one[:2] != other[:2]), abs(one[0] - other[0]) + abs(one[1] - other[1])

    near = sorted(
        (far(place, wanted), place, wanted, suggestion)
        for suggestion, place in proposed
        for wanted in gold
        if place[0] < wanted[1] and wanted[0] < place[1]
    )
    found, taken = dict[str, Placed](), set[Placed]()
    for _, _, wanted, suggestion in near:
        if suggestion not in found and wanted not in taken:
            found[suggestion] = wanted
            taken.add(wanted)
    return found


def kinds_of(task: Task) -> Mapping[Placed, Kind]:
    """What was suggested for each gold span of a document; not in it is what was missed."""
    proposed = {str(at): (one.start, one.end, one.label) for at, one in enumerate(task.suggestions.spans)}
    found = pairs(list(proposed.items()), task.spans)
    return {gold: kind_of(gold, proposed[one]) for one, gold in found.items()}


def placed(span: Span) -> Placed:
    """A span as the gold writes it."""
    return span.start, span.end, span.label


def same_spans(state: AnnotationState, gold: frozenset[Placed]) -> bool:
    """Whether the spans of a document are the gold, each of them once."""
    found = [placed(span) for span in state.index]
    return set(found) == gold and len(found) == len(gold)
