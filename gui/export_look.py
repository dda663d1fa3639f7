"""What goes out of a project, in which format, and what would be lost: as work for a thread. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from annotate.errors import InputError
from gui.jobs import Report
from store.exchange.exporting import (
    SeveralSources,
    WouldLose,
    Written,
    export,
    export_side_by_side,
    lost,
    preview,
    told_others,
)
from store.exchange.formats import format_named
from store.exchange.losses import Hold, Loss
from store.exchange.names import WRITE
from store.exchange.outgoing import Which
from store.merge.told import counted
from store.project import Project


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes out, and how. No `sources` are all that are no models."""

    form: str
    sources: tuple[str, ...] | None = None
    suggestions: bool = False
    side_by_side: bool = False
    strict: bool = False

    @property
    def which(self) -> Which:
        """What of the project goes out."""
        return Which(self.sources, self.suggestions)


@dataclass(frozen=True, slots=True)
class FormatLine:
    """A format as it is offered; `misses` are the kinds of things that it cannot hold."""

    name: str
    title: str
    about: str
    suffixes: tuple[str, ...]
    out: Literal["file", "folder"]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whom:
    """A source, and what kind of one it is."""

    name: str
    kind: str


@dataclass(frozen=True)
class Offer:
    """Finds what can be chosen: the formats, and the sources of the project."""

    project: Path

    def __call__(self, report: Report) -> tuple[tuple[FormatLine, ...], tuple[Whom, ...]]:
        report.check()
        with Project.open(self.project, read_only=True) as project:
            whom = tuple(Whom(one.name, one.kind) for one in project.sources.all())
        return formats(), whom


@dataclass
class Foreseen:
    """What an export would write, with the first of its losses; `problem`: why it would write nothing."""

    written: Written = field(default_factory=Written)
    first: list[Loss] = field(default_factory=list[Loss])
    problem: str = ""


@dataclass(frozen=True)
class Foresee:
    """Finds out what an export would lose. Nothing is written."""

    project: Path
    choice: Choice

    def __call__(self, report: Report) -> Foreseen:
        form = format_named(self.choice.form)
        with Project.open(self.project, read_only=True) as project:
            try:
                written, losses = preview(
                    project, form, self.choice.which, side_by_side=self.choice.side_by_side, progress=report
                )
            except SeveralSources as problem:
                return Foreseen(problem=f"{problem}. Choose one of them, or side by side.")
            except InputError as problem:
                return Foreseen(problem=str(problem))
        return Foreseen(written, losses.first)


@dataclass(frozen=True)
class Export:
    """Writes an export, read through a connection of its own; `homes` are files that it must not cover."""

    project: Path
    out: Path
    choice: Choice
    homes: tuple[Path, ...] = ()

    def __call__(self, report: Report) -> list[str]:
        """Gives lines for the person. Raises GilderError where nothing was written."""
        choice, form = self.choice, format_named(self.choice.form)
        if any(self.out.exists() and one.exists() and self.out.samefile(one) for one in (self.project, *self.homes)):
            raise InputError(f"{self.out}: is the project itself; name another file")
        way = export_side_by_side if choice.side_by_side else export
        with Project.open(self.project, read_only=True) as project:
            try:
                written = way(project, self.out, form, choice.which, strict=choice.strict, progress=report)
            except WouldLose as problem:
                raise InputError(f"{lost(problem.report.counts)} would be lost; nothing was written") from problem
        return _told(written, self.out)


def _told(written: Written, out: Path) -> list[str]:
    counts = [(written.documents, "document"), (written.spans, "span"), (written.relations, "relation")]
    told = f"{out.name} is written: {', '.join(counted(number, what) for number, what in counts if number)}."
    if written.hidden:
        told += f" {counted(written.hidden, 'suggestion')} left out, for people work blind there."
    others = [f"{said}."] if (said := told_others(written)) else []
    if written.report is None:
        return [told, "Nothing is lost.", *others]
    beside = written.report.name if written.report.parent == out.parent else f"{out.name}/{written.report.name}, …"
    return [told, f"Lost: {lost(written.losses)}; each is told in {beside}.", *others]


def formats() -> tuple[FormatLine, ...]:
    """Every format that can be written, Gilder's own one first."""
    lines = list[FormatLine]()
    for name in WRITE:
        one = format_named(name)
        misses = tuple(what for what in get_args(Hold) if what not in one.holds)
        lines.append(FormatLine(name, one.title, one.about, one.suffixes, one.out, misses))
    return tuple(sorted(lines, key=lambda line: (line.name != "jsonl", line.title.casefold())))
