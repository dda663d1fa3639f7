"""Suggestions made anew for documents that nobody has begun with: one after another, quietly, never the open one.

A document is a job of its own among those of the window, so that what a person asks for meanwhile comes after the
document that is being read and not after all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from annotate.document import Document
from annotate.errors import GilderError
from annotate.suggest.base import Suggestions
from gui.jobs import Jobs, Report
from gui.session import Session
from store.runs import RunWriter
from store.untouched import begun


class Answer(Protocol):
    """What a suggester says of a document."""

    @property
    def name(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, str]: ...
    @property
    def document(self) -> str: ...
    @property
    def suggestions(self) -> Suggestions: ...


class Refreshing(QObject):
    """One list of documents at a time. `recorded` has the id of each document that got suggestions; `ended`: no more
    come, because all have them, or it was cancelled or has failed."""

    recorded = Signal(str)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        work: Callable[[Document], Callable[[Report], Answer]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._make = session, jobs, work
        self._waiting, self._total, self._kept = deque[str](), 0, 0
        self._writer: RunWriter | None = None
        self._doing: Callable[[Report], Answer] | None = None

    @property
    def busy(self) -> bool:
        """Whether more suggestions will be written."""
        return self._doing is not None

    def start(self, ids: Iterable[str]) -> None:
        """Suggest for documents in this order, instead of those that still waited."""
        self.stop()
        self._waiting, self._kept = deque(ids), 0
        self._total = len(self._waiting)
        self._go_on()

    def stop(self) -> None:
        """Suggest for no more documents; what was recorded stays."""
        if self._doing is not None:
            self._jobs.forget(self._doing)
        self._end()

    def _go_on(self) -> None:
        """Begin with the next document that nobody has begun with, or come to an end."""
        try:
            doc = self._next()
        except GilderError as problem:
            self._give_up(str(problem))
            return
        if doc is None:
            self._end()
            self.ended.emit()
            return
        self._doing = self._make(doc)
        what = f"Suggesting anew, {self._total - len(self._waiting):,} of {self._total:,}"
        self._jobs.start(what, self._doing, self._keep, self._give_up)

    def _next(self) -> Document | None:
        while self._waiting:
            document_id = self._waiting.popleft()
            if self._may_change(document_id):
                project, source = self._session.project, self._session.source
                doc = project.documents.get(document_id)
                zones = tuple(project.annotations.state(doc, source).zones.values())  # the person's word counts
                return replace(doc, zones=zones)
        return None

    def _may_change(self, document_id: str) -> bool:
        """Whether nobody looks at a document or has begun with it."""
        session = self._session
        is_open = session.doc is not None and session.doc.id == document_id
        return not is_open and not begun(session.project, document_id)

    def _keep(self, found: Answer) -> None:
        try:
            if self._may_change(found.document):
                self._record(found)
        except GilderError as problem:
            self._give_up(str(problem))
        else:
            self._go_on()

    def _record(self, found: Answer) -> None:
        if self._writer is None or self._writer.run.name != found.name:
            self._close()
            self._writer = self._session.project.suggestions.begin_run(found.name, parameters=found.settings)
        self._writer.add(found.document, found.suggestions)
        self._writer.flush()
        self._kept += 1
        self.recorded.emit(found.document)

    def _give_up(self, message: str) -> None:
        """It was cancelled, or has failed: what was recorded stays."""
        left = f"{self._kept:,} of {self._total:,} documents have new suggestions, the others are as they were."
        self._end()
        if message:
            self._session.failed.emit(f"{message.rstrip('.')}. {left}")
        else:
            self._session.told.emit(f"Cancelled: {left}")
        self.ended.emit()

    def _end(self) -> None:
        self._doing = None
        self._waiting.clear()
        try:
            self._close()
        except GilderError as problem:
            self._session.failed.emit(str(problem))

    def _close(self) -> None:
        """At its end what older runs are no longer needed for is taken away."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with writer:
                pass
