"""The folder in which a training works, beside its target: made, found again after a kill, and put in place whole.

.NAME.training/plan.json     what is trained, and on what is told of it
               gold.jsonl    the documents; the process that trains makes `model/training/corpus` of them
               worker.log    what spaCy says
               model/        the pipeline; in the place of the target by one rename, when it is whole
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotate.errors import InputError, or_else
from annotate.pipelines.lessons import Lesson
from annotate.pipelines.settings import Settings
from store.durable import sync_folder
from store.errors import DiskFull, ProjectError, ProjectHeld
from store.guard.lock import Lock
from store.training.gather import Prepared, base_name

_MARK = "gilder training 1"
_PLAN = "plan.json"
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class WorkFolder:
    """The work folder of a target. While it is held, no other training works there."""

    def __init__(self, output: Path) -> None:
        self.output = output.absolute()
        self.path = self.output.with_name(f".{self.output.name[:100]}.training")
        self._lock: Lock | None = None

    @property
    def model(self) -> Path:
        """Where the pipeline is built."""
        return self.path / "model"

    @property
    def log(self) -> Path:
        """What spaCy says."""
        return self.path / "worker.log"

    def make(self, prepared: Prepared) -> bool:
        """Write what the training needs; gives whether any that were killed had left their folders here, for this
        target or for another one: they are removed, for they hold texts.

        Raises InputError for a place that cannot be taken, DiskFull and ProjectError where it cannot be written: then
        nothing of it is left.
        """
        with told_of(self.output):
            left = clear_left(self.output.parent)
            check_output(self.output)
            if self.path.exists():
                self._take_over()
                left = True
            with or_else(self.remove):
                self._write(prepared)
        return left

    def place(self) -> Path:
        """Put the pipeline in the place of its target, and remove the rest. Raises ProjectError, InputError."""
        check_output(self.output)
        with told_of(self.output):
            _sync_all(self.model)
            if self.output.exists():
                self.output.rmdir()  # an empty one: `check_output`
            self.model.rename(self.output)
            sync_folder(self.output.parent)
        self.remove()
        return self.output

    def remove(self) -> None:
        """Remove it, whatever is in it; nothing where it is not held."""
        if self._lock is None:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()
        self._lock = None
        with suppress(OSError):
            self.path.rmdir()  # on Windows the lock was still in it

    def clear(self) -> bool:
        """Remove it where nobody holds it; gives whether that was so."""
        try:
            self._hold()
        except (InputError, OSError):
            return False
        self.remove()
        return True

    def _write(self, prepared: Prepared) -> None:
        self.path.mkdir(parents=True)
        self._hold()  # before it can be recognised: what has a plan and no lock was left
        (self.path / _PLAN).write_text(_plan(prepared), encoding="utf-8")
        with (self.path / "gold.jsonl").open("w", encoding="utf-8", errors="surrogatepass") as file:
            for lesson in prepared.lessons:
                file.write(json.dumps(lesson.as_dict()) + "\n")

    def _take_over(self) -> None:
        """Remove what a killed training has left. Raises InputError where it is none, or one that still runs."""
        if not _is_ours(self.path):
            raise InputError(f"{self.path}: is in the way and no training of Gilder’s; move it away")
        self._hold()
        self.remove()

    def _hold(self) -> None:
        try:
            self._lock = Lock(self.path / _PLAN)
        except ProjectHeld as problem:
            raise InputError(f"{self.output}: another training writes there now; wait for it, or stop it") from problem


def clear_left(folder: Path) -> bool:
    """Remove the work of trainings that were killed in a folder, whatever their targets were, also of those whose
    target was in place already; gives whether there was any. What still runs stays."""
    cleared = False
    for path in filter(_was_left, sorted(folder.glob(".?*.training"))):
        cleared |= WorkFolder(path.with_name(path.name[1:].removesuffix(".training"))).clear()
    return cleared


def read_work(folder: Path) -> tuple[Settings, str, dict[str, Any]]:
    """Settings, the base as it is called, and the facts of the data: what the process that trains reads."""
    plan: dict[str, Any] = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
    return Settings.of(plan["settings"]), plan["base_told"], plan["facts"]


def read_ends(folder: Path) -> dict[str, Any]:
    """The relations that are learnt: for each label what it may join; empty where none is."""
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return dict(plan.get("ends", {}))


def read_lessons(folder: Path) -> Iterator[Lesson]:
    """The documents, in their order."""
    with (folder / "gold.jsonl").open(encoding="utf-8", errors="surrogatepass") as file:
        yield from (Lesson.of(json.loads(line)) for line in file)


def check_output(output: Path) -> None:
    """Raise InputError for a place that a training does not take: it never replaces anything."""
    if output.is_dir() and not any(output.iterdir()):
        return
    if output.exists() or output.is_symlink():
        raise InputError(f"{output}: is there already, and a trained model is never replaced; give another folder")
    parent = next(one for one in output.absolute().parents if one.exists())
    if not parent.is_dir():
        raise InputError(f"{output}: {parent.name} is a file, and nothing can be put in it; give another folder")
    if not os.access(parent, os.W_OK):
        raise InputError(f"{output}: nothing can be written in {parent}; give another folder")


class told_of:  # noqa: N801 - reads as a word in a `with` line
    """What cannot be written inside the block is told in one line."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, OSError):
            if problem.errno in _FULL:
                raise DiskFull(f"{self._output}: the disk is full; nothing was put there") from problem
            raise ProjectError(f"{self._output}: cannot be written: {problem.strerror or problem}") from problem


def _plan(prepared: Prepared) -> str:
    data = {
        "mark": _MARK,
        "settings": prepared.settings.as_dict(),
        "base_told": base_name(prepared.settings),
        "ends": prepared.ends,
        "facts": prepared.facts | {"left_out": prepared.left_out, "warnings": list(prepared.warnings)},
    }
    return json.dumps(data, ensure_ascii=True, indent=1)


def _is_ours(path: Path) -> bool:
    """Whether a folder is one of ours, also where it was left before anything was in it."""
    if not path.is_dir() or path.is_symlink():
        return False
    return _has_mark(path) or _has_only_begun(path)


def _was_left(path: Path) -> bool:
    """Whether a folder is one of ours, or still in use; not one that is being made just now and has no lock yet."""
    with suppress(OSError):
        return _has_mark(path) or (path.is_dir() and any(path.iterdir()) and _has_only_begun(path))
    return False


def _has_only_begun(path: Path) -> bool:
    return {one.name for one in path.iterdir()} <= {_PLAN, f"{_PLAN}.lock"}


def _has_mark(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return not path.is_symlink() and _MARK in (path / _PLAN).read_text(encoding="utf-8")
    return False


def _sync_all(folder: Path) -> None:
    """Put all files on the disk: what has its name outlasts a cut of power whole."""
    if os.name != "posix":
        return
    for one in (*folder.rglob("*"), folder):
        sync_folder(one)  # files, too
