"""Amounts: digits, number words and vague counts at a token, without what stands around them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from annotate.suggest.lexicon import (
    CARRIES_ON,
    FRACTIONS,
    PERIODS,
    SCALES,
    SHORT_SCALES,
    SMALL,
    TENS,
    UNICODE_FRACTIONS,
    VAGUE,
)
from annotate.suggest.tokens import Tokens, digits
from annotate.suggest.units import UNITS

_LONGEST = 30  # digits; what is longer is no number that a person reads
_MOST_SCALES = 3
_ONE, _ZERO, _HALF = Decimal(1), Decimal(0), Decimal("0.5")
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 10, 16))


class Amount(NamedTuple):
    """An amount and the index of the token after it. `scale` is what its number word or suffix multiplied by."""

    end: int
    number: Decimal | None = None
    vague: str | None = None
    fraction: bool = False
    scale: Decimal = _ONE
    words: bool = False  # written in words


def read_amount(t: Tokens, index: int) -> Amount | None:
    """The amount that begins at a token."""
    low = t.lows[index]
    if low[-1].isdecimal():
        return _digits(t, index)
    if low in UNICODE_FRACTIONS:
        return _scaled(t, Amount(index + 1, UNICODE_FRACTIONS[low], fraction=True))
    if low not in CARRIES_ON:
        return None
    vague = t.longest(index, VAGUE)
    if vague is not None:
        return Amount(index + vague[0], vague=vague[1], words=True)
    return _part(t, index) or _words(t, index)


def _digits(t: Tokens, index: int) -> Amount | None:
    text, end = t.texts[index], index + 1
    if len(text) > _LONGEST:
        return None
    number, following, fraction = digits(text), t.lows[end], False
    if following in UNICODE_FRACTIONS and t.glued(end):
        number, end = number + UNICODE_FRACTIONS[following], end + 1
    elif following == "/" and t.joined(end):
        own = read_ratio(t, index)
        if own is None:
            return None
        number, end, fraction = own, index + 3, True
    elif following[0].isdecimal() and (ratio := read_ratio(t, end)) is not None:
        number, end = number + ratio, end + 3
    elif following in ("e", "x", "×", "^", "*"):
        number, end = _science(t, end, number)
    elif following == "," and _continental(t, end):
        number, end = number + Decimal(f"0.{t.lows[end + 1]}"), end + 2
    return _with_rest(t, _scaled(t, _and_a_half(t, Amount(end, number, fraction=fraction))))


def _with_rest(t: Tokens, amount: Amount) -> Amount:
    """ "3 hundred and 21", "2 million 300 thousand": what a smaller scale, or hundreds, add in digits."""
    at = amount.end
    if amount.scale < 100 or t.lows[at - 1] not in SCALES or amount.number is None:
        return amount
    joint = t.lows[at] == "and"
    rest = t.whole(at + joint, 3)
    if rest is None:
        return amount
    scale = SCALES.get(t.lows[at + joint + 1], _ONE)
    if scale >= amount.scale or rest * scale >= amount.scale or (scale == 1 and not (joint and amount.scale == 100)):
        return amount
    return amount._replace(end=at + joint + (2 if scale > 1 else 1), number=amount.number + rest * scale)


def _continental(t: Tokens, comma: int) -> bool:
    """Whether a comma is a decimal one, "1,5 million": glued, two digits at most, something countable after it."""
    low = t.lows[comma + 1]
    after = t.lows[comma + 2]
    return t.joined(comma) and low.isdecimal() and len(low) <= 2 and (after in SCALES or after == "%" or after in UNITS)


def _science(t: Tokens, at: int, number: Decimal) -> tuple[Decimal, int]:
    """ "1.6e-19", "6.02 x 10^23", "10^6": the number and the index after it; what is no such notation stays."""
    base = number
    if t.lows[at] in ("x", "×", "*"):
        if t.lows[at + 1] != "10" or t.lows[at + 2] != "^":
            return number, at
        base, at = Decimal(10), at + 2
    elif t.lows[at] == "e" and not t.glued(at):
        return number, at
    elif t.lows[at] == "^":
        number = _ONE
    exponent = at + 1
    sign = -1 if t.lows[exponent] in ("-", "−") else 1
    exponent += t.lows[exponent] in ("-", "−", "+")
    power = t.whole(exponent, 2)
    if power is None or not t.glued(exponent) or power > 30 or len(str(base)) > 8:
        return (base, at)
    if t.lows[at] == "e":
        return number * Decimal(10) ** (sign * power), exponent + 1
    return (number * base ** (sign * power) if base else number), exponent + 1


def read_ratio(t: Tokens, index: int) -> Decimal | None:
    """A fraction written "3/4"."""
    if t.lows[index + 1] != "/" or not t.joined(index + 1):
        return None
    top, bottom = t.whole(index, 2), t.whole(index + 2, 2)
    if top is None or bottom is None or not 0 < top < bottom or bottom not in _DENOMINATORS:
        return None
    return None if t.lows[index + 3] == "/" else Decimal(top) / bottom


def _scaled(t: Tokens, amount: Amount) -> Amount:
    """With the scale words that follow: "2.5 million", "$1.2bn", "5-million"."""
    number, at, scale, fraction = amount.number or _ZERO, amount.end, amount.scale, amount.fraction
    for _ in range(_MOST_SCALES):
        word = at + 1 if t.lows[at] == "-" and t.joined(at) else at
        low = t.lows[word]
        times = SCALES.get(low)
        if times is None and low in SHORT_SCALES and word == at and t.glued(at) and not _letters_follow(t, at + 1):
            times = SHORT_SCALES[low]
        if times is None or (t.lows[word + 1] == "s" and t.glued(word + 1)):
            break
        number, at, scale, fraction = number * times, word + 1, scale * times, False
    if at == amount.end:
        return amount
    if t.lows[at : at + 3] in (["and", "a", "half"], ["and", "one", "half"]):
        at, number = at + 3, number + scale * _HALF  # "3 million and a half"
    return amount._replace(end=at, number=number, scale=scale, fraction=fraction)


def _letters_follow(t: Tokens, index: int) -> bool:
    return t.glued(index) and t.word(index)


def _and_a_half(t: Tokens, amount: Amount) -> Amount:
    """ "two and a half", "two-and-a-half", "3 and three quarters"."""
    at = amount.end
    hyphens = t.lows[at] == "-" and t.lows[at + 1] == "and" and t.joined(at)
    if hyphens:
        words = t.lows[at + 1 : at + 7 : 2]
        if t.lows[at + 2] != "-" or t.lows[at + 4] != "-":
            return amount
    elif t.lows[at] == "and":
        words = t.lows[at : at + 3]
    else:
        return amount
    end, part = at + (6 if hyphens else 3), FRACTIONS.get(words[2])
    if part is None or not _mixed(t, end, words[1], words[2]):
        return amount
    return amount._replace(end=end, number=(amount.number or _ZERO) + SMALL.get(words[1], _ONE) * part)


def _mixed(t: Tokens, end: int, count: str, part: str) -> bool:
    """Whether "and" with a part makes a mixed number: not in "killed two and a third was hurt"."""
    if count in ("a", "one"):
        return part in ("half", "quarter") or (
            not part.endswith("s")
            and part != "halves"
            and (not t.word(end) or t.lows[end] in _AFTER_MIXED or _unit(t, end))
        )
    if part == "quarter":
        return count == "three" and t.lows[end] in SCALES  # "one and three quarter million"
    if count not in SMALL or not part.endswith("s") or part == "halves":
        return False
    if part == "quarters":
        return count == "three"
    return SMALL[count] * FRACTIONS[part] < 1 and t.lows[end] != "of"


def _unit(t: Tokens, index: int) -> bool:
    return t.lows[index] in UNITS or t.lows[index] in PERIODS or t.lows[index] in SCALES


_AFTER_MIXED = frozenset(("times", "percent", "per", "percentage"))


def _part(t: Tokens, index: int) -> Amount | None:
    """Parts: "half a dozen", "a quarter of a million", "two-thirds", "three quarters", "one in five"."""
    low = t.lows[index]
    if low in ("half", "quarter", "third"):
        return _of_scale(t, Amount(index + 1, FRACTIONS[low], fraction=True, words=True))
    article = low in ("a", "an")
    if not article and low not in SMALL:
        return None
    at = index + 1
    if t.lows[at] == "-" and (t.joined(at) or _spaced(t, at)):
        at += 1
    word, several = t.lows[at], not article and low != "one"
    if word == "quarters" and low != "three":
        return None  # of a year
    if word in FRACTIONS and word.endswith("s") == several and low != "zero":
        dozen = word == "half" and (t.lows[at + 1] == "dozen" or t.lows[at + 1 : at + 3] == ["-", "dozen"])
        if dozen:
            return Amount(at + (2 if t.lows[at + 1] == "dozen" else 3), Decimal(6), scale=Decimal(12), words=True)
        times = SMALL.get(low, _ONE)
        return _of_scale(t, Amount(at + 1, times * FRACTIONS[word], fraction=True, words=True))
    return None if article else _one_in(t, index, SMALL[low])


def _of_scale(t: Tokens, amount: Amount) -> Amount:
    """ "half a million", "quarter of a million": a part of a number word is a count."""
    at = amount.end
    if t.lows[at : at + 5] == ["-", "of", "-", "a", "-"] and t.lows[at + 5] in SCALES and amount.number is not None:
        scale = SCALES[t.lows[at + 5]]
        return amount._replace(end=at + 6, number=amount.number * scale, fraction=False, scale=scale)
    if t.lows[at] == "of" and t.lows[at + 1] in ("a", "one"):
        at += 1
    word = at + (t.lows[at] in ("a", "one", "-"))
    scale = SCALES.get(t.lows[word])
    if scale is None or amount.number is None:
        return amount
    if t.lows[word + 1] == "s" or t.lows[word].endswith("s"):
        return amount
    return amount._replace(end=word + 1, number=amount.number * scale, fraction=False, scale=scale)


def one_in(t: Tokens, index: int) -> Amount | None:
    """ "1 in 4", written in digits."""
    over = t.whole(index, 3)
    return _one_in(t, index, Decimal(over)) if over else None


def _one_in(t: Tokens, index: int, over: Decimal) -> Amount | None:
    """ "one in five", "two out of three", "one of every ten", "one-in-five"."""
    at = index + 1
    hyphen = t.lows[at] == "-" and t.joined(at)
    at += hyphen
    joint, at = t.lows[at], at + 1
    if (joint, t.lows[at]) in (("out", "of"), ("of", "every")):
        at += 1
    elif joint != "in":
        return None
    at += t.lows[at] == "every" or (hyphen and t.lows[at] == "-")
    low = t.lows[at]
    under = SMALL.get(low) or TENS.get(low) or (Decimal(100) if low == "hundred" else None)
    if under is not None and t.lows[at + 1] == "hundred" and under < 10:
        under, at = under * 100, at + 1
    elif low in TENS and under is not None and t.lows[at + 1] == "-" and 0 < SMALL.get(t.lows[at + 2], _ZERO) < 10:
        under, at = under + SMALL[t.lows[at + 2]], at + 2
    if under is None and low[-1].isdecimal() and len(low) < 10 and low.replace(",", "").isdecimal():
        under = digits(low)
        if len(low) == 4 and joint == "in":
            return None  # "one in 2016"
    if under is None or not 0 < over < under or (over > 20 and joint == "in"):
        return None
    after = t.lows[at + 1]
    if after in SCALES or after in PERIODS or after in ("-", "%", "percent", "million") or after in UNITS:
        return None
    return Amount(at + 1, over / under, fraction=True, words=True)


def _words(t: Tokens, index: int) -> Amount | None:
    """Number words: "twenty-five", "two hundred and fifty thousand", "a million", "two and a half million"."""
    at, total, scales, top = index, _ZERO, 0, _ONE
    current: Decimal | None = None
    if t.lows[at] in ("a", "an"):
        if t.lows[at + 1] not in SCALES or _plural(t, at + 2):
            return None
        current, at = _ONE, at + 1
    elif t.lows[at] in ("hundred", "dozen"):
        if t.lows[at] == "hundred" and t.lows[at + 1] not in SCALES:
            return None
        current = _ONE
    while at - index < 24:
        step = at if at == index else at + _joint(t, at, scaled=scales > 0)
        low = t.lows[step]
        if low in SCALES and current is not None and scales < _MOST_SCALES and not _plural(t, step + 1):
            scales, top = scales + 1, max(top, SCALES[low])
            total, current = _scale_up(total, current, low)
        elif (more := _small(current, low)) is not None:
            current = more
        elif low == "point" and current is not None and _decimal_word(t, step + 1):
            current, step = _decimals(t, step + 1 + (t.lows[step + 1] == "-"), current)
        else:
            break
        at = step + 1
        if current and (not scales or current % 100):
            half = _and_a_half(t, Amount(at, current))
            at, current = half.end, half.number
    if current is None:
        return None
    part = FRACTIONS.get(t.lows[at])
    if part is not None and not scales and t.lows[at].endswith("ths") and current > 1:
        return Amount(at + 1, current * part, fraction=True, words=True)  # "twenty-three hundredths"
    found = Amount(at, total + current, scale=top, words=True)
    return _half_after(t, found, total) if scales == 1 and top >= 1000 else found


def _half_after(t: Tokens, amount: Amount, total: Decimal) -> Amount:
    """ "a million and a half", "two million and one half"."""
    at, number = amount.end, total + amount.scale * _HALF
    if amount.number == total + 1 and t.lows[at - 2 : at + 1] == ["and", "one", "half"]:
        return amount._replace(end=at + 1, number=number)
    if amount.number == total and t.lows[at : at + 3] == ["and", "a", "half"]:
        return amount._replace(end=at + 3, number=number)
    return amount


def _scale_up(total: Decimal, current: Decimal, low: str) -> tuple[Decimal, Decimal]:
    """What is counted so far and the number that is being read, after a scale word."""
    if not current and total:
        return total * SCALES[low], _ZERO  # "three lakh crore"
    current = (current or _ONE) * SCALES[low]
    return (total, current) if low in ("hundred", "dozen") else (total + current, _ZERO)


def _decimal_word(t: Tokens, index: int) -> bool:
    hyphen = t.lows[index] == "-" and t.lows[index - 2] == "-"  # "four-point-five"
    return t.lows[index + hyphen] in SMALL or t.lows[index] in TENS


def _decimals(t: Tokens, index: int, whole: Decimal) -> tuple[Decimal, int]:
    """ "two point five", "three point one four": the number and the index of its last word."""
    tens = TENS.get(t.lows[index])
    if tens is not None:  # "zero point seventy-five"
        at = index + 1 + (t.lows[index + 1] == "-")
        ones = SMALL.get(t.lows[at], _ZERO)
        return (whole + (tens + ones) / 100, at) if 0 < ones < 10 else (whole + tens / 100, index)
    places = 0
    while places < 6 and t.lows[index + places] in SMALL and SMALL[t.lows[index + places]] < 10:
        places += 1
        whole += SMALL[t.lows[index + places - 1]] / Decimal(10) ** places
    return whole, index + max(places, 1) - 1


def _joint(t: Tokens, index: int, *, scaled: bool) -> int:
    """How many tokens join two number words: a hyphen, or "and" after a scale ("one hundred and five")."""
    low = t.lows[index]
    if low == "-":
        return int(t.joined(index) or (t.lows[index - 1] in TENS and t.lows[index + 1] in SMALL and _spaced(t, index)))
    return int(scaled and low == "and" and (t.lows[index + 1] in SMALL or t.lows[index + 1] in TENS))


def _spaced(t: Tokens, index: int) -> bool:
    """Whether a hyphen has spaces on both sides, as old corpora write "fifty - two", and small letters follow."""
    return not t.glued(index) and not t.glued(index + 1) and t.texts[index + 1].islower()


def _small(current: Decimal | None, low: str) -> Decimal | None:
    """The current number with a word below a hundred added; None where it does not fit."""
    small = SMALL.get(low)
    if small is not None:
        return (current or _ZERO) + small if _fits(current, small) else None
    tens = TENS.get(low)
    if tens is not None and (current is None or current % 100 == 0):
        return (current or _ZERO) + tens
    return None


def _fits(current: Decimal | None, small: Decimal) -> bool:
    if current is None or (current == 0 and small > 0):
        return True
    return bool(current) and ((current % 100 == 0) or (current % 10 == 0 and current % 100 >= 20 and 0 < small < 10))


def _plural(t: Tokens, index: int) -> bool:
    return t.lows[index] == "s" and t.glued(index)
