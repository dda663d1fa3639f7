"""The learning curve: what scores would more annotation bring, and for which labels?

The rule: the gain is F1 with all of train less F1 with half of it, on the same documents. A 90 % interval of it comes
from documents drawn with replacement (`annotate.scores.resampling`). “yes”: the interval is above 0 and the gain is at
least one point; “no”: the upper end is below one point; else “not clear”. With fewer than `LEAST` gold spans, or
none of them found, it cannot be told.
As each doubling brings about as much as the last one or less, the upper end of the interval is about the most that
twice the documents bring; with few documents the gain itself is often exceeded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from annotate.scores.counts import Counts, micro
from annotate.scores.resampling import bootstrap

SHARES = (25, 50, 75, 100)
LEAST = 10  # gold spans of a label
WORTH = 0.01  # of F1
RULE = (
    "gain = F1 with all of train − F1 with half of it; yes: at least 1 point and its 90 % interval above 0; "
    f"no: the interval ends below 1 point; fewer than {LEAST} gold spans, or none found: cannot be told"
)

_LATE = 0.75  # of the steps

Answer = Literal["yes", "no", "not clear", "cannot be told"]
Documents = Sequence[Mapping[str, Counts]]
"""The counts of each scored document by label, always the same documents in the same order."""


@dataclass(frozen=True, slots=True)
class Point:
    """One training: the share of train in percent, how many documents that was, and how it did."""

    share: int
    documents: int
    counts: Documents

    def of(self, label: str | None = None) -> Counts:
        """All counts of a label, or of all labels."""
        return micro(_of(one, label) for one in self.counts)


@dataclass(frozen=True, slots=True)
class Gain:
    """What the second half of train has brought for a label (None: for all), and whether more would bring more."""

    label: str | None
    answer: Answer
    gain: float | None = None
    low: float | None = None
    high: float | None = None


def subset(documents: int, share: int) -> int:
    """How many of the documents of train are that share; at least one."""
    return max(1, round(documents * share / 100))


def rising(dev: Sequence[tuple[int, float]], max_steps: int) -> bool:
    """Whether the last quarter of the steps has still brought a point of F1 on dev (steps and scores): then the steps
    ran out, and more of them may bring as much as more documents. Who ended by itself before has not risen."""
    before = [f1 for step, f1 in dev if step <= _LATE * max_steps]
    late = [f1 for step, f1 in dev if step > _LATE * max_steps]
    return bool(before and late) and max(late) - max(before) >= WORTH


def answers(points: Sequence[Point], *, seed: int = 0) -> list[Gain]:
    """Whether more annotation would help: for all labels together first, then for each."""
    by_share = {one.share: one for one in points}
    if not {50, 100} <= by_share.keys():
        return []
    half, whole = by_share[50], by_share[100]
    labels = sorted({label for one in whole.counts for label in one})
    return [_gain(half, whole, label, seed) for label in (None, *labels)]


def curve_data(points: Sequence[Point], gains: Sequence[Gain], *, rose: Iterable[int] = ()) -> dict[str, Any]:
    """Plain data for JSON; `rose` are the shares whose scores still rose when their steps ran out."""
    labels = sorted({label for one in points for row in one.counts for label in row})
    return {
        "rule": RULE,
        "rising": sorted(rose),
        "points": [
            {
                "share": one.share,
                "documents": one.documents,
                "f1": one.of().f1,
                "by_label": {label: one.of(label).f1 for label in labels},
            }
            for one in sorted(points, key=lambda one: one.share)
        ],
        "more": [
            {"label": one.label, "answer": one.answer, "gain": one.gain, "low": one.low, "high": one.high}
            for one in gains
        ],
    }


def _gain(half: Point, whole: Point, label: str | None, seed: int) -> Gain:
    pairs = [(_of(a, label), _of(b, label)) for a, b in zip(half.counts, whole.counts, strict=True)]
    gain = _difference(pairs)
    if gain is None or whole.of(label).gold < LEAST or not whole.of(label).right:
        return Gain(label, "cannot be told", gain)
    found = bootstrap(pairs, _difference, seed=Random(f"{seed} {label}").getrandbits(32), confidence=0.9)
    if found is None:
        return Gain(label, "cannot be told", gain)
    answer: Answer = "not clear"
    if gain >= WORTH and found.low > 0:
        answer = "yes"
    elif found.high < WORTH:
        answer = "no"
    return Gain(label, answer, gain, found.low, found.high)


def _difference(pairs: Sequence[tuple[Counts, Counts]]) -> float | None:
    one, two = micro(a for a, _ in pairs).f1, micro(b for _, b in pairs).f1
    return None if one is None or two is None else two - one


def _of(counts: Mapping[str, Counts], label: str | None) -> Counts:
    return micro(counts.values()) if label is None else counts.get(label, Counts())
