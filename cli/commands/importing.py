"""`gilder import`: files are read one after another into one transaction, which a bad file undoes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import GilderError
from cli.commands.backups import back_up
from cli.output import Progress, counted, say, say_json, warn
from store.documents import NewDocument
from store.exchange.articles import article_files, read_article
from store.project import Project


def import_documents(arguments: Namespace) -> int:
    """Add articles, text or HTML, and folders of them."""
    if arguments.source is not None:
        warn("articles have no annotations, so there is nothing for --source to name; leave it out")
        return 2
    if arguments.encoding is not None and not _is_encoding(arguments.encoding):
        warn(f"there is no encoding “{arguments.encoding}”; try utf-8, utf-16 or windows-1252")
        return 2
    with Project.open(Path(arguments.project)) as project:
        done = _Done()
        try:
            _import(project, arguments, done)
        except _Refused:
            return _refuse(done.bad)
        for line in done.bad:
            warn(line)
    if arguments.json:
        say_json({"imported": done.new, "already_there": done.known, "bad": done.bad})
    else:
        there = f", {len(done.known):,} skipped (already there)" if done.known else ""
        left_out = f", {counted(len(done.bad), 'bad file')} left out" if done.bad else ""
        say(f"{counted(len(done.new), 'document')} imported{there}{left_out}")
    return 0


@dataclass(slots=True)
class _Done:
    """What became of the files: names of new and of known documents, and a line for each bad file."""

    new: list[str] = field(default_factory=list[str])
    known: list[str] = field(default_factory=list[str])
    bad: list[str] = field(default_factory=list[str])


class _Refused(Exception):
    """There are bad files, and they are not to be left out."""


def _import(project: Project, arguments: Namespace, done: _Done) -> None:
    """Import all files, each as it is read, in one transaction. Raises _Refused; then nothing was imported."""
    back_up(project, "import")
    for doc in project.documents.add_each(_articles(arguments, done), skip_known=True):
        if isinstance(doc, NewDocument):
            done.known.append(doc.name)
        else:
            done.new.append(doc.name)


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
        warn(f"{bad[0]}; nothing was imported")
        return 1
    for line in bad:
        warn(line)
    warn(f"nothing was imported: {counted(len(bad), 'bad file')}; mend them or use --skip-bad")
    return 1


def _articles(arguments: Namespace, done: _Done) -> Iterator[NewDocument]:
    """The articles, one after another; after a bad one that may not be left out, the rest is only looked at."""
    files = _files(arguments, done)
    with Progress("Importing", sys.stderr) as progress:
        for at, (file, name) in enumerate(files):
            try:
                doc = read_article(file, encoding=arguments.encoding, name=name, form=arguments.format)
            except GilderError as problem:
                done.bad.append(str(problem))
            else:
                if arguments.skip_bad or not done.bad:
                    yield doc
            progress(at + 1, len(files))
    if done.bad and not arguments.skip_bad:
        raise _Refused


def _files(arguments: Namespace, done: _Done) -> list[tuple[Path, str]]:
    files = list[tuple[Path, str]]()
    for path in map(Path, arguments.paths):
        try:
            files += article_files(path, form=arguments.format)
        except GilderError as problem:
            done.bad.append(str(problem))
    return files
