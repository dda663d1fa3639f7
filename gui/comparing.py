"""The Compare view: joins the dialog, the thread that compares, and the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.errors import NothingToDo
from annotate.offsets import Range
from annotate.scores.agreement import Agreement
from annotate.scores.compared import Compared
from annotate.scores.evaluation import Evaluation
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.collecting import Uncollected
from gui.compare_cases import EVERYTHING, Case, Cases, Cell, Opening, Turned
from gui.compare_exporting import CompareExporting
from gui.compare_look import Agree, Asked, ByZone, Choices, Choosing, Compare, Comparison, Review, Reviewing
from gui.compare_tables import Tabling
from gui.dialogs.both import BothDialog
from gui.dialogs.compare import CompareDialog, Tab
from gui.dialogs.compare_choices import proposed
from gui.dialogs.compare_models import NO_MODELS
from gui.searching import Look, Place, Searching
from gui.session import Session
from store.comparing import Comparing
from store.said import Memory
from store.sources import Source

_TWO = "Choose two different sources: one cannot be compared with itself."
_MORE = "Tick two or more sources whose agreement is to be measured."


_Zones = dict[str, tuple[tuple[Compared, ...], Evaluation]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Something that a tab needs: by what it is known, what finds it (None: `why` it cannot be found), who shows it."""

    name: str
    key: object
    look: Look | None
    show: Callable[[Any], None]
    why: str = ""


class Comparisons(QObject):
    """One for each open project. What was chosen is chosen again when the view is opened again."""

    opened = Signal(QDialog)

    def __init__(self, session: Session, view: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._view, self._window = session, view, window
        self._search, self._exporting = Searching(session.project, self), CompareExporting(session, self)
        self._dialog: CompareDialog | None = None
        self._asked: Asked | None = None
        self._tab: Tab = "scores"
        self._cell, self._have = EVERYTHING, dict[str, object]()
        self._comparison: Comparison | None = None
        self._zones: _Zones = {}
        self._review: Review | None = None
        self._doing = ""  # the part that is being computed
        self._memory = Memory()  # what was read since the view was opened, or since F5
        self._search.progressed.connect(self._show_progress)

    @property
    def busy(self) -> bool:
        """Whether something is being computed or written."""
        return self._search.busy or self._exporting.busy

    def check(self) -> None:
        """Raise NothingToDo where there are no two sources."""
        count = len(Comparing(self._session.project).sources())
        if count < 2:
            there = "There is one source only" if count else "Nobody has annotated yet"
            raise NothingToDo(
                f"{there}: two are needed to compare. Add a colleague’s work, import, suggest or annotate."
            )

    def ask(self) -> None:
        """Open the view, or tell why there is nothing to compare."""
        try:
            self.check()
        except NothingToDo as reason:
            self._session.told.emit(str(reason))
            return
        dialog = self._dialog = CompareDialog(self._view.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.asked_changed.connect(self._refresh)
        dialog.again_requested.connect(self._again)
        dialog.cell_requested.connect(self._open)
        dialog.case_requested.connect(self._show_case)
        dialog.export_requested.connect(self._exporting.ask)
        self._exporting.dialog = dialog
        dialog.line.stop_requested.connect(self._search.stop)
        dialog.finished.connect(self._closed)
        self._forget()
        dialog.show_comparison(None)
        dialog.open()
        self.opened.emit(dialog)
        labels = tuple(one.name for one in self._session.scheme.spans)
        self._start("choices", Choosing(labels), self._offer)

    def end(self) -> None:
        """The project is about to be closed."""
        if self._dialog is not None:
            self._dialog.reject()
        self._search.end()
        self._exporting.end()

    def show_both(self, left: Source, right: Source, place: Place) -> None:
        """Show a document as two sources have it, one above and one below the line, at a place."""
        project, comparing = self._session.project, Comparing(self._session.project)
        doc = project.documents.get(place.document)
        both = BothDialog(self._view.theme, self._dialog or self._window)
        both.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        both.open_requested.connect(self._open_in_window)
        both.open()
        states = comparing.state(doc, left), comparing.state(doc, right)
        both.show_document(*states, self._session.scheme, left.name, right.name)
        both.begin_at(place.range)
        self.opened.emit(both)

    @Slot(str, object)
    def _open_in_window(self, document_id: str, place: Range) -> None:
        """Go to a place in the article; the view opens again as it was left."""
        if self._dialog is not None:
            self._dialog.accept()
        session = self._session
        if session.doc is None or session.doc.id != document_id:
            session.open_document(document_id)
        session.select(None)
        self._view.set_caret(Caret(place.end, place.start))
        self._view.reveal(place.start)
        self._view.setFocus()
        session.told.emit("Ctrl+Shift+E goes back to the cases.")

    def _offer(self, found: Choices) -> None:
        """Choose what was chosen before, as far as it is still there."""
        dialog, session = self._dialog, self._session
        if dialog is None:
            return
        names = {one.name for one, _ in found.sources}
        asked = self._asked
        if asked is None or not names >= {asked.gold, asked.other}:
            asked = proposed(found, session.source.name)
        dialog.offer(found, asked, session.doc.id if session.doc is not None else "")
        dialog.go_to(self._tab)
        self._refresh()

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._exporting.dialog = None
        if dialog is not None and dialog.choices.gold.count():
            self._asked, self._tab = dialog.asked, dialog.tab
        self._search.stop()
        self._memory = Memory()
        self._window.window().activateWindow()
        self._view.setFocus()

    @Slot()
    def _again(self) -> None:
        """Compare anew: something may have changed since."""
        self._forget()
        self._refresh()

    def _forget(self) -> None:
        """Another memory: a look that is being given up may still write to the one there was."""
        self._have.clear()
        self._memory = Memory()

    @Slot(object)
    def _open(self, cell: Cell) -> None:
        self._cell = cell
        self._have.pop("cases", None)
        if self._dialog is not None and self._dialog.tab == "cases":
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Compute what the tab in front needs, one part after another, and is not there yet."""
        dialog = self._dialog
        if dialog is None or not dialog.choices.gold.count():
            return
        part = next((one for one in self._parts(dialog) if self._have.get(one.name) != (one.key,)), None)
        if part is None:
            self._search.stop()
            dialog.tell()
        elif part.look is None:
            self._have[part.name] = (part.key,)
            part.show(part.why)
            self._refresh()
        else:
            self._start(part.name, part.look, lambda found: self._take(part, found))

    def _start(self, name: str, look: Look, done: Callable[[Any], None]) -> None:
        self._search.stop()
        self._doing = name
        if self._dialog is not None:
            self._dialog.line.begin("Comparing…")
            self._dialog.export_button.setEnabled(False)
        self._search.start(Uncollected(look), done, self._dropped)

    def _take(self, part: _Part, found: object) -> None:
        self._have[part.name] = (part.key,)
        part.show(found)
        self._refresh()

    def _dropped(self, problem: str) -> None:
        if self._dialog is not None:
            self._dialog.tell(problem or "Stopped. F5 compares again.", "warn" if problem else "mute")

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if self._dialog is not None:
            self._dialog.line.show_progress("Comparing…", done, total)

    def _parts(self, dialog: CompareDialog) -> Iterator[_Part]:
        """What the tab in front needs, in the order in which one thing needs another."""
        asked, tab = dialog.asked, dialog.tab
        if tab == "agreement":
            why = _MORE if len(asked.agreeing) < 2 else ""
            yield _Part(
                "agreement", asked.agreed, None if why else Agree(asked, self._memory), self._show_agreement, why
            )
            return
        if tab == "models":
            yield from self._model_parts(asked, dialog)
            return
        if not (tab == "cases" and self._cell.sources):
            why = _TWO if asked.gold == asked.other else ""
            yield _Part(
                "scores", asked.scored, None if why else Compare(asked, self._memory), self._show_comparison, why
            )
        found = self._comparison
        by_zone = self._cell.zone if tab == "cases" else tab == "scores" and dialog.scores.shown.rows == "zone"
        if found is not None and by_zone:
            yield _Part("zones", asked.scored, ByZone(found), self._show_zones)
        if tab == "scores" and found is not None and found.compared:
            shown, zones = dialog.scores.shown, {kind: scored for kind, (_, scored) in self._zones.items()}
            look = Tabling(found, shown, zones)
            yield _Part("table", (asked.scored, shown), look, dialog.scores.show_table)
        if tab == "cases" and (found is not None or self._cell.sources):
            cell = replace(self._cell, zone="") if self._cell.zone not in self._zones else self._cell
            key = asked.scored, asked.agreed if cell.sources else (), cell
            zones = {kind: rows for kind, (rows, _) in self._zones.items()}
            yield _Part("cases", key, Opening(found, cell, asked, zones, self._memory), self._show_cases)

    def _model_parts(self, asked: Asked, dialog: CompareDialog) -> Iterator[_Part]:
        why = NO_MODELS if asked.before == asked.after else ""
        yield _Part("models", asked.reviewed, None if why else Reviewing(asked, self._memory), self._show_review, why)
        if self._review is not None:
            key = asked.reviewed, dialog.models.better
            yield _Part("turned", key, Turned(self._review, dialog.models.better), self._show_turned)

    def _show_comparison(self, found: Comparison | str) -> None:
        dialog = self._dialog
        self._comparison = None if isinstance(found, str) else found
        self._zones = {}
        for name in ("zones", "table", "cases"):
            self._have.pop(name, None)
        if dialog is not None:
            dialog.show_comparison(self._comparison, found if isinstance(found, str) else "")

    def _show_zones(self, found: _Zones) -> None:
        self._zones = found

    def _show_agreement(self, found: Agreement | str) -> None:
        if self._dialog is not None and isinstance(found, str):
            self._dialog.show_agreement(None, found)
        elif self._dialog is not None and not isinstance(found, str):
            self._dialog.show_agreement(found)

    def _show_cases(self, found: Cases) -> None:
        if self._dialog is None:
            return
        names = found.cell.sources[:2] if found.cell.sources else ()
        if not names and self._comparison is not None:
            names = self._comparison.gold.name, self._comparison.other.name
        self._dialog.show_cases(found, *(names or ("", "")))

    def _show_review(self, found: Review | str) -> None:
        self._review = None if isinstance(found, str) else found
        self._have.pop("turned", None)
        if self._dialog is not None:
            self._dialog.show_review(self._review, found if isinstance(found, str) else "")

    def _show_turned(self, found: Cases) -> None:
        if self._dialog is not None:
            self._dialog.models.show_turned(found, self._review)

    @Slot(object)
    def _show_case(self, case: Case) -> None:
        """Show a case in its document; Esc leads back to the list."""
        self.show_both(*case.sources, case.place)
