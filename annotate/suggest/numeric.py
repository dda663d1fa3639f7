"""Dates in digits: 2016-10-05, 13.10.2016, 10/4/2016, 06-Feb-2012."""

from __future__ import annotations

from annotate.suggest.days import real_day
from annotate.suggest.found import Found, dated
from annotate.suggest.lexicon import MONTHS
from annotate.suggest.tokens import Tokens


def read_numeric_date(t: Tokens, index: int) -> Found | None:
    """2016-10-05, 13.10.2016, and 10/4/2016: only the year where two readings make a date."""
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
    else:
        return None
    real = {day for day in days if day is not None}
    if not real:
        return None
    return dated(index, end, next(iter(real)).isoformat() if len(real) == 1 else f"{three:04}")


def read_day_name_year(t: Tokens, index: int) -> Found | None:
    """ "06-Feb-2012"."""
    day, year = t.whole(index, 2), t.whole(index + 4, 4)
    if (
        day is None
        or year is None
        or not 1000 <= year <= 2199
        or not (t.joined(index + 1) and t.joined(index + 3))
        or t.lows[index + 3] != "-"
    ):
        return None
    return dated(index, index + 5, f"{year:04}-{MONTHS[t.lows[index + 2]]:02}-{day:02}") if 1 <= day <= 31 else None


def _dotted(t: Tokens, index: int) -> list[str] | None:
    """The parts of "04.10.2016", which the tokens cut as 04.10, full stop, 2016."""
    day, dot, month = t.lows[index].partition(".")
    if dot and t.lows[index + 1] == "." and t.joined(index + 1) and len(t.lows[index + 2]) == 4:
        return [day, month, t.lows[index + 2]]
    return None
