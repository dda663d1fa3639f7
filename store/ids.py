"""New ids: UUID version 7 (RFC 9562), so that they sort by the time at which they were made."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator


def new_id() -> str:
    """32 hexadecimal digits, unique over all machines."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    number = milliseconds << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return f"{number:032x}"


def new_ids() -> Iterator[str]:
    """Ids without end."""
    while True:
        yield new_id()


def made_at(item_id: str) -> float | None:
    """When an id was made, in seconds since 1970, UTC; None for an id that was not made here."""
    if len(item_id) != 32 or item_id[12] != "7":
        return None
    try:
        return int(item_id[:12], 16) / 1000
    except ValueError:
        return None
