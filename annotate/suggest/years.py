"""Years, decades, centuries, quarters and eras: "in 2016", "2015-16", "the 1970s", "in her 50s", "44 BC"."""

from __future__ import annotations

import datetime
from decimal import Decimal

from annotate.suggest.days import widened
from annotate.suggest.found import Found, dated
from annotate.suggest.lexicon import (
    DATE_PREPOSITIONS,
    EARLY,
    MONTHS,
    NOT_PLURAL,
    ORDINAL_ENDINGS,
    ORDINALS,
    PLURALS,
    SMALL,
    TENS,
)
from annotate.suggest.tokens import Tokens

HYPHENS = frozenset(("-", "–", "—", "‑"))
TO = HYPHENS | {"to", "through", "until", "till"}
YEAR_STARTS = frozenset(("sixteen", "seventeen", "eighteen", "nineteen", "twenty", "two"))
_YEAR_WORDS_BEFORE = frozenset(("in", "since", "until", "by", *MONTHS))
_WHOSE = frozenset("her his their my our your".split())
_YEAR_BEFORE = frozenset("in since by until during the its his her their s early late mid ( , for of fiscal a".split())
_SURE_BEFORE = frozenset("in since the its s their his her during early late mid ( by a".split())
_COUNTING = frozenset(
    "killed killing wounded injured arrested than least about some nearly detained deployed sent".split()
)
_YEAR_AFTER = frozenset((")", ",", ".", ";", "\n", "]", ":", "”", '"', "?", "!"))
_ABOUT = frozenset("around circa about approximately roughly".split())


class Years:
    """Reads years and what is made of years at token indices."""

    __slots__ = ("_t", "_today")

    def __init__(self, t: Tokens, today: datetime.date | None) -> None:
        self._t, self._today = t, today

    def century(self, index: int, floor: int) -> Found | None:
        """The 19th century; a 12th-century mosque; the third quarter of 2012; the first half of 2015."""
        t, low = self._t, self._t.lows[index]
        number, at = ORDINALS.get(low), index + 1
        if low[-1].isdecimal() and t.lows[at] in ORDINAL_ENDINGS and t.glued(at):
            number, at = t.whole(index, 2), index + 2
        elif low in TENS and t.lows[at] == "-" and t.lows[at + 1] in ORDINALS:
            number, at = int(TENS[low]) + ORDINALS[t.lows[at + 1]], index + 3
        if number is None:
            return None
        at += t.lows[at] == "-" and t.joined(at)
        start, word = widened(self._t, index, floor), t.lows[at]
        if word in ("century", "centuries") and 1 <= number <= 21:
            return dated(start, at + 1, f"{number - 1:02}XX")
        if word == "quarter" and number <= 4:
            return self.part(start, at + 1, number + 32)
        if word == "week" and t.lows[at + 1] == "of" and (year := self.at(at + 2)) is not None and number < 53:
            return dated(start, at + 3, f"{year:04}-W{number:02}")
        if word == "half" and number <= 2 and t.lows[at + 1] == "of" and self.at(at + 2) is not None:
            return self.part(start, at + 1, number + 39)
        return None

    def year(self, index: int, floor: int) -> Found | None:
        """In 2016; 2003-2004; 2015-16; (1998): four digits that stand like a year."""
        t = self._t
        year, before = self.at(index), t.lows[index - 1]
        if year is None or not 1000 <= year <= 2099 or not self._free(index):
            return None
        start = widened(self._t, index, floor)
        about = before in _ABOUT and index > floor
        if year < 1500 and (before not in ("in", "since", "until", "early", "late") or self._plural(index + 1)):
            return None
        if not (about or start < index or self._stands_like_a_year(index, year)):
            return None
        sure = 0.95 if before in ("in", "since", "(", "until", "during") or start < index else 0.85
        return dated(index - 1 if about else start, index + 1, f"{'~' if about else ''}{year:04}", score=sure)

    def span(self, index: int, floor: int) -> Found | None:
        """ "2003-2004", "2015-16", "between 2003 and 2007"; "1500 to 2000 people" are none."""
        t, year = self._t, self.at(index)
        far = self._far_year(index, year) if year is not None and 1500 <= year <= 2099 else None
        if year is None or far is None or not self._free(index) or self._plural(index + 3):
            return None
        between = t.lows[index - 1] == "between" and t.lows[index + 1] == "and" and index > floor
        return dated(index - between, index + 3, f"{year:04}/{far:04}")

    def _plural(self, index: int) -> bool:
        """Whether a plural noun stands at a token, so that the number before it is a count."""
        t, low = self._t, self._t.lows[index]
        ends = low.endswith("s") and low not in NOT_PLURAL and len(low) > 3
        return t.texts[index].islower() and (low in PLURALS or ends)

    def _free(self, index: int) -> bool:
        """Whether nothing is joined to a year that makes it something else."""
        t, before = self._t, self._t.lows[index - 1]
        if t.glued(index):
            if before == "-":
                return t.lows[index - 2] in EARLY or t.lows[index - 2] in ("pre", "post") or not t.word(index - 2)
            return before in ("(", "[", "–", "—", "/", "“", '"', "‘", ",")
        return True

    def _far_year(self, index: int, year: int) -> int | None:
        t, sign = self._t, self._t.lows[index + 1]
        between = sign == "and" and t.lows[index - 1] == "between"
        if sign not in TO and not between and not (sign == "/" and t.joined(index + 1)):
            return None
        far = self.at(index + 2)
        short = t.whole(index + 2, 2)
        if far is None and short is not None and sign != "to" and t.glued(index + 1) == t.glued(index + 2):
            rounded = 10 ** len(t.lows[index + 2])
            far = year // rounded * rounded + short
        return far if far is not None and year < far < year + 200 else None

    def _stands_like_a_year(self, index: int, year: int) -> bool:
        """In news four digits without a comma are a year, unless what is counted follows: "1500 troops"."""
        t = self._t
        before, after = t.lows[index - 1], t.lows[index + 1]
        recent = 1900 <= year <= 2040
        if self._plural(index + 1):
            odd = 1950 <= year <= 2035 and year % 100 and after not in PLURALS and before not in _COUNTING
            return before in _SURE_BEFORE or bool(odd)
        return recent or before in _YEAR_BEFORE or before in DATE_PREPOSITIONS or after in _YEAR_AFTER

    def at(self, index: int) -> int | None:
        """The year of four digits at a token."""
        t, low = self._t, self._t.lows[index]
        if len(low) != 4 or not low.isdecimal() or not "1000" <= low <= "2199":
            return None
        goes_on = t.glued(index + 1) and (t.word(index + 1) or t.lows[index + 1] in ("%", "_", "@"))
        return None if goes_on else int(low)

    def part(self, start: int, end: int, code: int) -> Found:
        """A quarter or half of a year, with the year that follows it."""
        t = self._t
        at = end + 1 if t.lows[end] == "of" else end
        year = self.at(at)
        if year is not None:
            return dated(start, at + 1, f"{year:04}-{code}")
        shift = {"last": -1, "this": 0, "next": 1}.get(t.lows[at])
        if self._today is not None and shift is not None and t.lows[at + 1] == "year":
            return dated(start, at + 2, f"{self._today.year + shift:04}-{code}")
        if self._today is None or not 33 <= code <= 36:
            return dated(start, end, f"XXXX-{code}", score=0.7)
        passed = (self._today.month - 1) // 3 + 33 >= code
        return dated(start, end, f"{self._today.year - (not passed):04}-{code}", score=0.7)

    def short_part(self, index: int) -> Found | None:
        """Q1; Q3 2019; q1-2019; H2 2019, whose year must be told."""
        t = self._t
        number = t.whole(index + 1, 1) if t.glued(index + 1) and not t.glued(index) else None
        quarter = t.lows[index] == "q"
        if number is None or not 1 <= number <= (4 if quarter else 2) or (t.glued(index + 2) and t.word(index + 2)):
            return None
        code = (32 if quarter else 39) + number
        hyphen = t.lows[index + 2] == "-" and t.joined(index + 2)
        told = self.at(index + 3 if hyphen or t.lows[index + 2] == "of" else index + 2) is not None
        if not told and not (quarter and t.capital(index)):
            return None
        return self.part(index, index + 2 + hyphen, code)

    def before_part(self, index: int) -> Found | None:
        """2017 Q1; 2019-H2."""
        t, year = self._t, self.at(index)
        at = index + 1 + (t.lows[index + 1] == "-" and t.joined(index + 1))
        if year is None or t.lows[at] not in ("q", "h") or not t.glued(at + 1):
            return None
        number, quarter = t.whole(at + 1, 1), t.lows[at] == "q"
        if number is None or not 1 <= number <= (4 if quarter else 2) or (t.glued(at + 2) and t.word(at + 2)):
            return None
        return dated(index, at + 2, f"{year:04}-{(32 if quarter else 39) + number}")

    def in_words(self, index: int) -> Found | None:
        """Nineteen eighty-four; nineteen hundred; twenty twelve; "in two thousand and eight"."""
        t, low = self._t, self._t.lows[index]
        if low == "two":
            return self._two_thousand(index)
        century = 20 if low == "twenty" else int(SMALL[low])
        at, word = index + 1, t.lows[index + 1]
        at += word == "-" and t.joined(index + 1)
        rest, end = SMALL.get(t.lows[at], Decimal(0)), at + 1
        if t.lows[at] in TENS and century < 20:
            rest = TENS[t.lows[at]]
            hyphen = t.lows[end] == "-" and t.joined(end)
            ones = SMALL.get(t.lows[end + hyphen], Decimal(0))
            if 0 < ones < 10:
                rest, end = rest + ones, end + hyphen + 1
        if rest < 10 or t.lows[end] in ("-", "percent", "%", "hundred", "thousand") or self._plural(end):
            return None
        if century == 20 and not (t.lows[index - 1] in _YEAR_BEFORE and rest < 20):
            return None
        return dated(index, end, f"{century:02}{int(rest):02}", score=0.85)

    def _two_thousand(self, index: int) -> Found | None:
        t = self._t
        if t.lows[index + 1] != "thousand" or t.lows[index - 1] not in _YEAR_WORDS_BEFORE:
            return None
        at = index + 2 + (t.lows[index + 2] == "and")
        rest = SMALL.get(t.lows[at], TENS.get(t.lows[at], Decimal(0)))
        hyphen = t.lows[at + 1] == "-" and t.joined(at + 1)
        if t.lows[at] in TENS and 0 < SMALL.get(t.lows[at + 1 + hyphen], Decimal(0)) < 10:
            at += 1 + hyphen
            rest += SMALL[t.lows[at]]
        if not rest or (t.word(at + 1) and t.lows[at + 1] not in DATE_PREPOSITIONS):
            return None
        return dated(index, at + 1, f"{2000 + int(rest)}", score=0.8)

    def decade(self, index: int, floor: int) -> Found | None:
        """The 1970s; 1970's; the '90s; in her 50s."""
        t = self._t
        at = index + 1 if t.lows[index + 1] == "s" else index + 2
        if t.lows[at] != "s" or not t.glued(at) or not t.glued(index + 1):
            return None
        number, size = t.whole(index, 4), len(t.lows[index])
        if number is None or number % 10 or (t.word(at + 1) and t.glued(at + 1)):
            return None
        if (size == 4 and 1000 <= number <= 2190 and at == index + 1) or (size == 4 and 1500 <= number <= 2030):
            text = f"{number // 100:02}XX" if number % 100 == 0 and number < 2000 else f"{number // 10:03}X"
            return dated(widened(self._t, index, floor), at + 1, text)
        return self.tens(index, index, at + 1, number, floor) if size == 2 else None

    def tens(self, index: int, start: int, end: int, number: int, floor: int) -> Found | None:
        """Ages ("in her 50s") and decades of this and the last century ("the '90s")."""
        t = self._t
        quoted = t.lows[index - 1] in ("'", "’", "‘", "`") and t.glued(index) and index > floor
        start = widened(self._t, index - quoted, floor)
        before = t.lows[start - 1]
        if before in _WHOSE:
            return dated(start, end, f"P{number}Y/P{number + 9}Y", score=0.85) if number else None
        if quoted or before == "the" or (before in ("and", "or", "to") and t.lows[start - 2] == "s"):
            return dated(start, end, f"{190 + number // 10 if number >= 20 else 200 + number // 10:03}X", score=0.8)
        return None

    def era(self, index: int, floor: int) -> Found | None:
        """44 BC; 300 A.D."""
        t, low = self._t, self._t.lows[index + 1]
        year = t.whole(index, 4)
        if year is None or not t.capital(index + 1):
            return None
        end = index + 2
        if low == "b":
            if t.lows[end : end + 2] != [".", "c"]:
                return None
            end += 2 + (t.lows[end + 2] == ".")
        negative = low in ("bc", "bce", "b")
        about = t.lows[index - 1] in _ABOUT and index > floor
        return dated(index - about, end, ("~" if about else "") + (f"-{year - 1:04}" if negative else f"{year:04}"))
