"""The journal and the current rows: durable, replayable, undoable after a restart."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotate import commands
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.errors import OffsetError, StaleChange
from annotate.model import Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.check import check_project
from store.documents import Documents, NewDocument
from store.ids import new_id
from store.journal import Entry
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML, TEXT
from tests.strategies import DOCUMENT_ID, Work, works


def undo_everything(project: Project, doc: Document, source: Source) -> AnnotationState:
    history = project.journal.history(source)
    state = project.annotations.state(doc, source)
    while (entry := history.next_undo) is not None:
        tx = project.journal.transaction(entry.id).inverse()
        state = state.apply(tx)
        project.annotations.append(tx, source, kind="undo", undoes=entry.id)
        history = history.undo()
    return state


@settings(max_examples=25)
@given(works(most=12))
def test_whatever_was_done_is_there_after_reopening_and_can_be_undone(work: Work):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gilder"
        with Project.create(path, SCHEME_TOML) as project:
            _add_with_id(project, work.document)
            for tx in work.transactions:
                project.annotations.append(tx, project.sources.person("ann"))
        with Project.open(path) as project:
            doc, ann = project.documents.get(DOCUMENT_ID), project.sources.person("ann")
            assert doc.text == work.document.text
            assert project.annotations.state(doc, ann) == work.states[-1]
            assert project.journal.replay(doc, ann) == work.states[-1]
            assert list(check_project(project)) == []
            assert undo_everything(project, doc, ann) == work.states[0]
        with Project.open(path) as project:
            doc, ann = project.documents.get(DOCUMENT_ID), project.sources.person("ann")
            assert project.annotations.state(doc, ann) == work.states[0]
            redo = list(project.journal.history(ann).undone())
            assert [entry.event for entry in redo] == [tx.event for tx in work.transactions]


def _add_with_id(project: Project, doc: Document) -> None:
    """Import a document under an id that the test has chosen."""
    import store.documents

    original = store.documents.new_id
    store.documents.new_id = lambda: doc.id
    try:
        Documents(project.connection).add([NewDocument(doc.name, doc.text)])
    finally:
        store.documents.new_id = original


def add(project: Project, doc: Document, ann: Source, start: int, end: int, label: str = "LOC") -> tuple[str, Entry]:
    tx = commands.add_span(project.annotations.state(doc, ann), [Range(start, end)], label, new_id=new_id())
    assert tx is not None
    entry, _ = project.annotations.append(tx, ann)
    return str(tx.focus), entry


def test_entries_say_who_what_and_where(project: Project, doc: Document, ann: Source):
    _, entry = add(project, doc, ann, 0, 4)
    ann = project.sources.person("ann")
    assert (entry.event, entry.author, entry.document, entry.kind) == ("span.add", "ann", doc.id, "edit")
    assert list(project.journal.entries(ann)) == [entry]


def test_a_stale_transaction_is_refused_and_leaves_no_trace(project: Project, doc: Document, ann: Source):
    span_id, entry = add(project, doc, ann, 0, 4)
    ann = project.sources.person("ann")
    old = commands.relabel(project.annotations.state(doc, ann), span_id, "PERSON")
    assert old is not None
    project.annotations.append(old, ann)
    with pytest.raises(StaleChange):
        project.annotations.append(old, ann)
    assert [one.event for one in project.journal.entries(ann)] == ["span.add", "span.relabel"]
    assert entry.event == "span.add"


def test_people_do_not_see_each_others_annotations(project: Project, doc: Document, ann: Source):
    add(project, doc, ann, 0, 4)
    ben = project.sources.person("ben")
    assert not project.annotations.state(doc, ben).spans
    add(project, doc, ben, 0, 4, "PERSON")
    labels = {name: project.annotations.state(doc, project.sources.person(name)) for name in ("ann", "ben")}
    assert [[span.label for span in state.index] for state in labels.values()] == [["LOC"], ["PERSON"]]


def test_one_transaction_over_two_documents(project: Project, doc: Document, ann: Source):
    other = project.documents.add([NewDocument("other.txt", TEXT)])[0]
    spans = [Span(new_id(), "LOC", (Range(0, 4),), "Iran") for _ in range(2)]
    changes = (Change(doc.id, None, spans[0]), Change(other.id, None, spans[1]))
    entry, ann = project.annotations.append(Transaction(changes, "span.propagate"), ann)
    assert project.journal.transaction(entry.id).changes == changes
    assert [len(project.annotations.state(one, ann).spans) for one in (doc, other)] == [1, 1]


def test_the_journal_and_the_text_cannot_be_changed(project: Project, doc: Document, ann: Source):
    add(project, doc, ann, 0, 4)
    raw = project.connection.raw
    for sql in ("UPDATE tx SET event='x'", "DELETE FROM op", "UPDATE document_text SET text='x'", "DELETE FROM tx"):
        with pytest.raises(sqlite3.DatabaseError, match=r"append-only|immutable"):
            raw.execute(sql)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE span SET start_ch=1", "is not “Iran”"),
        ("UPDATE span SET flagged=1", "not those of the journal"),
        ("DELETE FROM span", "not those of the journal"),
        ("DROP TRIGGER tx_no_update; UPDATE tx SET author='eve'", "is not what was written"),
        ("DROP TRIGGER document_text_immutable; UPDATE document_text SET text=text||'!'", "not the one that was"),
        ("DELETE FROM suggestion WHERE ord=0", "instead of"),
        ("DROP TRIGGER suggestion_immutable; UPDATE suggestion SET score=0.1", "is not what was written"),
    ],
)
def test_check_tells_what_was_tampered_with(project: Project, doc: Document, ann: Source, damage: str, told: str):
    add(project, doc, ann, 0, 4)
    project.suggestions.record_run("m 1", [(doc.id, Suggestions((Suggestion(0, 4, "LOC", 0.5),)))])
    assert list(check_project(project)) == []
    project.connection.raw.executescript(damage)
    assert any(told in problem.what for problem in check_project(project))


def test_every_read_of_a_state_uses_an_index(project: Project, doc: Document, ann: Source):
    add(project, doc, ann, 0, 4)
    seen: list[str] = []
    project.connection.raw.set_trace_callback(seen.append)
    project.annotations.state(doc, project.sources.person("ann"))
    project.connection.raw.set_trace_callback(None)
    reads = [sql for sql in seen if sql.startswith("SELECT") and " FROM label" not in sql]
    assert len([sql for sql in reads if "FROM span" in sql]) == 1
    for sql in reads:
        plan = [row[3] for row in project.connection.raw.execute("EXPLAIN QUERY PLAN " + sql)]
        assert not any(step.startswith("SCAN") for step in plan), (sql, plan)


def test_suggestions_come_back_as_the_state_of_a_model(project: Project, doc: Document):
    found = Suggestions(
        (Suggestion(0, 4, "LOC", 0.9), Suggestion(39, 44, "LOC", 0.5)), (SuggestedRelation(0, 1, "opposes", 0.4),)
    )
    assert not project.suggestions.has_run(doc.id)
    run = project.suggestions.record_run("m 1", [(doc.id, found)])
    suggested = project.suggestions.suggested(doc)
    assert [(span.text, span.score, span.origin) for span in suggested.index] == [
        ("Iran", 0.9, "model:m 1"), ("Syria", 0.5, "model:m 1"),
    ]  # fmt: skip
    assert [relation.label for relation in suggested.relations.values()] == ["opposes"]
    assert project.suggestions.runs() == [run]
    project.suggestions.record_run("m 2", [(doc.id, Suggestions())])
    assert not project.suggestions.suggested(doc).spans
    assert project.suggestions.has_run(doc.id)


def test_a_run_with_an_impossible_suggestion_leaves_nothing(project: Project, doc: Document):
    bad = Suggestions((Suggestion(0, 4, "LOC", 0.9), Suggestion(0, 4, "LOC", 1.5)))
    with pytest.raises(Exception, match="no place in the text"):
        project.suggestions.record_run("m 1", [(doc.id, bad)])
    assert project.suggestions.runs() == []


def test_rows_that_are_not_the_text_are_refused_when_read(project: Project, doc: Document, ann: Source):
    add(project, doc, ann, 0, 4)
    project.connection.raw.execute("UPDATE span SET end_ch=3")
    with pytest.raises(OffsetError, match="is not “Iran”"):
        project.annotations.state(doc, project.sources.person("ann"))


def test_a_note_on_the_document_that_was_cleared_is_no_obstacle(project: Project, doc: Document, ann: Source):
    state = project.annotations.state(doc, ann)
    for note in ("Ask Ann.", "", "Ask Bob."):
        tx = commands.set_note(state, doc.id, note)
        assert tx is not None
        _, ann = project.annotations.append(tx, ann)
        state = state.apply(tx)
        assert project.annotations.state(doc, ann) == state
    undo_everything(project, doc, ann)
    assert list(check_project(project)) == []


def test_documents_with_suggestions_are_those_of_the_newest_run(project: Project):
    first, second, third = project.documents.add(NewDocument(f"{at}.txt", "Iran") for at in range(3))
    one = Suggestions((Suggestion(0, 4, "LOC", 0.9),))
    project.suggestions.record_run("m", [(first.id, one), (second.id, one), (third.id, Suggestions(()))])
    assert project.suggestions.documents() == [first.id, second.id]
    project.suggestions.record_run("m", [(first.id, Suggestions(())), (third.id, one)])
    assert project.suggestions.documents() == [second.id, third.id]
