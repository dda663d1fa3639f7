"""Half-made gestures, as values that are replaced whole. No Qt here; points are pixels of the article's window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftSelection:
    """Text is being selected from an offset; with `fragment` it is to be added to the selected span."""

    offset: int
    x: float
    y: float
    fragment: bool = False


@dataclass(frozen=True, slots=True)
class DraftRelation:
    """A relation is being drawn from a span."""

    head: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pan:
    """The text is being moved; the last height of the mouse."""

    y: float


Gesture = DraftSelection | DraftRelation | Pan
