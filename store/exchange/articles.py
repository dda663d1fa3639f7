"""Articles from text files: the text, the zones that can be told with certainty, and the date of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from annotate.errors import InputError
from annotate.suggest.numbers import find_dates
from annotate.suggest.zones import Place, find_zones
from store.documents import NewDocument
from store.exchange.text import read_text, text_files

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_article(path: Path, *, encoding: str | None = None, name: str | None = None) -> NewDocument:
    """The article in a text file, with its zones and, in `meta["date"]`, its date where a dateline has one.

    Raises InputError as `read_text` does, and for a file whose name is not UTF-8, which no project can keep.
    """
    try:
        (name or path.name).encode()
    except UnicodeEncodeError as problem:
        raise InputError(f"{path}: the name of the file is not UTF-8; rename it") from problem
    return as_article(read_text(path, encoding=encoding, name=name))


def article_files(path: Path) -> list[tuple[Path, str]]:
    """A text file, or the text files of a folder, each with the name that its document gets.

    Raises InputError for a folder that may not be read or holds no text file.
    """
    files = list(text_files(path))
    if not files:
        raise InputError(f"{path}: the folder holds no text file (.txt, .text, .md)")
    return [(file, file.relative_to(path).as_posix() if path.is_dir() else file.name) for file in files]


def as_article(doc: NewDocument) -> NewDocument:
    """A text with the zones and the date that are found in it."""
    zones = tuple(find_zones(doc.text))
    date = dateline_date(doc.text, zones)
    return replace(doc, zones=zones, meta={**doc.meta, "date": date} if date else doc.meta)


def dateline_date(text: str, zones: Sequence[Place]) -> str | None:
    """The first full date (ISO 8601) in a dateline; relative dates of the article are resolved against it."""
    for kind, start, end in zones:
        if kind == "dateline":
            for found in find_dates(text[start:end]):
                if found.value is not None and found.value.date and _DAY.fullmatch(found.value.date):
                    return found.value.date
    return None
