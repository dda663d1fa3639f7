"""Looking through the documents to be adjudicated on a thread, and taking what is agreed on in all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.stops import Rule
from annotate.change import Transaction
from annotate.errors import GilderError
from gui.jobs import Report
from gui.searching import Searching
from gui.sitting import Sitting
from store.adjudicating import Adjudicating, Standing, standing
from store.ids import new_ids
from store.project import Project

_DRAIN = 50  # milliseconds between two looks at what was found
_WRITE = 5  # milliseconds between two steps that are written: the window has its turn between them


@dataclass
class Look:
    """How far each document is; with `takes` also the step that takes what is agreed on in it, and how far it is then.

    `found` fills while it runs.
    """

    rule: Rule
    only: tuple[str, ...]
    takes: bool = False
    found: deque[tuple[Standing, Transaction | None]] = field(
        default_factory=deque[tuple[Standing, Transaction | None]]
    )

    def __call__(self, project: Project, report: Report) -> None:
        reading = Adjudicating(project, only=self.only, rule=self.rule)
        ids = reading.documents()
        for at, one in enumerate(ids):
            report(at, len(ids))
            doc = project.documents.get(one)
            case, gold = reading.case(doc), reading.gold(doc)
            tx = agreed(case, gold, new_ids=new_ids()) if self.takes else None
            self.found.append((standing(case, gold if tx is None else gold.apply(tx)), tx))


class Standings(QObject):
    """One look at a time. What is to be taken is found on the thread and written here, some documents at a time."""

    found = Signal(list)  # Standing of each
    ended = Signal(str, bool)  # why it ended early, and whether that is a failure

    def __init__(self, sitting: Sitting, search: Searching, parent: QObject) -> None:
        super().__init__(parent)
        self._sitting, self._search = sitting, search
        self._look: Look | None = None
        self.written = 0  # steps of the last look that took something
        self._over: tuple[str, bool] | None = None  # how the thread's part ended
        self._drain = QTimer(self)
        self._drain.timeout.connect(self._take_in)

    @property
    def busy(self) -> bool:
        """Whether something is looked through or written."""
        return self._look is not None

    @property
    def takes(self) -> bool:
        """Whether what is agreed on is being taken."""
        return self._look is not None and self._look.takes

    def begin(self, rule: Rule, only: Sequence[str], *, takes: bool) -> None:
        """Look through the documents, instead of what was looked for before."""
        self._look, self._over, self.written = Look(rule, tuple(only), takes), None, 0
        self._sitting.held = "What is agreed on is being taken: Stop ends that." if takes else ""
        self._drain.start(_WRITE if takes else _DRAIN)
        self._search.start(self._look, self._looked, self._dropped)

    @Slot()
    def stop(self) -> None:
        """Look no further; what was written stays."""
        self._search.stop()

    @Slot()
    def end(self) -> None:
        """The window goes: what was not written yet is not."""
        self._drain.stop()
        self._look, self._sitting.held = None, ""
        self._search.end()

    def _looked(self, _nothing: object) -> None:
        self._over = ("", False)
        self._take_in()

    def _dropped(self, problem: str) -> None:
        if self._look is not None:
            self._look.found.clear() if self._look.takes else None
            self._over = (problem or "Stopped.", bool(problem))
            self._take_in()

    @Slot()
    def _take_in(self) -> None:
        """Show what was found, and write what is to be taken of it."""
        look = self._look
        if look is None:
            return
        count = min(len(look.found), 1) if look.takes else len(look.found)
        portion = [look.found.popleft() for _ in range(count)]
        try:
            for _, tx in portion:
                if tx is not None:
                    self._sitting.settling.write(tx)
                    self.written += 1
        except GilderError as problem:
            self._search.stop()
            look.found.clear()
            portion, self._over = [], (str(problem), True)
        if portion:
            self.found.emit([one for one, _ in portion])
        if self._over is not None and not look.found:
            self._drain.stop()
            self._look, self._sitting.held = None, ""
            self.ended.emit(*self._over)
