"""`gilder export` and `gilder convert`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from cli.commands.importing import reading_of, save_report, tell_problems
from cli.output import Progress, counted, say, say_json, warn
from store.exchange.corpus import CorpusFile, corpus
from store.exchange.exporting import SeveralSources, WouldLose, Written, export_side_by_side, lost, write_records
from store.exchange.exporting import export as export_project
from store.exchange.formats import Format, format_named
from store.exchange.losses import Loss
from store.exchange.outgoing import Which
from store.exchange.placing import check_place
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.project import Project

_SHOWN = 20  # losses


def export(arguments: Namespace) -> int:
    """Write the dataset."""
    out, form = Path(arguments.out), format_named(arguments.format)
    which = Which(tuple(arguments.source) if arguments.source else None, arguments.include_suggestions)
    with Project.open(Path(arguments.project), read_only=True) as project, Progress("Exporting") as progress:
        if out.exists() and out.samefile(project.path):
            raise InputError(f"{out}: is the project itself; name another file")
        way = export_side_by_side if arguments.side_by_side else export_project
        try:
            written = way(project, out, form, which, strict=arguments.strict, progress=progress)
        except WouldLose as problem:
            return _refuse(problem)
        except SeveralSources as problem:
            raise InputError(f"{problem}; choose with --source, or write each with --side-by-side") from problem
    _say(out, form, written, as_json=arguments.json)
    return 0


def convert(arguments: Namespace) -> int:
    """From format to format, without a project."""
    given, out, form = Path(arguments.given), Path(arguments.out), format_named(arguments.format)
    if out.exists() and given.exists() and out.samefile(given):
        raise InputError(f"{out}: is what is to be converted; name another place")
    check_place(out, form.out)
    bad, reading = list[str](), reading_of(arguments)
    files = corpus([given], arguments.source_format, lambda one: bad.append(str(one)))
    if bad:
        raise InputError(bad[0])
    try:
        written = write_records(_records(files, reading), out, form, strict=arguments.strict)
    except WouldLose as problem:
        return _refuse(problem)
    except SeveralSources as problem:
        raise InputError(f"{problem}; import it to a project, and export each source by itself") from problem
    save_report(arguments.report, reading.problems)
    _say(out, form, written, as_json=arguments.json, reading=reading)
    tell_problems(reading, arguments.report)
    return 0


def _records(files: list[CorpusFile], reading: Reading) -> Iterator[Record]:
    with Progress("Converting", sys.stderr) as progress:
        for at, one in enumerate(files, start=1):
            source = f"import:{one.form.name}" if one.form is not None else ""
            for record in one.read(reading):
                named = tuple(replace(each, source=each.source or source) for each in record.sources)
                yield replace(record, sources=named)
            progress(at, len(files))


def _refuse(problem: WouldLose) -> int:
    """Say what would be lost."""
    for one in problem.report.first[:_SHOWN]:
        warn(_told(one))
    rest = sum(problem.report.counts.values()) - _SHOWN
    if rest > 0:
        warn(f"and {rest:,} more; without --strict they are all told in a table beside the export")
    warn(str(problem))
    return 1


def _told(loss: Loss) -> str:
    what = " ".join(one for one in (loss.label, f"“{loss.text}”" if loss.text else "") if one)
    return f"{loss.document}: {loss.kind}" + (f": {what}" if what else "") + (f" ({loss.why})" if loss.why else "")


def _say(out: Path, form: Format, written: Written, *, as_json: bool, reading: Reading | None = None) -> None:
    if as_json:
        say_json(_facts(out, form, written, reading))
        return
    counts = (counted(written.documents, "document"), counted(written.spans, "span"))
    say(f"{out}: {counts[0]}, {counts[1]}, {counted(written.relations, 'relation')}")
    for what, found in reading.facts.items() if reading is not None else ():
        say(f"  {what}: {found}")
    if written.hidden:
        say(f"{counted(written.hidden, 'suggestion')} left out, because people work blind there: gilder blind")
    if written.losses:
        say(f"Lost in {form.title}: {lost(written.losses)}; each is told in {written.report}")
    else:
        say(f"Nothing is lost: {form.name} holds everything" + ("." if form.name == "jsonl" else " that is there."))


def _facts(out: Path, form: Format, written: Written, reading: Reading | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "out": str(out), "format": form.name, "documents": written.documents, "spans": written.spans,
        "relations": written.relations,
        "losses": [{"kind": kind, "count": count} for kind, count in written.losses.items()],
    }  # fmt: skip
    if written.report is not None:
        facts["loss_report"] = str(written.report)
    if written.hidden:
        facts["hidden_suggestions"] = written.hidden
    if reading is not None:
        facts |= {"found": reading.facts, "problems": [str(one) for one in reading.problems]}
    return facts
