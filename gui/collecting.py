"""How often Python looks for objects that only hold each other."""

from __future__ import annotations

import gc

_YOUNG = 20_000  # new objects until the youngest are looked at; Python's own number is 700


def collect_rarely() -> None:
    """Look seldom: spans, ranges and cases are made by the ten thousand and hold nothing that holds them, and looking
    through all that is open takes longer than a frame. What is let go of otherwise is freed at once, as ever."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
