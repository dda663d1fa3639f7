"""Everything that there is to say of one source against gold, from the same alignments, over many documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotate.scores import muc as muc_counts
from annotate.scores.compared import Compared
from annotate.scores.confusion import Confusion, confusion_of
from annotate.scores.counts import Counts, micro
from annotate.scores.disagreements import (
    Disagreement,
    RelationDisagreement,
    disagreements,
    relation_disagreements,
)
from annotate.scores.muc import ByCriterion, Outcomes, judged, outcomes_added_up, outcomes_of
from annotate.scores.relations import relations_by_label
from annotate.scores.resampling import Interval, f1_interval
from annotate.scores.spans import ByLabel, added_up, exact_of, overlap_of, places_of
from annotate.scores.values import values_at_same

SEED = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """The counts of one document, which add up to those of many."""

    document: str  # id
    exact: ByLabel
    boundaries: Counts
    overlap: ByLabel
    outcomes: Mapping[str, Outcomes]  # by gold label; spurious spans by their own
    relations: ByLabel  # ends the same by place and label
    relations_overlap: ByLabel
    values: ByLabel  # by field, of spans that both have
    confusion: Confusion

    @property
    def muc(self) -> dict[str, ByCriterion]:
        """The counts under the criteria of SemEval-2013, by the label of gold."""
        return {label: judged(one) for label, one in self.outcomes.items()}

    @property
    def total(self) -> Counts:
        """Exact counts of all labels."""
        return micro(self.exact.values())


@dataclass(frozen=True)
class Evaluation:
    """The counts of all documents; `documents` has those of each. Labels are sorted."""

    documents: tuple[Scored, ...] = ()
    exact: ByLabel = field(default_factory=dict[str, Counts])
    boundaries: Counts = field(default_factory=Counts)
    overlap: ByLabel = field(default_factory=dict[str, Counts])
    muc: Mapping[str, ByCriterion] = field(default_factory=dict[str, ByCriterion])
    relations: ByLabel = field(default_factory=dict[str, Counts])
    relations_overlap: ByLabel = field(default_factory=dict[str, Counts])
    values: ByLabel = field(default_factory=dict[str, Counts])
    interval: Interval | None = None  # of the exact micro F1

    @property
    def total(self) -> Counts:
        """Exact counts of all labels: the micro average."""
        return micro(self.exact.values())

    @property
    def criteria(self) -> ByCriterion:
        """The counts of all labels under each criterion of SemEval-2013."""
        return muc_counts.added_up(self.muc.values())

    @property
    def same_place(self) -> Counts:
        """Labels given boundaries: of places that both have marked, those with the same label; the others are both
        wrong and missed."""
        right = sum(one.right for one in self.exact.values())
        other = self.boundaries.right - right
        return Counts(right, max(other, 0), max(other, 0))

    @property
    def confusion(self) -> Confusion:
        """Which label stands where gold has which other, overlaps included."""
        found: Confusion = Counter()
        for one in self.documents:
            found.update(one.confusion)
        return found


def scored(compared: Compared) -> Scored:
    """One document of a source against gold."""
    parted = compared.parted
    return Scored(
        compared.document,
        exact_of(parted),
        places_of(compared.gold.places, compared.predicted.places),
        overlap_of(parted),
        outcomes_of(parted),
        relations_by_label(compared),
        relations_by_label(compared, "overlap"),
        values_at_same(compared),
        confusion_of(parted),
    )


def evaluation(documents: Iterable[Scored], *, seed: int = SEED, rounds: int = 1000) -> Evaluation:
    """The counts of documents added up, with a bootstrap interval of exact micro F1 over documents."""
    rows = tuple(documents)
    return Evaluation(
        rows,
        added_up(row.exact for row in rows),
        micro(row.boundaries for row in rows),
        added_up(row.overlap for row in rows),
        outcomes_added_up(row.outcomes for row in rows),
        added_up(row.relations for row in rows),
        added_up(row.relations_overlap for row in rows),
        added_up(row.values for row in rows),
        f1_interval([row.total for row in rows], seed=seed, rounds=rounds) if rounds else None,
    )


def evaluate(compared: Iterable[Compared], *, seed: int = SEED, rounds: int = 1000) -> Evaluation:
    """A source against gold over documents that both have looked at."""
    return evaluation(map(scored, compared), seed=seed, rounds=rounds)


def grouped(
    evaluated: Evaluation, group: Callable[[str], str], *, seed: int = SEED, rounds: int = 0
) -> dict[str, Evaluation]:
    """The same by groups of documents (their status, say), sorted; `group` gives that of a document's id."""
    names = {one.document: group(one.document) for one in evaluated.documents}
    return {
        name: evaluation((one for one in evaluated.documents if names[one.document] == name), seed=seed, rounds=rounds)
        for name in sorted(set(names.values()))
    }


def cases_of(
    compared: Iterable[Compared],
) -> tuple[list[Disagreement], list[RelationDisagreement]]:
    """All that two sources disagree on over documents, in the order of documents and text."""
    spans: list[Disagreement] = []
    relations: list[RelationDisagreement] = []
    for one in compared:
        spans += disagreements(one)
        relations += relation_disagreements(one)
    return spans, relations
