"""Mentions as brackets in the cells of tokens: `(e1-person` opens one, `e1)` closes it, `(e1)` is one on one token.

What closes a mention closes the one of its key that was opened last. A mention may have parts: `(e1[1/2]` … `e1[1/2])`.
Tokens are counted from 0 over the whole document, so that mentions may go over sentences.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

_BRACKET = re.compile(r"\(([^()|]*)\)|\(([^()|]+)|([^()|]+)\)")
_BARE = re.compile(r"\(([^()|*]+)\)|\(([^()|*]+)|()\)")  # what closes has no name
_Key = tuple[str, tuple[tuple[int, int], ...]]
_PART = re.compile(r"(.+)\[([0-9]{1,4})/([0-9]{1,4})\]", re.DOTALL)


@dataclass(slots=True, eq=False)
class Mention:
    """`places` are the first and the last token of each part; `body` is what the bracket says that opens it."""

    key: str
    body: str
    line: int = 0
    parts: int = 1
    places: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    @property
    def first(self) -> int:
        """The token that it begins with."""
        return self.places[0][0]


@dataclass(slots=True, eq=False)
class Bracket:
    """One bracket in a cell. `mention` has it as that of its part `part`; None where it belongs to nothing."""

    text: str
    body: str
    opens: bool
    closes: bool
    mention: Mention | None = None
    part: int = 0


def brackets(cell: str, *, bare: bool = False) -> tuple[list[Bracket], str]:
    """The brackets of a cell, with or without `|` between them, and what is left over. `bare`: closed by `)` alone."""
    found, at, rest = list[Bracket](), 0, ""
    for match in (_BARE if bare else _BRACKET).finditer(cell):
        rest += cell[at : match.start()].strip("|*" if bare else "|")
        at = match.end()
        body = next((one for one in match.groups() if one is not None), "")
        found.append(Bracket(match[0], body, match[0].startswith("("), match[0].endswith(")")))
    return found, rest + cell[at:].strip("|*" if bare else "|")


def part_of(name: str) -> tuple[str, int, int]:
    """Key, number of the part and of all parts: `e1[1/2]`; `1` and `1` where nothing is said of parts."""
    match = _PART.fullmatch(name)
    return (match[1], int(match[2]), int(match[3])) if match else (name, 1, 1)


class Matching:
    """Finds mentions; brackets are fed in order. `name_of` gives the key, with its part, out of what a bracket says."""

    def __init__(self, name_of: Callable[[Bracket], str]) -> None:
        self._name_of = name_of
        self._open = defaultdict[str, list[Bracket]](list)
        self._waiting = defaultdict[str, list[Mention]](list)
        self._first = dict[Bracket, int]()
        self._found = list[Mention]()

    def feed(self, at: int, line: int, one: Bracket) -> str:
        """One bracket on a token; gives what is wrong with it."""
        key, part, parts = part_of(self._name_of(one))
        if one.opens:
            mention = self._begun(key, part, parts, one.body, line)
            if mention is None:
                return f"part {part} of {parts} of {key} has no part before it"
            one.mention, one.part = mention, part - 1
            self._first[one] = at
            self._open[key].append(one)
        if one.closes:
            return self._close(key, part, at, one)
        return ""

    def _begun(self, key: str, part: int, parts: int, body: str, line: int) -> Mention | None:
        if part == 1:
            mention = Mention(key, body, line, parts)
            self._found.append(mention)
            if parts > 1:
                self._waiting[key].append(mention)
            return mention
        waiting = self._waiting[key]
        fits = [one for one in waiting if (len(one.places), one.parts) == (part - 1, parts)]
        return fits[0] if fits else None

    def _close(self, key: str, part: int, at: int, one: Bracket) -> str:
        stack = self._open[key]
        if not stack:
            return f"closes {key}, which is not open"
        here = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].part == part - 1), len(stack) - 1)
        opener = stack.pop(here)
        mention = opener.mention
        if mention is not None:
            one.mention, one.part = mention, opener.part
            mention.places.append((self._first.pop(opener), at))
            if len(mention.places) == mention.parts > 1:
                self._waiting[key].remove(mention)
        return ""

    def finish(self) -> tuple[list[Mention], list[tuple[int, str]]]:
        """The mentions in the order in which they begin, and lines with what is wrong: what is open, or lacks parts."""
        odd, lost = list[tuple[int, str]](), set[Mention]()
        for stack in self._open.values():
            for one in stack:
                if one.mention is not None:
                    odd.append((one.mention.line, f"{one.mention.key} is opened and never closed"))
                    lost.add(one.mention)
                    one.mention = None
        for some in self._waiting.values():
            for one in some:
                if one not in lost:
                    odd.append((one.line, f"{one.key} has {len(one.places)} of {one.parts} parts"))
                    lost.add(one)
        return [one for one in self._found if one not in lost], sorted(odd)


class Cells:
    """The brackets of all tokens of a document, to be changed; `changed` are the tokens whose cells are others now."""

    def __init__(self, cells: list[list[Bracket]]) -> None:
        self.cells = cells
        self.changed = set[int]()

    def remove(self, mention: Mention) -> None:
        """Take a mention away."""
        for at in {end for place in mention.places for end in place}:
            self.cells[at] = [one for one in self.cells[at] if one.mention is not mention]
            self.changed.add(at)

    def say(self, mention: Mention, openers: Sequence[str]) -> None:
        """Let the brackets that open a mention say something else, part by part."""
        for (first, _), body in zip(mention.places, openers, strict=True):
            for one in self.cells[first]:
                if one.mention is mention and one.opens and one.body != body:
                    one.body, one.text = body, f"({body})" if one.closes else f"({body}"
                    self.changed.add(first)

    def add(self, mention: Mention, openers: Sequence[str], closers: Sequence[str]) -> None:
        """Put a mention in: what closes comes first in a cell, and of what opens the longest."""
        for part, ((first, last), body, end) in enumerate(zip(mention.places, openers, closers, strict=True)):
            self.changed |= {first, last}
            if first == last:
                self._open(first, Bracket(f"({body})", body, True, True, mention, part), last)
            else:
                self._open(first, Bracket(f"({body}", body, True, False, mention, part), last)
                self.cells[last].insert(0, Bracket(f"{end})", end, False, True, mention, part))

    def _open(self, at: int, new: Bracket, last: int) -> None:
        cell = self.cells[at]
        behind = max((here for here, one in enumerate(cell) if not one.opens), default=-1) + 1
        while behind < len(cell) and self._end(cell[behind]) >= last:
            behind += 1
        cell.insert(behind, new)

    @staticmethod
    def _end(one: Bracket) -> int:
        return one.mention.places[one.part][1] if one.mention is not None else -1

    def drop_misread(
        self, wanted: Iterable[Mention], new: Collection[Mention], name_of: Callable[[Bracket], str]
    ) -> list[Mention]:
        """Take away mentions that would be read in other places, for they cross others of the same key: of the `new`
        ones where there are some. Gives them."""
        left, gone = list(wanted), list[Mention]()
        while self.changed and (misread := self._misread(left, name_of)):
            wrong = [one for one in left if misread[one.key, tuple(one.places)]]
            some = [one for one in wrong if one in new] or wrong
            for one in some:
                self.remove(one)
            gone += some
            left = [one for one in left if one not in set(some)]
        return gone

    def _misread(self, wanted: Iterable[Mention], name_of: Callable[[Bracket], str]) -> Counter[_Key]:
        """Keys and places of mentions that the cells do not say so."""
        matching = Matching(name_of)
        for at, cell in enumerate(self.cells):
            for one in cell:
                matching.feed(at, 0, Bracket(one.text, one.body, one.opens, one.closes))
        said = Counter((one.key, tuple(one.places)) for one in matching.finish()[0])
        return Counter((one.key, tuple(one.places)) for one in wanted) - said
