"""What two sources disagree on, case by case: what, where, and of which kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.scores.compared import Compared, Side
from annotate.scores.parted import Key, Parted, matched
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
        places = [span.fragments for span in (*self.gold, *self.predicted)]
        if len(places) == 1:
            return Range(places[0][0][0], places[0][-1][1])
        return Range(min([place[0][0] for place in places]), max([place[-1][1] for place in places]))


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
    parted, here = compared.parted, compared.document
    nested = [(one, two) for one, two, count in parted.overlaps if one[1] == two[1] and count == _size(two)]
    around = [(two, one) for one, two, count in parted.overlaps if one[1] == two[1] and count == _size(one)]
    split = _cut(nested)
    used = {*split, *chain.from_iterable(split.values())}
    merged = _cut(sorted(pair for pair in around if used.isdisjoint(pair)))
    used.update(merged, chain.from_iterable(merged.values()))
    cases = [
        Disagreement(here, "split", (parted.left[one],), _these(many, parted.right)) for one, many in split.items()
    ]
    cases += [
        Disagreement(here, "merged", _these(many, parted.left), (parted.right[one],)) for one, many in merged.items()
    ]
    cases += _unequal(here, parted, used)
    cases += _same_place(compared)
    return sorted(cases, key=lambda case: (case.place, case.kind))


def relation_disagreements(compared: Compared) -> list[RelationDisagreement]:
    """All cases about relations of one document, in the order of the text; ends are the same by place and label.

    Each relation is in one case: first those between the same ends with another label, then those turned round.
    """
    left, right = _only(compared.gold, compared.predicted), _only(compared.predicted, compared.gold)
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


def _cut(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    """Spans in which two or more others lie, from pairs of the two in order; each lies in one of them at most."""
    inside, taken = defaultdict[Key, list[Key]](list), set[Key]()
    for whole, piece in pairs:
        if piece not in taken:
            taken.add(piece)
            inside[whole].append(piece)
    return {whole: sorted(many) for whole, many in inside.items() if len(many) > 1}


def _size(one: Key) -> int:
    return sum(end - start for start, end in one[0])


def _these(keys: Iterable[Key], spans: Mapping[Key, Span]) -> tuple[Span, ...]:
    return tuple(spans[one] for one in keys)


def _unequal(document: str, parted: Parted, used: Set[Key]) -> list[Disagreement]:
    """What differs in any other way: pairs first, then what is alone."""
    left, right, partner = parted.left, parted.right, parted.partner
    missed, spurious = parted.missed, parted.spurious
    if used:
        partner = matched([one for one in parted.overlaps if one[0] not in used and one[1] not in used])
        done = used | set(partner.values())
        missed = [one for one in left if one not in partner and one not in used]
        spurious = [two for two in right if two not in done]
    pairs = [(left[one], right[two]) for one, two in sorted(partner.items())]
    cases = [Disagreement(document, _kind(one, two), (one,), (two,)) for one, two in pairs]
    cases += [Disagreement(document, "missed", (left[one],)) for one in missed]
    return cases + [Disagreement(document, "spurious", (), (right[two],)) for two in spurious]


def _kind(gold: Span, predicted: Span) -> Kind:
    if gold.fragments == predicted.fragments:
        return "label"
    return "boundary" if gold.label == predicted.label else "label and boundary"


def _same_place(compared: Compared) -> list[Disagreement]:
    """Spans that both have, with other values or attributes; the value first, if both differ."""
    gold, predicted, parted = compared.gold, compared.predicted, compared.parted
    said = gold.valued.keys() | predicted.valued.keys() | gold.attributed | predicted.attributed
    cases: list[Disagreement] = []
    for one in sorted(said & parted.same):
        span, other = parted.gold[one], parted.predicted[one]
        if not same_value(span.value, other.value):
            cases.append(Disagreement(compared.document, "value", (span,), (other,)))
        elif span.attributes != other.attributes:
            cases.append(Disagreement(compared.document, "attributes", (span,), (other,)))
    return cases


def _only(side: Side, other: Side) -> dict[_Arc, Relation]:
    """The relations of a source that the other one does not have."""
    arcs, there = side.arcs - other.arcs, side.triples
    return {(one[1], one[2], one[0]): there[one] for one in arcs}


def _relabelled(left: Iterable[_Arc], right: Iterable[_Arc]) -> list[tuple[_Arc, _Arc]]:
    by_ends = defaultdict[tuple[Key, Key], list[_Arc]](list)
    for one in right:
        by_ends[one[:2]].append(one)
    near = sorted([one for one in left if one[:2] in by_ends])
    return [(one, other) for one in near for other in sorted(by_ends[one[:2]])]


def _turned(left: Iterable[_Arc], right: Container[_Arc]) -> list[tuple[_Arc, _Arc]]:
    turned = ((one, (one[1], one[0], one[2])) for one in left)
    return sorted([(one, other) for one, other in turned if other in right])
