"""`gilder merge` and `gilder split`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from annotate.change import Change, Transaction
from store.errors import ProjectHeld
from store.guard.lock import Lock
from store.ids import new_id
from store.project import Project
from tests.builders import span_on
from tests.cli.conftest import Shell


@pytest.fixture
def filled(gilder: Shell, project: Path) -> Path:
    for number in range(6):
        (gilder.folder / f"a{number}.txt").write_text(f"Iran sent {number},000 fighters.", encoding="utf-8")
    assert gilder("import", "p.gilder", *(f"a{number}.txt" for number in range(6))) == 0
    return project


def annotate(path: Path, who: str) -> None:
    with Project.open(path) as project:
        doc = project.documents.get(project.documents.ids()[0])
        span = span_on(doc, "Iran", "LOC", span_id=new_id())
        project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), project.sources.person(who))


def test_nobody_else_writes_a_project_from_before_its_backup_to_the_end_of_a_merge(gilder: Shell, filled: Path):
    from cli.commands import merging

    other = shutil.copy(filled, filled.with_name("other.gilder"))
    annotate(Path(other), "ann")
    refused = list[str]()

    def tried(name: str, real: object):
        def call(*given: object, **more: object) -> object:
            with pytest.raises(ProjectHeld):
                Lock(filled)
            refused.append(name)
            return real(*given, **more)  # type: ignore[operator]

        return patch.object(merging, name, call)

    with tried("back_up", merging.back_up), tried("merged", merging.merged):
        assert gilder("merge", "p.gilder", "other.gilder") == 0
    assert refused == ["back_up", "merged"]
    Lock(filled).release()


def test_a_project_is_dealt_out_and_comes_together(gilder: Shell, filled: Path):
    assert gilder("split", "p.gilder", "ann", "bob k.", "--overlap", "30%", "--output", "out", "--json") == 0
    told = json.loads(gilder.out)
    assert told["overlap"] == 2
    assert [(Path(one["path"]).name, one["documents"]) for one in told["copies"]] == [
        ("p-ann.gilder", 4),
        ("p-bob_k.gilder", 4),
    ]
    copies = [one["path"] for one in told["copies"]]
    for path, who in zip(copies, ("ann", "bob k."), strict=True):
        annotate(Path(path), who)
        assert gilder("check", path) == 0
    before = filled.read_bytes()
    assert gilder("merge", "p.gilder", *copies, "--dry-run") == 0
    assert "ann (person): 1 added" in gilder.out
    assert "preview" in gilder.out
    assert filled.read_bytes() == before
    assert gilder("merge", "p.gilder", *copies, "--json") == 0
    assert [one["transactions"] for one in json.loads(gilder.out)["merged"]] == [1, 1]
    assert gilder("merge", "p.gilder", *copies) == 0
    assert gilder.out.count("nothing new") == 2
    assert gilder("check", "p.gilder") == 0


def test_a_bad_copy_among_several_is_told_before_anything_is_written(gilder: Shell, filled: Path):
    good = gilder.folder / "good.gilder"
    shutil.copy(filled, good)
    annotate(good, "bob")
    (gilder.folder / "bad.gilder").write_text("no project")
    before = filled.read_bytes()
    gilder.fails("merge", "p.gilder", "good.gilder", "bad.gilder", says="not a Gilder project")
    gilder.fails("merge", "p.gilder", "missing.gilder", says="missing.gilder")
    assert filled.read_bytes() == before


def test_another_project_needs_to_be_asked_for(gilder: Shell, filled: Path):
    assert gilder("new", "q.gilder") == 0
    gilder.fails("merge", "p.gilder", "q.gilder", says="--unrelated")
    assert gilder("merge", "q.gilder", "p.gilder", "--unrelated") == 0
    assert "6 new documents" in gilder.out
    assert gilder("check", "q.gilder") == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("ann", "--overlap", "x"), "no overlap"),
        (("ann", "--overlap", "101%"), "no overlap"),
        (("ann", "--overlap", "7"), "more than"),
        (("ann", "ANN"), "same name"),
        (("a/b", "a b"), "same name of a file"),
        (("...",), "no name"),
        (tuple("abcdefg"), "too few"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_in_one_line(
    gilder: Shell, filled: Path, options: tuple[str, ...], says: str
):
    gilder.fails("split", "p.gilder", *options, says=says)
    assert [one.name for one in gilder.folder.glob("*.gilder")] == ["p.gilder"]


def test_wrong_use_is_told(gilder: Shell, filled: Path):
    gilder.fails("merge", "p.gilder", says="OTHER", status=2)
    gilder.fails("split", "p.gilder", says="NAME", status=2)


def test_changes_in_both_copies_are_listed_with_both_versions(gilder: Shell, filled: Path):
    annotate(filled, "ann")
    shutil.copy(filled, gilder.folder / "other.gilder")
    for path, note in ((gilder.folder / "other.gilder", "theirs"), (filled, "ours")):
        with Project.open(path) as project:
            doc = project.documents.get(project.documents.ids()[0])
            ann = project.sources.person("ann")
            (span,) = project.annotations.state(doc, ann).index
            noted = span_on(doc, "Iran", "LOC", span_id=span.id, note=note)
            project.annotations.append(Transaction((Change(doc.id, span, noted),), "note.set"), ann)
    assert gilder("merge", "p.gilder", "other.gilder") == 0
    assert "changed in both copies: 1" in gilder.out
    assert gilder.out.index("note “ours”") < gilder.out.index("note “theirs”")
