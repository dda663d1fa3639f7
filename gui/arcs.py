"""Where arcs and tags go: lanes and rows without collision. Pure functions of numbers."""

from __future__ import annotations

from collections.abc import Sequence

Interval = tuple[float, float]


def lanes(intervals: Sequence[Interval], *, gap: float = 6.0) -> list[int]:
    """A lane for each interval, 0 nearest to the text: narrower ones first, so that nested arcs nest."""
    order = sorted(range(len(intervals)), key=lambda at: (intervals[at][1] - intervals[at][0], intervals[at][0]))
    return _place(intervals, order, gap)


def rows(intervals: Sequence[Interval], *, gap: float = 4.0) -> list[int]:
    """A row for each tag in the order given (inner spans first): the lowest one without collision."""
    return _place(intervals, range(len(intervals)), gap)


def _place(intervals: Sequence[Interval], order: Sequence[int], gap: float) -> list[int]:
    taken: list[list[Interval]] = []
    result = [0] * len(intervals)
    for at in order:
        start, end = intervals[at]
        lane = 0
        while lane < len(taken) and any(start < e + gap and s < end + gap for s, e in taken[lane]):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        result[at] = lane
    return result


def nest_levels(spans: Sequence[Interval]) -> list[int]:
    """For spans sorted by start, longer first: 0 where one holds no other, else one more than its highest child."""
    levels = [0] * len(spans)
    open_ones: list[int] = []
    for at, (start, end) in enumerate(spans):
        while open_ones and spans[open_ones[-1]][1] <= start:
            open_ones.pop()
        level = 0
        for outer in reversed(open_ones):
            if spans[outer][1] >= end and spans[outer][1] > start:
                level += 1
                levels[outer] = max(levels[outer], level)
        open_ones.append(at)
    return levels
