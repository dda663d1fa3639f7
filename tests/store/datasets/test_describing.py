"""What is told of a dataset is what went out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate import review
from annotate.datasets.card import block, card
from annotate.datasets.croissant import croissant
from annotate.datasets.facts import About, Agreement
from annotate.datasets.recipe import Recipe
from annotate.datasets.selection import parse_selection
from annotate.errors import InputError
from annotate.suggest.base import Suggestion, Suggestions
from store.datasets.columns import columns_of
from store.datasets.describing import Describing, write_descriptions
from store.datasets.outcome import out_files
from store.datasets.parts import Parts
from store.datasets.selecting import narrow, selected
from store.documents import NewDocument
from store.exchange.exporting import write_records
from store.exchange.formats import format_named
from store.exchange.outgoing import Outgoing, Which
from store.ids import new_ids
from store.project import Project
from tests.builders import TEXT
from tests.store.datasets.samples import add, filled, state, write


def test_counts_are_those_of_what_went_out(project: Project, tmp_path: Path) -> None:
    docs = filled(project, 10)
    for doc in docs:
        add(project, doc, "ann", 0, 4)
        add(project, doc, "ann", 56, 71, "PERSON")
    add(project, docs[0], "bob", 39, 44)
    parts, recipe = Parts(project), Recipe(3)
    parts.apply(parts.plan(recipe), recipe, "ann")
    chosen = parse_selection("label:LOC part:train,test")
    describing, out = Describing(project), tmp_path / "train.jsonl"
    some = (narrow(one, chosen) for one in Outgoing(project, Which()).records(selected(project, chosen)))
    write_records(describing.noted(some), out, format_named("jsonl"))
    facts = describing.facts(About("x"), title="JSON", out=out, selection=chosen)
    in_bob = int(parts.all()[docs[0].id] != "dev")
    assert {name: one.documents for name, one in facts.parts.items()} == {"train": 8, "dev": 0, "test": 1}
    assert facts.total.spans == {"LOC": 9 + in_bob}
    assert facts.sources[0].decisions == {"manual": 9}
    assert (facts.recipe, facts.selection) == (str(recipe), "label:LOC part:train,test")
    assert in_bob
    assert facts.agreement[0] == Agreement(
        "exact F1 of spans, all pairs together", 0.0, "2 annotators, 1 document of two or more of them"
    )
    assert {"id", "name", "text"} <= {one.name for one in facts.columns["train.jsonl"]}
    assert "| LOC | 8 |" in card(facts) or "| LOC | 9 |" in card(facts)
    assert croissant(facts)["distribution"][0]["name"] == "train.jsonl"


def test_models_that_proposed_are_told_with_their_runs(project: Project) -> None:
    docs = filled(project, 3)
    both = Suggestions((Suggestion(0, 4, "LOC", 0.9), Suggestion(39, 44, "LOC", 0.8)))
    project.suggestions.record_run("news-en 1.0", [(doc.id, both) for doc in docs])
    project.suggestions.record_run("other 2", [(docs[2].id, both)])
    suggested = project.suggestions.suggested(docs[0])
    tx = review.accept(suggested, state(project, docs[0], "ann"), next(iter(suggested.spans)), new_ids=new_ids())
    assert tx is not None
    write(project, tx, "ann")
    describing = Describing(project)
    list(describing.noted(Outgoing(project, Which()).records([docs[0].id, docs[1].id])))
    facts = describing.facts(About("x"))
    assert [(run.model, run.documents, run.spans) for run in facts.runs] == [("news-en 1.0", 2, 1)]
    assert facts.sources[0].decisions == {"accepted": 1}


def test_languages_are_those_of_the_documents_where_nobody_says_any(project: Project) -> None:
    languages = ["en-US", "en", "de_DE", "", "english"]
    project.documents.add(
        [NewDocument(f"{at}.txt", f"{TEXT} {at}", meta={"language": one}) for at, one in enumerate(languages)]
    )
    describing = Describing(project)
    list(describing.noted(Outgoing(project, Which()).records(project.documents.ids())))
    assert describing.facts(About("x")).languages == ("en", "de")
    assert describing.facts(About("x", languages=("nl",))).languages == ("nl",)
    with pytest.raises(InputError):
        describing.facts(About("x", languages=("Dutch",)))


def test_nothing_is_a_dataset_too(project: Project) -> None:
    facts = Describing(project).facts(About("x"))
    assert facts.total.documents == 0
    assert "| documents | 0 |" in card(facts)


def test_columns_are_read_from_the_files(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = {"tokens": [["a"]], "ner_tags": [[1]], "score": [0.5], "deep": [[{"x": 1}]], "n": [1], "ok": [True]}
    parquet.write_table(arrow.table(rows), tmp_path / "train.parquet")
    (tmp_path / "dev.jsonl").write_bytes(
        b'{"id":"1","spans":[{"x":1}],"tags":["a"],"n":1,"f":0.5,"b":true,"m":{},"e":[]}\n{"other":1}\n'
    )
    (tmp_path / "test.csv").write_bytes('\ufeffid,"a, b",label\n1,2,3\n'.encode())
    (tmp_path / "test.tsv").write_bytes(b"id\tlabel\n")
    (tmp_path / "bad.jsonl").write_bytes(b"{")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    (tmp_path / "list.jsonl").write_bytes(b"[1]\n")
    (tmp_path / "a.ann").write_bytes(b"")
    found = columns_of(tmp_path, out_files(tmp_path))
    said = {name: [(one.name, one.type, one.repeated) for one in columns] for name, columns in found.items()}
    assert said == {
        "train.parquet": [
            *(("tokens", "Text", True), ("ner_tags", "Integer", True), ("score", "Float", False)),
            *(("n", "Integer", False), ("ok", "Boolean", False)),
        ],
        "dev.jsonl": [
            *(("id", "Text", False), ("tags", "Text", True), ("n", "Integer", False), ("f", "Float", False)),
            ("b", "Boolean", False),
        ],
        "test.csv": [("id", "Text", False), ("a, b", "Text", False), ("label", "Text", False)],
        "test.tsv": [("id", "Text", False), ("label", "Text", False)],
    }


def test_descriptions_lie_beside_the_files_and_are_none_of_them(project: Project, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    docs = filled(project, 2)
    add(project, docs[0], "ann", 0, 4)
    describing, out = Describing(project), tmp_path / "out"
    write_records(
        describing.noted(Outgoing(project, Which()).records([doc.id for doc in docs])), out, format_named("hf")
    )
    own = (out / "README.md").read_text("utf-8")
    facts = describing.facts(About("A “name”", licence="MIT"), title="Hugging Face datasets", out=out)
    assert "README.md" not in {one.name for one in facts.files}
    told, data = write_descriptions(facts, out)
    text = told.read_text("utf-8")
    assert block(own, "dataset_info") in text
    assert "class_label" in text
    assert "license: mit" in text
    assert json.loads(data.read_bytes())["name"] == "A “name”"
    assert out_files(out) == facts.files
    write_descriptions(facts, out)
    assert told.read_text("utf-8") == text
    with pytest.raises(InputError, match="cannot be written"):
        write_descriptions(facts, tmp_path / "nowhere")
