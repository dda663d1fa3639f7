"""Where the tokens of a file stand in the text that was made of them, and which tokens a span has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from annotate.offsets import Range


class TokenPlaces:
    """The tokens of one document; those that are empty have no place in the text."""

    def __init__(self, places: Sequence[Range]) -> None:
        self._places = places
        self._there = [at for at, one in enumerate(places) if one.size]
        self._starts = [places[at].start for at in self._there]
        self._ends = [places[at].end for at in self._there]

    def range(self, first: int, last: int) -> Range | None:
        """The text from one token to another; None where all between are empty."""
        one, two = bisect_left(self._there, first), bisect_right(self._there, last) - 1
        return Range(self._starts[one], self._ends[two]) if one <= two else None

    def ranges(self, places: Sequence[tuple[int, int]]) -> list[Range]:
        """The fragments of a mention; parts that share a token become one."""
        result = list[Range]()
        for one in sorted(found for place in places if (found := self.range(*place)) is not None):
            if result and one.start < result[-1].end:
                result[-1] = Range(result[-1].start, max(result[-1].end, one.end))
            else:
                result.append(one)
        return result

    def tokens(self, fragments: Sequence[Range]) -> list[tuple[int, int]] | None:
        """First and last token of each fragment, the tokens cut by its ends included; None where one has none."""
        result = list[tuple[int, int]]()
        for start, end in fragments:
            first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
            if first > last:
                return None
            place = self._there[first], self._there[last]
            if result and place[0] <= result[-1][1]:
                place = (result.pop()[0], max(place[1], place[0]))
            result.append(place)
        return result
