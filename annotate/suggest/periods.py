"""Periods: what ISO 8601 writes for an amount of years, days or hours, and how far "ago" lies from a day."""

from __future__ import annotations

import datetime
from decimal import Decimal

from annotate.suggest.amounts import Amount, read_amount
from annotate.suggest.counting import plain
from annotate.suggest.lexicon import PERIODS, SMALL, TENS
from annotate.suggest.tokens import Tokens

_BETWEEN = frozenset(
    "more long full whole straight consecutive further calendar additional working business successive solid extra "
    "tumultuous bloody turbulent short difficult upcoming".split()
)
_NAMES = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour", "WE": "weekend"}
_ZEROS = {"dozens": "0", "scores": "0", "tens": "0", "hundreds": "00", "thousands": "000", "millions": "000000"}
_PLURAL_ONLY = frozenset("second quarter night century weekend".split())
_RANKS = {code: rank for rank, code in enumerate(("Y", "M", "W", "D", "TH", "TM", "TS"))}
_NOT_MORE = frozenset("ago later earlier before after".split())
_PRONOUNS = frozenset("he she they we you it i will soon perhaps maybe be".split())


def period_at(t: Tokens, end: int, amount: Amount) -> tuple[int, str] | None:
    """The index after the period word that follows an amount, and its code: "Y", "10Y", "TM"."""
    at = end
    hyphen = t.lows[at] == "-" and t.joined(at)
    at += hyphen
    if amount.fraction:
        at += t.lows[at] == "of"
        if at == end and t.lows[end - 1] not in ("half", "quarter", "quarters") and amount.words:
            return None  # "the third week"
        if t.lows[at] in ("a", "an") and t.lows[at + 1] in PERIODS:
            at += 1
        elif not hyphen and at == end and t.lows[at] not in PERIODS:
            return None
    elif t.lows[at] in _BETWEEN or (amount.vague is not None and t.lows[at] == "of"):
        at += 1
    low = t.lows[at]
    code = PERIODS.get(low)
    if low == "quarters" and amount.number is not None and amount.number > 40:
        return None  # "one hundred and three quarters"
    if code is None or (hyphen and low.endswith("s")):
        return None
    if low in _PLURAL_ONLY and not hyphen and amount.number != 1 and not amount.fraction:
        return None
    return at + 1, code


def more_parts(t: Tokens, end: int, code: str) -> tuple[int, str] | None:
    """What goes on behind a period in smaller units, "two years and three months": the index after it and its text."""
    text, found = "", None
    while code in _RANKS and len(text) < 20:
        at = end + (t.lows[end] in (",", "and"))
        if not (t.number(at) or t.lows[at] in SMALL or t.lows[at] in TENS):
            break
        amount = read_amount(t, at)
        period = period_at(t, amount.end, amount) if amount is not None and amount.number is not None else None
        if amount is None or period is None or _RANKS.get(period[1], 0) <= _RANKS[code] or amount.fraction:
            break
        if (at > end and t.lows[period[0]] in _NOT_MORE) or t.lows[period[0]] == "-":
            break
        clock = "T" if period[1][0] == "T" and code[0] != "T" else ""
        end, code = period
        text += f"{clock}{plain(amount.number)}{code.removeprefix('T')}"
        found = end, text
    return found


def longer(t: Tokens, end: int, number: Decimal, code: str) -> tuple[int, str] | None:
    """ "six months to a year", "three months to two years": the index after the longer period and the text of both."""
    if t.lows[end] != "to" or code not in _DAYS:
        return None
    amount = read_amount(t, end + 1)
    if t.lows[end + 1] in ("a", "an") and t.lows[end + 2] in PERIODS:
        amount = Amount(end + 2, Decimal(1))
    if amount is None or amount.number is None or amount.fraction:
        return None
    period = period_at(t, amount.end, amount)
    if period is None or _DAYS.get(period[1], 0) * amount.number <= _DAYS[code] * number:
        return None
    return period[0], f"{write_period(number, code)}/{write_period(amount.number, period[1])}"


_DAYS = {"Y": 365, "M": 30, "W": 7, "D": 1, "2W": 14, "10Y": 3650}


def names_period(t: Tokens, index: int, end: int) -> bool:
    """Whether a period is a name or says "some day": "the Six-Day War", "one day he will"."""
    if t.capital(index) and (t.texts[end] == "War" or (t.lows[end] in ("'", "’") and t.texts[end + 1] == "War")):
        return True
    return t.lows[index] == "one" and t.lows[end - 1] == "day" and t.lows[end] in _PRONOUNS


def write_period(number: Decimal | None, code: str, vague: str | None = None) -> str:
    """ISO 8601: "5" and "Y" as P5Y, "5" and "10Y" as P50Y, "36" and "TH" as PT36H; without a number PXY.

    Vague ones keep their size: "hundreds of years" is PX00Y.
    """
    clock = "T" if code[0] == "T" else ""
    code = code.removeprefix("T")
    letters = code.lstrip("0123456789")
    times = code[: len(code) - len(letters)]
    if number is None:
        zeros = times[1:] if times.startswith("1") else ""
        return f"P{clock}X{_ZEROS.get((vague or '').split(' ')[0], '')}{zeros}{letters}"
    return f"P{clock}{plain(number * int(times or 1))}{letters}"


def shifted(number: Decimal | None, code: str, sign: int, today: datetime.date | None) -> str:
    """How far from the document's day: "two weeks ago" as `2016-W38`, without a day as `rel:week-2`."""
    clock, code = code[0] == "T", code.removeprefix("T")
    letters = code.lstrip("0123456789")
    name = "minute" if clock and letters == "M" else "second" if letters == "S" else _NAMES[letters]
    mark = "+" if sign > 0 else "-"
    if number is None:
        return f"rel:{name}{mark}X"
    steps = number * int(code[: len(code) - len(letters)] or 1)
    if steps != steps.to_integral_value():
        steps, name = (steps * 12, "month") if name == "year" else (steps, name)
    about = "" if steps == steps.to_integral_value() else "~"
    return about + shifted_by(name, sign * int(steps), today)


def shifted_by(name: str, steps: int, today: datetime.date | None) -> str:
    """The day, week, month, quarter, year or decade that lies `steps` from the document's."""
    known = today is not None and abs(steps) < 10_000 and name in _RESOLVED
    if today is None or not known:
        return f"rel:{name}{steps:+d}"
    try:
        return _RESOLVED[name](today, steps)
    except (ValueError, OverflowError):
        return f"rel:{name}{steps:+d}"


def _day(today: datetime.date, steps: int) -> str:
    return (today + datetime.timedelta(days=steps)).isoformat()


def _week(today: datetime.date, steps: int) -> str:
    year, week, _ = (today + datetime.timedelta(weeks=steps)).isocalendar()
    return f"{year:04}-W{week:02}"


def _month(today: datetime.date, steps: int) -> str:
    months = today.year * 12 + today.month - 1 + steps
    return f"{_checked(months // 12):04}-{months % 12 + 1:02}"


def _quarter(today: datetime.date, steps: int) -> str:
    quarters = today.year * 4 + (today.month - 1) // 3 + steps
    return f"{_checked(quarters // 4):04}-{quarters % 4 + 33}"


def _year(today: datetime.date, steps: int) -> str:
    return f"{_checked(today.year + steps):04}"


def _decade(today: datetime.date, steps: int) -> str:
    return f"{_checked(today.year // 10 + steps):03}X"


def _century(today: datetime.date, steps: int) -> str:
    return f"{_checked(today.year // 100 + steps):02}XX"


def _weekend(today: datetime.date, steps: int) -> str:
    saturday = today + datetime.timedelta(days=5 - today.weekday() + 7 * steps)
    return f"{saturday.isoformat()}/{(saturday + datetime.timedelta(days=1)).isoformat()}"


def _checked(number: int) -> int:
    if number < 0:
        raise ValueError
    return number


_RESOLVED = {
    "day": _day, "week": _week, "month": _month, "quarter": _quarter, "year": _year, "decade": _decade,
    "century": _century, "weekend": _weekend,
}  # fmt: skip
