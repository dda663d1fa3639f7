"""Times of day: "6 a.m.", "6:30 pm", "1400 GMT", "noon"."""

from __future__ import annotations

from annotate.suggest.found import Found, dated
from annotate.suggest.lexicon import DATE_PREPOSITIONS, DAYS, SMALL
from annotate.suggest.tokens import Tokens

_WORDS = {"midnight": "T00:00", "noon": "T12:00", "midday": "T12:00"}
CLOCK_WORDS = frozenset(_WORDS)
_ZONES = frozenset("GMT UTC EST EDT ET BST CET CEST PST PDT PT CST CDT MST MDT IST JST AEST MSK EET Z".split())
_NEXT = frozenset((":", "in", "a", "p", "am", "pm", "o", "gmt", "utc", "hours", "hrs", "local", "h"))
_BEFORE = DATE_PREPOSITIONS | frozenset("at by about nearly just exactly shortly today tomorrow yesterday time".split())
_AT = frozenset("at about around until till by before after".split())
_ABOUT = frozenset("about around approximately roughly circa nearly almost".split())


def read_clock(t: Tokens, index: int, floor: int) -> Found | None:
    """The time of day that begins at a token."""
    low, following = t.lows[index], t.lows[index + 1]
    if low in _WORDS:
        return (
            None if t.glued(index) and t.lows[index - 1] != "(" else dated(index, index + 1, _WORDS[low], label="TIME")
        )
    if following not in _NEXT and "." not in low:
        return None
    read = _time(t, index)
    if read is None or (t.glued(index) and t.lows[index - 1] in (":", "-", ".", "/", "$")):
        return None
    hour, minute, end = read
    about = t.lows[index - 1] in _ABOUT and index > floor
    text = f"{'~' if about else ''}T{hour:02}:{minute:02}"
    return dated(index - about, end, text, label="TIME", score=0.93)


def _time(t: Tokens, index: int) -> tuple[int, int, int] | None:
    """Hour, minute, and the index after the time."""
    low = t.lows[index]
    if low in SMALL:
        oclock = _oclock(t, index + 1)
        half = None if oclock else _half_of_day(t, index + 1)
        return _checked(int(SMALL[low]), 0, oclock, half) if oclock or half else None
    if len(low) == 4 and low.isdecimal() and (t.texts[index + 1] in _ZONES or t.lows[index + 1] in ("hours", "hrs")):
        end = index + 2
        if t.lows[index + 1] in ("hours", "hrs") and not (low[0] == "0" or t.lows[index - 1] == "at"):
            return None
        return _checked(int(low[:2]), int(low[2:]), end, None)
    hour, dot, part = low.partition(".")
    if not hour.isdecimal() or len(hour) > 2 or (dot and not (len(part) == 2 and part.isdecimal())):
        return None
    minute, end = int(part or 0), index + 1
    if t.lows[end] == ":" and t.joined(end) and t.lows[end + 1].isdecimal() and len(t.lows[end + 1]) == 2:
        minute, end = int(t.lows[end + 1]), end + 2
        if (t.lows[end] == ":" and t.joined(end)) or _names(t, index):
            return None
    half = _half_of_day(t, end)
    oclock = _oclock(t, end)
    if dot and not half and t.texts[end] not in _ZONES:
        return None
    zone = t.texts[end] in _ZONES
    if end == index + 1 and not (half or oclock or (zone and dot)):
        return None
    return _checked(int(hour), minute, oclock or end, half, t)


def _names(t: Tokens, index: int) -> bool:
    """ "John 3:16"."""
    before = t.lows[index - 1]
    return t.capital(index - 1) and t.word(index - 1) and before not in _BEFORE and before not in DAYS


def _checked(
    hour: int, minute: int, end: int | None, half: tuple[int, str] | None, t: Tokens | None = None
) -> tuple[int, int, int] | None:
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour, end = hour % 12 + (12 if half[1] == "p" else 0), half[0]
    assert_end = end or 0
    if t is not None and t.texts[assert_end] in _ZONES:
        assert_end += 1
    return hour % 24, minute, assert_end


def _oclock(t: Tokens, index: int) -> int | None:
    return (
        index + 3 if t.lows[index] == "o" and t.lows[index + 1] in ("'", "’") and t.lows[index + 2] == "clock" else None
    )


def _half_of_day(t: Tokens, index: int) -> tuple[int, str] | None:
    low = t.lows[index]
    if low in ("am", "pm"):
        return (index + 1, low[0]) if low == "pm" or t.glued(index) or t.lows[index + 1] not in ("a", "not") else None
    if low in ("a", "p") and t.lows[index + 1] == "." and t.lows[index + 2] == "m":
        return index + 3 + (t.lows[index + 3] == "." and t.glued(index + 3)), low
    if low == "in" and t.lows[index + 1] == "the" and t.lows[index - 2] in _AT:
        part = {"morning": "a", "afternoon": "p", "evening": "p"}.get(t.lows[index + 2])
        return (index + 3, part) if part else None
    return None
