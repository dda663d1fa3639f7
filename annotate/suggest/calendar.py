"""Calendar dates: days, months, years, decades, centuries, quarters, seasons, and intervals between them.

A day or month without a year is the one nearest to the document's day; without that day it is written `XXXX-09`
(ISO 8601-2). Seasons, quarters and halves of a year have the codes 21 to 24, 33 to 36 and 40 and 41 of ISO 8601-2.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from annotate.suggest.found import Found, dated
from annotate.suggest.holidays import HOLIDAY_STARTS, read_holiday
from annotate.suggest.lexicon import (
    AMBIGUOUS_MONTHS,
    DATE_PREPOSITIONS,
    DETERMINERS,
    EARLY,
    EDGES,
    MONTHS,
    NOT_PLURAL,
    ORDINAL_ENDINGS,
    ORDINALS,
    PERIODS,
    PLURALS,
    SEASONS,
    TENS,
)
from annotate.suggest.tokens import Tokens

HYPHENS = frozenset(("-", "–", "—", "‑"))
_TO = HYPHENS | {"to", "through", "until", "till"}
_CLEAR = DATE_PREPOSITIONS - {"for", "as", "or", "and", "to", "than", "a"}
_SURE_BEFORE = frozenset("in since until last next this early late mid of".split())
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
_WHOSE = frozenset("her his their my our your".split())
_YEAR_BEFORE = frozenset("in since by until during the its his her their s early late mid ( , for of fiscal".split())
_YEAR_AFTER = frozenset((")", ",", ".", ";", "\n", "]", ":", "”", '"', "?", "!"))
_ABOUT = frozenset("around circa about approximately roughly".split())


class Point(NamedTuple):
    """A day, month or year as it is written: what is not said is None."""

    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Calendar:
    """Reads calendar dates at token indices."""

    WORDS = frozenset((*MONTHS, *SEASONS, *_TIES, *HOLIDAY_STARTS, "fiscal", "fy", "ad", "q"))
    __slots__ = ("_t", "_today")

    def __init__(self, t: Tokens, today: datetime.date | None) -> None:
        self._t, self._today = t, today

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
            return self._tens_of_years(index, index, index + 1, _TIES[low] * 10, floor)
        if low == "q":
            quarter = t.whole(index + 1, 1) if t.glued(index + 1) and t.capital(index) else None
            found = self._part_of_year(index, index + 2, 32 + quarter) if quarter in (1, 2, 3, 4) and quarter else None
            return None if found is None or (t.glued(index + 2) and t.word(index + 2)) else found
        if low in ("fiscal", "fy", "ad"):
            at = index + 2 if t.lows[index + 1] == "year" else index + 1
            year = t.whole(at, 4)
            if year is not None and t.capital(index) >= (low != "fiscal") and (year > 1900 or low == "ad"):
                return dated(index, at + 1, f"{year:04}")
        return None

    def digits(self, index: int, floor: int) -> Found | None:
        """The date that begins with digits and cannot be anything else."""
        t, following = self._t, self._t.lows[index + 1]
        if len(t.lows[index]) == 4 and (following in _TO or following in ("/", "and")):
            found = self._years(index, floor)
            if found is not None:
                return found
        if following in ("s", "'", "’"):
            return self._decade(index, floor)
        if (
            following in MONTHS
            or following in ORDINAL_ENDINGS
            or following in ("of", "to", "and")
            or following in HYPHENS
        ):
            found = self._day_first(index, floor) or self.century(index, floor)
            if found is not None:
                return found
        if following in ("-", "/", ".") and t.joined(index + 1) and (found := self._iso(index)) is not None:
            return found
        if following in HYPHENS and t.lows[index + 2] in MONTHS and (found := self._day_name_year(index)) is not None:
            return found
        if following in ("bc", "bce", "b", "ad", "ce"):
            return self._era(index, floor)
        return None

    def month(self, index: int, floor: int, *, shift: int = 0) -> Found | None:
        """September 11, 2001; Sept. 11; May 3-5; early September; from May to July 2012."""
        point = self._month_point(index, sure=shift != 0)
        if point is None:
            return None
        if shift:
            return dated(index - 1, point.end, self._text(point, shift))
        start = self._widened(index, floor)
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
        year = self._year_at(at)
        if year is not None:
            return dated(self._widened(index, floor), at + 1, f"{year:04}-{code}")
        known = t.lows[index] in ("summer", "winter") and t.lows[index - 1] in ("in", "this-past")
        return dated(index, index + 1, f"XXXX-{code}", score=0.6) if known and not t.word(index + 1) else None

    def century(self, index: int, floor: int) -> Found | None:
        """The 19th century; a 12th-century mosque; the third quarter of 2012; the first half of 2015."""
        t, low = self._t, self._t.lows[index]
        number, at = ORDINALS.get(low), index + 1
        if low[-1].isdecimal() and t.lows[at] in ORDINAL_ENDINGS and t.glued(at):
            number, at = t.whole(index, 2), index + 2
        elif low in TENS and t.lows[at] == "-" and t.lows[at + 1] in ORDINALS:
            number, at = int(TENS[low]) + ORDINALS[t.lows[at + 1]], index + 3
        if number is None:
            return None
        at += t.lows[at] == "-" and t.joined(at)
        start, word = self._widened(index, floor), t.lows[at]
        if word in ("century", "centuries") and 1 <= number <= 21:
            return dated(start, at + 1, f"{number - 1:02}XX")
        if word == "quarter" and number <= 4:
            return self._part_of_year(start, at + 1, number + 32)
        if word == "half" and number <= 2 and t.lows[at + 1] == "of" and self._year_at(at + 2) is not None:
            return self._part_of_year(start, at + 1, number + 39)
        return None

    def year(self, index: int, floor: int) -> Found | None:
        """In 2016; 2003-2004; 2015-16; (1998): four digits that stand like a year."""
        t = self._t
        year, before = self._year_at(index), t.lows[index - 1]
        if year is None or not 1000 <= year <= 2099 or not self._free(index):
            return None
        start = self._widened(index, floor)
        about = before in _ABOUT and index > floor
        if year < 1500 and (before not in ("in", "since", "until", "early", "late") or self._plural(index + 1)):
            return None
        if not (about or start < index or self._stands_like_a_year(index, year)):
            return None
        sure = 0.95 if before in ("in", "since", "(", "until", "during") or start < index else 0.85
        return dated(index - 1 if about else start, index + 1, f"{'~' if about else ''}{year:04}", score=sure)

    def _years(self, index: int, floor: int) -> Found | None:
        """ "2003-2004", "2015-16", "between 2003 and 2007"; "1500 to 2000 people" are none."""
        t, year = self._t, self._year_at(index)
        far = self._far_year(index, year) if year is not None and 1500 <= year <= 2099 else None
        if year is None or far is None or not self._free(index) or self._plural(index + 3):
            return None
        between = t.lows[index - 1] == "between" and t.lows[index + 1] == "and" and index > floor
        return dated(index - between, index + 3, f"{year:04}/{far:04}")

    def _plural(self, index: int) -> bool:
        """Whether a plural noun stands at a token, so that the number before it is a count."""
        t, low = self._t, self._t.lows[index]
        ends = low.endswith("s") and low not in NOT_PLURAL and len(low) > 3
        return t.texts[index].islower() and (low in PLURALS or ends)

    def _free(self, index: int) -> bool:
        """Whether nothing is joined to a year that makes it something else."""
        t, before = self._t, self._t.lows[index - 1]
        if t.glued(index):
            if before == "-":
                return t.lows[index - 2] in EARLY or t.lows[index - 2] in ("pre", "post") or not t.word(index - 2)
            return before in ("(", "[", "–", "—", "/", "“", '"', "‘", ",")
        return True

    def _far_year(self, index: int, year: int) -> int | None:
        t, sign = self._t, self._t.lows[index + 1]
        if sign not in _TO and not (sign == "and" and t.lows[index - 1] == "between"):
            if sign != "/" or not t.joined(index + 1):
                return None
        far = self._year_at(index + 2)
        short = t.whole(index + 2, 2)
        if far is None and short is not None and sign != "to" and t.glued(index + 1) == t.glued(index + 2):
            rounded = 10 ** len(t.lows[index + 2])
            far = year // rounded * rounded + short
        return far if far is not None and year < far < year + 200 else None

    def _stands_like_a_year(self, index: int, year: int) -> bool:
        t = self._t
        before, after = t.lows[index - 1], t.lows[index + 1]
        lower = t.texts[index + 1].islower()
        if self._plural(index + 1):
            return before in (
                "in",
                "since",
                "the",
                "its",
                "s",
                "their",
                "his",
                "her",
                "during",
                "early",
                "late",
                "mid",
                "(",
                "by",
            )
        recent = 1900 <= year <= 2040
        timely = before in _YEAR_BEFORE or before in DATE_PREPOSITIONS or before in DETERMINERS or after in _YEAR_AFTER
        return timely or (
            recent and (t.capital(index + 1) or t.capital(index - 1) or not lower or after in ("and", "or", "to", "by"))
        )

    def _year_at(self, index: int) -> int | None:
        t, low = self._t, self._t.lows[index]
        if len(low) == 4 and low.isdecimal() and "1000" <= low <= "2199":
            if not (t.glued(index + 1) and (t.word(index + 1) or t.lows[index + 1] in ("%", "_", "@"))):
                return int(low)
        return None

    def _day_at(self, index: int) -> tuple[int, int] | None:
        """The day of a month and the index after it."""
        t = self._t
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
        if low not in MONTHS or not t.capital(index) or (t.glued(index) and t.word(index - 1)):
            return None
        if t.lows[index - 1] == "-" and t.number(index - 2) and t.glued(index):
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
        span = after in _TO and t.lows[index + 2] in MONTHS
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
            and t.lows[day[1]] not in PERIODS
            and t.lows[day[1]] not in ("percent", "%", "people", "million")
        ):
            at = day[1] + 1 if t.lows[day[1]] == "," else day[1]
            year = self._year_at(at)
            return Point(at + 1 if year else day[1], year, month[0], day[0])
        at = month[1] + 1 if t.lows[month[1]] in ("of", ",") else month[1]
        year = self._year_at(at)
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
        comma = month[1] + 1 if t.lows[month[1]] == "," else month[1]
        year = self._year_at(comma)
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
        if day is None or not (sign in HYPHENS or sign == "to" or between):
            return None
        far = self._day_point(index + 2)
        if far is None or far.day is None or not day[0] < far.day:
            return None
        return dated(index - between, far.end, f"{self._text(far._replace(day=day[0]))}/{self._text(far)}")

    def _interval(self, start: int, near: Point, floor: int) -> Found | None:
        """An interval from a date that was just read: "May 3-5", "May to July 2012", "between May 3 and May 5"."""
        t, sign = self._t, self._t.lows[near.end]
        between = sign == "and" and t.lows[start - 1] == "between" and start > floor
        if sign not in _TO and not between:
            return None
        at, far = near.end + 1, None
        if t.lows[at] in MONTHS:
            far = self._month_point(at, sure=True)
        elif near.day is not None and near.year is None:
            far = self._day_point(at)
            day = self._day_at(at)
            if far is None and day is not None and day[0] > near.day and t.lows[day[1]] not in PERIODS:
                comma = day[1] + 1 if t.lows[day[1]] == "," else day[1]
                year = self._year_at(comma)
                far = Point(comma + 1 if year else day[1], year, near.month, day[0])
        if far is None or (near.day is None) != (far.day is None):
            return None
        if near.year is None:
            near = near._replace(year=far.year)
        return dated(start - between, far.end, f"{self._text(near)}/{self._text(far)}")

    def _text(self, point: Point, shift: int = 0) -> str:
        """Without a year, the nearest such day or month to the document's; with "last" or "next" on that side of it."""
        year, month, day = point.year, point.month, point.day
        if month is None:
            return f"{year:04}"
        if year is None and self._today is not None:
            year = nearest_year(self._today, month, day, shift)
        head = f"{year:04}" if year is not None else "XXXX"
        return f"{head}-{month:02}" + (f"-{day:02}" if day else "")

    def _widened(self, index: int, floor: int) -> int:
        """Where a date begins when "early", "mid-" or "the end of" stands before it."""
        return widened(self._t, index, floor)

    def _part_of_year(self, start: int, end: int, code: int) -> Found:
        t = self._t
        at = end + 1 if t.lows[end] == "of" else end
        year = self._year_at(at)
        if year is not None:
            return dated(start, at + 1, f"{year:04}-{code}")
        if self._today is None or not 33 <= code <= 36:
            return dated(start, end, f"XXXX-{code}", score=0.7)
        passed = (self._today.month - 1) // 3 + 33 >= code
        return dated(start, end, f"{self._today.year - (not passed):04}-{code}", score=0.7)

    def _decade(self, index: int, floor: int) -> Found | None:
        """The 1970s; 1970's; the '90s; in her 50s."""
        t = self._t
        at = index + 1 if t.lows[index + 1] == "s" else index + 2
        if t.lows[at] != "s" or not t.glued(at) or not t.glued(index + 1):
            return None
        number, size = t.whole(index, 4), len(t.lows[index])
        if number is None or number % 10 or t.word(at + 1) and t.glued(at + 1):
            return None
        if size == 4 and 1000 <= number <= 2190 and at == index + 1 or size == 4 and 1500 <= number <= 2030:
            text = f"{number // 100:02}XX" if number % 100 == 0 and number < 2000 else f"{number // 10:03}X"
            return dated(self._widened(index, floor), at + 1, text)
        return self._tens_of_years(index, index, at + 1, number, floor) if size == 2 else None

    def _tens_of_years(self, index: int, start: int, end: int, number: int, floor: int) -> Found | None:
        """Ages ("in her 50s") and decades of this and the last century ("the '90s")."""
        t = self._t
        quoted = t.lows[index - 1] in ("'", "’", "‘", "`") and t.glued(index) and index > floor
        start = self._widened(index - quoted, floor)
        before = t.lows[start - 1]
        if before in _WHOSE:
            return dated(start, end, f"P{number}Y/P{number + 9}Y", score=0.85) if number else None
        if quoted or before == "the" or (before in ("and", "or", "to") and t.lows[start - 2] == "s"):
            return dated(start, end, f"{190 + number // 10 if number >= 20 else 200 + number // 10:03}X", score=0.8)
        return None

    def _era(self, index: int, floor: int) -> Found | None:
        """44 BC; 300 A.D."""
        t, low = self._t, self._t.lows[index + 1]
        year = t.whole(index, 4)
        if year is None or not t.capital(index + 1):
            return None
        end = index + 2
        if low == "b":
            if t.lows[end : end + 2] != [".", "c"]:
                return None
            end += 2 + (t.lows[end + 2] == ".")
        negative = low in ("bc", "bce", "b")
        about = t.lows[index - 1] in _ABOUT and index > floor
        return dated(index - about, end, ("~" if about else "") + (f"-{year - 1:04}" if negative else f"{year:04}"))

    def _iso(self, index: int) -> Found | None:
        """2016-10-05, 13.10.2016, and 10/4/2016: only the year where two readings make a date."""
        t = self._t
        texts, signs = t.lows[index : index + 5 : 2], t.lows[index + 1 : index + 4 : 2]
        dotted = self._dotted(index)
        if dotted is not None:
            texts, signs = dotted, [".", "."]
        if signs[0] != signs[1] or not all(text.isdecimal() and len(text) <= 4 for text in texts):
            return None
        end = index + (3 if dotted else 5)
        if not dotted and not (t.joined(index + 3) and t.glued(index + 1)):
            return None
        one, two, three = (int(text) for text in texts)
        if len(texts[0]) == 4:
            days = [_day(one, two, three)]
        elif len(texts[2]) == 4:
            days = [_day(three, two, one), _day(three, one, two) if signs[0] != "." else None]
        else:
            return None
        real = {day for day in days if day is not None}
        if not real:
            return None
        return dated(index, end, next(iter(real)).isoformat() if len(real) == 1 else f"{three:04}")

    def _day_name_year(self, index: int) -> Found | None:
        """ "06-Feb-2012"."""
        t, day, year = self._t, self._t.whole(index, 2), self._year_at(index + 4)
        if day is None or year is None or not (t.joined(index + 1) and t.joined(index + 3)) or t.lows[index + 3] != "-":
            return None
        return dated(index, index + 5, f"{year:04}-{MONTHS[t.lows[index + 2]]:02}-{day:02}") if 1 <= day <= 31 else None

    def _dotted(self, index: int) -> list[str] | None:
        """The parts of "04.10.2016", which the tokens cut as 04.10, full stop, 2016."""
        t = self._t
        day, dot, month = t.lows[index].partition(".")
        if dot and t.lows[index + 1] == "." and t.joined(index + 1) and len(t.lows[index + 2]) == 4:
            return [day, month, t.lows[index + 2]]
        return None


def widened(t: Tokens, index: int, floor: int) -> int:
    """Where a date begins when "early", "mid-" or "end of" stands before it, not before `floor`."""
    before = t.lows[index - 1]
    if before in EARLY and index - 1 >= floor:
        return index - 1
    if before == "-" and t.lows[index - 2] in EARLY and index - 2 >= floor:
        return index - 2
    if before == "of" and t.lows[index - 2] in EDGES and index - 2 >= floor:
        return index - 2
    return index


def nearest_year(today: datetime.date, month: int, day: int | None, shift: int = 0) -> int:
    """The year of the nearest such day; with `shift`, of the nearest one before (-1) or after (1) today."""
    near = range(max(today.year - 8, 1), min(today.year + 9, 9999))
    days = {year: real for year in near if (real := _day(year, month, day or 15)) is not None}
    fitting = [year for year in days if not shift or (days[year] > today) == (shift > 0)]
    return min(fitting or near, key=lambda year: abs(days[year] - today) if year in days else datetime.timedelta.max)


def parse_day(date: str | None) -> datetime.date | None:
    """The document's day; None for what is no whole ISO 8601 date."""
    try:
        return datetime.date.fromisoformat(date[:10]) if date else None
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
