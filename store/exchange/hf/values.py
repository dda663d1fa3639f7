"""Values of parquet files as JSON can have them: numbers that are none, days and times, decimals, bytes."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

Row = dict[str, Any]

_OWN = "gilder_"
_BACK: dict[str, Callable[[str], Any]] = {
    "float": float,
    "bytes": base64.b64decode,
    "decimal": Decimal,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


def is_plain(row: Row) -> bool:
    """Whether a row has nothing that JSON has not."""
    try:
        json.dumps(row, allow_nan=False)
    except (ValueError, TypeError):
        return False
    return True


def jsonable(value: Any) -> Any:
    """A value as JSON can have it; what JSON has not goes under its kind."""
    if isinstance(value, list):
        return [jsonable(one) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: jsonable(one) for name, one in cast("dict[str, Any]", value).items()}
    kind, text = _kind(value)
    return {_OWN + kind: text} if kind else value


def _kind(value: Any) -> tuple[str, str]:
    if isinstance(value, float) and not math.isfinite(value):
        return "float", repr(value)
    if isinstance(value, bytes):
        return "bytes", base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return "decimal", str(value)
    if isinstance(value, dt.datetime):  # which is a date as well
        return "datetime", value.isoformat()
    if isinstance(value, dt.date):
        return "date", value.isoformat()
    return ("time", value.isoformat()) if isinstance(value, dt.time) else ("", "")


def from_jsonable(value: Any) -> Any:
    """The value again."""
    if isinstance(value, list):
        return [from_jsonable(one) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        some = cast("dict[str, Any]", value)
        kind = next(iter(some), "").removeprefix(_OWN)
        if len(some) == 1 and _OWN + kind in some and kind in _BACK:
            return _BACK[kind](some[_OWN + kind])
        return {name: from_jsonable(one) for name, one in some.items()}
    return value
