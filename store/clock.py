"""The clock that orders changes: hybrid logical time, `(milliseconds since 1970 << 16) | counter`.

A change is later than the version that it replaces, whatever the clocks of the computers say, and later than all that
the file has up to a day from now. What lies further ahead was written by a clock that is wrong: it keeps its time, so
that its order is the same everywhere, but drags along only the items that it is about.
"""

from __future__ import annotations

import time

from store.connection import Connection

DAY_MS = 24 * 60 * 60 * 1000


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def next_hlc(connection: Connection, at_ms: int, replaced: int = 0) -> int:
    """The time of a change that is written at a time; `replaced` is that of the newest version which it replaces."""
    last = connection.value("SELECT max(hlc) FROM tx WHERE hlc<=?", (bound(at_ms),)) or 0
    return max(at_ms << 16, last + 1, replaced + 1)


def bound(at_ms: int) -> int:
    """The highest time that is believed at a time: a day later."""
    return (at_ms + DAY_MS) << 16
