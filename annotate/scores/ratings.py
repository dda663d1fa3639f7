"""What annotators rate: from spans to a table of items with a category for each annotator.

An annotator who has not looked at a document is None there, and all ratings of it are missing; one who has looked and
found nothing has an empty side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.model import AttributeValue, Span
from annotate.offsets import Range
from annotate.scores.compared import Side
from annotate.scores.parted import Key, Place

OUTSIDE = ""
"""The category of a token in no span."""

Sides = Sequence[Side | None]
Row = list[str | None]


def token_ratings(tokens: Sequence[Range], sides: Sides) -> list[Row]:
    """A row for each token, in it the labels that each annotator gave it, or OUTSIDE.

    A token belongs to every span that shares a code point with it. Where spans nest, the category is all their labels
    together (`LOC+ORG`): to choose one would hide a disagreement. `tokens` are in order and apart.
    """
    return [list(row) for row in _rows(tokens, sides)]


def token_counts(tokens: Sequence[Range], sides: Sides) -> Counter[tuple[str | None, ...]]:
    """How often each of these rows occurs; only tokens in spans are looked at."""
    ends = [end for _, end in tokens]
    labelled = [None if side is None else _labels_by_token(tokens, ends, side.spans) for side in sides]
    inside = set[int]().union(*(one for one in labelled if one is not None))
    rows = Counter(tuple([None if one is None else one.get(at, OUTSIDE) for one in labelled]) for at in inside)
    if len(inside) < len(tokens):
        rows[tuple(None if one is None else OUTSIDE for one in labelled)] += len(tokens) - len(inside)
    return rows


def label_ratings(sides: Sides) -> list[Row]:
    """A row for each place that two or more annotators marked, in it the label of each: labels given boundaries.

    An annotator who has not marked the place is missing there.
    """
    found = [_labels_by_place(side) for side in sides]
    places = sorted({place for row in found for place in row})
    rows = [[row.get(place) for row in found] for place in places]
    return [row for row in rows if sum(one is not None for one in row) > 1]


def attribute_ratings(sides: Sides, name: str) -> list[list[AttributeValue | None]]:
    """A row for each span that two or more annotators gave a value of the attribute, in it the value; None if unset."""
    found = [_valued(side, name) for side in sides]
    keys: list[Key] = sorted({one for row in found for one in row})
    rows = [[row.get(one) for row in found] for one in keys]
    return [row for row in rows if sum(one is not None for one in row) > 1]


def document_ratings(
    documents: Iterable[Sequence[Mapping[str, AttributeValue] | None]], name: str
) -> list[list[AttributeValue | None]]:
    """A row for each document, in it the value of one attribute of documents by each annotator."""
    return [[None if one is None else one.get(name) for one in annotators] for annotators in documents]


def _labelled(tokens: Sequence[Range], spans: Iterable[Span]) -> list[str]:
    labels = _labels_by_token(tokens, [token.end for token in tokens], spans)
    return [labels.get(at, OUTSIDE) for at in range(len(tokens))]


def _labels_by_token(tokens: Sequence[Range], ends: Sequence[int], spans: Iterable[Span]) -> dict[int, str]:
    """The labels of those tokens that are in spans, by their numbers."""
    labels, several, count = dict[int, str](), dict[int, set[str]](), len(tokens)
    for span in spans:
        label = span.label
        for start, end in span.fragments:
            at = bisect_right(ends, start)
            while at < count and tokens[at][0] < end:
                known = labels.setdefault(at, label)
                if known != label:
                    several.setdefault(at, {known}).add(label)
                at += 1
    return labels | {at: "+".join(sorted(some)) for at, some in several.items()}


def _valued(side: Side | None, name: str) -> dict[Key, AttributeValue]:
    """The value of an attribute of those spans that have it."""
    spans = side.distinct if side is not None else {}
    pairs = ((one, dict(span.attributes).get(name)) for one, span in spans.items() if span.attributes)
    return {one: value for one, value in pairs if value is not None}


def _labels_by_place(side: Side | None) -> dict[Place, str]:
    """The labels of each place; one after the other they are sorted."""
    labels = dict[Place, str]()
    for place, label in side.distinct if side is not None else ():
        labels[place] = f"{labels[place]}+{label}" if place in labels else label
    return labels


def _rows(tokens: Sequence[Range], sides: Sides) -> Iterator[tuple[str | None, ...]]:
    missing = [None] * len(tokens)
    return zip(*(missing if side is None else _labelled(tokens, side.spans) for side in sides), strict=True)
