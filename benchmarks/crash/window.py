"""The real program in a process of its own, killed while somebody inside presses keys; see `driver`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Thread

from benchmarks.crash.base import Token

_PATIENCE = 120.0  # seconds until the first change is shown


def window_life(path: Path, rng: Random, after: float, *, opening: bool) -> list[Token]:
    """Open the window on a project and kill it `after` seconds from the first change that it shows as saved, or, where
    it is to die while it is opening, from its start; gives what it has shown as saved."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks.crash.driver", str(path), str(rng.randrange(2**31))]
    errors = path.with_name("errors.txt")
    with errors.open("wb") as log:
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    lines = Queue[str]()
    reader = Thread(target=_read, args=(child, lines))
    reader.start()
    first = [] if opening else _wait_for_one(lines)
    time.sleep(after)
    child.kill()
    code = child.wait()
    reader.join()
    told = first + [lines.get() for _ in range(lines.qsize())]
    tokens = [tuple(line.rstrip("\n").split("\t")) for line in told if line.endswith("\n")]
    if code >= 0 or (not opening and not tokens):
        tokens.append(("error", f"the window ended by itself ({code}): {errors.read_text()[-1500:]}"))
    return tokens


def _read(child: subprocess.Popen[str], lines: Queue[str]) -> None:
    assert child.stdout is not None
    with child.stdout as out:
        for line in out:
            lines.put(line)


def _wait_for_one(lines: Queue[str]) -> list[str]:
    try:
        return [lines.get(timeout=_PATIENCE)]
    except Empty:
        return []
