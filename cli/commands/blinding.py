"""`gilder blind`: a share of the work is shown without suggestions."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from annotate.blind import Blinding
from annotate.errors import InputError
from cli.output import counted, say, say_json
from store.project import Project


def blind(arguments: Namespace) -> int:
    """Say what is blind; set the share, or switch it off."""
    setting = arguments.off or any(one is not None for one in (arguments.share, arguments.unit, arguments.seed))
    with Project.open(Path(arguments.project), read_only=not setting) as project:
        if setting:
            project.blinding.set(_wanted(arguments, project.blinding.current))
        now = project.blinding.current
        rows = [now.hides_document(digest) for digest in project.documents.digests()]
    if arguments.json:
        say_json({"share": now.share, "unit": now.unit, "seed": now.seed, "blind_documents": sum(rows)})
    elif not now.share:
        say("off: suggestions are shown everywhere")
    else:
        said = f"{now.share} % of the {now.unit} are blind, seed {now.seed}"
        say(said if now.unit == "spans" else f"{said}: {sum(rows):,} of {counted(len(rows), 'document')}")
    return 0


def _wanted(arguments: Namespace, now: Blinding) -> Blinding:
    """The setting that was asked for; what was not said stays. Raises InputError."""
    if arguments.off:
        if arguments.share is not None:
            raise InputError("--off and --share contradict each other; give one of them")
        return Blinding(0, arguments.unit or now.unit, now.seed if arguments.seed is None else arguments.seed)
    share = now.share if arguments.share is None else arguments.share
    if not share and arguments.share is None:
        raise InputError("nothing is blind yet; say how much: --share N")
    return Blinding(share, arguments.unit or now.unit, now.seed if arguments.seed is None else arguments.seed)
