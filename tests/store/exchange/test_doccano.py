"""doccano files: every shape that it exports and imports, columns of any name, offsets that are asked for."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.model import Relation, Span
from annotate.offsets import Range
from store.codec import dump
from store.exchange.exporting import export
from store.exchange.formats import format_named
from store.exchange.incoming import take_in
from store.exchange.losses import Loss, Reducing
from store.exchange.outgoing import Which
from store.exchange.reading import AskFirst, Offsets, Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from store.project import Project
from tests.builders import SCHEME_TOML
from tests.store.exchange.odd import variants
from tests.store.exchange.samples import expected, given, sample_folder, unexpected

DOCCANO = format_named("doccano")
TEXT = "Anna met Bob in Rome."
ENTITIES: list[Any] = [
    {"id": 7, "label": "PER", "start_offset": 0, "end_offset": 4, "odd": 1},
    {"id": 9, "label": "LOC", "start_offset": 16, "end_offset": 20},
]
RELATIONS: list[Any] = [{"id": 3, "from_id": 7, "to_id": 9, "type": "in"}]


def records_of(folder: Path, *data: object, reading: Reading | None = None) -> list[Record]:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in data), encoding="utf-8")
    assert DOCCANO.read is not None
    return list(DOCCANO.read(given(path), reading or Reading()))


def written(record: Record, losses: list[Loss] | None = None) -> dict[str, Any]:
    told = losses if losses is not None else []
    assert DOCCANO.write is not None
    ((_, piece),) = DOCCANO.write([Reducing(DOCCANO.holds, told.append).reduce(record)], told.append)
    return json.loads(piece)


def with_items(record: Record, **changes: Any) -> Record:
    return replace(record, sources=(replace(record.sources[0], **changes),))


def surfaces(record: Record) -> list[tuple[str, str]]:
    return [(span.label, span.text) for one in record.sources for span in one.spans]


@pytest.mark.parametrize(("unit", "surface"), [("utf-16", "Rome"), ("code points", "ome."), ("graphemes", "ome.")])
def test_offsets_behind_an_astral_character_are_asked_for(tmp_path: Path, unit: Offsets, surface: str) -> None:
    data = {"text": "\U0001f600 Rome.", "label": [[3, 7, "LOC"]]}
    with pytest.raises(AskFirst, match="--offsets graphemes"):
        records_of(tmp_path, data)
    (record,) = records_of(tmp_path, data, reading=Reading(offsets=unit))
    assert surfaces(record) == [("LOC", surface)]
    assert written(record) == data


def test_offsets_are_not_asked_for_where_they_make_no_difference(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, {"text": "Rome \U0001f600", "label": [[0, 4, "LOC"]]})
    assert surfaces(record) == [("LOC", "Rome")]


def test_graphemes_are_asked_for_where_the_usual_reading_cuts_words(tmp_path: Path) -> None:
    text = "e\u0301te\u0301 a\u0300 Rome"
    data = {"text": text, "label": [[6, 10, "LOC"]]}
    with pytest.raises(AskFirst, match="graphemes"):
        records_of(tmp_path, data)
    (record,) = records_of(tmp_path, data, reading=Reading(offsets="graphemes"))
    assert surfaces(record) == [("LOC", "Rome")]
    assert written(record) == data
    (record,) = records_of(tmp_path, {"text": text, "label": [[9, 13, "LOC"]]})
    assert surfaces(record) == [("LOC", "Rome")]


def test_a_span_that_begins_inside_a_grapheme_is_told(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, {"text": "a\r\nb c", "label": [[0, 1, "X"]]}, reading=Reading(offsets="graphemes"))
    losses = list[Loss]()
    data = written(with_items(record, spans=(Span(new_id(), "Y", (Range(2, 4),), "\nb"),)), losses)
    assert data["label"] == [[1, 3, "Y"]]
    assert [one.kind for one in losses] == ["offsets"]


@pytest.mark.parametrize("names", [("text", "label"), ("column_data", "column_label"), ("data", "tags"), ("Satz", "x")])
def test_columns_are_known_by_their_shapes(tmp_path: Path, names: tuple[str, str]) -> None:
    some = [
        {"id": at, names[0]: TEXT, names[1]: spans} for at, spans in enumerate([[[0, 4, "PER"]], [], [[9, 12, "X"]]])
    ]
    records = records_of(tmp_path, *some)
    assert [surfaces(one) for one in records] == [[("PER", "Anna")], [], [("X", "Bob")]]
    assert [written(one) for one in records] == some
    span = Span(new_id(), "NEW", (Range(16, 20),), "Rome")
    assert written(with_items(records[1], spans=(span,)))[names[1]] == [[16, 20, "NEW"]]


def test_entities_have_relations_and_what_is_not_understood_is_kept(tmp_path: Path) -> None:
    ends = [*ENTITIES, {"id": 1, "label": "X", "start_offset": 5, "end_offset": 99}]
    joins = [*RELATIONS, {"id": 6, "from_id": 7, "to_id": 1, "type": "of"}]
    reading = Reading()
    data = {"text": TEXT, "entities": ends, "relations": joins, "Comments": ["c", "d"], "meta": {"x": 1}, "y": [{}]}
    (record,) = records_of(tmp_path, data, reading=reading)
    items = record.sources[0]
    assert (len(items.spans), len(items.relations), len(reading.problems)) == (2, 1, 2)
    assert (items.marks.note, record.meta) == ("c\nd", {"x": "1"})
    assert written(record) == {**data, "entities": ENTITIES, "relations": RELATIONS}


def test_deleted_spans_stay_away_and_changed_ones_keep_what_is_theirs(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, {"text": TEXT, "entities": ENTITIES, "relations": RELATIONS})
    anna, rome = record.sources[0].spans
    new = Span(new_id(), "PER", (Range(9, 12),), "Bob")
    relation = Relation(new_id(), "knows", anna.id, new.id)
    data = written(with_items(record, spans=(replace(anna, label="P"), new), relations=(relation,)))
    assert data["entities"] == [
        {**ENTITIES[0], "label": "P"}, {"id": 10, "start_offset": 9, "end_offset": 12, "label": "PER"},
    ]  # fmt: skip
    assert data["relations"] == [{"id": 0, "from_id": 7, "to_id": 10, "type": "knows"}]
    gone = written(with_items(record, spans=(rome,), relations=()))
    assert (gone["entities"], gone["relations"]) == ([ENTITIES[1]], [])


def test_lists_become_objects_when_a_relation_needs_their_ids(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, {"text": TEXT, "label": [[0, 4, "PER"], [9, 9, "ZERO"], [16, 20, "LOC"]]})
    anna, rome = record.sources[0].spans
    data = written(with_items(record, relations=(Relation(new_id(), "in", anna.id, rome.id),)))
    assert [one["label"] for one in data["label"]] == ["PER", "ZERO", "LOC"]
    ids = [one["id"] for one in data["label"]]
    assert data["relations"] == [{"id": 0, "from_id": ids[0], "to_id": ids[2], "type": "in"}]
    assert len(records_of(tmp_path, data)[0].sources[0].relations) == 1


def test_old_exports_with_numbers_for_labels(tmp_path: Path) -> None:
    old = {
        "id": 1, "text": TEXT, "annotation_approver": None,
        "annotations": [{"label": 3, "start_offset": 0, "end_offset": 4, "user": 1}],
    }  # fmt: skip
    (record,) = records_of(tmp_path, old)
    assert (surfaces(record), written(record)) == ([("3", "Anna")], old)
    classified = {"id": 1, "text": TEXT, "annotations": [{"label": 2, "user": 1}], "meta": {}}
    (record,) = records_of(tmp_path, classified)
    assert (record.sources[0].marks.attributes, written(record)) == ((("2", True),), classified)


@pytest.mark.parametrize("label", [["good", "x" * 90], "good", ["good"]])
def test_labels_of_documents_and_texts_for_them(tmp_path: Path, label: Any) -> None:
    data = {"text": TEXT, "label": label, "source": "web"}
    (record,) = records_of(tmp_path, data)
    assert (record.sources[0].marks.attributes, record.meta) == ((("good", True),), {"source": "web"})
    assert written(record) == data
    other = replace(record.sources[0].marks, attributes=(("bad", True), ("sure", 0.5)), note="n", status="done")
    again = written(with_items(record, marks=other))
    (back,) = records_of(tmp_path, again)
    assert back.sources[0].marks == other
    assert "good" not in json.dumps(again)


def test_categories_are_beside_spans(tmp_path: Path) -> None:
    data = {"text": TEXT, "entities": [[0, 4, "PER"]], "cats": ["flight"], "authors": ["A", "B"]}
    (record,) = records_of(tmp_path, data)
    assert (surfaces(record), record.sources[0].marks.attributes) == ([("PER", "Anna")], (("flight", True),))
    assert written(record) == data


def test_metadata_that_changed_is_written(tmp_path: Path) -> None:
    data = {"text": TEXT, "label": [], "n": 1, "gone": "x", "meta": {"a": True, "b": [1]}}
    (record,) = records_of(tmp_path, data)
    assert record.meta == {"n": "1", "gone": "x", "a": "true"}
    changed = written(replace(record, meta={"n": "2", "a": "true", "new": "y"}))
    assert changed == {"text": TEXT, "label": [], "n": "2", "meta": {"a": True, "b": [1], "new": "y"}}


def test_several_sources_are_written_as_one() -> None:
    def said() -> tuple[Span, ...]:
        return (Span(new_id(), "PER", (Range(0, 4),), "Anna"), Span(new_id(), "LOC", (Range(16, 20),), "Rome"))

    one, two = said(), said()[:1]
    joined = (Relation(new_id(), "in", one[0].id, one[1].id),)
    losses = list[Loss]()
    data = written(
        Record("a", TEXT, (SourceItems("a", "person", one, joined), SourceItems("b", "person", two))), losses
    )
    assert (len(data["entities"]), len(data["relations"])) == (2, 1)
    assert [loss.kind for loss in losses] == ["several sources"]


@pytest.mark.parametrize("span", [
    ["0", 4, "X"], [0.0, 4, "X"], [True, 4, "X"], [-1, 4, "X"], [4, 0, "X"], [0, 99, "X"], [0, 4, ""], [0, 4, None],
    {"start_offset": 0, "end_offset": None, "label": "X"}, {"id": 2, "start_offset": 0, "end_offset": 4},
    [0, 4, "\ud800"], [0, 4, "X" * 201],
])  # fmt: skip
def test_a_span_that_cannot_be_is_told_and_left_out(tmp_path: Path, span: Any) -> None:
    reading = Reading()
    (record,) = records_of(tmp_path, {"text": TEXT, "label": [[0, 4, "PER"], [9, 12, "PER"], span]}, reading=reading)
    assert len(surfaces(record)) == 2
    assert [one.done for one in reading.problems] == ["left out"]
    assert str(tmp_path / "a.jsonl:1") in str(reading.problems[0])


@pytest.mark.parametrize("data", [
    {"label": [[0, 1, "X"]]}, {"text": None}, {"text": 5}, {"text": ""}, {"text": "a\ud800"}, [1],
    {"text": TEXT, "relations": 5}, {"filename": "a.jpg", "label": ["cat"]},
    {"id": 1, "text": "Dog", "suffix_key": "d", "background_color": "#fff"}, {"id": "abc", "label": ["x"]},
])  # fmt: skip
def test_objects_without_a_text_are_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(InputError):
        records_of(tmp_path, data)


def test_other_json_lines_are_told_apart() -> None:
    assert DOCCANO.recognise is not None
    good = [
        b'{"text": "a", "label": [[0, 1, "X"]]}', b'{\n "text": "a",\n "entities": [\n  {"id": 0,',
        b'{"column_data": "a b', b'{"Satz": "a b", "x": [[0, 1, "X"], [5,',
        b'{"s": "a b", "x": [{"id": 1, "start_offset": 5,',
        b'[{"text": "a", "label": ["x"]}', '{"text": "a"'.encode("utf-16"), b'{"data": "a", "label": []}',
    ]  # fmt: skip
    bad = [
        b'{"gilder": 1, "text": "a", "spans": [{"label": "X"}]}', b'{"text": "a", "_input_hash": 5', b"", b"[1, 2]",
        b'[{"id": 1, "data": {"text": "a"}, "annotations": []}]', b"text", b'{"label": "X", "pattern": "a"}',
        b'{"a": 5}', b'[{"id": "#a", "bodies": [], "target": {}}]', b'{"id": "x", "start": 5, "name": "Anna"}',
        b'{"a/Data.xmi": "b.xml"}',
    ]  # fmt: skip
    assert [DOCCANO.recognise(head) for head in good] == [True] * len(good)
    assert [DOCCANO.recognise(head) for head in bad] == [False] * len(bad)


def plain_objects(raw: bytes) -> list[Any]:
    text = raw.decode()
    if text.startswith(("[", "{\n")):
        data = json.loads(text)
        return data if isinstance(data, list) else [data]
    return [json.loads(line) for line in text.splitlines()]


def test_real_files_have_their_counts_and_come_back_equal() -> None:
    folder, told = sample_folder("doccano"), expected("doccano")
    assert len(told) == 14
    assert DOCCANO.read is not None
    assert DOCCANO.write is not None
    for name, counts in told.items():
        records = list(DOCCANO.read(given(folder / name), Reading(strictness="strict")))
        items = [one for record in records for one in record.sources]
        labels = Counter(span.label for one in items for span in one.spans)
        labels.update(label for one in items for label, _ in one.marks.attributes)
        labels.update(f"rel:{each.label}" for one in items for each in one.relations)
        found = (len(records), sum(len(one.spans) for one in items), sum(len(one.relations) for one in items), labels)
        assert found == (counts["documents"], counts["spans"], counts["relations"], counts["labels"]), name
        assert sum(len(one.marks.attributes) for one in items) == counts["doc_labels"]
        losses = list[Loss]()
        again = b"".join(piece for _, piece in DOCCANO.write(records, losses.append))
        assert [json.loads(line) for line in again.splitlines()] == plain_objects((folder / name).read_bytes())
        assert losses == []


def test_no_odd_value_anywhere_ends_in_a_traceback(tmp_path: Path) -> None:
    some: list[Any] = [
        {"text": TEXT, "entities": ENTITIES, "relations": RELATIONS, "Comments": ["c"], "meta": {"a": 1}},
        {"text": TEXT, "label": [[0, 4, "PER"], [5, 8, "X"]], "cats": ["a", "b"], "gilder_labels": {"x": 0.5}},
    ]
    refused = 0
    for data in (odd for one in some for odd in variants(one)):
        try:
            found = records_of(tmp_path, data)
        except InputError:
            refused += 1
        else:
            for record in found:
                dump({"kept": record.kept, "meta": record.meta}).encode()
            assert [written(one) for one in found]
    assert refused


def test_malformed_files_get_the_expected_answer() -> None:
    # Their texts are those of the files that must be asked about: nothing in a doccano file tells them apart.
    assert unexpected(DOCCANO, "doccano", besides="nul_bytes") <= {"offset_unit-002", "offset_unit-012"}


def test_a_project_gives_back_what_it_was_given(tmp_path: Path) -> None:
    some: list[Any] = [
        {"text": TEXT, "entities": ENTITIES, "relations": RELATIONS, "Comments": ["c"], "id": 4, "x": [1]},
        {"text": "Other text", "label": ["good"], "id": 5}, {"text": "Third text", "label": [[0, 5, "X"]]},
        {"text": "Plain text"},
    ]  # fmt: skip
    with Project.create(tmp_path / "p.gilder", SCHEME_TOML) as project:
        take_in(project, records_of(tmp_path, *some), "import:doccano", Reading())
        export(project, tmp_path / "out.jsonl", DOCCANO, Which(), strict=True)
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()] == some
