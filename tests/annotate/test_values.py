"""Values as a person reads them."""

from __future__ import annotations

import pytest

from annotate.errors import InputError
from annotate.model import Value
from annotate.values import check_value, describe, says_more_than


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value(amount="1000", modifier=">"), "> 1 000"),
        (Value(amount="250000", modifier="~"), "≈ 250 000"),
        (Value(amount="50", unit="percent", modifier="="), "50 %"),
        (Value(amount="20", upper="30", unit="km"), "20–30 km"),
        (Value(amount="1240000000", unit="EUR"), "1 240 000 000 EUR"),
        (Value(amount="0.5", unit="fraction", modifier="~"), "≈ 0.5"),
        (Value(amount="-12.5", unit="Cel"), "−12.5 °C"),
        (Value(vague="hundreds"), "hundreds"),
        (Value(vague="thousands", unit="USD"), "thousands USD"),
        (Value(ordinal=33), "33rd"),
        (Value(ordinal=111), "111th"),
        (Value(date="2016-10-04"), "2016-10-04"),
        (Value(date="~2016-09"), "≈ 2016-09"),
        (Value(date="P5Y"), "5 y"),
        (Value(date="PT36H"), "36 h"),
        (Value(date="~PXW"), "≈ some wk"),
        (Value(date="197X"), "1970s"),
        (Value(date="18XX"), "19th c."),
        (Value(date="rel:weekday-2"), "Tue"),
        (Value(date="rel:week+0"), "this week"),
        (Value(date="rel:year-1"), "last year"),
        (Value(date="XXXX-09"), "Sep"),
        (Value(date="XXXX-09-11"), "11 Sep"),
        (Value(date="P5Y", modifier=">"), "> 5 y"),
        (Value(date="P2Y/P3Y"), "2–3 y"),
        (Value(date="P9M/P2Y"), "9 mo – 2 y"),
        (Value(date="P50Y/P59Y"), "50–59 y"),
        (Value(date="~PX0Y"), "≈ tens of y"),
        (Value(date="2012-35"), "Q3 2012"),
        (Value(date="XXXX-33"), "Q1"),
        (Value(date="2015-40"), "H1 2015"),
        (Value(date="1994-21"), "spring 1994"),
        (Value(date="-0043"), "44 BC"),
        (Value(date="rel:weekday+2"), "next Tue"),
        (Value(date="~rel:week-2"), "≈ week -2"),
        (Value(date="~rel:day-X"), "some days ago"),
        (Value(date="XXXX-05-03/XXXX-05-05"), "3 May–5 May"),
        (Value(date="2003/2007"), "2003–2007"),
        (Value(date="~T20:00"), "≈ 20:00"),
    ],
)
def test_describe(value: Value, text: str):
    assert describe(value).replace("\u202f", " ").replace("\u00a0", " ") == text
    check_value(value)


def test_says_more_than():
    assert not says_more_than(Value(amount="1000", modifier="="), "1,000")
    assert not says_more_than(Value(vague="hundreds"), "Hundreds")
    assert says_more_than(Value(amount="1000", modifier=">"), "More than 1,000")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Value(amount="ten"), "the amount must be a number"),
        (Value(amount="NaN"), "the amount must be a number"),
        (Value(amount="5", upper="4"), "more than the amount"),
        (Value(upper="4"), "needs an amount"),
        (Value(amount="5", vague="few"), "not both"),
        (Value(date="Tuesday"), "a date is written like"),
        (Value(date="Perhaps"), "a date is written like"),
        (Value(ordinal=-1), "whole number"),
        (Value(amount="5", unit=" "), "a unit is"),
    ],
)
def test_check_value(value: Value, message: str):
    with pytest.raises(InputError, match=message):
        check_value(value)
