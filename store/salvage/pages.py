"""A reader of SQLite's file format that goes on where SQLite gives up: every page that can be read is read.

It follows trees from their root, passes over cells and pages that make no sense, and never reads a page twice. What
it gives is to be verified by whoever asks: a page that looks right may be another table's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap
from struct import Struct

INNER_INDEX, INNER_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
_KINDS = (INNER_INDEX, INNER_TABLE, LEAF_INDEX, LEAF_TABLE)
_DOUBLE = Struct(">d")
_SIZES = {-1: 6, 5: 6, 6: 8}  # bytes of integers by serial type, where they are not those of the type
Value = int | float | str | bytes | None
Row = tuple[int | None, list[Value]]
"""The rowid (None in an index) and the values of a record."""


class Unreadable(ValueError):
    """A page or cell that makes no sense."""


@dataclass
class Pages:
    """The pages of a file. `seen` are those that were read; `troubles` says how many pages or cells made no sense."""

    data: bytes | mmap
    size: int = 4096
    seen: set[int] = field(default_factory=set[int])
    troubles: int = 0

    def __post_init__(self) -> None:
        told = int.from_bytes(self.data[16:18], "big")
        told = 65536 if told == 1 else told
        if told != self.size and told in {2**power for power in range(9, 17)}:
            self.size = max((self.size, told), key=lambda size: _plausible(self.data, size))

    @property
    def count(self) -> int:
        """How many pages there are; the last one may be a part only."""
        return -(-len(self.data) // self.size)

    def tree(self, root: int) -> Iterator[tuple[int, list[Row]]]:
        """The pages of the tree of a table or index, in order, with their rows; `give_back` those of another one."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self.seen or not 0 < number <= self.count:
                self.troubles += 1
                continue
            self.seen.add(number)
            kind = self._kind(number)
            if kind is None:
                self.troubles += 1
                continue
            children, rows = self.page(number, kind)
            waiting += reversed(children)
            yield number, rows

    def give_back(self, number: int) -> None:
        """A page was none of its tree: another one may look for it."""
        self.troubles += 1
        self.seen.discard(number)

    def page(self, number: int, kind: int) -> tuple[list[int], list[Row]]:
        """The children and the rows of one page that is of some kind."""
        page, start = self._page(number)
        inner = kind in (INNER_INDEX, INNER_TABLE)
        children, rows = list[int](), list[Row]()
        for at in self._cells(page, start, 12 if inner else 8):
            try:
                if inner:
                    children.append(_number(page, at, 4))
                    at += 4  # noqa: PLW2901 - a cursor
                if kind == LEAF_TABLE or kind in (LEAF_INDEX, INNER_INDEX):
                    rows.append(self._cell(page, at, table=kind == LEAF_TABLE))
            except (ValueError, IndexError):
                self.troubles += 1
        if inner:
            children.append(_number(page, start + 8, 4))
        return children, rows

    def lost(self) -> Iterator[tuple[int, list[Row]]]:
        """Kind and rows of the pages with rows that no tree led to and that are not free."""
        self._see_free()
        for number in range(1, self.count + 1):
            if number not in self.seen:
                page, start = self._page(number)
                if len(page) > start and page[start] in (LEAF_TABLE, LEAF_INDEX, INNER_INDEX):
                    before = self.troubles
                    yield page[start], self.page(number, page[start])[1]
                    self.troubles = before

    def _see_free(self) -> None:
        trunk = _number(self.data, 32, 4)
        while 0 < trunk <= self.count and trunk not in self.seen:
            self.seen.add(trunk)
            page, _ = self._page(trunk)
            for at in range(min(_number(page, 4, 4), self.size // 4 - 2)):
                self.seen.add(_number(page, 8 + 4 * at, 4))
            trunk = _number(page, 0, 4)

    def _page(self, number: int) -> tuple[bytes, int]:
        """A page, filled up with zeros where the file ends, and where its header begins."""
        page = bytes(self.data[(number - 1) * self.size : number * self.size])
        return page.ljust(self.size, b"\0"), 100 if number == 1 else 0

    def _kind(self, number: int) -> int | None:
        """The kind of a page by its first byte, or by what can be read of it where that is none."""
        page, start = self._page(number)
        if page[start] in _KINDS:
            return page[start]
        before, found = self.troubles, dict[int, int]()
        for kind in (LEAF_TABLE, LEAF_INDEX, INNER_TABLE):
            self.troubles = 0
            children, rows = self.page(number, kind)
            good = len(rows) + sum(0 < child <= self.count for child in children if kind == INNER_TABLE)
            found[kind] = good - 2 * self.troubles
        self.troubles = before
        best = max(found, key=lambda kind: found[kind])
        return best if found[best] > 0 else None

    def _cells(self, page: bytes, start: int, header: int) -> list[int]:
        """Where cells begin: as many as the header says, or as the list shows where the header contradicts it."""
        count, content = _number(page, start + 3, 2), _number(page, start + 5, 2)
        first = start + header
        places = [_number(page, first + 2 * at, 2) for at in range(min(count, (self.size - first) // 2))]
        if places and len(places) == count and min(places) == (content or 65536) and min(places) >= first + 2 * count:
            return places
        self.troubles += bool(places or content != self.size)
        return list(self._shown(page, first))

    def _shown(self, page: bytes, first: int) -> Iterator[int]:
        """The list of cells without its length: up to where the first cell begins, or where it makes no sense."""
        lowest, at, known = self.size, first, set[int]()
        while at + 2 <= lowest:
            place = _number(page, at, 2)
            if not at + 2 <= place < self.size or place in known:
                return
            known.add(place)
            lowest, at = min(lowest, place), at + 2
            yield place

    def _cell(self, page: bytes, at: int, *, table: bool) -> Row:
        length, at = _varint(page, at)
        rowid = None
        if table:
            rowid, at = _varint(page, at)
            rowid -= 2**64 if rowid >= 2**63 else 0
        return rowid, record(self._payload(page, at, length, table=table))

    def _payload(self, page: bytes, at: int, length: int, *, table: bool) -> bytes:
        usable = self.size
        if not 0 < length <= len(self.data):
            raise Unreadable
        most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            if at + length > usable:
                raise Unreadable
            return page[at : at + length]
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        if at + local + 4 > usable:
            raise Unreadable
        return page[at : at + local] + self._overflow(_number(page, at + local, 4), length - local)

    def _overflow(self, number: int, left: int) -> bytes:
        parts, known = list[bytes](), set[int]()
        while left > 0:
            if not 0 < number <= self.count or number in known:
                raise Unreadable
            known.add(number)
            page, _ = self._page(number)
            parts.append(page[4 : 4 + left])
            left -= len(parts[-1])
            number = _number(page, 0, 4)
        self.seen |= known
        return b"".join(parts)


def record(payload: bytes) -> list[Value]:
    """The values of a record. Raises ValueError or IndexError where it is none."""
    end, at = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise Unreadable
    types = list[int]()
    while at < end:
        one, at = _varint(payload, at)
        types.append(one)
    values = list[Value]()
    for one in types:
        value, at = _value(payload, at, one)
        values.append(value)
    if at != len(payload):
        raise Unreadable
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    match kind:
        case 0:
            return None, at
        case 8 | 9:
            return kind - 8, at
        case 7:
            if at + 8 > len(payload):
                raise Unreadable
            return _DOUBLE.unpack_from(payload, at)[0], at + 8
        case 10 | 11:
            raise Unreadable
        case _ if kind < 7:
            size = _SIZES.get(kind, kind)
            return int.from_bytes(payload[at : at + size], "big", signed=True), at + size
        case _:
            size = (kind - 12) // 2
            part = payload[at : at + size]
            if len(part) < size:
                raise Unreadable
            return (part.decode("utf-8") if kind % 2 else part), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    raise AssertionError  # the ninth byte has ended it


def _number(data: bytes | mmap, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _plausible(data: bytes | mmap, size: int) -> float:
    """How many of the pages begin like pages of a tree or an overflow, if pages have this size."""
    starts = range(size, len(data), size)
    return sum(data[at] in (0, *_KINDS) for at in starts) / max(1, len(starts))
