"""Values as a person reads them, and whether a value is well formed."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal, InvalidOperation

from annotate.errors import InputError
from annotate.model import Value

THIN = "\u202f"  # narrow no-break space between groups of three digits
_SIGNS = {"=": "", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ ", "~": "≈ "}
_UNITS = {
    "percent": "%", "percentage-point": "pp", "fraction": "", "[mi_i]": "mi", "[ft_i]": "ft", "[in_i]": "in",
    "[yd_i]": "yd", "[acr_us]": "acres", "har": "ha", "[mi_i]2": "mi²", "km2": "km²", "m2": "m²", "m3": "m³",
    "[ft_i]2": "ft²", "[lb_av]": "lb", "[oz_av]": "oz", "[ston_av]": "tons", "[gal_us]": "gal", "[bbl_us]": "bbl",
    "[bbl_us]/d": "bbl/d", "[mi_i]/h": "mph", "[kn_i]": "kn", "deg": "°", "Cel": "°C", "[degF]": "°F", "[nmi_i]": "nmi",
    "[stone_av]": "st", "[bbl_us]/a": "bbl/y", "[pt_us]": "pt", "[ppm]": "ppm", "[ppb]": "ppb", "[HP]": "hp",
    "cm3": "cm³",
    "[in_i]3": "in³", "[ft_i]3": "ft³", "[yd_i]3": "yd³", "[yd_i]2": "yd²", "cm2": "cm²", "[lton_av]": "long tons",
    "[oz_tr]": "oz t", "[foz_us]": "fl oz", "[gal_br]": "imp gal", "[acr_us].[ft_i]": "acre-ft", "[mi_i]/s": "mi/s",
    "[ft_i]/s": "ft/s", "[mi_i]/[gal_us]": "mpg", "t/a": "t/y", "ug": "µg", "By": "B", "kBy": "kB", "MBy": "MB",
    "GBy": "GB",
    "TBy": "TB", "PBy": "PB",
    "kW.h": "kWh", "MW.h": "MWh", "GW.h": "GWh", "TW.h": "TWh", "[ly]": "ly", "[car_m]": "ct",
}  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PERIOD = re.compile(r"P(T?)(X0*|\d+(?:\.\d+)?)([A-Z]+)")
_VAGUE = {"X": "some", "X0": "tens of", "X00": "hundreds of", "X000": "thousands of", "X000000": "millions of"}
_LETTERS = {"Y": "y", "M": "mo", "W": "wk", "D": "d", "WE": "weekends", "TH": "h", "TM": "min", "TS": "s"}
_PERIOD_TEXT = r"P(?:T?(?:X0*|\d+(?:\.\d+)?)[A-Z]+)+"
_DATE = re.compile(
    rf"~?(?:{_PERIOD_TEXT}(?:/{_PERIOD_TEXT})?|rel:[a-z]+[+-](?:\d+|X)|T\d\d:\d\d|-?[0-9X]{{2}}XX|[0-9X]{{3}}X"
    r"|-?[0-9X]{4}(?:-(?:W\d\d|[0-9X]{2}(?:-\d\d)?))?"
    r"(?:T\d\d:\d\d)?(?:/[0-9X]{4}(?:-\d\d(?:-\d\d)?)?)?)"
)
_DAY = re.compile(r"([0-9X]{4})(?:-(W\d\d|[0-9X]{2})(?:-(\d\d))?)?")
_PARTS = {
    "21": "spring", "22": "summer", "23": "autumn", "24": "winter", "33": "Q1", "34": "Q2", "35": "Q3", "36": "Q4",
    "40": "H1", "41": "H2",
}  # fmt: skip


def describe(value: Value) -> str:
    """A value in the fewest characters that say it: `> 1 000`, `≈ 250 000`, `50 %`, `20–30 km`, `5 y`, `33rd`."""
    if value.ordinal is not None:
        return f"{value.ordinal}{_suffix(value.ordinal)}"
    if value.date is not None:
        return _SIGNS[value.modifier or "="].replace(" ", "\u00a0") + _date(value.date)
    if value.amount is None:
        return " ".join(part for part in (value.vague, _unit(value.unit)) if part)
    number = _grouped(value.amount) + (f"–{_grouped(value.upper)}" if value.upper is not None else "")
    unit = _unit(value.unit)
    return _SIGNS[value.modifier or "="] + (f"{number} {unit}" if unit else number).replace(" ", "\u00a0")


def says_more_than(value: Value, surface: str) -> bool:
    """Whether the value tells something that the surface does not say in the same characters."""

    def bare(text: str) -> str:
        return re.sub(r"[\s,\u202f]", "", text).casefold()

    return bare(describe(value)) != bare(surface)


def check_value(value: Value) -> None:
    """Raise InputError, saying which field is wrong, for a value that is not well formed."""
    for problem in wrong_fields(value).values():
        raise InputError(problem)


def wrong_fields(value: Value) -> dict[str, str]:
    """What is wrong with each field of a value, by the field's name; empty for one that is well formed."""
    wrong: dict[str, str] = {}
    amount, upper = _decimal(value.amount), _decimal(value.upper)
    if value.amount is not None and amount is None:
        wrong["amount"] = "the amount must be a number such as 1000 or 0.25"
    elif value.amount is not None and value.vague is not None:
        wrong["vague"] = "a value has an amount or is vague, not both"
    if value.upper is not None and value.amount is None:
        wrong["upper"] = "an upper end needs an amount"
    elif value.upper is not None and upper is None:
        wrong["upper"] = "the upper end must be a number such as 1000 or 0.25"
    elif upper is not None and amount is not None and upper <= amount:
        wrong["upper"] = "the upper end must be more than the amount"
    if value.date is not None and (problem := _wrong_date(value.date)):
        wrong["date"] = problem
    if value.ordinal is not None and value.ordinal < 0:
        wrong["ordinal"] = "an ordinal is a whole number from 0"
    if value.unit is not None and (not value.unit.strip() or len(value.unit) > 40):
        wrong["unit"] = "a unit is a short code such as percent, USD or km"
    return wrong


def plain_amount(text: str) -> str:
    """A number as a person types it, as a value keeps it: `1,000` and `1 000` as `1000`, `.5` as `0.5`, `−3` as `-3`.

    What is no number comes back as it was typed.
    """
    bare = re.sub(r"(?<=\d)[,\u00a0\u2009\u202f ](?=\d{3}(?!\d))", "", text.strip()).replace("−", "-")
    if re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", bare) is None:
        return text.strip()
    sign, digits = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    whole, _, rest = digits.partition(".")
    return sign + (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _wrong_date(date: str) -> str:
    """What is wrong with a date, or nothing."""
    if _DATE.fullmatch(date) is None:
        return "a date is written like 2016-10-04, 2016-09, 197X or P5Y"
    parts = [_DAY.match(part) for part in date.removeprefix("~").split("/")]
    for match in parts:
        if match is not None and (problem := _wrong_day(*match.groups())):
            return problem
    texts = [match[0] for match in parts if match is not None]
    first, last = texts[0] if texts else "", texts[-1] if texts else ""
    if len(texts) == 2 and "X" not in first + last and last < first[: len(last)]:
        return f"{last} is before {first}"
    return ""


def _wrong_day(year: str, part: str | None, day: str | None) -> str:
    if part is None or "X" in part:
        return ""
    if part.startswith("W"):
        return "" if 1 <= int(part[1:]) <= 53 else f"there is no week {part[1:]}"
    month = int(part)
    if part in _PARTS and day is None:
        return ""
    if not 1 <= month <= 12:
        return f"there is no month {part}"
    # without a year every fourth one may be meant
    most = calendar.monthrange(int(year) if year.isdigit() and int(year) else 2000, month)[1]
    return "" if day is None or 1 <= int(day) <= most else f"{_MONTHS[month - 1]} has no day {day}"


def _decimal(text: str | None) -> Decimal | None:
    """The number that a text is, or None."""
    try:
        number = Decimal(text) if text and len(text) <= 60 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _grouped(amount: str) -> str:
    whole, dot, rest = amount.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        digits = f"{int(digits):,}".replace(",", THIN) if digits.isdigit() else digits
    elif len(digits) == 4:
        digits = digits[0] + THIN + digits[1:]
    return sign + digits + dot + rest


def _unit(unit: str | None) -> str:
    return "" if unit is None else _UNITS.get(unit, unit)


def _suffix(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _date(date: str) -> str:
    about = "≈ " if date.startswith("~") else ""
    text = date.removeprefix("~")
    if text.startswith("P"):
        return about + _periods(text)
    if text.startswith("rel:"):
        return ("" if text.endswith("X") else about) + _relative(text.removeprefix("rel:"))
    if (match := re.fullmatch(r"(\d{3})X", text)) is not None:
        return f"{about}{match[1]}0s"
    if (match := re.fullmatch(r"(\d\d)XX", text)) is not None:
        return f"{about}{int(match[1]) + 1}{_suffix(int(match[1]) + 1)} c."
    if (match := re.fullmatch(r"XXXX-(\d\d)(?:-(\d\d))?", text)) is not None and 1 <= int(match[1]) <= 12:
        month = _MONTHS[int(match[1]) - 1]
        return about + (f"{int(match[2])} {month}" if match[2] else month)
    if (match := re.fullmatch(r"([0-9X]{4})-(\d\d)", text)) is not None and match[2] in _PARTS:
        part = _PARTS[match[2]]
        return f"{about}{part}" if match[1] == "XXXX" else f"{about}{part} {match[1]}"
    if (match := re.fullmatch(r"-(\d{4})", text)) is not None:
        return f"{about}{int(match[1]) + 1} BC"
    if text.startswith("XXXX-") and "/" in text:
        return about + "–".join(_date(part) for part in text.split("/"))
    return about + text.replace("XXXX-", "–").replace("/", "–").removeprefix("T")


def _periods(text: str) -> str:
    """ "5 y"; "2–3 y" for two periods of one unit; "some y" and "tens of y" for vague ones."""
    matches = [_PERIOD.fullmatch(part) for part in text.split("/")]
    read = [match.groups() for match in matches if match is not None]
    if len(read) != len(matches):
        return text
    units = [_LETTERS.get(clock + letter, letter) for clock, _, letter in read]
    numbers = [_VAGUE.get(number, "") if number.startswith("X") else _grouped(number) for _, number, _ in read]
    if len(set(units)) == 1:
        return f"{'–'.join(numbers)} {units[0]}"
    return " – ".join(f"{number} {unit}" for number, unit in zip(numbers, units, strict=True))


def _relative(text: str) -> str:
    unit, sign, number = re.split(r"([+-])", text, maxsplit=1)
    if unit == "weekday" and number.isdigit():
        return ("next " if sign == "+" else "") + _DAYS[(int(number) - 1) % 7][:3]
    if not number.isdigit():
        return f"some {unit}s {'ago' if sign == '-' else 'ahead'}"
    shift = int(sign + number)
    return {-1: f"last {unit}", 0: f"this {unit}", 1: f"next {unit}"}.get(shift, f"{unit} {sign}{number}")
