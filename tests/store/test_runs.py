"""Runs as they are written, what of older ones goes, and what never does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate import review
from annotate.document import Document
from annotate.errors import InputError
from annotate.state import AnnotationState
from annotate.suggest.base import PARTS, SuggestedRelation, Suggestion, Suggestions
from store.check import check_project
from store.documents import NewDocument
from store.errors import DamagedProject, ProjectError, ReadOnlyProject
from store.ids import new_ids
from store.project import Project
from store.sources import Source
from tests.builders import TEXT

IRAN, SYRIA, ASSAD, AGAIN = (0, 4), (39, 44), (56, 71), (80, 84)


def found(*places: tuple[int, int], relations: tuple[tuple[int, int], ...] = ()) -> Suggestions:
    spans = tuple(Suggestion(*place, "LOC", 0.5) for place in places)
    return Suggestions(spans, tuple(SuggestedRelation(*ends, "opposes", 0.4) for ends in relations))


def rows(project: Project) -> int:
    return int(project.connection.value("SELECT count(*) FROM suggestion"))


def state(project: Project, doc: Document, ann: Source) -> AnnotationState:
    return project.annotations.state(doc, project.sources.person(ann.name))


def decide(project: Project, doc: Document, ann: Source, *, accept: list[int], reject: list[int]) -> None:
    """Accept and reject suggestions of the newest run by their place in reading order."""
    suggested = project.suggestions.suggested(doc)
    ids = [span.id for span in suggested.index]
    for at in accept:
        tx = review.accept(suggested, state(project, doc, ann), ids[at], new_ids=new_ids())
        project.annotations.append(tx, project.sources.person(ann.name))
    tx = review.reject(suggested, state(project, doc, ann), [ids[at] for at in reject])
    if tx.changes:
        project.annotations.append(tx, project.sources.person(ann.name))


def open_places(project: Project, doc: Document, ann: Source) -> list[tuple[int, int]]:
    return [
        (one.start, one.end) for one in review.open_spans(project.suggestions.suggested(doc), state(project, doc, ann))
    ]


@pytest.fixture
def other(project: Project, doc: Document) -> Document:
    return project.documents.add([NewDocument("b.txt", TEXT)])[0]


def test_running_again_never_touches_gold_nor_asks_again(project: Project, doc: Document, ann: Source) -> None:
    project.suggestions.record_run("m 1", [(doc.id, found(IRAN, SYRIA, ASSAD))])
    decide(project, doc, ann, accept=[0], reject=[1])
    gold = state(project, doc, ann)
    journal = project.connection.rows("SELECT * FROM tx") + project.connection.rows("SELECT * FROM op")
    for name in ("m 1", "m 2", "m 2"):
        project.suggestions.record_run(name, [(doc.id, found(IRAN, SYRIA, AGAIN))])
        assert open_places(project, doc, ann) == [AGAIN]
        assert state(project, doc, ann) == gold
    assert project.connection.rows("SELECT * FROM tx") + project.connection.rows("SELECT * FROM op") == journal
    assert list(check_project(project)) == []


def test_undecided_suggestions_of_older_runs_go_and_decided_ones_stay(
    project: Project, doc: Document, ann: Source
) -> None:
    first = project.suggestions.record_run("m", [(doc.id, found(IRAN, SYRIA, ASSAD, AGAIN))])
    decide(project, doc, ann, accept=[0], reject=[2])
    project.suggestions.record_run("m", [(doc.id, found(AGAIN))])
    left = project.connection.rows("SELECT ord FROM suggestion WHERE run_id=1")
    assert left == [(0,), (2,)]
    older, _ = project.suggestions.runs()
    assert (older.id, older.suggestions) == (first.id, 2)
    assert list(check_project(project)) == []


def test_the_ends_of_a_decided_relation_stay(project: Project, doc: Document, ann: Source) -> None:
    project.suggestions.record_run("m", [(doc.id, found(IRAN, SYRIA, ASSAD, relations=((2, 1), (0, 1))))])
    suggested = project.suggestions.suggested(doc)
    relation = next(one for one in suggested.relations.values() if one.head.endswith(".2"))
    project.annotations.append(review.reject(suggested, state(project, doc, ann), [relation.id]), ann)
    project.suggestions.record_run("m", [(doc.id, found(IRAN, relations=()))])
    kept = project.connection.rows("SELECT ord FROM suggestion WHERE run_id=1")
    assert kept == [(1,), (2,), (3,)]
    assert list(check_project(project)) == []


def test_the_file_does_not_grow_with_runs(project: Project, doc: Document, other: Document) -> None:
    both = [(doc.id, found(IRAN, SYRIA)), (other.id, found(ASSAD))]
    for _ in range(4):
        project.suggestions.record_run("m", both)
        assert rows(project) == 3
        assert project.connection.value("SELECT count(*) FROM run_document") == 2
    assert len(project.suggestions.runs()) == 4
    assert list(check_project(project)) == []


def test_a_run_over_some_documents_leaves_the_others(project: Project, doc: Document, other: Document) -> None:
    project.suggestions.record_run("m", [(doc.id, found(IRAN, SYRIA)), (other.id, found(ASSAD))])
    before = project.suggestions.suggested(other)
    project.suggestions.record_run("m", [(doc.id, found(AGAIN))])
    assert project.suggestions.suggested(other) == before
    assert [span.start for span in project.suggestions.suggested(doc).index] == [AGAIN[0]]
    assert rows(project) == 4  # the older run is still the newest one of a document, and stays whole
    project.suggestions.record_run("m", [(other.id, found())])
    assert rows(project) == 1
    assert list(check_project(project)) == []


def test_what_another_model_proposed_stays_to_be_compared(project: Project, doc: Document) -> None:
    project.suggestions.record_run("m 1", [(doc.id, found(IRAN, SYRIA))])
    project.suggestions.record_run("m 2", [(doc.id, found(ASSAD))])
    assert rows(project) == 3
    assert [span.start for span in project.suggestions.suggested(doc).index] == [ASSAD[0]]
    older = project.sources.named("model:m 1")
    assert older is not None
    assert [span.start for span in project.suggestions.proposed(doc, older).index] == [IRAN[0], SYRIA[0]]
    assert list(check_project(project)) == []


def test_a_stopped_run_keeps_whole_documents(project: Project, doc: Document, other: Document) -> None:
    project.suggestions.record_run("m 1", [(doc.id, found(IRAN)), (other.id, found(ASSAD))])

    def stopped() -> None:
        with project.suggestions.begin_run("m 2", parameters={"a": "b"}) as writer:
            writer.add(doc.id, found(SYRIA, AGAIN))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [span.start for span in project.suggestions.suggested(doc).index] == [SYRIA[0], AGAIN[0]]
    assert [span.start for span in project.suggestions.suggested(other).index] == [ASSAD[0]]
    assert [run.suggestions for run in project.suggestions.runs()] == [2, 2]
    assert project.connection.value("SELECT parameters FROM model_run WHERE name='m 2'") == '{"a":"b"}'
    assert list(check_project(project)) == []


def test_a_run_that_comes_to_nothing_is_no_run(project: Project, doc: Document) -> None:
    with project.suggestions.begin_run("m 1") as writer:
        pass
    assert writer.documents == 0
    assert project.suggestions.runs() == []


def test_many_blocks_are_one_run(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.runs._BLOCK_DOCUMENTS", 2)
    docs = project.documents.add(NewDocument(f"{at}.txt", TEXT) for at in range(5))
    with project.suggestions.begin_run("m 1") as writer:
        for at, one in enumerate(docs):
            writer.add(one.id, found(IRAN) if at % 2 else found())
            assert project.connection.value("SELECT count(*) FROM run_document") == (at + 1) // 2 * 2
    assert (writer.documents, writer.run.suggestions) == (5, 2)
    assert project.suggestions.runs() == [writer.run]
    assert list(check_project(project)) == []


def test_a_block_that_cannot_be_written_leaves_those_before(
    project: Project, doc: Document, other: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.runs._BLOCK_DOCUMENTS", 1)

    def write() -> None:
        with project.suggestions.begin_run("m 1") as writer:
            writer.add(doc.id, found(IRAN))
            writer.add("00" * 16, found(IRAN))

    with pytest.raises(ProjectError, match="there is no document"):
        write()
    assert [run.suggestions for run in project.suggestions.runs()] == [1]
    assert not project.suggestions.has_run(other.id)
    assert list(check_project(project)) == []


def test_parts_are_kept_in_the_project(project: Project, path: Path) -> None:
    assert project.suggesting.parts == set(PARTS)
    assert project.suggesting.switch(off=["relations", "dates"]) == set(PARTS) - {"relations", "dates"}
    assert project.suggesting.switch(on=["dates"], off=["aliases"]) == {"names", "numbers", "dates"}
    with Project.open(path, read_only=True) as again:
        assert again.suggesting.parts == {"names", "numbers", "dates"}
        assert again.suggesting.switch(on=["dates"]) == {"names", "numbers", "dates"}  # nothing to write
        with pytest.raises(ReadOnlyProject):
            again.suggesting.switch(on=["relations"])
    assert project.suggesting.switch(on=PARTS) == set(PARTS)
    assert list(check_project(project)) == []


def test_a_part_that_there_is_not(project: Project) -> None:
    with pytest.raises(InputError, match="no part “zones” of the suggester; the parts are names, numbers"):
        project.suggesting.switch(off=["zones"])


def test_a_part_that_a_later_version_knows_is_no_harm(project: Project) -> None:
    with project.connection.writing():
        row = ("suggesting.off", json.dumps(["relations", "moods"]))
        project.connection.write("INSERT INTO meta VALUES(?,?)", row)
    assert project.suggesting.parts == set(PARTS) - {"relations"}


@pytest.mark.parametrize("text", ["{", "{}", "[1]", "null"])
def test_damaged_parts(project: Project, text: str) -> None:
    with project.connection.writing():
        project.connection.write("INSERT INTO meta VALUES(?,?)", ("suggesting.off", text))
    with pytest.raises(DamagedProject, match="is no list"):
        assert project.suggesting.parts
