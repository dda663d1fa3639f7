"""Hugging Face datasets: names of tags come from the file or are asked for; rows come back as they were."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range
from store.exchange.formats import Format, format_named, recognised
from store.exchange.hf.rows import arrow
from store.exchange.losses import Loss, Reducing
from store.exchange.reading import AskFirst, Limits, Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange import samples
from tests.store.exchange.records import records
from tests.store.exchange.samples import bad_cases, outcome

HF, LINES = format_named("hf"), format_named("hf-jsonl")
NEW = "data/train-00000-of-00001.parquet"

ROWS = [
    {
        "id": "a",
        "tokens": ["Anna", "in", "Bad", "Ems"],
        "pos_tags": [1, 2, 1, 1],
        "ner_tags": [1, 0, 3, 4],
        "size": 0.5,
    },
    {"id": "b", "tokens": ["so"], "pos_tags": [3], "ner_tags": [-100], "size": None},
]
NAMES = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def metadata(names: list[str] | None, kind: str = "List", column: str = "ner_tags") -> dict[str, str]:
    inner: Any = {"names": names, "_type": "ClassLabel"} if names else {"dtype": "int64", "_type": "Value"}
    feature: Any = [inner] if kind == "list" else {"feature": inner, "_type": kind}
    return {"huggingface": json.dumps({"info": {"features": {column: feature}}}), "other": "kept"}


def parquet(path: Path, some: list[dict[str, Any]], meta: dict[str, str] | None) -> Path:
    pa, pq = arrow("pyarrow"), arrow("pyarrow.parquet")
    table = pa.Table.from_pylist(some)
    pq.write_table(table.replace_schema_metadata(meta), path)
    return path


def of_file(path: Path, reading: Reading | None = None) -> list[Record]:
    assert HF.read is not None
    return list(HF.read(samples.given(path), reading or Reading()))


def lines(folder: Path, *some: dict[str, Any], name: str = "a.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in some), encoding="utf-8")
    return path


def found(some: list[Record]) -> list[tuple[str, str]]:
    return [(span.label, span.text) for record in some for one in record.sources for span in one.spans]


def files(some: list[Record], form: Format = HF, losses: list[Loss] | None = None) -> dict[str, bytes]:
    assert form.write is not None
    result = dict[str, bytes]()
    for name, piece in form.write(some, ([] if losses is None else losses).append):
        result[name] = result.get(name, b"") + piece
    return result


def table_of(raw: bytes) -> Any:
    return arrow("pyarrow.parquet").read_table(io.BytesIO(raw))


def same(one: Any, two: Any) -> bool:
    return bool(one.schema.equals(two.schema, check_metadata=True) and one.equals(two))


def a_record(text: str, *places: tuple[str, int, int], name: str = "a") -> Record:
    spans = [Span(new_id(), label, (Range(start, end),), text[start:end]) for label, start, end in places]
    return Record(name, text, (SourceItems(spans=tuple(spans)),))


@pytest.mark.parametrize("kind", ["List", "Sequence", "LargeList", "list"])
def test_names_of_tags_are_those_of_the_schema(tmp_path: Path, kind: str) -> None:
    path, reading = parquet(tmp_path / "test.parquet", ROWS, metadata(NAMES, kind)), Reading(strictness="strict")
    some = of_file(path, reading)
    assert [(one.name, one.text) for one in some] == [("test.parquet#a", "Anna in Bad Ems"), ("test.parquet#b", "so")]
    assert found(some) == [("PER", "Anna"), ("LOC", "Bad Ems")]
    assert reading.facts["tags"] == "iob2, in the column ner_tags"
    assert reading.problems == []
    got = files(some)
    assert set(got) == {"test.parquet", "README.md"}
    assert same(table_of(got["test.parquet"]), table_of(path.read_bytes()))


def test_numbers_without_names_are_asked_for(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet", [{"tokens": ["A", "B", "C"], "labels": [1, 2, 3]}], metadata(None, "Sequence", "labels")
    )
    with pytest.raises(AskFirst, match="numbers, and neither the file nor a dataset card") as caught:
        of_file(path)
    assert (caught.value.option, caught.value.choices) == ("tags", ("iob2", "bare"))
    reading = Reading(tags="iob2")
    some = of_file(path, reading)
    assert found(some) == [("LABEL_1", "A B"), ("LABEL_2", "C")]
    assert "LABEL_1 and so on" in reading.facts["labels"]
    assert same(table_of(files(some)["a.parquet"]), table_of(path.read_bytes()))
    assert found(of_file(path, Reading(tags="bare"))) == [("LABEL_1", "A"), ("LABEL_2", "B"), ("LABEL_3", "C")]


def test_names_may_lie_beside_in_a_card_or_a_description(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", [{"tokens": ["A"], "ner_tags": [2]}], None)
    (tmp_path / "README.md").write_text(
        "---\ndataset_info:\n  features:\n  - name: pos\n    sequence:\n      class_label:\n        names:\n"
        "          '0': X\n  - name: ner_tags\n    sequence:\n      class_label:\n        names:\n"
        "          '0': O\n          '1': B-it's\n          '2': 'B-it''s'\n  splits:\n  - name: train\n---\n"
    )
    reading = Reading(strictness="strict")
    assert found(of_file(path, reading)) == [("it's", "A")]
    assert "named by the dataset card" in reading.facts["labels"]
    (tmp_path / "README.md").unlink()
    described = {"default": {"features": json.loads(metadata(["O", "X", "B-Y"])["huggingface"])["info"]["features"]}}
    (tmp_path / "dataset_infos.json").write_text(json.dumps(described))
    assert found(of_file(path, Reading(tags="iob2"))) == [("Y", "A")]


def test_names_without_prefixes_are_labels(tmp_path: Path) -> None:
    some = [{"tokens": ["A", "B", "C"], "tags": [1, 1, 0]}]
    path = parquet(tmp_path / "a.parquet", some, metadata(["O", "PER"], column="tags"))
    assert found(of_file(path, Reading(strictness="strict"))) == [("PER", "A B")]


def test_json_lines_have_texts_or_numbers_as_tags(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "tokens": ["Anna", "ü\n😀"], "ner_tags": ["B-PER", "O"], "more": {"a": [1.5, None]}},
        {"id": 8, "tokens": [], "ner_tags": []},
        {"id": 9, "tokens": ["Ems"], "ner_tags": ["B-LOC"]},
    ]
    path, reading = lines(tmp_path, *rows), Reading(strictness="strict")
    some = of_file(path, reading)
    assert [one.name for one in some] == ["a.jsonl#7", "a.jsonl#9"]
    assert found(some) == [("PER", "Anna"), ("LOC", "Ems")]
    assert [one.what for one in reading.problems] == ["this line has no tokens"]
    assert files(some)["a.jsonl"] == path.read_bytes()
    with pytest.raises(AskFirst, match="numbers"):
        of_file(lines(tmp_path, {"tokens": ["a"], "ner_tags": [1]}, name="b.jsonl"))


@pytest.mark.parametrize("style", [{}, {"ensure_ascii": False}, {"separators": (",", ":")}])
def test_json_lines_come_back_as_they_are_written(tmp_path: Path, style: dict[str, Any]) -> None:
    rows = [{"tokens": ["é", f"{at}"], "ner_tags": ["B-X", "O"], "n": 1.0} for at in range(3)]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, **style) + "\n" for row in rows), encoding="utf-8")
    assert files(of_file(path))["a.jsonl"] == path.read_bytes()


def test_the_library_of_hugging_face_loads_what_is_written(tmp_path: Path) -> None:
    datasets: Any = pytest.importorskip("datasets")
    for form in (HF, LINES):
        for name, raw in files([a_record("Anna in Köln!", ("PER", 0, 4), ("a: 'b'", 8, 12))], form).items():
            path = tmp_path / form.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        found = datasets.load_dataset(str(tmp_path / form.name), cache_dir=str(tmp_path / "cache"))["train"]
        tags = found.features["ner_tags"].feature
        named = [tags.int2str(one) if form is HF else one for one in found[0]["ner_tags"]]
        assert (found[0]["tokens"], named) == (["Anna", "in", "Köln", "!"], ["B-PER", "O", "B-a: 'b'", "O"])


def test_rows_of_one_document_are_one_text(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        {"document": "x", "words": ["A", "."], "ner": ["B-Q", "O"]}, {"document": "x", "words": ["B"], "ner": ["O"]},
        {"document": "y", "words": ["C"], "ner": ["O"]},
    )  # fmt: skip
    assert [(one.name, one.text) for one in of_file(path)] == [("x", "A .\nB"), ("y", "C")]


def test_changed_spans_change_their_tags_alone(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", ROWS, metadata(NAMES))
    first, second = of_file(path)
    changed = replace(first, sources=a_record(first.text, ("PER", 0, 4), ("ORG", 5, 11)).sources)
    losses = list[Loss]()
    table = table_of(files([changed, second], losses=losses)["a.parquet"])
    assert table.to_pylist() == [{**ROWS[0], "ner_tags": [1, 5, 6, 0]}, ROWS[1]]
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert features["ner_tags"]["feature"]["names"] == [*NAMES, "B-ORG", "I-ORG"]
    assert losses == []


def test_a_span_inside_a_token_makes_new_rows_and_the_other_columns_are_told(tmp_path: Path) -> None:
    first, _ = of_file(parquet(tmp_path / "a.parquet", ROWS, metadata(NAMES)))
    losses = list[Loss]()
    changed = replace(first, sources=a_record(first.text, ("X", 0, 2)).sources)
    got = files([changed], losses=losses)
    assert [row["tokens"][:2] for row in table_of(got[NEW]).to_pylist()] == [["An", "na"]]
    assert [(one.kind, one.text) for one in losses] == [("other columns", "pos_tags, size"), ("exact text", "")]
    assert set(got) == {NEW, "README.md"}


def test_a_text_becomes_a_row_a_sentence_with_a_card() -> None:
    text = "Anna Weiss came. In Köln!"
    got = files([a_record(text, ("PER", 0, 10), ("LOC", 20, 24)), a_record("x", name="b")])
    table = table_of(got[NEW])
    assert table.to_pylist() == [
        {"id": "0", "document": "a", "tokens": ["Anna", "Weiss", "came", "."], "ner_tags": [1, 2, 0, 0]},
        {"id": "1", "document": "a", "tokens": ["In", "Köln", "!"], "ner_tags": [0, 3, 0]},
        {"id": "2", "document": "b", "tokens": ["x"], "ner_tags": [0]},
    ]
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert features["ner_tags"] == {
        "feature": {"names": ["O", "B-PER", "I-PER", "B-LOC"], "_type": "ClassLabel"}, "_type": "Sequence",
    }  # fmt: skip
    card = got["README.md"].decode()
    assert card.startswith("---\ntask_categories:\n- token-classification\n")
    assert f'  - split: train\n    path:\n    - "{NEW}"\n' in card
    assert "          '3': \"B-LOC\"\n" in card
    assert "2 documents in 3 rows" in card
    row = json.loads(files([a_record(text, ("LOC", 20, 24))], LINES)["data/train.jsonl"].decode().split("\n")[1])
    assert row == {"id": "1", "document": "a", "tokens": ["In", "Köln", "!"], "ner_tags": ["O", "B-LOC", "O"]}


def test_an_empty_export_is_a_dataset_all_the_same() -> None:
    assert table_of(files([])[NEW]).num_rows == 0
    assert set(files([], LINES)) == {"README.md"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"tokens": ["A", "B"], "ner_tags": ["O"]}, "has 2 tokens and 1 tags; its tags were left out"),
        ({"tokens": ["A"], "ner_tags": None}, "has 1 tokens and 0 tags; its tags were left out"),
        ({"tokens": ["A"], "ner_tags": [7]}, "tag 7 of token 1 is none of iob2; read as O"),
        ({"tokens": ["A"], "ner_tags": [True]}, "tag True of token 1 is none of iob2; read as O"),
        ({"tokens": ["A"], "ner_tags": ["I-X"]}, "tag I-X has no B- before it; read as a span of its own"),
        ({"tokens": ["A", None], "ner_tags": ["O", "O"]}, "“tokens” of this line is no list of texts; left out"),
        ({"tokens": "A", "ner_tags": ["O"]}, "“tokens” of this line is no list of texts; left out"),
    ],
)
def test_an_odd_row_is_told_with_its_number(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    path = lines(tmp_path, {"tokens": ["A", "B"], "ner_tags": ["B-X", "I-X"]}, row)
    reading = Reading()
    some = of_file(path, reading)
    assert [str(one) for one in reading.problems] == [f"{path}:2: {told}"]
    assert files(some)["a.jsonl"] == path.read_bytes()
    with pytest.raises(InputError, match=":2: "):
        of_file(path, Reading(strictness="strict"))


def test_a_number_that_has_no_name_is_told(tmp_path: Path) -> None:
    path, reading = parquet(tmp_path / "a.parquet", [{"tokens": ["A"], "ner_tags": [9]}], metadata(NAMES)), Reading()
    some = of_file(path, reading)
    assert [one.what for one in reading.problems] == ["tag 9 of token 1 is none of the 5 names"]
    assert same(table_of(files(some)["a.parquet"]), table_of(path.read_bytes()))


def test_columns_of_all_kinds_are_kept_or_told(tmp_path: Path) -> None:
    row = {
        "tokens": ["A"], "ner_tags": ["O"], "raw": b"\xff", "f": float("inf"),
        "when": datetime(2016, 10, 4, 1, 2, 3, 4), "day": date(2016, 10, 4),
        "d": Decimal("1.20"), "some": [{"a": date(1, 1, 1)}],
    }  # fmt: skip
    path, reading = parquet(tmp_path / "a.parquet", [row], None), Reading(strictness="strict")
    some = of_file(path, reading)
    assert reading.problems == []
    json.dumps(some[0].kept, allow_nan=False)
    assert same(table_of(files(some)["a.parquet"]), table_of(path.read_bytes()))
    some = of_file(parquet(path, [{**row, "long": timedelta(1)}], None), reading)
    assert [one.what for one in reading.problems] == [
        "column long (duration[us]) is not kept: values of this kind cannot be"
    ]  # fmt: skip
    assert table_of(files(some)["a.parquet"]).column_names == list(row)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.parquet", b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", "Git LFS"),
        ("a.jsonl", b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", "Git LFS"),
        ("a.parquet", b"", "is no parquet file"),
        ("a.parquet", b"PAR1xxxx", "ends in the middle of a record"),
        ("a.parquet", b"PAR1\x00\x00\x00\x00PAR1", "is a broken parquet file"),
        ("a.jsonl", b"", "has no rows"),
        ("a.jsonl", b'{"text": "a"}\n', "has no column with the tokens"),
        ("a.jsonl", b'{"tokens": ["a"]}\n', "has no column with tags"),
        ("a.jsonl", b'{"tokens": ["a"], "x": ["O"], "y": ["O"]}\n', "--columns tags=x"),
    ],
)
def test_what_is_no_dataset_is_refused_in_one_line(tmp_path: Path, name: str, raw: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=told) as caught:
        of_file(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_damaged_parquet_file_never_ends_in_a_traceback(tmp_path: Path) -> None:
    whole = parquet(tmp_path / "a.parquet", ROWS * 50, metadata(NAMES)).read_bytes()
    dice = random.Random(7)
    for _ in range(200):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            raw[dice.randrange(4, len(raw) - 4)] = dice.randrange(256)
        (tmp_path / "b.parquet").write_bytes(raw)
        try:
            of_file(tmp_path / "b.parquet", Reading(limits=Limits(archive=50_000_000)))
        except InputError as problem:
            assert "\n" not in str(problem)  # noqa: PT017


@given(record=records())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_span_is_lost_that_is_not_told(tmp_path_factory: pytest.TempPathFactory, record: Record) -> None:
    losses = list[Loss]()
    reduced = Reducing(HF.holds, losses.append).reduce(record)
    for form, name in ((HF, NEW), (LINES, "data/train.jsonl")):
        more = list[Loss]()
        path = tmp_path_factory.mktemp("out") / f"a{Path(name).suffix}"
        path.write_bytes(files([reduced], form, more)[name])
        (again,) = of_file(path, Reading(strictness="strict", tags="iob2"))
        told = {one.item for one in (*losses, *more) if "spans" in one.kind and "of spans" not in one.kind}
        left = [span for one in record.sources for span in one.spans if span.id not in told]
        assert Counter((label, "".join(text.split())) for label, text in found([again])) == Counter(
            (span.label, "".join(span.text.split())) for span in left
        )
        assert "".join(again.text.split()) == "".join(record.text.split())


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.parquet", b"PAR1", HF), ("a.parquet", b"version https://git-lfs.github.com/spec/v1\n", HF),
        ("a.jsonl", b'{"id": 1, "tokens": ["a"], "ner_tags": [0]}\n', HF),
        ("a.jsonl", b'{"tokens": [{"text": "a"}], "spans": []}\n', None), ("a.jsonl", b'{"tokens": ["a"]}\n', None),
    ],
)  # fmt: skip
def test_datasets_are_recognised(tmp_path: Path, name: str, head: bytes, form: Format | None) -> None:
    (tmp_path / name).write_bytes(head)
    assert recognised(samples.given(tmp_path / name)) is form


def test_malformed_files_get_the_expected_answer() -> None:
    cases = bad_cases("hf_parquet")
    assert [(row["id"], outcome(HF, path)[0].startswith("refused")) for row, path in cases] == [
        ("truncated-058", True)
    ]  # fmt: skip


@pytest.mark.parametrize("form", [HF, LINES])
def test_a_text_that_tokens_do_not_make_again_is_told(form: Format) -> None:
    losses = list[Loss]()
    files([Record("a", "so\r\nit  is", ()), Record("b", "so it\nis", ())], form, losses)
    assert [(one.document, one.kind) for one in losses] == [("a", "exact text")]
