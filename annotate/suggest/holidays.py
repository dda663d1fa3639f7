"""Holidays on a fixed day, and those few that can be reckoned."""

from __future__ import annotations

import datetime

from annotate.suggest.days import nearest_year
from annotate.suggest.found import Found, dated
from annotate.suggest.tokens import Tokens, phrase_table

_FIXED = {
    "christmas day": "12-25", "christmas eve": "12-24", "christmas": "12-25", "boxing day": "12-26",
    "halloween": "10-31",
    "new year's eve": "12-31", "new year's day": "01-01", "new year’s eve": "12-31", "new year’s day": "01-01",
    "valentine's day": "02-14", "valentine’s day": "02-14", "st. patrick's day": "03-17", "fourth of july": "07-04",
    "may day": "05-01", "veterans day": "11-11", "armistice day": "11-11", "bastille day": "07-14",
    "april fools' day": "04-01", "april fool's day": "04-01",
}  # fmt: skip
_HOLIDAYS = phrase_table(_FIXED)
HOLIDAY_STARTS = frozenset(_HOLIDAYS)
_NOT_AFTER = frozenset("tree trees island carol carols present presents card cards market markets".split())


def read_holiday(t: Tokens, index: int, today: datetime.date | None) -> Found | None:
    """The holiday that begins at a token."""
    found = t.longest(index, _HOLIDAYS)
    if found is None or not t.capital(index):
        return None
    end = index + found[0]
    if t.lows[end] in _NOT_AFTER and found[0] == 1:
        return None
    at = end + 1 if t.lows[end] == "," else end
    year = t.whole(at, 4)
    if year is not None and 1000 <= year <= 2199:
        return dated(index, at + 1, f"{year:04}-{found[1]}")
    if today is None:
        return dated(index, end, f"XXXX-{found[1]}", score=0.8)
    month, _, day = found[1].partition("-")
    return dated(index, end, f"{nearest_year(today, int(month), int(day)):04}-{found[1]}", score=0.8)
