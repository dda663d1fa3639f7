"""doccano files, read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.exchange.doccano import FORMAT
from store.exchange.files import given_files
from store.exchange.reading import AskFirst, Offsets, Reading
from store.exchange.record import Record


def reading_of(folder: Path, data: object, reading: Reading) -> list[Record]:
    (folder / "a.jsonl").write_text(json.dumps(data), encoding="utf-8")
    assert FORMAT.read is not None
    return list(FORMAT.read(next(iter(given_files([folder / "a.jsonl"]))), reading))


@pytest.mark.parametrize(("unit", "surface"), [("utf-16", "Rome"), ("code points", "ome.")])
def test_offsets_behind_an_astral_character_are_asked_for(tmp_path: Path, unit: Offsets, surface: str) -> None:
    data = {"text": "\U0001f600 Rome.", "label": [[3, 7, "LOC"]]}
    with pytest.raises(AskFirst):
        reading_of(tmp_path, data, Reading())
    (record,) = reading_of(tmp_path, data, Reading(offsets=unit))
    assert [span.text for span in record.sources[0].spans] == [surface]


def test_entities_have_relations_and_what_is_not_understood_is_kept(tmp_path: Path) -> None:
    ends = [{"id": at, "start_offset": at, "end_offset": at + 1, "label": "X"} for at in (0, 1, 9)]
    joins = [{"id": 5, "from_id": 0, "to_id": 1, "type": "of"}, {"id": 6, "from_id": 0, "to_id": 9, "type": "of"}]
    reading = Reading()
    data = {"text": "abc", "entities": ends, "relations": joins, "Comments": ["c"]}
    (record,) = reading_of(tmp_path, data, reading)
    items = record.sources[0]
    assert (len(items.spans), len(items.relations), len(reading.problems)) == (2, 1, 2)
    assert record.kept == {"doccano": {"Comments": ["c"]}}


def test_other_json_lines_are_told_apart() -> None:
    assert FORMAT.recognise is not None
    assert FORMAT.recognise(b'{"text": "a", "label": [[0, 1, "X"]]}')
    assert not FORMAT.recognise(b'{"gilder": 1, "text": "a", "spans": [{"label": "X"}]}')
    assert not FORMAT.recognise(b'{"text": "a", "spans": [{"start": 0, "end": 1, "label": "X"}]}')
