"""A training from outside: started, listened to, told to pause, go on, finish or end; its pipeline put in place.

with Training.start(prepared, output) as training:
    for event in training.events():   # blocks until the next; on a thread of its own where there is a window
        …
    folder = training.place()         # only when the last event was `Done`
# leaving the block ends the process and removes what it left, whatever happened
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError, or_else
from annotate.pipelines.events import Done
from store.training.control import FINISH, PAUSE, RESUME
from store.training.gather import Prepared
from store.training.process import Process, Running
from store.training.work import WorkFolder


class Training(Running):
    """A training that runs. `result` is what is told of the pipeline, once it is whole; `cleared`: a training that was
    killed had left its folder, which was removed. `pause`, `resume`, `finish` and `cancel` may come from any thread."""

    def __init__(self, work: WorkFolder, process: Process, *, cleared: bool) -> None:
        super().__init__(process, f"{work.output}: not trained")
        self._work, self.cleared = work, cleared
        self.result: Mapping[str, Any] | None = None

    @classmethod
    def start(cls, prepared: Prepared, output: Path, *, only_estimate: bool = False) -> Training:
        """Make the work folder and start the process; with `only_estimate` it ends after the estimate. Raises
        InputError for a place that cannot be taken, ProjectError where it cannot be written."""
        work = WorkFolder(output)
        cleared = work.make(prepared)
        more = ["--estimate"] if only_estimate else []
        with or_else(work.remove):
            return cls(work, Process("store.training.worker", work.path, work.log, *more), cleared=cleared)

    def pause(self) -> None:
        """Have it stand still before the next step."""
        self._process.tell(PAUSE)

    def resume(self) -> None:
        """Have it go on."""
        self._process.tell(RESUME)

    def finish(self) -> None:
        """Have it end after this step, with the best that there is; of a learning curve all further runs, too."""
        self._process.tell(FINISH)

    def place(self) -> Path:
        """Put the pipeline in the place of its target, by one rename. Raises InputError, ProjectError."""
        if not self.result or self.cancelled:
            raise InputError(f"{self._work.output}: there is no whole pipeline to put there")
        self._process.ended()
        return self._work.place()

    def _take_over(self, done: Done) -> None:
        self.result = done.result

    def _clear(self) -> None:
        """What was put in place is no longer there."""
        self._work.remove()
