"""Which pixels of the window stay, which move, and which must be painted anew. Pure functions of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from gui.article.decorator import LineDecor, same_line
from gui.article.page import Page
from gui.article.paint import Marks, bright_relations

_NOISE = 1e-6  # pixels that sums of heights may be wrong by

Stripe = tuple[int, int]
"""Top and height in pixels of the window."""


class Placed(NamedTuple):
    """A line in the window with the room down to the next one, from `top` to `bottom`."""

    top: float
    bottom: float
    decor: LineDecor


Places = dict[tuple[int, int], Placed]
"""The lines in the window from above, by block and line."""


class Move(NamedTuple):
    """What is painted from `top` for `height` pixels goes down by so many pixels, or up; only the stripe changes."""

    top: int
    height: int
    by: int


class Changes(NamedTuple):
    """What is to be done so that the window shows another page: first a move, then some stripes anew."""

    move: Move | None
    stripes: list[Stripe]


class _Run(NamedTuple):
    """Lines that follow each other and have all moved by `by` pixels: where they were, and which they are."""

    by: int
    top: float
    bottom: float
    keys: list[tuple[int, int]]


def places(page: Page, room: float) -> Places:
    """Where the lines in a window of `room` pixels are."""
    found: Places = {}
    for view, y in page.visible(room):
        shown = [(at, decor) for at, decor in enumerate(view.decor) if decor.height]
        tops = [*(y + decor.top for _, decor in shown), y + view.height]
        for (at, decor), (top, bottom) in zip(shown, pairwise(tops), strict=True):
            if bottom > 0 and top < room:
                found[view.number, at] = Placed(top, bottom, decor)
    return found


def changes(before: Places, now: Places, room: int, reach: int) -> Changes:
    """Lines that look otherwise or have moved; the most of those that moved together need no painting.

    A line's ink reaches `reach` pixels into its neighbours.
    """
    shifts = {key: _shift(before.get(key), new) for key, new in now.items()}
    run = max(_runs(before, shifts), key=lambda one: min(room, one.bottom) - max(0.0, one.top), default=None)
    move = None if run is None else _move(run, room, reach)
    moved = frozenset[tuple[int, int]]() if run is None or move is None else frozenset(run.keys)
    stripes = [_stripe(now[key], reach) for key, shift in shifts.items() if shift != 0 and key not in moved]
    if run is not None and move is not None:
        stripes += _left(run, move, reach)
    return Changes(move, [*stripes, *_around(before, now, room)])


def _shift(old: Placed | None, new: Placed) -> int | None:
    """By how many pixels a line has moved; None where it looks otherwise, or is somewhere between two pixels."""
    if old is None or abs(new.bottom - new.top - (old.bottom - old.top)) > _NOISE:
        return None
    by, inside = new.top - old.top, new.decor.top - old.decor.top
    if abs(by - round(by)) > _NOISE or abs(inside - round(inside)) > _NOISE or not same_line(old.decor, new.decor):
        return None
    return round(by)


def _runs(before: Places, shifts: dict[tuple[int, int], int | None]) -> list[_Run]:
    runs = list[_Run]()
    for key, by in shifts.items():
        if not by:
            continue
        old = before[key]
        if runs and runs[-1].by == by and abs(runs[-1].bottom - old.top) <= _NOISE:
            runs[-1] = runs[-1]._replace(bottom=old.bottom, keys=[*runs[-1].keys, key])
        else:
            runs.append(_Run(by, old.top, old.bottom, [key]))
    return runs


def _move(run: _Run, room: int, reach: int) -> Move | None:
    """The stripe in which a run moves; at its ends, where others' ink is, it is left out. None where none is left."""
    first = max(0, ceil(run.top) + reach) if run.top > 0 else 0
    last = min(room, floor(run.bottom) - reach) if run.bottom < room else room
    if min(last, last + run.by, room) <= max(first, first + run.by, 0):
        return None
    top, bottom = max(0, min(first, first + run.by)), min(room, max(last, last + run.by))
    return Move(top, bottom - top, run.by)


def _left(run: _Run, move: Move, reach: int) -> Iterator[Stripe]:
    """What of a run's new place its move does not cover."""
    top, bottom = floor(run.top) + run.by - reach, ceil(run.bottom) + run.by + reach
    first, last = move.top + max(0, move.by), move.top + move.height + min(0, move.by)
    if top < first:
        yield top, first - top
    if last < bottom:
        yield last, bottom - last


def _around(before: Places, now: Places, room: int) -> Iterator[Stripe]:
    """What lies above the first line and below the last one."""
    top, bottom = ceil(_top(now)), int(_bottom(now))
    if top > 0 and _top(before) != _top(now):
        yield 0, top
    if bottom < min(room, _bottom(before)) or (bottom < room and now.keys() != before.keys()):
        yield bottom, room - bottom


def marked(page: Page, room: float, old: Marks, new: Marks) -> Iterator[Stripe]:
    """Lines on which one of the marks is drawn, and arcs that become faint or bright by them."""
    asked = [place for one in (old, new) for place in one.places(page.picture)]
    arcs = bright_relations(page.picture, old) != bright_relations(page.picture, new)
    for view, y in page.visible(room):
        for line, decor in zip(view.laid.lines, view.decor, strict=True):
            if (arcs and decor.arcs) or any(place.start <= line.end and line.start <= place.end for place in asked):
                yield _stripe(Placed(y + decor.top, y + decor.top + decor.height, decor), page.metrics.reach)


def joined(stripes: Iterable[Stripe]) -> list[Stripe]:
    """The same rows in as few stripes as can be: each of them costs."""
    found = list[Stripe]()
    for top, height in sorted(stripes):
        if found and top <= sum(found[-1]):
            first = found[-1][0]
            found[-1] = (first, max(sum(found[-1]), top + height) - first)
        else:
            found.append((top, height))
    return found


def _top(shown: Places) -> float:
    """Where the first line begins."""
    return min((one.top for one in shown.values()), default=0.0)


def _bottom(shown: Places) -> float:
    """Where the last line ends."""
    return max((one.bottom for one in shown.values()), default=0.0)


def _stripe(line: Placed, reach: int) -> Stripe:
    top = floor(line.top) - reach
    return top, ceil(line.bottom) + reach - top
