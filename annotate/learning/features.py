"""What is known of the words of a document before it is decided on: their forms, what the base finds, its vectors.

Forms are hashed (Weinberger et al. 2009), so that nothing needs a vocabulary and the same word is the same in every
process.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Seen:
    """The tokens of a document. `marks` say what the base makes of each (`O`, `B-PERSON`, …), `dense` are its vectors,
    (tokens, width); width 0 where the base has none."""

    words: tuple[str, ...]
    shapes: tuple[str, ...]
    marks: tuple[str, ...]
    dense: Floats

    def __len__(self) -> int:
        return len(self.words)


def hashed(text: str) -> int:
    """A feature as a number below 2^32."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def marks_of(count: int, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """What the tokens are marked as by spans `(first token, token after the last, label)`; later ones cover earlier."""
    found = ["O"] * count
    for first, end, label in spans:
        for at in range(first, end):
            found[at] = ("B" if at == first else "I") + ("E" if at == end - 1 else "") + "-" + label
    return found


def word_features(seen: Seen) -> list[list[int]]:
    """The features of each token, without those of what is remembered."""
    lower = [word.casefold() for word in seen.words]
    return [[hashed(one) for one in _of_word(seen, lower, at)] for at in range(len(seen))]


def _of_word(seen: Seen, lower: Sequence[str], at: int) -> Iterable[str]:
    word, mark = lower[at], seen.marks[at]
    yield from (f"w={word}", f"s={seen.shapes[at]}", f"p={word[:3]}", f"x={word[-3:]}", f"x2={word[-2:]}")
    yield from (f"t={mark}", f"t-={_at(seen.marks, at - 1)}|{mark}", f"t+={mark}|{_at(seen.marks, at + 1)}")
    for step in (-2, -1, 1, 2):
        yield f"w{step}={_at(lower, at + step)}"
    for step in (-1, 1):
        yield f"s{step}={_at(seen.shapes, at + step)}"
        yield f"x{step}={_at(lower, at + step)[-3:]}"
    yield f"b-={_at(lower, at - 1)}|{word}"
    yield f"b+={word}|{_at(lower, at + 1)}"


def _at(items: Sequence[str], at: int) -> str:
    return items[at] if 0 <= at < len(items) else "_"
