"""How often Python looks for garbage in circles: what the window makes are values, and hardly ever circles.

With Python's own settings a look through every object comes after each few thousand new ones, on the window's thread or
beside it, and takes over a tenth of a second where a project is open: several frames.
"""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100


def look_less_often() -> None:
    """From now on; what is there already, the program itself, is never looked through again."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
