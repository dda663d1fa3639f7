"""Scores of a trained pipeline, as data: all labels, each label, and apart those on documents annotated blind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.model import Span, surface
from annotate.pipelines.lessons import Lesson, Marked
from annotate.scores.compared import Compared, Side
from annotate.scores.counts import Counts, micro
from annotate.scores.evaluation import Evaluation, Scored, evaluation, scored
from annotate.scores.resampling import f1_interval
from annotate.scores.spans import ByLabel, added_up
from annotate.scores.told import counts_data


def compared(lesson: Lesson, found: Iterable[Marked]) -> Compared:
    """Gold beside what a pipeline found in a document."""
    return Compared(lesson.document, _side(lesson, lesson.spans), _side(lesson, found))


def scored_lessons(pairs: Iterable[tuple[Lesson, Sequence[Marked]]]) -> list[Scored]:
    """The counts of each document."""
    return [scored(compared(lesson, found)) for lesson, found in pairs]


def scores_data(rows: Sequence[Scored], *, seed: int) -> dict[str, Any]:
    """Strict scores (place and label) of all labels and of each, with intervals over documents drawn at random."""
    found: Evaluation = evaluation(rows, seed=seed, rounds=1000)
    return {
        "documents": len(rows),
        **_row(found.total, [one.total for one in rows], seed),
        "by_label": {
            label: _row(counts, [one.exact.get(label, Counts()) for one in rows], seed)
            for label, counts in found.exact.items()
        },
    }


def relations_data(rows: Sequence[ByLabel], *, seed: int) -> dict[str, Any]:
    """Scores of relations between gold spans (label, direction and both ends), by the counts of each document."""
    by_label = added_up(rows)
    return {
        "documents": len(rows),
        **_row(micro(by_label.values()), [micro(one.values()) for one in rows], seed),
        "by_label": {
            label: _row(counts, [one.get(label, Counts()) for one in rows], seed) for label, counts in by_label.items()
        },
    }


def blind_data(rows: Sequence[Scored], lessons: Mapping[str, Lesson], *, seed: int) -> dict[str, Any]:
    """The scores on documents that were annotated blind, and on the others; empty where there are none of one kind."""
    blind = [one for one in rows if lessons[one.document].blind]
    if not blind or len(blind) == len(rows):
        return {}
    others = [one for one in rows if not lessons[one.document].blind]
    return {"blind": scores_data(blind, seed=seed), "assisted": scores_data(others, seed=seed)}


def _row(counts: Counts, documents: Sequence[Counts], seed: int) -> dict[str, Any]:
    found = f1_interval(documents, seed=seed)
    return counts_data(counts) | {"interval": None if found is None else [found.low, found.high]}


def _side(lesson: Lesson, marked: Iterable[Marked]) -> Side:
    return Side(
        tuple(
            Span(str(at), one.label, one.fragments, surface(lesson.text, one.fragments))
            for at, one in enumerate(marked)
        )
    )
