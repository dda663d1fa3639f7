"""Random sessions: a hypothesis state machine that works at the real window, action by action of the table."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtWidgets import QApplication

from tests.gui.sessions import plays
from tests.gui.sessions.hands import Hands
from tests.gui.sessions.law import Law
from tests.gui.sessions.sitting import Sitting
from tests.gui.sessions.start import make_project

DICE = st.integers(0, 2**32 - 1)


def _of(*prefixes: str) -> st.SearchStrategy[str]:
    """Editing actions of the table by the beginning of their ids."""
    return st.sampled_from([one for one in plays.EDITING if one.startswith(prefixes)])


@dataclass
class Tally:
    """What was done over all sessions: actions asked for, and those that made, took back or did again a step."""

    steps: int = 0
    sessions: int = 0
    laws: int = 0
    undone: int = 0
    longest: int = 0
    keys: int = 0
    asked: Counter[str] = field(default_factory=Counter[str])
    effective: Counter[str] = field(default_factory=Counter[str])
    log: list[str] = field(default_factory=list[str])  # of the running session

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
        self.outside = False
        self.tally.sessions += 1
        self.tally.log.clear()

    @initialize(outside=st.booleans())
    def begin(self, outside: bool) -> None:
        """Half of the sessions have imports and runs of a model, which are outside undo."""
        self.outside = outside

    def hands(self, what: str, die: int) -> Hands:
        self.tally.steps += 1
        self.tally.asked[what] += 1
        self.tally.log.append(f"{what} {die}")
        return Hands(self.at, Random(die))

    def edit(self, action: str, die: int) -> None:
        if plays.play(self.hands(action, die), action):
            self.tally.effective[action] += 1

    @rule(action=_of("span.", "label.", "value."), die=DICE)
    def span(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(action=_of("span.accept", "span.remove", "review.", "span.propagate"), die=DICE)
    def review(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(action=_of("relation."), die=DICE)
    def relation(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(action=_of("item.", "zone."), die=DICE)
    def mark(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(action=_of("edit.", "view.history"), die=DICE)
    def history(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(action=_of("document."), die=DICE)
    def finish(self, action: str, die: int) -> None:
        self.edit(action, die)

    @rule(die=DICE)
    def hotkey(self, die: int) -> None:
        self.by_hand("a label's hotkey", die, plays.hotkey)

    @rule(die=DICE)
    def click(self, die: int) -> None:
        self.by_hand("the mouse and the inspector", die, plays.click)

    def by_hand(self, what: str, die: int, step: Callable[[Hands], None]) -> None:
        hands, before = self.hands(what, die), self.at.session.history
        step(hands)
        self.tally.effective[what] += self.at.session.history is not before

    @rule(action=st.sampled_from(sorted(plays.LOOKING)), die=DICE)
    def look(self, action: str, die: int) -> None:
        made = plays.play(self.hands(action, die), action)
        assert not made, f"{action} changed the project"

    @rule(step=st.sampled_from(("go.next_document", "go.previous_document", "go.unsure_document")), die=DICE)
    def go(self, step: str, die: int) -> None:
        assert not plays.play(self.hands(step, die), step)

    @precondition(lambda self: self.outside)
    @rule(action=st.sampled_from(sorted(plays.OUTSIDE)), die=DICE)
    def suggest(self, action: str, die: int) -> None:
        before, self.law.outside = self.at.recorded, True
        plays.play(self.hands(action, die), action)
        self.tally.effective[action] += self.at.recorded > before

    @precondition(lambda self: self.outside)
    @rule(die=DICE)
    def bring(self, die: int) -> None:
        """Drop an article on the window."""
        self.hands("file.import", die)
        self.law.outside = True
        path = Path(self.folder.name) / f"article {die % 97}.txt"
        path.write_text(f"Iran and Syria met {die % 97} times in Ankara.", encoding="utf-8")
        self.at.app.window.dropped.emit([path])
        self.at.settle()
        self.at.come_back()
        self.tally.effective["file.import"] += 1

    @rule(die=DICE)
    def reopen(self, die: int) -> None:
        """Close the project and open it again, now and then."""
        if self.hands("file.close", die).often(0.35):
            self.law.reopened()
            self.tally.effective["file.close"] += 1

    @rule(die=DICE)
    def law_holds(self, die: int) -> None:
        """The law, now and then, in the middle of a session."""
        if self.hands("the law", die).often(0.06):
            self.law.hold(by_panel=bool(die % 2))

    @invariant()
    def agrees(self) -> None:
        self.at.settle()
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
            self.at.close()
            self.folder.cleanup()


def machine(application: QApplication, tally: Tally) -> type[Session]:
    """The state machine of sessions in one program, counted in `tally`."""
    return type("Sessions", (Session,), {"application": application, "tally": tally})
