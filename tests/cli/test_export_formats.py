"""`gilder export` to every kind of format, and `gilder convert`: what is lost is told, and nothing is half-written."""

from __future__ import annotations

import json
from errno import ENOSPC
from io import BytesIO
from pathlib import Path

import pytest

from store.exchange.formats import format_named
from store.exchange.names import READ, WRITE
from tests.cli.conftest import Shell

TEXT = "Aleppo fell to Iran 😀.\nIt was the 4th of October."
ANN = "T1\tCity 0 6\tAleppo\nT2\tState 15 19\tIran\nR1\ttook Arg1:T2 Arg2:T1\t\n#1\tAnnotatorNotes T1\twhen?\n"


@pytest.fixture
def corpus(gilder: Shell) -> Path:
    folder = gilder.folder / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / "a.ann").write_text(ANN, encoding="utf-8", newline="")
    assert gilder("new", "p.gilder", "--scheme", "empty") == 0
    assert gilder("import", "p.gilder", "corpus") == 0
    return folder


def kinds(gilder: Shell) -> dict[str, int]:
    return {one["kind"]: one["count"] for one in json.loads(gilder.out)["losses"]}


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith((".part", ".old")))


@pytest.mark.parametrize("form", WRITE)
def test_every_format_is_written_and_tells_what_is_lost(gilder: Shell, corpus: Path, form: str) -> None:
    assert gilder("export", "p.gilder", "out", "--format", form, "--json") == 0, gilder.err
    told = json.loads(gilder.out)
    assert (gilder.folder / "out").exists()
    report = gilder.folder / "out.losses.tsv"
    lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else ["head"]
    assert sum(kinds(gilder).values()) == len(lines) - 1
    assert report.exists() == bool(told["losses"])
    assert left(gilder.folder) == []


def test_a_file_that_was_imported_comes_out_as_it_was(gilder: Shell, corpus: Path) -> None:
    assert gilder("export", "p.gilder", "out", "--format", "brat", "--strict") == 0
    assert (gilder.folder / "out" / "a.ann").read_text(encoding="utf-8") == ANN
    assert (gilder.folder / "out" / "a.txt").read_bytes() == TEXT.encode()
    assert "City" in (gilder.folder / "out" / "annotation.conf").read_text(encoding="utf-8")


def test_labels_that_became_those_of_the_scheme_are_the_files_again(gilder: Shell, corpus: Path) -> None:
    (corpus / "a.ann").write_text("T1\tGPE 0 6\tAleppo\n", encoding="utf-8")
    assert gilder("new", "news.gilder") == 0
    assert gilder("import", "news.gilder", "corpus") == 0
    assert "label GPE: LOC" in gilder.out
    assert gilder("export", "news.gilder", "out", "--format", "brat") == 0
    assert (gilder.folder / "out" / "a.ann").read_text(encoding="utf-8") == "T1\tGPE 0 6\tAleppo\n"
    assert gilder("export", "news.gilder", "out.conll", "--format", "conll") == 0
    assert "B-LOC" in (gilder.folder / "out.conll").read_text(encoding="utf-8")


def test_strict_writes_nothing_where_anything_would_be_lost(gilder: Shell, corpus: Path) -> None:
    out = gilder.folder / "out.conll"
    out.write_text("old")
    assert gilder("export", "p.gilder", "out.conll", "--format", "conll", "--strict") == 1
    assert out.read_text() == "old"
    assert "a.txt: relations: took" in gilder.err
    assert gilder.err.endswith("would be lost in CoNLL columns; nothing was written\n")
    assert sorted(path.name for path in gilder.folder.glob("out*")) == ["out.conll"]


def test_the_report_has_a_line_for_each_loss_and_goes_when_nothing_is_lost(gilder: Shell, corpus: Path) -> None:
    assert gilder("export", "p.gilder", "out", "--format", "conll") == 0
    assert "relations (1)" in gilder.out
    assert "only their own format can say more, and it is not in this one: brat (1)." in gilder.out
    lines = (gilder.folder / "out.losses.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "document\tkind\tid\tlabel\ttext\twhy"
    assert [line.split("\t")[1] for line in lines[1:]].count("notes of spans") == 1
    assert gilder("export", "p.gilder", "out", "--format", "jsonl") == 0
    assert not (gilder.folder / "out.losses.tsv").exists()
    assert "own format" not in gilder.out


def two_annotators(gilder: Shell, *labels: str, more: str = "") -> None:
    for name, label in zip(("anna", "bob"), labels or ("City", "Town"), strict=True):
        folder = gilder.folder / "both" / name
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
        (folder / "a.ann").write_text(f"T1\t{label} 0 6\tAleppo\n{more}", encoding="utf-8", newline="")
    assert gilder("new", "two.gilder", "--scheme", "empty") == 0
    assert gilder("import", "two.gilder", "both", "--annotators", "folders") == 0, gilder.err


def test_sub_folders_are_annotators_and_come_out_side_by_side(gilder: Shell) -> None:
    two_annotators(gilder)
    assert gilder.out.startswith("1 document imported")
    gilder.fails("export", "two.gilder", "out", "--format", "brat", says="annotations of anna, bob")
    assert not (gilder.folder / "out").exists()
    assert gilder("export", "two.gilder", "out", "--format", "brat", "--source", "bob") == 0
    assert (gilder.folder / "out" / "a.ann").read_text(encoding="utf-8") == "T1\tTown 0 6\tAleppo\n"
    assert gilder("export", "two.gilder", "again", "--format", "brat", "--side-by-side") == 0
    for name in ("anna", "bob"):
        path = Path("again", name, "a.ann")
        assert path.read_text(encoding="utf-8") == (gilder.folder / "both" / name / "a.ann").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["bioc-xml", "conll", "hf", "spacy", "webanno", "doccano", "brat"])
def test_what_lies_side_by_side_is_read_again_as_that_of_its_annotators(gilder: Shell, form: str) -> None:
    """A file for each annotator stands for a folder, and the loss reports among them are no part of the corpus."""
    two_annotators(gilder, "City", "City", more="#1\tSTATUS Doc\tok\nA1\tSure T1\n")
    assert gilder("export", "two.gilder", "out", "--format", form, "--side-by-side") == 0
    assert gilder("new", "again.gilder", "--scheme", "empty") == 0
    assert gilder("import", "again.gilder", "out", "--annotators", "folders", "--format", form) == 0, gilder.err
    assert gilder("export", "again.gilder", "again.jsonl", "--format", "jsonl") == 0
    spans = json.loads((gilder.folder / "again.jsonl").read_text(encoding="utf-8"))["spans"]
    assert sorted((one["source"], one["label"]) for one in spans) == [("anna", "City"), ("bob", "City")]


def test_a_format_of_several_sources_has_them_all(gilder: Shell) -> None:
    two_annotators(gilder)
    assert gilder("export", "two.gilder", "out.jsonl", "--format", "jsonl") == 0
    spans = json.loads((gilder.folder / "out.jsonl").read_text(encoding="utf-8"))["spans"]
    assert [(one["source"], one["label"]) for one in spans] == [("anna", "City"), ("bob", "Town")]


def test_an_older_folder_is_replaced_and_no_file_of_somebody_else_lost(gilder: Shell, corpus: Path) -> None:
    assert gilder("export", "p.gilder", "out", "--format", "brat") == 0
    (gilder.folder / "out" / "a.ann").write_text("old")
    assert gilder("export", "p.gilder", "out", "--format", "brat") == 0
    assert (gilder.folder / "out" / "a.ann").read_text(encoding="utf-8") == ANN
    (gilder.folder / "out" / "letter.odt").write_text("mine")
    gilder.fails("export", "p.gilder", "out", "--format", "brat", says="out: holds letter.odt, which this export does")
    assert (gilder.folder / "out" / "letter.odt").read_text() == "mine"
    gilder.fails("export", "p.gilder", "p.gilder", "--format", "brat", says="the project itself")
    gilder.fails(
        "export", "p.gilder", "corpus/a.txt", "--format", "brat", says="is a file; this format writes a folder"
    )
    gilder.fails("export", "p.gilder", "corpus", "--format", "conll", says="is a folder; name a file")
    assert left(gilder.folder) == []


def test_on_a_full_disk_nothing_half_written_is_left(
    gilder: Shell, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(BytesIO):
        def write(self, data: object) -> int:
            raise OSError(ENOSPC, "No space left on device")

        def flush(self) -> None:
            self.write(b"")

    before = sorted(gilder.folder.iterdir())
    usual = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *mode, **more: Full() if mode == ("ab",) else usual(path, *mode, **more)
    )
    gilder.fails("export", "p.gilder", "o.jsonl", "--format", "jsonl", says="o.jsonl: cannot be written: No space left")
    assert sorted(gilder.folder.iterdir()) == before


def test_converting_needs_no_project(gilder: Shell, corpus: Path) -> None:
    assert gilder("convert", "corpus", "out.jsonl", "--from", "brat", "--to", "jsonl") == 0
    assert gilder("convert", "out.jsonl", "back", "--from", "jsonl", "--to", "brat", "--strict") == 0, gilder.err
    assert (gilder.folder / "back" / "a.ann").read_text(encoding="utf-8") == ANN
    assert gilder("convert", "corpus", "out.conll", "--to", "conll", "--json") == 0
    assert kinds(gilder) == {"relations": 1, "notes of spans": 1, "exact text": 1}


def test_what_cannot_be_converted_is_told_in_one_line(gilder: Shell, corpus: Path) -> None:
    (gilder.folder / "bad.jsonl").write_text('{"gilder": 1, "te')
    for given, says in (("nope", "no such file"), ("bad.jsonl", "bad.jsonl: ends in the middle")):
        gilder.fails("convert", given, "out", "--from", "jsonl", "--to", "brat", says=says)
    gilder.fails("convert", "corpus", "corpus", "--from", "brat", "--to", "brat", says="what is to be converted")
    gilder.fails("convert", "corpus", "out", "--to", "tei", says="invalid choice", status=2)
    assert not (gilder.folder / "out").exists()
    assert left(gilder.folder) == []


def test_labels_of_documents_keep_their_types_or_that_is_told(gilder: Shell) -> None:
    """Every format that holds labels of documents gives them back as they were, or tells that they became texts."""
    row = {"text": "so", "options": [{"id": "A"}], "accept": ["A"], "answer": "accept", "_view_id": "choice"}
    (gilder.folder / "p.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    told = list[str]()
    for form in (name for name in READ if name in WRITE and "labels of documents" in format_named(name).holds):
        assert gilder("convert", "p.jsonl", f"out-{form}", "--from", "prodigy", "--to", form, "--json") == 0, form
        if any(one["kind"] == "types of attributes" for one in json.loads(gilder.out)["losses"]):
            told.append(form)
        assert gilder("convert", f"out-{form}", f"{form}.jsonl", "--from", form, "--to", "jsonl") == 0, gilder.err
        after = json.loads((gilder.folder / f"{form}.jsonl").read_text(encoding="utf-8"))["attributes"]
        assert after == {"A": "true" if form in told else True}, form
    assert told == ["bioc-xml", "bioc-json", "conllu"]


def test_a_file_that_cannot_be_converted_is_not_said_to_be_imported(gilder: Shell) -> None:
    (gilder.folder / "a.jsonl").write_text('{"text": "ab", "label": []}\n{"text": "ab"', encoding="utf-8")
    gilder.fails("convert", "a.jsonl", "out", "--from", "doccano", "--to", "jsonl", says="; nothing was written")
    assert "imported" not in gilder.err
    assert not (gilder.folder / "out").exists()
