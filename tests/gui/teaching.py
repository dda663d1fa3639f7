"""A teacher in the place of real rounds: what comes of one is said beforehand, and it can be held."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from annotate.errors import InputError
from annotate.learning.check import Outcome
from annotate.pipelines import events
from store.connection import Step, no_step
from store.learning.place import Learnt
from store.learning.rounds import Standing
from store.project import Project
from store.sources import Source

BETTER = Outcome(True, 0.61, 0.74, 25, 6, (("LOC", 0.5, 0.75), ("ORG", 0.6, 0.6), ("EVENT", None, 0.4)))
WORSE = Outcome(False, 0.74, 0.73, 30, 7, ())


@dataclass
class Teacher:
    """Stands for `store.learning.rounds.Learning` and for how rounds come out."""

    outcome: Outcome = BETTER
    due: bool = True
    fails: str = ""
    holds: bool = False  # a round stands still until it is cancelled
    learnt: Learnt | None = None
    rounds: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    standing: Standing = field(default_factory=lambda: Standing(12, 3, 2))

    def __call__(self, project: Project, folder: Path) -> Lesson:
        assert project.read_only
        return Lesson(self, folder)


class Lesson:
    """What the learner sees of it."""

    def __init__(self, teacher: Teacher, folder: Path) -> None:
        self._teacher, self._folder = teacher, folder

    @property
    def current(self) -> Learnt | None:
        return self._teacher.learnt

    def standing(self, source: Source) -> Standing:
        assert source.name == "anna"
        return self._teacher.standing

    def due(self, source: Source, every: int = 5) -> bool:
        assert (source.name, every) == ("anna", 5)
        return self._teacher.due

    def round(self, source: Source, *, step: Step = no_step) -> Round:
        step(0, 1)
        assert source.kind == "person"
        if self._teacher.fails:
            raise InputError(self._teacher.fails)
        self._teacher.rounds += 1
        return Round(self._teacher)

    def take(self, outcome: Outcome) -> Learnt:
        folder = self._folder / f"learnt-{self._teacher.rounds}"
        folder.mkdir(parents=True)
        meta = {"lang": "en", "name": "learnt", "version": f"{self._teacher.rounds}.0.0", "labels": {"ner": ["LOC"]}}
        (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        (folder / "config.cfg").write_text("", encoding="utf-8")
        scores = outcome.before, outcome.after
        counts = outcome.documents, outcome.check
        self._teacher.learnt = Learnt(folder, "en_learnt", *counts, *scores, "2026-11-28", outcome.labels)
        return self._teacher.learnt

    def forget(self) -> None:
        self._teacher.learnt = None


class Round:
    """Two steps, and then the outcome."""

    def __init__(self, teacher: Teacher) -> None:
        self._teacher, self.outcome = teacher, teacher.outcome

    def events(self) -> Iterator[events.Event]:
        yield events.Step(1, 2, 0, 1.0, 1.0)
        self._teacher.reached.set()
        if self._teacher.holds:
            self._teacher.cancelled.wait()
            return
        yield events.Step(2, 2, 0, 1.0, 0.0)

    def cancel(self) -> None:
        self._teacher.cancelled.set()

    def __enter__(self) -> Round:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._teacher.ended.set()
