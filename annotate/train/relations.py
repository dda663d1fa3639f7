"""Train the scorer of relations: `python -m annotate.train.relations CORPORA PIPELINE NAMES OUTPUT.json`.

One logistic answer for each label and direction over the features of `annotate.suggest.relations.features`, fitted to
re3d, KnowledgeNet and Re-DocRED together; where a corpus does not annotate a label its pairs say nothing about it.
Scores are calibrated on answers for documents that were left out of the fit (five folds), and these answers also say
from which score on a label is shown. Test parts are never read here.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import resources
from annotate.scheme import parse_scheme
from annotate.suggest.relations.features import features
from annotate.suggest.relations.pairs import LABELS, Allowed, candidates
from annotate.suggest.relations.patterns import Patterns
from annotate.suggest.relations.scorer import Answer, Scorer
from annotate.suggest.relations.tree import sentences
from annotate.suggest.syntax import Word
from annotate.train.relation_corpora import SYMMETRIC, Related, knowledgenet, named, re3d, redocred, with_names

if TYPE_CHECKING:
    from spacy.language import Language

ANSWERS = tuple((label, forward) for label in LABELS for forward in (True, False))
_WEIGHT = {"re3d": 1.0, "re3d named": 0.7, "knowledgenet": 0.3, "redocred": 0.15}
_EVERY = 10  # of the corpora that are not news every tenth document: more of them only outvotes re3d
_ELSEWHERE = frozenset(("role_in",))  # re3d has too few of these to calibrate on it alone
_PATTERNS = {"against": "opposes", "for": "supports", "role": "role_in", "part": "part_of"}
_SIDES = {"p>": True, "p<": False}
_PRIOR = 0.5  # a pattern is believed before anything is learnt of it
_SEEN = 2  # a feature of fewer examples is not learnt
FOLDS = 5
_LEAST, _MOST = 0.4, 0.65  # bounds of the score from which on an answer is shown
_RIGHT = 0.55  # of what is shown, this part at least is right on the documents left out


@dataclass(slots=True)
class Examples:
    """Pairs of spans: their features, which answers are right (1), wrong (0) or unknown (-1), weight, and document."""

    features: list[list[str]]
    answers: list[list[int]]
    weights: list[float]
    names: list[str]


def prepared(nlp: Language, names: Language, rows: Sequence[Related]) -> Iterator[tuple[Related, list[Word]]]:
    """Each text with its words; KnowledgeNet also with the names in it between which nothing was found."""
    from annotate.suggest.words import words_of

    docs = nlp.pipe((one.text for one in rows), batch_size=32)
    found = names.pipe((one.text for one in rows if one.corpus == "knowledgenet"), batch_size=32)
    for one, doc in zip(rows, docs, strict=True):
        some = one
        if one.corpus == "knowledgenet":
            some = with_names(one, [(e.start_char, e.end_char, e.label_) for e in next(found).ents])
        yield some, words_of(doc)


def shrunk(one: Related, words: Sequence[Word]) -> dict[int, tuple[int, int]]:
    """Where a span of re3d is a common noun with a name in it, the place of the name."""
    found: dict[int, tuple[int, int]] = {}
    for at, span in enumerate(one.spans):
        inside = [word for word in words if span.start <= word.start and word.end <= span.end]
        if not inside or inside[-1].text[:1].isupper() or span.label == "LOC":
            continue
        run = [word for word in inside if word.text[:1].isupper() and word.pos in ("PROPN", "ADJ")]
        if run:
            last = run[0]
            for word in run[1:]:
                if word.start - last.end > 1:
                    break
                last = word
            found[at] = run[0].start, last.end
    return found


def collect(rows: Iterable[tuple[Related, list[Word]]], examples: Examples) -> None:
    """Add the pairs of some texts to the examples."""
    allowed = Allowed(parse_scheme(resources.scheme_text("news")))
    for one, words in rows:
        views = [(one, one.corpus)]
        if one.corpus == "re3d" and (cut := shrunk(one, words)):
            views.append((named(one, cut), "re3d named"))
        for view, kind in views:
            for sentence in sentences(words, view.spans):
                told = Patterns(sentence)
                for first, second in candidates(view.spans, sentence, allowed):
                    known = features(view.text, view.spans, sentence, first, second, told)
                    if known is not None:
                        examples.features.append(known)
                        examples.answers.append(_right(view, first, second))
                        examples.weights.append(_WEIGHT[kind])
                        examples.names.append(view.name)


def _right(one: Related, first: int, second: int) -> list[int]:
    unsure = (first, second) in one.unsure or (second, first) in one.unsure
    told = {label for label in LABELS for pair in ((first, second), (second, first)) if (*pair, label) in one.relations}
    row = list[int]()
    for label, forward in ANSWERS:
        head, child = (first, second) if forward else (second, first)
        turned = label in SYMMETRIC and (child, head, label) in one.relations
        if (head, child, label) in one.relations:
            row.append(1)
        elif turned or label not in one.known or (unsure and not told):
            row.append(-1)
        else:
            row.append(0)
    return row


class Fit:
    """Features as numbers, and one weight for each of them and each answer."""

    def __init__(self, examples: Examples, use: Sequence[int]) -> None:
        seen = Counter(chain.from_iterable(set(examples.features[at]) for at in use))
        self.index = {feature: at for at, feature in enumerate(sorted(f for f, n in seen.items() if n >= _SEEN))}
        self.prior = np.zeros((len(self.index), len(ANSWERS)))
        for feature, at in self.index.items():
            side, _, rest = feature.partition(" ")
            label = _PATTERNS.get(rest.split(" ")[0])
            if side in _SIDES and label is not None:
                self.prior[at, ANSWERS.index((label, _SIDES[side]))] = _PRIOR
        self.weights = self.prior.copy()
        self.bias = np.full(len(ANSWERS), -3.0)
        self._train(examples, use)

    def matrix(self, examples: Examples, use: Sequence[int]) -> tuple[Any, Any]:
        """Rows and columns of the features that are there."""
        pairs = [
            (row, self.index[feature])
            for row, at in enumerate(use)
            for feature in set(examples.features[at])
            if feature in self.index
        ]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def sums(self, examples: Examples, use: Sequence[int]) -> Any:
        """The sum of each example and answer."""
        rows, columns = self.matrix(examples, use)
        return self._sums(rows, columns, len(use))

    def _sums(self, rows: Any, columns: Any, size: int) -> Any:
        return np.stack(
            [
                self.bias[k] + np.bincount(rows, weights=self.weights[columns, k], minlength=size)
                for k in range(len(ANSWERS))
            ],
            axis=1,
        )

    def _train(
        self, examples: Examples, use: Sequence[int], *, rounds: int = 60, rate: float = 0.15, decay: float = 1.2
    ) -> None:
        """Adam on the whole set: the loss of each known answer, and a pull of all weights to zero."""
        rows, columns = self.matrix(examples, use)
        answers = np.array([examples.answers[at] for at in use])
        mass = np.array([examples.weights[at] for at in use])[:, None] * (answers >= 0)
        first, second = np.zeros_like(self.weights), np.zeros_like(self.weights)
        for turn in range(1, rounds + 1):
            chance = 1 / (1 + np.exp(-np.clip(self._sums(rows, columns, len(use)), -30, 30)))
            error = mass * (chance - answers)
            slope = np.stack(
                [np.bincount(columns, weights=error[rows, k], minlength=len(self.index)) for k in range(len(ANSWERS))],
                axis=1,
            )
            slope += decay * (self.weights - self.prior)
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            step = first / (1 - 0.9**turn) / (np.sqrt(second / (1 - 0.99**turn)) + 1e-6)
            pace = rate * (1 - turn / (rounds + 1))
            self.weights -= pace * step
            self.bias -= pace * error.sum(axis=0) / (mass.sum(axis=0) * 0.05 + 1)


def calibrated(sums: Any, answers: Any, mass: Any) -> tuple[float, float]:
    """Slope and shift of the logistic curve that fits the left-out answers best (Platt's scaling)."""
    keep = (answers >= 0) & (sums > -6)
    x, y, w = sums[keep], answers[keep].astype(float), mass[keep]
    if y.sum() < 5:
        return 1.0, 0.0
    both = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(both[0] * x + both[1], -30, 30)))
        grade = np.array([np.sum(w * (chance - y) * x), np.sum(w * (chance - y))]) + 1e-2 * (
            both - np.array([1.0, 0.0])
        )
        bend = w * chance * (1 - chance)
        second = np.array([[np.sum(bend * x * x), np.sum(bend * x)], [np.sum(bend * x), np.sum(bend)]]) + 1e-2 * np.eye(
            2
        )
        both = both - np.linalg.solve(second, grade)
    return float(max(both[0], 0.05)), float(both[1])


def _shown_from(score: Any, answers: Any) -> float:
    """The lowest score from which on half of the left-out answers are right, within bounds."""
    for least in np.arange(_LEAST, _MOST, 0.02):
        shown = (score >= least) & (answers >= 0)
        if shown.sum() >= 3 and answers[shown].mean() >= _RIGHT:
            return float(least)
    return _MOST


def fold_of(name: str) -> int:
    """The fold of a document, from its name alone."""
    return int(sha256(name.encode()).hexdigest()[:8], 16) % FOLDS


def fit(examples: Examples, use: Sequence[int], say: Callable[[str], object] = print) -> Scorer:
    """A calibrated scorer from the examples at the places `use`."""
    fold = {name: fold_of(f"inner {name}") for name in set(examples.names)}
    left_out = np.zeros((len(use), len(ANSWERS)))
    for number in range(FOLDS):
        inside = [at for at in use if fold[examples.names[at]] != number]
        rows = [row for row, at in enumerate(use) if fold[examples.names[at]] == number]
        left_out[rows] = Fit(examples, inside).sums(examples, [use[row] for row in rows])
    answers = np.array([examples.answers[at] for at in use])
    mass = np.array([examples.weights[at] for at in use])
    whole = Fit(examples, use)
    rows, near = list[Answer](), np.array([examples.names[at].startswith("re3d") for at in use])
    for k, (label, forward) in enumerate(ANSWERS):
        some = near if label not in _ELSEWHERE else np.ones(len(use), dtype=bool)
        slope, shift = calibrated(left_out[some, k], answers[some, k], mass[some])
        score = 1 / (1 + np.exp(-(slope * left_out[some, k] + shift)))
        least = _shown_from(score, answers[some, k])
        rows.append(Answer(label, forward, *(round(float(x), 3) for x in (whole.bias[k], slope, shift, least))))
        say(f"{label} {'forward' if forward else 'backward'}: slope {slope:.2f}, shift {shift:.2f}, from {least:.2f}")
    say(f"{len(use)} pairs, {len(whole.index)} features")
    weights: dict[str, tuple[tuple[int, float], ...]] = {}
    for feature, at in whole.index.items():
        row = tuple((k, round(float(w), 2)) for k, w in enumerate(whole.weights[at]) if abs(w) >= 0.1)
        if row:
            weights[feature] = row
    return Scorer(tuple(rows), weights)


def written(scorer: Scorer) -> str:
    """The scorer as the JSON text that `parse_scorer` reads."""
    answers = [[a.label, a.forward, a.bias, a.slope, a.shift, a.least] for a in scorer.answers]
    weights: Mapping[str, list[float]] = {
        feature: [number for pair in row for number in pair] for feature, row in sorted(scorer.weights.items())
    }
    return json.dumps({"answers": answers, "weights": weights}, ensure_ascii=False, indent=0).replace("\n", "") + "\n"


def training_rows(corpora: Path) -> list[Related]:
    """All that may be learnt from: nothing of a test part."""
    others = [one for one in chain(knowledgenet(corpora), redocred(corpora)) if one.part == "train"]
    return [one for one in re3d(corpora) if one.part != "test"] + others[::_EVERY]


def main() -> None:
    """Read the command line, train, write."""
    from annotate.suggest.pipeline import load_pipeline

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("pipeline", type=Path, help="a spaCy pipeline that parses")
    parser.add_argument("names", type=Path, help="a spaCy pipeline that finds names; may be the same")
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    rows = training_rows(options.corpora)
    examples = Examples([], [], [], [])
    syntax = load_pipeline(str(options.pipeline), syntax=True)
    names = syntax if options.names == options.pipeline else load_pipeline(str(options.names))
    collect(prepared(syntax, names, rows), examples)
    options.output.write_text(written(fit(examples, range(len(examples.features)))), encoding="utf-8")


if __name__ == "__main__":
    main()
