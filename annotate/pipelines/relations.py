"""A scorer of relations from a project's gold: what there is to learn, the fit, and from which score on it is shown.

One logistic answer for each label and direction over the features of `annotate.suggest.relations`. Scores are
calibrated, and the score from which a label is shown is chosen, on documents that the fit has not seen: those of dev
where they have enough relations of the label, else those of train in five folds. Nothing of test is read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np

from annotate.pipelines.honesty import FEW_RELATIONS
from annotate.pipelines.lessons import DEV, TRAIN, Lesson
from annotate.scores.counts import Counts
from annotate.scores.spans import ByLabel
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.fitting import (
    Examples,
    Fit,
    Prior,
    Table,
    answers_of,
    calibrated,
    go_on,
    left_out_sums,
    no_prior,
    scorer_of,
)
from annotate.suggest.relations.nearby import Nearby, Reach
from annotate.suggest.relations.own import Ends, OwnScorer, Pairs, in_text_order
from annotate.suggest.relations.scorer import Answer, embedded_scorer
from annotate.suggest.syntax import Word

_LEAST_WAY = 5  # of them with the head before the child, or behind it
ENOUGH = 30  # relations of a label in dev, so that dev decides from which score on it is shown
MOST_PAIRS = (
    30_000  # pairs that are learnt from; beyond it a share of those without a relation, which weigh more for it
)
_FARTHEST = Reach(ahead=20, apart=2)
_COVERED = 0.95  # of train's relations are within reach, in sentences and then in spans
_RIGHT = 0.55  # of what is shown, this part at least is right on documents that the fit has not seen
_FEWEST = 3  # pairs shown, so that it means anything
_ROUNDS = 60
IN_FOLDS = "train in five folds"
_UNSURE = f"less than {_RIGHT:.0%} of what it would propose is right"
_STEPS = np.arange(0.3, 0.9, 0.02)


@dataclass(frozen=True, slots=True)
class Taught:
    """A document as relations are learnt from it: its gold spans in text order, the relations between them (head,
    child, label), and its words where there is a parse."""

    lesson: Lesson
    spans: tuple[Suggestion, ...]
    relations: frozenset[tuple[int, int, str]]
    words: Sequence[Word] = ()

    @classmethod
    def of(cls, lesson: Lesson, words: Sequence[Word] = ()) -> Taught:
        """That of a lesson."""
        spans = [Suggestion(one.range.start, one.range.end, one.label, 1.0) for one in lesson.spans]
        order = in_text_order(spans)
        place = {old: new for new, old in enumerate(order)}
        relations = frozenset((place[one.head], place[one.child], one.label) for one in lesson.relations)
        return cls(lesson, tuple(spans[at] for at in order), relations, words)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: the scorer (None where there was nothing), why labels were not trained, how many relations of
    train are out of reach, and on what the score from which each label is shown was chosen."""

    own: OwnScorer | None
    untrained: Mapping[str, str]
    far: int
    chosen_on: Mapping[str, str]


def learn(
    taught: Sequence[Taught], ends: Ends, *, seed: int, parser: str = "", step: Callable[[], None] = go_on
) -> Learnt:
    """The scorer of some documents, of which train and dev are read. `step` is called often, and may raise."""
    train = [one for one in taught if one.lesson.part == TRAIN]
    dev = [one for one in taught if one.lesson.part == DEV]
    counts = Counter(label for one in train for _, _, label in one.relations)
    untrained = {label: few(count) for label, count in counts.items() if count < FEW_RELATIONS}
    labels = [label for label in ends if label in counts and label not in untrained]
    reach = reach_of(train, labels)
    teacher = _Teacher(train, {label: ends[label] for label in labels}, reach, seed, step)
    answers = teacher.answers
    for label in labels:
        if label not in {answer for answer, _ in answers}:
            untrained[label] = "its ends stand too far apart, or too seldom in one order"
    far = sum(counts[label] for label in labels) - teacher.reached
    if not answers:
        return Learnt(None, dict(sorted(untrained.items())), far, {})
    own, chosen_on = _fitted(teacher, dev, parser, untrained)
    return Learnt(own, dict(sorted(untrained.items())), far, chosen_on)


class Finder(Protocol):
    """Something that proposes relations between given spans: a trained scorer, or what it is compared with."""

    def find(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word]) -> Iterator[SuggestedRelation]:
        """What it proposes; head and child are places in `spans`."""
        ...


def counts_of(own: Finder | None, one: Taught, labels: Iterable[str]) -> ByLabel:
    """What is found of these labels between the gold spans of a document: right where label, head and child are."""
    wanted = set(labels)
    answers = own.find(one.lesson.text, one.spans, one.words) if own is not None else ()
    gold = {told for told in one.relations if told[2] in wanted}
    found = {(answer.head, answer.child, answer.label) for answer in answers if answer.label in wanted}
    right, there, said = (Counter(label for _, _, label in some) for some in (gold & found, gold, found))
    return {
        label: Counts(right[label], said[label] - right[label], there[label] - right[label])
        for label in sorted(there.keys() | said.keys())
    }


def few(count: int) -> str:
    """Why a label is not trained."""
    return f"{count} in train, and at least {FEW_RELATIONS} are needed"


def reach_of(train: Iterable[Taught], labels: Iterable[str]) -> Reach:
    """The smallest reach that covers most of the relations of these labels."""
    wanted, found = set(labels), list[tuple[int, int]]()
    for one in train:
        nearby = Nearby(one.lesson.text, one.spans, one.words)
        for head, child, label in sorted(one.relations):
            if label in wanted:
                first, second = min(head, child), max(head, child)
                found.append((nearby.apart(first, second), second - first))
    apart = _covering([min(sentences, _FARTHEST.apart) for sentences, _ in found])
    ahead = _covering([min(far, _FARTHEST.ahead) for sentences, far in found if sentences <= apart])
    return Reach(max(1, ahead), apart)


def _covering(values: Sequence[int]) -> int:
    return sorted(values)[int(len(values) * _COVERED - 1e-9)] if values else 0


class _Teacher:
    """The pairs of some documents as examples."""

    def __init__(self, train: Sequence[Taught], ends: Ends, reach: Reach, seed: int, step: Callable[[], None]) -> None:
        self.train, self.ends, self.reach, self.step = train, ends, reach, step
        found, self._share = list[tuple[Taught, Pairs, int, int]](), 1.0
        ways = Counter[tuple[str, bool]]()
        for one in train:
            step()
            pairs = Pairs(one.lesson.text, one.spans, one.words)
            for first, second in pairs.between(reach, ends):
                found.append((one, pairs, first, second))
                ways.update(_told(one, first, second))
        self.answers = [
            (label, forward) for label in ends for forward in (True, False) if ways[label, forward] >= _LEAST_WAY
        ]
        self.reached = sum(ways[label, forward] for label in ends for forward in (True, False))
        self._share = min(1.0, MOST_PAIRS / max(1, len(found)))
        self.examples, self._seed = Examples(), seed
        for one, pairs, first, second in found:
            self._add(self.examples, one, pairs, first, second, self._share)

    def others(self, documents: Iterable[Taught]) -> Examples:
        """The pairs of other documents."""
        examples = Examples()
        for one in documents:
            self.step()
            pairs = Pairs(one.lesson.text, one.spans, one.words)
            for first, second in pairs.between(self.reach, self.ends):
                self._add(examples, one, pairs, first, second, 1.0)
        return examples

    def _add(self, examples: Examples, one: Taught, pairs: Pairs, first: int, second: int, share: float) -> None:
        told = set(_told(one, first, second))
        if not told and share < 1 and _lot(f"{self._seed} {one.lesson.digest} {first} {second}") >= share:
            return
        row = list[int]()
        for label, forward in self.answers:
            head, child = (first, second) if forward else (second, first)
            allowed = pairs.labels(head, child) in self.ends[label]
            row.append(int((label, forward) in told) if allowed else -1)
        examples.features.append(pairs.features(first, second))
        examples.answers.append(row)
        examples.weights.append(1.0 if told else 1 / share)
        examples.names.append(one.lesson.digest)


def _told(one: Taught, first: int, second: int) -> Iterator[tuple[str, bool]]:
    for head, child, forward in ((first, second, True), (second, first, False)):
        yield from ((label, forward) for a, b, label in one.relations if (a, b) == (head, child))


def _lot(text: str) -> float:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / (1 << 48)


def _fitted(
    teacher: _Teacher, dev: Sequence[Taught], parser: str, untrained: dict[str, str]
) -> tuple[OwnScorer | None, dict[str, str]]:
    table, use = Table(teacher.examples), range(len(teacher.examples.names))
    whole = Fit(table, use, prior=believed_of(teacher.answers, parser), rounds=_ROUNDS, step=teacher.step)
    unseen = _unseen(whole, table, teacher, dev, parser)
    kept, answers = list[int](), list[Answer]()
    for at, (label, forward) in enumerate(teacher.answers):
        slope, shift = calibrated(*unseen[at])
        least = shown_from(slope, shift, *unseen[at])
        if least is not None:
            kept.append(at)
            numbers = (whole.bias[at], slope, shift, least)
            answers.append(Answer(label, forward, *(round(float(one), 3) for one in numbers)))
    there = {answer.label for answer in answers}
    untrained |= {label: _UNSURE for label, _ in teacher.answers if label not in there}
    if not answers:
        return None, {}
    spans = sorted({span.label for one in teacher.train for span in one.spans})
    ends = {label: pairs for label, pairs in teacher.ends.items() if label in there}
    own = OwnScorer(scorer_of(whole, answers, kept), ends, tuple(spans), teacher.reach, parser)
    return own, {label: DEV if label in _in_dev(dev) else IN_FOLDS for label in own.labels}


def _in_dev(dev: Iterable[Taught]) -> set[str]:
    """The labels that dev has enough relations of."""
    counts = Counter(label for one in dev for _, _, label in one.relations)
    return {label for label, count in counts.items() if count >= ENOUGH}


def _unseen(
    whole: Fit, table: Table, teacher: _Teacher, dev: Sequence[Taught], parser: str
) -> dict[int, tuple[Any, Any, Any]]:
    """For each answer: sums, what is right, and weights, of pairs that whoever gave the sums had not learnt from."""
    by_dev, found = _in_dev(dev), dict[int, tuple[Any, Any, Any]]()
    here = [at for at, (label, _) in enumerate(teacher.answers) if label not in by_dev]
    if here:
        prior = believed_of([teacher.answers[at] for at in here], parser)
        use = range(len(table))
        sums = left_out_sums(table.asked(here), use, prior=prior, rounds=_ROUNDS, step=teacher.step)
        found |= {at: (sums[row], table.answers[at], table.weights) for row, at in enumerate(here)}
    if len(here) < len(teacher.answers):
        examples = teacher.others(dev)
        sums, right = whole.sums_of(examples.features), answers_of(examples)
        there = range(len(teacher.answers))
        found |= {at: (sums[at], right[at], np.array(examples.weights)) for at in there if at not in found}
    return found


def shown_from(slope: float, shift: float, sums: Any, answers: Any, mass: Any) -> float | None:
    """The score from which on F1 is best, of those from which on enough of what is shown is right; None: of none."""
    known = answers >= 0
    score = 1 / (1 + np.exp(-np.clip(slope * sums[known] + shift, -40, 40)))
    right, mass = answers[known] * mass[known], mass[known]
    best, found = 0.0, None
    for least in _STEPS:
        shown = score >= least
        if shown.sum() < _FEWEST:
            break
        hits = right[shown].sum()
        f1 = 2 * hits / (mass[shown].sum() + right.sum())
        if hits >= _RIGHT * mass[shown].sum() and f1 > best:
            best, found = f1, float(least)
    return found


def believed_of(answers: Sequence[tuple[str, bool]], parser: str) -> Prior:
    """For labels that the embedded scorer knows by the same name, what it has learnt is believed beforehand."""
    if not parser:
        return no_prior
    embedded = embedded_scorer()
    place = {
        at: answers.index((one.label, one.forward))
        for at, one in enumerate(embedded.answers)
        if (one.label, one.forward) in answers
    }

    def believed(feature: str) -> Iterator[tuple[int, float]]:
        for at, weight in embedded.weights.get(feature, ()):
            if at in place:
                yield place[at], weight

    return believed
