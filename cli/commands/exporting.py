"""`gilder export` and `gilder convert`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.datasets.facts import About
from annotate.datasets.recipe import Recipe, parse_shares
from annotate.datasets.selection import parse_selection
from annotate.errors import GilderError, InputError
from cli.commands.importing import reading_of, save_report, tell_problems
from cli.commands.splitting import author_name, split_documents
from cli.output import Progress, counted, say, say_json, warn
from cli.parsing import WrongUse
from store.datasets.exporting import Dataset, Made, export_dataset
from store.datasets.selecting import checked, selected
from store.exchange.corpus import CorpusFile, corpus, unpacked
from store.exchange.exporting import (
    SeveralSources,
    WouldLose,
    Written,
    export_side_by_side,
    lost,
    told_others,
    write_records,
)
from store.exchange.formats import Format, format_named
from store.exchange.losses import Loss
from store.exchange.outgoing import Which
from store.exchange.placing import check_place
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.project import Project

_SHOWN = 20  # losses
_IMPORTED = "nothing was imported"


def export(arguments: Namespace) -> int:
    """Write the dataset."""
    out, wanted, recipe = Path(arguments.out), _wanted(arguments), _recipe(arguments)
    reads_only = recipe is None and not wanted.release
    with Project.open(Path(arguments.project), read_only=reads_only) as project, Progress("Exporting") as progress:
        if out.exists() and out.samefile(project.path):
            raise InputError(f"{out}: is the project itself; name another file")
        check_place(out, "folder" if wanted.folder or arguments.side_by_side else wanted.form.out)
        if wanted.parts:
            split_documents(project, recipe, anew=arguments.anew)
        try:
            if arguments.side_by_side:
                ids = selected(project, checked(project, wanted.selection))
                strict = {"strict": arguments.strict, "progress": progress}
                made = Made(export_side_by_side(project, out, wanted.form, wanted.which, ids=ids, **strict))
            else:
                made = export_dataset(project, out, wanted, author_name(), progress)
        except WouldLose as problem:
            return _refuse(problem)
        except SeveralSources as problem:
            raise InputError(f"{problem}; choose with --source, or write each with --side-by-side") from problem
    _say(out, wanted.form, made.written, as_json=arguments.json, made=made)
    return 0


def _wanted(arguments: Namespace) -> Dataset:
    """What is asked for. Raises InputError for options that contradict each other."""
    apart = {"--split": arguments.split, "--parts": arguments.parts, "--card": arguments.card,
             "--release": arguments.release}  # fmt: skip
    both = next((name for name, given in apart.items() if given), None)
    if arguments.side_by_side and both is not None:
        raise WrongUse(f"--side-by-side and {both} do not go together; export each source with --source")
    selection = parse_selection(arguments.filter or "")
    if arguments.side_by_side and selection.narrows:
        raise WrongUse("--side-by-side takes documents as a whole; leave label:, relation:, by: and zone: out")
    about = About(arguments.card, licence=arguments.licence) if arguments.card else None
    which = Which(tuple(arguments.source) if arguments.source else None, arguments.include_suggestions)
    parts = bool(arguments.split or arguments.parts)
    form, release = format_named(arguments.format), arguments.release or ""
    return Dataset(form, which, selection, parts, about, release, arguments.strict)


def _recipe(arguments: Namespace) -> Recipe | None:
    """How the documents are to be split; None where that is not asked for."""
    if not arguments.split:
        if arguments.seed is not None or arguments.together or arguments.anew:
            raise WrongUse("--seed, --together and --anew are of a split; say its shares: --split 80/10/10")
        return None
    try:
        shares = parse_shares(arguments.split)
    except InputError as problem:
        raise WrongUse(f"--split: {problem}") from problem
    return Recipe(arguments.seed or 0, shares, tuple(arguments.together or ("near",)))


def convert(arguments: Namespace) -> int:
    """From format to format, without a project."""
    given, out, form = Path(arguments.given), Path(arguments.out), format_named(arguments.format)
    if out.exists() and given.exists() and out.samefile(given):
        raise InputError(f"{out}: is what is to be converted; name another place")
    check_place(out, form.out)
    reading = reading_of(arguments)

    def refuse(problem: GilderError) -> None:
        raise problem

    with _nothing_written(), unpacked([given], reading, refuse) as there:
        files = corpus(there.paths, arguments.source_format, refuse)
        try:
            written = write_records(_records(files, reading), out, form, strict=arguments.strict)
        except WouldLose as problem:
            return _refuse(problem)
        except SeveralSources as problem:
            raise InputError(f"{problem}; import it to a project, and export each source by itself") from problem
    report = save_report(arguments.report, reading.problems, beside=out)
    _say(out, form, written, as_json=arguments.json, reading=reading)
    tell_problems(reading, report)
    return 0


@contextmanager
def _nothing_written() -> Generator[None, None, None]:
    """What readers say of an import is said of a file that was to be written."""
    try:
        yield
    except InputError as problem:
        text = str(problem)
        if not text.endswith(_IMPORTED):
            raise
        raise InputError(text.removesuffix(_IMPORTED) + "nothing was written") from problem


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


def _say(
    out: Path,
    form: Format,
    written: Written,
    *,
    as_json: bool,
    reading: Reading | None = None,
    made: Made | None = None,
) -> None:
    if as_json:
        say_json(_facts(out, form, written, reading) | (_more(made) if made is not None else {}))
        return
    counts = (counted(written.documents, "document"), counted(written.spans, "span"))
    say(f"{out}: {counts[0]}, {counts[1]}, {counted(written.relations, 'relation')}")
    for what, found in reading.facts.items() if reading is not None else ():
        say(f"  {what}: {found}")
    for name, part in made.parts.items() if made is not None and len(made.parts) > 1 else ():
        say(f"  {name}: {counted(part.documents, 'document')}, {counted(part.spans, 'span')}")
    if made is not None and made.release is not None:
        say(f"  release {made.release.name}: {made.release.digest}")
    if written.hidden:
        say(f"{counted(written.hidden, 'suggestion')} left out, because people work blind there: gilder blind")
    if others := told_others(written):
        say(f"{others}.")
    if written.losses:
        say(f"Lost in {form.title}: {lost(written.losses)}; each is told in {written.report}")
    else:
        say(f"Nothing is lost: {form.name} holds everything" + ("." if form.name == "jsonl" else " that is there."))


def _more(made: Made) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if len(made.parts) > 1:
        facts["parts"] = {
            name: {"documents": one.documents, "spans": one.spans, "relations": one.relations}
            for name, one in made.parts.items()
        }
    if made.release is not None:
        facts["release"] = {"name": made.release.name, "digest": made.release.digest}
    return facts


def _facts(out: Path, form: Format, written: Written, reading: Reading | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "out": str(out), "format": form.name, "documents": written.documents, "spans": written.spans,
        "relations": written.relations,
        "losses": [{"kind": kind, "count": count} for kind, count in written.losses.items()],
    }  # fmt: skip
    if written.report is not None:
        facts["loss_report"] = str(written.report)
    if written.others:
        facts["only_in_their_own_format"] = dict(written.others)
    if written.hidden:
        facts["hidden_suggestions"] = written.hidden
    if reading is not None:
        facts |= {"found": reading.facts, "problems": [str(one) for one in reading.problems]}
    return facts
