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
}
TENS = {
    word: Decimal(10 * number)
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "lakh": Decimal(10) ** 5,
    "crore": Decimal(10) ** 7,
    "dozen": Decimal(12),
}
SHORT_SCALES = {
    "k": Decimal(1000), "m": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "mln": Decimal(10) ** 6, "mm": Decimal(10) ** 6,
    "b": Decimal(10) ** 9, "bn": Decimal(10) ** 9, "bln": Decimal(10) ** 9,
    "t": Decimal(10) ** 12, "tn": Decimal(10) ** 12, "trn": Decimal(10) ** 12,
}  # fmt: skip
FRACTIONS = {
    "half": Decimal("0.5"), "halves": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25"),
    "third": Decimal(1) / 3, "thirds": Decimal(1) / 3, "fifth": Decimal("0.2"), "fifths": Decimal("0.2"),
    "sixth": Decimal(1) / 6, "sixths": Decimal(1) / 6, "eighth": Decimal("0.125"), "eighths": Decimal("0.125"),
    "tenth": Decimal("0.1"), "tenths": Decimal("0.1"),
}  # fmt: skip
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
}
ORDINAL_TENS = {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "hundredth": 100}

VAGUE = phrase_table(
    {
        "dozens": "dozens", "scores": "scores", "hundreds": "hundreds", "thousands": "thousands", "millions": "millions",
        "billions": "billions", "trillions": "trillions", "several": "several", "a few": "few", "few": "few",
        "a handful": "few", "a couple": "couple",
        "several hundred": "hundreds", "several thousand": "thousands", "several million": "millions",
        "several dozen": "dozens", "a few hundred": "hundreds", "a few thousand": "thousands", "few hundred": "hundreds",
        "a few dozen": "dozens", "few thousand": "thousands", "a few million": "millions", "many thousands": "thousands",
        "hundreds of thousands": "hundreds of thousands", "tens of thousands": "tens of thousands",
        "tens of millions": "tens of millions", "hundreds of millions": "hundreds of millions",
        "tens of billions": "tens of billions", "hundreds of billions": "hundreds of billions",
        "many hundreds": "hundreds", "dozens upon dozens": "dozens",
    }
)  # fmt: skip

MODIFIERS = phrase_table(
    {
        "more than": ">", "greater than": ">", "upwards of": ">=", "over": ">", "just over": ">", "well over": ">",
        "slightly more than": ">", "slightly over": ">", "far more than": ">", "well above": ">", "above": ">",
        "in excess of": ">", "exceeding": ">", "north of": ">", "a little over": ">", "a little more than": ">",
        "at least": ">=", "no fewer than": ">=", "no less than": ">=", "not less than": ">=", "a minimum of": ">=",
        "minimum of": ">=",
        "fewer than": "<", "less than": "<", "under": "<", "just under": "<", "below": "<", "well under": "<",
        "slightly less than": "<", "a little under": "<", "slightly under": "<", "not quite": "<",
        "as many as": "<=", "as much as": "<=", "up to": "<=", "at most": "<=", "no more than": "<=",
        "not more than": "<=", "a maximum of": "<=", "maximum of": "<=", "at the most": "<=",
        "about": "~", "around": "~", "roughly": "~", "approximately": "~", "some": "~", "nearly": "~", "almost": "~",
        "close to": "~", "near": "~", "circa": "~", "an estimated": "~", "estimated": "~", "approx.": "~", "approx": "~",
        "as few as": ">=", "as little as": ">=", "exactly": "=", "precisely": "=", "in the region of": "~",
        "somewhere around": "~", "an average of": "=", "~": "~", "≈": "~", "<": "<", ">": ">", "≥": ">=", "≤": "<=",
    }
)  # fmt: skip
AFTER_MODIFIERS = phrase_table(
    {"or more": ">=", "or so": "~", "or less": "<=", "or fewer": "<=", "-plus": ">=", "+": ">="}
)

CURRENCY_SIGNS = phrase_table(
    {
        "$": "USD", "US$": "USD", "USD": "USD", "A$": "AUD", "AU$": "AUD", "AUD": "AUD", "C$": "CAD", "CA$": "CAD",
        "CAD": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "NT$": "TWD", "€": "EUR", "EUR": "EUR",
        "£": "GBP", "GBP": "GBP", "¥": "JPY", "JPY": "JPY", "₹": "INR", "Rs": "INR", "Rs.": "INR", "INR": "INR",
        "₽": "RUB", "RUB": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₦": "NGN", "₴": "UAH", "CHF": "CHF", "SEK": "SEK",
        "NOK": "NOK", "DKK": "DKK", "CNY": "CNY", "RMB": "CNY", "PLN": "PLN", "ZAR": "ZAR", "KSh": "KES", "MXN": "MXN",
    }
)  # fmt: skip
CURRENCY_WORDS = phrase_table(
    {
        "dollars": "USD", "dollar": "USD", "US dollars": "USD", "U.S. dollars": "USD", "American dollars": "USD",
        "Australian dollars": "AUD", "Canadian dollars": "CAD", "Hong Kong dollars": "HKD", "bucks": "USD",
        "New Zealand dollars": "NZD", "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "pound sterling": "GBP",
        "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "rupees": "INR", "Indian rupees": "INR", "rupee": "INR",
        "Pakistani rupees": "PKR", "rubles": "RUB", "roubles": "RUB", "ruble": "RUB", "won": "KRW", "shekels": "ILS",
        "Swiss francs": "CHF", "francs": "CHF", "Turkish lira": "TRY", "lira": "TRY", "liras": "TRY", "rand": "ZAR",
        "pesos": "MXN", "Mexican pesos": "MXN", "Syrian pounds": "SYP", "Egyptian pounds": "EGP", "zlotys": "PLN",
        "Lebanese pounds": "LBP", "Iraqi dinars": "IQD", "dinars": "IQD", "riyals": "SAR", "Saudi riyals": "SAR",
        "dirhams": "AED", "kronor": "SEK", "kroner": "NOK", "krona": "SEK", "reais": "BRL", "naira": "NGN",
        "hryvnias": "UAH", "baht": "THB", "ringgit": "MYR", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY",
        "CHF": "CHF", "SEK": "SEK", "NOK": "NOK", "AUD": "AUD", "CAD": "CAD", "€": "EUR", "£": "GBP", "$": "USD",
        "cents": "USD-cent", "cent": "USD-cent", "pence": "GBP-cent",
    }
)  # fmt: skip
PERCENT = phrase_table(
    {
        "%": "percent", "percent": "percent", "per cent": "percent", "pct": "percent", "‰": "permille",
        "percentage points": "percentage-point", "percentage point": "percentage-point",
        "percent points": "percentage-point", "basis points": "basis-point", "basis point": "basis-point",
        "pp": "percentage-point", "-percent": "percent", "-per-cent": "percent", "-percentage-point": "percentage-point",
    }
)  # fmt: skip

# UCUM codes: https://ucum.org/ucum
_UNITS = {
    "km": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km", "kms": "km",
    "mile": "[mi_i]", "miles": "[mi_i]", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "cm": "cm",
    "centimetres": "cm", "centimeters": "cm", "centimetre": "cm", "centimeter": "cm", "mm": "mm", "millimetres": "mm",
    "millimeters": "mm", "foot": "[ft_i]", "feet": "[ft_i]", "ft": "[ft_i]", "inch": "[in_i]", "inches": "[in_i]",
    "yard": "[yd_i]", "yards": "[yd_i]", "nautical miles": "[nmi_i]", "acre": "[acr_us]", "acres": "[acr_us]",
    "hectare": "har", "hectares": "har", "ha": "har", "square kilometres": "km2", "square kilometers": "km2",
    "square kilometre": "km2", "sq km": "km2", "km²": "km2", "square miles": "[mi_i]2", "square mile": "[mi_i]2",
    "sq miles": "[mi_i]2", "square metres": "m2", "square meters": "m2", "m²": "m2", "square feet": "[ft_i]2",
    "square foot": "[ft_i]2", "cubic metres": "m3", "cubic meters": "m3", "kg": "kg", "kilogram": "kg",
    "kilograms": "kg", "kilos": "kg", "kilo": "kg", "kgs": "kg", "gram": "g", "grams": "g", "milligrams": "mg", "mg": "mg",
    "tonne": "t", "tonnes": "t", "ton": "[ston_av]", "tons": "[ston_av]", "metric tons": "t", "metric ton": "t",
    "lb": "[lb_av]", "lbs": "[lb_av]", "pounds": "[lb_av]", "pound": "[lb_av]", "ounce": "[oz_av]", "ounces": "[oz_av]",
    "oz": "[oz_av]", "litre": "L", "litres": "L", "liter": "L", "liters": "L", "millilitres": "mL", "ml": "mL",
    "gallon": "[gal_us]", "gallons": "[gal_us]", "barrel": "[bbl_us]", "barrels": "[bbl_us]",
    "barrels per day": "[bbl_us]/d", "barrels a day": "[bbl_us]/d", "bpd": "[bbl_us]/d",
    "watt": "W", "watts": "W", "kilowatt": "kW", "kilowatts": "kW", "kw": "kW", "megawatt": "MW", "megawatts": "MW",
    "mw": "MW", "gigawatt": "GW", "gigawatts": "GW", "gw": "GW", "kilowatt hours": "kW.h", "kilowatt-hours": "kW.h",
    "kwh": "kW.h", "megawatt-hours": "MW.h", "mwh": "MW.h", "gwh": "GW.h", "terawatt-hours": "TW.h", "twh": "TW.h",
    "volt": "V", "volts": "V", "hertz": "Hz", "mhz": "MHz", "ghz": "GHz", "joules": "J", "calories": "cal",
    "km/h": "km/h", "kph": "km/h", "kmh": "km/h", "mph": "[mi_i]/h", "miles per hour": "[mi_i]/h",
    "kilometres per hour": "km/h", "kilometers per hour": "km/h", "miles an hour": "[mi_i]/h",
    "kilometers an hour": "km/h", "kilometres an hour": "km/h", "knots": "[kn_i]", "degrees": "deg", "degree": "deg",
    "degrees celsius": "Cel", "degrees fahrenheit": "[degF]", "°c": "Cel", "° c": "Cel", "°f": "[degF]", "°": "deg",
    "degrees c": "Cel", "degrees f": "[degF]", "kb": "kBy", "mb": "MBy", "gb": "GBy", "tb": "TBy", "kilobytes": "kBy",
    "megabytes": "MBy", "gigabytes": "GBy", "terabytes": "TBy", "gigabyte": "GBy", "megabyte": "MBy",
    "light years": "[ly]", "light-years": "[ly]", "carats": "[car_m]", "carat": "[car_m]", "decibels": "dB",
}  # fmt: skip
UNITS = phrase_table(
    _UNITS
    | {f"-{unit}": code for unit, code in _UNITS.items() if unit.isalpha() and unit not in ("c", "f", "ha", "mm")}
)
METRE_AFTER = frozenset("tall high long wide deep across away below above from thick hurdles sprint race wall".split())

PERIODS = {
    "second": "S", "minute": "TM", "hour": "H", "day": "D", "week": "W", "fortnight": "2W", "month": "M", "year": "Y",
    "decade": "10Y", "century": "100Y", "centurie": "100Y", "millennium": "1000Y", "min": "TM", "sec": "S", "hr": "H",
    "yr": "Y", "weekend": "WE",
}  # fmt: skip
CLOCK = frozenset("S TM H".split())
MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
AMBIGUOUS_MONTHS = frozenset("may march august mar jan jun sep dec".split())
DAYS = {
    name: number
    for number, names in enumerate(
        ["monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun"],
        1,
    )
    for name in names.split()
}  # fmt: skip
PARTS_OF_DAY = frozenset("morning afternoon evening night noon".split())
SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}  # ISO 8601-2 codes
EARLY = {"early", "mid", "late", "beginning", "middle", "end"}
DATE_PREPOSITIONS = frozenset(
    "in since by until till from of during before after between to through early late mid around circa last next this "
    "and or for on as".split()
)
# Words after which a number names a thing and does not count.
DESIGNATORS = frozenset(
    "boeing airbus channel chapter article section page highway route flight apollo windows iphone gate room line phase "
    "volume vol no number nr act type class grade level tier resolution title part version chapters psalm interstate bmw "
    "audi xbox playstation galaxy studio unit block sector area formula isis-k figure table step op pier platform "
    "terminal bus tram protocol "
    "runway suite apartment apt box bible corinthians matthew luke kings genesis formula fig".split()
)
PERSONS_AFTER_ONE = frozenset(
    "person man woman child boy girl soldier policeman officer civilian member year month week day hour minute "
    "death victim bomb bullet police rocket vote seat goal point attack attacker militant rebel fighter "
    "protester demonstrator student worker journalist people case house building vehicle car".split()
)
