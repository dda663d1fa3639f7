"""Random sessions: a hypothesis state machine that works at the real window, action by action of the table."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PySide6.QtWidgets import QApplication

from tests.gui.sessions import plays
from tests.gui.sessions.hands import Hands
from tests.gui.sessions.law import Law
from tests.gui.sessions.sitting import Sitting
from tests.gui.sessions.start import make_project

DICE = st.integers(0, 2**32 - 1)
HOTKEY, MOUSE, IMPORT, REOPEN, LAW = "a label's hotkey", "the mouse", "an article dropped", "open again", "the law"
_AGREES = 3  # after so many steps the window is compared with the file
_DOCUMENTS = ("go.next_document", "go.previous_document", "go.unsure_document")
STEPS = (
    *(HOTKEY, MOUSE) * 9, *plays.EDITING * 4, *sorted(plays.LOOKING), *_DOCUMENTS * 4,
    *sorted(plays.OUTSIDE) * 3, *(IMPORT, REOPEN, REOPEN, LAW),
)  # fmt: skip
"""What a session is made of; what stands here more often comes more often."""


@dataclass
class Tally:
    """What was done over all sessions: actions asked for, and those that made, took back or did again a step."""

    seed: int = 0
    steps: int = 0
    sessions: int = 0
    laws: int = 0
    undone: int = 0
    longest: int = 0
    keys: int = 0
    asked: Counter[str] = field(default_factory=Counter[str])
    effective: Counter[str] = field(default_factory=Counter[str])
    log: list[str] = field(default_factory=list[str])  # of the running session
    told: Callable[[str], object] = lambda _text: None  # a line for each session

    def missing(self, least: int) -> dict[str, int]:
        """Actions that edit, and were effective less often than that."""
        wanted = (*plays.EDITING, *sorted(plays.OUTSIDE))
        return {one: self.effective[one] for one in wanted if self.effective[one] < least}


class Session(RuleBasedStateMachine):
    """One session; `tally` and `application` are set by `machine`."""

    tally: Tally
    application: QApplication

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.at = Sitting(self.application, make_project(Path(self.folder.name) / "session.gilder"))
        self.law = Law(self.at)
        self.outside, self.left_out = False, frozenset[str]()
        self.tally.sessions += 1
        self.tally.log.clear()

    @initialize(outside=st.booleans(), die=DICE)
    def begin(self, outside: bool, die: int) -> None:
        """Half of the sessions have imports and runs of a model; half of them keep to half of the steps."""
        self.outside, some = outside, Random(die)
        self.left_out = frozenset(some.sample(plays.EDITING, len(plays.EDITING) // 2) if die % 2 else ())

    @rule(step=st.sampled_from(STEPS), die=DICE)
    def step(self, step: str, die: int) -> None:
        """One step; the die says how it is done, and where it is zero, with which hypothesis begins, also what."""
        self.tally.steps += 1
        thrown = Random(f"{self.tally.seed} {self.tally.steps} {die}")
        step = step if die else thrown.choice(STEPS)
        if step in self.left_out or (not self.outside and step in (IMPORT, *plays.OUTSIDE)):
            step = HOTKEY
        self.tally.asked[step] += 1
        self.tally.log.append(f"{step} {die}")
        self.tally.effective[step] += bool(self.done(Hands(self.at, thrown), step))

    def done(self, hands: Hands, step: str) -> object:
        """Do a step; whether it did something."""
        if step in plays.OUTSIDE:
            before, self.law.outside = self.at.recorded, True
            plays.play(hands, step)
            return self.at.recorded > before
        if step in plays.LOOKING:
            assert not plays.play(hands, step), f"{step} changed the project"
            return True
        if step in plays.TABLE:
            return plays.play(hands, step)
        before = self.at.session.history
        own = {HOTKEY: plays.hotkey, MOUSE: plays.click, IMPORT: self._bring, REOPEN: self._reopen, LAW: self._hold}
        own[step](hands)
        return self.at.session.history is not before or step in (IMPORT, REOPEN, LAW)

    def _bring(self, hands: Hands) -> None:
        """Drop an article on the window."""
        self.law.outside = True
        number = hands.die.randrange(99)
        path = Path(self.folder.name) / f"article {number}.txt"
        path.write_text(f"Iran and Syria met {number} times in Ankara.", encoding="utf-8")
        self.at.app.window.dropped.emit([path])
        self.at.settle()
        self.at.come_back()

    def _reopen(self, _hands: Hands) -> None:
        self.law.reopened()

    def _hold(self, hands: Hands) -> None:
        self.law.hold(by_panel=hands.often(0.5))

    @invariant()
    def agrees(self) -> None:
        self.at.settle()
        if self.tally.steps % _AGREES == 0:
            self.law.agrees()

    def teardown(self) -> None:
        try:
            if not self.at.wrong and self.at.app.window.bench is not None:
                self.law.hold(by_panel=False)
                self.law.reopened()
        finally:
            self.tally.laws += self.law.checked
            self.tally.undone += self.law.undone
            self.tally.longest = max(self.tally.longest, len(list(self.at.session.history.done())))
            self.tally.keys += self.at.keys
            self.tally.told(f"session {self.tally.sessions}: {self.tally.steps:,} steps, {self.law.undone:,} undone")
            self.at.close()
            self.folder.cleanup()


def machine(application: QApplication, tally: Tally) -> type[Session]:
    """The state machine of sessions in one program, counted in `tally`."""
    return type("Sessions", (Session,), {"application": application, "tally": tally})
