"""import(export(p)) is p less exactly what the loss report lists: for every format that goes both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.exchange.files import given_files
from store.exchange.formats import Format, format_named
from store.exchange.losses import Loss, Reducing
from store.exchange.names import MODULES, NAMES, READ, WRITE
from store.exchange.reading import Reading
from store.exchange.record import Record
from tests.store.exchange.records import essence, records

BOTH = [name for name in READ if name in WRITE]


def written(form: Format, some: list[Record], folder: Path, losses: list[Loss]) -> Path:
    assert form.write is not None
    out = folder / f"out{form.suffixes[0] if form.out == 'file' else ''}"
    for name, piece in form.write(some, losses.append):
        path = out / name if name else out
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(piece)
    return out


def read_back(form: Format, out: Path, reading: Reading) -> list[Record]:
    assert form.read is not None
    return [
        record for each in given_files([out]) if each.suffix in form.suffixes for record in form.read(each, reading)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_names_says_what_the_modules_can(name: str) -> None:
    form = format_named(name)
    ways = {(True, True): "both", (True, False): "read", (False, True): "write"}
    assert form.name == name
    assert ways[form.read is not None, form.write is not None] == MODULES[name][1]


@pytest.mark.parametrize("name", BOTH)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_again(
    name: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    form = format_named(name)
    if "exact text" not in form.holds:
        pytest.skip("a format of tokens: see its own tests")
    record, losses, reading = data.draw(records()), list[Loss](), Reading(strictness="strict")
    reduced = Reducing(form.holds, losses.append).reduce(record)
    before = len(losses)
    out = written(form, [reduced], tmp_path_factory.mktemp("out"), losses)
    if len(losses) > before:
        return  # what the module itself cannot write is tested there
    again = read_back(form, out, reading)
    assert [essence(one) for one in again] == [essence(reduced)]
    assert reading.problems == []
