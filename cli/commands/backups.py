"""`gilder backup` and `gilder restore`."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from cli.output import Progress, counted, say, say_json, table, warn
from store.backup_names import Backup, mark_of, parsed
from store.backups import backups_of, contents
from store.errors import ProjectError
from store.project import Project
from store.restore import copy_project, restore


def backup(arguments: Namespace) -> int:
    """Make a backup where something was written since the last one, or list those that there are."""
    path = Path(arguments.project)
    if arguments.list:
        return _list(path, as_json=arguments.json)
    with Project.open(path, read_only=True) as project:
        with Progress("Copying") as progress:
            made = project.backups.make("asked", step=progress)
        newest = made or project.backups.newest()
        assert newest is not None, "there is a backup now"
        if arguments.json:
            say_json({"made": made is not None, "path": str(newest.path)})
        elif made is None:
            say(f"{path}: nothing was written since the newest backup, {newest.path}")
        else:
            say(f"{made.path}: a whole copy of {path}, checked")
    return 0


def back_up(project: Project, why: str) -> None:
    """A backup before something large is written to a project with anything in it; a failure is told, and no more."""
    if not len(project.documents):
        return
    try:
        with Progress("Backing up") as progress:
            project.backups.make(why, step=progress)
    except ProjectError as problem:
        warn(f"{problem}; going on without a backup")


def _list(path: Path, *, as_json: bool) -> int:
    found = _known(path)
    if as_json:
        say_json({"backups": [_facts(path, one) for one in found]})
    elif not found:
        say(f"{path}: there is no backup yet; “gilder backup {path.name}” makes one")
    else:
        for line in table([_row(path, at, one) for at, one in enumerate(found, 1)]):
            say(line)
    return 0


def _row(path: Path, at: int, one: Backup) -> tuple[object, ...]:
    inside = contents(one)
    said = (counted(inside.documents, "document"), counted(inside.annotations, "annotation"))
    whose = "" if _is_own(path, one) else " (of another copy, or from where it lay before)"
    return at, f"{one.at:%Y-%m-%d %H:%M:%S}", f"{inside.size / 1_000_000:,.1f} MB", *said, f"{one.path}{whose}"


def _is_own(path: Path, one: Backup) -> bool:
    return one.mark == mark_of(path.resolve())


def _known(path: Path) -> list[Backup]:
    """The backups of a project; of one that cannot be opened, those that were made while it lay there."""
    try:
        with Project.open(path, read_only=True) as project:
            return project.backups.all()
    except ProjectError as problem:
        found = backups_of(path)
        if not found:
            raise
        warn(str(problem))
        return found


def _facts(path: Path, one: Backup) -> dict[str, Any]:
    inside = contents(one)
    counts = {"documents": inside.documents, "annotations": inside.annotations, "size": inside.size}
    return {"path": str(one.path), "at": one.at.isoformat(), "why": one.why, "own": _is_own(path, one), **counts}


def restore_backup(arguments: Namespace) -> int:
    """Put a backup in the place of a project, or write it to a new file."""
    project, chosen = Path(arguments.project), _chosen(Path(arguments.project), arguments.backup)
    with Progress("Copying") as progress:
        if arguments.output is not None:
            written = copy_project(chosen, Path(arguments.output), step=progress)
            say(f"{written}: the project as it was {_when(chosen)}; {project} is as it is")
            return 0
        done = restore(project, chosen, step=progress)
    say(f"{project}: as it was {_when(chosen)}")
    if done.aside:
        say(f"what was there is kept as {', '.join(one.name for one in done.aside)}")
    return 0


def _chosen(project: Path, asked: str) -> Path:
    """A backup by its path, its name, or how many it is from the newest. Raises InputError."""
    if Path(asked).is_file():
        return Path(asked)
    known = _known(project)
    if asked.isascii() and asked.isdecimal() and 0 < int(asked) <= len(known):
        return known[int(asked) - 1].path
    found = next((one.path for one in known if one.path.name == asked), None)
    if found is None:
        raise InputError(f"there is no backup “{asked}”; “gilder backup {project.name} --list” says which there are")
    return found


def _when(backup: Path) -> str:
    known = parsed(backup)
    at = known.at if known is not None else datetime.fromtimestamp(backup.stat().st_mtime)
    return f"on {at:%Y-%m-%d at %H:%M:%S} ({backup.name})"
