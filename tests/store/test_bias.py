"""Blind beside assisted work, counted by SQLite, beside its twin, which loads every document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest

from annotate.blind import Blinding, Comparison, Counted
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.model import Item, Marks, Span
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.bias import compare
from store.documents import NewDocument
from store.errors import ProjectError
from store.ids import new_id
from store.project import Project
from store.sources import Source
from store.statistics import statistics
from tests.builders import TEXT

PLACES = ((0, 4), (5, 10), (11, 26), (39, 44), (56, 71))
LABELS = ("LOC", "PERSON", "CARDINAL")
DECISIONS = ("manual", "manual", "accepted", "edited")
SETTINGS = (
    Blinding(),
    Blinding(50, "documents", 3),
    Blinding(100),
    Blinding(50, "spans", 3),
    Blinding(100, "spans"),
    Blinding(0, "spans", 9),
)


def loading(project: Project, source: Source, seconds: dict[str, float]) -> Comparison:
    """The slow twin: whole documents, states and suggestions."""
    found, mixed = Comparison(), 0
    for document in project.documents.ids():
        doc = project.documents.get(document)
        state = project.annotations.state(doc, source)
        if state.marks.status != "done":
            continue
        sql = "SELECT tx.at_ms FROM tx JOIN op ON op.tx_id=tx.id JOIN document d ON d.id=op.doc_id WHERE d.uid=?"
        sql += " AND tx.source_id=?"
        times = [row[0] for row in project.connection.rows(sql, (bytes.fromhex(doc.id), source.id))]
        first, last = project.blinding.at(min(times)), project.blinding.at(max(times))
        if first != last and {first.of_places(doc.digest), last.of_places(doc.digest)} not in ({0.0}, {1.0}):
            mixed += 1
            continue
        has_run = project.suggestions.has_run(document)
        proposed = {(one.fragments, one.label) for one in project.suggestions.suggested(doc, hidden_too=True).index}
        spans = [
            Counted(1, first.made_blind(doc.digest, one), (one.fragments, one.label) in proposed if has_run else None)
            for one in state.index
        ]
        found.add(first, doc.digest, words=doc.words, seconds=seconds.get(doc.id, 0.0), spans=spans)
    return Comparison(found.blind, found.assisted, mixed)


def said(doc: Document, rng: Random) -> list[Item]:
    items: list[Item] = []
    for start, end in rng.sample(PLACES, rng.randint(0, len(PLACES))):
        places = [Range(start, end)]
        if rng.random() < 0.2:
            places.append(Range(end + 1, end + 3))
        text = " ".join(doc.text[one.start : one.end] for one in places)
        decision = rng.choice(DECISIONS)
        items.append(Span(new_id(), rng.choice(LABELS), tuple(places), text, decision=decision))
    return [*items, Marks(doc.id, rng.choice(("done", "done", "in_progress")))]


def fill(project: Project, rng: Random) -> None:
    texts = (NewDocument(f"{at}.txt", f"{TEXT} {'more ' * rng.randint(0, 9)}{at}") for at in range(30))
    docs = project.documents.add(texts)
    for name in ("first", "second"):
        found = [
            (one.id, Suggestions(tuple(Suggestion(*place, rng.choice(LABELS), 0.5) for place in PLACES)))
            for one in rng.sample(docs, 15)
        ]
        project.suggestions.record_run(name, found)
    for name in ("ann", "ben"):
        source = project.sources.person(name)
        for doc in rng.sample(docs, 25):
            items = said(doc, rng)
            for some in (items[:1], items[1:]):
                if some:
                    tx = Transaction(tuple(Change(doc.id, None, one) for one in some), "span.add")
                    _, source = project.annotations.append(tx, source)
    with project.connection.writing():  # as if the scheme had renamed one label and dropped another
        project.connection.write("UPDATE label SET now_id=(SELECT id FROM label WHERE name='LOC') WHERE name='PERSON'")
        if rng.random() < 0.5:
            project.connection.write("UPDATE label SET retired=1 WHERE name='CARDINAL'")
        chosen = sorted(rng.sample(range(1_000), 2))
        times = [row[0] for row in project.connection.rows("SELECT at_ms FROM tx ORDER BY at_ms")]
        since = [0, *(times[at * len(times) // 1_000] for at in chosen)]
        wanted = rng.sample(SETTINGS, 3) if rng.random() < 0.5 else [rng.choice(SETTINGS)] * 3
        rows = [
            {"at_ms": at, "share": one.share, "unit": one.unit, "seed": one.seed}
            for at, one in zip(since, wanted, strict=True)
        ]
        project.connection.write("INSERT OR REPLACE INTO meta VALUES('blind', ?)", (json.dumps(rows),))


@pytest.fixture(params=range(12))
def filled(project: Project, request: pytest.FixtureRequest) -> Iterator[Project]:
    fill(project, Random(request.param))
    with Project.open(project.path, read_only=True) as again:
        yield again


def test_counting_gives_what_loading_every_document_gives(filled: Project) -> None:
    rng = Random(1)
    seconds = {one: rng.random() for one in filled.documents.ids()}
    for name in ("ann", "ben"):
        source = filled.sources.person(name)
        counted, loaded = compare(filled, source.id, seconds), loading(filled, source, seconds)
        assert counted == loaded
        assert counted.mixed or counted.blind.documents + counted.assisted.documents > 0


def test_a_text_that_is_not_the_imported_one_is_told(project: Project) -> None:
    fill(project, Random(1))
    project.connection.raw.execute("DROP TRIGGER document_text_immutable")
    project.connection.raw.execute("UPDATE document_text SET text=text||'x'")
    with pytest.raises(ProjectError, match="is not the one that was imported"):
        statistics(project)
