"""Dates, periods and times of day in English news, with exact offsets and ISO 8601 values.

What a date leaves open is resolved against the document's own date: a weekday is the last one on or before it, a day
or month without a year the nearest one. Without such a date the value says what is known: `XXXX-09` for a September
(ISO 8601-2), `rel:weekday-2` for a Tuesday, `rel:day-1` for yesterday, `rel:week+0` for this week.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotate.model import Value
from annotate.suggest.amounts import read_amount
from annotate.suggest.base import Suggestion
from annotate.suggest.lexicon import (
    AMBIGUOUS_MONTHS,
    CLOCK,
    DATE_PREPOSITIONS,
    DAYS,
    EARLY,
    MODIFIERS,
    MONTHS,
    ORDINALS,
    PARTS_OF_DAY,
    PERIODS,
    SEASONS,
)
from annotate.suggest.tokens import Cursor, tokenize

_SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
_DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_DETERMINERS = frozenset(("the", "a", "its", "his", "her", "their"))  # "the 2021 election"
_PERIOD_MODIFIERS = frozenset(("~", ">=", "<=", "<", ">"))
_UNCERTAIN = frozenset(("over", "above", "under", "below", "some"))  # "over five years" is most often "during"


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    date: str
    label: str = "DATE"
    score: float = 0.9


class _Reader:
    """Reads dates at token indices, relative to the document's day where it is known."""

    def __init__(self, c: Cursor, today: datetime.date | None) -> None:
        self.c, self.today = c, today
        self.rules: tuple[Callable[[int], _Found | None], ...] = (
            self.iso, self.clock, self.month_day, self.day_month, self.month_year, self.decade, self.period,
            self.relative, self.weekday, self.day_word, self.season, self.year,
        )  # fmt: skip

    def found(self) -> Iterable[_Found]:
        """All dates, from left to right, the first rule that fits taking the place."""
        index = 0
        while index < len(self.c):
            hits = [hit for rule in self.rules if (hit := rule(index)) is not None]
            best = max(hits, key=lambda hit: hit.end, default=None)
            if best is None:
                index += 1
            else:
                yield best
                index = best.end

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

    def iso(self, index: int) -> _Found | None:
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
        return _Found(index, index + 5, next(iter(real)).isoformat() if len(real) == 1 else f"{three:04}")

    def month_day(self, index: int) -> _Found | None:
        """September 11, 2001; Sept. 11; May 3rd."""
        month = self._month_at(index, sure=True)
        day = self._day_at(month[1]) if month else None
        if month is None or day is None or self.c.after(day[1]).low in PERIODS:
            return None
        comma = day[1] + 1 if self.c.after(day[1]).text == "," else day[1]
        year = self._year_at(comma)
        return _Found(index, comma + 1 if year else day[1], self._date(year, month[0], day[0]))

    def day_month(self, index: int) -> _Found | None:
        """11 September 2001; 3rd of May."""
        day = self._day_at(index, first=True)
        if day is None or self.c.at(index).glued:
            return None
        at = day[1] + 1 if self.c.after(day[1]).low == "of" else day[1]
        month = None if self.c.after(at).apart else self._month_at(at, sure=True)
        if month is None:
            return None
        year = self._year_at(month[1])
        return _Found(index, month[1] + 1 if year else month[1], self._date(year, month[0], day[0]))

    def month_year(self, index: int) -> _Found | None:
        """September 2016; early September; last May."""
        month = self._month_at(index, sure=self._year_at(index + 1) is not None)
        if month is None:
            return None
        at = month[1] + 1 if self.c.after(month[1]).low in ("of", ",") else month[1]
        year = self._year_at(at)
        start = self._early(index)
        shift = _SHIFTS.get(self.c.at(index - 1).low) if not self.c.at(index).apart else None
        start = index - 1 if shift is not None else start
        return _Found(start, at + 1 if year else month[1], self._date(year, month[0], None, shift or 0))

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

    def decade(self, index: int) -> _Found | None:
        """The 1970s; mid-1990s; the 19th century."""
        token, after = self.c.at(index), self.c.after(index + 1)
        if token.kind == "number" and token.text.isdigit() and len(token.text) == 4 and token.text.endswith("0"):
            at = index + 2 if after.text in ("'", "’") and after.glued else index + 1
            if self.c.after(at).low == "s" and self.c.after(at).glued:
                return _Found(self._early(index), at + 1, f"{token.text[:3]}X")
        number = (
            int(token.text)
            if token.kind == "number" and token.text.isdigit() and len(token.text) <= 2
            else ORDINALS.get(token.low)
        )
        at = index + 2 if token.kind == "number" and after.low in ("st", "nd", "rd", "th") else index + 1
        at = at + 1 if self.c.after(at).text == "-" else at
        ordinal = token.kind == "word" or at > index + 1
        if number and ordinal and 1 <= number <= 21 and self.c.after(at).low == "century":
            return _Found(self._early(index), at + 1, f"{number - 1:02}XX")
        return None

    def period(self, index: int) -> _Found | None:
        """Five years; about two hours; a 36-hour siege; two years ago; a decade."""
        token = self.c.at(index)
        modifier = self.c.longest(index, MODIFIERS) if token.low not in _UNCERTAIN else None
        at = index + modifier[0] if modifier and modifier[1] in _PERIOD_MODIFIERS else index
        if token.glued and self.c.at(index - 1).text in ("-", ".", ":", "/"):
            return None
        if self.c.at(at).low in ORDINALS:
            return None  # "the third week" is no third of one
        amount = read_amount(self.c, at) if at == index or not self.c.at(at).apart else None
        if amount is None and self.c.at(at).low in ("a", "an") and _period(self.c.after(at + 1).low) in ("10Y", "100Y"):
            return self._ended(index, at + 2, f"P{_period(self.c.after(at + 1).low)}", approximate=False)
        if amount is None:
            return None
        name = amount.end
        hyphen = self.c.after(name).text == "-" and self.c.after(name).glued
        name += hyphen
        if self.c.after(name).low in (
            "more",
            "long",
            "full",
            "whole",
            "straight",
            "consecutive",
            "further",
            "calendar",
        ):
            name += 1
        if amount.fraction and self.c.after(name).low in ("a", "an"):
            name += 1
        code = _period(self.c.after(name).low)
        if code is None or (hyphen and self.c.after(name).low.endswith("s")):
            return None
        end = name + 1
        if self.c.after(end).text == "-" and self.c.after(end + 1).low == "old":
            end += 2
        elif self.c.after(end).low == "old":
            end += 1
        text = _iso_period(amount.number, code) if amount.number is not None else f"PX{code[-1]}"
        approximate = amount.number is None or (modifier is not None and at > index)
        return self._ended(index, end, text, approximate=approximate)

    def _ended(self, index: int, end: int, text: str, *, approximate: bool) -> _Found:
        """With "ago" or "later" where it follows."""
        if self.c.after(end).low in ("ago", "earlier", "later"):
            end += 1
        clock = text.startswith("PT")
        return _Found(index, end, ("~" if approximate else "") + text, "TIME" if clock else "DATE", 0.85)

    def relative(self, index: int) -> _Found | None:
        """This week; last year; the past few weeks; recent months; later this year."""
        token = self.c.at(index)
        if token.low == "recent" and self.c.after(index + 1).low in ("days", "weeks", "months", "years"):
            return _Found(index, index + 2, f"~PX{PERIODS[self.c.after(index + 1).low[:-1]]}", score=0.8)
        shift = _SHIFTS.get(token.low)
        if shift is None or token.text == "Past":
            return None
        start = (
            index - 1
            if self.c.at(index - 1).low in ("later", "earlier", "early", "late") and not token.apart
            else index
        )
        inside = self.period(index + 1) if shift and self.c.after(index + 1).low not in DAYS else None
        if inside is not None and inside.start == index + 1 and not self.c.at(index + 1).apart:
            return _Found(start, inside.end, inside.date, inside.label)
        following = self.c.after(index + 1).low
        if following in DAYS:
            return _Found(start, index + 2, self._weekday(DAYS[following]))
        code = PERIODS.get(following)
        if code is None or (token.low in ("past", "following", "current") and following in ("second", "minute")):
            return None
        return _Found(start, index + 2, self._shifted(following, shift))

    def _shifted(self, unit: str, shift: int) -> str:
        if self.today is None or unit not in ("day", "week", "month", "year", "decade"):
            return f"rel:{unit}{shift:+d}"
        if unit == "day":
            return (self.today + datetime.timedelta(days=shift)).isoformat()
        if unit == "week":
            year, week, _ = (self.today + datetime.timedelta(weeks=shift)).isocalendar()
            return f"{year:04}-W{week:02}"
        if unit == "month":
            months = self.today.year * 12 + self.today.month - 1 + shift
            return f"{months // 12:04}-{months % 12 + 1:02}"
        if unit == "decade":
            return f"{self.today.year // 10 + shift:03}X"
        return f"{self.today.year + shift:04}"

    def weekday(self, index: int) -> _Found | None:
        """Tuesday; Friday night."""
        token = self.c.at(index)
        if token.low not in DAYS or not token.text[0].isupper() or token.glued:
            return None
        if len(token.low) < 6 and (token.low in ("sun", "sat", "mon", "wed") or self.c.after(index + 1).text != "."):
            return None
        start = index - 1 if self.c.at(index - 1).low in ("early", "late") and not token.apart else index
        if self.c.after(index + 1).low in PARTS_OF_DAY:
            return _Found(start, index + 2, self._weekday(DAYS[token.low]), "TIME", 0.85)
        return _Found(start, index + 1, self._weekday(DAYS[token.low]))

    def _weekday(self, number: int) -> str:
        if self.today is None:
            return f"rel:weekday-{number}"
        return (self.today - datetime.timedelta(days=(self.today.isoweekday() - number) % 7)).isoformat()

    def day_word(self, index: int) -> _Found | None:
        """Yesterday; tonight; midnight."""
        low = self.c.at(index).low
        if low in _DAY_WORDS and not self.c.at(index).glued:
            part = self.c.after(index + 1).low in PARTS_OF_DAY
            return _Found(index, index + 1 + part, self._shifted("day", _DAY_WORDS[low]), "TIME" if part else "DATE")
        if low in ("tonight", "midnight", "noon", "midday"):
            hour = {"midnight": "T00:00", "noon": "T12:00", "midday": "T12:00"}.get(low)
            return _Found(index, index + 1, hour or self._shifted("day", 0), "TIME", 0.8)
        return None

    def clock(self, index: int) -> _Found | None:
        """6 a.m.; 6:30 pm; 18:00 GMT; 10 o'clock."""
        hours = self.c.at(index)
        if (
            hours.kind != "number"
            or not hours.text.replace(".", "").isdigit()
            or (hours.glued and self.c.at(index - 1).text == ":")
        ):
            return None
        minute, end = 0, index + 1
        colon, tens = self.c.after(index + 1), self.c.after(index + 2)
        whole, _, part = hours.text.partition(".")
        if colon.text == ":" and colon.glued and tens.glued and tens.text.isdigit() and len(tens.text) == 2:
            minute, end = int(tens.text), index + 3
        elif part and len(part) == 2:
            minute = int(part)
        half = self._half_of_day(end)
        oclock = self.c.phrase(end, ("o", "'", "clock")) or self.c.phrase(end, ("o", "’", "clock"))
        if not whole.isdigit() or len(whole) > 2 or minute > 59 or not (end > index + 1 or half or oclock):
            return None
        if int(whole) > 24 or (half and not 1 <= int(whole) <= 12):
            return None
        hour = int(whole) % 12 + (12 if half and half[1] == "p" else 0) if half else int(whole)
        end = half[0] if half else end + 3 if oclock else end
        if self.c.after(end).text in ("GMT", "UTC", "EST", "EDT", "ET", "BST", "CET", "PST", "PDT"):
            end += 1
        return _Found(index, end, f"T{hour:02}:{minute:02}", "TIME")

    def _half_of_day(self, index: int) -> tuple[int, str] | None:
        low = self.c.after(index).low
        if low in ("am", "pm"):
            return index + 1, low[0]
        if low in ("a", "p") and self.c.after(index + 1).text == "." and self.c.after(index + 2).low == "m":
            dot = self.c.after(index + 3)
            return index + 3 + (dot.text == "." and dot.glued), low
        return None

    def season(self, index: int) -> _Found | None:
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
            return _Found(self._early(index), at + 1, f"{year:04}-{code}")
        head = f"{self.today.year + _SHIFTS[before]:04}" if self.today else "XXXX"
        return _Found(index - 1, index + 1, f"{head}-{code}", score=0.8)

    def year(self, index: int) -> _Found | None:
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
            return _Found(index, index + 3, f"{year:04}/{far:04}")
        timely = (
            before.low in DATE_PREPOSITIONS | _DETERMINERS
            or before.text in ("(", "[", ",")
            or after.text in (")", ",", ".", ";", "")
        )
        if not timely or (after.kind == "word" and after.low.endswith("s") and before.low not in ("in", "since")):
            return None
        return _Found(self._early(index), index + 1, f"{year:04}", score=0.85)


def find_dates(text: str, *, date: str | None = None) -> list[Suggestion]:
    """Dates, periods and times of a text, in text order, without overlap.

    `date` is the document's own date (ISO 8601); what is no whole date is taken as unknown.
    """
    tokens = tokenize(text)
    return [
        Suggestion(
            tokens[found.start].start, tokens[found.end - 1].end, found.label, found.score, Value(date=found.date)
        )
        for found in _Reader(Cursor(tokens), _parse_day(date)).found()
    ]


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


def _period(word: str) -> str | None:
    return PERIODS.get(word) or (PERIODS.get(word[:-1]) if word.endswith("s") else None)


def _iso_period(number: object, code: str) -> str:
    """ "5" and "Y" as P5Y, "5" and "10Y" as P50Y, "36" and "H" as PT36H."""
    from decimal import Decimal

    amount = Decimal(str(number))
    times = "".join(character for character in code if character.isdigit())
    letter = code.lstrip("0123456789").removeprefix("T")
    amount *= int(times or 1)
    text = format(amount.normalize(), "f")
    if letter == "WE":
        return f"P{text}WE"
    return f"PT{text}{letter}" if code in CLOCK else f"P{text}{letter}"
