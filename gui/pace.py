"""How fast somebody works: changes an hour of active time. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, replace

PAUSE = 120.0  # seconds; a longer gap between two changes is not counted as work
_ENOUGH = 60.0  # seconds of work before a pace is told


@dataclass(frozen=True, slots=True)
class Pace:
    """Changes made so far and the seconds that they took."""

    changes: int = 0
    active: float = 0.0
    last: float | None = None

    def record(self, at: float) -> Pace:
        """A change at a time in seconds."""
        gap = 0.0 if self.last is None else at - self.last
        return replace(self, changes=self.changes + 1, active=self.active + (gap if 0 < gap <= PAUSE else 0), last=at)

    @property
    def per_hour(self) -> int | None:
        """Changes an hour; None before there is enough to tell."""
        return round(self.changes / self.active * 3600) if self.active >= _ENOUGH else None
