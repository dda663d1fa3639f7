"""A CoNLL-U document with what it says of entities: its mentions, and the links between them.

`Bridge=a<b:part` on the word that a mention of `b` begins with is the relation `bridge:part` from the mention of `a`
before it, or the first one, to that mention. `SplitAnte=a<b,c<b` are relations `split_ante` in the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.exchange.brackets import Bracket, Matching, Mention, brackets
from store.exchange.conllu.looking import Head, global_in
from store.exchange.conllu.mentions import Fields
from store.exchange.conllu.rows import Part, Told, cut, misc_value, part
from store.exchange.token_places import TokenPlaces

_ON_TOKEN = re.compile(r"^[0-9]+-[0-9]+\t.*[\t|]Entity=", re.MULTILINE)
KINDS = {"Bridge": "bridge", "SplitAnte": "split_ante"}
"""Keys of the last column with the labels of the relations that they say."""


@dataclass(slots=True, eq=False)
class Link:
    """One of the links on a word, as it is written there. `head` and `child` are entities; empty where it is none."""

    at: int
    key: str
    text: str
    head: str = ""
    child: str = ""
    label: str = ""


@dataclass(slots=True)
class Scan:
    """One document, read."""

    head: Head
    part: Part
    fields: Fields
    cells: list[list[Bracket]]
    mentions: list[Mention]
    links: list[Link]
    places: TokenPlaces


def scan(raw: str, before: Head, told: Told) -> Scan:
    """Read a document; `before` is what counts in front of it. `told` hears what is wrong with text and brackets."""
    head = before
    for line in raw.split("\n"):
        head = global_in(line, head) if line.startswith("#") else head
    found = part(raw, head.columns, told)
    fields, cells, links = Fields(head.fields), list[list[Bracket]](), list[Link]()
    matching = Matching(fields.name_of)
    column = head.columns.index("MISC") if "MISC" in head.columns else -1
    for at, node in enumerate(found.nodes):
        misc = cut(found.lines[node.line])[column] if column >= 0 else "_"
        said = misc_value(misc, "Entity")
        some, rest = brackets(said) if said else (list[Bracket](), "")
        if rest:
            told(node.line, f"Entity= has “{rest[:60]}” outside of brackets")
        for one in some:
            odd = matching.feed(at, node.line, one)
            if odd:
                told(node.line, f"Entity= {odd}")
        cells.append(some)
        links += _links(at, misc) if "Bridge=" in misc or "SplitAnte=" in misc else ()
    for match in _ON_TOKEN.finditer(raw):
        told(raw.count("\n", 0, match.start()), "Entity= is on a token of several words, where none may be")
    mentions, odd_ones = matching.finish()
    for line, odd in odd_ones:
        told(line, f"Entity= {odd}")
    return Scan(head, found, fields, cells, mentions, links, TokenPlaces([node.place for node in found.nodes]))


def _links(at: int, misc: str) -> Iterator[Link]:
    for key, label in KINDS.items():
        said = misc_value(misc, key)
        for text in said.split(",") if said else ():
            head, sign, rest = text.partition("<")
            child, _, kind = rest.partition(":")
            if sign and head and child and head != child:
                yield Link(at, key, text, head, child, f"{label}:{kind}" if kind else label)
            else:
                yield Link(at, key, text)


class Chains:
    """The mentions of each entity; `able` are those that can be ends of relations."""

    def __init__(self, mentions: Sequence[Mention], able: set[Mention]) -> None:
        self._order = {one: at for at, one in enumerate(mentions)}
        self._all, self._able = defaultdict[str, list[Mention]](list), defaultdict[str, list[Mention]](list)
        for one in mentions:
            self._all[one.key].append(one)
            if one in able:
                self._able[one.key].append(one)

    def known(self, entity: str) -> bool:
        """Whether an entity has a mention, be it one that can be no end."""
        return bool(self._all.get(entity))

    def ends(self, link: Link) -> tuple[Mention | None, Mention | None]:
        """The mentions that a link joins, None for an entity that has none."""
        there = self._all.get(link.child, [])
        behind = bisect_left(there, link.at + 1, key=lambda one: one.first)
        child = there[behind - 1] if behind else None
        some = self._able.get(link.head, [])
        if child is None or not some:
            return (some[0] if some else None), child
        here = bisect_left(some, self._order[child], key=self._order.__getitem__)
        return some[max(here - 1, 0)], child
