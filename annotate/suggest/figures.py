"""Money, percentages, quantities, counts and periods: an amount with what stands before and after it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import cast

from annotate.model import Modifier, Value
from annotate.suggest.amounts import Amount, one_in, read_amount
from annotate.suggest.counting import counts, letters_follow, plain
from annotate.suggest.designators import is_address, names_by_signs, names_by_words, names_in_words
from annotate.suggest.found import Found, passed_over
from annotate.suggest.lexicon import (
    ABOUT,
    AFTER,
    BEFORE,
    CHANGES,
    FOLDS,
    FRACTIONS,
    ORDINAL_SCALES,
    ORDINALS,
    PERCENT,
    PERIODS,
)
from annotate.suggest.measures import (
    PARTED,
    Measure,
    currency_sign,
    in_money,
    make_value,
    metres,
    parted,
    read_measure,
    score_of,
)
from annotate.suggest.periods import longer, more_parts, names_period, period_at, shifted, write_period
from annotate.suggest.tokens import Tokens

_HYPHENS = frozenset(("-", "–", "—", "‑"))
_MINUS = frozenset(("-", "−", "–"))
_DURING = frozenset(("over", "above", "under", "below", "some", "as long as"))  # "over five years" is mostly "during"
_OVER_AFTER = frozenset(
    "for in lasted lasting took taken after of spent than just well served waited lived slightly".split()
)
_ARTICLE_PERIOD_BEFORE = frozenset("for after within in about nearly almost than over last once-in".split())


class Figures:
    """Reads amounts with their modifiers, units and ranges; `periods` says whether "five years" is one of them."""

    __slots__ = ("_periods", "_t", "_today")

    def __init__(self, t: Tokens, today: datetime.date | None, *, periods: bool) -> None:
        self._t, self._today, self._periods = t, today, periods

    def read(self, index: int, floor: int) -> Found | None:
        """The number or period whose amount or currency sign stands at `index`; words before it down to `floor`."""
        t = self._t
        sign = currency_sign(t, index)
        at = index + sign[0] if sign else index
        written = t.number(at)
        if written and sign is None and (end := names_by_signs(t, index)) is not None:
            return passed_over(index, end)
        if not written and t.lows[at] in FOLDS:
            value = Value(amount=plain(FOLDS[t.lows[at]]), modifier="=")
            return Found(at, at + 1, "CARDINAL", value, 0.6)
        amount = (one_in(t, at) if written else None) or read_amount(t, at)
        if amount is None:
            return self._article_period(index, floor) if t.lows[index] in ("a", "an") else None
        if sign is not None:
            amount = in_money(t, amount)
        elif written:
            amount = metres(t, amount)
        if written and sign is None and letters_follow(t, amount.end):
            return passed_over(index, amount.end + 1 + (t.lows[amount.end] == "-"))
        if amount.words and (t.glued(index) and t.word(index - 1)):
            return None
        return self._whole(index, floor, amount, sign[1] if sign else None)

    def _whole(self, index: int, floor: int, amount: Amount, currency: str | None) -> Found | None:
        t = self._t
        start, negative = self._minus(index, floor)
        if negative and amount.number is not None:
            amount = amount._replace(number=-amount.number)
        modifier = self._before(start, floor)
        joint = "and" if t.lows[start - 1] == "between" and start > floor else None
        upper, measure = self._range(start, amount, currency, joint)
        if self._periods and measure.unit is None and currency is None:
            period = self._period(start, floor, amount, upper)
            if period is not None:
                return period
        if amount.words and currency is None and not self._words_count(index, amount, upper, modified=bool(modifier)):
            return None
        if measure.label == "CARDINAL" and self._names(index, amount, upper, modified=bool(modifier)):
            return passed_over(index, amount.end)
        if upper is None and currency is None and measure.unit in PARTED:
            amount, measure = parted(t, amount, measure, PARTED[measure.unit])
        begin = start - modifier[0] if modifier else start - 1 if joint and upper is not None else start
        return self._found(begin, index, amount, upper, measure, modifier[1] if modifier else None)

    def _found(
        self, begin: int, index: int, amount: Amount, upper: Amount | None, measure: Measure, before: str | None
    ) -> Found:
        t, end = self._t, measure.end
        modifier = before or ("=" if amount.number is not None else None)
        after = t.longest(end, AFTER)
        if after is not None and amount.number is not None and self._really_after(end, measure):
            end += after[0]
            modifier = after[1] if modifier in ("=", "~") else modifier
        value = make_value(amount, upper, measure.unit, cast("Modifier | None", modifier))
        return Found(begin, end, measure.label, value, score_of(t, index, amount, measure, modified=before is not None))

    def _really_after(self, end: int, measure: Measure) -> bool:
        low = self._t.lows[end]
        if low == "or" and self._t.lows[end + 2] == "than":
            return False  # "200 or greater than 190"
        if low in ("+", "odd"):
            return (low == "odd" and measure.label == "CARDINAL") or self._t.glued(end)
        if low == "plus":
            return not self._t.lows[end + 1][-1].isdecimal() and self._t.lows[end + 1] not in ("a", "the", "an", "tax")
        return low != "-" or self._t.joined(end)

    def is_bare(self, found: Found, index: int) -> bool:
        """Whether a number is nothing but digits that could be a year or an age, alone or as a range."""
        if found.label != "CARDINAL" or found.start != index or found.value.modifier != "=":
            return False
        return self._t.whole(index, 4) is not None and (found.end == index + 1 or found.value.upper is not None)

    def age(self, index: int) -> Found | None:
        """ "John Smith, 42, said"."""
        t = self._t
        years = t.whole(index, 3)
        if years is None or not 0 < years < 116 or t.lows[index - 1] != "," or t.lows[index + 1] not in (",", ")"):
            return None
        name, after = t.lows[index - 2], t.texts[index + 2]
        if not t.capital(index - 2) or not name.isalpha() or not after[0].isalpha():
            return None
        return Found(index, index + 1, "DATE", Value(date=f"P{years}Y"), 0.7)

    def _minus(self, index: int, floor: int) -> tuple[int, bool]:
        """Where the amount begins with its minus, and whether it has one."""
        t = self._t
        if index <= floor:
            return index, False
        low = t.lows[index - 1]
        if low in _MINUS and t.glued(index) and not t.glued(index - 1) and not t.number(index - 2):
            return index - 1, True
        return (index - 1, True) if low in ("minus", "negative") else (index, False)

    def _before(self, start: int, floor: int) -> tuple[int, str] | None:
        """The modifier that ends right before an amount: its size in tokens and its meaning; two in a row are one."""
        t = self._t
        if t.lows[start - 1] not in BEFORE or start <= floor:
            return None
        found = t.before(start, BEFORE)
        if found is None or start - found[0] < floor:
            return None
        size, meaning = found
        word = t.lows[start - size]
        if word == "about" and t.lows[start - size - 1] in ABOUT:
            return None
        if word in ("<", ">") and t.glued(start - size):
            return None
        outer = t.before(start - size, BEFORE)
        if outer is not None and start - size - outer[0] >= floor:
            return size + outer[0], outer[1] if meaning in ("~", "=") and outer[1] != "=" else meaning
        return found

    def _words_count(self, index: int, amount: Amount, upper: Amount | None, *, modified: bool) -> bool:
        t = self._t
        end = amount.end
        following = t.lows[end + 1]
        after_and = t.lows[end] == "and" and following in ORDINALS and amount.scale > 1
        if (
            t.lows[end] in ORDINAL_SCALES
            or after_and
            or (t.lows[end] == "-" and t.joined(end) and following in _ORDINAL_WORDS)
        ):
            return False
        if upper is not None and not amount.fraction:
            return True
        return counts(t, index, amount, modified=modified)

    def _names(self, index: int, amount: Amount, upper: Amount | None, *, modified: bool) -> bool:
        t = self._t
        if amount.words:
            return names_in_words(t, index, amount.end)
        plain_digits = amount.end == index + 1 and amount.scale == 1
        if t.texts[amount.end - 1] == "B" and is_address(t, index, amount.end):
            return True  # "221B Baker Street"
        if not plain_digits or "," in t.texts[index]:
            return False
        end = upper.end if upper is not None else amount.end
        if t.texts[end] == "Cent":
            return True
        return not modified and names_by_words(t, index, end)

    def _changes(self, start: int, end: int) -> bool:
        """Whether "$1 to $73" is a change and what it led to."""
        return self._t.lows[end] == "to" and not CHANGES.isdisjoint(self._t.lows[max(start - 5, 0) : start])

    def _range(
        self, start: int, amount: Amount, currency: str | None, joint: str | None
    ) -> tuple[Amount | None, Measure]:
        """The upper end where there is one, and what both count."""
        t = self._t
        near = read_measure(t, amount, currency)
        upper = self._upper(near.end, amount, currency, joint)
        if upper is None or (near.unit is not None and joint is None and self._changes(start, near.end)):
            return None, near
        far = read_measure(t, upper, currency)
        if near.unit is not None and far.unit not in (None, near.unit):
            return None, near
        if (upper.number or 0) <= self._scaled_low(amount, upper):
            shared = t_from = t.lows[amount.end] == "to" and near.unit is None and far.unit is not None
            return None, Measure(far.unit, near.end, far.label) if shared and t_from else near
        if far.unit is None:
            return upper, near._replace(end=upper.end)
        return upper, far

    def _scaled_low(self, amount: Amount, upper: Amount) -> Decimal:
        """The lower end, with the scale word that only the upper end has: "5 to 7 million"."""
        number = amount.number or Decimal(0)
        if upper.scale > amount.scale and upper.number is not None:
            raised = number * upper.scale / amount.scale
            return raised if raised < upper.number else number
        return number

    def _upper(self, index: int, amount: Amount, currency: str | None, joint: str | None) -> Amount | None:
        t, low = self._t, self._t.lows[index]
        if amount.number is None:
            return None
        if low in _HYPHENS:
            if t.glued(index) != t.glued(index + 1):
                return None
        elif low == "through":
            if joint is not None or not (t.number(index - 1) and t.number(index + 1)):
                return None
        elif low != (joint or "to") and not (joint is None and low == "or") and not (low == "~" and t.joined(index)):
            return None
        at = index + 1
        sign = currency_sign(t, at)
        if sign is not None:
            if sign[1] != currency:
                return None
            at += sign[0]
        upper = read_amount(t, at)
        if upper is None or upper.number is None or upper.fraction != amount.fraction:
            return None
        if sign is None and t.number(at) and letters_follow(t, upper.end):
            return None
        if low == "or" and (upper.number <= self._scaled_low(amount, upper) or t.lows[at] in ("a", "an")):
            return None
        return in_money(t, upper) if currency else upper

    def _period(self, start: int, floor: int, amount: Amount, upper: Amount | None) -> Found | None:
        t = self._t
        last = upper or amount
        if amount.number is not None and amount.number < 0:
            return None  # "minus half a quarter": no period is negative
        found = period_at(t, last.end, last)
        if found is None:
            return None
        at, code = found
        if amount.words and upper is None and names_period(t, start, at):
            return passed_over(start, at)
        begin, modifier = self._period_before(start, floor, at)
        if upper is None and amount.number is not None and not self._changes(start, at):
            to = longer(t, at, amount.number, code)
            if to is not None:
                return self._ended(begin, to[0], (to[1], None, code), modifier)
        if upper is not None and t.lows[start - 1] == "between" and start > floor:
            begin = start - 1
        text = write_period(amount.number, code, amount.vague)
        if upper is not None:
            text = f"{write_period(self._scaled_low(amount, upper), code)}/{write_period(upper.number, code)}"
        return self._ended(begin, at, (text, amount.number, code), modifier or ("~" if amount.number is None else None))

    def _period_before(self, start: int, floor: int, end: int) -> tuple[int, str | None]:
        t, modifier = self._t, self._before(start, floor)
        if modifier is None:
            return start, None
        word, earlier = t.lows[start - 1], start - modifier[0] - 1
        if word == "than" and (t.number(earlier) or t.lows[earlier] in PERCENT):
            return start, None  # "10,000 more than a year earlier"
        if word in _DURING and modifier[0] == 1:
            sure = t.lows[start - 2] in _OVER_AFTER or t.lows[end] in ("ago", "old", "-")
            if not sure or word in ("some", "above", "below"):
                return start, None
        return start - modifier[0], modifier[1]

    def _article_period(self, index: int, floor: int) -> Found | None:
        """ "a decade", "a year ago", "an hour later", "a year and a half"; a mere "a year" only after "for" or "in"."""
        t = self._t
        code = PERIODS.get(t.lows[index + 1]) if self._periods else None
        if code is None or t.lows[index + 1].endswith("s") or t.lows[index + 1] == "second":
            return None
        number, end = Decimal(1), index + 2
        if t.lows[end] == "and" and t.lows[end + 1] == "a" and t.lows[end + 2] in ("half", "quarter"):
            number, end = number + FRACTIONS[t.lows[end + 2]], end + 3
        begin, modifier = self._period_before(index, floor, end)
        if t.lows[end : end + 2] == ["or", "two"]:
            return self._ended(
                begin,
                end + 2,
                (f"P{write_period(number, code)[1:]}/{write_period(number * 2, code)}", None, code),
                modifier,
            )
        told = t.lows[end] in ("ago", "earlier", "later", "from") or code in ("10Y", "100Y", "2W")
        told = told or more_parts(t, end, code) is not None
        if not (told or modifier or number != 1 or t.lows[index - 1] in _ARTICLE_PERIOD_BEFORE):
            return None
        if t.lows[end] == "-" and t.joined(end):
            return None
        return self._ended(begin, end, (write_period(number, code), number, code), modifier)

    def _ended(
        self, begin: int, end: int, period: tuple[str, Decimal | None, str], modifier: str | None
    ) -> Found | None:
        """With "old", "ago" or "later" where it follows."""
        t = self._t
        text, number, code = period
        more = more_parts(t, end, code) if number is not None else None
        if more is not None:
            end, text, number = more[0], text + more[1], None
        low = t.lows[end]
        if low in ("old", "olds") or (low == "-" and t.lows[end + 1] in ("old", "olds")):
            end += 1 + (low == "-")
        elif low == "of" and t.lows[end + 1] == "age":
            end += 2
        elif low in ("ago", "earlier", "later"):
            known = number is not None or "X" in text
            text, end = (shifted(number, code, -1, self._today) if low == "ago" and known else text), end + 1
        elif low == "and" and number is not None and t.lows[end + 1] in ("a", "one") and t.lows[end + 2] in _HALVES:
            number, end = number + FRACTIONS[t.lows[end + 2]], end + 3
            text = write_period(number, code)
        elif low == "from" and t.lows[end + 1] in ("now", "today"):
            text, end = shifted(number, code, 1, self._today), end + 2
        elif (after := t.longest(end, AFTER)) is not None and low == "or" and number is not None:
            end, modifier = end + after[0], modifier or after[1]
        if modifier == "~":
            text, modifier = f"~{text.removeprefix('~')}", None
        label = "TIME" if code[0] == "T" else "DATE"
        kept = cast("Modifier | None", None if modifier == "=" else modifier)
        return Found(begin, end, label, Value(date=text, modifier=kept), 0.85 if number is not None else 0.75)


_HALVES = ("half", "quarter")
_ORDINAL_WORDS = frozenset((*ORDINALS, *ORDINAL_SCALES))
