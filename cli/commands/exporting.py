"""`gilder export`."""

from __future__ import annotations

from argparse import Namespace
from os.path import realpath
from pathlib import Path

from annotate.errors import InputError
from cli.output import Progress, counted, say, say_json
from store.exchange.jsonl import write_jsonl
from store.project import Project


def export(arguments: Namespace) -> int:
    """Write the dataset."""
    out = Path(arguments.out)
    with Project.open(Path(arguments.project), read_only=True) as project:
        if out.exists() and out.samefile(project.path):
            raise InputError(f"{out}: is the project itself; name another file")
        if out.is_dir():
            raise InputError(f"{out}: is a folder; name a file")
        if out.exists() and not out.is_file():  # putting the file in place would replace a device or a pipe
            raise InputError(f"{out}: is no plain file; name another one")
        with Progress("Exporting") as progress:
            target = Path(realpath(out))  # a link stays a link
            written = write_jsonl(
                project, target, source=arguments.source, include_suggestions=arguments.include_suggestions,
                progress=progress,
            )  # fmt: skip
    if arguments.json:
        counts = {"documents": written.documents, "spans": written.spans, "relations": written.relations}
        hidden = {"hidden_suggestions": written.hidden} if written.hidden else {}
        say_json({"out": str(out), "format": arguments.format, **counts, "losses": [], **hidden})
        return 0
    counts = (counted(written.spans, "span"), counted(written.relations, "relation"))
    say(f"{out}: {counted(written.documents, 'document')}, {counts[0]}, {counts[1]}")
    if written.hidden:
        say(f"{counted(written.hidden, 'suggestion')} left out, because people work blind there: gilder blind")
    say("Nothing is lost: jsonl holds everything.")
    return 0
