"""Which documents are learnt from, which are the check set, and when a round is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.document import text_digest
from annotate.errors import InputError
from annotate.learning.check import in_check_set
from annotate.pipelines.lessons import DEV, TRAIN
from cli.main import main
from store.learning.decided import decided, languages, lessons
from store.learning.rounds import Learning
from store.project import Project
from tests.store.learning.projects import project, travels
from tests.trainable import mark, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return project(tmp_path / "p.gilder", travels(20))


def test_the_check_set_is_what_the_texts_say_and_is_not_learnt_from(path: Path):
    with Project.open(path, read_only=True) as opened:
        found = lessons(opened, opened.sources.person("ann"))
    assert {one.part for one in found} == {TRAIN, DEV}
    assert all((one.part == DEV) == in_check_set(text_digest(one.text)) for one in found)


def test_only_what_is_done_counts(tmp_path: Path):
    some = travels(20)
    for one in some[:6]:
        one["status"] = "in_progress"
    with Project.open(project(tmp_path / "p.gilder", some), read_only=True) as opened:
        there = decided(opened, opened.sources.person("ann"))
        names = {opened.documents.name_of(one.document) for one in there}
        assert names == {one["name"] for one in some[6:]}
        assert decided(opened, opened.sources.person("bob")) == []


def test_the_part_test_is_neither_learnt_from_nor_checked_by(path: Path):
    with Project.open(path, read_only=True) as opened:
        ann = opened.sources.person("ann")
        before = Learning(opened, path.with_name("learnt")).standing(ann)
    split = ["export", str(path), str(path.with_name("out")), "--format", "jsonl", "--split", "train=12,dev=4,test=4"]
    assert main(split) == 0
    with Project.open(path, read_only=True) as opened:
        from store.datasets.parts import Parts

        test = {one for one, part in Parts(opened).all().items() if part == "test"}
        ann = opened.sources.person("ann")
        assert test
        assert not test & {one.document for one in decided(opened, ann)}
        assert not test & {one.document for one in lessons(opened, ann)}
        after = Learning(opened, path.with_name("learnt")).standing(ann)
        assert after.decided == before.decided - len(test) == 20 - len(test)


def test_what_is_nearly_a_document_of_the_check_set_is_not_learnt(path: Path):
    with Project.open(path, read_only=True) as opened:
        there = lessons(opened, opened.sources.person("ann"))
    checked = next(one for one in there if one.part == DEV)
    ends = (f"P.S. {number}" for number in range(50))
    twin = next(f"{checked.text}{end}\n" for end in ends if not in_check_set(text_digest(f"{checked.text}{end}\n")))
    project(path, [record("twin.txt", twin, [mark(twin, "P.S.", "town")])])
    with Project.open(path, read_only=True) as opened:
        assert "twin.txt" not in {one.name for one in lessons(opened, opened.sources.person("ann"))}
        assert len(decided(opened, opened.sources.person("ann"))) == 21


def test_boilerplate_is_left_out(path: Path):
    text = "Ann went home.\nAnn reads more news here.\nBob stayed.\n"
    spans = [mark(text, "Bob", "traveller"), {**mark(text, "Ann reads", "traveller"), "text": "Ann reads"}]
    zone = {"start": 15, "end": 41, "zone": "boilerplate"}
    project(path, [record("odd.txt", text, spans, zones=[zone])])
    with Project.open(path, read_only=True) as opened:
        lesson = next(one for one in lessons(opened, opened.sources.person("ann")) if one.name == "odd.txt")
    assert [text[one.start : one.end] for one in lesson.pieces] == ["Ann went home.\n", "Bob stayed.\n"]
    assert [text[one.range.start : one.range.end] for one in lesson.spans] == ["Bob"]


def test_too_little_is_told_in_one_line(tmp_path: Path):
    with Project.open(project(tmp_path / "p.gilder", travels(3)), read_only=True) as opened:
        ann = opened.sources.person("ann")
        learning = Learning(opened, tmp_path / "learnt")
        assert not learning.due(ann, 1)
        with pytest.raises(InputError, match="too few documents are done") as told:
            learning.round(ann)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "learnt").exists()


def test_without_names_there_is_nothing_to_learn(path: Path):
    assert main(["parts", str(path), "--off", "names"]) == 0
    with Project.open(path, read_only=True) as opened, pytest.raises(InputError, match="the names are switched off"):
        Learning(opened, path.with_name("learnt")).round(opened.sources.person("ann"))


def test_the_language_is_that_of_most_documents(tmp_path: Path):
    some = travels(6)
    for one in some[:4]:
        one["meta"] = {"language": "de-AT"}
    some[4]["meta"] = {"language": "en"}
    with Project.open(project(tmp_path / "p.gilder", some), read_only=True) as opened:
        assert languages(opened, opened.documents.ids()) == ["de", "en"]


@pytest.mark.parametrize(("documents", "due"), [(4, False), (20, True)])
def test_a_round_is_due_after_some_documents(tmp_path: Path, documents: int, due: bool):
    with Project.open(project(tmp_path / "p.gilder", travels(documents)), read_only=True) as opened:
        assert Learning(opened, tmp_path / "learnt").due(opened.sources.person("ann")) == due
