"""What stands above an article, and in its first paragraphs."""

from __future__ import annotations

import re
from collections import Counter

from annotate.suggest import zone_credits as credit
from annotate.suggest.zone_lines import is_contact
from annotate.suggest.zone_page import Page, Place, plain
from annotate.suggest.zone_units import Unit

_HEAD = 3  # paragraphs of prose among which byline and dateline may stand
_BETWEEN = 8  # short lines between headline and prose, at most
_TITLE_END = re.compile(r"\s*[|–—:·•»-]\s*\S")
_COLON = re.compile(r"[A-Z][A-Z'’ -]{2,40}: ")


def mark_head(page: Page) -> None:
    """Headline, bylines, datelines and the furniture above the article."""
    if not page.prose:
        return
    page.headline = _find_headline(page)
    body, end = page.prose[0], page.prose[min(_HEAD, len(page.prose)) - 1]
    above = -1 if page.headline is None else page.headline
    if page.headline is not None:
        page.kinds[page.headline] = "headline"
        _mark_above(page, page.headline)
    seen = Counter(page.plain(at) for at in range(body))
    for at in range(above + 1, end + 1):
        _mark_in_head(page, at, above_body=at < body, repeated=seen[page.plain(at)] > 1)
    for at in range(above + 1, end):
        if page.units[at].text.casefold() in ("by", "by:") and page.kinds[at + 1] == "byline":
            page.kinds[at] = "byline"
    _mark_inline_dateline(page)


def _find_headline(page: Page) -> int | None:
    body = page.prose[0]
    lines = [at for at in range(body) if page.units[at].look == "short"]
    words = {at: len(page.units[at].text.split()) for at in lines}
    if not lines:
        return None
    found = next((at for at in lines if words[at] >= 4), max(lines, key=lambda at: words[at]))
    found = next((at for at in lines if at > found and words[at] >= 4 and _is_below_menu(page, found, at)), found)
    if sum(found < at for at in lines) > _BETWEEN:
        return None
    return next((at for at in lines if at > found and _is_title_of(page.plain(found), page.plain(at))), found)


def _is_below_menu(page: Page, first: int, at: int) -> bool:
    """Whether a line has the furniture of the site between itself and the site's name, and byline or date below it."""
    below = page.units[at + 1]
    credit_below = below.look in ("byline", "dateline") or bool(_byline_and_date(below))
    return credit_below and sum(unit.look in ("furniture", "loose") for unit in page.units[first:at]) >= 2


def _mark_above(page: Page, headline: int) -> None:
    """Above the headline stand links, and the day on which the page was read."""
    below = any(unit.look == "dateline" for unit in page.units[headline : page.prose[0]])
    in_company = any(unit.look in ("furniture", "loose") for unit in page.units[:headline])
    last_link = max((at for at in range(headline) if page.units[at].look in ("furniture", "loose")), default=-1)
    for at, unit in enumerate(page.units[:headline]):
        link = unit.look == "short" and in_company and len(unit.text.split()) <= 3
        title = unit.look == "short" and _is_title_of(plain(unit.text), page.plain(headline))
        site = unit.look == "short" and at < last_link and _is_below_menu(page, at, headline)
        if unit.look in ("furniture", "loose") or link or title or site or (unit.look == "dateline" and below):
            page.kinds[at] = "boilerplate"
        elif unit.look in ("dateline", "byline", "caption"):
            page.kinds[at] = unit.look


def _mark_in_head(page: Page, at: int, *, above_body: bool, repeated: bool) -> None:
    unit = page.units[at]
    if page.kinds[at] is not None:
        return
    if credit.is_maker(unit.text) and page.names_its_picture(at):
        page.mark_picture(at)
    elif unit.look in ("byline", "dateline"):
        page.kinds[at] = unit.look
    elif unit.look in ("short", "loose", "prose") and (pieces := _byline_and_date(unit)):
        page.pieces[at] = pieces
    elif not above_body:
        return
    elif unit.look in ("short", "loose") and _names_writers(page, at):
        page.kinds[at] = "byline"
    elif unit.look == "loose" or (unit.look == "short" and repeated) or is_contact(unit.text):
        page.kinds[at] = "boilerplate"


def _names_writers(page: Page, at: int) -> bool:
    """A name without “By” where an office, a date or another byline stands beside it."""
    text = page.units[at].text
    before, after = page.units[at - 1] if at else None, page.units[at + 1]
    if credit.is_agency(text) or credit.person_in_place(text):
        return True
    if page.units[at].look == "loose":
        return False
    if credit.is_role(text):
        return before is not None and (before.look == "byline" or page.kinds[at - 1] == "byline")
    if before is not None and before.text == text + " headshot":
        return True
    beside = after.look == "dateline" or credit.is_role(after.text) or is_contact(after.text)
    return credit.is_person(text) and (beside or (before is not None and before.look == "dateline"))


def _mark_inline_dateline(page: Page) -> None:
    """“LONDON, Oct 4 (AP) —” before the first words of the article."""
    speakers = sum(_COLON.match(unit.text) is not None for unit in page.units)
    for at in page.prose[:_HEAD]:
        unit = page.units[at]
        end = credit.dateline_end(unit.text) or (credit.colon_dateline_end(unit.text) if speakers == 1 else 0)
        if end and at not in page.pieces:
            page.pieces[at] = [("dateline", unit.start, unit.start + end)]
            return


def _is_title_of(title: str, headline: str) -> bool:
    """Whether the title of the page is the headline with the site's name behind it."""
    return len(headline) >= 15 and title.startswith(headline) and _TITLE_END.match(title, len(headline)) is not None


def _byline_and_date(unit: Unit) -> list[Place]:
    """A line that is a byline and a date: “By Ann Smith | 4 October 2016”."""
    text = unit.text
    if len(text) > 160:
        return []
    for found in re.finditer(r"(?<=\S)[\s,|•·/–—-]+(?:on\s+)?(?=\S)", text):
        one, other = text[: found.start()], text[found.end() :]
        end, start = unit.start + found.start(), unit.start + found.end()
        if _is_writer(one) and credit.is_dateline(other):
            return [("byline", unit.start, end), ("dateline", start, unit.end)]
        if credit.is_dateline(one) and (_is_writer(other) or _is_handle(other)):
            return [("dateline", unit.start, end), ("byline", start, unit.end)]
    return []


def _is_handle(text: str) -> bool:
    """“by keeper”, behind a date."""
    return text.startswith("by ") and len(text.split()) <= 4 and not text.endswith(".")


def _is_writer(text: str) -> bool:
    return credit.is_byline(text) or credit.person_in_place(text) or (credit.is_person(text) and "," not in text)
