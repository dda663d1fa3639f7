"""What Recognizers says another way than our scheme, put side by side, so that a convention is not counted as a fault.

- Their intervals end before their end ("2014 to 2018" is 2014-01-01 up to 2018-01-01); ours name the last year, month
  or day. Quarters, halves, decades and centuries have codes with us (`2019-35`, `199X`), days with them.
- "in two weeks" and "three weeks later" are a day for them, `P2W` for us: right where the period, counted from the
  document's day, gives that day. "two months ago" is a day for them, the month for us: right where it holds the day.
- "last Friday" and "next Friday" are those of the last and next week for them, the nearest ones for us.
- "two weeks before Christmas", "greater than 10 and less than 20" and "from next Friday to 1 October" are one
  expression for them, two values for us: right where both together say theirs.
- "few", "several" and "some" are three for them, without an amount for us.
- "more than thirty years old" is a range of numbers for them, a period with a modifier for us.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

_AGO = re.compile(r"\b(?:ago|from now|from today|hence|back)\W*$", re.IGNORECASE)
_LATER = re.compile(r"^(?:with)?in \b|\blater\W*$", re.IGNORECASE)
_NEAR_WEEKDAY = re.compile(
    r"\b(?:last|previous|past|next|following|coming) (?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I
)
_WEEK_OF = re.compile(r"^(?:the week|w/c)\b", re.IGNORECASE)
_SOME = re.compile(r"^(?:a )?(?:few|several|some|couple)\b", re.IGNORECASE)
_PARTS = {"33": (1, 3), "34": (4, 3), "35": (7, 3), "36": (10, 3), "40": (1, 6), "41": (7, 6)}


def same_date(ours: str, theirs: Iterable[str], surface: str, today: str | None) -> bool:
    """Whether our date says what one of their readings says."""
    ours, readings = ours.removeprefix("~"), set(theirs)
    if ours in readings or (_SOME.match(surface) and "X" in ours):
        return True
    if not readings.isdisjoint(intervals(ours)):
        return True
    day = _day(today or "")
    if day is not None and ours.startswith("P") and _LATER.search(surface):
        return (moved(day, ours, 1) or "") in readings
    if _AGO.search(surface):
        return any(_holds(ours, reading) for reading in readings)
    own = _day(ours)
    if own is None:
        return False
    if _NEAR_WEEKDAY.search(surface):
        return any((own + datetime.timedelta(days=days)).isoformat() in readings for days in (-7, 7))
    days = [one for reading in readings if (one := _day(reading)) is not None]
    return bool(_WEEK_OF.match(surface)) and any(one.isocalendar()[:2] == own.isocalendar()[:2] for one in days)


def same_together(ours: Sequence[str], theirs: Iterable[str], surface: str) -> bool:
    """Whether two of our dates together say one of theirs: a period beside a day, or the ends of an interval."""
    if len(ours) != 2:
        return False
    one, two = (text.removeprefix("~") for text in ours)
    readings = set(theirs)
    if one.startswith("P"):
        base, sign = _day(two), -1 if re.search(r"\bbefore\b", surface) else 1
        return base is not None and (moved(base, one, sign) or "") in readings
    ends = {end for text in intervals(f"{two}/{two}") | {f"{two}/{two}"} for end in text.split("/")} | {two}
    starts = {text.split("/")[0] for text in intervals(one)} | {one}
    return any(f"{start}/{end}" in readings for start in starts for end in ends)


def intervals(text: str) -> set[str]:
    """The intervals of days that one of our dates may mean, with an end that is in it and one that is not."""
    low, _, high = text.partition("/")
    first, last = _span(low), _span(high or low)
    if first is None or last is None:
        return set()
    inside = last[1] - datetime.timedelta(days=1)
    return {f"{first[0]}/{end}" for end in (last[1], inside, *((last[0],) if high else ()))}


def _span(text: str) -> tuple[datetime.date, datetime.date] | None:
    """The first day of a date and the day after its last one."""
    if match := re.fullmatch(r"(\d{2,3})(X{1,2})", text):
        size = 10 ** len(match[2])
        year = int(match[1]) * size
        return datetime.date(year, 1, 1), datetime.date(year + size, 1, 1)
    if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        monday = datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday, monday + datetime.timedelta(days=7)
    if (day := _day(text)) is not None:
        return day, day + datetime.timedelta(days=1)
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?", text):
        month, months = _PARTS.get(match[2] or "", (int(match[2] or 1), 1 if match[2] else 12))
        if month > 12:
            return None
        start = datetime.date(int(match[1]), month, 1)
        return start, _add_months(start, months)
    return None


def _holds(ours: str, reading: str) -> bool:
    day, span = _day(reading), _span(ours)
    return day is not None and span is not None and span[0] <= day < span[1]


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def moved(day: datetime.date, period: str, sign: int) -> str | None:
    """The day that lies a period of whole years, months, weeks and days after (1) or before (-1) another."""
    if not re.fullmatch(r"P(?:\d+[YMWD])+", period):
        return None
    for number, letter in re.findall(r"(\d+)([YMWD])", period):
        steps = sign * int(number)
        if letter in "YM":
            day = _add_months(day, steps * (12 if letter == "Y" else 1))
        else:
            day += datetime.timedelta(days=steps * (7 if letter == "W" else 1))
    return day.isoformat()


def _add_months(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    return day


def number_of_period(date: str | None) -> str | None:
    """The number of a period: 30 of `P30Y`."""
    match = re.fullmatch(r"~?PT?(\d+(?:\.\d+)?)[A-Z]+", date or "")
    return match[1] if match else None


def same_number(ours: str | None, theirs: str) -> bool:
    """Whether two decimals are the same but for rounding."""
    try:
        a, b = Decimal(ours or "NaN"), Decimal(theirs)
    except InvalidOperation:
        return False
    return not a.is_nan() and abs(a - b) <= max(abs(b) / 100_000, Decimal("0.000001"))


# No number or date for our scheme: parts of addresses, telephone numbers and dates in digits.
_CHAIN = re.compile(r"[\w.+]*\d+(?:[-./]+\d+){2,}\w*|\w*[_-][\w-]*\d+(?:-\d+)+\S*|www\.\S+|[A-Z]{2,}-\d+")
_CONTEXT = re.compile(r"(?:the|all|another) (?:day|week|month|year|hour|fortnight)(?: before| after)?", re.IGNORECASE)


def left_out(kind: str, text: str, start: int, end: int, readings: Iterable[str] = ()) -> bool:
    """Whether our scheme has nothing to say where Recognizers wants something.

    Left out are numbers inside a chain of digits and signs (an IP address, a telephone number, a date in digits), what
    is glued into a file name or address, bare words for a period that only the context tells ("the week", "all day"),
    and days that no calendar has (30 February).
    """
    if _CONTEXT.fullmatch(text[start:end]):
        return True
    days = [reading for reading in readings if re.fullmatch(r"\d{4}-\d\d-\d\d", reading)]
    if "not resolved" in readings or (days and all(_day(reading) is None for reading in days)):
        return True
    for match in _CHAIN.finditer(text):
        inside = match.start() <= start and end <= match.end()
        if inside and (kind == "number" or match.end() - match.start() > end - start + 2):
            return True
    return False
