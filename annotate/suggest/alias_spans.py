"""Names that only an alias tells: “Al Nujaba, or ‘The Noble Ones’”, “Ahmed Hassan, also known as Abu Omar”.

What such words name is proposed as a span of its own where nobody proposed it, with the label of the name that it
stands beside; where both are spans under two labels, the surer one's label is right for both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from annotate.scheme import Scheme
from annotate.suggest.alias_cues import ACTIVE, BRACKET, CUE, NEAR
from annotate.suggest.base import Suggestion

_WORD = (
    r"(?:[a-z]{2,3}[-’'])?[^\W\d_a-z][\w’'.-]{0,30}"  # begins with a capital letter, also after an article: “al-Masri”
)
# Bounded, so that no text takes long: eight words at most.
_NAME = re.compile(rf"(?:[Tt]he\ )?({_WORD}(?:\ (?:(?:of|for|and|in|de|al|the)\ )?(?:the\ )?{_WORD}){{0,7}})")
_ENDS = re.compile(r"[,.]?[”\"’']")
_PLAIN = re.compile(r"known\ as|\ba\.?k\.?a\b|\balias\b|nicknamed|dubbed|referred\ to\ as|whose\ real\ name|n[ée]e\b")
_SIGNS = ".,;:’'-"
_SURE = 0.7  # an alias in quotes or after “also known as” is mostly a name


def with_aliases(text: str, spans: Sequence[Suggestion], scheme: Scheme) -> list[Suggestion]:
    """`spans` (in text order, without overlap) with the names that stand in a cue of an alias beside one of them.

    Only beside spans whose label carries no value and may be joined by `same_as`. In time linear in their number.
    """
    label = scheme.relation_label("same_as")
    found, renamed = list[Suggestion](), dict[tuple[str, str], str]()
    if label is None:
        return list(spans)
    joinable = {one: label.allows(one, one) and scheme.meaning(one) == "none" for one in {span.label for span in spans}}
    for at, span in enumerate(spans):
        found.append(span)
        if not joinable[span.label]:
            continue
        start, quoted = _cue_end(text, span.end)
        if start is None:
            continue
        place = _name_at(text, start, quoted=quoted)
        if place is None:
            continue
        after = spans[at + 1] if at + 1 < len(spans) else None
        if after is None or place[1] <= after.start:
            found.append(Suggestion(*place, span.label, _SURE))
        elif (after.start, after.end) == place and after.label != span.label and joinable[after.label]:
            wrong, right = (span, after) if span.score < after.score else (after, span)
            renamed[text[wrong.start : wrong.end], wrong.label] = right.label
    if not renamed:
        return found
    return [replace(one, label=renamed.get((text[one.start : one.end], one.label), one.label)) for one in found]


def _cue_end(text: str, end: int) -> tuple[int | None, bool]:
    """Where the name behind a cue begins that follows a span's end, and whether it stands in quotes."""
    limit = end + NEAR
    bracket = BRACKET.match(text, end, limit)
    if bracket is not None and bracket["quote"]:
        return bracket.end(), True
    cue = CUE.match(text, end, limit)
    if cue is None or ACTIVE.match(cue[0]):
        return None, False
    quoted = cue["quote"] is not None
    return (cue.end(), quoted) if quoted or _PLAIN.search(cue[0]) else (None, False)


def _name_at(text: str, start: int, *, quoted: bool) -> tuple[int, int] | None:
    """The place of the name that begins at `start`, without its article; in quotes it fills them."""
    name = _NAME.match(text, start)
    if name is None:
        return None
    begin, end = name.span(1)
    while end > begin and text[end - 1] in _SIGNS:
        end -= 1
    if text.endswith(("’s", "'s"), begin, end):
        end -= 2
    if quoted and _ENDS.match(text, end) is None:
        return None
    return (begin, end) if end - begin > 1 else None
