"""The laid-out document: blocks made when they are needed, kept while they are near, and where each of them lies.

Scrolling is held by an anchor (a block and a distance into it), so that heights above it can be corrected without the
text moving.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.offsets import Range
from gui.article.blocks import Blocks
from gui.article.decorator import LineDecor
from gui.article.heights import Heights
from gui.article.layout import Laid, lay_out
from gui.article.metrics import Metrics
from gui.article.sided import decorator_of
from gui.decorate import Shown

_KEPT = 96  # blocks kept laid out at least
_AHEAD, _BACK = 48, 16  # of them, that are laid out before they are asked for
_STEPS = 64  # of a pixel


@dataclass(slots=True)
class BlockView:
    """A block with its text laid out and its decoration."""

    number: int
    laid: Laid
    decor: list[LineDecor]
    height: float
    fresh: bool = True  # whether the decoration is that of the current picture


class Page:
    """One document at one width and zoom."""

    def __init__(self, picture: Shown, metrics: Metrics, width: float, *, blocks: Blocks | None = None) -> None:
        self.picture, self.metrics, self.width = picture, metrics, width
        self.blocks = Blocks(picture.document.text) if blocks is None else blocks
        self._kept: OrderedDict[int, BlockView] = OrderedDict()
        self._measured = bytearray(len(self.blocks))
        self._next_unmeasured = 0
        sizes = self.blocks.sizes()
        estimates = {size: metrics.estimated_height(size, width) for size in set(sizes)}
        self.heights = Heights([estimates[size] for size in sizes])
        self.anchor: tuple[int, float] = (0, -metrics.top)
        self._decorator = decorator_of(picture, metrics, width)
        self.folded = False

    @property
    def laid_out(self) -> int:
        """How many blocks are kept laid out."""
        return len(self._kept)

    def block(self, number: int) -> BlockView:
        """A block, laid out and decorated."""
        view = self._kept.get(number)
        if view is None:
            shown, start = self.blocks.shown(number), self.blocks.start(number)
            laid = lay_out(shown, start, self.width, self.metrics.text_font)
            view = BlockView(number, laid, [], 0.0, fresh=False)
            self._kept[number] = view
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        if not view.fresh:
            view.decor, view.height = self._decorated(view.laid, number)
            view.fresh = True
        if self.heights[number] != view.height:
            self.heights.set(number, view.height)
        self._measured[number] = 1
        return view

    def _decorated(self, laid: Laid, number: int) -> tuple[list[LineDecor], float]:
        """A block's decoration; of folded boilerplate only the first line has a height."""
        decor, height = self._decorator.decorate(laid)
        shown = self._shown_lines(number) if self.folded else None
        if shown is None:
            return decor, height
        for line in decor[shown:]:
            line.height = 0.0
        return decor, sum((line.height for line in decor), 0.0)

    def _shown_lines(self, number: int) -> int | None:
        """How many lines of a block are shown while boilerplate is folded; None where all are."""
        start, end = self.blocks.start(number), self.blocks.end(number)
        zones = self.picture.zones_between(start, max(end, start + 1))
        zone = next((one for one in zones if one.kind == "boilerplate" and one.start <= start and end <= one.end), None)
        if zone is None:
            return None
        return 1 if start <= zone.start else 0

    def fold(self, folded: bool) -> None:
        """Fold boilerplate, or show it whole."""
        self.folded = folded
        for view in self._kept.values():
            view.fresh = False
        self._measured = bytearray(len(self.blocks))
        self._next_unmeasured = 0

    def update(self, picture: Shown, touched: Iterable[Range]) -> None:
        """Take another picture of the same document; only blocks that `touched` ranges lie in are decorated anew."""
        self.picture = picture
        self._decorator = decorator_of(picture, self.metrics, self.width)
        for place in touched:
            for number in range(self.blocks.at(place.start), self.blocks.at(max(place.start, place.end - 1)) + 1):
                self._measured[number] = 0
                self._next_unmeasured = min(self._next_unmeasured, number)
                if number in self._kept:
                    self._kept[number].fresh = False

    def visible(self, height: float) -> Iterator[tuple[BlockView, float]]:
        """Blocks in a window of `height` pixels at the anchor, each with its top in the window."""
        number, inside = self.anchor
        y = -inside
        while number < len(self.blocks) and y < height:
            view = self.block(number)
            yield view, y
            y += view.height
            number += 1

    def ahead(self, height: float) -> Iterator[None]:
        """Lay out, one block at each step, what the next window of `height` pixels shows, and the one before."""
        first, _ = self.anchor
        last = self.heights.find(self.position + 2 * height)[0]
        top = self.heights.find(self.position - height)[0]
        down, up = range(first, min(last, first + _AHEAD) + 1), range(first - 1, max(top, first - _BACK) - 1, -1)
        for number in (*down, *up):
            if number not in self._kept:
                self.block(number)
                yield

    def scroll_to(self, position: float, height: float) -> None:
        """Put the anchor at a distance from the document's top, kept inside the document."""
        self._put_anchor(min(position, max(-self.metrics.top, self.heights.total - height)))

    def _put_anchor(self, position: float) -> None:
        """Above the first block there is room, so that tags that come over its first line need not push it down.

        In the steps that fonts are measured in: what a long sum is wrong by would come between the pixels.
        """
        number, inside = self.heights.find(position) if position >= 0 else (0, max(position, -self.metrics.top))
        self.anchor = (number, round(inside * _STEPS) / _STEPS)

    def scroll_by(self, distance: float, height: float) -> None:
        """Move by pixels; blocks on the way are measured, so that the text moves by exactly that much."""
        number, inside = self.anchor
        inside += distance
        while inside < 0 and number > 0:
            number -= 1
            inside += self.block(number).height
        while number < len(self.blocks) - 1 and inside >= self.block(number).height:
            inside -= self.block(number).height
            number += 1
        self.anchor = (number, max(0.0 if number else -self.metrics.top, inside))
        if self.position > max(-self.metrics.top, self.heights.total - height):
            self.scroll_to(self.heights.total, height)

    @property
    def position(self) -> float:
        """How far the window's top is below the document's first line; negative in the room above it."""
        return self.heights.top(self.anchor[0]) + self.anchor[1]

    def line_place(self, offset: int) -> tuple[BlockView, int]:
        """The block and the line that hold an offset."""
        view = self.block(self.blocks.at(offset))
        return view, view.laid.line_of(offset)

    def baseline(self, offset: int) -> float:
        """Distance of the baseline under an offset from the window's top; the eye holds on to it."""
        view, line = self.line_place(offset)
        return self.heights.top(view.number) + view.decor[line].baseline - self.position

    def hold(self, offset: int, baseline: float) -> None:
        """Move the anchor so that the line of an offset has its baseline where it was.

        Blocks between the two are measured first: one that is only laid out afterwards would move the line.
        """
        view, line = self.line_place(offset)
        number, inside = view.number, view.decor[line].baseline - baseline
        while inside < 0 and number > 0:
            number -= 1
            inside += self.block(number).height
        self._put_anchor(self.heights.top(number) + inside)

    def measure_some(self, seconds: float) -> bool:
        """Measure unseen blocks for at most `seconds`; whether any is left."""
        end = time.perf_counter() + seconds
        while self._next_unmeasured < len(self.blocks):
            if time.perf_counter() > end:
                return True
            number = self._next_unmeasured
            if not self._measured[number]:
                self._measure(number)
            self._next_unmeasured += 1
        return False

    def _measure(self, number: int) -> None:
        """The exact height of a block, without keeping its layout."""
        if number in self._kept:
            self.block(number)
            return
        laid = lay_out(self.blocks.shown(number), self.blocks.start(number), self.width, self.metrics.text_font)
        _, height = self._decorated(laid, number)
        self.heights.set(number, height)
        self._measured[number] = 1
