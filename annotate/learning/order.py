"""Which document to do next: the one whose answers teach most for the work that they cost, with some at random.

Always the most doubtful documents would be one-sided: what a model is sure of and wrong about would never be looked at
(Lewis and Gale 1994, SIGIR; Dasgupta and Hsu 2008, ICML). So a share of the places goes to documents drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

OVERHEAD = 40  # words that beginning a document costs as much as, whatever its length


@dataclass(frozen=True, slots=True)
class Expected:
    """A document that is not done: its words, and how much is expected to be learnt from it. `unsure` is the sum of the
    doubts of its suggestions, `new` its share of words that no decided document has, `known` its share of suggestions
    whose text was decided on elsewhere."""

    document: str  # id
    words: int
    gain: float
    unsure: float = 0.0
    new: float = 0.0
    known: float = 0.0

    @property
    def rate(self) -> float:
        """Gain for each word of work."""
        return self.gain / (self.words + OVERHEAD)


def expected_gain(*, words: int, unsure: float, new: float, known: float) -> float:
    """How much a document is expected to teach: its doubts, and its new words as far as they may hide what no
    suggestion shows; what only repeats what was decided teaches little."""
    return (unsure + new * words / 20) * (1.0 - known / 2)


def next_order(rows: Sequence[Expected], *, seed: int, random_share: float = 0.2) -> list[str]:
    """The ids of all documents in the order of work: by falling gain for the work, and at a share of the places one
    that a lot by `seed` and id draws from those that are left. Deterministic, whatever the order of `rows`.

    A share of 0 is by gain alone, of 1 at random alone.
    """
    by_gain = [one.document for one in sorted(rows, key=lambda one: (-one.rate, one.document))]
    by_lot = sorted(by_gain, key=lambda one: _lot(seed, one))
    found, taken = list[str](), set[str]()
    gain, lots = iter(by_gain), iter(by_lot)
    for at in range(len(by_gain)):
        drawn = int((at + 1) * random_share + 1e-9) > int(at * random_share + 1e-9)
        one = next(one for one in (lots if drawn else gain) if one not in taken)
        taken.add(one)
        found.append(one)
    return found


def _lot(seed: int, document: str) -> bytes:
    return blake2b(f"{seed} {document}".encode(), digest_size=16).digest()
