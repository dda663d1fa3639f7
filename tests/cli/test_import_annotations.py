"""`gilder import` with annotations: Gilder's own JSON Lines from one project to another, and what may go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.document import text_digest
from tests.cli.conftest import Shell

TEXT = "Aleppo 😀 fell.\r\nIran said so."


def line(**more: object) -> str:
    spans = [
        {"id": "a", "start": 0, "end": 6, "label": "GPE", "text": "Aleppo", "source": "ann"},
        {"id": "b", "start": 16, "end": 20, "label": "Actor", "text": "Iran", "source": "ann", "note": "who?"},
    ]
    data = {"gilder": 1, "name": "a.txt", "text": TEXT, "digest": text_digest(TEXT), "status": "done", "spans": spans}
    relations = [{"id": "r", "head": "b", "child": "a", "label": "took", "source": "ann"}]
    return json.dumps(data | {"relations": relations} | more, ensure_ascii=False) + "\n"


@pytest.fixture
def file(gilder: Shell) -> Path:
    path = gilder.folder / "in.jsonl"
    path.write_text(line(), encoding="utf-8", newline="")
    assert gilder("new", "p.gilder") == 0
    return path


def exported(gilder: Shell, project: str = "p.gilder") -> dict[str, object]:
    assert gilder("export", project, "out.jsonl", "--format", "jsonl") == 0
    return json.loads((gilder.folder / "out.jsonl").read_text(encoding="utf-8"))


def essence(record: dict[str, object]) -> object:
    spans = sorted((one["start"], one["end"], one["label"], one.get("note"), one["source"]) for one in record["spans"])  # pyright: ignore
    return record["text"], record["status"], spans, [one["label"] for one in record["relations"]]  # pyright: ignore


def test_what_was_exported_is_imported_again_and_twice_is_once(gilder: Shell, file: Path) -> None:
    assert gilder("import", "p.gilder", "in.jsonl") == 0
    assert "1 document imported, 2 spans, 1 relation\n" in gilder.out
    assert "Actor" in gilder.out  # a label that the scheme did not have
    first = exported(gilder)
    assert first["text"] == TEXT
    assert [one["label"] for one in first["spans"]] == ["LOC", "Actor"]  # pyright: ignore
    assert gilder("import", "p.gilder", "in.jsonl") == 0
    assert "0 documents imported, 1 skipped (already there)\n" in gilder.out
    assert exported(gilder) == first
    (gilder.folder / "out.jsonl").rename(gilder.folder / "again.jsonl")
    assert gilder("new", "q.gilder") == 0
    assert gilder("import", "q.gilder", "again.jsonl") == 0
    assert essence(exported(gilder, "q.gilder")) == essence(first)
    assert gilder("check", "p.gilder") == 0
    assert gilder("check", "q.gilder") == 0


def test_annotations_may_come_as_suggestions(gilder: Shell, file: Path) -> None:
    assert gilder("import", "p.gilder", "in.jsonl", "--as-suggestions", "--source", "model:old") == 0
    assert "3 suggestions" in gilder.out
    assert exported(gilder)["spans"] == []
    assert gilder("check", "p.gilder") == 0


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (line()[: len(line()) // 2], "in the middle of a record"),
        (line(text="Another text."), "another digest"),
        (line(gilder=2), "version 1"),
        ("[" * 600 + "]" * 600, "500 levels"),
    ],
)
def test_a_bad_file_changes_nothing(gilder: Shell, file: Path, bad: str, says: str) -> None:
    file.write_text(bad, encoding="utf-8")
    before = (gilder.folder / "p.gilder").read_bytes()
    gilder.fails("import", "p.gilder", "in.jsonl", "--format", "jsonl", says=says)
    assert (gilder.folder / "p.gilder").read_bytes() == before


def test_a_bad_annotation_is_left_out_and_told_or_refused_strictly(gilder: Shell, file: Path) -> None:
    spans = [
        {"id": "x", "start": 0, "end": 9999, "label": "LOC"},
        {"id": "y", "start": 6, "end": 0, "label": "LOC"},
        {"id": "z", "start": 0, "end": 6, "label": "LOC", "text": "Berlin"},
        {"id": "ok", "start": 0, "end": 6, "label": "LOC"},
    ]
    file.write_text(line(spans=spans, relations=[{"id": "r", "head": "ok", "child": "no", "label": "took"}]))
    gilder.fails("import", "p.gilder", "in.jsonl", "--strict", says="annotation x ends at 9999")
    assert gilder("import", "p.gilder", "in.jsonl", "--report", "report.txt") == 0
    assert "1 document imported, 1 span\n" in gilder.out
    told = (gilder.folder / "report.txt").read_text(encoding="utf-8").splitlines()
    assert len(told) == 4
    assert "in.jsonl:1: annotation x ends at 9999 but the text has 29 characters; left out" in told[0]
    assert "starts at 6 after its end 0" in told[1]
    assert "says “Berlin”" in told[2]
    assert "no, which is no annotation here" in told[3]


def test_a_file_whose_text_no_project_can_hold_is_left_out_where_that_is_asked(gilder: Shell, file: Path) -> None:
    cas = {
        "%TYPES": {}, "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": []}},
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": ""}
        ],
    }  # fmt: skip
    (gilder.folder / "empty.json").write_text(json.dumps(cas), encoding="utf-8")
    gilder.fails("import", "p.gilder", "empty.json", says="the text is empty")
    assert gilder("import", "p.gilder", "empty.json", "in.jsonl", "--skip-bad") == 0, gilder.err
    assert "1 document imported" in gilder.out
    assert "the text is empty" in gilder.err


def test_many_problems_are_saved_beside_the_project(gilder: Shell, file: Path) -> None:
    spans = [{"id": f"s{at}", "start": 0, "end": 900 + at, "label": "GPE"} for at in range(30)]
    file.write_text(line(spans=spans, relations=[]), encoding="utf-8")
    assert gilder("import", "p.gilder", "in.jsonl") == 0
    assert "and 10 more problems: see p.gilder.problems.txt" in gilder.err
    saved = (gilder.folder / "p.gilder.problems.txt").read_text(encoding="utf-8").splitlines()
    assert len(saved) == 30
    assert "annotation s29 ends at 929 but the text has" in saved[-1]
