"""One document of brat: which lines are about which, and what Gilder makes of them."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from store.exchange.brat.lines import NOTES, Line, cut_off, line_of
from store.exchange.brat.offsets import Way, counting, says, way_data
from store.exchange.brat.raw import exactly
from store.exchange.brat.words import DOCUMENT, Words, joined, marks_of, meant
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.lines import lines_of
from store.exchange.pairs import Said
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems

_KEPT = "left out, and kept for brat"
_MOST_UNKNOWN = 1000  # lines that are no annotations, in a file that has not more that are


@dataclass
class _Entry:
    """A line and what it became: `of` is the id of a span or relation, or ids of several; None where only brat knows
    it. `target` is the id, in brat, of the span or relation that an attribute or note is about."""

    file: int
    where: str
    number: int
    line: Line
    of: Any = None
    target: str = ""


@dataclass
class _About:
    """What lines say of one span or relation."""

    words: Words = field(default_factory=dict[str, "str | None"])
    notes: list[str | None] = field(default_factory=list["str | None"])
    odd: frozenset[str] = frozenset()


class _Here(Building):
    """A building of several files; `here` is the one that is being read."""

    here = ""

    def place(self, line: int | None) -> str:
        return self.here if line is None else f"{self.here}:{line}"


class Document:
    """A text with its files of annotations; the record is named as `named` is."""

    def __init__(self, text: Given, named: Given, files: list[Given], reading: Reading) -> None:
        self._reading, self._where = reading, named.where
        raw = text.read(reading.limits)
        self._text, self._how = exactly(raw, text.where, reading)
        self._name = Path(named.name).with_suffix(".txt").as_posix()
        self._building = _Here(reading, self._where, self._text)
        self._files, self._entries = list[dict[str, Any]](), list[_Entry]()
        self._sizes = list[int]()  # bytes of each file
        for one in files:
            self._read_file(one)
        lines = [entry.line for entry in self._entries]
        self._counting = counting(self._text, lines, reading, self._where, mark=raw.startswith(codecs.BOM_UTF8))
        self._first, self._about = dict[str, _Entry](), dict[str, _About]()
        self._relations, self._args = dict[str, str](), dict[tuple[str, str, str], str | None]()
        self._events = Counter[str]()  # of each trigger

    def record(self) -> Record:
        """All of it. Raises InputError."""
        self._check_ends()
        self._index()
        for kinds, take in (("AN#", self._gather), ("T", self._span), ("R", self._relation), ("E", self._event)):
            for entry in self._of_kinds(kinds):
                take(entry)
        for entry in self._of_kinds("*"):
            self._chain(entry)
        self._tell_cycles()
        self._settle()
        items = self._building.items()
        sources = [] if items == SourceItems() else [items]
        return record_of(self._name, self._text, sources, self._where, kept={"brat": self._kept()})

    def _of_kinds(self, kinds: str) -> Iterator[_Entry]:
        for entry in self._entries:
            if entry.line.kind and entry.line.kind in kinds:
                self._building.here = entry.where
                yield entry

    def _read_file(self, given: Given) -> None:
        raw_bytes = given.read(self._reading.limits)
        text, how = exactly(raw_bytes, given.where, self._reading)
        crlf = text.count("\r\n") == text.count("\n") > 0
        file, unknown, known = len(self._files), 0, 0
        for number, raw in lines_of(text, given.where, self._reading):
            line = line_of(raw.removesuffix("\r") if crlf else raw)
            unknown, known = unknown + bool(line.problem), known + (not line.problem)
            if unknown > max(known, _MOST_UNKNOWN):
                raise InputError(f"{given.where}:{number}: {unknown:,} lines are no annotations; this is no brat file")
            self._entries.append(_Entry(file, given.where, number, line))
        closed = text.endswith("\n") or not text
        self._files.append({"suffix": given.suffix, **how, "closed": closed, "crlf": crlf})
        self._sizes.append(len(raw_bytes))

    def _check_ends(self) -> None:
        last = {entry.file: entry for entry in self._entries}
        for file, entry in last.items():
            if not self._files[file]["closed"] and cut_off(entry.line, self._at(entry.line)):
                self._reading.broken(
                    f"{entry.where}:{entry.number}", f"ends in the middle of a record (byte {self._sizes[file]})"
                )
                entry.line = Line(entry.line.raw)

    def _at(self, line: Line) -> str:
        places = [one for one in self._counting.ranges(line.offsets) if one is not None]
        return " ".join(self._text[start:end] for start, end in places)

    def _index(self) -> None:
        for entry in self._entries:
            line, where = entry.line, f"{entry.where}:{entry.number}"
            if line.problem:
                self._reading.leave_out(where, line.problem, _KEPT)
            if not line.kind or line.kind == "*":
                continue
            first = self._first.setdefault(line.key, entry)
            if first is not entry and line.kind not in ("T", "R"):
                self._reading.leave_out(where, f"there is {line.key} already, on line {first.number}", "both were kept")
            if first is entry and line.kind == "E":
                self._events[line.target] += 1

    def _span_key(self, key: str) -> str | None:
        """The span that an id stands for as an end of a relation: of an event its trigger. Empty where Gilder has no
        word for what has the id, None where nothing has it."""
        entry = self._first.get(key)
        if entry is not None and entry.line.kind == "E":
            entry = self._first.get(entry.line.target)
        if entry is None:
            return None
        return entry.line.key if entry.line.kind == "T" and not _is_empty(entry.line) else ""

    def _gather(self, entry: _Entry) -> None:
        """Note what a line says of a span or relation."""
        line, where = entry.line, f"{entry.where}:{entry.number}"
        if line.type == DOCUMENT and line.kind == "#":
            self._marks(entry)
            return
        target = self._first.get(line.target)
        if target is None:
            told = f"{line.key} refers to {line.target}, which is no annotation here"
            self._reading.leave_out(where, told, _KEPT)
            return
        if target.line.kind == "E" and self._events[target.line.target] > 1:
            self._reading.tell(where, f"{line.key} is about one of several events of a trigger; {_KEPT}")
            return
        key = line.target if target.line.kind == "R" else self._span_key(line.target)
        if not key or (line.kind == "#" and line.type != NOTES):
            return
        about = self._about.setdefault(key, _About())
        if line.kind == "#":
            about.notes.append(line.tail)
        elif line.type in about.words:
            self._reading.tell(where, f"{line.key}: {line.target} has an attribute {line.type} already; {_KEPT}")
            return
        else:
            about.words[line.type] = line.value
        entry.target = key

    def _marks(self, entry: _Entry) -> None:
        marks = marks_of(entry.line.tail or "")
        if marks is None:
            where = f"{entry.where}:{entry.number}"
            self._reading.leave_out(where, f"{entry.line.key} does not say what can be said of a document", _KEPT)
        else:
            self._building.marks, entry.of = marks, "marks"

    def _said(self, entry: _Entry) -> tuple[Said, dict[str, Any]]:
        """What other lines say of the span or relation of a line, and as it is added with."""
        about = self._about.get(entry.line.key)
        if about is None or self._first[entry.line.key] is not entry:
            return Said(), {}
        found = meant(about.words)
        about.odd = frozenset(found.odd)
        for name in found.odd:
            told = f"annotation {entry.line.key}: the attribute {name} has a value that cannot be"
            self._reading.leave_out(f"{entry.where}:{entry.number}", told, _KEPT)
        return found, {**found.more(), "note": joined(about.notes)}

    def _span(self, entry: _Entry) -> None:
        line = entry.line
        if _is_empty(line):
            where = f"{entry.where}:{entry.number}"
            self._reading.tell(where, f"annotation {line.key} is empty (at {line.offsets[0][0]}); {_KEPT}")
            return
        places = self._counting.ranges(line.offsets)
        whole = [one for one in places if one is not None]
        fits = line.tail is None or (len(whole) == len(places) and says(line.tail, self._text, whole))
        found, more = self._said(entry)
        quoted = None if fits else line.tail
        span = self._building.add_span(
            line.key, line.type, places, line=entry.number, quoted=quoted, value=found.value, **more
        )
        entry.of = span.id if span else None

    def _relation(self, entry: _Entry) -> None:
        line = entry.line
        ends = [self._span_key(key) for _, key in line.args]
        if "" in ends or (ends[0] == ends[1] and ends[0] is not None):
            told = f"{line.key} is no relation between two spans; {_KEPT}"
            self._reading.tell(f"{entry.where}:{entry.number}", told)
            return
        head, child = (end or key for end, (_, key) in zip(ends, line.args, strict=True))
        _, more = self._said(entry)
        relation = self._building.add_relation(line.key, line.type, head, child, line=entry.number, **more)
        if relation is not None:
            entry.of = relation.id
            self._relations.setdefault(line.key, relation.id)

    def _event(self, entry: _Entry) -> None:
        line, where = entry.line, f"{entry.where}:{entry.number}"
        trigger = self._first.get(line.target)
        span = self._building.span(line.target)
        if trigger is None or trigger.line.kind != "T":
            told = f"{line.key} has the trigger {line.target}, which is no annotation here"
            self._reading.leave_out(where, told, _KEPT)
        if span is None:
            return
        roles = frozenset(role for role, _ in line.args[1:])
        entry.of = [span.id, *(self._arg(entry, role, key, roles) for role, key in line.args[1:])]

    def _arg(self, entry: _Entry, role: str, key: str, roles: frozenset[str]) -> str | None:
        """The relation of an event's argument."""
        line, where = entry.line, f"{entry.where}:{entry.number}"
        end = self._span_key(key)
        if end is None or (end and self._building.span(end) is None):
            told = f"{line.key} refers to {key}, which is no annotation here"
            self._reading.leave_out(where, told, f"the argument {role} is {_KEPT}")
            return None
        if end in ("", line.target):
            self._reading.tell(where, f"the argument {role}:{key} of {line.key} is no span other than it; {_KEPT}")
            return None
        same = (line.target, role_of(role, roles), end)
        if same not in self._args:
            name = f"{line.key} {role}:{key} of line {entry.number}"
            made = self._building.add_relation(name, same[1], line.target, end, line=entry.number)
            self._args[same] = made.id if made else None
        return self._args[same]

    def _chain(self, entry: _Entry) -> None:
        line, where = entry.line, f"{entry.where}:{entry.number}"
        members = list[str]()
        for _, key in line.args:
            end = self._span_key(key)
            if end is None or (end and self._building.span(end) is None):
                told = f"{line.type} refers to {key}, which is no annotation here"
                self._reading.leave_out(where, told, "it is left out, and kept for brat")
            elif end and end not in members:
                members.append(end)
        if len(members) < 2:
            self._reading.tell(where, f"{line.type} does not join two spans; {_KEPT}")
        links = list[list[str]]()
        for at, (head, child) in enumerate(pairwise(members)):
            name = f"{line.type} {at} of line {entry.number}"
            made = self._building.add_relation(name, line.type, head, child, line=entry.number)
            links += [[made.id, head, child]] if made else []
        entry.of = links or None

    def _tell_cycles(self) -> None:
        """Events that are arguments of each other in a circle are told: a reader may follow them for ever."""
        inside = {
            key: [one for _, one in entry.line.args[1:] if one in self._first and self._first[one].line.kind == "E"]
            for key, entry in self._first.items()
            if entry.line.kind == "E"
        }  # fmt: skip
        waiting = Counter(one for some in inside.values() for one in some)
        free = [key for key in inside if not waiting[key]]
        while free:  # what no other event has as an argument is in no circle, nor then what only that has
            for one in inside.pop(free.pop()):
                waiting[one] -= 1
                if not waiting[one]:
                    free.append(one)
        if inside:
            some = ", ".join([*inside][:3]) + (", …" if len(inside) > 3 else "")
            self._reading.tell(self._where, f"events are arguments of each other in a circle: {some}")

    def _settle(self) -> None:
        """Attributes and notes are of what their target has become."""
        for entry in self._entries:
            about = self._about.get(entry.target)
            if about is None or entry.line.type in about.odd:
                continue
            span = self._building.span(entry.target)
            entry.of = span.id if span else self._relations.get(entry.target)

    def _kept(self) -> dict[str, Any]:
        for at, file in enumerate(self._files):
            some = (entry for entry in self._entries if entry.file == at)
            file["lines"] = [[one.line.raw] if one.of is None else [one.line.raw, one.of] for one in some]
        kept: dict[str, Any] = {"files": self._files, "text": self._how}
        if self._counting.way != Way():
            kept["counting"] = way_data(self._counting.way)
        return kept


def role_of(role: str, roles: frozenset[str]) -> str:
    """A role without the number that brat gives repeated ones: `Theme2` beside `Theme` is another `Theme`."""
    bare = role.rstrip("0123456789")
    return bare if bare in roles else role


def _is_empty(line: Line) -> bool:
    return len(line.offsets) == 1 and line.offsets[0][0] == line.offsets[0][1]
