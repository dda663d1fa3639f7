"""The columns of a CoNLL-2012 file: OntoNotes and what followed it in fewer, or other, columns.

The last column has the chains. The token stands behind the column that counts tokens. Named entities are read where the
file has the columns of OntoNotes. Files whose every line has tabs are cut at tabs, others at blanks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

NAMES = 10  # the column of named entities in OntoNotes
_BLANKS = re.compile(r"([ \t]+)")
_BEGIN = re.compile(r"#[ \t]*begin document[ \t]*(.*)")
_END = re.compile(r"#[ \t]*end document\b")
_PART = re.compile(r"\((.*)\)[ \t]*(?:;[ \t]*part[ \t]+([0-9]{1,9}))?", re.DOTALL)
_NAME_CELL = re.compile(r"(?:\([^()|]+\)?)*\**\)*|-|_")
_TOGETHER = re.compile(r"\)\(|\([^()|]+\(|\)[^()|]+\)")
_ENOUGH = 20_000
NOTHING = ("-", "_", "", "*")
"""What the last column has where there is no chain."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`columns` are those of most lines, `names` whether there are named entities, `nothing` what stands for no chain,
    `mark` what stands between two chains."""

    tabs: bool = True
    columns: int = 12
    token: int = 3
    names: bool = True
    nothing: str = "-"
    mark: str = "|"

    def cut(self, line: str) -> list[str]:
        """The columns of a line."""
        line = line.removesuffix("\r")
        return line.split("\t") if self.tabs else _BLANKS.split(line.strip(" \t"))[::2]

    def put(self, line: str, chains: str, names: str | None) -> str:
        """The line with other chains and, where they are given, other named entities."""
        end = "\r" if line.endswith("\r") else ""
        line = line.removesuffix("\r")
        if self.tabs:
            pieces = re.split("(\t)", line)
        else:
            rest = line.rstrip(" \t")
            end = line[len(rest) :] + end
            pieces = _BLANKS.split(rest)
            if pieces[0] == "":
                pieces[:3] = ["".join(pieces[:3])]
        pieces[-1] = chains
        if names is not None:
            pieces[2 * NAMES] = names
        return "".join(pieces) + end

    def row(self, document: str, number: int, token: str) -> str:
        """A new line, without chains."""
        empty = "_" if self.nothing in ("_", "") else "-"
        fields = [empty] * self.columns
        if self.token == 3:
            fields[:2] = [document, "0"]
        if self.token:
            fields[self.token - 1] = str(number)
        fields[self.token] = token
        if self.names:
            fields[NAMES] = "*"
        fields[-1] = self.nothing
        return ("\t" if self.tabs else " ").join(fields)

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        return asdict(self)


def shape_from(data: Any) -> Shape | None:
    """The shape that was kept."""
    try:
        return Shape(**data)
    except TypeError:
        return None


def is_blank(line: str) -> bool:
    """Whether a line ends a sentence."""
    return not line.strip(" \t\r\x00")


def is_row(line: str) -> bool:
    """Whether a line is a token."""
    return not is_comment(line) and not is_blank(line)


def is_comment(line: str) -> bool:
    """Whether a line says something of what is around it; a NUL character before it changes nothing."""
    return line.startswith(("#", "\x00")) and line.lstrip("\x00").startswith("#")


def begins(line: str) -> tuple[str, int] | None:
    """The name and the number of the part that a line begins; None where it begins none."""
    found = _BEGIN.match(line.replace("\x00", "")) if is_comment(line) else None
    if found is None:
        return None
    rest = found[1].strip()
    named = _PART.fullmatch(rest)
    return (named[1].strip(), int(named[2] or 0)) if named else (rest, 0)


def ends(line: str) -> bool:
    """Whether a line ends a document."""
    return is_comment(line) and _END.match(line.replace("\x00", "")) is not None


def shape_of(lines: Iterable[str]) -> Shape | None:
    """The shape of a file with these lines, of which the first count; None where it has no tokens."""
    rows, sentence, at = list[str](), list[int](), 0
    for line in lines:
        if len(rows) == _ENOUGH:
            break
        if is_row(line):
            rows.append(line)
            sentence.append(at)
        elif is_blank(line):
            at += 1
    if not rows:
        return None
    tabs = all("\t" in line for line in rows)
    shape = Shape(tabs)
    fields = [shape.cut(line) for line in rows]
    columns = Counter(map(len, fields)).most_common(1)[0][0]
    token = _token(fields, sentence, columns)
    names = token == 3 and _has_names(fields)
    last = Counter(some[-1] for some in fields if some[-1] in NOTHING)
    nothing = last.most_common(1)[0][0] if last else "-"
    mark = "" if any("|" not in some[-1] and _TOGETHER.search(some[-1]) for some in fields) else "|"
    return Shape(tabs, columns, token, names, nothing, mark)


def _token(fields: Sequence[Sequence[str]], sentence: Sequence[int], columns: int) -> int:
    for column in (2, 1, 0):
        if column + 2 >= columns + (column == 0) or not all(
            len(some) > column and some[column].isascii() and some[column].isdecimal() for some in fields
        ):
            continue
        pairs = [
            int(two[column]) == int(one[column]) + 1
            for one, two, here, there in zip(fields, fields[1:], sentence, sentence[1:], strict=False)
            if here == there
        ]
        if sum(pairs) * 10 >= len(pairs) * 9:
            return column + 1
    return 3 if columns > 4 else 1 if columns > 2 else 0


def _has_names(fields: Sequence[Sequence[str]]) -> bool:
    cells = {some[NAMES] for some in fields if len(some) > NAMES + 1}
    if sum(len(some) > NAMES + 1 for some in fields) * 2 < len(fields):
        return False
    return all(_NAME_CELL.fullmatch(one) for one in cells) and not cells <= {"-", "_"}
