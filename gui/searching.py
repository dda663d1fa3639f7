"""Looking through the whole project, on a thread and with a connection of its own.

The project file that is open belongs to the window's thread; a search opens it once more, for reading only, and reads
it in small portions. What it finds goes into a queue that the window empties while the search goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from annotate.commands import ValueParser
from annotate.document import Document
from annotate.index import SpanIndex
from annotate.offsets import Range
from annotate.propagate import Same, base_of, find_same, label_place
from annotate.review import open_spans
from annotate.state import AnnotationState
from gui.jobs import Jobs, Report
from store.ids import new_id
from store.project import Project
from store.sources import Source

_CONTEXT = 70  # code points before and after a place


class Look(Protocol):
    """Something to look for; it is called on the other thread."""

    def __call__(self, project: Project, report: Report) -> Any: ...


@dataclass(frozen=True)
class _Work:
    path: Path
    look: Look

    def __call__(self, report: Report) -> object:
        with Project.open(self.path, read_only=True) as project:
            return self.look(project, report)


class Searching(QObject):
    """One search at a time. `progressed` says how many documents of how many were looked at."""

    progressed = Signal(int, int)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._jobs = project.path, Jobs(self)
        self._jobs.changed.connect(self._changed)

    @property
    def busy(self) -> bool:
        """Whether something is being looked for."""
        return self._jobs.busy

    def start(self, look: Look, done: Callable[[Any], None], dropped: Callable[[str], None]) -> None:
        """Look for something, instead of what was looked for before; one of the two is told the end of it.

        `dropped` gets the reason, which is empty where the search was stopped.
        """
        if self._jobs.busy:
            self._jobs.cancel()
        self._jobs.start("Searching", _Work(self._path, look), done, dropped)

    @Slot()
    def stop(self) -> None:
        """Stop looking; what was found stays found."""
        if self._jobs.busy:
            self._jobs.cancel()

    @Slot()
    def end(self) -> None:
        """Stop looking and let go of the file; waits for the portion that is being read."""
        self._jobs.stop()

    @Slot(str, int, int)
    def _changed(self, what: str, done: int, total: int) -> None:
        if what:
            self.progressed.emit(done, total)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document with some text around it."""

    document: str
    name: str
    range: Range
    before: str
    text: str
    after: str
    sure: bool = True  # whether it is ticked at first
    note: str = ""
    about: Any = None  # what is to be done there: the step that labels it, or the member of a group


def place_in(
    doc: Document, place: Range, *, text: str | None = None, sure: bool = True, note: str = "", about: object = None
) -> Place:
    """A place with its surroundings on one line."""
    before, inside, after = around(doc.text, place)
    shown = inside if text is None else text
    return Place(doc.id, doc.name, place, one_line(before), one_line(shown), one_line(after), sure, note, about)


def around(text: str, place: Range) -> tuple[str, str, str]:
    """What stands before a place, in it and after it."""
    start, end = place
    return text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]


def one_line(text: str) -> str:
    """A text with spaces instead of line ends; other spaces stay, so that places keep their widths."""
    if text.isprintable():  # nothing but spaces is white in it
        return text
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")


@dataclass
class SameText:
    """The places in a project that could get a span's label. `found` fills while it runs."""

    asked: str
    label: str
    source: Source
    here: str  # the document of the span that is asked about, and its place
    but: tuple[Range, ...]
    parser: Callable[[Document], ValueParser]
    found: deque[Place] = field(default_factory=deque[Place])
    labelled: int = 0
    rejected: int = 0

    def __call__(self, project: Project, report: Report) -> None:
        ids = project.search.documents_with(base_of(self.asked))
        for at, document_id in enumerate(ids):
            report(at, len(ids))
            doc = project.documents.get(document_id)
            state, suggested = project.annotations.state(doc, self.source), project.suggestions.suggested(doc)
            self.look_in(state, suggested, SpanIndex(open_spans(suggested, state)))

    def look_in(self, state: AnnotationState, suggested: AnnotationState, still: SpanIndex) -> Same:
        """Look in one document; each place comes with the step that labels it."""
        doc = state.document
        but = self.but if doc.id == self.here else ()
        same, parse = find_same(state, still, self.asked, self.label, but=but), self.parser(doc)
        self.labelled, self.rejected = self.labelled + same.labelled, self.rejected + same.rejected
        for hit in same.hits:
            step = label_place(suggested, state, still, hit.place, self.label, new_id=new_id(), parse=parse)
            if step is not None:
                self.found.append(place_in(doc, hit.place, sure=hit.sure, note=hit.note, about=step))
        return same
