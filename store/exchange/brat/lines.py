"""Lines of brat's files: what each says, by itself; nothing is looked up and nothing is mended.

The first letter of an id tells the kind: T spans, E events, R relations, A and M attributes, N links to databases,
# notes; lines that begin with * join spans and have no id. Described in https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["T", "E", "R", "A", "N", "#", "*", ""]
Pair = tuple[str, str]
Pairs = tuple[tuple[int, int], ...]

NOTES = "AnnotatorNotes"
ID = re.compile(r"([A-Za-z]+|#[A-Za-z]*)([0-9]+)(.*)")

_SPAN = re.compile(r"(\S+) ([0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*) *")
_LINK = re.compile(r"(\S+) (?:Annotation:)?(\S+) (?:Referent:)?(\S+)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `kind` is empty where it says nothing that is known; `problem` tells why, and is empty for blanks.

    `args` are roles with ids: of an event the first is its type with its trigger, of relations both ends, of all else
    the one id that it is about, or the members. `value` is the value of an attribute, None where it has none.
    """

    raw: str
    kind: Kind = ""
    key: str = ""
    type: str = ""
    args: tuple[Pair, ...] = ()
    offsets: Pairs = ()
    value: str | None = None
    tail: str | None = None  # the third column: the text of a span, the note
    problem: str = ""

    @property
    def target(self) -> str:
        """The id of what an attribute, link or note is about, or an event's trigger."""
        return self.args[0][1]


def line_of(raw: str) -> Line:
    """What a line says. It comes without its line end."""
    if not raw.strip():
        return Line(raw)
    key, tab, rest = raw.partition("\t")
    kind = key[:1]
    if not tab or not (kind == "*" or ID.fullmatch(key)):
        return Line(raw, problem="is no annotation of brat")
    data, _, after = rest.partition("\t")
    tail = after if "\t" in rest else None
    if kind == "T":
        return _span(raw, key, data, tail)
    if kind in ("A", "M"):
        return _attribute(raw, key, rest.rstrip("\t"))
    found = {"E": _event, "R": _relation, "N": _link, "#": _note, "*": _members}.get(kind)
    if found is None:
        return Line(raw, key=key, problem=f"{key} is of a kind that is not known")
    return found(raw, key, data, tail) or Line(raw, key=key, problem=f"{key} is not written as brat has it")


def _span(raw: str, key: str, data: str, tail: str | None) -> Line:
    match = _SPAN.fullmatch(data)
    if match is None:
        offsets = data.partition(" ")[2][:60]
        return Line(raw, key=key, tail=tail, problem=f"annotation {key}: “{offsets}” is no valid pair of offsets")
    pairs = (one.split(" ") for one in match[2].split(";"))
    return Line(raw, "T", key, match[1], offsets=tuple((int(start), int(end)) for start, end in pairs), tail=tail)


def _attribute(raw: str, key: str, rest: str) -> Line:
    parts = rest.split(" ", 2)
    if len(parts) < 2 or not ID.fullmatch(parts[1]):
        return Line(raw, key=key, problem=f"{key} is not written as brat has it")
    value = parts[2] if len(parts) == 3 and parts[2] else None
    return Line(raw, "A", key, parts[0], (("", parts[1]),), value=value)


def _args(data: str) -> tuple[Pair, ...] | None:
    pairs = [tuple(one.split(":")) for one in data.split()]
    good = all(len(one) == 2 and one[0] and ID.fullmatch(one[1]) for one in pairs)
    return tuple((one[0], one[1]) for one in pairs) if good else None


def _event(raw: str, key: str, data: str, tail: str | None) -> Line | None:
    args = _args(data)
    return Line(raw, "E", key, args[0][0], args, tail=tail) if args else None


def _relation(raw: str, key: str, data: str, tail: str | None) -> Line | None:
    label, _, rest = data.partition(" ")
    args = _args(rest)
    if not label or args is None or len(args) != 2 or args[0][0] == args[1][0]:
        return None
    return Line(raw, "R", key, label, args, tail=tail)


def _link(raw: str, key: str, data: str, tail: str | None) -> Line | None:
    match = _LINK.fullmatch(data)
    if match is None or not ID.fullmatch(match[2]):
        return None
    return Line(raw, "N", key, match[1], (("", match[2]),), value=match[3], tail=tail)


def _note(raw: str, key: str, data: str, tail: str | None) -> Line | None:
    parts = data.split()
    return Line(raw, "#", key, parts[0], (("", parts[1]),), tail=tail) if len(parts) == 2 else None


def _members(raw: str, key: str, data: str, tail: str | None) -> Line | None:
    label, *members = data.split() or [""]
    if len(members) < 2 or not all(ID.fullmatch(one) for one in members):
        return None
    return Line(raw, "*", key, label, tuple(("", one) for one in members), tail=tail)


def cut_off(line: Line, text: str | None) -> bool:
    """Whether a line without a line end is cut off: it is no whole line, or quotes only the beginning of `text`, the
    text at its place."""
    if line.problem:
        return True
    quoted = line.tail
    return bool(line.kind == "T" and text and quoted is not None and quoted != text and text.startswith(quoted))
