"""A document in columns with its chains: where its tokens stand, its mentions and its named entities.

Such files hold no text: what they are read as is their tokens, joined by blanks, and a line for each sentence. A
mention is a span; its chain is the attribute `entity`, its label “mention” or, where ids have types as in GUM, the
type: `(place-3-Mecca` is a `place` with the entity 3 and the identity Mecca. Named entities are spans that have no
entity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import category
from urllib.parse import unquote

from annotate.model import Span
from annotate.offsets import Range
from store.exchange.brackets import Bracket, Matching, Mention, brackets
from store.exchange.conll2012.shape import NAMES, NOTHING, Shape, is_blank, is_row
from store.exchange.token_places import TokenPlaces

MENTION, ENTITY, IDENTITY = "mention", "entity", "identity"
OWN = "gilder"
"""What ids begin with that were made for spans without an entity."""

_UNSAFE = frozenset("%-()|*")

Told = Callable[[int, str], None]
"""Takes a line, counted from 0, and what is odd there."""


@dataclass(slots=True)
class Column:
    """The brackets of one column."""

    cells: list[list[Bracket]]
    mentions: list[Mention]


@dataclass(slots=True)
class Scan:
    """One document, read. `rows` are the lines of its tokens."""

    lines: list[str]
    rows: list[int]
    text: str
    places: TokenPlaces
    chains: Column
    names: Column | None


def scan(raw: str, shape: Shape, told: Told) -> Scan:
    """Read a document; `told` hears what is wrong with its brackets."""
    lines, rows, pieces, places, size = raw.split("\n"), list[int](), list[str](), list[Range](), 0
    chains, names, fresh = list[str](), list[str](), True
    for number, line in enumerate(lines):
        if is_row(line):
            fields = shape.cut(line)
            if pieces:
                pieces.append("\n" if fresh else " ")
                size += 1
            token, fresh = fields[shape.token], False
            pieces.append(token)
            places.append(Range(size, size + len(token)))
            size += len(token)
            rows.append(number)
            chains.append("" if fields[-1] in NOTHING else fields[-1])
            names.append(fields[NAMES] if shape.names else "")
        elif is_blank(line):
            fresh = True
    first = _column(chains, rows, told, "the last column", bare=False)
    second = _column([_no_dash(one) for one in names], rows, told, "a named entity", bare=True) if shape.names else None
    return Scan(lines, rows, "".join(pieces), TokenPlaces(places), first, second)


def _no_dash(cell: str) -> str:
    return "" if cell in ("-", "_") else cell


def name_of_chain(one: Bracket) -> str:
    """The key of a mention: all that stands in its brackets."""
    return one.body


def name_of_name(_: Bracket) -> str:
    """Named entities are closed by `)` alone: the one that was opened last."""
    return ""


def _column(cells: list[str], rows: list[int], told: Told, what: str, *, bare: bool) -> Column:
    matching, found = Matching(name_of_name if bare else name_of_chain), list[list[Bracket]]()
    for at, cell in enumerate(cells):
        some, rest = brackets(cell, bare=bare)
        if rest:
            told(rows[at], f"{what} has “{rest[:60]}” outside of brackets")
        for one in some:
            odd = matching.feed(at, rows[at], one)
            if odd:
                told(rows[at], f"{what} {odd}")
        found.append(some)
    mentions, odd_ones = matching.finish()
    for line, odd in odd_ones:
        told(line, f"{what}: {odd}")
    return Column(found, mentions)


def meaning(body: str) -> tuple[str, dict[str, str]]:
    """Label and attributes of a mention."""
    label, sign, rest = body.partition("-")
    if not sign or not label or label[0].isdigit() or not rest:
        label, rest = MENTION, body
    entity, _, identity = rest.partition("-") if sign and rest != body else (rest, "", "")
    attributes = {} if entity.startswith(OWN) else {ENTITY: unquote(entity)}
    if identity:
        attributes[IDENTITY] = unquote(identity)
    return unquote(label), attributes


def entity_of(span: Span) -> str:
    """The entity of a span; empty where it has none."""
    found = dict(span.attributes).get(ENTITY, "")
    return found if isinstance(found, str) and not found.startswith(OWN) else ""


def body_of(span: Span, own: str) -> str:
    """What the brackets of a span have; `own` is the id of its entity as it is written."""
    identity = str(dict(span.attributes).get(IDENTITY, ""))
    if span.label == MENTION and not identity:
        return own
    return f"{quoted(span.label)}-{own}" + (f"-{quoted(identity)}" if identity else "")


def quoted(text: str) -> str:
    """A text with what columns and brackets could not hold as `%2D`."""
    return "".join(_escaped(one) if one in _UNSAFE or category(one)[0] in "ZC" else one for one in text)


def _escaped(one: str) -> str:
    return "".join(f"%{byte:02X}" for byte in one.encode())
