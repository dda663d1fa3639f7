"""Zones of a plain text article as it is saved from the web: headline, byline, dateline, caption, boilerplate.

Careful on purpose: a paragraph is marked only for a reason that can be named, and prose never is. What a line is by its
words is told in `zone_units`; here it is weighed by where it stands: above the article, in it, below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from annotate.model import ZoneKind
from annotate.suggest import zone_credits as credit
from annotate.suggest.zone_lines import is_contact, is_promotion, opens_comments, opens_list
from annotate.suggest.zone_units import Unit, may_be_headline, units_of

Place = tuple[ZoneKind, int, int]

_HEAD = 3  # paragraphs of prose among which byline and dateline may stand
_BETWEEN = 8  # short lines between headline and prose, at most
_LINKS = 6  # links below “Related articles” in the middle of an article, at most
_TEASER = 200  # code points; a longer paragraph is no teaser of another article
_SAYS = re.compile(r"^(?:reply|like|report|flag|upvote|share|.{1,40} says:?|.{0,40}\b\d+ \w+ ago)$", re.IGNORECASE)
_TITLE_END = re.compile(r"\s*[|–—:·•»-]\s*\S")
_BIO = re.compile(r"(?:is|was|writes|covers|reports|has (?:been|covered|reported)|joined) ")
_IS_ONE = re.compile(
    r"(?:[A-Z][\w.'’-]+ ){2,4}(?:is|was) (?:an?|the|our|BBC|[A-Z][\w’']+) .{0,80}?\b(?:reporter|correspondent|journalist|"
    r"editor|columnist|writer|bureau chief|contributor|fellow|producer|professor|researcher|analyst|author|lecturer)\b"
)
_REACH = re.compile(r"@|\bfollow\b|\b(?:twitter|linkedin|e-?mail)\b|\bcan be reached\b|\bbased in\b", re.IGNORECASE)
_COLON = re.compile(r"[A-Z][A-Z'’ -]{2,40}: ")


def find_zones(text: str) -> list[Place]:
    """Zones as `(kind, start, end)` in code points, in text order, without overlap; none where nothing is sure."""
    units = units_of(text)
    if len(units) < 3:
        return []
    page = _Page(units)
    page.mark_head()
    page.mark_middle()
    page.mark_end()
    return list(page.places())


class _Page:
    """The paragraphs of one page, and the kind that each was found to have."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.kinds: list[ZoneKind | None] = [None] * len(units)
        self.pieces: dict[int, list[Place]] = {}  # paragraphs that are zones in part
        self.headline: int | None = None
        self._read_quoted_headline()
        self.prose = [at for at, unit in enumerate(units) if unit.look == "prose"]

    def _read_quoted_headline(self) -> None:
        """A first line that ends in a quotation is a headline where prose stands below it."""
        for at, unit in enumerate(self.units[:-1]):
            if unit.look == "short":
                return
            if unit.look == "prose":
                below = self.units[at + 1]
                if may_be_headline(unit.text) and len(below.text) > len(unit.text):
                    self.units[at] = Unit(unit.start, unit.end, unit.text, "short", unit.gap)
                return

    # The head: everything above the third paragraph of prose.

    def mark_head(self) -> None:
        """Headline, bylines, datelines and the furniture above the article."""
        if not self.prose:
            return
        self.headline = self._find_headline()
        body, end = self.prose[0], self.prose[min(_HEAD, len(self.prose)) - 1]
        above = -1 if self.headline is None else self.headline
        if self.headline is not None:
            self.kinds[self.headline] = "headline"
            self._mark_above(self.headline)
        seen = Counter(_plain(unit.text) for unit in self.units[:body])
        for at in range(above + 1, end + 1):
            self._mark_in_head(at, above_body=at < body, repeated=seen[_plain(self.units[at].text)] > 1)
        self._mark_inline_dateline()

    def _find_headline(self) -> int | None:
        body = self.prose[0]
        lines = [at for at in range(body) if self.units[at].look == "short"]
        words = {at: len(self.units[at].text.split()) for at in lines}
        if not lines:
            return None
        found = next((at for at in lines if words[at] >= 4), max(lines, key=lambda at: words[at]))
        if sum(found < at for at in lines) > _BETWEEN:
            return None
        return next((at for at in lines if at > found and _is_title_of(self._plain(found), self._plain(at))), found)

    def _plain(self, at: int) -> str:
        return _plain(self.units[at].text)

    def _mark_above(self, headline: int) -> None:
        """Above the headline stand links, and the day on which the page was read."""
        below = any(unit.look == "dateline" for unit in self.units[headline : self.prose[0]])
        in_company = any(unit.look in ("furniture", "loose") for unit in self.units[:headline])
        for at, unit in enumerate(self.units[:headline]):
            link = unit.look == "short" and in_company and len(unit.text.split()) <= 3
            title = unit.look == "short" and _is_title_of(_plain(unit.text), self._plain(headline))
            if unit.look in ("furniture", "loose") or link or title or (unit.look == "dateline" and below):
                self.kinds[at] = "boilerplate"
            elif unit.look in ("dateline", "byline", "caption"):
                self.kinds[at] = unit.look

    def _mark_in_head(self, at: int, *, above_body: bool, repeated: bool) -> None:
        unit = self.units[at]
        if unit.look in ("byline", "dateline"):
            self.kinds[at] = unit.look
        elif unit.look in ("short", "loose", "prose") and (pieces := _byline_and_date(unit)):
            self.pieces[at] = pieces
        elif not above_body:
            return
        elif unit.look in ("short", "loose") and self._names_writers(at):
            self.kinds[at] = "byline"
        elif unit.look == "loose" or (unit.look == "short" and repeated) or is_contact(unit.text):
            self.kinds[at] = "boilerplate"

    def _names_writers(self, at: int) -> bool:
        """A name without “By” where an office, a date or another byline stands beside it."""
        text = self.units[at].text
        before, after = self.units[at - 1] if at else None, self.units[at + 1]
        if credit.is_agency(text) or credit.person_in_place(text):
            return True
        if self.units[at].look == "loose":
            return False
        if credit.is_role(text):
            return before is not None and (before.look == "byline" or self.kinds[at - 1] == "byline")
        beside = after.look == "dateline" or credit.is_role(after.text) or is_contact(after.text)
        return credit.is_person(text) and (beside or (before is not None and before.look == "dateline"))

    def _mark_inline_dateline(self) -> None:
        """“LONDON, Oct 4 (AP) —” before the first words of the article."""
        speakers = sum(_COLON.match(unit.text) is not None for unit in self.units)
        for at in self.prose[:_HEAD]:
            unit = self.units[at]
            end = credit.dateline_end(unit.text) or (credit.colon_dateline_end(unit.text) if speakers == 1 else 0)
            if end and at not in self.pieces:
                self.pieces[at] = [("dateline", unit.start, unit.start + end)]
                return

    # The middle: what is furniture by its words, and its company.

    def mark_middle(self) -> None:
        """Furniture, captions and credits wherever they stand."""
        for at, unit in enumerate(self.units):
            if self.kinds[at] is None and at not in self.pieces:
                self._mark_by_words(at, unit)
        self._mark_company()
        self._mark_captions()

    def _mark_by_words(self, at: int, unit: Unit) -> None:
        if unit.look == "furniture" or (self.headline is not None and self._plain(at) == self._plain(self.headline)):
            self.kinds[at] = "boilerplate"
        elif unit.look == "caption":
            self.kinds[at] = "caption"
        elif unit.look == "byline" and credit.is_byline(unit.text, anywhere=True) and at > (self.headline or 0):
            self.kinds[at] = "byline" if credit.is_credit(unit.text) or self._is_below(at) else None
        elif unit.look == "dateline" and credit.says_when_published(unit.text):
            self.kinds[at] = "dateline"
        elif (start := credit.credit_start(unit.text)) is not None:
            self.pieces[at] = [("byline", unit.start + start, unit.end)]

    def _is_below(self, at: int) -> bool:
        return not self.prose or at > self.prose[-1]

    def _mark_company(self) -> None:
        """Loose furniture beside furniture, links below “Related articles”, sentences between two promotions."""
        for at, unit in enumerate(self.units):
            if self.kinds[at] == "boilerplate" and unit.look == "furniture" and opens_list(unit.text):
                for link in self._links_below(at):
                    self.kinds[link] = "boilerplate"
        for ats in (range(1, len(self.units)), range(len(self.units) - 2, -1, -1)):
            step = -1 if ats.step > 0 else 1
            for at in ats:
                if self.units[at].look == "loose" and self.kinds[at] is None and self.kinds[at + step] == "boilerplate":
                    self.kinds[at] = "boilerplate"
        for at in range(1, len(self.units) - 1):
            unit = self.units[at]
            if self.kinds[at] is None and unit.look in ("prose", "short") and len(unit.text) <= _TEASER:
                if self._promotes(at - 1) and self._promotes(at + 1):
                    self.kinds[at] = "boilerplate"

    def _promotes(self, at: int) -> bool:
        return self.kinds[at] == "boilerplate" and is_promotion(self.units[at].text)

    def _links_below(self, opener: int) -> list[int]:
        """Short lines below the words that announce them; the last is left out where it is a subheading."""
        links = list[int]()
        for at in range(opener + 1, min(opener + 1 + _LINKS, len(self.units))):
            apart = links and self.units[at].gap and not self.units[links[0]].gap
            if self.units[at].look != "short" or self.kinds[at] is not None or apart:
                break
            links.append(at)
        if links and links[-1] + 1 < len(self.units) and self.units[links[-1] + 1].look == "prose":
            words = [len(self.units[at].text.split()) for at in links]
            if words[-1] <= 4 and (len(links) == 1 or min(words[:-1]) > 4):
                links.pop()
        return links

    def _mark_captions(self) -> None:
        """What stands below “Image caption”, and the line right above a picture's credit."""
        gaps = sum(unit.gap for unit in self.units) * 2 > len(self.units)
        for at, unit in enumerate(self.units):
            if self.kinds[at] != "caption":
                continue
            after, before = at + 1, at - 1
            if credit.is_caption_label(unit.text) and after < len(self.units) and self.kinds[after] is None:
                if len(self.units[after].text) <= 300 and after not in self.pieces:
                    self.kinds[after] = "caption"
            elif credit.is_picture_credit(unit.text) and gaps and not unit.gap and before > 0:
                if self.kinds[before] is None and len(self.units[before].text) <= 300 and before not in self.pieces:
                    self.kinds[before] = "caption"

    # The end: comments, teasers, the author, the foot of the page.

    def mark_end(self) -> None:
        """Everything below the article."""
        for at in self._openers():
            for below in range(at, len(self.units)):
                self.kinds[below] = "boilerplate"
                self.pieces.pop(below, None)
            break
        for _ in range(4):
            last = max((at for at in self.prose if self.kinds[at] is None), default=-1)
            self._mark_foot(last)
            if last < 0 or not self._is_bio(last):
                return
            self.kinds[last] = "boilerplate"
            self.pieces.pop(last, None)

    def _openers(self) -> Iterator[int]:
        """Lines of furniture below which only comments or teasers of other articles stand."""
        sizes = [len(unit.text) if unit.look == "prose" and self.kinds[at] is None else 0
                 for at, unit in enumerate(self.units)]  # fmt: skip
        before = [0, *accumulate(sizes)]
        said = [0, *accumulate(_SAYS.match(unit.text) is not None for unit in self.units)]
        for at, unit in enumerate(self.units):
            if self.prose and at > self.prose[0] and self.kinds[at] == "boilerplate":
                after = before[-1] - before[at]
                if opens_comments(unit.text) and (after <= before[at] or said[-1] - said[at] > 2):
                    yield at
                elif unit.look == "furniture" and opens_list(unit.text) and after and self._only_teasers(at + 1):
                    yield at

    def _only_teasers(self, first: int) -> bool:
        """Whether each paragraph of prose is short and stands below a link, and there are two at least."""
        prose = [at for at in range(first, len(self.units)) if self.units[at].look == "prose"]
        prose = [at for at in prose if self.kinds[at] is None]
        if len(prose) < 2 or any(len(self.units[at].text) > _TEASER for at in prose):
            return False
        return all(self.units[at - 1].look in ("short", "dateline") for at in prose)

    def _mark_foot(self, last: int) -> None:
        """From the first furniture below the last paragraph of prose to the end."""
        below = range(last + 1, len(self.units))
        first = next((at for at in below if self.kinds[at] == "boilerplate"), None)
        opener = next((at for at in below if self.units[at].look == "loose" and opens_list(self.units[at].text)), None)
        if first is not None and opener is not None:
            first = min(first, opener)
        if first is None and len(self.units) - 1 > last >= 0 and self.units[-1].look == "loose":
            first = len(self.units) - 1
        for at in range(len(self.units) if first is None else first, len(self.units)):
            if self.kinds[at] in (None, "dateline"):
                self.kinds[at] = "boilerplate"

    def _is_bio(self, at: int) -> bool:
        """Whether the last paragraph is about its author: named in the byline, or told where to be found."""
        text = self.units[at].text
        if len(text) > 500 or at == self.headline:
            return False
        names = [name for one, kind in enumerate(self.kinds) if kind == "byline" for name in credit.writers(self.units[one].text)]
        name = next((name for name in names if text.casefold().startswith(name + " ")), None)
        if name is not None:
            return _BIO.match(text, len(name) + 1) is not None
        if re.match(r"The (?:author|writer) (?:is|was|has|can)\b", text):
            return True
        followed = at + 1 < len(self.units)
        return _IS_ONE.match(text) is not None and (followed or _REACH.search(text) is not None)

    def places(self) -> Iterator[Place]:
        """The zones in order; neighbours that are boilerplate are one zone."""
        open_: Place | None = None
        for at, unit in enumerate(self.units):
            kind = self.kinds[at]
            if open_ is not None and kind == "boilerplate":
                open_ = ("boilerplate", open_[1], unit.end)
                continue
            if open_ is not None:
                yield open_
                open_ = None
            if kind == "boilerplate":
                open_ = (kind, unit.start, unit.end)
            elif kind is not None:
                yield (kind, unit.start, unit.end)
            else:
                yield from self.pieces.get(at, ())
        if open_ is not None:
            yield open_


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_title_of(title: str, headline: str) -> bool:
    """Whether the title of the page is the headline with the site's name behind it."""
    return len(headline) >= 15 and title.startswith(headline) and _TITLE_END.match(title, len(headline)) is not None


def _byline_and_date(unit: Unit) -> list[Place]:
    """A line that is a byline and a date: “By Ann Smith | 4 October 2016”."""
    text = unit.text
    if len(text) > 160:
        return []
    for found in re.finditer(r"(?<=\S)[\s,|•·–—-]+(?:on\s+)?(?=\S)", text):
        one, other = text[: found.start()], text[found.end() :]
        for first, second, kinds in ((one, other, ("byline", "dateline")), (other, one, ("dateline", "byline"))):
            if _is_writer(first) and credit.is_dateline(second):
                middle = (unit.start + found.start(), unit.start + found.end())
                return [(kinds[0], unit.start, middle[0]), (kinds[1], middle[1], unit.end)]
    return []


def _is_writer(text: str) -> bool:
    return credit.is_byline(text) or credit.person_in_place(text) or (credit.is_person(text) and "," not in text)
