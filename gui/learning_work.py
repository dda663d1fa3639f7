"""What learning while labelling does on its own thread, with a read-only connection of its own. No Qt."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.pipelines.events import Event, Step
from gui.jobs import Report
from gui.suggesters.choice import Choice
from store.project import Project
from store.sources import Source
from store.untouched import not_begun

if TYPE_CHECKING:
    from annotate.learning.check import Outcome
    from store.learning.place import Learnt
    from store.learning.rounds import Learning, Round, Standing

EVERY = 5  # documents that are decided between two rounds
NEXT, FURTHER = 10, 200  # documents that may get suggestions anew: always, and after something better was learnt
_PARTS = 100  # of a round, as its progress is told
Make = Callable[[Project, Path], "Learning"]


def learning(project: Project, folder: Path) -> Learning:
    """What has been learnt of a project, imported when it is first asked for."""
    from store.learning.rounds import Learning

    return Learning(project, folder)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose decisions are learnt from, in which project, and where what is learnt lies."""

    project: Path
    folder: Path
    source: Source
    make: Make = learning


@dataclass(frozen=True, slots=True)
class Known:
    """What has been learnt, and how far the next round is."""

    learnt: Learnt | None
    standing: Standing


@dataclass(frozen=True)
class Looking:
    """Reads what is known of the learning."""

    place: Place

    def __call__(self, project: Project, report: Report) -> Known:
        report.check()
        made = self.place.make(project, self.place.folder)
        return Known(made.current, made.standing(self.place.source))


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it: the outcome of a round, where there was one; what is in use after it; the documents that want
    suggestions anew, the next ones first."""

    outcome: Outcome | None
    learnt: Learnt | None
    documents: list[str]


@dataclass(eq=False)
class Along:
    """A round, where one is due or wanted, and then a look at which of the next documents have older suggestions.

    `numbers` are documents in the order in which they will be opened; `name_of` tells how a suggester is called. It is
    called on the thread; `cancel` may come from any.
    """

    place: Place
    numbers: array[int]
    in_use: Choice
    name_of: Callable[[Choice], str]
    wanted: bool = False  # by the person: also where it is not due
    learns: bool = True  # else what was learnt is not used, and no round begins
    rounds: bool = True  # whether one may begin
    anew: bool = False  # many documents are to get suggestions anew, whatever comes of the round
    begun: bool = False  # a round has
    _round: Round | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _cancelled: bool = False

    def __call__(self, report: Report) -> Came:
        with Project.open(self.place.project, read_only=True) as project:
            made = self.place.make(project, self.place.folder)
            outcome = self._learn(made, report) if self.learns and self.rounds else None
            learnt = made.current if self.learns else None
            report.check()
            return Came(outcome, learnt, self._older(project, learnt, outcome, report))

    def _older(self, project: Project, learnt: Learnt | None, outcome: Outcome | None, report: Report) -> list[str]:
        """The next documents whose suggestions are not by what is in use now."""
        choice, since = self.in_use, 0.0
        if learnt is not None:
            choice, since = Choice("model", str(learnt.folder)), _made(learnt.folder)
        many = self.anew or (outcome is not None and outcome.better)
        numbers, step = self.numbers if many else self.numbers[:NEXT], _looking(report)
        return not_begun(project, numbers, self.name_of(choice), since=since, limit=FURTHER, step=step)

    def _learn(self, made: Learning, report: Report) -> Outcome | None:
        if not self.wanted and not made.due(self.place.source, EVERY):
            return None
        self.begun = True
        report(1, _PARTS)
        with made.round(self.place.source, step=_looking(report)) as begun:
            self._hold(begun)
            for event in begun.events():
                report(_done(event), _PARTS)
            self._hold(None)
            report.check()
            if begun.outcome is not None and begun.outcome.better:
                made.take(begun.outcome)
            return begun.outcome

    def _hold(self, begun: Round | None) -> None:
        with self._turn:
            self._round = begun
            if begun is not None and self._cancelled:
                begun.cancel()

    def cancel(self) -> None:
        """End the round now; nothing of it is kept."""
        with self._turn:
            self._cancelled = True
            if self._round is not None:
                self._round.cancel()


@dataclass(frozen=True)
class Forget:
    """Removes all that was learnt."""

    place: Place

    def __call__(self, _report: Report) -> None:
        with Project.open(self.place.project, read_only=True) as project:
            self.place.make(project, self.place.folder).forget()


def _done(event: Event) -> int:
    """How far a round is; before and after its steps there is some more to do."""
    return 10 + 80 * event.step // max(1, event.of) if isinstance(event, Step) else 5


def _made(folder: Path) -> float:
    """When a pipeline was written, in seconds since 1970, UTC; all of them have one name and version."""
    return (folder / "meta.json").stat().st_mtime


def _looking(report: Report) -> Callable[[int, int], None]:
    """A step that only looks whether the work is still wanted."""

    def step(_done: int, _total: int) -> None:
        report.check()

    return step
