"""Gilder JSON Lines, the lossless format: one document a line, UTF-8 (`docs/annotations.md` describes every field)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate import review
from annotate.document import Document
from annotate.model import Marks, Relation, Span
from annotate.state import AnnotationState
from store.codec import fragments_image, value_image
from store.errors import ProjectError, decoding
from store.project import Project
from store.sources import Source

VERSION = 1


@dataclass(frozen=True, slots=True)
class Written:
    """What an export has written."""

    documents: int
    spans: int
    relations: int
    hidden: int = 0  # suggested spans that were left out because people work blind there


def write_jsonl(
    project: Project,
    path: Path,
    *,
    source: str | None = None,
    include_suggestions: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the whole project to `path`: the annotations of `source`, or of every source that is no model.

    Suggestions that nobody has decided on are written only when asked for, and never those that are hidden because
    people work blind there (`annotate.blind`). The file is put in place when it is whole.
    Raises ProjectError for an unknown source or a place that cannot be written.
    """
    sources = _chosen(project, source)
    ids = project.documents.ids()
    counts, hidden, blinding = [0, 0], 0, project.blinding.current
    proposes = include_suggestions or any(one.kind == "model" for one in sources)
    building = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with building.open("w", encoding="utf-8", newline="\n") as out:
            for at, document_id in enumerate(ids):
                with decoding(project.path):
                    record = document_record(project, document_id, sources, include_suggestions=include_suggestions)
                    line = dump_line(record)
                counts[0] += len(record.get("spans", ()))
                counts[1] += len(record.get("relations", ()))
                out.write(line)
                if proposes and blinding.share:
                    hidden += _hidden(project, document_id)
                if progress is not None:
                    progress(at + 1, len(ids))
            out.flush()
            os.fsync(out.fileno())
        building.replace(path)
    except OSError as problem:
        raise ProjectError(f"{path}: cannot be written: {problem.strerror or problem}") from problem
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)
    return Written(len(ids), counts[0], counts[1], hidden)


def _hidden(project: Project, document_id: str) -> int:
    doc = project.documents.get(document_id)
    everything = project.suggestions.suggested(doc, hidden_too=True)
    return len(everything.spans) - len(project.suggestions.suggested(doc).spans)


def dump_line(record: Mapping[str, Any]) -> str:
    """One line; keys in the order in which the format's description has them."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def _chosen(project: Project, name: str | None) -> list[Source]:
    everybody = [source for source in project.sources.all() if source.kind != "model"]
    if name is None:
        return everybody
    found = project.sources.named(name)
    if found is None:
        known = ", ".join(source.name for source in project.sources.all()) or "none yet"
        raise ProjectError(f"{project.path}: there is no source “{name}”; there are: {known}")
    return [found]


def document_record(
    project: Project, document_id: str, sources: list[Source], *, include_suggestions: bool
) -> dict[str, Any]:
    """One document with its annotations, as the format has it."""
    doc = project.documents.get(document_id)
    states = [(source, project.annotations.state(doc, source)) for source in sources if source.kind != "model"]
    suggested = project.suggestions.suggested(doc)
    record: dict[str, Any] = {"gilder": VERSION, "id": doc.id, "name": doc.name, "text": doc.text, "digest": doc.digest}
    if doc.meta:
        record["meta"] = dict(doc.meta)
    record |= _marks(states)
    record["zones"] = _zones(doc, states)
    record["spans"] = [span_image(span, source.name) for source, state in states for span in state.index]
    record["relations"] = [
        relation_image(one, source.name) for source, state in states for one in state.relations.values()
    ]
    _tell_blind(project, record, states)
    if include_suggestions or any(source.kind == "model" for source in sources):
        _add_open(record, suggested, states, everything=any(source.kind == "model" for source in sources))
    return record


def _tell_blind(project: Project, record: dict[str, Any], states: list[tuple[Source, AnnotationState]]) -> None:
    """Say of the spans that were made blind that they were; by the setting that counted when they were made."""
    if not project.blinding.history:
        return
    digest, images = record["digest"], {image["id"]: image for image in record["spans"]}
    for source, state in states:
        made = project.blinding.made(record["id"], source.id)
        for span in state.index:
            if span.id in made and project.blinding.at(made[span.id]).made_blind(digest, span):
                images[span.id]["blind"] = True


def _marks(states: list[tuple[Source, AnnotationState]]) -> dict[str, Any]:
    marks: list[Marks] = [state.marks for _, state in states]
    order = ("done", "flagged", "in_progress", "new")
    status = min((mark.status for mark in marks), key=order.index, default="new")
    record: dict[str, Any] = {"status": status}
    if notes := [mark.note for mark in marks if mark.note]:
        record["note"] = "\n".join(notes)
    if any(mark.flagged for mark in marks):
        record["flagged"] = True
    if attributes := {name: value for mark in marks for name, value in mark.attributes}:
        record["attributes"] = attributes
    return record


def _zones(doc: Document, states: list[tuple[Source, AnnotationState]]) -> list[dict[str, Any]]:
    """Those of the document that nobody has made body text, and those that somebody has marked."""
    zones = {zone.id: zone for zone in doc.zones if all(zone.id in state.zones for _, state in states)}
    own = {zone.id for zone in doc.zones}
    for _, state in states:
        zones |= {zone_id: zone for zone_id, zone in state.zones.items() if zone_id not in own}
    ordered = sorted(zones.values(), key=lambda zone: (zone.start, zone.end, zone.kind))
    return [{"start": zone.start, "end": zone.end, "zone": zone.kind} for zone in ordered]


def _add_open(
    record: dict[str, Any],
    suggested: AnnotationState,
    states: list[tuple[Source, AnnotationState]],
    *,
    everything: bool,
) -> None:
    """Add the suggestions that no source has answered, or, for a model as the source, all of them."""
    spans, relations = list(suggested.index), list(suggested.relations.values())
    if not everything:
        for _, state in states:
            still = {span.id for span in review.open_spans(suggested, state)}
            spans = [span for span in spans if span.id in still]
            open_ids = {relation.id for relation in review.open_relations(suggested, state)}
            relations = [relation for relation in relations if relation.id in open_ids]
    kept = {span.id for span in spans}
    record["spans"] += [span_image(span, span.origin) for span in spans]
    record["relations"] += [relation_image(one, one.origin) for one in relations if {one.head, one.child} <= kept]


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
