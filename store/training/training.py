"""A training from outside: started, listened to, told to pause, go on, finish or end; its pipeline put in place.

with Training.start(prepared, output) as training:
    for event in training.events():   # blocks until the next; on a thread of its own where there is a window
        …
    folder = training.place()         # only when the last event was `Done`
# leaving the block ends the process and removes what it left, whatever happened
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.pipelines.events import Done, Event
from store.training.control import FINISH, PAUSE, RESUME
from store.training.gather import Prepared
from store.training.process import Process
from store.training.work import WorkFolder


class Training:
    """A training that runs. `result` is what is told of the pipeline, once it is whole; `cleared`: a training that was
    killed had left its folder, which was removed. `pause`, `resume`, `finish` and `cancel` may come from any thread."""

    def __init__(self, work: WorkFolder, process: Process, *, cleared: bool) -> None:
        self._work, self._process, self.cleared = work, process, cleared
        self.result: Mapping[str, Any] | None = None

    @classmethod
    def start(cls, prepared: Prepared, output: Path, *, only_estimate: bool = False) -> Training:
        """Make the work folder and start the process; with `only_estimate` it ends after the estimate. Raises
        InputError for a place that cannot be taken, ProjectError where it cannot be written."""
        work = WorkFolder(output)
        cleared = work.make(prepared)
        try:
            more = ["--estimate"] if only_estimate else []
            return cls(work, Process("store.training.worker", work.path, work.log, *more), cleared=cleared)
        except BaseException:
            work.remove()
            raise

    @property
    def process(self) -> int:
        """The number of the process that trains."""
        return self._process.number

    @property
    def cancelled(self) -> bool:
        """Whether it was told to end with nothing kept."""
        return self._process.cancelled

    def events(self) -> Iterator[Event]:
        """What it says, until it ends. Raises InputError, in one line, where it fails or is ended from outside; after
        `cancel` it just ends."""
        try:
            for event in self._process.events():
                if isinstance(event, Done):
                    self.result = event.result
                yield event
        except InputError as problem:
            raise InputError(f"{self._work.output}: not trained: {problem}") from None

    def pause(self) -> None:
        """Have it stand still before the next step."""
        self._process.tell(PAUSE)

    def resume(self) -> None:
        """Have it go on."""
        self._process.tell(RESUME)

    def finish(self) -> None:
        """Have it end after this step, with the best that there is; of a learning curve all further runs, too."""
        self._process.tell(FINISH)

    def cancel(self) -> None:
        """End it now; nothing is kept."""
        self._process.cancel()

    def place(self) -> Path:
        """Put the pipeline in the place of its target, by one rename. Raises InputError, ProjectError."""
        if not self.result or self.cancelled:
            raise InputError(f"{self._work.output}: there is no whole pipeline to put there")
        self._process.ended()
        return self._work.place()

    def close(self) -> None:
        """End the process where it still runs, and remove what was not put in place."""
        self._process.close()
        self._work.remove()

    def __enter__(self) -> Training:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
