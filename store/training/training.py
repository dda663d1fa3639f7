"""A training from outside: started, listened to, told to pause, go on, finish or end; its pipeline put in place.

with Training.start(prepared, output) as training:
    for event in training.events():   # blocks until the next; on a thread of its own where there is a window
        …
    folder = training.place()         # only when the last event was `Done`
# leaving the block ends the process and removes what it left, whatever happened
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from annotate.errors import InputError
from annotate.pipelines.events import Done, Event, Failed, event_of
from store.training.control import FINISH, PAUSE, RESUME
from store.training.gather import Prepared
from store.training.work import WorkFolder

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_GRACE = 5.0  # seconds that the process gets to end


class Training:
    """A training that runs. `result` is what is told of the pipeline, once it is whole; `cleared`: a training that was
    killed had left its folder, which was removed. `pause`, `resume`, `finish` and `cancel` may come from any thread."""

    def __init__(self, work: WorkFolder, process: subprocess.Popen[str], *, cleared: bool) -> None:
        self._work, self._process, self.cleared = work, process, cleared
        self._turn = threading.Lock()
        self.result: Mapping[str, Any] | None = None
        self.cancelled = False

    @classmethod
    def start(cls, prepared: Prepared, output: Path, *, only_estimate: bool = False) -> Training:
        """Make the work folder and start the process; with `only_estimate` it ends after the estimate. Raises
        InputError for a place that cannot be taken, ProjectError where it cannot be written."""
        work = WorkFolder(output)
        cleared = work.make(prepared)
        try:
            return cls(work, _process(work, only_estimate=only_estimate), cleared=cleared)
        except BaseException:
            work.remove()
            raise

    @property
    def process(self) -> int:
        """The number of the process that trains."""
        return self._process.pid

    def events(self) -> Iterator[Event]:
        """What it says, until it ends. Raises InputError, in one line, where it fails or is ended from outside; after
        `cancel` it just ends."""
        assert self._process.stdout is not None
        last: Event | None = None
        for line in self._process.stdout:
            with suppress(ValueError):
                last = event_of(line)
                if isinstance(last, Done):
                    self.result = last.result
                if isinstance(last, Failed):
                    break
                yield last
        if self.cancelled or isinstance(last, Done):
            return
        status = self._ended()
        if isinstance(last, Failed):
            raise InputError(f"{self._work.output}: not trained: {last.text}")
        raise InputError(
            f"{self._work.output}: the training ended by itself (status {status}){self._last_words()}; "
            "nothing was put there"
        )

    def pause(self) -> None:
        """Have it stand still before the next step."""
        self._tell(PAUSE)

    def resume(self) -> None:
        """Have it go on."""
        self._tell(RESUME)

    def finish(self) -> None:
        """Have it end after this step, with the best that there is; of a learning curve all further runs, too."""
        self._tell(FINISH)

    def cancel(self) -> None:
        """End it now; nothing is kept."""
        self.cancelled = True
        with suppress(OSError):
            self._process.kill()

    def place(self) -> Path:
        """Put the pipeline in the place of its target, by one rename. Raises InputError, ProjectError."""
        if not self.result or self.cancelled:
            raise InputError(f"{self._work.output}: there is no whole pipeline to put there")
        self._ended()
        return self._work.place()

    def close(self) -> None:
        """End the process where it still runs, and remove what was not put in place."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._work.remove()

    def __enter__(self) -> Training:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tell(self, command: str) -> None:
        pipe: IO[str] | None = self._process.stdin
        with self._turn, suppress(OSError, ValueError):  # it may have ended meanwhile
            if pipe is not None:
                pipe.write(command + "\n")
                pipe.flush()

    def _ended(self) -> int:
        return status_of(self._process)

    def _last_words(self) -> str:
        """The last line that the process has written elsewhere: what broke."""
        with suppress(OSError):
            lines = self._work.log.read_text(encoding="utf-8", errors="replace").split("\n")
            last = next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")
            return f": {last[:200]}" if last else ""
        return ""


def _process(work: WorkFolder, *, only_estimate: bool) -> subprocess.Popen[str]:
    return modest_process("store.training.worker", work.path, work.log, *(["--estimate"] if only_estimate else []))


def modest_process(module: str, folder: Path, log: Path, *more: str) -> subprocess.Popen[str]:
    """A process of a module of ours that works in a folder, at low priority and with one thread; what it says beside
    its events goes to `log`."""
    low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # of Windows; elsewhere the process makes itself modest
    with log.open("w", encoding="utf-8") as file:
        return subprocess.Popen(
            [sys.executable, "-m", module, str(folder), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            encoding="utf-8",
            env=_environment(),
            creationflags=low,
        )


def status_of(process: subprocess.Popen[str]) -> int:
    """The exit status of a process that is about to end; it is ended where it does not."""
    try:
        return process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _environment() -> dict[str, str]:
    """One thread, and this program's own modules."""
    own = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    path = own if not before else os.pathsep.join((own, before))
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
