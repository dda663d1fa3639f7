"""`gilder consistency`: what one source says of the same text, in a project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def odd(gilder: Shell, project: Path) -> Path:
    """Twelve documents; in one of them Paris is an organisation, in another one it has no label."""
    tag = {4: "B-ORG", 9: "O"}
    texts = [f"-DOCSTART- O\n\nPeople O\nof O\nParis {tag.get(at, 'B-LOC')}\nslept O\n{at} O\n\n" for at in range(12)]
    (gilder.folder / "a.conll").write_text("".join(texts), encoding="utf-8")
    assert gilder("import", "p.gilder", "a.conll", "--source", "anna") == 0
    return project


def test_the_same_text_with_other_labels_is_told_with_its_places(gilder: Shell, odd: Path) -> None:
    assert gilder("consistency", "p.gilder", "--json") == 0
    found = json.loads(gilder.out)
    (text,) = found["texts"]
    assert (found["source"], found["documents"], text["text"]) == ("anna", 12, "Paris")
    counts = {tuple(one["labels"]): one["count"] for one in text["readings"]}
    assert counts == {("LOC",): 10, ("ORG",): 1, (): 1}
    rare = {(one["document"], tuple(one["labels"]), one["instead"]) for one in text["places"] if one["instead"]}
    assert rare == {("a.conll#5", ("ORG",), "LOC"), ("a.conll#10", (), "LOC")}
    assert gilder("consistency", "p.gilder", "--labelled") == 0
    assert "Paris: LOC 10, ORG 1\n" in gilder.out
    assert "1 text that is read in more than one way of anna in 12 documents" in gilder.out


def test_models_doubt_what_the_other_documents_speak_against(gilder: Shell, odd: Path) -> None:
    assert gilder("consistency", "p.gilder", "--suspicious", "--json") == 0
    found = json.loads(gilder.out)
    first = found["suspects"][0]
    assert (first["document"], first["labels"], first["instead"]) == ("a.conll#5", ["ORG"], "LOC")
    assert found["joint"]["labels"] == ["", "LOC", "ORG"]
    assert gilder("consistency", "p.gilder", "--suspicious", "--limit", "1") == 0
    assert "ORG  →  LOC" in gilder.out


def test_bad_requests_are_told_in_one_line(gilder: Shell, odd: Path) -> None:
    gilder.fails("consistency", "p.gilder", "--source", "zoe", says="there is no source “zoe”")
    gilder.fails("consistency", "p.gilder", "--suspicious", "--case", says="leave them out", status=2)
    (gilder.folder / "b.conll").write_text("-DOCSTART- O\n\nParis B-ORG\n", encoding="utf-8")
    assert gilder("import", "p.gilder", "b.conll", "--source", "ben") == 0
    gilder.fails("consistency", "p.gilder", says="say which source is meant with --source")
