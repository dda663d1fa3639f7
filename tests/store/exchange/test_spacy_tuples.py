"""Training tuples of spaCy 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range
from store.exchange.formats import format_named, recognised
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange.samples import expected, given, rewritten, sample_folder

TUPLES = format_named("spacy-json")


def of(tmp_path: Path, data: Any, reading: Reading | None = None) -> list[Record]:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert TUPLES.read is not None
    return list(TUPLES.read(given(path), reading or Reading()))


def back(some: list[Record]) -> Any:
    return json.loads(rewritten(TUPLES, some, [].append))


def test_what_nobody_changed_comes_back(tmp_path: Path) -> None:
    data = [
        ["😀 Anna in Köln", {"entities": [[10, 14, "LOC", "Q365"], [2, 6, "PER"]], "cats": {"x": 1.0}, "heads": [0]}],
        ["No spans", {"cats": {}}],
        ["Groups", {"spans": {"sc": [[0, 6, "A"], [0, 6, "B"]], "other": []}, "entities": []}],
    ]  # fmt: skip
    some = of(tmp_path, data)
    assert [span.text for span in some[0].sources[0].spans] == ["Köln", "Anna"]
    assert back(some) == data


def test_spans_that_overlap_go_to_a_group() -> None:
    spans = [Span(new_id(), label, (Range(*at),), "") for label, at in (("A", (0, 4)), ("B", (2, 6)), ("C", (6, 8)))]
    record = Record("n", "12345678", (SourceItems("", "import", tuple(spans)),))
    said = {"entities": [[0, 4, "A"], [6, 8, "C"]], "spans": {"sc": [[2, 6, "B"]]}}
    assert back([record]) == [["12345678", said]]
    assert back([]) == []


@pytest.mark.parametrize("entity", [[0, 99, "A"], [3, 1, "A"], ["0", 2, "A"], [True, 2, "A"], [0, 2], "x", [0, 2, ""]])
def test_an_entity_that_cannot_be_is_left_out(tmp_path: Path, entity: Any) -> None:
    reading = Reading()
    (record,) = of(tmp_path, [["Anna", {"entities": [entity, [0, 4, "PER"]]}]], reading)
    assert [span.label for span in record.sources[0].spans] == ["PER"]
    assert len(reading.problems) == 1


@pytest.mark.parametrize("data", [{}, "x", [1], [["a"]], [["a", 5]], [[5, {}]], [["\ud800", {}]]])
def test_what_is_no_list_of_tuples_is_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(InputError) as caught:
        of(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_real_files_have_their_counts_and_come_back_equal() -> None:
    for name, told in expected("spacy_docbin").items():
        path = sample_folder("spacy_docbin") / name
        if path.suffix != ".json":
            continue
        assert recognised(given(path)) is TUPLES
        assert TUPLES.read is not None
        some = list(TUPLES.read(given(path), Reading()))
        assert len(some) == told["documents"]
        assert sum(len(one.spans) for record in some for one in record.sources) == told["spans"]
        assert back(some) == json.loads(path.read_bytes())
