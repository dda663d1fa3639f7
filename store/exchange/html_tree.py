"""The paragraphs of an HTML page: the text that a reader sees, and what the page says of each piece of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Literal, Protocol, cast

from store.exchange.html_names import role_of, says_furniture

Role = Literal["", "byline", "dateline", "caption"]

_UNSEEN = frozenset(
    "head script style noscript template svg math iframe object embed canvas audio video map title select option "
    "datalist textarea input button dialog frameset noframes".split()
)
_BLOCKS = frozenset(
    "html body address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul caption".split()
)
_UNSEEN_NAMES = frozenset("visually-hidden visuallyhidden sr-only screen-reader-text mw-editsection".split())
_OWN_RULES = re.compile(
    r"\A[^<]{0,20}(?:<\?xml[^>]{0,200}>)?\s*<!DOCTYPE [^>\[]{0,300}\[.{0,5000}?\]\s*>", re.IGNORECASE | re.DOTALL
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ENDS = re.compile(r"[^\W\d_][.!?…]?[.!?…][”\"’)]?$")
_LINE = 160  # code points of a line with author and date, at most
_CELL = 200  # code points; a row with a longer cell is no row of a table of data


class Element(Protocol):
    """What is used of an element of lxml."""

    tag: Any  # a string; a function for comments and the like
    text: str | None
    tail: str | None

    def get(self, key: str, /) -> str | None: ...  # noqa: D102
    def __iter__(self) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...  # noqa: D102
    def iter(self, *tags: str) -> Iterator[Element]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph that the page says something of; offsets into the paragraph."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it is seen."""

    text: str
    tag: str  # of the innermost element that makes a paragraph
    parent: int  # number of the element around that
    role: Role
    pieces: tuple[Piece, ...]
    linked: float  # share of the text that is in links
    furniture: tuple[int, ...]  # numbers of the elements around it whose names are those of furniture


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a text say of it."""

    tag: str = ""
    block: int = 0
    parent: int = 0
    role: Role = ""
    furniture: tuple[int, ...] = ()
    linked: bool = False
    pre: bool = False
    cells: bool = False  # in a row of a table of data: its cells stand in one paragraph


def parse_html(text: str) -> Element:
    """The tree of a page; scripts are not run, and nothing is fetched. Slow at its first call: imports lxml."""
    html: Any = import_module("lxml.html")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    text = _OWN_RULES.sub("<!doctype html>", text, count=1)
    return cast("Element", html.document_fromstring(text.encode("utf-8"), parser=parser))


def mean_depth(tree: Element) -> float:
    """How deep the elements of a page stand, on the average."""
    walk: Any = import_module("lxml.etree").iterwalk(tree, events=("start", "end"))
    depth = whole = count = 0
    for event, _ in walk:
        depth += 1 if event == "start" else -1
        whole += depth if event == "start" else 0
        count += event == "start"
    return whole / count


def blocks_of(tree: Element) -> list[Block]:
    """The paragraphs of a page in reading order; what a reader does not see is left out."""
    return _Walk().walk(tree)


class _Walk:
    """Goes through the tree without recursion, so that no page is too deep."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._runs: list[tuple[str, _Around]] = []
        self._count = 0

    def walk(self, tree: Element) -> list[Block]:
        todo: list[tuple[Element | None, _Around, str]] = [(tree, _Around(), "")]
        while todo:
            element, around, tail = todo.pop()
            if element is None:
                if tail == "\v":
                    self._flush()
                else:
                    self._add(tail, around)
                continue
            todo.append((None, around, element.tail or ""))
            if isinstance(element.tag, str) and not _is_unseen(element):
                self._enter(element, around, todo)
        self._flush()
        return self._found

    def _enter(self, element: Element, around: _Around, todo: list[tuple[Element | None, _Around, str]]) -> None:
        tag = str(element.tag)
        if tag == "br":
            self._break(around)
            return
        if tag in ("td", "th") and around.cells:
            self._runs.append(("\t", around))
        inside = self._inside(element, tag, around)
        if tag in _BLOCKS and inside.block != around.block:
            self._flush()
            todo.append((None, around, "\v"))
        self._add(element.text or "", inside)
        todo.extend((child, inside, "") for child in reversed(list(element)))

    def _inside(self, element: Element, tag: str, around: _Around) -> _Around:
        names = " ".join(element.get(name) or "" for name in _NAMING)
        furniture = around.furniture
        self._count += 1
        if tag not in ("html", "body", "main") and says_furniture(tag, names):
            furniture = (*furniture, self._count)
        role: Role = "" if tag in ("blockquote", "pre") else role_of(tag, names) or around.role
        inside = replace(around, role=role, furniture=furniture, linked=around.linked or tag == "a")
        is_cell = tag in ("td", "th") and around.cells
        if tag not in _BLOCKS or is_cell:
            return inside
        cells = tag == "tr" and _is_data(element)
        pre = around.pre or tag == "pre"
        return replace(inside, tag=tag, block=self._count, parent=around.block, cells=cells, pre=pre)

    def _add(self, text: str, around: _Around) -> None:
        if text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            self._runs.append((text if around.pre else _SPACES.sub(" ", text), around))

    def _break(self, around: _Around) -> None:
        ended = "".join(text for text, _ in self._runs[-3:]).rstrip(" ").endswith("\n")
        if ended and not around.pre:
            self._flush()  # two breaks are the end of a paragraph
        elif self._runs:
            self._runs.append(("\n", around))

    def _flush(self) -> None:
        runs, self._runs = _without_buttons(self._runs), []
        places = list[tuple[int, int, _Around]]()
        pieces = list[str]()
        size, last = 0, "\n"
        for run, around in runs:
            shown = run.lstrip(" ") if last in " \n\t" and not around.pre else run
            if pieces and shown and _ENDS.search(pieces[-1]) and shown[0].isupper():
                shown = " " + shown  # two elements that stand apart by their style
            if shown in ("\n", "\t") and last == " ":  # no spaces before the end of a line
                pieces[-1], size = pieces[-1][:-1], size - 1
                places[-1] = (places[-1][0], size, places[-1][2])
            if shown:
                pieces.append(shown)
                places.append((size, size + len(shown), around))
                size, last = size + len(shown), shown[-1]
        text = "".join(pieces)
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if start < end:
            clipped = [(max(one, start) - start, min(other, end) - start, around) for one, other, around in places]
            self._found.append(_block(text[start:end], [place for place in clipped if place[0] < place[1]]))


_NAMING = (
    "class",
    "id",
    "itemprop",
    "rel",
    "role",
    "data-component",
    "data-testid",
    "data-qa",
    "data-type",
    "property",
)


def _is_unseen(element: Element) -> bool:
    if element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    names = (element.get("class") or "").split()
    if any(name in _UNSEEN_NAMES for name in names):
        return True
    return _HIDDEN.search(element.get("style") or "") is not None


def _without_buttons(runs: list[tuple[str, _Around]]) -> list[tuple[str, _Around]]:
    """A short line, such as one with author and date, without the furniture in it: “2 comments”."""
    shown = [around.furniture for text, around in runs if text.strip()]
    if len(shown) < 2 or sum(len(text) for text, _ in runs) > _LINE:
        return runs
    around_all = min(len(one) for one in shown)
    return [(text, around) for text, around in runs if len(around.furniture) <= around_all]


def _is_data(row: Element) -> bool:
    """Whether a row has cells of plain words only."""
    cells = list(row)
    if len(cells) < 2 or any(part.tag in _BLOCKS for cell in cells for part in cell.iter() if part is not cell):
        return False
    return (
        all(sum(len(text) for text in cell.itertext()) <= _CELL for cell in cells)
        and next(row.iter("br"), None) is None
    )


def _block(text: str, places: list[tuple[int, int, _Around]]) -> Block:
    around = max(places, key=lambda place: place[1] - place[0])[2]
    seen = [place for place in places if text[place[0] : place[1]].strip()]
    roles = {place[2].role for place in seen}
    size = sum(end - start for start, end, _ in seen)
    pieces = list[Piece]()
    for start, end, one in seen if len(roles) > 1 else ():
        if pieces and pieces[-1].role == one.role:
            pieces[-1] = Piece(one.role, pieces[-1].start, end)
        else:
            pieces.append(Piece(one.role, start, end))
    linked = sum(end - start for start, end, one in seen if one.linked) / size
    role: Role = seen[0][2].role if len(roles) == 1 else ""
    furniture = seen[0][2].furniture if len(seen) == 1 else _common([place[2].furniture for place in seen])
    return Block(text, around.tag, around.parent, role, tuple(one for one in pieces if one.role), linked, furniture)


def _common(chains: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The elements that all pieces stand in."""
    if all(chains) and not set(chains[0]).intersection(*chains[1:]):
        return chains[0]  # each piece is furniture by itself
    return tuple(one for one in chains[0] if all(one in chain for chain in chains[1:]))
