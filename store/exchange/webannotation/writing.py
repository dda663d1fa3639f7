"""Web annotations written: those that were read and did not change stay as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.losses import Lose
from store.exchange.pairs import Said
from store.exchange.record import Record, SourceItems
from store.exchange.webannotation.bodies import (
    bodies_of,
    document_body,
    document_said,
    new_bodies,
    said_of,
    with_bodies,
)
from store.exchange.webannotation.reading import NAME, creator_of, ends_of, reference
from store.exchange.webannotation.selectors import NoPlaceError, Text
from store.exchange.webannotation.shape import (
    Data,
    File,
    identity,
    many,
    objects,
    source_of,
    targets_of,
    whole,
    with_text,
)

_BEFORE = "labels"  # what an import keeps: the labels that spans had before they got those of the scheme
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(records: Iterable[Record], _lose: Lose) -> Iterator[Piece]:
    """For each document a file of annotations, and beside it the text where no annotation brings it."""
    used = set[str]()
    for record in records:
        name = record.name.removesuffix(".jsonld").removesuffix(".json").removesuffix(".txt")
        path = path_for(name, used)
        one = _Writing(record, path.rpartition("/")[2])
        if one.is_text_beside:
            yield f"{path}.txt", one.text()
        yield f"{path}.jsonld", one.annotations()


class _Writing:
    """The annotations of one record."""

    def __init__(self, record: Record, stem: str) -> None:
        self._record = record
        kept = record.kept.get(NAME)
        self._kept = cast("Data", kept) if isinstance(kept, dict) else _nothing(stem)
        self._text = Text(record.text, self._kept["unit"])
        self._spans = {span.id: (one, span) for one in record.sources for span in one.spans}
        self._relations = {each.id: (one, each) for one in record.sources for each in one.relations}
        self._marks = {one.source: one for one in record.sources if one.marks != Marks("")}
        self._keys = dict[str, str]()  # ids of annotations, by span
        self._found = set[str]()
        self._before = cast("dict[str, str]", record.kept.get(_BEFORE, {}))

    @property
    def is_text_beside(self) -> bool:
        """Whether the text is a file of its own."""
        return self._kept["text"] == "beside"

    def text(self) -> bytes:
        """The text as bytes; one that begins with U+FEFF has a byte order mark before it."""
        marked = self._kept.get("bom") or self._record.text.startswith("\ufeff")
        return (b"\xef\xbb\xbf" if marked else b"") + self._record.text.encode()

    def annotations(self) -> bytes:
        """The file of annotations."""
        items = [with_text(one, self._record.text) for one in self._kept["items"]]
        self._ids = {identity(one) for one in items if identity(one)}
        rows = [(one, self._matched(one, of)) for one, of in zip(items, self._kept["of"], strict=True)]
        self._name(rows)
        rows = [(one, self._rejoined(one, of)) for one, of in rows]
        dead = {identity(one) for one, of in rows if of and self._is_gone(of[0])} - set(self._keys.values())
        made = [found for one, of in rows for found in self._old(one, of, dead)]
        made += [self._new_span(*pair) for pair in self._spans.values()]
        made += [self._new_relation(*pair) for pair in self._relations.values()]
        made += [self._about_all(one) for one in self._marks.values()]
        form = self._kept["form"]
        if form == ["lines"]:
            return "".join(_dump(one) + "\n" for one in made).encode()
        if form == ["list"]:
            return ("[\n" + ",\n".join(map(_dump, made)) + "\n]\n").encode()
        return (_dump(whole(File(form, [], self._kept["head"]), made)) + "\n").encode()

    def _matched(self, one: Data, of: list[str]) -> list[str]:
        """Suggestions have other ids in a project: they are found by label and place."""
        if not of or of[0] in self._spans or not creator_of(one)[1]:
            return of
        label, places = said_of(one, bodies_of(one))[0], self._places(one)
        some = (span for source, span in self._spans.values() if source.kind == "model" and span.id not in self._found)
        there = [span for span in some if span.fragments == places]
        found = next((span for span in there if span.label == label), None)
        found = found or (next(iter(there), None) if of[0] in self._before else None)
        if found is None:
            return of
        self._found.add(found.id)
        self._spans[found.id] = (self._spans[found.id][0], replace(found, label=label))
        return [found.id]

    def _rejoined(self, one: Data, of: list[str]) -> list[str]:
        """Relations between suggestions are found by label and ends."""
        if not of or of[0] in self._spans or of[0] in self._relations or not creator_of(one)[1]:
            return of
        ends = ends_of(one, self._ids)
        label = said_of(one, [body for body in bodies_of(one) if reference(body.raw) not in ends])[0]
        some = (each for source, each in self._relations.values() if source.kind == "model")
        fits = (each for each in some if (each.label, [self._key(each.head), self._key(each.child)]) == (label, ends))
        found = next(fits, None)
        return of if found is None else [found.id]

    def _name(self, rows: Sequence[tuple[Data, list[str]]]) -> None:
        """Spans keep the ids that they had; one without, or with that of another, gets one where it is referred to."""
        used, joined = {""}, {end for _, each in self._relations.values() for end in (each.head, each.child)}
        for one, of in rows:
            key = identity(one)
            if of and of[0] in self._spans and (key not in used or of[0] in joined):
                self._keys[of[0]] = _iri(of[0]) if key in used else key
                used.add(key)

    def _is_gone(self, own: str) -> bool:
        return own != "marks" and own not in self._spans and own not in self._relations

    def _old(self, one: Data, of: list[str], dead: set[str]) -> Iterator[Data]:
        if not of:
            ends = {reference(end) for end in (*targets_of(one), *many(one.get("body")))}
            if not (ends - {""}) & dead:
                yield one
        elif of[0] == "marks":
            yield from self._old_marks(one)
        elif of[0] in self._spans:
            yield self._old_span(one, of, *self._spans.pop(of[0]))
        elif of[0] in self._relations:
            yield self._old_relation(one, *self._relations.pop(of[0]))

    def _old_span(self, one: Data, of: Sequence[str], source: SourceItems, span: Span) -> Data:
        places = tuple(Range(*map(int, each.split())) for each in of[1:])
        bodies = bodies_of(one)
        label, more = said_of(one, bodies)
        moved = (places or self._places(one)) != span.fragments
        made = dict(one)
        if moved:
            made["target"] = self._target(span)
            made.pop("hasTarget", None)
        if label != span.label or not _same(more, span, suggested=source.kind == "model"):
            made = with_bodies(made, new_bodies(_plain(span, source), one, bodies))
        return made if self._keys.get(span.id, identity(one)) == identity(one) else {**made, "id": self._key(span.id)}

    def _places(self, one: Data) -> object:
        try:
            found = [place for target in targets_of(one) for place, _ in self._text.fragments(target)]
        except NoPlaceError:
            return None
        return tuple(sorted(place for place in found if place is not None))

    def _target(self, span: Span) -> Any:
        base = {} if not self._kept["source"] else {"source": self._source()}
        some = [{**base, "selector": self._text.said(place)} for place in span.fragments]
        return some[0] if len(some) == 1 else some

    def _source(self) -> Any:
        """The text as a source, as other annotations have it."""
        if self._kept["text"] == "inside":
            for one in self._kept["items"]:
                for target in objects(targets_of(one)):
                    for held in objects(target.get("source")) if source_of(target) == self._kept["source"] else ():
                        return {**held, "value": self._record.text}
        return self._kept["source"]

    def _key(self, span_id: str) -> str:
        return self._keys.get(span_id) or _iri(span_id)

    def _old_relation(self, one: Data, source: SourceItems, each: Relation) -> Data:
        before = ends_of(one, self._ids)
        ends = [self._key(each.head), self._key(each.child)]
        bodies = [body for body in bodies_of(one) if reference(body.raw) not in before]
        label, more = said_of(one, bodies)
        made = dict(one)
        if ends != before:
            made |= {"target": [{"id": end} for end in ends]}
            rest = [body for body in many(one.get("body")) if reference(body) not in before]
            made = with_bodies(made, rest)
        if label != each.label or not _same(more, each, suggested=source.kind == "model"):
            links = [] if ends != before else [body for body in many(one.get("body")) if reference(body) in before]
            made = with_bodies(made, [*links, *new_bodies(_plain(each, source), one, bodies)])
        return made

    def _old_marks(self, one: Data) -> Iterator[Data]:
        source = self._marks.pop(creator_of(one)[0], None)
        if source is not None:
            same = document_said(bodies_of(one)) == source.marks
            yield one if same else with_bodies(one, [document_body(source.marks)])

    def _new_span(self, source: SourceItems, span: Span) -> Data:
        bodies = new_bodies(_plain(span, source), {}, [])
        return {**_head(self._key(span.id), source), "body": bodies, "target": self._target(span)}

    def _new_relation(self, source: SourceItems, each: Relation) -> Data:
        bodies = new_bodies(_plain(each, source), {"motivation": "linking"}, [])
        ends = [{"id": self._key(each.head)}, {"id": self._key(each.child)}]
        return {**_head(_iri(each.id), source), "motivation": "linking", "body": bodies, "target": ends}

    def _about_all(self, source: SourceItems) -> Data:
        body = document_body(source.marks)
        target = self._kept["source"] or "#"
        return {**_head("", source), "motivation": "describing", "body": [body], "target": target}


def _head(key: str, source: SourceItems) -> Data:
    head: Data = {"@context": _CONTEXT, **({"id": key} if key else {}), "type": "Annotation"}
    if not source.source:
        return head
    if source.kind == "model":
        return {**head, "creator": {"type": "Software", "name": source.source.removeprefix("model:")}}
    return {**head, "creator": {"type": "Person", "name": source.source}}


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _iri(own: str) -> str:
    """The id of a span or relation as an IRI."""
    try:
        return UUID(hex=own).urn
    except ValueError:
        return f"#{own}"


def _plain(item: Any, source: SourceItems) -> Any:
    """A suggestion says nothing of how it came to be."""
    return replace(item, decision="manual", origin="") if source.kind == "model" else item


def _same(more: Said, item: Span | Relation, *, suggested: bool) -> bool:
    value = item.value if isinstance(item, Span) else None
    if suggested:
        return more.value == value and item.score in (more.score, 1.0 if more.score is None else more.score)
    facts = (more.value, more.note, more.flagged, more.origin, more.score, more.decision, more.attributes)
    return facts == (value, item.note, item.flagged, item.origin, item.score, item.decision, dict(item.attributes))


def _nothing(stem: str) -> Data:
    return {"form": ["list"], "head": {}, "of": [], "unit": "code points", "source": f"{stem}.txt", "items": [],
            "text": "beside", "bom": False}  # fmt: skip
