"""Rows for spans that are no whole tokens of a file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from annotate.offsets import Range
from store.exchange.units import Units
from store.exchange.webanno.fresh import new_unit
from store.exchange.webanno.layers import Layer
from store.exchange.webanno.model import Model, Unit


class SubTokens:
    """Finds the rows for a span, and makes sub-tokens for what is no whole token."""

    def __init__(self, model: Model) -> None:
        self._model, self._units = model, Units(model.text, model.unit)
        self._tokens = sorted((one for one in model.units() if one.is_token), key=lambda one: one.start)
        self._starts = [one.start for one in self._tokens]
        self._ends = [one.end for one in self._tokens]
        self._parts, token = dict[Unit, list[Unit]](), None
        for one in model.units():
            token = one if one.is_token else token
            if token is not None and token is not one:
                self._parts.setdefault(token, []).append(one)

    def rows(self, start: int, end: int) -> list[Unit]:
        """The rows of tokens and sub-tokens from `start` to `end`; none where there are none."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        some = self._tokens[first : last + 1]
        return [self._piece(one, max(start, one.start), min(end, one.end)) for one in some]

    def _piece(self, token: Unit, start: int, end: int) -> Unit:
        if (start, end) == (token.start, token.end):
            return token
        parts = self._parts.setdefault(token, [])
        same = next((one for one in parts if (one.start, one.end) == (start, end)), None)
        if same is not None:
            return same
        number = 1 + max((int(one.key.rpartition(".")[2]) for one in parts), default=0)
        place = Range(start, end)
        parts.append(new_unit(f"{token.key}.{number}", place, self._model.text, self._units, token.tail))
        return parts[-1]

    def put_rows(self) -> None:
        """Put the rows of new sub-tokens behind their tokens."""
        lines = list[str | Unit | Layer]()
        for line in self._model.lines:
            if not isinstance(line, Unit):
                lines.append(line)
            elif line.is_token:
                lines += [line, *self._parts.get(line, ())]
        self._model.lines = lines
