"""Dates, periods and times of day in English news, with exact offsets and ISO 8601 values.

What a date leaves open is resolved against the document's own date: a weekday is the last one on or before it, a day
or month without a year the nearest one. Without such a date the value says what is known: `XXXX-09` for a September
(ISO 8601-2), `rel:weekday-2` for a Tuesday, `rel:day-1` for yesterday, `rel:week+0` for this week.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from annotate.model import Value
from annotate.suggest.base import Suggestion
from annotate.suggest.durations import SHIFTS, Durations, Found
from annotate.suggest.lexicon import AMBIGUOUS_MONTHS, DATE_PREPOSITIONS, EARLY, MONTHS, ORDINALS, PERIODS, SEASONS
from annotate.suggest.tokens import Cursor, tokenize

_DETERMINERS = frozenset(("the", "a", "its", "his", "her", "their"))  # "the 2021 election"


class _Calendar:
    """Reads days, months, years, decades and seasons at token indices."""

    def __init__(self, c: Cursor, today: datetime.date | None) -> None:
        self.c, self.today = c, today
        self.rules: tuple[Callable[[int], Found | None], ...] = (
            self.iso, self.month_day, self.day_month, self.month_year, self.decade, self.season, self.year,
        )  # fmt: skip

    def _year_at(self, index: int, *, first: bool = False) -> int | None:
        """A year; `first` says that the date begins here, so that a paragraph may."""
        token = self.c.at(index) if first else self.c.after(index)
        if token.kind == "number" and len(token.text) == 4 and token.text.isdigit() and "1000" <= token.text <= "2199":
            following = self.c.after(index + 1)
            if not (following.glued and (following.kind == "word" or following.text in "%_@")):
                return int(token.text)
        return None

    def _day_at(self, index: int, *, first: bool = False) -> tuple[int, int] | None:
        """The day of a month and the index after it; `first` says that the date begins here."""
        token = self.c.at(index) if first else self.c.after(index)
        if token.kind == "number" and token.text.isdigit() and len(token.text) <= 2 and 1 <= int(token.text) <= 31:
            after = self.c.after(index + 1)
            if after.glued and after.low in ("st", "nd", "rd", "th"):
                return int(token.text), index + 2
            return None if after.glued and after.kind == "word" else (int(token.text), index + 1)
        return None

    def _month_at(self, index: int, *, sure: bool = False) -> tuple[int, int] | None:
        """The month and the index after it; a month that is also another word needs `sure`."""
        token = self.c.at(index)
        if (
            token.low not in MONTHS
            or not token.text[0].isupper()
            or (token.glued and self.c.at(index - 1).kind == "word")
        ):
            return None
        if token.low in AMBIGUOUS_MONTHS and not sure and not self._clear_month(index):
            return None
        dot = self.c.after(index + 1)
        shortened = len(token.text) <= 4 and token.low not in ("may", "june", "july")
        end = index + 2 if dot.text == "." and dot.glued and shortened else index + 1
        return MONTHS[token.low], end

    def _clear_month(self, index: int) -> bool:
        before, after = self.c.at(index - 1), self.c.after(index + 1)
        if self.c.at(index).apart or before.text in (".", ""):
            return False
        return (before.low in DATE_PREPOSITIONS - {"for", "as", "or", "and", "to"} and after.kind != "word") or (
            before.low in ("in", "since", "until", "last", "next", "this", "early", "late", "mid", "of")
            and not after.text[:1].isupper()
        )

    def _early(self, index: int) -> int:
        """Where a date begins when "early", "mid-" or the like stands before it."""
        before, earlier = self.c.at(index - 1), self.c.at(index - 2)
        if self.c.at(index).apart:
            return index
        if before.low in EARLY:
            return index - 1
        if before.text == "-" and before.glued and earlier.low in EARLY:
            return index - 2
        return index

    def iso(self, index: int) -> Found | None:
        """2016-10-05, and 10/13/2016 where only one reading makes a date."""
        parts = [self.c.at(index), *(self.c.after(index + step) for step in range(1, 5))]
        sign = parts[1].text
        if sign not in ("-", "/", ".") or parts[3].text != sign or not all(part.glued for part in parts[1:]):
            return None
        if not all(part.kind == "number" and part.text.isdigit() and len(part.text) <= 4 for part in parts[::2]):
            return None
        one, two, three = (int(part.text) for part in parts[::2])
        if len(parts[0].text) == 4:
            days = [_day(one, two, three)]
        elif len(parts[4].text) == 4:
            days = [_day(three, two, one), _day(three, one, two)]
        else:
            return None
        real = {day for day in days if day is not None}
        if not real:
            return None
        return Found(index, index + 5, next(iter(real)).isoformat() if len(real) == 1 else f"{three:04}")

    def month_day(self, index: int) -> Found | None:
        """September 11, 2001; Sept. 11; May 3rd."""
        month = self._month_at(index, sure=True)
        day = self._day_at(month[1]) if month else None
        if month is None or day is None or self.c.after(day[1]).low in PERIODS:
            return None
        comma = day[1] + 1 if self.c.after(day[1]).text == "," else day[1]
        year = self._year_at(comma)
        return Found(index, comma + 1 if year else day[1], self._date(year, month[0], day[0]))

    def day_month(self, index: int) -> Found | None:
        """11 September 2001; 3rd of May."""
        day = self._day_at(index, first=True)
        if day is None or self.c.at(index).glued:
            return None
        at = day[1] + 1 if self.c.after(day[1]).low == "of" else day[1]
        month = None if self.c.after(at).apart else self._month_at(at, sure=True)
        if month is None:
            return None
        year = self._year_at(month[1])
        return Found(index, month[1] + 1 if year else month[1], self._date(year, month[0], day[0]))

    def month_year(self, index: int) -> Found | None:
        """September 2016; early September; last May."""
        month = self._month_at(index, sure=self._year_at(index + 1) is not None)
        if month is None:
            return None
        at = month[1] + 1 if self.c.after(month[1]).low in ("of", ",") else month[1]
        year = self._year_at(at)
        start = self._early(index)
        shift = SHIFTS.get(self.c.at(index - 1).low) if not self.c.at(index).apart else None
        start = index - 1 if shift is not None else start
        return Found(start, at + 1 if year else month[1], self._date(year, month[0], None, shift or 0))

    def _date(self, year: int | None, month: int, day: int | None, shift: int = 0) -> str:
        """Without a year, the nearest such day or month to the document's; with "last" or "next" on that side of it."""
        if year is None and self.today is not None:
            here, there = self.today.toordinal(), (month, day or 15)
            years = [self.today.year + step for step in (-1, 0, 1)]
            away = {one: (_day(one, *there) or datetime.date(one, month, 28)).toordinal() - here for one in years}
            fitting = [one for one in years if not shift or (away[one] > 0) == (shift > 0)]
            year = min(fitting, key=lambda one: abs(away[one]))
        head = f"{year:04}" if year is not None else "XXXX"
        return f"{head}-{month:02}" + (f"-{day:02}" if day else "")

    def decade(self, index: int) -> Found | None:
        """The 1970s; mid-1990s; the 19th century."""
        token, after = self.c.at(index), self.c.after(index + 1)
        if token.kind == "number" and token.text.isdigit() and len(token.text) == 4 and token.text.endswith("0"):
            at = index + 2 if after.text in ("'", "’") and after.glued else index + 1
            if self.c.after(at).low == "s" and self.c.after(at).glued:
                return Found(self._early(index), at + 1, f"{token.text[:3]}X")
        number = (
            int(token.text)
            if token.kind == "number" and token.text.isdigit() and len(token.text) <= 2
            else ORDINALS.get(token.low)
        )
        at = index + 2 if token.kind == "number" and after.low in ("st", "nd", "rd", "th") else index + 1
        at = at + 1 if self.c.after(at).text == "-" else at
        ordinal = token.kind == "word" or at > index + 1
        if number and ordinal and 1 <= number <= 21 and self.c.after(at).low == "century":
            return Found(self._early(index), at + 1, f"{number - 1:02}XX")
        return None

    def season(self, index: int) -> Found | None:
        """Summer 2016; last winter; the spring of 1994."""
        code = SEASONS.get(self.c.at(index).low)
        if code is None:
            return None
        at = index + 2 if self.c.after(index + 1).low == "of" else index + 1
        year = self._year_at(at)
        before = self.c.at(index - 1).low
        if year is None and (before not in ("last", "this", "next") or self.c.at(index).apart):
            return None
        if year is not None:
            return Found(self._early(index), at + 1, f"{year:04}-{code}")
        head = f"{self.today.year + SHIFTS[before]:04}" if self.today else "XXXX"
        return Found(index - 1, index + 1, f"{head}-{code}", score=0.8)

    def year(self, index: int) -> Found | None:
        """In 2016; 2003–2004; (1998)."""
        year = self._year_at(index, first=True)
        token, before, after = self.c.at(index), self.c.at(index - 1), self.c.after(index + 1)
        if (
            year is None
            or not 1500 <= year <= 2099
            or (token.glued and before.text not in ("(", "[", "-", "–", "—", "/", "“", '"'))
        ):
            return None
        if (
            token.glued
            and before.text == "-"
            and self.c.at(index - 2).low not in EARLY
            and self.c.at(index - 2).kind == "word"
        ):
            return None
        far = self._year_at(index + 2) if after.text in ("-", "–", "—") or after.low == "to" else None
        if far is not None and far > year:
            return Found(index, index + 3, f"{year:04}/{far:04}")
        timely = (
            before.low in DATE_PREPOSITIONS | _DETERMINERS
            or before.text in ("(", "[", ",")
            or after.text in (")", ",", ".", ";", "")
        )
        if not timely or (after.kind == "word" and after.low.endswith("s") and before.low not in ("in", "since")):
            return None
        return Found(self._early(index), index + 1, f"{year:04}", score=0.85)


def find_dates(text: str, *, date: str | None = None) -> list[Suggestion]:
    """Dates, periods and times of a text, in text order, without overlap.

    `date` is the document's own date (ISO 8601); what is no whole date is taken as unknown.
    """
    tokens = tokenize(text)
    cursor, today = Cursor(tokens), _parse_day(date)
    rules = (*_Calendar(cursor, today).rules, *Durations(cursor, today).rules)
    return [
        Suggestion(
            tokens[found.start].start, tokens[found.end - 1].end, found.label, found.score, Value(date=found.date)
        )
        for found in _found(cursor, rules)
    ]


def _found(c: Cursor, rules: tuple[Callable[[int], Found | None], ...]) -> Iterable[Found]:
    """All dates, from left to right; of the rules that fit at a place, the one that reads furthest."""
    index = 0
    while index < len(c):
        hits = [hit for rule in rules if (hit := rule(index)) is not None]
        best = max(hits, key=lambda hit: hit.end, default=None)
        if best is None:
            index += 1
        else:
            yield best
            index = best.end


def _parse_day(date: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date[:10]) if date else None
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
