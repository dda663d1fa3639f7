"""What a page says of itself: title, author, date, source, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from store.exchange.html_tree import Element

_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)|\s*(\d{4})(\d\d)(\d\d)(?:T\d|\s*$)")
_MONTHS = {name: at + 1 for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_ADDRESS_DAY = re.compile(rf"/((?:19|20)\d\d)[/-](\d\d?|{'|'.join(_MONTHS)})[/-](\d\d?)(?=[/-]|$)")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>\"]{4,2000})", re.IGNORECASE)
_SITE = re.compile(r"\s+[|–—·•»:-]+\s+")
_ARTICLE = re.compile(r"article|posting|report|newsitem", re.IGNORECASE)
_LIMIT = 400  # code points of a fact
# Names of `meta` elements, the surest first.
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date.published", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "article.published", "pubdate", "publishdate", "publish-date", "publish_date", "article_date_original", "ptime",
    "pdate", "originalpublicationdate", "published_time", "published", "displaydate", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_SITES = ("og:site_name", "application-name", "publisher", "dc.publisher", "source", "cre")
_TITLES = ("og:title", "twitter:title", "dc.title", "title", "headline")
_AUTHORS = ("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author", "dcterms.creator")


def facts_of(tree: Element, text: str) -> dict[str, str]:
    """What of `title`, `author`, `date` (ISO 8601), `source`, `url` and `language` a page names, and its `page_title`.

    `text` is the page's source.
    """
    metas, objects = _metas(tree), list(_objects(tree))
    url = _url(tree, metas, text)
    title_line = _line("".join(next(tree.iter("title"), _Nothing()).itertext()))
    found = {
        "title": _first(_names(objects, "headline"), _all(metas, _TITLES)) or title_line,
        "author": ", ".join(_authors(objects, metas)),
        "date": _date(tree, metas, objects, url),
        "source": _first(_publishers(objects), _all(metas, _SITES)),
        "url": url,
        "language": (tree.get("lang") or tree.get("xml:lang") or "").strip()[:35],
        "page_title": title_line,
    }
    return {name: fact for name, fact in found.items() if fact}


def source_of(headline: str, page_title: str, url: str) -> str | None:
    """The site by the end of the page's title, below which the headline stands, or else by its address."""
    if headline and page_title.casefold().startswith(headline.casefold()):
        rest = page_title[len(headline) :]
        last = _SITE.split(rest)[-1].strip()
        if _SITE.match(rest) and 0 < len(last) <= 60:
            return last
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def without_site(title: str, source: str) -> str:
    """A title without the site's name at its end."""
    for found in _SITE.finditer(title):
        if title[found.end() :].casefold() == source.casefold():
            return title[: found.start()]
    return title


class _Nothing:
    """Stands for an element that is missing."""

    def itertext(self) -> Iterator[str]:
        """No text."""
        yield from ()


def _line(text: str) -> str:
    return " ".join(text.split())[:_LIMIT].strip()


def _metas(tree: Element) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for element in tree.iter("meta"):
        content = _line(element.get("content") or "")
        for key in ("property", "name", "itemprop"):
            if content and (name := (element.get(key) or "").strip().casefold()):
                found.setdefault(name, []).append(content)
    return found


def _all(metas: Mapping[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


def _first(*many: Iterator[str]) -> str:
    return next((one for found in many for one in found if one), "")


def _objects(tree: Element) -> Iterator[dict[str, Any]]:
    """The articles that a page describes as JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").casefold():
            continue
        try:
            todo: list[Any] = [json.loads("".join(script.itertext()).strip().removesuffix(";"), strict=False)]
        except (ValueError, RecursionError):
            continue  # a page's own mistake
        for _ in range(1000):
            if not todo:
                break
            one = todo.pop(0)
            if isinstance(one, list):
                todo += cast("list[Any]", one)
            elif isinstance(one, dict):
                fact = cast("dict[str, Any]", one)
                todo.append(fact.get("@graph"))
                todo.append(fact.get("mainEntity"))
                if _ARTICLE.search(str(fact.get("@type"))):
                    yield fact


def _texts(fact: Any) -> Iterator[str]:
    """The names in a string, an object, or a list of these."""
    if isinstance(fact, str):
        yield _line(fact)
    elif isinstance(fact, dict):
        yield from _texts(cast("dict[str, Any]", fact).get("name"))
    elif isinstance(fact, list):
        for one in cast("list[Any]", fact)[:30]:
            if not isinstance(one, list):
                yield from _texts(one)


def _names(objects: list[dict[str, Any]], key: str) -> Iterator[str]:
    for one in objects:
        yield from _texts(one.get(key))


def _publishers(objects: list[dict[str, Any]]) -> Iterator[str]:
    yield from _names(objects, "publisher")


def _authors(objects: list[dict[str, Any]], metas: Mapping[str, list[str]]) -> list[str]:
    named = list(_names(objects, "author")) or [one for name in _AUTHORS for one in metas.get(name, ())][:1]
    bare = [re.sub(r"(?i)^by\s+", "", one) for one in named]
    return list(dict.fromkeys(one for one in bare if one and not re.match(r"https?:|@|www\.", one)))


def _url(tree: Element, metas: Mapping[str, list[str]], text: str) -> str:
    links = [one.get("href") or "" for one in tree.iter("link") if (one.get("rel") or "").casefold() == "canonical"]
    saved = _SAVED.search(text, 0, 5000)
    for one in (*links, *metas.get("og:url", ()), saved[1] if saved else ""):
        if _is_address(one.strip()):
            return one.strip()
    return ""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 2000
    except ValueError:
        return False


def _date(tree: Element, metas: Mapping[str, list[str]], objects: list[dict[str, Any]], url: str) -> str:
    for one in (*_names(objects, "datePublished"), *_all(metas, _DATES)):
        if day := _day(one):
            return day
    times = [one for one in tree.iter("time") if one.get("datetime")]
    surest = [one for one in times if "published" in f"{one.get('itemprop')} {one.get('class')} {one.get('pubdate')}"]
    for one in (*surest, *times[:1]):
        if day := _day(one.get("datetime") or ""):
            return day
    return _address_day(url)


def _day(text: str) -> str:
    """The calendar day in an ISO date or time, as it is written there."""
    found = _DAY.match(text)
    if found is None:
        return ""
    year, month, day = (int(one) for one in found.groups() if one is not None)
    return _checked_day(year, month, day)


def _checked_day(year: int, month: int, day: int) -> str:
    from datetime import date

    try:
        return date(year, month, day).isoformat() if 1600 < year < 2200 else ""
    except ValueError:
        return ""


def _address_day(url: str) -> str:
    found = _ADDRESS_DAY.search(url.casefold()) if url else None
    if found is None:
        return ""
    return _checked_day(int(found[1]), _MONTHS.get(found[2]) or int(found[2]), int(found[3]))
