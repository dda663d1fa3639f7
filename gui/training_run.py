"""A training on a thread of its own: the process that trains is listened to there, and told things from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Jobs, Report

if TYPE_CHECKING:  # what trains is imported when something is trained, so that the window comes sooner
    from annotate.pipelines.events import Event
    from gui.train_ask import Plan
    from gui.train_going import Going
    from store.training.training import Training


@dataclass(eq=False)
class _Work:
    """One training, from start to the pipeline in its place; gives None where it was cancelled."""

    plan: Plan
    hear: Callable[[Event], object]
    running: list[Training] = field(default_factory=list["Training"])
    cancelled: bool = False

    def __call__(self, report: Report) -> Path | None:
        from annotate.pipelines.events import Estimate
        from store.training.training import Training

        report.check()
        with Training.start(self.plan.prepared, self.plan.asked.output) as training:
            self.running.append(training)
            if self.cancelled:  # before there was anything to cancel
                training.cancel()
            for event in training.events():
                if isinstance(event, Estimate):
                    training.pause()  # somebody is asked first
                self.hear(event)
            return None if training.cancelled else training.place()

    def cancel(self) -> None:
        """End it, whatever it does. From any thread."""
        self.cancelled = True
        for training in self.running:
            training.cancel()


class TrainingRun(QObject):
    """One training at a time. `ended` has what was trained (None: nothing), and why there is nothing (empty: it was
    cancelled)."""

    changed = Signal()
    ended = Signal(object, object, str)  # Going, the folder or None, why not
    _heard = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.going: Going | None = None
        self._jobs = Jobs(self)
        self._work: _Work | None = None
        self._heard.connect(self._hear)

    @property
    def process(self) -> int | None:
        """The number of the process that trains; None where there is none."""
        return next((one.process for one in self._work.running), None) if self._work is not None else None

    @Slot(object)
    def start(self, plan: Plan) -> None:
        """Train; it stands still once it has said what it takes, until `train` is called."""
        from gui.train_going import Going

        work = self._work = _Work(plan, lambda event: self._heard.emit(work, event))
        self.going = Going(plan)
        self._jobs.start("Training", work, self._done, self._dropped)
        self.changed.emit()

    @Slot()
    def train(self) -> None:
        """It may begin: what it takes is known."""
        from gui.train_going import answered

        if self.going is not None:
            self._tell(answered(self.going), "resume")

    @Slot(bool)
    def set_paused(self, paused: bool) -> None:
        """Stand still before the next step, or go on."""
        if self.going is not None and self.going.begun:
            self._tell(replace(self.going, paused=paused), "pause" if paused else "resume")

    @Slot()
    def finish(self) -> None:
        """End after this step, with the best that there is."""
        if self.going is not None and self.going.best is not None:
            self._tell(replace(self.going, finishing=True, paused=False), "finish")

    @Slot()
    def cancel(self) -> None:
        """End it now; nothing is kept."""
        if self._work is not None:
            self._work.cancel()

    def end(self) -> None:
        """End it, and wait until nothing is left of it; nobody is told."""
        self.cancel()
        self.going = self._work = None
        self._jobs.stop()

    def _tell(self, going: Going, word: str) -> None:
        self.going = going
        for one in self._work.running if self._work is not None else ():
            {"pause": one.pause, "resume": one.resume, "finish": one.finish}[word]()
        self.changed.emit()

    @Slot(object, object)
    def _hear(self, work: _Work, event: Event) -> None:
        from gui.train_going import heard

        if work is self._work and self.going is not None:
            self.going = heard(self.going, event)
            self.changed.emit()

    def _done(self, folder: Path | None) -> None:
        self._end(folder, "")

    def _dropped(self, problem: str) -> None:
        cancelled = self._work is None or self._work.cancelled
        self._end(None, "" if cancelled else problem)

    def _end(self, folder: Path | None, problem: str) -> None:
        going, self.going, self._work = self.going, None, None
        self.changed.emit()
        if going is not None:
            self.ended.emit(going, folder, problem)
