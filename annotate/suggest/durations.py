"""Periods, weekdays, times of day and other dates that say how far from the document's day they are."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from annotate.suggest.amounts import read_amount
from annotate.suggest.lexicon import CLOCK, DAYS, MODIFIERS, ORDINALS, PARTS_OF_DAY, PERIODS
from annotate.suggest.tokens import Cursor

SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
_DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PERIOD_MODIFIERS = frozenset(("~", ">=", "<=", "<", ">"))
_UNCERTAIN = frozenset(("over", "above", "under", "below", "some"))  # "over five years" is most often "during"
_BETWEEN = frozenset(("more", "long", "full", "whole", "straight", "consecutive", "further", "calendar"))


@dataclass(frozen=True, slots=True)
class Found:
    """A date at token indices, with its ISO 8601 value."""

    start: int
    end: int
    date: str
    label: str = "DATE"
    score: float = 0.9


class Durations:
    """Reads periods and relative dates at token indices; `today` is the document's day where it is known."""

    def __init__(self, c: Cursor, today: datetime.date | None) -> None:
        self.c, self.today = c, today
        self.rules: tuple[Callable[[int], Found | None], ...] = (
            self.clock, self.period, self.relative, self.weekday, self.day_word,
        )  # fmt: skip

    def period(self, index: int) -> Found | None:
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
        if self.c.after(name).low in _BETWEEN:
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

    def _ended(self, index: int, end: int, text: str, *, approximate: bool) -> Found:
        """With "ago" or "later" where it follows."""
        if self.c.after(end).low in ("ago", "earlier", "later"):
            end += 1
        clock = text.startswith("PT")
        return Found(index, end, ("~" if approximate else "") + text, "TIME" if clock else "DATE", 0.85)

    def relative(self, index: int) -> Found | None:
        """This week; last year; the past few weeks; recent months; later this year."""
        token = self.c.at(index)
        if token.low == "recent" and self.c.after(index + 1).low in ("days", "weeks", "months", "years"):
            return Found(index, index + 2, f"~PX{PERIODS[self.c.after(index + 1).low[:-1]]}", score=0.8)
        shift = SHIFTS.get(token.low)
        if shift is None or token.text == "Past":
            return None
        start = (
            index - 1
            if self.c.at(index - 1).low in ("later", "earlier", "early", "late") and not token.apart
            else index
        )
        inside = self.period(index + 1) if shift and self.c.after(index + 1).low not in DAYS else None
        if inside is not None and inside.start == index + 1 and not self.c.at(index + 1).apart:
            return Found(start, inside.end, inside.date, inside.label)
        following = self.c.after(index + 1).low
        if following in DAYS:
            return Found(start, index + 2, self._weekday(DAYS[following]))
        code = PERIODS.get(following)
        if code is None or (token.low in ("past", "following", "current") and following in ("second", "minute")):
            return None
        return Found(start, index + 2, self._shifted(following, shift))

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

    def weekday(self, index: int) -> Found | None:
        """Tuesday; Friday night."""
        token = self.c.at(index)
        if token.low not in DAYS or not token.text[0].isupper() or token.glued:
            return None
        if len(token.low) < 6 and (token.low in ("sun", "sat", "mon", "wed") or self.c.after(index + 1).text != "."):
            return None
        start = index - 1 if self.c.at(index - 1).low in ("early", "late") and not token.apart else index
        if self.c.after(index + 1).low in PARTS_OF_DAY:
            return Found(start, index + 2, self._weekday(DAYS[token.low]), "TIME", 0.85)
        return Found(start, index + 1, self._weekday(DAYS[token.low]))

    def _weekday(self, number: int) -> str:
        if self.today is None:
            return f"rel:weekday-{number}"
        return (self.today - datetime.timedelta(days=(self.today.isoweekday() - number) % 7)).isoformat()

    def day_word(self, index: int) -> Found | None:
        """Yesterday; tonight; midnight."""
        low = self.c.at(index).low
        if low in _DAY_WORDS and not self.c.at(index).glued:
            part = self.c.after(index + 1).low in PARTS_OF_DAY
            return Found(index, index + 1 + part, self._shifted("day", _DAY_WORDS[low]), "TIME" if part else "DATE")
        if low in ("tonight", "midnight", "noon", "midday"):
            hour = {"midnight": "T00:00", "noon": "T12:00", "midday": "T12:00"}.get(low)
            return Found(index, index + 1, hour or self._shifted("day", 0), "TIME", 0.8)
        return None

    def clock(self, index: int) -> Found | None:
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
        return Found(index, end, f"T{hour:02}:{minute:02}", "TIME")

    def _half_of_day(self, index: int) -> tuple[int, str] | None:
        low = self.c.after(index).low
        if low in ("am", "pm"):
            return index + 1, low[0]
        if low in ("a", "p") and self.c.after(index + 1).text == "." and self.c.after(index + 2).low == "m":
            dot = self.c.after(index + 3)
            return index + 3 + (dot.text == "." and dot.glued), low
        return None


def _period(word: str) -> str | None:
    return PERIODS.get(word) or (PERIODS.get(word[:-1]) if word.endswith("s") else None)


def _iso_period(number: object, code: str) -> str:
    """ "5" and "Y" as P5Y, "5" and "10Y" as P50Y, "36" and "H" as PT36H."""
    amount = Decimal(str(number))
    times = "".join(character for character in code if character.isdigit())
    letter = code.lstrip("0123456789").removeprefix("T")
    amount *= int(times or 1)
    text = format(amount.normalize(), "f")
    if letter == "WE":
        return f"P{text}WE"
    return f"PT{text}{letter}" if code in CLOCK else f"P{text}{letter}"
