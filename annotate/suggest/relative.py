"""Dates that say how far from the document's day they are: weekdays, "yesterday", "last month", "the past few weeks".

A weekday is the last one on or before the document's day, with "next" the first one after it. Without that day the
value is relative: `rel:weekday-2` is a Tuesday (`rel:weekday+2` one to come), `rel:day-1` yesterday,
`rel:week+0` this week.
"""

from __future__ import annotations

import datetime

from annotate.model import Value
from annotate.suggest.calendar import Calendar, Point
from annotate.suggest.days import widened
from annotate.suggest.figures import Figures
from annotate.suggest.found import Found, dated
from annotate.suggest.holidays import HOLIDAY_STARTS, read_holiday
from annotate.suggest.lexicon import DAYS, EDGES, MONTHS, PARTS_OF_DAY, PERIODS, SEASONS
from annotate.suggest.periods import shifted_by, write_period
from annotate.suggest.tokens import Tokens

_SHIFTS = {
    "last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1,
    "upcoming": 1,
    "preceding": -1, "recent": -1,
}  # fmt: skip
_DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}
_NEARER = frozenset("later earlier early late".split())
_BARE = frozenset("decades centuries years months weeks days hours minutes".split())
_BARE_BEFORE = frozenset("for after within of took takes take spent".split())
_BARE_AFTER = frozenset("ago later earlier of".split())
_PAPERS = frozenset("Times Telegraph Mail Mirror Express Post Herald Independent Sun Business Lights".split())
_UNITS = frozenset("day week month quarter year decade century weekend".split())
_AGES = frozenset(("aged", "age", "ages"))
RELATIVE_WORDS = frozenset((*_SHIFTS, *_DAY_WORDS, *DAYS, *_BARE, *_AGES, *EDGES, "earlier", "later"))


class Relative:
    """Reads relative dates at token indices; `today` is the document's day where it is known."""

    __slots__ = ("_calendar", "_t", "_today")

    def __init__(self, t: Tokens, today: datetime.date | None) -> None:
        self._t, self._today = t, today
        self._calendar = Calendar(t, today)

    def read(self, index: int, floor: int, figures: Figures) -> Found | None:
        """The relative date that begins at a token."""
        low = self._t.lows[index]
        if low in _SHIFTS:
            return self._shift(index, floor, figures)
        if low in DAYS:
            return self._weekday(index, floor)
        if low in _DAY_WORDS:
            return self._day_word(index, floor)
        if low in _BARE:
            return self._bare(index)
        if low in _AGES:
            return self._age(index, figures)
        if low in ("earlier", "later"):
            return self._within(index)
        return self._edge(index)

    def _shift(self, index: int, floor: int, figures: Figures) -> Found | None:
        """ "this week", "last Tuesday", "the past few weeks", "recent months", "later this year", "last night"."""
        t, low, following = self._t, self._t.lows[index], self._t.lows[index + 1]
        if t.texts[index] == "Past":
            return None
        shift, start = _SHIFTS[low], self._start(index, floor)
        if (named := self._named(index, floor, shift, start)) is not None:
            return named
        if following == "couple":
            return self._couple(start, index + 2)
        at = index + 2 if following in ("fiscal", "calendar", "financial", "school") else index + 1
        if t.lows[at] in PERIODS:
            return self._unit(start, at, shift)
        if shift and t.lows[index + 1 : index + 3] == ["three", "quarters"]:
            return dated(start, index + 3, "P9M")
        if shift and low != "recent":
            inside = figures.read(index + 1, index + 1)
            if (
                inside is not None
                and inside.label in ("DATE", "TIME")
                and (inside.value.date or "").lstrip("~")[:1] == "P"
            ):
                return inside._replace(start=start)
        return None

    def _named(self, index: int, floor: int, shift: int, start: int) -> Found | None:
        """A weekday, month, holiday, season or part of a day after "last", "this" or "next"."""
        t, low, following = self._t, self._t.lows[index], self._t.lows[index + 1]
        if following in DAYS:
            return self._weekday(index + 1, floor, shift=shift, start=start)
        if following in MONTHS and shift and low != "recent":
            return self._calendar.month(index + 1, index, shift=shift)
        if following in HOLIDAY_STARTS and shift and low != "recent":
            holiday = read_holiday(t, index + 1, self._today, shift=shift)
            if holiday is not None:
                return holiday
        if following in SEASONS and low in ("last", "this", "next"):
            return self._calendar.season(index + 1, index, shift=shift)
        if following in PARTS_OF_DAY and low in ("last", "this", "next", "previous", "following"):
            return self._part_of_day(start, index + 2, shift)
        return None

    def _couple(self, start: int, index: int) -> Found | None:
        """ "the past couple of years", "the next couple weeks"."""
        t = self._t
        at = index + (t.lows[index] == "of")
        code = PERIODS.get(t.lows[at])
        if code is None:
            return None
        label = "TIME" if code[0] == "T" else "DATE"
        return dated(start, at + 1, f"~{write_period(None, code)}", label=label, score=0.85)

    def _part_of_day(self, start: int, end: int, shift: int) -> Found | None:
        if self._t.lows[end - 1] == "noon" or self._t.lows[end - 1].endswith("s"):
            return None
        return dated(start, end, shifted_by("day", shift, self._today), label="TIME")

    def _unit(self, start: int, at: int, shift: int) -> Found | None:
        """A period word after "last", "this" or "next"; plurals are some of them: "recent weeks"."""
        t, word = self._t, self._t.lows[at]
        if t.lows[at - 1] == "last" and t.lows[at + 1] == "of":
            return None  # "the last week of December"
        if word in ("second", "minute", "min", "sec", "seconds", "night"):
            return None
        if word.endswith("s"):
            if shift == 0 or t.lows[at - 1] == "previous":
                return None
            clock = PERIODS[word][0] == "T"
            return dated(
                start, at + 1, f"~{write_period(None, PERIODS[word])}", label="TIME" if clock else "DATE", score=0.85
            )
        if t.lows[at - 1] == "recent" or (word == "day" and t.lows[at - 1] in ("last", "past", "this", "recent")):
            return None
        if word == "fortnight":
            return dated(start, at + 1, "P2W", score=0.85) if shift else None
        if word == "hour":
            return dated(start, at + 1, f"rel:hour{shift:+d}", label="TIME", score=0.8)
        on = at + 1 + (t.lows[at + 1] == "on")
        if word == "week" and self._today is not None and t.lows[on] in DAYS and t.lows[on].endswith("day"):
            return dated(start, on + 1, self._day_in_week(DAYS[t.lows[on]], shift))
        return dated(start, at + 1, shifted_by(word, shift, self._today)) if word in _UNITS else None

    def _start(self, index: int, floor: int) -> int:
        if self._t.lows[index - 1] in _NEARER and index - 1 >= floor:
            return index - 1
        return widened(self._t, index, floor)

    def _weekday(self, index: int, floor: int, *, shift: int = 0, start: int | None = None) -> Found | None:
        """ "Tuesday", "Friday night", "Tuesday, October 4, 2016", "next Monday"."""
        t, low = self._t, self._t.lows[index]
        capital = (t.capital(index) or low.endswith("day")) and not (t.glued(index) and t.lows[index - 1][0].isalnum())
        if not capital or (low.endswith("days") and low != "days"):
            return None
        short = not low.endswith("day")
        if short and (day := self._calendar.day_of_weekday(index + 1, DAYS[low])) is not None:
            return dated(index, day[0], day[1], score=0.85)
        if short and not (t.lows[index + 1] == "." or (t.lows[index + 1] == "," and self._point(index + 2))):
            return None
        number, end = DAYS[low], index + 1 + (short and t.lows[index + 1] == ".")
        if short and low in ("sun", "sat", "mon", "wed") and t.opens(index) and self._point(end) is None:
            return None
        if start is None:
            start = self._start(index, floor)
        point = self._point(end)
        if point is not None and not shift:
            return dated(start, point.end, self._calendar.write(point), score=0.95)
        if not shift and (day := self._calendar.day_of_weekday(end, number)) is not None:
            return dated(start, day[0], day[1], score=0.9)
        if t.lows[index - 1] == "the" and not _PAPERS.isdisjoint(t.texts[end : end + 2]):
            return None
        text = self._day_of_week(number, shift)
        if not shift and (week := self._of_week(end)) is not None:
            steps, end = week
            text = self._day_in_week(number, steps)
        if t.lows[end] in PARTS_OF_DAY:
            return dated(start, end + 1, text, label="TIME")
        return dated(start, end, text, score=0.93)

    def _of_week(self, index: int) -> tuple[int, int] | None:
        """ "of next week", "last week": how many weeks from the document's, and the index after it."""
        t = self._t
        at = index + (t.lows[index] == "of")
        steps = {"last": -1, "this": 0, "next": 1}.get(t.lows[at])
        known = self._today is not None and steps is not None and t.lows[at + 1] == "week"
        return (steps, at + 2) if known and steps is not None else None

    def _day_in_week(self, number: int, steps: int) -> str:
        """The weekday `steps` weeks from the document's week."""
        today = self._today or datetime.date.min
        return (today + datetime.timedelta(days=number - today.isoweekday() + 7 * steps)).isoformat()

    def _point(self, index: int) -> Point | None:
        at = index + 1 if self._t.lows[index] == "," else index
        return self._calendar.point_at(at)

    def _day_of_week(self, number: int, shift: int) -> str:
        today = self._today
        if today is None:
            return f"rel:weekday{'+' if shift > 0 else '-'}{number}"
        back = (today.isoweekday() - number) % 7
        if shift > 0:
            return (today + datetime.timedelta(days=7 - back)).isoformat()
        return (today - datetime.timedelta(days=back or (7 if shift < 0 else 0))).isoformat()

    def _day_word(self, index: int, floor: int) -> Found | None:
        t, low = self._t, self._t.lows[index]
        if t.glued(index) and t.lows[index - 1] not in ("(", "“", '"', "-", "—", "–", "‘"):
            return None
        days, start, end = _DAY_WORDS[low], self._start(index, floor), index + 1
        beyond = {"yesterday": ["day", "before"], "tomorrow": ["day", "after"]}.get(low)
        if beyond is not None and t.lows[index - 2 : index] == beyond and index - 2 >= floor:
            days, start = days * 2, index - 2
        part = t.lows[end] in PARTS_OF_DAY
        label = "TIME" if part or low == "tonight" else "DATE"
        return dated(start, end + part, shifted_by("day", days, self._today), label=label, score=0.93)

    def _bare(self, index: int) -> Found | None:
        """ "for decades", "after years of war", "years ago"."""
        t, low = self._t, self._t.lows[index]
        sure = t.lows[index - 1] in _BARE_BEFORE or t.lows[index + 1] == "ago"
        if not sure or (t.lows[index - 1] == "of" and low not in ("decades", "centuries")):
            return None
        code = PERIODS[low]
        label = "TIME" if code[0] == "T" else "DATE"
        end = index + 2 if t.lows[index + 1] in ("ago", "later", "earlier") else index + 1
        return dated(index, end, f"~{write_period(None, code)}", label=label, score=0.7)

    def _age(self, index: int, figures: Figures) -> Found | None:
        """ "aged 7", "age 65", "ages 18 to 25", "age of 12"."""
        t = self._t
        at = index + 2 if t.lows[index] == "age" and t.lows[index + 1] == "of" else index + 1
        between = t.lows[at] == "between"
        if not t.number(at + between):
            at_word = at + between
            if t.lows[index] != "aged" and at == index + 1:
                return None
            inside = figures.read(at_word, at)
        else:
            inside = figures.read(at + between, at)
        if inside is None or inside.label not in ("CARDINAL", "DATE") or inside.start > at + between:
            return None
        value = inside.value
        if inside.label == "DATE":
            return inside._replace(start=index) if (value.date or "").startswith("P") else None
        if value.amount is None or not value.amount.isdigit() or int(value.amount) > 130:
            return None
        text = f"P{value.amount}Y" + (f"/P{value.upper}Y" if value.upper else "")
        modifier = value.modifier if value.modifier not in ("=", "~") else None
        approximate = "~" if value.modifier == "~" else ""
        return Found(index, inside.end, "DATE", Value(date=approximate + text, modifier=modifier), 0.9)

    def _within(self, index: int) -> Found | None:
        """ "later in the year", "earlier in the week"."""
        t, unit = self._t, self._t.lows[index + 3]
        if t.lows[index + 1 : index + 3] != ["in", "the"] or unit not in ("week", "month", "year"):
            return None
        return dated(index, index + 4, shifted_by(unit, 0, self._today), score=0.75)

    def _edge(self, index: int) -> Found | None:
        """ "end of the year", "beginning of the month"."""
        t = self._t
        if t.lows[index + 1] != "of" or t.lows[index + 2] != "the" or t.lows[index + 3] not in _UNITS:
            return None
        if t.lows[index + 3] in ("day", "quarter", "century", "decade", "weekend"):
            return None
        return dated(index, index + 4, shifted_by(t.lows[index + 3], 0, self._today), score=0.8)
