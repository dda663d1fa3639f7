"""Tags for names: what each token may be, as far as a corpus tells.

BILOU tags over the labels of the embedded pipeline. A corpus that does not annotate a label does not say that its words
are nothing: such tokens keep several tags that are allowed, and the losses sum over them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from annotate.suggest.tagging import LABELS, TAGS
from annotate.train.corpora import Labelled

Mask = npt.NDArray[np.bool_]

# What a corpus leaves out: its bare tokens may still be these.
_LEFT_OUT = {
    "uner_ewt_devtest_gold": ("NORP", "EVENT", "MISC"),
    "crossner_gold": ("NORP",),
    "wikigold_gold": ("NORP",),
    "redocred_devtest_gold": ("NORP",),
    "gmb_voa_silver": ("EVENT", "MISC"),
}
_OUTSIDE = TAGS.index("O")


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a few sentences and the tags that each may have."""

    words: tuple[str, ...]
    allowed: Mask  # (words, tags)
    corpus: str


def tagged(nlp: Any, labelled: Iterable[Labelled]) -> Iterator[Piece]:
    """Pieces with allowed tags; a span that does not fall on token borders leaves its tokens open."""
    for piece in labelled:
        doc = nlp.make_doc(piece.text)
        if not len(doc):
            continue
        allowed = np.zeros((len(doc), len(TAGS)), dtype=np.bool_)
        allowed[:, _OUTSIDE] = True
        for label in _LEFT_OUT.get(piece.corpus, ()):
            allowed[:, [at for at, tag in enumerate(TAGS) if tag.endswith(label)]] = True
        for place in piece.unknown:
            wide = doc.char_span(place.start, place.end, alignment_mode="expand")
            if wide is not None:
                allowed[wide.start : wide.end] = True
        for start, end, label in (one for one in piece.spans if one[2] in LABELS):
            span = doc.char_span(start, end)
            if span is None:
                wide = doc.char_span(start, end, alignment_mode="expand")
                allowed[wide.start : wide.end] = True
            else:
                _mark(allowed, span.start, span.end, label, piece.corpus)
        yield Piece(tuple(token.text for token in doc), allowed, piece.corpus)


def _mark(allowed: Mask, start: int, end: int, label: str, corpus: str) -> None:
    allowed[start:end] = False
    for one in _readings(label, corpus):
        if end - start == 1:
            allowed[start, TAGS.index(f"U-{one}")] = True
            continue
        allowed[start, TAGS.index(f"B-{one}")] = True
        allowed[end - 1, TAGS.index(f"L-{one}")] = True
        allowed[start + 1 : end - 1, TAGS.index(f"I-{one}")] = True


def _readings(label: str, corpus: str) -> tuple[str, ...]:
    """MISC of these corpora also covers events and nationalities."""
    if label == "MISC" and corpus in ("wikigold_gold", "redocred_devtest_gold"):
        return ("MISC", "EVENT", "NORP")
    return (label,)


def case_of(word: str) -> int:
    """How a word is written: small, one capital, Capitalised, CAPITALS, mIXed, with digits, other."""
    if word.islower():
        return 0
    if any(character.isdigit() for character in word):
        return 5
    if word.isupper():
        return 1 if len(word) == 1 else 3
    if word.istitle():
        return 2
    return 4 if any(character.isalpha() for character in word) else 6


def recased(words: tuple[str, ...], dice: random.Random) -> tuple[str, ...]:
    """The words as they stand, now and then as in a headline: every word capitalised, or all in capitals."""
    roll = dice.random()
    if roll < 0.03:
        return tuple(word.upper() for word in words)
    if roll < 0.07:
        return tuple(word[:1].upper() + word[1:] if len(word) > 3 else word for word in words)
    return words
