"""Somebody who presses keys at a steady pace, whatever the window does, and how long each took until it was painted."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter, thread_time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from benchmarks.review.hands import parsed

SCRIPT = (
    *("Tab", "Enter", "Tab", "2", "Tab", "Backspace", "Tab", "Enter"),
    *("Right", "Right", "Shift+Right", "Shift+Right", "1", "Ctrl+Z"),
    *("Left", "Down", "Down", "Up", "Alt+Right", "Alt+Left", "Ctrl+Z", "Ctrl+Z", "PageDown", "Tab", "3"),
)
"""Answers, labels, moving, undo, in a circle."""

_PRESS = QEvent.Type(QEvent.registerEventType())
_PAINTED = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = -1000  # priority: what is painted has been posted with a higher one


@dataclass(frozen=True)
class Took:
    """Milliseconds of one key: `wall` from when it was to be pressed until what it changed was painted and nothing was
    waiting; `own` is what the window's thread has computed since it began with it. `handled` and `painted` are the
    turns of the window's loop between which it can take other events: the key with what it stores, and what follows."""

    key: str
    wall: float
    own: float
    handled: float
    painted: float


class Person(QObject):
    """Posts a key every `pace` seconds from a thread of its own. What comes while the window is busy waits, and that is
    counted: a key's time runs from when it was to be pressed."""

    finished = Signal()

    def __init__(self, view: QWidget, count: int, pace: float) -> None:
        super().__init__()
        self._view, self._pace = view, pace
        self._keys: Sequence[str] = tuple(islice(cycle(SCRIPT), count))
        self._waiting = deque[tuple[str, float]]()
        self._key, self._planned, self._began = "", 0.0, 0.0
        self._pressed = self._handled = 0.0
        self.took = list[Took]()

    def begin(self) -> None:
        """Begin to press."""
        self._first = perf_counter() + self._pace
        threading.Thread(target=self._press_all, daemon=True).start()

    def _press_all(self) -> None:
        for at in range(len(self._keys)):
            time.sleep(max(0.0, self._first + at * self._pace - perf_counter()))
            QCoreApplication.postEvent(self, QEvent(_PRESS))

    def event(self, event: QEvent) -> bool:
        """A key, or the end of one."""
        if event.type() == _PRESS:
            at = len(self.took) + len(self._waiting) + bool(self._key)
            self._waiting.append((self._keys[at], self._first + at * self._pace))
            self._next()
        elif event.type() == _PAINTED:
            QTimer.singleShot(0, self._end)  # behind those that the key has begun
        else:
            return super().event(event)
        return True

    def _next(self) -> None:
        if self._key or not self._waiting:
            return
        self._key, self._planned = self._waiting.popleft()
        self._began, self._pressed = thread_time(), perf_counter()
        if len(self._key) == 1 and self._key.isalnum():
            QTest.keyClicks(self._view, self._key)
        else:
            QTest.keyClick(self._view, *parsed(self._key))
        self._handled = perf_counter()
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    @Slot()
    def _end(self) -> None:
        now, own = perf_counter(), thread_time() - self._began
        turns = self._handled - self._pressed, now - self._handled
        self.took.append(Took(self._key, *(1000 * one for one in (now - self._planned, own, *turns))))
        self._key = ""
        if len(self.took) == len(self._keys):
            self.finished.emit()
        else:
            self._next()
