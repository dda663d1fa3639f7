"""`gilder import`: files are read one after another into one transaction, which a bad file undoes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotate.errors import GilderError, InputError
from cli.commands.backups import back_up
from cli.output import Progress, counted, say, say_json, warn
from cli.parsing import WrongUse
from store.documents import check_text
from store.exchange.corpus import CorpusFile, corpus, source_of, unpacked
from store.exchange.incoming import Taken, take_in
from store.exchange.reading import Limits, Problem, Reading
from store.exchange.record import Record
from store.project import Project

_SHOWN = 20  # problems


def import_documents(arguments: Namespace) -> int:
    """Add documents and annotations, and folders of them."""
    if arguments.encoding is not None and not _is_encoding(arguments.encoding):
        warn(f"there is no encoding “{arguments.encoding}”; try utf-8, utf-16 or windows-1252")
        return 2
    reading = reading_of(arguments)
    bad, given = list[str](), [Path(one) for one in arguments.paths]

    def refuse(problem: GilderError) -> None:
        bad.append(str(problem))

    with Project.open(Path(arguments.project)) as project, unpacked(given, reading, refuse) as there:
        files = corpus(there.paths, arguments.format, refuse)
        if arguments.source is not None and not bad and all(one.form is None for one in files):
            warn("articles have no annotations, so there is nothing for --source to name; leave it out")
            return 2
        back_up(project, "import")
        try:
            records = _records(files, arguments, reading, bad)
            source = arguments.source or source_of(files)
            taken = take_in(
                project, records, source, reading,
                suggesting=arguments.as_suggestions, named=arguments.source is not None,
            )  # fmt: skip
        except _Refused:
            return _refuse([there.told(one) for one in bad])
    bad = [there.told(one) for one in bad]
    for line in bad:
        warn(line)
    report = save_report(arguments.report, reading.problems, beside=Path(arguments.project))
    if arguments.json:
        say_json(_facts(taken, reading, bad))
    else:
        _say(taken, reading, bad, report)
    return 0


def reading_of(arguments: Namespace) -> Reading:
    """How files are read, as the person says."""
    if arguments.strict and arguments.lenient:
        raise WrongUse("--strict and --lenient contradict each other; give one of them")
    odd = next((one for one in arguments.columns if "=" not in one), None)
    if odd is not None:
        raise WrongUse(f"--columns {odd}: say ROLE=HEADING, such as text=body")
    strictness = "strict" if arguments.strict else "lenient" if arguments.lenient else "usual"
    limits = Limits() if arguments.max_size is None else Limits().at_most(arguments.max_size * 1_000_000)
    pairs = (one.partition("=") for one in arguments.columns)
    columns = {role.strip(): heading.strip() for role, _, heading in pairs}
    return Reading(
        strictness, arguments.encoding, arguments.offsets, arguments.tags, limits=limits, columns=columns
    )  # fmt: skip


class _Refused(Exception):
    """There are bad files, and they are not to be left out."""


def _records(files: list[CorpusFile], arguments: Namespace, reading: Reading, bad: list[str]) -> Iterator[Record]:
    """The documents, one file after another; after a bad one that may not be left out, the rest is only looked at."""
    with Progress("Importing", sys.stderr) as progress:
        for at, one in enumerate(files):
            records = one.read(reading, arguments.annotators)
            try:
                # none of a file is taken whose end is bad: with the good ones its own records wait, else all is undone
                for record in list(records) if arguments.skip_bad else records:
                    check_text(record.text, record.name)  # here, where a file can still be left out
                    if arguments.skip_bad or not bad:
                        yield record
            except GilderError as problem:
                bad.append(str(problem))
            progress(at + 1, len(files))
    if bad and not arguments.skip_bad:
        raise _Refused


def _is_encoding(name: str) -> bool:
    """Whether Python can decode text by this name; codecs such as “hex” are none of texts."""
    try:
        with suppress(UnicodeError):
            b"x".decode(name)
    except LookupError:
        return False
    return True


def _refuse(bad: list[str]) -> int:
    """Say what is wrong with each file, and that nothing was imported."""
    if len(bad) == 1:
        warn(bad[0] if bad[0].endswith("nothing was imported") else f"{bad[0]}; nothing was imported")
        return 1
    for line in bad:
        warn(line)
    warn(f"nothing was imported: {counted(len(bad), 'bad file')}; mend them or use --skip-bad")
    return 1


def _facts(taken: Taken, reading: Reading, bad: list[str]) -> dict[str, Any]:
    return {
        "imported": taken.new,
        "already_there": taken.known,
        "spans": taken.spans,
        "relations": taken.relations,
        "suggestions": taken.suggestions,
        "labels_added": dict(taken.labels),
        "found": reading.facts,
        "problems": [str(one) for one in reading.problems],
        "bad": bad,
    }


def _say(taken: Taken, reading: Reading, bad: list[str], report: str | None) -> None:
    there = f", {len(taken.known):,} skipped (already there)" if taken.known else ""
    counts = [(taken.spans, "span"), (taken.relations, "relation"), (taken.suggestions, "suggestion")]
    with_them = "".join(f", {counted(number, what)}" for number, what in counts if number)
    if with_them and taken.known:
        there = f", {len(taken.known):,} already there"
    left_out = f", {counted(len(bad), 'bad file')} left out" if bad else ""
    say(f"{counted(len(taken.new), 'document')} imported{there}{with_them}{left_out}")
    for what, found in reading.facts.items():
        say(f"  {what}: {found}")
    if taken.labels:
        say(f"  labels that the scheme did not have were added: {', '.join(taken.labels)}")
    tell_problems(reading, report)


def tell_problems(reading: Reading, report: str | None) -> None:
    """The first problems, and where the rest is."""
    for one in reading.problems[:_SHOWN]:
        warn(str(one))
    if len(reading.problems) > _SHOWN:
        rest = f"{len(reading.problems) + reading.untold - _SHOWN:,} more problems"
        warn(f"and {rest}: see {report}")


def save_report(asked: str | None, problems: list[Problem], *, beside: Path) -> str | None:
    """Save every problem, one a line, where that is asked for, or there are more than are shown: then in a file beside
    the project or export. Gives the file. Raises InputError where it cannot be written."""
    many = str(beside.with_name(f"{beside.name}.problems.txt")) if len(problems) > _SHOWN else None
    report = asked or many
    if report is not None:
        try:
            Path(report).write_text("".join(f"{one}\n" for one in problems), encoding="utf-8")
        except OSError as problem:
            raise InputError(f"{report}: cannot be written: {problem.strerror or problem}") from problem
    return report
