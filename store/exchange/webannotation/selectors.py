"""Places in a text as selectors say them: by position, by quoted text, one refined by another.

Several selectors of a target say the same place in other words: the position counts, and the quote proves it.
"""

from __future__ import annotations

import re
from typing import Any, cast

from annotate.offsets import Range
from store.exchange.reading import Offsets
from store.exchange.units import Quoted, Units
from store.exchange.webannotation.shape import Data, kinds, objects, selectors_of

_ROUGH = 3  # characters that a place may be longer than the text that is quoted for it
_CHARS = re.compile(r"char=([0-9]{1,15}),([0-9]{1,15})(;.*)?")


class NoPlaceError(Exception):
    """Nothing says a place in the text; the message says why. `wrong`: what is said cannot be."""

    def __init__(self, why: str, *, wrong: bool = False) -> None:
        super().__init__(why)
        self.wrong = wrong


def quotes_in(targets: list[Any]) -> list[Quoted]:
    """Positions with the texts that are to be there."""
    result = list[Quoted]()
    for target in objects(targets):
        position, quote = position_in(target), quote_in(target)
        if position is not None and quote is not None:
            start, end = position.get("start"), position.get("end")
            if _fits(start, end):
                result.append((cast("int", start), cast("int", end), quote["exact"]))
        result += [
            (one["start"], one["end"], one["quote"])
            for one in selectors_of(target)
            if is_native(one)
            and type(one["start"]) is int
            and type(one["end"]) is int
            and 0 <= one["start"] < one["end"]
        ]
    return result


def _fits(start: Any, end: Any) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end < 10**15


def position_in(target: Data) -> Data | None:
    """The selector by position, where it stands alone."""
    some = selectors_of(target)
    return next((one for one in some if "TextPositionSelector" in kinds(one) and "refinedBy" not in one), None)


def quote_in(target: Data) -> Data | None:
    """The selector by quoted text, where it stands alone."""
    some = selectors_of(target)
    found = (one for one in some if "TextQuoteSelector" in kinds(one) and "refinedBy" not in one)
    return next((one for one in found if isinstance(one.get("exact"), str) and one["exact"]), None)


def is_native(selector: Data) -> bool:
    """Whether a selector is one of Recogito's own form: a quote and a position in one; several are parts."""
    return isinstance(selector.get("quote"), str) and "start" in selector and "end" in selector


def points_into_text(target: object) -> bool:
    """Whether a target says a place in a text in a way that is understood."""
    if isinstance(target, str):
        return _CHARS.fullmatch(target.partition("#")[2]) is not None
    return any(is_native(one) or _understood(one) for each in objects(target) for one in selectors_of(each))


def _understood(one: Data) -> bool:
    kind = kinds(one)
    if "refinedBy" in one and not kind & {"TextPositionSelector", "TextQuoteSelector"}:
        return False
    if "FragmentSelector" in kind:
        return _CHARS.fullmatch(str(one.get("value"))) is not None
    if "RangeSelector" in kind:
        ends = [*objects(one.get("startSelector")), *objects(one.get("endSelector"))]
        return len(ends) == 2 and all(_understood(end) for end in ends)
    return bool(kind & {"TextPositionSelector", "TextQuoteSelector", "DataPositionSelector"})


class Text:
    """A text in which places are looked for."""

    def __init__(self, text: str, unit: Offsets) -> None:
        self.text, self._units = text, Units(text, unit)
        self._unit: Offsets = unit

    def fragments(self, target: object) -> list[tuple[Range | None, Data | None]]:
        """The places of a target, each with the selector that quotes the text there. Raises NoPlaceError."""
        if isinstance(target, str):
            return [(self._chars(target.partition("#")[2]), None)]
        some = [one for each in objects(target) for one in selectors_of(each)]
        native = [one for one in some if is_native(one)]
        if native:
            return [(self._position(one), {"exact": one["quote"]}) for one in native]
        position = next((one for each in objects(target) if (one := position_in(each))), None)
        quote = next((one for each in objects(target) if (one := quote_in(each))), None)
        if position is not None:
            return [(self._position(position), quote)]
        understood = [one for one in some if _understood(one)]
        if not understood:
            names = ", ".join(sorted(name for one in some for name in kinds(one))) or "no selector"
            raise NoPlaceError(f"has {names[:80]}, which is no place in a plain text")
        return [(self._one(understood[0]), None)]

    def _one(self, selector: Data) -> Range | None:
        place = self._alone(selector)
        for inner in objects(selector.get("refinedBy"))[:1]:
            if place is None:
                return None
            found = Text(self.text[place.start : place.end], self._unit)._one(inner)
            return None if found is None else Range(place.start + found.start, place.start + found.end)
        return place

    def _alone(self, selector: Data) -> Range | None:
        kind = kinds(selector)
        if "TextPositionSelector" in kind:
            return self._position(selector)
        if "TextQuoteSelector" in kind:
            return self.only(selector)
        if "DataPositionSelector" in kind:
            return Text(self.text, "bytes")._position(selector)
        if "FragmentSelector" in kind:
            return self._chars(str(selector.get("value")))
        if "RangeSelector" in kind:
            ends = [self._one(one) for key in ("startSelector", "endSelector") for one in objects(selector.get(key))]
            return Range(ends[0].start, ends[1].start) if len(ends) == 2 and ends[0] and ends[1] else None
        raise NoPlaceError(f"has {', '.join(sorted(kind))[:80]}, which is no place in a plain text")

    def _position(self, selector: Data) -> Range | None:
        ends = list[int]()
        for key in ("start", "end"):
            found = selector.get(key)
            if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= 10**15:
                raise NoPlaceError(f"has {key} {str(found)[:40]!r}, which is no whole number", wrong=True)
            ends.append(found)
        if min(ends) < 0:
            return Range(*ends)
        return self._units.range(*ends)

    def _chars(self, value: str) -> Range | None:
        found = _CHARS.fullmatch(value)
        if found is None:
            raise NoPlaceError(f"has the fragment {value[:60]!r}, which is no place in a plain text")
        return Range(int(found[1]), int(found[2]))

    def all(self, quote: Data) -> list[int]:
        """Where a quoted text is, with what is to be around it; the first two places."""
        exact, result = quote["exact"], list[int]()
        before, after = (str(quote.get(key) or "") for key in ("prefix", "suffix"))
        at = self.text.find(exact)
        while at >= 0 and len(result) < 2:
            end = at + len(exact)
            if self.text[:at].endswith(before) and self.text.startswith(after, end):
                result.append(at)
            at = self.text.find(exact, at + 1)
        return result

    def only(self, quote: Data) -> Range:
        """The only place of a quoted text. Raises NoPlaceError."""
        exact = quote.get("exact")
        if not isinstance(exact, str) or not exact:
            raise NoPlaceError("quotes no text", wrong=True)
        found = self.all(quote)
        if len(found) != 1:
            many_times = "more than once" if found else "not"
            raise NoPlaceError(f"quotes “{exact[:60]}”, which is {many_times} in the text", wrong=True)
        return Range(found[0], found[0] + len(exact))

    def said(self, place: Range) -> list[Data]:
        """The selectors of a place."""
        ends = {"start": self._units.from_points(place.start), "end": self._units.from_points(place.end)}
        exact = self.text[place.start : place.end]
        return [{"type": "TextQuoteSelector", "exact": exact}, {"type": "TextPositionSelector", **ends}]


def rebuilt(quotes: list[Quoted]) -> str | None:
    """A text put together from what is quoted, blanks between; None where nothing is quoted at a place, or far off."""
    some = [one for one in quotes if 0 <= one[1] - one[0] - len(one[2]) < _ROUGH]
    size = max((end for _, end, _ in some), default=0)
    if not some or size > 1_000_000:
        return None
    letters = [" "] * size
    for start, _, text in some:
        letters[start : start + len(text)] = text
    return "".join(letters)
