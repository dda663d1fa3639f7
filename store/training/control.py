"""How the process that trains is told to pause, go on or finish: lines on its standard input, read on a thread.

Where the input ends, whoever started it is gone, and the process ends at once: what it leaves is no model.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

PAUSE, RESUME, FINISH = "pause", "resume", "finish"


class Finished(Exception):
    """Raised out of the training where it is to end now, with the best that there is."""


class Control:
    """What was asked for. `waited` are the seconds that it stood still."""

    def __init__(self, tell: Callable[[bool], None]) -> None:
        self._tell, self.waited, self.finished = tell, 0.0, False
        self._going = threading.Event()
        self._going.set()

    def listen(self, lines: TextIO = sys.stdin, gone: Callable[[int], object] = os._exit) -> None:
        """Read commands on a thread until there are no more; then `gone` ends the process."""

        def read() -> None:
            for line in lines:
                self.take(line.strip())
            gone(1)

        threading.Thread(target=read, name="control", daemon=True).start()

    def take(self, command: str) -> None:
        """One command; what is none is passed over."""
        if command == PAUSE:
            self._going.clear()
        elif command in (RESUME, FINISH):
            self.finished = self.finished or command == FINISH
            self._going.set()

    def check(self) -> None:
        """Called between two steps: stand still while paused. Raises Finished."""
        if not self._going.is_set():
            began = time.monotonic()
            self._tell(True)
            self._going.wait()
            self.waited += time.monotonic() - began
            self._tell(False)
        if self.finished:
            raise Finished
