"""Learning while labelling: after some documents were marked done, what suggests is trained a little further, in the
background, and used only where it is better on documents that it was not trained on."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Jobs
from gui.learning_order import NextToLearn
from gui.learning_terms import OFF, READING, Terms
from gui.learning_words import FIRST, told_of
from gui.learning_work import Along, Came, Forget
from gui.models.documents import DocumentsModel
from gui.second_line import SecondLine
from gui.session import Session
from gui.settings import Settings
from gui.suggesters.choice import Choice
from gui.suggesting import Suggesting
from gui.update import Update
from gui.widgets.status import StatusLine

if TYPE_CHECKING:
    from annotate.learning.check import Outcome
    from store.learning.place import Learnt

_AHEAD = 2_000  # documents after the open one that are looked at for older suggestions
_ON = "Learning while you label is on: a round begins after every few documents that you mark done."
_BACK = "Suggestions come from the embedded pipeline again."


class Learner(QObject):
    """One for each open project. `changed`: whether it learns, what was learnt, or whether a round runs is another."""

    changed = Signal()

    def __init__(
        self, session: Session, suggesting: Suggesting, model: DocumentsModel, status: StatusLine, jobs: Jobs,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._suggesting, self._model = session, suggesting, model
        self.terms = Terms(session, suggesting)
        self._jobs = Jobs(self)
        self._line = SecondLine(status, jobs, self._jobs, self)
        self.next = NextToLearn(session, model, self)
        self._work: Along | None = None
        self.trains: Callable[[], bool] = _never  # whether the person trains something, which goes before
        self.learnt: Learnt | None = None  # what is in use
        self.outcome: Outcome | None = None  # of the last round since the project was opened
        self.why = ""  # nothing came of the last round
        session.updated.connect(self._see)
        suggesting.chosen.connect(self._choose)
        suggesting.refreshing.ended.connect(self.next.forget)
        self._line.changed.connect(self._show)
        self._line.cancel_requested.connect(self.cancel)

    def begin(self, settings: Settings) -> None:
        """Use what was learnt before, where that is wanted."""
        self.terms.settings = settings
        if self.terms.folder.is_dir() and not self.terms.why_not():
            self._start(rounds=False)

    @property
    def on(self) -> bool:
        """Whether the person wants it in this project."""
        return self.terms.on

    @property
    def busy(self) -> bool:
        """Whether a round runs."""
        return self._line.busy

    def switch(self) -> None:
        """Learn from now on, or no more; what was learnt is kept for when it is switched on again."""
        if not self.terms.may_switch:
            self._session.told.emit(READING)
            return
        self.terms.switch(on=not self.on)
        self.cancel()
        if self.on:
            self._session.told.emit(self.terms.why_not() or _ON)
            self._start()
        else:
            self._go_back(OFF)
        self.changed.emit()

    def _go_back(self, why: str) -> None:
        """Let the person's own choice suggest again, also for the next documents."""
        was, self.learnt, self._suggesting.learnt = self.learnt, None, None
        self._session.told.emit(f"{why} {_BACK}" if was is not None else why)
        if was is not None:
            self._start(learns=False, anew=True)

    def learn_now(self) -> None:
        """Begin a round, also where none is due."""
        if why := self.terms.why_not():
            self._session.told.emit(why)
        elif not self._start(wanted=True):
            self._session.told.emit("Something is being trained already.")

    def forget(self) -> None:
        """Remove what was learnt; suggestions come from the embedded pipeline again."""
        self.cancel()
        self.outcome, self.why = None, ""
        self._jobs.start("", Forget(self.terms.place), self._forgotten, self._fail)

    def _forgotten(self, _nothing: None) -> None:
        self._go_back("What was learnt is forgotten.")
        self.changed.emit()

    @Slot(object)
    def _see(self, update: Update) -> None:
        """A document was marked done: perhaps there is enough for a round."""
        was, now = update.old.marks.status, update.new.marks.status
        some = self.learnt is not None or self._model.done + 1 >= self.terms.least
        if was != "done" and now == "done" and some and not self.terms.why_not():
            self._start()

    @Slot(object)
    def _choose(self, choice: Choice) -> None:
        """The person has said which suggester it is to be: what was learnt does not come in between."""
        was, self.learnt, self._suggesting.learnt = self.learnt, None, None
        self.cancel()
        if was is not None and choice.kind == "embedded":
            self.terms.switch(on=False)
            self._session.told.emit(f"{OFF} You chose the embedded suggester; the View menu switches it on again.")
        self.changed.emit()

    def _start(self, *, wanted: bool = False, learns: bool = True, rounds: bool = True, anew: bool = False) -> bool:
        """Whether it begins: there is one piece of work at a time, and a training of the person goes before."""
        if self._jobs.busy or self.trains():
            return False
        suggesting = self._suggesting
        work = Along(
            self.terms.place, self._ahead(), suggesting.in_use, suggesting.naming(), wanted, learns, rounds, anew
        )
        self._work = work
        self._jobs.start("Learning", work, partial(self._finish, work), self._fail)
        return True

    def _ahead(self) -> array[int]:
        """Numbers of the documents that come next and are not done, in the order of the panel."""
        session, listed = self._session, self._model.listed
        here = self._model.position(session.doc.id) if session.doc is not None else -1
        order = chain(range(here + 1, min(len(listed.numbers), here + 1 + _AHEAD)), range(min(max(here, 0), _AHEAD)))
        return array("q", (listed.numbers[at] for at in order if not listed.done[at]))

    def _finish(self, work: Along, came: Came) -> None:
        self._work = None
        better = came.outcome is not None and came.outcome.better
        if work.learns and self.terms.why_not():
            return  # it was not wanted any more
        if came.outcome is not None:
            self.outcome, self.why = came.outcome, ""
            self._session.told.emit(told_of(came.outcome))
        if work.learns:
            self._use(came.learnt)
        refreshing = self._suggesting.refreshing
        if came.documents and (better or work.anew or (self.learnt is not None and not refreshing.busy)):
            refreshing.start(came.documents)

    def _use(self, learnt: Learnt | None) -> None:
        """Let suggestions come from what was learnt; what was mapped by hand for it stays."""
        self.learnt, now = learnt, self._suggesting.learnt
        if learnt is None:
            self._suggesting.learnt = None
        elif now is None or now.name != str(learnt.folder):
            self._suggesting.learnt = Choice("model", str(learnt.folder))
        self.changed.emit()

    def _fail(self, why: str) -> None:
        """It was cancelled, or nothing can be learnt: everything stays as it was."""
        work, self._work, self.why = self._work, None, why
        if why:
            self._session.told.emit(f"Nothing was learnt: {why}")
        elif work is not None and work.begun:
            self._session.told.emit("Cancelled: nothing new was learnt.")
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        """A round has begun or ended; the first one in a project says what is going on."""
        if self.busy and self.terms.is_first():
            self._session.told.emit(FIRST)
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End the round that runs; what was learnt before stays in use."""
        if self._work is not None:
            self._work.cancel()
        if self._jobs.busy:
            self._jobs.cancel()

    @Slot()
    def make_way(self) -> None:
        """A training of the person may have begun: a round ends then."""
        if self.trains():
            self.cancel()

    def end(self) -> None:
        """The project is about to be closed: a round ends without a word, and leaves nothing."""
        if self._work is not None:
            self._work.cancel()
            self._jobs.forget(self._work)
        self._jobs.stop()
        self.next.end()


def _never() -> bool:
    return False
