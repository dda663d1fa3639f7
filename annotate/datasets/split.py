"""Documents dealt out to parts: by a seed, in groups, as balanced as groups allow.

Which part a document gets depends on the texts, what they have in common, their spans' labels and the recipe alone, not
on ids, names or the order of import. What is in a part already stays there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from annotate.datasets.grouping import Member, groups
from annotate.datasets.recipe import Recipe

_DOCUMENTS, _SIZE, _LABELS = 1.0, 0.5, 1.0  # how much it counts that each is dealt out by the shares; labels together
_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Torn:
    """Documents that belong together and lie in several parts already: what came later has shown it."""

    parts: tuple[str, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in one part; `size` is in code points, `labels` counts spans."""

    documents: int
    groups: int
    size: int
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Split:
    """The part of each document by its id; `new` are those that had none before."""

    parts: Mapping[str, str]
    new: tuple[str, ...]
    torn: tuple[Torn, ...]
    counts: Mapping[str, Counts]
    largest: int  # documents of the largest group


def split(members: Sequence[Member], recipe: Recipe, before: Mapping[str, str] | None = None) -> Split:
    """Deal out documents; `before` has the parts that some have already, by their ids: they keep them, and the others
    of their groups join them."""
    together = groups(members)
    known = {one.id: (before or {}).get(one.id) for one in members}
    dealt, parts, torn = _Dealing(members, recipe), dict[str, str](), list[Torn]()
    waiting = list[list[Member]]()
    for group in together:
        standing = Counter(part for one in group if (part := known[one.id]) in recipe.names)
        if not standing:
            waiting.append(group)
            continue
        most = max(recipe.names, key=lambda name: standing[name])
        for one in group:
            part = known[one.id]
            parts[one.id] = part if part in recipe.names else most
            dealt.put([one], parts[one.id])
        if len(standing) > 1:
            torn.append(Torn(tuple(name for name in recipe.names if standing[name]), tuple(group)))
    for group in _in_turn(waiting, recipe.seed):
        part = dealt.best(group)
        dealt.put(group, part)
        parts |= dict.fromkeys((one.id for one in group), part)
    new = tuple(one.id for one in members if known[one.id] not in recipe.names)
    return Split(parts, new, tuple(torn), _counted(together, parts, recipe), max(map(len, together), default=0))


def _in_turn(waiting: list[list[Member]], seed: int) -> list[list[Member]]:
    """Groups in the order in which they are dealt out: large ones first, for what is small can make good; those of one
    size as the seed has it."""
    return sorted(waiting, key=lambda group: (-len(group), _lot(group, seed)))


def _lot(group: list[Member], seed: int) -> bytes:
    return blake2b(f"{seed} {group[0].digest}".encode(), digest_size=16).digest()


class _Dealing:
    """What each part has of documents, text and each label, and what it should have, in shares of the whole."""

    def __init__(self, members: Sequence[Member], recipe: Recipe) -> None:
        self._names = recipe.names
        totals = Counter[str]()
        for one in members if recipe.labels else ():
            totals.update(one.labels)
        self._labels = {name: at + 2 for at, name in enumerate(sorted(label for label in totals if totals[label] > 0))}
        total = [len(members), sum(one.size for one in members), *(totals[name] for name in self._labels)]
        self._total = np.maximum(np.array(total, dtype=np.float64), 1.0)
        each = _LABELS / max(1, len(self._labels))
        self._counts = np.array([_DOCUMENTS, _SIZE, *(each for _ in self._labels)])
        weights = np.array([weight for _, weight in recipe.shares])
        self._wanted = (weights / weights.sum())[:, None]
        self._has = np.zeros((len(weights), len(total)))

    def put(self, group: Sequence[Member], part: str) -> None:
        """Have a group in a part."""
        self._has[self._names.index(part)] += self._vector(group)

    def best(self, group: Sequence[Member]) -> str:
        """The part after whose growth by the group the shares are nearest to what they should be (chi-square)."""
        vector = self._vector(group)
        worse = vector * (2 * (self._has - self._wanted) + vector) / self._wanted
        return self._names[int(np.argmin(worse @ self._counts))]

    def _vector(self, group: Sequence[Member]) -> _Numbers:
        vector = np.zeros(len(self._total))
        for one in group:
            vector[0] += 1
            vector[1] += one.size
            for label, count in one.labels.items():
                at = self._labels.get(label)
                if at is not None:
                    vector[at] += count
        return vector / self._total


def _counted(together: list[list[Member]], parts: Mapping[str, str], recipe: Recipe) -> dict[str, Counts]:
    found = {name: (Counter[str](), Counter[str]()) for name in recipe.names}
    for group in together:
        for name in {parts[one.id] for one in group}:
            found[name][0]["groups"] += 1
        for one in group:
            numbers, labels = found[parts[one.id]]
            numbers["documents"] += 1
            numbers["size"] += one.size
            labels.update(one.labels)
    return {
        name: Counts(numbers["documents"], numbers["groups"], numbers["size"], dict(sorted(labels.items())))
        for name, (numbers, labels) in found.items()
    }
