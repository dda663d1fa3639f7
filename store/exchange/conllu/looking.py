"""A CoNLL-U file cut into its documents, and checked: columns, numbers of words, and the heads that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.errors import InputError
from store.exchange.conllu.rows import COLUMNS, NEW, cut, is_blank
from store.exchange.lines import lines_of
from store.exchange.reading import Reading

_IDENT = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9}|\.[0-9]{1,9})?")
_GLOBAL = re.compile(r"#\s*global\.(columns|Entity)\s*=\s*(.*)")
_SENTENCE = re.compile(r"#\s*sent_id\s*=\s*(\S+)")
_COLUMNS = 100
DEFAULT = "eid-etype-head-other"


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of all of it: its columns, and what brackets of mentions say. `said`: whether it says that."""

    columns: tuple[str, ...] = COLUMNS
    fields: tuple[str, ...] = tuple(DEFAULT.split("-"))
    said: bool = False


@dataclass(slots=True)
class Document:
    """The lines of one document, the number of the first, and what counted before them."""

    name: str
    first: int
    raw: str
    before: Head
    head: Head


@dataclass(slots=True)
class _Block:
    """The lines between two empty ones. `end` is behind the empty ones that follow."""

    start: int = 0
    lines: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    rows: int = 0
    new: str | None = None


def global_in(line: str, head: Head) -> Head:
    """What counts behind a comment."""
    found = _GLOBAL.match(line)
    if found is None:
        return head
    if found[1] == "columns":
        return Head(tuple(found[2].split()), head.fields, head.said)
    return Head(head.columns, tuple(found[2].strip().split("-")), True)


class Looking:
    """Reads the documents of a file."""

    def __init__(self, text: str, where: str, reading: Reading) -> None:
        self._text, self._where, self._reading = text, where, reading
        self._named = dict[str, int]()  # sentences, with their lines

    def documents(self) -> Iterator[Document]:
        """The documents one by one. Raises InputError for lines that are none of CoNLL-U; when reading leniently the
        whole sentences before them are given."""
        start, first, name, rows = 0, 1, "", 0
        before = head = Head()
        end, ready = 0, None
        for block, stop in self._blocks():
            if block.new is not None:
                if rows:
                    if ready is not None:
                        yield ready
                    ready = Document(name, first, self._text[start : block.start], before, head)
                    start, first, before, rows = block.start, block.lines[0][0], head, 0
                name = block.new
            for _, line in block.lines:
                if line.startswith("#"):
                    head = global_in(line, head)
            self._check_columns(head, block.lines[0][0])
            if not self._check(block, head):
                break
            rows += block.rows
            end = stop
        if ready is not None:
            if not rows:
                ready.raw += self._text[start:end]
            yield ready
        if rows:
            yield Document(name, first, self._text[start:end], before, head)
        elif ready is None:
            raise InputError(f"{self._where}: has no words")

    def _blocks(self) -> Iterator[tuple[_Block, int]]:
        """Blocks, and where each ends with the empty lines behind it."""
        now, at = _Block(), 0
        closed = False
        for number, line in lines_of(self._text, self._where, self._reading):
            if is_blank(line):
                closed = bool(now.lines)
            else:
                if closed:
                    yield now, at
                    now, closed = _Block(), False
                if not now.lines:
                    now.start = at
                now.lines.append((number, line))
                found = NEW.match(line) if line.startswith("#") else None
                if found and now.new is None:
                    now.new = found[1].removesuffix("\r").strip()
                now.rows += not line.startswith("#")
            at += len(line) + 1
        if now.lines:
            yield now, len(self._text)

    def _check_columns(self, head: Head, number: int) -> None:
        if "FORM" not in head.columns or len(head.columns) > _COLUMNS:
            told = "# global.columns names no column FORM" if "FORM" not in head.columns else "has too many columns"
            raise InputError(f"{self._where}:{number}: {told}")

    def _check(self, block: _Block, head: Head) -> bool:
        """Whether all lines of a sentence are what they should be."""
        ident, seen = head.columns.index("ID") if "ID" in head.columns else -1, dict[str, int]()
        heads, before = list[tuple[int, str, str]](), 0
        at_head = head.columns.index("HEAD") if "HEAD" in head.columns else -1
        for number, line in block.lines:
            if line.startswith("#"):
                self._name(number, line)
                continue
            fields = cut(line)
            if len(fields) != len(head.columns):
                return self._broken(
                    number, line, f"has {len(fields)} columns where there should be {len(head.columns)}"
                )
            if ident < 0:
                continue
            own = fields[ident]
            if not _IDENT.fullmatch(own):
                return self._broken(number, line, f"the number of the word is “{own[:60]}”")
            before = self._number(number, own, seen, before)
            if at_head >= 0:
                heads.append((number, own, fields[at_head]))
        self._heads(heads, seen)
        return True

    def _name(self, number: int, line: str) -> None:
        found = _SENTENCE.match(line)
        if found is None:
            return
        before = self._named.setdefault(found[1], number)
        if before != number:
            self._reading.tell(f"{self._where}:{number}", f"sent_id “{found[1][:60]}” is that of line {before} too")

    def _number(self, number: int, own: str, seen: dict[str, int], before: int) -> int:
        where = f"{self._where}:{number}"
        if own in seen:
            told = f"there is a word {own} already, on line {seen[own]}"
            self._reading.leave_out(where, told, "both were kept, each as a word of its own")
        elif own.isdecimal():
            if int(own) != before + 1:
                self._reading.tell(where, f"word {own} follows word {before}")
            before = int(own)
        seen.setdefault(own, number)
        return before

    def _heads(self, heads: Sequence[tuple[int, str, str]], seen: dict[str, int]) -> None:
        for number, own, head in heads:
            if head.isdecimal() and head != "0" and head not in seen:
                told = f"word {own} names {head} as its head, which is no word of its sentence"
                self._reading.leave_out(f"{self._where}:{number}", told, "kept as it is; syntax is not read")

    def _broken(self, number: int, line: str, told: str) -> bool:
        if self._text.endswith(line) and number == self._text.count("\n") + 1:
            at = len(self._text.encode(errors="replace"))
            self._reading.broken(self._where, f"ends in the middle of a record (byte {at})")
        else:
            self._reading.broken(f"{self._where}:{number}", told)
        return False
