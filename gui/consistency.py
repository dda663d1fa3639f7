"""Consistency: joins the dialog, the search's thread, what was found before, and the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotate.change import Transaction
from annotate.concordance import Deeds, do_at, standing
from annotate.consistency.looked import Labels
from annotate.consistency.looked import Place as Fragments
from annotate.consistency.texts import Variation
from annotate.index import SpanIndex
from annotate.offsets import Range
from annotate.review import open_spans
from annotate.scheme import Scheme
from gui.bulk import Bulk
from gui.consistency_found import Found
from gui.consistency_right import CalledRight
from gui.dialogs.consistency import ConsistencyDialog
from gui.jobs import Report
from gui.searching import Place, Searching
from gui.session import Session
from gui.steps import parser_of
from gui.update import Update
from store.comparing import Comparing
from store.consistent import Consistent, Doubted, Key
from store.ids import new_ids
from store.project import Project
from store.sources import Source


@dataclass(frozen=True)
class Texts:
    """Looks for texts that are read in more than one way."""

    source: Source
    fold: bool
    bare: bool

    def __call__(self, project: Project, report: Report) -> list[Variation]:
        return Consistent(project, self.source).texts(fold=self.fold, bare=self.bare, step=report)


@dataclass(frozen=True)
class Suspects:
    """Lets small models look for what they doubt."""

    source: Source

    def __call__(self, project: Project, report: Report) -> Doubted:
        return Consistent(project, self.source).suspicious(step=report, check=report.check)


@dataclass(frozen=True)
class LookAgain:
    """How some places are labelled now."""

    source: Source
    places: Mapping[str, Sequence[Fragments]]

    def __call__(self, project: Project, report: Report) -> dict[Key, Labels | None]:
        return Consistent(project, self.source).standing(self.places, report)


@dataclass(frozen=True)
class Relabel:
    """Gives places a label each, or none (empty): steps that nobody has written yet."""

    source: Source
    scheme: Scheme
    wanted: Mapping[str, Sequence[tuple[Range, str]]]

    def __call__(self, project: Project, report: Report) -> Deeds:
        deeds = Deeds()
        for at, (document, some) in enumerate(self.wanted.items()):
            report(at, len(self.wanted))
            self._in(project, document, some, deeds)
        return deeds

    def _in(self, project: Project, document: str, some: Sequence[tuple[Range, str]], deeds: Deeds) -> None:
        doc = project.documents.get(document)
        state, suggested = project.annotations.state(doc, self.source), project.suggestions.suggested(doc)
        still, parse, ids = SpanIndex(open_spans(suggested, state)), parser_of(self.scheme, doc), new_ids()
        for place, label in dict.fromkeys(some):
            own, count = standing(state, still, place).own, len(deeds.steps)
            deed = "remove" if not label else "relabel" if own else "label"
            do_at(deeds, deed, suggested, state, still, self.scheme, [place], label=label, new_ids=ids, parse=parse)
            for tx in deeds.steps[count:]:
                state = state.apply(tx)


def wanted(places: Sequence[Place], label: str | None) -> dict[str, list[tuple[Range, str]]]:
    """Places by document with the label that each is to have; None stands for what is proposed for each."""
    found: dict[str, list[tuple[Range, str]]] = {}
    for place in places:
        found.setdefault(place.document, []).append((place.range, place.about.instead if label is None else label))
    return found


class Consistency(QObject):
    """Lives as long as its dialog. What is done at many places is one step over all documents."""

    span_requested = Signal(str, str)  # document and span to go to
    text_requested = Signal(object)  # a Place without a span of the annotator

    def __init__(
        self, session: Session, search: Searching, bulk: Bulk, found: Found, dialog: ConsistencyDialog
    ) -> None:
        super().__init__(dialog)
        self._session, self._search, self._bulk, self._found, self._dialog = session, search, bulk, found, dialog
        self._sources = {one.name: one for one in Comparing(session.project).sources()}
        self._right = CalledRight(session, found, dialog)
        self._message, self._closed = "", False
        search.progressed.connect(self._show_progress)
        dialog.line.stop_requested.connect(search.stop)
        dialog.finished.connect(search.end)
        dialog.finished.connect(self._close)
        dialog.look_requested.connect(self.look)
        dialog.shown_otherwise.connect(self.begin)
        dialog.deed_requested.connect(self._do)
        dialog.place_requested.connect(self._go)
        dialog.right_requested.connect(self._right.call)
        dialog.undo_requested.connect(self._right.undo)
        session.updated.connect(self._note_update)
        session.scheme_changed.connect(self._begin_anew)

    @property
    def busy(self) -> bool:
        """Whether something is being looked for, done or written."""
        return self._search.busy or self._bulk.busy

    @property
    def _source(self) -> Source:
        return self._sources.get(self._found.asked.source, self._session.source)

    @Slot()
    def begin(self) -> None:
        """Show what is asked for: as it was found before, or, for texts, what is found now."""
        self._search.stop()
        self._message = ""
        self._dialog.reason, self._dialog.writable = self._why_not(), not self._session.project.read_only
        self._right.read()
        if self._dialog.tab == 0 and self._found.texts is None:
            self.look()
        else:
            self._dialog.show_findings()
            self._again()

    def _why_not(self) -> str:
        """Why nothing can be changed here; empty where it can."""
        session, source = self._session, self._found.asked.source
        if session.project.read_only:
            return "The project is open for reading only."
        if source != session.source.name:
            return f"These are annotations of {source}: only your own can be changed here."
        return ""

    @Slot()
    def _begin_anew(self) -> None:
        QTimer.singleShot(0, self, self.begin)

    @Slot()
    def look(self) -> None:
        """Look for it now, instead of what was found before."""
        asked, texts = self._found.asked, self._dialog.tab == 0
        look = Texts(self._source, asked.fold, asked.bare) if texts else Suspects(self._source)
        self._dialog.set_busy("Looking through the project…" if texts else "Small models learn and look…")
        self._search.start(look, self._keep_texts if texts else self._keep_doubted, self._stopped)

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        self._dialog.line.show_progress("so far", done, total)

    def _keep_texts(self, texts: list[Variation]) -> None:
        self._found.keep_texts(texts)
        self._settle()

    def _keep_doubted(self, doubted: Doubted) -> None:
        self._found.keep_doubted(doubted)
        self._settle()

    def _settle(self) -> None:
        self._dialog.set_busy("")
        self._dialog.show_findings(self._message)
        self._again()

    def _stopped(self, problem: str) -> None:
        self._dialog.set_busy("")
        self._dialog.show_findings(f"{problem.rstrip('.')}." if problem else "Stopped.")

    @Slot(object, list)
    def _do(self, label: str | None, places: Sequence[Place]) -> None:
        """Give places a label (None: the one that is proposed for each; empty: take their spans away)."""
        if self.busy or self._why_not():
            return
        look = Relabel(self._session.source, self._session.scheme, wanted(places, label))
        self._dialog.set_busy("Preparing the step…")
        self._search.start(look, partial(self._write, remove=label == ""), self._stopped)

    def _write(self, deeds: Deeds, *, remove: bool) -> None:
        left = ", ".join(f"{count:,} {why}" for why, count in deeds.left.most_common())
        tx = deeds.together("remove" if remove else "relabel")
        if tx is None:
            self._stopped(f"Nothing was changed: {left}" if left else "Nothing was changed")
            return
        done = f"{deeds.done:,} {'place' if deeds.done == 1 else 'places'} {'unlabelled' if remove else 'labelled'}"
        told = f"{done}. Ctrl+Z takes it back." + (f" Left as they were: {left}." if left else "")
        self._bulk.write(lambda: [tx], tx.event, len(tx.changes), partial(self._told, told))

    def _told(self, told: str, done: Transaction | None) -> None:
        if done is not None:
            self._session.told.emit(told)
        if self._closed:
            return
        self._message = told if done is not None else "Nothing was changed."
        self._settle()

    @Slot()
    def _close(self) -> None:
        """The dialog goes; a large step that is being written ends without it."""
        self._closed = True

    @Slot(object)
    def _note_update(self, _update: Update) -> None:
        """A step was made or taken back: look again at what it touches, once it is known to all."""
        QTimer.singleShot(0, self, self._again)

    @Slot()
    def _again(self) -> None:
        if self._closed or self._search.busy:
            return
        places = self._found.take_stale()
        if places:
            self._search.start(LookAgain(self._source, places), self._looked, self._stopped)

    def _looked(self, now: dict[Key, Labels | None]) -> None:
        self._found.change(now)
        self._dialog.show_findings(self._message)
        self._again()

    @Slot(object)
    def _go(self, place: Place) -> None:
        """Go to a place: to the annotator's span there, or to the text."""
        session = self._session
        doc = session.project.documents.get(place.document)
        spans = session.project.annotations.state(doc, session.source).index.between(*place.range)
        span = next((one for one in spans if one.fragments == place.about.place), None)
        if span is None:
            self.text_requested.emit(place)
        else:
            self.span_requested.emit(place.document, span.id)
