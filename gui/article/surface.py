"""The pixels of the article: what stays as it is only moves, and the rest is painted anew."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from gui.article import repaint
from gui.article.page import Page


class Surface:
    """A viewport, and where the lines are that it shows."""

    def __init__(self, viewport: QWidget) -> None:
        self._viewport = viewport
        self._shown: repaint.Places = {}

    def paint_all(self, page: Page | None) -> None:
        """Everything looks otherwise."""
        self._shown = self._places(page)
        self._viewport.update()

    def paint(self, stripes: Iterable[repaint.Stripe]) -> None:
        """Some stripes look otherwise."""
        for top, height in repaint.joined(stripes):
            self._viewport.update(0, top, self._viewport.width(), height)

    def follow(self, page: Page) -> None:
        """Lines have moved or look otherwise."""
        before, now = self._shown, self._places(page)
        move, stripes = repaint.changes(before, now, self._viewport.height(), page.metrics.reach)
        ratio = self._viewport.devicePixelRatioF()
        if move is not None and ratio != int(ratio):  # a pixel of the window is none of the screen
            self.paint_all(page)
            return
        if move is not None:
            rect = QRect(0, move.top, self._viewport.width(), move.height)
            self._viewport.scroll(0, move.by, rect)
        self.paint(stripes)
        self._shown = now

    def _places(self, page: Page | None) -> repaint.Places:
        return {} if page is None else repaint.places(page, self._viewport.height())
