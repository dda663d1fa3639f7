"""Spans that a model doubts which has learnt from the other documents only: cross-validated confident learning.

The documents are dealt out to folds; for each fold a small model (`classifier`) learns from the others, and says of
each span of the fold how likely each label is, and no label; and of each run of words that has no span as well. A
suspect is what its chances speak against by the rule of `confident`, and where another label than the given one is the
likeliest, which is then proposed:
  label        a span that the model would label otherwise
  unsupported  a span where the model would have none
  missed       a place without a span where the model would have one
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotate.consistency.classifier import Classifier, batches_of
from annotate.consistency.confident import Floats, Ints, confident_joint, counted_as, margins, thresholds
from annotate.consistency.features import features, read_words
from annotate.consistency.looked import Looked, Place
from annotate.consistency.sampling import Pool, candidates, span_rows
from annotate.consistency.suspicion import Reader, Step, Suspect, Suspicions
from annotate.offsets import Range

FOLDS, SUSPECTS = 5, 2_000  # parts of the documents; suspects that are given
EXAMPLES = 60_000  # examples from which the models learn, at most: time and memory have a bound
_LEAST_CHANCE = 0.5  # of a label, for a place without a span to be a suspect
_FEWEST = 2  # documents with spans that are needed: one to learn from, one to look at


@dataclass
class _Judged:
    """What the models said of everything that they have looked at."""

    spans: list[tuple[str, Place, str]] = field(default_factory=list[tuple[str, Place, str]])
    given: list[Ints] = field(default_factory=list[Ints])
    chances: list[Floats] = field(default_factory=list[Floats])
    free: list[tuple[str, Place, int, float]] = field(default_factory=list[tuple[str, Place, int, float]])
    none: float = 0.0  # sum of the chances of no span over runs without one
    runs: int = 0


def find_suspects(
    ids: Sequence[str],
    read: Reader,
    labels: Sequence[str],
    *,
    seed: int = 0,
    step: Step = lambda _done, _total: None,
    check: Callable[[], None] = lambda: None,
) -> Suspicions:
    """Look for suspects in some documents, of which each is read twice. `step` hears how far it is; `check` is called
    many times a second. Both may raise to stop it. The same documents and seed give the same result."""
    names = ("", *sorted(set(labels)))
    if len(ids) < _FEWEST or len(names) < 2:
        return Suspicions(labels=names)
    numbers, dealt = {name: at for at, name in enumerate(names)}, _deal(ids, seed)
    folds, work = max(dealt.values()) + 1, _Work(len(ids), step)
    pool = _learn_from(dealt, read, numbers, seed, work)
    rows, answers, parts = pool.whole()
    judged, batches = _Judged(), max(1.0, (folds - 1) * batches_of(len(rows)))
    for fold in range(folds):
        model, others = Classifier(len(names)), parts != fold
        model.train(rows[others], answers[others], seed, work.ticking(check, batches))
        for document in (one for one, its in dealt.items() if its == fold):
            _judge(judged, model, read(document), numbers)
            work.advance()
    return _settled(judged, names, len(ids))


def _deal(ids: Sequence[str], seed: int) -> dict[str, int]:
    """The fold of each document, by its number in the list: ids are other ones in each project."""
    folds = min(FOLDS, len(ids))
    order = np.random.default_rng(seed).permutation(len(ids))
    return {ids[int(number)]: at % folds for at, number in enumerate(order)}


def _learn_from(dealt: Mapping[str, int], read: Reader, numbers: Mapping[str, int], seed: int, work: _Work) -> Pool:
    pool, rng = Pool(), np.random.default_rng(seed)
    for document, fold in dealt.items():
        if pool.size < EXAMPLES:
            pool.add(read(document), numbers, fold, rng)
        work.advance()
    return pool


@dataclass
class _Work:
    """How far it is: documents are read twice, and the training of all models counts as much as all of that."""

    documents: int
    step: Step
    done: float = 0.0

    def advance(self, much: float = 1.0) -> None:
        self.done += much
        self.step(min(int(self.done), self._total), self._total)

    @property
    def _total(self) -> int:
        return 4 * self.documents

    def ticking(self, check: Callable[[], None], batches: float) -> Callable[[], None]:
        """What is called between batches of the training, of which there are so many in all."""

        def tick() -> None:
            check()
            self.advance(2 * self.documents / batches)

        return tick


def _judge(judged: _Judged, model: Classifier, looked: Looked, numbers: Mapping[str, int]) -> None:
    document, found = looked.document.id, read_words(looked.document.text)
    rows, given, spans = span_rows(looked, found, numbers)
    judged.spans += [(document, *span) for span in spans]
    judged.given.append(given)
    judged.chances.append(model.chances(rows))
    if not found.places:
        return
    runs = candidates(looked, found)
    first, last = runs.first[runs.free], runs.last[runs.free]
    chances = model.chances(features(found, first, last))
    judged.none, judged.runs = judged.none + float(chances[:, 0].sum()), judged.runs + len(chances)
    best = chances[:, 1:].argmax(axis=1) + 1 if chances.shape[1] > 1 else np.zeros(len(chances), dtype=np.int64)
    chance = chances[np.arange(len(best)), best]
    order = [int(at) for at in np.argsort(-chance, kind="stable") if chance[at] >= _LEAST_CHANCE]
    for at in _apart(order, first, last):
        place = Range(int(found.starts[first[at]]), int(found.ends[last[at]]))
        judged.free.append((document, (place,), int(best[at]), float(chance[at])))


def _apart(order: Sequence[int], first: Ints, last: Ints) -> Iterator[int]:
    """Those that overlap none before them."""
    taken = set[int]()
    for at in order:
        words = range(int(first[at]), int(last[at]) + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            yield at


def _settled(judged: _Judged, names: tuple[str, ...], documents: int) -> Suspicions:
    """The suspects among all that was judged."""
    chances = np.concatenate(judged.chances) if judged.chances else np.zeros((0, len(names)), dtype=np.float32)
    given = np.concatenate(judged.given) if judged.given else np.zeros(0, dtype=np.int64)
    least = thresholds(chances, given)
    least[0] = judged.none / max(1, judged.runs)  # places without a span are given none, too
    counted, margin = counted_as(chances, least), margins(chances, given)
    best = chances.argmax(axis=1)  # a label that is hardly learnt counts with next to no chance: that is no proposal
    found = [
        Suspect(*judged.spans[at], names[int(best[at])], float(chances[at, best[at]]), float(margin[at]))
        for at in np.flatnonzero((counted >= 0) & (counted != given) & (margin < 0))
    ]
    missed = [one for one in judged.free if one[3] >= least[one[2]]]
    found += [Suspect(one, place, "", names[label], chance, 1.0 - 2.0 * chance) for one, place, label, chance in missed]
    found.sort(key=lambda one: (one.margin, one.document, one.place))
    joint = confident_joint(chances, given, least)
    joint[0] += np.bincount([label for _, _, label, _ in missed], minlength=len(names))
    rows = tuple(tuple(int(one) for one in row) for row in joint)
    return Suspicions(tuple(found[:SUSPECTS]), len(given), documents, names, rows)
