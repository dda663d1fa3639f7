"""Blind beside assisted work of one source: counted by SQLite, document by document, added up by `annotate.blind`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotate.blind import Blinding, Comparison, Counted
from annotate.document import text_digest
from store.errors import ProjectError
from store.project import Project

_DONE = (
    "SELECT d.id, d.uid, d.name, d.digest, min(tx.at_ms), max(tx.at_ms), "
    "(SELECT max(run_id) FROM run_document WHERE doc_id=d.id) FROM marks m JOIN document d ON d.id=m.doc_id "
    "JOIN op ON op.doc_id=d.id JOIN tx ON tx.id=op.tx_id AND tx.source_id=m.source_id "
    "WHERE m.source_id=? AND m.status='done' GROUP BY d.id ORDER BY d.id"
)
_TEXT = "SELECT text FROM document_text WHERE doc_id=?"
# What the newest run proposed, by the labels of today: `SuggestionStore.suggested`, with what is hidden.
_PROPOSED = (
    "SELECT s.start_ch, s.end_ch, coalesce(l.now_id, l.id) FROM suggestion s JOIN label l ON l.id=s.label_id "
    "WHERE s.doc_id=:doc AND s.run_id=:run AND s.start_ch IS NOT NULL AND NOT l.retired"
)
_SPANS = (
    "SELECT count(*), p.decision='manual' AND {blind} AS blind, "
    f"p.fragments IS NULL AND (p.start_ch, p.end_ch, p.label_id) IN ({_PROPOSED}) AS agreeing "
    "FROM span p WHERE p.doc_id=:doc AND p.source_id=:source GROUP BY 2, 3"
)


@dataclass(frozen=True, slots=True)
class _Done:
    """A document that a source has marked done; `run` is the newest one over it."""

    number: int
    id: str
    name: str
    digest: str
    first_ms: int
    last_ms: int
    run: int | None


def compare(project: Project, source_id: int, seconds: Mapping[str, float]) -> Comparison:
    """Blind and assisted work over the documents that a source has marked done.

    `seconds` has the active time by document id. What a document was is told by the settings that counted when its
    first and its last change was made; where those differ for it, it is counted as mixed and in neither.
    """
    found, mixed = Comparison(), 0
    for doc in _done(project, source_id):
        first, last = project.blinding.at(doc.first_ms), project.blinding.at(doc.last_ms)
        same = first == last or {first.of_places(doc.digest), last.of_places(doc.digest)} in ({0.0}, {1.0})
        if not same:
            mixed += 1
            continue
        spans, active = _spans(project, source_id, doc, first), seconds.get(doc.id, 0.0)
        found.add(first, doc.digest, words=_words(project, doc), seconds=active, spans=spans)
    return Comparison(found.blind, found.assisted, mixed)


def _done(project: Project, source_id: int) -> Iterator[_Done]:
    for number, uid, name, digest, *rest in project.connection.rows(_DONE, (source_id,)):
        yield _Done(number, uid.hex(), name, f"sha256:{digest.hex()}", *rest)


def _words(project: Project, doc: _Done) -> int:
    """How many words a document has, as `Document.words`. Raises ProjectError for another text than its own."""
    text = project.connection.value(_TEXT, (doc.number,)) or ""
    if text_digest(text) != doc.digest:
        raise ProjectError(f"{project.path}: the text of {doc.name} is not the one that was imported")
    return len(text.split())


def _spans(project: Project, source_id: int, doc: _Done, blinding: Blinding) -> Iterator[Counted]:
    """A source's spans in a document by their kinds, under the setting of the time."""
    places = blinding.share and blinding.unit == "spans"
    hidden = blinding.hides_span_sql(":key", "p.start_ch") if places else str(int(blinding.hides_document(doc.digest)))
    asked = {"doc": doc.number, "source": source_id, "run": doc.run, "key": blinding.key(doc.digest) if places else 0}
    for count, blind, agreeing in project.connection.rows(_SPANS.format(blind=hidden), asked):
        yield Counted(count, bool(blind), None if doc.run is None else bool(agreeing))
