"""When Python looks for objects that only hold each other: on the window's thread alone, and between keys.

Left to itself Python looks on whatever thread has just made an object, and there would free parts of the window.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from gui.jobs import Report
from gui.searching import Look
from store.project import Project

YOUNG, MIDDLE = 5_000, 10  # objects more than before; looks through those until what stayed is looked through, too
_OLD, _MOST = 1, 100  # looks through the middle ones until all are: while nobody works, and at the latest
_TICK = 100  # milliseconds
_WORK, _PAUSE = 0.002, 1.0  # seconds: of a tick, that the window computes where somebody works; after which nobody does
_SHARE = 0.02  # of the time, that looking through everything may take


@contextmanager
def no_collecting() -> Generator[None, None, None]:
    """Until the block ends nobody looks, on any thread. What is let go of otherwise is freed at once, as ever.

    Two threads may be inside: the first one that found it going sets it going again.
    """
    young, *others = gc.get_threshold()
    gc.set_threshold(0, *others)
    try:
        yield
    finally:
        if young:
            gc.set_threshold(young, *others)


@dataclass(frozen=True)
class Uncollected:
    """A look that makes spans, ranges and cases by the ten thousand: none of them holds what holds it, and to look
    through them all, and through the window's own objects, takes a quarter of the time."""

    look: Look

    def __call__(self, project: Project, report: Report) -> Any:
        with no_collecting():
            return self.look(project, report)


@contextmanager
def program_frozen() -> Generator[None, None, None]:
    """What is there now, the program itself, is not looked through until the block ends."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def due(counts: tuple[int, int, int], *, pause: bool) -> int | None:
    """The oldest generation whose turn it is, by `gc.get_count()` and whether nobody works; None where it is none's."""
    young, middle, old = counts
    if old >= (_OLD if pause else _MOST):
        return 2
    if middle >= MIDDLE:
        return 1
    return 0 if young >= YOUNG else None


class Pauses:
    """Whether nobody works: the window's thread has hardly computed for a while. Asked once a tick, on that thread."""

    def __init__(self) -> None:
        self._own, self._worked = thread_time(), perf_counter()

    def __call__(self) -> bool:
        own, now = thread_time(), perf_counter()
        if own - self._own > _WORK:
            self._worked = now
        self._own = own
        return now - self._worked >= _PAUSE


class Collecting(QObject):
    """Looks on the thread that it lives on, from `begin` to `end`; Python itself does not look in between.

    A timer's turn comes between keys. The young ones take a millisecond; everything is looked through while nobody
    works and, where somebody always does, rarely. All threads' objects are looked through, so none can fill the memory.
    """

    def __init__(self, parent: QObject | None = None, *, pauses: Callable[[], bool] | None = None) -> None:
        super().__init__(parent)
        self._pauses = Pauses() if pauses is None else pauses
        self._rests = 0  # ticks until everything may be looked through again
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """From now on."""
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Python looks by itself again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Free what only holds itself, as far as it is time for that."""
        pause, (young, middle, old) = self._pauses(), gc.get_count()
        self._rests = max(0, self._rests - 1)
        generation = due((young, middle, 0 if self._rests else old), pause=pause)
        if generation is None or not gc.get_threshold()[0]:
            return
        began = perf_counter()
        gc.collect(generation)
        if generation == 2:
            self._rests = round((perf_counter() - began) / (_SHARE * _TICK / 1000))
