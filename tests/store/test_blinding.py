"""A blind share in the project file: kept with its history, hidden wherever suggestions are read, and counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate import commands, review
from annotate.blind import Blinding
from annotate.document import Document
from annotate.errors import GilderError
from annotate.offsets import Range
from annotate.open import OpenSuggestions
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from annotate.suggest.ranking import mean_unsureness, unsureness
from store.check import check_project
from store.documents import NewDocument
from store.ids import new_id, new_ids
from store.project import Project
from store.sources import Source
from store.statistics import statistics
from tests.builders import TEXT
from tests.exports import write_jsonl

PLACES = ((0, 4, "LOC"), (11, 26, "CARDINAL"), (39, 44, "LOC"), (56, 71, "PERSON"), (80, 84, "LOC"))


def filled(project: Project, count: int = 12) -> list[Document]:
    docs = project.documents.add([NewDocument(f"{at}.txt", f"{TEXT} {at}") for at in range(count)])
    spans = tuple(Suggestion(start, end, label, 0.6 + at / 20) for at, (start, end, label) in enumerate(PLACES))
    found = Suggestions(spans, (SuggestedRelation(3, 0, "opposes", 0.8),))
    project.suggestions.record_run("m", [(doc.id, found) for doc in docs])
    return docs


def add(project: Project, doc: Document, who: Source, place: tuple[int, int, str]) -> None:
    start, end, label = place
    tx = commands.add_span(project.annotations.state(doc, who), [Range(start, end)], label, new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, who)


def finish(project: Project, doc: Document, who: Source) -> None:
    tx = commands.set_status(project.annotations.state(doc, who), "done")
    assert tx is not None
    project.annotations.append(tx, who)


def test_nothing_is_blind_at_first_and_every_setting_is_kept(project: Project):
    assert (project.blinding.current, project.blinding.history) == (Blinding(), [])
    for blinding in (Blinding(20, "documents", 7), Blinding(20, "documents", 7), Blinding(0, "documents", 7)):
        project.blinding.set(blinding)
    assert [one.blinding.share for one in project.blinding.history] == [20, 0]
    first, last = (one.at_ms for one in project.blinding.history)
    assert project.blinding.at(first - 1) == Blinding()
    assert project.blinding.at(last) == Blinding(0, "documents", 7)
    with Project.open(project.path, read_only=True) as again:
        assert again.blinding.history == project.blinding.history


@pytest.mark.parametrize("damage", ["{", "[1]", '[{"at_ms": 1, "share": 200, "unit": "documents", "seed": 1}]', "7"])
def test_a_damaged_setting_is_told(project: Project, damage: str):
    with project.connection.writing():
        project.connection.write("INSERT INTO meta VALUES('blind', ?)", (damage,))
    with pytest.raises(GilderError, match="meta “blind”"):
        _ = project.blinding.current


@pytest.mark.parametrize("blinding", [Blinding(50, "documents", 3), Blinding(50, "spans", 3), Blinding(100, "spans")])
def test_lists_count_what_is_shown(project: Project, ann: Source, blinding: Blinding):
    docs = filled(project)
    everything = [len(project.suggestions.suggested(doc).spans) for doc in docs]
    tx = review.accept(project.suggestions.suggested(docs[0]), project.annotations.state(docs[0], ann),
                       project.suggestions.suggested(docs[0]).index.between(0, 4)[0].id, new_ids=new_ids())  # fmt: skip
    _, ann = project.annotations.append(tx, ann)
    project.blinding.set(blinding)
    rows = {row.id: row for row in project.documents.rows(ann)}
    assert sum(len(project.suggestions.suggested(doc).spans) for doc in docs) < sum(everything)
    for doc in docs:
        still = OpenSuggestions.of(project.suggestions.suggested(doc), project.annotations.state(doc, ann))
        doubts = [unsureness(span.score) for span in still.spans]
        assert rows[doc.id].open_suggestions == len(doubts)
        assert rows[doc.id].unsureness == pytest.approx(mean_unsureness(doubts))
        assert rows[doc.id].blind == blinding.hides_document(doc.digest)
        assert project.documents.row(doc.id, ann) == rows[doc.id]
        assert len(project.suggestions.suggested(doc, hidden_too=True).spans) == len(PLACES)
    assert list(check_project(project)) == []


def test_exports_leave_out_what_is_hidden_and_mark_what_was_made_blind(project: Project, ann: Source, tmp_path: Path):
    docs = filled(project)
    add(project, docs[0], ann, PLACES[0])  # before anything was blind
    project.blinding.set(Blinding(100, "documents"))
    add(project, docs[0], ann, PLACES[2])
    out = tmp_path / "out.jsonl"
    written = write_jsonl(project, out, include_suggestions=True)
    assert (written.spans, written.hidden) == (2, len(docs) * len(PLACES))
    spans = json.loads(out.read_text().splitlines()[0])["spans"]
    assert [span.get("blind") for span in spans] == [None, True]
    assert write_jsonl(project, out).hidden == 0
    assert write_jsonl(project, out, source="model:m").spans == 0
    project.blinding.set(Blinding())
    written = write_jsonl(project, out, include_suggestions=True)
    assert (written.spans, written.hidden) == (len(docs) * len(PLACES), 0)
    spans = json.loads(out.read_text().splitlines()[0])["spans"]
    assert [span.get("blind") for span in spans[:2]] == [None, True]


def test_stats_compare_blind_and_assisted_documents(project: Project, ann: Source):
    docs = filled(project)
    blinding = Blinding(50, "documents", 3)
    project.blinding.set(blinding)
    for doc in docs:
        if blinding.hides_document(doc.digest):
            add(project, doc, ann, PLACES[0])
            add(project, doc, ann, (5, 10, "LOC"))
        else:
            state = project.annotations.state(doc, ann)
            tx = review.accept_all(project.suggestions.suggested(doc), state, project.scheme, new_ids=new_ids())
            assert tx is not None
            project.annotations.append(tx, ann)
        finish(project, doc, project.sources.person("ann"))
    (found,) = statistics(project).sources
    blind = sum(blinding.hides_document(doc.digest) for doc in docs)
    assert 0 < blind < len(docs)
    assert (found.blind.documents, found.blind.spans, found.blind.agreement) == (blind, 2 * blind, 0.5)
    assert found.assisted.documents == len(docs) - blind
    assert (found.assisted.spans, found.assisted.agreement) == (len(PLACES) * (len(docs) - blind), 1.0)
    assert found.blind.spans_per_1000_words == pytest.approx(2 / docs[0].words * 1000, abs=0.01)
    assert found.mixed_documents == 0
    assert found.answers["LOC"] == {"accepted": 3 * (len(docs) - blind), "edited": 0, "rejected": 0}
    assert found.relation_answers["opposes"]["accepted"] == len(docs) - blind


def test_documents_under_two_settings_are_in_neither(project: Project, ann: Source):
    doc = filled(project, 1)[0]
    add(project, doc, ann, PLACES[0])
    project.blinding.set(Blinding(100))
    with project.connection.writing():  # the clock has milliseconds, and this test is faster
        off = {"at_ms": 0, "share": 0, "unit": "documents", "seed": 0}
        history = json.dumps([off, off | {"at_ms": project.blinding.history[0].at_ms, "share": 100}])
        project.connection.write("UPDATE meta SET value=? WHERE key='blind'", (history,))
    raw = project.connection.raw
    raw.execute("DROP TRIGGER tx_no_update")
    raw.execute("UPDATE tx SET at_ms=5")
    finish(project, doc, project.sources.person("ann"))
    (found,) = statistics(project).sources
    assert (found.mixed_documents, found.blind.documents, found.assisted.documents) == (1, 0, 0)


def test_a_share_of_the_places_splits_every_document(project: Project, ann: Source):
    docs = filled(project, 4)
    blinding = Blinding(40, "spans", 2)
    project.blinding.set(blinding)
    for doc in docs:
        for place in PLACES:
            add(project, doc, project.sources.person("ann"), place)
        finish(project, doc, project.sources.person("ann"))
    (found,) = statistics(project).sources
    hidden = sum(blinding.hides_span(doc.digest, place[0]) for doc in docs for place in PLACES)
    assert (found.blind.spans, found.assisted.spans) == (hidden, 4 * len(PLACES) - hidden)
    assert found.blind.documents == pytest.approx(1.6)
    assert found.blind.seconds_per_document is None
    assert ann.id == 0
