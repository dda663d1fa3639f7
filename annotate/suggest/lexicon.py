"""The words of the number and date grammar."""

from __future__ import annotations

from decimal import Decimal

from annotate.suggest.tokens import phrase_table

SMALL = {
    word: Decimal(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
} | {"nought": Decimal(0), "naught": Decimal(0)}
TENS = {
    word: Decimal(10 * number)
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {
    "hundred": Decimal(100), "thousand": Decimal(1000), "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12, "quadrillion": Decimal(10) ** 15, "lakh": Decimal(10) ** 5, "lakhs": Decimal(10) ** 5,
    "crore": Decimal(10) ** 7, "crores": Decimal(10) ** 7, "dozen": Decimal(12), "dozens": Decimal(12),
    "bn": Decimal(10) ** 9, "bln": Decimal(10) ** 9, "mln": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "tln": Decimal(10) ** 12,
    "trn": Decimal(10) ** 12,
}  # fmt: skip
SHORT_SCALES = {
    "k": Decimal(1000), "m": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "mln": Decimal(10) ** 6,
    "mil": Decimal(10) ** 6, "b": Decimal(10) ** 9, "bn": Decimal(10) ** 9, "bln": Decimal(10) ** 9,
    "tn": Decimal(10) ** 12, "trn": Decimal(10) ** 12, "cr": Decimal(10) ** 7,
}  # fmt: skip
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100, "thousandth": 1000,
    "millionth": 10**6, "billionth": 10**9, "trillionth": 10**12,
}  # fmt: skip
FRACTIONS = {word: Decimal(1) / part for word, part in _PARTS.items()} | {
    f"{word}s" if word != "half" else "halves": Decimal(1) / part for word, part in _PARTS.items()
}
UNICODE_FRACTIONS = {
    "½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3,
    "⅕": Decimal("0.2"), "⅖": Decimal("0.4"), "⅗": Decimal("0.6"), "⅘": Decimal("0.8"), "⅛": Decimal("0.125"),
    "⅜": Decimal("0.375"), "⅝": Decimal("0.625"), "⅞": Decimal("0.875"), "⅙": Decimal(1) / 6, "⅚": Decimal(5) / 6,
}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {
    "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
}  # fmt: skip
ORDINAL_SCALES = {
    "hundredth": 100,
    "thousandth": 1000,
    "millionth": 1_000_000,
    "billionth": 10**9,
    "trillionth": 10**12,
}
ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th"))
FOLDS = {f"{word}fold": number for word, number in (SMALL | TENS | {"hundred": Decimal(100)}).items() if number > 1}

_MANY = "dozens hundreds thousands millions billions trillions".split()
VAGUE = phrase_table(
    {many: many for many in _MANY}
    | {"scores": "scores", "several": "several", "a few": "few", "few": "few", "a handful": "few", "a couple": "couple"}
    | {
        f"{some} {many[:-1]}": many
        for some in ("several", "a few", "few", "many", "a couple", "a couple of", "couple", "some few")
        for many in _MANY
    }
    | {
        f"{some} hundred {many[:-1]}": f"hundreds of {many}"
        for some in ("several", "a few", "few", "many", "a couple", "a couple of")
        for many in ("thousands", "millions", "billions")
    }
    | {"tens of thousand": "tens of thousands"}
    | {f"{some} {many}": many for some in ("many", "several") for many in _MANY}
    | {
        f"{few} of {many}": f"{few} of {many}"
        for few in ("tens", "dozens", "hundreds", "thousands")
        for many in ("thousands", "millions", "billions", "trillions")
    }
    | {f"{many} {joint} {many}": many for many in _MANY for joint in ("upon", "and")}
)
# "quarter" and "third" stand here for "quarter of a million": whether they count is for `counts` to say.
CARRIES_ON = frozenset({*SMALL, *TENS, *VAGUE, "a", "an", "half", "quarter", "third", "hundred", "dozen"})

_BEFORE = {
    ">": "more than, greater than, over, just over, well over, slightly more than, slightly over, far more than, "
    "well above, above, in excess of, exceeding, north of, a little over, a little more than, way over, just above, "
    "slightly above, just more than, much more than, well more than, higher than, larger than, bigger than, longer than, "
    "older than, far above, surpassing, significantly more than, considerably more than, even more than",
    ">=": "at least, no fewer than, no less than, not less than, not fewer than, a minimum of, minimum of, "
    "upwards of, upward of, as few as, as little as, a minimum",
    "<": "fewer than, less than, under, just under, below, just below, well under, well below, slightly less than, "
    "a little under, a little less than, slightly under, slightly below, not quite, lower than, smaller than, "
    "shorter than, younger than, far less than, far fewer than, much less than, just less than, well short of, "
    "just short of, short of",
    "<=": "as many as, as much as, up to, at most, no more than, not more than, a maximum of, maximum of, at the most, "
    "as high as, as long as, as far as, as large as, a maximum, no longer than, no later than, no higher than",
    "~": "about, around, roughly, approximately, some, nearly, almost, close to, near, circa, an estimated, estimated, "
    "approx., approx, in the region of, somewhere around, in the neighborhood of, in the vicinity of, virtually, "
    "practically, nearer to, an approximate, something like, ~, ≈, on the order of, of the order of, near to, "
    "an estimate of, approaching, reportedly some, just about, c.",
    "=": "exactly, precisely, an average of, an average",
}
# "less than or equal to", "equal to or more than", "greater or equal to": every way to say a bound that is included.
_INCLUDED = {
    phrase: sign
    for sign, words in ((">=", "more greater larger higher bigger"), ("<=", "less lower smaller fewer"))
    for word in words.split()
    for phrase in (
        f"{word} than or equal to", f"{word} or equal to", f"{word} or equal than", f"equal to or {word} than",
    )
}  # fmt: skip
_BEFORE_SIGNS = {"<": "<", ">": ">", "≥": ">=", "≤": "<=", "> =": ">=", "< =": "<=", "at least or equal to": ">="}
BEFORE = phrase_table(
    {phrase: meaning for meaning, phrases in _BEFORE.items() for phrase in phrases.split(", ")}
    | _INCLUDED
    | _BEFORE_SIGNS,
    by_last=True,
)
AFTER = phrase_table(
    {
        "or more": ">=", "or so": "~", "or thereabouts": "~", "or less": "<=", "or fewer": "<=", "-plus": ">=", "+": ">=",
        "or higher": ">=", "or above": ">=", "or over": ">=", "or older": ">=", "or better": ">=", "or greater": ">=",
        "or younger": "<=", "or lower": "<=", "or under": "<=", "or below": "<=", "-odd": "~", "odd": "~", "-some": "~",
        "plus": ">=", "and over": ">=", "and older": ">=", "and above": ">=", "or longer": ">=",
        "at most": "<=", "at the most": "<=", "at the very least": ">=",
    }
)  # fmt: skip
# After these "$1 to $73" is a change and what it led to, no range.
CHANGES = frozenset(
    "rose rise rises rising risen fell fall falls falling fallen declined decline declines dropped drop drops gained gain gains "
    "lost lose slipped slid climbed climb climbs jumped jump jumps up down increased increase increases decreased decrease by "
    "added shed plunged plummeted tumbled surged soared edged advanced eased grew grown grow higher lower".split()
)
# Verbs and nouns after which "about" says what of: "talked about two men".
ABOUT = frozenset(
    "talk talks talked talking speak speaks spoke spoken speaking think thought worry worried worries concern concerned "
    "concerns know known told tell ask asked asking questions question complain complained information news story stories "
    "report reports book film details write wrote written learn learned hear heard warn warned".split()
)
PERCENT = phrase_table(
    {
        "%": "percent", "percent": "percent", "per cent": "percent", "pct": "percent", "‰": "permille",
        "percents": "percent", "percentage points": "percentage-point", "percentage point": "percentage-point",
        "percent points": "percentage-point", "per cent points": "percentage-point", "% points": "percentage-point",
        "percentage - point": "percentage-point", "% point": "percentage-point", "percent point": "percentage-point",
        "basis points": "basis-point", "basis point": "basis-point", "basis - point": "basis-point", "bps": "basis-point",
        "bp": "basis-point", "pp": "percentage-point", "pc": "percent", "per - cent": "percent", "percentage": "percent",
    }
)  # fmt: skip

_PERIODS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "fortnight": "2W", "month": "M", "year": "Y",
    "decade": "10Y", "century": "100Y", "millennium": "1000Y", "min": "TM", "sec": "TS", "hr": "TH", "yr": "Y",
    "weekend": "WE", "night": "D", "quarter": "3M",
}  # fmt: skip
PERIODS = (
    _PERIODS
    | {f"{word}s": code for word, code in _PERIODS.items() if word != "century"}
    | {"centuries": "100Y", "millennia": "1000Y", "mins": "TM", "secs": "TS", "hrs": "TH", "yrs": "Y"}
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
AMBIGUOUS_MONTHS = frozenset("may march august mar jan jun sep dec april june".split())
_DAYS = {
    name: number
    for number, names in enumerate(
        ["monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun"],
        1,
    )
    for name in names.split()
}  # fmt: skip
DAYS = _DAYS | {f"{name}s": number for name, number in _DAYS.items() if name.endswith("day")}
PARTS_OF_DAY = frozenset("morning afternoon evening night noon mornings afternoons evenings nights".split())
SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}  # ISO 8601-2 codes
EARLY = frozenset("early mid late".split())
EDGES = frozenset("beginning start middle end close turn rest remainder".split())
DATE_PREPOSITIONS = frozenset(
    "in since by until till from of during before after between to through early late mid around circa last next this "
    "and or for on as throughout about than summer winter spring autumn fall pre post year fiscal ended ending".split()
)
DETERMINERS = frozenset(("the", "a", "its", "his", "her", "their", "s", "our", "that", "this"))
# Words that are plural without looking like it: after them a number is a count, not a year.
PLURALS = frozenset(
    "people men women children police troops cattle fish sheep personnel militia aircraft homes".split()
)
# Words that end in "s" but do not name what is counted.
NOT_PLURAL = frozenset(
    "was is has as its this does his us says ys thus perhaps always towards besides across unless yes".split()
)
PERSONS_AFTER_ONE = frozenset(
    "strike airstrike session attempt source copy suit count charge nation state town village city school hospital company "
    "person man woman child boy girl soldier policeman officer civilian member death victim bomb bullet police rocket vote "
    "seat goal point attack attacker militant rebel fighter protester demonstrator student worker journalist people case "
    "house building vehicle car american israeli palestinian iraqi afghan suspect marine prisoner hostage passenger "
    "patient guard gunman bomber insurgent missile shell plane helicopter ship killed injured wounded dead "
    "game match set candidate party country team teenager resident employee driver pilot inmate lawmaker senator "
    "judge migrant refugee villager worshipper fan shot test mission trip round step truck bus train boat wife son "
    "daughter brother sister other local foreign british french german chinese russian turkish syrian pakistani "
    "indian u policewoman".split()
)
HALF_OF = frozenset(
    "of the a an its their his her all that this those these our my your were are have had said live as what were".split()
)
