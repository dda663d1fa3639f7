"""UIMA CAS, XMI and JSON: real files come back equal, malformed ones are answered, changes go into the right places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span, surface
from annotate.offsets import Range
from store.exchange.files import Given
from store.exchange.formats import Format, format_named, recognised
from store.exchange.losses import Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.xml import etree
from store.ids import new_id
from tests.store.exchange.records import essence
from tests.store.exchange.samples import bad_cases, expected, sample_folder, unexpected

XMI, JSON = format_named("cas-xmi"), format_named("cas-json")
TEXT = "\U0001f600 Anna lives\r\nin Köln."

SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:t="http:///my.ecore"
  xmlns:tcas="http:///uima/tcas.ecore" xmlns:no="http:///uima/noNamespace.ecore"
  xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
  xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">
 <cas:NULL xmi:id="0"/>
 <tcas:DocumentAnnotation xmi:id="2" sofa="1" begin="0" end="23" language="x"/>
 <seg:Token xmi:id="3" sofa="1" begin="3" end="7"/>
 <ner:NamedEntity xmi:id="4" sofa="1" begin="3" end="7" value="PER" identifier="http://x/Q1" sure="0.50" order="1"/>
 <ner:NamedEntity xmi:id="5" sofa="1" begin="18" end="22"/>
 <t:Lives xmi:id="6" sofa="1" begin="18" end="22" Governor="4" Dependent="5" label="in" names="20"/>
 <t:Lives xmi:id="7" sofa="1" begin="3" end="7" Governor="4" Dependent="4"/>
 <t:Empty xmi:id="8" sofa="1" begin="3" end="3"/>
 <t:Unindexed xmi:id="9" sofa="1" begin="3" end="7"/>
 <t:Link xmi:id="10" target="5" role="where"><parts>a</parts><parts> b</parts></t:Link>
 <no:Plain xmi:id="11" of="9 8"/>
 <t:Odd xmi:id="12"><x y="1"><z/></x></t:Odd>
 <cas:FSArray xmi:id="20" elements="4 0 5"/>
 <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
   sofaString="\U0001f600 Anna lives&#13;&#10;in Köln."/>
 <cas:View sofa="1" members="2 3 4 5 6 7 8 10 11"/>
</xmi:XMI>
"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def records_of(form: Format, path: Path, reading: Reading | None = None) -> list[Record]:
    assert form.read is not None
    return list(form.read(Given(path.name, path), reading or Reading()))


def pieces_of(form: Format, some: Iterable[Record], losses: list[Loss] | None = None) -> dict[str, bytes]:
    assert form.write is not None
    told = list[Loss]() if losses is None else losses
    return dict(form.write(some, told.append))


def again(form: Format, some: Iterable[Record], folder: Path, reading: Reading | None = None) -> list[Record]:
    """Records that were written and read again."""
    assert form.read is not None
    result = list[Record]()
    pieces = pieces_of(form, some)
    for name, piece in pieces.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(piece)
    for name in pieces:
        if name.endswith((".xmi", ".json")):
            result += form.read(Given(name, folder / name), reading or Reading())
    return result


def shape(raw: bytes) -> Any:
    """The elements of XMI, in any order."""
    root = etree().fromstring(raw)
    some = [
        (str(one.tag), sorted(one.attrib.items()), [(str(each.tag), each.text or "", len(each)) for each in one])
        for one in root
        if isinstance(one.tag, str)
    ]
    return sorted(map(repr, some)), sorted(root.attrib.items())


def xmi_of(pieces: Mapping[str, bytes]) -> bytes:
    return next(piece for name, piece in pieces.items() if name.endswith(".xmi"))


def named(raw: bytes, local: str) -> list[dict[str, str]]:
    """The attributes of all elements with a name."""
    some = (one for one in etree().fromstring(raw) if str(one.tag).endswith(f"}}{local}"))
    return [{str(key).rpartition("}")[2]: str(value) for key, value in one.attrib.items()} for one in some]


def span(text: str, label: str, *ranges: Range, **more: Any) -> Span:
    return Span(new_id(), label, ranges, surface(text, ranges), **more)


def test_annotations_are_spans_called_by_their_value_and_governors_are_heads(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", SMALL), reading)
    assert (record.name, record.text) == ("a", TEXT)
    (source,) = record.sources
    assert [(one.label, one.text) for one in source.spans] == [("PER", "Anna"), ("NamedEntity", "Köln")]
    assert source.spans[0].attributes == (("identifier", "http://x/Q1"), ("order", 1), ("sure", 0.5))
    (relation,) = source.relations
    assert (relation.label, relation.head, relation.child) == ("in", source.spans[0].id, source.spans[1].id)
    told = "\n".join(map(str, reading.problems))
    assert "annotation 8 is empty (at 3); left out, and kept for CAS" in told
    assert "annotations in no view: 1" in told
    assert "relations of an annotation with itself: 1" in told


def test_what_was_not_changed_is_written_as_it_was(tmp_path: Path) -> None:
    path, losses = put(tmp_path, "a.xmi", SMALL), list[Loss]()
    pieces = pieces_of(XMI, records_of(XMI, path), losses)
    assert shape(pieces["a.xmi"]) == shape(path.read_bytes())
    assert losses == []
    assert list(pieces) == ["a.xmi", "TypeSystem.xml"]


def test_a_token_that_a_relation_joins_is_a_span_and_stays_one(tmp_path: Path) -> None:
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", SMALL.replace('Dependent="5"', 'Dependent="3"')))
    assert [one.label for one in record.sources[0].spans] == ["Token", "PER", "NamedEntity"]
    alone = replace(record, sources=(replace(record.sources[0], relations=()),))
    (back,) = again(XMI, [alone], tmp_path / "out")
    assert essence(back) == essence(alone)
    (third,) = again(XMI, [back], tmp_path / "more")
    assert essence(third) == essence(alone)


@pytest.mark.parametrize("form", [XMI, JSON])
def test_changes_are_written_and_all_else_stays(tmp_path: Path, form: Format) -> None:
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", SMALL))
    anna, koeln = record.sources[0].spans
    changed = replace(
        anna, label="PERSON", fragments=(Range(2, 6), Range(7, 12)), note="n", attributes=(("sure", True),)
    )
    changed = replace(changed, text=surface(record.text, changed.fragments))
    new = span(record.text, "NEW", Range(0, 1), attributes=(("value", "v"), ("with blank", 3)))
    relation = replace(record.sources[0].relations[0], head=koeln.id, child=changed.id, label="at")
    more = Relation(new_id(), "NEW", new.id, koeln.id)
    items = SourceItems("", "import", (changed, koeln, new), (relation, more), Marks("", "done", "text"))
    wanted = replace(record, sources=(items,), zones=(("headline", 0, 6),))
    (back,) = again(form, [wanted], tmp_path / "out", Reading(strictness="strict"))
    assert essence(back) == essence(wanted)
    if form is XMI:
        raw = (tmp_path / "out" / "a.xmi").read_bytes()
        assert [one["id"] for one in named(raw, "NamedEntity")] == ["4", "5"]
        assert named(raw, "Link")[0]["target"] == "5"
        assert named(raw, "Span")[0]["begin"] + named(raw, "Span")[0]["end"] == "02"  # UTF-16, as UIMA counts


def test_a_span_that_was_deleted_leaves_the_index_and_goes_where_nothing_refers_to_it(tmp_path: Path) -> None:
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", SMALL.replace("4 0 5", "5")))
    items = replace(record.sources[0], spans=record.sources[0].spans[:0], relations=())
    raw = xmi_of(pieces_of(XMI, [replace(record, sources=(items,))]))
    # with its end goes the relation that joins 4 with itself; no type system says whether the 5 of Link is a reference
    assert named(raw, "View")[0]["members"].split() == ["2", "3", "8", "10", "11"]
    assert [one["id"] for one in named(raw, "NamedEntity")] == ["5"]
    assert named(raw, "Lives") == []
    assert named(raw, "Link")[0]["target"] == "5"
    (back,) = again(XMI, [replace(record, sources=(items,))], tmp_path / "out")
    assert sum(len(one.spans) for one in back.sources) == 0


def test_what_refers_to_a_deleted_span_loses_it_where_the_types_say_so(tmp_path: Path) -> None:
    beside = (
        TYPES.format("target", "uima.tcas.Annotation")
        .replace("my.Mention", "my.Link")
        .replace("Annotation<", "TOP<", 1)
    )
    put(tmp_path, "TypeSystem.xml", beside.replace("uima.tcas.TOP", "uima.cas.TOP"))
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", SMALL))
    alone = replace(record, sources=(replace(record.sources[0], spans=record.sources[0].spans[:1], relations=()),))
    raw = xmi_of(pieces_of(XMI, [alone]))
    assert named(raw, "Link") == [{"id": "10", "role": "where"}]
    assert named(raw, "FSArray")[0]["elements"] == "4 0"
    (whole,) = pieces_of(JSON, [alone]).values()
    structures = {one["%ID"]: one for one in json.loads(whole)["%FEATURE_STRUCTURES"]}
    assert "@target" not in structures[10]
    assert structures[20]["%ELEMENTS"] == [4, None]
    assert 5 not in structures


TYPES = """<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>my.Mention</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>{0}</name><rangeTypeName>{1}</rangeTypeName></featureDescription></features></typeDescription>
</types></typeSystemDescription>"""
MENTION = """<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:my="http:///my.ecore"
 xmi:version="2.0"><my:Mention xmi:id="2" sofa="1" begin="0" end="4" size="{0}" more="x"/>
 <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Some text"/>
 <cas:View sofa="1" members="2"/></xmi:XMI>"""


def test_the_type_system_beside_a_file_says_what_features_hold(tmp_path: Path) -> None:
    path, reading = put(tmp_path, "a.xmi", MENTION.format(3)), Reading()
    assert records_of(XMI, path)[0].sources[0].spans[0].attributes == (("more", "x"), ("size", 3))
    put(tmp_path, "TypeSystem.xml", TYPES.format("size", "uima.cas.String"))
    (record,) = records_of(XMI, path, reading)  # of another version: it does not know all features
    assert record.sources[0].spans[0].attributes == (("more", "x"), ("size", "3"))
    assert reading.problems == []
    written = pieces_of(XMI, [record])["TypeSystem.xml"].decode()
    assert "<name>more</name>" in written


def test_a_type_system_that_says_all_is_written_as_it_was(tmp_path: Path) -> None:
    beside = TYPES.format("size", "uima.cas.Integer")
    put(tmp_path, "a.TypeSystem.xml", beside)
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", MENTION.format(3).replace(' more="x"', "")))
    assert pieces_of(XMI, [record])["TypeSystem.xml"] == beside.encode()


def test_documents_whose_types_are_in_the_way_of_each_other_have_type_systems_of_their_own(tmp_path: Path) -> None:
    paths = [put(tmp_path / one, "a.xmi", MENTION.format(3)) for one in ("x", "y")]
    for path, kind in zip(paths, ("Integer", "String"), strict=True):
        put(path.parent, "TypeSystem.xml", TYPES.format("size", f"uima.cas.{kind}"))
    some = [replace(records_of(XMI, path)[0], name=path.parent.name) for path in paths]
    assert list(pieces_of(XMI, some)) == ["x.xmi", "y.xmi", "y.TypeSystem.xml", "TypeSystem.xml"]
    back = again(XMI, some, tmp_path / "out")
    assert [one.sources[0].spans[0].attributes[1][1] for one in back] == [3, "3"]


def test_records_from_elsewhere_have_one_type_system_whatever_their_attributes_are(tmp_path: Path) -> None:
    some = list[Record]()
    for name, value in (("a", 1), ("b", "x"), ("c", True)):
        one = span("Some text", "X", Range(0, 4), attributes=(("kind", value),))
        some.append(Record(name, "Some text", (SourceItems("", "import", (one,)),)))
    assert list(pieces_of(XMI, some)) == ["a.xmi", "b.xmi", "c.xmi", "TypeSystem.xml"]
    assert [essence(one) for one in again(XMI, some, tmp_path)] == [essence(one) for one in some]


def test_a_broken_type_system_is_told_and_done_without(tmp_path: Path) -> None:
    put(tmp_path, "TypeSystem.xml", "<typeSystemDescription>")
    reading = Reading()
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", MENTION.format(3)), reading)
    assert len(record.sources[0].spans) == 1
    assert "the type system cannot be read" in str(reading.problems[0])


def test_a_record_from_elsewhere_has_the_layers_of_inception(tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    text = TEXT + " And more."
    one, two = span(text, "PER", Range(2, 6), note="n"), span(text, "LOC", Range(17, 21), attributes=(("sure", True),))
    items = SourceItems("anna", "import", (one, two), (Relation(new_id(), "lives in", one.id, two.id),))
    pieces = pieces_of(XMI, [Record("folder/a.txt", text, (items,))])
    assert list(pieces) == ["folder/a.txt.xmi", "TypeSystem.xml"]
    types = cassis.load_typesystem(pieces["TypeSystem.xml"].decode())
    cas = cassis.load_cas_from_xmi(pieces["folder/a.txt.xmi"].decode(), types)
    spans = cas.select("custom.Span")
    assert [(each.label, each.get_covered_text()) for each in spans] == [("PER", "Anna"), ("LOC", "Köln")]
    (relation,) = cas.select("custom.Relation")
    assert (relation.label, relation.Governor, relation.Dependent) == ("lives in", spans[0], spans[1])
    assert (relation.begin, relation.end) == (spans[1].begin, spans[1].end)
    tokens = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    assert [each.get_covered_text() for each in tokens][:4] == ["\U0001f600", "Anna", "lives", "in"]
    assert len(cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence")) == 3
    assert cas.sofa_string == text
    (meta,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (meta.documentTitle, meta.begin, meta.end) == ("folder/a.txt", 0, len(text))
    (whole,) = pieces_of(JSON, [Record("a", text, (items,))]).values()
    assert len(cassis.load_cas_from_json(whole.decode()).select("custom.Span")) == 2


def test_each_source_has_a_file_but_views_of_one_text_are_together(tmp_path: Path) -> None:
    some = tuple(SourceItems(name, "import", (span("Some text", "X", Range(0, 4)),)) for name in ("ann", "../bob"))
    names = [name for name in pieces_of(XMI, [Record("a", "Some text", some)]) if name != "TypeSystem.xml"]
    assert len(names) == 2
    assert names[0] == "ann/a.xmi"
    assert not any(".." in Path(name).parts for name in names)
    second = '<cas:Sofa xmi:id="8" sofaNum="2" sofaID="two" sofaString="Some text"/><my:Mention xmi:id="9" sofa="8" '
    both = MENTION.format(3).replace(
        "</xmi:XMI>", f'{second}begin="5" end="9"/><cas:View sofa="8" members="9"/></xmi:XMI>'
    )
    (record,) = records_of(XMI, put(tmp_path, "a.xmi", both))
    assert [(one.source, len(one.spans)) for one in record.sources] == [("", 1), ("two", 1)]
    more = replace(record.sources[1], spans=(*record.sources[1].spans, span("Some text", "NEW", Range(0, 1))))
    wanted = replace(record, sources=(record.sources[0], more))
    (back,) = again(XMI, [wanted], tmp_path / "out")
    assert essence(back) == essence(wanted)


def test_a_view_of_another_text_is_kept_and_told(tmp_path: Path) -> None:
    other = (
        '<cas:Sofa xmi:id="8" sofaNum="2" sofaID="two" sofaString="Other"/><my:Mention xmi:id="9" sofa="8" begin="0" '
    )
    both = MENTION.format(3).replace("</xmi:XMI>", f'{other}end="5"/><cas:View sofa="8" members="9"/></xmi:XMI>')
    path, reading = put(tmp_path, "a.xmi", both), Reading()
    (record,) = records_of(XMI, path, reading)
    assert "the view two, which has another text: 1; left out, and kept for CAS" in str(reading.problems[0])
    assert shape(xmi_of(pieces_of(XMI, [record]))) == shape(path.read_bytes())


def test_xml_1_1_has_control_characters_and_keeps_them(tmp_path: Path) -> None:
    head = '<?xml version="1.1" encoding="UTF-8"?>'
    path = put(tmp_path, "a.xmi", head + MENTION.format(3).replace("Some text", "So&#x1B;e &#11;t&#133;&#13;x&#x2028;"))
    (record,) = records_of(XMI, path)
    assert record.text == "So\x1be \x0bt\x85\rx\u2028"
    losses = list[Loss]()
    raw = pieces_of(XMI, [record], losses)["a.xmi"]
    assert losses == []
    assert raw.startswith(b'<?xml version="1.1"')
    assert records_of(XMI, put(tmp_path, "b.xmi", raw.decode()))[0].text == record.text


def test_characters_that_xml_cannot_hold_are_told_and_json_has_them(tmp_path: Path) -> None:
    losses = list[Loss]()
    record = Record("a", "so\x0bme", (SourceItems("", "import", (span("so\x0bme", "X", Range(0, 2), note="\x01"),)),))
    assert "so\ufffdme" in xmi_of(pieces_of(XMI, [record], losses)).decode()
    assert [one.kind for one in losses] == ["exact text", "characters of features"]
    assert again(JSON, [record], tmp_path)[0].text == record.text


@pytest.mark.parametrize("form", [XMI, JSON])
def test_attributes_keep_their_names_and_types_and_what_cannot_be_is_told(tmp_path: Path, form: Format) -> None:
    some: tuple[Any, ...] = (3, 2**40, 2.5, True, "true", "3", "")
    spans = list[Span]()
    for at, value in enumerate(some):
        pairs = (("", "e"), ("a b", value), ("begin", value), ("kind", value))
        spans.append(span("Some text", "X", Range(0, at + 1), attributes=pairs))
    record = Record("a", "Some text", (SourceItems("", "import", tuple(spans)),))
    (back,) = again(form, [record], tmp_path, Reading(strictness="strict"))
    assert essence(back) == essence(record)
    types = [type(dict(one.attributes)["kind"]) for one in sorted(back.sources[0].spans, key=lambda one: one.end)]
    assert types == [type(value) for value in some]
    losses, big = list[Loss](), span("Some text", "X", Range(0, 1), attributes=(("n", 2**70),))
    pieces_of(form, [Record("a", "Some text", (SourceItems("", "import", (big,)),))], losses)
    assert [one.kind for one in losses] == ["types of attributes"]


def cas_json(*structures: dict[str, Any], **more: Any) -> str:
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": TEXT}
    members = [one["%ID"] for one in structures]
    views = {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}}
    return json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": [sofa, *structures], "%VIEWS": views, **more})


def mention(key: int, begin: object, end: object, **more: Any) -> dict[str, Any]:
    return {"%ID": key, "%TYPE": "my.Mention", "@sofa": 1, "begin": begin, "end": end, **more}


def test_json_keeps_what_it_says_whatever_it_is(tmp_path: Path) -> None:
    some = (
        mention(2, 3, 7, label="A", **{"#far": "NaN", "none": None, "x": [1, {"y": 2}], "@to": 3}),
        mention(3, 0, 2),
    )
    path = put(tmp_path, "a.json", cas_json(*some, **{"%HEADER": {"%VERSION": "0.4"}, "other": [[[]]]}))
    (record,) = records_of(JSON, path, Reading(strictness="strict"))
    assert [(one.label, one.text) for one in record.sources[0].spans] == [("A", "Anna"), ("Mention", "\U0001f600")]
    assert json.loads(pieces_of(JSON, [record])["a.json"]) == json.loads(path.read_bytes())


def test_json_may_have_its_structures_as_an_object_and_no_types(tmp_path: Path) -> None:
    data = json.loads(cas_json(mention(2, 3, 7)))
    data["%FEATURE_STRUCTURES"] = {str(one.pop("%ID")): one for one in data["%FEATURE_STRUCTURES"]}
    for types in ({}, None):
        path = put(tmp_path, "a.json", json.dumps({**data, "%TYPES": types}))
        (record,) = records_of(JSON, path)
        assert len(record.sources[0].spans) == 1
        assert json.loads(pieces_of(JSON, [record])["a.json"]) == json.loads(path.read_bytes())
    del data["%TYPES"], data["%VIEWS"]  # everything is in the index then
    (record,) = records_of(JSON, put(tmp_path, "a.json", json.dumps(data)))
    more = replace(record.sources[0], spans=(*record.sources[0].spans, span(TEXT, "NEW", Range(0, 1))))
    (back,) = again(JSON, [replace(record, sources=(more,))], tmp_path / "out")
    assert len(back.sources[0].spans) == 2


@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [
        ("3", "7", ""), ("x", 7, "has no begin that is a number"), (3.5, 7, "has no begin"), (True, 7, "has no begin"),
        (None, 7, "has no begin"), (-1, 7, "starts at -1, before the text"), (7, 3, "starts at 7 after its end 3"),
        (3, 99, "ends at 99 but the text has 23 characters"), (1, 7, "begins or ends inside a character"),
        ("٣", 7, "has no begin"), (10**30, 10**31, "ends at"), ([], {}, "has no begin"),
    ],
)  # fmt: skip
def test_offsets_that_cannot_be_are_told_in_one_line(tmp_path: Path, begin: object, end: object, told: str) -> None:
    path, reading = put(tmp_path, "a.json", cas_json(mention(2, begin, end))), Reading()
    (record,) = records_of(JSON, path, reading)
    assert sum(len(one.spans) for one in record.sources) == (0 if told else 1)
    if told:
        (problem,) = reading.problems
        assert str(problem).startswith(f"{path}: annotation 2 {told}")
        assert "\n" not in str(problem)
        with pytest.raises(InputError, match="annotation 2"):
            records_of(JSON, path, Reading(strictness="strict"))
    assert json.loads(pieces_of(JSON, [record])["a.json"]) == json.loads(path.read_bytes())


def test_offsets_in_code_points_are_found_by_what_is_about_the_whole_text(tmp_path: Path) -> None:
    whole = {"%ID": 9, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": len(TEXT)}
    path, reading = put(tmp_path, "a.json", cas_json(whole, mention(2, 2, 6))), Reading()
    (record,) = records_of(JSON, path, reading)
    assert record.sources[0].spans[0].text == "Anna"
    assert reading.facts["offsets"] == "code points"
    more = replace(record.sources[0], spans=(*record.sources[0].spans, span(TEXT, "NEW", Range(7, 12))))
    (back,) = again(JSON, [replace(record, sources=(more,))], tmp_path / "out")
    assert [one.text for one in back.sources[0].spans] == ["Anna", "lives"]


def test_a_file_without_a_text_is_told_and_kept(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xmi", MENTION.format(3).replace('sofaString="Some text"', 'sofaURI="file:///etc/passwd"'))
    reading = Reading()
    (record,) = records_of(XMI, path, reading)
    assert record.text == ""
    assert "has no text" in str(reading.problems[0])
    assert shape(xmi_of(pieces_of(XMI, [record]))) == shape(path.read_bytes())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "is no CAS JSON"), ("{}", "is no CAS JSON"), ('{"%VIEWS": []}', "%VIEWS is no object"),
        ('{"%FEATURE_STRUCTURES": 3}', "neither a list nor an object"),
        ('{"%FEATURE_STRUCTURES": [3]}', "is no object"),
        ('{"%FEATURE_STRUCTURES": [{}]}', "no %ID"), ('{"%FEATURE_STRUCTURES": [{"%ID": 1}]}', "has no %TYPE"),
        ('{"%VIEWS": {"v": {"%MEMBERS": 1}}}', "no list of ids"),
        ('{"%VIEWS": {"v": {"%MEMBERS": [[]]}}}', "no list of ids"),
        ('{"%VIEWS": {"v": {"%SOFA": true}}}', "no id as its %SOFA"), ('{"%VIEWS": {"v": 1}}', "v is no object"),
        ('{"%TYPES": {}, "x": "\\ud800"}', "half a surrogate pair"),
    ],
)  # fmt: skip
def test_json_that_is_no_cas_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        records_of(JSON, put(tmp_path, "a.json", text))


def test_files_are_recognised_and_a_type_system_is_no_document(tmp_path: Path) -> None:
    assert recognised(Given("a.xmi", put(tmp_path, "a.xmi", SMALL))) is not None
    found = [
        recognised(Given(name, put(tmp_path, name, text)))
        for name, text in (("b.xml", SMALL), ("c.json", cas_json()), ("TypeSystem.xml", TYPES))
    ]
    assert [None if one is None else one.name for one in found] == ["cas-xmi", "cas-json", None]
    assert records_of(XMI, tmp_path / "TypeSystem.xml") == []
    with pytest.raises(InputError, match="is no XMI"):
        records_of(XMI, put(tmp_path, "d.xmi", "<a/>"))


def test_what_came_as_xmi_goes_out_as_json_as_a_whole_and_back(tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    (record,) = records_of(
        XMI, put(tmp_path, "a.xmi", SMALL.replace('<t:Odd xmi:id="12"><x y="1"><z/></x></t:Odd>', ""))
    )
    (whole,) = pieces_of(JSON, [record]).values()
    cas = cassis.load_cas_from_json(whole.decode())
    (link,) = cas.select("my.Link")
    assert link.target.begin == 17  # code points
    assert list(link.parts.elements) == ["a", " b"]
    assert [one.type.name.rpartition(".")[2] for one in cas.select("Plain")[0].of.elements] == ["Unindexed", "Empty"]
    (back,) = records_of(JSON, put(tmp_path, "a.json", whole.decode()))
    assert essence(back) == essence(record)
    third = again(XMI, [back], tmp_path / "out")[0]
    assert essence(third) == essence(record)


NAMES = sorted(
    f"{one}/{path}"
    for one, paths in {
        "cassis-xmi/xmi": """cas_has_fs_with_no_namespace cas_with_array_features cas_with_collections
        cas_with_empty_array_reference cas_with_floating_point_special_values cas_with_inheritance
        cas_with_list_features cas_with_multiple_references_allowed_string_array cas_with_nonindexed_fs
        cas_with_references cas_with_reserved_names cas_with_smileys cas_with_two_sofas empty_cas lenient_cas
        small_cas""",
        "dkpro-xmi": "english english2",
        "inception-exports": "relation_test",
    }.items()
    for path in (f"{name}.xmi" for name in paths.split())
)


def counts(record: Record) -> dict[str, Any]:
    """What `expected.json` counts, of what is kept."""
    kept = record.kept.get("cas-xmi") or record.kept["cas-json"]
    items = [one for one in kept["items"] if isinstance(one, list)]
    views = [one["members"].split() for one in kept["items"] if isinstance(one, dict)]
    views += [members for _, _, members, _ in kept.get("views", ())]
    own = [one for one in items if one[1] not in ("uima.cas.Sofa", "uima.cas.NULL")]
    places = [data for _, _, data in own if "begin" in data and "end" in data]
    return {
        "sofas": sum(one[1] == "uima.cas.Sofa" for one in items),
        "feature_structures": len(own),
        "indexed_members": sum(map(len, views)),
        "annotations": len(places),
        "zero_length": sum(one["begin"] == one["end"] for one in places),
        "types": dict(Counter(one[1] for one in own)),
    }


def real_files() -> list[tuple[str, Path, dict[str, Any]]]:
    folder = sample_folder("uima_cas")
    told = expected("uima_cas")
    return [(name, folder / name, said) for name, said in told.items() if "feature_structures" in said]


def test_real_files_have_their_counts_and_come_back_equal() -> None:
    wrong, seen = list[str](), set[str]()
    for name, path, said in real_files():
        form = JSON if path.suffix == ".json" else XMI
        (record,) = records_of(form, path)
        found, losses = counts(record), list[Loss]()
        assert {key: said[key] for key in found} == found, name
        if "text" in said:
            assert len(record.text) == said["text"]["code_points"], name
            assert sha256(record.text.encode()).hexdigest() == said["text"]["sha256"], name
        taken = sum(len(one.spans) + len(one.relations) for one in record.sources)
        assert taken <= said["annotations"] - sum(one == "uima.tcas.DocumentAnnotation" for one in found["types"]), name
        raw = next(iter(pieces_of(form, [record], losses).values()))
        same = json.loads(raw) == json.loads(path.read_bytes()) if form is JSON else _equal(raw, path.read_bytes())
        wrong += [] if same and not losses else [name]
        seen.add(name)
    assert wrong == []
    assert set(NAMES) <= seen


def _changed(record: Record, rest: int) -> Record:
    """A record with one of each three spans deleted, one of each three called something else, and a new one."""
    sources = list[SourceItems]()
    for one in record.sources or (SourceItems(),):
        spans = [each for at, each in enumerate(one.spans) if at % 3 != rest]
        spans = [replace(each, label="CHANGED", note="n") if at % 3 == rest else each for at, each in enumerate(spans)]
        new = span(record.text, "NEW", Range(0, 2), Range(3, 4), attributes=(("kind", 1),))
        there = {each.id for each in spans}
        relations = [each for each in one.relations if {each.head, each.child} <= there]
        more = [Relation(new_id(), "ADDED", each.id, new.id) for each in spans[:1]]
        sources.append(replace(one, spans=(*spans, new), relations=(*relations, *more)))
    return replace(record, sources=tuple(sources))


@pytest.mark.parametrize("form", [XMI, JSON])
def test_real_files_that_were_changed_say_what_they_say_now(tmp_path: Path, form: Format) -> None:
    for at, (name, path, said) in enumerate(real_files()):
        if "text" not in said:
            continue
        (record,) = records_of(JSON if path.suffix == ".json" else XMI, path)
        wanted = _changed(record, at % 3)
        (back,) = again(form, [replace(wanted, name="a")], tmp_path / str(at))
        assert essence(back) == essence(wanted), name


def _equal(one: bytes, two: bytes) -> bool:
    return shape(one) == shape(two.replace(b' members=""', b"")) or shape(one.replace(b' members=""', b"")) == shape(
        two
    )


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(XMI, "uima_xmi") | unexpected(JSON, "uima_json") == set()
    assert len([*bad_cases("uima_xmi"), *bad_cases("uima_json")]) == 51
