"""Right ones among those that were proposed and those that are wanted, and the shares that follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are right, proposed, wanted; of spans, relations or code points."""

    right: int
    proposed: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        both = self.proposed + self.wanted
        return 2 * self.right / both if both else 0.0

    def shown(self) -> dict[str, float | int]:
        """The columns of a table."""
        return {"P": self.precision, "R": self.recall, "F1": self.f1,
                "right": self.right, "proposed": self.proposed, "wanted": self.wanted}  # fmt: skip
