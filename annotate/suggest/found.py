"""What the number and date grammar finds, in token indices."""

from __future__ import annotations

from typing import NamedTuple

from annotate.model import Value


class Found(NamedTuple):
    """A number or date at token indices. An empty label says that the tokens name something and are passed over."""

    start: int
    end: int
    label: str
    value: Value
    score: float


NOTHING = Value()


def passed_over(start: int, end: int) -> Found:
    """Tokens that look like a number and are none."""
    return Found(start, end, "", NOTHING, 0.0)


def dated(start: int, end: int, date: str, *, label: str = "DATE", score: float = 0.9) -> Found:
    """A date without a modifier."""
    return Found(start, end, label, Value(date=date), score)
