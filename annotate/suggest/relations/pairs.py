"""What two names of one sentence have to do with each other, by the trained scorer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.scheme import Scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.features import backed, features
from annotate.suggest.relations.patterns import Patterns
from annotate.suggest.relations.scorer import Scorer, embedded_scorer
from annotate.suggest.relations.tree import Sentence

LABELS = ("role_in", "part_of", "located_in", "supports", "opposes", "same_as")
_AHEAD = 5  # so many spans after each one are looked at, so that a long list costs little


class Allowed:
    """Which labels a scheme allows between which ends, remembered by pair of span labels."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._between: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, scheme: Scheme) -> bool:
        """Whether this is about that very scheme."""
        return self._scheme is scheme

    @property
    def any(self) -> bool:
        """Whether the scheme has relations at all."""
        return bool(self._scheme.relations)

    def between(self, head: str, child: str) -> frozenset[str]:
        """Names of the relation labels that may go from a `head` label to a `child` label."""
        found = self._between.get((head, child))
        if found is None:
            found = frozenset(one.name for one in self._scheme.relation_labels_between(head, child))
            self._between[head, child] = found
        return found

    def meaning(self, label: str) -> str:
        """`none`, `number` or `date`: what spans of this label carry."""
        return self._scheme.meaning(label)


_KEPT: list[Allowed] = []  # the last one asked for: a run asks for one scheme, thousands of times


def allowed_by(scheme: Scheme) -> Allowed:
    """What `scheme` allows, remembered as long as the same scheme is asked for."""
    if not _KEPT or not _KEPT[0].of(scheme):
        _KEPT[:] = [Allowed(scheme)]
    return _KEPT[0]


def candidates(spans: Sequence[Suggestion], sentence: Sentence, allowed: Allowed) -> Iterator[tuple[int, int]]:
    """Pairs of spans, in text order, between which one of `LABELS` is legal in some direction."""
    some = sentence.spans
    for place, first in enumerate(some):
        label = spans[first].label
        for second in some[place + 1 : place + 1 + _AHEAD]:
            other = spans[second].label
            if not allowed.between(label, other).isdisjoint(LABELS) or not allowed.between(other, label).isdisjoint(
                LABELS
            ):
                yield first, second


def related(
    text: str, spans: Sequence[Suggestion], sentence: Sentence, allowed: Allowed, scorer: Scorer | None = None
) -> list[SuggestedRelation]:
    """The surest legal relation of each pair, where one is sure enough."""
    found = list[SuggestedRelation]()
    scorer = scorer if scorer is not None else embedded_scorer()
    told: Patterns | None = None
    for first, second in candidates(spans, sentence, allowed):
        if backed(text, spans[first], spans[second]) and "supports" in allowed.between(
            spans[first].label, spans[second].label
        ):
            found.append(SuggestedRelation(first, second, "supports", 0.8))
            continue
        one, two = spans[first], spans[second]
        if one.end - one.start == two.end - two.start and text[one.start : one.end] == text[two.start : two.end]:
            continue  # nothing is part of itself or fights itself
        told = told or Patterns(sentence)
        known = features(text, spans, sentence, first, second, told)
        if known is None:
            continue
        best: SuggestedRelation | None = None
        for answer, score in scorer.scores(known):
            head, child = (first, second) if answer.forward else (second, first)
            if (best is None or best.score < score) and answer.label in allowed.between(
                spans[head].label, spans[child].label
            ):
                best = SuggestedRelation(head, child, answer.label, round(score, 3))
        if best is not None:
            found.append(best)
    return found
