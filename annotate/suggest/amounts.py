"""Amounts: digits, number words and vague counts at a token, without what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from annotate.suggest.lexicon import FRACTIONS, SCALES, SHORT_SCALES, SMALL, TENS, UNICODE_FRACTIONS, VAGUE
from annotate.suggest.tokens import Cursor

_LONGEST = 30  # digits; what is longer is no number that a person reads
_MOST_SCALES = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and the index of the token after it. `scale` is what its number word or suffix multiplied by."""

    end: int
    number: Decimal | None = None
    vague: str | None = None
    fraction: bool = False
    scale: Decimal = Decimal(1)
    words: bool = False  # written in words


def read_amount(c: Cursor, index: int) -> Amount | None:
    """The amount that begins at a token."""
    token = c.at(index)
    if token.kind == "number":
        return _digits(c, index)
    if token.text in UNICODE_FRACTIONS:
        return _scaled(c, Amount(index + 1, UNICODE_FRACTIONS[token.text], fraction=True))
    if token.kind != "word":
        return None
    vague = c.longest(index, VAGUE)
    if vague is not None:
        return Amount(index + vague[0], vague=vague[1], words=True)
    return _part(c, index) or _words(c, index)


def _digits(c: Cursor, index: int) -> Amount | None:
    token = c.at(index)
    if len(token.text) > _LONGEST:
        return None
    number, end, fraction = token.amount, index + 1, False
    following = c.after(end)
    if following.text in UNICODE_FRACTIONS and following.glued:
        number, end = number + UNICODE_FRACTIONS[following.text], end + 1
    elif (ratio := _ratio(c, end)) is not None:
        number, end = number + ratio, end + 3
    elif (own := _ratio(c, index)) is not None:
        number, end, fraction = own, index + 3, True
    elif following.text == "/" and following.glued and c.after(end + 1).kind == "number":
        return None
    amount = _and_a_half(c, Amount(end, number, fraction=fraction))
    return _scaled(c, amount)


def _ratio(c: Cursor, index: int) -> Decimal | None:
    """A fraction written "3/4"."""
    over, slash, under = c.after(index), c.after(index + 1), c.after(index + 2)
    if slash.text != "/" or not (slash.glued and under.glued) or over.kind != "number" or under.kind != "number":
        return None
    if not (over.text.isdigit() and under.text.isdigit() and len(over.text) <= 2 and len(under.text) <= 2):
        return None
    top, bottom = Decimal(over.text), Decimal(under.text)
    return top / bottom if 0 < top < bottom <= 16 and c.after(index + 3).text != "/" else None


def _scaled(c: Cursor, amount: Amount) -> Amount:
    """With the scale words that follow: "2.5 million", "$1.2bn", "5-million"."""
    if amount.number is None:
        return amount
    for _ in range(_MOST_SCALES):
        at = amount.end
        if c.after(at).text == "-" and c.after(at).glued and c.after(at + 1).glued:
            at += 1
        token = c.after(at)
        scale = SCALES.get(token.low)
        if scale is None and token.glued and at == amount.end and not _glued_word(c, at + 1):
            scale = SHORT_SCALES.get(token.low)
        if scale is None or (c.after(at + 1).text == "s" and c.after(at + 1).glued):
            break
        number = (amount.number or Decimal(0)) * scale
        amount = replace(amount, end=at + 1, number=number, scale=amount.scale * scale, fraction=False)
    return amount


def _and_a_half(c: Cursor, amount: Amount) -> Amount:
    """ "two and a half", "3 and three quarters"."""
    if c.after(amount.end).low != "and" or amount.number is None:
        return amount
    article, word = c.after(amount.end + 1).low, c.after(amount.end + 2).low
    if article in ("a", "one") and word in ("half", "quarter", "third"):
        return replace(amount, end=amount.end + 3, number=amount.number + FRACTIONS[word])
    if article == "three" and word == "quarters":
        return replace(amount, end=amount.end + 3, number=amount.number + Decimal("0.75"))
    return amount


def _part(c: Cursor, index: int) -> Amount | None:
    """Parts: "half a dozen", "a quarter of a million", "two-thirds", "three quarters", "one in five"."""
    low = c.at(index).low
    if low in ("a", "an", "one") or low in SMALL:
        at = index + 1
        if c.after(at).text == "-" and c.after(at).glued:
            at += 1
        word = c.after(at).low
        several = low not in ("a", "an", "one")
        if (
            word in FRACTIONS
            and word.endswith("s") == several
            and not (word == "half" and c.after(at + 1).low == "dozen")
        ):
            times = SMALL.get(low, Decimal(1))
            return _of_scale(c, Amount(at + 1, times * FRACTIONS[word], fraction=True, words=True))
        return _one_in(c, index)
    if low in ("half", "quarter", "third"):
        return _of_scale(c, Amount(index + 1, FRACTIONS[low], fraction=True, words=True))
    return None


def _of_scale(c: Cursor, amount: Amount) -> Amount:
    """ "half a million", "quarter of a million": a part of a number word is a count."""
    at = amount.end
    if c.after(at).low == "of" and c.after(at + 1).low in ("a", "one"):
        at += 1
    if c.after(at).low in ("a", "one", "-") and c.after(at + 1).low in SCALES:
        scale = SCALES[c.after(at + 1).low]
        if c.after(at + 2).text != "s" and amount.number is not None:
            return replace(amount, end=at + 2, number=amount.number * scale, fraction=False, scale=scale)
    return amount


def _one_in(c: Cursor, index: int) -> Amount | None:
    """ "one in five", "two out of three"."""
    over = SMALL.get(c.at(index).low)
    at = index + 1
    if c.after(at).low == "out" and c.after(at + 1).low == "of":
        at += 1
    elif c.after(at).low != "in":
        return None
    low = c.after(at + 1).low
    under = SMALL.get(low) or TENS.get(low) or (Decimal(100) if low == "hundred" else None)
    if over is None or under is None or not 0 < over < under or c.after(at + 2).low in SCALES:
        return None
    return Amount(at + 2, over / under, fraction=True, words=True)


def _words(c: Cursor, index: int) -> Amount | None:
    """Number words: "twenty-five", "two hundred and fifty thousand", "a million", "two and a half million"."""
    at, total, current, scales, top = index, Decimal(0), None, 0, Decimal(1)
    if c.at(at).low in ("a", "an"):
        if c.after(at + 1).low not in SCALES or _plural(c, at + 2):
            return None
        current, at = Decimal(1), at + 1
    while True:
        step = at if at == index else at + _joint(c, at, scaled=scales > 0)
        low = c.at(step).low if step == index else c.after(step).low
        if low in SCALES and current is not None and scales < _MOST_SCALES and not _plural(c, step + 1):
            scales, top, current = scales + 1, max(top, SCALES[low]), current * SCALES[low]
            if low not in ("hundred", "dozen"):
                total, current = total + current, Decimal(0)
        elif (more := _small(current, low)) is not None:
            current = more
        elif low == "point" and current is not None and c.after(step + 1).low in SMALL:
            current, step = current + SMALL[c.after(step + 1).low] / 10, step + 1
        else:
            break
        at = step + 1
        if not scales:
            half = _and_a_half(c, Amount(at, current))
            at, current = half.end, half.number
    return None if current is None else Amount(at, total + current, scale=top, words=True)


def _joint(c: Cursor, index: int, *, scaled: bool) -> int:
    """How many tokens join two number words: a hyphen, or "and" after a scale ("one hundred and five")."""
    token, following = c.after(index), c.after(index + 1)
    hyphen = token.text == "-" and token.glued and following.glued
    return int(hyphen or (scaled and token.low == "and" and following.low in (SMALL | TENS)))


def _small(current: Decimal | None, low: str) -> Decimal | None:
    """The current number with a word below a hundred added; None where it does not fit."""
    if low in SMALL and _fits(current, SMALL[low]):
        return (current or Decimal(0)) + SMALL[low]
    if low in TENS and (current is None or current % 100 == 0):
        return (current or Decimal(0)) + TENS[low]
    return None


def _fits(current: Decimal | None, small: Decimal) -> bool:
    if current is None or current == 0:
        return True
    return (current % 100 == 0) or (current % 10 == 0 and current % 100 >= 20 and 0 < small < 10)


def _glued_word(c: Cursor, index: int) -> bool:
    return c.after(index).glued and c.after(index).kind == "word"


def _plural(c: Cursor, index: int) -> bool:
    return c.after(index).text == "s" and c.after(index).glued
