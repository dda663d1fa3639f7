"""Whether the values of numbers and dates are right, field by field; there is no “nearly” among values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from annotate.model import Span, Value
from annotate.scores.compared import Compared
from annotate.scores.counts import Counts
from annotate.scores.parted import distinct
from annotate.scores.spans import ByLabel

FIELDS = ("amount", "upper", "modifier", "unit", "vague", "date", "ordinal")
WHOLE = "value"
"""The name under which a value counts as right only if all its fields are."""

_NUMBERS = ("amount", "upper")
Known = Decimal | str | int


def same_value(one: Value | None, two: Value | None) -> bool:
    """Whether two values say the same in all fields: `1.50` is `1.5`, and no modifier is `=`."""
    return one == two or _fields(one) == _fields(two)


def in_one_form(value: Value | None) -> str:
    """What a value says as a text, the same for all values that say the same; empty for one that says nothing."""
    return repr([(name, _plain(known)) for name, known in fields.items()]) if (fields := _fields(value)) else ""


def values_by_field(gold: Iterable[Span], predicted: Iterable[Span]) -> ByLabel:
    """For each field, and for the whole: right where the span is (label and place) and says the same there.

    A field that only one of the two has, or that differs, is missed on the side of gold and wrong on the other, as in
    TempEval-3's strict value scores (UzZaman, N. et al.: SemEval-2013 Task 1, 2013). For the share of right values
    among spans that both have, give only such spans (`at_same_spans`).
    """
    left, right = ({one: span.value for one, span in distinct(side).items()} for side in (gold, predicted))
    return _by_field((left.get(one), right.get(one)) for one in left.keys() | right.keys())


def values_at_same(compared: Compared) -> ByLabel:
    """The same of the spans that both have."""
    gold, predicted = compared.gold.valued, compared.predicted.valued
    both = (gold.keys() | predicted.keys()) & compared.parted.same
    return _by_field((gold.get(one), predicted.get(one)) for one in both)


def _by_field(pairs: Iterable[tuple[Value | None, Value | None]]) -> ByLabel:
    counts = {name: [0, 0, 0] for name in (*FIELDS, WHOLE)}
    for one, two in pairs:
        if one is None and two is None:
            continue
        wanted = _fields(one)
        if one == two:  # as mostly
            for name in (*wanted, WHOLE) if wanted else ():
                counts[name][0] += 1
            continue
        found = _fields(two)
        for name in wanted.keys() | found.keys():
            _count(counts[name], wanted.get(name), found.get(name))
        if wanted or found:
            _count(counts[WHOLE], wanted or None, found or None)
    return {name: Counts(*row) for name, row in counts.items()}


def at_same_spans(gold: Iterable[Span], predicted: Iterable[Span]) -> tuple[list[Span], list[Span]]:
    """The spans that both have, by label and place, from either side in the same order."""
    left, right = distinct(gold), distinct(predicted)
    both = [one for one in left if one in right]
    return [left[one] for one in both], [right[one] for one in both]


def _fields(value: Value | None) -> dict[str, Known]:
    """The fields that say something, in a form in which equal ones are equal."""
    if value is None:
        return {}
    found: dict[str, Known] = {}
    for name in FIELDS:
        known: str | int | None = getattr(value, name)
        if name == "modifier" and known is None and value.amount is not None:
            known = "="
        if known is not None:
            found[name] = _number(str(known)) if name in _NUMBERS else known
    return found


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:  # a value that came in from outside: it is the same only as itself
        return text


def _plain(known: Known) -> str | int:
    """A field as it would be written shortest."""
    if not isinstance(known, Decimal):
        return known
    try:
        return str(known.normalize() + 0)  # no minus before zero
    except ArithmeticError:  # out of all bounds, or no number: it came in from outside
        return str(known)


def _count(row: list[int], wanted: object, found: object) -> None:
    """Add to right, wrong and missed what one field says."""
    if wanted is not None and wanted == found:
        row[0] += 1
    else:
        row[1] += found is not None
        row[2] += wanted is not None
