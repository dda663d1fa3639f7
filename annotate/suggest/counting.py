"""Whether an amount really counts: not the pronoun "one", not "half-brother", not "5G"."""

from __future__ import annotations

from decimal import Decimal

from annotate.suggest.amounts import Amount
from annotate.suggest.lexicon import (
    HALF_OF,
    ORDINAL_SCALES,
    ORDINALS,
    PERCENT,
    PERIODS,
    PERSONS_AFTER_ONE,
    SMALL,
)
from annotate.suggest.tokens import Tokens
from annotate.suggest.units import CURRENCY_WORDS, LETTER_UNITS, UNITS

_PRONOUN_BEFORE = frozenset(
    "no any every each the this that last another which some such first next previous other loved little big new "
    "old good only-the".split()
)
_AFTER_ONE_HYPHEN = frozenset(
    "third quarter half fifth tenth hundredth year day month week hour minute person mile".split()
)
_AFTER_SCORES = frozenset("of more were have dead killed wounded injured others are had".split())
_MORE = frozenset("more less fewer higher lower larger smaller greater longer faster cheaper".split())
_SHARE_BEFORE = frozenset("by to than of from about nearly almost over around roughly only just".split())
_SUFFIXES = frozenset(("yo",))


def letters_follow(t: Tokens, end: int) -> bool:
    """Whether letters or digits go on right after digits so that they are no number: "5G", "3D", "4x4", "401(k)"."""
    if not t.glued(end):
        return False
    low = t.lows[end]
    if low[0].isalpha():
        known = low in UNITS or low in PERCENT or low in PERIODS or low in _SUFFIXES or low in CURRENCY_WORDS
        return not (known and (len(low) > 1 or low == "p")) and t.texts[end] not in LETTER_UNITS
    if low == "(":
        return t.glued(end + 1) and t.lows[end + 1][0].isalpha() and t.lows[end + 2] == ")"
    if low == "-" and t.lows[end + 1] in SMALL and t.capital(end + 1):
        return True  # "7-Eleven"
    return low in ("_", "@", "^") and t.glued(end + 1)


def counts(t: Tokens, index: int, amount: Amount, *, modified: bool) -> bool:
    """Whether an amount in words counts; `modified` says that "about" or the like stands before it."""
    low, before, following = t.lows[index], t.lows[index - 1], t.lows[amount.end]
    if (
        before == "-"
        and t.joined(index - 1)
        and (t.word(index - 2) and t.lows[index - 2] not in ("mid", "all", "non", "to", "or", "point", "magnitude"))
    ):
        return False
    if amount.vague is not None:
        return _vague_counts(low, before, following, modified=modified)
    if amount.fraction:
        return _fraction_counts(t, index, amount, modified=modified)
    if low == "one" and amount.end == index + 1:
        return _one_counts(t, index, modified=modified)
    if low == "dozen":
        return before not in ("per", "by", "a") and (modified or (following.endswith("s") and len(following) > 3))
    if low in ("nought", "naught") and amount.end == index + 1:
        return False
    if low == "zero" and amount.end == index + 1:
        return following not in ("tolerance", "-", "sum", "in", "hour")
    if low in ("two", "four", "ten") and following == "-" and t.joined(amount.end):
        return t.lows[amount.end + 1] not in ("way", "faced", "fold", "wheel", "tier", "letter")
    return not (low in ("a", "an") and amount.scale == 100 and following == "-" and not modified)


def _vague_counts(low: str, before: str, following: str, *, modified: bool) -> bool:
    if low == "scores":
        return modified or following in _AFTER_SCORES
    if low == "few":
        return modified or following in ("hundred", "thousand", "dozen")
    if low == "several":
        return before not in ("the", "very", "so", "too") and following != "-"
    return following != "-"


def _fraction_counts(t: Tokens, index: int, amount: Amount, *, modified: bool) -> bool:
    low, before, following = t.lows[index], t.lows[index - 1], t.lows[amount.end]
    if following == "-" and t.joined(amount.end):
        return t.lows[amount.end + 1] in UNITS or t.lows[amount.end + 1] in PERIODS
    single = amount.end == index + 1
    if single and low == "half":
        known = following in HALF_OF or before == "by" or following in UNITS
        return (modified or known) and before not in ORDINALS and before not in ("other", "better", "last", "next")
    if single:  # "quarter", "third"
        return modified and before not in ORDINALS
    if low not in ("a", "an"):
        return True
    part = t.lows[amount.end - 1]
    if part in ("half", "quarter") or part in ORDINALS or part in ORDINAL_SCALES:
        sure = modified or following in ("of", "to") or following in _MORE or before in _SHARE_BEFORE
        return sure and (part in ("half", "quarter", "third") or following == "of") and part != "second"
    return False


def _one_counts(t: Tokens, index: int, *, modified: bool) -> bool:
    before, following = t.lows[index - 1], t.lows[index + 1]
    if following == "-" and t.joined(index + 1):
        low = t.lows[index + 2]
        return low in _AFTER_ONE_HYPHEN or low in PERCENT or low in CURRENCY_WORDS
    if before in ("minus", "negative") or following in UNITS or following in PERCENT:
        return True
    if before in _PRONOUN_BEFORE and not modified:
        return False
    if modified:
        compared = before == "than" and t.lows[index - 2] not in ("more", "less", "fewer")
        return following not in ("of", "another") and not compared
    return (
        following in PERSONS_AFTER_ONE
        or following in PERIODS
        or following in CURRENCY_WORDS
        or following in ("-", "more", "each")
        or (following in ("to", "or") and t.lows[index + 2] in ("two", "three", "four", "five"))
        or (before == "to" and t.lows[index - 2] in SMALL and t.lows[index - 2] != "one")
        or (before == "only" and following != "who")
    )


def plain(number: Decimal | None) -> str | None:
    """An exact decimal as digits, without exponent and needless zeros; thirds to six places."""
    if number is None:
        return None
    if number != number.to_integral_value():
        rounded = round(number, 6)
        number = rounded if rounded else number.normalize()
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
