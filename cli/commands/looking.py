"""`gilder check` and `gilder stats`: they only read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from cli.output import counted, say, say_json, table
from store.check import check_project
from store.project import Project
from store.statistics import SourceCounts, Statistics, statistics


def check(arguments: Namespace) -> int:
    """Tell what is wrong with the file; exit status 1 when something is."""
    with Project.open(Path(arguments.project), read_only=True) as project:
        problems, count = list(check_project(project)), 0
        if not problems:
            count = len(project.documents)
    if arguments.json:
        say_json({"problems": [{"where": one.where, "what": one.what} for one in problems]})
    else:
        for problem in problems:
            say(f"{problem.where}: {problem.what}")
        good = f"no problem found in {counted(count, 'document')}"
        say(f"{arguments.project}: {counted(len(problems), 'problem') if problems else good}")
    return 1 if problems else 0


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
        lines += ["", f"{source.name} ({source.kind})", *("  " + line for line in _source_lines(source))]
    return lines if found.sources else [*lines, "", "Nobody has annotated yet."]


def _source_lines(source: SourceCounts) -> list[str]:
    minutes = source.active_seconds / 60
    rows: list[tuple[str, int]] = [("spans", source.spans)]
    rows += [(f"  {name}", count) for name, count in source.labels.items()]
    rows += [("relations", source.relations)]
    rows += [(f"  {name}", count) for name, count in source.relation_labels.items()]
    rows += [(f"documents {name.replace('_', ' ')}", count) for name, count in source.statuses.items()]
    rows += [(f"suggestions {name}", count) for name, count in source.decisions.items()]
    rows += [("changes", source.changes)]
    return [*table(rows), f"active time  {minutes:.1f} minutes"]
