"""The Train view while it is open: joins the dialog, the threads that read for it, and the training that goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.dialogs.train import TrainDialog
from gui.searching import Searching
from gui.session import Session
from gui.suggesting import Suggesting
from gui.theme import Theme
from gui.train_ask import Asked, Offer, Plan, Preparing, command
from gui.train_going import Going
from gui.train_models import Kept, Opening, Reading
from gui.training_run import TrainingRun
from gui.training_use import TrainingUse

_READING = "Reading what there is…"
_GOLD = "Reading the gold…"
_STOPPED = "Stopped: nothing is known of it. Change a field to read it again."
Found = tuple[Offer, tuple[Kept, ...]]


class TrainingShown(QObject):
    """Lives as long as its dialog."""

    cancel_requested = Signal()

    def __init__(
        self, session: Session, suggesting: Suggesting, run: TrainingRun, theme: Theme, window: QWidget,
        last: Asked | None,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._last = last
        self._session, self._run, self._project = session, run, session.project
        slots = {one.name: one.slot for one in session.scheme.spans}
        self.dialog = TrainDialog(self._project.home, theme, slots, window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setParent(self.dialog)
        self._lists, self._plans = Searching(self._project, self), Searching(self._project, self)
        self.use = TrainingUse(session, suggesting, self.dialog)
        self._join()

    def _join(self) -> None:
        dialog, new, running, model = self.dialog, self.dialog.new, self.dialog.running, self.dialog.model
        dialog.look_requested.connect(self._look)
        dialog.model_requested.connect(self._read)
        dialog.line.stop_requested.connect(self._stop)
        dialog.finished.connect(self._end)
        self._plans.progressed.connect(self._show_progress)
        new.start_requested.connect(self._run.start)
        new.train_requested.connect(self._run.train)
        new.back_requested.connect(self._run.cancel)
        new.copy_requested.connect(self._copy_asked)
        running.pause_requested.connect(self._run.set_paused)
        running.finish_requested.connect(self._run.finish)
        running.cancel_requested.connect(self.cancel_requested)
        running.copy_requested.connect(self._copy_running)
        model.use_requested.connect(self.use.ask)
        model.folder_requested.connect(self.use.copy_folder)
        model.command_requested.connect(self.use.copy_command)

    @property
    def busy(self) -> bool:
        """Whether something is being read, or is about to be."""
        return self._lists.busy or self._plans.busy or self.dialog.waits

    def open(self) -> None:
        """Show it, and read what there is."""
        self.dialog.open()
        self._list(self._begin)

    def show_going(self, going: Going | None) -> None:
        """How the training goes."""
        self.dialog.show_going(going)

    def show_ended(self, text: str, role: str, folder: Path | None) -> None:
        """The training has ended; the model in the folder is there now."""
        if folder is None:
            self.dialog.leave_running()
            self.dialog.say(text, role)
        else:
            self._list(partial(self._refresh, text, role, folder))

    def _list(self, then: Callable[[Found], None]) -> None:
        self.dialog.line.tell(_READING)
        opening = Opening(self._project.home, self._session.source.name)
        self._lists.start(opening, then, self._unread)

    def _begin(self, found: Found) -> None:
        self.dialog.offer(*found, self._last)
        self.dialog.begin()

    def _refresh(self, text: str, role: str, folder: Path, found: Found) -> None:
        offer, models = found
        self.dialog.refresh(offer.folder, models)
        self.dialog.show_folder(folder)
        self.dialog.say(text, role)

    def _unread(self, problem: str) -> None:
        if problem:
            self.dialog.line.tell(f"{problem.rstrip('.')}.", "warn")

    @Slot()
    def _look(self) -> None:
        """Read what would be trained on now, instead of what was read before."""
        asked = self.dialog.new.form.asked
        if asked is None or self._run.going is not None:
            return
        self._plans.stop()
        self.dialog.line.begin(_GOLD)
        self._plans.start(Preparing(asked), self._show_plan, self._unplanned)

    def _show_plan(self, plan: Plan) -> None:
        self.dialog.new.show_plan(plan)
        self.dialog.tell_keys()

    def _unplanned(self, problem: str) -> None:
        if problem:
            self.dialog.new.show_problem(problem)
            self.dialog.tell_keys()

    @Slot()
    def _stop(self) -> None:
        self._plans.stop()
        self.dialog.new.show_problem(_STOPPED)
        self.dialog.tell_keys()

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        self.dialog.line.show_progress(_GOLD, done, total)

    @Slot(object)
    def _read(self, kept: Kept) -> None:
        """Read what the folder of a model tells."""
        self._lists.start(Reading(kept, self._project.home), self.dialog.show_told, self._unread)

    @Slot()
    def _end(self) -> None:
        self._lists.end()
        self._plans.end()

    @Slot(object)
    def _copy_asked(self, asked: Asked) -> None:
        self.use.copy(command(self._project.home, asked))

    @Slot()
    def _copy_running(self) -> None:
        if self._run.going is not None:
            self.use.copy(command(self._project.home, self._run.going.plan.asked))
