"""JSON with one value that is not what it should be, at every place of a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, cast

ODD: tuple[Any, ...] = (None, True, -1, 1.5, 10**20, "", "\ud800", [], [[1]], {}, {"a": None})


def variants(data: Any) -> Iterator[Any]:
    """Copies of an object: in each, another value is an odd one, or missing."""
    for path in _paths(data):
        for value in ODD:
            copy = deepcopy(data)
            _at(copy, path[:-1])[path[-1]] = deepcopy(value)
            yield copy
        copy = deepcopy(data)
        del _at(copy, path[:-1])[path[-1]]
        yield copy


def _paths(data: Any) -> Iterator[tuple[Any, ...]]:
    keys = list(cast("dict[Any, Any]", data)) if isinstance(data, dict) else range(len(data))
    for key in keys:
        yield (key,)
        if isinstance(data[key], dict | list):
            yield from ((key, *path) for path in _paths(data[key]))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data
