"""`gilder check` and `gilder stats`: they only read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from cli.output import Progress, counted, say, say_json, table
from store.check import Problem, as_data, check_project
from store.digest import content_digest
from store.project import Project
from store.statistics import Bias, SourceCounts, Statistics, statistics


def check(arguments: Namespace) -> int:
    """Tell what is wrong with the file; exit status 1 when something is."""
    with Project.open(Path(arguments.project), read_only=True) as project, Progress("Checking") as progress:
        problems, count, digest = list(check_project(project, quick=arguments.quick, step=progress)), 0, None
        if not problems:
            count, digest = len(project.documents), None if arguments.quick else content_digest(project)
    if arguments.json:
        say_json({"problems": [as_data(one) for one in problems], "content": digest})
    else:
        for problem in problems:
            say(_told(problem))
        good = f"no problem found in {counted(count, 'document')}"
        say(f"{arguments.project}: {counted(len(problems), 'problem') if problems else good}")
        for do in dict.fromkeys(one.do for one in problems):
            say(f"What to do: {do}.")
    return 1 if problems else 0


def _told(problem: Problem) -> str:
    """A problem in one line; names in a damaged file can be anything."""
    where = f"{problem.document} ({problem.table})" if problem.document else problem.table
    return "".join(letter if letter.isprintable() else "�" for letter in f"{where}: {problem.what}")


def stats(arguments: Namespace) -> int:
    """The project in numbers."""
    with Project.open(Path(arguments.project), read_only=True) as project:
        found = statistics(project)
    if arguments.json:
        say_json(found.as_dict())
        return 0
    for line in _lines(found):
        say(line)
    return 0


def _lines(found: Statistics) -> list[str]:
    rows = [("documents", found.documents), ("characters", found.characters), ("suggestions", found.suggestions)]
    lines = table(rows)
    for source in found.sources:
        lines += ["", f"{source.name} ({source.kind})", *(f"  {line}".rstrip() for line in _source_lines(source))]
    return lines if found.sources else [*lines, "", "Nobody has annotated yet."]


def _source_lines(source: SourceCounts) -> list[str]:
    rows: list[tuple[str, int]] = [("spans", source.spans)]
    rows += [(f"  {name}", count) for name, count in source.labels.items()]
    rows += [("relations", source.relations)]
    rows += [(f"  {name}", count) for name, count in source.relation_labels.items()]
    rows += [(f"documents {name.replace('_', ' ')}", count) for name, count in source.statuses.items()]
    rows += [(f"suggestions {name}", count) for name, count in source.decisions.items()]
    rows += [("changes", source.changes), ("decisions", source.settled)]
    return [*table(rows), *_time(source), *_acceptance(source), *_bias(source)]


def _time(source: SourceCounts) -> list[str]:
    """Active time, how fast, and for a document; idle time is left out."""
    lines = [f"active time  {source.active_seconds / 60:.1f} minutes"]
    if source.decisions_per_hour is not None:
        lines.append(f"decisions per hour  {source.decisions_per_hour:,.0f}")
    if source.document_seconds:
        mean = sum(source.document_seconds.values()) / len(source.document_seconds)
        lines.append(
            f"time per document  {mean / 60:.1f} minutes ({counted(len(source.document_seconds), 'document')})"
        )
    return lines


def _acceptance(source: SourceCounts) -> list[str]:
    """How suggestions were answered, by label."""
    answers = [*source.answers.items(), *source.relation_answers.items()]
    if not answers:
        return []
    rows: list[tuple[object, ...]] = [("answers to suggestions", "accepted", "edited", "rejected", "accepted %")]
    for name, one in answers:
        total = sum(one.values())
        rows.append((name, *(f"{number:,}" for number in one.values()), f"{100 * one['accepted'] / total:.0f} %"))
    return ["", *_right(rows)]


def _bias(source: SourceCounts) -> list[str]:
    """Blind beside assisted work, where somebody has worked blind."""
    blind, assisted = source.blind, source.assisted
    if not blind.documents and not source.mixed_documents:
        return []
    rows: list[tuple[object, ...]] = [("done documents", "blind", "assisted", "difference")]
    for name, mine, other, shown in (
        ("documents", blind.documents, assisted.documents, "{:,.10g}"),
        ("spans", blind.spans, assisted.spans, "{:,}"),
        ("spans per 1,000 words", blind.spans_per_1000_words, assisted.spans_per_1000_words, "{:,.1f}"),
        ("agree with the newest run, %", _percent(blind.agreement), _percent(assisted.agreement), "{:.1f}"),
        ("minutes per document", _minutes(blind), _minutes(assisted), "{:.1f}"),
    ):
        cells = ["–" if one is None else shown.format(one) for one in (mine, other)]
        rows.append((name, *cells, "" if name in ("documents", "spans") else _difference(mine, other)))
    mixed = source.mixed_documents
    left_out = [f"{counted(mixed, 'document')} left out: the blind share was changed meanwhile"] if mixed else []
    return ["", *_right(rows), *left_out]


def _difference(blind: float | None, assisted: float | None) -> str:
    """How much more it was with suggestions in sight."""
    return "" if blind is None or assisted is None else f"{round(assisted - blind, 1) + 0.0:+.1f}"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _minutes(bias: Bias) -> float | None:
    return None if bias.seconds_per_document is None else bias.seconds_per_document / 60


def _right(rows: list[tuple[object, ...]]) -> list[str]:
    """A table with a heading: the first column to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
