"""Furniture, captions and credits wherever they stand, by their words and their company."""

from __future__ import annotations

from annotate.suggest import zone_credits as credit
from annotate.suggest.zone_lines import is_promotion, opens_list, opens_picture
from annotate.suggest.zone_page import Page
from annotate.suggest.zone_units import Unit

_LINKS = 6  # links below “Related articles” in the middle of an article, at most
_CAPTION = 300  # code points
_TEASER = 200  # code points; a longer paragraph is no teaser of another article


def mark_middle(page: Page) -> None:
    """Furniture, captions and credits wherever they stand."""
    for at, unit in enumerate(page.units):
        if page.kinds[at] is None and at not in page.pieces:
            _mark_by_words(page, at, unit)
    _mark_company(page)
    _mark_captions(page)
    _mark_times(page)


def _mark_by_words(page: Page, at: int, unit: Unit) -> None:
    if unit.look == "furniture" or (page.headline is not None and page.plain(at) == page.plain(page.headline)):
        page.kinds[at] = "boilerplate"
    elif unit.look == "caption":
        page.kinds[at] = "caption"
    elif unit.look == "byline" and credit.is_byline(unit.text, anywhere=True) and at > (page.headline or 0):
        page.kinds[at] = "byline" if credit.is_credit(unit.text) or _is_below(page, at) else None
    elif unit.look == "dateline" and credit.says_when_published(unit.text):
        page.kinds[at] = "dateline"
    elif (start := credit.credit_start(unit.text)) is not None:
        page.pieces[at] = [("byline", unit.start + start, unit.end)]


def _is_below(page: Page, at: int) -> bool:
    return not page.prose or at > page.prose[-1]


def _mark_company(page: Page) -> None:
    """Loose furniture beside furniture, links below “Related articles”, sentences between two promotions."""
    for at, unit in enumerate(page.units):
        if page.kinds[at] == "boilerplate" and unit.look == "furniture" and opens_list(unit.text):
            for link in _links_below(page, at):
                page.kinds[link] = "boilerplate"
    in_list = False
    for at, unit in enumerate(page.units[:-1]):
        if page.kinds[at] == "boilerplate":
            in_list = (in_list and at > 0 and page.kinds[at - 1] == "boilerplate") or opens_list(unit.text)
        elif in_list and unit.look == "short" and page.kinds[at] is None and page.kinds[at + 1] == "boilerplate":
            page.kinds[at] = "boilerplate"
    for ats in (range(1, len(page.units)), range(len(page.units) - 2, -1, -1)):
        step = -1 if ats.step > 0 else 1
        for at in ats:
            if page.units[at].look == "loose" and page.kinds[at] is None and page.kinds[at + step] == "boilerplate":
                page.kinds[at] = "boilerplate"
    for at in range(1, len(page.units) - 1):
        unit = page.units[at]
        may_be = page.kinds[at] is None and unit.look in ("prose", "short") and len(unit.text) <= _TEASER
        if may_be and _promotes(page, at - 1) and _promotes(page, at + 1):
            page.kinds[at] = "boilerplate"


def _promotes(page: Page, at: int) -> bool:
    return page.kinds[at] == "boilerplate" and is_promotion(page.units[at].text)


def _links_below(page: Page, opener: int) -> list[int]:
    """Short lines below the words that announce them; the last is left out where it is a subheading."""
    links = list[int]()
    for at in range(opener + 1, min(opener + 1 + _LINKS, len(page.units))):
        apart = links and page.units[at].gap and not page.units[links[0]].gap
        if page.units[at].look != "short" or page.kinds[at] is not None or apart:
            break
        links.append(at)
    if links and links[-1] + 1 < len(page.units) and page.units[links[-1] + 1].look == "prose":
        words = [len(page.units[at].text.split()) for at in links]
        if words[-1] <= 4 and (len(links) == 1 or min(words[:-1]) > 4):
            links.pop()
    return links


def _mark_captions(page: Page) -> None:
    """What stands below “Image caption”, and the line right above a picture's credit."""
    for at, unit in enumerate(page.units):
        below = at + 1 < len(page.units) and page.units[at + 1].look == "short" and not page.units[at + 1].gap
        if page.kinds[at] == "boilerplate" and below and opens_picture(unit.text) and _may_be_caption(page, at + 1):
            page.kinds[at + 1] = "caption"
        if page.kinds[at] != "caption":
            continue
        label, alone = credit.is_caption_label(unit.text), credit.is_picture_credit(unit.text)
        if label and at + 1 < len(page.units) and _may_be_caption(page, at + 1):
            page.kinds[at + 1] = "caption"
        elif not label and alone and page.names_its_picture(at):
            page.mark_picture(at)
        elif not label and at > 1 and not unit.gap and _is_described(page, at, alone=alone):
            page.kinds[at - 1] = "caption"


def _is_described(page: Page, at: int, *, alone: bool) -> bool:
    """Whether the line above a credit is its caption: the two stand apart from the rest, or it is no sentence."""
    above = page.units[at - 1]
    label = page.units[at].text.casefold().startswith(("credit:", "photo:", "image:", "picture:"))
    together = (alone and above.gap) or (label and above.look == "short" and at - 1 != page.headline)
    return together and _may_be_caption(page, at - 1)


def _mark_times(page: Page) -> None:
    """The times above the entries of a live report: two at least."""
    times = [at for at, unit in enumerate(page.units) if credit.is_clock(unit.text)]
    for at in times if len(times) > 1 else ():
        page.kinds[at] = "dateline"


def _may_be_caption(page: Page, at: int) -> bool:
    return page.kinds[at] is None and at not in page.pieces and len(page.units[at].text) <= _CAPTION
