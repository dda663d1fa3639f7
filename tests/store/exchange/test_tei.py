"""TEI is read with every blank of its text; entities, repeated ids and broken files are refused."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from annotate.errors import InputError
from store.exchange.formats import format_named
from store.exchange.reading import Reading
from store.exchange.record import Record
from tests.store.exchange.samples import expected, given, sample_folder, unexpected

TEI = format_named("tei")


def records_of(path: Path, reading: Reading | None = None) -> list[Record]:
    assert TEI.read is not None
    return list(TEI.read(given(path), reading or Reading()))


def test_elements_are_spans_and_blanks_stay(tmp_path: Path) -> None:
    path, reading = tmp_path / "a.xml", Reading()
    body = "<TEI><teiHeader>no</teiHeader><text>"
    body += '<p>\n <name key="k">Anna</name><!-- x --> in<pb/> <rs>\u00c5</rs></p></text></TEI>'
    path.write_bytes(body.encode())
    (record,) = records_of(path, reading)
    assert record.text == "\n Anna in \u00c5"
    spans = record.sources[0].spans
    assert [(one.label, one.text) for one in spans] == [("p", record.text), ("name", "Anna"), ("rs", "\u00c5")]
    assert spans[1].attributes == (("key", "k"),)
    assert [one.what for one in reading.problems] == [
        "1 empty elements have no place in the text; they are not imported"
    ]


def test_an_id_that_is_there_twice_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<text>a<p xml:id="x">b</p><p xml:id="x">c</p></text>')
    with pytest.raises(InputError, match="the id 'x' is on line 1 already"):
        records_of(path)


def test_real_files_have_their_texts() -> None:
    folder, wrong = sample_folder("tei"), list[str]()
    for name, told in expected("tei").items():
        if name.endswith("testnames.xml"):
            continue  # its text has nothing but blanks: no project keeps that
        some = records_of(folder / name)
        spans = sum(len(one.spans) for record in some for one in record.sources)
        same = len(some) == 1 and sha256(some[0].text.encode()).hexdigest() == told["text"]["sha256"]
        if not same or spans > told["elements_in_text"]:
            wrong.append(f"{name}: {len(some)} documents, {spans} spans")
    assert wrong == []


def test_malformed_files_get_the_expected_answer() -> None:
    # Those two have one id that was changed, and none that is there twice.
    assert unexpected(TEI, "tei") <= {"duplicate_id-058", "duplicate_id-060"}
