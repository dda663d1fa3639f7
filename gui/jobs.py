"""Slow work on a thread of its own: the suggester is loaded and run there, and its results come back as values."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Signal, Slot

from annotate.document import Document
from annotate.errors import GilderError
from annotate.scheme import Scheme
from annotate.suggest.base import Suggester, Suggestions


@dataclass(frozen=True, slots=True)
class SuggestJob:
    """Suggest for these documents under this scheme; `ticket` tells late answers from awaited ones."""

    ticket: int
    docs: tuple[Document, ...]
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """What a job has found, with the suggester's name."""

    ticket: int
    name: str
    found: tuple[tuple[str, Suggestions], ...]


class _Worker(QObject):
    """Lives on the other thread."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(int, str)

    def __init__(self, cancelled: threading.Event, log: bool) -> None:
        super().__init__()
        self._cancelled, self._log = cancelled, log
        self._suggester: Suggester | None = None

    @Slot(object)
    def run(self, job: SuggestJob) -> None:
        """Load the suggester where that has not happened, and ask it for each document."""
        try:
            suggester = self._load()
            found: list[tuple[str, Suggestions]] = []
            for at, doc in enumerate(job.docs):
                if self._cancelled.is_set():
                    break
                found.append((doc.id, suggester.suggest(doc, job.scheme)))
                self.progressed.emit(at + 1, len(job.docs))
            self.finished.emit(SuggestResult(job.ticket, suggester.name, tuple(found)))
        except GilderError as problem:
            self.failed.emit(job.ticket, str(problem))

    def _load(self) -> Suggester:
        if self._suggester is None:
            import resources
            from annotate.suggest.combined import load_suggester

            if self._log:
                sys.stderr.write(f"{time.monotonic():.3f} spaCy: import begins\n")
            self._suggester = load_suggester(None, embedded=resources.embedded_pipeline)
            if self._log:
                sys.stderr.write(f"{time.monotonic():.3f} spaCy: pipeline loaded\n")
        return self._suggester


class Jobs(QObject):
    """Starts jobs and passes their results on, those of cancelled or replaced jobs excepted."""

    asked = Signal(object)
    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, *, log: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket, self.busy = 0, False
        self._cancelled = threading.Event()
        self._thread = QThread(self)
        self._worker = _Worker(self._cancelled, log)
        self._worker.moveToThread(self._thread)
        self.asked.connect(self._worker.run)
        self._worker.progressed.connect(self.progressed)
        self._worker.finished.connect(self._finish)
        self._worker.failed.connect(self._fail)

    def suggest(self, docs: tuple[Document, ...], scheme: Scheme) -> None:
        """Suggest for documents in the background."""
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)
        self._ticket += 1
        self._cancelled.clear()
        self.busy = True
        self.asked.emit(SuggestJob(self._ticket, docs, scheme))

    @Slot()
    def cancel(self) -> None:
        """Stop after the document that is being looked at."""
        self._cancelled.set()

    def stop(self) -> None:
        """End the thread; waits for the document that is being looked at."""
        self._cancelled.set()
        self._thread.quit()
        self._thread.wait()

    @Slot(object)
    def _finish(self, result: SuggestResult) -> None:
        if result.ticket == self._ticket:
            self.busy = False
            self.finished.emit(result)

    @Slot(int, str)
    def _fail(self, ticket: int, message: str) -> None:
        if ticket == self._ticket:
            self.busy = False
            self.failed.emit(message)
