"""Numbers and dates in English news, with exact offsets and values.

A hand-written recogniser over tokens: it stops only at words that can begin a number or date, looks a bounded number
of tokens ahead and behind, and never goes back behind what it has taken, so that its time is linear in the text. Of
two readings at one place the one that reads further stays.
"""

from __future__ import annotations

import datetime
from typing import Literal, SupportsIndex, overload

from annotate.model import Value
from annotate.suggest.amounts import read_amount
from annotate.suggest.base import Suggestion
from annotate.suggest.calendar import Calendar
from annotate.suggest.clock import CLOCK_WORDS, PAST_STARTS, read_clock, read_past
from annotate.suggest.counting import plain
from annotate.suggest.days import parse_day
from annotate.suggest.designators import glued_to_name
from annotate.suggest.figures import Figures
from annotate.suggest.found import Found, passed_over
from annotate.suggest.lexicon import CARRIES_ON, FOLDS, ORDINAL_SCALES, ORDINALS, SMALL, TENS, UNICODE_FRACTIONS
from annotate.suggest.ordinals import read_ordinal
from annotate.suggest.relative import RELATIVE_WORDS, Relative
from annotate.suggest.tokens import Tokens
from annotate.suggest.units import CURRENCY_SIGNS
from annotate.suggest.years import YEAR_STARTS, Years

Wanted = Literal["all", "numbers"]

_PAST_SIGNS = frozenset(("past", "to"))
_ORDINAL_WORDS = frozenset((*ORDINALS, *ORDINAL_SCALES))
_AMOUNT_WORDS = frozenset((*CARRIES_ON, *CURRENCY_SIGNS, *FOLDS, *UNICODE_FRACTIONS))
_STARTS = _ORDINAL_WORDS | _AMOUNT_WORDS | RELATIVE_WORDS | CLOCK_WORDS | Calendar.WORDS


def find_values(text: str, *, date: str | None = None) -> list[Suggestion]:
    """Numbers and dates of a text without overlap, in text order; relative dates are resolved against `date`.

    `date` is the document's own date (ISO 8601); what is no whole date is taken as unknown.
    """
    t = Tokens(text)
    return [_suggestion(t, found) for found in Reader(t, parse_day(date)).read()]


def find_numbers(text: str) -> list[Suggestion]:
    """Every number of a text in text order, without overlap, read as if there were no dates."""
    t = Tokens(text)
    return [_suggestion(t, found) for found in Reader(t, None, wanted="numbers").read()]


def find_dates(text: str, *, date: str | None = None) -> list[Suggestion]:
    """Dates, periods and times of a text, in text order, without overlap; as `find_values` without the numbers."""
    return [found for found in find_values(text, date=date) if found.label in ("DATE", "TIME")]


def parse_value(surface: str, label: str, *, date: str | None = None) -> Value | None:
    """The meaning of a surface that a person or another model has labelled; None where it has none.

    The label decides between readings: "2016" under CARDINAL is a count, under DATE a year.
    """
    if len(surface) > 200 or not surface.strip():
        return None
    found = find_dates(surface, date=date) if label in ("DATE", "TIME") else find_numbers(surface)
    best = max(found, key=lambda one: one.range.size, default=None)
    if best is not None or label in ("DATE", "TIME"):
        return best.value if best is not None else None
    amount = read_amount(Tokens(surface), 0)
    if amount is None:
        return None
    return Value(amount=plain(amount.number), vague=amount.vague, modifier="=" if amount.number is not None else None)


def _suggestion(t: Tokens, found: Found) -> Suggestion:
    return Suggestion(t.starts[found.start], t.ends[found.end - 1], found.label, found.score, found.value)


class Reader:
    """Reads the numbers and dates of one text from left to right."""

    __slots__ = ("_calendar", "_figures", "_relative", "_t", "_wanted", "_years")

    def __init__(self, t: Tokens, today: datetime.date | None, *, wanted: Wanted = "all") -> None:
        self._t, self._wanted = t, wanted
        self._figures = Figures(t, today, periods=wanted == "all")
        self._calendar, self._relative, self._years = Calendar(t, today), Relative(t, today), Years(t, today)

    def read(self) -> list[Found]:
        """All that is found, in text order, without overlap."""
        t, found, taken = self._t, list[Found](), 0
        places = [at for at, low in enumerate(t.lows[: t.size]) if low in _STARTS or low[-1].isdecimal()]
        for index in places:
            if index >= taken:
                one = self._at(index, taken)
                if one is not None:
                    taken = one.end
                    if one.label:
                        found.append(one)
        return found

    def _at(self, index: int, floor: int) -> Found | None:
        """What begins at a token; what it takes in before that token does not go behind `floor`."""
        low, dates = self._t.lows[index], self._wanted == "all"
        if low[-1].isdecimal():
            return self._digits(index, floor, dates=dates)
        best: Found | None = None
        if dates and low in RELATIVE_WORDS:
            best = self._relative.read(index, floor, self._figures)
        if dates and best is None and low in Calendar.WORDS:
            best = self._calendar.word(index, floor)
        if dates and best is None and low in CLOCK_WORDS:
            best = read_clock(self._t, index, floor)
        past = low in PAST_STARTS and (low != "a" or self._t.lows[index + 1] == "quarter")
        if past and dates and best is None and not _PAST_SIGNS.isdisjoint(self._t.lows[index + 1 : index + 5]):
            best = read_past(self._t, index, floor)
        if low in _ORDINAL_WORDS or low in TENS:
            best = best or (dates and self._years.century(index, floor)) or None
            best = best or (dates and self._calendar.ordinal_day(index, floor)) or None
            best = (
                best or (dates and low in YEAR_STARTS and self._years.in_words(index)) or read_ordinal(self._t, index)
            )
        if dates and best is None and low in YEAR_STARTS:
            best = self._years.in_words(index)
        if dates and best is None and low in SMALL and self._t.lows[index + 1] in ("o", "oclock", "in", "a", "p"):
            best = read_clock(self._t, index, floor)
        if best is None and low in _AMOUNT_WORDS:
            best = self._figures.read(index, floor) or read_ordinal(self._t, index)
        return best

    def _digits(self, index: int, floor: int, *, dates: bool) -> Found | None:
        best: Found | None = None
        if (end := glued_to_name(self._t, index)) is not None:
            return passed_over(index, end)
        if dates:
            past = not _PAST_SIGNS.isdisjoint(self._t.lows[index + 1 : index + 3])
            best = read_clock(self._t, index, floor) or self._calendar.digits(index, floor)
            best = best or (read_past(self._t, index, floor) if past else None)
        if best is None:
            best = read_ordinal(self._t, index) or self._figures.read(index, floor)
        if dates and (best is None or self._figures.is_bare(best, index)):
            return self._years.year(index, floor) or self._figures.age(index) or best
        return best


def count_visits(text: str) -> int:
    """How many tokens finding the values of a text looks at; the tests hold it against the text's length."""
    t = Tokens(text)
    lows = _Counted(t.lows)
    t.lows = lows
    Reader(t, parse_day("2016-10-05")).read()
    return lows.visits


class _Counted(list[str]):
    """A list that counts how often it is asked."""

    visits = 0

    @overload
    def __getitem__(self, key: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> list[str]: ...
    def __getitem__(self, key: SupportsIndex | slice) -> str | list[str]:
        self.visits += max(len(range(*key.indices(len(self)))), 1) if isinstance(key, slice) else 1
        return super().__getitem__(key)
