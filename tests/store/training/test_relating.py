"""The relations part of a training: gathered, trained in its process, written, ended, left out, used to suggest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import spacy

import resources
from annotate.document import Document
from annotate.pipelines.events import Done, Paused, Scored, Stage
from annotate.suggest.base import suggest_one
from annotate.suggest.combined import load_suggester
from annotate.suggest.models import PARSER, SCORER, find_model
from annotate.suggest.recipe import make_recipe
from annotate.suggest.relations.own import own_scorer
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.relating import Relating
from store.training.training import Training
from tests.trainable import SCHEME, make, records, related


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("gold") / "p.gilder", related(records(40), knows=4), scheme=SCHEME)


def prepared(project: Path, output: Path, **wanted: Any) -> Prepared:
    with Project.open(project, read_only=True) as opened:
        return prepare(opened, Wanted(output, **{"base": "blank:en", "max_steps": 10, **wanted}))


def trained(project: Path, output: Path, **wanted: Any) -> dict[str, Any]:
    """What `meta.json` tells of a model that was put in place."""
    with Training.start(prepared(project, output, **wanted), output) as training:
        assert isinstance(list(training.events())[-1], Done)
        training.place()
    return json.loads((output / "meta.json").read_text(encoding="utf-8"))["gilder"]


@pytest.fixture(scope="module")
def model(project: Path) -> Path:
    trained(project, project.with_name("model"))
    return project.with_name("model")


def told_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "meta.json").read_text(encoding="utf-8"))["gilder"]["relations"]


def test_what_is_gathered_and_what_is_left_out(project: Path, tmp_path: Path):
    found = prepared(project, tmp_path / "m")
    assert found.ends == {
        "went_to": [["PER", "LOC"]], "seen_by": [["LOC", "PER"]], "knows": [["PER", "PER"]]}  # fmt: skip
    assert sum(found.facts["parts"][part]["relations"]["went_to"] for part in ("train", "dev", "test")) == 40
    assert any("so not trained: knows" in one for one in found.warnings)
    only = prepared(project, tmp_path / "m", labels=("PER",))
    assert only.ends == {"knows": [["PER", "PER"]]}
    assert only.left_out["relations with an end that was left out"] == 80
    without = prepared(project, tmp_path / "m", relations=False)
    assert (without.ends, "knows" in "".join(without.warnings)) == ({}, False)


def test_relations_that_the_scheme_does_not_allow_are_counted(tmp_path: Path):
    some = related(records(30))
    for one in some[:5]:
        one["relations"] = [{**row, "head": row["child"], "child": row["head"]} for row in one["relations"]]
    found = prepared(make(tmp_path / "p.gilder", some, scheme=SCHEME), tmp_path / "m")
    assert found.left_out["relations that the scheme does not allow"] == sum(len(one["relations"]) for one in some[:5])


def test_the_model_has_a_scorer_and_tells_of_it(model: Path):
    own, told, card = own_scorer(model), told_of(model), (model / "model-card.md").read_text(encoding="utf-8")
    assert own is not None
    assert set(own.labels) == set(told["labels"]) == {"went_to", "seen_by"} == set(find_model(str(model)).relations)
    assert list(told["untrained"]) == ["knows"]
    assert own.parser == told["parser"]
    assert own.parser.startswith("news-en")
    assert told["scores"]["documents"] == 4
    assert told["scores"]["by_label"]["went_to"]["f1"] > 0.8
    assert "between gold spans" in card
    assert "Not trained: knows" in card


def test_the_same_again_gives_the_same_bytes(project: Path, model: Path, tmp_path: Path):
    found = prepared(project, tmp_path / "again")
    Relating(found.settings, found.lessons, found.ends, lambda: None).train("test", tmp_path / "again")
    assert (tmp_path / "again" / SCORER).read_bytes() == (model / SCORER).read_bytes()


def test_it_can_be_left_out(project: Path, tmp_path: Path):
    told = trained(project, tmp_path / "m", relations=False)
    assert told["relations"] == {}
    assert not (tmp_path / "m" / SCORER).exists()
    assert "## Relations" not in (tmp_path / "m" / "model-card.md").read_text(encoding="utf-8")


def test_another_language_is_learnt_from_words_alone(project: Path, tmp_path: Path):
    found = prepared(project, tmp_path / "m", base="blank:de")
    relating = Relating(found.settings, found.lessons, found.ends, lambda: None)
    assert 0 < relating.seconds() < 60
    told = relating.train("test", tmp_path / "m")
    assert (told["parser"], set(told["labels"])) == ("", {"went_to", "seen_by"})
    assert told["scores"]["by_label"]["went_to"]["f1"] > 0.8


def test_the_parser_of_another_base_comes_along(project: Path, tmp_path: Path):
    """That of a base that parses and is not the embedded one lies beside the scorer, to be read for suggestions."""
    base = tmp_path / "base"
    shutil.copytree(resources.embedded_pipeline(), base)
    found = prepared(project, tmp_path / "m", base=str(base))
    told = Relating(found.settings, found.lessons, found.ends, lambda: None).train("test", tmp_path / "m")
    assert told["parser"].startswith("news-en")
    parser = find_model(str(tmp_path / "m" / PARSER))
    assert parser.universal
    assert "ner" not in parser.factories
    ruler = spacy.blank("en")
    ruler.add_pipe("entity_ruler")
    ruler.to_disk(tmp_path / "m")
    recipe = make_recipe(str(tmp_path / "m"), embedded=lambda: tmp_path / "nowhere")
    assert recipe.parser == parser


def test_who_ends_the_spans_early_still_gets_relations(project: Path, tmp_path: Path):
    names = list[str]()
    with Training.start(prepared(project, tmp_path / "m", max_steps=100_000), tmp_path / "m") as training:
        for event in training.events():
            if isinstance(event, Scored):
                training.finish()
            if isinstance(event, Stage):
                names.append(event.name)
        training.place()
    assert names[-3:] == ["scoring", "relations", "writing"]
    assert told_of(tmp_path / "m")["labels"]


def test_ended_while_relations_are_trained_it_is_whole_without(project: Path, tmp_path: Path):
    with Training.start(prepared(project, tmp_path / "m"), tmp_path / "m") as training:
        for event in training.events():
            if isinstance(event, Stage) and event.name == "scoring":
                training.pause()
            elif event == Paused(True):
                training.finish()
        training.place()
    assert told_of(tmp_path / "m")["labels"] == []
    assert "ended before" in told_of(tmp_path / "m")["untrained"]["went_to"]
    assert not (tmp_path / "m" / SCORER).exists()


def test_cancelled_while_relations_are_trained_it_leaves_nothing(project: Path, tmp_path: Path):
    with Training.start(prepared(project, tmp_path / "m"), tmp_path / "m") as training:
        for event in training.events():
            if isinstance(event, Stage) and event.name == "relations":
                training.cancel()
    assert list(tmp_path.iterdir()) == []


def test_its_suggester_proposes_what_it_has_learnt_and_the_embedded_rules_the_rest(project: Path, tmp_path: Path):
    folder = tmp_path / "m"
    trained(project, folder, max_steps=150, patience=150)
    with Project.open(project, read_only=True) as opened:
        scheme = opened.scheme
    with load_suggester(str(folder), embedded=resources.embedded_pipeline) as suggester:
        told = suggester.settings["relations"]
        assert told.startswith("trained on gold: ")
        assert {"went_to", "seen_by"} <= set(told.partition(";")[0].removeprefix("trained on gold: ").split(", "))
        text = "Ann Smith went to Paris by train.\nYesterday Bob Jones saw the town of Rome.\n"
        found = suggest_one(suggester, Document("d", "d", text), scheme)
    said = {
        (text[found.spans[one.head].start : found.spans[one.head].end], one.label,
         text[found.spans[one.child].start : found.spans[one.child].end]) for one in found.relations
    }  # fmt: skip
    assert said == {("Ann Smith", "went_to", "Paris"), ("Rome", "seen_by", "Bob Jones")}
