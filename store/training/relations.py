"""The relations of a project's gold as they are learnt from: those whose ends are, too; and what labels may join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotate.model import Relation, Span
from annotate.pipelines.lessons import TRAIN, Joined, Lesson
from annotate.scheme import RelationLabel, Scheme

Ends = dict[str, list[list[str]]]
"""For each relation label the labels of head and child that it may join, as data for JSON."""


def joined(
    relations: Iterable[Relation], spans: Sequence[Span], scheme: Scheme, left_out: Counter[str]
) -> tuple[Joined, ...]:
    """The relations between these spans, which are those of a lesson; what is left out is counted by why."""
    place, found = {span.id: at for at, span in enumerate(spans)}, list[Joined]()
    for one in relations:
        label = scheme.relation_label(one.label)
        if one.head not in place or one.child not in place:
            left_out["relations with an end that was left out"] += 1
        elif not _allowed(label, spans[place[one.head]], spans[place[one.child]]):
            left_out["relations that the scheme does not allow"] += 1
        else:
            found.append(Joined(one.label, place[one.head], place[one.child], one.decision, one.origin))
    return tuple(sorted(found, key=lambda one: (one.head, one.child, one.label)))


def _allowed(label: RelationLabel | None, head: Span, child: Span) -> bool:
    return label is not None and not label.retired and label.allows(head.label, child.label)


def legal_ends(scheme: Scheme, lessons: Iterable[Lesson]) -> Ends:
    """For each relation label that train has, in the order of the scheme, what it may join of what train has."""
    train = [one for one in lessons if one.part == TRAIN]
    used = {one.label for lesson in train for one in lesson.relations}
    spans = sorted({one.label for lesson in train for one in lesson.spans})
    return {
        label.name: [[head, child] for head in spans for child in spans if label.allows(head, child)]
        for label in scheme.relations
        if label.name in used
    }
