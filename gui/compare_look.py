"""Comparing sources, as work for a thread: what is asked for, and what was found. No Qt.

What one look has read the next one takes from the memory that both are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from annotate.model import Zone
from annotate.scores.agreement import Agreement, agreement
from annotate.scores.compared import Compared
from annotate.scores.confusion import Confusion
from annotate.scores.evaluation import Evaluation, Scored, evaluation, grouped, scored
from annotate.scores.progress import Progress, Versions, progress
from gui.jobs import Report
from store.comparing import Comparing, Scope
from store.connection import Step
from store.project import Project
from store.said import Memory
from store.sources import Source

Documents = Literal["both", "done", "open"]
BODY = "body"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: sources by name, of which documents (`here` is the open one's id), which labels (none: all)."""

    gold: str = ""
    other: str = ""
    agreeing: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    documents: Documents = "both"
    here: str = ""
    labels: frozenset[str] = frozenset()
    boilerplate: bool = False

    @property
    def scope(self) -> Scope:
        """The documents and labels."""
        return Scope(
            frozenset((self.here,)) if self.documents == "open" else None,
            frozenset(("done",)) if self.documents == "done" else frozenset(),
            self.labels,
            self.boilerplate,
        )

    @property
    def scored(self) -> tuple[object, ...]:
        """What scores depend on."""
        return self.gold, self.other, self.scope

    @property
    def agreed(self) -> tuple[object, ...]:
        """What agreement depends on."""
        return self.agreeing, self.scope

    @property
    def reviewed(self) -> tuple[object, ...]:
        """What the review of two models depends on."""
        return self.gold, self.before, self.after, self.scope


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: sources, oldest first, with how many documents each has looked at; labels."""

    sources: tuple[tuple[Source, int], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Choosing:
    """Finds what can be compared."""

    labels: tuple[str, ...]

    def __call__(self, project: Project, report: Report) -> Choices:
        comparing, found = Comparing(project), list[tuple[Source, int]]()
        for one in comparing.sources():
            report.check()
            found.append((one, len(comparing.looked_at(one))))
        return Choices(tuple(found), self.labels)


@dataclass(frozen=True)
class Comparison:
    """Two sources over the documents that both have looked at; `names` and `statuses` are by document id.

    `only` is how many more documents of those asked for only the first, and only the second, has looked at.
    """

    gold: Source
    other: Source
    compared: tuple[Compared, ...]
    whole: Evaluation
    names: Mapping[str, str]
    statuses: Mapping[str, str]
    only: tuple[int, int]
    confusion: Confusion

    @property
    def by_status(self) -> dict[str, Evaluation]:
        """The same for the documents of each status."""
        return grouped(self.whole, lambda one: self.statuses.get(one, "new"))


@dataclass(frozen=True)
class Compare:
    """Reads and scores two sources."""

    asked: Asked
    memory: Memory = field(default_factory=Memory)

    def __call__(self, project: Project, report: Report) -> Comparison:
        comparing, asked = Comparing(project, self.memory), self.asked
        gold, other = comparing.source(asked.gold), comparing.source(asked.other)
        compared = tuple(comparing.compared(gold, other, asked.scope, step=seldom(report)))
        statuses = comparing.statuses(gold) or comparing.statuses(other)
        names = {one.document: project.documents.name_of(one.document) for one in compared}
        only = _only(comparing, gold, other, asked.scope)
        whole = evaluation(_scored(compared, report))
        return Comparison(gold, other, compared, whole, names, statuses, only, whole.confusion)


@dataclass(frozen=True)
class ByZone:
    """Scores the spans of each kind of zone by themselves, as gold sees the zones; a span in none is in the body."""

    comparison: Comparison

    def __call__(self, project: Project, report: Report) -> dict[str, tuple[tuple[Compared, ...], Evaluation]]:
        comparing, parts = Comparing(project), dict[str, list[Compared]]()
        for at, one in enumerate(self.comparison.compared):
            report(at, len(self.comparison.compared))
            state = comparing.state(project.documents.get(one.document), self.comparison.gold)
            zones = tuple(state.zones.values())
            for kind in (BODY, *dict.fromkeys(zone.kind for zone in zones)):
                parts.setdefault(kind, []).append(in_zone(one, zones, kind))
        return {kind: (tuple(rows), evaluation(_scored(rows, report), rounds=0)) for kind, rows in parts.items()}


@dataclass(frozen=True)
class Agree:
    """Measures the agreement of several sources."""

    asked: Asked
    memory: Memory = field(default_factory=Memory)

    def __call__(self, project: Project, report: Report) -> Agreement:
        comparing = Comparing(project, self.memory)
        sources = [comparing.source(name) for name in self.asked.agreeing]
        annotated = comparing.annotated(sources, self.asked.scope, step=seldom(report))
        report.check()
        return agreement(annotated, [one.name for one in sources])


@dataclass(frozen=True)
class Review:
    """Two models side by side against gold."""

    gold: Source
    before: Source
    after: Source
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True)
class Reviewing:
    """Finds what got better and what worse from one model to another."""

    asked: Asked
    memory: Memory = field(default_factory=Memory)

    def __call__(self, project: Project, report: Report) -> Review:
        comparing, asked = Comparing(project, self.memory), self.asked
        gold, before, after = (comparing.source(one) for one in (asked.gold, asked.before, asked.after))
        ids = frozenset(comparing.shared((gold, before, after), asked.scope))
        scope = Scope(ids, frozenset(), asked.labels, asked.boilerplate)
        first = comparing.compared(gold, before, scope, step=_half(report, 0))
        second = comparing.compared(gold, after, scope, step=_half(report, 1))
        versions = [
            Versions(one.document, one.gold, one.predicted, two.predicted)
            for one, two in zip(first, second, strict=True)
        ]
        report.check()
        return Review(gold, before, after, progress(versions))


def seldom(report: Report) -> Step:
    """Tells every twentieth of the work only, so that the window is not kept busy with showing it."""
    told = -1

    def step(done: int, total: int) -> None:
        nonlocal told
        now = 20 * done // total if total else 0
        if now != told:
            report(done, total)
        report.check()
        told = now

    return step


def in_zone(one: Compared, zones: Sequence[Zone], kind: str) -> Compared:
    """What of a document lies in zones of a kind, or, for the body, in no zone."""
    inside = [zone for zone in zones if kind in (BODY, zone.kind)]
    return one.only(lambda span: any(zone.range.covers(span.range) for zone in inside) != (kind == BODY))


def _scored(compared: Iterable[Compared], report: Report) -> list[Scored]:
    rows = list[Scored]()
    for one in compared:
        report.check()
        rows.append(scored(one))
    return rows


def _only(comparing: Comparing, gold: Source, other: Source, scope: Scope) -> tuple[int, int]:
    """How many documents in scope only one of the two has looked at; a status is what the first says."""
    first, second = set(comparing.looked_at(gold)), set(comparing.looked_at(other))
    there = first ^ second
    if scope.documents is not None:
        there &= scope.documents
    if scope.statuses:
        statuses = comparing.statuses(gold)
        there = {one for one in there if statuses.get(one, "new") in scope.statuses}
    return len(there & first), len(there & second)


def _half(report: Report, half: int) -> Step:
    """A report of the first or second half of the work."""

    def step(done: int, total: int) -> None:
        report(done + half * total, 2 * total)

    return step
