"""Sitting: one document that is being adjudicated. Steps in gold are written here, but for very large ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.case import Case, is_open
from annotate.adjudicate.settling import here, marked
from annotate.adjudicate.stops import Stop
from annotate.change import Transaction
from annotate.document import Document
from annotate.errors import GilderError, NothingToDo
from annotate.model import Decision
from annotate.state import AnnotationState
from annotate.steps import in_words
from gui.session import Session
from gui.standings_look import Choice
from store.adjudicating import Adjudicating, Settling, standing
from store.ids import new_ids

Deed = Callable[[Case, AnnotationState, Stop], Transaction | None]
"""A command of adjudication at the current stop; None where there is nothing to write."""


class Sitting(QObject):
    """What the annotators say of a document, gold so far, its stops, and which of them is current."""

    changed = Signal()  # another document, other annotations in gold, or another stop
    stood = Signal(object)  # Standing of the document, after a step
    told = Signal(str, str)  # what happened or why nothing did, and its role: mute, good, warn

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.settling = Settling(session.project, session.source.name)
        self.reading = Adjudicating(session.project)
        self.doc: Document | None = None
        self.stops: list[Stop] = []
        self.at = -1  # the current stop
        self._case: Case | None = None
        self._gold: AnnotationState | None = None

    @property
    def case(self) -> Case:
        """What the annotators say of the open document."""
        assert self._case is not None, "no document is open"
        return self._case

    @property
    def gold(self) -> AnnotationState:
        """What gold says of the open document."""
        assert self._gold is not None, "no document is open"
        return self._gold

    @property
    def current(self) -> Stop | None:
        """The stop that keys are about."""
        return self.stops[self.at] if 0 <= self.at < len(self.stops) else None

    @property
    def still(self) -> list[Stop]:
        """The stops of the document that nobody has settled."""
        return [one for one in self.stops if is_open(one, self.gold)]

    def choose(self, choice: Choice) -> None:
        """Another rule, other annotators, with boilerplate or without: no document is open then."""
        self.reading = choice.reading(self.session.project)
        self.doc = self._case = self._gold = None
        self.stops, self.at = [], -1

    def know_history(self) -> None:
        """Gold was written elsewhere: know of its steps, to take them back."""
        self.settling = Settling(self.session.project, self.session.source.name)

    def read_gold(self) -> None:
        """Gold was written elsewhere: know of its steps, and what it says of the document; shown by whoever asks."""
        self.know_history()
        if self.doc is not None:
            self._gold = self.reading.gold(self.doc)
            self._find_stops(self.current)
            if self.current is None or not is_open(self.current, self.gold):
                self._go_on()

    def open(self, document_id: str) -> None:
        """Show another document, at its first open stop."""
        self.doc = self.session.project.documents.get(document_id)
        self._case, self._gold = self.reading.case(self.doc), self.reading.gold(self.doc)
        self.at = -1
        self._find_stops(None)
        self._go_on()
        self.changed.emit()

    def step(self, step: int) -> None:
        """Go to the next or the previous stop, settled or not; from the last one to the first."""
        if not self.stops:
            self.told.emit("There is no stop in this document.", "mute")
            return
        self.at = (self.at + step) % len(self.stops) if self.at >= 0 else 0
        self.changed.emit()

    def go_to_item(self, item_id: str) -> None:
        """Go to the stop that a span or relation belongs to: an annotator's, or what gold has of it."""
        for at, stop in enumerate(self.stops):
            if item_id in {one.id for one in stop.given} | {one.id for one in here(stop, self.gold)}:
                self.at = at
                self.changed.emit()
                return

    def go_on(self) -> None:
        """Go to the next open stop of the document."""
        self._go_on()
        self.changed.emit()

    def settle(self, make: Deed, *, stay: bool = False) -> Transaction | None:
        """Do something at the current stop, and go on to the next open one. What is agreed on in the document is taken
        first. A refusal is told; then nothing was done."""
        stop = self.current
        if stop is None:
            self.told.emit("There is no stop in this document.", "mute")
            return None
        try:
            self.check_free()
            first = agreed(self.case, self.gold, new_ids=new_ids())
            now = self.gold if first is None else self.gold.apply(first)
            tx = make(self.case, now, stop)
            for one in (first, tx):
                if one is not None:
                    self._write(one)
        except GilderError as problem:
            self.refuse(problem)
            return None
        self._show(stop, go_on=not stay)
        return tx

    def edit(self, make: Callable[[AnnotationState], Transaction | None]) -> bool:
        """Change what gold has by an ordinary command; the stop stays the current one. Whether something was done."""
        try:
            self.check_free()
            tx = make(self.gold)
            if tx is None:
                raise NothingToDo("That is so already.")
            self._write(marked(self.case, self.gold, tx))
        except GilderError as problem:
            self.refuse(problem)
            return False
        self._show(self.current, go_on=False)
        return True

    def check_free(self) -> None:
        """Raise NothingToDo where nothing can be written now."""
        self.session.check_writable()

    def show_again(self, tx: Transaction, told: str) -> None:
        """A step was taken back or done again: show it, in whichever document it was."""
        if self.doc is not None and self.doc.id in tx.documents:
            self._gold = self.gold.apply(tx)
            self._find_stops(self.current)
        else:
            self.open(tx.documents[0])
        self._go_to_touched(tx)
        self.changed.emit()
        self.stood.emit(standing(self.case, self.gold))
        self.told.emit(f"{told}: {words(tx, self.gold.document.name)}.", "mute")

    def _write(self, tx: Transaction) -> None:
        after = self.gold.apply(tx)
        self.settling.write(tx)
        self._gold = after

    def _show(self, stop: Stop | None, *, go_on: bool) -> None:
        self._find_stops(stop)
        if go_on:
            self._go_on()
        self.changed.emit()
        self.stood.emit(standing(self.case, self.gold))

    def _find_stops(self, stop: Stop | None) -> None:
        """The stops as they are now; the one that was current stays it."""
        self.stops = self.case.stops(self.gold)
        known = -1 if stop is None else next((at for at, one in enumerate(self.stops) if one.id == stop.id), -1)
        self.at = known if known >= 0 else min(self.at, len(self.stops) - 1)

    def _go_on(self) -> None:
        """The next open stop after the current one, or the first; where none is open the current one stays."""
        order = [*range(self.at + 1, len(self.stops)), *range(self.at + 1)]
        fallback = self.at if self.at >= 0 or not self.stops else 0
        self.at = next((at for at in order if is_open(self.stops[at], self.gold)), fallback)

    def _go_to_touched(self, tx: Transaction) -> None:
        """The first stop that a step is about."""
        ids = {change.key[2] for change in tx.changes if isinstance(change.after or change.before, Decision)}
        touched = (at for at, one in enumerate(self.stops) if one.id in ids or ids & {each.id for each in one.given})
        self.at = next(touched, self.at)

    def refuse(self, problem: GilderError) -> None:
        """Tell why something was not done."""
        if isinstance(problem, NothingToDo):
            self.told.emit(str(problem), "mute")
        else:
            self.told.emit(str(problem), "warn")


def words(tx: Transaction, document: str) -> str:
    """A step in a few words, as the history calls it."""
    counts = Counter((change.key[1], "change") for change in tx.changes)
    rank = {"Span": 0, "Relation": 1, "Marks": 2}
    first = min(tx.changes, key=lambda change: rank.get(change.key[1], 3))
    return in_words(tx.event, counts, first, len(tx.documents), document)
