"""Zones of a plain text article as it is saved from the web: headline, byline, dateline, boilerplate.

Careful on purpose: a line is marked only for a reason that can be named, and prose never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.model import ZoneKind

Place = tuple[ZoneKind, int, int]

_HEADLINE = 160  # code points
_BYLINE = re.compile(r"(?:By|BY)\s+[A-Z][\w.'’-]+(?:\s+(?:and|[A-Z][\w.'’-]+)){0,8}(?:,\s.{0,60})?")
_DATELINE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\s+\d{1,2},\s+\d{4}|\d{1,2}\s+(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)\s+\d{4})\.?"
)
# What only stands in the furniture of a web page. Each opens a tail of boilerplate or is a line of it.
_FURNITURE = re.compile(
    r"""
      ^(?:you\ might\ also\ like|related\ (?:articles?|stories|links?|news|topics)|read\ (?:more|next|also)\b.{0,80}$
      |more\ (?:on\ this(?:\ story)?|from|stories|news)\b.{0,60}$|see\ also:?$|recommended(?:\ for\ you)?:?$
      |most\ (?:read|popular|viewed)\b.{0,40}$
      |submit\ a\ (?:correction|tip|comment)|report\ an?\ (?:error|typo|correction)\b
      |share\ (?:this|on)\b.{0,80}$|follow\ us\b.{0,80}$|(?:sign\ up|subscribe)\b.{0,160}$
      |tags?:\s|topics?:\s|filed\ under
      |leave\ a\ (?:reply|comment)|\d*\ ?comments?:?$|advertisement$|sponsored\ content|copyright\b|©|\(c\)\s*\d{4}
      |all\ rights\ reserved|terms\ of\ (?:use|service)|privacy\ policy|back\ to\ top$|print\ this\ page
      |how\ to\ submit\b
      |the\ views\ expressed\ in\b|this\ (?:article|story)\ (?:was|has\ been)\ (?:first|originally)\ published\b
      |for:\s|your\ (?:suggestions?|message|comment|e-?mail)\b.{0,60}\b(?:submitted|sent|received|published|address)
      |there\ was\ an\ error\ while|please\ try\ again|will\ use\ the\ information\ you\ provide|click\ here\b)
      |\bwill\ use\ the\ information\ you\ provide\b|\ball\ rights\ reserved\b|\bsubscribe\ to\ our\ newsletter\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def is_short(self) -> bool:
        """Whether it may be a headline or a link: short, and not a sentence."""
        return len(self.text) <= _HEADLINE and not self.text.endswith((".", "!", ":", ";", ",", "…", "”", '"'))


def find_zones(text: str) -> list[Place]:
    """Zones as `(kind, start, end)` in code points, in text order, without overlap; none where nothing is sure."""
    lines = list(_lines(text))
    if len(lines) < 3:
        return []
    head = list(_head(lines))
    after = max((end for _, _, end in head), default=0)
    return [*head, *_tail([line for line in lines if line.start >= after])]


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped)
            yield _Line(start, start + len(stripped), stripped)
        at += len(raw) + 1


def _head(lines: list[_Line]) -> Iterator[Place]:
    """The headline, then byline, dateline and link lines until the first sentence."""
    if not lines[0].is_short or not any(len(line.text) > _HEADLINE or not line.is_short for line in lines[1:6]):
        return
    yield ("headline", lines[0].start, lines[0].end)
    seen = {lines[0].text}
    for at, line in enumerate(lines[1:8], 1):
        if _BYLINE.fullmatch(line.text):
            yield ("byline", line.start, line.end)
        elif _DATELINE.fullmatch(line.text):
            yield ("dateline", line.start, line.end)
        elif line.is_short and (line.text in seen or line.text in {other.text for other in lines[at + 1 : 8]}):
            yield ("boilerplate", line.start, line.end)  # links and headlines are repeated, prose is not
        elif not line.is_short:
            return
        seen.add(line.text)


def _tail(lines: list[_Line]) -> Iterator[Place]:
    """From the first line of furniture that only furniture and short lines follow, to the end."""
    first = len(lines)
    for at in range(len(lines) - 1, 0, -1):
        if _FURNITURE.search(lines[at].text):
            first = at
        elif len(lines[at].text) > _HEADLINE or (lines[at].text.endswith((".", "”")) and first - at > 2):
            break
    if 0 < first < len(lines):
        yield ("boilerplate", lines[first].start, lines[-1].end)
