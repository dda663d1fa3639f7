"""Suggestions for many documents: read and written here in small portions, proposed on the worker's thread.

The project file belongs to the window's thread. A timer hands documents over and takes answers back, a few milliseconds
at a time. Each portion of answers is written as a whole, so that what was done before a cancel stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from queue import Empty, Queue, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotate.document import Document
from annotate.errors import GilderError
from annotate.suggest.base import Suggestions
from gui.jobs import Jobs, Report
from gui.session import Session
from store.runs import RunWriter

if TYPE_CHECKING:
    from gui.suggesters.engine import Engine

_TICK = 15  # milliseconds
_BUDGET = 0.006  # seconds of a tick that reading may take
_PORTION = 1_000  # suggestions after which a portion is written
_LATEST = 0.5  # seconds after which a smaller portion is written, too
_AHEAD = 96  # documents that are read before they are asked for
_POLL = 0.1  # seconds between two looks at whether somebody has cancelled


@dataclass(frozen=True, slots=True)
class _Answer:
    name: str
    settings: Mapping[str, str]
    document: str
    found: Suggestions


@dataclass
class _Work:
    """The work, and the two queues between the threads; None in `docs` says that there are no more."""

    engine: Callable[[], Engine]
    total: int
    docs: Queue[Document | None] = field(default_factory=lambda: Queue(_AHEAD))
    answers: SimpleQueue[_Answer] = field(default_factory=SimpleQueue[_Answer])

    def __call__(self, report: Report) -> None:
        engine = self.engine()
        for done, (document_id, found) in enumerate(engine.suggest(self._docs(report), self.total, report.check), 1):
            self.answers.put(_Answer(engine.name, engine.settings, document_id, found))
            report(done, self.total)

    def _docs(self, report: Report) -> Iterator[Document]:
        while True:
            try:
                doc = self.docs.get(timeout=_POLL)
            except Empty:
                report.check()
                continue
            if doc is None:
                return
            yield doc


class Many(QObject):
    """Runs over many documents, one at a time. `recorded` has the id of each document that got suggestions."""

    recorded = Signal(str)

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._work: _Work | None = None
        self._ids: list[str] = []
        self._read, self._kept, self._suggested = 0, 0, 0
        self._all_read, self._ended = False, False
        self._writer: RunWriter | None = None
        self._waiting: list[_Answer] = []  # answers that are not yet written
        self._written = 0.0  # when the last portion was
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def busy(self) -> bool:
        """Whether a run is going on: more of it will be written."""
        return self._work is not None

    def start(self, ids: list[str], engine: Callable[[], Engine]) -> None:
        """Suggest for documents. `engine` is called on the worker's thread."""
        if self._work is not None:
            self._session.told.emit("Suggestions for many documents are being made already. Cancel them first.")
        elif not ids:
            self._session.told.emit("There is no such document.")
        else:
            self._work, self._ids = _Work(engine, len(ids)), ids
            self._read, self._kept, self._suggested = 0, 0, 0
            self._all_read, self._ended, self._waiting = False, False, []
            self._written = time.monotonic()
            self._timer.start()
            what = f"Suggesting for {len(ids):,} documents"
            self._jobs.start(what, self._work, self._finish, self._give_up)

    @Slot()
    def _tick(self) -> None:
        if self._work is None or self._session.held:
            return
        try:
            self._feed(self._work)
            self._write(self._work)
        except GilderError as problem:
            self._jobs.forget(self._work)
            self._give_up(str(problem))
            return
        if self._ended and not self._waiting and self._work.answers.empty():
            name = self._writer.run.name if self._writer is not None else "nobody"
            self._stop()
            count = f"{self._kept:,} {'document has' if self._kept == 1 else 'documents have'}"
            self._session.told.emit(f"{count} new suggestions, {self._suggested:,} in all, by {name}.")

    def _feed(self, work: _Work) -> None:
        """Read documents ahead, for a few milliseconds."""
        end = time.perf_counter() + _BUDGET
        while not (work.docs.full() or self._all_read) and time.perf_counter() < end:
            self._all_read = self._read == len(self._ids)
            work.docs.put_nowait(None if self._all_read else self._document(self._ids[self._read]))
            self._read += not self._all_read

    def _document(self, document_id: str) -> Document:
        """A document with the zones that the person wants, which count more than those found at import."""
        session = self._session
        if session.doc is not None and session.doc.id == document_id:
            return replace(session.doc, zones=tuple(session.state.zones.values()))
        doc = session.project.documents.get(document_id)
        state = session.project.annotations.state(doc, session.source)
        return replace(doc, zones=tuple(state.zones.values()))

    def _write(self, work: _Work) -> None:
        """Record a portion of what has been answered, when it is large enough or has waited long enough."""
        size = sum(map(_size, self._waiting))
        while size < _PORTION and (answer := _next(work.answers)) is not None:
            self._waiting.append(answer)
            size += _size(answer)
        if self._waiting and (size >= _PORTION or self._ended or time.monotonic() - self._written > _LATEST):
            portion, self._waiting = self._waiting, []
            self._record(portion)
            self._written = time.monotonic()

    def _record(self, portion: list[_Answer]) -> None:
        session = self._session
        if self._writer is None:
            name, settings = portion[0].name, portion[0].settings
            self._writer = session.project.suggestions.begin_run(name, parameters=settings)
        for answer in portion:
            self._writer.add(answer.document, answer.found)
        self._writer.flush()
        self._kept += len(portion)
        self._suggested += sum(len(answer.found.spans) for answer in portion)
        for answer in portion:
            if session.doc is not None and session.doc.id == answer.document:
                session.reload_suggestions()
            self.recorded.emit(answer.document)

    def _finish(self, _nothing: None) -> None:
        """The worker has answered for all; what waits is written with the next ticks."""
        self._ended = True

    def _give_up(self, message: str) -> None:
        """It was cancelled, or has failed: what was recorded stays."""
        if self._work is None:
            return
        self._stop()
        so_far = f"{self._kept:,} of {len(self._ids):,} documents have new suggestions, the others are as they were."
        if message:
            self._session.failed.emit(f"{message.rstrip('.')}. {so_far}")
        else:
            self._session.told.emit(f"Cancelled: {so_far}")

    def _stop(self) -> None:
        self._timer.stop()
        writer, self._work, self._writer = self._writer, None, None
        if writer is not None:
            try:
                with writer:
                    pass  # at its end what older runs are no longer needed for is taken away
            except GilderError as problem:
                self._session.failed.emit(str(problem))


def _size(answer: _Answer) -> int:
    return len(answer.found.spans) + len(answer.found.relations)


def _next(answers: SimpleQueue[_Answer]) -> _Answer | None:
    try:
        return answers.get_nowait()
    except Empty:
        return None
