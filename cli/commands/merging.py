"""`gilder merge` and `gilder split`: one project in several hands."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from annotate.errors import InputError
from annotate.sharing import shares
from cli.commands.backups import back_up
from cli.output import Progress, counted, say, say_json
from store.merge.merge import merge as merged
from store.merge.plan import plan
from store.merge.values import Concurrent, MergePlan
from store.project import Project
from store.split import split as split_project

_SHOWN = 20  # concurrent edits that are told one by one; --json has all of them


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
        for line in _lines(one):
            say(line)
    if arguments.dry_run:
        say("Nothing was written: this was a preview.")
    return 0


def _lines(found: MergePlan) -> Iterator[str]:
    if found.nothing:
        yield f"{found.other}: nothing new; everything in it is here already"
        return
    brought = [counted(found.transactions, "step")] if found.transactions else []
    brought += [counted(len(found.documents), "new document")] if found.documents else []
    brought += [counted(len(found.runs), "run of suggestions", "runs of suggestions")] if found.runs else []
    yield f"{found.other}: {', '.join(brought) or 'settings'}"
    for one in found.sources:
        yield f"  {one.name} ({one.kind}): {one.added:,} added, {one.changed:,} changed, {one.removed:,} removed"
    if found.joined:
        yield f"  imported apart, now one: {', '.join(found.joined)}"
    yield from _concurrent(found.concurrent)
    for double in found.doubles:
        what = f"{double.label} “{_flat(double.text)}”"
        yield f"  {double.document}: {double.source} made {what} in both copies; both stay"
    if found.labels:
        yield f"  new labels in the scheme: {', '.join(found.labels)}"
    for old, new in found.renamed:
        yield f"  annotations with the label {old} came, which is called {new} too: merge the two in the scheme"
    if found.far_clock:
        yield f"  {counted(found.far_clock, 'step')} dated more than a day ahead: a clock is wrong there"


def _concurrent(some: Sequence[Concurrent]) -> Iterator[str]:
    if some:
        yield f"  changed in both copies: {len(some):,}; the newer version counts, the other one stays in the history"
    for one in some[:_SHOWN]:
        sides = (one.theirs, one.ours) if one.theirs_counts else (one.ours, one.theirs)
        new, old = (f"{side.says} ({side.author}, {datetime.fromtimestamp(side.at):%Y-%m-%d %H:%M})" for side in sides)
        yield f"    {one.document}, {one.source}: {new}; before: {old}"
    if len(some) > _SHOWN:
        yield f"    and {len(some) - _SHOWN:,} more; --json has them all"


def split(arguments: Namespace) -> int:
    """Give each annotator a copy with a share of the documents."""
    path = Path(arguments.project)
    with Project.open(path, read_only=True) as project:
        documents = project.documents.ids()
        overlap = _overlap(arguments.overlap, len(documents))
        dealt = shares(documents, arguments.names, overlap=overlap, seed=arguments.seed)
        folder = Path(arguments.output) if arguments.output else path.parent
        copies = {name: folder / f"{path.stem}-{_file_name(name)}.gilder" for name in arguments.names}
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


def _overlap(text: str, documents: int) -> int:
    """How many documents everybody gets, from `N` or `N%`. Raises InputError."""
    number, percent, rest = text.partition("%")
    if not number.isascii() or not number.isdecimal() or rest or (percent and int(number) > 100):
        raise InputError(f"“{text}” is no overlap: give a number of documents, or a percentage such as 10%")
    return -(-documents * int(number) // 100) if percent else int(number)


def _file_name(name: str) -> str:
    """A name as a part of the name of a file. Raises InputError."""
    found = re.sub(r"[^\w.-]+", "_", name).strip("._")
    if not found:
        raise InputError(f"“{name}” is no name for an annotator")
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())[:60]
