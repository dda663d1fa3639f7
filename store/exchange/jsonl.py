"""Gilder JSON Lines, the lossless format: one document a line, UTF-8 (`docs/annotations.md` describes every field)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.document import text_digest
from annotate.model import Marks, Relation, Span
from store.codec import dump, fragments_image, value_image
from store.exchange.formats import Piece
from store.exchange.losses import Lose
from store.exchange.record import KEPT, UNMARKED, Record, SourceItems

VERSION = 1
NAME = "jsonl"


def write(records: Iterable[Record], _lose: Lose) -> Iterator[Piece]:
    """A line for each record."""
    for record in records:
        yield "", dump_line(image_of(record)).encode()


def dump_line(record: Mapping[str, Any]) -> str:
    """One line; keys in the order in which the format's description has them."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def image_of(record: Record) -> dict[str, Any]:
    """One document with its annotations, as the format has it."""
    kept: dict[str, Any] = record.kept.get(NAME, {})
    image: dict[str, Any] = {"gilder": VERSION} | ({"id": record.id} if record.id else {})
    image |= {"name": record.name, "text": record.text, "digest": text_digest(record.text)}
    others = {KEPT + form: dump(data) for form, data in record.kept.items() if form != NAME}
    if record.meta or others:
        image["meta"] = {**record.meta, **others}
    image |= _marks([one for one in record.sources if one.kind != "model"])
    image["zones"] = [{"start": start, "end": end, "zone": kind} for kind, start, end in record.zones]
    image["spans"] = [
        span_image(span, one.source) | ({"blind": True} if span.id in one.blind else {}) | kept.get(span.id, {})
        for one in record.sources
        for span in one.spans
    ]
    image["relations"] = [
        relation_image(each, one.source) | kept.get(each.id, {}) for one in record.sources for each in one.relations
    ]
    return image | kept.get("document", {})


def _marks(sources: list[SourceItems]) -> dict[str, Any]:
    """What all say of the document together, and, where they are several, what each of them does."""
    marks = [one.marks for one in sources]
    order = ("done", "flagged", "in_progress", "new")
    status = min((mark.status for mark in marks), key=order.index, default="new")
    image: dict[str, Any] = {"status": status}
    if notes := [mark.note for mark in marks if mark.note]:
        image["note"] = "\n".join(notes)
    if any(mark.flagged for mark in marks):
        image["flagged"] = True
    if attributes := {name: value for mark in marks for name, value in mark.attributes}:
        image["attributes"] = attributes
    if len(sources) > 1 and any(mark != UNMARKED for mark in marks):
        image["marks"] = [{"source": one.source} | _own(one.marks) for one in sources if one.marks != UNMARKED]
    return image


def _own(marks: Marks) -> dict[str, Any]:
    facts = {
        "status": marks.status, "note": marks.note, "flagged": marks.flagged, "attributes": dict(marks.attributes),
    }  # fmt: skip
    return {key: value for key, value in facts.items() if value}


def span_image(span: Span, source: str) -> dict[str, Any]:
    """A span of a source, as the format has it."""
    image: dict[str, Any] = {
        "id": span.id,
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "text": span.text,
        "fragments": fragments_image(span.fragments),
    }
    if span.value is not None:
        image["value"] = value_image(span.value)
    return image | _provenance(span, source)


def relation_image(relation: Relation, source: str) -> dict[str, Any]:
    """A relation of a source, as the format has it."""
    image = {"id": relation.id, "head": relation.head, "child": relation.child, "label": relation.label}
    return image | _provenance(relation, source)


def _provenance(item: Span | Relation, source: str) -> dict[str, Any]:
    image: dict[str, Any] = {}
    if item.attributes:
        image["attributes"] = dict(item.attributes)
    if item.note:
        image["note"] = item.note
    if item.flagged:
        image["flagged"] = True
    image["source"] = source
    if item.origin:
        image["origin"] = item.origin
    if item.score is not None:
        image["score"] = item.score
    return image | {"decision": item.decision}
