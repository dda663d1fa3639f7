"""Opening and making projects on a thread: the window stays awake meanwhile, and says what it does where it takes long.

An opened project is handed over to the window's thread, which alone uses it from then on. What was given up is closed
when it comes. One file has one thread, so that no two attempts bring the same file up to date.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from annotate.errors import GilderError
from gui.travel import Progress
from store.connection import Step
from store.project import Project

_QUIET = 200  # milliseconds without a word: what is open by then does not flicker
Make = Callable[[Step], Project]
"""Opens or makes a project; what its step raises ends the work, where it can be ended."""


class _GivenUp(Exception):
    """The person wants it no more."""


@dataclass(eq=False)
class _Attempt:
    path: Path
    make: Make
    done: Callable[[Project], object]
    refused: Callable[[GilderError | OSError], object]
    said: Callable[[int, int], None]
    stop: threading.Event = field(default_factory=threading.Event)
    future: Future[Project] = field(default_factory=Future[Project])
    taken: bool = False

    def work(self) -> Project:
        return self.make(self.step)

    def step(self, done: int, total: int) -> None:
        if self.stop.is_set():
            raise _GivenUp
        self.said(done, total)


class Opener(QObject):
    """One attempt at a time: a newer one, for another file, takes the place of the one before."""

    told = Signal(str)
    _ended = Signal(object)
    _progressed = Signal(int, int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._threads = dict[Path, ThreadPoolExecutor]()
        self._under_way = list[_Attempt]()
        self._attempt: _Attempt | None = None
        self.dialog: Progress | None = None
        self._patience = QTimer(self, singleShot=True, interval=_QUIET)
        self._patience.timeout.connect(self._show)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is being opened."""
        return self._attempt is not None

    def open(
        self,
        path: Path,
        make: Make,
        done: Callable[[Project], object],
        refused: Callable[[GilderError | OSError], object],
    ) -> None:
        """Open or make the project at `path`: `done` gets it, or `refused` why not, on the window's thread."""
        if self._attempt is not None:
            if self._attempt.path == path:
                return
            self._leave()
        attempt = self._attempt = _Attempt(path, make, done, refused, self._progressed.emit)
        self._under_way.append(attempt)
        thread = self._threads.setdefault(path, ThreadPoolExecutor(1, "opening"))
        attempt.future = thread.submit(attempt.work)
        attempt.future.add_done_callback(lambda _: self._ended.emit(attempt))
        self._patience.start()

    def wait(self) -> None:
        """Wait until what is being opened is open or refused; for who has no event loop."""
        attempt = self._attempt
        if attempt is not None:
            wait([attempt.future])
            self._end(attempt)

    @Slot()
    def give_up(self) -> None:
        """Want it no more: the window is as it was before; what comes of it still is closed unseen."""
        if self._attempt is not None:
            name = self._attempt.path.name
            self._leave()
            self.told.emit(f"Cancelled: {name} was not opened.")

    def _leave(self) -> None:
        assert self._attempt is not None, "something is being opened"
        self._attempt.stop.set()
        self._attempt = None
        self._hide()

    @Slot()
    def _show(self) -> None:
        """It takes long enough to be seen."""
        if self._attempt is None:
            return
        text = f"{self._attempt.path.name} is being opened. One of an older Gilder is brought up to date first."
        dialog = self.dialog = Progress(text, 0, self._window, name="opening", title="Opening")
        dialog.rejected.connect(self.give_up)
        dialog.open()

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.bar.setRange(0, total)
            self.dialog.bar.setValue(done)

    def _hide(self) -> None:
        self._patience.stop()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.accept()
            dialog.deleteLater()

    @Slot(object)
    def _end(self, attempt: _Attempt) -> None:
        if attempt.taken:
            return
        attempt.taken, wanted = True, attempt is self._attempt
        self._under_way.remove(attempt)
        if not any(one.path == attempt.path for one in self._under_way):
            self._threads.pop(attempt.path).shutdown(wait=False)
        if wanted:
            self._attempt = None
            self._hide()
        try:
            project = attempt.future.result()
        except _GivenUp:
            return
        except (GilderError, OSError) as problem:
            if wanted:
                attempt.refused(problem)
            return
        attempt.done(project) if wanted else project.close()

    def end(self) -> None:
        """The program is about to end: what comes still is closed."""
        if self._attempt is not None:
            self._leave()
        for attempt in list(self._under_way):
            wait([attempt.future])
            self._end(attempt)
