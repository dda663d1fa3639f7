"""`gilder repair`: what is sound of a damaged project, in a new file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cli.output import Progress, counted, say, say_json, table
from store.backups import backups_of, contents
from store.check import check_project
from store.errors import DamagedProject, ProjectError
from store.project import Project
from store.repair import repair as repaired
from store.salvage.report import Repaired

_SHOWN = 10  # documents that are named


def repair(arguments: Namespace) -> int:
    """Write a new project, check it, and tell what could be saved; exit status 1 when anything could not."""
    path, output = Path(arguments.project), Path(arguments.output)
    try:
        with Progress("Repairing") as progress:
            report = repaired(path, output, step=progress)
    except DamagedProject as problem:
        raise DamagedProject(f"{problem}{_backup(path)}") from problem
    if not _is_everything(report) and (backup := _backup(path)):
        report.note(f"something was lost{backup}; merging it into the new project brings back what is in it")
    with Project.open(output, read_only=True) as project:
        left = [f"{problem.where}: {problem.what}" for problem in check_project(project)]
    if arguments.json:
        say_json({**report.as_data(), "problems": left})
    else:
        for line in (*_lines(report), *left):
            say(line)
    return 0 if _is_everything(report) and not left else 1


def _backup(path: Path) -> str:
    """The newest backup of a project that can be read, as the end of a line; empty where there is none."""
    for backup in backups_of(path):
        with suppress(ProjectError):
            contents(backup)
            return f"; the newest backup is of {backup.at:%Y-%m-%d %H:%M}: {backup.path}"
    return ""


def _is_everything(report: Repaired) -> bool:
    return report.whole and not report.lost_documents and not report.notes


def _lines(report: Repaired) -> Iterator[str]:
    rows: list[tuple[object, ...]] = [("table", "read", "written")]
    rows += [(name, f"{report.read.get(name, 0):,}", f"{count:,}") for name, count in report.written.items()]
    yield from table(rows)
    if report.whole:
        yield f"The journal is whole ({counted(report.entries, 'entry', 'entries')}); annotations are what it says."
    else:
        yield (
            f"Of the journal, {report.entries:,} of {report.entries_read:,} entries that could be read are what was "
            f"written and were kept; {counted(report.restored, 'change')} found elsewhere went on in it as a repair."
        )
    for what, names in (("their rows were wrong", report.differed), ("lost", report.lost_documents)):
        if names:
            more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
            yield f"{counted(len(names), 'document')}, {what}: {', '.join(map(_plain, names[:_SHOWN]))}{more}"
    if report.troubled:
        yield f"damaged tables: {', '.join(report.troubled)}"
    yield from (_plain(note) for note in report.notes)
    yield f"{report.output}: written; the original is as it was"


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text)
