"""Which stripes of the window must be painted anew. Pure functions of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gui.article.decorator import LineDecor
from gui.article.page import Page
from gui.article.paint import Marks

Stripe = tuple[int, int]
"""Top and height in pixels of the window."""

Places = dict[int, tuple[float, float, list[LineDecor]]]
"""Top, height and decoration of the blocks in the window, by number."""


def places(page: Page, room: float) -> Places:
    """Where the blocks in a window of `room` pixels are."""
    return {view.number: (y, view.height, view.decor) for view, y in page.visible(room)}


def changes(before: Places, now: Places, stale: set[int], room: int) -> Iterator[Stripe]:
    """Lines whose decoration is another one, blocks that have moved, and what lies below the last block."""
    for number, (y, height, decor) in now.items():
        old = before.get(number)
        if old is None or old[:2] != (y, height):  # what a lower block leaves below itself, too
            yield _stripe(y, height)
        elif number in stale:
            for at, line in enumerate(decor):
                if at >= len(old[2]) or old[2][at] != line:
                    yield _stripe(y + line.top, line.height)
    bottom = int(_bottom(now))
    if bottom < min(room, _bottom(before)) or (bottom < room and now.keys() != before.keys()):
        yield bottom, room - bottom


def marked(page: Page, room: float, marks: Iterable[Marks]) -> Iterator[Stripe]:
    """Lines on which one of the marks is drawn."""
    asked = [place for one in marks for place in one.places(page.picture)]
    for view, y in page.visible(room):
        for line, decor in zip(view.laid.lines, view.decor, strict=True):
            if any(place.start <= line.end and line.start <= place.end for place in asked):
                yield _stripe(y + decor.top, decor.height)


def _bottom(shown: Places) -> float:
    """Where the last block ends."""
    return max((y + height for y, height, _ in shown.values()), default=0.0)


def _stripe(top: float, height: float) -> Stripe:
    return int(top) - 1, int(height) + 3
