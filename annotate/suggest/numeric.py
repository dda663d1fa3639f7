"""Dates in digits: 2016-10-05, 13.10.2016, 10/4/2016, 06-Feb-2012."""

from __future__ import annotations

import datetime

from annotate.suggest.days import nearest_year, real_day
from annotate.suggest.found import Found, dated
from annotate.suggest.lexicon import DAYS, MONTHS
from annotate.suggest.tokens import Tokens

_ON = frozenset("on until since before after dated by".split()) | frozenset(DAYS)
_SIGNS = frozenset(("-", "/", ".", ":"))


def read_short_date(t: Tokens, index: int, today: datetime.date | None) -> Found | None:
    """ "on 22/04", where one order alone makes a date; "12-2015", "04/2016", "2015-12"; "20161016"."""
    one, two, sign, end = t.lows[index], t.lows[index + 2], t.lows[index + 1], index + 3
    if len(one) == 8 and one.isdecimal():
        day = real_day(int(one[:4]), int(one[4:6]), int(one[6:]))
        known = day is not None and 1900 <= day.year <= 2100 and not t.glued(index) and not t.word(index + 1)
        return dated(index, index + 1, day.isoformat(), score=0.8) if day is not None and known else None
    if sign not in ("-", "/") or not (one.isdecimal() and two.isdecimal()) or t.glued(index):
        return None
    if (t.lows[end] in _SIGNS and t.joined(end)) or (t.glued(end) and t.word(end)):
        return None
    if len(one) == 4 or len(two) == 4:
        year, month = (one, two) if len(one) == 4 else (two, one)
        fits = len(month) == 2 and 1 <= int(month) <= 12 and 1900 <= int(year) <= 2100
        return dated(index, end, f"{year}-{month}", score=0.85) if fits and len(year) == 4 else None
    if sign != "/" or t.lows[index - 1] not in _ON or len(one) > 2 or len(two) > 2:
        return None
    days = {real_day(2000, int(b), int(a)) for a, b in ((one, two), (two, one))} - {None}
    if len(days) != 1 or (one, two) == ("24", "7"):
        return None
    day = days.pop()
    if day is None:
        return None
    year_text = f"{nearest_year(today, day.month, day.day):04}" if today is not None else "XXXX"
    return dated(index, end, f"{year_text}-{day.month:02}-{day.day:02}", score=0.85)


def read_numeric_date(t: Tokens, index: int) -> Found | None:
    """2016-10-05, 13.10.2016, 03/18/40, and 10/4/2016: only the year where two readings make a date."""
    texts, signs = t.lows[index : index + 5 : 2], t.lows[index + 1 : index + 4 : 2]
    dotted = _dotted(t, index)
    if dotted is not None:
        texts, signs = dotted, [".", "."]
    if signs[0] != signs[1] or not all(text.isdecimal() and len(text) <= 4 for text in texts):
        return None
    end = index + (3 if dotted else 5)
    if not dotted and not (t.joined(index + 3) and t.glued(index + 1)):
        return None
    one, two, three = (int(text) for text in texts)
    if len(texts[0]) == 4:
        days = [real_day(one, two, three)]
    elif len(texts[2]) == 4:
        days = [real_day(three, two, one), real_day(three, one, two) if signs[0] != "." else None]
    elif len(texts[2]) == 2 and signs[0] == "/" and len(texts[0]) <= 2:
        three += 1900 if three >= 50 else 2000
        days = [real_day(three, two, one), real_day(three, one, two)]
    else:
        return None
    real = {day for day in days if day is not None}
    if not real:
        return None
    return dated(index, end, next(iter(real)).isoformat() if len(real) == 1 else f"{three:04}")


def read_day_name_year(t: Tokens, index: int) -> Found | None:
    """ "06-Feb-2012", "23/Sep/2020", "2019-Aug-01"."""
    day, year = t.whole(index, 4), t.whole(index + 4, 4)
    if day is not None and year is not None and day > 1000 > year:
        day, year = year, day
    if (
        day is None
        or year is None
        or not 1000 <= year <= 2199
        or not (t.joined(index + 1) and t.joined(index + 3))
        or t.lows[index + 3] not in ("-", "/")
    ):
        return None
    return dated(index, index + 5, f"{year:04}-{MONTHS[t.lows[index + 2]]:02}-{day:02}") if 1 <= day <= 31 else None


def _dotted(t: Tokens, index: int) -> list[str] | None:
    """The parts of "04.10.2016", which the tokens cut as 04.10, full stop, 2016."""
    day, dot, month = t.lows[index].partition(".")
    if dot and t.lows[index + 1] == "." and t.joined(index + 1) and len(t.lows[index + 2]) == 4:
        return [day, month, t.lows[index + 2]]
    return None
