"""`gilder suggest` from every source of names, `gilder parts`, `gilder models`: what is told, what is kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.check import check_project
from store.project import Project
from tests.annotate.programs import program
from tests.annotate.test_endpoint import FakeModel, says
from tests.annotate.test_models import describe, ruler
from tests.cli.conftest import Shell

TEXTS = {"a.txt": "Iran armed 1,000 men.", "b.txt": "Syria thanked Iran.", "c.txt": "Nothing here, Syria said."}


@pytest.fixture
def three(gilder: Shell, project: Path) -> Path:
    """A project with three short documents."""
    for name, text in TEXTS.items():
        (gilder.folder / name).write_text(text)
    assert gilder("import", "p.gilder", *TEXTS) == 0
    return project


@pytest.fixture
def model() -> Iterator[FakeModel]:
    fake = FakeModel()
    fake.answer = lambda request: says([{"text": "Iran", "label": "LOC"}, {"text": "Syria", "label": "LOC"}])
    yield fake
    fake.close()


def suggested(path: Path) -> list[list[str]]:
    with Project.open(path) as project:
        assert list(check_project(project)) == []
        docs = [project.documents.get(document_id) for document_id in project.documents.ids()]
        return [[f"{one.text} {one.label}" for one in project.suggestions.suggested(doc).index] for doc in docs]


def parameters(path: Path) -> dict[str, Any]:
    with Project.open(path) as project:
        text = project.connection.value("SELECT parameters FROM model_run ORDER BY id DESC LIMIT 1")
    return json.loads(text)


EVERYTHING = [["Iran LOC", "1,000 CARDINAL"], ["Syria LOC", "Iran LOC"], ["Syria LOC"]]


def test_the_mapping_of_a_pipeline_is_told_and_kept(gilder: Shell, three: Path) -> None:
    ruler(gilder.folder / "m", GPE="Iran", PLANET="Syria", LAW="Nothing")
    assert gilder("suggest", "p.gilder", "--model", "m", "--map", "LAW=") == 0
    first, last = gilder.out.splitlines()
    assert first == "en_pipeline 0.0.0: GPE -> LOC; not mapped: LAW, PLANET"
    assert last == "3 suggestions in 3 documents by en_pipeline 0.0.0"
    assert gilder.err == ""
    assert gilder("suggest", "p.gilder", "--model", "m", "--map", "PLANET=loc", "--map", "LAW=", "--json") == 0
    said = json.loads(gilder.out)
    assert (said["mapping"], said["unmapped"]) == ({"GPE": "LOC", "PLANET": "LOC"}, ["LAW"])
    assert suggested(three) == EVERYTHING
    kept = parameters(three)
    assert kept["mapping"] == "GPE -> LOC, PLANET -> LOC; not mapped: LAW"
    assert kept["map"] == "LAW=, PLANET=loc"
    assert kept["parts"] == "names, numbers, dates, aliases, relations"
    assert {"spacy", "grammar", "relations"} <= set(kept)


def test_several_processes_suggest_as_one_does(gilder: Shell, three: Path) -> None:
    ruler(gilder.folder / "m", GPE="Iran", LOC="Syria")
    assert gilder("suggest", "p.gilder", "--model", "m", "--processes", "2") == 0, gilder.err
    assert suggested(three) == EVERYTHING
    one = parameters(three)
    assert gilder("suggest", "p.gilder", "--model", "m", "--processes", "1") == 0
    assert suggested(three) == EVERYTHING
    assert parameters(three) == one


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_pipeline_that_cannot_be_used(gilder: Shell, three: Path, processes: str) -> None:
    describe(gilder.folder / "german", lang="de")
    describe(gilder.folder / "old", spacy_version=">=2.0,<3.0")
    describe(gilder.folder / "empty")
    before = three.read_bytes()
    for name, told in [("german", "the language “de”"), ("old", "made for spaCy"), ("empty", "cannot be loaded")]:
        gilder.fails("suggest", "p.gilder", "--model", name, "--processes", processes, "--json", says=told)
    assert three.read_bytes() == before


def test_another_language_on_demand(gilder: Shell, three: Path) -> None:
    folder = ruler(gilder.folder / "m", GPE="Iran")
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"lang": "de"}))
    gilder.fails("suggest", "p.gilder", "--model", "m", says="say --any-language")
    assert gilder("suggest", "p.gilder", "--model", "m", "--any-language") == 0, gilder.err


def test_a_process_finds_the_names(gilder: Shell, three: Path, tmp_path: Path) -> None:
    answer = "answer = dict(id=request['id'], spans=[*spans, span(0, 1), span(0, 2, text='no')])"
    command = program(tmp_path, answer=answer)
    assert gilder("suggest", "p.gilder", "--process", command, "--map", "place=LOC") == 0, gilder.err
    assert gilder.out.splitlines() == [
        "toy 2: place -> LOC, law -> MISC",
        "6 suggestions in 3 documents by toy 2",
        "3 answers of the model left out: not the text at its place (3)",
    ]
    assert parameters(three)["process"].startswith("python")
    assert str(tmp_path) not in json.dumps(parameters(three))


def test_a_process_that_dies_loses_nothing(gilder: Shell, three: Path, tmp_path: Path) -> None:
    assert gilder("suggest", "p.gilder", "--process", program(tmp_path), "--map", "place=LOC") == 0
    before = suggested(three)
    answer = "sys.exit('CUDA out of memory') if request['id'] == 3 else None; answer = dict(id=request['id'], spans=[])"
    gilder.fails(
        "suggest", "p.gilder", "--process", program(tmp_path, answer=answer),
        says="it ended with exit status 1; it said: CUDA out of memory; "
             "what was suggested for 2 documents before is kept",
    )  # fmt: skip
    assert suggested(three) == [["1,000 CARDINAL"], [], before[2]]
    before_bytes = three.read_bytes()
    gilder.fails("suggest", "p.gilder", "--process", "no-such-program-x", says="it cannot be started")
    assert three.read_bytes() == before_bytes


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_what_is_stopped_keeps_the_documents_that_were_done(gilder: Shell, three: Path, tmp_path: Path) -> None:
    stop = "(os.kill(os.getppid(), 2), time.sleep(600)) if request['id'] == 2 else None; "
    command = program(tmp_path, answer=stop + "answer = dict(id=request['id'], spans=spans)")
    arguments = ("suggest", "p.gilder", "--process", command, "--map", "place=LOC")
    gilder.fails(*arguments, says="stopped after 1 of 3 documents; what was suggested for them is kept", status=130)
    assert suggested(three) == [EVERYTHING[0], [], []]


def test_a_language_model_finds_the_names(gilder: Shell, three: Path, model: FakeModel, monkeypatch: Any) -> None:
    monkeypatch.setenv("GILDER_ENDPOINT_KEY", "secret")
    asked = ("suggest", "p.gilder", "--language-model", "tiny", "--endpoint", model.url)
    assert gilder(*asked) == 0, gilder.err
    assert gilder.err == ""
    assert suggested(three) == EVERYTHING
    assert model.asked[0][1]["Authorization"] == "Bearer secret"
    assert b"secret" not in three.read_bytes()
    assert parameters(three)["endpoint"] == f"{model.url}/chat/completions"
    model.close()
    gilder.fails(*asked, "--json", says="nobody answers there")


def test_texts_that_leave_this_computer_are_warned_of(gilder: Shell, three: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("annotate.suggest.endpoint.post", lambda *arguments, **more: says([])[1])
    endpoint = ("--language-model", "m", "--endpoint", "https://models.example.org/v1")
    assert gilder("suggest", "p.gilder", *endpoint) == 0
    assert gilder.err == "gilder: the texts of the documents are sent to models.example.org\n"


def test_parts_by_project_and_by_run(gilder: Shell, three: Path) -> None:
    ruler(gilder.folder / "m", GPE="Iran", LOC="Syria")
    assert gilder("parts", "p.gilder", "--off", "numbers", "relations") == 0
    assert [line.split() for line in gilder.out.splitlines()] == [
        ["names", "on"], ["numbers", "off"], ["dates", "on"], ["aliases", "on"], ["relations", "off"],
    ]  # fmt: skip
    assert gilder("suggest", "p.gilder", "--model", "m") == 0
    assert suggested(three)[0] == ["Iran LOC"]
    assert parameters(three)["parts"] == "names, dates, aliases"
    assert gilder("suggest", "p.gilder", "--parts", "numbers") == 0
    assert gilder.out.endswith(f"in 3 documents by {parameters_name(three)}\n")
    assert suggested(three) == [["1,000 CARDINAL"], [], []]
    assert gilder("parts", "p.gilder", "--on", "numbers", "--off", "names", "--json") == 0
    assert json.loads(gilder.out)["names"] is False
    before = three.read_bytes()
    gilder.fails("suggest", "p.gilder", "--model", "m", says="the names are switched off here")
    gilder.fails("parts", "p.gilder", "--on", "zones", says="there is no part “zones”")
    assert gilder("parts", "p.gilder") == 0
    assert three.read_bytes() == before


def parameters_name(path: Path) -> str:
    with Project.open(path) as project:
        return project.suggestions.runs()[-1].name


@pytest.mark.parametrize(
    ("options", "says", "status"),
    [
        (["--endpoint", "http://localhost"], "an endpoint needs the name of its model", 1),
        (["--model", "m", "--process", "x"], "not allowed with argument", 2),
        (["--process", "x", "--processes", "2"], "several processes are for spaCy pipelines", 1),
        (["--processes", "0"], "invalid number above 0 value", 2),
        (["--timeout", "nan"], "invalid number above 0 value", 2),
        (["--map", "GPE"], "write it as MODEL-LABEL=SCHEME-LABEL", 1),
        (["--map", "PERSON=PLANET"], "the scheme has no span label “PLANET”", 1),
        (["--map", "PLANET=LOC"], "the model has no label “PLANET”", 1),
        (["--parts", "moods"], "there is no part “moods”", 1),
        (["--language-model", "m", "--endpoint", "here"], "this is no address", 1),
    ],
)
def test_options_that_make_no_sense(gilder: Shell, three: Path, options: list[str], says: str, status: int) -> None:
    before = three.read_bytes()
    gilder.fails("suggest", "p.gilder", *options, says=says, status=status)
    assert three.read_bytes() == before


def test_models_are_listed_and_described(gilder: Shell) -> None:
    assert gilder("models") == 0
    assert gilder.out.startswith("news-en 2.")
    assert "the default" in gilder.out.splitlines()[0]
    assert "PERSON" in gilder.out
    ruler(gilder.folder / "m", GPE="Iran")
    describe(gilder.folder / "de", lang="de", license="MIT")
    assert gilder("models", "m", "de", "--json") == 0
    mine, german = json.loads(gilder.out)
    assert mine == {
        "name": "en_pipeline", "version": "0.0.0", "language": "en", "licence": "not said", "labels": ["GPE"],
        "named_by": "m",
    }  # fmt: skip
    assert (german["licence"], german["language"]) == ("MIT", "de")
    assert "problem" not in german
    assert gilder("models", "de") == 0
    assert "  reads “de”: gilder suggest takes it with --any-language\n" in gilder.out
    assert "cannot be used" not in gilder.out
    describe(gilder.folder / "old", spacy_version=">=2.0,<3.0")
    assert gilder("models", "old") == 0
    assert "  cannot be used: model old: it is made for spaCy >=2.0" in gilder.out
    assert gilder("models", "old", "--json") == 0
    assert "is made for spaCy >=2.0" in json.loads(gilder.out)[0]["problem"]
    gilder.fails("models", "nowhere", says="no installed spaCy pipeline")


@pytest.mark.parametrize("command", ["parts", "models"])
def test_help_has_an_example(gilder: Shell, command: str) -> None:
    assert gilder(command, "--help") == 0
    assert f"Example:\n  gilder {command}" in gilder.out


def test_the_copy_of_a_project_needs_no_model(gilder: Shell, three: Path) -> None:
    """Nothing that a project file says is started or loaded: a file from somebody else is only read."""
    assert gilder("parts", "p.gilder", "--off", "names") == 0
    shutil.copy(three, gilder.folder / "q.gilder")
    assert gilder("suggest", "q.gilder") == 0, gilder.err
    assert suggested(gilder.folder / "q.gilder")[0] == ["1,000 CARDINAL"]
