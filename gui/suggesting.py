"""Suggestions in the background: for a document that no model has looked at, and again when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from annotate.document import Document
from annotate.errors import GilderError
from annotate.scheme import Scheme
from annotate.suggest.base import Suggester, Suggestions, suggest_one
from gui.jobs import Jobs, Report
from gui.session import Session


class LateSuggester:
    """The suggester with the embedded pipeline, loaded when it is first asked for; used on the worker's thread only."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self._suggester: Suggester | None = None

    def get(self) -> Suggester:
        """The suggester. Slow the first time: imports spaCy and reads weights."""
        if self._suggester is None:
            import resources
            from annotate.suggest.combined import load_suggester

            self._log("spaCy: import begins")
            self._suggester = load_suggester(None, embedded=resources.embedded_pipeline)
            self._log("spaCy: pipeline loaded")
        return self._suggester


@dataclass(frozen=True)
class _Suggest:
    """The work: one document under one scheme."""

    late: LateSuggester
    doc: Document
    scheme: Scheme

    def __call__(self, report: Report) -> tuple[str, str, Suggestions]:
        suggester = self.late.get()
        report(0, 0)
        return suggester.name, self.doc.id, suggest_one(suggester, self.doc, self.scheme)


class Suggesting(QObject):
    """Asks for suggestions and keeps them. `recorded` has the id of the document that got some."""

    recorded = Signal(str)

    def __init__(self, session: Session, jobs: Jobs, late: LateSuggester, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._late = session, jobs, late
        self._asked: set[str] = set()
        self._begun = False

    def begin(self) -> None:
        """The window is up: from now on documents are looked at when they are opened."""
        self._begun = True
        self.look()

    @Slot()
    def look(self) -> None:
        """Suggest for the open document where no model has looked at it."""
        session = self._session
        if not self._begun or session.doc is None or session.project.read_only or session.doc.id in self._asked:
            return
        if not session.project.suggestions.has_run(session.doc.id):
            self.again()

    def again(self) -> None:
        """Suggest for the open document, whatever there is already."""
        session = self._session
        if session.doc is not None:
            self._asked.add(session.doc.id)
            zones = tuple(session.state.zones.values())  # the person's word counts, not what was found at import
            work = _Suggest(self._late, replace(session.doc, zones=zones), session.scheme)
            self._jobs.start(f"Suggesting for {session.doc.name}", work, self._keep)

    def _keep(self, found: tuple[str, str, Suggestions]) -> None:
        name, document_id, suggestions = found
        session = self._session
        self._asked.discard(document_id)
        try:
            session.project.suggestions.record_run(name, [(document_id, suggestions)])
        except GilderError as problem:
            session.failed.emit(str(problem))
            return
        if session.doc is not None and session.doc.id == document_id:
            before = len(session.open_spans)
            session.reload_suggestions()
            session.told.emit(_told(len(session.open_spans), before))
        self.recorded.emit(document_id)


def _told(now: int, before: int) -> str:
    if not now:
        return "No open suggestion."
    change = "" if not before or now == before else f" ({now - before:+,})"
    return f"{now:,} {'suggestion' if now == 1 else 'suggestions'}{change}. Tab goes to the next one, Enter accepts it."
