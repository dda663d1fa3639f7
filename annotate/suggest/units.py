"""Units of measure and currencies: how they are written, and their UCUM or ISO 4217 code.

The names of metric units are made from stems and prefixes, so that "kilotons", "megajoule" and "terawatt-hours" need
no line of their own. UCUM: https://ucum.org/ucum
"""

# ruff: noqa: E501 - tables of words, a line a family

from __future__ import annotations

from itertools import product

from annotate.suggest.tokens import phrase_table

_PREFIXES = {
    "nano": "n", "micro": "u", "milli": "m", "centi": "c", "deci": "d", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "peta": "P",
}  # fmt: skip
_BIG = ("kilo", "mega", "giga", "tera", "peta")
_STEMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "metre meter": ("m", ("nano", "micro", "milli", "centi", "deci", "kilo")),
    "gram gramme": ("g", ("nano", "micro", "milli", "kilo")),
    "litre liter": ("L", ("micro", "milli", "centi", "deci", "hecto")),
    "watt": ("W", ("milli", *_BIG)), "joule": ("J", _BIG), "volt": ("V", ("milli", "kilo", "mega")), "hertz": ("Hz", _BIG),
    "byte": ("By", _BIG), "bit": ("bit", _BIG), "calorie": ("cal", ("kilo",)), "ton tonne": ("t", ("kilo", "mega", "giga")),
    "pascal": ("Pa", ("hecto", "kilo", "mega")), "sievert": ("Sv", ("micro", "milli")), "newton": ("N", ("kilo", "mega")),
    "becquerel": ("Bq", ("kilo", "mega", "giga", "tera")), "bar": ("bar", ("milli",)), "ampere amp": ("A", ("milli", "kilo")),
}  # fmt: skip
_WRITTEN = {
    "[mi_i]": "mile miles mi", "[ft_i]": "foot feet ft", "[in_i]": "inch inches", "[yd_i]": "yard yards yd yds",
    "[acr_us]": "acre acres", "har": "hectare hectares ha", "km": "km kms", "cm": "cm cms", "mm": "mm", "kg": "kg kgs kilo kilos",
    "mg": "mg", "ug": "µg mcg", "t": "tonne tonnes", "[ston_av]": "ton tons", "[lb_av]": "lb lbs pound pounds",
    "[oz_av]": "ounce ounces oz", "mL": "ml", "cL": "cl", "kW": "kw", "MW": "mw", "GW": "gw",
    "TW": "tw", "kV": "kv", "kHz": "khz", "MHz": "mhz", "GHz": "ghz", "kBy": "kb kbs", "MBy": "mb mbs", "GBy": "gb gbs",
    "TBy": "tb", "kt": "kt", "Mt": "mt", "hPa": "hpa", "kW.h": "kwh", "MW.h": "mwh", "GW.h": "gwh", "TW.h": "twh",
    "[gal_us]": "gallon gallons gal gals", "[bbl_us]": "barrel barrels bbl bbls", "[bbl_us]/d": "bpd b/d bopd",
    "[pt_us]": "pint pints", "[qt_us]": "quart quarts", "[bu_us]": "bushel bushels",
    "[tbs_us]": "tablespoon tablespoons tbsp", "[tsp_us]": "teaspoon teaspoons tsp", "[fth_i]": "fathom fathoms",
    "km/h": "km/h kph kmh kmph km/hr", "m/s": "m/s", "[mi_i]/h": "mph", "[kn_i]": "knot knots", "deg": "degree degrees °",
    "Cel": "celsius centigrade °c ℃", "[degF]": "fahrenheit °f ℉", "K": "kelvin kelvins", "[car_m]": "carat carats",
    "[HP]": "horsepower hp bhp", "dB": "decibel decibels db", "[ppm]": "ppm", "[ppb]": "ppb", "kcal": "kcal",
    "km2": "km² km2 sqkm", "m2": "m² m2 sqm", "m3": "m³ m3", "[ft_i]2": "sqft",
    "mSv": "msv", "GT": "gt",
}  # fmt: skip
_PHRASES = {
    "nautical mile": "[nmi_i]", "light year": "[ly]", "light - year": "[ly]", "metric ton": "t", "metric tonne": "t",
    "short ton": "[ston_av]", "long ton": "[lton_av]", "us ton": "[ston_av]", "gross ton": "GT", "degree celsius": "Cel",
    "degree fahrenheit": "[degF]", "degree centigrade": "Cel", "degree c": "Cel", "degree f": "[degF]", "deg c": "Cel",
    "deg f": "[degF]", "° c": "Cel", "° f": "[degF]", "° celsius": "Cel", "° fahrenheit": "[degF]", "astronomical unit": "AU",
    "barrel of oil per day": "[bbl_us]/d", "barrel of oil a day": "[bbl_us]/d", "barrel of crude a day": "[bbl_us]/d",
    "barrel of crude per day": "[bbl_us]/d", "part per million": "[ppm]", "part per billion": "[ppb]", "acre - foot": "[acr_us].[ft_i]",
    "acre foot": "[acr_us].[ft_i]", "fluid ounce": "[foz_us]", "fl oz": "[foz_us]", "troy ounce": "[oz_tr]", "square km": "km2",
    "sq km": "km2", "sq . km": "km2", "square m": "m2", "sq m": "m2", "sq ft": "[ft_i]2", "sq . ft": "[ft_i]2", "sq mi": "[mi_i]2",
    "sq mile": "[mi_i]2", "sq kilometer": "km2", "sq kilometre": "km2", "sq meter": "m2", "sq metre": "m2", "km / h": "km/h",
    "km / hr": "km/h", "m / s": "m/s", "b / d": "[bbl_us]/d", "feet per second": "[ft_i]/s", "pound - foot": "[lbf_av].[ft_i]",
    "foot - pound": "[ft_i].[lbf_av]", "miles an hour": "[mi_i]/h", "miles - an - hour": "[mi_i]/h", "mile - an - hour": "[mi_i]/h",
    "mile - per - hour": "[mi_i]/h", "kilometer - per - hour": "km/h", "kilometre - per - hour": "km/h", "cubic cm": "cm3", "cc": "cm3",
    "us gallon": "[gal_us]", "imperial gallon": "[gal_br]", "statute mile": "[mi_i]", "km an hour": "km/h", "km per hour": "km/h",
    "degrees north": "deg", "degrees south": "deg", "degrees east": "deg", "degrees west": "deg",
}  # fmt: skip
_POWERS = {"square": "2", "cubic": "3", "sq": "2", "cu": "3"}
_LENGTHS = {
    "kilometer": "km", "kilometre": "km", "meter": "m", "metre": "m", "centimeter": "cm", "centimetre": "cm", "mile": "[mi_i]",
    "foot": "[ft_i]", "yard": "[yd_i]", "inch": "[in_i]",
}  # fmt: skip
_RATES = {
    "hour": ("h", "kilometer kilometre mile meter metre foot liter litre gallon"), "second": ("s", "meter metre foot kilometer kilometre mile liter litre"),
    "day": ("d", "barrel gallon liter litre ton tonne"), "year": ("a", "ton tonne gigaton kilogram kilo"), "minute": ("min", "liter litre gallon"),
    "gallon": ("[gal_us]", "mile"), "liter": ("L", "gram milligram microgram"),
}  # fmt: skip


def _plural(word: str) -> tuple[str, ...]:
    if word.endswith("foot"):
        return word, word[:-4] + "feet"
    if word.endswith("inch"):
        return word, word + "es"
    return (word,) if word.endswith(("hertz", "radii")) else (word, word + "s")


def _single() -> dict[str, str]:
    units = {word: code for code, words in _WRITTEN.items() for word in words.split()}
    for names, (code, prefixes) in _STEMS.items():
        for name in names.split():
            plain = {} if name in ("ton", "bar", "bit") else dict.fromkeys(_plural(name), code)
            units |= plain | {form: _PREFIXES[prefix] + code for prefix in prefixes for form in _plural(prefix + name)}
    return units


def _all() -> dict[str, str]:
    units = _single()
    for phrase, code in _PHRASES.items():
        units |= dict.fromkeys({*_plural(phrase), phrase}, code)
        first, _, rest = phrase.partition(" ")
        if first in ("degree", "barrel", "part"):
            units[f"{first}s {rest}"] = code
    for power, (name, code) in product(_POWERS, _LENGTHS.items()):
        for form in _plural(name):
            units[f"{power} {form}"] = units[f"{power} - {form}"] = code + _POWERS[power]
    for per, (code, names) in _RATES.items():
        for name, form in ((stem, form) for stem in names.split() for form in _plural(stem)):
            for joint in ("per", "a", "an", "each", "/"):
                units[f"{form} {joint} {per}"] = f"{units[name]}/{code}"
    for prefix, symbol in (("kilo", "k"), ("mega", "M"), ("giga", "G"), ("tera", "T")):
        for joint, hour in product((" ", "-"), ("hour", "hours")):
            units[f"{prefix}watt{joint}{hour}"] = f"{symbol}W.h"
    return units


UNITS = phrase_table(_all())
METRE_AFTER = frozenset(
    "tall high long wide deep across away below above from thick hurdles sprint race wall freestyle dash final butterfly "
    "backstroke breaststroke relay world".split()
)
_CASED = {
    "g": ("g", "g"),
    "m": ("m", "m"),
    "l": ("l", "L"),
    "L": ("L", "L"),
    "V": ("V", "V"),
    "W": ("W", "W"),
    "C": ("C", "Cel"),
    "F": ("F", "[degF]"),
    "t": ("t", "t"),
}
LETTER_UNITS = dict(_CASED.values())
"""Units of one letter; they count only in this case and only glued to digits: "50g" but not "5G"."""

_SIGNS = {
    "USD": "$ US$ USD U.S.$", "AUD": "A$ AU$ AUD", "CAD": "C$ CA$ CAD Can$", "NZD": "NZ$ NZD", "HKD": "HK$ HKD",
    "SGD": "S$ SGD SG$", "BRL": "R$ BRL", "TWD": "NT$ TWD", "EUR": "€ EUR", "GBP": "£ GBP", "JPY": "¥ JPY JP¥", "CNY": "CNY RMB CN¥",
    "INR": "₹ Rs Rs. INR", "PKR": "PKR", "RUB": "₽ RUB", "CHF": "CHF SFr", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "PLN": "PLN",
    "TRY": "₺ TRY", "ILS": "₪ ILS NIS", "KRW": "₩ KRW", "UAH": "₴ UAH", "NGN": "₦ NGN", "VND": "₫ VND", "PHP": "₱ PHP", "THB": "฿ THB",
    "ZAR": "ZAR", "MXN": "MXN MX$ Mex$", "AED": "AED", "SAR": "SAR", "EGP": "EGP E£", "KES": "KES KSh Ksh", "IDR": "IDR Rp", "MYR": "MYR RM",
    "HUF": "HUF", "CZK": "CZK", "RON": "RON", "IRR": "IRR", "IQD": "IQD", "KWD": "KWD", "QAR": "QAR", "ARS": "ARS", "CLP": "CLP", "COP": "COP",
    "GHS": "GHS", "TZS": "TZS", "UGX": "UGX", "BDT": "BDT Tk ৳", "LKR": "LKR", "KZT": "₸ KZT", "GEL": "₾ GEL", "CRC": "₡ CRC", "SYP": "SYP",
    "LBP": "LBP", "BTC": "BTC ₿", "JMD": "J$ JMD", "TTD": "TT$", "FJD": "FJ$", "NAD": "N$", "ZWL": "Z$",
}  # fmt: skip
CURRENCY_SIGNS = phrase_table({sign: code for code, signs in _SIGNS.items() for sign in signs.split()})
CURRENCY_BY_SIGN = frozenset("$€£¥₹₽₺₪₩₴₦₫₱฿₸₾₡₿৳")

_MONEY_WORDS = {
    "USD": "dollar, US dollar, U.S. dollar, American dollar, United States dollar, buck, greenback",
    "AUD": "Australian dollar, Aussie dollar", "CAD": "Canadian dollar", "NZD": "New Zealand dollar", "HKD": "Hong Kong dollar",
    "SGD": "Singapore dollar, Singaporean dollar", "TWD": "Taiwan dollar, New Taiwan dollar, Taiwanese dollar",
    "ZWL": "Zimbabwe dollar, Zimbabwean dollar", "JMD": "Jamaican dollar", "LRD": "Liberian dollar", "FJD": "Fiji dollar",
    "EUR": "euro", "GBP": "pound sterling, British pound, sterling, quid", "EGP": "Egyptian pound", "SYP": "Syrian pound",
    "LBP": "Lebanese pound, Lebanese lira", "SDG": "Sudanese pound", "SSP": "South Sudanese pound", "IEP": "Irish pound, punt",
    "JPY": "yen, Japanese yen", "CNY": "yuan, renminbi, Chinese yuan, rmb", "INR": "rupee, Indian rupee", "PKR": "Pakistani rupee, Pakistan rupee",
    "LKR": "Sri Lankan rupee, Sri Lanka rupee", "NPR": "Nepali rupee, Nepalese rupee", "MUR": "Mauritian rupee", "IDR": "rupiah, Indonesian rupiah",
    "RUB": "ruble, rouble, Russian ruble, Russian rouble", "BYN": "Belarusian ruble, Belarusian rouble",
    "KRW": "won, South Korean won, Korean won", "KPW": "North Korean won", "ILS": "shekel, new shekel, Israeli shekel, sheqel",
    "CHF": "Swiss franc, franc", "FRF": "French franc", "BEF": "Belgian franc", "XOF": "CFA franc, CFA", "RWF": "Rwandan franc", "CDF": "Congolese franc",
    "TRY": "Turkish lira, lira, new lira", "ITL": "Italian lira, lire", "ZAR": "rand, South African rand", "MXN": "peso, Mexican peso",
    "ARS": "Argentine peso, Argentinian peso", "PHP": "Philippine peso, Filipino peso", "CLP": "Chilean peso", "COP": "Colombian peso", "CUP": "Cuban peso",
    "PLN": "zloty, Polish zloty", "IQD": "Iraqi dinar, dinar", "KWD": "Kuwaiti dinar", "JOD": "Jordanian dinar", "LYD": "Libyan dinar", "TND": "Tunisian dinar",
    "DZD": "Algerian dinar", "BHD": "Bahraini dinar", "RSD": "Serbian dinar", "SAR": "riyal, Saudi riyal, Saudi rial", "QAR": "Qatari riyal", "YER": "Yemeni rial, Yemeni riyal",
    "IRR": "rial, Iranian rial, toman", "OMR": "Omani rial", "AED": "dirham, Emirati dirham, UAE dirham", "MAD": "Moroccan dirham", "SEK": "krona, kronor, Swedish krona, Swedish kronor, Swedish crown",
    "NOK": "krone, kroner, Norwegian krone, Norwegian kroner, Norwegian crown", "DKK": "Danish krone, Danish kroner, Danish crown", "ISK": "Icelandic krona, Icelandic kronur",
    "BRL": "reais, Brazilian real, Brazilian reais", "NGN": "naira, Nigerian naira", "GHS": "cedi, Ghanaian cedi", "UAH": "hryvnia, hryvnya, Ukrainian hryvnia",
    "THB": "baht, Thai baht", "MYR": "ringgit, Malaysian ringgit", "VND": "dong, Vietnamese dong", "HUF": "forint, Hungarian forint", "CZK": "koruna, Czech koruna, Czech crown",
    "BGN": "lev, leva, Bulgarian leva", "RON": "Romanian leu, lei", "KES": "Kenyan shilling, shilling, Kenya shilling", "UGX": "Ugandan shilling, Uganda shilling", "TZS": "Tanzanian shilling",
    "SOS": "Somali shilling", "ETB": "birr, Ethiopian birr", "AFN": "afghani", "BDT": "taka, Bangladeshi taka", "KZT": "tenge, Kazakh tenge", "AZN": "manat, Azerbaijani manat", "GEL": "lari, Georgian lari",
    "PEN": "Peruvian sol, nuevo sol", "VES": "bolivar, Venezuelan bolivar", "DEM": "German mark, deutsche mark, Deutschmark, D-mark", "FIM": "markka, Finnish markka, Finnish mark", "MMK": "kyat",
    "MNT": "tugrik", "BTC": "bitcoin", "NLG": "guilder", "GRD": "drachma", "PTE": "escudo", "ESP": "peseta", "HTG": "gourde", "HRK": "kuna", "AOA": "kwanza", "ZMW": "kwacha", "GMD": "dalasi", "BWP": "pula",
    "USD-cent": "cent, US cent, U.S. cent, American cent", "EUR-cent": "euro cent, eurocent", "GBP-cent": "pence, penny, p",
}  # fmt: skip
_ONE_FORM = frozenset(
    "yen yuan renminbi rmb won sterling quid kronor kroner reais lire lei leva baht ringgit pence p CFA rand".split()
)


def _money() -> dict[str, str]:
    words: dict[str, str] = {}
    for code, names in _MONEY_WORDS.items():
        for name in names.split(", "):
            words[name] = code
            if name.split()[-1] not in _ONE_FORM:
                words[name + "s"] = code
    words |= {f"pounds {tail}": "GBP" for tail in ("sterling",)} | {"Swiss francs": "CHF", "bolivares": "VES"}
    words |= {f"{land} pounds": code for land, code in (("British", "GBP"), ("Egyptian", "EGP"), ("Syrian", "SYP"))}
    words |= {"- dollar": "USD", "- euro": "EUR", "- yen": "JPY"}
    codes = {
        sign: code
        for code, signs in _SIGNS.items()
        for sign in signs.split()
        if sign.isalpha() and len(sign) == 3 and sign.isupper()
    }
    return (
        words
        | codes
        | {sign: code for code, signs in _SIGNS.items() for sign in signs.split() if sign in CURRENCY_BY_SIGN}
    )


CURRENCY_WORDS = phrase_table(_money())
