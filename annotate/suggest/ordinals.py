"""Ordinals: "first", "twenty-first", "33rd", "1,000th"."""

from __future__ import annotations

from annotate.model import Value
from annotate.suggest.amounts import read_amount
from annotate.suggest.found import Found, passed_over
from annotate.suggest.lexicon import ORDINAL_ENDINGS, ORDINAL_SCALES, ORDINALS, SMALL, TENS
from annotate.suggest.tokens import Tokens

_HYPHENS = frozenset(("-", "–", "—", "‑"))
# What an ordinal may be joined to by a hyphen and still count: "third-largest", "first-ever".
_JOINED = frozenset(
    "largest biggest highest lowest most longest best worst smallest quarter round place grade ever term "
    "generation degree leading ranked seeded placed straight consecutive floor storey story year day week month "
    "busiest richest oldest youngest tallest strongest fastest wealthiest deadliest poorest graders grader "
    "anniversary minute inning period leg ranking seed deepest fewest greatest innings set game "
    "person trimester".split()
)
# Names that begin with an ordinal: "the 101st Airborne Division", "the Fifth Amendment", "Second World War".
_NAMES = frozenset(
    "airborne amendment fleet army avenue street division brigade battalion regiment circuit world lady estate "
    "infantry cavalry reich republic gentleman corps marine marines bn artillery armored armoured squadron wing "
    "expeditionary mountain baptist national nations bank".split()
)
_BEFORE = frozenset(("at", "per", "split"))
_IDIOMS = {
    "first": frozenset("lady ladies aid".split()),
    "second": frozenset("thought thoughts nature wind guess".split()),
    "third": frozenset(("party",)),
}
_FIRST_OF_ALL = (["of", "all"], ["and", "foremost"])


def read_ordinal(t: Tokens, index: int) -> Found | None:
    """The ordinal that begins at a token; passed over where it belongs to a name or names a time."""
    read = _number(t, index)
    if read is None:
        return None
    number, end = read
    low, before = t.lows[index], t.lows[index - 1]
    if before in _BEFORE and not (
        before == "at" and t.lows[end] not in ("", ",", ".", "the", "i", "he", "she", "they", "it", "glance")
    ):
        return passed_over(index, end) if before != "at" or low == "first" else None
    if t.glued(index) and before in _HYPHENS and t.glued(index - 1):
        return passed_over(index, end)
    if low == "second" and _is_time(t, index):
        return passed_over(index, end)
    following = t.lows[end]
    if following in _IDIOMS.get(low, ()) or (low == "first" and t.lows[end : end + 2] in _FIRST_OF_ALL):
        return passed_over(index, end)
    if following in _HYPHENS and t.joined(end) and t.lows[end + 1] not in _JOINED:
        return passed_over(index, end)
    if _is_name(t, index, end):
        return passed_over(index, end)
    return Found(index, end, "ORDINAL", Value(ordinal=number), 0.7 if low in ("first", "second") else 0.85)


def _number(t: Tokens, index: int) -> tuple[int, int] | None:
    """The number and the index after it."""
    low, end = t.lows[index], index + 1
    if low[-1].isdecimal():
        plain = low.replace(",", "")
        if (
            t.lows[end] in ORDINAL_ENDINGS
            and t.glued(end)
            and plain.isdecimal()
            and len(plain) < 8
            and not t.glued(index)
        ):
            return int(plain), end + 1
        return None
    if low in ORDINALS:
        return ORDINALS[low], end
    if low in ORDINAL_SCALES:
        return ORDINAL_SCALES[low], end
    compound = _compound(t, index) if low in SMALL or low in TENS or low == "a" else None
    if compound is not None:
        return compound
    at = end + 1 if t.lows[end] == "-" and t.joined(end) else end
    if low in TENS and at > end and t.lows[at] in ORDINALS and ORDINALS[t.lows[at]] < 10:
        return int(TENS[low]) + ORDINALS[t.lows[at]], at + 1
    if (low in SMALL or low == "a") and t.lows[at] in ORDINAL_SCALES:
        return (int(SMALL[low]) if low != "a" else 1) * ORDINAL_SCALES[t.lows[at]], at + 1
    return None


def _compound(t: Tokens, index: int) -> tuple[int, int] | None:
    """ "two hundred and fifth", "one hundred twenty-fifth", "two hundredth"."""
    amount = read_amount(t, index)
    if amount is None or amount.number is None or amount.number < 100 or amount.number % 10 or amount.number > 10**12:
        return None
    at = amount.end + (t.lows[amount.end] in ("-", "and"))
    more = ORDINALS.get(t.lows[at])
    fits = more is not None and (amount.number % 100 == 0 or more < 10) and t.lows[at] != "second"
    return (int(amount.number) + more, at + 1) if more is not None and fits else None


def _is_time(t: Tokens, index: int) -> bool:
    before, following = t.lows[index - 1], t.lows[index + 1]
    return (
        before in ("every", "each", "any", "split")
        or (before in ("a", "one") and not following[0].isalpha() and following != "-")
        or (before in ("a", "one") and following in ("or", "and", "later", "before", "after", "to", "ago"))
    )


def _is_name(t: Tokens, index: int, end: int) -> bool:
    following = t.lows[end]
    if t.word(index) and t.texts[index].isupper() and not (t.texts[end].isupper() or t.texts[index - 1].isupper()):
        return True  # "the FIRST Global competition"
    if not t.capital(end):
        return False
    if (following in _NAMES or following in ("ave", "st")) and (t.capital(index) or t.number(index)):
        return True
    return t.capital(index) and t.word(index) and not t.opens(index) and t.texts[index - 1].islower()
