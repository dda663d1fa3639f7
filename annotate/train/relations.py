"""Train the scorer of relations: `python -m annotate.train.relations CORPORA PIPELINE NAMES OUTPUT.json`.

One logistic answer for each label and direction over the features of `annotate.suggest.relations.features`, fitted to
re3d, KnowledgeNet and Re-DocRED together; where a corpus does not annotate a label its pairs say nothing about it.
Scores are calibrated on answers for documents that were left out of the fit (five folds), and these answers also say
from which score on a label is shown. Test parts are never read here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import resources
from annotate.scheme import parse_scheme
from annotate.suggest.relations.features import features
from annotate.suggest.relations.fitting import Examples, Fit, Table, calibrated, left_out_sums, scorer_of
from annotate.suggest.relations.pairs import LABELS, Allowed, candidates
from annotate.suggest.relations.patterns import Patterns
from annotate.suggest.relations.scorer import Answer, Scorer, scorer_data
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
_LEAST, _MOST = 0.4, 0.65  # bounds of the score from which on an answer is shown
_RIGHT = 0.55  # of what is shown, this part at least is right on the documents left out


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


def _shown_from(score: Any, answers: Any) -> float:
    """The lowest score from which on half of the left-out answers are right, within bounds."""
    for least in np.arange(_LEAST, _MOST, 0.02):
        shown = (score >= least) & (answers >= 0)
        if shown.sum() >= 3 and answers[shown].mean() >= _RIGHT:
            return float(least)
    return _MOST


def _believed(feature: str) -> Iterator[tuple[int, float]]:
    """A pattern speaks for the label of its kind."""
    side, _, rest = feature.partition(" ")
    label = _PATTERNS.get(rest.split(" ")[0])
    if side in _SIDES and label is not None:
        yield ANSWERS.index((label, _SIDES[side])), _PRIOR


def fit(examples: Examples, use: Sequence[int], say: Callable[[str], object] = print) -> Scorer:
    """A calibrated scorer from the examples at the places `use`."""
    table = Table(examples)
    left_out = left_out_sums(table, use, prior=_believed)
    answers, mass = table.answers[:, use], table.weights[use]
    whole = Fit(table, use, prior=_believed)
    rows, near = list[Answer](), np.array([examples.names[at].startswith("re3d") for at in use])
    for k, (label, forward) in enumerate(ANSWERS):
        some = near if label not in _ELSEWHERE else np.ones(len(use), dtype=bool)
        slope, shift = calibrated(left_out[k, some], answers[k, some], mass[some])
        score = 1 / (1 + np.exp(-(slope * left_out[k, some] + shift)))
        least = _shown_from(score, answers[k, some])
        rows.append(Answer(label, forward, *(round(float(x), 3) for x in (whole.bias[k], slope, shift, least))))
        say(f"{label} {'forward' if forward else 'backward'}: slope {slope:.2f}, shift {shift:.2f}, from {least:.2f}")
    say(f"{len(use)} pairs, {len(whole.features)} features")
    return scorer_of(whole, rows)


def written(scorer: Scorer) -> str:
    """The scorer as the JSON text that `parse_scorer` reads."""
    return json.dumps(scorer_data(scorer), ensure_ascii=False, indent=0).replace("\n", "") + "\n"


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
    examples = Examples()
    syntax = load_pipeline(str(options.pipeline), syntax=True)
    names = syntax if options.names == options.pipeline else load_pipeline(str(options.names))
    collect(prepared(syntax, names, rows), examples)
    options.output.write_text(written(fit(examples, range(len(examples.features)))), encoding="utf-8")


if __name__ == "__main__":
    main()
