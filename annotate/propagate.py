"""The same text elsewhere: where a span's label could go as well.

A place is the same text where the words are the same, whole, whatever their case, the kind of their apostrophes,
hyphens and spaces, and a possessive behind them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from annotate.change import Transaction
from annotate.commands import ValueParser, add_span, no_value
from annotate.index import SpanIndex
from annotate.model import Span
from annotate.offsets import Range
from annotate.review import decide_span
from annotate.state import AnnotationState

_POSSESSIVE = re.compile(r"(?<=\w)['’][sS]$|(?<=[sS])['’]$")
_GAP = r"(?:[^\S\r\n]+|[^\S\r\n]*\r?\n[^\S\r\n]*)"  # spaces, or one line end, but no empty line
_KINDS = {"'": "['’]", "’": "['’]", "-": "[-‐‑]", "‐": "[-‐‑]", "‑": "[-‐‑]"}
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_ACRONYM = 3  # letters up to which a word of capitals is another word in small letters: US, WHO
_QUOTED = 30  # code points of a span that a note quotes


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of the same text. `sure` says whether it should get the label unless the person says no."""

    place: Range
    sure: bool = True
    note: str = ""  # what stands there, or why it is not sure


@dataclass(frozen=True, slots=True)
class Same:
    """Where the same text stands in a document, and how many places were passed over as decided already."""

    hits: tuple[Hit, ...] = ()
    labelled: int = 0  # the person has a span there
    rejected: int = 0  # the person has said no to this label there


def base_of(asked: str) -> str:
    """A text without the spaces around it and without a possessive at its end: “Iran” of “Iran's”."""
    flat = asked.strip()
    return _POSSESSIVE.sub("", flat) or flat


def same_text(text: str, asked: str) -> Iterator[Range]:
    """Every place where `asked` stands in `text`, in order and without overlap.

    Only whole words count. A possessive is left out, unless `asked` has one: then it belongs to a place that has one.
    """
    base = base_of(asked)
    if not base:
        return
    owned = base != asked.strip()
    pattern = _pattern(base)
    match = pattern.search(text)
    while match is not None:
        start, end = match.span()
        if _is_edge(text, start, inside=start) and _is_edge(text, end, inside=end - 1):
            end += _possessive_after(text, end) if owned else 0
            yield Range(start, end)
            match = pattern.search(text, end)
        else:
            match = pattern.search(text, start + 1)


def find_same(state: AnnotationState, still: SpanIndex, asked: str, label: str, *, but: tuple[Range, ...] = ()) -> Same:
    """Where `asked` could get `label` in a document; `still` are its open suggestions, `but` a place not to give.

    Places where the person has a span already, or said no to this label, are only counted.
    """
    hits, labelled, rejected = list[Hit](), 0, 0
    for place in same_text(state.document.text, asked):
        if (place,) == but:
            continue
        own = state.index.between(*place)
        if any(span.fragments == (place,) for span in own):
            labelled += 1
        elif any(state.decisions[one].outcome == "rejected" for one in state.decisions.filed(((place,), label))):
            rejected += 1
        else:
            hits.append(_hit(state, own, still.between(*place), place, asked, label))
    return Same(tuple(hits), labelled, rejected)


def stands_elsewhere(state: AnnotationState, asked: str, label: str, *, but: tuple[Range, ...] = ()) -> bool:
    """Whether `find_same` finds a place; it is not told how many, and the first one is enough."""
    return any(
        (place,) != but
        and not any(span.fragments == (place,) for span in state.index.between(*place))
        and not any(state.decisions[one].outcome == "rejected" for one in state.decisions.filed(((place,), label)))
        for place in same_text(state.document.text, asked)
    )


def label_place(
    suggested: AnnotationState,
    state: AnnotationState,
    still: SpanIndex,
    place: Range,
    label: str,
    *,
    new_id: str,
    parse: ValueParser = no_value,
) -> Transaction | None:
    """A span of `label` at a place; where a suggestion waits there, it is thereby decided. None where it is there."""
    waiting = [span for span in still.between(*place) if span.fragments == (place,)]
    if waiting:
        one = next((span for span in waiting if span.label == label), waiting[0])
        return decide_span(suggested, state, one.id, new_id=new_id, label=label, parse=parse)
    return add_span(state, [place], label, new_id=new_id, parse=parse)


def _pattern(base: str) -> re.Pattern[str]:
    words = ("".join(_KINDS.get(sign) or re.escape(sign) for sign in word) for word in base.split())
    # Nothing runs on into the first or last word; what these two know of Unicode, `_is_edge` makes exact.
    before = r"(?<![^\W_])" if _is_spaced(base[0]) else ""
    after = r"(?![^\W_])" if _is_spaced(base[-1]) else ""
    return re.compile(before + _GAP.join(words) + after, re.IGNORECASE)


def _possessive_after(text: str, end: int) -> int:
    """How many code points the possessive after a word has; 0 where there is none."""
    if text[end : end + 2] in ("'s", "’s", "'S", "’S") and _is_edge(text, end + 2, inside=end + 1):
        return 2
    return int(text[end : end + 1] in ("'", "’") and text[end - 1] in "sS" and _is_edge(text, end + 1, inside=end))


def _is_spaced(sign: str) -> bool:
    """Whether a sign belongs to words that have spaces between them."""
    return sign.isalnum() and not _UNSPACED.match(sign)


def _letter_before(text: str, at: int) -> str:
    """The sign before an offset, without the marks (accents) that stand on it."""
    while at > 1 and unicodedata.category(text[at - 1]).startswith("M"):
        at -= 1
    return text[at - 1]


def _is_edge(text: str, at: int, *, inside: int) -> bool:
    """Whether no word, number or abbreviation runs over the offset `at`; `inside` is the hit's side of it."""
    if at in (0, len(text)):
        return True
    left, right = _letter_before(text, at), text[at]
    if unicodedata.category(right).startswith("M"):
        return False
    if left.isalnum() and right.isalnum():
        return not _is_spaced(right if inside == at else left)
    if inside == at:  # “000” in “1,000”, “A.” in “U.A.”
        before = text[at - 2 : at - 1]
        return not (right.isdigit() and left in ".," and before.isdigit()) and not (
            left == "." and right.isalpha() and before.isupper() and not text[at - 3 : at - 2].isalpha()
        )
    after = text[at + 1 : at + 2]
    return not (left.isdigit() and right in ".," and after.isdigit()) and not (
        left == "." and right.isupper() and after == "."
    )


def _hit(state: AnnotationState, own: list[Span], still: list[Span], place: Range, asked: str, label: str) -> Hit:
    for spans, what in ((own, ""), (still, "suggested ")):
        for span in spans:
            if span.range != place and not place.covers(span.range):
                how = "inside" if span.range.covers(place) else "overlaps"
                return Hit(place, sure=False, note=f"{how} {what}{_named(span)}")
    if any(zone.kind == "boilerplate" and zone.range.overlaps(place) for zone in state.zones.values()):
        return Hit(place, sure=False, note="boilerplate")
    if own:
        return Hit(place, sure=False, note=f"holds {_named(own[0])}")
    text = state.document.text
    found = text[place.start : place.end]
    if not _same_case(text, place, base_of(asked), base_of(found)):
        return Hit(place, sure=False, note="other case")
    other = next((span for span in still if span.fragments == (place,)), None)
    if other is not None:
        return Hit(place, note="suggested" if other.label == label else f"suggested as {other.label}")
    return Hit(place)


def _same_case(text: str, place: Range, asked: str, found: str) -> bool:
    """Whether the case of a place speaks for the same words: as asked, all in capitals, or at a sentence's start."""
    a, b = " ".join(asked.split()), " ".join(found.split())
    if a == b:
        return True
    letters = [sign for sign in a if sign.isalpha()]
    if letters and all(sign.isupper() for sign in letters) and len(letters) <= _ACRONYM:
        return False
    if b.isupper():
        return True
    if any(sign.isupper() for sign in a):
        return any(sign.isupper() for sign in b)
    before = text[max(0, place.start - 20) : place.start].rstrip(" \t\u00a0\"'“”‘’«»()[]")
    return a[1:] == b[1:] and before[-1:] in ("", ".", "!", "?", ":", "\n", "\r")


def _named(span: Span) -> str:
    flat = " ".join(span.text.split())
    return f"“{flat if len(flat) <= _QUOTED else flat[:_QUOTED] + '…'}” {span.label}"
