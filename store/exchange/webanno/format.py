"""WebAnno TSV 3: a row for each token, with columns of spans, chains, relations and slots.

A span of Gilder is an annotation of a layer of spans or a link of a chain; its label is the feature of the layer that
has labels, or the name of the layer. The file itself is kept with the document: rows and cells that are about nothing
that was changed come out as they were. Described in the user guide of INCEpTION, “WebAnno TSV 3.3 file format”.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from annotate.errors import InputError
from annotate.offsets import Range
from store.exchange.brat.raw import exactly
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.losses import Hold
from store.exchange.pairs import said
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.webanno.layers import is_old
from store.exchange.webanno.model import ANCHOR, Annotation, End, Join, Model, Unit
from store.exchange.webanno.parsing import parsed
from store.exchange.webanno.writing import NAME, digest, write

_MARK = b"#FORMAT=WebAnno TSV"
_KEPT = "left out, and kept for WebAnno TSV"


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file."""
    raw = given.read(reading.limits)
    text, how = exactly(raw, given.where, reading)
    if "\x00" in text:
        at = len(text[: text.index("\x00")].encode(errors="replace"))
        raise InputError(f"{given.where}: a NUL character at byte {at}; this is no plain text")
    found = parsed(text, given.where, reading)
    yield _Recording(found.model, given.where, reading).record(given.name, {"raw": found.raw, "how": how})


class _Recording:
    """What a file says, in the words of Gilder."""

    def __init__(self, model: Model, where: str, reading: Reading) -> None:
        self._model, self._where, self._reading = model, where, reading
        self._building = Building(reading, where, model.text)
        self._keys = dict[End, str]()
        self._loops = list[tuple[str, str]]()  # where, and what joins a span with itself

    def record(self, name: str, kept: dict[str, Any]) -> Record:
        """The document. `kept`: the file."""
        spans = [self._span(one) for one in self._model.spans()]
        joins = list(self._model.joins())
        ends = dict.fromkeys(chain.from_iterable((one.head, one.child) for one in joins if not self._fault(one)))
        anchors = {one.key: self._anchor(one) for one in ends if isinstance(one, Unit)}
        relations = [self._join(one) for one in joins]
        self._tell_loops()
        items = self._building.items()
        kept["digest"] = digest(self._model.text, items)
        kept |= {"unit": self._model.unit, "spans": spans, "anchors": anchors, "relations": relations}
        sources = [] if items == SourceItems() else [items]
        return record_of(name.removesuffix(".tsv"), self._model.text, sources, self._where, kept={NAME: kept})

    def _tell_loops(self) -> None:
        """Tell of what joins a span with itself, as roots of sentences do: once, for there are many."""
        for where, told in self._loops[:1]:
            more = f", and {len(self._loops) - 1:,} more do so" if len(self._loops) > 1 else ""
            self._reading.tell(where, f"{told}{more}; {_KEPT}")

    def _span(self, one: Annotation) -> str | None:
        line, more = one.units[0].line, said(one.attributes.items())
        key = self._keys[one] = one.key
        if one.start == one.end:
            self._reading.tell(f"{self._where}:{line}", f"annotation {key} is empty (at {one.start}); {_KEPT}")
            return None
        for name in more.odd:
            self._reading.leave_out(f"{self._where}:{line}", f"the feature {name} of {key} cannot be", _KEPT)
        label = one.layer.label
        value = one.features.get(label) if label else None
        if value and value != one.label:
            told = f"the label of {key} has {len(value):,} characters; it is “{one.label}” here"
            self._reading.leave_out(f"{self._where}:{line}", told, _KEPT)
        span = self._building.add_span(
            key, one.label, [Range(one.start, one.end)], line=line, value=more.value, **more.more()
        )  # fmt: skip
        return span and span.id

    def _anchor(self, unit: Unit) -> str | None:
        key = self._keys[unit] = f"{ANCHOR} {unit.key}"
        span = self._building.add_span(key, ANCHOR, [Range(unit.start, unit.end)], line=unit.line)
        return span and span.id

    def _join(self, join: Join) -> str | None:
        if join.head is None or join.child is None:
            return None  # told where it was read
        line, fault = join.of.units[0].line, self._fault(join)
        where = f"{self._where}:{line}"
        if fault and join.head is join.child:
            self._loops.append((where, f"{join.key} {fault}"))
        elif fault:
            self._reading.tell(where, f"{join.key} {fault}; {_KEPT}")
        if fault:
            return None
        head, child = self._keys[join.head], self._keys[join.child]
        more = said(join.of.attributes.items() if join.kind == "relation" else ())
        for name in more.odd:
            self._reading.leave_out(where, f"the feature {name} of {join.key} cannot be", _KEPT)
        each = self._building.add_relation(_unique(join), join.label, head, child, line=line, **more.more())
        return each and each.id

    def _fault(self, join: Join) -> str:
        """Why what joins two spans in the file cannot be a relation; empty where it can."""
        if join.head is None or join.child is None:
            return "has not two ends"
        if join.head is join.child:
            return f"joins {self._named(join.head)} with itself"
        ends = (self._named(one) for one in (join.head, join.child) if isinstance(one, Annotation))
        missing = next((key for key in ends if self._building.span(key) is None), None)
        return "" if missing is None else f"is about {missing}, which is no span here"

    def _named(self, end: End) -> str:
        return self._keys[end] if isinstance(end, Annotation) else f"{ANCHOR} {end.key}"


def _unique(join: Join) -> str:
    """The key of a join, which no other has."""
    return f"{join.key} #{id(join)}"


def _recognised(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\0", b"")
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].rstrip(b"\r")
    return line.startswith(_MARK) or is_old(line.decode(errors="replace"))


_HOLDS: frozenset[Hold] = frozenset({
    "overlapping spans", "relations", "attributes of spans", "attributes of relations", "notes of spans",
    "notes of relations", "flags", "values", "scores", "origins", "exact text",
})  # fmt: skip

FORMAT = Format(
    name=NAME,
    title="WebAnno TSV 3",
    suffixes=(".tsv",),
    about="layers of spans, chains, relations and slots of INCEpTION and WebAnno; written as 3.3",
    home="https://inception-project.github.io/releases/latest/docs/user-guide.html#sect_webannotsv",
    holds=_HOLDS,
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
