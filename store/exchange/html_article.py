"""Which paragraphs of a page are its article, and what each of them is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.model import ZoneKind
from annotate.suggest.zone_credits import is_byline, is_caption, is_credit, is_dateline
from annotate.suggest.zone_lines import is_furniture, is_loose_furniture
from annotate.suggest.zones import Place, find_zones
from store.exchange.html_tree import Block

_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SHINGLE = 4  # words
_ALIKE = 0.7  # share of a paragraph's shingles that are in the article, at least
_LINE = 160  # code points of a byline or a date, at most
_CAPTION = 600
_ABOVE = 6  # paragraphs above the headline among which its byline and date may stand
_BROKEN = re.compile(r"\d|ago\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an article, its zones, and its headline."""

    text: str
    zones: tuple[Place, ...]
    headline: str | None


def article_of(blocks: Sequence[Block], extracted: str, title: str) -> Article | None:
    """The article among the paragraphs of a page; `extracted` is what of its text is worth reading, by trafilatura.

    None where nothing of the page is.
    """
    page = _Page(blocks, extracted, title)
    if not page.body:
        return None
    chosen = page.chosen()
    parts, spots, zones, at = list[str](), list[tuple[int, int]](), list[Place](), 0
    for number in chosen:
        block = blocks[number]
        spots.append((at, at + len(block.text)))
        parts.append(block.text)
        for kind, start, end in page.zones(number):
            zones.append((kind, at + start, at + end))
        at += len(block.text) + 2
    text = "\n\n".join(parts)
    headline = blocks[page.headline].text if page.headline is not None else None
    return Article(text, tuple(_with_words(text, spots, zones)), headline)


class _Page:
    """The paragraphs of a page, weighed against what was extracted from it."""

    def __init__(self, blocks: Sequence[Block], extracted: str, title: str) -> None:
        self._blocks = blocks
        self._kept = _kept(blocks, extracted)
        self._void = self._void_names()
        self.headline = self._find_headline(title)
        if self.headline is not None:
            self._void |= set(blocks[self.headline].furniture)
        first = self.headline if self.headline is not None else -1
        self.body = [at for at in range(first + 1, len(blocks)) if self._kept[at] and not self._is_furniture(at)]
        self._parents = Counter(blocks[at].parent for at in self.body)
        prose = [at for at in self.body if self._parents[blocks[at].parent] > 1 or len(blocks[at].text) > 120]
        self._prose = prose[0] if prose else len(blocks)

    def _void_names(self) -> set[int]:
        """Elements that hold most of the article are no furniture, whatever their names say."""
        weights = Counter[int]()
        for block, kept in zip(self._blocks, self._kept, strict=True):
            for one in block.furniture if kept else ():
                weights[one] += len(block.text)
        whole = sum(len(block.text) for block, kept in zip(self._blocks, self._kept, strict=True) if kept)
        return {one for one, weight in weights.items() if 2 * weight > whole}

    def _is_furniture(self, at: int) -> bool:
        return any(one not in self._void for one in self._blocks[at].furniture)

    def _find_headline(self, title: str) -> int | None:
        """The line that the page's title begins with, the first `h1` before the body, or none."""
        wanted = _plain(title)
        lines = [at for at, block in enumerate(self._blocks) if len(block.text) <= 300]
        alike = [at for at in lines if wanted and _is_in_title(_plain(self._blocks[at].text), wanted)]
        heads = [at for at in alike if self._blocks[at].tag in ("h1", "h2", "h3")] or alike
        named = [at for at in heads if not self._is_furniture(at) or self._blocks[at].tag == "h1"]
        if named:
            return named[0]
        body = next((at for at, block in enumerate(self._blocks) if self._kept[at] and len(block.text) > 120), None)
        ones = [at for at in lines if self._blocks[at].tag == "h1" and not self._is_furniture(at)]
        before = [at for at in ones if body is None or at < body]
        return before[-1] if before else None

    def chosen(self) -> list[int]:
        """The numbers of the paragraphs that stay, in reading order."""
        first = self.headline if self.headline is not None else self.body[0]
        last = self.body[-1]
        above = [at for at in range(max(0, first - _ABOVE), first) if self._is_head(at)]
        seen, found = set[str](), list[int]()
        for at in [*above, *range(first, len(self._blocks))]:
            text = self._blocks[at].text
            wanted = at == self.headline or (self._stays(at) if at <= last else self._is_tail(at))
            if wanted and not (text in seen and (self.kind(at) or len(text) <= _LINE)):
                found.append(at)
                seen.add(text)
        return found

    def _is_head(self, at: int) -> bool:
        """Whether a line above the headline is its byline or date."""
        alone = self.kind(at) in ("byline", "dateline") and not self._is_furniture(at)
        return alone and self.headline is not None and self._blocks[at].parent == self._blocks[self.headline].parent

    def _stays(self, at: int) -> bool:
        """Whether a paragraph between the headline and the last one of the article is part of it."""
        block = self._blocks[at]
        if self._is_furniture(at):
            return False
        if self._kept[at] or self.kind(at) or self._has_pieces(at):
            return True
        if is_furniture(block.text) or is_loose_furniture(block.text) or block.linked > 0.6:
            return False
        return self._parents[block.parent] > 1 or (at < self._prose and len(block.text.split()) >= 5)

    def _is_tail(self, at: int) -> bool:
        """Whether a paragraph below the last one that was extracted goes on with the article."""
        block = self._blocks[at]
        if self._is_furniture(at) or self._parents[block.parent] < 2 or block.linked > 0.4:
            return False
        return is_credit(block.text) or (block.tag == "p" and len(block.text) > 80 and not is_furniture(block.text))

    def _has_pieces(self, at: int) -> bool:
        return len(self._blocks[at].text) <= _LINE and bool(self.zones(at))

    def kind(self, at: int) -> ZoneKind | None:
        """What a whole paragraph is by the names of its elements, where its words do not say otherwise."""
        block = self._blocks[at]
        if at == self.headline:
            return "headline"
        if block.role == "caption" or (block.role and is_caption(block.text)):
            return "caption" if len(block.text) <= _CAPTION else None
        if len(block.text) > _LINE:
            return None
        if is_dateline(block.text):
            return "dateline" if block.role or block.pieces or self._is_above(at) else None
        if block.role == "dateline" and _BROKEN.search(block.text) and not is_furniture(block.text):
            return "dateline"
        if block.role == "byline":
            return "byline" if _may_be_byline(block.text) else None
        return "byline" if (block.pieces or self._is_above(at)) and is_byline(block.text) else None

    def _is_above(self, at: int) -> bool:
        """Whether a paragraph stands between the headline and the first one of prose."""
        return self.headline is not None and self.headline < at < self._prose

    def zones(self, at: int) -> list[Place]:
        """The zones of one paragraph; offsets into it."""
        block = self._blocks[at]
        if (kind := self.kind(at)) is not None:
            return [(kind, 0, len(block.text))]
        if len(block.text) > _LINE:
            return []
        found = list[Place]()
        for piece in block.pieces:
            words = block.text[piece.start : piece.end]
            start = piece.start + len(words) - len(words.lstrip())
            end = piece.end - (len(words) - len(words.rstrip()))
            if piece.role == "dateline" and is_dateline(words.strip()):
                found.append(("dateline", start, end))
            elif piece.role == "byline" and _may_be_byline(words.strip()):
                found.append(("byline", start, end))
        return found


def _may_be_byline(text: str) -> bool:
    return 0 < len(text) <= _LINE and not text.endswith((".", "?", "!", ":")) and not is_furniture(text)


def _kept(blocks: Sequence[Block], extracted: str) -> list[bool]:
    """Whether each paragraph is in the extracted text, by its words."""
    lines, shingles = set[str](), set[tuple[str, ...]]()
    for line in extracted.split("\n"):
        words = _words(line)
        lines.add(" ".join(words))
        shingles.update(zip(*(words[at:] for at in range(_SHINGLE)), strict=False))
    found = list[bool]()
    for block in blocks:
        words = _words(block.text)
        own = list(zip(*(words[at:] for at in range(_SHINGLE)), strict=False))
        alike = bool(own) and sum(one in shingles for one in own) >= _ALIKE * len(own)
        found.append(bool(words) and (alike or " ".join(words) in lines))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).casefold())


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _is_in_title(line: str, title: str) -> bool:
    return len(line) >= 4 and (line == title or (title.startswith(line + " ") and 2 * len(line) >= len(title)))


def _with_words(text: str, spots: Sequence[tuple[int, int]], named: Sequence[Place]) -> list[Place]:
    """The zones that the page names, and in the paragraphs of which it says nothing those that the words tell."""
    has_headline = any(kind == "headline" for kind, _, _ in named)
    told = [one for one in find_zones(text) if not (has_headline and one[0] == "headline")]
    taken, at = _spots_of(named, spots), 0
    found = list(named)
    for kind, start, end in told:
        while at < len(spots) and spots[at][1] <= start:
            at += 1
        for number in range(at, len(spots)):
            first, last = spots[number]
            if first >= end:
                break
            if number not in taken:
                found.append((kind, max(first, start), min(last, end)))
    return _joined(sorted(found, key=lambda one: one[1]))


def _spots_of(zones: Sequence[Place], spots: Sequence[tuple[int, int]]) -> set[int]:
    """The numbers of the paragraphs that have a zone already."""
    starts = [first for first, _ in spots]
    return {bisect_right(starts, start) - 1 for _, start, _ in zones}


def _joined(zones: Sequence[Place]) -> list[Place]:
    """Neighbours that are boilerplate are one zone."""
    found = list[Place]()
    for zone in zones:
        if found and zone[0] == found[-1][0] == "boilerplate" and zone[1] - found[-1][2] <= 2:
            found[-1] = ("boilerplate", found[-1][1], zone[2])
        else:
            found.append(zone)
    return found
