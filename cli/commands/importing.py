"""`gilder import`: files are read one after another into one transaction, which a bad file undoes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from annotate.errors import GilderError, InputError
from cli.commands.backups import back_up
from cli.output import Progress, counted, say, say_json, warn
from store.documents import NewDocument
from store.exchange.articles import article_files, read_article
from store.exchange.files import Given, given_files
from store.exchange.formats import Format, format_named, recognised
from store.exchange.incoming import Taken, take_in
from store.exchange.reading import Problem, Reading
from store.exchange.record import Record
from store.project import Project

_SHOWN = 20  # problems
_ARTICLES: dict[str, Literal["text", "html"]] = {"text": "text", "html": "html"}


def import_documents(arguments: Namespace) -> int:
    """Add documents and annotations, and folders of them."""
    if arguments.encoding is not None and not _is_encoding(arguments.encoding):
        warn(f"there is no encoding “{arguments.encoding}”; try utf-8, utf-16 or windows-1252")
        return 2
    strictness = "strict" if arguments.strict else "lenient" if arguments.lenient else "usual"
    reading = Reading(strictness, arguments.encoding, arguments.offsets, arguments.tags)
    bad = list[str]()
    with Project.open(Path(arguments.project)) as project:
        files = _files(arguments, bad)
        if arguments.source is not None and not bad and all(one.form is None for one in files):
            warn("articles have no annotations, so there is nothing for --source to name; leave it out")
            return 2
        back_up(project, "import")
        try:
            records = _records(files, arguments, reading, bad)
            source = arguments.source or _source(files)
            taken = take_in(project, records, source, reading, suggesting=arguments.as_suggestions)
        except _Refused:
            return _refuse(bad)
    for line in bad:
        warn(line)
    _save_report(arguments.report, reading.problems)
    if arguments.json:
        say_json(_facts(taken, reading, bad))
    else:
        _say(taken, reading, bad, arguments.report)
    return 0


class _Refused(Exception):
    """There are bad files, and they are not to be left out."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be read: an article where it has no format."""

    given: Given
    form: Format | None


def _files(arguments: Namespace, bad: list[str]) -> list[_File]:
    files = list[_File]()
    for path in map(Path, arguments.paths):
        try:
            files += _of(path, arguments.format)
        except GilderError as problem:
            bad.append(str(problem))
    return files


def _of(path: Path, asked: str | None) -> list[_File]:
    """The files of a path. Without a format that is told by each file; what no format knows is an article."""
    if asked in _ARTICLES:
        return [_File(Given(name, file), None) for file, name in article_files(path, form=_ARTICLES[asked])]
    if asked is not None:
        form = format_named(asked)
        if form.read is None:
            raise InputError(f"{path}: Gilder writes {form.title} and does not read it")
        files = [one for one in given_files([path]) if not path.is_dir() or one.suffix in form.suffixes]
        if not files:
            raise InputError(f"{path}: the folder holds no file of {form.title} ({', '.join(form.suffixes)})")
        return [_File(one, form) for one in files]
    known = [_File(one, form) for one in given_files([path]) if (form := recognised(one)) is not None]
    if known and not path.is_dir():
        return known
    taken = {one.given.path for one in known}
    for one in known:  # and what lies beside a file and was read with it
        taken |= {one.given.path.with_suffix(suffix) for suffix in (one.form.companions if one.form else ())}
    try:
        texts = article_files(path)
    except InputError:
        if known:
            return known
        raise
    return [*known, *(_File(Given(name, file), None) for file, name in texts if file not in taken)]


def _records(files: list[_File], arguments: Namespace, reading: Reading, bad: list[str]) -> Iterator[Record]:
    """The documents, one file after another; after a bad one that may not be left out, the rest is only looked at."""
    with Progress("Importing", sys.stderr) as progress:
        for at, one in enumerate(files):
            try:
                records = _read(one, arguments, reading)
            except GilderError as problem:
                bad.append(str(problem))
            else:
                if arguments.skip_bad or not bad:
                    yield from records
            progress(at + 1, len(files))
    if bad and not arguments.skip_bad:
        raise _Refused


def _read(one: _File, arguments: Namespace, reading: Reading) -> list[Record]:
    """All of a file, so that none of it is taken where its end is bad."""
    if one.form is None:
        given = one.given
        form = _ARTICLES.get(arguments.format)
        return [_as_record(read_article(given.path, encoding=arguments.encoding, name=given.name, form=form))]
    assert one.form.read is not None, "only what can be read comes here"
    return list(one.form.read(one.given, reading))


def _as_record(doc: NewDocument) -> Record:
    return Record(doc.name, doc.text, (), doc.zones, doc.meta)


def _source(files: list[_File]) -> str:
    """Whose the annotations are that name nobody."""
    forms = dict.fromkeys(one.form.name for one in files if one.form is not None)
    return f"import:{next(iter(forms), 'text')}"


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
    for one in reading.problems[:_SHOWN]:
        warn(str(one))
    if len(reading.problems) > _SHOWN:
        rest = f"{len(reading.problems) - _SHOWN:,} more problems"
        warn(f"and {rest}: see {report}" if report else f"and {rest}; --report FILE saves all of them")


def _save_report(report: str | None, problems: list[Problem]) -> None:
    """Every problem, one a line. Raises InputError where the file cannot be written."""
    if report is not None:
        try:
            Path(report).write_text("".join(f"{one}\n" for one in problems), encoding="utf-8")
        except OSError as problem:
            raise InputError(f"{report}: cannot be written: {problem.strerror or problem}") from problem
