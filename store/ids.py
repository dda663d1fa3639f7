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
