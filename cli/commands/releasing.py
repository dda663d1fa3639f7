"""`gilder releases`: what was exported under a name, and what has changed since."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

from cli.output import Progress, counted, say, say_json, table
from store.datasets.releases import Checked, Release, Releases
from store.project import Project


def releases(arguments: Namespace) -> int:
    """List the releases, or check one: status 1 where anything is not as it was."""
    with Project.open(Path(arguments.project), read_only=True) as project:
        kept = Releases(project)
        if arguments.release is None:
            _list(kept.all(), as_json=arguments.json)
            return 0
        out = Path(arguments.files) if arguments.files else None
        with Progress("Checking") as progress:
            found = kept.check(kept.named(arguments.release), out=out, step=progress)
    _tell(found, as_json=arguments.json)
    return 0 if found else 1


def _list(some: list[Release], *, as_json: bool) -> None:
    if as_json:
        say_json([one.as_dict(documents=False) for one in some])
        return
    rows = [(one.name, _day(one), one.form, len(one.documents), one.selection, one.digest[:16]) for one in some]
    for line in table([("name", "day", "format", "documents", "filter", "digest"), *rows]) if rows else ():
        say(line)
    if not rows:
        say("There is no release yet: gilder export … --release NAME makes one.")


def _day(one: Release) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(one.at_ms / 1000))


def _tell(found: Checked, *, as_json: bool) -> None:
    if as_json:
        say_json({
            "release": found.release.name, "as_released": bool(found), "same": found.same,
            "scheme_changed": found.scheme_changed, "changed": [str(one) for one in found.changed],
            "files": list(found.files),
        })  # fmt: skip
        return
    say(f"{found.release.name} of {_day(found.release)}: {counted(found.same, 'document')} as it was released")
    for one in found.changed:
        say(f"  {one}")
    for name in found.files:
        say(f"  {name}: is not the file that was written")
    if found.scheme_changed:
        say("  the scheme is another one")
