"""Whose gold, which documents, in which parts: what is read of a project, and what is left out and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.blind import Blinding
from annotate.errors import InputError
from annotate.pipelines.lessons import TRAIN, Lesson
from cli.main import main
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.trained import TrainedModels
from tests import trainable
from tests.trainable import make, mark, record, records


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "p.gilder", records(30))


def prepared(path: Path, **wanted: object) -> Prepared:
    with Project.open(path, read_only=True) as project:
        return prepare(project, Wanted(path.with_name("model"), **wanted))  # pyright: ignore[reportArgumentType]


def split(path: Path, shares: str = "train=20,dev=5,test=5") -> None:
    assert main(["export", str(path), str(path.with_name("out")), "--format", "jsonl", "--split", shares]) == 0


def names(lessons: tuple[Lesson, ...], part: str) -> set[str]:
    return {one.name for one in lessons if one.part == part}


def test_the_parts_of_the_project_are_kept(path: Path):
    split(path)
    found = prepared(path)
    with Project.open(path, read_only=True) as project:
        from store.datasets.parts import Parts

        said = {project.documents.name_of(one): part for one, part in Parts(project).all().items()}
    for part in ("train", "dev", "test"):
        assert names(found.lessons, part) <= {name for name, one in said.items() if one == part}
    assert len(found.lessons) + found.left_out.get("documents nearly the same as one of dev or test", 0) == 30
    assert "those of the project" in found.facts["split"]


def test_without_parts_the_training_has_its_own_which_are_always_the_same(path: Path):
    found = prepared(path)
    assert {one.part for one in found.lessons} == {"train", "dev", "test"}
    assert [(one.name, one.part) for one in prepared(path).lessons] == [(one.name, one.part) for one in found.lessons]
    assert "the project has none" in found.facts["split"]


def test_a_project_without_dev_has_a_tenth_of_train_for_it(path: Path):
    split(path, "90/10")
    found = prepared(path)
    assert names(found.lessons, "dev")
    assert "a tenth of train is dev" in found.facts["split"]


def test_what_is_nearly_a_document_of_test_is_not_trained_on(path: Path):
    split(path)
    test = next(one for one in prepared(path).lessons if one.part == "test")
    twin = record("twin.txt", test.text + "P.S.\n", [])
    make(path, [{**twin, "spans": [mark(twin["text"], "P.S.", "PER")]}])
    main(["export", str(path), str(path.with_name("all")), "--format", "jsonl", "--split", "20/5/5", "--seed", "9",
          "--anew", "--together", "day"])  # fmt: skip
    with Project.open(path, read_only=True) as project:
        from store.datasets.parts import Parts

        said = {project.documents.name_of(one): part for one, part in Parts(project).all().items()}
    found = prepared(path)
    kept = {one.name: one.part for one in found.lessons if one.name in ("twin.txt", test.name)}
    if said["twin.txt"] == said[test.name]:
        assert len(kept) == 2
    else:
        assert list(kept.values()) == [max((said["twin.txt"], said[test.name]), key=("train", "dev", "test").index)]
        assert found.left_out["documents nearly the same as one of dev or test"] >= 1


def test_boilerplate_is_left_out(tmp_path: Path):
    text = "Ann went home.\nAnn reads more news here.\nBob stayed.\n"
    spans = [
        mark(text, "Ann", "PER"),
        mark(text, "Bob", "PER"),
        {**mark(text, "Ann reads", "PER"), "text": "Ann reads"},
    ]
    zone = {"start": 15, "end": 41, "zone": "boilerplate"}
    odd = record("odd.txt", text, spans, zones=[zone])
    found = prepared(make(tmp_path / "p.gilder", [*records(20), odd]))
    lesson = next(one for one in found.lessons if one.name == "odd.txt")
    assert [text[one.start : one.end] for one in lesson.pieces] == ["Ann went home.\n", "Bob stayed.\n"]
    assert [text[one.range.start : one.range.end] for one in lesson.spans] == ["Ann", "Bob"]
    assert found.left_out == {"spans in boilerplate": 1}


def test_only_what_is_done_is_learnt_where_anything_is(tmp_path: Path):
    some = records(24)
    for one in some[:4]:
        one["status"] = "in_progress"
    path = make(tmp_path / "p.gilder", some)
    found = prepared(path)
    assert len(found.lessons) == 20
    assert found.left_out == {"documents that are not done": 4}
    with pytest.raises(InputError, match="too few documents"):
        prepared(path, filter="status:flagged")


def test_labels_are_chosen(path: Path):
    found = prepared(path, labels=("LOC",))
    assert found.settings.labels == ("LOC",)
    assert {one.label for lesson in found.lessons for one in lesson.spans} == {"LOC"}
    assert found.left_out["spans of labels that were not chosen"] == 90
    with pytest.raises(InputError, match="there is no label “NOPE”; the labels are: "):
        prepared(path, labels=("NOPE",))


def test_whose_gold_is_asked_where_several_have_annotated(path: Path):
    make(path, records(30), source="bob")
    with pytest.raises(InputError, match="say whose gold it is with --source: ann, bob"):
        prepared(path)
    assert prepared(path, source="bob").facts["source"] == "bob"
    make(path, records(30), source="gold")
    assert prepared(path).facts["source"] == "gold"


def test_suggestions_are_not_gold(path: Path):
    assert main(["suggest", str(path), "--parts", "numbers"]) == 0

    with pytest.raises(InputError, match="suggestions are not gold"):
        prepared(path, source="grammar")


def test_a_project_without_gold_says_so(tmp_path: Path):
    path = tmp_path / "empty.gilder"
    assert main(["new", str(path)]) == 0
    with pytest.raises(InputError, match="nobody has annotated yet"):
        prepared(path)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"base": "blank:klingon"}, "spaCy knows no language “klingon”"),
        ({"base": "no_such_pipeline"}, "no installed spaCy pipeline"),
        ({"seed": -1}, "a seed of -1"),
        ({"component": "textcat"}, "no component “textcat”"),
        ({"filter": "part:nowhere"}, "there is no such part"),
    ],
)
def test_what_cannot_be_trained_is_told_in_one_line(path: Path, wanted: dict[str, object], says: str):
    with pytest.raises(InputError, match=says) as told:
        prepared(path, **wanted)
    assert "\n" not in str(told.value)


def test_another_language_begins_with_nothing(tmp_path: Path):
    some = [{**one, "meta": {"language": "de"}} for one in records(20)]
    found = prepared(make(tmp_path / "p.gilder", some))
    assert (found.settings.base, found.settings.language) == ("blank:de", "de")


def test_documents_that_were_annotated_blind_are_known(tmp_path: Path):
    path = tmp_path / "p.gilder"
    assert main(["new", str(path), "--scheme", "conll"]) == 0
    assert main(["blind", str(path), "--share", "50", "--seed", "3"]) == 0
    make(path, records(30))
    blinding = Blinding(50, "documents", 3)
    found = prepared(path).lessons
    assert {one.blind for one in found} == {True, False}
    assert all(one.blind == blinding.hides_document(one.digest) for one in found)


def test_the_release_of_the_same_gold_is_named(path: Path):
    assert main(["export", str(path), str(path.with_name("r")), "--format", "jsonl", "--release", "one"]) == 0
    assert prepared(path).facts["release"] == "one"
    make(path, [record("new.txt", "Ann left.", [mark("Ann left.", "Ann", "PER")])])
    assert prepared(path).facts["release"] == ""


def test_nested_spans_ask_for_a_span_categorizer(tmp_path: Path):
    some = records(20)
    for one in some:
        first = one["spans"][0]
        surname = first["text"].split()[1]
        one["spans"].append(trainable.mark(one["text"], surname, "MISC"))
    assert prepared(make(tmp_path / "p.gilder", some)).settings.component == "spancat"


def test_the_first_documents_are_a_part_of_the_more(path: Path):
    train = [one.name for one in prepared(path).lessons if one.part == TRAIN]
    assert [one.name for one in prepared(path).lessons if one.part == TRAIN] == train
    assert [one.name for one in prepared(path, seed=5).lessons if one.part == TRAIN] != train


def test_a_base_that_has_learnt_from_other_parts_of_this_project_is_told(path: Path):
    first, base = prepared(path), path.with_name("base")
    base.mkdir()
    data = {"digest": first.facts["digest"], "split": first.facts["split"], "parts": first.facts["parts"]}
    scores = {"f1": 0.5, "interval": None}
    told = {"id": "1", "component": "ner", "base_told": "blank:en", "labels": [], "data": data, "scored_on": "test"}
    meta = {"lang": "en", "name": "first", "version": "1.0.0", "gilder": told | {"scores": scores}}
    (base / "meta.json").write_text(json.dumps(meta), encoding="utf-8")

    def warned(**wanted: object) -> bool:
        return any("with other parts" in one for one in prepared(path, base=str(base), **wanted).warnings)

    assert not warned(seed=5)  # nothing is known of where it was trained
    with Project.open(path) as project:
        TrainedModels(project).record(base, "ann")
    assert warned(seed=5)
    assert not warned()  # the same gold in the same parts
    assert not any("with other parts" in one for one in prepared(path, base="blank:en", seed=5).warnings)
