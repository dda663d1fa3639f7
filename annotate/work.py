"""How long somebody has worked, and how fast: folded from the times of what they did. No clock here.

Active time is the sum of the gaps between one change and the next. A gap of more than `PAUSE` seconds is idle and
counts nothing, not even its first minute: nobody can know when in it the person went away. So the first change after a
break brings no time, and reading for longer than `PAUSE` without a change is not seen. A gap belongs to the document of
the change that ends it.

A decision is one action that settles something about an annotation: a span, a relation, a value or attribute, an
answer to a suggestion, or a stop of adjudication. A bulk action is one decision. Notes, flags, zones and marking as
done are none. Undo takes a decision away again, redo gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

PAUSE = 60.0  # seconds; a longer gap between two changes is idle
ENOUGH = 60.0  # seconds of active time before decisions per hour are told
DECIDING = ("span.", "relation.", "suggestion.", "attribute.", "adjudicate.")
"""What the events of decisions begin with."""
SIGNS = {"edit": 1, "adjudicate": 1, "undo": -1, "redo": 1}
"""By the kind of an entry, how many decisions it makes of one."""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done: when (seconds), what (`span.add`), in which document, and by which kind of entry."""

    at: float
    event: str
    document: str | None = None
    kind: str = "edit"

    @property
    def decisions(self) -> int:
        """1 for a decision, -1 for one that was undone, else 0."""
        return SIGNS.get(self.kind, 0) if self.event.startswith(DECIDING) else 0


@dataclass(frozen=True, slots=True)
class Work:
    """What was done so far. Times in seconds."""

    changes: int = 0
    decisions: int = 0
    active: float = 0.0
    last: float | None = None
    by_document: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({})
    )  # active time by the document's id

    @classmethod
    def of(cls, done: Iterable[Done]) -> Work:
        """The work of a whole day, or of a whole journal, in its order."""
        changes, decisions, active, last, by_document = 0, 0, 0.0, None, dict[str, float]()
        for one in done:
            gap = _counted(last, one.at)
            changes, decisions, active, last = changes + 1, decisions + one.decisions, active + gap, one.at
            if one.document is not None:
                by_document[one.document] = by_document.get(one.document, 0.0) + gap
        return cls(changes, decisions, active, last, MappingProxyType(by_document))

    def after(self, one: Done) -> Work:
        """The work with one more thing done; times by document are left as they are."""
        active = self.active + _counted(self.last, one.at)
        return replace(
            self, changes=self.changes + 1, decisions=self.decisions + one.decisions, active=active, last=one.at
        )

    @property
    def decisions_per_hour(self) -> float | None:
        """Decisions in an hour of active time; None before there is enough to tell."""
        return self.decisions / self.active * 3600 if self.active >= ENOUGH else None


def _counted(last: float | None, at: float) -> float:
    """The seconds between two changes that count; none where the clock was set back."""
    gap = 0.0 if last is None else at - last
    return gap if 0 < gap <= PAUSE else 0.0


def in_minutes(seconds: float) -> str:
    """A length of time for people: `under a minute`, `12 min`, `1 h 05 min`."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else "under a minute"
    return f"{minutes // 60} h {minutes % 60:02} min"
