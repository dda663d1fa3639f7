"""The scorer of relations that was trained on a project's gold: what it knows, and what it proposes.

It lies beside the pipeline that was trained with it, in `relations/pairs.json`: plain JSON, read only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from annotate.errors import InputError
from annotate.scheme import Scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.models import SCORER
from annotate.suggest.relations.features import features
from annotate.suggest.relations.nearby import Nearby, Reach
from annotate.suggest.relations.patterns import Patterns
from annotate.suggest.relations.scorer import Scorer, scorer_data, scorer_of_data
from annotate.suggest.relations.tree import Sentence, sentences
from annotate.suggest.syntax import Word

_MARK = "gilder relations 1"
Ends = Mapping[str, frozenset[tuple[str, str]]]
"""For each relation label the labels of head and child that it may join."""


@dataclass(frozen=True)
class OwnScorer:
    """`spans` are the span labels that it was trained with, `parser` is the name of the pipeline whose parse it reads,
    empty where it reads none."""

    scorer: Scorer
    ends: Ends
    spans: tuple[str, ...]
    reach: Reach
    parser: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The relation labels that it proposes."""
        return tuple(dict.fromkeys(answer.label for answer in self.scorer.answers))

    def find(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word]) -> Iterator[SuggestedRelation]:
        """For each two spans the surest relation, where one is sure enough; labels are those that it was trained with.

        `spans` in any order; head and child are places in it.
        """
        order = in_text_order(spans)
        pairs = Pairs(text, [spans[at] for at in order], words if self.parser else ())
        for first, second in pairs.between(self.reach, self.ends):
            best: SuggestedRelation | None = None
            for answer, score in self.scorer.scores(pairs.features(first, second)):
                head, child = (first, second) if answer.forward else (second, first)
                if (best is None or best.score < score) and pairs.labels(head, child) in self.ends[answer.label]:
                    best = SuggestedRelation(order[head], order[child], answer.label, round(score, 3))
            if best is not None:
                yield best


class Pairs:
    """The pairs of spans of a document, in text order, and what is known of each."""

    def __init__(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word]) -> None:
        self._text, self._spans = text, spans
        self._nearby = Nearby(text, spans, words)
        self._sentence_of = {at: one for one in sentences(words, spans) for at in one.spans} if words else {}
        self._patterns = dict[int, Patterns]()

    def labels(self, head: int, child: int) -> tuple[str, str]:
        """The labels of two spans."""
        return self._spans[head].label, self._spans[child].label

    def apart(self, first: int, second: int) -> int:
        """How many sentences end between two spans."""
        return self._nearby.apart(first, second)

    def between(self, reach: Reach, ends: Ends) -> Iterator[tuple[int, int]]:
        """Those within reach that some relation may join, in one direction or the other."""
        legal = frozenset(pair for pairs in ends.values() for pair in pairs)
        for first, second in self._nearby.pairs(reach):
            if self.labels(first, second) in legal or self.labels(second, first) in legal:
                yield first, second

    def features(self, first: int, second: int) -> list[str]:
        """The features of two spans: the words around them, and the tree of their sentence where there is one."""
        found = self._nearby.features(first, second)
        sentence = self._sentence_of.get(first)
        if sentence is None or sentence is not self._sentence_of.get(second):
            return found
        tree = features(self._text, self._spans, sentence, first, second, self._told(sentence))
        return [*found, *(tree if tree is not None else ["~no way"])]

    def _told(self, sentence: Sentence) -> Patterns:
        if sentence.first not in self._patterns:
            self._patterns[sentence.first] = Patterns(sentence)
        return self._patterns[sentence.first]


@dataclass(frozen=True)
class Known:
    """An own scorer under the labels of a scheme: what it proposes there, and for which labels it answers."""

    own: OwnScorer
    spans: Mapping[str, str]  # label of the scheme -> label that it was trained with
    relations: Mapping[str, str]  # the other way round
    scheme: Scheme

    def find(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word]) -> Iterator[SuggestedRelation]:
        """What it proposes between these spans; only what the scheme allows."""
        given = [replace(one, label=self.spans.get(one.label, one.label)) for one in spans]
        for one in self.own.find(text, given, words):
            label = self.scheme.relation_label(self.relations[one.label])
            ends = spans[one.head].label, spans[one.child].label
            if label is not None and not label.retired and label.allows(*ends):
                yield replace(one, label=label.name)

    @property
    def labels(self) -> frozenset[str]:
        """The relation labels of the scheme that it answers for."""
        return frozenset(self.relations.values())


def known_in(own: OwnScorer, scheme: Scheme, renamed: Callable[[str], str | None]) -> Known:
    """The scorer in a scheme; `renamed` gives what a span label of the model is called there."""
    spans = {to: label for label in own.spans if (to := renamed(label)) is not None}
    relations = {label: scheme.name_now("relation", label) for label in own.labels}
    return Known(own, spans, relations, scheme)


def in_text_order(spans: Sequence[Suggestion]) -> list[int]:
    """The places of spans by start, the longer one first."""
    return sorted(range(len(spans)), key=lambda at: (spans[at].start, -spans[at].end, spans[at].label))


def written(own: OwnScorer) -> str:
    """The JSON text that `parse_own` reads; the same for the same scorer."""
    data = {
        "mark": _MARK,
        "ends": {label: sorted(map(list, pairs)) for label, pairs in own.ends.items()},
        "spans": list(own.spans),
        "ahead": own.reach.ahead,
        "apart": own.reach.apart,
        "parser": own.parser,
        **scorer_data(own.scorer),
    }
    return json.dumps(data, ensure_ascii=True, indent=0).replace("\n", "") + "\n"


def parse_own(text: str) -> OwnScorer:
    """The scorer of a JSON text. Raises ValueError, KeyError, TypeError for anything else."""
    data = cast("dict[str, Any]", json.loads(text))
    if data["mark"] != _MARK:
        raise ValueError(f"it is not “{_MARK}”")
    ends = {
        str(label): frozenset((str(head), str(child)) for head, child in rows) for label, rows in data["ends"].items()
    }
    spans, reach = tuple(map(str, data["spans"])), Reach(int(data["ahead"]), int(data["apart"]))
    own = OwnScorer(scorer_of_data(data), ends, spans, reach, str(data["parser"]))
    if missing := [label for label in own.labels if label not in ends]:
        raise ValueError(f"it does not say what “{missing[0][:60]}” may join")
    if any(not 0 <= place < len(own.scorer.answers) for row in own.scorer.weights.values() for place, _ in row):
        raise ValueError("a weight is of no answer")
    return own


def own_scorer(folder: Path) -> OwnScorer | None:
    """That of a pipeline's folder; None where it has none. Raises InputError for one that cannot be read."""
    path = folder / SCORER
    try:
        return parse_own(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        line = " ".join(str(problem).split())[:200]
        raise InputError(f"{path}: cannot be read: {line}; remove it to go without") from problem


def legal(ends: Mapping[str, Iterable[Sequence[str]]]) -> Ends:
    """Plain data as `Ends`."""
    return {label: frozenset((pair[0], pair[1]) for pair in pairs) for label, pairs in ends.items()}
