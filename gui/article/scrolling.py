"""Scrolling: the page's anchor is the truth, the scroll bar follows; heights are measured in idle moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QScrollBar

from gui.article.page import Page

BELOW = 40  # pixels of room under the last line
_LINE = 40
_MEASURING = 0.004  # seconds of each idle tick
_PAUSE = 20  # milliseconds after a move, until when the next key comes first
_ABOVE, _UNDER = 70, 50  # pixels that a place in sight has above and below it


class Scrolling(QObject):
    """Moves a page under a window of `room()` pixels, keeps the scroll bar true, and calls `moved` after each move."""

    def __init__(self, bar: QScrollBar, room: Callable[[], int], moved: Callable[[], None]) -> None:
        super().__init__(bar)
        self._bar, self._room, self._moved, self._syncing = bar, room, moved, False
        self._rest = 0.0  # of a pixel
        self._ahead: Iterator[None] = iter(())
        self.page: Page | None = None
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._measure)
        bar.valueChanged.connect(self._scrolled)

    def laid_out(self) -> None:
        """Lay out what is in the window, and measure the rest later."""
        if self.page is not None:
            for _ in self.page.visible(self._room()):
                pass
        self.sync()
        self._wait()

    def _wait(self) -> None:
        """What is not in sight is laid out a little later: from here it may be other blocks than before."""
        if self.page is not None:
            self._ahead = self.page.ahead(self._room())
            self._idle.start(_PAUSE)

    def sync(self) -> None:
        """Bring the scroll bar to where the page is."""
        page, room = self.page, self._room()
        self._syncing = True
        total = page.heights.total + page.metrics.top + BELOW if page is not None else 0
        self._bar.setRange(0, max(0, round(total - room)))
        self._bar.setPageStep(max(1, room - BELOW))
        self._bar.setSingleStep(_LINE)
        self._bar.setValue(round(page.position + page.metrics.top) if page is not None else 0)
        self._syncing = False

    def by(self, pixels: float) -> None:
        """Move by so many pixels, by whole ones at a time: what stays in sight need not be painted anew."""
        if self.page is not None:
            whole = round(pixels + self._rest)
            self._rest += pixels - whole
            self.page.scroll_by(whole, self._room() - BELOW)
            self.sync()
            self._moved()
            self._wait()

    def shows(self, offset: int) -> bool:
        """Whether an offset can be read, with some room around it."""
        if self.page is None:
            return False
        baseline, room, bar = self.page.baseline(offset), self._room(), self._bar
        above = 0 if bar.value() == bar.minimum() else _ABOVE  # there is nothing further up, or down, to show
        under = 0 if bar.value() == bar.maximum() else _UNDER
        return above <= baseline <= room - under

    def reveal(self, offset: int) -> None:
        """Move so that an offset can be read, with some lines around it; not at all where it can be already."""
        if self.page is None:
            return
        room = self._room()
        if not self.shows(offset):
            now = self.page.baseline(offset)
            self.page.hold(offset, now + round(room * 0.35 - now))  # by whole pixels
            self.page.scroll_by(0, room)
            self.laid_out()
            self._moved()

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if not self._syncing and self.page is not None:
            now, top = self.page.position, self.page.metrics.top
            whole = self._bar.minimum() < value < self._bar.maximum()
            self.page.scroll_to(now + value - round(now + top) if whole else value - top, self._room() - BELOW)
            self._moved()
            self._wait()

    @Slot()
    def _measure(self) -> None:
        """Lay out what comes next, and measure what was not seen yet, a few milliseconds at a time."""
        self._idle.setInterval(0)
        if self.page is not None and next(self._ahead, self) is not self:
            return
        if self.page is None or not self.page.measure_some(_MEASURING):
            self._idle.stop()
            self.sync()
