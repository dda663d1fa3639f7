"""`gilder consistency`."""

from __future__ import annotations

import json
from pathlib import Path

from annotate.offsets import Range
from docs.pictures.varied import OTHERWISE, make_varied
from store.consistent import Consistent
from store.looks_right import LooksRight, seen
from store.project import Project
from tests.cli.conftest import Shell


def made(gilder: Shell) -> Path:
    return make_varied(gilder.folder / "varied.gilder")


def test_texts_with_their_rare_places(gilder: Shell) -> None:
    before = made(gilder).read_bytes()
    assert gilder("consistency", "varied.gilder") == 0
    lines = gilder.out.splitlines()
    assert lines[0] == "0.89  Reuters: ORG 47, no label 1"
    assert lines[1].split()[:3] == ["convoy-14.txt", "no", "label"]
    assert "[Reuters] said on Monday" in lines[1]
    assert lines[-1] == "4 texts that are read in more than one way of anna in 24 documents"
    assert (gilder.folder / "varied.gilder").read_bytes() == before


def test_without_places_that_have_no_label(gilder: Shell) -> None:
    made(gilder)
    assert gilder("consistency", "varied.gilder", "--labelled", "--json", "--limit", "1") == 0
    (text,) = json.loads(gilder.out)["texts"]
    assert text["readings"] == [{"labels": ["ORG"], "count": 46}, {"labels": ["PERSON"], "count": 1}]
    assert text["places"][0]["document"] == "convoy-08.txt"
    assert (text["places"][0]["labels"], text["places"][0]["instead"]) == (["PERSON"], "ORG")


def test_the_most_suspicious_places_are_planted_ones(gilder: Shell) -> None:
    made(gilder)
    assert gilder("consistency", "varied.gilder", "--suspicious", "--json") == 0
    told = json.loads(gilder.out)
    planted = {(f"convoy-{number:02}.txt", text) for number, text in OTHERWISE}
    first = [(one["document"], one["text"]) for one in told["suspects"][:4]]
    assert set(first) <= planted  # 4 or 5 of the 6 are found, by the seed
    assert told["joint"]["labels"][0] == ""
    assert len(told["joint"]["counts"]) == len(told["joint"]["labels"])
    assert gilder("consistency", "varied.gilder", "--suspicious", "--limit", "1") == 0
    assert gilder.out.split("\n")[0].split() == "margin label rather chance document in the text".split()
    assert gilder.out.splitlines()[-1].endswith("of anna in 24 documents; the first 1 are shown")


def test_what_looks_right_is_left_out_and_told_of_unless_it_is_asked_for(gilder: Shell) -> None:
    with Project.open(made(gilder)) as project:
        texts = Consistent(project, project.sources.person("anna")).texts()
        rare = [spot for one in texts[:2] for spot in one.spots if spot.labels != one.usual.labels][:2]
        LooksRight(project).call("anna", map(seen, rare), "anna")
    assert gilder("consistency", "varied.gilder") == 0
    lines = gilder.out.splitlines()
    assert lines[0] == "0.86  Kestrel: ORG 46, PERSON 1, no label 1"
    assert lines[2].split()[0] != "convoy-08.txt", "one place of Kestrel is left"
    assert lines[-1].startswith("3 texts that are read in more than one way of anna in 24 documents; without 2 places")
    assert gilder("consistency", "varied.gilder", "--json") == 0
    told = json.loads(gilder.out)
    assert (len(told["texts"]), told["looks_right"]) == (3, 2)
    assert gilder("consistency", "varied.gilder", "--right") == 0
    assert gilder.out.splitlines()[-1] == "4 texts that are read in more than one way of anna in 24 documents"
    assert gilder("consistency", "varied.gilder", "--suspicious", "--right", "--json") == 0
    suspects = json.loads(gilder.out)["suspects"]
    one = suspects[0]
    with Project.open(gilder.folder / "varied.gilder") as project:
        document = project.documents.named(one["document"])
        assert document is not None
        place = tuple(Range(*pair) for pair in one["fragments"])
        LooksRight(project).call("anna", [(document.id, place, tuple(one["labels"]))], "anna")
    assert gilder("consistency", "varied.gilder", "--suspicious", "--json") == 0
    assert one not in json.loads(gilder.out)["suspects"]
    assert json.loads(gilder.out)["looks_right"] >= 1


def test_what_makes_no_sense_is_refused(gilder: Shell, project: Path) -> None:
    assert project.exists()
    made(gilder)
    gilder.fails("consistency", "varied.gilder", "--suspicious", "--case", says="--suspicious", status=2)
    gilder.fails("consistency", "varied.gilder", "--source", "bob", says="the sources are: anna")
    gilder.fails("consistency", "p.gilder", says="nobody has annotated yet")


def test_a_seed_that_cannot_be_is_wrong_use(gilder: Shell) -> None:
    gilder.fails("consistency", "varied.gilder", "--suspicious", "--seed", "-3", status=2, says="invalid number from 0")
