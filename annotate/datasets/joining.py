"""Which things belong together, told pair by pair."""

from __future__ import annotations


class Joining:
    """Numbers from 0 on, each alone at first."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, first: int, second: int) -> None:
        """Have the groups of both be one."""
        low, high = sorted((self.first_of(first), self.first_of(second)))
        self._above[high] = low

    def first_of(self, number: int) -> int:
        """The least number of the group."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number
