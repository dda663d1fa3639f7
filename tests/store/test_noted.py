"""Notes, flags and labels of documents in the project file."""

from __future__ import annotations

import json
from pathlib import Path

from annotate import commands
from annotate.document import Document
from annotate.model import Marks
from annotate.offsets import Range
from store.check import check_project
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.sources import Source
from tests.builders import TEXT, small_scheme
from tests.exports import write_jsonl


def test_notes_and_flags_are_found_in_the_order_of_documents_and_text(project: Project, doc: Document, ann: Source):
    other = project.documents.add([NewDocument("other.txt", TEXT)])[0]
    for document in (other, doc):
        state = project.annotations.state(document, ann)
        ids = {name: new_id() for name in ("syria", "iran", "relation")}
        start = TEXT.index("Syria")
        for make in (
            lambda state, ids=ids, start=start: commands.add_span(
                state, [Range(start, start + 5)], "LOC", new_id=ids["syria"]
            ),
            lambda state, ids=ids: commands.add_span(state, [Range(0, 4)], "LOC", new_id=ids["iran"]),
            lambda state, ids=ids: commands.connect(
                state, small_scheme(), ids["iran"], ids["syria"], "opposes", new_id=ids["relation"]
            ),
            lambda state, ids=ids: commands.set_note(state, ids["syria"], "which part?"),
            lambda state, ids=ids: commands.set_flag(state, ids["relation"], True),
            lambda state, document=document: commands.set_note(state, document.id, "read twice"),
        ):
            tx = make(state)
            assert tx is not None
            _, ann = project.annotations.append(tx, ann)
            state = state.apply(tx)
    found = project.noted.of(ann)
    assert [(one.name, one.kind, one.label, one.text, one.note, one.flagged) for one in found] == [
        (name, kind, label, text, note, flagged)
        for name in ("war.txt", "other.txt")
        for kind, label, text, note, flagged in (
            ("document", "", "", "read twice", False),
            ("relation", "opposes", "Iran → Syria", "", True),
            ("span", "LOC", "Syria", "which part?", False),
        )
    ]
    assert len(project.noted.of(ann, limit=2)) == 2
    assert project.noted.of(project.sources.person("bob")) == []
    plan = " ".join(
        row[3]
        for row in project.connection.rows(
            "EXPLAIN QUERY PLAN SELECT 1 FROM span s WHERE s.source_id=1 AND (s.note<>'' OR s.flagged=1)"
        )
    )
    assert "span_noted" in plan


def test_labels_of_a_document_are_kept_journalled_and_exported(
    project: Project, doc: Document, ann: Source, tmp_path: Path
):
    state = project.annotations.state(doc, ann)
    tx = commands.set_attribute(state, doc.id, "topic", "war")
    assert tx is not None
    entry, ann = project.annotations.append(tx, ann)
    assert project.annotations.state(doc, ann).marks == Marks(doc.id, attributes=(("topic", "war"),))
    assert project.journal.transaction(entry.id) == tx
    assert list(check_project(project)) == []
    write_jsonl(project, tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["attributes"] == {"topic": "war"}
    project.annotations.append(tx.inverse(), ann)
    assert project.annotations.state(doc, ann).marks == Marks(doc.id)
