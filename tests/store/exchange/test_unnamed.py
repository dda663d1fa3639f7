"""Spans and relations without an id are each their own: none is taken for another, and strict reading takes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store.exchange.formats import format_named
from store.exchange.reading import Reading
from store.exchange.record import Record
from tests.store.exchange.samples import given

TEXT = "Iran and Syria and Iran"
SPANS: list[dict[str, Any]] = [
    {"id": "a", "start": 0, "end": 4, "label": "LOC"},
    {"id": "b", "start": 9, "end": 14, "label": "LOC"},
    {"start": 0, "end": 4, "label": "ORG"},
    {"start": 0, "end": 14, "label": "ORG"},
    {"id": None, "start": 19, "end": 23, "label": "LOC"},
    {"id": "", "start": 19, "end": 23, "label": "ORG"},
]
BIOC = """<?xml version="1.0"?>
<collection><source>s</source><date/><key/><document><id>7</id><passage><offset>0</offset><text>Iran, Syria.</text>
<annotation id="a"><infon key="type">LOC</infon><location offset="0" length="4"/><text>Iran</text></annotation>
<annotation id="b"><infon key="type">LOC</infon><location offset="6" length="5"/><text>Syria</text></annotation>
<annotation><infon key="type">ORG</infon><location offset="0" length="4"/><text>Iran</text></annotation>
<annotation><infon key="type">ORG</infon><location offset="6" length="5"/><text>Syria</text></annotation>
<relation><infon key="type">met</infon><node refid="a" role=""/><node refid="b" role=""/></relation>
<relation><infon key="type">left</infon><node refid="b" role=""/><node refid="a" role=""/></relation>
</passage></document></collection>
"""


def read(path: Path, name: str, text: str, reading: Reading) -> Record:
    path.write_text(text, encoding="utf-8")
    form = format_named(name)
    assert form.read is not None
    (record,) = form.read(given(path), reading)
    return record


def line(relations: list[dict[str, Any]]) -> str:
    return json.dumps({"gilder": 1, "name": "a", "text": TEXT, "spans": SPANS, "relations": relations})


def test_json_lines_take_spans_and_relations_without_an_id_as_they_come(tmp_path: Path) -> None:
    relations = [
        {"head": "a", "child": "b", "label": "met"},
        {"head": "b", "child": "a", "label": "left"},
        {"id": None, "head": "a", "child": "b", "label": "left"},
        {"id": "", "head": "a", "child": "b", "label": "left"},
    ]
    (one,) = read(tmp_path / "a.jsonl", "jsonl", line(relations), Reading(strictness="strict")).sources
    assert [(span.start, span.end, span.label) for span in one.spans] == [
        (said["start"], said["end"], said["label"]) for said in SPANS
    ]
    by_id = {span.id: span.text for span in one.spans}
    assert [(by_id[each.head], each.label, by_id[each.child]) for each in one.relations] == [
        ("Iran", "met", "Syria"), ("Syria", "left", "Iran"), ("Iran", "left", "Syria"), ("Iran", "left", "Syria"),
    ]  # fmt: skip
    assert len({each.id for each in one.relations}) == 4


@pytest.mark.parametrize("ends", [{"head": "a"}, {"child": "a"}, {"head": "", "child": "a"}])
def test_no_relation_ends_at_a_span_without_an_id(tmp_path: Path, ends: dict[str, str]) -> None:
    reading = Reading()
    (one,) = read(tmp_path / "a.jsonl", "jsonl", line([ends | {"label": "met"}]), reading).sources
    assert not one.relations
    assert [problem.what for problem in reading.problems] == [
        "relation relations[0] names , which is no annotation here"
    ]


def test_an_id_that_is_there_twice_is_told(tmp_path: Path) -> None:
    relations = [{"id": "r", "head": "a", "child": "b", "label": label} for label in ("met", "left")]
    reading = Reading()
    (one,) = read(tmp_path / "a.jsonl", "jsonl", line(relations), reading).sources
    assert len(one.relations) == 2
    assert [problem.what for problem in reading.problems] == ["there is a relation r already"]


def test_bioc_takes_annotations_and_relations_without_an_id(tmp_path: Path) -> None:
    (one,) = read(tmp_path / "a.xml", "bioc-xml", BIOC, Reading(strictness="strict")).sources
    assert [span.label for span in one.spans] == ["LOC", "LOC", "ORG", "ORG"]
    assert [each.label for each in one.relations] == ["met", "left"]
