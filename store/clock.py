"""The clock that orders changes: hybrid logical time, `(milliseconds since 1970 << 16) | counter`, never going back.

Of two copies the later change is the one with the higher time, whatever their clocks say, once one has seen the other.
"""

from __future__ import annotations

import time

from store.connection import Connection

DAY_MS = 24 * 60 * 60 * 1000
_NEWEST = (
    "SELECT hlc FROM (SELECT hlc FROM {0} WHERE uid NOT IN (SELECT uid FROM clock_bound) ORDER BY hlc DESC LIMIT 1)"
)
_LAST = f"SELECT max(hlc) FROM ({_NEWEST.format('tx')} UNION ALL {_NEWEST.format('scheme_step')} UNION ALL "
_LAST += "SELECT max(hlc) FROM clock_bound)"


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def next_hlc(connection: Connection, at_ms: int) -> int:
    """The time of a change that is written now: later than everything in the file."""
    return max(at_ms << 16, (connection.value(_LAST) or 0) + 1)


def bound() -> int:
    """The highest time that is believed: a day from now. What is higher was written by a clock that is wrong."""
    return (now_ms() + DAY_MS) << 16
