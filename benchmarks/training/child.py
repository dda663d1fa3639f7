"""`python -m benchmarks.training.child MOMENT WAY OUT IN LIMIT ARGUMENT…`: `gilder` as it is, stopped at a moment.

At the moment it says on the descriptor OUT which process trains, and goes on when it reads a byte from IN; with the way
`cancel` it cancels the training itself. LIMIT is what no file may grow beyond, in bytes; 0: none.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import cli.commands.training
import store.training.work
from annotate.pipelines.events import Event, Paused, Stage, Step
from cli.main import main
from store.project import Project
from store.training.training import Training

PAUSED = "paused"


class Stops:
    """Stops at one moment, once."""

    def __init__(self, moment: str, way: str, out: int, go: int) -> None:
        self.moment, self.way, self._out, self._go = moment, way, out, go
        self.training: Training | None = None

    def at(self, moment: str) -> None:
        """Say it and wait, where it is the moment."""
        if moment != self.moment:
            return
        self.moment = ""
        if self.way == "cancel" and self.training is not None:
            self.training.cancel()
        process = self.training.process if self.training is not None else 0
        os.write(self._out, f"{process}\n".encode())
        os.read(self._go, 1)


def moment_of(event: Event) -> str:
    """What the moment after an event is called: the name of a stage, else that of the event."""
    return event.name if isinstance(event, Stage) else type(event).__name__.lower()


def prepare_to_stop(stops: Stops) -> None:
    """Put the stops into the program."""

    class Watched(Training):
        def events(self) -> Iterator[Event]:
            stops.training = self
            stops.at("started")
            for event in super().events():
                if isinstance(event, Step) and stops.moment == PAUSED:
                    self.pause()
                if not isinstance(event, Paused) or event.paused:
                    stops.at(moment_of(event))
                yield event

        def place(self) -> Path:
            stops.at("before place")
            found = super().place()
            stops.at("in place")
            return found

    cli.commands.training.Training = Watched
    plan, sync_all, sync = store.training.work._plan, store.training.work._sync_all, store.training.work.sync_folder

    def making(prepared: store.training.work.Prepared) -> str:
        stops.at("making")
        return plan(prepared)

    def before_rename(folder: Path) -> None:
        stops.at("before the rename")
        sync_all(folder)

    def renamed(folder: Path) -> None:
        if folder == Path(sys.argv[sys.argv.index("--output") + 1]).absolute().parent:
            stops.at("after the rename")
        sync(folder)

    store.training.work._plan = making
    store.training.work._sync_all = before_rename
    store.training.work.sync_folder = renamed
    opened = Project.open

    def open_project(path: Path, **how: bool) -> Project:
        if not how.get("read_only"):
            stops.at("listing")
        return opened(path, **how)

    cli.commands.training.Project = type("Watched", (), {"open": staticmethod(open_project)})


def limit_files(size: int) -> None:
    """No file of this process and those that it starts may grow beyond a size."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def as_from_a_terminal() -> None:
    """Signals do what they do there, also where whoever started this has them ignored (`nohup`, a background job)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


if __name__ == "__main__":
    as_from_a_terminal()
    moment, way, out, go, limit, *arguments = sys.argv[1:]
    prepare_to_stop(Stops(moment, way, int(out), int(go)))
    if int(limit):
        limit_files(int(limit))
    sys.exit(main(arguments))
