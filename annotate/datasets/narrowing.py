"""What of a document's annotations a filter lets out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotate.datasets.selection import BODY, Selection
from annotate.model import Relation, Span

Place = tuple[str, int, int]
"""A zone: its kind, and where it starts and ends, in code points."""


def narrowed(
    spans: Iterable[Span], relations: Iterable[Relation], zones: Iterable[Place], selection: Selection
) -> tuple[tuple[Span, ...], tuple[Relation, ...]]:
    """The spans and relations that are chosen. A relation goes with its ends: without one it is left out."""
    kept = tuple(spans)
    if selection.label:
        kept = tuple(span for span in kept if selection.label.allows(span.label))
    if selection.zone:
        ordered = sorted(zones, key=lambda zone: (zone[1], zone[2], zone[0]))
        kept = tuple(span for span in kept if selection.zone.allows(zone_at(span.start, ordered)))
    ids = {span.id for span in kept}
    there = (one for one in relations if one.head in ids and one.child in ids)
    return kept, tuple(one for one in there if selection.relation.allows(one.label))


def zone_at(offset: int, zones: Sequence[Place]) -> str:
    """The kind of the zone that a character lies in, or `BODY`; zones by their starts. Of zones in one another it is
    the one that begins last."""
    at = bisect_right(zones, offset, key=lambda zone: zone[1])
    return next((kind for kind, _, end in reversed(zones[:at]) if offset < end), BODY)
