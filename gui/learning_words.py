"""Learning while labelling, in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.compare_tables import NO_F1, UNDEFINED, Figure, Head, Line, Table
from gui.learning_work import EVERY, Known

if TYPE_CHECKING:
    from annotate.learning.check import Outcome

FIRST = "What you decide is learnt from in the background; the View menu switches it off."
_NOTHING, _SPACE = "Nothing was learnt yet.", " "
_HOW = (
    "It begins by itself, as soon as there is enough that is marked done.\n\nMost of these documents train what "
    "suggests. About one in five is the check set: nothing is trained on them, and only what is better there is used."
)
_HEADS = (
    Head("Label", number=False), Head("Before", 150), Head("After", 150), Head("Change", 80, tip="In points of F1"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What the view shows: what is known (None: it is being looked up), the last round since the project was opened,
    why nothing came of it, why nothing is learnt now, and how things stand."""

    known: Known | None
    outcome: Outcome | None = None
    failed: str = ""
    rests: str = ""
    on: bool = True
    may_switch: bool = True
    busy: bool = False

    @property
    def heading(self) -> str:
        """In one line what was learnt."""
        if self.known is None:
            return "Looking…"
        learnt = self.known.learnt
        if learnt is None:
            return _NOTHING
        scores = f"{percent(learnt.before)} → {percent(learnt.after)} %"
        return f"{scores} on the check set, learnt from {counted(learnt.documents)}"

    @property
    def about(self) -> str:
        """What stands behind it, and when it goes on."""
        if self.known is None:
            return ""
        learnt, standing = self.known.learnt, self.known.standing
        if learnt is None:
            return f"{counted(standing.decided)} marked done so far."
        left = max(0, EVERY - standing.fresh)
        goes_on = f"The next round begins after {left:,} more." if left and not self.rests else ""
        return (
            f"Learnt on {learnt.day}; F1 of place and label. {counted(learnt.check)} that you have decided are the "
            f"check set: nothing is trained on them. {counted(standing.fresh)} decided since then. {goes_on}"
        ).rstrip()

    @property
    def empty(self) -> str:
        """What stands in place of the labels where there are none."""
        if self.known is None:
            return _SPACE
        return _HOW if self.known.learnt is None else _SPACE

    @property
    def state(self) -> tuple[str, str]:
        """What is going on, and the role of its colour."""
        if self.rests:
            return self.rests, "mute"
        if self.failed:
            return f"The last round came to nothing: {self.failed}", "warn"
        if self.outcome is not None and not self.outcome.better:
            return told_of(self.outcome), "mute"
        return "", "mute"

    @property
    def table(self) -> Table:
        """The labels, before and after."""
        labels = self.known.learnt.labels if self.known is not None and self.known.learnt is not None else ()
        lines = tuple(
            Line((Figure(name), _figure(before), _figure(after), Figure(_change(before, after))))
            for name, before, after in labels
        )
        return Table("What was learnt, by label", _HEADS, lines)


def _figure(f1: float | None) -> Figure:
    return Figure(UNDEFINED, tip=NO_F1) if f1 is None else Figure(percent(f1), f1)


def _change(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return UNDEFINED
    return f"{(after - before) * 100:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def percent(f1: float) -> str:
    """A score as people say it, without the sign."""
    return f"{f1 * 100:.0f}"


def counted(count: int, what: str = "document") -> str:
    """“1 document”, “25 documents”."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def told_of(outcome: Outcome) -> str:
    """What the status line says of a round."""
    scores = f"{percent(outcome.before)} → {percent(outcome.after)} % on the check set"
    if outcome.better:
        return f"Learnt from {counted(outcome.documents)}: {scores}. It suggests now."
    return f"Learnt from {counted(outcome.documents)}, not better: {scores}. Nothing changes."
