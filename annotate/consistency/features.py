"""Words as numbers, and what a model is told of a run of words: hashed, so that it fits any language and any labels.

Hashing instead of a vocabulary (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning", ICML)
keeps the model small, whatever is in the texts. The hash is the same in every process: results repeat.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from annotate.offsets import Range, words

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]

ROWS = 1 << 18  # different features that the model can tell apart
_PAD = 3  # words before and after a run that the model is told of, and rows of padding
_INSIDE = 4  # words of a run that it is told of one by one
_WHOLE = 8  # words of a run that its text is recognised by
_LOWER, _SHAPE, _FIRST, _LAST = range(4)  # columns of the codes of a word
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: multiplicative hashing, Knuth 1973, 6.4
_SHIFT = np.uint64(29)
_JOINTS = frozenset("- – — ' ’ & / , . ·".split()) | {""}  # signs between words that a run may go over
_SHORT = 3  # letters of a word that a stop does not end a sentence after: St. Louis


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with their codes; `codes` and `gaps` have rows of padding at both ends."""

    places: list[Range]
    starts: Ints
    ends: Ints
    codes: Codes  # (words + padding, 4)
    gaps: Codes  # what stands between a word and the one before, (words + padding,)
    joined: npt.NDArray[np.bool_]  # whether a run may go from a word to the next one

    def cover(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last word that a range touches; None where it touches none."""
        first, last = int(np.searchsorted(self.ends, start, "right")), int(np.searchsorted(self.starts, end, "left"))
        return (first, last - 1) if last > first else None


def read_words(text: str) -> Words:
    """The words of a text, as the model sees them."""
    places = list(words(text))
    count = len(places)
    codes, gaps = np.zeros((count + 2 * _PAD, 4), dtype=np.uint64), np.zeros(count + 2 * _PAD, dtype=np.uint64)
    known: dict[str, tuple[int, int, int, int]] = {}
    for at, (start, end) in enumerate(places):
        word = text[start:end]
        found = known.get(word)
        if found is None:
            found = known[word] = _codes_of(word)
        codes[at + _PAD] = found
    between = [" ".join(text[a.end : b.start].split()) for a, b in pairwise(places)]
    broken = ["\n\n" in text[a.end : b.start] for a, b in pairwise(places)]
    if count:
        edges = ["^" + text[: places[0].start].strip(), *between, text[places[-1].end :].strip()[:8]]
        gaps[_PAD : _PAD + count + 1] = [zlib.crc32(one.encode("utf-8", "surrogatepass")) + 1 for one in edges]
    joined = np.zeros(count, dtype=np.bool_)
    joined[: len(between)] = [
        not cut and gap in _JOINTS and (gap != "." or places[at].size <= _SHORT)
        for at, (gap, cut) in enumerate(zip(between, broken, strict=True))
    ]
    starts, ends = (np.array([one[at] for one in places], dtype=np.int64) for at in (0, 1))
    return Words(places, starts, ends, codes, gaps, joined)


def runs(found: Words, most: int) -> Iterator[tuple[Ints, Ints]]:
    """All runs of 1 to `most` words that do not go over the end of a sentence: first and last word of each."""
    first = np.arange(len(found.places))
    last = first
    for _ in range(most):
        yield first, last
        kept = found.joined[last]
        first, last = first[kept], last[kept] + 1


def features(found: Words, first: Ints, last: Ints) -> npt.NDArray[np.int32]:
    """What the model is told of runs of words, as rows of its weights, (runs, features)."""
    codes, gaps, a, b = found.codes, found.gaps, first + _PAD, last + _PAD
    lower, shape = codes[:, _LOWER], codes[:, _SHAPE]
    size = (last - first + 1).astype(np.uint64)
    sizes = np.minimum(size, np.uint64(_INSIDE + 1))
    before, after = gaps[a], gaps[b + 1]
    parts: list[tuple[Any, ...]] = [
        (sizes,), (_whole(lower, a, b),), (_whole(shape, a, b),),
        (lower[a - 1],), (lower[b + 1],), (lower[a - 2], lower[a - 1]), (lower[b + 1], lower[b + 2]),
        (lower[a - 2],), (lower[b + 2],), (lower[a - 1], lower[b + 1]),
        (shape[a - 1], before), (shape[b + 1], after), (shape[a - 1], shape[a], before),
        (shape[b], shape[b + 1], after), (before, sizes), (after, sizes), (lower[a - 1], before), (lower[b + 1], after),
        (lower[a],), (lower[b],), (shape[a], sizes), (shape[b], sizes), (codes[a, _LAST],), (codes[b, _LAST],),
        (codes[a, _FIRST],), (codes[b, _FIRST],), (lower[a - 1], shape[a]), (shape[b], lower[b + 1]),
        (lower[a - 1], lower[b]), (lower[b], lower[b + 1]),
    ]  # fmt: skip
    columns = [_mixed(number, *part) for number, part in enumerate(parts)]
    for step in range(_INSIDE):  # the words of the run, whatever their order
        there = a + step <= b
        at = np.where(there, a + step, b)
        columns.append(np.where(there, _mixed(50, lower[at]), _mixed(51, sizes)))
    return (np.stack(columns, axis=1) % np.uint64(ROWS)).astype(np.int32)


def _whole(codes: Codes, a: Ints, b: Ints) -> Codes:
    """One code for all words of each run."""
    found = codes[a]
    for step in range(1, _WHOLE):
        at = np.minimum(a + step, b)
        found = np.where(a + step <= b, _mixed(60 + step, found, codes[at]), found)
    return found


def _mixed(number: int, *parts: Codes) -> Codes:
    """The hash of some codes; `number` says which feature they are."""
    found = np.full(len(parts[0]), number + 1, dtype=np.uint64) * _PRIME
    for part in parts:
        found = (found ^ part) * _PRIME
        found ^= found >> _SHIFT
    return found


def _codes_of(word: str) -> tuple[int, int, int, int]:
    lower = word.casefold()
    found = (lower, _shape(word), lower[:3], lower[-3:])
    crc = [zlib.crc32(one.encode("utf-8", "surrogatepass")) + 1 for one in found]
    return crc[0], crc[1], crc[2], crc[3]


def _shape(word: str) -> str:
    """Its kinds of signs, repeated ones once: `Xx`, `X`, `dd`."""
    kinds = ["X" if one.isupper() else "x" if one.isalpha() else "d" if one.isdigit() else one for one in word[:12]]
    kept = [kind for at, kind in enumerate(kinds) if at < 2 or kind != kinds[at - 1] or kind != kinds[at - 2]]
    return "".join(kept)


def stacked(rows: Sequence[npt.NDArray[np.int32]], width: int = 34) -> npt.NDArray[np.int32]:
    """Several pieces as one."""
    return np.concatenate(rows) if rows else np.zeros((0, width), dtype=np.int32)
