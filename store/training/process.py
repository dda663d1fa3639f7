"""A process of ours beside the program, from outside: started, listened to, told something, ended.

It works in a folder at low priority and with one thread, says lines of JSON (`annotate.pipelines.events`), and ends
with whoever started it (`control.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from annotate.errors import InputError
from annotate.pipelines.events import Done, Event, Failed, event_of

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_GRACE = 5.0  # seconds that the process gets to end


class Process:
    """`python -m MODULE FOLDER …`; what it writes beside its events goes to `log`. `cancel` and `tell` may come from
    any thread."""

    def __init__(self, module: str, folder: Path, log: Path, *more: str) -> None:
        low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # of Windows; elsewhere it makes itself modest
        with log.open("w", encoding="utf-8") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, str(folder), *more],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                encoding="utf-8",
                env=_environment(),
                creationflags=low,
            )
        self._log, self._turn = log, threading.Lock()
        self.cancelled = False

    @property
    def number(self) -> int:
        """Its number among the processes of the computer."""
        return self._process.pid

    def events(self) -> Iterator[Event]:
        """What it says, until it ends. Raises InputError with the reason where it fails or is ended from outside; after
        `cancel` it just ends."""
        assert self._process.stdout is not None
        last: Event | None = None
        for line in self._process.stdout:
            with suppress(ValueError):
                last = event_of(line)
                if isinstance(last, Failed):
                    break
                yield last
        if self.cancelled or isinstance(last, Done):
            return
        status = self.ended()
        if isinstance(last, Failed):
            raise InputError(last.text)
        raise InputError(f"the process ended by itself (status {status}){self._last_words()}")

    def tell(self, command: str) -> None:
        """One line to it; nothing where it has ended meanwhile."""
        pipe = self._process.stdin
        with self._turn, suppress(OSError, ValueError):
            if pipe is not None:
                pipe.write(command + "\n")
                pipe.flush()

    def cancel(self) -> None:
        """End it now, and take its end for no fault."""
        self.cancelled = True
        self._kill()

    def ended(self) -> int:
        """The exit status of a process that is about to end; it is ended where it does not."""
        try:
            return self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def close(self) -> None:
        """End it where it still runs, and let go of its pipes."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _kill(self) -> None:
        with suppress(OSError):
            self._process.kill()

    def _last_words(self) -> str:
        """The last line that it has written elsewhere: what broke."""
        with suppress(OSError):
            lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
            last = next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")
            return f": {last[:200]}" if last else ""
        return ""


class Running(ABC):
    """What a training and a round of learning have in common: `events` tells what their process says, until it ends.

    Used in a `with` block, it is closed at its end. `cancel` may come from any thread.
    """

    def __init__(self, process: Process, failed: str) -> None:
        self._process, self._failed = process, failed

    @property
    def process(self) -> int:
        """The number of the process that works."""
        return self._process.number

    @property
    def cancelled(self) -> bool:
        """Whether it was told to end with nothing kept."""
        return self._process.cancelled

    def events(self) -> Iterator[Event]:
        """What it says, until it ends. Raises InputError, in one line, where it fails or is ended from outside; after
        `cancel` it just ends."""
        try:
            for event in self._process.events():
                if isinstance(event, Done):
                    self._take_over(event)
                yield event
        except InputError as problem:
            raise InputError(f"{self._failed}: {problem}") from None

    def cancel(self) -> None:
        """End it now; nothing is kept."""
        self._process.cancel()

    def close(self) -> None:
        """End the process where it still runs, and remove its work."""
        self._process.close()
        self._clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def _take_over(self, done: Done) -> None:
        """The work is done."""

    @abstractmethod
    def _clear(self) -> None:
        """Remove what is left of the work."""


def _environment() -> dict[str, str]:
    """One thread, and this program's own modules."""
    own = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    path = own if not before else os.pathsep.join((own, before))
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
