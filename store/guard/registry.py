"""Which project files this process has open: one lock for all its connections, and no other way into an open file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.guard.lock import Lock

Key = tuple[int, int]  # device and inode


@dataclass(slots=True)
class _Open:
    connections: int = 0
    writers: int = 0
    lock: Lock | None = None
    sole: Any = None  # the connection that keeps all others out, of this process too


@dataclass
class Registry:
    """The open project files of a process. Every method may be called on any thread."""

    _open: dict[Key, _Open] = field(default_factory=dict[Key, _Open])
    _mutex: threading.RLock = field(default_factory=threading.RLock)
    _process: int = field(default_factory=os.getpid)

    def enter(self, key: Key, alone: Callable[[], None]) -> None:
        """Count a connection in. `alone` is called first where it is the only one: it may look into the file."""
        with self._mutex:
            self._own()
            if key not in self._open:
                alone()
            self._open.setdefault(key, _Open()).connections += 1

    def lock(self, key: Key, project: Path, *, take_over: bool = False) -> None:
        """Count a connection that writes: the first one takes the lock. Raises ProjectHeld and OSError."""
        with self._mutex:
            entry = self._open[key]
            if entry.lock is None:
                entry.lock = Lock(project, take_over=take_over)
            entry.writers += 1

    def keep(self, key: Key, connection: object) -> None:
        """Know the connection that has the file to itself: others of this process read a copy of what it sees."""
        with self._mutex:
            self._open[key].sole = connection

    def is_open(self, key: Key) -> bool:
        """Whether this process has a connection to a file."""
        with self._mutex:
            return key in self._open

    def sole(self, key: Key) -> Any:
        """The connection that has a file to itself; None where others may read it."""
        with self._mutex:
            return self._open[key].sole if key in self._open else None

    def is_alone(self, key: Key) -> bool:
        """Whether a connection is the only one of this process to its file."""
        with self._mutex:
            return key not in self._open or self._open[key].connections == 1

    def announce(self, key: Key, annotator: str) -> None:
        """Say in the lock who works here."""
        with self._mutex:
            entry = self._open.get(key)
            if entry is not None and entry.lock is not None:
                entry.lock.announce(annotator)

    def leave(self, key: Key, *, wrote: bool) -> None:
        """Count a connection out; the last one that writes lets go of the lock."""
        with self._mutex:
            self._own()
            entry = self._open.get(key)
            if entry is None:
                return
            entry.connections -= 1
            entry.writers -= wrote
            if entry.lock is not None and not entry.writers:
                entry.lock.release()
                entry.lock = entry.sole = None
            if not entry.connections:
                del self._open[key]

    def has(self, path: Path) -> bool:
        """Whether this process has a connection to that file: then nothing else may open it."""
        try:
            status = path.stat()
        except OSError:
            return False
        with self._mutex:
            return (status.st_dev, status.st_ino) in self._open

    def _own(self) -> None:
        """A child that was forked has none of its parent's connections and locks."""
        if self._process != os.getpid():
            self._open, self._process = {}, os.getpid()


# The one thing of a module that changes: what is open is a fact of the process (its locks are), whoever asks.
OPEN_FILES = Registry()
