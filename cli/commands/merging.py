"""`gilder merge` and `gilder split`: one project in several hands."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from annotate.errors import InputError
from annotate.sharing import file_name, overlap_of, shares
from cli.commands.backups import back_up
from cli.output import Progress, counted, say, say_json
from store.merge.merge import merge as merged
from store.merge.plan import plan
from store.merge.told import lines
from store.merge.values import MergePlan
from store.project import Project
from store.split import split as split_project


def merge(arguments: Namespace) -> int:
    """Bring the work of other copies into a project, or say what that would do."""
    others = [Path(one) for one in arguments.others]
    options = {"unrelated": arguments.unrelated}
    with Project.open(Path(arguments.project), read_only=arguments.dry_run) as project:
        found = list[MergePlan]()
        if arguments.dry_run or len(others) > 1:  # so that a bad one among several is found before anything is written
            found = [plan(project, other, **options) for other in others]
        if not arguments.dry_run:
            found = []
            back_up(project, "merge")
            for other in others:
                with Progress(f"Merging {other.name}") as progress:
                    found.append(merged(project, other, progress=progress, **options))
    if arguments.json:
        say_json({"merged": [one.as_dict() for one in found], "dry_run": arguments.dry_run})
        return 0
    for one in found:
        for line in lines(one):
            say(line)
    if arguments.dry_run:
        say("Nothing was written: this was a preview.")
    return 0


def split(arguments: Namespace) -> int:
    """Give each annotator a copy with a share of the documents."""
    path = Path(arguments.project)
    with Project.open(path, read_only=True) as project:
        documents = project.documents.ids()
        overlap = overlap_of(arguments.overlap, len(documents))
        dealt = shares(documents, arguments.names, overlap=overlap, seed=arguments.seed)
        folder = Path(arguments.output) if arguments.output else path.parent
        copies = {name: folder / f"{path.stem}-{file_name(name)}.gilder" for name in arguments.names}
        if len({one.name.casefold() for one in copies.values()}) < len(copies):
            raise InputError("two of the names give the same name of a file; nothing was written")
        with Progress("Splitting") as progress:
            split_project(project, {copies[name]: dealt[name] for name in copies}, progress)
    if arguments.json:
        rows = [{"name": name, "path": str(copies[name]), "documents": len(dealt[name])} for name in copies]
        say_json({"copies": rows, "overlap": overlap})
        return 0
    for name, copy in copies.items():
        say(f"{copy}: {counted(len(dealt[name]), 'document')} for {name}")
    say(f"{counted(overlap, 'document')} for everybody; later: gilder merge {path.name} {path.stem}-*.gilder")
    return 0
