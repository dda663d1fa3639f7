"""The working copy of a project on a share: fetched under the lock of the share's file, which is held until `leave`.

The share's file is never written in place. A copy that is whole, sealed and checked is written beside it, read back,
and takes its name, and only where the file there is still the one that was last read or put.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

from store.connection import Connection, Step, no_step
from store.durable import sync_folder
from store.errors import NoWorkingCopy, ProjectBusy, ProjectError, ProjectHeld, ShareChanged, ShareError
from store.guard import opening, seal
from store.guard.copying import copy_out
from store.guard.header import look
from store.guard.lock import Lock
from store.guard.registry import OPEN_FILES
from store.project import Project
from store.working import record
from store.working.record import Record, folder_of
from store.working.transfer import KEPT, copy_bytes, digest_of, on_share

_LOGS = ("-wal", "-journal")
_ROOM = 2  # times the file: the working copy, and the copy of it that goes to the share


class WorkingCopy:
    """A project on a share, as it lies on this disk.

    `newer`: so many edits in it are not on the share since the last session, and more than none where -1. `aside`: the
    file with those that cannot go there, because the share's file was changed meanwhile; None where there are none.
    `known`: there is a record of it; a file without one may hold anything.
    """

    def __init__(self, share: Path, lock: Lock) -> None:
        self.share, self._lock = share, lock
        self.real = share.resolve()
        self.path = folder_of(self.real) / self.real.name
        found = record.read(self.real)
        self.known, self.record = found is not None, found or Record(str(self.real))
        self.newer = 0
        self.aside: Path | None = None

    def open(self) -> Project:
        """Open it for writing. Raises ProjectError, as opening the share's file would."""
        fresh = not self.record.state
        try:
            project = Project.open(self.path)
        except ProjectError as problem:
            if fresh:
                self.keep(Record(str(self.real)))
            problem.args = (str(problem).replace(str(self.path), str(self.share)),)
            raise
        if fresh:
            self.keep(Record(str(self.real), self.record.digest, _state_of(project), at=time.time()))
        if self.aside is not None:
            project.watch.acknowledge()  # what is missing here is in that one, and is told
        project.working = self
        return project

    def put(self, step: Step = no_step) -> bool:
        """Put what is in it on the share; whether anything was new. On any thread, also while it is open.

        Raises ShareError, and the share's file is as it was; what `step` raises ends it likewise.
        """
        with Project.open(self.path, read_only=True) as project:
            if (state := _state_of(project)) == self.record.state:
                return False
            whole = self._staged(project, step)
        try:
            self._put(whole, state, step)
        finally:
            whole.unlink(missing_ok=True)
        return True

    def look(self, step: Step = no_step) -> str:
        """The digest of what is on the share now. Raises ShareError."""
        if OPEN_FILES.has(self.real):
            raise ShareError(f"{self.share}: is being read by this program; try again in a moment", "it is being read")
        try:
            return digest_of(self.real, step)
        except OSError as problem:
            raise on_share(problem, self.share) from problem

    def accept(self, digest: str) -> None:
        """The share's file of this digest may be written over: its work has been added to the working copy."""
        self.keep(Record(str(self.real), digest, "added", at=self.record.at))

    def leave(self) -> None:
        """Let go of the share's file."""
        _let_go(self._lock)

    def keep(self, kept: Record) -> None:
        """Keep for good what is known of it. Raises ProjectError."""
        try:
            record.write(self.real, kept)
        except OSError as problem:
            why = problem.strerror or problem
            raise ProjectError(
                f"{folder_of(self.real)}: cannot be written: {why}; the share was not changed"
            ) from problem
        self.record = kept

    def _staged(self, project: Project, step: Step) -> Path:
        """A whole, checked and sealed copy of what is open, on this disk: what goes to the share opens quietly."""
        whole = self.path.with_name(f".{self.path.name}.whole")
        whole.unlink(missing_ok=True)
        with project.connection.snapshot():
            project.connection.value("SELECT count(*) FROM sqlite_master")
            copy_out(project.connection.raw, whole, step)
        connection = Connection(whole, entry=opening.enter(whole, read_only=False, locked=False))
        try:
            with connection.writing():
                seal.put(connection)
        finally:
            connection.close()
        return whole

    def _put(self, whole: Path, state: str, step: Step) -> None:
        self._check_lock()
        part = self.real.with_name(f".{self.real.name}.{os.getpid()}.part")
        try:
            before = self._known(step)
            coming = copy_bytes(whole, part, step)
            if digest_of(part, step) != coming:
                raise ShareError(
                    f"{self.share}: the share gives back something else than was written; {KEPT}",
                    "it came back damaged",
                )
            kept = Record(str(self.real), self.record.digest, self.record.state, coming, state, self.record.at)
            self.keep(kept)
            with suppress(OSError):
                part.chmod(stat.S_IMODE(before.st_mode))
            if _mark(self.real.stat()) != _mark(before) or _logs(self.real):
                raise _changed(self.share)
            part.replace(self.real)
            sync_folder(self.real.parent)
        except OSError as problem:
            raise on_share(problem, self.share) from problem
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self.keep(self.record.settled(coming, time.time()))

    def _known(self, step: Step) -> os.stat_result:
        """The status of the share's file, which is the one that was read or put. Raises ShareError and OSError."""
        before = self.real.stat()
        if _logs(self.real):
            raise ShareError(f"{self.share}: another program is writing to it; {KEPT}", "another program is writing it")
        digest = self.look(step)
        if not self.record.knows(digest):
            raise _changed(self.share)
        self.keep(self.record.settled(digest, self.record.at))
        return before

    def _check_lock(self) -> None:
        """Take the lock anew where the share was away in between. Raises ShareError where somebody else has it now."""
        if self._lock.holds:
            return
        try:
            lock = Lock(self.real)
        except ProjectHeld as problem:
            who = problem.who or "another program"
            raise ShareError(
                f"{self.share}: is open for writing in {who} now; {KEPT}", "somebody else has it open"
            ) from problem
        except OSError as problem:
            raise on_share(problem, self.share) from problem
        self.leave()
        self._lock = lock


def wanted(path: Path) -> bool:
    """Whether a project lies on another computer's disk; False where it cannot be asked."""
    try:
        return opening.on_network(path.resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def kept(path: Path) -> Path | None:
    """The working copy on this disk of a project that cannot be reached, where it holds what the share does not."""
    real = path.resolve()
    local, known = folder_of(real) / real.name, record.read(real)
    if not local.is_file():
        return None
    if known is None:
        return local  # its record is lost: it may hold anything
    try:
        with Project.open(local, read_only=True) as project:
            return local if _state_of(project) != known.state else None
    except ProjectError:
        return local


def fetch(path: Path, *, take_over: bool = False, step: Step = no_step) -> WorkingCopy:
    """Lock a project on a share, and bring its working copy up to date; `open` opens it.

    What only the working copy has is never given up: it stays in it, or is put aside where the share's file was changed
    meanwhile. Raises ProjectHeld, NoWorkingCopy where the file itself is to be opened, and other ProjectErrors.
    """
    lock = _locked(path, take_over)
    try:
        if _logs(path.resolve()):  # of a program that was killed there: SQLite settles that in the file itself
            _let_go(lock)
            Project.open(path, take_over=take_over).close()
            lock = _locked(path, take_over)
        look(path)
        copy = WorkingCopy(path, lock)
        _bring_up_to_date(copy, step)
    except OSError as problem:
        _let_go(lock)
        raise NoWorkingCopy(f"{path}: no working copy can be made of it: {problem.strerror or problem}") from problem
    except BaseException:
        _let_go(lock)
        raise
    return copy


def _let_go(lock: Lock) -> None:
    with suppress(OSError):  # the share is gone, or it was let go of already
        lock.release()


def _locked(path: Path, take_over: bool) -> Lock:
    real = path.resolve()
    if OPEN_FILES.has(real):
        raise ProjectBusy(f"{path}: is open in this program already; close it first")
    if why := opening.unwritable(real) or opening.other_names(real):
        raise NoWorkingCopy(f"{path}: {why}", for_reading=True)
    try:
        return Lock(real, take_over=take_over)
    except OSError as problem:
        raise NoWorkingCopy(
            f"{path}: no lock can be made beside it: {problem.strerror or problem}", for_reading=True
        ) from problem


def _bring_up_to_date(copy: WorkingCopy, step: Step) -> None:
    for left in copy.real.parent.glob(f".{opening.literal(copy.real.name)}.*.part"):
        left.unlink(missing_ok=True)  # of one that was killed: nobody else is at it, for the lock is ours
    if copy.path.exists() and not copy.known:
        _put_aside(copy)  # its record is lost: what it holds may be nowhere else
    if not copy.path.exists() or not copy.record.digest:
        _copy_in(copy, step)
        return
    digest = digest_of(copy.real, step)
    known, state = copy.record.knows(digest), _state_at(copy.path)
    if known:
        copy.keep(copy.record.settled(digest, copy.record.at))
    newer = _newer(copy.record.state, state)
    if known and state:
        copy.newer = newer
    elif newer:
        _put_aside(copy)
    if not known or not state:
        _copy_in(copy, step)


def _copy_in(copy: WorkingCopy, step: Step) -> None:
    """Copy the share's file over the working copy: whoever killed this finds a record without a digest."""
    if OPEN_FILES.has(copy.path):
        raise ProjectBusy(f"{copy.share}: is open in this program already; close it first")
    copy.keep(Record(str(copy.real)))
    for end in (*_LOGS, "-shm"):
        Path(f"{copy.path}{end}").unlink(missing_ok=True)
    before = copy.real.stat()
    _check_room(copy, before.st_size)
    digest = copy_bytes(copy.real, copy.path, step)
    if _mark(copy.real.stat()) != _mark(before) or _logs(copy.real):
        raise ProjectBusy(f"{copy.share}: another program is writing to this project; try again in a moment")
    copy.record = Record(str(copy.real), digest)  # kept once it has been opened


def _check_room(copy: WorkingCopy, size: int) -> None:
    there = copy.path.stat().st_size if copy.path.exists() else 0
    free = shutil.disk_usage(copy.path.parent).free
    if free + there < _ROOM * size:
        wanted_mb, free_mb = _ROOM * size // 1_000_000 + 1, free // 1_000_000
        raise NoWorkingCopy(
            f"{copy.share}: a working copy needs {wanted_mb:,} MB on this disk, and {free_mb:,} MB are free"
        )


def _put_aside(copy: WorkingCopy) -> None:
    """Give a working copy whose share was changed a name of its own, with its logs."""
    stem = f"{copy.path.stem}-not-on-the-share-{time.strftime('%Y-%m-%d-%H%M%S')}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}{copy.path.suffix}" for number in count(1))
    aside = next(path for name in names if not (path := copy.path.with_name(name)).exists())
    for end in ("", *_LOGS):
        here = Path(f"{copy.path}{end}")
        if here.exists():
            here.rename(f"{aside}{end}")
    sync_folder(copy.path.parent)
    copy.aside = aside


def _state_of(project: Project) -> str:
    return json.dumps(project.backups.state)


def _state_at(local: Path) -> str:
    """The state of a working copy that is not open; its log, after a crash, is folded in. Empty where it is damaged."""
    try:
        with Project.open(local) as project:
            return _state_of(project)
    except ProjectBusy:
        raise
    except ProjectError:
        return ""


def _newer(there: str, here: str) -> int:
    """How many edits are in the second state and not in the first; -1 where something else is, or is not known."""
    if there == here:
        return 0
    numbers = [_number(state) for state in (there, here)]
    return max(numbers[1] - numbers[0], 0) or -1


def _number(state: str) -> int:
    try:
        return int(str(json.loads(state)[0]).split(" ")[0])
    except (ValueError, IndexError, TypeError):
        return 0


def _changed(share: Path) -> ShareChanged:
    return ShareChanged(
        f"{share}: was changed by somebody else since it was last read, and was not overwritten; {KEPT}. Bring the two "
        "together with File, “Add the work of…”, or with “gilder merge”",
        "the file there was changed by somebody else",
    )


def _logs(real: Path) -> bool:
    """Whether SQLite is at work on a file, or was when it was killed."""
    return any(Path(f"{real}{end}").exists() for end in _LOGS)


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
