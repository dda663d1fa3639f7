"""`gilder import`: everything is read and checked before anything is written."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import suppress
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
        docs, bad = _read(arguments)
        if bad and not arguments.skip_bad:
            return _refuse(bad)
        for line in bad:
            warn(line)
        new, known = _unknown(project, docs)
        if new:
            back_up(project, "import")
            project.documents.add(new)
    if arguments.json:
        say_json({"imported": [doc.name for doc in new], "already_there": known, "bad": bad})
    else:
        there = f", {len(known):,} skipped (already there)" if known else ""
        left_out = f", {counted(len(bad), 'bad file')} left out" if bad else ""
        say(f"{counted(len(new), 'document')} imported{there}{left_out}")
    return 0


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


def _read(arguments: Namespace) -> tuple[list[NewDocument], list[str]]:
    files, docs, bad = list[tuple[Path, str]](), list[NewDocument](), list[str]()
    for path in map(Path, arguments.paths):
        try:
            files += article_files(path, form=arguments.format)
        except GilderError as problem:
            bad.append(str(problem))
    with Progress("Reading", sys.stderr) as progress:
        for at, (file, name) in enumerate(files):
            try:
                docs.append(read_article(file, encoding=arguments.encoding, name=name, form=arguments.format))
            except GilderError as problem:
                bad.append(str(problem))
            progress(at + 1, len(files))
    return docs, bad


def _unknown(project: Project, docs: list[NewDocument]) -> tuple[list[NewDocument], list[str]]:
    """Those whose text the project does not have, and the names of the others."""
    new, known, texts = list[NewDocument](), list[str](), set[str]()
    for doc in docs:
        if doc.text in texts or project.documents.with_text(doc.text) is not None:
            known.append(doc.name)
        else:
            new.append(doc)
            texts.add(doc.text)
    return new, known
