"""Numbers that name a thing and do not count: "B-52", "Boeing 747", "Channel 4", phone numbers, scores, addresses."""

from __future__ import annotations

from annotate.suggest.amounts import read_ratio
from annotate.suggest.lexicon import DATE_PREPOSITIONS, DAYS, DETERMINERS, EARLY, MONTHS, PLURALS, SCALES, TENS
from annotate.suggest.tokens import BREAK, Tokens

# After these a number names a thing wherever it stands, with a capital letter or without.
_ALWAYS = frozenset(
    "boeing airbus channel chapter article flight apollo windows iphone ipad resolution psalm interstate xbox "
    "playstation isis-k formula agenda vision fig page paragraph verse phase type category tier grade no nos nr "
    "number covid sputnik soyuz rule room route highway catch euro volume vol version resolutions articles "
    "flights chapters dial dialing dialed annex subsection clause item footnote size".split()
)
# After these one does only where they have a capital letter: "Room 101", but "a room 12 feet long".
_CAPITAL = frozenset(
    "section gate line act class level title part bmw audi galaxy studio unit block sector area figure table step "
    "op pier platform terminal bus tram protocol runway suite apartment apt box bible corinthians matthew luke "
    "kings genesis war radio agenda vision model iso stage zone ward district pool group book scene exhibit lot "
    "form pac mark mk ftse nasdaq fortune dax cac nikkei russell forbes kospi top final sweet super exit camp "
    "cell case count order directive regulation amendment proposition prop measure amend juror house lane "
    "building floor hall tower house bay field seat peugeot ford mazda boeing ferrari nokia samsung android ios "
    "python java html css ps galaxy intel core pentium radeon geforce voyager pioneer ariane falcon delta atlas "
    "titan starship gemini luna shenzhou chang tiangong expedition sts soyuz progress vostok salyut mir company "
    "battalion brigade division regiment unit squadron wing task force fox cnn bbc itv abc nbc cbs itn espn sky "
    "france rai rtl hbo wfp stock psc sc decree law bill reactor tunnel schedule mission hangar warehouse pit "
    "mine well barrack barracks ward tent hut villa bungalow dorm school gymnasium quartet bowl big fab group gang "
    "premier band explorer".split()
)
_COUNTED = frozenset(
    "group band gang case count company cell camp school house building mine well pit law bill order "
    "tower tent field top "
    "bay war act mission force division regiment brigade battalion squadron act final car boat gate bus "
    "floor hall".split()
)
_NEVER = frozenset(
    "i and or but the a an in on at of for with by from to about over under some at least more than nearly almost "
    "only all says said another these those after before since between through during without while when where if "
    "as than that this there here both even just yet so then these those he she it they we you who how why what "
    "which".split()
)
# What follows a name with a number, where nothing is counted: "Apollo 11 was", "Windows 10 in".
_AFTER_NAMES = frozenset(
    "is was has will would can could should may might had in on at to for from by with and or as that which who "
    "when where after before during until while if because than crashed flew landed says said went came took "
    "launched".split()
)
_HURT = frozenset(
    "killed wounded injured armed masked suspected alleged displaced detained arrested unarmed accused convicted "
    "united hundred registered kidnapped trapped stranded".split()
)
_SIGNS_AFTER = frozenset((".", ",", ";", ":", "?", "!", ")", "”", '"', "’", "'", BREAK, "(", "—", "–"))
_SMALL_WORDS = frozenset(
    "the a an of in on at to for by with and or as from into over after is are was were be it its his her their "
    "this that s not no up off".split()
)
_PREFIXES = EARLY | frozenset(
    "pre post non ex nearly over under around about roughly circa plus minus some twenty thirty forty fifty sixty "
    "seventy eighty ninety to or magnitude".split()
)
_STREETS = frozenset(
    "center centre plaza tower street st avenue ave road rd boulevard blvd lane drive square place "
    "highway parkway terrace court crescent".split()
)
_EMERGENCY = frozenset(("911", "999", "112"))
_HYPHENS = frozenset(("-", "‑", "–", "—"))


def names_by_signs(t: Tokens, index: int) -> int | None:
    """The index after digits that are part of a name, phone number, version or score; None where they count."""
    if t.lows[index + 1] in _CHAINS and t.joined(index + 1) and t.number(index + 2):
        return _chain(t, index)
    if t.lows[index - 1] == "+" and t.glued(index) and t.number(index + 1) and t.number(index + 2):
        return _digits_end(t, index)
    if t.lows[index - 1] == "(" and t.lows[index + 1] == ")" and t.whole(index, 4) is not None:
        chain = index + 2
        if t.number(chain) and t.lows[chain + 1] == "-" and t.number(chain + 2):
            return chain + 3
    return None


_CHAINS = frozenset((".", "-", "‑", "–", "/", ":"))


def glued_to_name(t: Tokens, index: int) -> int | None:
    """The index after digits that a letter or sign before them makes part of a name: "F1", "B-52", "#5", "3:16"."""
    if not t.glued(index) or not _glued_before(t, index):
        return None
    end = index + 1
    while end - index < 12 and t.lows[end] in _CHAINS and t.joined(end) and t.number(end + 1):
        end += 2
    return end


def _glued_before(t: Tokens, index: int) -> bool:
    before = t.lows[index - 1]
    if before[0].isalpha():
        return True
    if before == "+":
        return t.glued(index - 1)
    if before == "#" and t.lows[index + 1] in SCALES:
        return False  # a pound sign that was lost on the way: "#128 million"
    if before == "=" and t.lows[index - 2] in ("<", ">"):
        return False
    if before in ("_", "#", "@", "=", "&", "’", "'", "`"):
        return before not in ("’", "'", "`") or t.glued(index - 1)
    if before in ("-", "‑", "/", ".", ":") and t.glued(index - 1):
        earlier = t.lows[index - 2]
        if before == ":":
            return earlier[-1].isdecimal()
        return earlier[0].isalpha() and earlier not in TENS and earlier not in _PREFIXES
    return False


def _digits_end(t: Tokens, index: int) -> int:
    end = index + 1
    while end - index < 12 and (t.number(end) or (t.lows[end] == "-" and t.number(end + 1))):
        end += 1
    return end


def _chain(t: Tokens, index: int) -> int | None:
    """The end of numbers joined by signs that are no range: versions, phone numbers, scores, verses, "24/7"."""
    sign, end, parts = t.lows[index + 1], index + 3, 2
    while parts < 12 and t.lows[end] in _CHAINS and t.joined(end) and t.number(end + 1):
        end, parts = end + 2, parts + 1
    if parts > 2 or sign in (".", ":"):
        return end
    low, high = t.whole(index), t.whole(index + 2)
    if low is None or high is None:
        return None
    if sign == "/":
        return None if read_ratio(t, index) is not None else end
    if t.lows[index - 1] in ("voted", "vote", "votes") or t.lows[index - 2 : index] == ["vote", "of"]:
        return None
    telephone = len(t.lows[index]) == 3 and len(t.lows[index + 2]) == 4
    return end if telephone or low >= high or (high < 10 and _score_near(t, index, end)) else None


_GAMES = frozenset(
    "win wins won beat beats beaten defeat defeated lost lose loss victory draw drew score scored lead led "
    "leading defeats thrashed downed edged aggregate halftime vote".split()
)


def _score_near(t: Tokens, index: int, end: int) -> bool:
    if t.lows[end] in _GAMES:
        return True
    return any(low in _GAMES for low in t.lows[max(index - 4, 0) : index])


def names_by_words(t: Tokens, index: int, end: int) -> bool:
    """Whether plain digits are part of the name before them: "Boeing 747", "Channel 4", "10 Downing Street"."""
    before = t.lows[index - 1]
    if not before[0].isalpha():
        return _after_number_sign(t, index) or is_address(t, index, end)
    if before == "of" and t.texts[index - 2] in ("Group", "Gang"):
        return True
    if t.lows[index] in _EMERGENCY and (before.startswith("call") or before in ("dial", "phone", "the")):
        return True
    if before in _ALWAYS:
        return before != "no" or t.capital(index - 1)
    if not t.capital(index - 1):
        return is_address(t, index, end)
    if before in _CAPITAL and (before not in _COUNTED or not _counted(t, end)):
        return True
    if before == "p" and t.lows[index - 2] == "&":
        return True
    if before in _NEVER or before in MONTHS or before in DAYS or before.endswith(("ly", "ing", "ed")):
        return is_address(t, index, end)
    if t.opens(index - 1):
        return t.lows[end] in _AFTER_NAMES or (t.lows[end].endswith("ed") and t.lows[end] not in _HURT)
    return (t.lows[end] in _AFTER_NAMES or t.lows[end] in _SIGNS_AFTER) and _running_text(t, index, end)


def _counted(t: Tokens, end: int) -> bool:
    """Whether a plural noun follows, so that the number counts after all: "Group 12 people"."""
    low = t.lows[end]
    return low.islower() and t.texts[end].islower() and low.endswith("s") and low not in _AFTER_NAMES


def _after_number_sign(t: Tokens, index: int) -> bool:
    """ "No. 1", "Rep. No. 5"."""
    return (
        t.lows[index - 1] == "."
        and t.lows[index - 2] in ("no", "nos", "nr", "vol", "fig", "op")
        and (t.glued(index - 1) and (t.capital(index - 2) or t.lows[index - 2] != "no"))
    )


def is_address(t: Tokens, index: int, end: int) -> bool:
    """ "10 Downing Street", "1600 Pennsylvania Avenue", "221 Baker Street"."""
    if not t.capital(end) or t.whole(index, 5) is None or t.lows[index - 1] in DETERMINERS:
        return False
    return any(t.capital(at) and t.lows[at] in _STREETS for at in (end + 1, end + 2))


def _running_text(t: Tokens, index: int, end: int) -> bool:
    """Whether a lower case word with a meaning stands near: in a headline in capitals "Kills 12" is no name."""
    near = (*t.texts[max(index - 7, 0) : index - 1], *t.texts[end : end + 6])
    return any(word.islower() and word not in _SMALL_WORDS for word in near)


def names_in_words(t: Tokens, index: int, end: int) -> bool:
    """Whether number words are part of a name: "Group of Seven", "Formula One", "the Big Three", "BBC One"."""
    before = t.lows[index - 1]
    if before in ("number", "formula", "covid") or (before in _ALWAYS and before not in ("no", "nos", "nr")):
        return True
    if before in ("cloud", "size"):
        return True
    if not t.capital(index) or t.opens(index):
        return False
    if before == "the" and t.texts[index - 1] == "the" and t.capital(end):
        return True  # "the Twelve Apostles": no headline, because "the" is small
    if before == "s" and t.glued(index - 1) and t.capital(index - 3):
        return not _plural(t.lows[end])  # "Ocean's Eleven"
    if before == "of" and t.lows[index - 2] in ("group", "gang", "band"):
        return True
    if before in _CAPITAL and t.capital(index - 1):
        return True
    if not before[0].isalpha():
        return False
    if not t.capital(index - 1):
        return t.capital(end) and (_running_text(t, index, end) or t.capital(end + 1))
    one_thing = t.texts[end].islower() and not _plural(t.lows[end])
    return (one_thing or not t.texts[end].islower()) and _running_text(t, index, end) and not t.opens(index - 1)


def _plural(low: str) -> bool:
    """Whether a word may stand after a count: a plural, or a word that begins something else."""
    return low.endswith("s") or low in PLURALS or low in _SMALL_WORDS or low in DATE_PREPOSITIONS or low in _AFTER_NAMES
