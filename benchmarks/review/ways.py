"""The shortest ways by keyboard: for the word cursor, for a selection, for an end of a span."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

from annotate.offsets import (
    next_grapheme,
    next_word_end,
    next_word_start,
    previous_grapheme,
    previous_word_end,
    previous_word_start,
)
from benchmarks.review.hands import parsed
from gui.article.caret import Caret
from gui.article.keys import move_for_key
from gui.article.page import Page

_PLAIN = ("Right", "Left", "Down", "Up", "End", "Home", "Ctrl+Right", "Ctrl+Left", "Ctrl+Home", "Ctrl+End")
_EXTENDING = ("Shift+Right", "Shift+End", "Shift+Down", "Ctrl+Shift+Right", "Shift+Left", "Ctrl+Shift+Left")
_NEAR = 15  # code points
_FAR = 40  # keys: longer ways are not looked for


class Ways:
    """Ways over one laid-out document. Where lines break does not change while it is annotated."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._events = {keys: QKeyEvent(QEvent.Type.KeyPress, *parsed(keys)) for keys in (*_PLAIN, *_EXTENDING)}
        self._next: dict[tuple[Caret, str], Caret | None] = {}

    def to(self, target: int, starts: Iterable[tuple[int, tuple[str, ...]]]) -> tuple[str, ...] | None:
        """The fewest keys that bring the cursor to `target`, from starts that were reached with some keys already."""
        reached: dict[int, tuple[str, ...]] = {}
        waiting: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in range(_FAR + 1)]
        for offset, keys in starts:
            if len(keys) <= _FAR:
                waiting[len(keys)].append((offset, keys))
        for level in waiting:
            for offset, keys in level:
                if offset in reached:
                    continue
                reached[offset] = keys
                if offset == target:
                    return keys
                if len(keys) < _FAR:
                    for name in _towards(offset, target):
                        after = self._moved(Caret(offset), name)
                        if after is not None and after.offset not in reached:
                            waiting[len(keys) + 1].append((after.offset, (*keys, name)))
        return None

    def selecting(self, start: int, end: int) -> tuple[str, ...] | None:
        """The fewest keys that select `start` to `end` with the cursor at `start`."""
        wanted = {Caret(end, start)}
        return _shortest(Caret(start), wanted, lambda caret: {key: self._moved(caret, key) for key in _EXTENDING})

    def _moved(self, caret: Caret, keys: str) -> Caret | None:
        at = (caret, keys)
        if at not in self._next:
            self._next[at] = move_for_key(self.page, caret, self._events[keys], 0.0)
        return self._next[at]


def _towards(offset: int, target: int) -> tuple[str, ...]:
    """Keys that may bring the cursor nearer; by character only where that is near."""
    near = abs(offset - target) <= _NEAR
    if offset < target:
        return ("Right", *(("Ctrl+Right",) if near else ("Down", "End", "Ctrl+End")))
    return ("Left", "Home", *(("Ctrl+Left",) if near else ("Up", "Ctrl+Home")))


def _shortest(
    start: Caret, wanted: set[Caret], moves: Callable[[Caret], Mapping[str, Caret | None]]
) -> tuple[str, ...] | None:
    seen, waiting = {start}, deque([(start, tuple[str, ...]())])
    while waiting:
        here, keys = waiting.popleft()
        if here in wanted:
            return keys
        if len(keys) == 12:
            continue
        for name, after in moves(here).items():
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append((after, (*keys, name)))
    return None


def moving_end(text: str, here: int, there: int, *, start: bool) -> tuple[str, ...]:
    """The fewest keys that move an end of a span, by the contract of `product.md`; empty where it is there."""
    shift = "Shift+" if start else ""
    keys = (f"Alt+{shift}Right", f"Alt+{shift}Left", "Alt+." if start else ".", "Alt+," if start else ",")
    seen, waiting = {here}, deque([(here, tuple[str, ...]())])
    while waiting:
        offset, pressed = waiting.popleft()
        if offset == there:
            return pressed
        for name, after in zip(keys, _ends_near(text, offset, start=start), strict=True):
            if after is not None and after not in seen and len(pressed) < 30:
                seen.add(after)
                waiting.append((after, (*pressed, name)))
    raise AssertionError(f"no way from {here} to {there}")


def _ends_near(text: str, at: int, *, start: bool) -> tuple[int | None, ...]:
    on = (next_word_start if start else next_word_end)(text, at)
    back = (previous_word_start if start else previous_word_end)(text, at)
    return on, back, next_grapheme(text, at), previous_grapheme(text, at)
