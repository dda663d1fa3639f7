"""HTML articles: the article of a saved page as plain text, its zones by structure, and what the page says of it.

What of a page is the article is decided with trafilatura; the text itself is taken from the page, so that its no-break
spaces, soft hyphens and emoji stay. Nothing is fetched, and no script of a page is run.
"""

from __future__ import annotations

import hashlib
import logging
import re
from copy import deepcopy
from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from store.documents import NewDocument, check_text
from store.exchange.html_article import Article, article_of
from store.exchange.html_bytes import decode_html
from store.exchange.html_facts import facts_of, source_of, without_site

if TYPE_CHECKING:
    from store.exchange.html_tree import Element

LIMIT = 20_000_000  # bytes
_NO_ARTICLE = "holds no article that can be told from the rest of the page"
_INSTEAD = "save its text in a .txt file and import that"
_DEEPEST = 200  # depth of the elements on the average; the time that reading takes grows with its square
_BY = re.compile(r"(?i)(?:(?:words|written|posted|reported|story|report)\s+)?by:?\s+")


def html_article(raw: bytes, name: str, *, where: str | None = None, encoding: str | None = None) -> NewDocument:
    """The article in the bytes of an HTML file. Slow at its first call: imports trafilatura.

    `meta` has `format`, `encoding` and `sha256`, and what of `title`, `author`, `date` (ISO 8601), `source`, `url` and
    `language` the page names. Raises InputError, naming the file and what to do.
    """
    where = where or name
    if len(raw) > LIMIT:
        raise InputError(f"{where}: {len(raw):,} bytes; the limit of a page is {LIMIT:,}. Save its text in a .txt file")
    page, meta = decode_html(raw, where, encoding=encoding)
    article, facts = _read(page, where)
    check_text(article.text, where)
    meta |= {"format": "html", "sha256": hashlib.sha256(raw).hexdigest(), **facts}
    return NewDocument(name, article.text, article.zones, meta)


def _read(page: str, where: str) -> tuple[Article, dict[str, str]]:
    from store.exchange.html_tree import blocks_of, mean_depth, parse_html

    try:
        tree = parse_html(page)
        if mean_depth(tree) > _DEEPEST:
            raise InputError(f"{where}: its elements are nested too deep for an article; {_INSTEAD}")
        facts = facts_of(tree, page)
        blocks, extracted = blocks_of(tree), _extracted(tree)
    except (SyntaxError, ValueError, RecursionError) as problem:  # lxml's ParserError is a SyntaxError
        raise InputError(f"{where}: cannot be read as HTML; {_INSTEAD}") from problem
    article = article_of(blocks, extracted, facts.get("title", ""))
    if article is None:
        raise InputError(f"{where}: {_NO_ARTICLE}; {_INSTEAD}, or the whole source with --format text")
    return article, _completed(facts, article)


def _extracted(tree: Element) -> str:
    """What trafilatura would read of the page; empty where it gives up."""
    bare_extraction: Any = import_module("trafilatura").bare_extraction
    for name in ("trafilatura", "htmldate", "justext", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # what it says of a page is not for standard error
    try:
        found = bare_extraction(deepcopy(tree), include_comments=False, with_metadata=False)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return ""  # its heuristics fail on some malformed pages
    return "" if found is None else str(found.text or "")


def _completed(facts: dict[str, str], article: Article) -> dict[str, str]:
    """The facts with those that only the article's own words tell."""
    title = article.headline or facts.get("title", "")
    source = facts.get("source") or source_of(title, facts.pop("page_title", ""), facts.get("url", ""))
    facts.pop("page_title", None)
    if source:
        facts["source"] = source
        title = without_site(title, source)
    if title:
        facts["title"] = " ".join(title.split())
    if "author" not in facts:
        bylines = [article.text[start:end] for kind, start, end in article.zones if kind == "byline"]
        if bylines:
            facts["author"] = _BY.sub("", bylines[0], count=1).split(",")[0].split("\n")[0].strip()
    return facts
