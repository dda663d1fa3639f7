"""Slow work on a thread of its own: it gets values, says how far it is, can be cancelled, and gives a value back."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from annotate.errors import GilderError

_TURN = 0.0005
"""Seconds after which a thread that computes lets the window's have a turn. Python's own 5 milliseconds are waited for
anew after every call that lets go of the interpreter, as nearly all of Qt's do."""


class Cancelled(Exception):
    """The person wants no more of this work."""


class Report:
    """Given to the work: called with how much is done of how much. Raises Cancelled once that is asked for."""

    def __init__(self, say: Callable[[int, int], None], cancelled: threading.Event) -> None:
        self._say, self._cancelled = say, cancelled

    def __call__(self, done: int, total: int) -> None:
        """So much of the work is done."""
        self.check()
        self._say(done, total)

    def check(self) -> None:
        """Raise Cancelled where the work is no longer wanted; it says nothing."""
        if self._cancelled.is_set():
            raise Cancelled


Work = Callable[[Report], Any]


@dataclass(eq=False)
class Job:
    """Some work, what it is called in the status line, and who gets its result on the window's thread.

    `dropped` is told, on the window's thread too, why there will be no result: an empty text where it was cancelled.
    """

    what: str
    work: Work
    done: Callable[[Any], None]
    dropped: Callable[[str], None] | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def let_go(self) -> None:
        """Forget who waits for it: the other thread, which may be the last to know this job, must not free widgets."""
        self.done, self.dropped = _to_nobody, None


def _to_nobody(_result: object) -> None:
    """Where the result of a job goes that was cancelled."""


class _Worker(QObject):
    """Lives on the other thread."""

    progressed = Signal(object, int, int)
    finished = Signal(object, object)
    failed = Signal(object, str)

    @Slot(object)
    def run(self, job: Job) -> None:
        """Do a job; a failure that a person can do something about is told, any other one ends in the error frame."""

        def say(done: int, total: int) -> None:
            self.progressed.emit(job, done, total)

        try:
            result = job.work(Report(say, job.cancelled))
        except Cancelled:
            self.failed.emit(job, "")
        except GilderError as problem:
            self.failed.emit(job, str(problem))
        else:
            self.finished.emit(job, result)


class Jobs(QObject):
    """Does one job after another. Cancelled jobs give no result."""

    changed = Signal(str, int, int)  # what is being done, how much, of how much; an empty name when idle
    failed = Signal(str)
    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Job] = deque()
        self._held: list[Callable[[], None]] | None = None  # results that wait
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._asked.connect(self._worker.run)
        self._worker.progressed.connect(self._progressed)
        self._worker.finished.connect(self._finished)
        self._worker.failed.connect(self._failed)

    @property
    def busy(self) -> bool:
        """Whether there is work."""
        return bool(self._waiting)

    def start(
        self, what: str, work: Work, done: Callable[[Any], None], dropped: Callable[[str], None] | None = None
    ) -> None:
        """Do some work when those before it are done, and call `done` with its result on the window's thread.

        Where there is none, `dropped` is told why (empty: cancelled); without it, `failed` says so.
        """
        if not self._thread.isRunning():
            sys.setswitchinterval(_TURN)
            self._thread.start(QThread.Priority.LowPriority)
        job = Job(what, work, done, dropped)
        self._waiting.append(job)
        if len(self._waiting) == 1:
            self.changed.emit(what, 0, 0)
        self._asked.emit(job)

    @Slot()
    def cancel(self) -> None:
        """Stop all work at the next step, and forget its results."""
        cancelled = list(self._waiting)
        self._waiting.clear()
        for job in cancelled:
            job.cancelled.set()
        self.changed.emit("", 0, 0)
        for job in cancelled:
            if job.dropped is not None:
                job.dropped("")
            job.let_go()

    def forget(self, work: Work) -> None:
        """Stop some work of one's own, without a word."""
        for job in [job for job in self._waiting if job.work is work]:
            job.cancelled.set()
            job.let_go()
            self._waiting.remove(job)
        self.changed.emit(self._waiting[0].what if self._waiting else "", 0, 0)

    def hold(self) -> None:
        """Keep results back until `release`: nothing may be written just now."""
        self._held = []

    def release(self) -> None:
        """Give out the results that were kept back, and all further ones at once."""
        held, self._held = self._held or [], None
        for give in held:
            give()

    def stop(self) -> None:
        """End the thread; waits for the step that is being done."""
        self.cancel()
        self._thread.quit()
        self._thread.wait()

    @Slot(object, int, int)
    def _progressed(self, job: Job, done: int, total: int) -> None:
        if not job.cancelled.is_set():
            self.changed.emit(job.what, done, total)

    @Slot(object, object)
    def _finished(self, job: Job, result: object) -> None:
        if self._held is not None:
            self._held.append(partial(self._finished, job, result))
        elif self._take_off(job):
            job.done(result)

    @Slot(object, str)
    def _failed(self, job: Job, message: str) -> None:
        if not self._take_off(job):
            return
        if job.dropped is not None:
            job.dropped(message)
        elif message:
            self.failed.emit(message)

    def _take_off(self, job: Job) -> bool:
        """Whether the job was still wanted; it is now done."""
        if job.cancelled.is_set():
            return False
        self._waiting.remove(job)
        following = self._waiting[0].what if self._waiting else ""
        self.changed.emit(following, 0, 0)
        return True
