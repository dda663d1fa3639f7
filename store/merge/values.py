"""What a merge does, as values: for the preview, and for the report afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

Progress = Callable[[int, int], object]
"""Is told how much is done of how much; what it raises ends the merge, and nothing was changed."""


def unwatched(_done: int, _total: int) -> None:
    """The progress of a merge that nobody watches."""


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """How many annotations of one source a merge brings, changes and takes away."""

    name: str
    kind: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of two versions: what it says in a line, who wrote it, and when (seconds since 1970, UTC)."""

    says: str
    author: str
    at: float


@dataclass(frozen=True, slots=True)
class Concurrent:
    """An item that was changed in both copies. The newer version counts; the other one stays in the journal."""

    document: str  # name
    source: str
    item: str  # class name
    id: str
    ours: Side
    theirs: Side
    theirs_counts: bool


@dataclass(frozen=True, slots=True)
class Double:
    """Equal spans that one source made in two copies; both are kept."""

    document: str  # name
    source: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge brings. `labels` are those that the scheme gets; `renamed` are labels that annotations carry and
    that the scheme calls otherwise now, with that name; `far_clock` counts the transactions dated more than a day
    ahead."""

    other: str  # path
    documents: tuple[str, ...] = ()  # names of new documents
    joined: tuple[str, ...] = ()  # names of documents that were imported apart and are one now
    transactions: int = 0
    sources: tuple[SourceChanges, ...] = ()
    concurrent: tuple[Concurrent, ...] = ()
    doubles: tuple[Double, ...] = ()
    runs: tuple[str, ...] = ()  # names of the models
    labels: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    far_clock: int = 0
    other_facts: int = 0  # whatever else comes: settings, steps of the scheme, changes of documents that were left out

    newest: str = ""  # the chain of the other file's newest step
    suggested: str = ""  # the digests of its runs

    def same_as(self, other: MergePlan) -> bool:
        """Whether both bring the same; the clock, by which `far_clock` goes, may have gone on."""
        return replace(self, far_clock=0) == replace(other, far_clock=0)

    @property
    def nothing(self) -> bool:
        """Whether everything of the other file is here already."""
        brought = (self.documents, self.joined, self.transactions, self.runs, self.other_facts)
        return not any(brought)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        told = asdict(self)
        del told["newest"], told["suggested"]
        return {**told, "nothing": self.nothing}
