"""Times of day: "6 a.m.", "6:30 pm", "1400 GMT", "noon"."""

from __future__ import annotations

from annotate.suggest.found import Found, dated
from annotate.suggest.lexicon import DATE_PREPOSITIONS, DAYS, PERCENT, SMALL, TENS
from annotate.suggest.tokens import Tokens
from annotate.suggest.units import UNITS

_WORDS = {"midnight": "T00:00", "noon": "T12:00", "midday": "T12:00"}
CLOCK_WORDS = frozenset(_WORDS)
_ZONES = frozenset("GMT UTC EST EDT ET BST CET CEST PST PDT PT CST CDT MST MDT IST JST AEST MSK EET Z".split())
_NEXT = frozenset((":", "in", "a", "p", "am", "pm", "o", "gmt", "utc", "hours", "hrs", "local", "h", "oclock"))
_TO = frozenset(("to", "-", "–", "and", "or", "until", "till"))
_PAST_OR_TO = frozenset(("past", "to"))
PAST_STARTS = frozenset(("half", "quarter", "a", *SMALL, *TENS))
_HOURS = {word: int(number) for word, number in SMALL.items() if 1 <= number <= 12} | {"noon": 12, "midnight": 0}
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
    if following in _TO and (first := _first_of_two(t, index, floor)) is not None:
        return first
    if following not in _NEXT and "." not in low:
        return None
    read = _time(t, index)
    if read is None or (t.glued(index) and t.lows[index - 1] in (":", "-", ".", "/", "$")):
        return None
    hour, minute, end = read
    about = t.lows[index - 1] in _ABOUT and index > floor
    text = f"{'~' if about else ''}T{hour:02}:{minute:02}"
    return dated(index - about, end, text, label="TIME", score=0.93)


def _first_of_two(t: Tokens, index: int, floor: int) -> Found | None:
    """The "4" of "4 to 5pm": an hour before another one whose half of the day both share."""
    near, far, sign = t.whole(index, 2), t.whole(index + 2, 2), t.lows[index + 1]
    if near is None or far is None or not (1 <= near <= 12 and 1 <= far <= 12) or near == far:
        return None
    if sign == "and" and not (t.lows[index - 1] == "between" and index > floor):
        return None
    half = _half_of_day(t, index + 3)
    if half is None or (sign == "or" and near > far) or t.glued(index):
        return None
    earlier = near % 12 < far % 12
    part = half[1] if earlier else "a" if half[1] == "p" else "p"
    return dated(index, index + 1, f"T{near % 12 + (12 if part == 'p' else 0):02}:00", label="TIME", score=0.85)


def read_past(t: Tokens, index: int, floor: int) -> Found | None:
    """ "half past six", "a quarter to nine", "ten minutes past noon", "20 past 8 in the evening"."""
    at = index + (t.lows[index] == "a")
    low, part = t.lows[at], t.lows[at] in ("half", "quarter")
    if at > index and low != "quarter":
        return None
    minutes = {"half": 30, "quarter": 15}.get(low)
    if minutes is None:
        number = SMALL.get(low, TENS.get(low))
        minutes = int(number) if number is not None else t.whole(at, 2)
        if low in TENS and t.lows[at + 1] == "-" and t.lows[at + 2] in SMALL:
            minutes, at = (minutes or 0) + int(SMALL[t.lows[at + 2]]), at + 2
    at += 1
    named = t.lows[at] in ("minutes", "minute", "mins", "min")
    at += named
    sign = t.lows[at]
    if minutes is None or not 0 < minutes < 60 or sign not in _PAST_OR_TO or (low == "half" and sign == "to"):
        return None
    hour = _HOURS.get(t.lows[at + 1], t.whole(at + 1, 2))
    if hour is None or not 0 <= hour <= 23 or t.lows[at + 2] in UNITS or t.lows[at + 2] in PERCENT:
        return None
    end = at + 2
    oclock = _oclock(t, end)
    half = _half_of_day(t, oclock or end, said=True)
    sure = half or oclock or part or named
    if sign == "to" and not sure and (t.lows[index - 1] != "at" or minutes % 5 or t.word(end)):
        return None
    read = _checked(hour, 0, oclock or end, half if hour else None)
    if read is None:
        return None
    total = (read[0] * 60 + (minutes if sign == "past" else -minutes)) % 1440
    about = t.lows[index - 1] in _ABOUT and index > floor
    text = f"{'~' if about else ''}T{total // 60:02}:{total % 60:02}"
    return dated(index - about, read[2], text, label="TIME", score=0.9)


def _time(t: Tokens, index: int) -> tuple[int, int, int] | None:
    """Hour, minute, and the index after the time."""
    low = t.lows[index]
    if low in SMALL:
        oclock = _oclock(t, index + 1)
        half = _half_of_day(t, oclock or index + 1, said=oclock is not None)
        return _checked(int(SMALL[low]), 0, oclock, half) if oclock or half else None
    if len(low) == 4 and low.isdecimal() and (t.texts[index + 1] in _ZONES or t.lows[index + 1] in ("hours", "hrs")):
        end = index + 2
        if t.lows[index + 1] in ("hours", "hrs") and not (low[0] == "0" or t.lows[index - 1] == "at"):
            return None
        return _checked(int(low[:2]), int(low[2:]), end, None)
    hour, dot, part = low.partition(".")
    if not hour.isdecimal() or len(hour) > (2 if dot else 4) or (dot and not (len(part) == 2 and part.isdecimal())):
        return None
    minute, end = int(part or 0), index + 1
    if t.lows[end] == ":" and t.joined(end) and t.lows[end + 1].isdecimal() and len(t.lows[end + 1]) == 2:
        minute, end = int(t.lows[end + 1]), end + 2
        if (t.lows[end] == ":" and t.joined(end)) or _names(t, index):
            return None
    if len(low) > 2 and not dot and hour.isdecimal() and len(low) < 5:  # "1140 a.m."
        half = _half_of_day(t, end) if t.lows[end] != "in" else None
        return _checked(int(low[:-2]), int(low[-2:]), end, half, t) if half else None
    oclock = _oclock(t, end)
    half = _half_of_day(t, oclock or end, said=oclock is not None or end > index + 1)
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
    if t.lows[index] == "oclock":
        return index + 1
    return (
        index + 3 if t.lows[index] == "o" and t.lows[index + 1] in ("'", "’") and t.lows[index + 2] == "clock" else None
    )


def _half_of_day(t: Tokens, index: int, *, said: bool = False) -> tuple[int, str] | None:
    """The half of the day and the index after it; `said` that a time of day surely stands before it."""
    low = t.lows[index]
    if low in ("am", "pm"):
        return (index + 1, low[0]) if low == "pm" or t.glued(index) or t.lows[index + 1] not in ("a", "not") else None
    if low in ("a", "p") and t.lows[index + 1] == "." and t.lows[index + 2] == "m":
        return index + 3 + (t.lows[index + 3] == "." and t.glued(index + 3)), low
    if low == "in" and t.lows[index + 1] == "the" and (said or t.lows[index - 2] in _AT):
        part = {"morning": "a", "afternoon": "p", "evening": "p"}.get(t.lows[index + 2])
        return (index + 3, part) if part else None
    return None
