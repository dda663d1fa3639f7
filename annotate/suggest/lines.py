"""A program that is spoken to in lines: it is asked one line and answers with one, in time, or it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO

from annotate.errors import InputError, or_else

_POLL = 0.1  # seconds between two looks at whether somebody has cancelled
_LINE_LIMIT = 64 * 1024 * 1024  # bytes of one answer
_SAID_LIMIT = 300  # characters of what a program says that are told to a person
_GRACE = 2.0  # seconds that a program has to end once its input is closed, and its last words to arrive


class LineProcess:
    """A running program. Started without a shell, in a session of its own; killed with all that it has started.

    `check` is called about ten times a second while an answer is awaited: what it raises (a cancel) kills the program
    and goes on to the caller. Everything that the program does wrong is an InputError in one line.
    """

    def __init__(self, command: Sequence[str], *, check: Callable[[], None]) -> None:
        self._what, self._check = f"process “{os.path.basename(command[0])}”", check  # noqa: PTH119 - no path is meant
        self._answers = SimpleQueue[bytes | None]()
        self._questions = SimpleQueue[bytes | None]()
        self._last_words = ""
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=os.name == "posix",
            )
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise self.failure(f"it cannot be started: {reason}") from problem
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        works = (self._write, self._read, self._listen)
        self._threads = [
            threading.Thread(target=work, args=(pipe,), daemon=True) for work, pipe in zip(works, pipes, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def failure(self, what: str) -> InputError:
        """What went wrong, with the program's name before it."""
        return InputError(f"{self._what}: {what}")

    def ask(self, line: str, *, seconds: float) -> str:
        """Send one line and wait so long for the line that answers it. Raises InputError; then it is dead."""
        self._questions.put(line.encode("utf-8") + b"\n")
        return self.listen(seconds=seconds)

    def listen(self, *, seconds: float) -> str:
        """The next line that it says, within so many seconds. Raises InputError; then it is dead."""
        with or_else(self.kill):
            answer = self._wait(seconds)
            if answer is None:
                raise self._ended()
            if len(answer) >= _LINE_LIMIT:
                raise self.failure(f"it sent a line of more than {_LINE_LIMIT // 1024**2} MiB")
            try:
                return answer.decode("utf-8")
            except UnicodeDecodeError as problem:
                raise self.failure("what it sent is not UTF-8") from problem

    def close(self) -> None:
        """Close its input, so that it can end by itself; soon after it is killed. May be called twice."""
        self._questions.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        self.kill()

    def kill(self) -> None:
        """End it and what it has started, now. May be called twice."""
        if self._process.poll() is None:
            self._kill_all()
        self._process.wait()
        self._questions.put(None)
        for thread in self._threads:
            thread.join(_GRACE)

    def _kill_all(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _wait(self, seconds: float) -> bytes | None:
        for _ in range(max(1, round(seconds / _POLL))):
            self._check()
            with suppress(Empty):
                return self._answers.get(timeout=_POLL)
        raise self.failure(f"it has not answered for {seconds:g} seconds; it was stopped")

    def _ended(self) -> InputError:
        """How it ended: its exit status or signal, and the last line on its standard error."""
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return self.failure("it closed its output without an answer")
        self._threads[2].join(_GRACE)
        how = f"it ended with exit status {status}" if status >= 0 else f"it was killed by signal {-status}"
        return self.failure(f"{how}; it said: {self._last_words}" if self._last_words else f"{how} and said nothing")

    def _write(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # it is dead: reading tells how
            while (line := self._questions.get()) is not None:
                pipe.write(line)
                pipe.flush()
        with suppress(OSError, ValueError):
            pipe.close()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe, suppress(OSError, ValueError):
            while line := pipe.readline(_LINE_LIMIT):
                self._answers.put(line)
        self._answers.put(None)

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe, suppress(OSError, ValueError):
            while line := pipe.readline(65536):
                said = "".join(one if one.isprintable() else " " for one in line.decode("utf-8", "replace")).strip()
                self._last_words = said[:_SAID_LIMIT] or self._last_words
