"""Suggestions in the background: for a document that no model has looked at, again when asked for, and for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

import resources
from annotate.document import Document
from annotate.errors import GilderError, Refused
from annotate.scheme import Scheme
from annotate.suggest.base import PARTS, Suggestions
from gui.jobs import Jobs, Report
from gui.session import Session
from gui.suggesters.choice import Choice
from gui.suggesting_anew import Refreshing
from gui.suggesting_many import Many

if TYPE_CHECKING:  # what suggests is imported when it is first asked for, so that the window comes sooner
    from annotate.suggest.mapping import LabelMap
    from gui.dialogs.suggest import SuggestDialog
    from gui.suggesters.engine import Engine


class Engines:
    """The engine that was asked last, kept for the next question. Used on the worker's thread, and ended at the end."""

    def __init__(self, log: Callable[[str], None], embedded: Callable[[], Path] = resources.embedded_pipeline) -> None:
        self._log, self.embedded = log, embedded
        self._kept: tuple[object, Engine] | None = None

    def get(self, choice: Choice, parts: frozenset[str], scheme: Scheme) -> Engine:
        """The engine of a choice; another one that was kept is ended. Raises InputError."""
        key = (choice, parts, scheme)
        if self._kept is None or self._kept[0] != key:
            from gui.suggesters.engine import engine_for

            self.end()
            self._log("spaCy: import begins")
            self._kept = (key, engine_for(choice, parts, scheme, self.embedded))
        return self._kept[1]

    def answered(self) -> None:
        """The engine has given its first answer."""
        self._log("spaCy: pipeline loaded")

    def end(self) -> None:
        """Let go of processes."""
        if self._kept is not None:
            self._kept[1].end()
            self._kept = None


@dataclass(frozen=True)
class Found:
    """What an engine proposes for a document, and what is kept with the run."""

    name: str
    settings: Mapping[str, str]
    document: str
    suggestions: Suggestions


@dataclass(frozen=True)
class _Suggest:
    """The work: one document under one scheme."""

    engines: Engines
    choice: Choice
    parts: frozenset[str]
    doc: Document
    scheme: Scheme

    def __call__(self, report: Report) -> Found:
        engine = self.engines.get(self.choice, self.parts, self.scheme)
        report(0, 0)
        ((document_id, found),) = engine.suggest([self.doc], 1, report.check)
        self.engines.answered()
        return Found(engine.name, engine.settings, document_id, found)


class Suggesting(QObject):
    """Asks for suggestions and keeps them. `recorded` has the id of the document that got some."""

    recorded = Signal(str)
    chosen = Signal(object)  # Choice: for this project from now on

    def __init__(self, session: Session, jobs: Jobs, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._engines = session, jobs, engines
        self.choice = Choice()  # the person's
        self.learnt: Choice | None = None  # what was learnt while labelling, where it is used instead
        self._many = Many(session, jobs, self)
        self._many.recorded.connect(self.recorded)
        self.refreshing = Refreshing(session, jobs, self.work, self)
        self.refreshing.recorded.connect(self.recorded)
        self._asked: set[str] = set()
        self._begun = False
        self._dialog: SuggestDialog | None = None

    @property
    def in_use(self) -> Choice:
        """What suggests: what was learnt, or the suggester that the person has chosen."""
        return self.learnt or self.choice

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
            document_id = session.doc.id
            self._asked.add(document_id)
            zones = tuple(session.state.zones.values())  # the person's word counts, not what was found at import
            doc = replace(session.doc, zones=zones)
            self._jobs.start(f"Suggesting for {doc.name}", self.work(doc), self._keep, self._say_why)

    def work(self, doc: Document) -> Callable[[Report], Found]:
        """What is done to get suggestions for a document, for a thread."""
        session = self._session
        return _Suggest(self._engines, self.in_use, session.project.suggesting.parts, doc, session.scheme)

    def naming(self) -> Callable[[Choice], str]:
        """What tells how a pipeline's runs are called, for a thread. It raises InputError where there is none."""
        parts, embedded = self._session.project.suggesting.parts, self._engines.embedded

        def name_of(choice: Choice) -> str:
            from gui.suggesters.engine import recipe_for

            return recipe_for(choice, parts, embedded).name

        return name_of

    def check_no_run(self) -> None:
        """Raise Refused while a run over many documents writes: a merge would give it another number."""
        if self._many.busy or self.refreshing.busy:
            raise Refused("Suggestions are being made for many documents: wait for them, or cancel them first.")

    def for_documents(self, ids: list[str]) -> None:
        """Suggest for some documents, one run after another as the answers come."""
        parts = self._session.project.suggesting.parts
        self._many.start(ids, lambda: self._engines.get(self.in_use, parts, self._session.scheme))

    def use(self, choice: Choice) -> None:
        """Make the suggestions of this project with another suggester from now on."""
        if self.learnt is not None and choice.name == self.learnt.name:
            self.learnt = choice  # what was mapped by hand counts; the person's own choice stays beside it
            return
        self.choice, self.learnt = choice, None
        self.chosen.emit(choice)

    def ask(self, window: QWidget) -> None:
        """Ask for which documents, by what, with which parts; then do it."""
        from gui.dialogs.suggest import SuggestDialog

        session = self._session
        doc, project = session.doc, session.project
        counts = {key: len(self._ids(key)) for key in ("without", "open")}
        dialog = SuggestDialog(
            session.scheme, self.in_use, project.suggesting.parts, learnt=self.learnt,
            counts={**counts, "this": int(doc is not None)}, embedded=self._engines.embedded, parent=window,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.labels_requested.connect(self._ask_for_labels)
        dialog.accepted.connect(self._take_choice)
        self._dialog = dialog
        dialog.open()

    def _ids(self, which: str) -> list[str]:
        """Documents that no model has looked at, or that are not done."""
        project = self._session.project
        if which == "without":
            return project.documents.ids_without_run()
        return project.documents.ids_unfinished(self._session.source)

    @Slot()
    def _take_choice(self) -> None:
        dialog, session = self._dialog, self._session
        if dialog is None:
            return
        self.use(dialog.choice)
        try:
            on = dialog.chosen_parts
            session.project.suggesting.switch(on=on, off=frozenset(PARTS) - on)
        except GilderError as problem:
            session.failed.emit(str(problem))
            return
        if dialog.documents == "this":
            self.again()
        else:
            self.for_documents(self._ids(dialog.documents))

    @Slot(object)
    def _ask_for_labels(self, choice: Choice) -> None:
        scheme = self._session.scheme

        def work(report: Report) -> LabelMap:
            from gui.suggesters.engine import labels_of_process

            return labels_of_process(choice, scheme, report.check)

        self._jobs.start("Asking the process for its labels", work, self._show_labels, self._show_failure)

    def _show_labels(self, found: LabelMap) -> None:
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.show_labels(found)

    def _show_failure(self, message: str) -> None:
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.show_failure(message)

    def _say_why(self, message: str) -> None:
        """It was cancelled, or has failed: what is there stays."""
        self._asked.clear()
        if message:
            self._session.failed.emit(message)
        else:
            self._session.told.emit("Cancelled: the suggestions are as they were.")

    def _keep(self, found: Found) -> None:
        session = self._session
        self._asked.discard(found.document)
        try:
            some = [(found.document, found.suggestions)]
            session.project.suggestions.record_run(found.name, some, parameters=found.settings)
        except GilderError as problem:
            session.failed.emit(str(problem))
            return
        if session.doc is not None and session.doc.id == found.document:
            before = len(session.open_spans)
            session.reload_suggestions()
            session.told.emit(session.blind or _told(len(session.open_spans), before))
        self.recorded.emit(found.document)


def _told(now: int, before: int) -> str:
    if not now:
        return "No open suggestion."
    change = "" if not before or now == before else f" ({now - before:+,})"
    return f"{now:,} {'suggestion' if now == 1 else 'suggestions'}{change}. Tab goes to the next one, Enter accepts it."
