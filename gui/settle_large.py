"""Steps in gold that have very many changes: written on a thread, so that the window does not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from annotate.change import Transaction
from annotate.errors import GilderError
from gui.bulk import Bulk
from gui.sitting import Sitting
from gui.standings_look import Choice
from gui.steps import LARGE
from store.adjudicating import Settling, standing, take_agreed
from store.connection import Step
from store.project import Project

_TAKING = "What is agreed on in this document is being taken."


class LargeSteps:
    """Undo and redo in gold, and what is agreed on in a document that is about to be settled."""

    def __init__(self, sitting: Sitting, bulk: Bulk) -> None:
        self._sitting, self._bulk = sitting, bulk

    def undo(self) -> None:
        """Take the newest step in gold back, in whichever document it was."""
        self._again(back=True)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._again(back=False)

    def takes_first(self, choice: Choice, then: Callable[[], None]) -> bool:
        """Whether so much is agreed on in the document that it is written on a thread before a stop is settled; `then`
        is called when it is there."""
        sitting = self._sitting
        if sitting.doc is None or sitting.current is None or sitting.session.held:
            return False
        if sum(len(one.given) for one in sitting.case.waiting(sitting.gold)) < LARGE:
            return False
        document, author = sitting.doc.id, sitting.session.source.name

        def take(project: Project, step: Step) -> None:
            take_agreed(project, choice.reading(project), author, step, only=document)

        self._bulk.settle(_TAKING, take, partial(self._taken, then))
        return True

    def _taken(self, then: Callable[[], None], done: bool) -> None:
        if done:
            sitting = self._sitting
            sitting.read_gold()
            sitting.changed.emit()
            sitting.stood.emit(standing(sitting.case, sitting.gold))
            then()

    def _again(self, *, back: bool) -> None:
        sitting, told = self._sitting, "Taken back" if back else "Done again"
        try:
            sitting.check_free()
            size = sitting.settling.size(back=back)
            tx = None if size >= LARGE else _turned(sitting.settling, back=back)
        except GilderError as problem:
            sitting.refuse(problem)
            return
        if tx is not None:
            sitting.show_again(tx, told)
            return
        author, found = sitting.session.source.name, list[Transaction]()

        def turn(project: Project, step: Step) -> None:
            step(0, 0)
            found.append(_turned(Settling(project, author), back=back))

        def then(done: bool) -> None:
            if done:
                sitting.know_history()
                sitting.show_again(found[0], told)

        self._bulk.settle(f"{size:,} changes are being {'taken back' if back else 'done again'}.", turn, then)


def _turned(settling: Settling, *, back: bool) -> Transaction:
    return settling.undo() if back else settling.redo()
