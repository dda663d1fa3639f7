"""BioC XML and JSON: real files come back equal, malformed ones are answered, changes go into the right places."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range
from store.exchange.formats import format_named
from store.exchange.losses import Loss
from store.exchange.reading import Limits, Reading
from store.exchange.record import Record
from store.exchange.xml import etree as load
from store.ids import new_id
from tests.store.exchange.samples import expected, given, rewritten, sample_folder, unexpected

XML, JSON = format_named("bioc-xml"), format_named("bioc-json")
etree = load()
_PARSER = etree.XMLParser(remove_comments=True, load_dtd=False)

SMALL = """<?xml version="1.0"?>
<collection><source>s</source><date/><key/>
<document><id>7</id><infon key="year">2020</infon>
<passage><offset>10</offset><text>Ärzte in Köln 😀.</text>
<annotation id="a"><infon key="type">LOC</infon><infon key="id">Q1</infon><infon key="id">Q2</infon>
<location offset="20" length="5"/><text>Köln</text></annotation>
<annotation id="z"><infon key="type">EMPTY</infon><location offset="12" length="0"/><text/></annotation>
</passage>
<passage><offset>36</offset><text>Anna.</text>
<annotation id="b"><infon key="type">PER</infon><location offset="36" length="4"/><text>Anna</text></annotation>
<relation id="r"><infon key="type">lives</infon><node refid="b" role="who"/><node refid="a" role="where"/></relation>
<relation id="n"><node refid="b" role="x"/><node refid="a" role="y"/><node refid="r" role="z"/></relation>
</passage></document></collection>
"""


def shape(element: Any) -> Any:
    """An XML element as data, without comments and the blanks of its layout."""
    own = "" if len(element) else element.text or ""
    return (element.tag, sorted(element.attrib.items()), own, [shape(one) for one in element])


def records_of(path: Path, reading: Reading | None = None) -> list[Record]:
    form = XML if path.suffix == ".xml" else JSON
    assert form.read is not None
    return list(form.read(given(path), reading or Reading()))


def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.xml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_offsets_in_bytes_of_the_document_are_proven_by_the_quoted_texts(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(small(tmp_path), reading)
    assert record.name == "7"
    assert record.text == "Ärzte in Köln 😀.\n    Anna."
    assert [(one.label, one.text) for one in record.sources[0].spans] == [("LOC", "Köln"), ("PER", "Anna")]
    assert reading.facts == {"offsets": "bytes"}
    (relation,) = record.sources[0].relations
    assert (relation.label, relation.head) == ("lives", record.sources[0].spans[1].id)


def test_what_was_not_changed_is_written_as_it_was(tmp_path: Path) -> None:
    path = small(tmp_path)
    losses = list[Loss]()
    again = rewritten(XML, records_of(path), losses.append)
    assert shape(etree.fromstring(again, _PARSER)) == shape(etree.fromstring(path.read_bytes(), _PARSER))
    assert losses == []


def test_a_new_span_goes_into_its_passage_with_offsets_as_the_file_counts(tmp_path: Path) -> None:
    (record,) = records_of(small(tmp_path))
    new = Span(new_id(), "X", (Range(0, 5),), "Ärzte", note="why")
    spans = (*record.sources[0].spans[1:], new)
    items = replace(record.sources[0], spans=spans, relations=())
    root = etree.fromstring(rewritten(XML, [replace(record, sources=(items,))], [].append), _PARSER)
    first, second = root.findall(".//passage")
    assert [one.get("id") for one in first.findall("annotation")] == ["z", "T1"]
    assert dict(first.find("annotation[@id='T1']/location").attrib) == {"offset": "10", "length": "6"}
    assert [one.text for one in first.findall("annotation[@id='T1']/infon")] == ["X", "why"]
    assert [one.get("id") for one in second.findall("relation")] == ["n"]


def test_json_and_xml_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    losses = list[Loss]()
    path.write_bytes(rewritten(JSON, records_of(small(tmp_path)), losses.append))
    (record,) = records_of(path)
    assert [(one.label, one.text) for one in record.sources[0].spans] == [("LOC", "Köln"), ("PER", "Anna")]
    assert [one.kind for one in losses] == ["infons"]  # the second “id”


def test_characters_that_xml_cannot_hold_are_told(tmp_path: Path) -> None:
    losses = list[Loss]()
    assert "a\ufffdb" in rewritten(XML, [Record("x", "a\x0bb")], losses.append).decode()
    assert [one.kind for one in losses] == ["exact text"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<collection><document>", "ends in the middle of a record (byte 22)"),
        (b"<!DOCTYPE c [<!ENTITY e 'x'>]><collection><source>&e;</source></collection>", "entit"),
        (b"<!DOCTYPE c [<!ENTITY e 'x'>]><collection/>", "declares the entity “e”"),
        (b"<collection>\n<a></b></collection>", ":2: is no XML"),
        (b"<other/>", "its first element is <other>"),
        (b"<collection><document><id>1</id><passage><offset>x</offset></passage></document></collection>", "no number"),
    ],
)
def test_broken_xml_is_refused_in_one_line(tmp_path: Path, raw: bytes, told: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        records_of(path)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_depth_of_xml_is_limited_by_what_was_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 3 levels"):
        records_of(small(tmp_path), Reading(limits=Limits(xml_depth=3)))


SAMPLE_NAMES = [
    "bioc-lib/bioc/everything.xml", "bioc-lib/bak/everything_v2.xml", "bioc-lib/bioc/everything.json",
    "pybioc/everything.xml", "pybioc/everything-sentence.xml", "pybioc/example_input.xml",
    "pybioc/PMID-8557975-simplified-sentences.xml", "pybioc/PMID-8557975-simplified-sentences-tokens.xml",
]  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_real_files_have_their_counts_and_come_back_equal(name: str) -> None:
    path, said = sample_folder("bioc") / name, expected("bioc")[name]
    some, losses = records_of(path), list[Loss]()
    assert len(some) == said["documents"]
    assert sum(len(one.spans) for record in some for one in record.sources) == said["spans"]
    again = rewritten(XML if path.suffix == ".xml" else JSON, some, losses.append)
    assert losses == []
    if path.suffix == ".json":
        assert json.loads(again) == json.loads(path.read_bytes())
    else:
        assert shape(etree.fromstring(again, _PARSER)) == shape(etree.fromstring(path.read_bytes(), _PARSER))


@pytest.mark.parametrize("name", ["bioc_xml", "bioc_json"])
def test_malformed_files_get_the_expected_answer(name: str) -> None:
    # A project keeps no NUL characters: refused, where others would warn.
    assert unexpected(XML if name == "bioc_xml" else JSON, name) <= {"nul_bytes-044"}
