"""Suggestions in groups, so that many can be answered at once: by label, text, suggester or score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from annotate.model import Relation, Span
from annotate.state import AnnotationState

By = Literal["label", "text", "suggester", "score"]
BY: tuple[tuple[By, str], ...] = (
    ("label", "Label"),
    ("text", "Text"),
    ("suggester", "Suggester"),
    ("score", "Score"),
)
"""Ways to group, and what the person reads."""

_BANDS = 10


@dataclass(frozen=True, slots=True)
class Member:
    """One suggestion with all that it can be grouped by."""

    id: str
    document: str  # id
    label: str
    text: str  # on one line; of a relation “head → child”
    suggester: str
    score: float | None

    def key(self, by: By) -> str:
        """What the members of a group have in common."""
        match by:
            case "label":
                return self.label
            case "text":
                return f"{self.text.casefold()}\n{self.label}"
            case "suggester":
                return self.suggester
            case "score":
                return "" if self.score is None else str(min(int(self.score * _BANDS + 1e-9), _BANDS - 1))

    def group_name(self, by: By) -> str:
        """What the group of this one is called."""
        match by:
            case "label":
                return self.label
            case "text":
                return f"{self.text}   {self.label}"
            case "suggester":
                return self.suggester.removeprefix("model:") or "unknown"
            case "score":
                band = self.key("score")
                return f"{int(band) / _BANDS:.1f} to {(int(band) + 1) / _BANDS:.1f}" if band else "no score"


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions that have something in common."""

    key: str
    name: str
    count: int


def member(state: AnnotationState, item: Span | Relation) -> Member:
    """The member for an item of a model's state."""
    if isinstance(item, Span):
        text = _flat(item.text)
    else:
        text = f"{_flat(state.spans[item.head].text)} → {_flat(state.spans[item.child].text)}"
    return Member(item.id, state.document.id, item.label, text, item.origin, item.score)


def grouped(members: Iterable[Member], by: By) -> list[Group]:
    """The groups of some suggestions, the largest first; those by score from the highest down."""
    names, counts = dict[str, str](), dict[str, int]()
    for one in members:
        key = one.key(by)
        if key not in names:
            names[key] = one.group_name(by)
        counts[key] = counts.get(key, 0) + 1
    groups = [Group(key, name, counts[key]) for key, name in names.items()]
    if by == "score":
        return sorted(groups, key=lambda group: int(group.key or -1), reverse=True)
    return sorted(groups, key=lambda group: (-group.count, group.name.casefold()))


def scores_within(one: Member, least: float, most: float) -> bool:
    """Whether a score lies between two bounds, both included, as it is shown: with two decimals.

    What has no score is inside only where the bounds leave everything in.
    """
    if one.score is None:
        return least <= 0.0 and most >= 1.0
    return least <= round(one.score, 2) <= most


def _flat(text: str) -> str:
    return " ".join(text.split())
