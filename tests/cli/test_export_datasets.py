"""`gilder export --split`, `--filter`, `--card`, `--release`, and `gilder releases`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.fixture
def project(gilder: Shell) -> Path:
    folder = gilder.folder / "corpus"
    folder.mkdir()
    for at in range(20):
        words = " ".join(f"word{at}x{number}" for number in range(30 + at))
        text = f"Iran number {at} said on {DAYS[at % 5]}: {words}."
        (folder / f"{at:02}.txt").write_text(text, encoding="utf-8", newline="")
        (folder / f"{at:02}.ann").write_text("T1\tGPE 0 4\tIran\n", encoding="utf-8")
    assert gilder("new", "p.gilder") == 0
    assert gilder("import", "p.gilder", "corpus") == 0, gilder.err
    return gilder.folder / "p.gilder"


def names(path: Path) -> set[str]:
    return {json.loads(line)["name"] for line in path.read_text(encoding="utf-8").splitlines()}


def test_a_split_is_kept_and_comes_out_the_same_again(gilder: Shell, project: Path) -> None:
    assert gilder("export", "p.gilder", "out", "--format", "jsonl", "--split", "80/10/10", "--seed", "7") == 0, (
        gilder.err
    )
    parts = {name: names(gilder.folder / "out" / f"{name}.jsonl") for name in ("train", "dev", "test")}
    assert {name: len(some) for name, some in parts.items()} == {"train": 16, "dev": 2, "test": 2}
    assert len(set.union(*parts.values())) == 20
    assert gilder("export", "p.gilder", "again", "--format", "jsonl", "--parts") == 0
    assert {name: names(gilder.folder / "again" / f"{name}.jsonl") for name in parts} == parts
    gilder.fails("export", "p.gilder", "other", "--format", "jsonl", "--split", "50/50", says="--anew")
    assert not (gilder.folder / "other").exists()
    assert gilder("export", "p.gilder", "other", "--format", "conll", "--split", "50/50", "--anew", "--json") == 0
    told = json.loads(gilder.out)
    assert {name: one["documents"] for name, one in told["parts"].items()} == {"train": 10, "test": 10}
    assert sorted(path.name for path in (gilder.folder / "other").glob("*.conll")) == ["test.conll", "train.conll"]
    assert gilder("check", "p.gilder") == 0


def test_a_split_of_a_format_of_folders(gilder: Shell, project: Path) -> None:
    assert gilder("export", "p.gilder", "out", "--format", "brat", "--split", "90/10") == 0, gilder.err
    assert len(list((gilder.folder / "out" / "train").glob("*.ann"))) == 18
    assert len(list((gilder.folder / "out" / "test").glob("*.ann"))) == 2


def test_an_empty_part_is_told(gilder: Shell, project: Path) -> None:
    assert gilder("new", "q.gilder") == 0
    assert gilder("import", "q.gilder", "corpus/00.ann") == 0, gilder.err
    assert gilder("export", "q.gilder", "out", "--format", "jsonl", "--split", "80/10/10") == 0, gilder.err
    assert "nothing is in dev and test" in gilder.err


def test_a_filter_chooses(gilder: Shell, project: Path) -> None:
    assert gilder("export", "p.gilder", "out.jsonl", "--format", "jsonl", "--filter", "Tuesday") == 0
    assert len(names(gilder.folder / "out.jsonl")) == 4
    assert gilder("export", "p.gilder", "out.jsonl", "--format", "jsonl", "--filter", "status:done") == 0
    assert names(gilder.folder / "out.jsonl") == set()
    gilder.fails("export", "p.gilder", "o", "--format", "jsonl", "--filter", "label:LOK", says="LOK")
    gilder.fails("export", "p.gilder", "o", "--format", "jsonl", "--filter", "colour:red", says="colour")


def test_a_card_lies_beside_the_files(gilder: Shell, project: Path) -> None:
    line = ("--format", "jsonl", "--split", "80/10/10", "--card", "Siege", "--licence", "CC-BY-4.0")
    assert gilder("export", "p.gilder", "out", *line, "--release", "1.0") == 0, gilder.err
    card = (gilder.folder / "out" / "README.md").read_text(encoding="utf-8")
    assert "cc-by-4.0" in card
    assert "Siege" in card
    metadata = json.loads((gilder.folder / "out" / "croissant.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in metadata["distribution"]} >= {"train.jsonl"}
    assert gilder("releases", "p.gilder", "--json") == 0
    (release,) = json.loads(gilder.out)
    assert release["digest"] in card
    assert gilder("releases", "p.gilder", "1.0", "--files", "out") == 0, gilder.out


def test_a_release_tells_what_has_changed_since(gilder: Shell, project: Path) -> None:
    assert gilder("releases", "p.gilder") == 0
    assert "no release yet" in gilder.out
    assert gilder("export", "p.gilder", "out.jsonl", "--format", "jsonl", "--release", "1.0") == 0
    assert "release 1.0: " in gilder.out
    gilder.fails("export", "p.gilder", "o.jsonl", "--format", "jsonl", "--release", "1.0", says="already")
    assert not (gilder.folder / "o.jsonl").exists()
    (gilder.folder / "corpus" / "00.ann").write_text("T1\tGPE 0 4\tIran\nT2\tGPE 5 11\tnumber\n", encoding="utf-8")
    assert gilder("import", "p.gilder", "corpus") == 0
    (gilder.folder / "out.jsonl").write_text("other")
    assert gilder("releases", "p.gilder", "1.0", "--files", "out.jsonl") == 1
    assert "19 documents as it was released" in gilder.out
    assert "00" in gilder.out
    assert "not the file that was written" in gilder.out
    gilder.fails("releases", "p.gilder", "2.0", says="no release “2.0”")


@pytest.mark.parametrize(
    ("options", "says", "status"),
    [
        (("--seed", "7"), "--split", 2), (("--together", "day"), "--split", 2), (("--parts",), "no parts yet", 1),
        (("--split", "0/100"), "must be more than 0", 2), (("--split", "x"), "is no share", 2),
        (("--side-by-side", "--split", "80/20"), "do not go together", 2),
        (("--split", "80/20", "--together", "moon"), "moon", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(
    gilder: Shell, project: Path, options: tuple[str, ...], says: str, status: int
) -> None:
    gilder.fails("export", "p.gilder", "out", "--format", "jsonl", *options, says=says, status=status)
    assert not (gilder.folder / "out").exists()


def test_wrong_use_of_import(gilder: Shell, project: Path) -> None:
    gilder.fails("import", "p.gilder", "corpus", "--strict", "--lenient", says="contradict", status=2)
    gilder.fails("import", "p.gilder", "corpus", "--columns", "text", says="ROLE=HEADING", status=2)


def test_an_archive_is_read_as_a_corpus(gilder: Shell, project: Path) -> None:
    import shutil

    shutil.make_archive(str(gilder.folder / "c"), "zip", gilder.folder / "corpus")
    assert gilder("new", "q.gilder") == 0
    assert gilder("import", "q.gilder", "c.zip") == 0, gilder.err
    assert "20 documents imported, 20 spans" in gilder.out
    (gilder.folder / "bad.zip").write_bytes(b"PK\x03\x04 nothing")
    gilder.fails("import", "q.gilder", "bad.zip", says="bad.zip: is no ZIP archive")
