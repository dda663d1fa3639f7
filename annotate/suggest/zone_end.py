"""What stands below an article: comments, teasers of others, its author, the foot of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from annotate.suggest import zone_credits as credit
from annotate.suggest.zone_lines import opens_comments, opens_list, opens_sources
from annotate.suggest.zone_page import Page

_LINK = 16  # words
_TEASER = 200  # code points; a longer paragraph is no teaser of another article
_LINKS = ("short", "dateline")  # what stands above a teaser
_SAYS = re.compile(
    r"^(?:reply|like|report|flag|upvote|share|.{1,80} sa(?:ys|id):?|.{0,40}\b\d+ \w+ ago)$", re.IGNORECASE
)
_BIO = re.compile(r"(?:is|was|writes|covers|reports|has (?:been|covered|reported)|joined) ")
_IS_ONE = re.compile(
    r"(?:[A-Z][\w.'’-]+ ){2,4}(?:is|was) (?:an?|the|our|BBC|[A-Z][\w’']+) .{0,80}?\b(?:reporter|correspondent|"
    r"journalist|editor|columnist|writer|bureau chief|contributor|fellow|producer|professor|researcher|analyst|author|"
    r"lecturer)\b"
)
_WORKS = re.compile(
    r"[^.]{5,200}\b(?:is|was) (?:an?|the) (?:author|editor|writer|co-?author|columnist|professor|fellow)\b"
)
_REACH = re.compile(r"@|\bfollow\b|\b(?:twitter|linkedin|e-?mail)\b|\bcan be reached\b|\bbased in\b", re.IGNORECASE)


def mark_end(page: Page) -> None:
    """Everything below the article."""
    for at in _openers(page):
        for below in range(at, len(page.units)):
            page.kinds[below] = "boilerplate"
            page.pieces.pop(below, None)
        break
    _mark_sources(page)
    for _ in range(4):
        last = max((at for at in page.prose if page.kinds[at] is None), default=-1)
        _mark_foot(page, last)
        if last < 0 or not _is_bio(page, last):
            return
        page.kinds[last] = "boilerplate"
        page.pieces.pop(last, None)


def _mark_sources(page: Page) -> None:
    """A list of sources below the last paragraph of prose."""
    last = max((at for at in page.prose if page.kinds[at] is None), default=len(page.units))
    opener = next((at for at in range(last + 1, len(page.units)) if opens_sources(page.units[at].text)), None)
    for at in range(len(page.units) if opener is None else opener, len(page.units)):
        page.kinds[at] = "boilerplate"


def _openers(page: Page) -> Iterator[int]:
    """Lines of furniture below which only comments or teasers of other articles stand."""
    sizes = [len(unit.text) if unit.look == "prose" and page.kinds[at] is None else 0
             for at, unit in enumerate(page.units)]  # fmt: skip
    before = [0, *accumulate(sizes)]
    said = [0, *accumulate(_SAYS.match(unit.text) is not None for unit in page.units)]
    article_end, last_teaser = _teasers(page)
    for at, unit in enumerate(page.units):
        if page.prose and at > page.prose[0] and page.kinds[at] == "boilerplate":
            after = before[-1] - before[at]
            comments = opens_comments(unit.text) and (after <= before[at] or said[-1] - said[at] > 2)
            teasers = article_end < at < last_teaser and unit.look == "furniture" and opens_list(unit.text)
            if comments or teasers:
                yield at


def _teasers(page: Page) -> tuple[int, int]:
    """The last paragraph of prose that is no teaser (short, below a link), and the last sure teaser; -1 for none.

    One that others follow is sure, and one that says how old it is.
    """
    prose = [at for at in page.prose if page.kinds[at] is None]
    no_teaser = [at for at in prose if len(page.units[at].text) > _TEASER or page.units[at - 1].look not in _LINKS]
    dated = [at for at in prose[-1:] if any(unit.look == "dateline" for unit in page.units[max(0, at - 2) : at + 2])]
    sure = dated or prose[-2:-1]
    return max(no_teaser, default=-1), sure[0] if sure else -1


def _mark_foot(page: Page, last: int) -> None:
    """From the first furniture below the last paragraph of prose to the end."""
    sentences = (at for at in range(last + 1, len(page.units)) if _is_sentence(page, at))
    below = range(max(sentences, default=last) + 1, len(page.units))
    first = next((at for at in below if page.kinds[at] == "boilerplate"), None)
    opener = next((at for at in below if page.units[at].look == "loose" and opens_list(page.units[at].text)), None)
    if first is not None and opener is not None:
        first = min(first, opener)
    if first is None and len(page.units) - 1 > last >= 0 and page.units[-1].look == "loose":
        first = len(page.units) - 1
    if first is not None and last >= 0:
        first = _first_tag(page, first)
    for at in range(len(page.units) if first is None else first, len(page.units)):
        if page.kinds[at] in (None, "dateline"):
            page.kinds[at] = "boilerplate"


def _is_sentence(page: Page, at: int) -> bool:
    """Whether a line is too long for a link or a topic, although no full stop ends it."""
    unit = page.units[at]
    return unit.look == "short" and page.kinds[at] is None and len(unit.text.split()) > _LINK


def _first_tag(page: Page, foot: int) -> int:
    """Where the names of topics right above the foot of a page begin: two at least, each of a few words."""
    first = foot
    while first > 0 and page.kinds[first - 1] is None and _is_tag(page, first - 1):
        first -= 1
    return first if foot - first >= 2 else foot


def _is_tag(page: Page, at: int) -> bool:
    unit = page.units[at]
    words = unit.text.split()
    return (
        unit.look in ("short", "loose")
        and len(words) <= 4
        and unit.text[0].isupper()
        and unit.text.isprintable()
        and not any(sign.isdigit() or sign in "?!:" for sign in unit.text)
    )


def _is_bio(page: Page, at: int) -> bool:
    """Whether the last paragraph is about its author: named in the byline, or told where to be found."""
    text = page.units[at].text
    if len(text) > 500 or at == page.headline:
        return False
    bylines = [unit.text for unit, kind in zip(page.units, page.kinds, strict=True) if kind == "byline"]
    names = [name for byline in bylines for name in credit.writers(byline)]
    name = next((name for name in names if text.casefold().startswith(name + " ")), None)
    if name is not None and _BIO.match(text, len(name) + 1) is not None:
        return True
    if any(text.casefold().startswith(name + ", ") for name in names) and _WORKS.match(text) is not None:
        return True
    if re.match(r"The (?:author|writer) (?:is|was|has|can)\b", text):
        return True
    followed = at + 1 < len(page.units)
    return _IS_ONE.match(text) is not None and (followed or _REACH.search(text) is not None)
