"""Holidays: on a fixed day, the nth weekday of a month, or counted from Easter."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from annotate.suggest.days import nearest_year
from annotate.suggest.found import Found, dated
from annotate.suggest.tokens import Tokens, phrase_table

_FIXED = {
    "christmas day": "12-25", "christmas eve": "12-24", "christmas": "12-25", "boxing day": "12-26",
    "halloween": "10-31", "new year's eve": "12-31", "new year's day": "01-01", "valentine's day": "02-14",
    "st. patrick's day": "03-17", "st patrick's day": "03-17", "saint patrick's day": "03-17",
    "fourth of july": "07-04",
    "may day": "05-01", "international workers' day": "05-01", "veterans day": "11-11", "armistice day": "11-11",
    "remembrance day": "11-11", "bastille day": "07-14", "april fools' day": "04-01", "april fool's day": "04-01",
    "earth day": "04-22", "international women's day": "03-08", "juneteenth": "06-19", "groundhog day": "02-02",
    "anzac day": "04-25", "canada day": "07-01", "australia day": "01-26", "all saints' day": "11-01",
    "guy fawkes night": "11-05", "cinco de mayo": "05-05", "world aids day": "12-01", "st. george's day": "04-23",
    "st george's day": "04-23", "twelfth night": "01-05",
}  # fmt: skip
# The month, the weekday (1 is Monday) and which one; as the United States keep them.
_NTH = {
    "thanksgiving day": "11 4 4", "thanksgiving": "11 4 4", "labor day": "9 1 1", "memorial day": "5 1 -1",
    "martin luther king day": "1 1 3", "martin luther king jr. day": "1 1 3", "martin luther king, jr. day": "1 1 3",
    "presidents' day": "2 1 3", "presidents day": "2 1 3", "columbus day": "10 1 2", "mother's day": "5 7 2",
    "father's day": "6 7 3",
}  # fmt: skip
_DAYS_OFF = {"black friday": ("thanksgiving", 1), "cyber monday": ("thanksgiving", 4)}
_FROM_EASTER = {
    "easter": 0, "easter sunday": 0, "easter day": 0, "easter monday": 1, "good friday": -2, "palm sunday": -7,
    "maundy thursday": -3, "holy saturday": -1, "ash wednesday": -46, "shrove tuesday": -47, "ascension day": 39,
    "whit sunday": 49, "pentecost": 49, "whit monday": 50, "pentecost sunday": 49, "mardi gras": -47,
}  # fmt: skip
_SPRING = "21"  # the code of ISO 8601-2: all that is known of Easter without a year

_NAMES = (*_FIXED, *_NTH, *_DAYS_OFF, *_FROM_EASTER)
_HOLIDAYS = phrase_table({name: name for name in _NAMES} | {name.replace("'", "’"): name for name in _NAMES})
HOLIDAY_STARTS = frozenset(_HOLIDAYS)
_SMALL = frozenset(("christmas", "easter", "halloween"))  # known without a capital letter
_ALSO = frozenset(("remembrance day", "memorial day"))  # of the Holocaust and others too
_NOT_AFTER = frozenset(
    "tree trees island islands carol carols present presents card cards market markets rising egg eggs bunny road "
    "eve".split()
)


def read_holiday(t: Tokens, index: int, today: datetime.date | None, *, shift: int = 0) -> Found | None:
    """The holiday that begins at a token; `shift` says that it is the last (-1) or next (1) one."""
    found = t.longest(index, _HOLIDAYS)
    if found is None or not (t.capital(index) or t.lows[index] in _SMALL):
        return None
    size, name = found
    end = index + size
    if size == 1 and t.lows[end] in _NOT_AFTER:
        return None
    if name in _ALSO and t.word(index - 1) and t.capital(index - 1) and not t.opens(index - 1):
        return None
    day = _reckoner(name)
    at = end + 1 if t.lows[end] in (",", "of", "in") else end
    year = t.whole(at, 4)
    if year is not None and 1583 <= year <= 2199 and not shift:
        return dated(index, at + 1, day(year).isoformat())
    if today is None:
        return dated(index - bool(shift), end, _without_year(name), score=0.8)
    days = [day(near) for near in range(max(today.year - 1, 1583), today.year + 2) if near < 9999]
    fitting = [one for one in days if not shift or (one > today) == (shift > 0)]
    if not fitting:
        return None
    best = min(fitting, key=lambda one: abs(one - today))
    if not shift and name in _FIXED:
        best = best.replace(year=nearest_year(today, best.month, best.day))
    return dated(index - bool(shift), end, best.isoformat(), score=0.8)


def _without_year(name: str) -> str:
    if name in _FIXED:
        return f"XXXX-{_FIXED[name]}"
    if name in _FROM_EASTER:
        return f"XXXX-{_SPRING}"
    return f"XXXX-{int(_NTH[_DAYS_OFF[name][0] if name in _DAYS_OFF else name].split()[0]):02}"


def _reckoner(name: str) -> Callable[[int], datetime.date]:
    """What finds the holiday of a year."""
    if name in _FIXED:
        month, _, day = _FIXED[name].partition("-")
        return lambda year: datetime.date(year, int(month), int(day))
    if name in _FROM_EASTER:
        return lambda year: easter(year) + datetime.timedelta(days=_FROM_EASTER[name])
    base, later = _DAYS_OFF.get(name, (name, 0))
    month, weekday, which = (int(part) for part in _NTH[base].split())
    return lambda year: nth_weekday(year, month, weekday, which) + datetime.timedelta(days=later)


def easter(year: int) -> datetime.date:
    """Easter Sunday of a year of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, which: int) -> datetime.date:
    """The first (1), second or last (-1) Monday (1) to Sunday (7) of a month."""
    if which < 0:
        last = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
        return last - datetime.timedelta(days=(last.isoweekday() - weekday) % 7)
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))
