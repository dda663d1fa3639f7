"""Prodigy files: tasks, answers and sessions, relations between tokens, reviews; written again as they were."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_data
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.codec import dump
from store.exchange.exporting import export
from store.exchange.formats import format_named
from store.exchange.incoming import take_in
from store.exchange.losses import Loss, Reducing
from store.exchange.outgoing import Which
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from store.project import Project
from tests.builders import SCHEME_TOML
from tests.store.exchange.odd import variants
from tests.store.exchange.records import essence, records
from tests.store.exchange.samples import expected, given, sample_folder, unexpected

PRODIGY = format_named("prodigy")
TEXT = "Anna met Bob in New York."
WORDS = [(0, 4), (5, 8), (9, 12), (13, 15), (16, 19), (20, 24), (24, 25)]


def tokens() -> list[Any]:
    return [{"text": TEXT[start:end], "start": start, "end": end, "id": at} for at, (start, end) in enumerate(WORDS)]


def span(first: int, last: int, label: str, **more: Any) -> dict[str, Any]:
    ends = {"start": WORDS[first][0], "end": WORDS[last][1], "token_start": first, "token_end": last}
    return {**ends, "label": label, **more}


def relation(head: dict[str, Any], child: dict[str, Any], label: str = "in") -> dict[str, Any]:
    return {
        "head": head["token_end"], "child": child["token_end"], "head_span": dict(head), "child_span": dict(child),
        "color": "#fff", "label": label,
    }  # fmt: skip


ANNA, BOB, YORK = span(0, 0, "PER"), span(2, 2, "PER"), span(4, 5, "LOC", text="New York")


def task(*spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {
        "text": TEXT, "meta": {"from": "web", "n": 1}, "_input_hash": -5, "_task_hash": 7, "tokens": tokens(),
        "spans": list(spans), "_view_id": "relations", "answer": "accept", "_timestamp": 1633999979,
    }  # fmt: skip
    return deepcopy({**data, **more})


def records_of(folder: Path, *tasks: object, reading: Reading | None = None) -> list[Record]:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in tasks), encoding="utf-8")
    assert PRODIGY.read is not None
    return list(PRODIGY.read(given(path), reading or Reading()))


def written(*records: Record) -> list[dict[str, Any]]:
    losses = list[Loss]()
    assert PRODIGY.write is not None
    lines = [json.loads(piece) for _, piece in PRODIGY.write(records, losses.append)]
    assert losses == []
    return lines


def with_items(record: Record, at: int = 0, **changes: Any) -> Record:
    sources = list(record.sources)
    sources[at] = replace(sources[at], **changes)
    return replace(record, sources=tuple(sources))


def surfaces(record: Record) -> dict[str, list[tuple[str, str]]]:
    return {one.source: [(each.label, each.text) for each in one.spans] for one in record.sources}


def test_relations_are_between_the_spans_that_end_with_the_tokens(tmp_path: Path) -> None:
    bare = {"head": 2, "child": 5, "label": "seen"}
    data = task(ANNA, BOB, YORK, relations=[relation(ANNA, YORK), bare])
    (record,) = records_of(tmp_path, data, reading=Reading(strictness="strict"))
    texts = {each.id: each.text for each in record.sources[0].spans}
    found = [(each.label, texts[each.head], texts[each.child]) for each in record.sources[0].relations]
    assert found == [("in", "Anna", "New York"), ("seen", "Bob", "New York")]
    assert record.meta == {"from": "web", "n": "1"}
    assert written(record) == [data]


def test_relations_between_words_are_kept_for_prodigy(tmp_path: Path) -> None:
    data = task(ANNA, relations=[{"head": 0, "child": 1, "label": "dep"}])
    reading = Reading(strictness="strict")
    (record,) = records_of(tmp_path, data, reading=reading)
    assert ("1 relations are between words" in str(reading.problems[0]), record.sources[0].relations) == (True, ())
    assert written(record) == [data]


def test_deleted_spans_stay_away_and_new_ones_are_whole_tokens(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, task(ANNA, YORK, relations=[relation(ANNA, YORK)]))
    anna, york = record.sources[0].spans
    new = Span(new_id(), "PER", (Range(9, 12),), "Bob", attributes=(("sure", True), ("text", "x")), note="n")
    (data,) = written(with_items(record, spans=(anna, new), relations=(Relation(new_id(), "met", anna.id, new.id),)))
    added = {**BOB, "sure": True, "gilder_attribute_text": "x", "gilder_note": "n"}
    assert data["spans"] == [ANNA, added]
    told = [{key: one[key] for key in ("head", "child", "label")} for one in data["relations"]]
    assert told == [{"head": 0, "child": 2, "label": "met"}]
    assert (data["tokens"], "_task_hash" in data, data["_input_hash"]) == (tokens(), False, -5)
    (data,) = written(with_items(record, spans=(replace(york, label="GPE"),), relations=()))
    assert (data["spans"], data["relations"]) == ([{**YORK, "label": "GPE"}], [])


def test_tokens_are_cut_again_where_a_span_is_no_whole_token(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, task(ANNA, YORK, relations=[relation(ANNA, YORK)]))
    spans = (*record.sources[0].spans, Span(new_id(), "PART", (Range(1, 6),), "nna m"))
    changed = with_items(record, spans=spans)
    (data,) = written(changed)
    assert [one["text"] for one in data["tokens"][:4]] == ["A", "nna", "m", "et"]
    assert data["spans"][1] == {**YORK, "token_start": 6, "token_end": 7}
    assert (data["relations"][0]["head"], data["relations"][0]["child"]) == (1, 7)
    (again,) = records_of(tmp_path, data, reading=Reading(strictness="strict"))
    assert surfaces(again) == surfaces(changed)


def test_what_is_rejected_is_nobodys_annotation(tmp_path: Path) -> None:
    some = [task(ANNA), task(BOB, answer="reject"), task(YORK, answer="ignore")]
    (record,) = records_of(tmp_path, *some)
    said = {"": [("PER", "Anna")], "rejected": [("PER", "Bob")], "ignored": [("LOC", "New York")]}
    assert surfaces(record) == said
    assert written(record) == some
    assert written(replace(record, sources=record.sources[:1])) == some[:1]


def test_each_session_is_a_source_and_the_same_text_one_document(tmp_path: Path) -> None:
    some = [
        task(ANNA, _session_id="ner-anna", _annotator_id="ner-anna"), {**task(), "text": "Another text."},
        task(ANNA, BOB, _session_id="ner-bob"), task(ANNA, YORK, _session_id="ner-anna"),
    ]  # fmt: skip
    records = records_of(tmp_path, *some)
    assert [record.name for record in records] == ["a-2.jsonl", "a-1.jsonl"]
    anna = [("PER", "Anna"), ("LOC", "New York")]
    assert surfaces(records[1]) == {"ner-anna": anna, "ner-bob": [("PER", "Anna"), ("PER", "Bob")]}
    assert sorted(map(repr, written(*records))) == sorted(map(repr, some))
    gone = [one for one in written(with_items(records[1], spans=())) if one["spans"]]
    assert gone == [some[2]]


@pytest.mark.parametrize("answer", ["accept", "reject", "ignore"])
def test_classification_is_a_label_of_the_document(tmp_path: Path, answer: str) -> None:
    data = {"text": TEXT, "label": "NEWS", "spans": [], "answer": answer, "score": 0.5}
    (record,) = records_of(tmp_path, data)
    labels = {"accept": (("NEWS", True),), "reject": (("NEWS", False),), "ignore": None}[answer]
    assert [one.marks.attributes for one in record.sources] == ([labels] if labels else [])
    assert written(record) == [data]
    if labels:
        other = with_items(record, marks=Marks("", attributes=(("NEWS", answer == "reject"),)))
        assert written(other)[0]["answer"] == {"accept": "reject", "reject": "accept"}[answer]
        assert written(replace(record, sources=()))[0]["answer"] == "ignore"


def test_options_that_were_chosen_are_labels_of_the_document(tmp_path: Path) -> None:
    options = [{"id": "Q1", "html": "<b>"}, {"id": 2, "text": "two"}, {"id": "no"}]
    data = task({**ANNA, "source": "en_core_web_lg", "score": 1}, options=options, accept=["Q1"])
    (record,) = records_of(tmp_path, data)
    (items,) = record.sources
    assert items.marks.attributes == (("Q1", True),)
    assert (items.spans[0].origin, items.spans[0].decision, items.spans[0].score) == (
        "model:en_core_web_lg", "accepted", 1.0,
    )  # fmt: skip
    assert written(record) == [data]
    marks = Marks("", "done", "note", flagged=True, attributes=(("2", True), ("x", 0.5)))
    (again,) = written(with_items(record, marks=marks))
    assert again["accept"] == [2]
    assert records_of(tmp_path, again)[0].sources[0].marks == marks


def test_categories_are_labels_of_the_document(tmp_path: Path) -> None:
    data = {"cats": {"A": 1.0, "B": 0.0, "C": 0.25}, "meta": {"id": "1"}, "text": TEXT}
    (record,) = records_of(tmp_path, data)
    assert record.sources[0].marks.attributes == (("A", True), ("B", False), ("C", 0.25))
    assert written(record) == [data]
    marks = Marks("", attributes=(("A", False), ("C", 0.25)))
    assert written(with_items(record, marks=marks))[0]["cats"] == {"A": 0.0, "C": 0.25}


def review() -> dict[str, Any]:
    versions: list[Any] = [
        {**task(ANNA), "sessions": ["n-anna", "n-bob"], "default": True},
        {**task(ANNA, BOB), "sessions": ["n-eve"], "default": False},
    ]
    return {**task(ANNA, BOB), "versions": versions, "view_id": "ner_manual", "_session_id": "r-judge"}


def test_each_session_under_review_is_a_source(tmp_path: Path) -> None:
    (record,) = records_of(tmp_path, review(), reading=Reading(strictness="strict"))
    one, two = [("PER", "Anna")], [("PER", "Anna"), ("PER", "Bob")]
    assert surfaces(record) == {"r-judge": two, "n-anna": one, "n-bob": one, "n-eve": two}
    assert written(record) == [review()]
    other = replace(record.sources[2].spans[0], label="DOG")
    (data,) = written(with_items(record, 2, spans=(other,)))
    assert [each["sessions"] for each in data["versions"]] == [["n-anna"], ["n-bob"], ["n-eve"]]
    assert [each["spans"][0]["label"] for each in data["versions"]] == ["PER", "DOG", "PER"]


def test_a_text_that_nobody_had_answered_is_answered_by_all_who_have_now(tmp_path: Path) -> None:
    blank = {"text": TEXT, "meta": {"k": 1}, "_input_hash": 5, "_task_hash": 6}
    (record,) = records_of(tmp_path, blank)
    assert written(record) == [blank]
    people = [
        SourceItems(name, "person", (Span(new_id(), "PER", (Range(0, 4),), "Anna"),)) for name in ("anna", "bob")
    ]  # fmt: skip
    some = written(replace(record, sources=tuple(people)))
    assert [(one["_session_id"], one["answer"], one["_input_hash"]) for one in some] == [
        ("anna", "accept", 5), ("bob", "accept", 5),
    ]  # fmt: skip
    assert all(one["meta"] == {"k": 1} and "_task_hash" not in one for one in some)


def test_a_new_document_is_whole_for_prodigy() -> None:
    first, twin = Span(new_id(), "PER", (Range(0, 4),), "Anna"), Span(new_id(), "PER", (Range(0, 4),), "Anna", note="2")
    items = SourceItems("bob", "person", (first, twin), (Relation(new_id(), "same", twin.id, first.id),))
    model = SourceItems("model:m", "model", (Span(new_id(), "LOC", (Range(16, 24),), "New York", score=0.5),))
    one, two = written(Record("n.txt", TEXT, (items, model), meta={"k": "v"}))
    assert (one["answer"], one["_session_id"], one["_view_id"], one["meta"]) == (
        "accept",
        "bob",
        "relations",
        {"k": "v"},
    )
    assert ("answer" in two, two["spans"][0]["score"], two["_session_id"]) == (False, 0.5, "model:m")
    assert "".join(each["text"] + " " * each["ws"] for each in one["tokens"]) == TEXT
    (alone,) = written(Record("n.txt", TEXT))
    assert (alone["text"], "answer" in alone) == (TEXT, False)


@given_data(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_several_sources_say_is_read_again(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    losses = list[Loss]()
    record = Reducing(PRODIGY.holds, losses.append).reduce(data.draw(records(sources=2)))
    reading = Reading(strictness="strict")
    (again,) = records_of(tmp_path_factory.mktemp("out"), *written(record), reading=reading)
    assert essence(again) == essence(record)
    assert reading.problems == []


def test_a_project_gives_back_what_it_was_given(tmp_path: Path) -> None:
    some = [
        task(ANNA, YORK, relations=[relation(ANNA, YORK)]), task(BOB, answer="reject"), review(),
        task(_session_id="idle"),
    ]  # fmt: skip
    with Project.create(tmp_path / "p.gilder", SCHEME_TOML) as project:
        take_in(project, records_of(tmp_path, *some), "import:prodigy", Reading())
        export(project, tmp_path / "out.jsonl", PRODIGY, Which())
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()] == some


@pytest.mark.parametrize("bad", [
    {**ANNA, "start": "0"}, {**ANNA, "end": 4.0}, {**ANNA, "start": True}, {**ANNA, "start": -1}, {**ANNA, "end": 99},
    {**ANNA, "start": 4, "end": 0}, {**ANNA, "label": 5}, {**ANNA, "label": ""}, {**ANNA, "label": "\ud800"}, "x",
    {**ANNA, "text": "Otto"}, {"label": "X"}, {"label": "X", "token_start": [1], "token_end": 2}, {**ANNA, "end": None},
])  # fmt: skip
def test_a_span_that_cannot_be_is_told_and_left_out(tmp_path: Path, bad: Any) -> None:
    reading = Reading()
    (record,) = records_of(tmp_path, task(BOB, bad), reading=reading)
    assert surfaces(record) == {"": [("PER", "Bob")]}
    assert [one.done for one in reading.problems] == ["left out"]
    assert f"{tmp_path / 'a.jsonl'}:1: " in str(reading.problems[0])
    assert written(record) == [{key: value for key, value in task(BOB).items() if key != "_task_hash"}]


@pytest.mark.parametrize("odd", [{**ANNA, "end": 0}, {"start": 0, "end": 4, "pattern": 3}])
def test_what_gilder_has_no_word_for_is_kept(tmp_path: Path, odd: Any) -> None:
    data = task(odd, BOB)
    (record,) = records_of(tmp_path, data, reading=Reading(strictness="strict"))
    assert (surfaces(record), written(record)) == ({"": [("PER", "Bob")]}, [data])


@pytest.mark.parametrize("data", [
    {"relations": [5]}, {"relations": [{"head": [1], "child": {}, "label": "x"}]}, {"relations": [{"label": 5}]},
    {"relations": [{**relation(ANNA, BOB), "head": 99}]},
    {"tokens": [1, {"id": [2]}], "relations": [relation(ANNA, BOB)]}, {"options": [5]},
    {"versions": 5}, {"versions": [5, {"sessions": 5}, {"sessions": [5]}]}, {"meta": 5}, {"accept": 5},
    {"gilder": {"status": [], "labels": 5}}, {"cats": {"a": "b"}}, {"_session_id": 5}, {"answer": 5}, {"label": [1]},
])  # fmt: skip
def test_odd_data_end_in_no_traceback(tmp_path: Path, data: Any) -> None:
    (record,) = records_of(tmp_path, task(ANNA, BOB, **data))
    assert len(record.sources[0].spans) == 2
    assert len(written(record)) == 1


@pytest.mark.parametrize("data", [
    {"label": "X", "pattern": [{"lower": "a"}]}, {"image": "a.jpg", "spans": []}, {"text": "  "}, {"text": "\ud800"},
    {"text": TEXT, "spans": 5}, {"text": TEXT, "tokens": {}}, [1],
])  # fmt: skip
def test_files_that_hold_no_tasks_about_texts_are_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(InputError) as problem:
        records_of(tmp_path, data)
    if "pattern" in data:
        assert "is a file of patterns" in str(problem.value)


def test_tasks_without_a_text_are_told(tmp_path: Path) -> None:
    reading = Reading()
    (record,) = records_of(tmp_path, {"image": "a.jpg"}, task(ANNA), reading=reading)
    assert (record.text, len(reading.problems)) == (TEXT, 1)
    assert str(reading.problems[0]).endswith("the task has no “text”; it is about the image; left out")


def test_prodigy_is_told_apart() -> None:
    assert PRODIGY.recognise is not None
    whole = json.dumps(task(ANNA)).encode()
    good = [whole, whole[:120], b'[' + whole, b'{"text": "a", "spans": [{"start": 0, "end": 1, "label": "X"}]}',
            b'{"text": "a", "spans": [{"start": 0, "end', b'{"label":"D","pattern":[{"lower":"x"}]}',
            b'{"text": "a", "label": "X", "answer": "reject"}', json.dumps(task(ANNA)).encode("utf-16")]  # fmt: skip
    bad = [b'{"gilder": 1, "text": "a", "spans": []}', b'{"text": "a", "label": [[0, 1, "X"]]}', b"", b"[]", b"x",
           b'{"text": "a", "entities": [{"id": 1, "start_offset": 0, "end_offset": 1, "label": "X"}]}']  # fmt: skip
    assert [PRODIGY.recognise(head) for head in good] == [True] * len(good)
    assert [PRODIGY.recognise(head) for head in bad] == [False] * len(bad)


def test_the_real_file_has_its_counts_and_comes_back_equal() -> None:
    folder = sample_folder("prodigy")
    assert PRODIGY.read is not None
    for name, counts in expected("prodigy").items():
        records = list(PRODIGY.read(given(folder / name), Reading(strictness="strict")))
        items = [one for record in records for one in record.sources]
        assert len(records) == counts["documents"]
        assert sum(len(one.spans) for one in items) == counts["spans"]
        assert sum(len(one.relations) for one in items) == counts["relations"]
        lines = (folder / name).read_text("utf-8").split("\n")
        assert written(*records) == [json.loads(line) for line in lines if line]


def test_no_odd_value_anywhere_ends_in_a_traceback(tmp_path: Path) -> None:
    part = {**task(ANNA, YORK, relations=[relation(ANNA, YORK)]), "tokens": tokens()[:2]}
    version = {"text": TEXT, "spans": [BOB], "sessions": ["a"], "answer": "accept"}
    more = {"options": [{"id": "Q"}], "accept": ["Q"], "cats": {"c": 1.0}, "label": "L", "versions": [version]}
    some = [{**part, **more, "gilder": {"note": "n", "labels": {"x": 1}}}]
    refused = 0
    for data in (odd for one in some for odd in variants(one)):
        try:
            found = records_of(tmp_path, data)
        except InputError:
            refused += 1
        else:
            for record in found:
                dump({"kept": record.kept, "meta": record.meta}).encode()
            assert written(*found)
    assert refused


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(PRODIGY, "prodigy", besides="nul_bytes") == set()
