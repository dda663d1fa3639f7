"""The check set: which decided documents are never learnt from, and when a learnt pipeline counts as better.

A document belongs to the check set, or does not, by its text alone and for ever, so that what has once been learnt is
never what it is checked by, however often a round is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from annotate.scores.counts import Counts, micro

ONE_IN = 5  # documents of which one is in the check set, on the average
LEAST_CHECK, LEAST_LEARNT = 1, 3  # documents
LEAST_SPANS = 10  # of gold in the check set
_LEAST_BETTER = 0.005  # of F1
_LEAST_SPANS_BETTER = 2.0  # gold spans, as a share of all of them; whichever is more

Exact = Mapping[str, Counts]
"""What was right, wrong and missed, by label."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a round: strict F1 over the check set of what is used now and of what was learnt. `documents` were
    learnt from, `check` checked by; `labels` has each label with F1 before and after, None: nothing to count."""

    better: bool
    before: float
    after: float
    documents: int
    check: int
    labels: tuple[tuple[str, float | None, float | None], ...] = ()


def in_check_set(digest: str) -> bool:
    """Whether the document with this digest of its text is in the check set: about one in `ONE_IN` is."""
    lot = blake2b(digest.encode(), digest_size=8, person=b"gilder check").digest()
    return int.from_bytes(lot, "big") % ONE_IN == 0


def compared(before: Exact, after: Exact, *, documents: int, check: int, again: bool = False) -> Outcome:
    """What is used now beside what was learnt, both counted on the same `check` documents.

    Better is only what is really better: F1 must rise by more than half a point, and by more than what two gold spans
    are of all. `again`: what is used now was learnt in the same way from fewer documents; then any rise counts. A tie
    is not better, and nothing is with fewer than `LEAST_CHECK` documents or `LEAST_SPANS` gold spans to tell by.
    """
    first, second = micro(before.values()), micro(after.values())
    was, now = first.f1 or 0.0, second.f1 or 0.0
    gold = second.gold
    least = 0.0 if again else max(_LEAST_BETTER, _LEAST_SPANS_BETTER / max(1, gold))
    enough = check >= LEAST_CHECK and gold >= LEAST_SPANS
    return Outcome(enough and now - was > least, was, now, documents, check, tuple(_rows(before, after)))


def _rows(before: Exact, after: Exact) -> Iterable[tuple[str, float | None, float | None]]:
    nothing = Counts()
    for name in sorted({*before, *after}):
        yield name, before.get(name, nothing).f1, after.get(name, nothing).f1
