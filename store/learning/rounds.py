"""Rounds of learning while labelling: what was decided is learnt beside the window, and used where it is better.

learning = Learning(project, folder)            # `folder` is in the person's cache
if learning.due(source):                        # quick: after each document that was finished
    with learning.round(source) as round:       # on a worker's thread, with a read-only project of its own
        for event in round.events():            # Stage, Step, Done; blocks until the next
            …
    if round.outcome is not None and round.outcome.better:
        learnt = learning.take(round.outcome)   # used by Choice(kind="model", name=str(learnt.folder))

A round reads the project and writes in `folder` alone. Cancelled or killed at any moment it leaves the pipeline that is
in use as it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.errors import InputError, or_else
from annotate.learning.check import LEAST_CHECK, LEAST_LEARNT, Outcome
from annotate.pipelines.events import Done
from store.connection import Step, no_step
from store.guard.lock import Lock
from store.learning.decided import decided, languages, lessons
from store.learning.place import Learnt, Place
from store.project import Project
from store.sources import Source
from store.training.process import Process, Running

EVERY = 5
"""Finished documents from one round to the next."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a source is: documents that are done and not of the part test, those of them in the check set, and those
    that were not done yet when the last round began."""

    decided: int
    check: int
    fresh: int


class Learning:
    """The learning of a project, as one source labels. `folder` is where its learnt pipelines lie; it is made by the
    first round. Nothing of it is written to the project."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project, self._place = project, Place(folder)

    @property
    def folder(self) -> Path:
        """Where the learnt pipelines lie."""
        return self._place.folder

    @property
    def current(self) -> Learnt | None:
        """The learnt pipeline that is in use; None before the first, and after `forget`."""
        return self._place.current

    def standing(self, source: Source) -> Standing:
        """How far the source is. Quick: no text is read."""
        there = decided(self._project, source)
        known = self._place.began_with(source.name)
        check = sum(one.check for one in there)
        return Standing(len(there), check, sum(one.document not in known for one in there))

    def due(self, source: Source, every: int = EVERY) -> bool:
        """Whether a round is worth while: `every` fresh documents, and enough to learn from and to check by."""
        now = self.standing(source)
        return now.fresh >= every and now.check >= LEAST_CHECK and now.decided - now.check >= LEAST_LEARNT

    def round(self, source: Source, *, seed: int = 0, step: Step = no_step) -> Round:
        """Begin a round: reads the gold and starts the process. Raises InputError, in one line, where there is too
        little to learn from, the names are switched off in the project, or another round runs; ProjectError."""
        project = self._project
        parts = project.suggesting.parts
        if "names" not in parts:
            raise InputError(f"{project.path}: the names are switched off here, and there is nothing else to learn")
        gold = lessons(project, source, step=step)
        current = self.current
        plan: dict[str, Any] = {
            "scheme": project.schemes.text,
            "labels": [one.name for one in project.scheme.spans if not one.retired],
            "parts": sorted(parts - {"relations"}),  # which find no spans, and need a parse
            "language": next(iter(languages(project, (one.document for one in gold))), "en"),
            "current": "" if current is None else str(current.folder),
            "seed": seed,
        }
        lines = "".join(json.dumps(one.as_dict()) + "\n" for one in gold)
        lock = self._place.begin(json.dumps(plan), lines)
        self._place.note_beginning(source.name, {one.document for one in decided(project, source)})
        return Round(self._place, lock)

    def take(self, outcome: Outcome) -> Learnt:
        """Put what a round has learnt in use, by one rename; the one before stays on the disk until the next is taken,
        for a suggester that is just being loaded. Raises InputError where the outcome is not better, or is not that of
        the last round; ProjectError."""
        if not outcome.better:
            raise InputError(f"{self.folder}: what was learnt is not better than what is in use; nothing was changed")
        return self._place.take()

    def forget(self) -> None:
        """Remove all that was learnt. Raises InputError while a round runs."""
        self._place.remove_all()


class Round(Running):
    """A round that runs. `outcome` is there once the last event was `Done`. `cancel` may come from any thread."""

    def __init__(self, place: Place, lock: Lock) -> None:
        self._place, self._lock = place, lock
        self.outcome: Outcome | None = None
        with or_else(self._clear):
            super().__init__(Process("store.learning.worker", place.work, place.log), "nothing was learnt")

    def _take_over(self, done: Done) -> None:
        """Keep what was learnt where it is better: it can be taken now, and after the round was closed."""
        told = dict(done.result)
        labels = tuple((str(name), before, after) for name, before, after in told.pop("labels"))
        outcome = Outcome(**told, labels=labels)
        if self.cancelled:
            return
        self._process.ended()
        if outcome.better:
            self._place.keep_found()
        self.outcome = outcome

    def _clear(self) -> None:
        self._place.clear(self._lock)
