"""The lossless export: every field of every record, open suggestions only when asked, put in place when whole."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotate import commands, review
from annotate.change import Transaction
from annotate.document import Document
from annotate.model import Value
from annotate.offsets import Range
from annotate.state import AnnotationState
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.documents import NewDocument
from store.errors import ProjectError
from store.exchange.exporting import Written
from store.ids import new_id, new_ids
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML, TEXT, small_scheme
from tests.exports import write_jsonl
from tests.strategies import texts

FOUND = Suggestions(
    (
        Suggestion(0, 4, "LOC", 0.9),
        Suggestion(11, 26, "CARDINAL", 0.75, Value(amount="1000", modifier=">")),
        Suggestion(39, 44, "LOC", 0.5),
    ),
    (SuggestedRelation(0, 2, "opposes", 0.4),),
)


class Annotator:
    """Somebody who changes the annotations of one document."""

    def __init__(self, project: Project, doc: Document, name: str) -> None:
        self._project, self.doc, self._name = project, doc, name
        self.suggested = project.suggestions.suggested(doc)

    @property
    def source(self) -> Source:
        return self._project.sources.person(self._name)

    @property
    def state(self) -> AnnotationState:
        return self._project.annotations.state(self.doc, self.source)

    def do(self, tx: Transaction | None) -> str:
        """Make a change; gives the id of what it is about."""
        assert tx is not None
        self._project.annotations.append(tx, self.source)
        return str(tx.focus)

    def add(self, label: str, *places: tuple[int, int]) -> str:
        fragments = [Range(*place) for place in places]
        return self.do(commands.add_span(self.state, fragments, label, new_id=new_id()))


def exported(project: Project, out: Path, **options: Any) -> list[dict[str, Any]]:
    written = write_jsonl(project, out, **options)
    found = [json.loads(line) for line in out.read_bytes().decode("utf-8").removesuffix("\n").split("\n")]
    spans, relations = (sum(len(record[kind]) for record in found) for kind in ("spans", "relations"))
    assert written == Written(len(found), spans, relations)
    return found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


@pytest.fixture
def ann(project: Project, doc: Document) -> Annotator:
    project.suggestions.record_run("m 1", [(doc.id, FOUND)])
    return Annotator(project, doc, "ann")


def test_a_record_has_everything_that_is_known(project: Project, ann: Annotator, out: Path):
    iran, count, syria = (span.id for span in ann.suggested.index)
    own_iran = ann.do(review.accept(ann.suggested, ann.state, iran, new_ids=new_ids()))
    own_count = ann.do(review.accept(ann.suggested, ann.state, count, new_ids=new_ids()))
    both = ann.add("PERSON", (56, 62), (70, 75))
    relation = ann.do(commands.connect(ann.state, small_scheme(), own_iran, both, "opposes", new_id=new_id()))
    ann.do(commands.set_note(ann.state, both, "who is he?"))
    ann.do(commands.set_flag(ann.state, both, True))
    ann.do(commands.set_note(ann.state, ann.doc.id, "look again"))
    ann.do(commands.mark_zone(ann.state, "boilerplate", Range(80, 96), new_id=new_id()))
    ann.do(commands.set_status(ann.state, "in_progress"))
    (record,) = exported(project, out, include_suggestions=True)
    made = {"source": "ann", "origin": "model:m 1", "decision": "accepted"}
    assert record == {
        "gilder": 1,
        "id": ann.doc.id,
        "name": "war.txt",
        "text": TEXT,
        "digest": "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest(),
        "status": "in_progress",
        "note": "look again",
        "zones": [{"start": 80, "end": 96, "zone": "boilerplate"}],
        "spans": [
            {"id": own_iran, "start": 0, "end": 4, "label": "LOC", "text": "Iran", "fragments": [[0, 4]], "score": 0.9}
            | made,
            {"id": own_count, "start": 11, "end": 26, "label": "CARDINAL", "text": "more than 1,000"}
            | {"fragments": [[11, 26]], "value": {"amount": "1000", "modifier": ">"}, "score": 0.75}
            | made,
            {"id": both, "start": 56, "end": 75, "label": "PERSON", "text": f"{TEXT[56:62]} {TEXT[70:75]}"}
            | {"fragments": [[56, 62], [70, 75]], "note": "who is he?", "flagged": True}
            | {"source": "ann", "decision": "manual"},
            {"id": syria, "start": 39, "end": 44, "label": "LOC", "text": "Syria", "fragments": [[39, 44]]}
            | {"source": "model:m 1", "origin": "model:m 1", "score": 0.5, "decision": "open"},
        ],
        "relations": [
            {"id": relation, "head": own_iran, "child": both, "label": "opposes", "source": "ann", "decision": "manual"}
        ],
    }


def decisions(records: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(span["text"], span["source"], span["decision"]) for record in records for span in record["spans"]]


def test_a_model_as_the_source_gives_all_that_it_proposed(project: Project, ann: Annotator, out: Path):
    first = next(iter(ann.suggested.index))
    ann.do(review.reject(ann.suggested, ann.state, [first.id]))
    (record,) = exported(project, out, source="model:m 1")
    assert [span["text"] for span in record["spans"]] == ["Iran", "more than 1,000", "Syria"]
    assert {span["decision"] for span in record["spans"]} == {"open"}
    assert len(record["relations"]) == 1
    assert decisions(exported(project, out)) == []


def test_what_anybody_has_answered_is_not_open(project: Project, ann: Annotator, out: Path):
    ben = Annotator(project, ann.doc, "ben")
    iran, count, syria = (span.id for span in ann.suggested.index)
    ann.do(review.reject(ann.suggested, ann.state, [iran]))
    ben.do(review.reject(ben.suggested, ben.state, [count]))
    assert decisions(exported(project, out, include_suggestions=True)) == [("Syria", "model:m 1", "open")]
    only_ben = exported(project, out, include_suggestions=True, source="ben")
    assert [text for text, _, _ in decisions(only_ben)] == ["Iran", "Syria"]
    assert len(only_ben[0]["relations"]) == 1
    ben.do(review.accept(ben.suggested, ben.state, syria, new_ids=new_ids()))
    assert decisions(exported(project, out, include_suggestions=True)) == [("Syria", "ben", "accepted")]


def test_every_relation_has_both_ends_in_its_record(project: Project, ann: Annotator, out: Path):
    for include in (False, True):
        for record in exported(project, out, include_suggestions=include):
            ids = {span["id"] for span in record["spans"]}
            assert all({one["head"], one["child"]} <= ids for one in record["relations"])


def test_statuses_of_several_people_are_one(project: Project, ann: Annotator, out: Path):
    ann.do(commands.set_status(ann.state, "in_progress"))
    ben = Annotator(project, ann.doc, "ben")
    ben.do(commands.set_status(ben.state, "done"))
    assert exported(project, out)[0]["status"] == "done"
    assert exported(project, out, source="ann")[0]["status"] == "in_progress"


@settings(max_examples=40)
@given(texts.filter(str.strip))
def test_a_text_is_one_line_and_comes_back_exactly(text: str):
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.gilder", SCHEME_TOML) as project:
        project.documents.add(
            [NewDocument("a.txt", text, meta={"encoding": "utf-8"}), NewDocument("b.txt", "x\u2028y\x85z")]
        )
        found = exported(project, Path(folder) / "out.jsonl")
    assert [record["text"] for record in found] == [text, "x\u2028y\x85z"]
    assert found[0]["meta"] == {"encoding": "utf-8"}


def test_the_old_file_is_replaced_when_the_new_one_is_whole(project: Project, ann: Annotator, out: Path):
    out.write_text("old " * 10_000)
    seen: list[tuple[int, int, str]] = []
    project.documents.add([NewDocument("other.txt", "Nothing.")])
    write_jsonl(project, out, progress=lambda done, total: seen.append((done, total, out.read_text()[:3])))
    assert seen == [(1, 2, "old"), (2, 2, "old")]
    assert [json.loads(line)["name"] for line in out.read_text().splitlines()] == ["war.txt", "other.txt"]
    assert sorted(path.name for path in out.parent.iterdir() if not path.name.startswith("p.gilder")) == ["out.jsonl"]


def test_a_place_that_cannot_be_written(project: Project, ann: Annotator, out: Path):
    (out.parent / "file").write_text("x")
    for place in (out.parent / "no" / "such" / "out.jsonl", out.parent / "file" / "out.jsonl"):
        with pytest.raises(ProjectError, match="cannot be written"):
            write_jsonl(project, place)


def test_an_empty_project_is_an_empty_file(project: Project, out: Path):
    assert write_jsonl(project, out) == Written(0, 0, 0)
    assert out.read_bytes() == b""
