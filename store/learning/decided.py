"""The decided documents of a source: which are learnt from, which are the check set, and their gold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.datasets.near import near_groups
from annotate.document import Document, text_digest
from annotate.errors import InputError
from annotate.learning.check import LEAST_CHECK, LEAST_LEARNT, in_check_set
from annotate.model import Span
from annotate.offsets import Range
from annotate.pipelines.lessons import DEV, TRAIN, Lesson, Marked, outside
from store.codec import attributes_of
from store.connection import Step, no_step
from store.datasets.parts import PART
from store.errors import decoding
from store.project import Project
from store.sources import PARTS, Source

MOST_WORDS = 60_000
"""Words that are learnt from at most, of the documents that were decided last: a round stays light."""

_DONE = (
    "SELECT d.uid, d.digest, p.attributes, (SELECT max(tx_id) FROM op WHERE op.doc_id=d.id) AS last "
    "FROM marks m JOIN document d ON d.id=m.doc_id LEFT JOIN marks p ON p.doc_id=d.id AND p.source_id=:parts "
    "WHERE m.source_id=:source AND m.status='done' ORDER BY last, d.id"
)
_TEST = "test"


@dataclass(frozen=True, slots=True)
class Decided:
    """A document that is done and not of the part test."""

    document: str  # id
    check: bool  # of the check set


def decided(project: Project, source: Source) -> list[Decided]:
    """The documents that a source has marked done, those of the part test left out, in the order of their last change.

    Quick: no text is read. Raises DamagedProject.
    """
    parts = project.sources.named(PARTS)
    asked = {"source": source.id, "parts": parts.id if parts else 0}
    with decoding(project.path):
        rows = project.connection.rows(_DONE, asked)
        kept = [(uid, digest) for uid, digest, attributes, _ in rows if _part(attributes) != _TEST]
        return [Decided(uid.hex(), in_check_set(f"sha256:{digest.hex()}")) for uid, digest in kept]


def check_enough(project: Project, there: Sequence[Decided]) -> None:
    """Raise InputError where there is too little to learn from, or to check by."""
    check = sum(one.check for one in there)
    if len(there) - check < LEAST_LEARNT or check < LEAST_CHECK:
        raise InputError(
            f"{project.path}: too few documents are done to learn from: {len(there) - check} beside {check} of the "
            f"check set, and {LEAST_LEARNT} beside {LEAST_CHECK} are needed; mark more documents as done"
        )


def lessons(project: Project, source: Source, *, step: Step = no_step) -> list[Lesson]:
    """Their gold: `dev` is the check set, `train` the rest without what is nearly a document of the check set, the
    documents decided last where they are very many. Raises InputError, ProjectError."""
    there = decided(project, source)
    check_enough(project, there)
    found, words = list[Lesson](), 0
    for at, one in enumerate(reversed(there)):
        step(at, len(there))
        lesson = _lesson(project, project.documents.get(one.document), source, check=one.check)
        if lesson is None or (not one.check and words >= MOST_WORDS):
            continue
        words += 0 if one.check else len(lesson.text.split())
        found.append(lesson)
    kept = sorted(_without_near(found), key=lambda one: (one.digest, one.document))
    if not any(one.spans for one in kept if one.part == TRAIN):
        raise InputError(f"{project.path}: there is no span in the documents that are done; nothing can be learnt yet")
    return kept


def languages(project: Project, documents: Iterable[str]) -> list[str]:
    """The codes of the languages that documents say they are in, the most usual one first."""
    counts: dict[str, int] = {}
    for one in documents:
        code = project.documents.get(one).meta.get("language", "").casefold().replace("_", "-").partition("-")[0]
        counts[code] = counts.get(code, 0) + 1
    return sorted(filter(None, counts), key=lambda code: (-counts[code], code))


def _part(attributes: str | None) -> str:
    found = dict(attributes_of(json.loads(attributes))) if attributes else {}
    return str(found.get(PART, ""))


def _lesson(project: Project, doc: Document, source: Source, *, check: bool) -> Lesson | None:
    """A document as it is learnt from; None where it is boilerplate alone."""
    state = project.annotations.state(doc, source)
    closed = [zone.range for zone in state.zones.values() if zone.kind == "boilerplate"]
    pieces = outside(doc.text, closed)
    if not pieces:
        return None
    inside = [span for span in state.index if _is_inside(span, pieces)]
    marked = tuple(Marked(span.label, span.fragments, span.decision, span.origin) for span in inside)
    return Lesson(doc.id, doc.name, DEV if check else TRAIN, text_digest(doc.text), doc.text, pieces, marked)


def _is_inside(span: Span, pieces: Iterable[Range]) -> bool:
    return any(piece.covers(span.range) for piece in pieces)


def _without_near(found: Sequence[Lesson]) -> list[Lesson]:
    """Without what would be learnt and is nearly the same as a document of the check set."""
    groups = near_groups(one.text for one in found)
    checked = {group for group, one in zip(groups, found, strict=True) if one.part == DEV}
    return [one for group, one in zip(groups, found, strict=True) if one.part == DEV or group not in checked]
