"""A filter of what goes out, as a person writes it: `status:done label:PERSON,ORG by:anna part:train "oil price"`.

What is asked with different keys must all hold; of values behind one key, joined by commas or given again, one is
enough. A “-” before a key asks for the opposite. `status`, `part`, `has` and words choose documents; `label`,
`relation`, `by` and `zone` choose what of them goes out. A document of which nothing is left goes out all the same:
that it has no span with a label is something to learn from. `has:LABEL` chooses documents with such a span.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from annotate.datasets.recipe import NO_PART, checked_name
from annotate.errors import InputError
from annotate.model import Status, ZoneKind

BODY = "body"
STATUSES: tuple[str, ...] = get_args(Status)
ZONES: tuple[str, ...] = (BODY, *get_args(ZoneKind))
KEYS = {
    "status": "documents by how far they are: " + ", ".join(STATUSES),
    "part": f"documents of a part of the dataset; {NO_PART}: those in no part",
    "has": "documents with a span of a label",
    "label": "spans of a label, and relations between them",
    "relation": "relations of a label",
    "by": "annotations of an annotator or another source",
    "zone": "spans in zones of a kind; body: in no zone",
}
"""What may stand before a colon, and what it chooses."""

_LIMIT = 10_000  # characters
_PIECE = re.compile(r'\s*(-?)(?:([^\s:",]+):)?((?:"[^"]*"|[^\s"])+)')
_VALUE = re.compile(r'"([^"]*)"|([^",]+)|(,)')


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of which one must hold; with `but`, of which none may. Nothing is asked where both are empty."""

    one_of: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.one_of or self.but)

    def allows(self, value: str) -> bool:
        """Whether a thing with this one value is chosen."""
        return value not in self.but and (not self.one_of or value in self.one_of)

    def allows_any(self, values: Collection[str]) -> bool:
        """Whether a thing with these values is chosen."""
        return self.but.isdisjoint(values) and (not self.one_of or not self.one_of.isdisjoint(values))


_FREE = Choice()


@dataclass(frozen=True, slots=True)
class Selection:
    """What goes out; everything, where nothing is asked. `words` are texts that a document must have, letter case
    aside, `no_words` those that it may not have."""

    status: Choice = _FREE
    part: Choice = _FREE
    has: Choice = _FREE
    label: Choice = _FREE
    relation: Choice = _FREE
    by: Choice = _FREE
    zone: Choice = _FREE
    words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    text: str = ""  # as it was written

    def __bool__(self) -> bool:
        return bool(self.words or self.no_words or any(getattr(self, key) for key in KEYS))

    @property
    def narrows(self) -> bool:
        """Whether not everything that is said of a chosen document goes out."""
        return bool(self.label or self.relation or self.by or self.zone)

    def allows_text(self, name: str, text: str) -> bool:
        """Whether a document's name or text has the words."""
        if not (self.words or self.no_words):
            return True
        where = f"{name}\n{text}".casefold()
        return all(word in where for word in self.words) and not any(word in where for word in self.no_words)


def parse_selection(text: str) -> Selection:
    """The filter that a person wrote. Raises InputError, in one line, for what is none."""
    if len(text) > _LIMIT:
        raise InputError(f"a filter of {len(text):,} characters; at most {_LIMIT:,} are read")
    if text.count('"') % 2:
        raise InputError(f"{_short(text)}: a quotation mark is open; close it")
    found: dict[str, tuple[set[str], set[str]]] = {key: (set(), set()) for key in KEYS}
    words: tuple[list[str], list[str]] = ([], [])
    for minus, key, rest in _pieces(text):
        if key:
            found[key][bool(minus)].update(_values(key, rest))
        else:
            words[bool(minus)].append(" ".join(rest.replace('"', "").casefold().split()))
    choices = {key: Choice(frozenset(yes), frozenset(no)) for key, (yes, no) in found.items()}
    for key, choice in choices.items():
        if both := sorted(choice.one_of & choice.but):
            raise InputError(f"“{key}:{both[0]}” is asked for and excluded; leave one out")
    kept = [tuple(word for word in some if word) for some in words]
    return Selection(**choices, words=kept[0], no_words=kept[1], text=text.strip())


def check_selection(
    selection: Selection,
    *,
    labels: Collection[str],
    relations: Collection[str],
    sources: Collection[str],
    parts: Collection[str],
) -> None:
    """Raise InputError, in one line, for a name that the project does not have: such a filter would choose nothing."""
    known = {"label": labels, "has": labels, "relation": relations, "by": sources, "part": (*parts, NO_PART)}
    for key, names in known.items():
        choice: Choice = getattr(selection, key)
        for value in sorted(choice.one_of | choice.but):
            if value not in names:
                raise InputError(f"“{key}:{_short(value)}”: {_unknown(key, value, names)}")


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return
        minus, key, rest = piece[1], piece[2], piece[3]
        at = piece.end()
        if key is not None and key not in KEYS:
            near = _near(key, KEYS)
            there = f"there are {', '.join(KEYS)}; a word with a colon goes in quotes"
            raise InputError(f"“{_short(key)}:”: there is no such filter{near}; {there}")
        if key is None and rest.endswith(":") and rest[:-1] in KEYS:
            raise InputError(f"“{rest}” asks for nothing; write a value right behind the colon")
        yield minus, key or "", rest


def _values(key: str, rest: str) -> Iterator[str]:
    parts = [(quoted or plain).strip() for quoted, plain, comma in _VALUE.findall(rest) if not comma]
    if not parts or any(not one for one in parts):
        raise InputError(f"“{key}:{_short(rest)}” asks for nothing; write a value right behind the colon")
    for one in parts:
        allowed = {"status": STATUSES, "zone": ZONES}.get(key)
        value = one.casefold().replace(" ", "_").replace("-", "_") if key == "status" else one
        if allowed is not None and value not in allowed:
            raise InputError(f"“{key}:{_short(value)}”: {_unknown(key, value, allowed)}")
        if key == "part" and value != NO_PART:
            checked_name(value)
        yield value


def _unknown(key: str, value: str, names: Collection[str]) -> str:
    what = {"by": "source", "part": "part", "status": "status", "zone": "kind of zone"}.get(key, "label")
    some = list(names)
    told = ", ".join(map(_short, some[:12])) + (f" and {len(some) - 12} more" if len(some) > 12 else "")
    return f"there is no such {what}{_near(value, names)}; there are {told}" if some else f"there is no {what} yet"


def _near(value: str, names: Collection[str]) -> str:
    folded = {name.casefold(): name for name in names}
    found = get_close_matches(value.casefold(), folded, n=1)
    return f" (did you mean “{_short(folded[found[0]])}”?)" if found else ""


def _short(text: str) -> str:
    plain = " ".join(text[:60].split())
    return plain + "…" if len(text) > 60 else plain
