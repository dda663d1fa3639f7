"""The import itself, as work for the thread of large steps: all files in one transaction, or none. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import GilderError, InputError
from gui.import_look import Asked, in_window
from gui.jobs import Report
from store.connection import Step
from store.documents import check_text
from store.exchange.corpus import CorpusFile, Unpacked, source_of, unpacked
from store.exchange.incoming import Taken, take_in
from store.exchange.reading import Problem, Reading
from store.exchange.record import Record
from store.merge.told import counted
from store.project import Project


@dataclass
class Outcome:
    """What came of an import: the id of the first new document, and what is told. `refused`: why nothing came."""

    first: str | None = None
    summary: str = ""
    told: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    refused: str = ""


class _Bad(InputError):
    """A file cannot be read, and is not to be left out."""


class TakeIn:
    """Reads files and writes what they hold; `outcome` has what came of it. What its step raises undoes everything."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self.outcome = asked, Outcome()
        self._bad, self._at, self._total = list[str](), 0, 0
        self._there = Unpacked()

    def __call__(self, project: Project, step: Step) -> None:
        """Import. Raises GilderError where the project cannot be written."""
        self._bad, self.outcome = [], Outcome()

        def still(_done: int = 0, _total: int = 0) -> None:
            step(self._at, self._total)

        reading = self._asked.reading(still)
        before = len(project.documents)
        try:
            with unpacked(self._asked.paths, reading, self._refuse) as self._there:
                files = self._asked.files(self._there, self._refuse, still)
                source, suggesting = self._asked.source or source_of(files), self._asked.suggesting
                records = self._records(files, reading, still)
                named = bool(self._asked.source)
                taken = take_in(project, records, source, reading, suggesting=suggesting, named=named, step=still)
        except InputError as problem:
            self.outcome.refused = in_window(self._there.told(str(problem)))
            return
        ids = project.documents.ids() if taken.new else []
        self.outcome = _told(taken, reading, self._bad)
        self.outcome.first = ids[before] if len(ids) > before else None

    def _refuse(self, problem: GilderError) -> None:
        self._bad.append(self._there.told(str(problem)))
        if not self._asked.leave_out:
            raise _Bad(f"{problem}")

    def _records(self, files: list[CorpusFile], reading: Reading, still: Step) -> Iterator[Record]:
        self._total = len(files)
        for self._at, one in enumerate(files):
            still(0, 0)
            try:
                records = map(_with_text, one.read(reading, self._asked.annotators))
                # none of a file is taken whose end is bad: where it is left out its documents wait, else all is undone
                yield from list(records) if self._asked.leave_out else records
            except GilderError as problem:
                self._refuse(problem)


def _with_text(record: Record) -> Record:
    """The same. Raises InputError for a text that no project can hold, while its file can still be left out."""
    check_text(record.text, record.name)
    return record


@dataclass(frozen=True)
class SaveProblems:
    """Writes every problem to a file, one a line."""

    path: Path
    problems: tuple[Problem, ...]

    def __call__(self, report: Report) -> str:
        """Gives a line for the person. Raises InputError."""
        report.check()
        try:
            self.path.write_text("".join(f"{one}\n" for one in self.problems), encoding="utf-8")
        except OSError as problem:
            raise InputError(f"{self.path}: cannot be written: {problem.strerror or problem}") from problem
        return f"{counted(len(self.problems), 'problem')} written to {self.path.name}."


def _told(taken: Taken, reading: Reading, bad: list[str]) -> Outcome:
    counts = [(taken.spans, "span"), (taken.relations, "relation"), (taken.suggestions, "suggestion")]
    lines = [counted(len(taken.new), "new document")]
    if taken.known:
        lines.append(f"{counted(len(taken.known), 'document')} that were there already")
    lines += [counted(number, what) for number, what in counts if number]
    lines += [f"{what}: {how}" for what, how in reading.facts.items()]
    if taken.labels:
        lines.append(f"labels that the scheme did not have were added: {', '.join(taken.labels)}")
    summary = ", ".join([counted(len(taken.new), "document"), *(counted(n, what) for n, what in counts if n)])
    told = f"{summary} imported" + (f"; {len(taken.known):,} already there" if taken.known else "")
    problems = [*(_bad_file(one) for one in bad), *reading.problems]
    many = f"; {counted(len(problems), 'problem')}" if problems else ""
    return Outcome(None, f"{told}{many}.", lines, problems)


def _bad_file(told: str) -> Problem:
    where, _, what = told.partition(": ")
    return Problem(where, in_window(what or where), "file left out")
