"""Label Studio JSON: real tasks come back equal, edits touch their own results only, what is no text is told."""

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
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss
from store.exchange.reading import AskFirst, Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange.edits import edited
from tests.store.exchange.records import essence, records
from tests.store.exchange.samples import expected, given, rewritten, sample_folder, unexpected

LS = format_named("label-studio")

TEXT = "Anna of Köln moved money to Bob 😀 and Eve.\r\nShe paid."


def region(key: str, start: Any, end: Any, *labels: str, **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": list(labels)} | more.pop("value", {})
    return {"id": key, "from_name": "ner", "to_name": "text", "type": "labels", "value": value, **more}


def about(key: str, kind: str, name: str, **value: Any) -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


PLAIN = "Anna of Köln moved money."

TASK: dict[str, Any] = {
    "id": 7, "file_upload": "x.json", "meta": {"more": 1},
    "data": {"text": TEXT, "source": "paper", "page": 3},
    "annotations": [
        {
            "id": 1, "completed_by": {"id": 4, "email": "ann@x.org"}, "ground_truth": True, "lead_time": 2.5,
            "result": [
                region("a", 0, 4, "PER", value={"text": "Anna"}, origin="prediction", meta={"text": ["who"], "x": 1}),
                about("a", "choices", "certain", start=0, end=4, choices=["yes"]),
                about("a", "taxonomy", "kind", start=0, end=4, taxonomy=[["A", "B"], ["C"]]),
                about("a", "number", "age", start=0, end=4, number=30),
                about("a", "textarea", "remark", start=0, end=4, text=["one", "two"]),
                region("b", 8, 12, "LOC", "CITY", value={"text": "Köln"}, parentID="a", score=0.5),
                region("c", 28, 31, "PER", value={"text": "Bob"}),
                region("e", 38, 41, "PER", value={"text": "Eve"}),
                region("z", 5, 5, "NONE"),
                {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": ["in", "near"]},
                {"type": "relation", "from_id": "a", "to_id": "c", "direction": "bi"},
                {"type": "relation", "from_id": "a", "to_id": "z", "direction": "right"},
                about("q", "choices", "mood", choices=["good"]),
                {"id": "p", "type": "rectanglelabels", "value": {"x": 1, "y": 2, "rectanglelabels": ["Car"]}},
            ],
        },
        {"id": 2, "completed_by": 9, "result": [region("a", 0, 4, "ORG", value={"text": "Anna"})]},
    ],
    "predictions": [
        {
            "model_version": "m1", "score": 0.7,
            "result": [region("a", 0, 4, "PER", score=0.9), region("b", 8, 12, "LOC")],
        },
    ],
    "drafts": [],
}  # fmt: skip


def records_of(tmp_path: Path, tasks: Any, reading: Reading | None = None) -> list[Record]:
    """What is in a file, as it comes back from a project: what was kept went through JSON."""
    assert LS.read is not None
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found = LS.read(given(path), reading or Reading())
    return [replace(one, kept=json.loads(json.dumps(one.kept, sort_keys=True))) for one in found]


def again(record: Record, losses: list[Loss] | None = None) -> Any:
    return json.loads(rewritten(LS, [record], ([] if losses is None else losses).append))[0]


def changed(tmp_path: Path, edit: Callable[[SourceItems], SourceItems]) -> list[Any]:
    """The results of the first annotation after an edit."""
    (record,) = records_of(tmp_path, [TASK])
    return again(replace(record, sources=(edit(record.sources[0]), *record.sources[1:])))["annotations"][0]["result"]


def test_annotations_and_predictions_are_sources_with_all_that_they_say(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(tmp_path, [TASK], reading)
    assert record.text == TEXT
    assert record.meta == {"source": "paper"}
    assert [(one.source, one.kind) for one in record.sources] == [
        ("ann@x.org", "person"), ("annotator 9", "person"), ("model:m1", "model"),
    ]  # fmt: skip
    first, _, model = record.sources
    anna = first.spans[0]
    said = (("age", 30), ("certain", "yes"), ("kind", "A > B, C"), ("remark", "one\ntwo"))
    assert (anna.text, anna.note, anna.decision, anna.attributes) == ("Anna", "who", "accepted", said)
    assert [(one.label, one.text) for one in first.spans[1:]] == [
        ("LOC", "Köln"), ("CITY", "Köln"), ("PER", "Bob"), ("PER", "Eve"),
    ]  # fmt: skip
    ends = {one.id: one.label for one in first.spans}
    assert [(one.label, ends[one.head], ends[one.child]) for one in first.relations] == [
        ("in", "LOC", "PER"), ("near", "LOC", "PER"), ("relation", "PER", "PER"),
    ]  # fmt: skip
    assert first.relations[2].attributes == (("direction", "bi"),)
    assert first.marks.attributes == (("mood", "good"),)
    assert [(one.label, one.score, one.decision) for one in model.spans] == [
        ("PER", 0.9, "open"),
        ("LOC", None, "open"),
    ]
    assert [one.what.partition(";")[0] for one in reading.problems] == [
        "annotation z is empty (at 5)", "relation 12 (a to z) is not one between two spans",
        "result p of type rectanglelabels is no span",
    ]  # fmt: skip


def test_what_was_not_changed_is_written_as_it_was(tmp_path: Path) -> None:
    losses = list[Loss]()
    (record,) = records_of(tmp_path, [TASK])
    assert again(record, losses) == TASK
    assert losses == []


def test_suggestions_have_other_ids_in_a_project_and_still_are_what_was_read(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, [TASK])
    *others, model = record.sources
    spans = tuple(replace(one, id=new_id(), score=1.0 if one.score is None else one.score) for one in model.spans)
    assert again(replace(record, sources=(*others, replace(model, spans=spans)))) == TASK
    kept = {
        **record.kept,
        "labels": {model.spans[0].id: "PER"},
    }  # now PERSON, as the scheme has it
    spans = (replace(spans[0], label="PERSON"), spans[1])
    assert again(replace(record, kept=kept, sources=(*others, replace(model, spans=spans)))) == TASK


def test_a_span_that_was_deleted_takes_what_was_said_of_it_with_it(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        return replace(items, spans=items.spans[1:], relations=())

    results = changed(tmp_path, edit)
    assert [(one.get("id"), one["type"]) for one in results] == [
        ("b", "labels"), ("c", "labels"), ("e", "labels"), ("z", "labels"), ("q", "choices"), ("p", "rectanglelabels"),
    ]  # fmt: skip
    assert "parentID" not in results[0]


def test_a_change_touches_only_the_results_of_its_region(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        anna, *rest = items.spans
        said = (("age", 31), ("certain", "yes"), ("new", True))
        anna = replace(anna, fragments=(Range(0, 7),), text="Anna of", attributes=said, note="", label="X")
        return replace(items, spans=(anna, *rest), marks=replace(items.marks, attributes=(("mood", "bad"),)))

    results = changed(tmp_path, edit)
    before = TASK["annotations"][0]["result"]
    value = {"start": 0, "end": 7, "text": "Anna of", "labels": ["X"]}
    assert results[0] == {**before[0], "value": value, "meta": {"x": 1}}
    assert [one["value"] for one in results if one.get("id") == "a"][1:] == [
        {"start": 0, "end": 7, "choices": ["yes"]}, {"start": 0, "end": 7, "number": 31},
        {"start": 0, "end": 7, "choices": ["true"]},
    ]  # fmt: skip
    assert [one["value"] for one in results if one.get("id") == "q"] == [{"choices": ["bad"]}]
    assert [one for one in results if one.get("id") in ("b", "c", "e", "z", "p")] == [
        one for one in before if one.get("id") in ("b", "c", "e", "z", "p")
    ]


def test_one_of_two_labels_of_a_region_can_go_its_own_way(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        spans = [replace(one, note="mine") if one.label == "CITY" else one for one in items.spans]
        return replace(items, spans=tuple(spans))

    results = changed(tmp_path, edit)
    assert [one["value"]["labels"] for one in results if one.get("id") == "b"] == [["LOC"]]
    assert [one["meta"] for one in results if one["value" if "value" in one else "type"] and "meta" in one] == [
        {"text": ["who"], "x": 1}, {"text": ["mine"]},
    ]  # fmt: skip


def test_new_things_are_written_so_that_they_are_read_again(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, [TASK])
    span = Span(new_id(), "NEW", (Range(32, 33),), "😀", Value("5"), (("ok", False),), "n", True, "import:x", 0.25)
    relation = Relation(new_id(), "to", span.id, record.sources[0].spans[0].id, (("gilder_x", 2),), "because")
    sources = (
        SourceItems("Zoë", "person", (span,), (), Marks("", "done", "note")),
        replace(record.sources[0], spans=(*record.sources[0].spans, span), relations=(relation,)),
        SourceItems("model:m2", "model", (replace(span, score=0.5, decision="open", origin=""),)),
    )
    task = again(replace(record, sources=sources))
    assert [one.get("completed_by", one.get("gilder_source")) for one in task["annotations"]] == [
        {"id": 4, "email": "ann@x.org"}, "Zoë",
    ]  # fmt: skip
    (now,) = records_of(tmp_path, [task])
    ann, zoe, model = now.sources
    found = replace(zoe.spans[0], id=span.id)
    assert (zoe.source, found, zoe.marks) == ("Zoë", span, Marks("", "done", "note"))
    assert (ann.relations[0].label, ann.relations[0].attributes, ann.relations[0].note) == (
        "to", (("gilder_x", 2),), "because",
    )  # fmt: skip
    assert (model.source, model.spans[0].score) == ("model:m2", 0.5)


def test_an_annotation_of_somebody_who_is_not_exported_is_not_written(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, [TASK])
    task = again(replace(record, sources=record.sources[1:2]))
    assert [one["id"] for one in task["annotations"]] == [2]
    assert task["predictions"] == []


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("0", 4, "has start '0', which is no whole number"), (0, 4.0, "has end '4.0'"), (True, 4, "has start 'True'"),
        (-1, 4, "starts at -1"), (4, 0, "starts at 4 after its end 0"), (0, 9999, "ends at 9999"), (None, 4, "None"),
    ],
)  # fmt: skip
def test_offsets_that_cannot_be_are_told_with_place_and_id(tmp_path: Path, start: Any, end: Any, told: str) -> None:
    reading = Reading()
    task = {"data": {"text": PLAIN}, "annotations": [{"result": [region("r1", start, end, "X")]}]}
    (record,) = records_of(tmp_path, [task], reading)
    assert record.sources == ()
    (problem,) = reading.problems
    assert "r1" in str(problem)
    assert told in str(problem)
    assert again(record) == task


def test_offsets_of_older_versions_are_proven_by_the_quoted_text(tmp_path: Path) -> None:
    task = {"data": {"t": TEXT}, "completions": [{"result": [
        {**region("e", 39, 42, "PER", value={"text": "Eve"}), "source": "$t"},
        region("s", 45, 48, "PER", value={"text": "She"}),
    ]}]}  # fmt: skip
    reading = Reading()
    (record,) = records_of(tmp_path, [task], reading)
    assert [one.text for one in record.sources[0].spans] == ["Eve", "She"]
    assert reading.facts["offsets"] == "utf-16"
    moved = replace(record.sources[0].spans[0], fragments=(Range(32, 33),), text="😀")
    value = again(replace(record, sources=(replace(record.sources[0], spans=(moved,)),)))
    assert value["completions"][0]["result"][0]["value"] == {"start": 32, "end": 34, "text": "😀", "labels": ["PER"]}


def test_where_nothing_proves_the_offsets_it_is_asked(tmp_path: Path) -> None:
    task = {"data": {"text": TEXT}, "annotations": [{"result": [region("e", 39, 42, "PER")]}]}
    with pytest.raises(AskFirst) as caught:
        records_of(tmp_path, [task])
    assert caught.value.option == "offsets"
    (record,) = records_of(tmp_path, [task], Reading(offsets="utf-16"))
    assert record.sources[0].spans[0].text == "Eve"


def test_paragraphs_have_offsets_in_each(tmp_path: Path) -> None:
    value = {"start": "0", "end": "1", "startOffset": 3, "endOffset": 2, "paragraphlabels": ["X"], "text": "b\n😀c"}
    result = {"id": "p", "from_name": "l", "to_name": "d", "type": "paragraphlabels", "value": value}
    bad = {**result, "id": "q", "value": {**value, "end": "7"}}
    task = {
        "data": {"d": [{"author": "A", "text": "a 😀b"}, {"author": "B", "text": "😀cd"}]},
        "annotations": [{"result": [result, bad]}],
    }
    reading = Reading()
    (record,) = records_of(tmp_path, [task], reading)
    (span,) = record.sources[0].spans
    assert span.text == "b\n😀c"
    assert [one.what for one in reading.problems] == ["annotation q has end '7', which is none of the 2 paragraphs"]
    assert again(record) == task
    moved = replace(span, fragments=(Range(5, 6),), text="😀")
    now = again(replace(record, sources=(replace(record.sources[0], spans=(moved,)),)))["annotations"][0]["result"][0]
    assert now["value"] == {
        "start": "1", "end": "1", "startOffset": 0, "endOffset": 1, "paragraphlabels": ["X"], "text": "😀",
    }  # fmt: skip


def test_pages_have_paths_and_offsets_of_the_whole(tmp_path: Path) -> None:
    html = "<div><p>Hello <b>big</b> world</p><script>no</script><p>😀 two</p></div>"
    value = {
        "start": "/div[1]/p[1]/b[1]/text()[1]", "end": "/div[1]/p[2]/text()[1]", "startOffset": 1, "endOffset": 3,
        "hypertextlabels": ["X"], "text": "ig world 😀", "globalOffsets": {"start": 7, "end": 18},
    }  # fmt: skip
    result = {"id": "p", "from_name": "l", "to_name": "d", "type": "hypertextlabels", "value": value}
    task = {"data": {"page": html}, "annotations": [{"result": [{**result, "source": "$page"}]}]}
    (record,) = records_of(tmp_path, [task])
    assert record.text == "Hello big world😀 two"
    (span,) = record.sources[0].spans
    assert span.text == "ig world😀 "
    assert again(record) == task
    moved = replace(span, fragments=(Range(10, 16),), text="world😀")
    now = again(replace(record, sources=(replace(record.sources[0], spans=(moved,)),)))["annotations"][0]["result"][0]
    assert now["value"] == {
        "start": "/div[1]/p[1]/text()[2]", "end": "/div[1]/p[2]/text()[1]", "startOffset": 1, "endOffset": 1,
        "hypertextlabels": ["X"], "text": "world😀", "globalOffsets": {"start": 10, "end": 16},
    }  # fmt: skip


CONFIG = """<View><HyperText name="t" value="$body"/><Image name="i" value="$pic"/>
<Labels name="l" toName="t"><Label value="PER"/><Label value="LOC"/></Labels>
<Relations><Relation value="in"/></Relations></View>"""


def test_the_config_says_which_of_the_data_is_the_text(tmp_path: Path) -> None:
    (tmp_path / "label_config.xml").write_text(CONFIG, encoding="utf-8")
    tasks = [{"data": {"title": "a title", "body": "<p>the body</p>", "pic": "x"}}, {"data": {"pic": "/data/x.png"}}]
    reading = Reading()
    (record,) = records_of(tmp_path, tasks, reading)
    assert record.text == "the body"
    assert "task tasks.json#2 is no text task" in str(reading.problems[0])
    assert LS.scheme is not None
    scheme = LS.scheme(given(tmp_path / "tasks.json"), reading)
    assert scheme is not None
    assert [one.name for one in scheme.spans] == ["PER", "LOC"]
    assert [one.name for one in scheme.relations] == ["in"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"a": "one text", "b": "another"}, "could be any of a, b"), ({"text": "https://x.org/a.txt"}, "is elsewhere"),
        ({"image": "/data/a.png"}, "none of its data is a text"), ({"text": "  "}, "is no text"), ({}, "none of its"),
    ],
)  # fmt: skip
def test_what_is_no_text_task_is_told_and_left_out(tmp_path: Path, data: Any, told: str) -> None:
    reading = Reading()
    assert records_of(tmp_path, [{"data": data}], reading) == []
    assert told in str(reading.problems[0])


MIN = [
    {"text": TEXT, "page": 3, "id": 5, "ner": [
        {"start": 0, "end": 4, "text": "Anna", "labels": ["PER", "X"]},
        {"start": 8, "end": 12, "text": "Köln", "labels": ["LOC"]},
    ], "mood": "good", "tags": {"choices": ["a", "b"]}, "annotator": 1, "annotation_id": 8, "lead_time": 2.0},
    {"text": TEXT, "page": 3, "id": 5, "ner": [], "mood": "bad", "annotator": 2, "annotation_id": 9, "lead_time": 2.0},
    {"text": "Other.", "id": 6, "ner": [{"start": 0, "end": 5, "text": "Other", "labels": ["X"]}], "annotator": 1},
]  # fmt: skip


def test_the_short_form_is_read_and_written_back(tmp_path: Path) -> None:
    some, losses = records_of(tmp_path, MIN), list[Loss]()
    assert recognised(given(tmp_path / "tasks.json")) is LS
    assert [[one.source for one in record.sources] for record in some] == [
        ["annotator 1", "annotator 2"],
        ["annotator 1"],
    ]
    assert [(one.label, one.text) for one in some[0].sources[0].spans] == [
        ("PER", "Anna"),
        ("X", "Anna"),
        ("LOC", "Köln"),
    ]
    assert dict(some[0].sources[0].marks.attributes) == {"mood": "good", "tags": "a, b"}
    assert json.loads(rewritten(LS, some, losses.append)) == MIN
    assert losses == []
    anna = replace(some[0].sources[0].spans[0], note="n")
    items = replace(some[0].sources[0], spans=(anna,))
    now = json.loads(rewritten(LS, [replace(some[0], sources=(items,))], losses.append))
    assert now == [{**MIN[0], "ner": [{"start": 0, "end": 4, "text": "Anna", "labels": ["PER"]}]}]
    assert [one.kind for one in losses] == ["notes of spans"]


@pytest.mark.parametrize(
    "raw",
    ['{"labels_{{idx}}": {"type": "Labels"}}', '[{"data": 3}]', '[{"data": {"text": "a"}, "annotations": 3}]', "[1]",
     '[{"data": {"text": "a\\ud800"}}]', '[{"data": {"text": "a", "x": 1e999}}]', "", "{"],
)  # fmt: skip
def test_what_is_no_export_is_refused_in_one_line(tmp_path: Path, raw: str) -> None:
    assert LS.read is not None
    path = tmp_path / "x.json"
    path.write_text(raw, encoding="utf-8")
    if not raw:
        assert list(LS.read(given(path), Reading())) == []
        return
    with pytest.raises(InputError) as caught:
        list(LS.read(given(path), Reading()))
    assert "\n" not in str(caught.value)


ODD = [None, 3, "x", [], {}, [1], {"value": 3}, {"id": [], "type": [], "value": {"labels": [3]}}, {"type": "relation"}]


@pytest.mark.parametrize("odd", ODD)
def test_odd_shapes_never_raise_anything_else(tmp_path: Path, odd: Any) -> None:
    tasks = [
        {"data": {"text": PLAIN}, "annotations": [{"result": [odd, {"type": "labels", "value": {"start": odd}}]}]},
        {"data": {"text": PLAIN}, "annotations": [odd], "predictions": [{"result": odd, "model_version": odd}]},
        {"data": {"text": PLAIN}, "meta": odd, "id": odd, "annotations": [{"result": [], "completed_by": odd}]},
    ]
    some = records_of(tmp_path, tasks)
    assert json.loads(rewritten(LS, some, [].append)) == tasks


@pytest.mark.parametrize("odd", [None, 3, "x", {}, [3]])
def test_somebody_whose_results_are_odd_can_go_on(tmp_path: Path, odd: Any) -> None:
    task = {"data": {"text": PLAIN}, "annotations": [{"completed_by": 3, "result": odd}, {"completed_by": 4}]}
    (record,) = records_of(tmp_path, [task])
    spans = [Span(new_id(), "A", (Range(0, 4),), "Anna") for _ in range(2)]
    sources = (SourceItems("annotator 3", "person", (spans[0],)), SourceItems("annotator 4", "person", (spans[1],)))
    (now,) = records_of(tmp_path, [again(replace(record, sources=sources))])
    assert [(one.source, one.spans[0].text) for one in now.sources] == [
        ("annotator 3", "Anna"),
        ("annotator 4", "Anna"),
    ]


def test_lines_stay_lines(tmp_path: Path) -> None:
    assert LS.read is not None
    path = tmp_path / "x.jsonl"
    path.write_text('{"data": {"text": "a b"}}\n{"data": {"text": "c d"}}\n', encoding="utf-8")
    some = list(LS.read(given(path), Reading()))
    assert rewritten(LS, some, [].append).decode() == path.read_text(encoding="utf-8")


def test_real_files_have_their_counts_and_come_back_equal() -> None:
    assert LS.read is not None
    folder, seen = sample_folder("label_studio"), 0
    for name, told in expected("label_studio").items():
        if not told["result_types"]:
            continue  # a config, no tasks
        reading = Reading()
        some = list(LS.read(given(folder / name), reading))
        left_out = sum("no text task" in one.what for one in reading.problems)
        assert len(some) + left_out == told["documents"], name
        spans = sum(len(one.spans) for record in some for one in record.sources)
        assert spans == told.get("annotations_text_regions", 0), name
        relations = sum(len(one.relations) for record in some for one in record.sources)
        assert relations == told.get("annotations_relations", 0), name
        losses = list[Loss]()
        if not left_out:
            assert json.loads(rewritten(LS, some, losses.append)) == json.loads((folder / name).read_bytes()), name
        assert losses == []
        assert recognised(given(folder / name)) is LS, name
        seen += 1
    assert seen == 6


def test_malformed_files_get_the_expected_answer() -> None:
    # All of its bytes are UTF-8: nothing shows that they are mixed.
    assert unexpected(LS, "label_studio") <= {"wrong_encoding_8bit-020"}


@given_data(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_kept_follows_every_edit(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder, losses = tmp_path_factory.mktemp("edits"), list[Loss]()
    first = data.draw(records(sources=2))
    (record,) = records_of(folder, json.loads(rewritten(LS, [first], [].append)))
    now = edited(data.draw, record)
    (again_read,) = records_of(folder, json.loads(rewritten(LS, [now], losses.append)))
    assert essence(again_read) == essence(now)
    assert losses == []


LONG = 12  # tasks of 100,000 characters


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("]", ""), ("\n ]\n", ""), ("", "ends in the middle of a record"), (',{"data": {"te', "ends in the middle"),
        (", 3]", "something else than JSON objects"), ("] x", "is no JSON: Expecting"),
        (", x]", "is no JSON: Expecting"),
        (', {"data": {"text": "a"}, "x": ' + "[" * 501 + "]" * 501 + "}]", "nested more than 500 levels"),
        (', {"data": {"text": "a"}, "x": ' + "[" * 90_000 + "]" * 90_000 + "}]", "is no JSON that can be read"),
        (", NaN]", "NaN is no number"), (', {"data": 3}]', f"object {LONG + 1} has no “data”"),
    ],
)  # fmt: skip
def test_a_long_list_is_read_piece_by_piece(tmp_path: Path, end: str, told: str) -> None:
    assert LS.read is not None
    path = tmp_path / "long.json"
    results = [{"result": [region("a", 0, 4, "PER")]}]
    one = json.dumps({"data": {"text": PLAIN}, "annotations": results, "more": "x" * 100_000})
    path.write_text("[" + ",".join([one] * LONG) + end, encoding="utf-8")
    if not told:
        assert sum(len(record.sources) for record in LS.read(given(path), Reading())) == LONG
        return
    with pytest.raises(InputError) as caught:
        list(LS.read(given(path), Reading()))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
