"""Texts that are nearly the same: one article under two headlines, a report with a paragraph more.

A text is taken as the set of all its runs of `WIDTH` characters, letter case and white space aside, so that every
script is treated alike. Two texts are near when they share about half of what both have (`THRESHOLD`, Jaccard). That
is estimated: of each text a signature is kept (MinHash by one permutation: the least hash in each of `BINS` bins), and
only texts whose signatures agree in one of `BINS / ROWS` bands are compared. Of pairs that share 0.6 about 1 in 80 is
missed, of pairs that share 0.7 about 1 in 6,000. A text that is a small part of a long one is not near it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from annotate.datasets.joining import Joining

WIDTH = 16  # characters
BINS = 128
ROWS = 4
THRESHOLD = 0.5

Signatures = npt.NDArray[np.uint32]
_Hashes = npt.NDArray[np.uint64]

_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_IN_BIN = np.uint64(64 - BINS.bit_length() + 1)  # bits of a hash that do not say which bin it is in
_LAGS = 6  # each text is compared with so many that follow it among those of one band, and with the first of them
_PORTION = 200_000  # pairs that are compared at a time


def near_groups(texts: Iterable[str]) -> list[int]:
    """For each text the number of the first one of its group; a text that is near no other is its own.

    Groups are closed: what is near to a text of a group belongs to it. Give the texts in an order that means something
    (that of their digests), for among very many alike not each is compared with each.
    """
    made = signatures(texts)
    joining = Joining(len(made))
    for first, second in _near_pairs(made):
        joining.join(first, second)
    return [joining.first_of(number) for number in range(len(made))]


def signatures(texts: Iterable[str]) -> Signatures:
    """The signature of each text, a row each."""
    rows = bytearray()
    for text in texts:
        rows += signature(text).tobytes()
    return np.frombuffer(rows, dtype=np.uint32).reshape(-1, BINS)


def signature(text: str) -> Signatures:
    """`BINS` numbers; the share of them in which two texts agree is about the share of runs that both have."""
    hashes, bins = _hashes(text), np.full(BINS, _MASK, dtype=np.uint64)
    np.minimum.at(bins, (hashes >> _IN_BIN).astype(np.intp), hashes)
    filled = np.flatnonzero(bins != np.uint64(_MASK))
    least = (bins[filled] >> np.uint64(8)).astype(np.uint32)
    if len(filled) == BINS:
        return least
    return _spread(filled, least)


def resemblance(first: Signatures, second: Signatures) -> float:
    """About which share of their runs two texts have in common, from 0 to 1."""
    return float(np.equal(first, second).mean())


def _hashes(text: str) -> _Hashes:
    """A number for each run of characters, any one as likely as another."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    size, power = 1, _FACTOR
    while size < WIDTH and len(codes) > size:  # runs twice as long from two that touch
        codes = codes[:-size] * np.uint64(power) + codes[size:]
        size, power = size * 2, power * power & _MASK
    codes = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    codes = (codes ^ (codes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))


def _spread(filled: npt.NDArray[np.intp], least: Signatures) -> Signatures:
    """A short text leaves bins empty: each gets what the next filled one has, marked by how far that is."""
    if not len(filled):
        return np.zeros(BINS, dtype=np.uint32)
    bins = np.arange(BINS)
    following = np.searchsorted(filled, bins, side="left")
    around = np.append(filled, filled[0] + BINS)
    distance = (around[following] - bins).astype(np.uint32)
    return np.append(least, least[0])[following] + distance * np.uint32(0x9E3779B1)


def _near_pairs(made: Signatures) -> Sequence[tuple[int, int]]:
    """Numbers of texts that are near; not every pair of a group, but enough to join it."""
    pairs = _candidates(made)
    kept = list[tuple[int, int]]()
    for at in range(0, len(pairs), _PORTION):
        some = pairs[at : at + _PORTION]
        alike = np.mean(made[some[:, 0]] == made[some[:, 1]], axis=1) >= THRESHOLD
        kept += [(int(first), int(second)) for first, second in some[alike]]
    return kept


def _candidates(made: Signatures) -> npt.NDArray[np.int64]:
    """Pairs that agree in a whole band, each once, in order."""
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, BINS, ROWS):
        band = np.zeros(len(made), dtype=np.uint64)
        for column in range(start, start + ROWS):
            band = (band + made[:, column]) * np.uint64(_FACTOR)
            band ^= band >> np.uint64(29)
        found += _same(band)
    return np.stack(np.divmod(np.unique(np.concatenate(found)), max(1, len(made))), axis=1)


def _same(band: _Hashes) -> list[npt.NDArray[np.int64]]:
    """Pairs of places with equal numbers, as the first times how many there are plus the second."""
    count = len(band)
    order = np.argsort(band, kind="stable")
    ordered = band[order]
    begins = np.append(True, ordered[1:] != ordered[:-1]) if count else np.zeros(0, dtype=bool)
    firsts = np.maximum.accumulate(np.where(begins, np.arange(count), 0)) if count else np.zeros(0, dtype=np.int64)
    later = np.flatnonzero(~begins)
    found = [order[firsts[later]] * count + order[later]]
    for lag in range(1, min(_LAGS, count - 1) + 1):
        same = np.flatnonzero(ordered[:-lag] == ordered[lag:])
        found.append(order[same] * count + order[same + lag])
    return found
