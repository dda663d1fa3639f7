"""`gilder train` from the shell, and what can be done with what it makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.trainable import SCHEME, make, records, related


@pytest.fixture
def gold(gilder: Shell) -> Path:
    return make(gilder.folder / "p.gilder", records(30))


def test_trained_it_is_listed_described_and_suggests(gilder: Shell, gold: Path) -> None:
    quick = ("--base", "blank:xx", "--max-steps", "60", "--licence", "CC-BY-4.0")
    assert gilder("train", "p.gilder", "--output", "model", *quick) == 0
    assert "gold of ann" in gilder.out
    assert "at most" in gilder.out
    assert "use it with gilder suggest p.gilder --model model" in gilder.out
    assert gilder("train", "p.gilder", "--list", "--json") == 0
    (listed,) = json.loads(gilder.out)
    assert (listed["name"], listed["version"], listed["labels"]) == ("model", "1.0.0", ["PER", "LOC"])
    assert Path(listed["folder"]) == gilder.folder / "model"
    assert gilder("models", "model", "--json") == 0
    (described,) = json.loads(gilder.out)
    assert described == {"name": "xx_model", "version": "1.0.0", "language": "xx", "licence": "CC-BY-4.0",
                         "labels": ["LOC", "PER"], "named_by": "model"}  # fmt: skip
    assert gilder("suggest", "p.gilder", "--model", "model", "--parts", "names", "--json") == 0
    assert json.loads(gilder.out)["model"] == "xx_model 1.0.0"
    assert gilder("check", "p.gilder") == 0
    gilder.fails("train", "p.gilder", "--output", "model", says="a trained model is never replaced")


def test_a_span_categorizer_suggests_spans_that_nest(gilder: Shell) -> None:
    some = records(30)
    for one in some:
        people = [span for span in one["spans"] if span["label"] == "PER"]
        surnames = [(span, span["text"].split()[1]) for span in people]
        one["spans"] += [
            {"start": span["end"] - len(name), "end": span["end"], "label": "MISC", "text": name}
            for span, name in surnames
        ]
    make(gilder.folder / "p.gilder", some)
    quick = ("--base", "blank:xx", "--max-steps", "150", "--patience", "150")
    assert gilder("train", "p.gilder", "--output", "model", *quick, "--json") == 0
    told = json.loads(gilder.out)
    assert told["component"] == "spancat"
    assert told["scores"]["f1"] > 0.3
    assert gilder("models", "model", "--json") == 0
    assert sorted(json.loads(gilder.out)[0]["labels"]) == ["LOC", "MISC", "PER"]
    assert gilder("suggest", "p.gilder", "--model", "model", "--parts", "names") == 0
    assert gilder("evaluate", "p.gilder", "--gold", "ann", "--predicted", "xx_model", "--json") == 0
    found = json.loads(gilder.out)["by_label"]
    assert found["MISC"]["strict"]["correct"] > 0
    assert found["PER"]["strict"]["correct"] > 0
    assert gilder("suggest", "p.gilder", "--model", "model") == 0  # with all parts
    assert gilder("check", "p.gilder") == 0


def test_relations_of_the_gold_are_trained_told_and_suggested(gilder: Shell) -> None:
    make(gilder.folder / "p.gilder", related(records(40), knows=3), scheme=SCHEME)
    quick = ("--base", "blank:xx", "--max-steps", "100", "--patience", "100")
    assert gilder("train", "p.gilder", "--output", "model", *quick) == 0
    assert "relation went_to" in gilder.out
    assert "between gold spans" in gilder.out
    assert "relation knows is not trained: " in gilder.out
    assert gilder("models", "model", "--json") == 0
    assert set(json.loads(gilder.out)[0]["relations"]) == {"went_to", "seen_by"}
    assert gilder("models", "model") == 0
    assert "relations: went_to, seen_by" in gilder.out
    assert gilder("suggest", "p.gilder", "--model", "model", "--json") == 0
    assert gilder("evaluate", "p.gilder", "--gold", "ann", "--predicted", "xx_model", "--json") == 0
    assert json.loads(gilder.out)["relations"]["by_label"]["went_to"]["strict"]["correct"] > 20
    assert gilder("check", "p.gilder") == 0
    assert gilder("train", "p.gilder", "--output", "other", *quick, "--no-relations", "--json") == 0
    assert json.loads(gilder.out)["relations"] == {}
    assert gilder("models", "other", "--json") == 0
    assert "relations" not in json.loads(gilder.out)[0]


def test_a_dry_run_only_tells(gilder: Shell, gold: Path) -> None:
    before = sorted(one.name for one in gilder.folder.iterdir())
    assert gilder("train", "p.gilder", "--output", "model", "--base", "blank:xx", "--dry-run", "--json") == 0
    told = json.loads(gilder.out)
    assert told["estimate"]["seconds"] > 0
    assert told["estimate"]["words_per_second"] > 0
    assert told["data"]["parts"]["train"]["documents"] == 24
    assert told["settings"]["max_steps"] == 2000
    assert sorted(one.name for one in gilder.folder.iterdir()) == before


@pytest.mark.parametrize(
    ("more", "says", "status"),
    [
        ((), "say where the pipeline goes", 2),
        (("--output", "m", "--source", "bob"), "there is no source “bob”", 1),
        (("--output", "m", "--labels", "NOPE"), "there is no label “NOPE”", 1),
        (("--output", "m", "--base", "blank:klingon"), "spaCy knows no language", 1),
        (("--output", "m", "--filter", "has:MISC"), "too few documents to train", 1),
        (("--output", "p.gilder"), "is there already", 1),
    ],
)
def test_complaints_are_one_line(gilder: Shell, gold: Path, more: tuple[str, ...], says: str, status: int) -> None:
    gilder.fails("train", "p.gilder", *more, says=says, status=status)


def test_a_project_without_models_says_so(gilder: Shell, gold: Path) -> None:
    assert gilder("train", "p.gilder", "--list") == 1
    assert "no model was trained" in gilder.out
