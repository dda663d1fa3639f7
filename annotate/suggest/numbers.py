"""Numbers in English news, with exact offsets and values: money, percentages, quantities, counts, ordinals.

A hand-written recogniser over tokens. It looks a bounded number of tokens ahead and never goes back behind what it has
taken, so that its time is linear in the text. Where number and date both claim a place the longer one stays, and of
two equally long ones the date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from annotate.model import Modifier, Value
from annotate.suggest.amounts import Amount, read_amount
from annotate.suggest.base import Suggestion
from annotate.suggest.lexicon import (
    AFTER_MODIFIERS,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    DESIGNATORS,
    METRE_AFTER,
    MODIFIERS,
    ORDINAL_TENS,
    ORDINALS,
    PERCENT,
    PERSONS_AFTER_ONE,
    SHORT_SCALES,
    TENS,
    UNITS,
)
from annotate.suggest.tokens import Cursor, Token, tokenize

_RANGE_SIGNS = ("-", "–", "—", "‑")
_HALF_OF = frozenset("of the a an its their his her all that this those these our my your".split())
_ORDINAL_HYPHENS = frozenset(
    "largest biggest highest lowest most longest best worst smallest quarter round place grade".split()
)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int  # token index
    end: int  # token index
    label: str
    value: Value
    score: float


def find_values(text: str, *, date: str | None = None) -> list[Suggestion]:
    """Numbers and dates of a text without overlap, in text order; relative dates are resolved against `date`."""
    from annotate.suggest.dates import find_dates

    dates, numbers = find_dates(text, date=date), find_numbers(text)
    ranked = sorted([*dates, *numbers], key=lambda one: (one.start, -one.end))
    kept: list[Suggestion] = []
    for one in ranked:
        while kept and kept[-1].end > one.start and _beats(one, kept[-1]):
            kept.pop()
        if not kept or kept[-1].end <= one.start:
            kept.append(one)
    return kept


def _beats(one: Suggestion, other: Suggestion) -> bool:
    sizes = (one.range.size, other.range.size)
    return sizes[0] > sizes[1] or (sizes[0] == sizes[1] and one.label in ("DATE", "TIME"))


def find_numbers(text: str) -> list[Suggestion]:
    """Every number of a text that is no date, in text order, without overlap."""
    return [
        Suggestion(start, end, found.label, found.score, found.value) for start, end, found in _places(tokenize(text))
    ]


def parse_value(surface: str, label: str, *, date: str | None = None) -> Value | None:
    """The meaning of a surface that a person or another model has labelled; None where it has none.

    The label decides between readings: "2016" under CARDINAL is a count, under DATE a year.
    """
    from annotate.suggest.dates import find_dates

    if len(surface) > 200:
        return None
    found: Iterable[Suggestion] = find_dates(surface, date=date) if label in ("DATE", "TIME") else find_numbers(surface)
    best = max(found, key=lambda one: one.range.size, default=None)
    if best is None or best.value is None:
        return _bare(surface) if label not in ("DATE", "TIME") else None
    return best.value


def _bare(surface: str) -> Value | None:
    amount = read_amount(Cursor(tokenize(surface)), 0) if surface.strip() else None
    if amount is None:
        return None
    return Value(amount=_plain(amount.number), vague=amount.vague, modifier="=" if amount.number is not None else None)


def count_visits(text: str) -> int:
    """How many tokens finding the numbers of a text looks at; the tests hold it against the text's length."""
    tokens = tokenize(text)
    cursor = Cursor(tokens)
    list(_recognise(cursor))
    return cursor.visits


def _places(tokens: list[Token]) -> Iterable[tuple[int, int, _Found]]:
    for found in _recognise(Cursor(tokens)):
        yield tokens[found.start].start, tokens[found.end - 1].end, found


def _recognise(c: Cursor) -> Iterable[_Found]:
    index = 0
    while index < len(c):
        found = _number_at(c, index)
        if found is not None:
            yield found
            index = found.end
        else:
            index += 1


def _number_at(c: Cursor, index: int) -> _Found | None:
    modifier = c.longest(index, MODIFIERS)
    if modifier is not None:
        inside = _core(c, index + modifier[0], modified=True)
        if inside is not None and not c.at(index + modifier[0]).apart:
            value = replace(inside.value, modifier=cast("Modifier", modifier[1]))
            return replace(inside, start=index, value=value, score=max(inside.score, 0.9))
        return None
    return _between(c, index) or _core(c, index, modified=False)


def _between(c: Cursor, index: int) -> _Found | None:
    """ "between 20 and 30", "from 5 to 7 million"."""
    joint = {"between": "and", "from": "to"}.get(c.at(index).low)
    if joint is None:
        return None
    found = _core(c, index + 1, modified=False, joint=joint)
    if found is None or found.value.upper is None:
        return None
    return replace(found, start=index + 1) if joint == "to" else replace(found, start=index)


def _core(c: Cursor, index: int, *, modified: bool, joint: str | None = None) -> _Found | None:
    """A number without the modifier before it."""
    if _is_designator(c, index):
        return None
    sign = _currency_sign(c, index)
    at = index + sign[0] if sign else index
    minus = sign is None and c.at(at).text in ("-", "−") and not c.at(at).glued and c.after(at + 1).glued
    amount = read_amount(c, at + 1 if minus else at)
    if amount is None or (amount.words and _goes_on_as_ordinal(c, amount)):
        return None if sign else _ordinal(c, index)
    if minus and amount.number is not None:
        amount = replace(amount, number=-amount.number)
    if sign is None and (_glued_letters(c, amount) or (amount.words and not _counts(c, index, amount, modified))):
        return _ordinal(c, index)
    upper, end, unit, label = _range_and_unit(c, amount, sign[1] if sign else None, joint)
    after = c.longest(end, AFTER_MODIFIERS)
    modifier: Modifier | None = "=" if amount.number is not None else None
    if after is not None and not c.after(end).apart and amount.number is not None:
        end, modifier = end + after[0], cast("Modifier", after[1])
    value = _value(amount, upper, unit, modifier)
    return _Found(index, end, label, value, _score(label, amount, modified, c.at(index)))


def _value(amount: Amount, upper: Amount | None, unit: str | None, modifier: Modifier | None) -> Value:
    number, top = amount.number, upper.number if upper else None
    if upper is not None and number is not None and upper.scale > amount.scale and number < upper.scale:
        number *= upper.scale / amount.scale
    if unit in ("permille", "basis-point") and number is not None:
        divisor = Decimal(10) if unit == "permille" else Decimal(100)
        number, top = number / divisor, top / divisor if top is not None else None
        unit = "percent" if unit == "permille" else "percentage-point"
    if unit is not None and unit.endswith("-cent") and number is not None:
        number, top, unit = number / 100, top / 100 if top is not None else None, unit.removesuffix("-cent")
    if unit is None and amount.fraction:
        unit = "fraction"
    return Value(amount=_plain(number), upper=_plain(top), unit=unit, vague=amount.vague, modifier=modifier)


def _range_and_unit(
    c: Cursor, amount: Amount, currency: str | None, joint: str | None
) -> tuple[Amount | None, int, str | None, str]:
    """The upper end where there is one, the index after everything, the unit and the label."""
    unit, end, label = _unit(c, amount.end, amount, currency)
    upper = _upper(c, end, amount, currency, joint)
    if upper is None:
        return None, end, unit, label
    far_unit, far_end, far_label = _unit(c, upper.end, upper, currency)
    if unit is not None and far_unit not in (None, unit):
        return None, end, unit, label
    if far_unit is None:
        return upper, upper.end, unit, label
    return upper, far_end, far_unit, far_label


def _upper(c: Cursor, index: int, amount: Amount, currency: str | None, joint: str | None) -> Amount | None:
    token = c.after(index)
    signs = token.text in _RANGE_SIGNS and (token.glued == c.after(index + 1).glued)
    words = token.low == (joint or "to") or (joint is None and token.low == "or" and c.after(index + 1).kind != "sign")
    if not (signs or words) or amount.number is None:
        return None
    at = index + 1
    sign = c.longest(at, CURRENCY_SIGNS)
    if sign is not None:
        if sign[1] != currency:
            return None
        at += sign[0]
    upper = read_amount(c, at) if not c.at(at).apart else None
    if upper is None or upper.number is None or upper.fraction != amount.fraction:
        return None
    low = amount.number * (upper.scale / amount.scale if upper.scale > amount.scale else 1)
    if _glued_letters(c, upper) or not low < upper.number or upper.words != amount.words:
        return None
    return upper


def _unit(c: Cursor, index: int, amount: Amount, currency: str | None) -> tuple[str | None, int, str]:
    """What is counted or measured: the unit, the index after it, the label."""
    if currency is not None:
        return currency, index, "MONEY"
    if c.after(index) is not c.at(index):
        return None, index, "CARDINAL"
    if (percent := c.longest(index, PERCENT)) is not None:
        return percent[1], index + percent[0], "PERCENT"
    of = 1 if amount.vague and c.after(index).low == "of" else 0
    money, unit = c.longest(index + of, CURRENCY_WORDS), c.longest(index, UNITS)
    if unit is not None and c.at(index).low == "pounds" and amount.scale >= 1000:
        unit, money = None, (1, "GBP")
    if unit is not None and c.after(index + unit[0]).kind == "word" and c.after(index + unit[0]).glued:
        unit = None
    if unit is not None and (money is None or unit[0] > money[0]):
        return unit[1], index + unit[0], "QUANTITY"
    if money is not None and _is_money(c, index + of, money):
        return money[1], index + of + money[0], "MONEY"
    if c.after(index).low == "m" and c.after(index + 1).low in METRE_AFTER:
        return "m", index + 1, "QUANTITY"
    return None, index, "CARDINAL"


def _is_money(c: Cursor, index: int, money: tuple[int, str]) -> bool:
    """A lone currency sign after a number belongs to it only when it is glued and nothing follows: "5€", not "5 $3"."""
    token = c.after(index)
    if token.kind == "sign":
        return token.glued and c.after(index + 1).kind != "number"
    return not (money[1] in ("KRW",) and token.low == "won" and c.after(index + 1).kind == "word")


def _currency_sign(c: Cursor, index: int) -> tuple[int, str] | None:
    found = c.longest(index, CURRENCY_SIGNS)
    if found is None or (found[0] > 1 and not all(c.at(index + at).glued for at in range(1, found[0]))):
        return None
    token = c.at(index)
    if token.kind == "word" and (token.glued or not token.text[0].isupper()):
        return None
    return None if c.at(index + found[0]).apart else found


def _is_designator(c: Cursor, index: int) -> bool:
    """Whether the number at a token names a thing: "B-52", "G7", "Boeing 747", "Channel 4", part of an address."""
    token, before = c.at(index), c.at(index - 1)
    if token.kind != "number":
        return (
            token.glued
            and before.text == "-"
            and c.at(index - 2).kind == "word"
            and before.glued
            and token.kind == "word"
        )
    if token.glued and (before.kind == "word" or before.text in ("_", "#", "@", "=", "&", "'", "’")):
        return True
    if token.glued and before.text in (*_RANGE_SIGNS, "/", ".", ":") and before.glued:
        earlier = c.at(index - 2)
        if before.text == ":":
            return True
        return earlier.kind == "word" and earlier.low not in TENS
    return not token.glued and not token.apart and before.low in DESIGNATORS and before.text[:1].isupper()


def _glued_letters(c: Cursor, amount: Amount) -> bool:
    """Whether letters or digits go on right after an amount so that it is no number: "5G", "3D", "10:30", "4x4"."""
    following = c.after(amount.end)
    if not following.glued or following.apart:
        return False
    if following.kind == "word":
        if c.longest(amount.end, UNITS) or c.longest(amount.end, PERCENT) or c.longest(amount.end, CURRENCY_WORDS):
            return False
        return following.low not in SHORT_SCALES
    second = c.after(amount.end + 1)
    return following.text in (":", "_", "@") and second.glued and second.kind != "sign"


def _counts(c: Cursor, index: int, amount: Amount, modified: bool) -> bool:
    """Whether a number in words really counts: not the pronoun "one", not "half-brother", not "second half"."""
    low, before, following = c.at(index).low, c.at(index - 1).low, c.after(amount.end)
    if amount.vague is not None:
        if low == "scores":
            return modified or following.low == "of"
        return not (low in ("few", "several") and (before in ("the", "very", "so", "too") or following.text == "-"))
    if amount.fraction and amount.end == index + 1:
        return (modified or following.low in _HALF_OF) and before not in ORDINALS and following.text != "-"
    if amount.fraction and low in ("a", "an"):
        return modified or following.low in ("of", "to") or following.kind == "sign"
    if low == "one" and amount.end == index + 1:
        return modified or (
            following.low in PERSONS_AFTER_ONE
            and before not in ("no", "any", "every", "each", "the", "this", "that", "last")
        )
    if low == "zero" and amount.end == index + 1:
        return following.low not in ("tolerance", "-")
    return True


def _goes_on_as_ordinal(c: Cursor, amount: Amount) -> bool:
    return c.after(amount.end).text == "-" and c.after(amount.end + 1).glued and c.after(amount.end + 1).low in ORDINALS


def _ordinal(c: Cursor, index: int) -> _Found | None:
    token, before = c.at(index), c.at(index - 1)
    number: int | None = None
    end = index + 1
    if token.kind == "number" and c.after(end).glued and c.after(end).low in ("st", "nd", "rd", "th"):
        if token.text.isdigit() and len(token.text) <= 6 and not token.glued:
            number, end = int(token.text), end + 1
    elif token.low in ORDINALS or token.low in ORDINAL_TENS:
        number = ORDINALS.get(token.low) or ORDINAL_TENS[token.low]
    elif token.low in TENS and c.after(end).text == "-" and c.after(end + 1).low in ORDINALS:
        number, end = int(TENS[token.low]) + ORDINALS[c.after(end + 1).low], end + 2
    if number is None or before.low in ("at", "per") or (token.glued and before.text in _RANGE_SIGNS):
        return None
    if token.low == "second" and (before.low in ("split", "every", "each") or before.kind == "number"):
        return None
    following = c.after(end)
    hyphen = following.text in _RANGE_SIGNS and following.glued and c.after(end + 1).glued
    if (hyphen and c.after(end + 1).low not in _ORDINAL_HYPHENS) or following.low in ("of all", "lady"):
        return None
    return _Found(index, end, "ORDINAL", Value(ordinal=number), 0.8)


def _score(label: str, amount: Amount, modified: bool, first: Token) -> float:
    """A first guess of how often such a find is right; the calibration of a later version replaces it."""
    if label in ("MONEY", "PERCENT"):
        return 0.95
    if label == "QUANTITY" or modified:
        return 0.9
    if amount.vague is not None:
        return 0.6 if first.low in ("several", "few", "a") else 0.75
    return 0.7 if amount.words else 0.8


def _plain(number: Decimal | None) -> str | None:
    """An exact decimal as digits, without exponent and needless zeros; thirds to six places."""
    if number is None:
        return None
    rounded = round(number, 6) if number != number.to_integral_value() else number
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
