"""What a training says while it runs, as values, and as lines of JSON between two processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

StageName = Literal["reading", "probing", "training", "scoring", "relations", "writing"]
ByLabel = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """What begins. `share` is the part of train, in percent, that is trained on; `run` of `runs` of a curve, of which
    the one with all of train is first."""

    name: StageName
    share: int = 100
    run: int = 1
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """Spans that cannot be learnt, by why: `discontinuous`, `not tokens`, `overlap` (ner learns the longest), `long`
    (longer than spancat looks at)."""

    train: int  # spans that are learnt
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it will take at most: seconds if nothing ends it early, for all runs; memory in bytes, None: not known."""

    seconds: float
    memory: int | None
    words_per_second: float


@dataclass(frozen=True, slots=True)
class Step:
    """Steps done in this run; `left` are seconds, of all runs, if nothing ends it early; memory in bytes."""

    step: int
    of: int
    epoch: int
    words_per_second: float
    left: float
    share: int = 100


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores on dev after a step, as spaCy counts them; `best`: no earlier one was better. `loss` is since the last."""

    step: int
    epoch: int
    loss: Mapping[str, float]
    f1: float
    precision: float
    recall: float
    by_label: ByLabel
    best: bool
    share: int = 100


@dataclass(frozen=True, slots=True)
class Paused:
    """It stands still, or goes on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The pipeline is whole; `result` is what `annotate.pipelines.result` tells of it."""

    result: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot go on; why, in one line."""

    text: str


Event = Stage | Fitted | Estimate | Step | Scored | Paused | Done | Failed
_KINDS: Mapping[str, type[Any]] = {
    one.__name__.lower(): one for one in (Stage, Fitted, Estimate, Step, Scored, Paused, Done, Failed)
}


def line_of(event: Event) -> str:
    """An event as a line of JSON."""
    return json.dumps({"kind": type(event).__name__.lower(), **asdict(event)}, ensure_ascii=False) + "\n"


def event_of(line: str) -> Event:
    """The event of a line. Raises ValueError for anything else."""
    try:
        data: dict[str, Any] = json.loads(line)
        return _KINDS[data.pop("kind")](**data)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"no event: {line[:100]!r}") from problem
