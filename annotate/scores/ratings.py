"""What annotators rate: from spans to a table of items with a category for each annotator.

An annotator who has not looked at a document is None there, and all ratings of it are missing; one who has looked and
found nothing has an empty side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.model import AttributeValue, Span
from annotate.offsets import Range
from annotate.scores.compared import Key, Place, Side, distinct

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
    """How often each of these rows occurs."""
    return Counter(_rows(tokens, sides))


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
    found = [{} if side is None else distinct(side.spans) for side in sides]
    keys: list[Key] = sorted({one for row in found for one in row})
    rows = [[dict(row[one].attributes).get(name) if one in row else None for row in found] for one in keys]
    return [row for row in rows if sum(one is not None for one in row) > 1]


def document_ratings(
    documents: Iterable[Sequence[Mapping[str, AttributeValue] | None]], name: str
) -> list[list[AttributeValue | None]]:
    """A row for each document, in it the value of one attribute of documents by each annotator."""
    return [[None if one is None else one.get(name) for one in annotators] for annotators in documents]


def _labelled(tokens: Sequence[Range], spans: Iterable[Span]) -> list[str]:
    labels, ends = dict[int, set[str]](), [token.end for token in tokens]
    for span in spans:
        for fragment in span.fragments:
            at = bisect_right(ends, fragment.start)
            while at < len(tokens) and tokens[at].start < fragment.end:
                labels.setdefault(at, set()).add(span.label)
                at += 1
    found = [OUTSIDE] * len(tokens)
    for at, names in labels.items():
        found[at] = "+".join(sorted(names))
    return found


def _labels_by_place(side: Side | None) -> dict[Place, str]:
    labels = defaultdict[Place, set[str]](set)
    for span in side.spans if side is not None else ():
        labels[span.fragments].add(span.label)
    return {place: "+".join(sorted(names)) for place, names in labels.items()}


def _rows(tokens: Sequence[Range], sides: Sides) -> Iterator[tuple[str | None, ...]]:
    missing = [None] * len(tokens)
    return zip(*(missing if side is None else _labelled(tokens, side.spans) for side in sides), strict=True)
