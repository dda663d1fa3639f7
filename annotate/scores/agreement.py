"""Agreement of two or more annotators over many documents, by everything that they can agree on.

A document is rated by those who have looked at it; who has not is missing there, and counts neither for nor against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotate.model import AttributeValue
from annotate.offsets import Range
from annotate.scores.coefficients import (
    Coefficient,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percentage,
    scott_pi,
)
from annotate.scores.compared import Compared, Side
from annotate.scores.counts import Counts, micro
from annotate.scores.pairwise import Pair, Pairwise
from annotate.scores.ratings import attribute_ratings, document_ratings, label_ratings, token_counts
from annotate.scores.relations import relations_by_label
from annotate.scores.spans import ByLabel, added_up, exact_of, overlap_of
from annotate.scores.unitised import Unitised, unitised_by_category, without_overlaps

_Row = tuple[Hashable | None, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document with what each annotator says; None for who has not looked at it. `tokens` are in order and apart,
    `length` is that of the text in code points."""

    document: str  # id
    length: int
    tokens: Sequence[Range]
    sides: Mapping[str, Side | None]
    labels: Mapping[str, Mapping[str, AttributeValue]] = field(
        default_factory=dict[str, Mapping[str, AttributeValue]]
    )  # labels of the document by annotator


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All coefficients of one table of ratings; κ and π are those of two annotators only, None for more."""

    percentage: float | None
    cohen: Coefficient | None
    scott: Coefficient | None
    fleiss: Coefficient
    alpha: Coefficient

    @property
    def items(self) -> int:
        """How many items two or more have rated."""
        return self.alpha.items


@dataclass(frozen=True)
class Agreement:
    """Agreement on spans, their labels, relations, attributes and labels of documents."""

    annotators: tuple[str, ...]
    documents: int  # that two or more have looked at
    exact: Pairwise
    overlap: Pairwise
    relations: Pairwise
    tokens: Coefficients
    labels: Coefficients  # of places that two or more have marked
    unitised: Unitised
    by_label: Mapping[str, LabelAgreement]
    attributes: Mapping[str, Coefficients]  # by LABEL.NAME
    document_labels: Mapping[str, Coefficients]  # by name


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Agreement on one label: exact F1, α of tokens in it against all others, unitised α."""

    exact: Pairwise
    tokens: Coefficient
    unitised: Unitised


def agreement(documents: Sequence[Annotated], annotators: Sequence[str]) -> Agreement:
    """Agreement of the annotators over those documents that two or more of them have looked at."""
    both = [one for one in documents if sum(one.sides.get(name) is not None for name in annotators) > 1]
    exact, overlap, relations = _each_pair(both, annotators)
    tokens = Counter[_Row]()
    for one in both:
        tokens.update(token_counts(one.tokens, _sides(one, annotators)))
    places = [row for one in both for row in label_ratings(_sides(one, annotators))]
    units = _unitised(both, annotators)
    return Agreement(
        tuple(annotators),
        len(both),
        exact.all,
        overlap.all,
        relations.all,
        coefficients(tokens, len(annotators)),
        coefficients(places, len(annotators)),
        Unitised(sum(one.observed for one in units.values()), sum(one.expected for one in units.values())),
        {label: _of_label(label, exact, tokens, units) for label in _labels(both)},
        _attributes(both, annotators),
        _document_labels(both, annotators),
    )


def coefficients(ratings: Ratings, annotators: int) -> Coefficients:
    """Every coefficient of a table of ratings by so many annotators."""
    two = annotators == 2
    return Coefficients(
        percentage(ratings),
        cohen_kappa(ratings) if two else None,
        scott_pi(ratings) if two else None,
        fleiss_kappa(ratings),
        krippendorff_alpha(ratings),
    )


def _sides(one: Annotated, annotators: Sequence[str]) -> list[Side | None]:
    return [one.sides.get(name) for name in annotators]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The counts by label of each two annotators over the documents that both have looked at."""

    counts: Mapping[tuple[str, str], ByLabel]
    documents: Mapping[tuple[str, str], int]

    @property
    def all(self) -> Pairwise:
        return self._pairwise(lambda by_label: micro(by_label.values()))

    def of(self, label: str) -> Pairwise:
        return self._pairwise(lambda by_label: by_label.get(label, Counts()))

    def _pairwise(self, counts: Callable[[ByLabel], Counts]) -> Pairwise:
        return Pairwise(
            tuple(Pair(*names, counts(by_label), self.documents[names]) for names, by_label in self.counts.items())
        )


def _each_pair(documents: Sequence[Annotated], annotators: Sequence[str]) -> tuple[_Pairs, _Pairs, _Pairs]:
    """Exact and overlapping spans, and relations, of each two."""
    found, shared = dict[tuple[str, str], list[tuple[ByLabel, ...]]](), Counter[tuple[str, str]]()
    for names in combinations(sorted(annotators), 2):
        for one in documents:
            first, second = (one.sides.get(name) for name in names)
            if first is not None and second is not None:
                shared[names] += 1
                found.setdefault(names, []).append(_counts(Compared(one.document, first, second)))
    summed = {names: tuple(map(added_up, zip(*rows, strict=True))) for names, rows in found.items()}
    exact, overlap, relations = ({names: rows[at] for names, rows in summed.items()} for at in range(3))
    return _Pairs(exact, shared), _Pairs(overlap, shared), _Pairs(relations, shared)


def _counts(two: Compared) -> tuple[ByLabel, ByLabel, ByLabel]:
    parted = two.parted
    return exact_of(parted), overlap_of(parted), relations_by_label(two)


def _of_label(label: str, exact: _Pairs, tokens: Counter[_Row], units: Mapping[str, Unitised]) -> LabelAgreement:
    has = {one: one is not None and f"+{label}+" in f"+{one}+" for row in tokens for one in row}
    inside = Counter[_Row]()
    for row, times in tokens.items():
        inside[tuple([None if one is None else has[one] for one in row])] += times
    return LabelAgreement(exact.of(label), krippendorff_alpha(inside), units.get(label, Unitised()))


def _labels(documents: Sequence[Annotated]) -> list[str]:
    return sorted({span.label for one in documents for side in one.sides.values() if side for span in side.spans})


def _unitised(documents: Sequence[Annotated], annotators: Sequence[str]) -> dict[str, Unitised]:
    """Unitised α by label over the documents that everybody has looked at, joined end to end as one continuum.

    Of spans of one label that overlap, the longest counts; a discontinuous span is its fragments.
    """
    rows = {name: defaultdict[str, list[Range]](list) for name in annotators}
    length = 0
    for one in documents:
        if any(one.sides.get(name) is None for name in annotators):
            continue
        for name in annotators:
            side, row = one.sides[name], rows[name]
            for span in side.spans if side is not None else ():
                for start, end in span.fragments:
                    row[span.label].append(Range(start + length, end + length))
        length += one.length
    units = [{label: without_overlaps(ranges) for label, ranges in rows[name].items()} for name in annotators]
    return unitised_by_category(units, length) if length else {}


def _attributes(documents: Sequence[Annotated], annotators: Sequence[str]) -> dict[str, Coefficients]:
    names = sorted(
        {
            (span.label, name)
            for one in documents
            for side in one.sides.values()
            if side is not None
            for span in side.spans
            for name, _ in span.attributes
        }
    )
    return {
        f"{label}.{name}": coefficients(_attribute_table(documents, annotators, label, name), len(annotators))
        for label, name in names
    }


def _attribute_table(
    documents: Sequence[Annotated], annotators: Sequence[str], label: str, name: str
) -> list[list[AttributeValue | None]]:
    rows = list[list[AttributeValue | None]]()
    for one in documents:
        rows += attribute_ratings([side and _labelled(side, label) for side in _sides(one, annotators)], name)
    return rows


def _labelled(side: Side, label: str) -> Side:
    """The spans of a label that have any attribute."""
    return Side(tuple(span for span in side.spans if span.attributes and span.label == label))


def _document_labels(documents: Sequence[Annotated], annotators: Sequence[str]) -> dict[str, Coefficients]:
    names = sorted({name for one in documents for labels in one.labels.values() for name in labels})
    given = [[one.labels.get(name) for name in annotators] for one in documents]
    return {name: coefficients(document_ratings(given, name), len(annotators)) for name in names}
