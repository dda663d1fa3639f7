"""Blind beside assisted work of one source: read from the file, added up by `annotate.blind`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.blind import Comparison
from store.project import Project

_DONE = (
    "SELECT d.uid, min(tx.at_ms), max(tx.at_ms) FROM marks m JOIN document d ON d.id=m.doc_id "
    "JOIN op ON op.doc_id=d.id JOIN tx ON tx.id=op.tx_id AND tx.source_id=m.source_id "
    "WHERE m.source_id=? AND m.status='done' GROUP BY d.id ORDER BY d.id"
)


def compare(project: Project, source_id: int, seconds: Mapping[str, float]) -> Comparison:
    """Blind and assisted work over the documents that a source has marked done.

    `seconds` has the active time by document id. What a document was is told by the settings that counted when its
    first and its last change was made; where those differ for it, it is counted as mixed and in neither.
    """
    source, mixed = project.sources.by_id(source_id), 0
    found = Comparison()
    for document_id, first_ms, last_ms in _done(project, source_id):
        first, last = project.blinding.at(first_ms), project.blinding.at(last_ms)
        doc = project.documents.get(document_id)
        digest = doc.digest
        same = first == last or {first.of_places(digest), last.of_places(digest)} in ({0.0}, {1.0})
        if not same:
            mixed += 1
            continue
        proposed = None
        if project.suggestions.has_run(document_id):
            everything = project.suggestions.suggested(doc, hidden_too=True)
            proposed = {(span.fragments, span.label) for span in everything.index}
        spans = project.annotations.state(doc, source).index
        active = seconds.get(document_id, 0.0)
        found.add(first, digest, spans, words=doc.words, seconds=active, proposed=proposed)
    return Comparison(found.blind, found.assisted, mixed)


def _done(project: Project, source_id: int) -> Iterator[tuple[str, int, int]]:
    for uid, first, last in project.connection.rows(_DONE, (source_id,)):
        yield uid.hex(), first, last
