"""What a model learns from: the spans of documents, and runs of words that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from annotate.consistency.features import Ints, Words, features, read_words, runs, stacked
from annotate.consistency.looked import Looked, Place

Rows = npt.NDArray[np.int32]

LONGEST = 6  # words of a run that could be a span
_NEAR, _FAR = 2, 4  # runs without a label for each span: that overlap it, and anywhere else
_LEAST = 30  # runs without a label of a document with few spans


@dataclass(frozen=True, slots=True)
class Candidates:
    """The runs of words of a document. `free` are those that no span touches."""

    words: Words
    first: Ints
    last: Ints
    gold: npt.NDArray[np.bool_]  # whether a span stands exactly there
    free: npt.NDArray[np.bool_]


@dataclass
class Pool:
    """Examples of many documents: features, the number of the label (0 for none), and the fold of the document."""

    rows: list[Rows] = field(default_factory=list[Rows])
    answers: list[Ints] = field(default_factory=list[Ints])
    folds: list[Ints] = field(default_factory=list[Ints])
    size: int = 0

    def add(self, looked: Looked, numbers: Mapping[str, int], fold: int, rng: np.random.Generator) -> None:
        """Take the examples of a document."""
        found = read_words(looked.document.text)
        rows, answers, _ = span_rows(looked, found, numbers)
        runs_here = candidates(looked, found)
        none = _drawn(runs_here, len(answers), rng)
        more = features(found, runs_here.first[none], runs_here.last[none])
        self.rows += [rows, more]
        self.answers += [answers, np.zeros(len(none), dtype=np.int64)]
        count = len(answers) + len(none)
        self.folds.append(np.full(count, fold, dtype=np.int64))
        self.size += count

    def whole(self) -> tuple[Rows, Ints, Ints]:
        """All examples: features, labels, folds."""
        none = [np.zeros(0, dtype=np.int64)]
        return stacked(self.rows), np.concatenate(self.answers or none), np.concatenate(self.folds or none)


def span_rows(looked: Looked, found: Words, numbers: Mapping[str, int]) -> tuple[Rows, Ints, list[tuple[Place, str]]]:
    """Features and labels of the spans of a document, and which spans they are; those without a word are left out."""
    kept, first, last = list[tuple[Place, str]](), list[int](), list[int]()
    for place, labels in looked.readings.items():
        cover = found.cover(place[0].start, place[-1].end)
        for label in labels if cover is not None else ():
            if cover is not None and label in numbers:
                kept.append((place, label))
                first.append(cover[0])
                last.append(cover[1])
    rows = features(found, np.array(first, dtype=np.int64), np.array(last, dtype=np.int64))
    return rows, np.array([numbers[label] for _, label in kept], dtype=np.int64), kept


def candidates(looked: Looked, found: Words) -> Candidates:
    """All runs of words of a document that could be spans, without those in parts that do not count."""
    parts = list(runs(found, LONGEST))
    first, last = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    taken, out = np.zeros(len(found.places) + 1, dtype=np.int64), np.zeros(len(found.places) + 1, dtype=np.int64)
    covers = set[tuple[int, int]]()
    for place in looked.readings:
        covers.update(_marked(taken, found, ((one.start, one.end) for one in place)))
    _marked(out, found, looked.out)
    before, outside = np.concatenate([[0], taken.cumsum()]), np.concatenate([[0], out.cumsum()])
    kept = outside[last + 1] == outside[first]
    first, last = first[kept], last[kept]
    gold = np.array([(a, b) in covers for a, b in zip(first.tolist(), last.tolist(), strict=True)], dtype=np.bool_)
    return Candidates(found, first, last, gold, before[last + 1] == before[first])


def _marked(marks: Ints, found: Words, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Mark the words of some places; gives the first and last word of each, of all together as well."""
    covers = [cover for start, end in places if (cover := found.cover(start, end)) is not None]
    for first, last in covers:
        marks[first : last + 1] = 1
    return [*covers, (covers[0][0], covers[-1][1])] if covers else []


def _drawn(found: Candidates, spans: int, rng: np.random.Generator) -> Ints:
    """Which runs are taken as examples of none."""
    near, far = np.flatnonzero(~found.free & ~found.gold), np.flatnonzero(found.free)
    some = rng.choice(near, min(len(near), _NEAR * spans), replace=False)
    others = rng.choice(far, min(len(far), max(_LEAST, _FAR * spans)), replace=False)
    return np.sort(np.concatenate([some, others]))
