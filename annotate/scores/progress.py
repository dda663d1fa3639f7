"""Two versions of a source against gold: what only the later one gets right, and what only the earlier one did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from annotate.model import Span
from annotate.offsets import Range
from annotate.scores.align import aligned
from annotate.scores.compared import Compared, Side
from annotate.scores.counts import Counts, micro
from annotate.scores.disagreements import Kind, disagreements
from annotate.scores.parted import Key, distinct, key, overlapping
from annotate.scores.resampling import ROUNDS, chance_of_difference
from annotate.scores.spans import exact_by_label

SEED = 0


@dataclass(frozen=True, slots=True)
class Versions:
    """One document with gold and what two versions say of it."""

    document: str  # id
    gold: Side
    before: Side
    after: Side

    @property
    def flipped(self) -> Versions:
        """The versions in each other's place."""
        return Versions(self.document, self.gold, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Turn:
    """One case that is right in one version and wrong in the other.

    With `gold` it is a span of the gold that one of the two has, and `before` and `after` are what they have there;
    without it a span that only one of the two has, and gold has not.
    """

    document: str  # id
    better: bool
    gold: Span | None = None
    before: Span | None = None
    after: Span | None = None

    @property
    def place(self) -> Range:
        """From the first code point of all spans to the last."""
        spans = [one for one in (self.gold, self.before, self.after) if one is not None]
        return Range(min(one.start for one in spans), max(one.end for one in spans))

    @property
    def flipped(self) -> Turn:
        """The case as it is if the versions change places."""
        return Turn(self.document, not self.better, self.gold, self.after, self.before)


@dataclass(frozen=True)
class Progress:
    """Exact counts of both versions over the same documents, how likely they differ so much by chance (None where F1 is
    not defined), the cases that have turned, in the order of documents and text, and how often each kind of error is
    made."""

    documents: int = 0
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)
    chance: float | None = None
    turns: tuple[Turn, ...] = ()
    kinds_before: Counter[Kind] = field(default_factory=Counter[Kind])
    kinds_after: Counter[Kind] = field(default_factory=Counter[Kind])

    @property
    def better(self) -> list[Turn]:
        """What only the later version has right."""
        return [one for one in self.turns if one.better]

    @property
    def worse(self) -> list[Turn]:
        """What only the earlier version had right."""
        return [one for one in self.turns if not one.better]


def progress(documents: Iterable[Versions], *, seed: int = SEED, rounds: int = ROUNDS) -> Progress:
    """How two versions differ over documents that both have gone over."""
    rows = tuple(documents)
    before = [_exact(one.gold, one.before) for one in rows]
    after = [_exact(one.gold, one.after) for one in rows]
    return Progress(
        len(rows),
        micro(before),
        micro(after),
        chance_of_difference(before, after, seed=seed, rounds=rounds),
        tuple(chain.from_iterable(turned(one) for one in rows)),
        _kinds(Compared(one.document, one.gold, one.before) for one in rows),
        _kinds(Compared(one.document, one.gold, one.after) for one in rows),
    )


def turned(one: Versions) -> list[Turn]:
    """The cases of one document, in the order of the text.

    A wrong span that answers a gold span belongs to the case of that one. Where both versions are wrong about the same
    place, in whatever way, nothing has turned.
    """
    return sorted(chain(_of_gold(one), _of_nothing(one)), key=lambda turn: (turn.place, not turn.better))


def _of_gold(one: Versions) -> Iterator[Turn]:
    before, after = _answers(one.gold, one.before), _answers(one.gold, one.after)
    for at, span in distinct(one.gold.spans).items():
        was, now = before.get(at), after.get(at)
        had, has = was is not None and key(was) == at, now is not None and key(now) == at
        if had != has:
            yield Turn(one.document, has, span, was, now)


def _of_nothing(one: Versions) -> Iterator[Turn]:
    for span in _only(one.gold, one.before, one.after):
        yield Turn(one.document, better=True, before=span)
    for span in _only(one.gold, one.after, one.before):
        yield Turn(one.document, better=False, after=span)


def _answers(gold: Side, found: Side) -> dict[Key, Span]:
    return {key(span): answer for span, answer in aligned(gold.spans, found.spans).pairs}


def _only(gold: Side, found: Side, other: Side) -> list[Span]:
    """The spans of one version that answer no gold, and where the other has nothing wrong."""
    right = distinct(gold.spans).keys()
    spurious = aligned(gold.spans, found.spans).spurious
    wrong = [span for at, span in distinct(other.spans).items() if at not in right]
    both = {key(span) for span, _, _ in overlapping(spurious, wrong)}
    return [span for span in spurious if key(span) not in both]


def _exact(gold: Side, found: Side) -> Counts:
    return micro(exact_by_label(gold.spans, found.spans).values())


def _kinds(documents: Iterable[Compared]) -> Counter[Kind]:
    cases: Sequence[Kind] = [case.kind for one in documents for case in disagreements(one)]
    return Counter(cases)
