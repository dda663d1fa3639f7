"""Spans of names from the chances of each token's tag.

BILOU tags (begin, in, last, outside, unit) over the labels that the embedded pipeline knows. The best allowed sequence
is found with the algorithm of Viterbi (1967); the score of a span is the chance of its tags, as the model sees them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LABELS = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC")
TAGS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BILU"))

Floats = npt.NDArray[np.float32]


def follows(before: str, after: str) -> bool:
    """Whether a tag may follow another one."""
    if before[0] in "BI":
        return after[0] in "IL" and after[2:] == before[2:]
    return after[0] in "OBU"


_NEVER = np.float32(-1e4)
_STEPS = np.array([[0.0 if follows(a, b) else _NEVER for b in TAGS] for a in TAGS], dtype=np.float32)
_FIRST = np.array([0.0 if tag[0] in "OBU" else _NEVER for tag in TAGS], dtype=np.float32)
_LAST = np.array([0.0 if tag[0] in "OLU" else _NEVER for tag in TAGS], dtype=np.float32)


def best_tags(logs: Floats) -> list[int]:
    """The most likely allowed tags for the logarithms of chances, (tokens, tags)."""
    count = len(logs)
    if not count:
        return []
    backs = np.empty((count, len(TAGS)), dtype=np.int32)
    score = logs[0] + _FIRST
    for at in range(1, count):
        options = score[:, None] + _STEPS
        backs[at] = options.argmax(axis=0)
        score = options[backs[at], _COLUMNS] + logs[at]
    tag = int((score + _LAST).argmax())
    found = [tag]
    for at in range(count - 1, 0, -1):
        tag = int(backs[at, tag])
        found.append(tag)
    return found[::-1]


_COLUMNS = np.arange(len(TAGS))


def spans_of(tags: list[int]) -> list[tuple[int, int, str]]:
    """Spans `(first token, token after the last, label)` of allowed tags."""
    found: list[tuple[int, int, str]] = []
    start = 0
    for at, number in enumerate(tags):
        tag = TAGS[number]
        if tag[0] in "BU":
            start = at
        if tag[0] in "LU":
            found.append((start, at + 1, tag[2:]))
    return found
