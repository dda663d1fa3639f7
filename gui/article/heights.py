"""Heights of blocks in a Fenwick tree: a position from a block and a block from a position, in logarithmic time."""

from __future__ import annotations

from collections.abc import Sequence


class Heights:
    """Heights of a list of blocks. Estimates and exact heights are the same to it."""

    def __init__(self, heights: Sequence[float]) -> None:
        self._heights = list(heights)
        self._tree = [0.0] * (len(heights) + 1)
        for at, height in enumerate(heights, 1):
            self._tree[at] += height
            parent = at + (at & -at)
            if parent < len(self._tree):
                self._tree[parent] += self._tree[at]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, block: int) -> float:
        return self._heights[block]

    def set(self, block: int, height: float) -> None:
        """Change the height of one block."""
        change, self._heights[block] = height - self._heights[block], height
        at = block + 1
        while at < len(self._tree):
            self._tree[at] += change
            at += at & -at

    def top(self, block: int) -> float:
        """The sum of the heights before a block."""
        total, at = 0.0, block
        while at > 0:
            total += self._tree[at]
            at -= at & -at
        return total

    @property
    def total(self) -> float:
        """The sum of all heights."""
        return self.top(len(self._heights))

    def find(self, position: float) -> tuple[int, float]:
        """The block at a position and how far inside it the position lies; the ends where it is outside."""
        if not self._heights:
            return 0, 0.0
        at, rest, step = 0, max(0.0, position), 1 << len(self._heights).bit_length()
        while step:
            if at + step < len(self._tree) and self._tree[at + step] <= rest:
                at += step
                rest -= self._tree[at]
            step >>= 1
        if at >= len(self._heights):
            return len(self._heights) - 1, self._heights[-1]
        return at, rest
