"""PubTator: mentions come and go, concepts stay, and what one line cannot have is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as some
from hypothesis import settings

from annotate.errors import InputError
from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.files import Given
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss, Reducing
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange.records import records
from tests.store.exchange.samples import given, rewritten, sample_folder, unexpected

PUBTATOR = format_named("pubtator")

SMALL = """1|t|Köln | and 😀 Anna
1|a|She met Bob.
1\t0\t4\tKöln\tLoc\tD1
1\t13\t17\tAnna\tPer\tD2|D3\tmore\tRSID:1
1\t26\t29\tBob\tPer
1\tCID\tD1\tD2
1\tAssociation\tD1\tD3\tNovel
1\tthree\tfields

2|t|Only a title
2|a|

"""


def read(path: Path, content: str | bytes, reading: Reading | None = None) -> list[Record]:
    assert PUBTATOR.read is not None
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(PUBTATOR.read(Given(path.name, path), reading or Reading()))
    return [replace(one, kept=json.loads(json.dumps(one.kept))) for one in found]


def test_mentions_are_spans_with_their_concepts(tmp_path: Path) -> None:
    reading = Reading()
    first, second = read(tmp_path / "a.pubtator", SMALL, reading)
    assert (first.name, first.text) == ("1", "Köln | and 😀 Anna\nShe met Bob.")
    assert [(one.label, one.text, one.attributes) for one in first.sources[0].spans] == [
        ("Loc", "Köln", (("id", "D1"),)), ("Per", "Anna", (("id", "D2|D3"),)), ("Per", "Bob", ()),
    ]  # fmt: skip
    assert (second.text, second.sources) == ("Only a title", ())
    assert [one.what for one in reading.problems] == [
        "is neither a mention nor a relation",
        "2 relations are between concepts, not spans; left out, and kept for PubTator",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", [SMALL, SMALL.replace("\n", "\r\n"), SMALL.replace("1\t26", "\n2|t|x\n2|a|y\n2\t26")]
)
def test_what_was_not_changed_comes_back(tmp_path: Path, content: str) -> None:
    losses = list[Loss]()
    again = rewritten(PUBTATOR, read(tmp_path / "a.pubtator", content), losses.append)
    assert again.decode() == content
    assert losses == []


def test_changes_touch_their_own_lines(tmp_path: Path) -> None:
    first, _ = read(tmp_path / "a.pubtator", SMALL)
    koeln, anna, _ = first.sources[0].spans
    new = Span(new_id(), "X", (Range(18, 21),), "She")
    spans = (replace(koeln, attributes=(("id", "D9"),)), replace(anna, label="PERSON"), new)
    items = replace(first.sources[0], spans=spans)
    now = rewritten(PUBTATOR, [replace(first, sources=(items,))], [].append).decode().split("\n")
    assert now[2:5] == ["1\t0\t4\tKöln\tLoc\tD9", "1\t13\t17\tAnna\tPERSON\tD2|D3\tmore\tRSID:1", "1\tCID\tD1\tD2"]
    assert now[7] == "1\t18\t21\tShe\tX\t"
    assert "Bob\t" not in "".join(now)


def test_what_it_cannot_hold_is_told() -> None:
    spans = (
        Span(new_id(), "A\tB", (Range(0, 3),), "one", attributes=(("id", "D1"), ("kind", "x")), note="n"),
        Span(new_id(), "C", (Range(4, 7),), "two"),
    )
    relation = Relation(new_id(), "r", spans[0].id, spans[1].id)
    losses = list[Loss]()
    record = Record("a b", "one\ntwo\nthree\r", (SourceItems("", "import", spans, (relation,)),))
    again = rewritten(PUBTATOR, [record], losses.append).decode()
    assert again == "a_b|t|one\na_b|a|two three \na_b\t0\t3\tone\tA B\tD1\na_b\t4\t7\ttwo\tC\t\n\n"
    assert sorted(one.kind for one in losses) == [
        "attributes of spans", "exact text", "labels", "notes of spans", "relations",
    ]  # fmt: skip


@some(record=records())
@settings(max_examples=60, deadline=None)
def test_any_document_comes_back_less_what_is_told(tmp_path_factory: pytest.TempPathFactory, record: Record) -> None:
    losses = list[Loss]()
    reduced = Reducing(PUBTATOR.holds, losses.append).reduce(record)
    path, reading = tmp_path_factory.mktemp("out") / "a.pubtator", Reading(strictness="strict")
    (again,) = read(path, rewritten(PUBTATOR, [reduced], losses.append), reading)
    title, mark, rest = record.text.partition("\n")
    flat = title.replace("\r", " ") + mark + rest.replace("\n", " ").replace("\r", " ")
    assert again.text == flat.removesuffix("\n")
    assert (again.text != record.text) <= any(one.kind == "exact text" for one in losses)
    before = sorted((one.label, one.fragments) for each in reduced.sources for one in each.spans)
    assert sorted((one.label, one.fragments) for each in again.sources for one in each.spans) == before
    assert reading.problems == []


def test_a_file_that_ends_in_a_line_is_refused_and_what_is_whole_kept_leniently(tmp_path: Path) -> None:
    content = SMALL + "3|t|Title\n3|a|An abstr"
    with pytest.raises(InputError, match="ends in the middle of a record"):
        read(tmp_path / "a.pubtator", content)
    assert [one.name for one in read(tmp_path / "a.pubtator", content, Reading(strictness="lenient"))] == ["1", "2"]
    (text,) = read(tmp_path / "b.pubtator", "3|t|Title\n3|a|An abstract")  # no document here has mentions
    assert text.text == "Title\nAn abstract"


def test_a_document_that_is_there_twice_is_told(tmp_path: Path) -> None:
    reading = Reading()
    assert len(read(tmp_path / "a.pubtator", SMALL + SMALL, reading)) == 4
    assert [one.what for one in reading.problems if one.done == "both were kept"] == [
        "there is a document 1 already", "there is a document 2 already",
    ]  # fmt: skip


def test_files_are_recognised_by_their_first_line(tmp_path: Path) -> None:
    for name, content in (("a.txt", SMALL), ("b.txt", "Only text"), ("c.pubtator", "\n" + SMALL)):
        (tmp_path / name).write_text(content)
    assert [recognised(given(tmp_path / name)) for name in ("a.txt", "b.txt", "c.pubtator")] == [
        PUBTATOR,
        None,
        PUBTATOR,
    ]


def test_a_real_file_comes_back_byte_for_byte() -> None:
    path, reading, losses = sample_folder("pubtator") / "tmvar/tmVar.Normalization.txt", Reading(), list[Loss]()
    assert PUBTATOR.read is not None
    found = list(PUBTATOR.read(given(path), reading))
    assert (len(found), sum(len(one.spans) for record in found for one in record.sources)) == (158, 674)
    assert rewritten(PUBTATOR, found, losses.append) == path.read_bytes()
    assert losses == []
    assert [str(one).rpartition("/")[2] for one in reading.problems] == [
        "tmVar.Normalization.txt:691: is neither a mention nor a relation; left out, and kept for PubTator"
    ]


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(PUBTATOR, "pubtator") <= {"nul_bytes-046"}  # NUL in its text, which no project keeps
