"""The concordance: joins the dialog, the search's thread and the session."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from PySide6.QtCore import QObject, Slot

from annotate.change import Transaction
from annotate.concordance import Asked, Deed, Deeds, Order, Standing, do_at, sort_key, standing
from annotate.document import Document
from annotate.index import SpanIndex
from annotate.offsets import Range
from annotate.review import open_spans
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from gui.bulk import Bulk
from gui.decorate import scored
from gui.dialogs.concordance import ConcordanceDialog
from gui.draining import Draining
from gui.jobs import Report
from gui.searching import Place, Searching, one_line
from gui.session import Session
from gui.steps import parser_of
from store.ids import new_ids
from store.project import Project
from store.sources import Source

LIMIT = 50_000  # hits that are shown
_CONTEXT = 70  # code points before and after a hit
_DRAIN = 60  # milliseconds between two looks at what a search has found
_DONE: dict[Deed, str] = {
    "label": "labelled",
    "relabel": "relabelled",
    "remove": "unlabelled",
    "accept": "accepted",
    "reject": "rejected",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a hit: what stands on it, and where it belongs in each order."""

    there: Standing
    keys: Mapping[Order, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one document: by the annotator, and by the newest run, as far as it is open."""

    doc: Document
    state: AnnotationState
    suggested: AnnotationState
    still: SpanIndex

    @classmethod
    def of(cls, project: Project, document_id: str, source: Source) -> _Said:
        doc = project.documents.get(document_id)
        state, suggested = project.annotations.state(doc, source), project.suggestions.suggested(doc)
        return cls(doc, state, suggested, SpanIndex(open_spans(suggested, state)))


@dataclass
class Hits:
    """Looks for hits, and at what stands on them. `found` fills while it runs."""

    asked: Asked
    source: Source
    found: deque[Place] = field(default_factory=deque[Place])

    def __call__(self, project: Project, report: Report) -> None:
        said: _Said | None = None
        for at, hit in enumerate(project.search.find(self.asked, limit=LIMIT, context=_CONTEXT, step=report)):
            report.check()
            if said is None or said.doc.id != hit.document:
                said = _Said.of(project, hit.document, self.source)
            around = (one_line(hit.before), one_line(hit.text), one_line(hit.after))
            keys: dict[Order, tuple[str, ...]] = {one: sort_key(one, *around) for one in ("left", "right", "hit")}
            keys["document"] = (f"{at:09}",)
            there = standing(said.state, said.still, hit.place)
            about = About(there, keys)
            self.found.append(
                Place(hit.document, hit.name, hit.place, *around, sure=False, note=noted(there), about=about)
            )


@dataclass(frozen=True)
class LookAgain:
    """What stands on hits now; a hit is known by its document and place."""

    source: Source
    places: Mapping[str, Sequence[Range]]

    def __call__(self, project: Project, report: Report) -> dict[tuple[str, Range], Standing]:
        found: dict[tuple[str, Range], Standing] = {}
        for at, (document_id, places) in enumerate(self.places.items()):
            report(at, len(self.places))
            said = _Said.of(project, document_id, self.source)
            found |= {(document_id, place): standing(said.state, said.still, place) for place in places}
        return found


@dataclass(frozen=True)
class DoAt:
    """Does the same at many hits: gives the steps, which nobody has written yet."""

    deed: Deed
    label: str
    source: Source
    scheme: Scheme
    places: Mapping[str, Sequence[Range]]

    def __call__(self, project: Project, report: Report) -> Deeds:
        deeds = Deeds()
        for at, (document_id, places) in enumerate(self.places.items()):
            report(at, len(self.places))
            said = _Said.of(project, document_id, self.source)
            do_at(
                deeds, self.deed, said.suggested, said.state, said.still, self.scheme, places,
                label=self.label, new_ids=new_ids(), parse=parser_of(self.scheme, said.doc),
            )  # fmt: skip
        return deeds


def noted(there: Standing) -> str:
    """What stands on a hit, in a few words."""
    own = [span.label for span in there.own]
    return "   ".join([*own, *(f"suggested {span.label} {scored(span.score)}" for span in there.waiting)])


def by_document(places: Sequence[Place]) -> dict[str, list[Range]]:
    """Where some places are, document by document."""
    found: dict[str, list[Range]] = {}
    for place in places:
        found.setdefault(place.document, []).append(place.range)
    return found


class Concordance(QObject):
    """Lives as long as its dialog. What is done at many hits is one step over all documents."""

    def __init__(self, session: Session, search: Searching, bulk: Bulk, dialog: ConcordanceDialog) -> None:
        super().__init__(dialog)
        self._session, self._search, self._bulk, self._dialog = session, search, bulk, dialog
        self._draining = Draining(session, search, bulk, dialog, every=_DRAIN, again=self._again)
        self._stale = self._draining.stale
        dialog.search_requested.connect(self.search)
        dialog.deed_requested.connect(self._do)
        session.scheme_changed.connect(self._note_much)

    @property
    def busy(self) -> bool:
        """Whether something is being looked for, done or written."""
        return self._draining.busy

    @Slot()
    def search(self) -> None:
        """Look for the text, instead of what was looked for before."""
        self._search.stop()
        self._stale.clear()
        self._dialog.model.replace_all([])
        if not self._dialog.asked.text.strip():
            self._dialog.tell("")
            return
        self._begin()
        hits = Hits(self._dialog.asked, self._session.source)
        self._draining.begin(hits, hits.found, self._found, self._dropped)

    def _begin(self) -> None:
        self._dialog.line.show_search(0, 0)
        self._dialog.set_busy(True)

    def _found(self, _nothing: object) -> None:
        self._settle()
        places = self._dialog.model.places
        docs = len({place.document for place in places})
        first = "the first " if len(places) == LIMIT else ""
        plural, names = "place" if len(places) == 1 else "places", "document" if docs == 1 else "documents"
        self._dialog.tell(
            f"{first}{len(places):,} {plural} in {docs:,} {names}".capitalize() + "."
            if places
            else "Not found in this project."
        )
        self._again()

    def _dropped(self, problem: str) -> None:
        self._settle()
        count = len(self._dialog.model.places)
        self._dialog.tell(f"{problem.rstrip('.')}." if problem else f"Stopped: {count:,} found so far.")

    def _settle(self) -> None:
        self._dialog.put_in_order()
        self._dialog.set_busy(False)

    @Slot(str, str, list)
    def _do(self, deed: str, label: str, places: Sequence[Place]) -> None:
        """Do the same at some hits."""
        if self.busy:
            return
        what, session = cast("Deed", deed), self._session
        look = DoAt(what, label, session.source, session.scheme, by_document(places))
        self._begin()
        self._search.start(look, lambda deeds: self._write(what, deeds), self._stopped)

    def _stopped(self, problem: str) -> None:
        self._dialog.set_busy(False)
        self._dialog.tell(f"{problem.rstrip('.')}." if problem else "Stopped: nothing was changed.")

    def _write(self, deed: Deed, deeds: Deeds) -> None:
        left = ", ".join(f"{count:,} {why}" for why, count in deeds.left.most_common())
        tx = deeds.together(deed)
        if tx is None:
            self._stopped(f"Nothing was changed: {left}" if left else "Nothing was changed")
            return

        def then(done: Transaction | None) -> None:
            plural = "place" if deeds.done == 1 else "places"
            told = f"{deeds.done:,} {plural} {_DONE[deed]}. Ctrl+Z takes it back."
            if done is not None:
                self._session.told.emit(told)
            if self._draining.closed:
                return
            if done is None:
                self._stopped("Nothing was changed")
                return
            self._dialog.set_busy(False)
            self._dialog.tell(f"{told} Left as they were: {left}." if left else told)

        self._bulk.write(lambda: [tx], tx.event, len(tx.changes), then)

    @Slot()
    def _note_much(self) -> None:
        """Much has changed at once: look again at all hits."""
        self._draining.note(place.document for place in self._dialog.model.places)

    @Slot()
    def _again(self) -> None:
        """Look again at the hits in the documents that steps have touched."""
        if self._search.busy:
            return
        places = [place for place in self._dialog.model.places if place.document in self._stale]
        self._stale.clear()
        if places:
            self._search.start(LookAgain(self._session.source, by_document(places)), self._looked, self._stopped)

    def _looked(self, now: dict[tuple[str, Range], Standing]) -> None:
        def change(place: Place) -> Place:
            there = now.get((place.document, place.range))
            if there is None:
                return place
            return replace(place, note=noted(there), about=replace(place.about, there=there))

        self._dialog.model.change(change)
        self._dialog.line.tell(self._dialog.told)
        self._again()
