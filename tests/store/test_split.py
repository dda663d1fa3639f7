"""Copies with a share of the documents, which merge back."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.change import Change, Transaction
from annotate.errors import InputError
from annotate.sharing import shares
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.digest import content_digest
from store.documents import NewDocument
from store.errors import ProjectError
from store.ids import new_id
from store.merge.merge import merge
from store.project import Project
from store.sources import Source
from store.split import split
from tests.builders import SCHEME_TOML, span_on

SECRET = "Syria is only in this one"


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def add(project: Project, source: Source, *documents: str) -> None:
    changes = []
    for uid in documents:
        doc = project.documents.get(uid)
        changes.append(Change(uid, None, span_on(doc, "Iran", span_id=new_id())))
    project.annotations.append(Transaction(tuple(changes), "span.add"), source)


@pytest.fixture
def whole(path: Path) -> Path:
    """Three documents, with one step over the first and the last one, and suggestions for all."""
    with Project.create(path, SCHEME_TOML) as project:
        names = ("a", "b", "c")
        docs = project.documents.add([NewDocument(name, f"Iran {name}. {SECRET}"[: 8 if name != "c" else 99])
                                      for name in names])  # fmt: skip
        add(project, project.sources.person("ann"), docs[0].id, docs[2].id)
        add(project, project.sources.person("bob"), docs[1].id)
        found = Suggestions((Suggestion(0, 4, "LOC", 0.5),))
        project.suggestions.record_run("m 1", [(doc.id, found) for doc in docs])
    return path


def copies_of(path: Path) -> tuple[Path, Path]:
    left, right = path.with_name("left.gilder"), path.with_name("right.gilder")
    with Project.open(path, read_only=True) as project:
        one, two, three = project.documents.ids()
        split(project, {left: [one, two], right: [two, three]}, nobody)
    return left, right


def test_a_copy_is_sound_and_has_its_documents_only(whole: Path):
    before = whole.read_bytes()
    left, right = copies_of(whole)
    assert whole.read_bytes() == before
    for path, names in ((left, ["a", "b"]), (right, ["b", "c"])):
        with Project.open(path, read_only=True) as project:
            assert list(check_project(project)) == []
            ann = project.sources.person("ann")
            assert [row.name for row in project.documents.rows(ann)] == names
            assert project.journal.history(ann).next_undo is None
            assert len(project.suggestions.documents()) == 2
    assert SECRET.encode() not in left.read_bytes()
    assert SECRET.encode() in right.read_bytes()


def test_copies_merge_back_and_with_each_other(whole: Path):
    left, right = copies_of(whole)
    for path, name in ((left, "ann"), (right, "bob")):
        with Project.open(path) as project:
            add(project, project.sources.person(name), *project.documents.ids())
    with Project.open(whole) as project:
        assert [one.added for one in merge(project, left).sources] == [2]
        assert [one.added for one in merge(project, right).sources] == [2]
        assert list(check_project(project)) == []
        expected = content_digest(project)
    with Project.open(left) as project:
        found = merge(project, right)
        assert found.documents == ("c",)
        assert list(check_project(project)) == []
        assert content_digest(project) == expected
        assert merge(project, whole).nothing
        doc = next(one for one in map(project.documents.get, project.documents.ids()) if one.name == "c")
        assert len(project.annotations.state(doc, project.sources.person("ann")).spans) == 1


def test_a_text_that_is_left_out_can_be_imported_again_and_is_the_same_document(path: Path):
    with Project.create(path, SCHEME_TOML) as project:
        first, second = project.documents.add([NewDocument(name, "Iran, twice.") for name in ("a", "b")])
        copy = path.with_name("copy.gilder")
        split(project, {copy: [second.id]}, nobody)
    with Project.open(copy) as project:
        project.documents.add([NewDocument("again", "Iran, twice.")])
        add(project, project.sources.person("ann"), project.documents.ids()[1])
    with Project.open(path) as project:
        assert merge(project, copy).joined == ("again",)
        ann = project.sources.person("ann")
        assert len(project.annotations.state(project.documents.get(first.id), ann).spans) == 1
        assert list(check_project(project)) == []


def test_what_was_left_out_cannot_be_forged(whole: Path):
    left, _ = copies_of(whole)
    with Project.open(left) as project:
        with project.connection.writing():
            project.connection.write("UPDATE op_withheld SET digest=zeroblob(32)")
        assert any("not what was written" in one.what for one in check_project(project))


def test_all_copies_or_none(whole: Path):
    there = whole.with_name("there.gilder")
    there.touch()
    with Project.open(whole, read_only=True) as project, pytest.raises(ProjectError, match="already"):
        split(project, {whole.with_name("new.gilder"): project.documents.ids(), there: []}, nobody)
    assert not whole.with_name("new.gilder").exists()
    assert sorted(one.name for one in whole.parent.iterdir()) == ["p.gilder", "there.gilder"]


def test_shares_are_even_in_order_and_the_same_for_the_same_seed():
    documents = [f"{at:02}" for at in range(23)]
    dealt = shares(documents, ["ann", "bob", "cy"], overlap=5, seed=1)
    everybodys = set.intersection(*map(set, dealt.values()))
    assert len(everybodys) == 5
    assert sorted(len(some) for some in dealt.values()) == [11, 11, 11]
    assert set().union(*dealt.values()) == set(documents)
    assert all(some == sorted(some) for some in dealt.values())
    assert shares(documents, ["ann", "bob", "cy"], overlap=5, seed=1) == dealt
    assert shares(documents, ["ann", "bob", "cy"], overlap=5, seed=2) != dealt


@pytest.mark.parametrize(("people", "overlap"), [(["ann", "Ann"], 0), (["ann", "bob", "cy"], 0), (["ann"], 3)])
def test_shares_that_make_no_sense_are_refused(people: list[str], overlap: int):
    with pytest.raises(InputError):
        shares(["1", "2"], people, overlap=overlap)
