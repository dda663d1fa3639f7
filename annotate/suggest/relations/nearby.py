"""Two spans by what stands around and between them: words, distance, labels, bounds of sentences. Any language.

Nothing here needs a parse. Where there is one, it says where sentences end.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.suggest.base import Suggestion
from annotate.suggest.syntax import Word

# A sign of a script without spaces is a word of its own; marks upon letters belong to their word.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_ALONE}]|(?:[^\W{_ALONE}]|[{_MARKS}])+|\S")
_ENDS = frozenset(".!?…。！？؟۔।॥")
_CLOSING = frozenset("”’\"')]»")
_SPACELESS = frozenset("。！？")
_SHORT = 3  # letters of a word that a stop does not end a sentence after: St. Louis
_CONTEXT = 3  # words before the first span and after the second one
_SAID = 12  # words between two spans that are told one by one
_WHOLE = 5  # words between two spans that are told as they stand
_STEM = 5  # letters of a word by which it is known whatever its ending


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart the ends of a relation may be: `ahead` spans in text order, `apart` ends of sentences."""

    ahead: int
    apart: int


class Nearby:
    """A text with its spans in text order (by start, the longer one first)."""

    def __init__(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word] = ()) -> None:
        self.text, self.spans = text, spans
        found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in found]
        self._ends = [end for _, end in found]
        self._words = [text[start:end].lower() for start, end in found]
        self._bounds = _parsed_bounds(words) if words else list(self._read_bounds())

    def apart(self, first: int, second: int) -> int:
        """How many sentences end between the starts of two spans."""
        one, two = self.spans[first], self.spans[second]
        return bisect_right(self._bounds, two.start) - bisect_right(self._bounds, one.start)

    def pairs(self, reach: Reach) -> Iterator[tuple[int, int]]:
        """Pairs of spans within reach, in text order."""
        for first in range(len(self.spans)):
            for second in range(first + 1, min(len(self.spans), first + 1 + reach.ahead)):
                if self.apart(first, second) > reach.apart:
                    break  # later ones are farther still
                yield first, second

    def features(self, first: int, second: int) -> list[str]:
        """What is known of two spans, as short texts that a linear scorer has weights for."""
        one, two = self.spans[first], self.spans[second]
        labels = f"{one.label}|{two.label}"
        between = self._between(one, two)
        inside = [span.label for span in self.spans[first + 1 : second]]
        return [
            f"~l {labels}",
            f"~n {min(len(inside), 6)} {labels}",
            f"~s {min(self.apart(first, second), 3)} {labels}",
            f"~r {min(inside.count(one.label), 3)} {min(inside.count(two.label), 3)} {labels}",
            *(f"~m {label} {labels}" for label in dict.fromkeys(inside)),
            *self._of_distance(one, two, between, labels),
            *_of_words(between, labels),
            *self._of_ends(one, two, labels),
            *self._of_context(one, two, labels),
        ]

    def _read_bounds(self) -> Iterator[int]:
        """Where sentences begin after the first, by marks of punctuation and lines that do not go on."""
        text, words = self.text, self._words
        for at in range(1, len(words)):
            start, before = self._starts[at], self._ends[at - 1]
            gap, goes_on = text[before:start], text[start].islower()
            closed = words[at - 1] in _SPACELESS or (bool(gap) and self._stop(at - 1) and not goes_on)
            if closed or gap.count("\n") > 1 or ("\n" in gap and not goes_on):
                yield start

    def _stop(self, at: int) -> bool:
        """Whether a word is a mark that ends a sentence, or a bracket or quote right after one."""
        while at > 0 and self._words[at] in _CLOSING and self._starts[at] == self._ends[at - 1]:
            at -= 1
        if self._words[at] not in _ENDS:
            return False
        start, end = self._starts[at - 1], self._ends[at - 1]
        short = self.text[start].isupper() and end - start <= _SHORT
        return at > 0 and not (self._words[at] == "." and short)

    def _between(self, one: Suggestion, two: Suggestion) -> list[str]:
        return self._words[bisect_left(self._starts, one.end) : bisect_left(self._starts, two.start)]

    @staticmethod
    def _of_distance(one: Suggestion, two: Suggestion, between: list[str], labels: str) -> Iterator[str]:
        if two.start < one.end:
            yield f"~in {labels}"
            return
        size = len(between)
        yield f"~d {size if size < 5 else 5 + min(size // 5, 8)} {labels}"
        if size <= _WHOLE:
            whole = " ".join(between)
            yield f"~t {whole} {labels}"
            yield f"~T {whole}"

    def _of_ends(self, one: Suggestion, two: Suggestion, labels: str) -> Iterator[str]:
        """The last word of each span, which in most languages carries it, and whether both are the same words."""
        for name, span in (("A", one), ("B", two)):
            last = bisect_left(self._starts, span.end) - 1
            first = bisect_left(self._starts, span.start)
            if first <= last:
                yield f"~{name} {self._words[last]} {labels}"
                yield f"~{name}0 {self._words[first]} {labels}"
                yield f"~{name}s {self._words[last][:_STEM]}"
        if self.text[one.start : one.end].lower() == self.text[two.start : two.end].lower():
            yield f"~same {labels}"

    def _of_context(self, one: Suggestion, two: Suggestion, labels: str) -> Iterator[str]:
        begin, end = bisect_left(self._starts, one.start), bisect_left(self._starts, two.end)
        for far, word in enumerate(reversed(self._words[max(0, begin - _CONTEXT) : begin])):
            yield f"~p {word} {labels}"
            if far == 0:
                yield f"~p0 {word} {labels}"
        for far, word in enumerate(self._words[end : end + _CONTEXT]):
            yield f"~q {word} {labels}"
            if far == 0:
                yield f"~q0 {word} {labels}"


def _of_words(between: list[str], labels: str) -> Iterator[str]:
    """The words between two spans, near to both of them first where they are many."""
    size = len(between)
    some = between if size <= _SAID else [*between[: _SAID // 2], *between[-_SAID // 2 :]]
    for word in dict.fromkeys(some):
        yield f"~b {word} {labels}"
        yield f"~B {word}"
        if len(word) > _STEM:
            yield f"~x {word[:_STEM]} {labels}"
    for before, after in pairwise(some):
        yield f"~w {before} {after} {labels}"
    if between:
        yield f"~f {between[0]} {labels}"
        yield f"~g {between[-1]} {labels}"


def _parsed_bounds(words: Sequence[Word]) -> list[int]:
    """Where the sentences of a parse begin, after the first."""
    return [word.start for before, word in pairwise(words) if word.sentence != before.sentence]
