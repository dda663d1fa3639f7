"""Web annotations: places by position and by quote, texts beside and inside, equal again where nothing was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_data
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span, Value
from annotate.offsets import Range
from store.exchange.files import Given
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss, Reducing
from store.exchange.reading import AskFirst, Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange.edits import edited
from tests.store.exchange.records import essence, records
from tests.store.exchange.samples import expected, given, outcome, sample_folder, unexpected

W3C = format_named("w3c")
TEXT = "Anna of Köln moved money to Bob 😀 and Eve.\r\nShe paid Bob."
SOURCE = "http://x.org/texts/a.txt"


def quote(exact: str, **more: str) -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": exact, **more}


def at(start: Any, end: Any) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def anno(key: str, *selectors: Any, **more: Any) -> dict[str, Any]:
    target = {"source": SOURCE, "selector": list(selectors) if len(selectors) != 1 else selectors[0]}
    return {"@context": "http://www.w3.org/ns/anno.jsonld", "id": key, "type": "Annotation", "target": target} | more


def tag(value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


FILE: list[dict[str, Any]] = [
    anno("#anna", quote("Anna"), at(0, 4), creator={"type": "Person", "name": "Ann"}, created="2020-01-01", body=[
        tag("PER"), {"type": "TextualBody", "value": "a comment"}, {"source": "http://kb/Q1", "purpose": "identifying"},
        tag("second"), {"type": "Choice", "items": []},
    ]),
    anno("#koeln", at(8, 12), creator={"type": "Person", "name": "Ann"}, body=[
        {"id": "http://o/x#LOC", "purpose": "classifying"},
    ]),
    anno("#bob", quote("Bob", prefix="to "), bodyValue="who", motivation="highlighting"),
    anno("#parts", body=[tag("PAY")], target=[
        {"source": SOURCE, "selector": at(44, 47)}, {"source": SOURCE, "selector": [at(48, 52), quote("paid")]},
    ]),
    anno("#fragment", {"type": "FragmentSelector", "value": "char=13,18"}, bodyValue="MOVE", motivation="tagging"),
    anno("#refined", {**quote("and Eve"), "refinedBy": at(4, 7)}, body=tag("PER"), creator={
        "type": "Software", "name": "m",
    }),
    anno("#range", {"type": "RangeSelector", "startSelector": quote("moved"), "endSelector": quote(" to Bob")}),
    anno("#css", {"type": "CssSelector", "value": "#a > .b"}),
    anno("#image", target="http://x.org/image.png", body="http://x.org/comment"),
    anno("#link", target=[{"id": "#anna"}, {"id": "#koeln"}], motivation="linking", body=[tag("in")]),
    anno("#other", target="#anna", body="#bob", motivation="linking"),
    anno("#three", target=["#anna", "#bob", "#koeln"], motivation="linking"),
]  # fmt: skip


def put(tmp_path: Path, data: Any, text: str | None = TEXT, name: str = "a") -> Given:
    path = tmp_path / f"{name}.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    if text is not None:
        path.with_suffix(".txt").write_bytes(text.encode())
    return given(path)


def records_of(file: Given, reading: Reading | None = None) -> list[Record]:
    """What is in a file, as it comes back from a project: what was kept went through JSON."""
    assert W3C.read is not None
    found = W3C.read(file, reading or Reading())
    return [replace(one, kept=json.loads(json.dumps(one.kept, sort_keys=True))) for one in found]


def written(record: Record, losses: list[Loss] | None = None) -> tuple[Any, bytes | None]:
    """The annotations, and the text beside them."""
    assert W3C.write is not None
    lose = ([] if losses is None else losses).append
    pieces = dict(W3C.write([Reducing(W3C.holds, lose).reduce(record)], lose))
    (name,) = [one for one in pieces if one.endswith(".jsonld")]
    return json.loads(pieces[name]), pieces.get(name.removesuffix(".jsonld") + ".txt")


def changed(tmp_path: Path, edit: Callable[[SourceItems], SourceItems]) -> tuple[list[Any], list[Any]]:
    """Annotations that are gone and those that are new after an edit of the first source."""
    (record,) = records_of(put(tmp_path, FILE))
    now, _ = written(replace(record, sources=(edit(record.sources[0]), *record.sources[1:])))
    return [one for one in FILE if one not in now], [one for one in now if one not in FILE]


def test_places_labels_notes_and_links_are_read(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(put(tmp_path, FILE), reading)
    assert record.text == TEXT
    assert [(one.source, one.kind) for one in record.sources] == [
        ("Ann", "person"),
        ("", "import"),
        ("model:m", "model"),
    ]
    ann, nobody, model = record.sources
    assert [(one.label, one.text, one.note) for one in ann.spans] == [("PER", "Anna", "a comment"), ("LOC", "Köln", "")]
    assert ann.spans[0].attributes == (("identifying", "http://kb/Q1"), ("tags", "second"))
    assert [(one.label, one.text, one.note) for one in nobody.spans] == [
        ("highlighting", "Bob", "who"), ("PAY", "She paid", ""), ("MOVE", "moved", ""),
        ("annotation", "moved money", ""),
    ]  # fmt: skip
    assert [(one.label, one.text, one.decision) for one in model.spans] == [("PER", "Eve", "open")]
    (relation,) = ann.relations
    assert (relation.label, relation.head, relation.child) == ("in", ann.spans[0].id, ann.spans[1].id)
    assert [one.what.partition(";")[0] for one in reading.problems] == [
        "annotation #css has CssSelector, which is about no place in a plain text",
        "annotation #image is about no place in a plain text",
        "relation #other names #bob, which is no annotation here",
        "annotation #three does not link two annotations",
    ]  # fmt: skip


def test_what_was_not_changed_is_written_as_it_was(tmp_path: Path) -> None:
    losses = list[Loss]()
    (record,) = records_of(put(tmp_path, FILE))
    assert written(record, losses) == (FILE, TEXT.encode())
    assert losses == []


def test_suggestions_have_other_ids_in_a_project_and_still_are_what_was_read(tmp_path: Path) -> None:
    (record,) = records_of(put(tmp_path, FILE))
    *others, model = record.sources
    spans = tuple(replace(one, id=new_id(), score=1.0, attributes=()) for one in model.spans)
    assert written(replace(record, sources=(*others, replace(model, spans=spans))))[0] == FILE
    kept = {
        **record.kept,
        "labels": {model.spans[0].id: "PER"},
    }  # now PERSON, as the scheme has it
    spans = tuple(replace(one, label="PERSON") for one in spans)
    assert written(replace(record, kept=kept, sources=(*others, replace(model, spans=spans))))[0] == FILE


@pytest.mark.parametrize("form", ["one", "page", "collection", "graph", "lines", "one line"])
def test_a_file_keeps_its_form(tmp_path: Path, form: str) -> None:
    assert W3C.write is not None
    data: Any = {
        "one": FILE[0], "page": {"type": "AnnotationPage", "next": "http://x", "items": FILE},
        "collection": {"type": "AnnotationCollection", "total": 1, "first": {"id": "p", "items": FILE}},
        "graph": {"@context": "x", "@graph": FILE},
        "lines": "".join(json.dumps(one) + "\n" for one in FILE), "one line": json.dumps(FILE[0]) + "\n",
    }[form]  # fmt: skip
    (record,) = records_of(put(tmp_path, data))
    pieces = dict(W3C.write([record], [].append))
    if form == "lines":
        assert [json.loads(one) for one in pieces["a.jsonld"].decode().splitlines()] == FILE
    else:
        assert json.loads(pieces["a.jsonld"]) == (json.loads(data) if isinstance(data, str) else data)


def test_a_text_inside_the_targets_stays_there(tmp_path: Path) -> None:
    source = {"id": SOURCE, "type": "TextualBody", "value": TEXT}
    file = [
        anno("#a", target={"source": source, "selector": at(0, 4)}),
        anno("#b", target={"source": source, "selector": at(8, 12)}),
    ]
    (record,) = records_of(put(tmp_path, file, None))
    assert [one.text for one in record.sources[0].spans] == ["Anna", "Köln"]
    assert TEXT not in json.dumps(record.kept, ensure_ascii=False)
    assert written(record) == (file, None)
    moved = replace(record.sources[0].spans[0], fragments=(Range(5, 7),), text="of")
    now, _ = written(replace(record, sources=(replace(record.sources[0], spans=(moved,)),)))
    assert now == [{**file[0], "target": {"source": source, "selector": [quote("of"), at(5, 7)]}}]


def test_texts_of_several_sources_lie_beside_under_their_names(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Other text.", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    second = anno("#b", target={"source": "http://x.org/texts/b.xml", "selector": at(0, 5)})
    third = anno("#c", target={"source": "http://x.org/nowhere/..", "selector": at(0, 5)})
    reading = Reading()
    some = records_of(put(tmp_path, [FILE[0], second, third], None, "all"), reading)
    assert [(one.text, one.sources[0].spans[0].text) for one in some] == [(TEXT, "Anna"), ("Other text.", "Other")]
    assert ["has no text for http://x.org/nowhere/.." in str(one) for one in reading.problems] == [True]


def test_where_no_text_is_there_the_file_is_refused_or_put_together_from_quotes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no text for http://x.org/texts/a.txt; put it beside the file as z.txt"):
        records_of(put(tmp_path, [FILE[1]], None, "z"))
    with pytest.raises(InputError, match="about no place in a text"):
        records_of(put(tmp_path, [FILE[8]], None, "z"))
    reading = Reading()
    file = [anno("#a", quote("Bob"), at(2, 5)), anno("#b", quote("Eve"), at(7, 11))]
    (record,) = records_of(put(tmp_path, file, None, "z"), reading)
    assert record.text == "  Bob  Eve "
    assert [one.done for one in reading.problems] == [
        "it was put together from what the annotations quote, with blanks between them", "",
    ]  # fmt: skip
    assert written(record) == (file, None)
    with pytest.raises(InputError, match="is not beside it"):
        records_of(put(tmp_path, file, None, "z"), Reading(strictness="strict"))


def test_the_own_form_of_recogito_has_parts_in_one_target(tmp_path: Path) -> None:
    target = {
        "annotation": "r", "creator": {"id": "u1", "name": "Rea"},
        "selector": [{"quote": "Anna", "start": 0, "end": 4}, {"quote": "Eve", "start": 39, "end": 42}],
    }  # fmt: skip
    file = [{"id": "r", "bodies": [{"id": "b", "purpose": "tagging", "value": "PER"}], "target": target}]
    reading = Reading()
    (record,) = records_of(put(tmp_path, file), reading)
    (span,) = record.sources[0].spans
    assert (record.sources[0].source, span.label, span.text) == ("Rea", "PER", "Anna Eve")
    assert reading.facts == {"offsets": "utf-16"}
    assert written(record)[0] == file
    now, _ = written(replace(record, sources=(replace(record.sources[0], spans=(replace(span, label="X"),)),)))
    assert now == [{**file[0], "bodies": [tag("X")]}]


def test_the_own_form_of_hypothesis_has_tags_and_a_text(tmp_path: Path) -> None:
    target = {"source": SOURCE, "selector": [
        {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 0}, at(900, 903),
        quote("Bob", prefix="paid ", suffix="."),
    ]}  # fmt: skip
    row = {"id": "x1", "uri": SOURCE, "user": "acct:a@h.is", "tags": ["PER", "t"], "text": "hm", "target": [target]}
    file = {"total": 1, "rows": [row]}
    reading = Reading()
    text = TEXT + " " * 900
    (record,) = records_of(put(tmp_path, file, text), reading)
    (span,) = record.sources[0].spans
    assert (record.sources[0].source, span.label, span.start, span.note) == ("acct:a@h.is", "PER", 53, "hm")
    assert span.attributes == (("tags", "t"),)
    assert ["taken where the quoted text is" in one.done for one in reading.problems] == [True]
    assert written(record)[0] == file
    now, _ = written(replace(record, sources=(replace(record.sources[0], spans=(replace(span, label="X"),)),)))
    assert now["rows"] == [{**row, "tags": ["X", "t"]}]
    noted = replace(span, note="other", flagged=True)
    now, _ = written(replace(record, sources=(replace(record.sources[0], spans=(noted,)),)))
    (again,) = records_of(put(tmp_path, now, text))
    assert (again.sources[0].spans[0].note, again.sources[0].spans[0].flagged) == ("other", True)


def test_pages_that_are_elsewhere_are_told_and_not_fetched(tmp_path: Path) -> None:
    reading = Reading()
    records_of(put(tmp_path, {"type": "AnnotationPage", "next": "http://x/2", "items": FILE[:1]}), reading)
    assert "next: http://x/2" in reading.problems[0].what
    with pytest.raises(InputError, match="are elsewhere, at http://x/1"):
        records_of(put(tmp_path, {"type": "AnnotationCollection", "first": "http://x/1"}))


@pytest.mark.parametrize(
    ("selectors", "told"),
    [
        ([at("0", 4)], "has start '0', which is no whole number"), ([at(0, 4.5)], "has end '4.5'"),
        ([at(True, 4)], "has start 'True'"), ([at(-1, 4)], "starts at -1"), ([at(4, 1)], "starts at 4 after its end 1"),
        ([at(0, 999)], "ends at 999"), ([quote("Anna"), at(0, 999)], "ends at 999"),
        ([quote("Zoe")], "not in the text"), ([quote("Bob")], "more than once in the text"),
        ([quote("Zoe"), at(0, 4)], "quotes “Zoe” but at 0–4 is “Anna”"),
        ([{"type": "TextQuoteSelector"}], "quotes no text"), ([quote("money"), at(0, 4)], "but at 0–4 is “Anna”"),
    ],
)  # fmt: skip
def test_places_that_cannot_be_are_told_with_place_and_id(tmp_path: Path, selectors: Any, told: str) -> None:
    reading = Reading()
    file = [anno("#k", *selectors), anno("#good", at(38, 41), quote("Eve"))]
    (record,) = records_of(put(tmp_path, file), reading)
    assert len(record.sources[0].spans) == 1 + ("money" in str(selectors))
    (problem,) = [one for one in reading.problems if one.done]
    assert "#k" in str(problem)
    assert told in str(problem)
    assert written(record)[0] == file


def test_a_quote_that_is_nearly_there_is_told_and_the_position_counts(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(put(tmp_path, [anno("#k", quote("Anna"), at(0, 5))]), reading)
    assert record.sources[0].spans[0].text == "Anna "
    assert ["the position counts" in one.what for one in reading.problems] == [True]


def test_where_nothing_proves_the_offsets_it_is_asked(tmp_path: Path) -> None:
    file = put(tmp_path, [anno("#k", at(39, 42))])
    with pytest.raises(AskFirst) as caught:
        records_of(file)
    assert caught.value.option == "offsets"
    (record,) = records_of(file, Reading(offsets="utf-16"))
    assert record.sources[0].spans[0].text == "Eve"


def test_a_span_that_was_deleted_takes_its_links_with_it(tmp_path: Path) -> None:
    gone, new = changed(tmp_path, lambda items: replace(items, spans=items.spans[1:], relations=()))
    assert [one["id"] for one in gone] == ["#anna", "#link", "#other", "#three"]
    assert new == []


def test_a_change_touches_only_its_own_annotation(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        attributes = (("identifying", "http://kb/Q1"), ("sure", True))
        anna = replace(items.spans[0], label="X", note="new", attributes=attributes, value=Value("5"))
        return replace(items, spans=(anna, *items.spans[1:]))

    (gone,), (new,) = changed(tmp_path, edit)
    assert {key: value for key, value in new.items() if key != "body"} == {
        key: value for key, value in gone.items() if key != "body"
    }
    *bodies, comment, own = new["body"]
    assert bodies == [tag("X"), FILE[0]["body"][2], FILE[0]["body"][4]]
    assert (comment["value"], comment["purpose"], own["format"]) == ("new", "commenting", "application/json")
    again = tmp_path / "again"
    again.mkdir()
    (record,) = records_of(put(again, [new]))
    (span,) = record.sources[0].spans
    assert (span.label, span.note, span.value) == ("X", "new", Value("5"))
    assert span.attributes == (("identifying", "http://kb/Q1"), ("sure", True))


def test_all_sources_of_a_document_are_read_again(tmp_path: Path) -> None:
    assert W3C.write is not None
    span = Span(new_id(), "A", (Range(0, 4), Range(8, 12)), "Anna Köln", None, (("n", 1),), "why", True, "x", 0.5)
    other = replace(span, id=new_id(), label="B")
    relation = Relation(new_id(), "to", span.id, other.id, (("gilder_x", 2.5),), "note", True)
    marks = Marks("", "done", "all", True, (("kind", "x"),))
    model = SourceItems("model:m1", "model", (replace(span, id=new_id(), decision="open", origin="model:m1"),))
    record = Record(
        "folder/ä", "\ufeff" + TEXT[1:], (SourceItems("Zoë", "person", (span, other), (relation,), marks), model)
    )
    for name, piece in W3C.write([record], [].append):
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(piece)
    (now,) = records_of(given(tmp_path / "folder" / "ä.jsonld"))
    zoe, suggested = now.sources
    assert now.text == record.text
    assert (zoe.source, zoe.marks) == ("Zoë", marks)
    assert [replace(one, id="", text="") for one in zoe.spans] == [
        replace(one, id="", text="") for one in (span, other)
    ]
    assert replace(zoe.relations[0], id="", head="", child="") == replace(relation, id="", head="", child="")
    assert (suggested.source, suggested.spans[0].score, suggested.spans[0].decision) == ("model:m1", 0.5, "open")


@pytest.mark.parametrize(
    "raw",
    ["", "[1]", '"x"', "{}", '{"target": {}, "x": "\\ud800"}', '{"items": [3]}', '{"target": 3}', '{"a": 1}\n{"b": ',
     '{"target": {"selector": [[]]}}'],
)  # fmt: skip
def test_what_is_no_annotation_is_refused_in_one_line(tmp_path: Path, raw: str) -> None:
    with pytest.raises(InputError) as caught:
        records_of(put(tmp_path, raw, None))
    assert "\n" not in str(caught.value)


ODD = [None, 3, "x", [], {}, [1], [[]], {"type": 3}, {"value": []}, {"id": {}}, {"purpose": [None]}]


@pytest.mark.parametrize("odd", ODD)
def test_odd_shapes_never_raise_anything_else(tmp_path: Path, odd: Any) -> None:
    file = [
        anno("#a", at(0, 4), body=odd), anno("#b", at(0, 4), creator=odd), anno("#c", at(0, 4), motivation=odd),
        anno("#d", at(0, 4), odd), anno("#e", {**at(0, 4), "refinedBy": odd}), anno("#f", target=odd),
        {**anno("#g", at(0, 4)), "id": odd}, anno("#h", {"type": odd}), anno("#i", target=[odd, {"id": odd}]),
        anno("#j", target=odd, motivation="linking"), anno("#k", {"type": "RangeSelector", "startSelector": odd}),
        {**anno("#l", at(0, 4)), "type": odd}, anno("#m", {"quote": "x", "start": odd, "end": odd}),
    ]  # fmt: skip
    (record,) = records_of(put(tmp_path, file))
    assert written(record)[0] == file


def test_samples_without_texts_are_refused_in_one_line() -> None:
    folder, seen = sample_folder("w3c_annotation"), 0
    for name in expected("w3c_annotation"):
        assert recognised(given(folder / name)) in (W3C, None)
        found, _ = outcome(W3C, folder / name)
        assert found.startswith("refused: ")
        assert "\n" not in found
        seen += 1
    assert seen == 78


@pytest.mark.parametrize("name", ["examples/json/anno26.json", "examples/correct/anno17.json"])
def test_samples_come_back_equal_where_a_text_is_beside_them(tmp_path: Path, name: str) -> None:
    raw = (sample_folder("w3c_annotation") / "w3c-model-examples" / name).read_text(encoding="utf-8")
    some = records_of(put(tmp_path, raw, "this is an anotation that has some " + "x " * 500))
    assert len(some[0].sources[0].spans) >= 1
    assert written(some[0])[0] == json.loads(raw)


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(W3C, "w3c") == set()


@given_data(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_kept_follows_every_edit(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("edits")
    first = data.draw(records(sources=2))
    annotations, text = written(replace(first, name="a"))
    (record,) = records_of(put(folder, annotations, (text or b"").decode()))
    now = edited(data.draw, record, pieces=2)
    (again,) = records_of(put(folder, written(now)[0], (text or b"").decode()))
    assert essence(again) == essence(now)
