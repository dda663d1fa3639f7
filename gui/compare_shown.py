"""The Compare view while it is open: what the tab in front needs is found on a thread, one part after another.

When that is shown, what may be asked for next is found as well: nobody is told, and it gives way to whatever is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot

from annotate.scores.agreement import Agreement
from annotate.scores.compared import Compared
from annotate.scores.evaluation import Evaluation
from gui.collecting import Uncollected
from gui.compare_ahead import Found, Part, agreement_part, scores_part
from gui.compare_cases import EVERYTHING, Cases, Cell, Opening, Turned
from gui.compare_look import Asked, ByZone, Comparison, Review, Reviewing
from gui.compare_tables import Tabling
from gui.dialogs.compare import CompareDialog
from gui.dialogs.compare_models import NO_MODELS
from gui.searching import Look, Searching

_TWO = "Choose two different sources: one cannot be compared with itself."
_MORE = "Tick two or more sources whose agreement is to be measured."
_Zones = dict[str, tuple[tuple[Compared, ...], Evaluation]]


class CompareShown(QObject):
    """Computes what the dialog shows. `cell` is the one whose cases are shown."""

    def __init__(self, dialog: CompareDialog, search: Searching, cell: Cell = EVERYTHING) -> None:
        super().__init__(dialog)
        self.cell = cell
        self._dialog, self._search = dialog, search
        self._have, self._found = dict[str, object](), Found()
        self._comparison: Comparison | None = None
        self._zones: _Zones = {}
        self._review: Review | None = None
        self._doing: tuple[str, object] | None = None  # the part that is being found
        self._ahead = False  # whether nobody waits for it
        dialog.asked_changed.connect(self.refresh)
        dialog.again_requested.connect(self._again)
        dialog.cell_requested.connect(self._open)
        dialog.line.stop_requested.connect(search.stop)
        search.progressed.connect(self._show_progress)
        dialog.show_comparison(None)

    @property
    def busy(self) -> bool:
        """Whether something is being computed that somebody waits for."""
        return self._search.busy and not self._ahead

    def start(self, look: Look, done: Callable[[Any], None]) -> None:
        """Look for something that somebody waits for, instead of what was looked for before."""
        self._search.stop()
        self._doing, self._ahead = None, False
        self._dialog.line.begin("Comparing…")
        self._dialog.export_button.setEnabled(False)
        self._search.start(Uncollected(look), done, self._dropped)

    @Slot()
    def refresh(self) -> None:
        """Compute what the tab in front needs, one part after another, and is not there yet."""
        dialog = self._dialog
        if not dialog.choices.gold.count():
            return
        part = next((one for one in self._parts() if self._have.get(one.name) != (one.key,)), None)
        if part is None:
            if not self._ahead:
                self._search.stop()
            dialog.tell()
            self._look_ahead()
        elif part.look is None or self._found.of(part) is not None:
            self._take(part, part.why if part.look is None else self._found.of(part))
        elif self._search.busy and self._doing == part.known_by:  # it was begun before it was asked for
            self._ahead = False
            dialog.line.begin("Comparing…")
            dialog.export_button.setEnabled(False)
        else:
            self.start(part.look, partial(self._arrived, part))
            self._doing = part.known_by

    def _look_ahead(self) -> None:
        """Find what may be asked for next, if nothing else is to be done."""
        part = None if self._search.busy else self._found.next(self._dialog.asked)
        if part is not None and part.look is not None:
            self._doing, self._ahead = part.known_by, True
            self._search.start(Uncollected(part.look), partial(self._arrived, part), self._dropped)

    def _arrived(self, part: Part, found: object) -> None:
        """Something was found: it is shown if it is what the tab in front needs."""
        self._found.keep(part, found)
        waited_for, self._ahead = not self._ahead, False
        if not waited_for:
            self._look_ahead()
        elif part.show is not None:
            self._take(part, found)
        else:
            self.refresh()

    def _take(self, part: Part, found: object) -> None:
        self._have[part.name] = (part.key,)
        if part.show is not None:
            part.show(found)
        self.refresh()

    def _dropped(self, problem: str) -> None:
        if not self._ahead:
            self._dialog.tell(problem or "Stopped. F5 compares again.", "warn" if problem else "mute")
        self._ahead = False

    @Slot()
    def _again(self) -> None:
        """Compare anew: something may have changed since. With another memory, as a look that is being given up may
        still write to the one there was."""
        self._have.clear()
        self._found = Found()
        self._search.stop()
        self.refresh()

    @Slot(object)
    def _open(self, cell: Cell) -> None:
        self.cell = cell
        self._have.pop("cases", None)
        if self._dialog.tab == "cases":
            self.refresh()

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if not self._ahead:
            self._dialog.line.show_progress("Comparing…", done, total)

    def _parts(self) -> Iterator[Part]:
        """What the tab in front needs, in the order in which one thing needs another."""
        dialog, memory = self._dialog, self._found.memory
        asked, tab = dialog.asked, dialog.tab
        if tab == "agreement":
            yield _unless(_MORE if len(asked.agreeing) < 2 else "", agreement_part(asked, memory), self._show_agreement)
            return
        if tab == "models":
            yield from self._model_parts(asked)
            return
        if not (tab == "cases" and self.cell.sources):
            yield _unless(_TWO if asked.gold == asked.other else "", scores_part(asked, memory), self._show_comparison)
        found = self._comparison
        by_zone = self.cell.zone if tab == "cases" else tab == "scores" and dialog.scores.shown.rows == "zone"
        if found is not None and by_zone:
            yield Part("zones", asked.scored, ByZone(found), self._show_zones)
        if tab == "scores" and found is not None and found.compared:
            shown, zones = dialog.scores.shown, {kind: scored for kind, (_, scored) in self._zones.items()}
            yield Part("table", (asked.scored, shown), Tabling(found, shown, zones), dialog.scores.show_table)
        if tab == "cases" and (found is not None or self.cell.sources):
            cell = replace(self.cell, zone="") if self.cell.zone not in self._zones else self.cell
            key = asked.scored, asked.agreed if cell.sources else (), cell
            zones = {kind: rows for kind, (rows, _) in self._zones.items()}
            yield Part("cases", key, Opening(found, cell, asked, zones, memory), self._show_cases)

    def _model_parts(self, asked: Asked) -> Iterator[Part]:
        part = Part("models", asked.reviewed, Reviewing(asked, self._found.memory))
        yield _unless(NO_MODELS if asked.before == asked.after else "", part, self._show_review)
        if self._review is not None:
            key, better = (asked.reviewed, self._dialog.models.better), self._dialog.models.better
            yield Part("turned", key, Turned(self._review, better), self._show_turned)

    def _show_comparison(self, found: Comparison | str) -> None:
        self._comparison = None if isinstance(found, str) else found
        self._zones = {}
        for name in ("zones", "table", "cases"):
            self._have.pop(name, None)
        self._dialog.show_comparison(self._comparison, found if isinstance(found, str) else "")

    def _show_zones(self, found: _Zones) -> None:
        self._zones = found

    def _show_agreement(self, found: Agreement | str) -> None:
        if isinstance(found, str):
            self._dialog.show_agreement(None, found)
        else:
            self._dialog.show_agreement(found)

    def _show_cases(self, found: Cases) -> None:
        names = found.cell.sources[:2] if found.cell.sources else ()
        if not names and self._comparison is not None:
            names = self._comparison.gold.name, self._comparison.other.name
        self._dialog.show_cases(found, *(names or ("", "")))

    def _show_review(self, found: Review | str) -> None:
        self._review = None if isinstance(found, str) else found
        self._have.pop("turned", None)
        self._dialog.show_review(self._review, found if isinstance(found, str) else "")

    def _show_turned(self, found: Cases) -> None:
        self._dialog.models.show_turned(found, self._review)


def _unless(why: str, part: Part, show: Callable[[Any], None]) -> Part:
    """A part with who shows it, and without a look where there is a reason against it."""
    return replace(part, look=None if why else part.look, show=show, why=why)
