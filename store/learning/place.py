"""The folder where the learnt pipelines of a project lie.

FOLDER/learnt-N        pipelines that were taken, the newest is in use; the one before stays until the next is taken
       .round          a round that runs, or was killed: the next one removes it
       .found          a pipeline that is better and was not taken yet
       began.json      which documents were decided when the last round began
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.errors import InputError, or_else
from store.durable import make_folder, sync_folder
from store.errors import DECODING, ProjectHeld
from store.guard.lock import Lock
from store.training.trained import told_of_model
from store.training.work import told_of

NAME = "learnt"
_KEPT = 2  # pipelines that were taken


@dataclass(frozen=True, slots=True)
class Learnt:
    """A learnt pipeline: its folder, what it is called, how many documents it was learnt from and checked by, and F1 on
    the check set of what it took the place of and its own, for all labels and for each. `day` is ISO 8601, UTC."""

    folder: Path
    name: str
    documents: int
    check: int
    before: float
    after: float
    day: str
    labels: tuple[tuple[str, float | None, float | None], ...] = ()


class Place:
    """Knows what lies where. Nothing is made before a round begins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.work, self.found, self._began = (self.folder / name for name in (".round", ".found", "began.json"))

    @property
    def model(self) -> Path:
        """Where a round builds its pipeline."""
        return self.work / "model"

    @property
    def log(self) -> Path:
        """What spaCy says."""
        return self.work / "worker.log"

    @property
    def current(self) -> Learnt | None:
        """The pipeline that was taken last and is whole."""
        return next((one for _, folder in self._taken() if (one := learnt_at(folder)) is not None), None)

    def begin(self, plan: str, gold: str) -> Lock:
        """Make the work folder, and give the lock that holds it; what a killed round has left is removed. Raises
        InputError where another round runs, ProjectError where it cannot be written."""
        with told_of(self.folder):
            make_folder(self.folder)
            if self.work.is_dir():
                self._hold().release()
                shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir()
            (self.work / "plan.json").write_text(plan, encoding="utf-8")
            lock = self._hold()
            with or_else(lock.release):
                (self.work / "gold.jsonl").write_text(gold, encoding="utf-8", errors="surrogatepass", newline="\n")
        return lock

    def clear(self, lock: Lock) -> None:
        """Let go of the work folder, and remove it."""
        lock.release()
        shutil.rmtree(self.work, ignore_errors=True)

    def keep_found(self) -> None:
        """Put the pipeline of the work folder by, to be taken. Raises ProjectError."""
        with told_of(self.folder):
            shutil.rmtree(self.found, ignore_errors=True)
            self.model.rename(self.found)

    def take(self) -> Learnt:
        """Put the pipeline that was put by in use, by one rename. Raises InputError where there is none."""
        if learnt_at(self.found) is None:
            raise InputError(f"{self.folder}: there is no learnt pipeline to take; hold another round")
        with told_of(self.folder):
            there = self._taken()
            target = self.folder / f"{NAME}-{there[0][0] + 1 if there else 1}"
            self.found.rename(target)
            sync_folder(self.folder)
        for _, old in self._taken()[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        taken = learnt_at(target)
        assert taken is not None, "it was whole before the rename"
        return taken

    def remove_all(self) -> None:
        """Remove everything that is ours; the folder goes where nothing else is in it. Raises InputError while a round
        runs."""
        if self.work.is_dir():
            with told_of(self.folder):
                self._hold().release()
        for one in (self.work, self.found, *(folder for _, folder in self._taken())):
            shutil.rmtree(one, ignore_errors=True)
        with suppress(OSError):
            self._began.unlink(missing_ok=True)
            self.folder.rmdir()

    def note_beginning(self, source: str, documents: Collection[str]) -> None:
        """Keep which documents are decided now, in one step. Raises ProjectError."""
        with told_of(self.folder):
            new = self._began.with_suffix(".new")
            new.write_text(json.dumps({"source": source, "documents": sorted(documents)}), encoding="utf-8")
            os.replace(new, self._began)  # noqa: PTH105 - a rename that covers, on every system

    def began_with(self, source: str) -> frozenset[str]:
        """The documents that were decided when the last round of a source began; none where there was none."""
        with suppress(OSError, *DECODING):
            told: dict[str, Any] = json.loads(self._began.read_text(encoding="utf-8"))
            if told["source"] == source:
                return frozenset(map(str, told["documents"]))
        return frozenset()

    def _taken(self) -> list[tuple[int, Path]]:
        """Numbers and folders of those that were taken, the newest first."""
        found = [(int(number), one) for one in self.folder.glob(f"{NAME}-*") if (number := one.name[7:]).isdecimal()]
        return sorted(found, reverse=True)

    def _hold(self) -> Lock:
        try:
            return Lock(self.work / "plan.json")
        except ProjectHeld as problem:
            raise InputError(f"{self.folder}: another round runs there now; wait for it, or cancel it") from problem


def learnt_at(folder: Path) -> Learnt | None:
    """What a folder's pipeline tells of itself; None where there is none that was learnt."""
    told = told_of_model(folder)
    with suppress(*DECODING):
        own: dict[str, Any] = told["learnt"]
        return Learnt(
            folder, str(own["name"]), int(own["documents"]), int(own["check"]), float(own["before"]),
            float(own["after"]), str(told["day"]), tuple(map(_label, own.get("labels", ()))),
        )  # fmt: skip
    return None


def _label(told: Sequence[Any]) -> tuple[str, float | None, float | None]:
    name, *scores = told
    before, after = (None if one is None else float(one) for one in scores)
    return str(name), before, after
