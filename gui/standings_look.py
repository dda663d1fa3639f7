"""Looking through the documents to be adjudicated on a thread, and taking what is agreed on in all of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotate.adjudicate.stops import Rule
from gui.bulk import Bulk
from gui.jobs import Report
from gui.searching import Searching
from store.adjudicating import Adjudicating, Standing, take_agreed
from store.connection import Step
from store.project import Project

_DRAIN = 50  # milliseconds between two looks at what was found
_AT_ONCE = 200  # documents that are shown at a time: it takes a few milliseconds
_TAKING = "What is agreed on is being taken."


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken without asking, whose work counts, and whether boilerplate does."""

    rule: Rule
    only: tuple[str, ...]
    boilerplate: bool = False

    def reading(self, project: Project) -> Adjudicating:
        """What reads a project by this choice."""
        return Adjudicating(project, only=self.only, rule=self.rule, boilerplate=self.boilerplate)


@dataclass
class Look:
    """How far each document is. `found` fills while it runs."""

    choice: Choice
    found: deque[Standing] = field(default_factory=deque[Standing])

    def __call__(self, project: Project, report: Report) -> None:
        self.found.extend(self.choice.reading(project).standings(report))


@dataclass
class Take:
    """Takes what is agreed on in all documents. `found` has the documents that got something, once all of it is
    written."""

    choice: Choice
    author: str
    found: deque[Standing] = field(default_factory=deque[Standing])

    def __call__(self, project: Project, step: Step) -> None:
        self.found.extend(take_agreed(project, self.choice.reading(project), self.author, step))


class Standings(QObject):
    """One look at a time, or one taking. Both read and write on a thread; the window shows some documents at a time."""

    found = Signal(list)  # Standing of each
    ended = Signal(str, bool)  # why it ended early, and whether that is a failure
    taken = Signal(int)  # in how many documents something was taken; before they are `found`

    def __init__(self, author: str, search: Searching, bulk: Bulk, parent: QObject) -> None:
        super().__init__(parent)
        self._author, self._search, self._bulk = author, search, bulk
        self._found: deque[Standing] | None = None  # what is to be shown; None where nothing goes on
        self._over: tuple[str, bool] | None = None  # how the thread's part ended
        self._drain = QTimer(self)
        self._drain.setInterval(_DRAIN)
        self._drain.timeout.connect(self._take_in)

    @property
    def busy(self) -> bool:
        """Whether something is looked through, written or still to be shown."""
        return self._found is not None

    def begin(self, choice: Choice) -> None:
        """Look through the documents, instead of what was looked for before."""
        self._forget()
        look = Look(choice)
        self._found, self._over = look.found, None
        self._drain.start(_DRAIN)
        self._search.start(look, self._looked, self._dropped)

    def take(self, choice: Choice) -> None:
        """Take what is agreed on in all documents: all of it, or with Cancel nothing."""
        self._forget()
        take = Take(choice, self._author)
        self._found, self._over = deque[Standing](), None
        self._bulk.settle(_TAKING, take, partial(self._written, take))

    def _forget(self) -> None:
        """What was looked for before is not wanted any more, and has no end that is told."""
        self._drain.stop()
        self._found = None
        self._search.stop()

    @Slot()
    def stop(self) -> None:
        """Look no further."""
        self._search.stop()

    @Slot()
    def end(self) -> None:
        """The window goes."""
        self._drain.stop()
        self._found = None
        self._search.end()

    def _written(self, take: Take, done: bool) -> None:
        """All of it was written, or nothing was."""
        if self._found is None:
            return
        self._over = ("", False) if done else ("Nothing was taken.", False)
        self._found = take.found if done else deque[Standing]()
        self.taken.emit(len(self._found))
        self._drain.start(0)

    def _looked(self, _nothing: object) -> None:
        self._over = ("", False)
        self._drain.start(0)

    def _dropped(self, problem: str) -> None:
        if self._found is not None and self._over is None:
            self._over = (problem or "Stopped.", bool(problem))
            self._drain.start(0)

    @Slot()
    def _take_in(self) -> None:
        """Show some of what was found."""
        waiting = self._found
        if waiting is None:
            return
        portion = [waiting.popleft() for _ in range(min(len(waiting), _AT_ONCE))]
        if portion:
            self.found.emit(portion)
        if self._over is not None and not waiting:
            self._drain.stop()
            over, self._found = self._over, None
            self.ended.emit(*over)
