"""Helpers of dates: the day of a document, nearest years, and what widens a date on the left."""

from __future__ import annotations

import datetime

from annotate.suggest.lexicon import EARLY, EDGES
from annotate.suggest.tokens import Tokens


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
    days = {year: real for year in near if (real := real_day(year, month, day or 15)) is not None}
    fitting = [year for year in days if not shift or (days[year] > today) == (shift > 0)]
    return min(fitting or near, key=lambda year: abs(days[year] - today) if year in days else datetime.timedelta.max)


def parse_day(date: str | None) -> datetime.date | None:
    """The document's day; None for what is no whole ISO 8601 date."""
    try:
        return datetime.date.fromisoformat(date[:10]) if date else None
    except ValueError:
        return None


def real_day(year: int, month: int, day: int) -> datetime.date | None:
    """The day, if the calendar has it."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
