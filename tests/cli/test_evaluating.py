"""`gilder evaluate` and `gilder agreement` over files that two people and a model have made."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell

GOLD = "John B-PER\nSmith I-PER\nmet O\nMary B-PER\nin O\nParis B-LOC\n. O\n\n-DOCSTART- O\n\nNothing O\nhere O\n"
FOUND = "John B-PER\nSmith O\nmet O\nMary B-PER\nin O\nParis B-PER\n. O\n\n-DOCSTART- O\n\nNothing B-LOC\nhere O\n"


@pytest.fixture
def both(gilder: Shell, project: Path) -> Path:
    """A project with two annotators of two documents; in the second one gold has nothing."""
    for name, text in (("gold", GOLD), ("found", FOUND)):
        (gilder.folder / f"{name}.conll").write_text(f"-DOCSTART- O\n\n{text}", encoding="utf-8")
    assert gilder("import", "p.gilder", "gold.conll", "--source", "ann") == 0
    assert gilder("import", "p.gilder", "found.conll", "--source", "bob") == 0
    return project


def evaluated(gilder: Shell, *more: str) -> dict[str, Any]:
    assert gilder("evaluate", "p.gilder", "--gold", "ann", "--predicted", "bob", "--json", *more) == 0
    return json.loads(gilder.out)


def test_scores_are_those_of_the_four_criteria(gilder: Shell, both: Path) -> None:
    found = evaluated(gilder)
    assert found["documents"] == 2
    strict = {key: found["strict"][key] for key in ("correct", "incorrect", "partial", "missed", "spurious")}
    assert strict == {"correct": 1, "incorrect": 2, "partial": 0, "missed": 0, "spurious": 1}
    assert (found["strict"]["precision"], found["strict"]["recall"]) == (1 / 4, 1 / 3)
    assert [found[name]["correct"] for name in ("exact", "partial", "type")] == [2, 2, 2]
    assert found["partial"]["partial"] == 1
    assert found["by_label"]["PERSON"]["strict"]["precision"] == 1 / 3
    assert found["labels"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "gold": 2, "predicted": 2, "correct": 1}


def test_what_is_found_where_gold_has_looked_and_found_nothing_is_wrong(gilder: Shell, both: Path) -> None:
    found = evaluated(gilder, "--by", "document")
    assert found["by_document"]["gold.conll#2"]["strict"]["spurious"] == 1


def test_the_table_says_the_same(gilder: Shell, both: Path) -> None:
    assert gilder("evaluate", "p.gilder", "--gold", "ann", "--predicted", "bob", "--cases") == 0
    assert "gold ann, predicted bob: 2 documents\n" in gilder.out
    assert ["PERSON", "2", "3", "1", "33.33", "50.00", "40.00"] in [line.split() for line in gilder.out.splitlines()]
    assert ["strict", "1", "2", "0", "0", "1", "25.00", "33.33", "28.57"] in [
        line.split() for line in gilder.out.splitlines()
    ]
    assert "boundary" in gilder.out
    assert "PERSON “John Smith”" in gilder.out


def test_a_label_alone_is_scored_alone(gilder: Shell, both: Path) -> None:
    assert evaluated(gilder, "--label", "LOC")["strict"]["possible"] == 1


def test_agreement_is_symmetric_and_has_its_coefficients(gilder: Shell, both: Path) -> None:
    assert gilder("agreement", "p.gilder", "ann", "bob", "--json") == 0
    found = json.loads(gilder.out)
    assert gilder("agreement", "p.gilder", "bob", "ann", "--json") == 0
    turned = json.loads(gilder.out)
    assert found["spans"]["exact_f1"]["micro"] == turned["spans"]["exact_f1"]["micro"] == pytest.approx(2 / 7)
    assert found["spans"]["tokens"] == turned["spans"]["tokens"]
    assert found["spans"]["tokens"]["items"] == 9
    assert found["spans"]["tokens"]["cohen_kappa"] == pytest.approx(19 / 46)
    assert gilder("agreement", "p.gilder", "ann", "bob") == 0
    assert "Cohen κ" in gilder.out


def test_what_is_not_defined_is_said_to_be(gilder: Shell, both: Path) -> None:
    assert gilder("agreement", "p.gilder", "ann", "bob", "--document", "gold.conll#1", "--label", "MISC") == 0
    assert "undefined" in gilder.out
    assert gilder("evaluate", "p.gilder", "--gold", "ann", "--predicted", "bob", "--label", "MISC") == 0
    assert "–" in gilder.out


def test_another_model_is_compared_over_the_same_documents(gilder: Shell, both: Path) -> None:
    (gilder.folder / "third.conll").write_text(f"-DOCSTART- O\n\n{GOLD}", encoding="utf-8")
    assert gilder("import", "p.gilder", "third.conll", "--source", "carol") == 0
    found = evaluated(gilder, "--against", "carol")["against"]
    assert (found["documents"], found["strict"]["f1"]) == (2, 1.0)
    assert 0 < found["chance_of_difference"] <= 1


def test_bad_requests_are_told_in_one_line(gilder: Shell, both: Path) -> None:
    ask = ("evaluate", "p.gilder", "--gold", "ann", "--predicted")
    gilder.fails(*ask, "zoe", says="there is no source “zoe”; the sources are: ann, bob")
    gilder.fails(*ask, "ann", says="give two sources", status=2)
    gilder.fails(*ask, "bob", "--against", "bob", says="--against bob is compared already", status=2)
    gilder.fails(*ask, "bob", "--against", "ann", says="give a third source", status=2)
    gilder.fails(*ask, "bob", "--document", "nothing.txt", says="there is no document “nothing.txt”")
    gilder.fails(*ask, "bob", "--label", "NOPE", says="there is no label “NOPE”")
    gilder.fails(*ask, "bob", "--status", "done", "--document", "gold.conll#1", says="no document in common")
    gilder.fails("agreement", "p.gilder", "ann", says="two different sources", status=2)
    gilder.fails("evaluate", "none.gilder", "--gold", "a", "--predicted", "b", says="none.gilder")


def test_a_scheme_without_labels_says_so(gilder: Shell) -> None:
    assert gilder("new", "p.gilder", "--scheme", "empty") == 0
    ask = ("evaluate", "p.gilder", "--gold", "ann", "--predicted", "bob")
    gilder.fails(*ask, "--label", "X", says="the labels are: none yet\n")


def test_a_task_that_nobody_has_done_is_not_one_in_which_somebody_found_nothing(gilder: Shell, project: Path) -> None:
    def task(at: int, text: str, *answers: tuple[int, list[object]]) -> dict[str, object]:
        annotations = [{"id": at * 10 + who, "completed_by": who, "result": result} for who, result in answers]
        return {"id": at, "data": {"text": text}, "annotations": annotations}

    name = {"start": 0, "end": 4, "text": "Iran", "labels": ["LOC"]}
    region = {"id": "r", "from_name": "label", "to_name": "text", "type": "labels", "value": name}
    done, half = task(1, "Iran armed.", (1, [region]), (2, [])), task(2, "Iran rests.", (1, [region]))
    tasks = [done, half, task(3, "Iran ends.")]
    (gilder.folder / "ls.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert gilder("import", "p.gilder", "ls.json") == 0
    assert gilder("stats", "p.gilder", "--json") == 0
    first, second = (one["name"] for one in json.loads(gilder.out)["sources"])
    assert gilder("evaluate", "p.gilder", "--gold", first, "--predicted", second, "--json") == 0
    found = json.loads(gilder.out)
    assert (found["documents"], found["strict"]["missed"]) == (1, 1)
    assert found["left_out"] == {first: 1, second: 0}


def test_articles_are_looked_at_by_nobody(gilder: Shell, both: Path) -> None:
    (gilder.folder / "more.txt").write_text("Nobody has read this.", encoding="utf-8")
    assert gilder("import", "p.gilder", "more.txt") == 0
    assert evaluated(gilder)["documents"] == 2


def test_what_an_import_found_to_be_empty_goes_out_as_it_came(gilder: Shell, both: Path) -> None:
    assert gilder("export", "p.gilder", "out.conll", "--format", "conll", "--source", "ann") == 0
    assert not (gilder.folder / "out.conll.losses.tsv").exists()
    assert gilder("check", "p.gilder") == 0


def test_gamma_is_told_with_its_seed_or_what_is_missing_for_it(gilder: Shell, both: Path) -> None:
    ask = ("agreement", "p.gilder", "ann", "bob", "--gamma")
    if find_spec("scipy") is None:
        gilder.fails(*ask, says="gilder[gamma]")
        return
    assert gilder(*ask, "--json", "--seed", "3") == 0
    found = json.loads(gilder.out)["gamma"]
    assert found["seed"] == 3
    assert found["value"] < 1
    assert gilder(*ask, "--seed", "3") == 0
    assert f"γ  {found['value']:.3f}" in gilder.out
