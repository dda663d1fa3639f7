"""What a format cannot hold: taken off a record before it is written, and told item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from annotate.model import Marks, Relation, Span
from store.exchange.record import UNMARKED, Record, SourceItems

Hold = Literal[
    "discontinuous spans", "overlapping spans", "relations", "attributes of spans", "attributes of relations",
    "types of attributes", "labels of documents", "notes of spans", "notes of relations", "notes of documents", "flags",
    "values", "scores", "origins", "status", "zones", "metadata", "several sources", "exact text",
]  # fmt: skip
"""What a format may be able to hold. Spans of one fragment with a label every format holds, and the words of a text;
every character of it only with “exact text”."""

EVERYTHING: frozenset[Hold] = frozenset(get_args(Hold))


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that is not in the export: what kind of thing, where, and why."""

    document: str
    kind: str
    item: str = ""  # id of the span or relation
    label: str = ""
    text: str = ""
    why: str = ""


Lose = Callable[[Loss], None]
T = TypeVar("T", Span, Relation)


class Reducing:
    """Takes off records what a format does not hold."""

    def __init__(self, holds: frozenset[Hold], lose: Lose) -> None:
        self._holds, self._lose = holds, lose
        self._texts = dict[str, str]()  # of the spans of one source, by their ids

    def reduce(self, record: Record) -> Record:
        """What of a record the format can hold."""
        name = record.name
        if record.zones and "zones" not in self._holds:
            for kind, start, end in record.zones:
                self._lose(Loss(name, "zones", label=kind, text=record.text[start:end][:80]))
            record = replace(record, zones=())
        if record.meta and "metadata" not in self._holds:
            for key, value in record.meta.items():
                self._lose(Loss(name, "metadata", label=key, text=value[:80]))
            record = replace(record, meta={})
        return replace(record, sources=tuple(self._source(name, one) for one in record.sources))

    def _source(self, name: str, one: SourceItems) -> SourceItems:
        self._texts = {span.id: span.text[:40] for span in one.spans}
        kept = {span.id: self._item(name, span) for span in self._spans(name, one)}
        relations = [self._item(name, each) for each in self._relations(name, one, kept)]
        return replace(
            one, spans=tuple(kept.values()), relations=tuple(relations), marks=self._marks(name, one)
        )  # fmt: skip

    def _spans(self, name: str, one: SourceItems) -> Iterator[Span]:
        flat, last = "overlapping spans" not in self._holds, -1
        ordered = sorted(one.spans, key=lambda span: (span.start, -span.end)) if flat else one.spans
        for span in ordered:
            if len(span.fragments) > 1 and "discontinuous spans" not in self._holds:
                self._lost(name, "discontinuous spans", span)
            elif flat and span.start < last:
                self._lost(name, "overlapping spans", span, "a longer or earlier span is there")
            else:
                last = max(last, span.end)
                yield span

    def _relations(self, name: str, one: SourceItems, kept: dict[str, Span]) -> Iterator[Relation]:
        for relation in one.relations:
            if "relations" not in self._holds:
                self._lost(name, "relations", relation)
            elif not {relation.head, relation.child} <= kept.keys():
                self._lost(name, "relations", relation, "one of its spans is not written")
            else:
                yield relation

    def _item(self, name: str, item: T) -> T:
        what = "spans" if isinstance(item, Span) else "relations"
        if item.attributes and f"attributes of {what}" not in self._holds:
            self._lost(name, f"attributes of {what}", item, ", ".join(key for key, _ in item.attributes))
            item = replace(item, attributes=())
        elif "types of attributes" not in self._holds and any(not isinstance(v, str) for _, v in item.attributes):
            self._lost(name, "types of attributes", item, "written as text")
            item = replace(item, attributes=tuple((key, _told(value)) for key, value in item.attributes))
        if item.note and f"notes of {what}" not in self._holds:
            self._lost(name, f"notes of {what}", item, item.note[:80])
            item = replace(item, note="")
        if item.flagged and "flags" not in self._holds:
            self._lost(name, "flags", item)
            item = replace(item, flagged=False)
        if isinstance(item, Span) and item.value is not None and "values" not in self._holds:
            self._lost(name, "values", item)
            item = replace(item, value=None)
        if item.score is not None and "scores" not in self._holds:
            self._lost(name, "scores", item)
            item = replace(item, score=None)
        if (item.origin or item.decision != "manual") and "origins" not in self._holds:
            self._lost(name, "origins", item, f"{item.decision}, {item.origin}".rstrip(", "))
            item = replace(item, origin="", decision="manual")
        return item

    def _marks(self, name: str, one: SourceItems) -> Marks:
        marks = one.marks
        if {"labels of documents", "types of attributes"} & self._holds == {"labels of documents"}:
            marks = self._as_text(name, marks)
        facts = (
            ("status", "status", marks.status != "new", marks.status),
            ("flags", "flagged", marks.flagged, ""),
            ("notes of documents", "note", bool(marks.note), marks.note[:80]),
            (
                "labels of documents",
                "attributes",
                bool(marks.attributes),
                ", ".join(key for key, _ in marks.attributes),
            ),
        )
        for kind, field, there, why in facts:
            if there and kind not in self._holds:
                self._lose(Loss(name, kind, text=why))
                marks = replace(marks, **{field: getattr(UNMARKED, field)})
        return marks

    def _as_text(self, name: str, marks: Marks) -> Marks:
        odd = [key for key, value in marks.attributes if not isinstance(value, str)]
        if not odd:
            return marks
        self._lose(Loss(name, "types of attributes", label=", ".join(odd)[:80], why="written as text"))
        return replace(marks, attributes=tuple((key, _told(value)) for key, value in marks.attributes))

    def _lost(self, name: str, kind: str, item: Span | Relation, why: str = "") -> None:
        ends = () if isinstance(item, Span) else (self._texts.get(item.head, ""), self._texts.get(item.child, ""))
        text = item.text[:80] if isinstance(item, Span) else " → ".join(ends)
        self._lose(Loss(name, kind, item.id, item.label, text, why))


def _told(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
