"""What commands print: JSON, aligned tables, a progress bar where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, TextIO

_WIDTH = 30  # characters of the bar
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}


def say(line: str = "") -> None:
    """One line on standard output."""
    sys.stdout.write(harmless(line) + "\n")


def harmless(text: str) -> str:
    """A text that does nothing to a terminal: control characters that names in files may have are written as \\x1b."""
    return text.translate(_CONTROLS)


def warn(line: str) -> None:
    """One line on standard error, whatever line breaks names of files have."""
    sys.stderr.write(f"gilder: {harmless(' '.join(line.splitlines()))}\n")


def say_json(data: Any) -> None:
    """Data as JSON on standard output."""
    import json

    say(json.dumps(data, ensure_ascii=False, indent=2))


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 document`, `2,000 documents`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows as aligned lines: text to the left, numbers to the right."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))] if cells else []
    numeric = [all(isinstance(row[at], int) for row in rows) for at in range(len(widths))]
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    ]


class Progress:
    """A bar on standard error, only where that is a terminal; `with` takes it away at the end."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what, self._stream = what, stream or sys.stderr
        self._shown = self._stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        """So much is done of so much."""
        if self._shown and total:
            full = done * _WIDTH // total
            self._stream.write(f"\r{self._what}  {'█' * full}{'░' * (_WIDTH - full)}  {done:,} of {total:,}")
            self._stream.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
