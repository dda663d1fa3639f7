"""The cases that each number of a table of scores is made of, so that a cell can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from annotate.model import Relation, Span
from annotate.scores.align import Alignment, aligned_by_label, alignment_of
from annotate.scores.compared import Compared
from annotate.scores.counts import Counts
from annotate.scores.muc import Muc
from annotate.scores.parted import Key
from annotate.scores.relations import answer
from annotate.scores.values import WHOLE, at_same_spans, values_by_field

Criterion = Literal["exact", "boundaries", "partial", "type", "overlap"]
CRITERIA: tuple[Criterion, ...] = ("exact", "boundaries", "partial", "type", "overlap")
Column = Literal["right", "half", "wrong", "missed", "gold", "found", "any"]


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one row: how many are right, half right, found and wrong, not found; and the three shares.

    What is found in place of something else is both wrong and missed. None is undefined.
    """

    right: int = 0
    half: int = 0
    wrong: int = 0
    missed: int = 0
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None

    @classmethod
    def of(cls, counts: Counts | Muc) -> Tally:
        """Counts of either sort as one row."""
        shares = counts.precision, counts.recall, counts.f1
        if isinstance(counts, Counts):
            return cls(counts.right, 0, counts.wrong, counts.missed, *shares)
        wrong, missed = counts.incorrect + counts.spurious, counts.incorrect + counts.missed
        return cls(counts.correct, counts.partial, wrong, missed, *shares)

    @property
    def gold(self) -> int:
        """How many there are in the gold."""
        return self.right + self.half + self.missed

    @property
    def found(self) -> int:
        """How many were found, right or wrong."""
        return self.right + self.half + self.wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """A span or relation of gold, of the other source, or one of each that belong together; and in which row of the
    table, a label or a field of values, it counts as what."""

    document: str  # id
    gold: Span | Relation | None
    predicted: Span | Relation | None
    right: str | None = None
    half: str | None = None
    wrong: str | None = None
    missed: str | None = None

    def counted(self, row: str | None, column: Column) -> bool:
        """Whether it is one of those that a cell counts; no `row` is all rows together."""
        return any(at is not None and (row is None or at == row) for at in self._places(column))

    def _places(self, column: Column) -> tuple[str | None, ...]:
        match column:
            case "right":
                return (self.right,)
            case "half":
                return (self.half,)
            case "wrong":
                return (self.wrong,)
            case "missed":
                return (self.missed,)
            case "gold":
                return (self.right, self.half, self.missed)
            case "found":
                return (self.right, self.half, self.wrong)
            case "any":
                return (self.right, self.half, self.wrong, self.missed)


def judged_spans(compared: Compared, criterion: Criterion = "exact") -> list[Judged]:
    """The spans of a document under a criterion: those of `Scored.exact`, `muc` and `overlap`, in the order of gold."""
    if criterion == "overlap":
        alignments = aligned_by_label(compared.gold.spans, compared.predicted.spans)
        return [one for each in alignments.values() for one in _judged(compared.document, each, criterion)]
    return list(_judged(compared.document, alignment_of(compared.parted), criterion))


def judged_relations(compared: Compared, *, overlap: bool = False) -> list[Judged]:
    """The relations of a document, as `relations_by_label` counts them."""
    gold, here = compared.gold.triples, compared.document
    found: Mapping[_Triple, Relation] = {**compared.predicted.triples}
    answers: Mapping[Key, Key] = compared.parted.answers if overlap else {}
    there = compared.predicted.distinct
    cases, used = list[Judged](), set[_Triple]()
    for triple, relation in gold.items():
        label, head, child = triple
        other = (label, answer(head, answers, there), answer(child, answers, there)) if overlap else triple
        answered = found.get(other)
        if answered is not None:
            used.add(other)
            cases.append(Judged(here, relation, answered, right=label))
        else:
            cases.append(Judged(here, relation, None, missed=label))
    return [*cases, *(Judged(here, None, one, wrong=one.label) for at, one in found.items() if at not in used)]


def judged_values(compared: Compared) -> list[Judged]:
    """The fields of values at spans that both have, as `values_by_field` counts them; a row is a field."""
    pairs = zip(*at_same_spans(compared.gold.spans, compared.predicted.spans), strict=True)
    return [one for gold, found in pairs for one in _fields(compared.document, gold, found)]


def whole_value(by_field: Mapping[str, Counts]) -> Counts:
    """Of values by field those that are right in all their fields."""
    return by_field.get(WHOLE, Counts())


_Triple = tuple[str, Key | None, Key | None]
"""Label, head and child; an end is None where the other source has nothing that answers it."""


def _judged(document: str, alignment: Alignment, criterion: Criterion) -> Iterator[Judged]:
    for gold, found in alignment.pairs:
        yield _pair(document, gold, found, criterion)
    yield from (Judged(document, one, None, missed=one.label) for one in alignment.missed)
    yield from (Judged(document, None, one, wrong=one.label) for one in alignment.spurious)


def _pair(document: str, gold: Span, found: Span, criterion: Criterion) -> Judged:
    """SemEval's criteria count a wrong pair under the gold label, exact counts each side under its own."""
    place, label = gold.fragments == found.fragments, gold.label == found.label
    right = {
        "exact": place and label, "boundaries": place, "partial": place, "type": label, "overlap": True,
    }[criterion]  # fmt: skip
    if right:
        return Judged(document, gold, found, right=gold.label)
    if criterion == "partial":
        return Judged(document, gold, found, half=gold.label)
    wrong = found.label if criterion == "exact" else gold.label
    return Judged(document, gold, found, wrong=wrong, missed=gold.label)


def _fields(document: str, gold: Span, found: Span) -> Iterator[Judged]:
    for name, counts in values_by_field([gold], [found]).items():
        if counts.right:
            yield Judged(document, gold, found, right=name)
        elif counts.wrong or counts.missed:
            wrong, missed = name if counts.wrong else None, name if counts.missed else None
            yield Judged(document, gold, found, wrong=wrong, missed=missed)
