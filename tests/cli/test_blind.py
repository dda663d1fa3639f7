"""`gilder blind`, and what stats and exports tell of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from annotate import commands, review
from annotate.offsets import Range
from store.ids import new_id, new_ids
from store.project import Project
from tests.cli.conftest import Shell, records


def test_the_share_is_set_told_and_taken_back(gilder: Shell, project: Path) -> None:
    for name in "abcdefgh":
        (gilder.folder / f"{name}.txt").write_text(f"Iran armed {name}.\n")
    assert gilder("import", "p.gilder", *(f"{name}.txt" for name in "abcdefgh")) == 0
    before = project.read_bytes()
    assert gilder("blind", "p.gilder") == 0
    assert gilder.out == "off: suggestions are shown everywhere\n"
    assert project.read_bytes() == before
    assert gilder("blind", "p.gilder", "--share", "100", "--seed", "7") == 0
    assert gilder.out == "100 % of the documents are blind, seed 7: 8 of 8 documents\n"
    assert gilder("blind", "p.gilder", "--unit", "spans") == 0
    assert gilder.out == "100 % of the spans are blind, seed 7\n"
    assert gilder("blind", "p.gilder", "--share", "25", "--unit", "documents", "--json") == 0
    told = json.loads(gilder.out)
    assert (told["share"], told["unit"], told["seed"]) == (25, "documents", 7)
    assert 0 <= told["blind_documents"] <= 8
    assert gilder("blind", "p.gilder", "--off") == 0
    assert gilder.out.startswith("off")


def test_what_makes_no_sense_is_refused(gilder: Shell, project: Path) -> None:
    assert project.exists()
    gilder.fails("blind", "p.gilder", "--share", "101", says="whole percent", status=2)
    gilder.fails("blind", "p.gilder", "--share", "2.5", says="whole percent", status=2)
    gilder.fails("blind", "p.gilder", "--unit", "words", says="invalid choice", status=2)
    gilder.fails("blind", "p.gilder", "--seed", "1", says="--share N")
    gilder.fails("blind", "p.gilder", "--off", "--share", "5", says="contradict")
    gilder.fails("blind", "no.gilder", says="no such project")


def test_exports_say_how_many_suggestions_are_hidden(gilder: Shell, suggested: Path) -> None:
    shutil.copy(suggested, "p.gilder")
    assert gilder("blind", "p.gilder", "--share", "100") == 0
    assert gilder("export", "p.gilder", "o.jsonl", "--format", "jsonl", "--include-suggestions") == 0
    assert "left out, because people work blind there" in gilder.out
    assert records(gilder.folder / "o.jsonl")[0]["spans"] == []
    assert gilder("export", "p.gilder", "o.jsonl", "--format", "jsonl", "--include-suggestions", "--json") == 0
    assert json.loads(gilder.out)["hidden_suggestions"] > 0
    assert gilder("check", "p.gilder") == 0


def test_stats_compare_blind_with_assisted_work(gilder: Shell, suggested: Path) -> None:
    shutil.copy(suggested, "p.gilder")
    (gilder.folder / "more.txt").write_text("Iran armed fighters in Syria.\n")
    assert gilder("import", "p.gilder", "more.txt") == 0
    with Project.open(Path("p.gilder")) as project:
        for at, document_id in enumerate(project.documents.ids()):
            doc, anna = project.documents.get(document_id), project.sources.person("anna")
            state = project.annotations.state(doc, anna)
            tx = review.accept_all(project.suggestions.suggested(doc), state, project.scheme, new_ids=new_ids())
            if at:
                assert gilder("blind", "p.gilder", "--share", "100") == 0
                tx = commands.add_span(state, [Range(0, 4)], "LOC", new_id=new_id())
            assert tx is not None
            project.annotations.append(tx, anna)
            done = commands.set_status(project.annotations.state(doc, anna), "done")
            assert done is not None
            project.annotations.append(done, project.sources.person("anna"))
    assert gilder("stats", "p.gilder", "--json") == 0
    (anna,) = json.loads(gilder.out)["sources"]
    assert (anna["blind"]["documents"], anna["assisted"]["documents"], anna["mixed_documents"]) == (1, 1, 0)
    assert (anna["blind"]["spans"], anna["blind"]["agreement"], anna["assisted"]["agreement"]) == (1, None, 1)
    assert anna["blind"]["spans_per_1000_words"] == 200
    assert anna["settled"] == 2
    assert set(anna["document_seconds"]) == {"iran.txt", "more.txt"}
    assert gilder("stats", "p.gilder") == 0
    lines = [line.split() for line in gilder.out.splitlines()]
    assert ["done", "documents", "blind", "assisted", "difference"] in lines
    assert ["documents", "1", "1"] in lines
    assert ["answers", "to", "suggestions", "accepted", "edited", "rejected", "accepted", "%"] in lines
    assert any(line[0] == "LOC" and line[-2:] == ["100", "%"] for line in lines if line)
    assert all(line == line.rstrip() for line in gilder.out.splitlines())
