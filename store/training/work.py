"""The folder in which a training works, beside its target: made, found again after a kill, and put in place whole.

.NAME.training/plan.json     what is trained, and on what is told of it
               gold.jsonl    the documents; the process that trains makes `model/training/corpus` of them
               worker.log    what spaCy says
               model/        the pipeline; in the place of the target by one rename, when it is whole
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.pipelines.lessons import Lesson
from annotate.pipelines.settings import Settings
from store.durable import sync_folder
from store.errors import DiskFull, ProjectError, ProjectHeld
from store.guard.lock import Lock
from store.training.gather import Prepared, base_name

_MARK = "gilder training 1"
_FULL = 28  # errno.ENOSPC


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
        """Write what the training needs; gives whether one that was killed had left its folder, which is removed.

        Raises InputError for a place that cannot be taken, DiskFull and ProjectError where it cannot be written.
        """
        check_output(self.output)
        left = self.path.exists()
        with told_of(self.output):
            if left:
                self._take_over()
            self.path.mkdir(parents=True)
            (self.path / "plan.json").write_text(_plan(prepared), encoding="utf-8")
            self._hold()
            with (self.path / "gold.jsonl").open("w", encoding="utf-8", errors="surrogatepass") as file:
                for lesson in prepared.lessons:
                    file.write(json.dumps(lesson.as_dict()) + "\n")
        return left

    def place(self) -> Path:
        """Put the pipeline in the place of its target, and remove the rest. Raises ProjectError, InputError."""
        check_output(self.output)
        with told_of(self.output):
            if self.output.exists():
                self.output.rmdir()  # an empty one: `check_output`
            self.model.rename(self.output)
            sync_folder(self.output.parent)
        self.remove()
        return self.output

    def remove(self) -> None:
        """Remove it, whatever is in it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        shutil.rmtree(self.path, ignore_errors=True)

    def _take_over(self) -> None:
        """Remove what a killed training has left. Raises InputError where it is none, or one that still runs."""
        if not _is_ours(self.path):
            raise InputError(f"{self.path}: is in the way and no training of Gilder’s; move it away")
        self._hold()
        self.remove()

    def _hold(self) -> None:
        try:
            self._lock = Lock(self.path / "plan.json")
        except ProjectHeld as problem:
            raise InputError(f"{self.output}: another training writes there now; wait for it, or stop it") from problem


def read_work(folder: Path) -> tuple[Settings, str, dict[str, Any]]:
    """Settings, the base as it is called, and the facts of the data: what the process that trains reads."""
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
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


class told_of:  # noqa: N801 - reads as a word in a `with` line
    """What cannot be written inside the block is told in one line."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, OSError):
            if problem.errno == _FULL:
                raise DiskFull(f"{self._output}: the disk is full; nothing was put there") from problem
            where = problem.filename or self._output
            raise ProjectError(f"{where}: cannot be written: {problem.strerror or problem}") from problem


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
    if not path.is_dir():
        return False
    if not any(path.iterdir()):
        return True
    with suppress(OSError, ValueError):
        return _MARK in (path / "plan.json").read_text(encoding="utf-8") or not any(
            one for one in path.iterdir() if one.name != "plan.json"
        )
    return False
