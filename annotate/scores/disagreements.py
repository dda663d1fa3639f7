"""What two sources disagree on, case by case: what, where, and of which kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.scores.align import Alignment, aligned
from annotate.scores.compared import Compared, Key, Side, distinct, key, overlapping
from annotate.scores.values import same_value

Kind = Literal[
    "missed", "spurious", "label", "boundary", "label and boundary", "split", "merged", "value", "attributes"
]
RelationKind = Literal["missed", "spurious", "label", "direction"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One case in a document: the gold spans and the predicted ones that it is about.

    Both have one span, or `missed` and `spurious` none on one side, or `split` and `merged` several on one side.
    """

    document: str  # id
    kind: Kind
    gold: tuple[Span, ...] = ()
    predicted: tuple[Span, ...] = ()

    @property
    def place(self) -> Range:
        """From the first code point of all spans to the last, so that a window can go there."""
        spans = (*self.gold, *self.predicted)
        return Range(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(frozen=True, slots=True)
class RelationDisagreement:
    """One relation in a document that the other source lacks, or has with another label or the other way round."""

    document: str  # id
    kind: RelationKind
    gold: Relation | None = None
    predicted: Relation | None = None


def disagreements(compared: Compared) -> list[Disagreement]:
    """All cases about spans of one document, in the order of the text; each span is in one case at most.

    `split` is one gold span that two or more predicted ones of its label lie in, `merged` the other way round; the
    kinds are those of the error analyses after MUC-5 (Chinchor and Sundheim 1993), with split and merged beside.
    """
    gold, predicted = distinct(compared.gold.spans), distinct(compared.predicted.spans)
    new = [one for one in gold if one not in predicted], [one for one in predicted if one not in gold]
    left, right = [gold[one] for one in new[0]], [predicted[one] for one in new[1]]
    here = compared.document
    cases = [Disagreement(here, "split", (one,), many) for one, many in _cut(left, right)]
    left, right = _rest(left, cases), _rest(right, cases)
    cases += [Disagreement(here, "merged", many, (one,)) for one, many in _cut(right, left)]
    cases += _unequal(here, aligned(_rest(left, cases), _rest(right, cases)))
    cases += _same_place(here, gold, predicted)
    return sorted(cases, key=lambda case: (case.place, case.kind))


def relation_disagreements(compared: Compared) -> list[RelationDisagreement]:
    """All cases about relations of one document, in the order of the text; ends are the same by place and label.

    Each relation is in one case: first those between the same ends with another label, then those turned round.
    """
    gold, predicted = _relations(compared.gold), _relations(compared.predicted)
    left = {one: relation for one, relation in gold.items() if one not in predicted}
    right = {one: relation for one, relation in predicted.items() if one not in gold}
    found: list[tuple[_Arc, RelationDisagreement]] = []
    for one, other in (*_relabelled(left, right), *_turned(left, right)):
        if one in left and other in right:
            kind = "label" if one[:2] == other[:2] else "direction"
            found.append((one, RelationDisagreement(compared.document, kind, left.pop(one), right.pop(other))))
    found += [(one, RelationDisagreement(compared.document, "missed", gold=it)) for one, it in left.items()]
    found += [(one, RelationDisagreement(compared.document, "spurious", predicted=it)) for one, it in right.items()]
    return [case for _, case in sorted(found, key=lambda pair: pair[0])]


_Arc = tuple[Key, Key, str]
"""Head, child and label of a relation, so that relations sort in the order of the text."""


def _cut(whole: Iterable[Span], pieces: Iterable[Span]) -> list[tuple[Span, tuple[Span, ...]]]:
    """Spans in which two or more of the pieces lie, under the same label; each piece is in one of them at most."""
    inside = defaultdict[Key, list[Span]](list)
    spans: dict[Key, Span] = {}
    taken: set[Key] = set()
    for one, piece, count in overlapping(whole, pieces):
        if one.label == piece.label and count == sum(part.size for part in piece.fragments) and key(piece) not in taken:
            taken.add(key(piece))
            spans[key(one)] = one
            inside[key(one)].append(piece)
    return [(spans[one], tuple(sorted(many, key=key))) for one, many in inside.items() if len(many) > 1]


def _rest(spans: Iterable[Span], cases: Iterable[Disagreement]) -> list[Span]:
    used = {id(span) for case in cases for span in (*case.gold, *case.predicted)}
    return [span for span in spans if id(span) not in used]


def _unequal(document: str, alignment: Alignment) -> list[Disagreement]:
    pairs = [Disagreement(document, _kind(one, two), (one,), (two,)) for one, two in alignment.pairs]
    missed = [Disagreement(document, "missed", gold=(span,)) for span in alignment.missed]
    return pairs + missed + [Disagreement(document, "spurious", predicted=(span,)) for span in alignment.spurious]


def _kind(gold: Span, predicted: Span) -> Kind:
    if gold.fragments == predicted.fragments:
        return "label"
    return "boundary" if gold.label == predicted.label else "label and boundary"


def _same_place(document: str, gold: dict[Key, Span], predicted: dict[Key, Span]) -> list[Disagreement]:
    """Spans that both have, with other values or attributes; the value first, if both differ."""
    cases: list[Disagreement] = []
    for one, span in gold.items():
        other = predicted.get(one)
        if other is None:
            continue
        if not same_value(span.value, other.value):
            cases.append(Disagreement(document, "value", (span,), (other,)))
        elif span.attributes != other.attributes:
            cases.append(Disagreement(document, "attributes", (span,), (other,)))
    return cases


def _relations(side: Side) -> dict[_Arc, Relation]:
    spans = side.by_id
    return {(key(spans[one.head]), key(spans[one.child]), one.label): one for one in side.relations}


def _relabelled(left: Iterable[_Arc], right: Iterable[_Arc]) -> list[tuple[_Arc, _Arc]]:
    by_ends = defaultdict[tuple[Key, Key], list[_Arc]](list)
    for head, child, label in sorted(right):
        by_ends[head, child].append((head, child, label))
    return [(one, other) for one in sorted(left) for other in by_ends[one[:2]]]


def _turned(left: Iterable[_Arc], right: Iterable[_Arc]) -> list[tuple[_Arc, _Arc]]:
    there = set(right)
    turned = ((one, (one[1], one[0], one[2])) for one in sorted(left))
    return [(one, other) for one, other in turned if other in there]
