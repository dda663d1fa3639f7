"""Calendar dates: days, months, years, decades, centuries, quarters, seasons, and intervals between them.

A day or month without a year is the one nearest to the document's day; without that day it is written `XXXX-09`
(ISO 8601-2). Seasons, quarters and halves of a year have the codes 21 to 24, 33 to 36 and 40 and 41 of ISO 8601-2.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from annotate.suggest.days import nearest_year, widened
from annotate.suggest.found import Found, dated
from annotate.suggest.holidays import HOLIDAY_STARTS, read_holiday
from annotate.suggest.lexicon import (
    AMBIGUOUS_MONTHS,
    DATE_PREPOSITIONS,
    EARLY,
    MONTHS,
    ORDINAL_ENDINGS,
    ORDINALS,
    PERIODS,
    SEASONS,
    TENS,
)
from annotate.suggest.numeric import read_day_name_year, read_numeric_date, read_short_date
from annotate.suggest.tokens import Tokens
from annotate.suggest.years import HYPHENS, TO, Years

_CLEAR = DATE_PREPOSITIONS - {"for", "as", "or", "and", "to", "than", "a"}
_SURE_BEFORE = frozenset("in since until last next this early late mid of".split())
_NEVER_WORDS = frozenset(
    "january february april june july september october november december".split()
)  # these mean nothing else without a capital letter
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHORT = frozenset("jan feb apr aug sept oct nov dec".split())
_AFTER_DAY = frozenset("of at in to and until for when after before".split())
_TIES = {
    "twenties": 2,
    "thirties": 3,
    "forties": 4,
    "fifties": 5,
    "sixties": 6,
    "seventies": 7,
    "eighties": 8,
    "nineties": 9,
}


class Point(NamedTuple):
    """A day, month or year as it is written: what is not said is None."""

    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Calendar:
    """Reads calendar dates at token indices."""

    WORDS = frozenset((*MONTHS, *SEASONS, *_TIES, *HOLIDAY_STARTS, "fiscal", "fy", "ad", "q", "h"))
    __slots__ = ("_t", "_today", "_years")

    def __init__(self, t: Tokens, today: datetime.date | None) -> None:
        self._t, self._today, self._years = t, today, Years(t, today)

    def word(self, index: int, floor: int) -> Found | None:
        """The date that begins with a word: a month, season, holiday, "the sixties", "fiscal 2013"."""
        t, low = self._t, self._t.lows[index]
        if low in HOLIDAY_STARTS and (found := read_holiday(t, index, self._today)) is not None:
            return found
        if low in MONTHS:
            return self.month(index, floor)
        if low in SEASONS:
            return self.season(index, floor)
        if low in _TIES:
            return self._years.tens(index, index, index + 1, _TIES[low] * 10, floor)
        if low in ("q", "h"):
            return self._years.short_part(index)
        if low in ("fiscal", "fy", "ad"):
            at = index + 2 if t.lows[index + 1] == "year" else index + 1
            year = t.whole(at, 4)
            if year is not None and t.capital(index) >= (low != "fiscal") and (year > 1900 or low == "ad"):
                return dated(index, at + 1, f"{year:04}")
        return None

    def digits(self, index: int, floor: int) -> Found | None:
        """The date that begins with digits and cannot be anything else."""
        t, following = self._t, self._t.lows[index + 1]
        if len(t.lows[index]) == 4 and (following in TO or following in ("/", "and")):
            found = self._years.span(index, floor)
            if found is not None:
                return found
        if len(t.lows[index]) == 4 and (found := self._years.before_part(index)) is not None:
            return found
        if following in ("s", "'", "’"):
            return self._years.decade(index, floor)
        if (
            following in MONTHS
            or following in ORDINAL_ENDINGS
            or following in ("of", "to", "and")
            or following in HYPHENS
        ):
            found = self._day_first(index, floor) or self._years.century(index, floor) or self.day_alone(index)
            if found is not None:
                return found
        if following in ("-", "/", ".") and t.joined(index + 1) and (found := read_numeric_date(t, index)) is not None:
            return found
        if (following in ("-", "/") or len(t.lows[index]) == 8) and (
            found := read_short_date(t, index, self._today)
        ) is not None:
            return found
        if (
            (following in HYPHENS or following == "/")
            and t.lows[index + 2] in MONTHS
            and (found := read_day_name_year(t, index)) is not None
        ):
            return found
        if following in ("bc", "bce", "b", "ad", "ce"):
            return self._years.era(index, floor)
        return None

    def month(self, index: int, floor: int, *, shift: int = 0) -> Found | None:
        """September 11, 2001; Sept. 11; May 3-5; early September; from May to July 2012."""
        point = self._month_point(index, sure=shift != 0)
        if point is None:
            return None
        if shift:
            return dated(index - 1, point.end, self._text(point, shift))
        start = widened(self._t, index, floor)
        return self._interval(start, point, floor) or dated(start, point.end, self._text(point))

    def point_at(self, index: int) -> Point | None:
        """A date with its day at a token: "October 4, 2016" and "4 October" after a weekday."""
        t = self._t
        point = self._month_point(index, sure=True) if t.lows[index] in MONTHS else self._day_point(index)
        return point if point is not None and point.day is not None else None

    def write(self, point: Point) -> str:
        """The ISO 8601 text of a date."""
        return self._text(point)

    def season(self, index: int, floor: int, *, shift: int | None = None) -> Found | None:
        """Summer 2016; last winter; the spring of 1994."""
        t, code = self._t, SEASONS[self._t.lows[index]]
        if shift is not None:
            head = f"{self._today.year + shift:04}" if self._today else "XXXX"
            return dated(index - 1, index + 1, f"{head}-{code}", score=0.8)
        at = index + 2 if t.lows[index + 1] == "of" else index + 1
        year = self._years.at(at)
        if year is not None:
            return dated(widened(self._t, index, floor), at + 1, f"{year:04}-{code}")
        known = t.lows[index] in ("summer", "winter") and t.lows[index - 1] in ("in", "this-past")
        return dated(index, index + 1, f"XXXX-{code}", score=0.6) if known and not t.word(index + 1) else None

    def ordinal_day(self, index: int, floor: int) -> Found | None:
        """ "the first of May", "twenty-third of September 2020"."""
        t, day = self._t, self._day_in_words(index)
        if day is None or t.lows[day[1]] != "of" or t.lows[day[1] + 1] not in MONTHS:
            return None
        point = self._day_point(index)
        if point is None:
            return None
        return self._interval(index, point, floor) or dated(index, point.end, self._text(point))

    def _day_in_words(self, index: int) -> tuple[int, int] | None:
        """The day that an ordinal in words says, and the index after it."""
        t, low = self._t, self._t.lows[index]
        if low in ORDINALS and ORDINALS[low] <= 30:
            return ORDINALS[low], index + 1
        at = index + 1 + (t.lows[index + 1] == "-")
        ones = ORDINALS.get(t.lows[at], 0)
        if low in ("twenty", "thirty") and 0 < ones < 10 and TENS[low] + ones <= 31:
            return int(TENS[low]) + ones, at + 1
        return None

    def day_alone(self, index: int) -> Found | None:
        """The "18th" of "on the 18th", where nothing follows that it could count."""
        t = self._t
        if t.lows[index - 1] != "the" or t.lows[index - 2] != "on" or not t.glued(index + 1):
            return None
        day = self._day_at(index)
        if day is None or day[1] != index + 2 or t.word(day[1]) or t.lows[day[1]] == "-":
            return None
        if self._today is None:
            return dated(index, day[1], f"XXXX-XX-{day[0]:02}", score=0.75)
        near = (self._today + datetime.timedelta(days=days) for back in range(32) for days in (-back, back))
        best = next((one for one in near if one.day == day[0]), None)
        return dated(index, day[1], best.isoformat(), score=0.75) if best is not None else None

    def day_of_weekday(self, index: int, number: int) -> tuple[int, str] | None:
        """The "13th" of "Friday the 13th": the index after it and the nearest such day that is that weekday."""
        t = self._t
        at = index + (t.lows[index] == "the")
        day = self._day_in_words(at) if at > index else None
        if day is None and t.lows[at + 1] in ORDINAL_ENDINGS and t.glued(at + 1):
            day = self._day_at(at)
        if day is None or (at == index and t.word(day[1])) or t.lows[day[1]] == "-":
            return None
        if self._today is None:
            return day[1], f"XXXX-XX-{day[0]:02}"
        back = (self._today.isoweekday() - number) % 7
        for weeks in (week for near in range(60) for week in (-near, near)):
            one = self._today.toordinal() - back + 7 * weeks
            if 0 < one < 3_600_000 and datetime.date.fromordinal(one).day == day[0]:
                return day[1], datetime.date.fromordinal(one).isoformat()
        return None

    def _day_at(self, index: int) -> tuple[int, int] | None:
        """The day of a month and the index after it."""
        t = self._t
        words = self._day_in_words(index)
        if words is not None:
            ends = not t.word(words[1]) or t.lows[words[1]] in _AFTER_DAY
            return words if ends and t.lows[words[1]] != "-" else None
        day = t.whole(index, 2)
        if day is None or not 1 <= day <= 31:
            return None
        if t.glued(index + 1) and (t.word(index + 1) or t.lows[index + 1] == "%"):
            return (day, index + 2) if t.lows[index + 1] in ORDINAL_ENDINGS else None
        decimal = t.lows[index + 1] in (":", ",", "/") and t.joined(index + 1) and t.number(index + 2)
        return None if decimal and t.lows[index + 1] != "," else (day, index + 1)

    def _month_at(self, index: int, *, sure: bool) -> tuple[int, int] | None:
        """The month and the index after it; a month that is also another word needs `sure`."""
        t, low = self._t, self._t.lows[index]
        if low not in MONTHS or (t.glued(index) and t.word(index - 1)):
            return None
        if not t.capital(index) and low not in _NEVER_WORDS and not (sure and low in _SHORT):
            return None
        if t.lows[index - 1] == "-" and t.number(index - 2) and t.glued(index) and not sure:
            return None
        if not sure and low in AMBIGUOUS_MONTHS and not self._clear_month(index):
            return None
        short = len(low) <= 4 and low not in ("may", "june", "july")
        return MONTHS[low], index + 2 if short and t.lows[index + 1] == "." and t.glued(index + 1) else index + 1

    def _clear_month(self, index: int) -> bool:
        t = self._t
        before, after = t.lows[index - 1], t.lows[index + 1]
        if before in (".", "\n"):
            return False
        early = before == "-" and t.lows[index - 2] in EARLY
        span = after in TO and t.lows[index + 2] in MONTHS
        return (
            early
            or span
            or (before in _CLEAR and not t.word(index + 1))
            or (before in _SURE_BEFORE and not t.capital(index + 1))
            or (t.lows[index] in ("april", "june") and after not in ("s", "said") and not t.capital(index + 1))
        )

    def _month_point(self, index: int, *, sure: bool = False) -> Point | None:
        """ "September 11, 2001", "Sept. 11", "September 2016", "May '68"."""
        t = self._t
        follows = t.lows[index + 1] == "." and t.lows[index].isalpha()
        month = self._month_at(index, sure=sure or t.number(index + 1 + follows) or t.number(index + 2))
        if month is None:
            return None
        day = self._day_at(month[1])
        if (
            day is not None
            and day[0] <= _LENGTHS[month[0] - 1]
            and t.lows[day[1]] not in PERIODS
            and t.lows[day[1]] not in ("percent", "%", "people", "million")
        ):
            at = day[1] + 1 if t.lows[day[1]] in (",", "of", "in") else day[1]
            year = self._years.at(at)
            return Point(at + 1 if year else day[1], year, month[0], day[0])
        joined = t.lows[month[1]] in ("-", "/") and t.joined(month[1])
        at = month[1] + 1 if t.lows[month[1]] in ("of", ",", "in") or joined else month[1]
        year = self._years.at(at)
        if year is None and not sure and self._month_at(index, sure=False) is None:
            return None
        return Point(at + 1 if year else month[1], year, month[0])

    def _day_point(self, index: int) -> Point | None:
        """ "11 September 2001", "3rd of May"."""
        t, day = self._t, self._day_at(index)
        if day is None:
            return None
        at = day[1] + 1 if t.lows[day[1]] == "of" else day[1]
        month = self._month_at(at, sure=True)
        if month is None:
            return None
        comma = month[1] + 1 if t.lows[month[1]] in (",", "of", "in") else month[1]
        year = self._years.at(comma)
        return Point(comma + 1 if year else month[1], year, month[0], day[0])

    def _day_first(self, index: int, floor: int) -> Found | None:
        """ "11 September 2001"; "3-5 May 2016"; "between 3 and 5 May"."""
        t = self._t
        if t.glued(index) and t.lows[index - 1] not in ("(", "“", '"', "[", ":", "—", "–", "‘"):
            return None
        point = self._day_point(index)
        if point is not None:
            return self._interval(index, point, floor) or dated(index, point.end, self._text(point))
        day, sign = self._day_at(index), t.lows[index + 1]
        between = sign == "and" and t.lows[index - 1] == "between" and index > floor
        if day is None or not (sign in HYPHENS or sign in ("to", "and", "or")):
            return None
        far = self._day_point(index + 2)
        if far is None or far.day is None or not day[0] < far.day:
            return None
        if sign in ("and", "or") and not between:  # "18 and 19 June": each its own day
            return dated(index, index + 1, self._text(far._replace(day=day[0])), score=0.85)
        return dated(index - between, far.end, f"{self._text(far._replace(day=day[0]))}/{self._text(far)}")

    def _interval(self, start: int, near: Point, floor: int) -> Found | None:
        """An interval from a date that was just read: "May 3-5", "May to July 2012", "between May 3 and May 5"."""
        t, sign = self._t, self._t.lows[near.end]
        if sign == "and" and near.day is not None and near.year is None:
            both = self._next_day(start, near)
            if both is not None:
                return both
        between = sign == "and" and t.lows[start - 1] == "between" and start > floor
        if sign not in TO and not between:
            return None
        at, far = near.end + 1, None
        if t.lows[at] in MONTHS:
            far = self._month_point(at, sure=True)
        elif near.day is not None and near.year is None:
            far = self._day_point(at)
            day = self._day_at(at)
            if far is None and day is not None and day[0] > near.day and t.lows[day[1]] not in PERIODS:
                comma = day[1] + 1 if t.lows[day[1]] == "," else day[1]
                year = self._years.at(comma)
                far = Point(comma + 1 if year else day[1], year, near.month, day[0])
        if far is None or (near.day is None) != (far.day is None):
            return None
        if near.year is None and far.year is not None:
            later = (near.month or 0) > (far.month or 0)  # "November to February 2017"
            near = near._replace(year=far.year - later)
        return dated(start - between, far.end, f"{self._text(near)}/{self._text(far)}")

    def _next_day(self, start: int, near: Point) -> Found | None:
        """ "May 3 and 4": two days that follow each other are one interval."""
        t, day = self._t, self._day_at(near.end + 1)
        if day is None or day[0] != (near.day or 0) + 1 or t.lows[start - 1] == "between":
            return None
        comma = day[1] + 1 if t.lows[day[1]] == "," else day[1]
        year = self._years.at(comma)
        if t.word(day[1]) and t.lows[day[1]] not in _AFTER_DAY:
            return None
        near = near._replace(year=year)
        text = f"{self._text(near)}/{self._text(near._replace(day=day[0]))}"
        return dated(start, comma + 1 if year else day[1], text)

    def _text(self, point: Point, shift: int = 0) -> str:
        """Without a year, the nearest such day or month to the document's; with "last" or "next" on that side of it."""
        year, month, day = point.year, point.month, point.day
        if month is None:
            return f"{year:04}"
        if year is None and self._today is not None:
            year = nearest_year(self._today, month, day, shift)
        head = f"{year:04}" if year is not None else "XXXX"
        return f"{head}-{month:02}" + (f"-{day:02}" if day else "")
