"""What a tab of the Compare view needs, what was found already, and what is found before it is asked for. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from gui.compare_look import Agree, Asked, Compare
from gui.searching import Look
from store.said import Memory

_MOST = 4  # sources of which every pair is scored before that is asked for
_KEPT = ("scores", "agreement")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a tab needs: by what it is known, what finds it (None: `why` it cannot be found), who shows it."""

    name: str
    key: object
    look: Look | None
    show: Callable[[Any], None] | None = None
    why: str = ""

    @property
    def known_by(self) -> tuple[str, object]:
        """What is the same of two parts that find the same."""
        return self.name, self.key


@dataclass
class Found:
    """The scores and agreements that were found since the view was opened, or since F5, and what was read for them.

    Of a project of which more was read than is kept, only what is shown is.
    """

    memory: Memory = field(default_factory=Memory)
    _parts: dict[tuple[str, object], Any] = field(default_factory=dict[tuple[str, object], Any])

    def keep(self, part: Part, found: object) -> None:
        """Remember what was found."""
        if part.name in _KEPT and not self.memory.full:
            self._parts[part.known_by] = found

    def of(self, part: Part) -> Any:
        """What was found, or None."""
        return self._parts.get(part.known_by)

    def next(self, asked: Asked) -> Part | None:
        """What is not known yet and may be asked for next."""
        if self.memory.full:
            return None
        return next((one for one in _ahead(asked, self.memory) if self.of(one) is None), None)


def scores_part(asked: Asked, memory: Memory) -> Part:
    """The scores of the two sources."""
    return Part("scores", asked.scored, Compare(asked, memory))


def agreement_part(asked: Asked, memory: Memory) -> Part:
    """The agreement of the sources that are ticked."""
    return Part("agreement", asked.agreed, Agree(asked, memory))


def _ahead(asked: Asked, memory: Memory) -> Iterator[Part]:
    """The agreement of those who are ticked, then the scores of every two of them."""
    if len(asked.agreeing) < 2:
        return
    yield agreement_part(asked, memory)
    if len(asked.agreeing) <= _MOST:
        for gold, other in combinations(asked.agreeing, 2):
            yield scores_part(replace(asked, gold=gold, other=other), memory)
