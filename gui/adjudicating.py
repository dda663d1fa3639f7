"""Adjudication: joins the dialog, the sitting, and the thread that looks through the documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from annotate.adjudicate.case import is_open
from annotate.adjudicate.settling import here
from annotate.adjudicate.stops import Stop
from annotate.errors import GilderError
from gui.bulk import Bulk
from gui.dialogs.adjudicate import AdjudicateDialog
from gui.dialogs.adjudicate_keys import MOVES
from gui.searching import Searching
from gui.session import Session
from gui.settle_deeds import SETTLES, deed, taken_from
from gui.settle_edits import SettleEdits
from gui.settle_large import LargeSteps
from gui.settle_words import KINDS, cards, counted, done_in_words, heading
from gui.sitting import Sitting
from gui.standings_look import Choice, Standings
from store.adjudicating import Standing

_ALL_SETTLED = "Everything is settled here; Enter goes to the next document with open stops."
_NOTHING_OPEN = "Everything is settled here, and so it is in all documents."
_EDITING = "Label hotkeys and Alt with arrows change the span in gold; Esc ends that."


class Adjudication(QObject):
    """Lives as long as its dialog."""

    def __init__(self, session: Session, search: Searching, bulk: Bulk, dialog: AdjudicateDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self.sitting = Sitting(session, self)
        self.edits, self.large = SettleEdits(self.sitting), LargeSteps(self.sitting, bulk)
        self.standings = Standings(session.source.name, search, bulk, self)
        self._deeds = self._table()
        self._wanted = ""  # the document to be shown when it was looked through
        self._stepped = set[str]()  # documents that steps were made in since they are being looked through
        self._taken = 0  # documents in which something that is agreed on was just taken
        search.progressed.connect(dialog.line.show_search)
        dialog.line.stop_requested.connect(self.standings.stop)
        dialog.finished.connect(self.standings.end)
        dialog.deed_requested.connect(self.do)
        dialog.typed.connect(self._type)
        dialog.document_requested.connect(self._open)
        dialog.choice_changed.connect(self.begin)
        dialog.agreed_requested.connect(self.take_agreed)
        dialog.both.span_clicked.connect(self.sitting.go_to_item)
        dialog.both.relation_clicked.connect(self.sitting.go_to_item)
        self.standings.found.connect(self._add)
        self.standings.ended.connect(self._end_look)
        self.standings.taken.connect(self._note_taken)
        self.sitting.changed.connect(self._show)
        self.sitting.stood.connect(self._show_standing)
        self.sitting.told.connect(dialog.line.tell)

    def _table(self) -> dict[str, Callable[[], object]]:
        table: dict[str, Callable[[], object]] = {name: partial(self._settle, name) for name in SETTLES}
        table |= {name: partial(self.edits.move, how) for name, how in MOVES.items()}
        return table | {
            "enter": self._enter, "edit": self._edit, "edit_end": self._end_edit, "delete": self.edits.delete,
            "next": partial(self.sitting.step, 1), "previous": partial(self.sitting.step, -1),
            "edit_next": partial(self.edits.step, 1), "edit_previous": partial(self.edits.step, -1),
            "undo": self.large.undo, "redo": self.large.redo, "reason": self._dialog.reason.setFocus,
            "next_document": partial(self._go, 1), "previous_document": partial(self._go, -1),
            "documents": self._dialog.list.setFocus, "keys": self._dialog.show_keys,
        }  # fmt: skip

    @property
    def busy(self) -> bool:
        """Whether documents are being looked through, or what is agreed on is being taken."""
        return self.standings.busy

    @Slot()
    def begin(self) -> None:
        """Look through the documents, by the rule and for the annotators that are chosen."""
        dialog = self._dialog
        self._end_edit()
        dialog.model.clear()
        self._wanted = self.sitting.doc.id if self.sitting.doc is not None else ""
        self.sitting.choose(self._choice)
        self._stepped.clear()
        self.standings.begin(self._choice)
        dialog.line.show_search(0, 0)
        dialog.show_counts()
        self._show()

    @property
    def _choice(self) -> Choice:
        dialog = self._dialog
        return Choice(dialog.chosen_rule, tuple(dialog.chosen_names), dialog.boilerplate.isChecked())

    @Slot()
    def take_agreed(self) -> None:
        """Take what the annotators agree on in all documents, on a thread: one step a document, all of them or none."""
        try:
            self.sitting.check_free()
        except GilderError as problem:
            self._dialog.line.tell(str(problem), "warn")
            return
        self._end_edit()
        self._stepped.clear()
        self._dialog.line.tell("What is agreed on is being taken…")
        self._dialog.agreed.setEnabled(False)
        self.standings.take(self._choice)

    @Slot(int)
    def _note_taken(self, documents: int) -> None:
        self._taken = documents
        if documents:
            self.sitting.read_gold()

    @Slot(list)
    def _add(self, some: Sequence[Standing]) -> None:
        model = self._dialog.model
        model.add([one for one in some if one.document not in self._stepped])
        self._dialog.show_counts()
        if self.sitting.doc is None and (not self._wanted or model.row_of(self._wanted) >= 0):
            self._open_first(only_open=True)

    def _open_first(self, *, only_open: bool) -> None:
        model = self._dialog.model
        row = model.row_of(self._wanted)
        row = model.next_open(-1) if row < 0 else row
        if model.rows and (row >= 0 or not only_open):
            self._open(model.rows[max(0, row)].document)

    @Slot(str, bool)
    def _end_look(self, problem: str, failed: bool) -> None:
        dialog, sitting, written = self._dialog, self.sitting, self._taken
        self._taken = 0
        told = f"Taken in {counted(written, 'document')}; Ctrl+Z takes back one after the other." if written else ""
        dialog.line.tell(" ".join(filter(None, (problem, told))), "warn" if failed else "mute")
        if sitting.doc is None:
            self._open_first(only_open=False)
        dialog.show_counts()
        self._show()

    @Slot(str)
    def _open(self, document_id: str) -> None:
        self._end_edit()
        self.sitting.open(document_id)

    def _go(self, step: int) -> None:
        """The next or the previous document."""
        model, doc = self._dialog.model, self.sitting.doc
        row = -1 if doc is None else model.row_of(doc.id) + step
        if 0 <= row < len(model.rows):
            self._open(model.rows[row].document)
        else:
            self._dialog.line.tell("There is no further document.")

    @Slot(str)
    def do(self, name: str) -> None:
        """Do what a key asks for."""
        self._deeds[name]()
        if self._dialog.editing:
            self._show()

    @Slot(str)
    def _type(self, letter: str) -> None:
        if not self.edits.relabel(letter):
            self._dialog.line.tell(f"No label has the hotkey {letter}.")

    def _settle(self, name: str, *, ready: bool = False) -> None:
        """Settle the current stop, and say what was done. Where very much is agreed on in the document, that is written
        before; then it is `ready`."""
        if not ready and self.large.takes_first(self._choice, partial(self._settle, name, ready=True)):
            return
        stop, dialog = self.sitting.current, self._dialog
        tx = self.sitting.settle(deed(name, dialog.reason.text()))
        if tx is not None and stop is not None:
            dialog.reason.clear()
            told = done_in_words(tx.event, taken_from(tx, stop))
            dialog.line.tell(told if self.sitting.still else f"{told} {self._what_is_left()}", "good")

    def _what_is_left(self) -> str:
        """Where to go from a document that is settled."""
        model, doc = self._dialog.model, self.sitting.doc
        row = model.next_open(-1 if doc is None else model.row_of(doc.id))
        there = row >= 0 and (doc is None or model.rows[row].document != doc.id)
        return _ALL_SETTLED if there else _NOTHING_OPEN

    def _enter(self) -> None:
        """Take what most say, keep what new work has opened again, or go on where nothing is open."""
        if self._dialog.list.hasFocus():
            self._dialog.both.setFocus()
        elif self.sitting.current is not None and self.sitting.still:
            self._settle("enter")
        else:
            self._next_open()

    def _next_open(self) -> None:
        model, doc = self._dialog.model, self.sitting.doc
        row = model.next_open(-1 if doc is None else model.row_of(doc.id))
        if row >= 0:
            self._open(model.rows[row].document)
        else:
            self._dialog.line.tell("Everything is settled.", "good")

    def _edit(self, *, ready: bool = False) -> None:
        if not ready and self.large.takes_first(self._choice, partial(self._edit, ready=True)):
            return
        self.edits.begin()
        if self.edits.span is not None:
            self._dialog.both.setFocus()
            self._dialog.line.tell(_EDITING)
        self._show()

    def _end_edit(self) -> None:
        if self._dialog.editing:
            self.edits.end()
            self._dialog.line.tell("")
            if self.sitting.doc is not None:
                self.sitting.go_on()

    @Slot(object)
    def _show_standing(self, one: Standing) -> None:
        self._stepped.add(one.document)
        self._dialog.model.add([one])
        self._dialog.show_counts()

    @Slot()
    def _show(self) -> None:
        """Show the document, its current stop and the answers there."""
        sitting, dialog, stop = self.sitting, self._dialog, self.sitting.current
        dialog.set_editing(self.edits.span is not None)
        if sitting.doc is None:
            dialog.show_nothing(self.busy)
            return
        self._show_article(stop)
        dialog.mark(sitting.doc.id)
        if stop is None:
            dialog.show_stop("", "Nothing to settle in this document.", [])
            return
        still = "open" if is_open(stop, sitting.gold) else "settled"
        kind = f"{KINDS[stop.kind]} · stop {sitting.at + 1:,} of {len(sitting.stops):,} · {still}"
        dialog.show_stop(kind, heading(stop, sitting.gold), cards(stop, sitting.gold, sitting.session.scheme))

    def _show_article(self, stop: Stop | None) -> None:
        """Above the line who gives the left answer at the stop, below it who gives the right one."""
        sitting, both, span = self.sitting, self._dialog.both, self.edits.span
        names = list(sitting.case.said)
        sides = [names[:1], names[1:2] or names[:1]]
        if stop is not None and len(stop.alternatives) > 1:
            sides = [list(one.names) for one in stop.alternatives[:2]]
        left, right = (sitting.case.said[some[0]] for some in sides)
        settled = [one.id for some in sitting.stops for one in some.given if one.id in sitting.gold.decisions]
        both.show_both(
            left, right, sitting.session.scheme, ", ".join(sides[0]), ", ".join(sides[1]),
            middle=sitting.gold, settled=settled,
        )  # fmt: skip
        if stop is None or stop.kind == "label":
            both.leave_case()
        elif span is not None:
            both.go_to(span.range, [span.id])
        else:
            both.go_to(stop.range, [one.id for one in (*stop.given, *here(stop, sitting.gold))])
