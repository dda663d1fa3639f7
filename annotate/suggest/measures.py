"""What an amount counts: percentages, units of measure and currencies, before and after it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from annotate.model import Modifier, Value
from annotate.suggest.amounts import Amount, read_amount
from annotate.suggest.counting import plain
from annotate.suggest.lexicon import PERCENT
from annotate.suggest.tokens import Tokens
from annotate.suggest.units import CURRENCY_BY_SIGN, CURRENCY_SIGNS, CURRENCY_WORDS, LETTER_UNITS, METRE_AFTER, UNITS

_MILLION = Decimal(10) ** 6
_MONEY_SCALES = {"t": Decimal(10) ** 12, "mm": _MILLION, "m": _MILLION, "b": Decimal(10) ** 9}
PARTED = {"[ft_i]": ("[in_i]", 12), "USD": ("USD-cent", 100), "EUR": ("USD-cent", 100), "GBP": ("GBP-cent", 100)}
_CODES = frozenset(word for word in CURRENCY_WORDS if len(word) == 3)


class Measure(NamedTuple):
    """What an amount counts: its unit, the index after everything, the label."""

    unit: str | None
    end: int
    label: str


def currency_sign(t: Tokens, index: int) -> tuple[int, str] | None:
    """A currency before the amount: "$", "US$", "EUR"."""
    if t.lows[index] not in CURRENCY_SIGNS:
        return None
    found = t.longest(index, CURRENCY_SIGNS)
    if found is None:
        return None
    size = found[0]
    alphabetic = t.word(index)
    if alphabetic and (not t.capital(index) or (t.glued(index) and t.lows[index - 1] != "(")):
        return None
    if alphabetic and size == 1 and t.lows[index] != "rs" and not t.texts[index].isupper() and len(t.texts[index]) > 2:
        return None
    after = index + size
    if not (t.number(after) or t.lows[after] in ("half", "a", "one", "two", "three", "several")):
        return None
    return found if t.number(after) or not alphabetic else None


def in_money(t: Tokens, amount: Amount) -> Amount:
    """Scales that only money has: "$1.2T", "$1MM", "$5 m"."""
    at = amount.end
    scale = _MONEY_SCALES.get(t.lows[at])
    if scale is None or amount.number is None or amount.scale != 1 or (t.glued(at + 1) and t.word(at + 1)):
        return amount
    if not t.glued(at) and t.lows[at] == "t":
        return amount
    return amount._replace(end=at + 1, number=amount.number * scale, scale=scale)


def metres(t: Tokens, amount: Amount) -> Amount:
    """ "100m hurdles", "5m tall" are metres; other glued "m" are millions."""
    end = amount.end
    metres = t.lows[end] in METRE_AFTER or (t.lows[end] in ("2", "3") and t.glued(end))
    if t.texts[end - 1] != "m" or not metres or amount.number is None:
        return amount
    return amount._replace(end=end - 1, number=amount.number / _MILLION, scale=Decimal(1))


def read_measure(t: Tokens, amount: Amount, currency: str | None) -> Measure:
    """What follows an amount; `currency` is the sign that stood before it."""
    end = amount.end
    if currency is not None:
        return Measure(currency, end, "MONEY")
    at = end + 1 if t.lows[end] == "-" and t.joined(end) else end
    hyphen = at > end
    if amount.fraction:
        at += t.lows[at] == "of"
        at += t.lows[at] in ("a", "an", "one")
    elif amount.vague is not None and t.lows[at] == "of":
        at += 1
    low = t.lows[at]
    if low in PERCENT and not amount.vague and (percent := t.longest(at, PERCENT)) is not None:
        return Measure(percent[1], at + percent[0], "PERCENT")
    if amount.fraction and at == end + 1 and not hyphen and t.lows[end] == "of":
        return Measure(None, end, "CARDINAL")  # "half of tons"
    if low in UNITS or low in CURRENCY_WORDS or low in LETTER_UNITS or low in ("m", "c", "f"):
        measure = _unit_or_money(t, at, amount)
        if measure is not None:
            return measure
    return Measure(None, end, "CARDINAL")


def _unit_or_money(t: Tokens, at: int, amount: Amount) -> Measure | None:
    unit, money = t.longest(at, UNITS), t.longest(at, CURRENCY_WORDS)
    if (
        unit is not None
        and (t.lows[at] == "pounds" or (t.lows[at] == "pound" and amount.scale >= 10**6))
        and (amount.scale >= 1000 or _many(amount))
        and t.lows[at + 1] != "of"
    ):
        unit, money = None, money or (1, "GBP")
    if unit is not None and (money is None or unit[0] > money[0]):
        return Measure(unit[1], at + unit[0], "QUANTITY")
    if money is not None and _is_money(t, at, amount):
        return Measure(money[1], at + money[0], "MONEY")
    letter = t.texts[at]
    if t.lows[at + 1] == "-" and t.joined(at + 1) and t.number(at + 2):
        return None  # "100 F-35 jets"
    if letter in LETTER_UNITS and t.number(at - 1) and (t.glued(at) or letter in ("m", "C", "F", "g")):
        if letter == "m" and not t.glued(at):
            return Measure("m", at + 1, "QUANTITY") if t.lows[at + 1] in METRE_AFTER else None
        return Measure(LETTER_UNITS[letter], at + 1, "QUANTITY")
    return None


def _many(amount: Amount) -> bool:
    return amount.vague is not None and amount.vague.endswith(("millions", "billions"))


def _is_money(t: Tokens, at: int, amount: Amount) -> bool:
    """A currency sign after a number belongs to it only where no amount follows: "5€", not "5 $3"."""
    low = t.lows[at]
    if low in CURRENCY_BY_SIGN:
        return not t.number(at + 1) and (t.glued(at) or low != "$")
    if low == "won":
        return amount.scale >= 1000 and (amount.number or 0) >= 1000 and not t.lows[at + 1].startswith("the")
    if low == "p":
        return t.glued(at)
    if low == "cent" and t.capital(at):
        return False
    return t.word(at) and (len(low) != 3 or low not in _CODES or t.texts[at].isupper() or low in ("yen", "won"))


def parted(t: Tokens, amount: Amount, measure: Measure, part: tuple[str, int]) -> tuple[Amount, Measure]:
    """ "5 feet 10 inches" is one length, "two dollars and 50 cents" one price."""
    at, (code, size) = measure.end, part
    at += t.lows[at] in (",", "and")
    rest = read_amount(t, at) if t.number(at) or (amount.words and t.word(at)) else None
    if rest is None or rest.number is None or amount.number is None or not 0 < rest.number < size:
        return amount, measure
    unit = t.longest(rest.end, UNITS) or t.longest(rest.end, CURRENCY_WORDS)
    short = t.lows[rest.end] == "in" and code == "[in_i]" and t.lows[measure.end - 1] == "ft"
    if not short and (unit is None or unit[1] != code):
        return amount, measure
    end = rest.end + (unit[0] if unit else 1)
    return amount._replace(number=amount.number + rest.number / size), measure._replace(end=end)


def make_value(amount: Amount, upper: Amount | None, unit: str | None, modifier: Modifier | None) -> Value:
    """The value of an amount with its unit; a range shares the scale of its upper end."""
    number, top = amount.number, upper.number if upper else None
    if upper is not None and number is not None and top is not None and upper.scale > amount.scale:
        raised = number * upper.scale / amount.scale
        number = raised if raised < top else number
    divisor, unit = _reduced(unit)
    if number is not None and divisor != 1:
        number, top = number / divisor, top / divisor if top is not None else None
    if unit is None and amount.fraction:
        unit = "fraction"
    return Value(amount=plain(number), upper=plain(top), unit=unit, vague=amount.vague, modifier=modifier)


def _reduced(unit: str | None) -> tuple[int, str | None]:
    """Units that are parts of others: cents, basis points, per mille."""
    if unit is None:
        return 1, None
    if unit.endswith("-cent"):
        return 100, unit.removesuffix("-cent")
    if unit == "permille":
        return 10, "percent"
    return (100, "percentage-point") if unit == "basis-point" else (1, unit)


def score_of(t: Tokens, index: int, amount: Amount, measure: Measure, *, modified: bool) -> float:
    """How often such a find is right, by its kind; measured on the lists that `benchmarks/suggestions` reads."""
    if measure.label in ("MONEY", "PERCENT"):
        return 0.97
    if measure.label == "QUANTITY":
        return 0.93
    if modified and amount.number is not None:
        return 0.95
    if amount.vague is not None:
        return 0.65 if t.lows[index] in ("several", "a", "few") else 0.85
    if amount.fraction:
        return 0.85
    if amount.words:
        return 0.7 if amount.number == 1 else 0.88
    small = amount.number is not None and amount.number < 100 and amount.scale == 1
    return 0.85 if small else 0.93
