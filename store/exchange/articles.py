"""Articles from files of text and HTML: the text, the zones that can be told for certain, the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from annotate.errors import InputError
from annotate.suggest.numbers import find_dates
from annotate.suggest.zones import Place, find_zones
from store.documents import NewDocument
from store.exchange.html_bytes import is_html
from store.exchange.text import PAGES, TEXTS, as_text, read_bytes, text_files

Format = Literal["text", "html"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ARCHIVES = (".mhtml", ".mht", ".webarchive")
_SUFFIXES: dict[Format | None, tuple[str, ...]] = {None: (*TEXTS, *PAGES), "text": TEXTS, "html": PAGES}


def read_article(
    path: Path, *, encoding: str | None = None, name: str | None = None, form: Format | None = None
) -> NewDocument:
    """The article in a file, with its zones and, in `meta["date"]`, its date where the page or a dateline has one.

    `form` is what the file is; without it that is told by its name, and by how it begins. Raises InputError as
    `read_text` and `html_article` do, and for a file whose name is not UTF-8, which no project can keep.
    """
    try:
        (name or path.name).encode()
    except UnicodeEncodeError as problem:
        raise InputError(f"{path}: the name of the file is not UTF-8; rename it") from problem
    raw = read_bytes(path)
    if (form or _form(path, raw)) == "html":
        from store.exchange.html import html_article

        return _dated(html_article(raw, name or path.name, where=str(path), encoding=encoding))
    return as_article(as_text(raw, name or path.name, where=str(path), encoding=encoding))


def _form(path: Path, raw: bytes) -> Format:
    is_page = path.suffix.lower() in (*PAGES, *_ARCHIVES)
    return "html" if is_page or is_html(raw) else "text"


def article_files(path: Path, *, form: Format | None = None) -> list[tuple[Path, str]]:
    """A file, or the articles of a folder, each with the name that its document gets; `form` asks for one kind only.

    Raises InputError for a folder that may not be read or holds no article.
    """
    files = list(text_files(path, suffixes=_SUFFIXES[form]))
    if not files:
        kind = {None: "text file or page", "text": "text file", "html": "page"}[form]
        suffixes = ", ".join(suffix for suffix in _SUFFIXES[form] if suffix)
        raise InputError(f"{path}: the folder holds no {kind} ({suffixes})")
    return [(file, file.relative_to(path).as_posix() if path.is_dir() else file.name) for file in files]


def as_article(doc: NewDocument) -> NewDocument:
    """A text with the zones and the date that are found in it."""
    return _dated(replace(doc, zones=tuple(find_zones(doc.text))))


def _dated(doc: NewDocument) -> NewDocument:
    date = doc.meta.get("date") or dateline_date(doc.text, doc.zones)
    return replace(doc, meta={**doc.meta, "date": date}) if date else doc


def dateline_date(text: str, zones: Sequence[Place]) -> str | None:
    """The first full date (ISO 8601) in a dateline; relative dates of the article are resolved against it."""
    for kind, start, end in zones:
        if kind == "dateline":
            for found in find_dates(text[start:end]):
                if found.value is not None and found.value.date and _DAY.fullmatch(found.value.date):
                    return found.value.date
    return None
