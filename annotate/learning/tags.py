"""BILOU tags over any labels, and the best allowed sequence of them: see `annotate.suggest.tagging` for the same over
the labels of the embedded pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Found = tuple[int, int, str]  # first token, token after the last, label

_NEVER = np.float32(-1e4)


class Tags:
    """The tags for some labels: outside, and begin, in, last and unit of each label."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.names = ("O", *(f"{part}-{label}" for label in labels for part in "BILU"))

    def __len__(self) -> int:
        return len(self.names)

    def of(self, count: int, spans: Iterable[Found]) -> Ints:
        """The tags of so many tokens with these spans, which do not overlap; what has another label is outside."""
        found = np.zeros(count, dtype=np.int64)
        known = {label: 1 + 4 * at for at, label in enumerate(self.labels)}
        for first, end, label in spans:
            begin = known.get(label)
            if begin is None:
                continue
            found[first:end] = begin + 1
            found[first], found[end - 1] = begin, begin + 2
            if end - first == 1:
                found[first] = begin + 3
        return found

    def best(self, logs: Floats) -> list[int]:
        """The most likely allowed tags for logarithms of chances, (tokens, tags): Viterbi 1967."""
        count = len(logs)
        if not count:
            return []
        backs = np.empty((count, len(self)), dtype=np.int32)
        columns = np.arange(len(self))
        score = logs[0] + self._ends("OBU")
        for at in range(1, count):
            options = score[:, None] + self._steps
            backs[at] = options.argmax(axis=0)
            score = options[backs[at], columns] + logs[at]
        tag = int((score + self._ends("OLU")).argmax())
        found = [tag]
        for at in range(count - 1, 0, -1):
            tag = int(backs[at, tag])
            found.append(tag)
        return found[::-1]

    def spans(self, tags: Sequence[int]) -> list[Found]:
        """The spans of allowed tags, in text order."""
        found, start = list[Found](), 0
        for at, number in enumerate(tags):
            tag = self.names[number]
            if tag[0] in "BU":
                start = at
            if tag[0] in "LU":
                found.append((start, at + 1, tag[2:]))
        return found

    @cached_property
    def _steps(self) -> Floats:
        return np.array([[0.0 if _follows(a, b) else _NEVER for b in self.names] for a in self.names], dtype=np.float32)

    def _ends(self, allowed: str) -> Floats:
        return np.array([0.0 if tag[0] in allowed else _NEVER for tag in self.names], dtype=np.float32)


def _follows(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IL" and after[2:] == before[2:]
    return after[0] in "OBU"
