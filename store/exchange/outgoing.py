"""A project becomes records: what each source says of each document, and what only one format can say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, get_args

from annotate import review
from annotate.document import Document
from annotate.model import Marks, Relation, Span, Status
from annotate.state import AnnotationState
from store.errors import ProjectError, decoding
from store.exchange.record import KEPT, LABELS, Place, Record, SourceItems
from store.project import Project
from store.sources import PARTS, Source

_States = list[tuple[Source, AnnotationState]]


@dataclass(frozen=True, slots=True)
class Which:
    """What of a project goes out: of `sources`, by their names, or of every one that is no model; with `suggestions`,
    also what nobody has decided on. `form` is the name of the format it goes to."""

    sources: tuple[str, ...] | None = None
    suggestions: bool = False
    form: str = ""


class Outgoing:
    """Gives records. Suggestions that are hidden because people work blind there (`annotate.blind`) never go out:
    `hidden` counts their spans. Raises ProjectError for a source that is not there."""

    def __init__(self, project: Project, which: Which) -> None:
        self._project, self._which, self.hidden = project, which, 0
        self._sources = _chosen(project, which.sources)
        self._models = {one.name for one in self._sources if one.kind == "model"}

    @property
    def names(self) -> tuple[str, ...]:
        """Whose annotations go out."""
        return tuple(one.name for one in self._sources)

    def records(self, ids: Iterable[str]) -> Iterator[Record]:
        """The documents with these ids."""
        return map(self.record, ids)

    def record(self, document_id: str) -> Record:
        """One document. Raises GilderError."""
        project = self._project
        with decoding(project.path):
            doc = project.documents.get(document_id)
            states: _States = [
                (one, project.annotations.state(doc, one)) for one in self._sources if one.kind != "model"
            ]
            meta, kept = _apart(doc.meta)
            named = _Labels(project, kept if self._which.form in kept else {})
            said = [self._said(doc, source, state, named) for source, state in states]
            there = [one for one in said if one.spans or one.relations or one.marks != Marks("")]
            items = (*there, *self._open(doc, states))
            kept.pop(LABELS, None)
            return Record(doc.name, doc.text, items, tuple(_zones(doc, states)), meta, kept, doc.id)

    def _said(self, doc: Document, source: Source, state: AnnotationState, named: _Labels) -> SourceItems:
        _check(state)
        spans = tuple(map(named.before, state.index))
        relations = tuple(state.relations.values())
        marks, blind = _marks(source, state), self._blind(doc, source, state)
        return SourceItems(source.name, source.kind, spans, relations, marks, blind)

    def _blind(self, doc: Document, source: Source, state: AnnotationState) -> frozenset[str]:
        """The spans that were made blind; by the setting that counted when they were made."""
        blinding = self._project.blinding
        if not blinding.history:
            return frozenset()
        made = blinding.made(doc.id, source.id)
        there = (span for span in state.index if span.id in made)
        return frozenset(span.id for span in there if blinding.at(made[span.id]).made_blind(doc.digest, span))

    def _open(self, doc: Document, states: _States) -> Iterator[SourceItems]:
        """The suggestions that no source has answered or, for a model as the source, all of them; by their models."""
        if not self._which.suggestions and not self._models:
            return
        suggested = self._project.suggestions.suggested(doc)
        if self._project.blinding.current.share:
            everything = self._project.suggestions.suggested(doc, hidden_too=True)
            self.hidden += len(everything.spans) - len(suggested.spans)
        _check(suggested)
        spans, relations = list(suggested.index), list(suggested.relations.values())
        for _, state in () if self._models else states:
            spans, relations = _still_open(suggested, state, spans, relations)
        kept = {span.id for span in spans}
        relations = [one for one in relations if {one.head, one.child} <= kept]
        for origin in dict.fromkeys(one.origin for one in (*spans, *relations)):
            if self._models and origin not in self._models:
                continue
            own = tuple(span for span in spans if span.origin == origin)
            yield SourceItems(origin, "model", own, tuple(one for one in relations if one.origin == origin))


def _marks(source: Source, state: AnnotationState) -> Marks:
    """What a source says of a document as a whole; that an import has found nothing in it was not in its file."""
    marks = replace(state.marks, id="")
    empty = source.kind == "import" and not state.spans and marks == Marks("", status="done")
    return Marks("") if empty else marks


class _Labels:
    """The labels that spans had in the file that they came from, before they got the names of the scheme."""

    def __init__(self, project: Project, kept: Mapping[str, Any]) -> None:
        self._scheme, self._before = project.schemes.scheme, kept.get(LABELS, {})

    def before(self, span: Span) -> Span:
        """The span as the file had it, where nobody has given it another label since."""
        label = self._before.get(span.id)
        if label is None or self._scheme.span_label_for(label) != span.label:
            return span
        return replace(span, label=label)


def _chosen(project: Project, names: tuple[str, ...] | None) -> list[Source]:
    everybody = project.sources.all()
    if names is None:
        return [source for source in everybody if source.kind != "model" and source.name != PARTS]
    by_name = {source.name: source for source in everybody}
    missing = next((name for name in names if name not in by_name), None)
    if missing is not None:
        known = ", ".join(by_name) or "none yet"
        raise ProjectError(f"{project.path}: there is no source “{missing}”; there are: {known}")
    return [by_name[name] for name in dict.fromkeys(names)]


def _apart(meta: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """What is known of a document, and what only single formats can say."""
    kept = {key.removeprefix(KEPT): json.loads(value) for key, value in meta.items() if key.startswith(KEPT)}
    return {key: value for key, value in meta.items() if not key.startswith(KEPT)}, kept


def _zones(doc: Document, states: _States) -> Iterator[Place]:
    """Those of the document that nobody has made body text, and those that somebody has marked."""
    zones = {zone.id: zone for zone in doc.zones if all(zone.id in state.zones for _, state in states)}
    own = {zone.id for zone in doc.zones}
    for _, state in states:
        zones |= {zone_id: zone for zone_id, zone in state.zones.items() if zone_id not in own}
    for zone in sorted(zones.values(), key=lambda zone: (zone.start, zone.end, zone.kind)):
        yield zone.kind, zone.start, zone.end


def _check(state: AnnotationState) -> None:
    """Raise ValueError, inside `decoding`, for what only a damaged file says, and no format can write."""
    if state.marks.status not in get_args(Status):
        raise ValueError(f"there is no status “{state.marks.status}”")
    for item in (*state.index, *state.relations.values()):
        if item.score is not None and not isfinite(item.score):
            raise ValueError(f"a score is {item.score}")


def _still_open(
    suggested: AnnotationState, state: AnnotationState, spans: list[Span], relations: list[Relation]
) -> tuple[list[Span], list[Relation]]:
    still = {span.id for span in review.open_spans(suggested, state)}
    open_ids = {relation.id for relation in review.open_relations(suggested, state)}
    return [span for span in spans if span.id in still], [one for one in relations if one.id in open_ids]
