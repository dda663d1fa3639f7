"""Cards and Croissant metadata: what they say, and that no name breaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.datasets.card import block, card, head, split_name, words
from annotate.datasets.croissant import CONFORMS_TO, croissant, media_type, missing
from annotate.datasets.facts import (
    About,
    Agreement,
    Column,
    Counts,
    Facts,
    OutFile,
    Run,
    Said,
    checked_about,
    licence_address,
)
from annotate.datasets.yaml import scalar, yaml
from annotate.errors import InputError
from annotate.scheme import parse_scheme
from tests.builders import SCHEME_TOML

SHA = "ab" * 32
ABOUT = About(
    "War news",
    "Articles about wars.",
    "CC-BY-4.0",
    creators=("A. Berg",),
    url="https://example.org/war",
    version="1.0.0",
    citation="@misc{war}",
)
FACTS = Facts(
    ABOUT,
    parse_scheme(SCHEME_TOML),
    {
        "train": Counts(8, 8000, {"PERSON": 40, "LOC": 9}, {"opposes": 3}),
        "dev": Counts(1, 900, {"PERSON": 4}),
        "test": Counts(1, 1100, {"LOC": 2, "OLD": 1}),
    },
    "2026-11-28",
    "Gilder 9.9",
    "Gilder JSON Lines",
    ("en",),
    (
        Said("Anna Berg", "person", 50, 3, {"accepted": 30, "manual": 20}),
        Said("gold", "gold", 6, 0, {"adjudicated": 6}),
    ),
    (Run("news-en 1.0", "2026-11-01", 10, 30),),
    (OutFile("train.jsonl", SHA, 8100), OutFile("dev.jsonl", SHA, 90), OutFile("test.jsonl", SHA, 70)),
    dict.fromkeys(
        ["train.jsonl", "dev.jsonl", "test.jsonl"],
        (Column("text"), Column("ner_tags", "Integer", repeated=True, about="Tags.")),
    ),
    "status:done",
    "train 80, dev 10, test 10; seed 0",
    "v1",
    "cd" * 32,
    (Agreement("exact F1, micro", 0.9123, "2 annotators, 10 documents"),),
)


def everything(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from everything(value)
    elif isinstance(data, list):
        for value in data:
            yield from everything(value)


def test_the_head_says_what_hugging_face_asks_for() -> None:
    assert head(FACTS) == {
        "pretty_name": "War news",
        "license": "cc-by-4.0",
        "language": ["en"],
        "multilinguality": ["monolingual"],
        "size_categories": ["n<1K"],
        "task_categories": ["token-classification"],
        "task_ids": ["named-entity-recognition"],
        "annotations_creators": ["expert-generated"],
        "tags": ["gilder", "croissant", "relation-extraction"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "train.jsonl"},
                    {"split": "validation", "path": "dev.jsonl"},
                    {"split": "test", "path": "test.jsonl"},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("CC-BY-4.0", {"license": "cc-by-4.0"}),
        ("odbl-1.0", {"license": "odbl"}),
        ("", {"license": "unknown"}),
        ("LDC User Agreement", {"license": "other", "license_name": "ldc-user-agreement"}),
        (
            "https://example.org/L.html",
            {"license": "other", "license_name": "example.org-l.html", "license_link": "https://example.org/L.html"},
        ),
    ],
)
def test_licences(licence: str, said: dict[str, str]) -> None:
    found = head(replace(FACTS, about=replace(ABOUT, licence=licence)))
    assert {key: value for key, value in found.items() if key.startswith("license")} == said


@pytest.mark.parametrize(
    ("count", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1000, "1K<n<10K"),
        (99_999, "10K<n<100K"),
        (100_000, "100K<n<1M"),
        (10**6, "1M<n<10M"),
    ],
)
def test_size_categories(count: int, category: str) -> None:
    assert head(replace(FACTS, parts={"": Counts(count)}))["size_categories"] == [category]


def test_the_card_tells_counts_provenance_and_agreement() -> None:
    text = card(FACTS)
    for line in (
        "|  | train | dev | test | all |",
        "| documents | 8 | 1 | 1 | 10 |",
        "| characters | 8,000 | 900 | 1,100 | 10,000 |",
        "| PERSON | 40 | 4 | 0 | 44 |",
        "| OLD | 0 | 0 | 1 | 1 |",
        "| opposes | 3 | 0 | 0 | 3 |",
        "| annotator 1 | person | 50 | 3 | suggestions accepted as they were: 30, made by hand: 20 |",
        "| news-en 1.0 | 2026-11-01 | 10 | 30 |",
        "| exact F1, micro | 0.9123 | 2 annotators, 10 documents |",
        "What went out was chosen by the filter `status:done`.",
        f"| train.jsonl | 8,100 | `{SHA}` |",
        "CC-BY-4.0",
        "@misc{war}",
    ):
        assert line in text.splitlines()
    assert "Anna" not in text
    assert "Anna Berg" in card(replace(FACTS, about=replace(ABOUT, named=True)))


def test_what_is_not_known_is_said() -> None:
    bare = Facts(About("x"), parse_scheme(SCHEME_TOML), {"": Counts(3, 30)}, "2026-11-28", "Gilder 9.9")
    text = card(bare)
    assert "Not measured." in text
    assert "No model proposed anything." in text
    assert "license: unknown\n" in text
    assert "annotations_creators:\n- no-annotation" in text
    assert "| documents | 3 |" in text
    assert missing(bare) == ("licence", "url", "creator", "description")
    assert missing(FACTS) == ()
    assert not {"url", "license", "creator", "citeAs", "inLanguage"} & set(croissant(bare))


def test_documents_in_no_part_have_a_column_of_their_own() -> None:
    text = card(replace(FACTS, parts={**FACTS.parts, "": Counts(5, 50)}))
    assert "|  | train | dev | test | in no part | all |" in text
    assert "| documents | 8 | 1 | 1 | 5 | 15 |" in text


@given(st.text(max_size=60))
def test_no_text_breaks_the_yaml_or_the_tables(text: str) -> None:
    quoted = scalar(text)
    assert "\n" not in quoted
    if quoted.startswith('"'):
        assert all(character.isprintable() for character in quoted)
        if "\\U" not in quoted:
            assert json.loads(quoted) == text
    else:
        assert quoted == text
        assert quoted.casefold() not in ("true", "false", "null", "yes", "no", "on", "off")
    line = words(text)
    assert "\n" not in line
    assert "|" not in line.replace("\\\\", "").replace("\\|", "")


def test_yaml_of_lists_and_mappings() -> None:
    data = {"a": ["x", "n<1K"], "b": [{"c": "d e", "f": {"g": 1}}, {"h": True}], "i": {"j": "no"}, "k": "1.0"}
    assert yaml(data).splitlines() == [
        *("a:", "- x", "- n<1K", "b:", '- c: "d e"', "  f:", "    g: 1", "- h: true", "i:", '  j: "no"', 'k: "1.0"')
    ]


def test_croissant_has_what_the_specification_requires() -> None:
    data = croissant(FACTS)
    assert data["@type"] == "sc:Dataset"
    assert data["conformsTo"] == CONFORMS_TO
    for key in ("name", "description", "license", "url", "creator", "datePublished", "distribution", "@context"):
        assert data[key]
    assert data["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert json.loads(json.dumps(data)) == data


def test_ids_are_unique_and_references_lead_somewhere() -> None:
    data = croissant(FACTS)
    objects = [one for one in everything({**data, "@context": {}}) if "@id" in one]
    made = [one["@id"] for one in objects if len(one) > 1]
    assert len(made) == len(set(made))
    assert {one["@id"] for one in objects if len(one) == 1} <= set(made)
    for record_set in data["recordSet"]:
        fields = {field["@id"] for field in record_set["field"]}
        assert all(field.startswith(f"{record_set['@id']}/") for field in fields)
        assert all(set(row) == fields for row in record_set.get("data", []))


def test_files_are_described_with_their_digests_and_columns() -> None:
    data = croissant(FACTS)
    assert data["distribution"][0] == {
        "@type": "cr:FileObject",
        "@id": "train.jsonl",
        "name": "train.jsonl",
        "contentUrl": "train.jsonl",
        "contentSize": "8100 B",
        "encodingFormat": "application/jsonlines",
        "sha256": SHA,
    }
    sets = {one["@id"]: one for one in data["recordSet"]}
    assert list(sets) == ["splits", "labels", "counts", "records/train", "records/dev", "records/test"]
    assert sets["splits"]["data"][1] == {"splits/name": "dev", "splits/url": "cr:ValidationSplit"}
    assert {"counts/part": "test", "counts/kind": "span", "counts/label": "LOC", "counts/count": 2} in sets["counts"][
        "data"
    ]
    tags = sets["records/dev"]["field"][1]
    assert (tags["dataType"], tags["repeated"], tags["description"]) == ("sc:Integer", True, "Tags.")
    assert tags["source"] == {"fileObject": {"@id": "dev.jsonl"}, "extract": {"column": "ner_tags"}}


def test_provenance_and_agreement_are_in_the_metadata() -> None:
    data = croissant(FACTS)
    assert data["rai:machineAnnotationTools"] == ["news-en 1.0, 2026-11-01: 10 documents, 30 spans of the dataset"]
    assert data["rai:dataAnnotationAnalysis"] == ["exact F1, micro: 0.9123 (2 annotators, 10 documents)"]
    assert "Anna" not in json.dumps(data)


def test_parts_with_names_of_their_own_have_no_usual_meaning() -> None:
    sets = croissant(replace(FACTS, parts={"train": Counts(1), "held-out": Counts(1)}))["recordSet"]
    assert sets[0]["data"] == [{"splits/name": "train"}, {"splits/name": "held-out"}]
    assert split_name("held-out") == "held_out"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train.jsonl", "train"), ("train-00000-of-00001.parquet", "train"), ("train/a/b.ann", "train"),
        ("trainer.jsonl", None), ("all.jsonl", None), ("data/train.jsonl", None),
    ],
)  # fmt: skip
def test_the_part_that_a_file_holds(name: str, part: str | None) -> None:
    assert FACTS.part_of(OutFile(name, SHA, 1)) == part


def test_media_types_and_addresses() -> None:
    assert media_type("a/b.PARQUET") == "application/x-parquet"
    assert media_type("noend") == "text/plain"
    assert licence_address("mit") == "https://spdx.org/licenses/MIT.html"
    assert licence_address("https://example.org") == "https://example.org"


@pytest.mark.parametrize("language", ["English", "en-US", "EN", ""])
def test_languages_are_codes(language: str) -> None:
    with pytest.raises(InputError, match="is no code of a language"):
        checked_about(About("x", languages=(language,)))


def test_a_dataset_has_a_name() -> None:
    with pytest.raises(InputError, match="a dataset needs a name"):
        checked_about(About(" "))


def test_what_a_formats_own_card_says_of_columns_is_kept() -> None:
    columns = "dataset_info:\n  features:\n  - name: tokens\n"
    own = f"---\nconfigs:\n- config_name: x\n  data_files:\n  - a\n{columns}---\n# own\n"
    assert block(own, "dataset_info") == columns
    assert block(own, "configs") == "configs:\n- config_name: x\n  data_files:\n  - a\n"
    for text in ("", "no head", "---\nopen: 1\n", "---\n---\ndataset_info:\n"):
        assert block(text, "dataset_info") == ""
    head_of = card(FACTS, own).split("---\n")[1]
    assert "  - name: tokens\n" in head_of
    assert head_of.count("configs:") == 1
    assert "config_name: x" not in head_of
    assert "config_name: x" in card(replace(FACTS, files=()), own)
