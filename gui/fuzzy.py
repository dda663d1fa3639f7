"""Finding by a few letters: how well what was typed fits a text. No Qt here."""

from __future__ import annotations

import re

# Begins a word; stands inside one; its letters stand there in order, from the beginning of the text or further on.
_WORD, _INSIDE, LETTERS, FURTHER = 0.0, 1.0, 2.0, 3.0

_FAR = 2  # so many letters may lie between two of a word on the average


def misfit(asked: str, text: str) -> float | None:
    """How badly `asked` fits `text`: 0 where every word of it begins a word, more the worse; None where it does not.

    Letter case counts nothing, and neither does the order of the words. A word whose letters stand in the text one
    after another fits as well, if the first of them begins a word and they are not far apart (“nxs” finds “Next
    span”), or if all of them begin words (“ns”).
    """
    folded, total = text.casefold(), 0.0
    for word in asked.casefold().split():
        found = _misfit(word, folded)
        if found is None:
            return None
        total += found
    return total


def _misfit(word: str, text: str) -> float | None:
    starts = [match.start() for match in re.finditer(r"[^\W_]+|[^\w\s]", text)]
    if any(text.startswith(word, start) for start in starts):
        return _WORD
    if word in text:
        return _INSIDE
    if word in "".join(text[start] for start in starts):
        return LETTERS
    gaps = {start: _gaps(word, text, start) for start in starts if text[start] == word[0]}
    close = {start: gap for start, gap in gaps.items() if gap is not None and gap <= _FAR * len(word)}
    fits = [(FURTHER if start else LETTERS) + gap / (2 * len(text)) for start, gap in close.items()]
    return min(fits, default=None)


def _gaps(word: str, text: str, start: int) -> int | None:
    """How many letters lie between those of a word that stand in the text in order."""
    at = start
    for letter in word[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return at + 1 - start - len(word)
