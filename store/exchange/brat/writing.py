"""brat standoff written: a line that was read and whose span or relation did not change stays as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from annotate.model import Relation, Span, surface
from store.exchange.brat.lines import ID, NOTES, Line, line_of
from store.exchange.brat.offsets import Counting, way_kept
from store.exchange.brat.raw import as_bytes
from store.exchange.brat.reading import role_of
from store.exchange.brat.words import DOCUMENT, Words, joined, marks_text, words
from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record, SourceItems

_NOTHING = SourceItems()
_BLANK = re.compile(r"[\s\x00-\x1f]")
_BREAK = re.compile(r"[\t\n\r\x00]")
_ODD = re.compile(r"[^\w .-]")
_LINK = re.compile(r"\S+:\S+")


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A text and a file of annotations for each document; one with several sources is in a folder for each."""
    used = set[str]()
    for record in records:
        sources = record.sources or (_NOTHING,)
        name = record.name.removesuffix(".txt")
        for at, one in enumerate(sources):
            folder = _ODD.sub("_", one.source or f"source {at + 1}") + "/" if len(sources) > 1 else ""
            yield from _Writing(record, one, lose).pieces(path_for(folder + name, used))


@dataclass
class _Old:
    """A line that was read, with what it became."""

    file: int
    line: Line
    of: Any


class _Writing:
    """The files of one source in one document."""

    def __init__(self, record: Record, items: SourceItems, lose: Lose) -> None:
        self._record, self._items = record, items
        self._tell = _Telling(record.name, lose).tell
        kept: Any = record.kept.get("brat") or {"files": [_new_file()], "text": {}}
        self._kept = cast("dict[str, Any]", kept)
        self._spans = {span.id: span for span in items.spans}
        self._relations = {each.id: each for each in items.relations}
        self._counting = Counting(record.text, way_kept(self._kept.get("counting")))
        self._old = [_old(at, one) for at, file in enumerate(self._kept["files"]) for one in file["lines"]]
        if not _is_about(self._old, self._spans, alone=len(record.sources) < 2):
            self._old = []
        self._fresh = _Ids(old.line.key for old in self._old).fresh
        self._keys = dict[str, str]()  # ids in brat of spans and relations
        self._dead = set[str]()  # ids in brat of what is there no more
        self._words = dict[str, Words]()  # what is still to be said
        self._notes = dict[str, str]()
        self._done = set[str]()  # relations that are written
        self._marked = False

    def pieces(self, path: str) -> Iterator[Piece]:
        """The text, and the files of annotations."""
        yield f"{path}.txt", as_bytes(self._record.text, self._kept.get("text", {}))
        files: list[dict[str, Any]] = self._kept["files"]
        lines = self._lines(len(files))
        if not files and lines[-1]:
            files = [_new_file()]
        for file, some in zip(files, lines, strict=False):
            end = "\r\n" if file.get("crlf") else "\n"
            whole = end.join(some) + (end if some and file.get("closed", True) else "")
            yield path + file.get("suffix", ".ann"), as_bytes(whole, file)

    def _lines(self, files: int) -> list[list[str]]:
        """The lines of each file; new ones come at the end of the last."""
        self._say()
        self._name_spans()
        self._bury()
        result: list[list[str]] = [[] for _ in range(max(files, 1))]
        kinds = {"T": self._span, "R": self._relation, "E": self._event, "*": self._chain, "#": self._note}
        for old in self._old:
            result[old.file] += kinds.get(old.line.kind, self._attribute)(old)
        result[-1] += self._new()
        return result

    def _say(self) -> None:
        for item in (*self._spans.values(), *self._relations.values()):
            self._words[item.id] = _plain(item, self._tell)
            self._notes[item.id] = item.note
            if _label(item) != item.label:
                self._tell("labels", item, f"brat has no blanks in labels; written as “{_label(item)}”")
        before = defaultdict[str, list[str | None]](list)
        for old in self._old:
            if old.line.kind == "#" and old.of is not None:
                before[old.of].append(old.line.tail)
        self._same_notes = {one for one, some in before.items() if self._notes.get(one) == joined(some)}

    def _name_spans(self) -> None:
        """Spans keep the ids that they had; one that has the id of another gets a new one where it is referred to."""
        joined_ones = {end for each in self._relations.values() for end in (each.head, each.child)}
        used = set[str]()
        for old in self._old:
            if old.line.kind != "T" or old.of not in self._spans:
                continue
            again = old.line.key in used
            used.add(old.line.key)
            wanted = self._words[old.of] or self._notes[old.of] or old.of in joined_ones
            self._keys[old.of] = self._fresh("T") if again and wanted else old.line.key
        for span in self._items.spans:
            if span.id not in self._keys:
                self._keys[span.id] = self._fresh("T")

    def _bury(self) -> None:
        """Find the ids of what was taken away."""
        for old in self._old:
            there = {"T": self._spans, "R": self._relations}.get(old.line.kind)
            if there is not None and old.of is not None and old.of not in there:
                self._dead.add(old.line.key)
        self._dead -= set(self._keys.values())
        self._dead |= {
            old.line.key
            for old in self._old
            if old.line.kind == "E" and (old.line.target in self._dead or (old.of and old.of[0] not in self._spans))
        }
        self._first = dict[str, _Old]()
        for old in self._old:
            self._first.setdefault(old.line.key, old)

    def _span(self, old: _Old) -> list[str]:
        if old.of is None:
            return [old.line.raw]
        span = self._spans.get(old.of)
        if span is None:
            return []
        same = self._counting.offsets(span.fragments) == old.line.offsets and _label(span) == old.line.type
        return [old.line.raw if same and self._keys[span.id] == old.line.key else self._span_line(span)]

    def _span_line(self, span: Span) -> str:
        places = ";".join(f"{start} {end}" for start, end in self._counting.offsets(span.fragments))
        text = surface(self._record.text, span.fragments).replace("\n", " ")
        return f"{self._keys[span.id]}\t{_label(span)} {places}\t{text}"

    def _end(self, key: str) -> str:
        """The span that an id of brat stands for."""
        old = self._first.get(key)
        if old is not None and old.line.kind == "E":
            old = self._first.get(old.line.target)
        return old.of if old is not None and isinstance(old.of, str) else ""

    def _relation(self, old: _Old) -> list[str]:
        line = old.line
        if old.of is None:
            return [] if any(key in self._dead for _, key in line.args) else [line.raw]
        each = self._relations.get(old.of)
        if each is None:
            return []
        self._done.add(each.id)
        self._keys[each.id] = line.key
        roles, before = zip(*line.args, strict=True)
        ends = [
            key if self._end(key) == end and key not in self._dead else self._keys[end]
            for end, key in zip((each.head, each.child), before, strict=True)
        ]
        if _label(each) == line.type and ends == list(before):
            return [line.raw]
        return [self._relation_line(each, line.key, roles, ends) + _tail(line)]

    def _relation_line(self, each: Relation, key: str, roles: Sequence[str], ends: Sequence[str]) -> str:
        return f"{key}\t{_label(each)} {roles[0]}:{ends[0]} {roles[1]}:{ends[1]}"

    def _event(self, old: _Old) -> list[str]:
        line = old.line
        if line.key in self._dead:
            return []
        if old.of is None:
            return [line.raw]
        trigger, *ids = old.of
        roles = frozenset(role for role, _ in line.args[1:])
        args = list[tuple[str, str]]()
        for (role, key), own in zip(line.args[1:], ids, strict=True):
            each = self._relations.get(own) if own else None
            if own is None and key not in self._dead:
                args.append((role, key))
            elif each is not None and each.head == trigger:
                same = self._end(key) == each.child and key not in self._dead
                args.append((self._role(each, role, roles), key if same else self._keys[each.child]))
                self._put_in(each)
        label, before = _label(self._spans[trigger]), self._first[line.target].line.type
        now = ((line.type if label == before else label.replace(":", "_"), self._keys[trigger]), *args)
        if now == line.args:
            return [line.raw]
        whole = " ".join(f"{role}:{key}" for role, key in now)
        return [f"{line.key}\t{whole}" + _tail(line)]

    def _role(self, each: Relation, role: str, roles: frozenset[str]) -> str:
        if each.label == role_of(role, roles):
            return role
        new = _label(each).replace(":", "_")
        if new != _label(each):
            self._tell("labels", each, f"brat has no colons in roles; written as “{new}”")
        return new

    def _put_in(self, each: Relation) -> None:
        """A relation is part of an event or a chain, which has no place for what is said of it."""
        if each.id in self._done:
            return
        self._done.add(each.id)
        why = "it is part of an event or chain of brat, which has no place for them"
        if self._words.pop(each.id, None):
            self._tell("attributes of relations", each, why)
        if self._notes.pop(each.id, ""):
            self._tell("notes of relations", each, why)

    def _chain(self, old: _Old) -> list[str]:
        line, whole = old.line, not any(key in self._dead for _, key in old.line.args)
        if old.of is None:
            return [line.raw] if whole else []
        groups = [[old.of[0][1]]]
        for own, head, child in old.of:
            each = self._relations.get(own)
            joins = each is not None and (_label(each), each.head, each.child) == (
                line.type, self._end(head), self._end(child),
            )  # fmt: skip
            if each is not None and joins:
                self._put_in(each)
                groups[-1].append(child)
            else:
                whole = False
                groups.append([child])
        if whole:
            return [line.raw]
        return [f"*\t{line.type} {' '.join(some)}" for some in groups if len(some) > 1]

    def _attribute(self, old: _Old) -> list[str]:
        line = old.line
        if old.of is None:
            gone = line.kind != "" and line.target in self._dead
            return [] if gone else [line.raw]
        some = self._words.get(old.of, {})
        if line.type not in some:
            return []
        value = some.pop(line.type)
        if value == line.value:
            return [line.raw]
        if line.kind == "N" and value is not None and _LINK.fullmatch(value):
            return [f"{line.key}\t{line.type} {line.target} {value}\t"]
        key = line.key if line.kind == "A" else self._fresh("A")
        return [_attribute_line(key, line.type, line.target, value)]

    def _note(self, old: _Old) -> list[str]:
        line = old.line
        if old.of is None:
            return [] if line.target in self._dead else [line.raw]
        if old.of == "marks":
            same = marks_text(self._items.marks) == line.tail
            self._marked = self._marked or same
            return [line.raw] if same else []
        if old.of not in self._same_notes:
            return []
        self._notes[old.of] = ""
        return [line.raw]

    def _new(self) -> Iterator[str]:
        """What no line said before."""
        there = {old.of for old in self._old if old.line.kind == "T" and old.of is not None}
        for span in self._items.spans:
            if span.id not in there:
                yield self._span_line(span)
            yield from self._more(span)
        for each in self._items.relations:
            if each.id not in self._done:
                self._keys[each.id] = self._fresh("R")
                ends = [self._keys[each.head], self._keys[each.child]]
                yield self._relation_line(each, self._keys[each.id], ["Arg1", "Arg2"], ends)
            if each.id in self._keys:
                yield from self._more(each)
        text = marks_text(self._items.marks)
        if text and not self._marked:
            yield f"{self._fresh('#')}\t{DOCUMENT} D0\t{text}"

    def _more(self, item: Span | Relation) -> Iterator[str]:
        key, note = self._keys[item.id], self._notes.get(item.id, "")
        for name, value in self._words.get(item.id, {}).items():
            yield _attribute_line(self._fresh("A"), name, key, value)
        plain = note.replace("\r\n", "\n").replace("\r", "\n")
        if plain != note:
            self._tell("exact notes", item, "brat has a line for each line of a note; CR is none")
        for one in plain.split("\n") if note else ():
            yield f"{self._fresh('#')}\t{NOTES} {key}\t{one}"


class _Telling:
    """Tells what of a document cannot be written as it is."""

    def __init__(self, name: str, lose: Lose) -> None:
        self._name, self._lose = name, lose

    def tell(self, kind: str, item: Span | Relation, why: str) -> None:
        text = item.text[:80] if isinstance(item, Span) else ""
        self._lose(Loss(self._name, kind, item.id, item.label, text, why))


class _Ids:
    """New ids behind those that there are, by their first letter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._next = defaultdict[str, int](lambda: 1)
        for match in filter(None, map(ID.fullmatch, keys)):
            letter = match[1][:1]
            self._next[letter] = max(self._next[letter], int(match[2][:18]) + 1)

    def fresh(self, letter: str) -> str:
        number = self._next[letter]
        self._next[letter] += 1
        return f"{letter}{number}"


def _is_about(some: Sequence[_Old], spans: Mapping[str, Span], *, alone: bool) -> bool:
    """Whether lines that were kept are about a source with these spans; other sources of the text have lines of their
    own. One that is alone and has no spans any more is taken to be it."""
    known = {old.of for old in some if old.line.kind == "T" and old.of is not None}
    return not known or (alone and not spans) or not known.isdisjoint(spans)


def _label(item: Span | Relation) -> str:
    return _BLANK.sub("_", item.label)


def _plain(item: Span | Relation, tell: Callable[[str, Span | Relation, str], None]) -> Words:
    """Attributes as brat can have them; what it cannot is told."""
    result: Words = {}
    for name, value in words(item).items():
        named, said = _BLANK.sub("_", name), None if value is None else _BREAK.sub(" ", value)
        if named in result or named != name:
            tell("names of attributes", item, f"brat has no blanks in “{name}”; written as “{named}”")
        if said != value:
            tell("values of attributes", item, f"brat has no line breaks and tabs in “{name}”; they are blanks now")
        result.setdefault(named, said)
    return result


def _attribute_line(key: str, name: str, target: str, value: str | None) -> str:
    return f"{key}\t{name} {target}" + ("" if value is None else f" {value}")


def _tail(line: Line) -> str:
    return "" if line.tail is None else f"\t{line.tail}"


def _new_file() -> dict[str, Any]:
    return {"suffix": ".ann", "closed": True, "crlf": False, "lines": []}


def _old(file: int, kept: list[Any]) -> _Old:
    return _Old(file, line_of(kept[0]), kept[1] if len(kept) > 1 else None)
