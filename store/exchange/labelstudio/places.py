"""Places in the text of a task, as Label Studio has them: in plain texts, in paragraphs, and in pages of HTML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from annotate.offsets import Range
from store.exchange.reading import Offsets
from store.exchange.units import Units

Data = dict[str, Any]

_BETWEEN = "\n"  # between paragraphs, which Label Studio shows one under the other
_UNREAD = frozenset(("script", "style", "template", "head"))


class OddPlaceError(Exception):
    """Offsets that cannot be; the message says what is wrong."""


class Places(Protocol):
    """The text, and the way in which places in it are said."""

    text: str
    labels: str  # the type of new regions, which is the key of their labels as well

    def range(self, value: Mapping[str, Any]) -> Range | None:
        """The place that a region has; None inside a character. Raises OddPlaceError."""
        ...

    def said(self, place: Range) -> Data:
        """How a place is said."""
        ...


def whole(value: Mapping[str, Any], key: str) -> int:
    """An offset. Raises OddPlaceError."""
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= 10**15:
        raise OddPlaceError(f"has {key} {str(found)[:40]!r}, which is no whole number")
    return found


class TextPlaces:
    """A plain text: start and end."""

    labels = "labels"

    def __init__(self, text: str, unit: Offsets) -> None:
        self.text, self._units = text, Units(text, unit)

    def range(self, value: Mapping[str, Any]) -> Range | None:
        """See `Places`."""
        return ranged(self._units, whole(value, "start"), whole(value, "end"))

    def said(self, place: Range) -> Data:
        """See `Places`."""
        ends = {"start": self._units.from_points(place.start), "end": self._units.from_points(place.end)}
        return {**ends, "text": self.text[place.start : place.end]}


def ranged(units: Units, start: int, end: int) -> Range | None:
    """Offsets as code points; those before the text stay before it."""
    if start < 0 or end < 0:
        return Range(start, end)
    return units.range(start, end)


class ParagraphPlaces:
    """A list of paragraphs: the numbers of the first and the last one, and offsets in them."""

    labels = "paragraphlabels"

    def __init__(self, paragraphs: Sequence[str], unit: Offsets) -> None:
        self.text = _BETWEEN.join(paragraphs)
        self._units = [Units(one, unit) for one in paragraphs]
        self._sizes = [len(one) for one in paragraphs]
        self._starts = list[int]()
        at = 0
        for one in paragraphs:
            self._starts.append(at)
            at += len(one) + len(_BETWEEN)

    def range(self, value: Mapping[str, Any]) -> Range | None:
        """See `Places`."""
        start, end = self._point(value, "start"), self._point(value, "end")
        return None if start is None or end is None else Range(start, end)

    def _point(self, value: Mapping[str, Any], key: str) -> int | None:
        number = self._number(value.get(key), key)
        offset = whole(value, key + "Offset")
        point = self._units[number].to_points(offset) if offset >= 0 else offset
        if point is not None and not 0 <= point <= self._sizes[number]:
            raise OddPlaceError(
                f"has offset {offset} in paragraph {number}, which has {self._sizes[number]} characters"
            )
        return None if point is None else self._starts[number] + point

    def _number(self, found: object, key: str) -> int:
        text = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) < len(self._starts)):
            told = f"has {key} {str(found)[:40]!r}, which is none of the {len(self._starts)} paragraphs"
            raise OddPlaceError(told)
        return int(text)

    def said(self, place: Range) -> Data:
        """See `Places`."""
        (first, start), (last, end) = self._place(place.start), self._place(place.end)
        text = self.text[place.start : place.end]
        return {"start": str(first), "end": str(last), "startOffset": start, "endOffset": end, "text": text}

    def _place(self, point: int) -> tuple[int, int]:
        number = bisect_right(self._starts, point) - 1
        return number, self._units[number].from_points(point - self._starts[number])


class PageNodes:
    """The pieces of text of a page of HTML, each with the path that it has in the page; one after the other they are
    the text. Scripts and styles are left out."""

    def __init__(self, html: str) -> None:
        self.nodes = list[tuple[str, int, int]]()
        self._parts, self._at = list[str](), 0
        root = _page(html)
        if root is not None:
            self._walk(root)
        self.text = "".join(self._parts)
        self.by_path = {path: (start, end) for path, start, end in self.nodes}

    def _walk(self, root: Any) -> None:
        stack: list[tuple[Any, str]] = [(root, "")]
        while stack:
            element, path = stack.pop()
            if isinstance(element, str):
                self._put(element, path)
                continue
            inside, names, texts = list[tuple[Any, str]](), dict[str, int](), 0
            pieces: list[Any] = [element.text]
            for child in element:
                pieces += [child, child.tail]
            for piece in pieces:
                if isinstance(piece, str) and piece:
                    texts += 1
                    inside.append((piece, f"{path}/text()[{texts}]"))
                elif piece is not None and not isinstance(piece, str) and isinstance(piece.tag, str):
                    names[piece.tag] = names.get(piece.tag, 0) + 1
                    if piece.tag not in _UNREAD:
                        inside.append((piece, f"{path}/{piece.tag}[{names[piece.tag]}]"))
            stack += reversed(inside)

    def _put(self, text: str, path: str) -> None:
        self.nodes.append((path, self._at, self._at + len(text)))
        self._parts.append(text)
        self._at += len(text)


def _page(html: str) -> Any:
    """The element that holds what a page shows; None where it shows nothing."""
    parser = import_module("lxml.html")
    errors = (import_module("lxml.etree").LxmlError, ValueError)
    try:
        if "<body" in html.lower() or "<html" in html.lower():
            return parser.document_fromstring(html).find("body")
        return parser.fragment_fromstring(html, create_parent="div")
    except errors:
        return None


class PagePlaces:
    """A page: paths of the pieces of text where a region begins and ends, offsets there, and offsets in the whole.

    Of the ways to understand them, that one counts with which the quoted text is there.
    """

    labels = "hypertextlabels"

    def __init__(self, html: str) -> None:
        page = PageNodes(html)
        self.text, self._nodes, self._by_path = page.text, page.nodes, page.by_path
        self._wide = Units(self.text, "utf-16")
        self._starts = [start for _, start, _ in self._nodes]

    def range(self, value: Mapping[str, Any]) -> Range | None:
        """See `Places`."""
        ways = [one for one in self._ways(value) if one is not None and 0 <= one.start < one.end <= len(self.text)]
        quoted = value.get("text")
        if isinstance(quoted, str):
            ways = [one for one in ways if "".join(self.text[one.start : one.end].split()) == "".join(quoted.split())]
        if not ways:
            raise OddPlaceError(f"is at {str(value.get('start'))[:80]}, where the page does not have its text")
        return ways[0]

    def _ways(self, value: Mapping[str, Any]) -> Iterable[Range | None]:
        start, end = self._node(value, "start"), self._node(value, "end")
        if start is not None and end is not None:
            yield Range(start[0] + start[1], end[0] + end[1])
            wide = [self._wide.to_points(self._wide.from_points(first) + offset) for first, offset in (start, end)]
            if wide[0] is not None and wide[1] is not None:
                yield Range(wide[0], wide[1])
        overall = value.get("globalOffsets", value if isinstance(value.get("start"), int) else None)
        if isinstance(overall, dict):
            some = cast("Data", overall)
            yield Range(whole(some, "start"), whole(some, "end"))
            yield ranged(self._wide, whole(some, "start"), whole(some, "end"))

    def _node(self, value: Mapping[str, Any], key: str) -> tuple[int, int] | None:
        found = self._by_path.get(str(value.get(key)))
        return None if found is None else (found[0], whole(value, key + "Offset"))

    def said(self, place: Range) -> Data:
        """See `Places`."""
        first = bisect_right(self._starts, place.start) - 1
        last = bisect_right(self._starts, place.end - 1) - 1
        (start, one, _), (end, two, _) = self._nodes[first], self._nodes[last]
        return {
            "start": start, "end": end, "startOffset": place.start - one, "endOffset": place.end - two,
            "globalOffsets": {"start": place.start, "end": place.end}, "text": self.text[place.start : place.end],
        }  # fmt: skip


def paragraphs_of(some: object, key: str) -> list[str] | None:
    """The texts of a list of paragraphs; None where it is none."""
    if not isinstance(some, list) or not some:
        return None
    result = list[str]()
    for one in cast("list[object]", some):
        text: object = cast("Data", one).get(key) if isinstance(one, dict) else one
        if not isinstance(text, str):
            return None
        result.append(text)
    return result
