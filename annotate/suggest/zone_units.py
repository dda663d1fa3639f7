"""The paragraphs of a saved web page, each with what it is by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from annotate.suggest.zone_credits import is_byline, is_caption, is_caption_label, is_dateline
from annotate.suggest.zone_lines import is_furniture, is_loose_furniture

Look = Literal["furniture", "loose", "byline", "dateline", "caption", "short", "prose"]

_HEADLINE = 160  # code points
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BRACKET = re.compile(r"[.!?][”\"’']? ?\([^()]{1,60}\)$")  # a sentence, and a remark in brackets
_WRAPPED, _WIDEST = 45, 100  # code points of a line that goes on in the next, where lines are broken by hand


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph: its place, and its text with line breaks as spaces, so that offsets in it stay."""

    start: int
    end: int
    text: str
    look: Look
    gap: bool  # whether an empty line stands above it


def units_of(text: str) -> list[Unit]:
    """The paragraphs that are not empty, in order; lines that are broken by hand are joined."""
    looks = dict[str, Look]()  # a line that comes back is looked at once
    found = list[Unit]()
    for start, end, line, gap in _joined(list(_lines(text)), text):
        if line not in looks:
            looks[line] = _look(line)
        found.append(Unit(start, end, line, looks[line], gap))
    return found


def _lines(text: str) -> Iterator[tuple[int, int, str, bool]]:
    before = 0
    for found in _LINE.finditer(text):
        line = found[0].strip()
        if not line:
            continue
        start = found.start() + found[0].index(line)
        yield start, start + len(line), line, text.count("\n", before, start) > 1 or before == 0
        before = start + len(line)


def _joined(lines: list[tuple[int, int, str, bool]], text: str) -> Iterator[tuple[int, int, str, bool]]:
    if not _is_wrapped(lines):
        yield from lines
        return
    at = 0
    while at < len(lines):
        last = at
        while last + 1 < len(lines) and not lines[last + 1][3] and len(lines[last][2]) >= _WRAPPED:
            last += 1
        start, end = lines[at][0], lines[last][1]
        yield start, end, re.sub(r"\s", " ", text[start:end]), lines[at][3]
        at = last + 1


def _is_wrapped(lines: list[tuple[int, int, str, bool]]) -> bool:
    """Whether the text is broken into lines of about one width."""
    follow = [one[2] for one, after in pairwise(lines) if not after[3]]
    wide = [line for line in follow if len(line) >= _WRAPPED and not line.endswith((".", "”", '"', "?", "!"))]
    return len(lines) > 5 and max(len(line[2]) for line in lines) <= _WIDEST and 2 * len(wide) > len(follow) > 4


def _look(text: str) -> Look:
    if is_dateline(text):
        return "dateline"
    if is_byline(text):
        return "byline"
    if is_caption(text) or is_caption_label(text):
        return "caption"
    if is_furniture(text):
        return "furniture"
    if is_loose_furniture(text):
        return "loose"
    return "short" if is_short(text) else "prose"


def is_short(text: str) -> bool:
    """Whether a line may be a headline or a link: short, and not a sentence."""
    ends = text.endswith((".", "!", ":", ";", ",", "…", "”", '"')) or _BRACKET.search(text) is not None
    return len(text) <= _HEADLINE and not ends


def may_be_headline(text: str) -> bool:
    """Whether the first line may be a headline although a quotation or an exclamation mark ends it."""
    if is_short(text):
        return True
    inside = text[:-1]
    quoted = re.search(r"[.!?,]\s?[”\"]?(?:\s|$)", inside) is None and text[0] not in '“"'
    return len(text) <= 120 and text.endswith(("!", "”", '"')) and quoted
