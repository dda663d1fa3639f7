"""How a training goes, as a value that each event changes. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from annotate.pipelines.events import Estimate, Event, Fitted, Paused, Scored, Stage, Step
from gui.train_ask import Plan

Phase = Literal["reading", "measuring", "asked", "training", "scoring", "relations", "writing"]
_PHASES: dict[str, Phase] = {
    "reading": "reading", "probing": "measuring", "scoring": "scoring", "relations": "relations", "writing": "writing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Going:
    """A training that goes on. `asked`: it stands still until somebody has seen how long it takes. `scored` are the
    scores of all runs until now; the run with all of train is the first."""

    plan: Plan
    phase: Phase = "reading"
    estimate: Estimate | None = None
    fitted: Fitted | None = None
    step: Step | None = None
    scored: tuple[Scored, ...] = ()
    share: int = 100
    run: int = 1
    runs: int = 1
    paused: bool = False
    finishing: bool = False

    @property
    def output(self) -> Path:
        """The folder that the pipeline gets."""
        return self.plan.asked.output

    @property
    def begun(self) -> bool:
        """Whether it trains, or has trained."""
        return self.phase in ("training", "scoring", "relations", "writing")

    @property
    def best(self) -> Scored | None:
        """The best scores of the run with all of train."""
        return next((one for one in reversed(self.scored) if one.best and one.share == 100), None)

    @property
    def done(self) -> float:
        """How much is done at most, 0 to 1: it may end early."""
        if self.phase in ("relations", "writing"):
            return 1.0
        step = self.step
        here = 1.0 if self.phase == "scoring" else step.step / max(1, step.of) if step is not None else 0.0
        return min(1.0, (self.run - 1 + here) / max(1, self.runs))


def heard(going: Going, event: Event) -> Going:
    """How it goes after an event."""
    match event:
        case Stage(name="training"):
            begun = going.phase if going.phase == "asked" else "training"
            return replace(going, phase=begun, share=event.share, run=event.run, runs=event.runs, step=None)
        case Stage():
            return replace(going, phase=_PHASES.get(event.name, going.phase))
        case Estimate():
            return replace(going, estimate=event, phase="asked")
        case Fitted():
            return replace(going, fitted=event)
        case Step():
            return replace(going, step=event)
        case Scored():
            return replace(going, scored=(*going.scored, event))
        case Paused() if going.phase != "asked":
            return replace(going, paused=event.paused)
        case _:
            return going


def answered(going: Going) -> Going:
    """The time and memory that it takes are known and it may train."""
    return replace(going, phase="training") if going.phase == "asked" else going
